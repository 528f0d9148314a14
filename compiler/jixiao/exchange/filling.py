"""The sources of a department-year as the rows of a 填报表."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from jixiao.exchange.columns import (
    COSTING,
    FILE,
    INDICATORS,
    NOTES,
    ORGAN,
    PREVIOUS,
    PROJECTS,
    SAFEGUARDS,
    SUBGOALS,
    Page,
    Path,
)
from jixiao.exchange.yamltext import Tree
from jixiao.model import fields as kinds
from jixiao.model.names import plain

Row = list[str]


class Sources(NamedTuple):
    """A department-year as trees: department.yaml, and each project with its file (relative to the year's folder)."""

    department: Tree
    projects: tuple[tuple[str, Tree], ...] = ()


def fill(sources: Sources, sheets: Mapping[str, Page]) -> dict[str, list[Row]]:
    """The rows of every sheet, below its headings."""
    trees = [tree for _, tree in sources.projects]
    owners = labels(trees)
    department = sources.department
    return {
        ORGAN: [[one.heading, _cell(department, one.path, one.kind), one.help] for one in sheets[ORGAN].columns],
        PROJECTS: [
            [file if one.heading == FILE else _cell(tree, one.path, one.kind) for one in sheets[PROJECTS].columns]
            for file, tree in sources.projects
        ],
        INDICATORS: list(_numbered(_indicators(owners, trees, sheets[INDICATORS]))),
        SUBGOALS: list(_numbered(_records(rows_of(department, "分项绩效目标"), sheets[SUBGOALS]))),
        SAFEGUARDS: list(_numbered(_records(rows_of(department, "工作保障措施"), sheets[SAFEGUARDS]))),
        COSTING: list(_numbered(_lines(owners, trees, "测算"))),
        PREVIOUS: list(_numbered(_lines(owners, trees, "上年项目"))),
        NOTES: list(_numbered(_notes(["", *owners], [department, *trees], sheets[NOTES]))),
    }


def labels(trees: Sequence[Mapping[str, Any]]) -> list[str]:
    """What a project is called in the other sheets: its name, with the unit behind it where two have one name."""
    names = [str(tree.get("项目名称") or "") for tree in trees]
    often = Counter(map(plain, names))
    return [
        f"{name}（{tree.get('实施单位') or '本单位'}）" if often[plain(name)] > 1 else name
        for name, tree in zip(names, trees, strict=True)
    ]


def rows_of(tree: Mapping[str, Any], key: str) -> list[Any]:
    """The rows of a field that say anything; a single text is a row."""
    value = tree.get(key)
    if isinstance(value, list):
        return [row for row in value if row]
    return [value] if value else []


def _cell(tree: Mapping[str, Any], path: Path, kind: str) -> str:
    value: Any = tree
    for key in path:
        value = value.get(key, "") if isinstance(value, dict) else ""
    if kind == kinds.LINES:
        return "\n".join(rows_of({"": value}, ""))
    return value if isinstance(value, str) else ""


def _numbered(rows: Iterator[Row]) -> Iterator[Row]:
    yield from ([str(number), *row] for number, row in enumerate(rows, 1))


def _records(records: Sequence[Mapping[str, Any]], page: Page) -> Iterator[Row]:
    columns = [one for one in page.columns if one.path]
    yield from ([_cell(record, one.path, one.kind) for one in columns] for record in records)


def _indicators(owners: Sequence[str], trees: Sequence[Mapping[str, Any]], page: Page) -> Iterator[Row]:
    for owner, tree in zip(owners, trees, strict=True):
        groups = tree.get("绩效指标")
        for group in groups if isinstance(groups, dict) else {}:
            yield from ([owner, group, *row] for row in _records(rows_of(groups or {}, group), page))


def _lines(owners: Sequence[str], trees: Sequence[Mapping[str, Any]], key: str) -> Iterator[Row]:
    for owner, tree in zip(owners, trees, strict=True):
        yield from ([owner, text] for text in rows_of(tree, key))


def _notes(owners: Sequence[str], trees: Sequence[Mapping[str, Any]], page: Page) -> Iterator[Row]:
    for owner, tree in zip(owners, trees, strict=True):
        yield from ([owner, *row] for row in _records(rows_of(tree, "说明"), page))
