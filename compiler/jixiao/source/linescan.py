"""Line by line: what the author of a text meant, which mistakes are in it, and how to correct them in memory.

The scanner is more patient than a YAML parser. It follows levels, blocks, quotes and brackets as a person reads them,
and knows the domain words, so that a mistake is explained where it was made and one mistake is told once. It runs only
on texts that the fast way doubts. Its findings carry offsets into the text it was given.
"""

from jixiao.source.documents import read_marker
from jixiao.source.flow import read_flow
from jixiao.source.levels import Level
from jixiao.source.lines import Line
from jixiao.source.marks import DOCUMENT, blank_name
from jixiao.source.nodes import Keys
from jixiao.source.repair import Edit, Finding
from jixiao.source.stray import Strays
from jixiao.source.table import is_table, read_table
from jixiao.source.values import read_value
from jixiao.source.words import check_junk
from jixiao.source.wrapped import Value


class Scan(Strays):
    """The reader of lines."""

    def run(self) -> None:
        """Read all lines."""
        at = 0
        while at < len(self.lines) and not self.stopped:
            at = self._line(self.lines[at])

    def _line(self, line: Line) -> int:
        """Read one line and whatever belongs to its value; gives the next line."""
        if not line.content:
            self.empty(line)
        elif line.content[0] == "＃":
            self._wide_comment(line)
        elif line.content[0] == "#":
            if line.odd >= 0:
                self.lead(line, line.column)
        elif line.lead == line.start and (DOCUMENT.match(line.content) or line.content[0] == "%"):
            read_marker(self, line)
        else:
            return self._content(line)
        return line.number + 1

    def empty(self, line: Line) -> None:
        """An empty line may hold spaces, but none of the blanks that are no spaces."""
        if line.odd >= 0:
            char = self.text[line.odd]
            self.find(
                "JX008",
                f"空行里有{blank_name(char)}",
                (line.odd, line.odd + 1),
                "请删去这一行里的空白。",
                corrected=False,
            )
            self.edit(line.start, line.lead, "")

    def _wide_comment(self, line: Line) -> None:
        self.find("JX006", "备注要以英文的“#”加一个空格开头", (line.lead, line.lead + 1), "应写成：")
        rest = line.content[1:].lstrip()
        self.edit(line.start, line.end - len(rest), " " * line.column + "# ")

    # --- a line with content ---

    def _content(self, line: Line) -> int:
        first, self.begun = not self.begun, True
        if first and self._is_closed(line):
            return read_value(self, Value(line, line.lead, Level("", -1, -1, listing=False), ""))
        if is_table(self, line):
            return read_table(self, line)
        if self._is_title(line):
            return line.number + 1
        check_junk(self, line)
        self._drop_number(line)
        dash = self._dash_length(line)
        if dash:
            return self._row(line, dash)
        mark = self._key(line, line.lead, line.end) or self._tabbed(line)
        if mark is None or (mark.fault == "missing" and self._takes_text(line)):
            return self._text(line)
        self._snap(line, dash=False)
        return self._entry(line, mark, self._top_column(line))

    def _is_closed(self, line: Line) -> bool:
        """Tell whether brackets at the top of a file (as in JSON) are closed before anything else begins."""
        if line.content[0] not in "{[":
            return False
        limit = next((one.start for one in self.after(line) if self.structural(one)), len(self.text))
        return read_flow(self.text, line.lead, limit).end >= 0


def scan(text: str, keys: Keys) -> tuple[list[Finding], list[Edit]]:
    """Findings and corrections for a text, in its own offsets."""
    state = Scan(text, keys)
    state.run()
    state.finish()
    return state.findings, state.edits
