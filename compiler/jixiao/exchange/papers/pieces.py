"""What every input becomes first: paragraphs and grids in order, texts as typed, each with its place in the input."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

#: Export debris of office systems; it is visible text only where a file was turned into plain text.
_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]{0,200}\]")
#: The spaces that people leave around a text without meaning them.
BLANKS = " \t\r\n\u3000\xa0"
_ODD_SPACES = re.compile("[\xa0\u2000-\u200a\u202f\u205f]")


class Where(NamedTuple):
    """A place in an input; what is 0 or empty is not known or does not apply.

    Attributes:
        part: a part outside the text: 页眉, 脚注, 文本框, 机读数据 ….
        page, line, paragraph, table, row, column: counted from 1.
    """

    part: str = ""
    page: int = 0
    line: int = 0
    paragraph: int = 0
    table: int = 0
    row: int = 0
    column: int = 0

    def __str__(self) -> str:
        """The place in words: 第 3 页第 2 个表第 4 行第 1 格."""
        steps = (
            (self.page, "第 {} 页"),
            (self.line, "第 {} 行"),
            (self.paragraph, "第 {} 段"),
            (self.table, "第 {} 个表"),
            (self.row, "第 {} 行"),
            (self.column, "第 {} 格"),
        )
        return self.part + "".join(words.format(value) for value, words in steps if value)


class Paragraph(NamedTuple):
    """A paragraph outside tables; `number` is its own within the input."""

    number: int
    text: str
    where: Where


class Cell(NamedTuple):
    """A cell of a grid: its lines, and where it stands in the grid (from 0) over how many rows and columns."""

    number: int
    text: str
    where: Where
    row: int
    column: int
    rows: int = 1
    columns: int = 1


#: How far the rows and columns of a grid can be trusted.
EXACT = "exact"  # a real table with its merged cells
LINES = "lines"  # a line of text a row, tabs between cells: merged cells are blank
CELLS = "cells"  # a line of text a cell, a blank line after a row: a row may be torn apart


class Grid(NamedTuple):
    """A table: its cells by row and column, how wide it is, and how it is known (one of the kinds above)."""

    cells: tuple[Cell, ...]
    width: int
    kind: str
    where: Where

    def rows(self) -> list[list[Cell]]:
        """The cells that start in each row, from left to right."""
        found: list[list[Cell]] = [[] for _ in range(max((cell.row + 1 for cell in self.cells), default=0))]
        for cell in self.cells:
            found[cell.row].append(cell)
        return [sorted(row, key=lambda cell: cell.column) for row in found]


Item = Paragraph | Grid


class Note(NamedTuple):
    """Something that people should know about the reading, with its place."""

    text: str
    where: Where | None = None


class Paper(NamedTuple):
    """An input as read.

    Attributes:
        name: the file name, for people.
        items: paragraphs and grids in order.
        notes: what the reader did or could not do.
        copy: the machine-readable copy that PDF files of ours carry; then `items` are its texts.
        date: the date on the cover of such a file, as YYYY-MM-DD.
    """

    name: str
    items: tuple[Item, ...]
    notes: tuple[Note, ...] = ()
    copy: dict[str, Any] | None = None
    date: str = ""

    def pieces(self) -> Iterator[Paragraph | Cell]:
        """Everything that holds text, in order."""
        for item in self.items:
            if isinstance(item, Paragraph):
                yield item
            else:
                yield from item.cells


class Maker:
    """Numbers the pieces of one input, cleans their texts and keeps the notes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.items: list[Item] = []
        self._notes: list[Note] = []
        self._count = 0
        self._cleaned: Counter[str] = Counter()
        self._first: dict[str, Where] = {}

    def note(self, text: str, where: Where | None = None) -> None:
        """Keep a note."""
        self._notes.append(Note(text, where))

    def paragraph(self, text: str, where: Where) -> None:
        """Add a paragraph; one without text is left out."""
        clean = self.clean(text, where)
        if clean.strip(BLANKS):
            self.items.append(Paragraph(self._next(), clean.strip(BLANKS), where))

    def cell(self, text: str, where: Where, place: tuple[int, int], spans: tuple[int, int] = (1, 1)) -> Cell:
        """Make a cell; blank lines at its ends are left out."""
        clean = "\n".join(line.strip(BLANKS) for line in self.clean(text, where).split("\n"))
        return Cell(self._next(), clean.strip("\n"), where, *place, *spans)

    def grid(self, cells: list[Cell], kind: str, where: Where) -> None:
        """Add a grid; one without text is left out."""
        if any(cell.text for cell in cells):
            width = max(cell.column + cell.columns for cell in cells)
            self.items.append(Grid(tuple(cells), width, kind, where))

    def clean(self, text: str, where: Where) -> str:
        """A text without debris and invisible characters, counted for the notes."""
        if "[bookmark:" in text:
            text = self._without(_BOOKMARK, text, where, "导出时留下的书签标记（[bookmark: …]）")
        if text.isascii() and text.isprintable():
            return text
        text = _ODD_SPACES.sub(" ", text)
        if text.replace("\n", "").replace("\t", "").replace("\u3000", "").isprintable() and "\ufffd" not in text:
            return text
        from jixiao.source.invisible import INVISIBLE

        return self._without(INVISIBLE, text.replace("\r", "\n"), where, "看不见的字符或别的电脑显示不出来的自造字")

    def _without(self, pattern: re.Pattern[str], text: str, where: Where, what: str) -> str:
        clean, count = pattern.subn("", text)
        if count:
            self._cleaned[what] += count
            self._first.setdefault(what, where)
        return clean

    def _next(self) -> int:
        self._count += 1
        return self._count

    def paper(self) -> Paper:
        """The whole input."""
        cleaned = [
            Note(f"去掉了 {count} 处{what}，第一处在{self._first[what]}") for what, count in self._cleaned.items()
        ]
        return Paper(self.name, tuple(self.items), (*cleaned, *self._notes))
