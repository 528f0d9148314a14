"""Rules that look at money and promises together: whether the money grew while the promises did not (diff.md §9)."""

from collections.abc import Iterator, Sequence

from jixiao.diff.changes.draft import Draft, Duo, changed, draft, limits
from jixiao.diff.changes.money import amount_words, exact_growth, growth, total_places
from jixiao.diff.changes.pools import INDICATORS
from jixiao.diff.fingerprints import canonical_money
from jixiao.diff.records import TO, Location

_PATH = "资金/总额"
_WEAKER = frozenset({"target-loosened", "dequantified", "operator-reversed", "indicator-dropped"})
_STRICTER = frozenset({"target-tightened", "quantified", "indicator-added"})
#: Neither weaker, nor stricter, nor unchanged.
_OPEN = frozenset(
    {"target-changed", "unit-changed", "qualitative-reworded", "scale-tracks-budget", "indicator-replaced"}
)


def crossing_changes(duo: Duo, indicators: Sequence[Draft]) -> Iterator[Draft]:
    """At most one record for a pair whose money grew; `indicators` are the records of its indicators."""
    exact = exact_growth(duo.old.total, duo.new.total)
    if exact is None or exact < limits("预算")["增长"] or not any(one.indicators for one in duo.old.projects):
        return
    found = {one.change.rule for one in indicators}
    if found & _WEAKER and not found & _STRICTER:
        weaker = [one for one in indicators if one.change.rule in _WEAKER]
        yield _loosened(duo, sorted(weaker, key=lambda one: (one.about, one.change.rule)))
    elif not found & (_WEAKER | _STRICTER | _OPEN):
        yield _unchanged(duo)


def _loosened(duo: Duo, weaker: Sequence[Draft]) -> Draft:
    """The record lists money and weaker targets, so that it is a new one when any of them changes."""
    before = (_amount(duo, 0), *(f"{one.about} {_text(one.change.before)}".strip() for one in weaker))
    after = (_amount(duo, 1), *(f"{one.about} {_text(one.change.after) or '删去'}" for one in weaker))
    names = "、".join(f"“{one.change.name}”" for one in weaker)
    why = f"{_grown(duo)}，{names}的要求却降低了，其他指标也没有提高"
    where = (*total_places(duo), *(place for one in weaker for place in one.change.locations))
    change = changed("budget-up-targets-loosened", _PATH, before, after, why, where)
    cites = (_PATH, *(path for one in weaker for path in one.cites))
    return draft(change._replace(percent=growth(duo)), cites=cites)


def _unchanged(duo: Duo) -> Draft:
    why = f"{_grown(duo)}，各项指标都没有提高"
    where = (*total_places(duo), *_first_indicator(duo))
    before, after = (amount_words(party) for party in duo)
    change = changed("budget-up-targets-unchanged", _PATH, before, after, why, where)
    known = canonical_money(duo.old.total), canonical_money(duo.new.total)
    return draft(change._replace(percent=growth(duo)), cites=(_PATH,), about=INDICATORS, known=known)


def _first_indicator(duo: Duo) -> Iterator[Location]:
    yield from (Location(TO, one.indicators[0].name.span) for one in duo.new.projects if one.indicators)


def _grown(duo: Duo) -> str:
    return f"资金总额由 {amount_words(duo.old)} 增加到 {amount_words(duo.new)} 万元（{growth(duo):+}%）"


def _amount(duo: Duo, side: int) -> str:
    return f"{_PATH} {canonical_money(duo[side].total)}"


def _text(value: str | tuple[str, ...] | None) -> str:
    return value if isinstance(value, str) else "、".join(value or ())
