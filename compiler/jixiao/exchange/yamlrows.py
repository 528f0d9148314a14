"""Which row of a list is which when its rows have changed."""

from collections.abc import Sequence
from typing import Any

#: The fields that say which row it is, the first that a row has.
_NAMES = ("名称", "规则", "指纹")


def wanted_rows(rows: Any) -> list[Any]:  # noqa: ANN401 - a tree of any shape
    """The rows that say anything; a text is a list of itself."""
    if isinstance(rows, list | tuple):
        return [row for row in rows if row]
    return [rows] if rows else []


def paired(old: Sequence[Any], new: Sequence[Any]) -> list[tuple[int | None, Any]]:
    """For every new row that says anything the number of the old one that it is; None for one that is new.

    Rows are the same that bear one name, in their order; of what is left, those that stand between the same neighbours
    and differ in nothing but the name (texts: at all).
    """
    rows = wanted_rows(new)
    free: dict[Any, list[int]] = {}
    for number, row in enumerate(old):
        if row:
            free.setdefault(_name(row), []).append(number)
    found: list[int | None] = []
    for row in rows:
        same = free.get(_name(row))
        found.append(same.pop(0) if same else None)
    left = sorted(number for numbers in free.values() for number in numbers)
    _rename(old, rows, found, left)
    return list(zip(found, rows, strict=True))


def _rename(old: Sequence[Any], rows: list[Any], found: list[int | None], left: list[int]) -> None:
    """Pair what bears another name now: it must stand where the old one stood."""
    taken = {number: at for at, number in enumerate(found) if number is not None}
    for number in left:
        at = 0 if number == 0 else taken.get(number - 1, -2) + 1
        if 0 <= at < len(rows) and found[at] is None and _renamed(old[number], rows[at]):
            found[at] = number
            taken[number] = at


def _renamed(old: Any, new: Any) -> bool:  # noqa: ANN401 - rows of any shape
    if isinstance(old, str) and isinstance(new, str):
        return True
    if not isinstance(old, dict) or not isinstance(new, dict):
        return False
    rest = {key: value for key, value in old.items() if value and key not in _NAMES}
    return bool(rest) and all(new.get(key) == value for key, value in rest.items())


def _name(row: Any) -> Any:  # noqa: ANN401 - a row of any shape
    if not isinstance(row, dict):
        return str(row)
    key = next((key for key in _NAMES if row.get(key)), None)
    return (key, str(row.get(key)), str(row.get("位置", ""))) if key else tuple(sorted(map(str, row)))
