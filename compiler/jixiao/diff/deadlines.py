"""Dates as targets: by when, against when last year, with the step from year to year taken off.

A date is a deadline (the day itself counts) unless it is said to be a floor (不早于). A date without year is a date of its
own year: the table is annual. The same absolute date in both years is no move: a project of several years keeps its end.
"""

from typing import NamedTuple

from jixiao.diff.bounds import side
from jixiao.model.polarity import UP
from jixiao.model.quantity.records import GT, LT, MONTH_END, Date, Value

_DECEMBER = 12


class Shift(NamedTuple):
    """How a date moved: `tighter` is 1, 0 or -1; `rolled` says that only the year went on."""

    tighter: int
    rolled: bool = False


def compare_dates(was: Value, now: Value, old_year: int, new_year: int) -> Shift | None:
    """Compare two DATE values of years that may be unknown (0); None where they cannot be compared."""
    if was.date is None or now.date is None or _is_floor(was) != _is_floor(now):
        return None
    if was.date.year and was.date.year == now.date.year and _end(was, 0, 0) == _end(now, 0, 0):
        return Shift(0)
    known = bool(old_year and new_year)
    if not known and bool(was.date.year) != bool(now.date.year):
        return None
    shift = new_year - old_year if known else 0
    before, after = _end(was, old_year if known else 0, shift), _end(now, new_year if known else 0, 0)
    if before == after:
        return Shift(0, rolled=bool(shift and was.date.year and now.date.year))
    return Shift(1 if (after < before) != _is_floor(now) else -1)


def _is_floor(value: Value) -> bool:
    return side(value.op) == UP


def _end(value: Value, year: int, shift: int) -> tuple[int, int, int, bool]:
    """The day that counts, `shift` years on; `year` is that of a date that says none. Strict bounds sort where they belong."""
    date = value.date or Date(0)
    said, month, day = date.deadline
    if date.year:
        said += shift
    else:
        said = year + shift
    if not month:  # 2024年前
        said, month, day = said - 1, _DECEMBER, MONTH_END
    elif not day:  # 6月前
        said, month, day = (said, month - 1, MONTH_END) if month > 1 else (said - 1, _DECEMBER, MONTH_END)
    return said, month, day, value.op == GT if _is_floor(value) else value.op != LT
