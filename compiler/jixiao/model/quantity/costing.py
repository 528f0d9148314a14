"""测算: quantity × unit price × periods, as its author declares it.

Nothing is assumed: a price per month without a number of months is refused, not multiplied by 12. A divisor of the unit
price stands for itself; whether 280元/人/月 was multiplied by persons is for a reader to see, only months and quarters
are asked for, because the sum would be wrong by a factor without them.
"""

import re
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from jixiao.model.pattern import Pattern
from jixiao.model.quantity import Refusal
from jixiao.model.quantity.records import NUMBER, Value, times
from jixiao.model.quantity.units import MULTIPLIERS, known
from jixiao.model.quantity.value import parse_value

#: Signs of multiplication; a letter x only between factors, never inside a word.
_TIMES = Pattern(r"[×✕✖╳⨯*＊]|(?<![A-Za-z])[xXｘＸ](?![A-Za-z])|[xXｘＸ](?=\s*[0-9０-９])", needs="×✕✖╳⨯*＊xXｘＸ")
_LABEL = Pattern(r"[^×*=＝:：]{1,40}[:：]", needs=":：")
#: What may close a line without meaning.
_ENDING = "。；;，, \t\u3000"
_MONTHS = Pattern(r"(?<=[0-9０-９])(\s*)月$", needs="月")
_TEMPLATE = "数量 × 单价 × 期数，例如 2637人 × 280元/人/月 × 12月。"
_HALF = Decimal("0.5")
_TO_WAN = Decimal("0.0001")
#: Periods that a price may be counted by, and how to write how many there are.
_PERIODS = {"月": "月", "季度": "个季度", "学期": "个学期"}


class Factor(NamedTuple):
    """One factor: where it stands in the text, what it says, and whether it is the unit price."""

    start: int
    end: int
    value: Value
    money: bool


class Costing(NamedTuple):
    """A costing.

    Attributes:
        factors: in the order typed.
        product: exact, in 万元.
        tolerance: in 万元: half a unit of the last digit of the unit price times the other factors (rules.md, JX203);
            0 for an amount that stands alone.
        unit_price: the one factor of money.
        stated: the result that the author wrote behind =, in 万元, or None.

    """

    factors: tuple[Factor, ...]
    product: Decimal
    tolerance: Decimal
    unit_price: Factor
    stated: Decimal | None = None


def parse_costing(text: str) -> Costing | Refusal:
    """Read one line of 测算; a name in front (就餐补助：…) and a result behind (= 886.032万元) are allowed."""
    formula, equals, result = text.replace("＝", "=").partition("=")
    stated = _stated(result) if equals else None
    if isinstance(stated, Refusal):
        return stated
    label = _LABEL.match(formula)
    begin = label.end() if label else 0
    factors: list[Factor] = []
    for start, end in _parts(formula, begin):
        factor = _factor(formula, start, end)
        if isinstance(factor, Refusal):
            return factor
        factors.append(factor)
    return _costing(text.strip(), tuple(factors), stated)


def _parts(text: str, begin: int) -> list[tuple[int, int]]:
    """Where the factors stand, between the signs of multiplication."""
    end = begin + len(text[begin:].rstrip(_ENDING))
    cuts = [(begin, begin), *(match.span() for match in _TIMES.finditer(text, begin, end)), (end, end)]
    return [(before[1], behind[0]) for before, behind in pairwise(cuts)]


def _stated(text: str) -> Decimal | Refusal:
    """The result behind =, in 万元."""
    value = parse_value(text)
    if value.kind != NUMBER or value.op or value.approx or not value.is_money or value.base_low is None:
        return Refusal(
            f"等号后面的“{text.strip()}”不是金额", "等号后面只写一个带单位的金额，例如 = 886.032万元；也可以不写。"
        )
    return times(value.base_low, _TO_WAN)


def _factor(text: str, start: int, end: int) -> Factor | Refusal:
    piece = text[start:end]
    bare = piece.strip()
    if not bare:
        return Refusal("测算里有一个乘号，它的一边没有数字", f"请写成：{_TEMPLATE}")
    value = _value(bare)
    if value.kind != NUMBER or value.low is None:
        return _no_number(bare)
    if value.op or value.approx:
        return Refusal(f"测算里的“{bare}”不是确定的数", "测算里只写确定的数，不写“约”“以上”“≤”。")
    if value.low < 0:
        return Refusal(f"测算里的“{bare}”是负数", "数量、单价、期数都不能为负。")
    begin = start + len(piece) - len(piece.lstrip())
    return Factor(begin, begin + len(bare), value, money=value.dimension.split("/")[0] == "money")


def _value(bare: str) -> Value:
    """A factor; here 12月 counts months, while in 指标值 it is December."""
    value = parse_value(_MONTHS.sub(r"\1个月", bare))
    if value.raw != bare and value.unit is not None:
        value = value._replace(unit=value.unit._replace(text="月"))
    return value._replace(raw=bare)


def _no_number(bare: str) -> Refusal:
    if re.search(r"[+＋()（）]|\d\s*[-－]\s*\d", bare):
        return Refusal(f"测算里的“{bare}”不是一个数", f"几项相加要分行写，每行一个乘式：{_TEMPLATE}")
    return Refusal(f"测算里的“{bare}”读不出数量或单价", f"每个数写阿拉伯数字，后面紧跟单位：{_TEMPLATE}")


def _costing(text: str, factors: tuple[Factor, ...], stated: Decimal | None) -> Costing | Refusal:
    prices = [factor for factor in factors if factor.money]
    if len(prices) != 1:
        many = "没有单价" if not prices else f"有 {len(prices)} 个金额"
        return Refusal(f"测算“{text}”{many}", f"一个乘式里要有、也只能有一个带“元”或“万元”的单价：{_TEMPLATE}")
    price = prices[0].value
    others = [factor.value for factor in factors if not factor.money]
    missing = _missing_period(text, price, others)
    if missing is not None:
        return missing
    share = Decimal(1)
    for other in others:
        share = times(share, _count(other))
    half = times(_HALF, Decimal(1).scaleb(-price.places)) if others else Decimal(0)
    product, tolerance = (times(share, _in_wan(price, number)) for number in (price.low or Decimal(0), half))
    return Costing(factors, product, tolerance, prices[0], stated)


def _missing_period(text: str, price: Value, others: list[Value]) -> Refusal | None:
    """A price by the month wants months; a bare number may be any period."""
    per = price.unit.per if price.unit else ()
    if any(other.unit is None for other in others):
        return None
    counted = {other.unit.base for other in others if other.unit}
    for period, spelled in _PERIODS.items():
        if period in per and period not in counted:
            hint = f"在后面补写期数，例如：{text.partition('=')[0].strip()} × 12{spelled}（按实际{period}数）。"
            return Refusal(f"单价“{price.raw}”按{period}计，测算里没有写几个{period}", hint)
    return None


def _in_wan(price: Value, number: Decimal) -> Decimal:
    """A number in the unit of the price, in 万元; its divisors stand for themselves (here /月 is no × 12)."""
    unit = known(price.unit.base) if price.unit else None
    return times(times(number, unit.factor if unit else Decimal(1)), _TO_WAN)


def _count(value: Value) -> Decimal:
    """A factor that is no money: a share counts as such and 2万人 as 20000; other units are not converted."""
    number = value.low or Decimal(0)
    unit = known(value.unit.base) if value.unit else None
    if unit is None:
        return number
    return times(number, unit.factor if value.is_ratio else MULTIPLIERS[unit.times])
