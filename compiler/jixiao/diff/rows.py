"""The rows of a tree (指标, 分项绩效目标, 工作保障措施) with their paths."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from jixiao.diff.pairing import Row
from jixiao.diff.rawtree import INDICATORS, Tree
from jixiao.diff.records import Raw
from jixiao.model.names import indicator_key

NAME = "名称"


class Rows(NamedTuple):
    """The rows of the field `key` with their 二级指标 (empty for rows that have none), in order."""

    key: str
    flat: tuple[tuple[str, Tree], ...]

    def path(self, place: int) -> str:
        """Where a row is."""
        group, row = self.flat[place]
        return row_path(self.key, group, _name(row))

    def behind(self, place: int) -> str:
        """The name of the row in front of a row in its 二级指标; empty for the first."""
        group = self.flat[place][0]
        front = [_name(row) for other, row in self.flat[:place] if other == group]
        return front[-1] if front else ""

    def names(self, group: str) -> list[Raw]:
        """The names of a 二级指标 in order."""
        return [_name(row) for other, row in self.flat if other == group]


def row_path(key: str, group: str, name: str) -> str:
    """绩效指标/质量指标/水质达标率; 分项绩效目标/公房管理."""
    return "/".join(filter(None, (key, group))) + "/" + name


def rows_of(key: str, raw: Raw) -> Rows:
    """The rows of the value of a field."""
    return Rows(key, tuple(_flat(key, raw)))


def _flat(key: str, raw: Raw) -> Iterator[tuple[str, Tree]]:
    groups = sorted(raw.items()) if key == INDICATORS and isinstance(raw, dict) else [("", raw)]
    for group, rows in groups:
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict):
                yield group, row


def raw_of(key: str, groups: Mapping[str, list[Tree]]) -> Raw:
    """The value of a field made of its rows; None where there are none."""
    lists: dict[str, Raw] = {group: list(rows) for group, rows in groups.items() if rows}
    return lists or None if key == INDICATORS else lists.get("")


def pairing_rows(rows: Rows, levels: Mapping[str, str]) -> tuple[Row, ...]:
    """The rows as `pairing` sees them."""
    return tuple(
        Row(levels.get(group, ""), group, indicator_key(_name(row)), place)
        for place, (group, row) in enumerate(rows.flat)
    )


def _name(row: Tree) -> str:
    name = row.get(NAME)
    return name if isinstance(name, str) else ""
