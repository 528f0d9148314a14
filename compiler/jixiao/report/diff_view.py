"""A comparison as people read it: counts, and a block for each project in the order of the new document, drops last.

All forms of the report (text, Markdown, HTML, JSON, marks of code hosts) count and order here. Records about a pair that
nobody has confirmed (`provisional`) are in none of it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from jixiao.diff.accounting import Accounting, kind_of
from jixiao.diff.likeness import total_of
from jixiao.diff.records import COSMETIC, DOCUMENT, SEVERITIES, Change, Comparison, Match, Side
from jixiao.diff.tally import counting, tally
from jixiao.model.document import Project

#: Kinds of blocks besides those of `accounting.kind_of`.
EVERYWHERE, WHOLE = "everywhere", "whole"
#: Many places, told once: never folded away, though it is only wording.
GLOBAL_REPLACE = "global-replace"
_HUNDRED = 100


class Budget(NamedTuple):
    """年度资金总额 in 万元 on both sides."""

    before: Decimal
    after: Decimal

    @property
    def delta(self) -> Decimal:
        """What was added."""
        return self.after - self.before

    @property
    def percent(self) -> Decimal | None:
        """The growth in percent with one decimal; None where there was nothing before."""
        return round(self.delta / self.before * _HUNDRED, 1) if self.before else None


class Block(NamedTuple):
    """What is said under one heading.

    Attributes:
        kind: `EVERYWHERE`, `WHOLE` (the document), or matched, uncertain, added, dropped, merged, split.
        match: of the project; None for the first two.
        budget: of the project.
        changes: in their order.
    """

    kind: str
    match: Match | None
    budget: Budget | None
    changes: tuple[Change, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What the project is called now; before, where it is gone or was split."""
        if self.match is None:
            return ()
        chosen = self.match.old if not self.match.new or len(self.match.new) > 1 else self.match.new
        return tuple(one.name.text for one in chosen)

    @property
    def folded(self) -> tuple[Change, ...]:
        """Its changes that are only wording."""
        return tuple(one for one in self.changes if is_folded(one))


class View(NamedTuple):
    """A comparison with all that is counted.

    Attributes:
        comparison: what it is made of.
        accounts: what became of the projects.
        unchanged: names of the projects about which there is nothing at all to say.
        budget: of all projects.
        changes: all that count, in their order.
        levels, rules: how many changes of each level and rule there are, accepted ones too.
        accepted: how many are accepted.
        blocks: in the order of the new document.
    """

    comparison: Comparison
    accounts: Accounting
    unchanged: tuple[str, ...]
    budget: Budget
    changes: tuple[Change, ...]
    levels: Counter[str]
    rules: Counter[str]
    accepted: int
    blocks: tuple[Block, ...]

    @property
    def folded(self) -> tuple[Change, ...]:
        """The changes that are only wording."""
        return tuple(one for one in self.changes if is_folded(one))


def view(comparison: Comparison) -> View:
    """Count and order a comparison."""
    counts, changes = tally(comparison), tuple(counting(comparison.changes))
    return View(
        comparison,
        counts.projects,
        tuple(_unchanged(comparison, counts.unchanged)),
        Budget(counts.before, counts.after),
        changes,
        Counter(counts.by_level),
        Counter(counts.by_rule),
        counts.acknowledged,
        tuple(_blocks(comparison, changes)),
    )


def is_folded(change: Change) -> bool:
    """Whether a change is only wording and may be left out of sight."""
    return change.severity == COSMETIC and change.rule != GLOBAL_REPLACE


def reaches(change: Change, level: str) -> bool:
    """Whether a change is at or above a level, with or without acceptance."""
    return not change.provisional and SEVERITIES.index(change.severity) <= SEVERITIES.index(level)


def counts_at(change: Change, level: str) -> bool:
    """Whether a change counts for `--fail-on` of a level: at or above it, accepted by nobody, about a sure pair."""
    return change.acceptance is None and reaches(change, level)


def crosses_stages(comparison: Comparison) -> bool:
    """Whether the sides are of different stages."""
    return comparison.old.stage != comparison.new.stage


def unit_of(comparison: Comparison) -> str:
    """The department that is compared, as the new side calls it."""
    named = (side.department.organ.name for side in (comparison.new, comparison.old))
    return next((one.text for one in named if one is not None and one.text), comparison.new.label)


def _unchanged(comparison: Comparison, untold: Sequence[Match]) -> Iterator[str]:
    """Those of the pairs without a record that no record about many places cites, in the order of the new document."""
    cited = {id_ for one in comparison.changes for id_ in one.edits}
    told = {edit.match for edit in comparison.edits if edit.id in cited}
    left = {one.id for one in untold} - told
    return (one.new[0].name.text for one in _in_order(comparison) if one.id in left)


def _blocks(comparison: Comparison, changes: Sequence[Change]) -> Iterator[Block]:
    found: dict[str, list[Change]] = {}
    for one in changes:
        key = EVERYWHERE if one.rule == GLOBAL_REPLACE else one.match
        found.setdefault(key, []).append(one)
    for kind, key in ((EVERYWHERE, EVERYWHERE), (WHOLE, DOCUMENT)):
        if key in found:
            yield Block(kind, None, None, tuple(found[key]))
    for match in _in_order(comparison):
        if match.id in found:
            yield Block(kind_of(match), match, _budget(match.old, match.new), tuple(found[match.id]))


def _in_order(comparison: Comparison) -> list[Match]:
    """The matches as their projects stand in the new document; what is gone comes last, in its old order."""
    new, old = (_places(side) for side in (comparison.new, comparison.old))

    def place(match: Match) -> tuple[bool, int]:
        some, places = (match.new, new) if match.new else (match.old, old)
        return not match.new, min(places.get(_key(one), len(places)) for one in some)

    return sorted(comparison.matches, key=place)


def _places(side: Side) -> dict[tuple[str, int], int]:
    return {_key(one): place for place, one in enumerate(side.department.projects)}


def _key(project: Project) -> tuple[str, int]:
    return project.source.path, project.name.span.start


def _budget(old: Iterable[Project], new: Iterable[Project]) -> Budget:
    return Budget(*(sum((total_of(one) or Decimal(0) for one in some), Decimal(0)) for some in (old, new)))
