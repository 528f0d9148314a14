"""Texts of several lines below a `|`: which lines belong to them, as their author sees it.

To YAML a text ends at the first line with too few leading spaces. Authors indent a first line as in Word, paste
paragraphs without any leading space, or use tabs and full-width spaces; such lines are told and taken in.
"""

import re

from jixiao.source.levels import Level
from jixiao.source.lines import Line
from jixiao.source.marks import BLOCK, blank_name, key_mark
from jixiao.source.state import State
from jixiao.source.wrapped import Value, compared, more_lines, quote_all

WIDE_BAR = "｜"

#: What is typed for a `|`.
_BARS = frozenset((WIDE_BAR, "丨", "l", "I", "1", "¦", "│", "∣", "︱", "“|”", '"|"', "'|'", "“｜”", "‘|’"))


class _Block:
    """The reading of one block."""

    def __init__(self, scan: State, level: Level, key: str, column: int) -> None:
        self.scan = scan
        self.level = level
        self.key = key
        self.typed = column
        self.column = max(column, level.column + 1) if column else 0
        self.empty: list[Line] = []
        self.settled = False  # by the header, or by a first line: longer blank lines are part of the text
        self.told = False
        self.until = 0

    def take(self, line: Line) -> bool:
        """Take a line into the text; False if it begins something new."""
        if not line.content:
            self.empty.append(line)
            return True
        spaces = self._spaces(line)
        if line.odd >= 0 and spaces < (self.typed or self.level.typed + 1):
            if self.scan.structural(line) and line.column <= self.level.typed:
                return False
            self._odd(line)
        elif not self.typed and spaces > self.level.typed:
            self.typed = spaces
            self.column = max(spaces, self.level.column + 1)
            self._pad(line, spaces)
        elif self.typed and spaces >= self.typed:
            self._pad(line, spaces)
        elif self._interrupts(line):
            self._remove(line)
        elif self.scan.structural(line):
            return False
        else:
            self._short(line)
        self._blank_lines()
        return True

    def _spaces(self, line: Line) -> int:
        """Ordinary spaces at the beginning of a line."""
        return (line.odd if line.odd >= 0 else line.lead) - line.start

    def _settle(self) -> int:
        if not self.typed:
            self.typed = self.level.typed + 2
            self.column = self.level.column + 2
        return self.column

    def _pad(self, line: Line, spaces: int) -> None:
        self.scan.edit(line.start, line.start + spaces, " " * (spaces + self.column - self.typed))

    def _odd(self, line: Line) -> None:
        column = self._settle()
        if not self.told:
            self.told = True
            char = self.scan.text[line.odd]
            self.scan.find(
                "JX008",
                f"行首有{blank_name(char)}，行首只能用普通空格",
                (line.odd, line.odd + 1),
                f"请删去这段文字各行行首的空白，用空格键输入 {column} 个空格（首行空两格由程序排版）。",
                corrected=False,
            )
        self.scan.edit(line.start, line.lead, " " * column)

    def _short(self, line: Line) -> None:
        first = self.typed == 0
        column = self._settle()
        # A word that takes one line only is told so by the decoder: no advice how to write several.
        if not self.told and not (self.scan.levels.is_leaf(self.key) and self.key not in self.scan.keys.prose):
            self.told = True
            typed = line.lead - line.start
            message = (
                f"“{self.key}”的文字行首空格不够：现有 {typed} 个，应有 {column} 个"
                if first
                else f"这一行的行首空格比这段文字的第一行少：现有 {typed} 个，应有 {column} 个"
            )
            advice = f"“|”下面的每一行文字，行首都要有 {column} 个空格。"
            self.scan.find("JX009", message, (line.lead, line.end), advice, corrected=False)
        self.scan.edit(line.start, line.lead, " " * column)

    def _interrupts(self, line: Line) -> bool:
        """Tell whether a comment line stands in the middle of the text, which would cut the rest off."""
        if line.content[0] != "#" or not self.typed:
            return False
        if line.number < self.until:
            return True
        for one in self.scan.after(line):
            if one.content[0] != "#":
                self.until = one.number
                return one.odd < 0 and self._spaces(one) >= self.typed and one.column > self.level.typed
        return False

    def _remove(self, line: Line) -> None:
        self.scan.find(
            "JX009",
            "备注行夹在一段文字中间，会使后面的文字丢失",
            (line.lead, line.end),
            "请把备注移到这段文字的前面或后面。",
            corrected=False,
        )
        self.scan.edit(line.start, line.end, "")

    def _blank_lines(self) -> None:
        """Empty lines in front of the first text may not be longer than its leading spaces."""
        for one in self.empty:
            short = 0 <= one.odd < one.start + self.typed
            if short or (one.odd < 0 and not self.settled and one.lead - one.start > self.typed):
                self.scan.edit(one.start, one.lead, "")
        self.empty.clear()
        self.settled = True


def read_block(scan: State, value: Value) -> int:
    """Read a value that begins with `|` or `>`: a text of several lines, or “more than”; gives the next line."""
    text = scan.text[value.at : value.line.end]
    following = next(scan.after(value.line), None)
    deeper = (
        following is not None and following.column > value.level.typed and not _begins_again(scan, value, following)
    )
    header = BLOCK.match(text)
    if text == WIDE_BAR and following is not None:
        return read_bar(scan, value)
    if header is not None and text[0] == "|" and (deeper or not re.search(r"\d", header.group(2))):
        pass
    elif header is not None and deeper:
        _to_bar(scan, value, "这里不能用“>”，它会在文字中间加上空格", "请改用“|”，每行一段。应写成：")
    elif text[0] == "|" and (text[1:2] in (" ", "\t") or value.key in scan.keys.prose):
        return _text_after_bar(scan, value, following if deeper else None)
    elif text[0] == ">":
        return compared(scan, value)
    else:
        return quote_all(scan, value, f"以“{text[0]}”开头的内容要加引号")
    stated = re.search(r"\d", header.group(2)) if header is not None and deeper else None
    return _take_lines(scan, value, value.level.typed + int(stated.group()) if stated else 0, stated is not None)


def read_bar(scan: State, value: Value) -> int:
    """A sign alone that looks like a `|`, with a text below it."""
    text = scan.text[value.at : value.line.end]
    what = f"“{text}”" if len(text) == 1 else "带引号的“|”"
    what = f"全角的{what}" if text == WIDE_BAR else what
    scan.find("JX016", f"这里是{what}，要用英文的“|”", (value.at, value.line.end), "应写成：")
    scan.edit(value.at, value.line.end, "|")
    return _take_lines(scan, value, 0)


def looks_like_bar(scan: State, value: Value, text: str) -> bool:
    """Tell whether a value of one sign stands for a `|`: its word takes paragraphs, and there are some below."""
    if text not in _BARS or value.key not in scan.keys.prose or value.level.listing:
        return False
    following = next(scan.after(value.line), None)
    return following is not None and (following.column > value.level.typed or not scan.structural(following))


def _to_bar(scan: State, value: Value, message: str, advice: str) -> None:
    scan.find("JX016", message, (value.at, value.at + 1), advice)
    scan.edit(value.at, value.at + 1, "|")


def _begins_again(scan: State, value: Value, following: Line) -> bool:
    """Tell whether the next line holds a word that its level has already: then it is no text of this value."""
    mark = key_mark(following.content, scan.keys.all) if following.content[0] not in "\"'#" else None
    return mark is not None and mark.key in value.level.seen


def _text_after_bar(scan: State, value: Value, following: Line | None) -> int:
    """Move the text behind a `|` to a line of its own; `following` is the next line, if it stands deeper."""
    line, at, level, key = value
    column = following.lead - following.start if following is not None else level.column + 2
    shown = [scan.text[at + 1 : line.end].strip(), *(one.content for one in more_lines(scan, value))]
    block = "".join(f"\n{' ' * (level.column + 2)}{part}" for part in shown)
    scan.find(
        "JX016",
        "“|”后面不能有文字，文字要从下一行写起",
        (at + 1, line.end),
        f"请在“|”后面换行，下一行的行首用 {column} 个空格。应写成：\n{' ' * level.column}{key}: |{block}",
        corrected=False,
    )
    behind = scan.text[at + 1 : line.end]
    scan.edit(at + 1, line.end - len(behind.lstrip()), "\n" + " " * column)
    return _take_lines(scan, value, column)


def _take_lines(scan: State, value: Value, column: int, stated: bool = False) -> int:  # noqa: FBT001, FBT002
    """Take the lines below; `column` is their leading spaces where known already (else 0), `stated` by the header."""
    block = _Block(scan, value.level, value.key, column)
    if stated:  # the header counts from the corrected level
        block.settled = True
        block.column = value.level.column + column - value.level.typed
    at = value.line.number + 1
    while at < len(scan.lines) and block.take(scan.lines[at]):
        at += 1
    return at
