"""The values of a 填报表's cells: each read by the kind of its column, or a fault that says where and what to type."""

import re
import unicodedata
from typing import Any, NamedTuple

from jixiao.diagnostics import ERROR, WARNING, Diagnostic
from jixiao.exchange.cells import CODE, Cell
from jixiao.exchange.columns import CODES, GROUP, SHARE, Column
from jixiao.model import fields as kinds
from jixiao.model.names import plain
from jixiao.model.quantity import Refusal, parse_amount, parse_date, parse_share, parse_year
from jixiao.source.invisible import INVISIBLE, name_of

NOTICE = "JX062"
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_TAIL = re.compile(r"\([^()]*\)$")
#: Words of a hint that are about typing YAML.
_FOR_YAML = ("冒号", "行首", "“|”", "“- ”", "引号", "写成：")
_AS_TEXT = "请把单元格设成文本格式，再重新录入。"


class Spot(NamedTuple):
    """A cell for people: sheet, row, column letter, heading (empty for a row as a whole)."""

    sheet: str
    row: int
    letter: str = ""
    heading: str = ""

    @property
    def words(self) -> str:
        """Where it is, in words."""
        cell = f"“{self.heading}”（{self.letter}{self.row}）" if self.heading else ""
        return f"“{self.sheet}”第 {self.row} 行{cell}"


class Faults:
    """What is wrong with a workbook, in order of being found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Diagnostic] = []

    def add(self, spot: Spot | str, message: str, hint: str = "") -> None:
        """An error."""
        self._put(CODE, ERROR, spot, message, hint)

    def note(self, spot: Spot | str, message: str, hint: str = "") -> None:
        """Something that people should know, which stops nothing."""
        self._put(NOTICE, WARNING, spot, message, hint)

    def _put(self, code: str, severity: str, spot: Spot | str, message: str, hint: str) -> None:
        where = spot if isinstance(spot, str) else f"{spot.words}："
        self.found.append(Diagnostic(code, severity, f"{where}{message}", hint, None, self.file))


def office_hint(hint: str) -> str:
    """A hint for somebody who looks at cells: nothing on typing YAML."""
    return "" if any(word in hint for word in _FOR_YAML) else hint


def heading_key(text: str) -> str:
    """A heading as it is recognised: without blanks, width, and what stands in brackets at its end."""
    bare = plain(text).replace("*", "")
    return _TAIL.sub("", bare) or bare


def taken(cell: Cell | None, column: Column, unit: str, spot: Spot, faults: Faults) -> Any:  # noqa: ANN401 - a text or a list
    """What a cell says; blank where it says nothing or cannot be used."""
    if cell is None or not cell.text:
        return [] if column.kind == kinds.LINES else ""
    text = cell.text
    trouble, hint = _unusable(cell, column)
    if trouble:
        faults.add(spot, trouble, hint)
        return ""
    if column.kind == kinds.LINES:
        return [line for line in text.split("\n") if line.strip()]
    return text if column.kind == kinds.PROSE else _one_line(cell, column, unit, spot, faults)


def _unusable(cell: Cell, column: Column) -> tuple[str, str]:
    """Why a cell cannot be used at all, and what to do; empty where it can."""
    text = cell.text
    if cell.kind == "bad":
        return text, ""
    if not text.isprintable() and (odd := INVISIBLE.search(text)):
        code = ord(odd.group())
        return f"有一个看不见或不能使用的字符 U+{code:04X}（{name_of(code)}）", "请把这一格重新录入一遍。"
    if cell.kind == "day" and column.kind != kinds.DATE:
        return f"这里被当成了日期（{text}）", _AS_TEXT
    if "\n" in text and not column.lines:
        return "这一格只能写一行", "请删去格里的换行。"
    return "", ""


def _one_line(cell: Cell, column: Column, unit: str, spot: Spot, faults: Faults) -> str:
    text = cell.text
    if column.kind == kinds.LINE:
        if cell.kind == "number" and column.key in CODES:
            faults.note(spot, f"编码“{text}”是按数字录入的，前面如果有 0 已经丢失", f"请核对；要改的话，{_AS_TEXT[1:]}")
        return text
    straight = unicodedata.normalize("NFKC", text).strip()
    if column.kind == kinds.CHOICE:
        return _choice(straight, column, spot, faults)
    if column.kind == SHARE and cell.kind == "number" and not text.endswith("%") and _is_part(straight):
        faults.add(spot, f"“{text}”看不出是百分之几", f"请写明，例如 {_percent(straight)}；{_AS_TEXT[1:]}")
        return ""
    if column.kind == kinds.DATE and (day := _DAY.fullmatch(straight)):
        straight = f"{int(day[1]):04}-{int(day[2]):02}-{int(day[3]):02}"
    found = _parsed(straight, column.kind, unit)
    if isinstance(found, Refusal):
        faults.add(spot, found.message, office_hint(found.hint))
        return ""
    return text if _parsed_is_same(text, column.kind, unit) else straight


def _parsed(text: str, kind: str, unit: str) -> object:
    if kind == kinds.MONEY:
        return parse_amount(text, unit)
    if kind == kinds.YEAR:
        return parse_year(text)
    return parse_date(text) if kind == kinds.DATE else parse_share(text)


def _parsed_is_same(text: str, kind: str, unit: str) -> bool:
    return not isinstance(_parsed(text, kind, unit), Refusal)


def _is_part(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal() and 0 < float(text) <= 1


def _percent(text: str) -> str:
    return f"{float(text) * 100:g}%"


def _choice(text: str, column: Column, spot: Spot, faults: Faults) -> str:
    for word in column.choices:
        if heading_key(text) == plain(word) or (column.heading == GROUP and f"{heading_key(text)}指标" == plain(word)):
            return word
    faults.add(spot, f"不能写“{text}”", f"可写：{'、'.join(column.choices)}。")
    return ""
