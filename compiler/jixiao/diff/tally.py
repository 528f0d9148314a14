"""What a comparison comes to: counts by level and rule, the budgets of both years, and whether it passes a gate.

Provisional records (about pairs that nobody is sure of) do not count; accepted ones count, but do not gate.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from jixiao.diff.accounting import Accounting, accounting, kind_of
from jixiao.diff.likeness import total_of
from jixiao.diff.records import SEVERITIES, Change, Comparison, Match, Side

#: For `--fail-on`: nothing fails.
NEVER = "none"


class Tally(NamedTuple):
    """The counts of one comparison.

    Attributes:
        projects: what became of the projects.
        before, after: 年度资金总额 of all projects in 万元.
        by_level: level → changes, all four from the top down.
        by_rule: rule → changes, only those that occur.
        acknowledged: changes that an 采纳 clears.
        unchanged: matched projects without any record, in the order of the matches.
    """

    projects: Accounting
    before: Decimal
    after: Decimal
    by_level: dict[str, int]
    by_rule: dict[str, int]
    acknowledged: int
    unchanged: tuple[Match, ...]


def tally(found: Comparison) -> Tally:
    """Count everything once."""
    counted = tuple(counting(found.changes))
    levels = Counter(one.severity for one in counted)
    rules = Counter(one.rule for one in counted)
    cited = {edit for one in found.changes for edit in one.edits}  # 多处相同修改 cites edits of several matches
    touched = {one.match for one in found.changes} | {one.match for one in found.edits if one.id in cited}
    return Tally(
        accounting(found.matches),
        _budget(found.old),
        _budget(found.new),
        {level: levels[level] for level in SEVERITIES},
        dict(sorted(rules.items())),
        sum(one.acceptance is not None for one in counted),
        tuple(one for one in found.matches if kind_of(one) == "matched" and one.id not in touched),
    )


def counting(changes: Iterable[Change]) -> Iterator[Change]:
    """The changes that count and are shown."""
    return (one for one in changes if not one.provisional)


def fails(found: Comparison, least: str) -> bool:
    """Whether a change at or above a level is there that nobody accepted; never for `NEVER`."""
    if least == NEVER:
        return False
    grave = SEVERITIES[: SEVERITIES.index(least) + 1]
    return any(one.severity in grave and one.acceptance is None for one in counting(found.changes))


def _budget(side: Side) -> Decimal:
    return sum((total_of(one) or Decimal(0) for one in side.department.projects), Decimal(0))
