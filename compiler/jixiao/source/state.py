"""What one scan knows: the lines, the open levels, the findings and corrections so far."""

from collections.abc import Callable, Iterator

from jixiao.source.levels import Levels
from jixiao.source.lines import Line, split_lines
from jixiao.source.marks import DOCUMENT, NUMBER, REFERENCE, blank_name, comment_at, key_mark
from jixiao.source.nodes import Keys
from jixiao.source.repair import Edit, Finding


class State:
    """The shared memory of the scanner; the readers of lines, values and blocks write into it."""

    def __init__(self, text: str, keys: Keys) -> None:
        """Cut the text into lines."""
        self.text = text
        self.keys = keys
        self.levels = Levels(keys)
        self.findings: list[Finding] = []
        self.edits: list[Edit] = []
        self.late: list[tuple[int, Callable[[Finding], Finding]]] = []
        self.lines = [Line(number, text, start, end) for number, (start, end) in enumerate(split_lines(text))]
        self.stopped = False
        self.ruled = False
        self.compared = 0
        self.begun = False
        self.margin = -1
        self._references: frozenset[str] | None = None

    def references(self) -> frozenset[str]:
        """Every `&name` and `*name` that stands where a value begins."""
        if self._references is None:
            self._references = frozenset(REFERENCE.findall(self.text))
        return self._references

    def find(  # noqa: PLR0913 - the last two by name
        self,
        code: str,
        message: str,
        place: tuple[int, int],
        advice: str,
        *,
        corrected: bool = True,
        kind: str = "",
    ) -> None:
        """Note a fault at a place (start, end); `corrected` puts the corrected line behind the advice."""
        self.findings.append(Finding(code, message, *place, advice, corrected, kind=kind))

    def finish(self) -> None:
        """Complete the findings that speak of several lines."""
        for index, complete in self.late:
            self.findings[index] = complete(self.findings[index])

    def after(self, line: Line) -> Iterator[Line]:
        """The lines below a line that hold anything."""
        for number in range(line.number + 1, len(self.lines)):
            if self.lines[number].content:
                yield self.lines[number]

    def edit(self, start: int, end: int, text: str) -> None:
        """Note a correction."""
        if self.text[start:end] != text:
            self.edits.append(Edit(start, end, text))

    def number(self, offset: int) -> int:
        """The line (from 1) of an offset."""
        low, high = 0, len(self.lines)
        while high - low > 1:
            middle = (low + high) // 2
            if self.lines[middle].start <= offset:
                low = middle
            else:
                high = middle
        return low + 1

    def lead(self, line: Line, column: int) -> None:
        """Make a line begin at a column; tell of blanks that are no spaces."""
        if line.odd >= 0:
            char = self.text[line.odd]
            self.find(
                "JX008",
                f"行首有{blank_name(char)}，行首只能用普通空格",
                (line.odd, line.odd + 1),
                f"请删去行首的空白，用空格键输入 {column} 个空格。" if column else "请删去行首的空白。",
                corrected=False,
                kind=blank_name(char),
            )
        self.edit(line.start, line.lead, " " * column)

    def structural(self, line: Line) -> bool:
        """Tell whether a line begins something new, whatever text may be going on above it."""
        content = line.content
        if content[0] == "#" or (line.lead == line.start and DOCUMENT.match(content)):
            return True
        if self.heading(line):
            return True
        dash = content.startswith("- ")
        body = content[1:].lstrip() if dash else content
        if body[:1] in ("", '"', "'"):
            return dash and not body
        mark = key_mark(body, self.keys.all)
        if mark is None:
            return False
        if mark.key in self.keys.all:
            return mark.fault != "missing"
        at_level = any(line.column in one.columns for one in self.levels.stack)
        return at_level and not mark.fault and len(mark.key) <= 12 and comment_at(body) > mark.length  # noqa: PLR2004

    def heading(self, line: Line) -> bool:
        """Tell whether a line at the margin is a heading of the printed form: a number and a word of the top."""
        match = NUMBER.match(line.content) if line.lead == line.start else None
        word = line.content[match.end() :].rstrip(":： ") if match is not None else ""
        return word in self.keys.all and self.levels.fits("", word) is True
