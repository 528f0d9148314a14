"""Faults as text: place, message, the source line with a caret, hint.

A caret must stand under its character in a terminal where a Chinese character takes two cells, so lines are measured in
cells, tabs are shown as one space, and long lines are cut around the place.
"""

import unicodedata
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
    return sum(_cell(char) for char in text)


def _cell(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _visible(text: str) -> str:
    """Characters that would move the cursor or vanish, as one visible cell each."""
    return "".join(
        "·" if unicodedata.category(char) in {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"} else char
        for char in text.replace("\t", " ")
    )


def diagnostic(one: Diagnostic, style: Style) -> str:
    """One fault as lines of text, without a final line end."""
    word = _WORDS.get(one.severity, "提示")
    head = style.paint(f"{word}[{one.code}]", _COLOURS.get(one.severity, "36") + ";1")
    lines = [f"{_visible(_place(one))}: {head} {_visible(one.message)}"]
    if one.span is not None:
        lines += _excerpt(one.span, style, _COLOURS.get(one.severity, "36"))
    for related in one.related:
        line, column = related.span.source.position(related.span.start)
        place = f"{related.span.source.path}:{line}:{column}"
        lines.append(f"    另见 {_visible(place)}：{_visible(related.message)}")
    lines += [
        f"    {'办法：' if number == 0 else '      '}{_visible(text)}"
        for number, text in enumerate(one.hint.split("\n"))
        if text
    ]
    return "\n".join(lines)


def _place(one: Diagnostic) -> str:
    if one.span is None:
        return one.file
    line, column = one.span.source.position(one.span.start)
    return f"{one.span.source.path}:{line}:{column}"


def _excerpt(span: Span, style: Style, colour: str) -> list[str]:
    number, column = span.source.position(span.start)
    text = _visible(span.source.line(number))
    start = min(column - 1, len(text))
    width = max(min(span.end - span.start, len(text) - start), 1)
    left, right = _window(text, start)
    shown = ("…" if left else "") + text[left:right] + ("…" if right < len(text) else "")
    indent = cells(text[left:start]) + (1 if left else 0)
    caret = "^" * max(cells(text[start : min(start + width, right)]), 1)
    gutter = f"{number:>5} │ "
    return [gutter + shown, " " * 5 + " │ " + " " * indent + style.paint(caret, colour + ";1")]


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
