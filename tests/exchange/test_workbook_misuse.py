"""What people do to a 填报表: it works, or it is said where and why; never a silent loss."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from tests.exchange.test_workbook_laws import exported

from jixiao.diagnostics import Diagnostic
from jixiao.exchange.placing import Change, unified
from jixiao.exchange.sheetin import import_workbook
from jixiao.source.workspace import Workspace, department_year

PLACE = "huailai-jiguan/2025"
Spoil = Callable[[Workbook], None]


class Desk:
    """A workspace with an exported workbook that a test spoils and brings back in."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = exported(root, PLACE)

    def after(self, spoil: Spoil) -> tuple[tuple[Change, ...], list[Diagnostic], list[Diagnostic]]:
        book = load_workbook(self.path)
        spoil(book)
        book.save(self.path)
        return self.back()

    def back(self) -> tuple[tuple[Change, ...], list[Diagnostic], list[Diagnostic]]:
        return import_workbook(Workspace(self.root), self.path, department_year(self.root / "sources" / PLACE))


@pytest.fixture
def desk(workspace: Path) -> Desk:
    return Desk(workspace)


def column(sheet: Any, heading: str) -> int:
    return next(cell.column for cell in sheet[1] if str(cell.value).startswith(heading))


def at(book: Workbook, sheet: str, row: int, heading: str) -> Any:
    page = book[sheet]
    return page.cell(row, column(page, heading))


def organ(book: Workbook, key: str) -> Any:
    return next(row[1] for row in book["部门"].iter_rows() if row[0].value == key)


def set_to(sheet: str, row: int, heading: str, value: Any, pattern: str = "General") -> Spoil:
    def spoil(book: Workbook) -> None:
        cell = organ(book, heading) if sheet == "部门" else at(book, sheet, row, heading)
        cell.number_format = pattern
        cell.value = value

    return spoil


# -- what works ---------------------------------------------------------------------------------------------------------


def sort_rows(book: Workbook) -> None:
    page = book["指标"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2) if row[1].value]
    for number, row in enumerate(sorted(rows, key=lambda one: str(one[3])), 2):
        for place, value in enumerate(row, 1):
            page.cell(number, place).value = value


def blank_rows(book: Workbook) -> None:
    for name in ("项目", "指标", "分项目标"):
        book[name].insert_rows(3, 2)
    book["指标"].insert_rows(1, 2)


def merge_owners(book: Workbook) -> None:
    page = book["指标"]
    for first in range(2, 26, 6):
        page.merge_cells(start_row=first, end_row=first + 5, start_column=2, end_column=2)


def rename_sheets(book: Workbook) -> None:
    for number, page in enumerate(list(book.worksheets), 1):
        page.title = f"Sheet{number}"


def repeat_heading(book: Workbook) -> None:
    page = book["指标"]
    page.insert_rows(10)
    for cell in page[1]:
        page.cell(10, cell.column).value = cell.value


def move_columns(book: Workbook) -> None:
    page = book["指标"]
    last = page.max_column
    for row in page.iter_rows():
        first = row[3].value
        page.cell(row[0].row, last + 1).value = first
    page.delete_cols(4)


def wide_headings(book: Workbook) -> None:
    for cell in book["指标"][1]:
        cell.value = f" {str(cell.value)[:1]} {str(cell.value)[1:]}*"


def spaces_around(book: Workbook) -> None:
    cell = at(book, "指标", 2, "指标值")
    cell.value = f" {cell.value}\n"


@pytest.mark.parametrize(
    "spoil",
    [sort_rows, blank_rows, merge_owners, rename_sheets, repeat_heading, move_columns, wide_headings, spaces_around],
)
def test_harmless_changes_change_nothing(desk: Desk, spoil: Spoil) -> None:
    changes, faults, _ = desk.after(spoil)
    assert not faults, faults
    assert not changes, unified(changes[0])


WORKS = [
    (set_to("项目", 2, "资金：总额", 600), "总额: 600"),
    (set_to("项目", 2, "资金：总额", 601.5, "0.00"), "总额: 601.50"),
    (set_to("项目", 2, "资金：总额", "６０１．５０"), "总额: 601.50"),
    (set_to("项目", 2, "资金：总额", 1200.5, "#,##0.00"), "总额: 1,200.50"),
    (set_to("项目", 2, "支出计划：3月底", 0.3, "0%"), "3月底: 30%"),
    (set_to("项目", 2, "支出计划：3月底", "３０％"), "3月底: 30%"),
    (set_to("项目", 2, "开始日期", date(2025, 1, 2), "yyyy-mm-dd"), "开始日期: 2025-01-02"),
    (set_to("项目", 2, "开始日期", "2025年1月2日"), "开始日期: 2025-01-02"),
    (set_to("项目", 2, "公开", " 否 "), "公开: 否"),
    (set_to("部门", 0, "单位：编码", "068"), "编码: 068"),
    (set_to("指标", 2, "二级指标", "数量"), ""),
    (set_to("指标", 2, "指标值", "+1"), "指标值: +1"),
    (set_to("指标", 2, "备注", "@甲"), '备注: "@甲"'),
    (set_to("指标", 2, "指标值", 95), "指标值: 95"),
    (set_to("指标", 2, "分档", "好：0 次\n差：1 次"), "- 好：0 次"),
    (set_to("分项目标", 2, "绩效目标", "一\n二"), "绩效目标: |"),
]


@pytest.mark.parametrize(("spoil", "line"), WORKS, ids=[str(number) for number in range(len(WORKS))])
def test_what_is_typed_in_another_way(desk: Desk, spoil: Spoil, line: str) -> None:
    changes, faults, _ = desk.after(spoil)
    assert not faults, faults
    assert len(changes) == bool(line)
    assert not line or f"{line}\n" in changes[0].new


def test_a_new_project(desk: Desk) -> None:
    def spoil(book: Workbook) -> None:
        for heading, value in (("项目名称", "新建/水厂"), ("项目编码", "X1"), ("资金：总额", "5")):
            at(book, "项目", 6, heading).value = value
        for heading, value in (("项目", "新建/水厂"), ("二级指标", "数量指标"), ("名称", "座数"), ("指标值", ">=1")):
            at(book, "指标", 26, heading).value = value

    changes, faults, _ = desk.after(spoil)
    assert not faults, faults
    (one,) = changes
    assert one.shown == f"sources/{PLACE}/projects/05-新建水厂.yaml"
    assert one.old is None
    assert one.new == (
        '项目名称: 新建/水厂\n项目编码: X1\n资金:\n  总额: 5\n  财政拨款:\n  其他资金:\n绩效指标:\n  数量指标:\n    - 名称: 座数\n      指标值: ">=1"\n'
    )


def test_a_deleted_project_stays_and_is_told(desk: Desk) -> None:
    def spoil(book: Workbook) -> None:
        book["项目"].delete_rows(5)
        book["指标"].delete_rows(20, 6)

    changes, faults, notices = desk.after(spoil)
    assert not changes
    assert not faults
    assert "04-劳动仲裁资金.yaml" in notices[0].message


def test_comments_and_order_stay(desk: Desk) -> None:
    path = desk.root / f"sources/{PLACE}/projects/02-公车购置.yaml"
    text = "# 头\n" + path.read_text(encoding="utf-8").replace("      指标值: ≤5辆", "      # 五辆\n      指标值: '≤5辆'  # 注")
    path.write_text(text, encoding="utf-8", newline="")
    (change,), faults, _ = desk.after(set_to("指标", 8, "指标值", "≤4辆"))
    assert not faults
    assert change.new == text.replace("≤5辆", "≤4辆")


def drop(sheet: str, heading: str) -> Spoil:
    return lambda book: book[sheet].delete_cols(column(book[sheet], heading))


def test_a_deleted_column_keeps_what_there_is(desk: Desk) -> None:
    changes, faults, notices = desk.after(drop("指标", "描述"))
    assert not changes
    assert not faults
    assert "没有“描述”这一列，原来的内容保留不动" in notices[0].message


# -- what is refused ----------------------------------------------------------------------------------------------------


def formula(book: Workbook) -> None:
    at(book, "项目", 2, "资金：总额").value = "=1+1"


def copy_sheet(book: Workbook) -> None:
    book.copy_worksheet(book["指标"])


def copy_row(book: Workbook) -> None:
    page = book["项目"]
    for cell in page[2]:
        page.cell(6, cell.column).value = cell.value


def rename_heading(book: Workbook) -> None:
    page = book["指标"]
    page.cell(1, column(page, "依据")).value = "来源"


REFUSED = [
    (formula, "“项目”第 2 行“资金：总额", "公式"),
    (set_to("指标", 2, "指标值", datetime(2025, 3, 5, tzinfo=UTC).replace(tzinfo=None), "m月d日"), "“指标”第 2 行“指标值”（F2）", "日期"),
    (set_to("指标", 2, "指标值", True), "“指标”第 2 行“指标值”（F2）", "逻辑值"),
    (set_to("指标", 2, "指标值", "甲\n乙"), "“指标”第 2 行“指标值”（F2）", "一行"),
    (set_to("指标", 2, "名称", None), "“指标”第 2 行“名称”（D2）", "没有内容"),
    (set_to("指标", 3, "名称", "甲\u200b乙"), "“指标”第 3 行“名称”（D3）", "U+200B"),
    (set_to("指标", 2, "项目", "没有的项目"), "“指标”第 2 行“项目”（B2）", "没有“没有的项目”"),
    (set_to("指标", 2, "项目", None), "“指标”第 2 行“项目”（B2）", "没有写是哪个项目"),
    (set_to("指标", 2, "二级指标", "产出指标"), "“指标”第 2 行“二级指标”（C2）", "不能写"),
    (set_to("指标", 3, "二级指标", "数量指标"), "", ""),
    (set_to("项目", 2, "项目编码", 1.3073025e20), "“项目”第 2 行“项目编码”（B2）", "丢失"),
    (set_to("项目", 3, "项目编码", "13073025P000895100013"), "“项目”第 3 行“项目编码”（B3）", "相同"),
    (set_to("项目", 2, "资金：总额", "-"), "“项目”第 2 行“资金：总额", "金额"),
    (set_to("项目", 2, "资金：总额", "1.234"), "“项目”第 2 行“资金：总额", "小数"),
    (set_to("项目", 2, "资金：总额", None), "“项目”第 2 行“资金：总额", "没有内容"),
    (set_to("项目", 2, "支出计划：3月底", 0.3), "“项目”第 2 行“支出计划：3月底”", "百分之几"),
    (set_to("部门", 0, "阶段", "定稿"), "“部门”第", "定稿"),
    (set_to("部门", 0, "年度", "2026"), "“部门”第", "2026"),
    (set_to("部门", 0, "版式", "没有"), "", "版式"),
    (set_to("部门", 0, "单位：名称", None), "", "名称"),
    (copy_sheet, "“指标 Copy”", "都是“指标”表"),
    (copy_row, "“项目”第 6 行", "文件名相同"),
    (rename_heading, "“指标”", "“来源”"),
    (drop("指标", "二级指标"), "", "指标"),
    (drop("指标", "名称"), "“指标”", "没有“名称”这一列"),
    (lambda book: book.remove(book["指标"]), "", "没有找到“指标”表"),
]


@pytest.mark.parametrize(("spoil", "where", "what"), REFUSED, ids=[str(number) for number in range(len(REFUSED))])
def test_a_clear_message(desk: Desk, spoil: Spoil, where: str, what: str) -> None:
    changes, faults, _ = desk.after(spoil)
    if not what:
        assert changes
        return
    assert not changes
    assert faults
    assert faults[0].message.startswith(where), faults
    assert any(what in one.message for one in faults), faults
    assert all(one.code == "JX061" and re.search(r"[\u4e00-\u9fff]", one.message) for one in faults)


def test_nobody_is_told_of_dashes_and_colons(desk: Desk) -> None:
    def spoil(book: Workbook) -> None:
        at(book, "项目", 2, "资金：总额").value = "无"
        at(book, "项目", 3, "支出计划：3月底").value = "三成"

    _, faults, _ = desk.after(spoil)
    assert len(faults) == 2
    assert not any("冒号" in one.hint or "行首" in one.hint for one in faults)


# -- what is no workbook ------------------------------------------------------------------------------------------------


def zipped(**parts: bytes) -> bytes:
    done = io.BytesIO()
    with zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return done.getvalue()


BROKEN: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("empty", lambda _: b"", "空的"),
    ("truncated", lambda data: data[: len(data) // 2], "损坏"),
    ("cut at the end", lambda data: data[:-10], "损坏"),
    ("old or locked", lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧格式"),
    ("locked", lambda _: b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "密码"),
    ("a text", lambda _: "项目,指标".encode("gbk"), "不是 .xlsx"),
    ("a PDF", lambda _: b"%PDF-1.7", "不是 .xlsx"),
    ("another zip", lambda _: zipped(**{"word/document.xml": b"<a/>"}), "改了名"),
    ("a bomb", lambda _: zipped(**{"xl/workbook.xml": bytes(120 << 20)}), "太大"),
    ("entities", lambda _: zipped(**{"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "不该有"),
    ("damaged inside", lambda _: zipped(**{"xl/workbook.xml": b"<a"}), "损坏"),
]


@pytest.mark.parametrize(("make", "words"), [one[1:] for one in BROKEN], ids=[one[0] for one in BROKEN])
def test_broken_files(desk: Desk, make: Callable[[bytes], bytes], words: str) -> None:
    desk.path.write_bytes(make(desk.path.read_bytes()))
    changes, faults, _ = desk.back()
    assert not changes
    assert len(faults) == 1
    assert words in faults[0].message


def test_no_live_formula(workspace: Path) -> None:
    path = workspace / f"sources/{PLACE}/projects/02-公车购置.yaml"
    text = path.read_text(encoding="utf-8").replace("描述: 车辆购置数量", '描述: =HYPERLINK("http://a")').replace("依据: 车辆购置数量", '依据: "@SUM(1)"')
    path.write_text(text, encoding="utf-8", newline="")
    book = load_workbook(exported(workspace, PLACE))
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}
    risky = [cell for cell in cells if str(cell.value).startswith(("=", "@"))]
    assert len(risky) == 2
    assert all(cell.quotePrefix for cell in risky)


def test_help_for_the_clerk(desk: Desk) -> None:
    book = load_workbook(desk.path)
    page = book["指标"]
    assert page.freeze_panes == "C2"
    assert page["F1"].comment is not None
    offered = {str(one.sqref): one.formula1 for one in page.data_validations.dataValidation}
    assert "数量指标,质量指标" in offered["C2:C5000"]
    assert offered["B2:B5000"] == "'项目'!$A$2:$A$5000"
    assert [one.formula1 for one in book["部门"].data_validations.dataValidation if "批复" in one.formula1]
    assert page["D2"].fill.fgColor.rgb == "FFFDF0E6"
