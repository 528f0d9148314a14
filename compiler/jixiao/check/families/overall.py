"""The department goal, its sub-goals and the projects together (JX503–JX507)."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from jixiao.check.facts import Document, Item, Subject, part
from jixiao.check.lexicon import says, table
from jixiao.check.rule import Answer, Hit, Missing, NotApplicable
from jixiao.check.targets import says_amount
from jixiao.diagnostics import Related, Span
from jixiao.model.document import SubGoal, Text
from jixiao.model.names import indicator_key, plain
from jixiao.model.pattern import Pattern
from jixiao.model.polarity import UP, polarity
from jixiao.model.quantity.prose import clauses, figures, phrases
from jixiao.model.quantity.value import GE, GT, NONE, Value

#: From this many clauses with 负责 on, a goal reads as a list of duties.
_DUTIES = 3
#: More than this share of duties is most of a text.
_HALF = Decimal("0.5")
#: 负责 as a verb: not 负责人, 负责任, 认真负责.
_CHARGE = "负责"
_NO_CHARGE = "真职度实不", "人任制"
#: Years and titles are no measures, though they hold digits.
_NO_MEASURE = Pattern(r"《[^《》]*》|(?:19|20)\d\d\s*年度?", re.ASCII, needs="《年")
#: What follows a figure that is already complete when the comparison is written behind it.
_LATE_OPERATORS = (*"≤≥<>＜＞=＝", "大于", "小于", "等于", "高于", "低于", "不超过", "不低于", "不高于", "不少于")
#: A clause shorter than this is a rest of punctuation.
_SHORTEST = 4
#: A shorter name (完成率, 满意度) does not say of what.
_TELLING = 4
#: Fewer forms than this are not compared with each other.
_FORMS = 3


def goal_is_duty_list(document: Document) -> Iterator[Answer]:
    """JX503 目标以职责表述为主: 总体绩效目标 has three clauses with 负责, or duties make up most of it."""
    overall = document.department.overall
    if overall is None or not overall.text.strip():
        yield _no_overall(document)
        return
    text = overall.text
    if not says("duty_words", text):
        return
    charged = [span for span in phrases(text) if _is_charged(text, *span)]
    duties = [span for span in clauses(text) if _is_duty(text, *span)]
    share = _share(text, duties)
    if len(charged) < _DUTIES and share <= _HALF:
        return
    first = (charged or duties)[0][0]
    last = (charged or duties)[-1][1]
    yield Hit(
        part(overall, first, last),
        "总体绩效目标",
        f"总体绩效目标有 {len(charged)} 处写“负责”，{share:.0%} 的文字在说职责，没有说要达到什么结果",
        "职责可写进分项名称；总体目标写本年度要做成的事和衡量的数值。",
        value=text,
    )


def _no_overall(document: Document) -> Answer:
    if "整体目标" in document.form.parts:
        return Missing("总体绩效目标")
    return NotApplicable("这种表没有总体绩效目标")


def _is_duty(text: str, start: int, end: int) -> bool:
    """Whether a clause names a duty and no figure."""
    if not says("duty_words", text, start, end):
        return False
    return _is_charged(text, start, end) or not _has_number(text[start:end])


def _is_charged(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` has 负责 as a verb."""
    before, behind = _NO_CHARGE
    at = text.find(_CHARGE, start, end)
    while at >= 0:
        stop = at + len(_CHARGE)
        if not (at and text[at - 1] in before) and not (stop < end and text[stop] in behind):
            return True
        at = text.find(_CHARGE, stop, end)
    return False


def _share(text: str, spans: list[tuple[int, int]]) -> Decimal:
    whole = len("".join(text.split()))
    duties = sum(len("".join(text[start:end].split())) for start, end in spans)
    return Decimal(duties) / whole if whole else Decimal(0)


def subgoal_without_measure(document: Document) -> Iterator[Answer]:
    """JX504 分项指标无可量化内容: clauses of 分项.绩效指标 without a number, or with one that is no target."""
    if not document.department.subgoals:
        yield NotApplicable("没有分项绩效目标")
    for goal in document.department.subgoals:
        measures = goal.measures
        if measures is None or not measures.text.strip():
            yield Missing(f"分项绩效目标“{goal.name.text}”的绩效指标")
            continue
        path = f"分项绩效目标/{goal.name.text}/绩效指标"
        for start, end in clauses(measures.text):
            yield from _unmeasured(measures, start, end, path)


def _unmeasured(text: Text, start: int, end: int, path: str) -> Iterator[Hit]:
    clause = text.text[start:end]
    if len(clause) < _SHORTEST or clause.startswith(("|", "#")) or clause.endswith(("：", ":")):
        return
    if not _has_number(clause):
        yield Hit(
            part(text, start, end),
            path,
            f"“{clause}”没有可以量化的内容，年底无法核对是否完成",
            "写明衡量什么、达到多少，例如“水质达标率97%以上”；不能量化的写出分级标准。",
        )
        return
    odd = next((one for one in figures(clause) if one.name and _is_compared(clause, one.end)), None)
    if odd is not None:
        yield Hit(
            part(text, start, end),
            path,
            f"“{clause}”里的“{clause[odd.start :]}”看不出指标和目标值",
            "写成“指标名称、比较符号、数值”，例如“预算执行率不超过100%”。",
        )


def _is_compared(clause: str, start: int) -> bool:
    """Whether an operator follows at `start`."""
    return clause[start:].lstrip().startswith(_LATE_OPERATORS)


def _has_number(clause: str) -> bool:
    bare = _NO_MEASURE.sub("", clause)
    if any(char.isdecimal() for char in bare):
        return True
    return says_amount(bare) or says("measurable_words", bare)


def unlinked_subgoal(document: Document) -> Iterator[Answer]:
    """JX505 分项目标与项目未对应: by declared links (分项.项目) or the profile's keyword map (分项关键词)."""
    subgoals = document.department.subgoals
    if not subgoals or not document.subjects:
        yield NotApplicable("没有分项绩效目标" if not subgoals else "没有项目")
        return
    words = document.profile.table("分项关键词")
    if words is None and not any(goal.projects for goal in subgoals):
        yield Missing("分项绩效目标与项目的对应关系（分项绩效目标的“项目”栏，或配置里的分项关键词）")
        return
    links = {id(goal): _linked(goal, document.subjects, words or {}) for goal in subgoals}
    for goal in subgoals:
        if not links[id(goal)]:
            yield _without_project(goal)
    served = frozenset().union(*links.values())
    for number, subject in enumerate(document.subjects):
        if number not in served:
            yield Hit(
                subject.project.name.span,
                "项目名称",
                f"项目“{subject.name}”没有对应的分项绩效目标",
                "在对应的分项绩效目标的“项目”栏里写上这个项目的编码，或补写分项目标。",
            )


def _linked(goal: SubGoal, subjects: tuple[Subject, ...], words: dict[str, str]) -> frozenset[int]:
    """Which projects a sub-goal has, as their places in the document: named by code or name, or found by a keyword."""
    named = {plain(text.text) for text in goal.projects}
    map_ = {plain(key): value for key, value in words.items()}
    keys = [plain(word) for word in re.split(r"[、，,；;\s]+", map_.get(plain(goal.name.text), "")) if word]

    def is_linked(subject: Subject) -> bool:
        code, name = subject.project.code, plain(subject.name)
        return bool(named & {name, plain(code.text) if code else name}) or any(key in name for key in keys)

    return frozenset(number for number, subject in enumerate(subjects) if is_linked(subject))


def _without_project(goal: SubGoal) -> Hit:
    said = "、".join(text.text for text in goal.projects)
    why = f"“项目”栏写的“{said}”在项目里找不到" if said else "没有对应的项目"
    return Hit(
        goal.name.span,
        f"分项绩效目标/{goal.name.text}",
        f"分项绩效目标“{goal.name.text}”{why}",
        "核对是否有项目支持这一项；靠基本支出完成的可以说明。",
    )


class _Target(NamedTuple):
    """A target with the measure it is for: key of the measure's name, value, and how to show it."""

    key: str
    value: Value
    text: str
    span: Span


def conflicting_targets(document: Document) -> Iterator[Answer]:
    """JX506 同一度量前后目标不一: a target of 总体绩效目标 that is lower than those of 分项 and projects for the same measure.

    Only targets where higher is better. A share of the whole may honestly lie between those of its parts, so it must be
    lower than all of them; a count must not be lower than any.
    """
    overall = document.department.overall
    if overall is None or not overall.text.strip():
        yield _no_overall(document)
        return
    wholes = list(_in_prose(overall))
    if not wholes:
        return
    parts = [*_of_subgoals(document), *_of_projects(document, {one.key for one in wholes})]
    for whole in wholes:
        rest = [one for one in parts if one.key == whole.key and one.value.dimension == whole.value.dimension]
        higher = [one for one in rest if _low(whole) < _low(one)]
        if higher and (len(higher) == len(rest) or not whole.value.is_ratio):
            yield _conflict(whole, higher)


def _low(target: _Target) -> Decimal:
    return target.value.base_low or Decimal(0)


def _conflict(whole: _Target, higher: list[_Target]) -> Hit:
    shown = "、".join(dict.fromkeys(one.value.raw.strip() for one in higher))
    return Hit(
        whole.span,
        "总体绩效目标",
        f"总体绩效目标写“{whole.text}”，分项目标和项目里同一指标写的是“{shown}”，整体低于其中各项",
        "核对后改成一致；如果这里只指其中一项工作，请把对象写明。",
        tuple(Related(f"“{one.text}”", one.span) for one in higher),
        expected=shown,
        actual=whole.value.raw.strip(),
    )


def _in_prose(text: Text) -> Iterator[_Target]:
    """The targets of running text: a measure name with a share or a count that should be reached."""
    if not any(char.isdecimal() for char in text.text):
        return
    for one in figures(text.text):
        key = _measure_key(one.name)
        if len(key) >= _TELLING and _rises(one.value, one.name):
            start = text.text.rfind(one.name, 0, one.start)
            begin = start if start >= 0 else one.start
            yield _Target(key, one.value, text.text[begin : one.end], part(text, begin, one.end))


def _of_subgoals(document: Document) -> Iterator[_Target]:
    for goal in document.department.subgoals:
        for text in (goal.goal, goal.measures):
            if text is not None:
                yield from _in_prose(text)


def _of_projects(document: Document, keys: set[str]) -> Iterator[_Target]:
    for subject in document.subjects:
        yield from (
            _of_item(item, key) for item in subject.items if (key := _measure_key(item.name)) in keys and _is_up(item)
        )


def _of_item(item: Item, key: str) -> _Target:
    return _Target(key, item.value, f"{item.name}{item.value.raw}", item.span)


def _is_up(item: Item) -> bool:
    return _countable(item.value) and (item.value.op in {GE, GT} or (item.value.op == NONE and item.polarity == UP))


def _rises(value: Value, name: str) -> bool:
    if not _countable(value):
        return False
    return value.op in {GE, GT} or (value.op == NONE and polarity(name, "", value) == UP)


def _countable(value: Value) -> bool:
    """A share or a plain count: times, amounts of money and prices are compared elsewhere."""
    return (
        value.has_number and value.unit is not None and not value.unit.per and value.unit.dimension not in _NOT_COUNTED
    )


_NOT_COUNTED = frozenset({"money", "time", "月", "工作日"})


def _measure_key(name: str) -> str:
    """What a measure is called, in one of its names; empty for no name."""
    key = indicator_key(name) if name else ""
    return _aliases().get(key, key)


@cache
def _aliases() -> dict[str, str]:
    return {
        indicator_key(word): indicator_key(key) for key, words in table("measure_aliases").items() for word in words
    }


def copied_forms(document: Document) -> Iterator[Answer]:
    """JX507 多表指标内容相同，请核实: at least three projects whose (三级指标, 指标值) pairs are mostly equal."""
    subjects = document.subjects
    if len(subjects) < _FORMS:
        yield NotApplicable(f"不到 {_FORMS} 个项目")
        return
    limit = document.profile.number("重复指标比例")
    if limit is None:
        yield Missing("几个项目的指标相同到什么程度算重复（配置里的重复指标比例）")
        return
    for group in _groups(subjects, limit / 100):
        if len(group) >= _FORMS:
            yield _copied(group, limit)


def _copied(group: list[Subject], limit: Decimal) -> Hit:
    first, *others = group
    names = "、".join(f"“{one.name}”" for one in others[:_FORMS])
    more = f"等 {len(others)} 个项目" if len(others) > _FORMS else ""
    return Hit(
        first.project.name.span,
        "绩效指标",
        f"“{first.name}”与{names}{more}有 {limit.normalize():f}% 以上的指标名称和指标值相同",
        "请核实各项目的指标是否反映了自己的工作内容。",
        tuple(Related(f"“{one.name}”", one.project.name.span) for one in others),
    )


def _groups(subjects: tuple[Subject, ...], share: Decimal) -> list[list[Subject]]:
    """Projects gathered around the first one they are alike to, in time linear in the number of indicators."""
    leaders: dict[tuple[str, str], list[int]] = {}
    groups: list[list[Subject]] = []
    sizes: list[int] = []
    for subject in subjects:
        pairs = {(indicator_key(item.name), plain(item.value.raw)) for item in subject.items if item.value.raw.strip()}
        common = Counter(number for pair in pairs for number in leaders.get(pair, ()))
        alike = (number for number, count in common.most_common() if count >= share * max(len(pairs), sizes[number]))
        found = next(alike, None)
        if found is not None:
            groups[found].append(subject)
            continue
        for pair in pairs:
            leaders.setdefault(pair, []).append(len(groups))
        groups.append([subject])
        sizes.append(len(pairs))
    return groups
