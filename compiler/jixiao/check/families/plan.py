"""The spending plan of the year (JX301–JX304)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from jixiao.check.amounts import digits
from jixiao.check.facts import Document, Subject
from jixiao.check.period import outlasts
from jixiao.check.rule import Answer, Hit, Missing, NotApplicable
from jixiao.diagnostics import Related, Span
from jixiao.model.document import PlanNode, Project
from jixiao.model.quantity import parse_share

_NO_PLAN = NotApplicable("表上没有支出计划")
_PER_PERIOD = NotApplicable("支出计划按当期填写，不是累计")
_ALL = Decimal(100)


class _Share(NamedTuple):
    """A node of the plan that is filled: its key, the cumulative share in per cent, the place."""

    key: str
    share: Decimal
    span: Span

    @property
    def said(self) -> str:
        """The node as a person writes it: 6月底 50%."""
        return f"{self.key} {digits(self.share)}%"

    @property
    def path(self) -> str:
        """The path of the node."""
        return f"支出计划/{self.key}"


def _shares(project: Project) -> list[_Share]:
    read = ((one, parse_share(one.value.text)) for one in project.plan if one.value.text)
    return [_Share(one.key, share, one.value.span) for one, share in read if isinstance(share, Decimal)]


def blank_plan_node(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX301 支出计划节点空白: each node of the form has a share; one finding for all blank ones of a project.

    A plan with nothing in it at all is a field that is missing, which another rule tells (JX101).
    """
    project, nodes = subject.project, document.form.nodes
    if not nodes:
        yield _NO_PLAN
        return
    if not any(one.value.text for one in project.plan):
        yield Missing("支出计划")
        return
    typed = {one.key: one for one in project.plan}
    blank = [key for key in nodes if key not in typed or not typed[key].value.text]
    if not blank:
        return
    places = [_key_place(project, typed.get(key)) for key in blank]
    names = "、".join(blank)
    kind = "累计" if document.form.cumulative else "当期"
    yield Hit(
        places[0],
        f"支出计划/{blank[0]}",
        f"支出计划的{names}没有填写，看不出{kind}支出多少",
        f"请填写各时点{kind}支出的百分比；到这时还不支付的，填 0%。",
        tuple(Related(f"{key}没有填写", place) for key, place in zip(blank[1:], places[1:], strict=True)),
        value=names,
    )


def _key_place(project: Project, node: PlanNode | None) -> Span:
    """The place of a node's key: its value has no characters; for a node that is not typed at all, the first one's."""
    at = node or project.plan[0]
    source, start, _ = at.value.span
    key = source.text.rfind(at.key, 0, start)
    return Span(source, key, key + len(at.key)) if key >= 0 else project.name.span


def falling_plan(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX302 支出计划倒退或越界: cumulative shares lie between 0 and 100 and never fall, over the filled nodes."""
    yield from _unless_cumulative(document)
    if not document.form.nodes or not document.form.cumulative:
        return
    shares = _shares(subject.project)
    if not shares:
        yield Missing("支出计划")
    before: _Share | None = None
    for one in shares:
        if one.share > _ALL:
            yield _beyond(one)
            continue
        if before is not None and one.share < before.share:
            yield _fallen(before, one)
        before = one


def _unless_cumulative(document: Document) -> Iterator[Answer]:
    """What the rules about cumulative shares answer for other forms."""
    if not document.form.nodes:
        yield _NO_PLAN
    elif not document.form.cumulative:
        yield _PER_PERIOD


def _beyond(one: _Share) -> Hit:
    return Hit(
        one.span,
        one.path,
        f"{one.key}累计支出 {digits(one.share)}%，超过了全年资金",
        "累计支出最多是 100%，请核对。",
        trace=f"{digits(one.share)}% ＞ 100%",
        expected="≤100%",
        actual=f"{digits(one.share)}%",
    )


def _fallen(before: _Share, one: _Share) -> Hit:
    return Hit(
        one.span,
        one.path,
        f"{one.key}累计支出 {digits(one.share)}%，比{before.key}的 {digits(before.share)}% 还少",
        "这里填从年初累计的支出比例，后一个时点不会小于前一个，请核对是否填成了当期数。",
        (Related(before.said, before.span),),
        f"{before.said} ＞ {one.said}",
        f"≥{digits(before.share)}%",
        f"{digits(one.share)}%",
    )


def incomplete_plan(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX303 年末支出计划不足100%: the last node is 100%, unless money may be carried over to another year."""
    yield from _unless_cumulative(document)
    if not document.form.nodes or not document.form.cumulative:
        return
    last = document.form.nodes[-1]
    found = next((one for one in _shares(subject.project) if one.key == last), None)
    if found is None:
        yield Missing(f"{last}的支出计划")
    elif found.share < _ALL:
        yield (
            NotApplicable("资金跨年度使用")
            if outlasts(subject.project, document.department.year.text)
            else _incomplete(found)
        )


def _incomplete(last: _Share) -> Hit:
    return Hit(
        last.span,
        last.path,
        f"{last.key}累计支出 {digits(last.share)}%，全年资金没有安排完",
        "当年资金当年用完的填 100%；跨年度使用的，在资金用途或项目期里写明。",
        trace=f"{digits(last.share)}% ＜ 100%，差 {digits(_ALL - last.share)} 个百分点",
        expected="100%",
        actual=f"{digits(last.share)}%",
    )


def plan_behind_line(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX304 支出计划落后于进度线: shares at the nodes for which the profile has a line (进度线); one-off payments are free."""
    yield from _unless_cumulative(document)
    if not document.form.nodes or not document.form.cumulative:
        return
    line = document.profile.table("进度线")
    shares = _shares(subject.project)
    if not line or not shares:
        yield Missing("支出计划" if line else "当地对支出进度的要求（参数“进度线”）")
        return
    if all(one.share in {0, _ALL} for one in shares):
        return
    for one in shares:
        wanted = parse_share(line.get(one.key, ""))
        if isinstance(wanted, Decimal) and one.share < wanted:
            yield _behind(one, wanted, document.profile.settings["进度线"].basis)


def _behind(one: _Share, wanted: Decimal, basis: str) -> Hit:
    share = digits(one.share)
    return Hit(
        one.span,
        one.path,
        f"{one.key}计划累计支出 {share}%，低于 {digits(wanted)}% 的进度要求" + (f"（{basis}）" if basis else ""),
        "请核实能否加快支出；按合同或工期只能在后期支付的，写进说明。",
        trace=f"{share}% ＜ {digits(wanted)}%，差 {digits(wanted - one.share)} 个百分点",
        expected=f"≥{digits(wanted)}%",
        actual=f"{share}%",
    )
