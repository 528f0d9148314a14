"""Which indicator became which inside a pair of projects (diff.md §5), and which 分项 goal became which."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from jixiao.diff.likeness import settings
from jixiao.diff.ratio import ratio
from jixiao.diff.records import LOOSENED, NOT_APPLICABLE, REVERSED, TIGHTENED, UNKNOWN
from jixiao.diff.records import SAME as _SAME
from jixiao.diff.verdict import Verdict
from jixiao.model.document import Indicator, Project
from jixiao.model.names import indicator_key
from jixiao.model.quantity.value import canon, parse_value

# How a pair was found.
SAME, MOVED, RENAMED, REPLACED = "same", "recategorised", "renamed", "replaced"


class Row(NamedTuple):
    """An indicator (or a 分项 goal) as pairing sees it; `place` is its number in its project."""

    level1: str
    level2: str
    key: str
    place: int

    @property
    def order(self) -> tuple[str, str, str, int]:
        """The order in which rows are looked at, whatever order they are typed in."""
        return self.level1, self.level2, self.key, self.place


class Pair(NamedTuple):
    """Two rows that are one: their numbers, how they were found, the likeness of their names (without what 二级 adds)."""

    old: int
    new: int
    how: str
    score: Fraction


class Pairs(NamedTuple):
    """Pairs in the order of the new side; what has no partner, in its own order; whether the order of the rest changed."""

    pairs: tuple[Pair, ...]
    dropped: tuple[int, ...]
    added: tuple[int, ...]
    reordered: bool


class Pool(NamedTuple):
    """The indicators of all predecessors of a merge (or successors of a split) put together.

    Attributes:
        rows: for `pair_rows`; `place` numbers the rows.
        members: by place, the indicators that are one row (same 二级 and name), without those whose targets are equal to
            an earlier one; in the order of their projects.
        projects: by place, for each member the number of its project in 项目编码 order.
    """

    rows: tuple[Row, ...]
    members: tuple[tuple[Indicator, ...], ...]
    projects: tuple[tuple[int, ...], ...]


def rows_of(indicators: Sequence[Indicator], levels: Mapping[str, str]) -> tuple[Row, ...]:
    """The rows of a project; `levels` gives the 一级指标 of each 二级指标."""
    return tuple(
        Row(levels.get(one.group, ""), one.group, indicator_key(one.name.text), place)
        for place, one in enumerate(indicators)
    )


def titled(titles: Sequence[str]) -> tuple[Row, ...]:
    """The rows of 分项绩效目标: their titles, all on one level (step 4 is for indicators only)."""
    return tuple(Row("", "", indicator_key(title), place) for place, title in enumerate(titles))


def by_code(projects: Sequence[Project]) -> tuple[Project, ...]:
    """The projects of a merge or split in the order in which they are put together."""
    return tuple(sorted(projects, key=lambda one: (one.code.text if one.code else "", one.name.text)))


def pooled(projects: Sequence[Project], levels: Mapping[str, str]) -> Pool:
    """The indicators of several projects as one list, in the order of `by_code`."""
    rows: dict[tuple[str, str], Row] = {}
    members: list[dict[str, tuple[Indicator, int]]] = []
    for number, project in enumerate(by_code(projects)):
        for row, one in zip(rows_of(project.indicators, levels), project.indicators, strict=True):
            known = rows.setdefault((row.level2, row.key), row._replace(place=len(members)))
            if known.place == len(members):
                members.append({})
            value = canon(parse_value(one.value.text if one.value else ""))
            members[known.place].setdefault(value, (one, number))
    return Pool(
        tuple(rows.values()),
        tuple(tuple(one for one, _ in several.values()) for several in members),
        tuple(tuple(number for _, number in several.values()) for several in members),
    )


_RANKS = {REVERSED: 0, LOOSENED: 1, UNKNOWN: 2, NOT_APPLICABLE: 3, _SAME: 4, TIGHTENED: 5}
_MIRROR = {LOOSENED: TIGHTENED, TIGHTENED: LOOSENED}
_MIRRORED_RULES = {
    "target-loosened": "target-tightened",
    "target-tightened": "target-loosened",
    "dequantified": "quantified",
    "quantified": "dequantified",
}


def deciding(verdicts: Sequence[Verdict], *, split: bool = False) -> int:
    """The number of the least favourable verdict of a merged indicator; of a split one its mirror image (law 2)."""

    def rank(number: int) -> tuple[int, bool, str, int]:
        one = verdicts[number]
        direction = _MIRROR.get(one.direction, one.direction) if split else one.direction
        rule = _MIRRORED_RULES.get(one.rule, one.rule) if split else one.rule
        return _RANKS[direction], not rule, rule, number

    return min(range(len(verdicts)), key=rank)


def pair_rows(old: Sequence[Row], new: Sequence[Row]) -> Pairs:
    """Pair the rows of both sides, each step over what the steps before it left."""
    left, right = sorted(old, key=lambda one: one.order), sorted(new, key=lambda one: one.order)
    found: list[Pair] = []
    for step in (_same, _moved, _renamed, _replaced):
        for one, other, how, score in step(left, right):
            left.remove(one)
            right.remove(other)
            found.append(Pair(one.place, other.place, how, score))
    found.sort(key=lambda one: one.new)
    return Pairs(
        tuple(found),
        tuple(sorted(one.place for one in left)),
        tuple(sorted(one.place for one in right)),
        is_reordered(old, new, found),
    )


_Found = list[tuple[Row, Row, str, Fraction]]


def _same(left: list[Row], right: list[Row]) -> _Found:
    """Step 1: the same name under the same 二级指标."""
    return _equal(left, right, lambda one: (one.level2, one.key), SAME)


def _moved(left: list[Row], right: list[Row]) -> _Found:
    """Step 2: the same name under another 二级指标."""
    return _equal(left, right, lambda one: (one.key,), MOVED)


def _equal(left: list[Row], right: list[Row], key: Callable[[Row], tuple[str, ...]], how: str) -> _Found:
    waiting: dict[tuple[str, ...], list[Row]] = {}
    for other in right:
        waiting.setdefault(key(other), []).append(other)
    return [(one, waiting[key(one)].pop(0), how, Fraction(1)) for one in left if waiting.get(key(one))]


def _renamed(left: list[Row], right: list[Row]) -> _Found:
    """Step 3: names that are alike, best first."""
    line = {key: Fraction(value) for key, value in settings("分数线").items()}
    scored = []
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            alike = score = ratio(one.key, other.key)
            score += line["同类加分"] if one.level2 == other.level2 else 0
            score -= line["异类减分"] if one.level1 != other.level1 else 0
            if score >= line["指标配对"]:
                scored.append((-score, i, j, alike))
    free_left, free_right = set(range(len(left))), set(range(len(right)))
    found: _Found = []
    for _, i, j, alike in sorted(scored):
        if i in free_left and j in free_right:
            free_left.remove(i)
            free_right.remove(j)
            found.append((left[i], right[j], RENAMED, alike))
    return found


def _replaced(left: list[Row], right: list[Row]) -> _Found:
    """Step 4: exactly one left on each side of a 二级指标."""
    found: _Found = []
    for level2 in sorted({one.level2 for one in left if one.level2}):
        before = [one for one in left if one.level2 == level2]
        after = [one for one in right if one.level2 == level2]
        if len(before) == 1 and len(after) == 1:
            found.append((before[0], after[0], REPLACED, ratio(before[0].key, after[0].key)))
    return found


def is_reordered(old: Sequence[Row], new: Sequence[Row], found: Sequence[Pair]) -> bool:
    """Whether pairs of steps 1 and 3 stand in another order than before.

    Only inside one 二级指标: the order of the groups is an order of keys, which means nothing.
    """
    before = {one.place: one.level2 for one in old}
    after = {one.place: one.level2 for one in new}
    places: dict[str, list[int]] = {}
    for pair in sorted(found, key=lambda one: one.new):
        if pair.how in (SAME, RENAMED) and before[pair.old] == after[pair.new]:
            places.setdefault(before[pair.old], []).append(pair.old)
    return any(several != sorted(several) for several in places.values())
