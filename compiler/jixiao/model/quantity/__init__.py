"""Amounts, shares, years and dates as typed: parsing that keeps every digit.

`Decimal` only. What cannot be read is a `str` that says in Chinese what is wrong; it is never guessed.
"""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

#: 元 in one 万元.
WAN = Decimal(10_000)

_AMOUNT = re.compile(r"((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?) ?(万元|元)?", re.ASCII)
_SHARE = re.compile(r"(\d+(?:\.\d+)?) ?%?", re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MONTHS = 12
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY, _FEBRUARY_OF_LEAP = 2, 29
#: Texts that people put into an empty money cell.
PLACEHOLDERS = frozenset({"-", "—", "--", "——", "/", "无", "\\", "*"})


class Amount(NamedTuple):
    """A parsed amount: exact value in 万元, digits as typed, and the unit they count."""

    value: Decimal
    digits: str
    unit: str


class Refusal(NamedTuple):
    """Why a text is no such quantity, and what to type instead (either may be empty)."""

    message: str
    hint: str = ""


def narrow(text: str) -> str:
    """Full-width digits, points and signs as half-width ones, for hints only."""
    return unicodedata.normalize("NFKC", text).strip()


def parse_amount(text: str, unit: str) -> Amount | Refusal:
    """Read `886`, `43.3800`, `1,200.50`, `60万元`, `600000元`; a bare number counts `unit` (万元 or 元)."""
    match = _AMOUNT.fullmatch(text)
    if match is None:
        return _refuse_amount(text, unit)
    digits, own = match.groups()
    number = Decimal(digits.replace(",", ""))
    counted = own or unit
    return Amount(number if counted == "万元" else number / WAN, digits, counted)


def _refuse_amount(text: str, unit: str) -> Refusal:
    from jixiao.model.mending import refuse_amount

    return refuse_amount(text, unit)


def decimals(digits: str) -> int:
    """How many digits stand after the point."""
    return len(digits.partition(".")[2])


def in_unit(amount: Amount, unit: str) -> str:
    """The digits to print in a form that counts `unit`: as typed in that unit, else converted exactly."""
    if amount.unit == unit:
        return amount.digits
    value = amount.value if unit == "万元" else amount.value * WAN
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def pad(digits: str, places: int) -> str:
    """Digits with exactly `places` decimals; longer ones are left alone (the decoder has refused them)."""
    have = decimals(digits)
    if have >= places:
        return digits
    return digits + ("" if have else ".") + "0" * (places - have)


def parse_share(text: str) -> Decimal | Refusal:
    """Read a percentage of 支出计划: `24%`, `24`, `24.5%`."""
    match = _SHARE.fullmatch(text)
    if match:
        return Decimal(match.group(1))
    straight = narrow(text)
    if straight != text and _SHARE.fullmatch(straight):
        return Refusal(f"“{text}”用了全角数字或百分号", f"请改成半角：{straight}")
    return Refusal(f"“{text}”不是百分数", "这里写累计支出的百分数，例如 24%；没有计划就留空。")


def parse_year(text: str) -> int | Refusal:
    """Read a year of four digits."""
    if _YEAR.fullmatch(text):
        return int(text)
    from jixiao.model.mending import arabic

    digits = re.sub(r"[年度\s]", "", arabic(narrow(text)))
    if _YEAR.fullmatch(digits):
        return Refusal(f"年度“{text}”的写法不对", f"只写四位数字：{digits}")
    return Refusal(f"“{text}”不是年度", "写四位数字，例如 2025。")


def parse_date(text: str) -> tuple[int, int, int] | Refusal:
    """Read a date as year, month, day."""
    match = _DATE.fullmatch(text)
    if match is None:
        from jixiao.model.mending import refuse_date

        return refuse_date(text)
    year, month, day = (int(part) for part in match.groups())
    return (year, month, day) if is_day(year, month, day) else Refusal(f"没有“{text}”这一天", "请核对年、月、日。")


def is_amount(text: str) -> bool:
    """Whether a text is an amount as it should be typed."""
    return _AMOUNT.fullmatch(text) is not None


def is_day(year: int, month: int, day: int) -> bool:
    """Whether the calendar has such a day."""
    return year > 0 and 0 < month <= _MONTHS and 0 < day <= days_in(year, month)


def days_in(year: int, month: int) -> int:
    """How many days a month of 1 to 12 has (the module calendar takes a millisecond to import)."""
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return _FEBRUARY_OF_LEAP if is_leap and month == _FEBRUARY else _DAYS[month - 1]
