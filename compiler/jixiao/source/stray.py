"""Lines that are no `名称: 内容`: headings of the printed form, paragraphs without their place, texts below a word."""

import re

from jixiao.source.levels import Level
from jixiao.source.lines import Line
from jixiao.source.marks import DOCUMENT, NUMBER, KeyMark, key_mark, names_field
from jixiao.source.rows import Rows
from jixiao.source.table import is_table
from jixiao.source.values import read_value
from jixiao.source.wrapped import Value, several

_TABBED = re.compile(r"(\w[^\t:：]{0,11}?)([ \t]*\t[ \t]*)(?=\S)")


class Strays(Rows):
    """The reader of such lines."""

    # --- headings ---

    def _is_title(self, line: Line) -> bool:
        """The title of the printed form (`公车购置绩效目标表`): told and left out."""
        word = line.content.rstrip(":： ")
        if not word.endswith("表") or word in self.keys.all or not any(key in word for key in self.keys.all):
            return False
        following = next(self.after(line), None)
        below = following is not None and following.column > line.column
        top = self.levels.top
        if below or not self.keys.children or (top is not None and top.blank and line.column > top.typed):
            return False
        self.find(
            "JX006",
            f"“{word}”是表上的标题，由程序排印，不用填写",
            (line.lead, line.end),
            "请把这一行移走。",
            corrected=False,
        )
        self.edit(line.start, line.start, "#")
        return True

    def _drop_number(self, line: Line) -> None:
        """`一、总体绩效目标`: a heading of the printed form with its number; read as the field that it names."""
        match = NUMBER.match(line.content)
        if match is None:
            return
        rest = line.content[match.end() :]
        mark = key_mark(rest, self.keys.all)
        if mark is None or not self.levels.fits("", mark.key) or (mark.fault == "missing" and mark.length < len(rest)):
            return
        if line.content[0].isdecimal() and mark.fault != "missing":
            return
        place = (line.lead, line.lead + match.end() + mark.length)
        self.find("JX006", "这是表上的标题，前面不要编号", place, "请写成：")
        line.lead, line.content, line.told = line.lead + match.end(), rest, True

    def _tabbed(self, line: Line) -> KeyMark | None:
        """`预算数⇥99`: a word and a tab, as pasted from a table, where a field is due."""
        match = _TABBED.match(line.content) if "\t" in line.content else None
        if match is None or self._takes_text(line):
            return None
        return KeyMark(match.group(1), match.end(1), match.end(), "missing")

    # --- texts below a word ---

    def _text(self, line: Line) -> int:
        top = self.levels.top
        self._snap(line, dash=False)
        listing = self._bare_row(line)
        if listing is not None:
            return self._named(line, line.lead, listing, self.levels.naming(listing.name))
        if top is None or not top.blank:
            return self._stray(line)
        if line.column <= top.typed:
            below = top.key in self.keys.prose and not top.listing and bool(line.content.strip("-=*_~—－─━＝…·"))
            return self._paragraphs(line, top) if below else self._stray(line)
        if top.key in self.keys.lists and not top.listing and line.content[0] not in "[{":
            return self._rows_without_dash(line, top)
        field = self._field_below(line, top)
        if field:
            return self._mixed(line, top, field)
        shifted = top.column != top.typed or line.odd >= 0
        self.lead(line, top.column + 2 if shifted else line.column)
        top.blank = False
        return read_value(self, Value(line, line.lead, top, top.key))

    def _field_below(self, line: Line, top: Level) -> str:
        """The first field among the lines that stand below a word together with a text; empty if there is none."""
        if top.listing or top.key in self.keys.prose or self.levels.is_leaf(top.key):
            return ""
        for one in self.after(line):
            if one.column <= top.typed:
                break
            word = names_field(one.content, self.keys.all)
            if word:
                return word
        return ""

    def _mixed(self, line: Line, top: Level, field: str) -> int:
        self.find(
            "JX006",
            f"“{top.key}”下面既有文字，又有“{field}”等栏目",
            (line.lead, line.end),
            f"请把文字和栏目分开：文字写在它所属的名称后面，“{field}: …”另外填写。",
            corrected=False,
        )
        self.edit(line.start, line.start, "#")
        return line.number + 1

    def _paragraphs(self, line: Line, top: Level) -> int:
        """Paragraphs below a word that takes them, without any leading space."""
        run = [line]
        for one in self.after(line):
            if self._begins_something(one):
                break
            run.append(one)
        top.blank = False
        self.edit(line.start, line.lead, " " * (top.column + 2))
        return several(self, Value(line, line.lead, top, top.key), run[-1], [one.content for one in run])

    def _begins_something(self, line: Line) -> bool:
        return (
            line.content[0] in "#＃"
            or self._dash_length(line) > 0
            or DOCUMENT.match(line.content) is not None
            or self._key(line, line.lead, line.end) is not None
            or is_table(self, line)
            or self.heading(line)
        )

    # --- lines that say nothing in this format ---

    def _stray(self, line: Line) -> int:
        """Lines that say nothing in this format: told once for a run of them, and left out."""
        at = line.number
        last = line
        while at < len(self.lines):
            one = self.lines[at]
            if one.content and at > line.number and self._begins_something(one):
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
