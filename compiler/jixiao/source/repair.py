"""Corrections made in memory, and the way from places in a corrected text back to what the author typed."""

import re
from bisect import bisect_right
from typing import NamedTuple

_UNSAFE = re.compile(r"^[-?:](?:\s|$)|^[\[\]{},#&*!|>'\"%@`]|:(?:\s|$)|\s#")


class Edit(NamedTuple):
    """Replace `text[start:end]` by `text`."""

    start: int
    end: int
    text: str


class Finding(NamedTuple):
    """A fault seen in a text, before its place is taken back to the source.

    Attributes:
        advice: what to do. Where `corrected` is set, the line as it should be is put after it.
        others: further places: (words, start, end).
    """

    code: str
    message: str
    start: int
    end: int
    advice: str
    corrected: bool = True
    others: tuple[tuple[str, int, int], ...] = ()


class Layer:
    """One set of edits: the new text, and how its offsets lead back."""

    __slots__ = ("_ends", "_olds", "_starts", "text")

    def __init__(self, text: str, edits: list[Edit]) -> None:
        """Apply edits; of two that overlap the first wins."""
        pieces: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._olds: list[tuple[int, int]] = []
        at = length = 0
        for edit in sorted(edits, key=lambda one: (one.start, one.end)):
            if edit.start < at:
                continue
            pieces += text[at : edit.start], edit.text
            length += edit.start - at
            self._starts.append(length)
            length += len(edit.text)
            self._ends.append(length)
            self._olds.append((edit.start, edit.end))
            at = edit.end
        pieces.append(text[at:])
        self.text = "".join(pieces)

    def back(self, offset: int) -> int:
        """The offset in the text before the edits; inside a replacement, at most the end of what it replaced."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return offset
        start, end = self._olds[index]
        if offset >= self._ends[index]:
            return end + offset - self._ends[index]
        return min(start + offset - self._starts[index], end)


def quoted(text: str) -> str:
    """A text as the author should type it: in quotes that keep every character of it."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def as_typed(text: str) -> str:
    """A text as the author should type it: in quotes only where they are needed."""
    return quoted(text) if _UNSAFE.search(text) else text
