"""Prose to blocks: paragraphs, lists and pipe tables, nothing else.

One line is one paragraph, as people know it from Word. Only a text that holds a list or table mark is given to
markdown-it-py, with every other rule switched off: `*`, `_`, `` ` ``, `#`, `<` print as typed, and a typed list number
stays the number that is printed.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_MARK = re.compile(r"^[ \t]*(?:[-+*][ \t]|\d{1,9}[.)][ \t])|^[ \t]*\|?.*\|.*\n[ \t]*\|?[ \t]*:?-", re.MULTILINE)

#: The line below the header of a table.
_RULE = r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*"


class Paragraph(NamedTuple):
    """One line of prose."""

    text: str


class Item(NamedTuple):
    """One line of a list: the mark as typed, how deep it stands (0 is the outermost)."""

    marker: str
    depth: int
    text: str


class Table(NamedTuple):
    """A pipe table: header cells and rows of as many cells."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | Item | Table


def blocks(text: str) -> list[Block]:
    """The blocks of a prose field; blank lines only part paragraphs."""
    if _MARK.search(text) is None:
        return [Paragraph(line.strip(" \t")) for line in text.split("\n") if line.strip()]
    return list(_from_tokens(_parser().parse(_apart(text))))


def _apart(text: str) -> str:
    """Blank lines around pipe tables: without one, the line behind a table would become a row of it."""
    lines = text.split("\n")
    apart: list[str] = []
    inside = False
    for number, line in enumerate(lines):
        starts = "|" in line and number + 1 < len(lines) and re.fullmatch(_RULE, lines[number + 1]) is not None
        if starts or (inside and "|" not in line):
            apart.append("")
        if starts:
            _widen(lines, number)
            line = lines[number]  # noqa: PLW2901 - the header as it is now
        inside = starts or (inside and "|" in line)
        apart.append(line)
    return "\n".join(apart)


def _widen(lines: list[str], head: int) -> None:
    """Give a table as many columns as its widest row: what stands beyond the header's cells would be lost."""
    end = next((number for number in range(head + 2, len(lines)) if "|" not in lines[number]), len(lines))
    missing = max((_cells(line) for line in lines[head + 2 : end]), default=0) - _cells(lines[head])
    for number, cell in ((head, " |"), (head + 1, "-|")):
        if missing > 0:
            line = lines[number].rstrip()
            lines[number] = line + ("" if line.endswith("|") and not line.endswith("\\|") else "|") + cell * missing


def _cells(line: str) -> int:
    """How many cells a row has: its bars, but those that are escaped or stand at an edge, and one."""
    inner = line.strip().removeprefix("|").replace("\\|", "")
    return inner.removesuffix("|").count("|") + 1


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("zero", {"maxNesting": 50}).enable(["list", "table"])


def _from_tokens(tokens: "list[Token]") -> Iterator[Block]:
    markers: list[str] = []
    header: list[str] = []
    rows: list[list[str]] = []
    for token in tokens:
        kind = token.type
        if kind == "list_item_open":
            markers.append(f"{token.info}{token.markup}" if token.info else token.markup)
        elif kind == "list_item_close":
            markers.pop()
        elif kind == "tr_open":
            rows.append([])
        elif kind == "thead_close":
            header = rows.pop()
        elif kind == "table_close":
            yield Table(tuple(header), tuple(tuple(row) for row in rows))
            rows = []
        elif kind == "inline":
            yield from _inline(token.content, markers, rows)


def _inline(content: str, markers: list[str], rows: list[list[str]]) -> Iterator[Block]:
    if rows:
        rows[-1].append(content)
        return
    for number, line in enumerate(content.split("\n")):
        text = line.strip(" \t")
        if markers:
            marker = markers[-1] if number == 0 else ""
            yield Item(marker, len(markers) - 1, text)
        elif text:
            yield Paragraph(text)
