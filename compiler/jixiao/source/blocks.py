"""Texts of several lines below a `|`: which lines belong to them, as their author sees it.

To YAML a text ends at the first line with too few leading spaces. Authors indent a first line as in Word, paste
paragraphs without any leading space, or use tabs and full-width spaces; such lines are told and taken in.
"""

from typing import TYPE_CHECKING

from jixiao.source.marks import blank_name

if TYPE_CHECKING:
    from jixiao.source.levels import Level
    from jixiao.source.linescan import Line, Scan


class _Block:
    """The reading of one block."""

    def __init__(self, scan: "Scan", level: "Level", key: str, column: int) -> None:
        self.scan = scan
        self.level = level
        self.key = key
        self.typed = column
        self.column = max(column, level.column + 1) if column else 0
        self.empty: list[Line] = []
        self.told = False

    def take(self, line: "Line") -> bool:
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

    def _spaces(self, line: "Line") -> int:
        """Ordinary spaces at the beginning of a line."""
        return (line.odd if line.odd >= 0 else line.lead) - line.start

    def _settle(self) -> int:
        if not self.typed:
            self.typed = self.level.typed + 2
            self.column = self.level.column + 2
        return self.column

    def _pad(self, line: "Line", spaces: int) -> None:
        self.scan.edit(line.start, line.start + spaces, " " * (spaces + self.column - self.typed))

    def _odd(self, line: "Line") -> None:
        column = self._settle()
        if not self.told:
            self.told = True
            char = self.scan.text[line.odd]
            self.scan.find("JX008", f"行首有{blank_name(char)}，行首只能用普通空格", line.odd, line.odd + 1,
                           f"请删去这段文字各行行首的空白，用空格键输入 {column} 个空格（首行空两格由程序排版）。", corrected=False)
        self.scan.edit(line.start, line.lead, " " * column)

    def _short(self, line: "Line") -> None:
        first = self.typed == 0
        column = self._settle()
        if not self.told:
            self.told = True
            typed = line.lead - line.start
            message = f"“{self.key}”的文字行首空格不够：现有 {typed} 个，应有 {column} 个" if first else \
                f"这一行的行首空格比这段文字的第一行少：现有 {typed} 个，应有 {column} 个"
            advice = f"“|”下面的每一行文字，行首都要有 {column} 个空格。"
            self.scan.find("JX009", message, line.lead, line.end, advice, corrected=False)
        self.scan.edit(line.start, line.lead, " " * column)

    def _interrupts(self, line: "Line") -> bool:
        """Tell whether a comment line stands in the middle of the text, which would cut the rest off."""
        if line.content[0] != "#" or not self.typed:
            return False
        for one in self.scan.lines[line.number + 1 :]:
            if one.content and one.content[0] != "#":
                return one.odd < 0 and self._spaces(one) >= self.typed and one.column > self.level.typed
        return False

    def _remove(self, line: "Line") -> None:
        self.scan.find("JX009", "备注行夹在一段文字中间，会使后面的文字丢失", line.lead, line.end, "请把备注移到这段文字的前面或后面。",
                       corrected=False)
        self.scan.edit(line.start, line.end, "")

    def _blank_lines(self) -> None:
        """Empty lines in front of the first text may not be longer than its leading spaces."""
        for one in self.empty:
            if one.lead - one.start > self.typed or one.odd >= 0:
                self.scan.edit(one.start, one.lead, "")
        self.empty.clear()


def read_block(scan: "Scan", line: "Line", level: "Level", key: str, column: int = 0) -> int:
    """Read the text below the `|` of a line; gives the next line. `column`: its leading spaces if known already."""
    block = _Block(scan, level, key, column)
    at = line.number + 1
    while at < len(scan.lines) and block.take(scan.lines[at]):
        at += 1
    return at
