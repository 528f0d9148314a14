"""What became of the remarks of a returned 审核表: which were acted on, answered, left, and which are new.

A remark is known by its 编号, a digest of the content. Content that changed and still does not do has another 编号; it is
known by what it says in a project of another name (the name may be what was changed), then by what was looked at and
where, then by the group of indicators, where only one remark on each side is left.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from jixiao.check.catalogue import RULES
from jixiao.check.finding import CRASHED, Report
from jixiao.model.names import plain
from jixiao.sheets.returned import Answer, Returned
from jixiao.sheets.review import PROJECT_MARK, WHOLE, Row, Sheet, department_of, review_sheet
from jixiao.sheets.words import question

# What became of a remark.
CHANGED, STILL, ANSWERED, UNCHANGED = "已改", "改后仍有问题", "已答复", "未改"
NEW, CLEARED, OPEN = "新增", "已采纳", "这次没有判定"
OUTCOMES = (STILL, UNCHANGED, ANSWERED, NEW, OPEN, CLEARED, CHANGED)
#: Replies that only say that something was changed.
_DONE = ("已修改", "已改", "已更正", "已完善", "已整改", "已调整", "已按要求修改")


class Entry(NamedTuple):
    """A remark then and now.

    Attributes:
        outcome: one of `OUTCOMES`.
        now: its row today; None where it is gone.
        before: its row in the returned sheet; None where it is new.
    """

    outcome: str
    now: Row | None
    before: Answer | None

    @property
    def reply(self) -> str:
        """What the unit says: in the sheet, else in 说明 of the sources."""
        return (self.before.reply if self.before else "") or (self.now.reply if self.now else "")

    @property
    def level(self) -> str:
        """预警级别, of today where it still stands."""
        return self.now.level if self.now else self.before.level if self.before else ""


class Followed(NamedTuple):
    """The remarks of one department-year, in the order of today's sheet, then those that are gone."""

    sheet: Sheet
    entries: tuple[Entry, ...]

    def of(self, outcome: str) -> tuple[Entry, ...]:
        """Those with one outcome."""
        return tuple(one for one in self.entries if one.outcome == outcome)


class FollowUp(NamedTuple):
    """The comparison: file name, departments, and rows of departments that were not reviewed now."""

    name: str
    departments: tuple[Followed, ...]
    strangers: tuple[Answer, ...] = ()


def compare(reports: Sequence[Report], returned: Returned, day: date) -> FollowUp:
    """What became of the remarks of `returned` in `reports`; departments that it does not mention are left out."""
    judged = [(report, review_sheet(report, report.profile, day)) for report in reports if report.profile is not None]
    shares, strangers = _shares([sheet for _, sheet in judged], returned.answers)
    followed = [
        Followed(sheet, tuple(_entries(report, sheet, share)))
        for (report, sheet), share in zip(judged, shares, strict=True)
        if share
    ]
    return FollowUp(returned.name, tuple(followed), strangers)


def with_former(sheet: Sheet, follow_up: FollowUp) -> Sheet:
    """The sheet with 上次回复; every sheet of a book has the column then."""
    mine = next((one for one in follow_up.departments if one.sheet == sheet), None)
    known = {one.now.number: _former(one) for one in mine.entries if one.now} if mine else {}
    rows = tuple(row._replace(former=known.get(row.number, "")) if row.number else row for row in sheet.rows)
    return sheet._replace(rows=rows, compared=True)


def _former(one: Entry) -> str:
    if one.outcome == NEW:
        return "（本次新提出）"
    said = one.before.reply if one.before else ""
    return f"{said or '（没有回复）'}{'（内容改过，仍有问题）' if one.outcome == STILL else ''}"


# -- whose rows -------------------------------------------------------------------------------------------------------


def _shares(sheets: Sequence[Sheet], answers: Sequence[Answer]) -> tuple[list[list[Answer]], tuple[Answer, ...]]:
    """The rows of each sheet, by unit and year, else by 编号; rows that belong to none."""
    owners = {(plain(sheet.unit), sheet.year): place for place, sheet in enumerate(sheets)}
    numbers = {row.number: place for place, sheet in enumerate(sheets) for row in sheet.remarks}
    shares: list[list[Answer]] = [[] for _ in sheets]
    strangers = []
    for one in answers:
        place = owners.get((plain(one.unit), one.year))
        if place is None and not (one.unit and one.year):
            place = numbers.get(one.number, 0 if len(sheets) == 1 else None)
        if place is None:
            strangers.append(one)
        else:
            shares[place].append(one)
    return shares, tuple(strangers)


# -- pairing ----------------------------------------------------------------------------------------------------------


class _Left(NamedTuple):
    """What waits for its other half, and the pairs found."""

    rows: list[Row]
    answers: list[Answer]
    pairs: list[tuple[Row, Answer]]


def _entries(report: Report, sheet: Sheet, share: Sequence[Answer]) -> Iterator[Entry]:
    left = _Left(list(sheet.remarks), _distinct(share), [])
    _pair(left, lambda one: one.number)
    stable = {plain(row.project) for row in sheet.remarks} & {plain(one.project) for one in share}
    _pair(left, lambda one: "" if plain(one.project) in stable else (plain(one.content), plain(one.place), _said(one)))
    renamed = {plain(before.project): plain(row.project) for row, before in left.pairs}
    _pair(left, lambda one: (plain(one.content), _project(one, renamed), plain(one.place)))
    _pair(left, lambda one: (plain(one.content), _project(one, renamed), _group(one.place)), single=True)
    pairs = {row.number: before for row, before in left.pairs}
    for row in sheet.remarks:
        yield _standing(row, pairs.get(row.number))
    cleared = {one.fingerprint for one in report.findings} - {row.number for row in sheet.remarks}
    for one in left.answers:
        yield Entry(CLEARED if one.number in cleared else OPEN if _is_open(report, one) else CHANGED, None, one)


def _distinct(share: Sequence[Answer]) -> list[Answer]:
    """The rows of a share; of two with one 编号 (copied rows) that with a reply, or the last."""
    known: dict[str, Answer] = {}
    for place, one in enumerate(share):
        key = one.number or f"#{place}"
        if one.reply or key not in known:
            known[key] = one
    return list(known.values())


def _pair(left: _Left, key: Callable[[Row | Answer], Hashable], *, single: bool = False) -> None:
    """Pair what has the same key, in order; an empty key pairs with nothing, `single` only what is alone on both sides."""
    waiting: dict[Hashable, list[Answer]] = defaultdict(list)
    for one in left.answers:
        waiting[key(one)].append(one)
    rows: dict[Hashable, list[Row]] = defaultdict(list)
    for row in left.rows:
        rows[key(row)].append(row)
    for mark, group in rows.items():
        others = waiting.get(mark, []) if mark else []
        if single and (len(group) > 1 or len(others) > 1):
            continue
        for row, one in zip(group, others, strict=False):
            left.pairs.append((row, one))
            left.rows.remove(row)
            left.answers.remove(one)


def _project(one: Row | Answer, renamed: dict[str, str]) -> str:
    """Its project by the name of today."""
    name = plain(one.project)
    return renamed.get(name, name) if isinstance(one, Answer) else name


def _said(one: Row | Answer) -> str:
    """What it says, for comparison."""
    return plain(one.said if isinstance(one, Answer) else "".join(one.said))


def _group(place: str) -> str:
    """The place without the name of the indicator: 指标：数量指标."""
    return plain(place).partition("“")[0]


def _standing(row: Row, before: Answer | None) -> Entry:
    """A remark that stands today."""
    if before is None:
        return Entry(NEW, row, None)
    if before.number != row.number and _said(before) != _said(row):
        return Entry(STILL, row, before)
    reply = before.reply or row.reply
    answered = bool(reply) and not _only_claims(reply)
    return Entry(ANSWERED if answered else UNCHANGED, row, before)


def _only_claims(reply: str) -> bool:
    """Whether a reply says no more than that something was changed (and it was not)."""
    bare = plain(reply).rstrip("。.!！")
    return bare in _DONE


def _is_open(report: Report, one: Answer) -> bool:
    """Whether what was looked at then was not judged now, so that its absence says nothing."""
    codes = [rule.code for rule in RULES if plain(question(rule)) == plain(one.content)]
    if not codes:
        return False
    if any(code not in report.outcomes or report.outcomes[code][CRASHED] for code in codes):
        return True
    department = department_of(report)
    name = plain(one.project.removeprefix(PROJECT_MARK))
    if department is None or name == plain(WHOLE):
        files = {department.source.path} if department else set()
    else:
        files = {each.source.path for each in department.projects if plain(each.name.text) == name}
    if not files and not report.whole:
        return True
    return any(gap.code in codes and gap.file in files for gap in report.gaps)
