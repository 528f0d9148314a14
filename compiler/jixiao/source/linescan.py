"""Line by line: what the author of a text meant, which mistakes are in it, and how to correct them in memory.

The scanner is more patient than a YAML parser. It follows levels, blocks, quotes and brackets as a person reads them,
and knows the domain words, so that a mistake is explained where it was made and one mistake is told once. It runs only
on texts that the fast way doubts. Its findings carry offsets into the text it was given.
"""

from jixiao.source.dashes import fake_dash, is_fake, second_dash
from jixiao.source.documents import read_marker
from jixiao.source.flow import read_flow
from jixiao.source.levels import Level, Placed
from jixiao.source.lines import Line, width
from jixiao.source.marks import DOCUMENT, FAKE_DASH, KeyMark, blank_name, key_mark
from jixiao.source.nodes import Keys
from jixiao.source.repair import Edit, Finding
from jixiao.source.state import State
from jixiao.source.values import read_value
from jixiao.source.words import check_colon, check_junk, check_word
from jixiao.source.wrapped import Value


class Scan(State):
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

    # --- a line with content ---

    def _content(self, line: Line) -> int:
        first, self.begun = not self.begun, True
        if first and self._is_closed(line):
            return read_value(self, Value(line, line.lead, Level("", -1, -1, listing=False), ""))
        check_junk(self, line)
        dash = self._dash_length(line)
        if dash:
            return self._row(line, dash)
        mark = self._key(line, line.lead, line.end)
        if mark is None or (mark.fault == "missing" and self._takes_text(line)):
            return self._text(line)
        self._snap(line, dash=False)
        return self._entry(line, mark, self._top_column(line))

    def _key(self, line: Line, start: int, end: int, *, value: bool = False) -> KeyMark | None:
        text = self.text[start:end]
        if text[0] in "\"'":
            return self._quoted_key(text)
        if text[0] in "{[|>&*!":
            mark = key_mark(text, self.keys.all)
            return mark if mark is not None and not mark.fault and not self._takes_text(line) and not value else None
        return key_mark(text, self.keys.all, guess=self._rows_have_words() if value else not self._takes_text(line))

    def _rows_have_words(self) -> bool:
        """Tell whether the rows being read are known to consist of `名称: 内容` lines."""
        top = self.levels.top
        if top is None or top.blank:
            return top is not None and top.key in self.keys.children
        innermost = next((one for one in reversed(self.levels.stack) if one.listing), None)
        return innermost is not None and innermost.name in self.keys.children

    @staticmethod
    def _quoted_key(text: str) -> KeyMark | None:
        close = text.find(text[0], 1)
        rest = text[close + 1 :].lstrip(" \t") if close > 0 else ""
        if not rest.startswith(":") or rest[1:2].strip():
            return None
        after = len(text) - len(rest) + 1
        return KeyMark(text[1:close], close + 1, after + len(rest[1:]) - len(rest[1:].lstrip(" \t")), "")

    def _takes_text(self, line: Line) -> bool:
        """Tell whether a line may be the value of the word above it, on a line of its own."""
        top = self.levels.top
        return top is not None and top.blank and line.column > top.typed and not (self.fits_below(top, line))

    def fits_below(self, top: Level, line: Line) -> bool:
        """Tell whether the word above opens a group that is known to hold the key of this line."""
        mark = key_mark(line.content, self.keys.all) if line.content[0] not in "\"'" else None
        return mark is not None and bool(self.levels.fits(top.key, mark.key))

    def _snap(self, line: Line, *, dash: bool) -> None:
        """Guess the column of a line whose leading blanks are no spaces: one that is possible now."""
        if not line.unsure:
            return
        blanks = self.text[line.start : line.lead]
        possible = self.levels.candidates(dash=dash)
        for tab in (2, 4, 8, 1):
            if width(blanks, tab) in possible:
                line.column = width(blanks, tab)
                return
        line.column = min(possible, key=lambda column: abs(column - width(blanks, 2)))

    def _top_column(self, line: Line) -> int:
        """The column of the first line; spaces in front of it alone are a slip."""
        if self.levels.stack or not line.column:
            return line.column
        if not self._has_margin_words(line):
            return line.column
        if not line.unsure:
            self.find(
                "JX009",
                f"这一行的行首多了 {line.column} 个空格",
                (line.start, line.lead),
                "请删去行首的空格。",
                corrected=False,
            )
        return 0

    def _has_margin_words(self, line: Line) -> bool:
        """Tell whether a known word stands at the margin below a line."""
        if line.number >= self.margin:
            self.margin = next((one.number for one in self.after(line) if self._is_margin_word(one)), len(self.lines))
        return self.margin < len(self.lines)

    def _is_margin_word(self, line: Line) -> bool:
        mark = key_mark(line.content, self.keys.all) if line.lead == line.start else None
        return mark is not None and not mark.fault and mark.key in self.keys.all

    def _entry(self, line: Line, mark: KeyMark, column: int) -> int:
        placed = self.levels.key(column, mark.key)
        level = placed.level
        if level is None:
            return line.number + 1
        if placed.fault == "dash":
            self._missing_dash(line, mark, placed, level)
        else:
            if placed.fault and not line.unsure:
                self._moved(line, mark.key, placed, level.column)
            self.lead(line, level.column)
        return self._pair(line, line.lead, mark, level)

    def _missing_dash(self, line: Line, mark: KeyMark, placed: Placed, level: Level) -> None:
        self.findings.append(
            Finding(
                "JX043",
                f"“{mark.key}”在这一条里已经有了，另起一条要以“- ”开头",
                line.lead,
                line.lead + mark.length,
                f"在“{mark.key}”前面加“- ”（减号和一个空格），减号与上一条的减号对齐。应写成：",
                others=(("上一条从这里开始", placed.anchor, placed.anchor + mark.length),),
            )
        )
        self.edit(line.start, line.lead, " " * (level.column - 2) + "- ")

    def _moved(self, line: Line, word: str, placed: Placed, column: int) -> None:
        typed = line.lead - line.start
        message = f"“{word}”这一行的行首空格不对：现有 {typed} 个，应有 {column} 个"
        start = line.lead
        if placed.anchor < 0:
            advice = f"它属于“{placed.under}”，应放在“{placed.under}”下面，" if placed.under else ""
            self.find(
                "JX009", message, (start, start + len(word)), f"{advice}请把行首空格改为 {column} 个。", corrected=False
            )
            return
        number = self.number(placed.anchor)
        label = placed.level.first_key if placed.level and word != "- " else "- "
        self.findings.append(
            Finding(
                "JX009",
                message,
                start,
                start + len(word.rstrip()),
                f"请与第 {number} 行的“{label}”对齐，行首空格改为 {column} 个。",
                corrected=False,
                others=((f"应与这里的“{label}”对齐", placed.anchor, placed.anchor + len(label.rstrip())),),
            )
        )

    def _pair(self, line: Line, start: int, mark: KeyMark, level: Level) -> int:
        """`key: value` whose level is settled: check the colon, remember the key, read the value."""
        check_colon(self, start, mark)
        mark = check_word(self, start, mark)
        level.key = mark.key
        level.seen.setdefault(mark.key, start)
        if level.first < 0:
            level.first, level.first_key = start, mark.key
        level.blank = False
        return read_value(self, Value(line, start + mark.after, level, mark.key))

    # --- rows ---

    def _dash_length(self, line: Line) -> int:
        """Length of the `- ` (or of what stands for it) at the beginning of a line; 0 if there is none."""
        content = line.content
        if content == "-" or content.startswith("- "):
            return len(content) - len(content[1:].lstrip(" "))
        match = FAKE_DASH.match(content)
        if match is None or match.end() == len(content):
            return 0
        mark = key_mark(content[match.end() :], self.keys.all)
        if mark is not None and mark.key in self.keys.all and mark.fault != "missing":
            return match.end()
        top = self.levels.top
        if top is None:
            return 0
        rows = top.listing and line.column in top.columns
        below = top.blank and top.key in self.keys.lists and line.column >= top.typed
        return match.end() if rows or below else 0

    def _row(self, line: Line, length: int) -> int:
        self._snap(line, dash=True)
        start = line.lead + length
        column = line.column + length
        fake = is_fake(line, length)
        start = second_dash(self, line, start)
        mark = self._key(line, start, line.end, value=True) if start < line.end else None
        if (
            mark is not None
            and mark.fault == "missing"
            and (mark.after == line.end - start or not self._rows_have_words())
        ):
            mark = None
        stray = not self.levels.stack and self._has_margin_words(line)
        placed = Placed(None) if stray else self.levels.dash(line.column, mark.key if mark else "")
        level = placed.level
        if level is None:
            return self._needless_dash(line, start, mark)
        if fake:
            fake_dash(self, line, length)
        if placed.fault and not line.unsure:
            self._moved(line, "- ", placed, level.column)
        if level.first < 0:
            level.first = line.lead
        self.lead(line, level.column)
        level.blank = start >= line.end
        if level.blank:
            return line.number + 1
        if mark is None:
            return read_value(self, Value(line, start, level, level.name))
        offset = 2 if fake else column - line.column
        row = Level(level.name, level.column + offset, line.column + offset, listing=False, row=True)
        row.columns.update((column, line.column + 2, start - line.start))
        self.levels.push(row)
        return self._pair(line, start, mark, row)

    def _needless_dash(self, line: Line, start: int, mark: KeyMark | None) -> int:
        sign = line.content[: start - line.lead].strip()
        self.find(
            "JX009",
            f"这里不应有“{sign}”：上面没有可以逐条填写的内容",
            (line.lead, line.lead + len(sign)),
            f"请删去“{sign}”。" if mark else "如果是上一行内容的一部分，请接到上一行的末尾。",
            corrected=False,
        )
        if mark is None:
            self.edit(line.start, line.start, "#")
            return line.number + 1
        column = line.column
        line.lead, line.content = start, self.text[start : line.end]
        placed = self.levels.key(column, mark.key)
        level = placed.level
        if level is None:
            return line.number + 1
        self.edit(line.start, line.lead, " " * level.column)
        return self._pair(line, start, mark, level)

    # --- lines that are no `key: value` ---

    def _text(self, line: Line) -> int:
        top = self.levels.top
        self._snap(line, dash=False)
        if top is None or not top.blank or line.column <= top.typed:
            return self._stray(line)
        if top.key in self.keys.lists and not top.listing and line.content[0] not in "[{":
            return self._rows_without_dash(line, top)
        shifted = top.column != top.typed or line.odd >= 0
        self.lead(line, top.column + 2 if shifted else line.column)
        top.blank = False
        return read_value(self, Value(line, line.lead, top, top.key))

    def _is_closed(self, line: Line) -> bool:
        """Tell whether brackets at the top of a file (as in JSON) are closed before anything else begins."""
        if line.content[0] not in "{[":
            return False
        limit = next((one.start for one in self.after(line) if self.structural(one)), len(self.text))
        return read_flow(self.text, line.lead, limit).end >= 0

    def _rows_without_dash(self, line: Line, top: Level) -> int:
        top.blank = False
        at = line.number
        column = max(line.column, top.column)
        self.find("JX043", f"“{top.key}”下面的每一条要以“- ”开头", (line.lead, line.end), "应写成：")
        while at < len(self.lines):
            one = self.lines[at]
            if one.content and (
                one.column < line.column
                or one.content[0] == "#"
                or self._dash_length(one)
                or key_mark(one.content, self.keys.all)
            ):
                break
            if one.content:
                self.lead(one, column)
                self.edit(one.lead, one.lead, "- ")
            at += 1
        level = Level(top.key, column, line.column, listing=True)
        level.first = line.lead
        self.levels.push(level)
        return at

    def _stray(self, line: Line) -> int:
        """Lines that say nothing in this format: told once for a run of them, and left out."""
        at = line.number
        last = line
        while at < len(self.lines):
            one = self.lines[at]
            if (
                one.content
                and at > line.number
                and (
                    one.content[0] == "#"
                    or self._dash_length(one)
                    or DOCUMENT.match(one.content)
                    or self._key(one, one.lead, one.end)
                )
            ):
                break
            if one.content:
                self.edit(one.start, one.start, "#")
                last = one
            at += 1
        self._stray_finding(line, last)
        return at

    def _stray_finding(self, line: Line, last: Line) -> None:
        top = self.levels.top
        if not line.content.strip("-=*_~—－─━＝…·"):
            self.find(
                "JX006",
                "这里不能用分隔线",
                (line.lead, line.end),
                "请删去这一行，或改为以“# ”开头的备注行。",
                corrected=False,
            )
            return
        count = last.number - line.number
        message = "这一行不是“名称: 内容”的写法" if not count else f"从这一行起有 {count + 1} 行不是“名称: 内容”的写法"
        if top is None or top.blank or not top.key:
            advice = "请在前面写上名称和英文冒号；如果是备注，请在行首加“# ”。"
        elif top.key in self.keys.prose or not self.keys.prose:
            advice = (
                f"如果是“{top.key}”的内容，请在“{top.key}: ”后面写“|”，把各段文字放在下面，"
                f"每行的行首用 {top.column + 2} 个空格；如果是备注，请在行首加“# ”。"
            )
        else:
            advice = f"如果是“{top.key}”的后半句，请接到那一行的末尾；如果是备注，请在行首加“# ”。"
        self.find("JX006", message, (line.lead, line.end), advice, corrected=False)


def scan(text: str, keys: Keys) -> tuple[list[Finding], list[Edit]]:
    """Findings and corrections for a text, in its own offsets."""
    state = Scan(text, keys)
    state.run()
    return state.findings, state.edits
