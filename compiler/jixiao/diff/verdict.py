"""What became of one target value from one year to the next: the table of diff.md §8, row by row.

Explicit operators decide first; polarity only where they do not. `=` and a number without operator are read in the
direction that counts, so `88%` and `≥88%` are the same promise of a measure that is better higher. Exact throughout.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from jixiao.diff.bounds import Bounds, based, interval, read_op, side
from jixiao.diff.deadlines import compare_dates
from jixiao.diff.degrees import degree_change
from jixiao.diff.records import LOOSENED, NOT_APPLICABLE, REVERSED, SAME, TIGHTENED, UNKNOWN
from jixiao.model.names import plain
from jixiao.model.polarity import DOWN, FLAT, UP, polarity
from jixiao.model.quantity.value import BLANK, BUDGET, DATE, GT, LT, NUMBER, RANGE, TEXT, Value, canon, parse_value

#: 元 in one 万元.
_WAN = 10_000
#: How far quantity and budget may drift apart and still move together (row 16).
_TOGETHER = Fraction(105, 100)
_MONEY = "money"


class Promise(NamedTuple):
    """One side of a target: what is promised, of what, by whom it is bounded.

    Attributes:
        raw: 指标值 as typed.
        name: 名称; level2: 二级指标 in the form's words.
        said: 方向.
        year: 年度 of its side.
        total: 年度资金总额 in 万元; None where unknown.
    """

    raw: str
    name: str = ""
    level2: str = ""
    said: str = ""
    year: int = 0
    total: Decimal | None = None


class Verdict(NamedTuple):
    """What became of a target.

    Attributes:
        rule: the rule's name; empty where nothing changed.
        direction: as in `records`.
        basis: what decided: lower-bound, upper-bound, interval, date, polarity, qualitative-scale, or empty.
        parsed: canonical values before and after.
        delta: the difference as a person writes it; empty where there is none to write.
        row: the row of the table that applied.
    """

    rule: str
    direction: str
    basis: str = ""
    parsed: tuple[str, str] = ("", "")
    delta: str = ""
    row: int = 0


class _Pair(NamedTuple):
    """Both sides, read; symbolic budgets are still symbolic."""

    old: Promise
    new: Promise
    was: Value
    now: Value


def verdict(old: Promise, new: Promise) -> Verdict:
    """The first row of the table that applies. Total: any two texts have exactly one."""
    pair = _Pair(old, new, parse_value(old.raw), parse_value(new.raw))
    found = next(_rows(pair))
    return found._replace(parsed=(canon(pair.was), canon(pair.now)))


def _rows(pair: _Pair) -> Iterator[Verdict]:
    yield from _dates(pair)
    if plain(pair.old.raw) == plain(pair.new.raw):
        yield Verdict("notation-only", SAME, row=5)
    yield from _symbols(pair)
    yield from _kinds(pair)
    yield from _qualities(pair)
    yield from _numbers(pair)


# Rows 1–4.
def _dates(pair: _Pair) -> Iterator[Verdict]:
    old, new, was, now = pair
    if was.date is not None and now.date is not None and old.year != new.year and 0 < now.date.year < new.year:
        yield Verdict("stale-year", NOT_APPLICABLE, row=1)
    if old.raw == new.raw:
        yield Verdict("", SAME, row=2)
    if was.date is None or now.date is None:
        return
    if side(was.op) and side(now.op) and side(was.op) != side(now.op):
        yield Verdict("operator-reversed", REVERSED, row=13)
    moved = compare_dates(was, now, old.year, new.year)
    if moved is None:
        yield Verdict("target-changed", UNKNOWN, row=4)
    elif moved.tighter:
        yield _moved(moved.tighter > 0, "date", 4)
    else:
        yield Verdict("year-rolled" if moved.rolled else "notation-only", SAME, row=3)


# Row 6.
def _symbols(pair: _Pair) -> Iterator[Verdict]:
    _, _, was, now = pair
    if was.kind != BUDGET or now.kind != BUDGET:
        return
    facing = side(was.op) or side(now.op)
    before, after = read_op(was.op, facing), read_op(now.op, facing)
    if before == after:
        yield Verdict("notation-only", SAME, row=6)
    elif side(before) != side(after):
        yield Verdict("operator-reversed", REVERSED, row=6)
    else:
        yield _moved(after in (GT, LT), "upper-bound" if facing == DOWN else "lower-bound", 6)


# Rows 7–9.
def _kinds(pair: _Pair) -> Iterator[Verdict]:
    old, new, was, now = pair
    if _loses(was, now):
        yield Verdict("dequantified", LOOSENED, row=7)
    if _loses(now, was):
        yield Verdict("quantified", TIGHTENED, row=8)
    if DATE in (was.kind, now.kind):
        yield Verdict("target-changed", UNKNOWN, row=9)
    if (was.kind == BUDGET and old.total is None) or (now.kind == BUDGET and new.total is None):
        yield Verdict("target-changed", UNKNOWN, row=9)


def _loses(was: Value, now: Value) -> bool:
    """Whether a quantity or date gave way to nothing, or a quantity to mere words."""
    if now.kind == BLANK:
        return _is_measurable(was) or was.kind == DATE
    return now.kind == TEXT and _is_measurable(was)


def _is_measurable(value: Value) -> bool:
    return value.kind in (NUMBER, RANGE, BUDGET)


# Rows 10 and 11.
def _qualities(pair: _Pair) -> Iterator[Verdict]:
    old, new, was, now = pair
    if _is_measurable(was) and _is_measurable(now):
        return
    stronger = degree_change(old.raw, new.raw) if was.kind == now.kind == TEXT else 0
    if stronger:
        yield _moved(stronger > 0, "qualitative-scale", 10)
    yield Verdict("qualitative-reworded", UNKNOWN, row=11)


# Rows 12–20.
def _numbers(pair: _Pair) -> Iterator[Verdict]:
    pair = pair._replace(was=_substituted(pair.was, pair.old), now=_substituted(pair.now, pair.new))
    _, _, was, now = pair
    if not _is_comparable(was, now):
        yield Verdict("unit-changed", UNKNOWN, row=12)
    if side(was.op) and side(now.op) and side(was.op) != side(now.op):
        yield Verdict("operator-reversed", REVERSED, row=13)
    facing = _facing(pair)
    before, after = interval(was, facing, now), interval(now, facing, was)
    if before == after and was.approx != now.approx:
        yield Verdict("target-changed", UNKNOWN, row=14)
    if before == after:
        yield Verdict("notation-only", SAME, row=14)
    delta = _delta(was, now)
    if _costs_its_budget(pair):
        yield Verdict("cost-tracks-budget", NOT_APPLICABLE, delta=delta, row=15)
    if _follows_budget(pair):
        yield Verdict("scale-tracks-budget", NOT_APPLICABLE, delta=delta, row=16)
    single = was.kind == now.kind == NUMBER
    yield from (one._replace(delta=delta) for one in _bounded(facing, before, after, single=single))


def _substituted(value: Value, promise: Promise) -> Value:
    """A symbolic budget as the amount of its own side."""
    if value.kind != BUDGET or promise.total is None:
        return value
    return parse_value("1万元")._replace(raw=value.raw, op=value.op, low=promise.total, high=promise.total)


def _is_comparable(was: Value, now: Value) -> bool:
    """Same dimension, or one unit missing: then it is the other's, but not where 0.9 may stand for 90 %."""
    if was.unit is not None and now.unit is not None:
        return was.dimension == now.dimension
    for bare, other in ((was, now), (now, was)):
        if bare.unit is None and other.is_ratio and bare.low is not None and bare.low <= 1:
            return False
    return True


def _facing(pair: _Pair) -> str:
    """The direction that counts: that of explicit operators, else the polarity if both sides agree on it."""
    old, new, was, now = pair
    said = side(was.op) or side(now.op)
    if said:
        return said
    before = polarity(old.name, old.level2, None, old.said)
    return before if before == polarity(new.name, new.level2, None, new.said) else FLAT


def _costs_its_budget(pair: _Pair) -> bool:
    """Row 15: 成本指标 in money, each equal to its own year's budget."""
    old, new, was, now = pair
    if _MONEY not in (was.dimension, now.dimension) or not was.kind == now.kind == NUMBER:
        return False
    amounts = ((old, based(was, now)[0]), (new, based(now, was)[0]))
    return all(
        "成本" in one.level2 and one.total is not None and amount == Fraction(one.total) * _WAN
        for one, amount in amounts
    )


def _follows_budget(pair: _Pair) -> bool:
    """Row 16: a quantity that grew or shrank with the money."""
    old, new, was, now = pair
    if not ("数量" in old.level2 and "数量" in new.level2 and was.kind == now.kind == NUMBER):
        return False
    if was.is_ratio or now.is_ratio or not old.total or not new.total:
        return False
    before, after = based(was, now)[0], based(now, was)[0]
    if before <= 0 or after <= 0:
        return False
    grown, money = after / before, Fraction(new.total) / Fraction(old.total)
    if not ((grown > 1 and money > 1) or (grown < 1 and money < 1)):
        return False
    return max(grown / money, money / grown) <= _TOGETHER


def _bounded(facing: str, before: Bounds, after: Bounds, *, single: bool) -> Iterator[Verdict]:
    """Rows 17–20: by the bound that counts, by containment, by polarity, or not at all."""
    if single and facing == UP:
        yield _moved(after.floor > before.floor, "lower-bound", 17)
    if single and facing == DOWN:
        yield _moved(after.ceiling < before.ceiling, "upper-bound", 17)
    if after.is_inside(before) or before.is_inside(after):
        yield _moved(after.is_inside(before), "interval", 18)
    if facing == UP and None not in (before.low, after.low) and before.floor != after.floor:
        yield _moved(after.floor > before.floor, "polarity", 19)
    if facing == DOWN and None not in (before.high, after.high) and before.ceiling != after.ceiling:
        yield _moved(after.ceiling < before.ceiling, "polarity", 19)
    yield Verdict("target-changed", UNKNOWN, row=20)


def _moved(tighter: bool, basis: str, row: int) -> Verdict:  # noqa: FBT001 - the one thing it is about
    if tighter:
        return Verdict("target-tightened", TIGHTENED, basis, row=row)
    return Verdict("target-loosened", LOOSENED, basis, row=row)


def _delta(was: Value, now: Value) -> str:
    """The difference of two single numbers in the new side's unit: `-4个百分点`, `+2座`."""
    unit = now.unit or was.unit
    if was.kind != NUMBER or now.kind != NUMBER:
        return ""
    factor = Fraction(unit.factor) if unit else Fraction(1)
    difference = (based(now, was)[0] - based(was, now)[0]) / factor
    written = _signed(difference)
    if not written:
        return ""
    name = "" if unit is None else "个百分点" if unit.base == "%" and not unit.per else unit.name
    return f"{written}{name}"


def _signed(number: Fraction) -> str:
    """A number with its sign and at most four decimals; empty where that leaves nothing."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    text = f"{exact:+f}" if number.denominator == 1 else f"{exact:+.4f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "" if text in ("+0", "-0") else text
