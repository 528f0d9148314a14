"""Reads an 审核表 that a unit has filled in and sent back.

Such a workbook has been sorted, filtered, merged, renamed and saved by other programs. It is read by its headings and by
its 编号, wherever they stand; everything else in it is left alone.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jixiao.diagnostics import Diagnostic, fault, reason_of
from jixiao.model.names import plain
from jixiao.sheets.review import ADVICE, CONTENT, FORMER, LEVEL, NUMBER, PASSED, POINT, PROBLEMS, PROJECT_MARK, REPLY

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

#: More than any review comes to; what stands beyond is not looked at.
_MOST_BYTES, _MOST_UNPACKED, _MOST_ROWS, _MOST_COLUMNS = 30 << 20, 300 << 20, 20_000, 200
_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_NUMBER = re.compile(r"[0-9a-f]{12}(?:-\d+)?")
_DIGITS = 12
#: Headings by their words without spaces and width; those of a returned sheet may have been retyped.
_HEADINGS = {plain(word): word for word in (NUMBER, POINT, CONTENT, PASSED, PROBLEMS, LEVEL, ADVICE, FORMER, REPLY)}
_REPLIES = re.compile("回复|反馈|整改情况|修改情况")
_UNIT, _YEAR = re.compile(r"单位[:：]\s*(.+?)(?:\s{2,}|\n|　|$)"), re.compile(r"年度[:：]\s*(\d{4})")
_CODE_TAIL = re.compile(r"[（(][0-9]+[）)]$")
_HINT = "请用 jixiao check --format review -o 审核表.xlsx 生成的表填写，另存为 .xlsx 后再读。"


class Answer(NamedTuple):
    """A row of a returned sheet.

    Attributes:
        number: 编号; empty where it cannot be recognised any more.
        content: 审核内容.
        project, place: the first lines of 不通过指标清单, as `Row` has them.
        said: its other lines, joined.
        level: 预警级别.
        reply: 单位回复.
        unit, year: whose sheet it stands in; empty where the head was removed.
        where: sheet and row, for people.
    """

    number: str
    content: str
    project: str
    place: str
    said: str
    level: str
    reply: str
    unit: str = ""
    year: str = ""
    where: str = ""


class Returned(NamedTuple):
    """A returned workbook: its name and its rows in order."""

    name: str
    answers: tuple[Answer, ...] = ()


def read_returned(path: Path) -> tuple[Returned, list[Diagnostic]]:
    """Read a returned workbook; with faults there are no rows."""
    shown = str(path)
    try:
        data = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else b""
    except OSError as error:
        return Returned(path.name), [fault("JX001", f"读不出退回的审核表：{reason_of(error)}", file=shown)]
    reason = _refusal(data)
    if reason:
        return Returned(path.name), [fault("JX049", reason, file=shown, hint=_HINT)]
    try:
        pages = _pages(data)
    except Exception:  # noqa: BLE001 - the reader breaks in many ways on a damaged workbook
        return Returned(path.name), [fault("JX049", "这个工作簿已经损坏，读不出来", file=shown, hint=_HINT)]
    found, faults = _read(pages, shown)
    return Returned(path.name, () if faults else found), faults


def _refusal(data: bytes) -> str:
    """Why a file cannot be a workbook of ours; empty where it may be one."""
    if not data:
        return "退回的审核表是空的，或者太大"
    if data.startswith(_OLD):
        return "这是旧格式（.xls、.et）或者加了密码的工作簿，读不出来"
    if not data.startswith(_ZIP):
        return "这不是 .xlsx 工作簿"
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return "这个工作簿已经损坏，读不出来"
    return "退回的审核表太大" if size > _MOST_UNPACKED else ""


class _Page(NamedTuple):
    """One sheet of a workbook as texts.

    Attributes:
        name: its name.
        rows: row → column → text, both from 1, in order of rows.
        spread: the same for the first column of merged areas, which shows the text of their first cell in every row.
    """

    name: str
    rows: dict[int, dict[int, str]]
    spread: dict[int, dict[int, str]]


def _pages(data: bytes) -> list[_Page]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that the reader leaves out, which nobody asked for
        book = load_workbook(BytesIO(data), data_only=True)
    return [_page(page) for page in book.worksheets]


def _page(page: "Worksheet") -> _Page:
    last_row, last_column = min(page.max_row, _MOST_ROWS), min(page.max_column, _MOST_COLUMNS)
    rows: dict[int, dict[int, str]] = {}
    for number, cells in enumerate(page.iter_rows(max_row=last_row, max_col=last_column, values_only=True), 1):
        texts = {column: text for column, value in enumerate(cells, 1) if (text := _text(value))}
        if texts:
            rows[number] = texts
    spread: dict[int, dict[int, str]] = {}
    for area in page.merged_cells.ranges:
        text = rows.get(area.min_row, {}).get(area.min_col, "")
        for row in range(area.min_row, min(area.max_row, last_row) + 1 if text else 0):
            spread.setdefault(row, {})[area.min_col] = text
    return _Page(page.title, rows, spread)


def _text(value: object) -> str:
    """A cell as its text; a number that was a 编号 gets its digits back."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), str(value)).strip()


# -- the table --------------------------------------------------------------------------------------------------------


def _read(pages: Sequence[_Page], shown: str) -> tuple[tuple[Answer, ...], list[Diagnostic]]:
    answers: list[Answer] = []
    tables = 0
    for page in pages:
        head = _heading(page)
        if head is None:
            continue
        tables += 1
        row, columns = head
        if REPLY not in columns:
            message = f"“{page.name}”里没有“{REPLY}”这一栏"
            return (), [fault("JX049", message, file=shown, hint=f"请恢复“{REPLY}”这一栏，再读一次。")]
        answers += _answers(page, row, columns)
    if not tables:
        message = f"没有找到“{NUMBER}”这一栏，不像是审核表"
        return (), [fault("JX049", message, file=shown, hint=_HINT)]
    return tuple(answers), []


def _heading(page: _Page) -> tuple[int, dict[str, int]] | None:
    """The row of the headings and the column of each; None where the sheet is no 审核表."""
    for number, cells in page.rows.items():
        columns: dict[str, int] = {}
        for column, text in cells.items():
            word = _HEADINGS.get(plain(text))
            if word:
                columns.setdefault(word, column)
        if NUMBER in columns and len(columns) > 1:
            return number, _with_reply(columns, cells)
    return None


def _with_reply(columns: dict[str, int], cells: dict[int, str]) -> dict[str, int]:
    """The columns with that of 单位回复, should somebody have given it another name."""
    if REPLY in columns:
        return columns
    known = set(columns.values())
    named = [column for column, text in cells.items() if column not in known and _REPLIES.search(text)]
    return columns | ({REPLY: named[0]} if len(named) == 1 else {})


def _answers(page: _Page, head: int, columns: dict[str, int]) -> Iterator[Answer]:
    unit, year = _owner(page, head)
    for row, texts in page.rows.items():
        if row <= head:
            continue
        cell = {word: texts.get(column, "") for word, column in columns.items()}
        # One answer to several remarks: their cells were merged.
        cell[REPLY] = cell[REPLY] or page.spread.get(row, {}).get(columns[REPLY], "")
        number = _number(cell[NUMBER])
        if number or (cell.get(LEVEL) and cell.get(PROBLEMS) and plain(cell[NUMBER]) != NUMBER):
            yield _answer(cell, number)._replace(unit=unit, year=year, where=f"“{page.name}”第 {row} 行")


def _number(text: str) -> str:
    """编号 as it was written; a spreadsheet program may have taken it for a number and dropped its zeros."""
    bare = plain(text).lower().lstrip("'").translate({0x2010: "-", 0x2011: "-", 0x2013: "-", 0x2212: "-"})
    if bare.isdecimal() and len(bare) < _DIGITS:
        bare = bare.zfill(_DIGITS)
    return bare if _NUMBER.fullmatch(bare) else ""


def _answer(cell: dict[str, str], number: str) -> Answer:
    lines = [line.strip() for line in cell.get(PROBLEMS, "").splitlines() if line.strip()]
    project = lines.pop(0) if lines and lines[0].startswith(PROJECT_MARK) else ""
    place = lines.pop(0) if lines and lines[0].startswith(("指标：", "栏目：")) else ""
    return Answer(
        number, cell.get(CONTENT, ""), project, place, "\n".join(lines), cell.get(LEVEL, ""), cell.get(REPLY, "")
    )


def _owner(page: _Page, head: int) -> tuple[str, str]:
    """Unit and year as the lines above the table say; empty where they are gone."""
    unit = year = ""
    for text in (text for row, texts in page.rows.items() if row < head for text in texts.values()):
        found, stated = _UNIT.match(text), _YEAR.search(text)
        unit = unit or (_CODE_TAIL.sub("", found[1].strip()) if found else "")
        year = year or (stated[1] if stated else "")
    return unit, year
