"""Which indicator became which inside a pair of projects (diff.md §5), and which 分项 goal became which."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from jixiao.diff.matching import settings
from jixiao.diff.ratio import ratio
from jixiao.model.document import Indicator
from jixiao.model.names import indicator_key

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
    """Two rows that are one: their numbers, how they were found, the likeness of their names."""

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


def rows_of(indicators: Sequence[Indicator], levels: Mapping[str, str]) -> tuple[Row, ...]:
    """The rows of a project; `levels` gives the 一级指标 of each 二级指标."""
    return tuple(
        Row(levels.get(one.group, ""), one.group, indicator_key(one.name.text), place)
        for place, one in enumerate(indicators)
    )


def titled(titles: Sequence[str]) -> tuple[Row, ...]:
    """The rows of 分项绩效目标: their titles, all on one level."""
    return tuple(Row("", "", indicator_key(title), place) for place, title in enumerate(titles))


def pair_rows(old: Sequence[Row], new: Sequence[Row]) -> Pairs:
    """Pair the rows of both sides, each step over what the steps before it left."""
    left, right = sorted(old, key=lambda one: one.order), sorted(new, key=lambda one: one.order)
    found: list[Pair] = []
    _equal(left, right, found, lambda one: (one.level2, one.key), SAME)
    _equal(left, right, found, lambda one: (one.key,), MOVED)
    _alike(left, right, found)
    _only_ones(left, right, found)
    found.sort(key=lambda one: one.new)
    return Pairs(
        tuple(found),
        tuple(sorted(one.place for one in left)),
        tuple(sorted(one.place for one in right)),
        _is_reordered(found),
    )


def _equal(
    left: list[Row], right: list[Row], found: list[Pair], key: Callable[[Row], tuple[str, ...]], how: str
) -> None:
    for one in left[:]:
        other = next((row for row in right if key(row) == key(one)), None)
        if other is not None:
            _take(left, right, found, Pair(one.place, other.place, how, Fraction(1)), one, other)


def _take(left: list[Row], right: list[Row], found: list[Pair], pair: Pair, one: Row, other: Row) -> None:  # noqa: PLR0913, PLR0917 - one step of the bookkeeping
    left.remove(one)
    right.remove(other)
    found.append(pair)


def _alike(left: list[Row], right: list[Row], found: list[Pair]) -> None:
    """Step 3: renamed rows, best first."""
    line = {key: Fraction(value) for key, value in settings("分数线").items()}
    scored = []
    for one in left:
        for other in right:
            score = ratio(one.key, other.key)
            score += line["同类加分"] if one.level2 == other.level2 else 0
            score -= line["异类减分"] if one.level1 != other.level1 else 0
            if score >= line["指标配对"]:
                scored.append((-score, left.index(one), right.index(other), one, other))
    for negative, _, _, one, other in sorted(scored):
        if one in left and other in right:
            _take(left, right, found, Pair(one.place, other.place, RENAMED, min(-negative, Fraction(1))), one, other)


def _only_ones(left: list[Row], right: list[Row], found: list[Pair]) -> None:
    """Step 4: exactly one left on each side of a 二级指标."""
    for level2 in sorted({one.level2 for one in left if one.level2}):
        before = [one for one in left if one.level2 == level2]
        after = [one for one in right if one.level2 == level2]
        if len(before) == 1 and len(after) == 1:
            pair = Pair(before[0].place, after[0].place, REPLACED, ratio(before[0].key, after[0].key))
            _take(left, right, found, pair, before[0], after[0])


def _is_reordered(found: Sequence[Pair]) -> bool:
    """Whether pairs of steps 1 and 3 stand in another order than before; `found` is in the order of the new side."""
    places = [one.old for one in found if one.how in (SAME, RENAMED)]
    return places != sorted(places)
