"""How a value is printed again: canonically for people, and as part of a fingerprint (diff.md §11)."""

from decimal import Decimal

from jixiao.model.names import plain
from jixiao.model.quantity.records import BLANK, BUDGET, DATE, EQ, GE, GT, LE, LT, NONE, RANGE, Date, Value, times
from jixiao.model.quantity.units import MULTIPLIERS

_SIGNS = {GE: "≥", LE: "≤", GT: ">", LT: "<", EQ: "=", NONE: ""}


def canon(value: Value, total: Decimal | None = None) -> str:
    """What a fingerprint sees: ge:97/100:ratio, in:5..10:人, d:2024-12-31, le:budget, text without white space.

    `total` is 年度资金总额 in 万元: given, a symbolic budget is that amount (le:50000:money).
    """
    from fractions import Fraction

    if value.date is not None:
        return "d:{:04}-{:02}-{:02}".format(*value.date.deadline)
    if value.kind == BUDGET:
        amount = "budget" if total is None else f"{Fraction(times(total, MULTIPLIERS['万']))}:money"
        return f"{value.op}:{amount}"
    low, high = value.base_low, value.base_high
    if low is None or high is None:
        return "" if value.kind == BLANK else plain(value.raw)
    about = ":approx" if value.approx else ""
    if value.kind == RANGE:
        return f"in:{Fraction(low)}..{Fraction(high)}:{value.dimension}{about}"
    return f"{value.op or 'im'}:{Fraction(low)}:{value.dimension}{about}"


def spell(value: Value) -> str:
    """The value in one canonical spelling: ≥90%, 5~10人, 约200人次, 2024年12月底, ≤预算; a text as it is typed."""
    if value.kind == DATE and value.date is not None:
        return _SIGNS[value.op] + _spell_date(value.date)
    if value.kind == BUDGET:
        return f"{_SIGNS[value.op]}预算"
    if value.low is None or value.high is None:
        return value.raw
    numbers = [value.low, value.high] if value.kind == RANGE else [value.low]
    unit = value.unit.name if value.unit else ""
    about = "约" if value.approx else ""
    return _SIGNS[value.op] + about + "~".join(_spell_number(number, value.places) for number in numbers) + unit


def _spell_number(number: Decimal, places: int) -> str:
    """A number with its decimals; one that is only known to a 万 is said in 万."""
    if places >= 0:
        return f"{number:.{places}f}"
    count, zeros = next((count, zeros) for count, zeros in _ZEROS if zeros >= -places)
    return f"{times(number, Decimal(1).scaleb(-zeros)):.{places + zeros}f}{count}"


#: Zeros that a multiplier stands for, fewest first.
_ZEROS = tuple((count, len(str(factor)) - 1) for count, factor in MULTIPLIERS.items())


def _spell_date(said: Date) -> str:
    year = f"{said.year}年" if said.year else ""
    month = f"{said.month}月" if said.month else ""
    day = f"{said.day}日" if said.day else ""
    return (year + month + day or "年") + said.part
