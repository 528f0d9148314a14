"""The workbook: text and nothing but text, ready to print, the same bytes every time."""

import os
import re
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.conftest import REPOSITORY
from tests.sheets.conftest import DAY

from jixiao.sheets.returned import read_returned
from jixiao.sheets.review import Row, Sheet
from jixiao.sheets.review_xlsx import review_xlsx, sheet_name

#: What spreadsheet programs would run, change or refuse.
HOSTILE = [
    '=HYPERLINK("http://example.com","点我")', "+1+2", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "＝1+1",
    "'001", "_x0041_", "a\x0bb", "<b>&amp;</b>", "1e5", "43.3800", " 前后空格 ", "一\n二", "\t=1", "😀𠅤",
]  # fmt: skip


def make(*rows: Row, unit: str = "示例县水务局") -> Sheet:
    return Sheet(unit, "001", "2025", "二上", "依据", "2025年1月20日", "须改 1 项", "共审核 1 项内容", "", rows)


def opened(data: bytes) -> list[Worksheet]:
    return load_workbook(BytesIO(data)).worksheets


def test_all_rows_stand_in_it(sheets: tuple[Sheet, ...]) -> None:
    pages = opened(review_xlsx(sheets, DAY))
    assert [page.title for page in pages] == ["怀来县机关事务服务中心2025", "平罗县机关事务服务中心2024"]
    for page, sheet in zip(pages, sheets, strict=True):
        lines = [tuple(cell or "" for cell in line) for line in page.iter_rows(min_row=6, values_only=True)]
        assert lines[0] == sheet.headings
        assert lines[1 : len(sheet.rows) + 1] == [sheet.cells(row) for row in sheet.rows]
        head = "\n".join(str(cell) for line in page.iter_rows(max_row=5, values_only=True) for cell in line if cell)
        assert all(part in head for part in (sheet.unit, sheet.year, sheet.basis, sheet.day, sheet.result, sheet.aside))


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_typed_stays_text(text: str, tmp_path: Path) -> None:
    row = Row("0123456789ab", "完整性", text, "否", f"项目：{text}", "", (text,), "须改", text, reply=text)
    data = review_xlsx([make(row, unit=text)], DAY)
    (page,) = opened(data)
    kinds = {cell.data_type for line in page.iter_rows() for cell in line if cell.value is not None}
    assert kinds == {"s"}
    with zipfile.ZipFile(BytesIO(data)) as packed:
        xml = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "hyperlink" not in xml
    reply = page.cell(7, 8)
    assert reply.number_format == "@"
    assert bool(reply.quotePrefix) == text.startswith(("=", "+", "-", "@", "＝", "\t"))
    (tmp_path / "a.xlsx").write_bytes(data)
    returned, _ = read_returned(tmp_path / "a.xlsx")
    assert returned.answers[0].reply == text.replace("\x0b", "\ufffd").strip()


def test_ready_to_fill_in_and_to_print(sheets: tuple[Sheet, ...]) -> None:
    for page, sheet in zip(opened(review_xlsx(sheets, DAY)), sheets, strict=True):
        last = 6 + len(sheet.rows)
        assert page.freeze_panes == "B7"
        assert page.auto_filter.ref == f"A6:H{last}"
        assert page.print_title_rows == "$6:$6"
        assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
        assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
        assert page.sheet_properties.pageSetUpPr is not None
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert not page.protection.sheet
        (offered,) = page.data_validations.dataValidation
        assert str(offered.sqref) == f"H7:H{last}"
        assert not offered.showErrorMessage
        cell = page["E7"]
        assert cell.alignment.wrap_text
        assert cell.border.left.style == cell.border.bottom.style == "thin"
        tinted = {number for number in range(7, last + 1) if page.cell(number, 8).fill.fgColor.rgb == "FFFFF9E5"}
        assert tinted == {number for number, row in enumerate(sheet.rows, 7) if row.number}


def test_bytes_know_no_clock(sheets: tuple[Sheet, ...]) -> None:
    data = review_xlsx(sheets, DAY)
    assert data == review_xlsx(sheets, DAY)
    with zipfile.ZipFile(BytesIO(data)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = packed.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2025-01-20T00:00:00Z"}


def test_bytes_know_no_order_of_sets() -> None:
    script = (
        "import hashlib, datetime\n"
        "from jixiao.sheets.review import Sheet\nfrom jixiao.sheets.review_xlsx import review_xlsx\n"
        "sheet = Sheet('甲', '1', '2025', '一上', '依据', '日', '果', '审', '', ())\n"
        "print(hashlib.sha256(review_xlsx([sheet], datetime.date(2025, 1, 20))).hexdigest())"
    )
    paths = os.pathsep.join(filter(None, [str(REPOSITORY / "compiler"), os.environ.get("PYTHONPATH")]))
    seen = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONPATH": paths, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(seen) == 1


@given(st.lists(st.text(max_size=60), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_names_of_sheets(wanted: list[str]) -> None:
    taken: set[str] = set()
    for word in wanted:
        name = sheet_name(word, taken)
        assert 0 < len(name.encode("utf-16-le")) <= 62
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.lower() not in taken | {"history"}
        taken.add(name.lower())


def test_two_departments_of_one_name() -> None:
    long = "某某省某某市某某自治县机关事务服务中心及其下属各单位联合办公室"
    names = [page.title for page in opened(review_xlsx([make(unit=long), make(unit=long)], DAY))]
    assert len(set(names)) == 2
    assert names[1].endswith("（2）")
