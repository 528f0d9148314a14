"""Exact sums of amounts, and how a person writes them: never rounded, never in E notation.

The usual decimal context keeps 28 digits; money that someone typed with more is still compared exactly.
"""

from collections.abc import Iterable
from decimal import Context, Decimal
from functools import reduce

from jixiao.model.document import Money
from jixiao.model.quantity import WAN, Amount, in_unit
from jixiao.model.quantity.records import times

#: Enough digits for any sum of numbers that the grammar admits.
_DIGITS = 400
#: Decimals of a quotient, at least and at most.
_COARSE, _FINE = 2, 4


def add(values: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    return reduce(Context(prec=_DIGITS).add, values, Decimal(0))


def minus(one: Decimal, other: Decimal) -> Decimal:
    """The exact difference."""
    return Context(prec=_DIGITS).subtract(one, other)


def digits(value: Decimal) -> str:
    """All digits that a number needs: 43.9, 886.032, 60."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def places(value: Decimal) -> int:
    """How many decimals a number needs."""
    return len(digits(value).partition(".")[2])


def aligned(*values: Decimal) -> tuple[str, ...]:
    """Numbers that are compared, all with as many decimals as one of them needs: 43.90 and 43.38."""
    wanted = max(map(places, values))
    return tuple(f"{value:.{wanted}f}" for value in values)


def half(decimals: int) -> Decimal:
    """Half a unit of the last printed digit, of a number with so many decimals."""
    return Decimal((0, (5,), -decimals - 1))


def counted(amount: Decimal, unit: str) -> Decimal:
    """An amount of 万元 in the unit of a form (万元 or 元)."""
    return amount if unit == "万元" else times(amount, WAN)


def printed(money: Money, unit: str) -> str:
    """The digits of an amount as a form in that unit prints them."""
    return in_unit(Amount(money.amount, money.digits, money.unit), unit)


def quotient(one: Decimal, other: Decimal) -> tuple[str, str]:
    """= or ≈, and a quotient: at least two decimals, at most four."""
    exact = Context(prec=_DIGITS).divide(one, other)
    needed = places(exact)
    return ("=" if needed <= _FINE else "≈"), f"{exact:.{min(max(needed, _COARSE), _FINE)}f}"
