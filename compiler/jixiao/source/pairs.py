"""`名称: 内容` lines: the word, the column and the level of each, and the way to its value."""

from jixiao.source.levels import Level, Placed
from jixiao.source.lines import Line, width
from jixiao.source.marks import KeyMark, key_mark, names_field
from jixiao.source.repair import Finding
from jixiao.source.state import State
from jixiao.source.values import read_value
from jixiao.source.words import check_colon, check_word
from jixiao.source.wrapped import Value


class Pairs(State):
    """The reader of single `名称: 内容` lines."""

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
        wide = rest.startswith("：")
        if not wide and (not rest.startswith(":") or rest[1:2].strip()):
            return None
        after = len(text) - len(rest) + 1
        fault = "wide" if wide else ""
        return KeyMark(text[1:close], close + 1, after + len(rest[1:]) - len(rest[1:].lstrip(" \t")), fault)

    def _takes_text(self, line: Line) -> bool:
        """Tell whether a line may be the value of the word above it, on a line of its own."""
        top = self.levels.top
        if top is None or not top.blank or line.column <= top.typed or self.fits_below(top, line):
            return False
        return not (
            self.levels.is_group(top.key) and ("\t" in line.content or names_field(line.content, self.keys.all))
        )

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
        wrapped = self.text[start] not in "\"'" and mark.key != self.text[start : start + mark.length]
        check_colon(self, start, mark, silent=line.told or wrapped)
        mark = check_word(self, start, mark)
        level.key = mark.key
        level.seen.setdefault(mark.key, start)
        if level.first < 0:
            level.first, level.first_key = start, mark.key
        level.blank = False
        return read_value(self, Value(line, start + mark.after, level, mark.key))
