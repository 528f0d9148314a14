"""Which project became which (diff.md §4): links, then codes, then names, then similarity, best first.

File names and file order play no part. No global optimisation: it breaks a sure pair to make room for an added or dropped
project. Scores are rounded to four decimals before any comparison.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import log
from typing import NamedTuple

from jixiao.diff.lexicon import words
from jixiao.diff.ratio import ratio
from jixiao.diff.records import CERTAIN, CODE, LIKELY, LINK, NAME, NONE, SIMILARITY, UNCERTAIN, Match
from jixiao.model.cores import bare_core, core, ordinal
from jixiao.model.document import Project
from jixiao.model.names import indicator_key, plain

_ONE = Decimal(1)


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
    def order(self) -> tuple[str, str, str, str]:
        """The order in which projects are looked at, whatever their files are called."""
        return self.unit, self.code, self.core, self.name


class Linked(NamedTuple):
    """Projects joined by their authors: 1:1, n:1, 1:n; an empty side confirms that a project is new or gone."""

    old: tuple[Entry, ...]
    new: tuple[Entry, ...]


class _Candidate(NamedTuple):
    """A pair of indexes with its score."""

    score: Decimal
    old: int
    new: int


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


def entries(projects: Iterable[Project], unit: str) -> tuple[Entry, ...]:
    """The projects of a side in the order of §4; `unit` is 单位.名称."""
    return tuple(sorted((_entry(one, unit) for one in projects), key=lambda one: one.order))


def _entry(project: Project, unit: str) -> Entry:
    name = project.name.text
    total = next((fund.money.amount for fund in project.funds if fund.key == "总额" and fund.money), Decimal(0))
    return Entry(
        project,
        plain(project.unit.text if project.unit and project.unit.text else unit),
        plain(project.code.text) if project.code else "",
        plain(name),
        core(name),
        bare_core(name, synonyms()),
        frozenset(indicator_key(one.name.text) for one in project.indicators),
        plain(project.goal.text) if project.goal else "",
        total,
    )


def match_projects(old: tuple[Entry, ...], new: tuple[Entry, ...], links: Sequence[Linked] = ()) -> tuple[Match, ...]:
    """Every project of both sides in exactly one match, in the order of the new side, drops last."""
    found = [_match(link.old, link.new, LINK, _ONE, CERTAIN) for link in links]
    taken = {id(one) for link in links for one in (*link.old, *link.new)}
    left = [one for one in old if id(one) not in taken]
    right = [one for one in new if id(one) not in taken]
    steps: tuple[tuple[str, Callable[[Entry], tuple[str, ...]]], ...] = (
        (CODE, lambda one: (one.code,)),
        (NAME, lambda one: (one.unit, one.name)),
        (NAME, lambda one: (one.unit, one.core)),
    )
    for how, key in steps:
        pairs = _same(left, right, key)
        found += [_match((a,), (b,), how, _ONE, CERTAIN) for a, b in pairs]
        done = {id(one) for pair in pairs for one in pair}
        left = [one for one in left if id(one) not in done]
        right = [one for one in right if id(one) not in done]
    similar = _similar(left, right, Counter(key for one in (*old, *new) for key in one.keys), len(old) + len(new))
    found += similar
    paired = {id(project) for match in similar for project in (*match.old, *match.new)}
    found += [_match((one,), (), NONE, Decimal(0), CERTAIN) for one in left if id(one.project) not in paired]
    found += [_match((), (one,), NONE, Decimal(0), CERTAIN) for one in right if id(one.project) not in paired]
    return _numbered(found, old, new)


def _match(old: tuple[Entry, ...], new: tuple[Entry, ...], how: str, score: Decimal, confidence: str) -> Match:
    return Match("", tuple(one.project for one in old), tuple(one.project for one in new), how, score, confidence)


def _numbered(found: list[Match], old: tuple[Entry, ...], new: tuple[Entry, ...]) -> tuple[Match, ...]:
    """With ids in the order of the new side, drops last."""
    place = {id(one.project): number for number, one in enumerate(new)}
    drops = {id(one.project): number for number, one in enumerate(old)}
    order = sorted(
        found,
        key=lambda one: (
            (0, min(place[id(project)] for project in one.new))
            if one.new
            else (1, min(drops[id(project)] for project in one.old))
        ),
    )
    return tuple(match._replace(id=f"m{number}") for number, match in enumerate(order, 1))


def _same(old: list[Entry], new: list[Entry], key: Callable[[Entry], tuple[str, ...]]) -> list[tuple[Entry, Entry]]:
    """Pairs with the same key, which must be unique on both sides and not empty."""
    before, after = Counter(map(key, old)), Counter(map(key, new))
    partner = {key(one): one for one in new}
    return [
        (one, partner[key(one)]) for one in old if key(one)[-1] and before[key(one)] == 1 and after.get(key(one)) == 1
    ]


def _similar(old: list[Entry], new: list[Entry], spread: Counter[str], projects: int) -> list[Match]:
    """Step 3: pairs at or above the line, best first."""
    line = settings("分数线")
    every = [
        _Candidate(score, i, j)
        for i, one in enumerate(old)
        for j, other in enumerate(new)
        if (score := likeness(one, other, spread, projects)) > 0
    ]
    every.sort(key=lambda one: (-one.score, one.old, one.new))
    free_old, free_new = set(range(len(old))), set(range(len(new)))
    found = []
    for one in every:
        if one.score < line["配对"]:
            break
        if one.old not in free_old or one.new not in free_new:
            continue
        free_old.discard(one.old)
        free_new.discard(one.new)
        rival = next((o for o in every if o != one and (o.old == one.old or o.new == one.new)), None)
        sure = one.score >= line["可信"] and (rival is None or one.score - rival.score >= line["领先"])
        match = _match((old[one.old],), (new[one.new],), SIMILARITY, one.score, LIKELY if sure else UNCERTAIN)
        found.append(match._replace(runner_up=_rival(rival, one, old, new)))
    return found


def _rival(rival: _Candidate | None, one: _Candidate, old: list[Entry], new: list[Entry]) -> tuple[str, Decimal] | None:
    if rival is None:
        return None
    entry = new[rival.new] if rival.old == one.old else old[rival.old]
    return entry.project.name.text, rival.score


def likeness(one: Entry, other: Entry, spread: Counter[str], projects: int) -> Decimal:
    """The score of step 3, four decimals; `spread` counts in how many projects a 三级指标 occurs."""
    weight, line = settings("权重"), settings("分数线")
    name = _name_likeness(one, other, Fraction(line["用途不同"]))
    shared = _shared(one.keys, other.keys, spread, projects)
    goal = ratio(one.goal, other.goal)
    same_unit = 1 if one.unit and one.unit == other.unit else 0
    exact = (
        Fraction(weight["名称"]) * name
        + Fraction(weight["指标"]) * Fraction(shared)
        + Fraction(weight["目标"]) * goal
        + Fraction(weight["单位"]) * same_unit
    )
    score = round(Decimal(exact.numerator) / Decimal(exact.denominator), 4)
    return min(score, line["封顶"]) if not name else score


def _name_likeness(one: Entry, other: Entry, penalty: Fraction) -> Fraction:
    """N: 1 for equal cores; nothing where ordinals differ; less where both name a purpose and share none."""
    first, second = ordinal(one.name), ordinal(other.name)
    if first is not None and second is not None and first != second:
        return Fraction(0)
    alike = Fraction(1) if one.core == other.core else ratio(one.bare, other.bare)
    mine, theirs = _purposes(one.name), _purposes(other.name)
    if mine and theirs and not mine & theirs:
        alike = max(alike - penalty, Fraction(0))
    return alike


@cache
def _purposes(name: str) -> frozenset[str]:
    return frozenset(word for word in words("matching", "用途") if word in name)


def _shared(one: frozenset[str], other: frozenset[str], spread: Counter[str], projects: int) -> float:
    """J: weighted Jaccard of the 三级指标; what every project has weighs little."""
    if not one or not other:
        return 0.0

    def weigh(keys: Iterable[str]) -> float:
        return sum(log(1 + projects / spread[key]) for key in sorted(keys))

    return weigh(one & other) / weigh(one | other)
