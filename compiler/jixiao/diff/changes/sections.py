"""The document as a whole: 总体绩效目标, 分项绩效目标 matched by their titles, 工作保障措施."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jixiao.diff.changes.draft import Draft, changed, draft, places, said
from jixiao.diff.changes.naming import is_code_rolled
from jixiao.diff.changes.plainfields import list_change
from jixiao.diff.changes.wording import Wording, wording_changes
from jixiao.diff.pairing import RENAMED, Pair, pair_rows, titled
from jixiao.diff.prose import text_ops
from jixiao.diff.records import Change, Side
from jixiao.model.document import Department, Safeguard, SubGoal, Text
from jixiao.model.names import plain

_SUBGOALS, _SAFEGUARDS = "分项绩效目标", "工作保障措施"


class _Both(NamedTuple):
    """Both documents and their years."""

    old: Department
    new: Department
    years: tuple[int, int]


def document_changes(old: Side, new: Side) -> Iterator[Draft]:
    """What changed in the texts of the department as a whole."""
    both = _Both(old.department, new.department, (old.year, new.year))
    overall = "总体绩效目标"
    yield from wording_changes(Wording(overall, overall, both.old.overall, both.new.overall, both.years))
    yield from _subgoals(both)
    yield from _safeguards(both)


def _paired(old: Sequence[Text], new: Sequence[Text]) -> tuple[tuple[Pair, ...], tuple[int, ...], tuple[int, ...]]:
    """Pairs by title, what is gone, what is new."""
    found = pair_rows(titled([one.text for one in old]), titled([one.text for one in new]))
    return found.pairs, found.dropped, found.added


def _subgoals(both: _Both) -> Iterator[Draft]:
    before, after = both.old.subgoals, both.new.subgoals
    pairs, dropped, added = _paired([one.name for one in before], [one.name for one in after])
    for pair in pairs:
        yield from _subgoal(both, before[pair.old], after[pair.new], pair)
    for place in dropped:
        name = before[place].name
        path = f"{_SUBGOALS}/{name.text}"
        why = f"分项目标“{name.text}”取消了"
        yield draft(changed("section-dropped", path, _whole(before[place]), None, why, places(name.span, None)))
    for place in added:
        name = after[place].name
        path = f"{_SUBGOALS}/{name.text}"
        why = f"新增分项目标“{name.text}”"
        yield draft(changed("section-added", path, None, _whole(after[place]), why, places(None, name.span)))


def _whole(one: SubGoal) -> str:
    """A 分项 goal as one text."""
    return "\n".join(text for text in (one.name.text, said(one.goal), said(one.measures)) if text)


def _subgoal(both: _Both, old: SubGoal, new: SubGoal, pair: Pair) -> Iterator[Draft]:
    was, now = f"{_SUBGOALS}/{old.name.text}", f"{_SUBGOALS}/{new.name.text}"
    if old.name.text != new.name.text:
        yield _renamed(was, now, old.name, new.name, pair)
    for key, before, after in (("绩效目标", old.goal, new.goal), ("绩效指标", old.measures, new.measures)):
        cites = tuple(dict.fromkeys((f"{was}/{key}", f"{now}/{key}")))
        names = (old.name, new.name)
        yield from wording_changes(Wording(f"{now}/{key}", key, before, after, both.years, cites=cites, owner=names))
    yield from _codes(both, old, new, tuple(dict.fromkeys((f"{was}/项目", f"{now}/项目"))))


def _renamed(was: str, now: str, old: Text, new: Text, pair: Pair) -> Draft:
    rule, why = "punctuation-only", "分项目标的标题只改了标点或空格"
    if pair.how == RENAMED:
        rule = "section-renamed"
        why = f"分项目标由“{old.text}”更名为“{new.text}”（相似度 {float(pair.score):.2f}）"
    change = changed(rule, f"{now}/名称", old.text, new.text, why, places(old.span, new.span))
    return draft(change, cites=(f"{was}/名称", f"{now}/名称"))


def _codes(both: _Both, old: SubGoal, new: SubGoal, cites: tuple[str, ...]) -> Iterator[Draft]:
    """The projects that belong to a 分项 goal."""
    before, after = [one.text for one in old.projects], [one.text for one in new.projects]
    path = f"{_SUBGOALS}/{new.name.text}/项目"
    where = places([one.span for one in old.projects], [one.span for one in new.projects])
    pairs = list(zip(before, after, strict=False))
    rolled = [one == two or is_code_rolled(plain(one), plain(two), *both.years) for one, two in pairs]
    if before != after and len(before) == len(after) and all(rolled):
        why = "对应项目的编码只有年份的两位数变了"
        yield draft(changed("code-year-rolled", path, tuple(before), tuple(after), why, where), cites=cites)
    else:
        yield from list_change(path, before, after, where, cites)


def _safeguards(both: _Both) -> Iterator[Draft]:
    before, after = both.old.safeguards, both.new.safeguards
    pairs, dropped, added = _paired([one.name for one in before], [one.name for one in after])
    for pair in pairs:
        old, new = before[pair.old], after[pair.new]
        was, now = f"{_SAFEGUARDS}/{old.name.text}", f"{_SAFEGUARDS}/{new.name.text}"
        if old.name.text != new.name.text:
            titles = (f"{was}/名称", f"{now}/名称")
            yield from wording_changes(Wording(f"{now}/名称", "措施标题", old.name, new.name, both.years, cites=titles))
        cites = tuple(dict.fromkeys((f"{was}/内容", f"{now}/内容")))
        names = (old.name, new.name)
        yield from wording_changes(
            Wording(f"{now}/内容", "措施内容", old.content, new.content, both.years, cites=cites, owner=names)
        )
    yield from (_one_sided(before[place], gone=True) for place in dropped)
    yield from (_one_sided(after[place], gone=False) for place in added)


def _one_sided(one: Safeguard, *, gone: bool) -> Draft:
    """A 措施 that only one side has: it has no rule of its own, so it is a text that came or went."""
    path = f"{_SAFEGUARDS}/{one.name.text}"
    text = "：".join(part for part in (one.name.text, said(one.content)) if part)
    before, after = (text, None) if gone else (None, text)
    why = f"保障措施“{one.name.text}”删去了" if gone else f"新增保障措施“{one.name.text}”"
    where = places(one.name.span if gone else None, None if gone else one.name.span)
    change: Change = changed("objective-reworded", path, before, after, why, where)
    return draft(change._replace(text_ops=text_ops(before or "", after or "")))
