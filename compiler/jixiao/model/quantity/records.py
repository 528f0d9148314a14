"""What a 指标值 is once it is read: records that other rooms compare, count and print."""

from decimal import Context, Decimal
from typing import NamedTuple

from jixiao.model.quantity import days_in

#: Kinds of values.
BLANK, NUMBER, RANGE, DATE, BUDGET, TEXT = "blank", "number", "range", "date", "budget", "text"
#: Operators; NONE where none is typed.
GE, LE, GT, LT, EQ, NONE = "ge", "le", "gt", "lt", "eq", ""

#: The end of a month is one day in every month and year, so that February does not depend on the year.
MONTH_END = 31
#: Any year that is no leap year.
_COMMON = 2001
_DECEMBER = 12
#: Enough digits for any product of numbers that the grammar admits.
_DIGITS = 400


class Unit(NamedTuple):
    """A unit behind a number.

    Attributes:
        text: as typed, without the noun: 百分比, 万元/人/年.
        base: canonical unit: %, 万元, 人, 平方米.
        per: canonical divisors in order: ("人", "年").
        dimension: what may be compared: ratio, money, money/人, 人, time; 月、季、年 as divisors are folded into `factor`.
        factor: value × factor = value in the base unit of the dimension (money: 元, ratio: 1; /月 × 12, /季 × 4, /年 × 1).
        noun: what stood behind the unit and was ignored: 办公楼.

    """

    text: str
    base: str
    per: tuple[str, ...]
    dimension: str
    factor: Decimal
    noun: str = ""

    @property
    def name(self) -> str:
        """The unit in canonical words: 万元/人/年; 个月 behind a number, where 月 would be a date."""
        return "/".join(("个月" if self.base == "月" else self.base, *self.per))


class Date(NamedTuple):
    """A date as far as it is said: 0 for a year, month or day that is not; a bare `2024年` has only a year."""

    year: int
    month: int = 0
    day: int = 0
    part: str = ""  # 底 末 前 内, or nothing

    @property
    def deadline(self) -> tuple[int, int, int]:
        """The last day meant, for comparing: a year or month means its end (day 31); `6月前` ends before the month, day 0."""
        if self.part == "前" and not self.day:
            return self.year, self.month, 0
        if not self.month:
            return self.year, _DECEMBER, MONTH_END
        ends = not self.day or self.day >= _last_day(self.month)
        return self.year, self.month, MONTH_END if ends else self.day


def _last_day(month: int) -> int:
    return days_in(_COMMON, month)


class Value(NamedTuple):
    """A 指标值 as read.

    Attributes:
        raw: exactly as typed.
        kind: BLANK, NUMBER, RANGE, DATE, BUDGET or TEXT.
        op: the operator typed (GE … EQ) or NONE; a symbolic budget always has one.
        low: the number as typed in its unit; the lower bound of a range.
        high: equal to `low` for a number; the upper bound of a range.
        places: decimals typed: half a unit of the last printed digit is 0.5 × 10^-places (negative for 5万).
        unit: None where no unit is typed: never guess one.
        date: what a DATE says.
        approx: 约N, N左右.

    """

    raw: str
    kind: str
    op: str = NONE
    low: Decimal | None = None
    high: Decimal | None = None
    places: int = 0
    unit: Unit | None = None
    date: Date | None = None
    approx: bool = False

    @property
    def base_low(self) -> Decimal | None:
        """`low` in the base unit of the dimension, exactly."""
        return self._based(self.low)

    @property
    def base_high(self) -> Decimal | None:
        """`high` in the base unit of the dimension, exactly."""
        return self._based(self.high)

    def _based(self, number: Decimal | None) -> Decimal | None:
        if number is None or self.unit is None:
            return number
        return times(number, self.unit.factor)

    @property
    def dimension(self) -> str:
        """The dimension, empty without a unit."""
        return self.unit.dimension if self.unit else ""

    @property
    def is_ratio(self) -> bool:
        """Whether it is a share: %, ‰, 成 (百分点 is not)."""
        return self.dimension == "ratio"

    @property
    def is_money(self) -> bool:
        """Whether it is a plain amount: 5万元, but not 5万元/年."""
        return self.unit is not None and self.unit.dimension == "money" and not self.unit.per

    @property
    def has_number(self) -> bool:
        """Whether it is a number or a range of numbers."""
        return self.low is not None

    @property
    def meaning(self) -> "Value":
        """The value without what only the typing decides (raw text, spelling of the unit, ignored noun)."""
        unit = self.unit and self.unit._replace(text=self.unit.name, noun="")
        return self._replace(raw="", unit=unit)


def times(one: Decimal, other: Decimal) -> Decimal:
    """An exact product: the usual context would round at 28 digits."""
    return Context(prec=_DIGITS).multiply(one, other)
