"""A number of a spreadsheet as its cell shows it."""

import re
from decimal import Decimal

#: Digits that a spreadsheet program keeps; the rest became zeros.
_DIGITS = 15
_FIXED = re.compile(r"(#,##)?(0+)(?:\.(0+))?(%?)(?:_\)?.*)?")


def shown(value: float, pattern: str) -> tuple[str, str]:
    """The text and its kind (`number`, or `bad` where digits were lost)."""
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - not a number
        return "这里不是数", "bad"
    plain = format(Decimal(f"{value:.{_DIGITS}g}"), "f") if isinstance(value, float) else str(value)
    if abs(value) >= 10**_DIGITS:
        return f"这里被当成了数字（{plain}），末尾几位已经丢失，请把单元格设成文本格式后重新录入", "bad"
    found = _FIXED.fullmatch(pattern.partition(";")[0].replace('"', ""))
    return (plain if found is None else _formatted(Decimal(plain), found)), "number"


def _formatted(value: Decimal, pattern: re.Match[str]) -> str:
    """By `0.00`, `#,##0.00`, `0%`, `000000`; unless that hides digits."""
    thousands, whole, places, percent = pattern.groups()
    scaled = value * 100 if percent else value
    text = format(scaled, f"{',' if thousands else ''}.{len(places or '')}f")
    if Decimal(text.replace(",", "")) != scaled:
        text = format(scaled.normalize(), "f")
    head, point, tail = text.partition(".")
    return f"{head if thousands else head.zfill(len(whole))}{point}{tail}{percent}"
