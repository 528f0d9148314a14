"""What became of the remarks of a returned 审核表, as text for a terminal."""

from collections.abc import Iterator, Sequence

from jixiao.report.terminal import Style, visible
from jixiao.sheets.follow_up import (
    ANSWERED,
    CHANGED,
    CLEARED,
    NEW,
    OPEN,
    OUTCOMES,
    STILL,
    UNCHANGED,
    Entry,
    Followed,
    FollowUp,
)
from jixiao.sheets.returned import Answer
from jixiao.sheets.review import PROJECT_MARK, Row

#: Remarks of one outcome that are told one by one; all with `verbose`. 须改 is always told.
_SHOWN = 10
_MUST = "须改"
_BOLD, _QUIET = "1", "2"
_COLOURS = {STILL: "33;1", UNCHANGED: "33;1", ANSWERED: "36;1", NEW: "31;1", OPEN: "2", CLEARED: "2", CHANGED: "32;1"}
#: Outcomes that only a reader who asks for everything wants one by one.
_COUNTED = frozenset({CHANGED, CLEARED})


def follow_up_text(follow_up: FollowUp, style: Style, *, verbose: bool) -> str:
    """The comparison as lines, without a final line end."""
    lines = [f"── 与退回的审核表（{visible(follow_up.name)}）对照"]
    for one in follow_up.departments:
        lines += ["", *_department(one, style, verbose=verbose)]
    if not follow_up.departments:
        lines.append("表里没有这次检查的单位的意见，没有可以对照的。")
    lines += _strangers(follow_up.strangers)
    return "\n".join(lines)


def _department(one: Followed, style: Style, *, verbose: bool) -> Iterator[str]:
    sheet = one.sheet
    counts = {outcome: len(one.of(outcome)) for outcome in OUTCOMES}
    before = sum(entry.before is not None for entry in one.entries)
    order = (CHANGED, ANSWERED, STILL, UNCHANGED, CLEARED, OPEN)
    said = "，".join(f"{outcome} {counts[outcome]} 项" for outcome in order if counts[outcome])
    heading = f"{visible(sheet.unit)} {sheet.year}年度" + (f"（{sheet.stage}）" if sheet.stage else "")
    yield f"{style.paint(heading, _BOLD)}  上次提出 {before} 项：{said}；这次新增 {counts[NEW]} 项"
    for outcome in OUTCOMES:
        entries = one.of(outcome)
        if entries and (verbose or outcome not in _COUNTED):
            yield ""
            yield from _group(outcome, entries, style, verbose=verbose)


def _group(outcome: str, entries: Sequence[Entry], style: Style, *, verbose: bool) -> Iterator[str]:
    must = [one for one in entries if one.level == _MUST]
    others = [one for one in entries if one.level != _MUST]
    room = len(entries) if verbose else max(_SHOWN - len(must), 0)
    hidden = len(others) - len(others[:room])
    rest = f"，其中 {hidden} 项没有列出，用 --verbose 查看" if hidden else ""
    yield style.paint(f"{outcome} {len(entries)} 项", _COLOURS[outcome]) + rest
    for one in (*must, *others[:room]):
        yield from _entry(one, style)


def _entry(one: Entry, style: Style) -> Iterator[str]:
    row = one.now or one.before
    if row is None:
        return
    yield f"  {row.level} {_place(row)}  {style.paint(row.number, _QUIET)}"
    if one.outcome == STILL and one.before:
        yield f"      上次：{_first(one.before)}"
        yield f"      现在：{_first(row)}"
    elif _first(row):
        yield f"      {_first(row)}"
    if one.outcome != NEW and one.reply:
        note = "，但内容没有变化" if one.outcome == UNCHANGED else ""
        yield f"      单位回复：{visible(' '.join(one.reply.split()))}{note}"


def _first(row: Row | Answer) -> str:
    """What it says, the first line."""
    lines = row.said.splitlines() if isinstance(row, Answer) else row.said
    return visible(lines[0]) if lines else ""


def _place(row: Row | Answer) -> str:
    """`管网改造，数量指标“改造管网”的指标值`."""
    parts = (row.project.removeprefix(PROJECT_MARK), row.place.partition("：")[2])
    return visible("，".join(part for part in parts if part)) or visible(row.content)


def _strangers(strangers: Sequence[Answer]) -> list[str]:
    if not strangers:
        return []
    units = dict.fromkeys(f"{one.unit}{one.year}" for one in strangers if one.unit)
    whose = f"（{visible('、'.join(units))}）" if units else ""
    return ["", f"表里另有 {len(strangers)} 行不属于这次检查的单位{whose}，没有对照。"]
