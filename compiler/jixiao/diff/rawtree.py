"""The model as raw texts: what edits are made between, and what they must rebuild (diff.md §3, §15 law 6).

A tree is a record by key. What is blank is left out, so that a key without content and a missing key are one. 绩效指标
holds its rows by 二级指标; the order of keys means nothing (they come sorted), the order of rows does. 说明 and 上年项目 are not compared.
"""

import re
from collections.abc import Iterable
from typing import Any

from jixiao.diff.records import Raw
from jixiao.model import fields as kinds
from jixiao.model.document import Department, Fund, Indicator, PlanNode, Project, Text
from jixiao.model.fields import Record

Tree = dict[str, Raw]

INDICATORS = "绩效指标"
#: Lists of records that carry a title.
TITLED = ("分项绩效目标", "工作保障措施")
#: Fields whose rows have an order.
LISTS = (INDICATORS, *TITLED)
_NOT_COMPARED = frozenset({"说明", "上年项目"})
_OF_DEPARTMENT = ("总体绩效目标", *TITLED)


def project_tree(project: Project) -> Tree:
    """A project as raw texts."""
    keys = (field.key for field in kinds.PROJECT.fields if field.key not in _NOT_COMPARED)
    return _tree(project, kinds.PROJECT, keys)


def department_tree(department: Department) -> Tree:
    """The prose of a department as raw texts."""
    return _tree(department, kinds.DEPARTMENT, _OF_DEPARTMENT)


def _tree(record: Any, table: Record, keys: Iterable[str]) -> Tree:  # noqa: ANN401 - any record of the model
    found = {key: _raw(getattr(record, table.by_key[key].attr), table.by_key[key].record) for key in keys}
    return {key: raw for key, raw in found.items() if raw}


def _raw(value: Any, table: Record | None) -> Raw:  # noqa: ANN401 - any value of the model
    if value is None:
        return None
    if isinstance(value, Text):
        return value.text or None
    if not isinstance(value, tuple) or hasattr(value, "_fields"):
        return _record(value, table or kinds.ORGAN)
    return _several(value, table)


def _record(value: Any, table: Record) -> Raw:  # noqa: ANN401 - any record of the model
    return _tree(value, table, table.by_key)


def _several(values: tuple[Any, ...], table: Record | None) -> Raw:
    first = values[0] if values else None
    if isinstance(first, Text):
        return [one.text for one in values]
    if isinstance(first, Indicator):
        return _groups(values)
    if table is None or isinstance(first, Fund | PlanNode):
        pairs = [(one.key, _leaf(one)) for one in values]
        ordered = pairs if isinstance(first, Fund) else sorted(pairs, key=_natural)  # the reader has put funds in order
        return {key: text for key, text in ordered if text}
    return [_record(one, table) for one in values]


def _natural(pair: tuple[str, str]) -> tuple[int, str]:
    """3月底 before 12月底, whatever order they are typed in."""
    digits = re.match(r"\d+", pair[0])
    return int(digits[0]) if digits else 0, pair[0]


def _leaf(one: Any) -> str:  # noqa: ANN401 - a Fund, a PlanNode or an Extra
    """A cell as typed; money in 元 says so, bare digits count 万元."""
    if not isinstance(one, Fund):
        return str(one.value.text)
    if one.money is None:
        return ""
    return one.money.digits if one.money.unit == "万元" else one.money.digits + one.money.unit


def _groups(indicators: tuple[Indicator, ...]) -> Tree:
    groups: dict[str, list[Raw]] = {}
    for one in indicators:
        groups.setdefault(one.group, []).append(_record(one, kinds.INDICATOR))
    return {group: groups[group] for group in sorted(groups)}
