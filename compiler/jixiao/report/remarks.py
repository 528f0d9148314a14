"""Findings as remarks: one per indicator, with its reasons; many of one kind told once; what is shown first.

Nothing is lost on the way: what is not shown is counted.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from jixiao.check.finding import Finding
from jixiao.check.rule import CERTAIN, ERROR, INFO, LIKELY, REMARK, UNIT, WARNING
from jixiao.report.words import LEVELS, level_of

#: More hits of one rule than this are told once, with the places of the others.
FOLD = 5
#: 建议改 shown for a department.
SHOWN = 10
_SURENESS = {CERTAIN: 0, LIKELY: 1, REMARK: 2}


class Reason(NamedTuple):
    """Why a remark is made: a finding, and the places of others of its kind that are not shown on their own."""

    finding: Finding
    others: tuple[Finding, ...] = ()


class Remark(NamedTuple):
    """What there is to say about one place; the strictest reason first."""

    reasons: tuple[Reason, ...]

    @property
    def level(self) -> str:
        """The level of its strictest reason."""
        return level_of(reason.finding for reason in self.reasons)

    @property
    def first(self) -> Finding:
        """The finding that names its place."""
        return self.reasons[0].finding

    def count(self, level: str) -> int:
        """How many findings of a level it tells of."""
        return sum(1 + len(reason.others) for reason in self.reasons if reason.finding.level == level)


def remarks(findings: Iterable[Finding], *, fold: bool) -> tuple[Remark, ...]:
    """Findings in their order as remarks; with `fold` a rule that speaks often speaks once."""
    groups: dict[tuple[str, str], list[Reason]] = {}
    for reason in _folded(tuple(findings)) if fold else map(Reason, findings):
        groups.setdefault(reason.finding.remark_key, []).append(reason)
    return tuple(Remark(tuple(sorted(group, key=_strictness))) for group in groups.values())


def _strictness(reason: Reason) -> tuple[int, int]:
    return LEVELS.index(reason.finding.level), _SURENESS[reason.finding.rule.certainty]


def _folded(findings: Sequence[Finding]) -> Iterable[Reason]:
    kinds: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        kinds.setdefault((one.rule.code, one.level), []).append(one)
    for one in findings:
        kind = kinds[one.rule.code, one.level]
        if len(kind) <= FOLD:
            yield Reason(one)
        elif one is kind[0]:
            yield Reason(one, tuple(kind[1:]))


class Chosen(NamedTuple):
    """The remarks to show by level, and how many findings of each level are not shown."""

    errors: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    infos: tuple[Remark, ...]
    hidden_warnings: int
    hidden_infos: int


def choose(findings: Iterable[Finding], *, everything: bool) -> Chosen:
    """What to show of the findings that count: all 须改, ten 建议改, no 提示; or everything."""
    live = tuple(one for one in findings if one.counts)
    infos = sum(one.level == INFO for one in live)
    told = live if everything else tuple(one for one in live if one.level != INFO)
    made = remarks(told, fold=not everything)
    warnings = tuple(one for one in made if one.level == WARNING)
    shown = warnings if everything else _most_useful(warnings)
    return Chosen(
        tuple(one for one in made if one.level == ERROR),
        shown,
        tuple(one for one in made if one.level == INFO),
        sum(one.count(WARNING) for one in warnings) - sum(one.count(WARNING) for one in shown),
        0 if everything else infos,
    )


def _most_useful(made: Sequence[Remark]) -> tuple[Remark, ...]:
    """Ten remarks in their order: those of the unit itself first, of every rule one before its second, then the surest."""
    seen: Counter[str] = Counter()
    ranks = []
    for number, one in enumerate(made):
        rule = one.first.rule
        ranks.append((one.first.owner != UNIT, seen[rule.code], _SURENESS[rule.certainty], number))
        seen[rule.code] += 1
    return tuple(made[number] for number in sorted(rank[-1] for rank in sorted(ranks)[:SHOWN]))
