"""The 对照表 of two department-years as data: what stood there, what stands there now, and what that means.

First what concerns the whole table (多处相同修改, the count of what is not listed), then the department as a whole, then
the projects in the order of the new document, then those that are gone. A row is one place; everything that is said of
the place stands beside it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import count, groupby
from typing import NamedTuple

from jixiao.diff.likeness import total_of
from jixiao.diff.records import COSMETIC, DOCUMENT, Change, Comparison, Match
from jixiao.diff.tally import counting, tally
from jixiao.diff.taxonomy import rules, title
from jixiao.model.document import Department, Project
from jixiao.sheets.comparison_cells import ABSENT, Cell, cells, compared
from jixiao.sheets.comparison_facts import Facts, document_facts, project_facts
from jixiao.sheets.comparison_words import (
    WHOLE,
    amounts,
    band,
    banner,
    head_of,
    heads,
    label,
    levels_line,
    lines_of,
    projects_line,
    revision,
    years,
)

TITLE = "绩效目标对照表"
NUMBER, PLACE, REMARKS = "序号", "项目／指标", "变动类型与说明"
EMPTY = "无变动"
CAME, WENT = "新增", "删除"
_EVERYWHERE = "global-replace"
UNLISTED, _UNLISTED_SAYS = "非实质性变动", "不逐条列示"
#: Rules that look at several places at once: their values are told in the sentence.
_CROSSING = frozenset({"budget-up-targets-loosened", "budget-up-targets-unchanged"})


class Remark(NamedTuple):
    """One change under 变动类型与说明: level and rule, and what is said of it."""

    head: str
    lines: tuple[str, ...]


class Row(NamedTuple):
    """A row.

    Attributes:
        number: 序号; 0 where the row is none of the changes.
        tag: 新增 or 删除, or empty.
        place: 项目／指标, line by line.
        old, new: both sides.
        remarks: 变动类型与说明; none for a row of `--full` where nothing changed.
    """

    number: int
    tag: str
    place: tuple[str, ...]
    old: Cell
    new: Cell
    remarks: tuple[Remark, ...] = ()


class Band(NamedTuple):
    """A project, or the department as a whole, with its rows."""

    title: str
    rows: tuple[Row, ...]


class ComparisonSheet(NamedTuple):
    """The 对照表 of one department.

    Attributes:
        unit, code: whose it is; `code` (单位编码) may be empty.
        years: `（2024 年度—2025 年度）`.
        old, new: heads of the columns of both sides.
        banner: 跨阶段比较; empty where the stages are the same.
        counts: what became of the projects and how many changes there are.
        everywhere: 多处相同修改.
        unlisted: how many changes of form only are not listed, by rule; empty where there are none.
        bands: all that is listed.
        stale: 失效采纳 with reasons.
        footer: both revisions and digests, a line each.
        new_first: whether the new side stands left.
    """

    unit: str
    code: str
    years: str
    old: str
    new: str
    banner: str
    counts: tuple[str, ...]
    everywhere: tuple[Row, ...]
    unlisted: str
    bands: tuple[Band, ...]
    stale: tuple[str, ...]
    footer: str
    new_first: bool = False

    @property
    def heading(self) -> str:
        """How bookmarks and footers call it."""
        return f"{self.unit}{TITLE}{self.years}"

    @property
    def headings(self) -> tuple[str, str, str, str, str]:
        """The heads of the columns in order."""
        left, right = (self.new, self.old) if self.new_first else (self.old, self.new)
        return NUMBER, PLACE, left, right, REMARKS

    @property
    def sides(self) -> tuple[str, str]:
        """上年 and 本年, or whatever the columns of both sides are called."""
        old, new = (head.partition("（")[0] for head in (self.old, self.new))
        return old, new

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.everywhere or self.unlisted or self.bands)


def comparison_sheet(found: Comparison, *, new_first: bool = False, full: bool = False) -> ComparisonSheet:
    """The 对照表 of a comparison; `full` also lists what did not change, and what changed in its form only."""
    old, new = found.old, found.new
    organ, counts = new.department.organ, tally(found)
    shown = list(counting(found.changes))
    cosmetic = [one for one in shown if one.severity == COSMETIC and one.rule != _EVERYWHERE]
    bands = tuple(_bands(found, shown, full=full))
    everywhere = tuple(_row(one.path, [one]) for one in shown if one.rule == _EVERYWHERE)
    first, listed = _numbered(everywhere, bands)
    return ComparisonSheet(
        organ.name.text if organ.name else "",
        organ.code.text if organ.code else "",
        years(old, new),
        *heads(old, new),
        banner(old, new),
        (projects_line(counts), levels_line(counts)),
        first,
        "" if full else _counted(cosmetic),
        listed,
        tuple(_stale(found)),
        "\n".join(
            f"{head.partition('（')[0]}：{revision(one)}" for head, one in zip(heads(old, new), (old, new), strict=True)
        ),
        new_first,
    )


def _counted(some: Sequence[Change]) -> str:
    """`不逐条列示：文号顺延 2 处，仅写法不同 5 处`."""
    found = Counter(one.rule for one in some)
    parts = (f"{title(rule)} {found[rule]} 处" for rule in rules() if rule in found)
    return f"{_UNLISTED_SAYS}：{'，'.join(parts)}" if found else ""


def _stale(found: Comparison) -> Iterator[str]:
    """失效采纳 in the words of the rules, with the reason."""
    for one, why in found.stale:
        rule = one.rule.text if one.rule is not None else ""
        named = title(rule) if rule in rules() else rule
        said = (one.fingerprint.text if one.fingerprint is not None else "", named)
        words = "，".join(filter(None, said))
        yield f"失效采纳（{words}）：{why}" if words else f"失效采纳：{why}"


def _numbered(first: Iterable[Row], bands: Iterable[Band]) -> tuple[tuple[Row, ...], tuple[Band, ...]]:
    """Number the rows that are changes, through all bands."""
    numbers = count(1)

    def numbered(row: Row) -> Row:
        return row._replace(number=next(numbers)) if row.remarks else row

    head = tuple(map(numbered, first))
    return head, tuple(Band(one.title, tuple(map(numbered, one.rows))) for one in bands)


# -- bands ------------------------------------------------------------------------------------------------------------


def _bands(found: Comparison, shown: Sequence[Change], *, full: bool) -> Iterator[Band]:
    by_match: dict[str, list[Change]] = {}
    for one in shown:
        if one.rule != _EVERYWHERE:
            by_match.setdefault(one.match, []).append(one)
    own = by_match.get(DOCUMENT, [])
    if full or _is_listed(own):
        rows = _placed(own, document_facts(found.old.department, found.new.department), full=full)
        yield from _unless_empty(Band(f"■ {WHOLE}", tuple(rows)))
    for match in _in_order(found):
        own = by_match.get(match.id, [])
        if full or _is_listed(own):
            rows = _placed(own, project_facts(found, match), full=full, match=match)
            yield from _unless_empty(Band(_title(match), tuple(rows)))


def _unless_empty(one: Band) -> Iterator[Band]:
    if one.rows:
        yield one


def _is_listed(some: Iterable[Change]) -> bool:
    return any(one.severity != COSMETIC for one in some)


def _in_order(found: Comparison) -> list[Match]:
    """The matches in the order of the new document, then those that are gone in the order of the old one."""
    new, old = _ranks(found.new.department), _ranks(found.old.department)

    def rank(match: Match) -> tuple[bool, int]:
        some, ranks = (match.new, new) if match.new else (match.old, old)
        return not match.new, min(ranks.get(_key(one), len(ranks)) for one in some)

    return sorted(found.matches, key=rank)


def _ranks(department: Department) -> dict[tuple[str, str], int]:
    return {_key(one): rank for rank, one in enumerate(department.projects)}


def _key(project: Project) -> tuple[str, str]:
    return project.source.path, project.name.text


def _title(match: Match) -> str:
    """The name of a project, how it was found, and its money."""
    if not (match.old and match.new):
        return band(match)
    before, after = (sum((total_of(one) or Decimal(0) for one in some), Decimal(0)) for some in (match.old, match.new))
    return f"{band(match)}　预算 {amounts(before, after)}"


# -- rows -------------------------------------------------------------------------------------------------------------


def _placed(changes: Sequence[Change], facts: Facts, *, full: bool, match: Match | None = None) -> Iterator[Row]:
    """The rows of a band, in the order of the document."""
    rows: list[tuple[tuple[int, int], Row]] = []
    told: dict[str, Sequence[Change]] = {}
    for path, group in groupby(sorted(changes, key=lambda one: one.path), key=lambda one: one.path):
        some = list(group)
        if full or _is_listed(some):
            told[path] = some
            rows.append((facts.place(path), _row(path, some, match)))
    if full:
        rows += [(facts.place(path), row) for path, row in _others(facts, told)]
    yield from (row for _, row in sorted(rows, key=lambda one: one[0]))


def _others(facts: Facts, told: Mapping[str, Sequence[Change]]) -> Iterator[tuple[str, Row]]:
    """What no change is about: it is the same on both sides, or part of what a change of the whole says."""
    for path, old, new in facts.pairs():
        if path in told or _is_part(path, told):
            continue
        before, after = compared(path, old, new)
        yield path, Row(0, _tag(before, after), label(path), before, after)


def _is_part(path: str, told: Mapping[str, Sequence[Change]]) -> bool:
    """Whether the row of a record that came, went or was replaced as a whole says this already."""
    above = told.get(path.rpartition("/")[0], ())
    whole = any(one.before is None or one.after is None or one.rule == "indicator-replaced" for one in above)
    return whole and (path.endswith("/指标值") or not path.startswith("绩效指标/"))


def _row(path: str, some: Sequence[Change], match: Match | None = None) -> Row:
    """The row of a place, from all that is said of it, the gravest first as the rules are ordered."""
    one = next((one for one in some if one.text_ops), None) or _speaking(some)
    old, new = cells(one, match)
    remarks = tuple(Remark(head_of(each), tuple(lines_of(each))) for each in some)
    return Row(0, _tag(old, new), label(path), old, new, remarks)


def _speaking(some: Sequence[Change]) -> Change:
    """The change whose values are those of the place."""
    own = [one for one in some if one.rule not in _CROSSING]
    moved = [one for one in own if one.before != one.after]
    return (moved or own or list(some))[0]


def _tag(old: Cell, new: Cell) -> str:
    return CAME if old.kind == ABSENT else WENT if new.kind == ABSENT else ""
