"""A workbook that people have worked on, as texts with their places, whatever a spreadsheet program made of them.

Nothing is guessed: what a program has changed beyond recovery (a day made of `3-5`, a code that lost its digits, a formula
without its result) is a fault that names sheet, row and column.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jixiao.diagnostics import Diagnostic, fault, reason_of
from jixiao.exchange import numerals

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell as Typed
    from openpyxl.worksheet.worksheet import Worksheet

#: More than any 填报表 comes to: bytes packed and unpacked, parts.
_MOST_BYTES, _MOST_UNPACKED, _MOST_PARTS = 30 << 20, 96 << 20, 2000
_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_MAIN = "xl/workbook.xml"
CODE = "JX061"
_HINT = "请用 jixiao export 导出填报表，填好后保存成 .xlsx 格式。"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Cell(NamedTuple):
    """What stands in a cell.

    Attributes:
        text: as people see it; a day is written 2025-01-20.
        kind: `text`, `number`, `day`; `bad` where it cannot be used, `text` says why.
    """

    text: str
    kind: str = "text"


class Grid(NamedTuple):
    """A sheet: its name, and its cells by row and column (both from 1); merged cells say the same in all their rows."""

    name: str
    rows: dict[int, dict[int, Cell]]


def read_workbook(path: Path) -> tuple[list[Grid], list[Diagnostic]]:
    """The sheets of a workbook; none, and a fault, where it cannot be read."""
    shown = str(path)
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= _MOST_BYTES else b""
    except OSError as error:
        return [], [fault(CODE, f"读不出工作簿：{reason_of(error)}", file=shown, hint="请核对文件名和所在的文件夹。")]
    reason = f"工作簿太大，超过 {_MOST_BYTES >> 20} MB" if size > _MOST_BYTES else _refusal(data)
    if reason:
        return [], [fault(CODE, reason, file=shown, hint=_HINT)]
    try:
        return list(_grids(data)), []
    except Exception:  # noqa: BLE001 - the reader breaks in many ways on a damaged workbook
        return [], [fault(CODE, "这个工作簿已经损坏，读不出来", file=shown, hint="请用 WPS 或 Excel 打开，另存为 .xlsx 后再试。")]


def _refusal(data: bytes) -> str:
    """Why a file cannot be a workbook that we read; empty where it may be one."""
    if not data:
        return "文件是空的"
    if data.startswith(_OLD):
        return "工作簿加了密码，读不出来，请去掉密码另存" if _LOCKED in data else "这是旧格式的工作簿（.xls、.et），请另存为 .xlsx"
    if not data.startswith(_ZIP):
        return "这不是 .xlsx 工作簿（只是文件名的结尾像）"
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            return _contents(packed)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError):
        return "这个工作簿不完整或者已经损坏，读不出来"


def _contents(packed: zipfile.ZipFile) -> str:
    parts = packed.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        return "这个工作簿解开以后太大，不像是填报表，没有读取"
    if any(part.flag_bits & 1 for part in parts):
        return "工作簿加了密码，读不出来，请去掉密码另存"
    if _MAIN not in packed.namelist():
        return "这不是 Excel 工作簿，是别的文件改了名"
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with packed.open(part) as opened:
                if b"<!" in opened.read(1024).replace(b"<!--", b""):
                    return "这个工作簿里有不该有的内容，没有读取"
    return ""


# -- cells ------------------------------------------------------------------------------------------------------------


def _grids(data: bytes) -> Iterator[Grid]:
    book = _open(data, results=False)
    results: Workbook | None = None
    for sheet in book.worksheets:
        rows: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in sorted(sheet._cells.items()):  # noqa: SLF001 - iter_rows makes all that are missing
            if cell.value is None:
                continue
            if cell.data_type == "f":
                results = results or _open(data, results=True)
                found = _result(results, sheet.title, row, column)
            else:
                found = _cell(cell)
            if found.text or found.kind == "bad":
                rows.setdefault(row, {})[column] = found
        _spread(sheet, rows)
        yield Grid(sheet.title, dict(sorted(rows.items())))


def _open(data: bytes, *, results: bool) -> "Workbook":
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that the reader leaves out, which nobody asked for
        return load_workbook(BytesIO(data), data_only=results)


def _result(results: "Workbook", sheet: str, row: int, column: int) -> Cell:
    """The result that a formula had when the workbook was saved."""
    cell = results[sheet]._cells.get((row, column))  # noqa: SLF001 - as above
    if cell is None or cell.value is None:
        return Cell("这里是公式，没有算出结果，请改成数值", "bad")
    return _cell(cell)


def _cell(cell: "Typed") -> Cell:
    value = cell.value
    if isinstance(value, str):
        if cell.data_type == "e":
            return Cell(f"这里是出错的公式（{value}），请改成数值或文字", "bad")
        text = value if "_x" not in value else _ESCAPED.sub(lambda code: chr(int(code[1], 16)), value)
        bare = text.strip()
        # Blanks around a text are a slip, unless the cell says that it is meant as it stands.
        return Cell(text if text == bare or (bare and cell.quotePrefix) else _trimmed(text))
    if isinstance(value, bool):
        return Cell(f"这里是逻辑值 {str(value).upper()}，请改成文字", "bad")
    if isinstance(value, int | float):
        return Cell(*numerals.shown(value, cell.number_format))
    return _odd(value)


def _odd(value: object) -> Cell:
    """A day, or what no cell of a 填报表 should hold."""
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        return Cell(day.isoformat(), "day")
    if isinstance(value, time | timedelta):
        return Cell("这里被当成了时间，请把单元格设成文本格式后重新录入", "bad")
    return Cell("这里的内容读不懂，请改成文字", "bad")


def _trimmed(text: str) -> str:
    """Without blanks around it; those in front of a first line of several belong to it."""
    return text.strip() if "\n" not in text.strip() else text.strip("\n\r").rstrip()


def _spread(sheet: "Worksheet", rows: dict[int, dict[int, Cell]]) -> None:
    """What merged cells say, in each of their rows that says anything else."""
    for area in sheet.merged_cells.ranges:
        cell = rows.get(area.min_row, {}).get(area.min_col)
        if cell is None:
            continue
        for row in range(area.min_row + 1, area.max_row + 1):
            if row in rows:
                rows[row].setdefault(area.min_col, cell)
