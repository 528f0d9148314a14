"""The grammar of 指标值: any text becomes a `Value`, without guessing.

Read: an operator (sign or word) with a number and a unit, a range, a date, a symbolic budget, nothing, or else a text. A
text with digits that is no plain value (实际支出100%小于等于预算支出, 不超期完成项目) stays a text: half a reading is worse than
none. The words are data (data/values.txt, data/measures.txt); the order of readings is here.
"""

import re
from decimal import Decimal

from jixiao.model.quantity import is_day
from jixiao.model.quantity.folding import fold
from jixiao.model.quantity.records import (
    BLANK,
    BUDGET,
    DATE,
    EQ,
    GE,
    GT,
    LE,
    LT,
    NONE,
    NUMBER,
    RANGE,
    TEXT,
    Date,
    Unit,
    Value,
    times,
)
from jixiao.model.quantity.spelling import canon, spell
from jixiao.model.quantity.units import MULTIPLIERS, read_unit
from jixiao.model.quantity.words import JOINT, begin, budget, date, date_openings, eaches, operators, second, tail

__all__ = [
    "BLANK",
    "BUDGET",
    "DATE",
    "EQ",
    "GE",
    "GT",
    "LE",
    "LT",
    "NONE",
    "NUMBER",
    "RANGE",
    "TEXT",
    "Date",
    "Unit",
    "Value",
    "canon",
    "parse_value",
    "spell",
]

#: A value may be long, a readable one never is.
_LONGEST = 80
#: A converted number that the grammar could not read again.
_TOO_MANY = Decimal(10) ** 18
#: What stands for nothing.
_BLANK = "-—–―−－/"
_DIGIT = re.compile(r"\d", re.ASCII)
_SIDES = {GE: 1, GT: 1, LE: -1, LT: -1, EQ: 0, NONE: 0}
_STRICT = {GE: GT, LE: LT}
_WIDE = {GT: GE, LT: LE}
#: Years of the calendar begin with 19 or 20; a number of years is none of these.
_CENTURIES = (19, 20)
_LEAP = 2000
#: Behind 每月 or 每年, and in ranges, these are days and months of the calendar: 每月25日, 1-6月.
_CALENDAR_UNITS = frozenset({"日", "号", "月", "月份"})
_PERIOD_UNITS = frozenset({"月", "月份", "号"})
#: What can be said to be finished: 30日内完成, 100%完成.
_FINISHED = frozenset({"time", "月", "工作日", "ratio"})


def parse_value(text: str) -> Value:
    """Read any text; what is no number, date, budget or blank is TEXT."""
    if len(text) > _LONGEST:
        return Value(text, TEXT)
    folded = fold(text)
    if not folded.strip(_BLANK) or folded == "无":
        return Value(text, BLANK)
    read = _budget(text, folded) or _date(text, folded)
    if read is None and _DIGIT.search(folded):
        read = _number(text, folded) or _two_bounds(text, folded)
    if read is None or (read.high is not None and read.high >= _TOO_MANY):
        return Value(text, TEXT)
    return read


def _budget(raw: str, folded: str) -> Value | None:
    match = budget().fullmatch(folded) if "预算" in folded else None
    if match is None or (match["in"] == "在" and not match["within"]):
        return None
    return Value(raw, BUDGET, operators("前").get(match["op"] or "", LE))


def _date(raw: str, folded: str) -> Value | None:
    match = date().fullmatch(folded) if _may_be_date(folded) else None
    if match is None:
        return None
    year = int(match["year"] or match["y"] or 0)
    month = int(match["month"] or match["m"] or match["mm"] or 0)
    day = int(match["day"] or match["d"] or match["dd"] or 0)
    part = match["end"] or (match["before"] and "前") or (match["within"] and "内") or ""
    if day and not is_day(year or _LEAP, month, day):
        return None
    if match["op"] and not (year or day or part):
        return None  # ≤12月 counts months
    return Value(raw, DATE, operators("前").get(match["op"] or "", NONE), date=Date(year, month, day, part))


def _may_be_date(folded: str) -> bool:
    """Whether a text has what every date has: its beginning, and a 年, a 月 or two signs of one kind."""
    if folded[0] not in date_openings():
        return False
    return "年" in folded or "月" in folded or any(folded.count(sign) > 1 for sign in "-./")


def _number(raw: str, folded: str) -> Value | None:
    """A number or a range with all that stands around it."""
    first = begin(folded)
    if first is None:
        return None
    rest = folded[first.end() :]
    other = second().match(rest)
    last = tail().fullmatch(rest[other.end() :] if other else rest)
    if last is None or (last["between"] and not other):
        return None
    op = _operator(first["op"] or "", last["op"] or "", (last["half"] or "") + (last["half2"] or ""))
    if op is None:
        return None
    value = Value(raw, NUMBER, op, approx=bool(first["approx"] or last["approx"] or last["more"]))
    read = _range(value, first, other, last["unit"]) if other else _single(value, first, last["unit"])
    if read is None or (last["done"] and read.dimension not in _FINISHED):
        return None
    return read


def _operator(before: str, behind: str, half: str) -> str | None:
    """The operator of words on both sides of a number; None where they contradict each other."""
    ahead, after = operators("前").get(before, NONE), operators("后").get(behind, NONE)
    if ahead and after and _SIDES[ahead] != _SIDES[after]:
        return None
    op = ahead or after
    if half:  # 90%(不含)以上, 超过90%(含)
        return (_STRICT if half.startswith("(不") else _WIDE).get(op, op)
    return op


def _single(value: Value, first: re.Match[str], text: str) -> Value | None:
    number, places = _decimal(first["number"], first["sign"])
    if first["sign"] == "±":  # ±5% and ±5%以内 are the same deviation
        if _SIDES[value.op] > 0 or value.op == EQ:
            return None
        value = value._replace(kind=RANGE, op=NONE, low=-number, high=number, places=places)
        return _measured(value, first, text)
    return _measured(value._replace(low=number, high=number, places=places), first, text)


def _range(value: Value, first: re.Match[str], other: re.Match[str], text: str) -> Value | None:
    (low, places), (high, more) = _decimal(first["number"], first["sign"]), _decimal(other["number"])
    if value.op or first["sign"] in {"±", "百分之"} or _is_period(low, high, text):
        return None
    value = value._replace(kind=RANGE, places=max(places, more))
    if other["dash"] == "±":  # 10±2吨
        low, high = low - high, low + high
    read = _measured(value._replace(low=low, high=high), first, text)
    if read is None:
        return None
    left = _ranged_unit(other["unit"], text)
    return _rising(_two_units(read, _measured(value._replace(low=low, high=low), first, left)) if left else read)


def _ranged_unit(left: str, right: str) -> str:
    """The unit behind the first number, empty where the second says it too: 5万-6万人."""
    return "" if left in MULTIPLIERS and right.startswith(left) else left


def _two_units(right: Value, left: Value | None) -> Value | None:
    """A range with a unit behind each number, in the smaller unit: 30分钟至1小时 is 30至60分钟."""
    if left is None or left.low is None or right.high is None or left.dimension != right.dimension:
        return None
    one = left.unit.factor if left.unit else Decimal(1)
    other = right.unit.factor if right.unit else Decimal(1)
    if one == other:
        return right
    ratio = max(one, other) / min(one, other)
    if ratio != int(ratio):
        return None
    if one < other:
        return right._replace(unit=left.unit, low=left.low, high=times(right.high, ratio))
    return right._replace(low=times(left.low, ratio))


def _rising(value: Value | None) -> Value | None:
    """A range whose bounds stand the wrong way round is no range."""
    if value is None or value.low is None or value.high is None or value.low > value.high:
        return None
    return value


def _is_period(low: Decimal, high: Decimal, unit: str) -> bool:
    """Whether two numbers are months or years of the calendar: 1-6月, 2024-2026."""
    return unit in _PERIOD_UNITS or (_is_year(low) and _is_year(high) and not unit)


def _is_year(number: Decimal | None) -> bool:
    return number is not None and number // 100 in _CENTURIES and number == int(number)


def _two_bounds(raw: str, folded: str) -> Value | None:
    """Two inclusive bounds are a range: ≥80%且≤90%; both need their unit."""
    parts = JOINT.split(folded)
    if len(parts) != len(("low", "high")):
        return None
    one, other = (_number(part, part) for part in parts)
    if one is None or other is None:
        return None
    low, high = (one, other) if one.op == GE else (other, one)
    if (low.op, high.op) != (GE, LE) or low.approx or high.approx:
        return None
    right = high._replace(raw=raw, kind=RANGE, op=NONE, low=low.low, places=max(low.places, high.places))
    return _rising(_two_units(right, low))


def _decimal(text: str, sign: str | None = None) -> tuple[Decimal, int]:
    """A number as typed, and its decimals."""
    digits = text.replace(",", "")
    number = Decimal(digits)
    return -number if sign in {"-", "−"} else number, len(digits.partition(".")[2])


def _measured(value: Value, first: re.Match[str], text: str) -> Value | None:
    """The value with its unit, or None where the text behind the number is none."""
    each = eaches((first["each"] or "") + (first["each2"] or ""))
    text = _with_sign(text, first["sign"] or "")
    if text in MULTIPLIERS:
        return None if each else _scaled(value, text)
    unit = read_unit(text, each)
    if unit is None or (each and text in _CALENDAR_UNITS) or (unit.base == "年" and _is_year(value.low)):
        return None
    return value._replace(unit=unit)


def _with_sign(text: str, sign: str) -> str:
    """The unit with what stood in front of the number: ¥500, 百分之90."""
    if sign == "百分之":
        return "%" + text
    return text + "元" if sign in {"¥", "人民币"} and "元" not in text else text


def _scaled(value: Value, count: str) -> Value:
    """A number without unit but with 万: 5万 is 50000, known to the nearest 万."""
    if not count or value.low is None or value.high is None:
        return value
    factor = MULTIPLIERS[count]
    places = value.places + 1 - len(str(factor))
    low, high = times(value.low, factor), times(value.high, factor)
    return value._replace(low=low, high=high, places=places)
