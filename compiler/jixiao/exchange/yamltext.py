"""A tree of texts to the text of a source file, in the style that the manual shows.

A tree is what a file says: a group is a dict, rows are a list, everything else is a text; blank (`""`) means that nothing
stands after the colon. Quotes are put only where our reader would otherwise change a character or complain.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jixiao.diagnostics import SourceText
from jixiao.model.fields import (
    DEPARTMENT,
    FUNDS,
    INDICATOR,
    INDICATORS,
    PROJECT,
    PROSE,
    RECORDS,
    REVIEW,
    Field,
    Record,
    record,
)
from jixiao.model.vocabulary import department_keys, project_keys, review_keys
from jixiao.source.repair import quoted
from jixiao.source.yamltree import Keys, Node, Scalar, Sequence, parse
from jixiao.source.yamltree import Mapping as Group

Tree = dict[str, Any]
Comments = Mapping[str, str]

#: Leading spaces a level.
STEP = 2
#: A text that can stand as it is, whatever it stands in.
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`<=＜＞＝｜丨\x00-\x1f][^:：#\n\t\r=＝]*(?<!\s)")
#: What a text needs to have a chance without quotes: no colon or comment that YAML would see.
_PERHAPS = re.compile(r"(?![,\[\]{}#&*!|>'\"%@`]|[-?:](?:\s|$)|---|\.\.\.)(?=\S)(?:[^:#\n\r\t]|:(?=\S)|(?<!\s)#)+(?<![\s:])")
_ALONE = "-"
#: Where a text may stand. The odd comment makes our reader look closely, as any other line of the file may.
_FIELDS = """项目名称: 甲
 #x
绩效指标:
  数量指标:
    - 名称: 甲
      指标值: 甲
绩效目标: 甲
资金用途: 甲
"""
_ROW = """
 #x
测算:
  - 甲
  - 甲
"""
#: `|` would take the spaces in front of such a text for its own.
_INDENTED = re.compile(r"\n*(?: *\n)*[ \t]")


#: What stands inside 绩效指标: groups that the form names, each a list of indicators.
_GROUPS = record("绩效指标")
_GROUP = Field("", "", RECORDS, "", record=INDICATOR)


def table_of(tree: Mapping[str, object]) -> Record:
    """Which file a tree is by its keys."""
    if "项目名称" in tree:
        return PROJECT
    return REVIEW if tree and tree.keys() <= REVIEW.by_key.keys() else DEPARTMENT


def emit(tree: Tree, comments: Comments | None = None, beside: Comments | None = None) -> str:
    r"""The text of a source file.

    `comments` are put above the field of their path (`资金/总额`, `绩效指标/数量指标/<名称>`; `""`: the head of the file),
    `beside` behind it on its line. Fields come in the order of the field tables, others after them as given. Line ends
    are `\n`, whatever a text holds; those at the end of a text are left out.
    """
    writer = _Writer(comments or {}, beside or {})
    head = [f"# {line}".rstrip() for line in writer.above.get("", "").splitlines()]
    return "\n".join([*head, *writer.group(tree, table_of(tree), 0, ""), ""])


def fields_of(tree: Mapping[str, object], table: Record | None) -> list[str]:
    """The keys of a tree in the order in which they are written."""
    if table is None:
        return list(tree)
    return [key for key in table.by_key if key in tree] + [key for key in tree if key not in table.by_key]


def inner_table(field: Field | None) -> Record | None:
    """The table of the fields inside a field; None where these are the form's."""
    if field is None or field.kind == FUNDS:
        return None
    return _GROUPS if field.kind == INDICATORS else field.record


def field_in(table: Record | None, key: str) -> Field | None:
    """The field that a key means among those of a table."""
    if table is None:
        return None
    return _GROUP if table is _GROUPS else table.by_key.get(key)


def is_block(field: Field | None, text: str, indent: int) -> bool:
    """Whether a text is written with `|`: several lines, or prose of the file itself."""
    return "\n" in text or (indent == 0 and field is not None and field.kind == PROSE)


def tidy(text: str) -> str:
    """A text with line ends as they are written, and none at its end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")


def block(text: str, indent: int) -> tuple[str, str]:
    """The sign and the lines of a text with `|` that belongs to a field with so many leading spaces."""
    lead = " " * (indent + STEP)
    lines = "\n".join(lead + line if line else "" for line in text.split("\n"))
    return (f"|{STEP}" if _INDENTED.match(text) else "|"), lines


def plain(text: str, *, row: bool = False) -> str:
    """A text of one line as it is typed: in quotes where it needs them; `row`: it stands behind `- `."""
    if _PLAIN.fullmatch(text):
        return text
    if text == _ALONE and not row:
        return text
    return text if _PERHAPS.fullmatch(text) and _survives(text, row) else quoted(text)


@cache
def _words() -> Keys:
    every = [department_keys(), project_keys(None), review_keys()]
    return every[1]._replace(all=every[0].all | every[1].all | every[2].all)


@cache
def _survives(text: str, row: bool) -> bool:  # noqa: FBT001 - part of the key
    """Whether our reader takes a text without quotes for what it is, without a word of doubt."""
    trial = _ROW if row else _FIELDS
    node, faults = parse(SourceText("", trial.replace("甲", text)), _words())
    return not faults and tree_of_node(node) == _filled(tree_of(trial), text)


def _filled(tree: Any, text: str) -> Any:  # noqa: ANN401 - a tree of any shape
    if isinstance(tree, dict):
        return {key: _filled(value, text) for key, value in tree.items()}
    return [_filled(row, text) for row in tree] if isinstance(tree, list) else text


def pruned(tree: Tree, table: Record | None) -> Tree:
    """A new record as it is written: without the fields that say nothing, but for those that must be there.

    Fields that the form names (money sources, nodes) are all shown as soon as one of them says something.
    """
    found: Tree = {}
    for key in fields_of(tree, table):
        field = field_in(table, key)
        value = tree[key]
        inner = inner_table(field)
        if isinstance(value, Mapping):
            groups = dict.fromkeys(value, "") if inner is _GROUPS else ""
            value = pruned(dict(value), inner) or groups  # a project without indicators shows where they belong
        elif isinstance(value, list | tuple):
            rows = field.record if field else None
            value = [pruned(dict(row), rows) if isinstance(row, Mapping) else row for row in value if row]
        if value or table is None or (field is not None and (field.needed or field.present)):
            found[key] = value
    return found if table is not None or any(found.values()) else {}


def lines_of(key: str, value: object, field: Field | None, indent: int) -> list[str]:
    """The lines of one field with so many leading spaces."""
    return list(_Writer({}, {}).entry(key, value, field, indent, ""))


class _Writer:
    """The comments of one file, by their paths."""

    def __init__(self, above: Comments, beside: Comments) -> None:
        self.above, self.beside = above, beside

    def group(self, tree: Mapping[str, Any], table: Record | None, indent: int, path: str) -> Iterator[str]:
        """The lines of a group of fields."""
        for key in fields_of(tree, table):
            yield from self.entry(key, tree[key], field_in(table, key), indent, f"{path}/{key}" if path else key)

    def entry(self, key: str, value: object, field: Field | None, indent: int, path: str) -> Iterator[str]:
        """The lines of one field."""
        lead = " " * indent
        yield from self._comment(path, lead)
        behind = self._behind(path)
        head = f"{lead}{plain(key)}:"
        if isinstance(value, Mapping) and value:
            yield head + behind
            yield from self.group(value, inner_table(field), indent + STEP, path)
        elif isinstance(value, list | tuple) and value:
            yield head + behind
            yield from self.rows(value, field, indent + STEP, path)
        else:
            yield from _text(head, value, field, indent, behind)

    def rows(self, rows: Any, field: Field | None, indent: int, path: str) -> Iterator[str]:  # noqa: ANN401 - a list
        """The lines of the rows of a list; those of 绩效指标 stand in groups."""
        lead = " " * indent
        table = field.record if field else None
        for row in rows:
            if not isinstance(row, Mapping):
                yield f"{lead}- {plain(tidy(str(row or '')), row=True)}".rstrip()
                continue
            place = f"{path}/{row.get('名称', '')}"
            yield from self._comment(place, lead)
            lines = list(self.group(row, table, indent + STEP, place)) or [""]
            first = next(number for number, line in enumerate(lines) if not line.lstrip().startswith("#"))
            yield from (lead + line.lstrip() for line in lines[:first])
            yield f"{lead}- {lines[first].lstrip()}".rstrip()
            yield from lines[first + 1 :]

    def _comment(self, path: str, lead: str) -> Iterator[str]:
        if path in self.above:
            yield from (f"{lead}# {line}".rstrip() for line in self.above[path].splitlines())

    def _behind(self, path: str) -> str:
        return f"  # {self.beside[path]}" if self.beside.get(path) else ""


def _text(head: str, value: object, field: Field | None, indent: int, behind: str) -> Iterator[str]:
    text = tidy(str(value)) if isinstance(value, str) else ""
    if not text:
        yield head + behind
    elif is_block(field, text, indent) and text.strip():
        sign, lines = block(text, indent)
        yield f"{head} {sign}{behind}"
        yield lines
    else:
        yield f"{head} {plain(' '.join(text.splitlines()) if not text.strip() else text)}{behind}"


# -- back -------------------------------------------------------------------------------------------------------------


def tree_of(text: str) -> Tree:
    """What the text of a source file says; nothing where it cannot be read as a group of fields."""
    node, _ = parse(SourceText("", text), Keys(frozenset()))
    found = tree_of_node(node)
    return found if isinstance(found, dict) else {}


def tree_of_node(node: Node | None) -> Any:  # noqa: ANN401 - a tree of any shape
    """What a node says."""
    if isinstance(node, Group):
        return {entry.key.text: tree_of_node(entry.value) for entry in node.entries}
    if isinstance(node, Sequence):
        return [tree_of_node(item) for item in node.items]
    return said(node) if isinstance(node, Scalar) else ""


def said(node: Scalar) -> str:
    """The text of a node; the line end after a `|` text is the format's."""
    return node.text.rstrip("\n") if node.style in {"|", ">"} else node.text
