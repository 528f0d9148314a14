"""How alike two projects are (diff.md §4, step 3): name, indicators, goal, unit; four decimals, exactly rounded.

Scores are whole ten-thousandths. They are worked out in floating point where that cannot round wrongly, and in fractions
where it could: 250 × 250 projects are 62 500 pairs.
"""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import chain
from math import floor, log
from typing import NamedTuple

from jixiao.diff.lexicon import words
from jixiao.diff.ratio import common, fast_common, parts
from jixiao.model.cores import bare_core, core, is_other_part, ordinals
from jixiao.model.document import Project
from jixiao.model.names import indicator_key, plain

#: One in ten-thousandths.
WHOLE = 10_000
#: Closer than this to the middle between two scores, fractions decide.
_DOUBT = 1e-4
_HALF = 0.5


class Entry(NamedTuple):
    """A project with what matching asks about it; `unit` is 实施单位, else 单位.名称."""

    project: Project
    unit: str
    code: str
    name: str
    core: str
    bare: str
    keys: frozenset[str]
    goal: str
    total: Decimal

    @property
    def order(self) -> tuple[str, ...]:
        """The order in which projects are looked at, whatever their files are called."""
        return self.unit, self.code, self.core, self.name, self.project.name.text


@cache
def settings(kind: str) -> dict[str, Decimal]:
    """The numbers of a row of data/matching.txt."""
    pairs = (word.partition("=") for word in words("matching", kind))
    return {key: Decimal(number) for key, _, number in pairs}


@cache
def synonyms() -> tuple[tuple[str, str], ...]:
    """Words of names with their canonical words, longest first."""
    pairs = (word.partition("=") for word in words("matching", "同义"))
    return tuple((word, canonical) for word, _, canonical in pairs)


def entry_of(project: Project, unit: str) -> Entry:
    """A project as matching sees it; `unit` is 单位.名称."""
    name = project.name.text
    return Entry(
        project,
        plain(project.unit.text if project.unit and project.unit.text else unit),
        plain(project.code.text) if project.code else "",
        plain(name),
        core(name),
        bare_core(name, synonyms()),
        frozenset(indicator_key(one.name.text) for one in project.indicators),
        plain(project.goal.text) if project.goal else "",
        total_of(project) or Decimal(0),
    )


def total_of(project: Project) -> Decimal | None:
    """年度资金总额 in 万元; None where it is blank."""
    return next((fund.money.amount for fund in project.funds if fund.key == "总额" and fund.money), None)


class _Traits(NamedTuple):
    """What one project brings into every one of its pairs."""

    entry: Entry
    keys: tuple[str, ...]
    weights: dict[str, float]
    purposes: frozenset[str]
    counted: bool  # whether the name carries an ordinal


#: From so many projects on both sides, measuring their texts pays for loading the library.
_MANY = 60


class Scorer:
    """Scores of all pairs of the projects that steps 0–2 left."""

    def __init__(self, everyone: Sequence[Entry]) -> None:
        """Weigh the 三级指标: what every project of both sides (`everyone`) has weighs little."""
        spread = Counter(chain.from_iterable(one.keys for one in everyone))
        self._weights = {key: log(1 + len(everyone) / count) for key, count in spread.items()}
        shares, line = settings("权重"), settings("分数线")
        self._exact = tuple(Fraction(shares[key]) for key in ("名称", "指标", "目标", "单位"))
        self._shares = tuple(map(float, self._exact))
        self._penalty = Fraction(line["用途不同"])
        self._cap = int(line["封顶"] * WHOLE)
        self._common = fast_common() if len(everyone) > _MANY else common

    def scores(self, old: Sequence[Entry], new: Sequence[Entry]) -> list[tuple[int, int, int]]:
        """(score, old index, new index) of every pair that scores at all."""
        theirs = [self._traits(one) for one in new]
        found = []
        for row, one in enumerate(old):
            mine = self._traits(one)
            for column, other in enumerate(theirs):
                score = self._score(mine, other)
                if score:
                    found.append((score, row, column))
        return found

    def likeness(self, one: Entry, other: Entry) -> Decimal:
        """The score of one pair."""
        return Decimal(self._score(self._traits(one), self._traits(other))).scaleb(-4)

    def _traits(self, entry: Entry) -> _Traits:
        keys = tuple(sorted(entry.keys))
        weights = {key: self._weights[key] for key in keys}
        return _Traits(entry, keys, weights, _purposes(entry.bare), bool(ordinals(entry.name)))

    def _score(self, one: _Traits, other: _Traits) -> int:
        """Ten-thousandths; half of one goes to the even neighbour."""
        top, bottom = self._name(one, other)
        shared = _shared(one, other)
        goal, length = parts(one.entry.goal, other.entry.goal, self._common)
        unit = 1 if one.entry.unit and one.entry.unit == other.entry.unit else 0
        name_share, key_share, goal_share, unit_share = self._shares
        about = WHOLE * (
            name_share * (top / bottom) + key_share * shared + goal_share * (goal / length) + unit_share * unit
        )
        if abs(about - floor(about) - _HALF) > _DOUBT:
            score = round(about)
        else:
            values = (Fraction(top, bottom), Fraction(shared), Fraction(goal, length), Fraction(unit))
            score = round(WHOLE * sum((a * b for a, b in zip(self._exact, values, strict=True)), Fraction(0)))
        return score if top else min(score, self._cap)

    def _name(self, one: _Traits, other: _Traits) -> tuple[int, int]:
        """N as numerator and denominator: 1 for equal cores; nothing where ordinals differ; less for another purpose."""
        if one.counted and other.counted and is_other_part(one.entry.name, other.entry.name):
            return 0, 1
        top, bottom = (
            (1, 1) if one.entry.core == other.entry.core else parts(one.entry.bare, other.entry.bare, self._common)
        )
        if one.purposes and other.purposes and not one.purposes & other.purposes:
            less, whole = self._penalty.as_integer_ratio()
            return max(top * whole - bottom * less, 0), bottom * whole
        return top, bottom


@cache
def _purposes(name: str) -> frozenset[str]:
    return frozenset(word for word in words("matching", "用途") if word in name)


def _shared(one: _Traits, other: _Traits) -> float:
    """J: weighted Jaccard of the 三级指标, summed in the order of the keys."""
    both = [key for key in one.keys if key in other.weights]
    if not both:
        return 0.0
    if len(both) == len(one.keys) == len(other.keys):
        return 1.0
    union = one.weights | other.weights
    return sum([one.weights[key] for key in both]) / sum([union[key] for key in sorted(union)])
