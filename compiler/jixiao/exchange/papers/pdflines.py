"""The characters of a PDF page as lines, and lines as paragraphs: by where they stand, as a reader sees them."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from jixiao.exchange.papers.pieces import Maker, Where

#: In ems: a gap inside a line that parts two texts, a line that ends early, an indent, a step to the next line.
_GAP, SHORT, _INDENT, _SAME = 2.5, 1.6, 1.0, 0.5
_SPACE, _WIDE_SPACE = 0.18, 0.6
#: The end of a line of a 目录.
_LEADER = re.compile(r"[.．·…\s]{4,}\d+\s*$")


class Line(NamedTuple):
    """A line of text on a page: its extent, its size, its text, and whether it reaches the right edge of the text."""

    x0: float
    x1: float
    top: float
    size: float
    text: str
    full: bool = False


def lines_of(chars: list[dict[str, Any]]) -> list[Line]:
    """The characters as lines from above; far apart, two texts of a line are two lines."""
    rows: list[list[dict[str, Any]]] = []
    for char in sorted(chars, key=lambda one: (_middle(one), one["x0"])):
        if rows and abs(_middle(rows[-1][0]) - _middle(char)) < _SAME * max(char["size"], rows[-1][0]["size"]):
            rows[-1].append(char)
        else:
            rows.append([char])
    return [line for row in rows for line in _split(sorted(row, key=lambda one: one["x0"]))]


def _middle(char: dict[str, Any]) -> float:
    return float(char["top"] + char["bottom"]) / 2


def _split(row: list[dict[str, Any]]) -> Iterator[Line]:
    start = 0
    ink = [one for one in row if one["text"].strip()]
    last = {id(after): before for before, after in pairwise(ink)}
    for at in range(1, len(row) + 1):
        before = last.get(id(row[at])) if at < len(row) else None
        if at == len(row) or (before is not None and row[at]["x0"] - before["x1"] > _GAP * row[at]["size"]):
            part = _trimmed(row[start:at])
            if not part:
                continue
            top = min(float(one["top"]) for one in part)
            yield Line(part[0]["x0"], part[-1]["x1"], top, part[0]["size"], joined(part))
            start = at


def _trimmed(part: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Characters without the spaces at either end, which have no place."""
    ink = [index for index, one in enumerate(part) if one["text"].strip()]
    return part[ink[0] : ink[-1] + 1] if ink else []


def joined(part: list[dict[str, Any]]) -> str:
    """The text of a line; a space where Latin letters stand apart."""
    text = part[0]["text"]
    for before, char in pairwise(part):
        gap = char["x0"] - before["x1"]
        typed = char["text"].isspace() or before["text"].isspace()
        latin = before["text"].isascii() and char["text"].isascii()
        text += (" " if not typed and gap > (_SPACE if latin else _WIDE_SPACE) * char["size"] else "") + char["text"]
    return str(text)


def _whole(lines: list[Line]) -> str:
    text = lines[0].text
    for line in lines[1:]:
        latin = text[-1:].isascii() and text[-1:].isalnum() and line.text[:1].isascii() and line.text[:1].isalpha()
        text += (" " if latin else "") + line.text
    return text


class Flow:
    """Lines to paragraphs, over page ends: one goes on where the line before was full and the next is not indented."""

    def __init__(self, maker: Maker) -> None:
        self.maker = maker
        self._open: list[Line] = []
        self._page, self._count = 0, 0
        self._where = Where()

    def lines(self, lines: list[Line], bounds: tuple[float, float], page: int) -> None:
        """Take the lines of a page (or of a part of it), whose text stands between two bounds."""
        if page != self._page:
            self._page, self._count = page, 0
        for line in lines:
            if not self._open or not self._goes_on(self._open[-1], line, bounds):
                self.end()
                self._count += 1
                self._where = Where(page=page, paragraph=self._count)
            full = bounds[1] - line.x1 < SHORT * line.size and not _LEADER.search(line.text)
            self._open.append(line._replace(full=full))

    @staticmethod
    def _goes_on(last: Line, line: Line, bounds: tuple[float, float]) -> bool:
        return last.full and line.x0 - bounds[0] < _INDENT * line.size and abs(line.size - last.size) < 1

    def end(self) -> None:
        """What was begun is a paragraph."""
        if self._open:
            self.maker.paragraph(_whole(self._open), self._where)
            self._open = []
