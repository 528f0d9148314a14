"""Numbers that must add up: what became of the projects of both sides, and where a dropped one may have gone (§4)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from jixiao.diff.likeness import settings, synonyms, total_of
from jixiao.diff.ratio import ratio
from jixiao.diff.records import UNCERTAIN, Match
from jixiao.model.cores import bare_core, core
from jixiao.model.document import Project


class Accounting(NamedTuple):
    """How many projects became what.

    old = matched + uncertain + dropped + merged_from + split; new = matched + uncertain + added + merged + split_into.
    `renamed` (cores differ) is part of `matched`.
    """

    old: int
    new: int
    matched: int
    uncertain: int
    added: int
    dropped: int
    renamed: int
    merged: int
    merged_from: int
    split: int
    split_into: int


def accounting(matches: Iterable[Match]) -> Accounting:
    """Count the projects of all matches of a comparison."""
    counts = dict.fromkeys(Accounting._fields, 0)
    for match in matches:
        before, after = len(match.old), len(match.new)
        counts["old"] += before
        counts["new"] += after
        kind = kind_of(match)
        counts[kind] += after if kind == "added" else before if kind == "dropped" else 1
        if kind == "merged":
            counts["merged_from"] += before
        elif kind == "split":
            counts["split_into"] += after
        elif kind == "matched":
            counts["renamed"] += core(match.old[0].name.text) != core(match.new[0].name.text)
    return Accounting(**counts)


def kind_of(match: Match) -> str:
    """matched, uncertain, added, dropped, merged or split."""
    if not match.old:
        return "added"
    if not match.new:
        return "dropped"
    if len(match.old) > 1:
        return "merged"
    if len(match.new) > 1:
        return "split"
    return "uncertain" if match.confidence == UNCERTAIN else "matched"


def merge_hints(matches: Sequence[Match]) -> dict[str, str]:
    """Id of a `project-dropped` match → id of the pair that may have taken the project over. A hint, never more.

    The name of the dropped project must be covered by that of the new one, and the budget must have grown by about the
    dropped one's.
    """
    pairs = [one for one in matches if one.old and one.new]
    found: dict[str, str] = {}
    for drop in (one for one in matches if not one.new):
        name, gone = _name(drop.old[0]), _sum(drop.old)
        covers = [
            (coverage(name, _name(project)), pair) for pair in pairs if _grew_by(pair, gone) for project in pair.new
        ]
        best = max(covers, key=lambda one: one[0], default=None)
        if best and best[0] >= Fraction(settings("合并提示")["名称"]):
            found[drop.id] = best[1].id
    return found


def coverage(one: str, other: str) -> Fraction:
    """The best likeness of the shorter text to an equally long stretch of the longer one."""
    short, long = sorted((one, other), key=len)
    stretches = (long[at : at + len(short)] for at in range(len(long) - len(short) + 1))
    return max((ratio(short, stretch) for stretch in stretches), default=Fraction(0))


def _grew_by(pair: Match, gone: Decimal) -> bool:
    grown = _sum(pair.new) - _sum(pair.old)
    return gone > 0 and abs(grown - gone) <= gone * settings("合并提示")["金额"]


def _sum(projects: Iterable[Project]) -> Decimal:
    return sum((total_of(one) or Decimal(0) for one in projects), Decimal(0))


def _name(project: Project) -> str:
    return bare_core(project.name.text, synonyms())
