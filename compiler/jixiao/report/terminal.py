"""Faults as text: place, message, the source line with a caret, hint.

A caret must stand under its character in a terminal where a Chinese character takes two cells, so lines are measured in
cells, tabs are shown as one space, and long lines are cut around the place.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple

from jixiao.diagnostics import ERROR, WARNING, Diagnostic, Span

_WORDS = {ERROR: "错误", WARNING: "提醒"}
_COLOURS = {ERROR: "31", WARNING: "33"}
#: Cells of source text shown around a fault.
_ROOM = 76


class Style(NamedTuple):
    """Whether colours may be used."""

    colour: bool = False

    def paint(self, text: str, code: str) -> str:
        """The text in an ANSI colour, where colours are used."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text


def cells(text: str) -> int:
    """How many terminal cells a text takes."""
    return sum(map(_cell, text))


@cache
def _cell(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def visible(text: str) -> str:
    """Characters that would move the cursor or vanish, as one visible cell each."""
    if text.isprintable():
        return text
    return "".join(
        "·" if unicodedata.category(char) in {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"} else char
        for char in text.replace("\t", " ")
    )


def diagnostic(one: Diagnostic, style: Style) -> str:
    """One fault as lines of text, without a final line end."""
    word = _WORDS.get(one.severity, "提示")
    head = style.paint(f"{word}[{one.code}]", _COLOURS.get(one.severity, "36") + ";1")
    lines = [f"{visible(_place(one))}: {head} {visible(one.message)}"]
    if one.span is not None:
        lines += excerpt([Mark(one.span, _COLOURS.get(one.severity, "36"))], style)
    for related in one.related:
        lines.append(f"    另见 {visible(place_of(related.span))}：{visible(related.message)}")
    lines += [
        f"    {'办法：' if number == 0 else '      '}{visible(text)}"
        for number, text in enumerate(one.hint.split("\n"))
        if text
    ]
    return "\n".join(lines)


def _place(one: Diagnostic) -> str:
    return one.file if one.span is None else place_of(one.span)


def place_of(span: Span) -> str:
    """`file:line:column`."""
    line, column = span.source.position(span.start)
    return f"{span.source.path}:{line}:{column}"


class Mark(NamedTuple):
    """A place to point at: in which colour, with which sign (`^`: here; `-`: compare this)."""

    span: Span
    colour: str
    sign: str = "^"


def excerpt(marks: Sequence[Mark], style: Style) -> list[str]:
    """Source lines with carets, one row of carets for all places of a line.

    A long line is shown again where a further place does not fit into the part shown.
    """
    lines: list[str] = []
    rest = sorted(set(marks), key=lambda mark: mark.span[1:])
    while rest:
        source, number = rest[0].span.source, rest[0].span.source.position(rest[0].span.start)[0]
        text = visible(source.line(number))
        left, right = _window(text, _stretch(rest[0].span, text)[0])
        shown = [mark for mark in rest if mark is rest[0] or _is_within(mark.span, number, text, (left, right))]
        rest = [mark for mark in rest if mark not in shown]
        lines.append(f"{number:>5} │ {'…' if left else ''}{text[left:right]}{'…' if right < len(text) else ''}")
        lines.append("      │ " + _carets(shown, text, (left, right), style))
    return lines


def _stretch(span: Span, text: str) -> tuple[int, int]:
    """First and last column (from 0) of a place in its line."""
    start = min(span.source.position(span.start)[1] - 1, len(text))
    return start, start + max(min(span.end - span.start, len(text) - start), 1)


def _is_within(span: Span, number: int, text: str, window: tuple[int, int]) -> bool:
    if span.source.position(span.start)[0] != number:
        return False
    start = _stretch(span, text)[0]
    return window[0] <= start < window[1] or start == window[1] == len(text)


def _carets(marks: Sequence[Mark], text: str, window: tuple[int, int], style: Style) -> str:
    left, right = window
    row: dict[int, tuple[str, str]] = {}
    for mark in sorted(marks, key=lambda mark: mark.sign == "^"):  # carets over dashes
        start, end = _stretch(mark.span, text)
        first = cells(text[left:start]) + (1 if left else 0)
        last = cells(text[left : min(end, right)]) + (1 if left else 0)
        row |= dict.fromkeys(range(first, max(last, first + 1)), (mark.sign, mark.colour))
    runs = groupby(row.get(at, (" ", "")) for at in range(max(row) + 1))
    pieces = ((sign * len([*run]), colour) for (sign, colour), run in runs)
    return "".join(style.paint(piece, colour + ";1") if colour else piece for piece, colour in pieces)


def _window(text: str, at: int) -> tuple[int, int]:
    """The part of a long line that is shown: from a little before `at`, `_ROOM` cells wide."""
    if len(text) <= _ROOM and cells(text) <= _ROOM:
        return 0, len(text)
    left = max(at - _ROOM, 0)
    while cells(text[left:at]) > _ROOM // 2:
        left += 1
    right = min(left + _ROOM, len(text))
    while cells(text[left:right]) > _ROOM:
        right -= 1
    return left, right


def counts(faults: tuple[Diagnostic, ...]) -> str:
    """`3 处错误，1 处提醒`; empty where there is nothing."""
    errors = sum(one.severity == ERROR for one in faults)
    warnings = sum(one.severity == WARNING for one in faults)
    parts = [f"{errors} 处错误"] * bool(errors) + [f"{warnings} 处提醒"] * bool(warnings)
    return "，".join(parts)


#: What stands before a text of several lines.
_BAR = re.compile(r"\|[+-]?[ \t]*(?:#[^\r\n]*)?(?:\r?\n|\r)\s*")


def sharp(span: Span) -> Span:
    """A place without the `|` and the line end before a text of several lines."""
    found = _BAR.match(span.source.text, span.start, span.end)
    return Span(span.source, found.end(), span.end) if found and found.end() < span.end else span
