"""The 审核表 as a workbook: one sheet a department, to be filled in by the unit and read back.

Whatever a source says is text: no cell is a formula, also not after somebody edits it. The same reports and day give the
same bytes.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from jixiao.sheets.review import (
    ADVICE,
    CONTENT,
    FORMER,
    LEVEL,
    NOTICE,
    NUMBER,
    PASSED,
    POINT,
    PROBLEMS,
    REPLY,
    SIGNATURES,
    TITLE,
    Row,
    Sheet,
)

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.styles import Border
    from openpyxl.worksheet.worksheet import Worksheet

#: Widths in characters of the standard type.
_WIDTHS = {NUMBER: 15, POINT: 9, CONTENT: 24, PASSED: 9.5, PROBLEMS: 52, LEVEL: 9.5, ADVICE: 36, FORMER: 24, REPLY: 32}
_CENTRED = frozenset({NUMBER, POINT, PASSED, LEVEL})
#: Rows above the table: title, unit, basis, result, notice; then the headings.
_TITLE, _UNIT, _BASIS, _RESULT, _NOTICE, _HEAD = range(1, 7)
_GREY, _TINT = "FFE7E6E6", "FFFFF9E5"
_SONG, _HEI = "宋体", "黑体"
_MOST_NAME = 31
#: The answers offered; others can be typed.
_ANSWERS = ("已修改", "不修改，理由：")
#: What would be taken for a formula when a cell is edited.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
#: The start of every entry of the zip, so that no clock gets in.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"


def review_xlsx(sheets: Sequence[Sheet], day: date) -> bytes:
    """The workbook; `day` is the date of the review. There must be one sheet at least."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    names: set[str] = set()
    for sheet in sheets:
        name = sheet_name(f"{sheet.unit}{sheet.year}", names)
        names.add(name.lower())
        _fill(book.create_sheet(name), sheet)
    moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the format knows no time zones
    book.properties.creator = book.properties.lastModifiedBy = "jixiao"
    book.properties.title = TITLE
    book.properties.language = "zh-CN"
    book.properties.created = moment
    return _saved(book, moment)


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that spreadsheet programs accept and that is not among `taken` (in lower case)."""
    clean = "".join(char for char in re.sub(r"[\[\]:*?/\\]", " ", wanted) if char.isprintable()).strip(" '")
    clean = clean or TITLE
    for number in range(1, len(taken) + 2):
        tail = f"（{number}）" if number > 1 else ""
        name = _cut(clean, _MOST_NAME - len(tail)).rstrip(" '") + tail
        if name.lower() not in taken and name.lower() != "history":
            return name
    return f"{TITLE}{len(taken) + 1}"


def _cut(text: str, most: int) -> str:
    """At most so many UTF-16 units, which is how the limit is counted."""
    while len(text.encode("utf-16-le")) > 2 * most:
        text = text[:-1]
    return text


# -- one sheet --------------------------------------------------------------------------------------------------------


def _fill(page: "Worksheet", sheet: Sheet) -> None:
    width = len(sheet.headings)
    _head(page, sheet, width)
    for column, word in enumerate(sheet.headings, 1):
        _style_heading(_put(page, _HEAD, column, word))
        page.column_dimensions[_letter(column)].width = _WIDTHS[word]
    page.row_dimensions[_HEAD].height = 24
    for number, row in enumerate(sheet.rows, _HEAD + 1):
        _line(page, number, sheet, row)
    last = _HEAD + len(sheet.rows)
    _signatures(page, last + 2, width)
    _behaviour(page, sheet, last)
    _print_setup(page, width, last + 2)


def _head(page: "Worksheet", sheet: Sheet, width: int) -> None:
    from openpyxl.styles import Alignment, Font

    left = sheet.headings.index(PROBLEMS)
    stage = f"　　阶段：{sheet.stage}" if sheet.stage else ""
    code = f"单位编码：{sheet.code}　　" if sheet.code else ""
    lines = (
        (_TITLE, 1, width, TITLE),
        (_UNIT, 1, left, f"单位：{sheet.unit}"),
        (_UNIT, left + 1, width, f"{code}年度：{sheet.year}{stage}　　审核日期：{sheet.day}"),
        (_BASIS, 1, width, f"审核依据：{sheet.basis}"),
        (
            _RESULT,
            1,
            width,
            f"审核结果：{'；'.join(part for part in (sheet.result, sheet.audit, sheet.aside) if part)}",
        ),
        (_NOTICE, 1, width, f"填写说明：{NOTICE}"),
    )
    for row, first, end, text in lines:
        cell = _put(page, row, first, text)
        page.merge_cells(start_row=row, end_row=row, start_column=first, end_column=end)
        cell.font = Font(_HEI, 16) if row == _TITLE else Font(_SONG, 10.5)
        cell.alignment = Alignment("center" if row == _TITLE else "left", "center", wrap_text=True)
        page.row_dimensions[row].height = 30 if row == _TITLE else 18
    page.row_dimensions[_RESULT].height = page.row_dimensions[_NOTICE].height = 30


def _style_heading(cell: "Cell") -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    cell.font = Font(_HEI, 10.5)
    cell.fill = PatternFill("solid", _GREY)
    cell.alignment = Alignment("center", "center", wrap_text=True)
    cell.border = _border()


def _line(page: "Worksheet", number: int, sheet: Sheet, row: Row) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for column, (word, text) in enumerate(zip(sheet.headings, sheet.cells(row), strict=True), 1):
        cell = _put(page, number, column, text)
        strong = row.level == "须改" and word == LEVEL
        cell.font = Font(_HEI if strong else _SONG, 10.5)
        cell.alignment = Alignment("center" if word in _CENTRED else "left", "center", wrap_text=True)
        cell.border = _border()
        if word == REPLY and row.number:
            cell.fill = PatternFill("solid", _TINT)


def _signatures(page: "Worksheet", number: int, width: int) -> None:
    from openpyxl.styles import Font

    cell = _put(page, number, 1, "　　　　　　　　　　　　".join(SIGNATURES))
    page.merge_cells(start_row=number, end_row=number, start_column=1, end_column=width)
    cell.font = Font(_SONG, 10.5)
    page.row_dimensions[number].height = 24


def _put(page: "Worksheet", row: int, column: int, text: str) -> "Cell":
    """A cell that is text and stays text; an empty one stays empty."""
    from openpyxl.cell import Cell

    cell = page.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError(cell)
    cell.number_format = "@"
    if text:
        cell.value = _harmless(text)
        cell.data_type = "s"  # whatever it looks like
        cell.quotePrefix = text.startswith(_FORMULA)
    return cell


def _harmless(text: str) -> str:
    """A text that the format can hold: no control characters, nothing that it would decode (`_x0041_`)."""
    kept = "".join("�" if _is_control(char) else char for char in text.replace("\r\n", "\n"))
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", kept)


def _is_control(char: str) -> bool:
    return char not in "\n\t" and (unicodedata.category(char) in {"Cc", "Cs"} or char in "\ufffe\uffff")


def _border() -> "Border":
    from openpyxl.styles import Border, Side

    thin = Side("thin", "FF000000")
    return Border(thin, thin, thin, thin)


def _letter(column: int) -> str:
    return "ABCDEFGHI"[column - 1]


def _behaviour(page: "Worksheet", sheet: Sheet, last: int) -> None:
    """Frozen head, filter, and the answers offered in 单位回复."""
    from openpyxl.worksheet.datavalidation import DataValidation

    page.freeze_panes = page.cell(_HEAD + 1, 2).coordinate
    page.sheet_view.zoomScale = 100
    if not sheet.rows:
        return
    page.auto_filter.ref = f"A{_HEAD}:{_letter(len(sheet.headings))}{last}"
    offered = DataValidation(type="list", formula1=f'"{",".join(_ANSWERS)}"', allow_blank=True)
    offered.showErrorMessage = False
    offered.showInputMessage = True
    offered.promptTitle = REPLY
    offered.prompt = "可以选，也可以直接写：改正了写“已修改”；不改的写明理由。"
    reply = _letter(sheet.headings.index(REPLY) + 1)
    offered.add(f"{reply}{_HEAD + 1}:{reply}{last}")
    page.add_data_validation(offered)


def _print_setup(page: "Worksheet", width: int, last: int) -> None:
    from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
    from openpyxl.worksheet.properties import PageSetupProperties

    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = f"{_HEAD}:{_HEAD}"
    page.print_area = f"A1:{_letter(width)}{last}"
    page.print_options.horizontalCentered = True
    margins = page.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.7, 0.3, 0.35
    page.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="第 &P 页 共 &N 页"))


# -- bytes ------------------------------------------------------------------------------------------------------------


def _saved(book: "Workbook", moment: datetime) -> bytes:
    """The bytes of the workbook without a trace of the clock or of the order in which a set was walked."""
    raw = io.BytesIO()
    book.save(raw)
    done = io.BytesIO()
    stamp = f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(done, "w") as kept:
        for name in made.namelist():
            data = made.read(name)
            data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, data) if name == _CORE else data
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            kept.writestr(entry, re.sub(rb"(?:<mergeCell [^>]*/>)+", _in_order, data), compresslevel=6)
    return done.getvalue()


def _in_order(merged: re.Match[bytes]) -> bytes:
    return b"".join(sorted(re.findall(rb"<[^>]*>", merged.group())))
