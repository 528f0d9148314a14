"""县以上行政区划代码: which regions there are, or were."""

from functools import cache
from pathlib import Path

#: The nation's own money.
_NATION = ("000000", "100000")
#: Behind the name of a region that is no longer in use.
FORMER = " 曾用"
# Digits of a province's and a city's code.
_PROVINCE, _CITY = 2, 4


@cache
def region_name(code: str) -> str:
    """The name of a region (with `FORMER` behind it where it is no longer in use), empty where the list does not have it."""
    if code in _NATION:
        return "中央"
    rows = _rows()
    at = rows.find(f"\n{_own_tier(code)} ")
    return rows[at + len(code) + 2 : rows.index("\n", at + 1)] if at >= 0 else ""


def _own_tier(code: str) -> str:
    """The money of a province's or city's own tier is coded 9900 or 99 behind its digits."""
    if code.endswith("9900"):
        return code[:_PROVINCE] + "0000"
    return code[:_CITY] + "00" if code.endswith("99") else code


def is_at_or_above(code: str, own: str) -> bool:
    """Whether `code` is the region `own`, its city, province or the nation: what a higher tier coded keeps its region."""
    province, city = own[:_PROVINCE], own[:_CITY]
    return code == own or code in {
        city + "00",
        city + "01",
        city + "99",
        province + "0000",
        province + "9900",
        *_NATION,
    }


@cache
def _rows() -> str:
    """The list as one text: finding a row in it is quicker than splitting thousands of them."""
    path = Path(__file__).parent / "data" / "lexicons" / "regions.txt"
    return "\n" + path.read_text(encoding="utf-8")
