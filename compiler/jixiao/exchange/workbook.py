"""The 填报表 as a workbook that a clerk fills in with WPS or Excel.

Whatever a source says is text: no cell is a formula, and none becomes one when it is edited; every cell is formatted as
text, so that 068 and 43.3800 stay what they are. The same sources give the same bytes.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from jixiao.exchange.columns import (
    ADVICE,
    GROUP,
    GUIDE,
    KEY,
    NUMBER,
    ORGAN,
    OWNER,
    PROJECTS,
    VALUE,
    Column,
    Page,
)
from jixiao.exchange.guide import guide
from jixiao.model.form import Form

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

#: Characters that a cell can hold.
MOST_TEXT = 32_767
#: Rows below the last that are ready to be filled in, and how far down the choices reach.
_READY, _REACH = 30, 5000
_HEAD_NEEDED, _HEAD_WANTED, _HEAD, _HEAD_ASIDE = "FFF4B183", "FFFFE699", "FFBDD7EE", "FFE7E6E6"
_NEEDED, _WANTED, _FIXED = "FFFDF0E6", "FFFFFAEB", "FFF5F5F5"
_HEI, _SONG = "黑体", "宋体"
#: What would be taken for a formula when a cell is edited.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"
#: What Excel takes for a list of choices within a formula.
_MOST_CHOICES = 250
#: Points a line, and of the tallest row.
_LINE, _TALLEST = 14.5, 409


def workbook(form: Form, year: str, sheets: Mapping[str, Page], rows: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """The workbook of a department-year."""
    from openpyxl import Workbook

    book = Workbook()
    first = book.worksheets[0]
    first.title = GUIDE
    _guide(first, form, year)
    for name, page in sheets.items():
        sheet = book.create_sheet(name)
        if name == ORGAN:
            _organ(sheet, page, rows[name])
        else:
            _table(sheet, page, rows[name])
    book.active = 0
    moment = datetime(int(year) if year.isdecimal() and int(year) else 2000, 1, 1)  # noqa: DTZ001 - the format knows no time zones
    book.properties.creator = book.properties.lastModifiedBy = "jixiao"
    book.properties.title = "填报表"
    book.properties.language = "zh-CN"
    book.properties.created = moment
    return _saved(book, moment)


# -- sheets -----------------------------------------------------------------------------------------------------------


class _Looks:
    """The looks of cells, made once: giving each cell its own takes longer than all else."""

    def __init__(self, sheet: "Worksheet") -> None:
        self.sheet = sheet
        self.made: dict[tuple[str, bool, bool], Any] = {}

    def put(self, row: int, column: int, text: str, fill: str = "", *, bold: bool = False) -> "Cell":
        """A cell that is text and stays text; an empty one stays empty."""
        from openpyxl.cell import Cell

        cell = self.sheet.cell(row, column)
        if not isinstance(cell, Cell):
            raise TypeError(cell)
        exact = text.startswith(_FORMULA) or text != text.strip()
        cell._style = self._style(fill, exact, bold)  # type: ignore[attr-defined]  # noqa: SLF001 - see the class
        if text:
            cell.value = harmless(text)
            cell.data_type = "s"  # whatever it looks like
        return cell

    def _style(self, fill: str, exact: bool, bold: bool) -> Any:  # noqa: ANN401, FBT001 - a type of the library
        from openpyxl.cell import Cell
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        key = (fill, exact, bold)
        if key not in self.made:
            model = Cell(self.sheet, 1, 1)  # belongs to no row
            model.number_format = "@"
            model.font = Font(_HEI if bold else _SONG, 10.5)
            model.alignment = Alignment("center" if bold else "left", "center" if bold else "top", wrap_text=True)
            model.fill = PatternFill("solid", fill) if fill else PatternFill()
            thin = Side("thin", "FFBFBFBF")
            model.border = Border(thin, thin, thin, thin)
            model.quotePrefix = exact
            self.made[key] = model._style  # type: ignore[attr-defined]  # noqa: SLF001
        return self.made[key]


def _guide(sheet: "Worksheet", form: Form, year: str) -> None:
    from openpyxl.styles import Alignment, Font

    looks = _Looks(sheet)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 14, 90
    for number, (title, text) in enumerate(guide(form, year), 1):
        looks.put(number, 1, title, _FIXED, bold=True)
        looks.put(number, 2, text)
        sheet.row_dimensions[number].height = _height([text], [90]) + 6
    sheet.merge_cells("A1:B1")
    sheet["A1"].font, sheet["A1"].alignment = Font(_HEI, 16), Alignment("center", "center")
    sheet.row_dimensions[1].height = 36
    _print_setup(sheet, landscape=False)


def _organ(sheet: "Worksheet", page: Page, rows: Sequence[Sequence[str]]) -> None:
    """栏目, 内容, 填写说明: one field a row."""
    looks = _Looks(sheet)
    for column, (word, width) in enumerate(((KEY, 28), (VALUE, 64), (ADVICE, 60)), 1):
        looks.put(1, column, word, _HEAD, bold=True)
        sheet.column_dimensions[_letter(column)].width = width
    for number, (column_, row) in enumerate(zip(page.columns, rows, strict=True), 2):
        for at, text in enumerate(row, 1):
            fill = (_NEEDED if column_.needed else _WANTED if column_.wanted else "") if at == 2 else _FIXED  # noqa: PLR2004
            looks.put(number, at, text, fill)
        sheet.row_dimensions[number].height = _height(row, [28, 64, 60])
        if column_.choices:
            _choices(sheet, column_, f"B{number}", column_.choices)
    sheet.freeze_panes = "B2"
    _print_setup(sheet, landscape=False)


def _table(sheet: "Worksheet", page: Page, rows: Sequence[Sequence[str]]) -> None:
    """One record a row below its headings."""
    looks = _Looks(sheet)
    for at, column in enumerate(page.columns, 1):
        _heading(looks.put(1, at, column.heading, _head_fill(column), bold=True), column)
        sheet.column_dimensions[_letter(at)].width = column.width
        sheet.column_dimensions[_letter(at)].number_format = "@"
    fills = [_NEEDED if one.needed else _WANTED if one.wanted else "" for one in page.columns]
    blank, widths = [""] * len(page.columns), [one.width for one in page.columns]
    for number, row in enumerate([*rows, *[blank] * _READY], 2):
        for at, (text, fill) in enumerate(zip(row, fills, strict=True), 1):
            looks.put(number, at, text, fill)
        sheet.row_dimensions[number].height = _height(row, widths)
    sheet.row_dimensions[1].height = 33
    last = len(rows) + 1
    frozen = next(at for at, one in enumerate(page.columns, 1) if one.heading not in {NUMBER, OWNER})
    sheet.freeze_panes = sheet.cell(2, frozen + (page.name == PROJECTS)).coordinate
    sheet.auto_filter.ref = f"A1:{_letter(len(page.columns))}{last}"
    for at, column in enumerate(page.columns, 1):
        _offer(sheet, at, column)
    sheet.print_title_rows = "1:1"
    _print_setup(sheet, landscape=True)


def _heading(cell: "Cell", column: Column) -> None:
    from openpyxl.comments import Comment

    duty = "必须填写。" if column.needed else "这种表要求填写。" if column.wanted else ""
    aside = "" if column.printed or column.heading == NUMBER else "（这种表不印这一栏。）"
    text = f"{duty}{column.help}{aside}"
    if text:
        height = 22 * (2 + len(text) // 18 + text.count("\n"))
        cell.comment = Comment(harmless(text), "jixiao", height=height, width=300)


def _head_fill(column: Column) -> str:
    if column.needed:
        return _HEAD_NEEDED
    return _HEAD_WANTED if column.wanted else _HEAD if column.printed else _HEAD_ASIDE


def _offer(sheet: "Worksheet", at: int, column: Column) -> None:
    """The choices of a column."""
    area = f"{_letter(at)}2:{_letter(at)}{_REACH}"
    if column.heading == OWNER:
        _choices(sheet, column, area, f"'{PROJECTS}'!$A$2:$A${_REACH}")
    elif column.choices:
        _choices(sheet, column, area, column.choices)


def _choices(sheet: "Worksheet", column: Column, area: str, choices: Sequence[str] | str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    formula = choices if isinstance(choices, str) else f'"{",".join(choices)}"'
    if len(formula) > _MOST_CHOICES or (not isinstance(choices, str) and any("," in one for one in choices)):
        return
    offered = DataValidation(type="list", formula1=formula, allow_blank=True)
    offered.showErrorMessage = column.heading == GROUP or column.heading != OWNER
    offered.errorTitle, offered.error = column.heading[:30], "请从下拉框里选。"
    offered.add(area)
    sheet.add_data_validation(offered)


def _height(row: Sequence[str], widths: Sequence[int]) -> float:
    """The height that a row needs, in points; a Chinese character is two wide."""
    most = 1
    for text, width in zip(row, widths, strict=True):
        if len(text) * 2 > width or "\n" in text:
            lines = (sum(1 if char.isascii() else 2 for char in line) for line in text.split("\n"))
            most = max(most, sum(1 + wide // (width - 1) for wide in lines))
    return min(_LINE * most + 3, _TALLEST)


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(column)


def _print_setup(sheet: "Worksheet", *, landscape: bool) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


# -- texts and bytes --------------------------------------------------------------------------------------------------


def harmless(text: str) -> str:
    """A text that the format can hold: no control characters, nothing that it would decode (`_x0041_`)."""
    if text.isprintable() and "_x" not in text:
        return text
    kept = "".join("�" if _is_control(char) else char for char in text)
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", kept)


def _is_control(char: str) -> bool:
    return char not in "\n\t" and (unicodedata.category(char) in {"Cc", "Cs"} or char in "\ufffe\uffff")


#: Before which parts of a sheet the note stands that numbers are meant as text.
_AFTER = re.compile(rb"<drawing|<legacyDrawing|<picture|<tableParts|</worksheet>")
_TEXTS = b'<ignoredErrors><ignoredError sqref="A1:XFD1048576" numberStoredAsText="1"/></ignoredErrors>'


def _saved(book: "Workbook", moment: datetime) -> bytes:
    """The bytes of the workbook without a trace of the clock; no green corners at numbers that are text."""
    raw, done = io.BytesIO(), io.BytesIO()
    book.save(raw)
    stamp = f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(done, "w") as kept:
        for name in made.namelist():
            data = made.read(name)
            if name == _CORE:
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, data)
            elif name.startswith("xl/worksheets/sheet"):
                at = next(_AFTER.finditer(data, max(data.rfind(b"</sheetData>"), 0))).start()
                data = data[:at] + _TEXTS + data[at:]
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            kept.writestr(entry, data, compresslevel=6)
    return done.getvalue()
