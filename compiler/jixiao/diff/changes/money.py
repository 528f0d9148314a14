"""The money of a project: 资金.总额, the sources it comes from, and when it is to be spent."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from jixiao.diagnostics import Span
from jixiao.diff.changes.draft import Draft, Duo, Party, changed, draft, limits, places, said
from jixiao.diff.fingerprints import canonical_money
from jixiao.diff.records import MAJOR, SAME, Location
from jixiao.model.document import Money, PlanNode, Project
from jixiao.model.names import plain
from jixiao.model.quantity import Refusal, parse_share

_FUNDS, _TOTAL, _PLAN = "资金", "总额", "支出计划"
_HUNDRED = 100


def money_changes(duo: Duo, major_amount: Decimal | None = None) -> Iterator[Draft]:
    """What changed in the money; `major_amount` is the change in 万元 from which it is 关注."""
    before, after = duo.old.amounts, duo.new.amounts
    if before[_TOTAL] != after[_TOTAL]:
        yield _total(duo, major_amount)
    if _is_mix_changed(before, after):
        yield _mix(duo)
    if duo.is_single:
        yield from _spellings(duo)
        yield from _plan(duo)


def growth(duo: Duo) -> Decimal | None:
    """The growth of the total in percent, one decimal; None where there was no money before."""
    before, after = duo.old.total, duo.new.total
    exact = exact_growth(before, after)
    return None if exact is None else round(Decimal(exact.numerator) / Decimal(exact.denominator), 1)


def exact_growth(before: Decimal, after: Decimal) -> Fraction | None:
    """The growth in percent as it is, for comparing with a line."""
    return Fraction(after - before) / Fraction(before) * _HUNDRED if before else None


def amount_words(party: Party, key: str = _TOTAL) -> str:
    """An amount in 万元 as typed, or the sum of several."""
    typed = [_money(project, key) for project in party.projects]
    one = typed[0] if len(typed) == 1 else None
    return spelled(one) if one is not None else f"{party.amounts.get(key, Decimal(0)):f}"


def spelled(money: Money) -> str:
    """Money in 万元 as typed; in 元 only where it is typed so."""
    return money.digits if money.unit == "万元" else f"{money.digits}{money.unit}"


def total_spans(party: Party) -> tuple[Span | None, ...]:
    """Where the totals stand."""
    found = (_money(project, _TOTAL) for project in party.projects)
    return tuple(one.span if one is not None else None for one in found)


def signed(amount: Decimal, unit: str = "万元") -> str:
    """`+8.00 万元`, `-0.5 万元`."""
    return f"{amount:+f} {unit}"


def _money(project: Project, key: str) -> Money | None:
    return next((fund.money for fund in project.funds if fund.key == key), None)


def _total(duo: Duo, major_amount: Decimal | None) -> Draft:
    before, after = duo.old.total, duo.new.total
    delta, percent = after - before, growth(duo)
    rule, word = ("budget-increased", "增加") if delta > 0 else ("budget-decreased", "减少")
    share = f"（{percent:+}%）" if percent is not None else "（上年没有预算）"
    why = f"资金总额由 {amount_words(duo.old)} 改为 {amount_words(duo.new)}，{word} {abs(delta):f} 万元{share}"
    path = f"{_FUNDS}/{_TOTAL}"
    change = changed(rule, path, amount_words(duo.old), amount_words(duo.new), why, total_places(duo))
    change = change._replace(delta=signed(delta), percent=percent)
    exact = exact_growth(before, after)
    grave = exact is None or abs(exact) >= limits("预算")["关注"]
    grave = grave or (major_amount is not None and abs(delta) >= major_amount)
    known = canonical_money(before), canonical_money(after)
    return draft(change, cites=_moved_funds(duo), known=known, level=MAJOR if grave else "")


def total_places(duo: Duo) -> tuple[Location, ...]:
    """Where the totals of both sides stand."""
    return places(total_spans(duo.old), total_spans(duo.new))


def _moved_funds(duo: Duo) -> tuple[str, ...]:
    """The paths of the amounts that moved with the total."""
    before, after = duo.old.amounts, duo.new.amounts
    keys = dict.fromkeys((*before, *after))
    return tuple(f"{_FUNDS}/{key}" for key in keys if before.get(key, 0) != after.get(key, 0))


def _shares(amounts: Mapping[str, Decimal]) -> dict[str, Fraction]:
    """The share of each source in percent points."""
    total = Fraction(amounts[_TOTAL])
    return {key: Fraction(one) / total * _HUNDRED for key, one in amounts.items() if key != _TOTAL} if total else {}


def _is_mix_changed(before: Mapping[str, Decimal], after: Mapping[str, Decimal]) -> bool:
    was, now = _shares(before), _shares(after)
    if not was or not now:
        return False
    line = Fraction(limits("预算")["结构"])
    return any(abs(was.get(key, Fraction(0)) - now.get(key, Fraction(0))) > line for key in {*was, *now})


def _mix(duo: Duo) -> Draft:
    was, now = _mixed(duo.old), _mixed(duo.new)
    why = f"资金来源由“{was}”变为“{now}”"
    spans = (
        tuple(fund.money.span for one in party.projects for fund in one.funds if fund.money and fund.key != _TOTAL)
        for party in duo
    )
    change = changed("funding-mix-changed", _FUNDS, was, now, why, places(*spans))
    return draft(change, cites=[path for path in _moved_funds(duo) if path != f"{_FUNDS}/{_TOTAL}"] or [_FUNDS])


def _mixed(party: Party) -> str:
    """财政拨款 660 万元（95.7%），其他资金 30 万元（4.3%）."""
    amounts, shares = party.amounts, _shares(party.amounts)
    return "，".join(
        f"{key} {amounts[key]:f} 万元（{float(share):.1f}%）" for key, share in shares.items() if amounts[key]
    )


def _spellings(duo: Duo) -> Iterator[Draft]:
    """Amounts that are the same and are written in another way; 0 in place of nothing."""
    before, after = duo.old.amounts, duo.new.amounts
    for key in dict.fromkeys((*before, *after)):
        was, now = _money(duo.old.one, key), _money(duo.new.one, key)
        one, other = spelled(was) if was else "", spelled(now) if now else ""
        if one == other or before.get(key, 0) != after.get(key, 0):
            continue
        where = places(was.span if was else None, now.span if now else None)
        why = f"资金的{key}只是写法不同"
        yield draft(changed("notation-only", f"{_FUNDS}/{key}", one, other, why, where, SAME))


def _plan(duo: Duo) -> Iterator[Draft]:
    """支出计划, as one record where any share differs."""
    before, after = ({one.key: one for one in party.one.plan} for party in duo)
    keys = dict.fromkeys((*before, *after))
    written = [key for key in keys if _typed(before.get(key)) != _typed(after.get(key))]
    moved = [key for key in written if _share(before.get(key)) != _share(after.get(key))]
    if moved:
        words = "，".join(f"{key}由{_shown(before.get(key))}改为{_shown(after.get(key))}" for key in moved)
        yield _planned(duo, "schedule-changed", f"支出计划：{words}", written)
    elif written:
        yield _planned(duo, "notation-only", "支出计划只是写法不同", written)


def _planned(duo: Duo, rule: str, why: str, keys: list[str]) -> Draft:
    was, now = ("，".join(f"{one.key} {_shown(one)}" for one in party.one.plan) for party in duo)
    spans = (tuple(one.value.span for one in party.one.plan if one.key in keys) for party in duo)
    change = changed(rule, _PLAN, was or None, now or None, why, places(*spans))
    if rule == "notation-only":
        change = change._replace(direction=SAME)
    return draft(change, cites=[f"{_PLAN}/{key}" for key in keys])


def _typed(node: PlanNode | None) -> str:
    return said(node.value if node else None)


def _share(node: PlanNode | None) -> object:
    """A share as a number, so that 24 and 24% are one; what is no number as its text."""
    text = plain(_typed(node))
    share = parse_share(text)
    return text if isinstance(share, Refusal) else share


def _shown(node: PlanNode | None) -> str:
    return _typed(node) or "空白"
