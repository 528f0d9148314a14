"""The target of an indicator: what became of the promise."""

import re
from collections.abc import Iterator
from itertools import product

from jixiao.diff.changes.draft import Draft, Duo, Party, changed, draft, places, said, spans_of
from jixiao.diff.changes.pools import Pool, joined, typed
from jixiao.diff.changes.sentences import moved_words, spaced
from jixiao.diff.fingerprints import canonical_target
from jixiao.diff.pairing import deciding
from jixiao.diff.verdict import Promise, Verdict, verdict
from jixiao.model.document import Indicator

VALUE = "指标值"
_YEAR = re.compile(r"\d{4}")


def target_changes(duo: Duo, old: Pool, new: Pool) -> Iterator[Draft]:
    """The change of a target, if there is any."""
    before, after = old.indicators, new.indicators
    if _is_untouched(before, after):
        return
    found = [verdict(_promise(duo.old, a), _promise(duo.new, b)) for a, b in product(before, after)]
    worst = found[deciding(found, split=len(duo.new.projects) > 1)]
    if not worst.rule:
        return
    was, now = typed(before), typed(after)
    several = len(found) > 1
    known = (canonical_target(was), canonical_target(now)) if several else worst.parsed
    why = _why(duo, new.name, was, now, worst)
    spans = [[spans_of(one.value, one.name) for one in some] for some in (before, after)]
    change = changed(worst.rule, f"{new.path}/{VALUE}", was, now, why, places(*spans), worst.direction)
    change = change._replace(
        level2=new.first.group,
        name=new.name,
        parsed=known,
        delta="" if several else spaced(worst.delta),
        basis=worst.basis,
    )
    cites = [f"{path}/{VALUE}" for path in (*old.paths, *new.paths)]
    yield draft(change, cites=cites, about=new.about, known=known)


def _is_untouched(before: tuple[Indicator, ...], after: tuple[Indicator, ...]) -> bool:
    """Whether the target is the same text and says no year that may be over: most are, and need not be read."""
    was, now = (tuple(said(one.value) for one in some) for some in (before, after))
    return was == now and len(was) == 1 and not _YEAR.search(was[0])


def _promise(party: Party, one: Indicator) -> Promise:
    return Promise(said(one.value), one.name.text, one.group, said(one.direction), party.year, party.known_total)


def _why(duo: Duo, name: str, was: str | tuple[str, ...], now: str | tuple[str, ...], found: Verdict) -> str:
    if found.rule == "stale-year":
        return f"“{name}”的日期还在 {duo.new.year} 年以前：{joined(now)}"
    return moved_words(name, joined(was), joined(now), found)
