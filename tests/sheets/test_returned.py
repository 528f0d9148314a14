"""A workbook that came back: whatever people and programs did to it, the replies are found; what is none is refused."""

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.sheets.conftest import DAY

from jixiao.sheets.returned import Answer, read_returned
from jixiao.sheets.review import Row, Sheet
from jixiao.sheets.review_xlsx import review_xlsx

NUMBERS = ("0123456789ab", "001234567890", "fedcba987654-2")
ROWS = tuple(
    Row(
        number,
        "完整性",
        "指标值是否有计量单位",
        "否",
        "项目：管网改造",
        f"指标：数量指标“管{place}”的指标值",
        (f"第{place}条",),
        "须改",
    )
    for place, number in enumerate(NUMBERS)
)
PASSED = Row("", "完整性", "其余 3 项", "是", said=("无。",))
SHEET = Sheet("示例县 水务局", "001", "2025", "二上", "依据", "日", "果", "审", "", (*ROWS, PASSED))
Change = Callable[[Worksheet], object]


def returned(tmp_path: Path, change: Change) -> tuple[Answer, ...]:
    path = tmp_path / "退回.xlsx"
    path.write_bytes(review_xlsx([SHEET], DAY))
    book = load_workbook(path)
    page = book.worksheets[0]
    for place in range(3):
        page.cell(7 + place, 8).value = f"答{place}"
    change(page)
    book.save(path)
    found, faults = read_returned(path)
    assert faults == []
    return found.answers


def replies(answers: tuple[Answer, ...]) -> dict[str, str]:
    return {one.number: one.reply for one in answers}


PLAIN = {number: f"答{place}" for place, number in enumerate(NUMBERS)}


def untouched(_page: Worksheet) -> None:
    pass


def sort_rows(page: Worksheet) -> None:
    lines = [[page.cell(row, column).value for column in range(1, 9)] for row in range(7, 11)]
    for row, line in enumerate(reversed(lines), 7):
        for column, value in enumerate(line, 1):
            page.cell(row, column).value = value


def add_columns(page: Worksheet) -> None:
    page.insert_cols(1, 2)
    page.cell(6, 1).value = "序号"
    page.cell(6, 2).value = "科室意见"
    page.cell(7, 2).value = "同意"


def retype_headings(page: Worksheet) -> None:
    page.cell(6, 1).value = " 编　号"
    page.cell(6, 8).value = "单位整改情况（回复）"


def wide(page: Worksheet) -> None:
    for row in range(7, 10):
        page.cell(row, 1).value = "".join(chr(ord(char) + 0xFEE0) for char in str(page.cell(row, 1).value))


def as_numbers(page: Worksheet) -> None:
    page.cell(8, 1).value = 1234567890
    page.cell(8, 1).number_format = "General"


def insert_rows(page: Worksheet) -> None:
    page.unmerge_cells("A12:H12")  # the library does not move what is merged below
    page.insert_rows(8, 3)


def repeat_headings(page: Worksheet) -> None:
    page.unmerge_cells("A12:H12")
    page.insert_rows(8, 2)
    for column in range(1, 9):
        page.cell(8, column).value = page.cell(6, column).value


@pytest.mark.parametrize(
    "change",
    [
        untouched,
        sort_rows,
        add_columns,
        retype_headings,
        wide,
        as_numbers,
        repeat_headings,
        insert_rows,
        lambda page: setattr(page, "title", "Sheet1"),
        lambda page: page.parent.create_sheet("说明", 0).append(["这是说明", "不是表"]),
        lambda page: page.delete_cols(2, 3),
        lambda page: setattr(page.auto_filter, "ref", None),
        lambda page: page.cell(3000, 40, "涂鸦"),
    ],
)
def test_replies_are_found(change: Change, tmp_path: Path) -> None:
    assert replies(returned(tmp_path, change)) == PLAIN


def test_everything_of_a_row(tmp_path: Path) -> None:
    first = returned(tmp_path, untouched)[0]
    assert first._replace(where="") == Answer(
        NUMBERS[0],
        "指标值是否有计量单位",
        "项目：管网改造",
        "指标：数量指标“管0”的指标值",
        "第0条",
        "须改",
        "答0",
        "示例县 水务局",
        "2025",
    )
    assert first.where == "“示例县 水务局2025”第 7 行"


def test_one_answer_to_merged_cells(tmp_path: Path) -> None:
    def merge(page: Worksheet) -> None:
        page.merge_cells("H7:H9")

    assert set(replies(returned(tmp_path, merge)).values()) == {"答0"}


def test_a_number_that_is_lost_leaves_the_row(tmp_path: Path) -> None:
    answers = returned(tmp_path, lambda page: setattr(page.cell(7, 1), "value", "1.2E+11x"))
    assert [one.number for one in answers] == ["", *NUMBERS[1:]]
    assert answers[0].place.endswith("“管0”的指标值")


def test_a_head_that_is_gone(tmp_path: Path) -> None:
    def behead(page: Worksheet) -> None:
        for area in list(page.merged_cells.ranges):
            page.unmerge_cells(str(area))
        page.delete_rows(1, 5)

    answers = returned(tmp_path, behead)
    assert replies(answers) == PLAIN
    assert {(one.unit, one.year) for one in answers} == {("", "")}


def message(path: Path) -> tuple[str, str]:
    found, (fault,) = read_returned(path)
    assert found.answers == ()
    assert fault.file == str(path)
    return fault.code, fault.message


def test_what_is_no_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert message(path) == ("JX001", "读不出退回的审核表：没有这个文件或文件夹")
    path.write_bytes(b"")
    assert message(path) == ("JX049", "退回的审核表是空的，或者太大")
    path.write_bytes(b"\xd0\xcf\x11\xe0" * 200)
    assert message(path) == ("JX049", "这是旧格式（.xls、.et）或者加了密码的工作簿，读不出来")
    path.write_bytes("编号,单位回复\n".encode())
    assert message(path) == ("JX049", "这不是 .xlsx 工作簿")
    path.write_bytes(b"PK\x03\x04" + b"\0" * 200)
    assert message(path) == ("JX049", "这个工作簿已经损坏，读不出来")
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("word/document.xml", "<w/>")
    assert message(path) == ("JX049", "这个工作簿已经损坏，读不出来")


def test_a_workbook_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = Workbook()
    book.worksheets[0].append(["姓名", "编号"])
    book.save(path)
    assert message(path) == ("JX049", "没有找到“编号”这一栏，不像是审核表")


def test_a_sheet_without_replies(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(review_xlsx([SHEET], DAY))
    book = load_workbook(path)
    book.worksheets[0].delete_cols(8)
    book.save(path)
    assert message(path) == ("JX049", "“示例县 水务局2025”里没有“单位回复”这一栏")


def test_a_damaged_workbook(tmp_path: Path) -> None:
    whole, path = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    whole.write_bytes(review_xlsx([SHEET], DAY))
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data[: len(data) // 2] if name.endswith("sheet1.xml") else data)
    assert message(path) == ("JX049", "这个工作簿已经损坏，读不出来")
    shutil.copy(whole, path)
    path.write_bytes(path.read_bytes()[:-300])
    assert message(path)[0] == "JX049"
