"""The quick way to the node tree: files that say only plain things are read line by line, without the YAML parser.

Plain is what the manual shows and nearly every file is: a key with a text, a quoted text or nothing behind it, rows with
`- `, texts with `|`, lines of comment, nothing that could be meant or read in another way. The tree is the one that
`events.build` gives; for any text that is not surely plain there is none, and the parser decides. Every doubt that
`events.build` would note makes a text not plain.
"""

import re
from functools import cache
from typing import Any, cast

from jixiao.source.events import DEPTH_LIMIT
from jixiao.source.nodes import Entry, Keys, Mapping, Node, Scalar, Sequence

#: What a plain text may not begin with: blanks, the signs that mean something to YAML, and the line that ends a document.
_FIRST = r"(?!\.\.\.)[^\s\-?:,\[\]{}#&*!|>'\"%@`]"
#: A whole line: blanks; `- `; a key and its value, or a text; or a comment; or nothing.
_LINE = re.compile(
    rf"( *)(?:(- )?(?:({_FIRST}[^:#\n]{{0,99}}(?<! )):"
    rf"(?: ({_FIRST}[^:#\n]*(?::[^\s:#][^:#\n]*)*(?<! )|'[^'\n]*'|\"[^\"\\\n]*\"|\|))?"
    rf"|({_FIRST}[^:：#\n]*(?<! )))|#.*)?(?:\n|\Z)"
)
_LEAD = re.compile(" *")
#: A NamedTuple's own constructor costs twice as much.
_make: Any = tuple.__new__


class _NotPlainError(Exception):
    """The parser has to read this text."""


class _Level:
    """A group of fields that is being read: the whole file, what stands below a key, or the rows of a list, one by one.

    Attributes:
        column: where its lines begin (behind the dash).
        start: offset of its first key, of the row that is being read.
        key: what it stands below; None for the whole file.
        allowed: the keys that may stand in it; None where that is open.
        parts: the fields read so far; of a list those of one row, none where the row is a text.
        rows: the rows before; None where it is no list.
        dash: offset of the first dash of a list.
    """

    __slots__ = ("allowed", "column", "dash", "key", "parts", "rows", "start")

    def __init__(self, column: int, start: int, key: Scalar | None, allowed: frozenset[str] | None) -> None:
        self.column = column
        self.start = start
        self.key = key
        self.allowed = allowed
        self.parts: dict[str, Entry] = {}
        self.rows: list[Node] | None = None
        self.dash = start


def read_plain(text: str, keys: Keys) -> Mapping | None:
    """The tree of a plain text without any doubt; None for any other."""
    if not text.replace("\n", "").isprintable():
        return None
    reader = _Reader(keys)
    try:
        reader.read(text)
        return reader.done()
    except _NotPlainError:
        return None


class _Reader:
    """The state of one reading: the levels that are open, and the innermost key without a value."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.leaves = (keys if keys.leaves else keys.with_leaves()).leaves
        self.stack: list[_Level] = []
        self.waiting: Scalar | None = None

    def read(self, text: str) -> None:  # noqa: C901 - the hot loop of every build, kept in one piece
        """Read all lines."""
        match, size = _LINE.match, len(text)
        make = _make
        at, column = 0, -1
        parts: dict[str, Entry] = {}
        allowed: frozenset[str] | None = None
        while at < size:
            found = match(text, at)
            if found is None:
                raise _NotPlainError
            lead, dash, word, value, item = found.groups()
            indent = len(lead)
            start = at + indent
            at = found.end()
            if dash is not None or indent != column or not parts:
                if word is None and item is None:
                    continue
                level = self._level(indent, start) if dash is None else self._row(indent, start)
                if dash is not None:
                    start += 2
                column, parts, allowed = level.column, level.parts, level.allowed
            if word is None:
                if item is not None:
                    self._text(item, start, dash)
                continue
            if word in parts or (allowed is not None and word not in allowed):
                raise _NotPlainError
            end = start + len(word)
            key = make(Scalar, (word, start, end, ""))
            self.waiting = None
            if value is None:
                self.waiting = key
                node = make(Scalar, ("", end + 1, end + 1, ""))
            elif value[0] in "'\"":
                node = make(Scalar, (value[1:-1], end + 2, end + 2 + len(value), value[0]))
            elif value == "|":
                node = _block(text, end + 2, at, column)
                at = node.end + 1
            else:
                node = make(Scalar, (value, end + 2, end + 2 + len(value), ""))
            parts[word] = make(Entry, (key, node))

    def done(self) -> Mapping:
        """The tree of what was read."""
        if not self.stack:
            raise _NotPlainError
        while len(self.stack) > 1:
            self._close()
        return _group(self.stack[0])

    def _level(self, column: int, start: int) -> _Level:
        """The level of a line without a dash."""
        stack = self.stack
        if not stack and not column:
            return self._open(_Level(0, start, None, None))
        if not stack:
            raise _NotPlainError
        if self.waiting is not None and column > stack[-1].column:
            return self._open(_Level(column, start, self.waiting, None))
        while stack[-1].column > column:
            self._close()
        if stack[-1].column != column or not stack[-1].parts:
            raise _NotPlainError
        return stack[-1]

    def _row(self, column: int, start: int) -> _Level:
        """The level of a line with a dash, ready for a new row."""
        stack = self.stack
        if self.waiting is not None and stack and column > stack[-1].column:
            level = self._open(_Level(column + 2, start, self.waiting, None), rows=True)
        else:
            while stack and stack[-1].column > column + 2:
                self._close()
            if not stack or stack[-1].column != column + 2 or stack[-1].rows is None:
                raise _NotPlainError
            level = stack[-1]
            _end_row(level)
        level.start = start + 2
        self.waiting = None
        return level

    def _text(self, item: str, start: int, dash: str | None) -> None:
        """A row that is a text."""
        level = self.stack[-1]
        if dash is None or level.rows is None or level.key is None or level.key.text in self.keys.children:
            raise _NotPlainError
        level.rows.append(Scalar(item, start, start + len(item), ""))

    def _open(self, level: _Level, *, rows: bool = False) -> _Level:
        keys = self.keys
        name = level.key.text if level.key else ""
        if name in self.leaves or (rows and keys.lists and name not in keys.lists) or len(self.stack) == DEPTH_LIMIT:
            raise _NotPlainError
        if keys.all and name not in keys.free:
            level.allowed = keys.children.get(name, keys.all)
        level.rows = [] if rows else None
        self.stack.append(level)
        return level

    def _close(self) -> None:
        level = self.stack.pop()
        key = cast("Scalar", level.key)
        node: Node
        if level.rows is None:
            node = _group(level)
        else:
            _end_row(level)
            node = _make(Sequence, (tuple(level.rows), level.dash, level.rows[-1].end, False))
        self.stack[-1].parts[key.text] = _make(Entry, (key, node))


def _group(level: _Level) -> Mapping:
    entries = tuple(level.parts.values())
    _, value = entries[-1]
    group: Mapping = _make(Mapping, (entries, level.start, value.end, False))
    return group


def _end_row(level: _Level) -> None:
    """Put away a row that is complete; one of a single field that the row before lacks may be a slip."""
    rows = level.rows
    if not level.parts or rows is None:
        return
    if len(level.parts) == 1 and rows and not _has(rows[-1], level.parts):
        raise _NotPlainError
    rows.append(_group(level))
    level.parts = {}


def _has(row: Node, parts: dict[str, Entry]) -> bool:
    return isinstance(row, Mapping) and any(entry.key.text in parts for entry in row.entries)


def _block(text: str, start: int, at: int, column: int) -> Scalar:
    """A text with `|`, whose lines begin at `at` and stand further right than `column`; it ends with a line end."""
    lead = _blanks(text, at)
    found = _block_lines(lead).match(text, at) if lead > column and text[at + lead : at + lead + 1] != "\n" else None
    if found is None or " \n" in found.group():
        raise _NotPlainError
    lines = found.group().rstrip("\n")
    return Scalar(lines.replace("\n" + " " * lead, "\n")[lead:] + "\n", start, at + len(lines), "|")


def _blanks(text: str, at: int) -> int:
    found = _LEAD.match(text, at)
    return found.end() - at if found else 0


@cache
def _block_lines(lead: int) -> re.Pattern[str]:
    """The lines of a text whose first one has so many blanks before it."""
    return re.compile(rf"(?: {{{lead}}}[^\n]*\n|\n)+")
