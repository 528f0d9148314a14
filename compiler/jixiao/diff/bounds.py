"""A target as an interval of its base unit: what a number, a range or a bound allows."""

from fractions import Fraction
from typing import NamedTuple

from jixiao.model.polarity import DOWN, FLAT, UP
from jixiao.model.quantity.folding import fold
from jixiao.model.quantity.records import EQ, GE, GT, LE, LT, NONE, RANGE, Unit, Value
from jixiao.model.quantity.units import MULTIPLIERS

_FLOORS, _CEILINGS = (GE, GT), (LE, LT)
#: 万 and 亿: a number that holds one counts the base unit.
_LARGE = ("万", "亿")


class Bounds(NamedTuple):
    """An interval in the base unit; an end that is None is open, `strict` leaves it out."""

    low: Fraction | None
    high: Fraction | None
    strict_low: bool = False
    strict_high: bool = False

    @property
    def floor(self) -> tuple[Fraction, bool]:
        """The lower end; greater is stricter."""
        return self.low or Fraction(0), self.strict_low

    @property
    def ceiling(self) -> tuple[Fraction, bool]:
        """The upper end; less is stricter."""
        return self.high or Fraction(0), not self.strict_high

    def is_inside(self, outer: "Bounds") -> bool:
        """Whether every value of this interval is a value of the other."""
        low = outer.low is None or (self.low is not None and self.floor >= outer.floor)
        high = outer.high is None or (self.high is not None and self.ceiling <= outer.ceiling)
        return low and high


def side(op: str) -> str:
    """Which way an explicit operator says is better; FLAT for = and for none."""
    return UP if op in _FLOORS else DOWN if op in _CEILINGS else FLAT


def read_op(op: str, facing: str) -> str:
    """The operator as it counts: `=` and none are a bound in the direction that counts, where there is one."""
    if op not in (EQ, NONE):
        return op
    return GE if facing == UP else LE if facing == DOWN else EQ


def based(value: Value, other: Value) -> tuple[Fraction, Fraction]:
    """Both ends in the base unit; a missing unit is that of the other value."""
    factor = Fraction(value.unit.factor) if value.unit else _assumed(value, other.unit)
    return Fraction(value.low or 0) * factor, Fraction(value.high or 0) * factor


def _assumed(bare: Value, unit: Unit | None) -> Fraction:
    """The factor for a number without unit: that of the other side, but 5万 beside 6万元 counts 元."""
    if unit is None:
        return Fraction(1)
    factor = Fraction(unit.factor)
    if not any(sign in fold(bare.raw) for sign in _LARGE):
        return factor
    counts = (count for count in MULTIPLIERS if count and unit.base.startswith(count))
    return factor / Fraction(MULTIPLIERS[next(counts, "")])


def interval(value: Value, facing: str, other: Value) -> Bounds:
    """The values that a target allows, read in the direction that counts."""
    low, high = based(value, other)
    op = NONE if value.kind == RANGE else read_op(value.op, facing)
    if op in _FLOORS:
        return Bounds(low, None, strict_low=op == GT)
    if op in _CEILINGS:
        return Bounds(None, high, strict_high=op == LT)
    return Bounds(low, high)
