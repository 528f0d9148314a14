"""The PDF: every row on paper, headings on every page, tagged, conforming, the same bytes every time."""

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from tests.pdf.oracle import MM, Read, read, squeeze
from tests.sheets.conftest import DAY

from jixiao.sheets.review import TITLE, Row, Sheet
from jixiao.sheets.review_pdf import Press, review_pdf
from jixiao.sheets.typeset import library, lines, setup, value


@pytest.fixture(scope="module")
def path(sheets: tuple[Sheet, ...], press: Press, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data, faults = review_pdf(sheets, DAY, press)
    assert faults == []
    path = tmp_path_factory.mktemp("pdf") / "审核表.pdf"
    path.write_bytes(data)
    return path


@pytest.fixture(scope="module")
def done(path: Path) -> Read:
    return read(path)


def test_every_row_is_printed(done: Read, sheets: Sequence[Sheet]) -> None:
    assert len(done.tables) == len(sheets)
    for table, sheet in zip(done.tables, sheets, strict=True):
        printed = [[squeeze(text).removeprefix("#") for text in line] for line in table.unrolled()]
        expected = [sheet.headings, *(sheet.cells(row) for row in sheet.rows)]
        assert printed == [[squeeze(cell) for cell in line] for line in expected]


def test_headings_are_header_cells_on_every_page(done: Read, sheets: Sequence[Sheet]) -> None:
    for table, sheet in zip(done.tables, sheets, strict=True):
        heads = [cell for cell in table.cells if cell.header]
        assert [cell.text for cell in heads] == list(sheet.headings)
        assert {cell.row for cell in heads} == {0}
    for page in done.pages:
        assert "编号审核点审核内容是否通过不通过指标清单预警级别修改建议单位回复" in squeeze(
            "".join(char.text for char in page)
        )


def test_pages_tell_their_number_and_whose_they_are(done: Read, sheets: Sequence[Sheet]) -> None:
    count = len(done.pages)
    for number, page in enumerate(done.pages, 1):
        text = squeeze("".join(char.text for char in page))
        assert f"第{number}页共{count}页" in text
        assert any(squeeze(f"{sheet.unit}{sheet.year}年度{TITLE}") in text for sheet in sheets)


def test_no_row_is_split(done: Read) -> None:
    for table in done.tables:
        for row in range(table.height):
            pages = {char.page for cell in table.cells if cell.row == row for char in cell.chars}
            assert len(pages) <= 1 or row == 0


def test_paper_and_margins(path: Path, done: Read) -> None:
    with pikepdf.open(path) as pdf:
        assert {tuple(round(float(side) / MM) for side in page.mediabox[2:]) for page in pdf.pages} == {(297, 210)}
    assert min(char.x0 for page in done.pages for char in page) >= 15 * MM - 0.1
    assert max(char.x1 for page in done.pages for char in page) <= 282 * MM + 0.1


def test_texts_stay_in_their_cells(done: Read) -> None:
    """No two cells of a row overlap."""
    for table in done.tables:
        for row in range(1, table.height):
            cells = sorted((cell for cell in table.cells if cell.row == row and cell.chars), key=lambda one: one.column)
            ends = [(min(c.x0 for c in cell.chars), max(c.x1 for c in cell.chars)) for cell in cells]
            assert all(left[1] < right[0] for left, right in pairwise(ends)), row


def test_conformance_and_bookmarks(path: Path, sheets: Sequence[Sheet]) -> None:
    with pikepdf.open(path) as pdf:
        assert str(pdf.Root.Lang) == "zh-CN"
        assert bool(pdf.Root.MarkInfo.Marked)
        with pdf.open_metadata() as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"], xmp["pdfuaid:part"]) == ("3", "A", "1")
            assert TITLE in xmp["dc:title"]
            assert xmp["xmp:CreateDate"].startswith("2025-01-20")
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == [f"{one.unit}{one.year}年度{TITLE}" for one in sheets]


def test_every_content_is_tagged_or_an_artifact(path: Path) -> None:
    drawing = {"Tj", "TJ", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Do", "sh"}
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            depth = 0
            for instruction in pikepdf.parse_content_stream(page):
                operator = str(instruction.operator)
                depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
                assert operator not in drawing or depth > 0


def test_same_bytes_twice(path: Path, sheets: tuple[Sheet, ...], press: Press) -> None:
    assert review_pdf(sheets, DAY, press)[0] == path.read_bytes()


def row(text: str, number: str = "0123456789ab") -> Row:
    return Row(number, "完整性", "有没有错别字", "否", "项目：甲", "栏目：绩效目标", (text,), "须改", text, text, text)


def small(*rows: Row, compared: bool = False) -> Sheet:
    return Sheet("示例县水务局", "", "2025", "", "依据", "2025年1月20日", "果", "审", "", rows, compared)


HOSTILE = '#read("/etc/passwd") $x^2$ *粗* _斜_ \\u{41} "引" [x] `y` <z> @ref // /* ~ = + - é'


@pytest.mark.parametrize("compared", [True, False])
def test_text_is_never_markup(compared: bool, press: Press, tmp_path: Path) -> None:
    data, faults = review_pdf([small(row(HOSTILE), compared=compared)], DAY, press)
    assert faults == []
    (tmp_path / "a.pdf").write_bytes(data)
    (table,) = read(tmp_path / "a.pdf").tables
    shown = [squeeze(cell.text) for cell in table.cells if "passwd" in cell.text]
    assert len(shown) == (4 if compared else 3)
    assert all(squeeze(HOSTILE) in text for text in shown)


def test_long_and_unbreakable_texts(press: Press, tmp_path: Path) -> None:
    long = (
        row("长" * 3000),
        row("x" * 400),
        row("\n".join(f"第{at}行" for at in range(120))),
        row("短", "0123456789ab-12"),
    )
    data, faults = review_pdf([small(*long)], DAY, press)
    assert faults == []
    (tmp_path / "a.pdf").write_bytes(data)
    done = read(tmp_path / "a.pdf")
    text = squeeze("".join(char.text for page in done.pages for char in page))
    assert text.count("长") == 9000
    assert text.count("x") == 1200
    assert max(char.x1 for page in done.pages for char in page) <= 282 * MM + 0.1
    assert max(char.base for page in done.pages for char in page) <= 210 * MM


def test_a_character_that_no_font_has(press: Press) -> None:
    data, (fault,) = review_pdf([small(row("好\ue123"))], DAY, press)
    assert data == b""
    assert (fault.code, fault.file) == ("JX035", "示例县水务局2025年度绩效目标审核表，编号 0123456789ab")
    assert "U+E123" in fault.message
    assert ".xlsx" in fault.hint


def test_bands_stand_over_their_rows(press: Press, tmp_path: Path) -> None:
    """What the 对照表 needs of the library: bands, content as cells, a note in the footer."""
    files, names, faults = library(None)
    assert faults == []
    cells = f"({lines('1')}, {lines('人数')}, strike[≥90%], underline[≥95%])"
    rows = ",".join([f"(band: {value('■ 管网改造')})", *[cells] * 3] * 12)
    main = f"""#import "/common/sheet.typ": *
#show: sheet-document.with(title: "对照表", note: [甲 → 乙])
#sheet-title("对照表")
#sheet-line("左", right: "单位：万元")
#sheet-table((column(12, "序号", align: center), column(45, "项目"), column(70, "上年"), column(70, "本年")), ({rows}))
"""
    compiled = press.engine.compile(files | {"main.typ": main.encode(), "setup.typ": setup(press.fonts)}, 0, names)
    assert compiled.faults == ()
    (tmp_path / "a.pdf").write_bytes(compiled.pdf)
    done = read(tmp_path / "a.pdf")
    (table,) = done.tables
    bands = [cell for cell in table.cells if cell.columns == 4]
    assert [squeeze(cell.text) for cell in bands] == ["■管网改造"] * 12
    places = [(cell.chars[0].page, cell.row) for cell in bands]
    for page, line in places:
        assert {char.page for cell in table.cells if cell.row == line + 1 for char in cell.chars} == {page}
    assert re.search("甲→乙", squeeze("".join(char.text for char in done.pages[-1])))
