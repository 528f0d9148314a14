"""Facts put into an existing source file, so that everything else of it keeps its every byte.

The old text is read with the places of its values, and only what differs is replaced: comments, order, quotes, blank lines,
line ends and the fields that the new facts do not speak of stay as their author typed them.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from jixiao.diagnostics import SourceText
from jixiao.exchange.yamlrows import paired, wanted_rows
from jixiao.exchange.yamltext import (
    STEP,
    Tree,
    block,
    emit,
    field_in,
    fields_of,
    inner_table,
    lines_of,
    plain,
    pruned,
    said,
    table_of,
    tidy,
    tree_of,
    tree_of_node,
)
from jixiao.model.fields import Field, Record
from jixiao.source.yamltree import Entry, Keys, Node, Scalar, parse
from jixiao.source.yamltree import Mapping as Group
from jixiao.source.yamltree import Sequence as Rows


def updated(old_text: str, tree: Tree) -> str:
    """The old text with the facts of a tree in it.

    A field that the tree lacks keeps what it says; one that is blank in the tree becomes blank. Rows are those of the
    tree, in its order; a row is found again by its name (规则 and 位置, or its text), and keeps its comments and the fields
    that the tree does not name.
    """
    node, _ = parse(SourceText("", old_text), Keys(frozenset()))
    if not isinstance(node, Group) or node.flow:
        return emit(merged(tree_of_node(node), tree) if isinstance(node, Group) else tree)
    old = tree_of_node(node)
    wanted = merged(old, tree)
    if _same(old, wanted):
        return old_text
    new = _Editor(old_text).updated(node, tree)
    return new if _same(tree_of(new), wanted) else emit(wanted)


def merged(old: Any, new: Any) -> Any:  # noqa: ANN401 - trees of any shape
    """What a tree says after `updated`: the new facts, and of the old ones what the new do not speak of."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old | {key: merged(old.get(key, ""), value) for key, value in new.items()}
    if isinstance(new, list | tuple):
        rows = list(old) if isinstance(old, list) else []
        return [new_row if at is None else merged(rows[at], new_row) for at, new_row in paired(rows, new)]
    return tidy(new) if isinstance(new, str) else new or ""


def _same(one: Any, two: Any) -> bool:  # noqa: ANN401 - trees of any shape
    """Whether two trees say the same: a blank field and a missing one are one, as are a text and a list of it."""
    if not _says(one) or not _says(two):
        return not _says(one) and not _says(two)
    if isinstance(one, dict) and isinstance(two, dict):
        return all(_same(one.get(key), two.get(key)) for key in one.keys() | two.keys())
    if isinstance(one, list) or isinstance(two, list):
        left, right = wanted_rows(one), wanted_rows(two)
        return len(left) == len(right) and all(map(_same, left, right))
    return bool(one == two)


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


class _Editor:
    """The edits of one text so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.end_of_line = "\r\n" if "\r\n" in text else "\n"
        self.edits: list[_Edit] = []

    def updated(self, node: Group, tree: Tree) -> str:
        self.group(node, tree, table_of(tree_of_node(node)))
        return self._applied(self.edits, 0, len(self.text))

    def _applied(self, edits: Sequence[_Edit], start: int, end: int) -> str:
        pieces: list[str] = []
        for edit in sorted(edits, key=lambda one: (one.start, one.end)):
            pieces += self.text[start : edit.start], edit.text
            start = edit.end
        return "".join([*pieces, self.text[start:end]])

    def _edit(self, start: int, end: int, text: str) -> None:
        self.edits.append(_Edit(start, end, text.replace("\n", self.end_of_line)))

    # -- groups -------------------------------------------------------------------------------------------------------

    def group(self, node: Group, tree: Tree, table: Record | None) -> None:
        """Change the fields that differ, and put in those that are missing."""
        there = {entry.key.text: entry for entry in node.entries}
        last: Entry | None = None
        rank = {key: at for at, key in enumerate(table.by_key)} if table else {}
        behind: dict[int, list[str]] = {}
        for key in fields_of(tree, table):
            field = field_in(table, key)
            if key in there:
                last = there[key]
                self.entry(last, tree[key], field)
            elif _says(tree[key]):
                if key in rank:  # behind all that come before it, whether the tree speaks of them or not
                    before = [one for one in node.entries if rank.get(one.key.text, len(rank)) < rank[key]]
                    last = max(before, key=lambda one: one.key.start, default=last)
                indent = self._column(node.start)
                lines = lines_of(key, _fresh(tree[key], field), field, indent)
                behind.setdefault(-1 if last is None else last.key.start, []).append("\n".join(lines))
        for entry in (None, *node.entries):
            texts = behind.get(-1 if entry is None else entry.key.start, [])
            if texts:
                self._put(node, entry, texts)

    def _put(self, node: Group, entry: Entry | None, texts: list[str]) -> None:
        """New fields behind another, or in front of all."""
        if entry is not None:
            at = self._end_of(entry.value, entry)
            self._edit(at, at, "".join(f"\n{text}" for text in texts))
            return
        indent = " " * self._column(node.start)
        self._edit(node.start, node.start, "".join(f"{text.lstrip(' ')}\n{indent}" for text in texts))

    def entry(self, entry: Entry, value: Any, field: Field | None) -> None:  # noqa: ANN401 - a tree of any shape
        """Change the value of a field."""
        node = entry.value
        if _same(tree_of_node(node), value):
            return
        if isinstance(node, Group) and isinstance(value, dict) and not node.flow:
            self.group(node, value, inner_table(field))
        elif isinstance(node, Rows) and isinstance(value, list | tuple) and wanted_rows(value) and not node.flow:
            self.rows(entry, node, list(value), field)
        elif isinstance(node, Scalar) and isinstance(value, str):
            self._text(entry, node, tidy(value))
        else:
            self._replace(entry, merged(tree_of_node(node), value), field)

    # -- texts --------------------------------------------------------------------------------------------------------

    def _text(self, entry: Entry, node: Scalar, text: str) -> None:
        """Another text, with the quotes or the `|` that the old one had."""
        colon = self._colon(entry)
        end = node.end if node.style or node.text else colon
        if not text:
            self._edit(colon, end, self._header_comment(node))
        elif "\n" in text or (node.style == "|" and text.strip()):
            line_end = self._line_end(end)
            tail = self._header_comment(node) if node.style == "|" else self.text[end:line_end]
            sign, lines = block(text, self._column(entry.key.start))
            self._edit(colon, line_end, f" {sign}{tail.rstrip()}\n{lines}")
        else:
            self._edit(colon, end, " " + _as_before(node, text) + self._header_comment(node))

    def _header_comment(self, node: Scalar) -> str:
        """The comment behind a `|`, with the blanks before it."""
        if node.style != "|":
            return ""
        header = self.text[node.start : self._line_end(node.start)]
        at = header.find(" #")
        return "" if at < 0 else f" {header[at:].rstrip()}"

    def _replace(self, entry: Entry, value: Any, field: Field | None) -> None:  # noqa: ANN401
        """Another kind of value."""
        colon = self._colon(entry)
        end = self._end_of(entry.value, entry) if entry.value.end > colon else colon
        column = self._column(entry.key.start)
        value_text = "\n".join(lines_of("键", _fresh(value, field), field, column))[column + len("键:") :]
        first = self._line_end(colon)
        node = entry.value
        if isinstance(node, Scalar):
            comment = self._header_comment(node) if node.style == "|" else self.text[max(node.end, colon) : first]
            self._edit(colon, end if node.style == "|" else first, comment.rstrip() + value_text)
        elif node.flow or not value_text.startswith("\n"):
            self._edit(colon, node.end if node.flow else end, value_text)
        else:
            self._edit(min(first, end), end, value_text)

    # -- rows ---------------------------------------------------------------------------------------------------------

    def rows(self, entry: Entry, node: Rows, value: list[Any], field: Field | None) -> None:
        """Other rows: those that are found again keep their text but for what differs."""
        chunks = self._chunks(entry, node)
        if chunks is None:
            self._replace(entry, merged(tree_of_node(node), value), field)
            return
        table = field.record if field else None
        indent = self._dash(chunks[0], node.items[0]) - self._line_start(self._dash(chunks[0], node.items[0]))
        old = [tree_of_node(item) for item in node.items]
        texts: list[str] = []
        before, self.edits = self.edits, []
        for at, row in paired(old, value):
            if at is None:
                texts.append("\n".join(lines_of("", _fresh([row], field), field, indent - STEP)[1:]).replace("\n", self.end_of_line))
                continue
            self.edits = []
            self._row(node.items[at], row, table)
            texts.append(self._applied(self.edits, *chunks[at]))
        self.edits = [*before, _Edit(chunks[0][0], chunks[-1][1], self.end_of_line.join(texts))]

    def _row(self, item: Node, row: Any, table: Record | None) -> None:  # noqa: ANN401
        if isinstance(item, Group) and isinstance(row, dict):
            if item.flow:
                self._edit(item.start, item.end, self._emitted_row(item, merged(tree_of_node(item), row), table))
            else:
                self.group(item, row, table)
        elif isinstance(item, Scalar) and said(item) != row:
            self._edit(item.start, item.end, _as_before(item, tidy(str(row)), row=True))

    def _emitted_row(self, item: Group, row: Tree, table: Record | None) -> str:
        column = self._column(item.start)
        lines = [line for key in fields_of(row, table) for line in lines_of(key, row[key], None, column)]
        return "\n".join(lines).lstrip(" ")

    def _chunks(self, entry: Entry, node: Rows) -> list[tuple[int, int]] | None:
        """Where each row begins (with the comments above it) and ends; None where that cannot be told."""
        found = []
        at = self._line_end(self._colon(entry))
        for item in node.items:
            start, end = at + len(self._break_at(at)), self._end_of(item, None)
            dash = self._dash((start, end), item)
            if dash < start or self.text[self._line_start(dash) : dash].strip(" "):
                return None
            found.append((start, max(end, dash + 1)))
            at = found[-1][1]
        return found

    def _dash(self, chunk: tuple[int, int], item: Node) -> int:
        """The dash of a row; before the chunk where there is none that can be told."""
        before = self.text[chunk[0] : item.start].rstrip(" ")
        return chunk[0] + len(before) - 1 if before.endswith("-") else -1

    # -- places -------------------------------------------------------------------------------------------------------

    def _colon(self, entry: Entry) -> int:
        """The offset behind the colon of a field."""
        return self.text.index(":", entry.key.end) + 1

    def _column(self, at: int) -> int:
        return at - self._line_start(at)

    def _line_start(self, at: int) -> int:
        return max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1

    def _line_end(self, at: int) -> int:
        """The end of a line, before its line end."""
        found = [place for sign in "\r\n" if (place := self.text.find(sign, at)) >= 0]
        return min(found, default=len(self.text))

    def _break_at(self, at: int) -> str:
        return next((sign for sign in ("\r\n", "\n", "\r") if self.text.startswith(sign, at)), "")

    def _end_of(self, node: Node, entry: Entry | None) -> int:
        """The end of the last line of a value."""
        while isinstance(node, Group | Rows) and not node.flow and (parts := _parts(node)):
            entry = parts[-1] if isinstance(parts[-1], Entry) else None
            last = parts[-1]
            node = last.value if isinstance(last, Entry) else last
        if isinstance(node, Scalar) and not node.text and not node.style:
            return self._line_end(node.start if entry is None else self._colon(entry))
        end = self._line_end(node.end)
        if isinstance(node, Scalar) and node.style == "|":
            end = self._with_blank_lines(node, end)
        return end

    def _with_blank_lines(self, node: Scalar, end: int) -> int:
        """A `|` text to its last line, should that hold nothing but blanks."""
        for line in reversed(said(node).split("\n")):
            if line.strip():
                break
            end = self._line_end(end + len(self._break_at(end)))
        return end


def _parts(node: Node) -> tuple[Any, ...]:
    return node.entries if isinstance(node, Group) else node.items if isinstance(node, Rows) else ()


def _fresh(value: Any, field: Field | None) -> Any:  # noqa: ANN401 - a tree of any shape
    """A value that is new here, without what says nothing."""
    if isinstance(value, dict):
        return pruned(value, inner_table(field))
    table = field.record if field else None
    rows = value if isinstance(value, list | tuple) else ()
    return [pruned(row, table) if isinstance(row, dict) else row for row in rows if _says(row)] or (value if isinstance(value, str) else "")


def _says(value: Any) -> bool:  # noqa: ANN401 - a tree of any shape
    """Whether a value says anything: a new field that is blank is left out."""
    if isinstance(value, dict):
        return any(map(_says, value.values()))
    return any(map(_says, value)) if isinstance(value, list | tuple) else bool(value)


def _as_before(node: Scalar, text: str, *, row: bool = False) -> str:
    """A text of one line in the quotes of the old one, where they can hold it."""
    if node.style == "'":
        return "'" + text.replace("'", "''") + "'"
    if node.style == '"' and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return plain(text, row=row)



def settled(old: Any, new: Any) -> Any:  # noqa: ANN401 - trees of any shape
    """The new facts, with the old texts where only blanks around them differ: those are no change that anybody made."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {key: settled(old.get(key, ""), value) for key, value in new.items()}
    if isinstance(new, list | tuple):
        rows = old if isinstance(old, list) else [old] if isinstance(old, str) and old else []
        wanted = [row for row in wanted_rows(new) if _bare(row)]
        found = paired([_bare(row) for row in rows], [_bare(row) for row in wanted])
        return [row if at is None else settled(rows[at], row) for (at, _), row in zip(found, wanted, strict=True)]
    return old if isinstance(old, str) and isinstance(new, str) and tidy(old).strip() == tidy(new).strip() else new


def _bare(row: Any) -> Any:  # noqa: ANN401 - a row of any shape
    if isinstance(row, dict):
        return {key: _bare(value) for key, value in row.items()}
    return tidy(row).strip() if isinstance(row, str) else row
