"""Corrections made in memory, and the way from places in a corrected text back to what the author typed."""

import re
from bisect import bisect_right
from typing import NamedTuple

_UNSAFE = re.compile(r"^[-?:](?:\s|$)|^[\[\]{},#&*!|>'\"%@`]|:(?:\s|$)|\s#")

_WIDE_NUMBER = re.compile("(?<=: )[0-9.,%０-９．，％]+$")
_NARROW = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")

#: Line numbers (or runs of them) that a message lists.
SHOWN = 20

_ORDINALS = "二三四五六七八九十"


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
        kind: what many findings of one file are counted by, to be told as one; empty for most.
    """

    code: str
    message: str
    start: int
    end: int
    advice: str
    corrected: bool = True
    others: tuple[tuple[str, int, int], ...] = ()
    kind: str = ""


def numbers(lines: list[int]) -> str:
    """Line numbers in words: `第 3、5–8 行`; a long list is cut."""
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    said = [str(first) if first == last else f"{first}–{last}" for first, last in runs[:SHOWN]]
    return f"第 {'、'.join(said)} 行{'等' if len(runs) > SHOWN else ''}"


def ordinals(lines: list[int]) -> str:
    """Where the second and later rows of a list begin, in words."""
    if len(lines) > len(_ORDINALS):
        return f"从第 {'、'.join(map(str, lines[:SHOWN]))} 行{'等' if len(lines) > SHOWN else ''}起各是另一条"
    which = "、".join(f"第{name}" for name in _ORDINALS[: len(lines)])
    return f"第 {'、'.join(map(str, lines))} 行起{'' if len(lines) == 1 else '分别'}是{which}条"


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


def narrow(line: str) -> str:
    """A line to be shown, its value in ordinary digits where it is nothing but a number in full-width ones."""
    match = _WIDE_NUMBER.search(line)
    return line if match is None else line[: match.start()] + match.group().translate(_NARROW)
