"""The 对照表 on paper: every row, heads and bands on every page, marks without colour, tagged, the same bytes every time."""

import ctypes
from collections.abc import Sequence
from itertools import groupby, pairwise
from pathlib import Path
from time import perf_counter

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from tests.pdf.oracle import MM, Char, Read, read, squeeze
from tests.sheets.comparing import TODAY, accepted, change, made

from jixiao.diff.compare import Options, compare
from jixiao.diff.records import DOCUMENT, Comparison, Side
from jixiao.sheets.comparison import TITLE, Band, ComparisonSheet, Row, comparison_sheet
from jixiao.sheets.comparison_pdf import comparison_pdf
from jixiao.sheets.review_pdf import Press


def put(sheets: Sequence[ComparisonSheet], press: Press, path: Path) -> Read:
    data, faults = comparison_pdf(sheets, press)
    assert faults == []
    path.write_bytes(data)
    return read(path)


def rows(sheet: ComparisonSheet) -> list[tuple[str, ...]]:
    """What the table says, row by row, the heads left out; a text over several columns stands in each."""
    found = [cells(row, sheet) for row in sheet.everywhere]
    if sheet.unlisted:
        found.append(("", "非实质性变动", *[sheet.unlisted] * 3))
    for band in sheet.bands:
        found.append(("#" + band.title,) * 5)
        found += [cells(row, sheet) for row in band.rows]
    return [tuple(map(squeeze, row)) for row in found or [("无变动",) * 5]]


def cells(row: Row, sheet: ComparisonSheet) -> tuple[str, ...]:
    remarks = "".join(text for one in row.remarks for text in (one.head, *one.lines))
    sides = (row.new.text, row.old.text) if sheet.new_first else (row.old.text, row.new.text)
    return str(row.number or ""), row.tag + "".join(row.place), *sides, remarks


def many(side: Side, count: int, names: set[str]) -> Side:
    """A department of so many projects, copies of its own that have these names."""
    own = [one for one in sorted(side.department.projects, key=lambda one: one.name.text) if one.name.text in names]
    copies = tuple(
        own[at % len(own)]._replace(
            name=own[at % len(own)].name._replace(text=f"{own[at % len(own)].name.text}（{at}）")
        )
        for at in range(count)
    )
    return side._replace(department=side.department._replace(projects=copies))


def enlarged(one: Comparison, count: int) -> Comparison:
    names = {project.name.text for project in one.old.department.projects}
    names &= {project.name.text for project in one.new.department.projects}
    return compare(many(one.old, count, names), many(one.new, count, names), Options(TODAY))


@pytest.fixture(scope="module")
def sheets(comparisons: tuple[Comparison, ...]) -> list[ComparisonSheet]:
    """Both samples, in full and as a rule, and a department of twenty projects."""
    found = [comparison_sheet(one) for one in comparisons]
    found += [comparison_sheet(one, full=True, new_first=True) for one in comparisons]
    return [*found, comparison_sheet(enlarged(comparisons[1], 20))]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pdf") / "对照表.pdf"


@pytest.fixture(scope="module")
def done(sheets: list[ComparisonSheet], press: Press, path: Path) -> Read:
    return put(sheets, press, path)


def test_every_row_is_printed(done: Read, sheets: list[ComparisonSheet]) -> None:
    """Every text of both sides is read back from its cell."""
    assert len(done.tables) == len(sheets)
    for table, sheet in zip(done.tables, sheets, strict=True):
        head, *rest = [tuple(map(squeeze, row)) for row in table.unrolled()]
        assert head == tuple("#" + squeeze(word) for word in sheet.headings)
        assert rest == rows(sheet)


def lines(page: tuple[Char, ...]) -> list[str]:
    """The lines of a page from the top, columns side by side."""
    chars = sorted((char for char in page if squeeze(char.text)), key=lambda one: round(one.base, 1))
    return [
        squeeze("".join(one.text for one in sorted(line, key=lambda one: one.x0)))
        for _, line in groupby(chars, key=lambda one: round(one.base, 1))
    ]


def test_heads_and_bands_on_every_page(done: Read, sheets: list[ComparisonSheet]) -> None:
    """A page that goes on with a project says so; one on which it begins does not."""
    firsts = [table.page for table in done.tables]
    for page, chars in enumerate(done.pages, 1):
        table, sheet = [pair for pair in zip(done.tables, sheets, strict=True) if pair[0].page <= page][-1]
        said = lines(chars)
        head = squeeze("".join(sheet.headings))
        assert said.count(head) == 1, page
        starts = {
            squeeze(band.title): done_page for band, done_page in zip(sheet.bands, band_pages(table), strict=True)
        }
        after = "".join(said[said.index(head) + 1 :])
        going_on = [title for title, start in starts.items() if start < page and f"{title}（续）" in after]
        assert after.count("（续）") == len(going_on) <= 1
        if page in firsts:
            assert not going_on
        elif not going_on:
            assert any(after.startswith(title) for title, start in starts.items() if start == page), page
        else:
            assert after.startswith(f"{going_on[0]}（续）")


def band_pages(table: object) -> list[int]:
    bands = [cell for cell in table.cells if cell.header and cell.columns == 5]  # type: ignore[attr-defined]
    return [cell.chars[0].page for cell in bands]


def test_no_row_is_split(done: Read) -> None:
    for table in done.tables:
        for row in range(1, table.height):
            pages = {char.page for cell in table.cells if cell.row == row for char in cell.chars}
            assert len(pages) <= 1, row


def test_a_band_stands_over_its_first_row(done: Read) -> None:
    for table in done.tables:
        for cell in table.cells:
            if cell.header and cell.columns == 5:
                below = {char.page for one in table.cells if one.row == cell.row + 1 for char in one.chars}
                assert below == {cell.chars[0].page}


def test_texts_stay_in_their_cells(done: Read) -> None:
    for table in done.tables:
        for row in range(table.height):
            some = sorted((cell for cell in table.cells if cell.row == row and cell.chars), key=lambda one: one.column)
            ends = [(min(c.x0 for c in cell.chars), max(c.x1 for c in cell.chars)) for cell in some]
            assert all(left[1] < right[0] for left, right in pairwise(ends)), row
    assert min(char.x0 for page in done.pages for char in page) >= 20 * MM - 0.1
    assert max(char.x1 for page in done.pages for char in page) <= 277 * MM + 0.1


def test_around_the_table(done: Read, sheets: list[ComparisonSheet]) -> None:
    count = len(done.pages)
    firsts = {table.page: sheet for table, sheet in zip(done.tables, sheets, strict=True)}
    sheet = sheets[0]
    for number, page in enumerate(done.pages, 1):
        sheet = firsts.get(number, sheet)
        text = squeeze("".join(char.text for char in page))
        assert f"第{number}页共{count}页" in text
        assert all(squeeze(line) in text for line in sheet.footer.split("\n"))
        if number in firsts:
            said = (TITLE, sheet.years, sheet.unit, sheet.code, "单位：万元", *sheet.counts, sheet.banner, "图例：")
            assert all(squeeze(one) in text for one in said)


def test_columns_are_as_wide_as_specified(done: Read) -> None:
    upright = {round(one.x0 / MM, 1) for one in done.rules if one.vertical and one.page == 1}
    for edge in (20, 32, 77, 147, 217, 277):
        assert any(abs(one - edge) <= 0.3 for one in upright), edge


def test_conformance_and_bookmarks(path: Path, done: Read, sheets: list[ComparisonSheet]) -> None:
    assert done.path == path
    with pikepdf.open(path) as pdf:
        assert str(pdf.Root.Lang) == "zh-CN"
        assert bool(pdf.Root.MarkInfo.Marked)
        with pdf.open_metadata() as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"], xmp["pdfuaid:part"]) == ("3", "A", "1")
            assert TITLE in xmp["dc:title"]
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == [one.heading for one in sheets]


def test_same_bytes_twice(path: Path, done: Read, sheets: list[ComparisonSheet], press: Press) -> None:
    assert comparison_pdf(sheets, press)[0] == done.path.read_bytes()
    assert (
        comparison_pdf(sheets, Press(None, press.fonts, type(press.engine)(press.fonts, path.parent / "x")))[0]
        == path.read_bytes()
    )


def test_every_content_is_tagged_or_an_artifact(path: Path, done: Read) -> None:
    drawing = {"Tj", "TJ", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Do", "sh"}
    with pikepdf.open(done.path) as pdf:
        for page in pdf.pages:
            depth = 0
            for instruction in pikepdf.parse_content_stream(page):
                operator = str(instruction.operator)
                depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
                assert operator not in drawing or depth > 0, path


def test_fifty_projects_in_a_moment(comparisons: tuple[Comparison, ...], press: Press) -> None:
    """Guards the order of magnitude; the figures are measured by hand."""
    found = enlarged(comparisons[1], 50)
    start = perf_counter()
    data, faults = comparison_pdf([comparison_sheet(found)], press)
    assert data
    assert faults == []
    assert perf_counter() - start < 6


# -- marks ------------------------------------------------------------------------------------------------------------


def fonts_of(path: Path, words: str) -> set[str]:
    """The fonts of a text on the first page."""
    document = pypdfium2.PdfDocument(path)
    page = document[0].get_textpage()
    at = page.get_text_range().index(words)
    buffer, found = ctypes.create_string_buffer(200), set()
    for index in range(at, at + len(words)):
        pdfium.FPDFText_GetFontInfo(page.raw, index, buffer, 200, None)
        found.add(buffer.value.decode())
    page.close()
    document.close()
    return found


def test_values_are_neither_struck_nor_underlined(
    comparisons: tuple[Comparison, ...], press: Press, tmp_path: Path
) -> None:
    """The old one stands on grey in its own type, the new one in another type in a frame; nothing crosses either."""
    record = change("target-loosened", "绩效指标/质量指标/水质达标率/指标值", "≥97.5%", "≥93.5%")
    sheet = comparison_sheet(made(comparisons[0], record))
    done = put([sheet], press, tmp_path / "a.pdf")
    old, new = (
        next(cell for cell in done.tables[0].cells if squeeze(cell.text) == text) for text in ("≥97.5%", "≥93.5%")
    )
    for cell in (old, new):
        x0, x1 = cell.chars[0].x0, cell.chars[-1].x1
        base, top = cell.chars[0].base, cell.chars[0].base - 0.8 * cell.chars[0].size
        crossing = [
            one
            for one in done.rules
            if one.page == cell.chars[0].page and one.y1 - one.y0 < 1 and one.x0 < x1 - 1 and one.x1 > x0 + 1
            and top < (one.y0 + one.y1) / 2 < base + 1
        ]  # fmt: skip
        assert crossing == []
    old_fonts, new_fonts = (fonts_of(tmp_path / "a.pdf", words) for words in ("97.5", "93.5"))
    assert len(old_fonts) == len(new_fonts) == 1
    assert old_fonts != new_fonts


def test_words_are_struck_and_underlined(comparisons: tuple[Comparison, ...], press: Press, tmp_path: Path) -> None:
    ops = (
        ("equal", "前面的文字，", "前面的文字，"),
        ("replace", "甲乙丙丁", "戊己庚辛"),
        ("equal", "后面。", "后面。"),
    )
    record = change(
        "objective-reworded", "绩效目标", "前面的文字，甲乙丙丁后面。", "前面的文字，戊己庚辛后面。", text_ops=ops
    )
    done = put([comparison_sheet(made(comparisons[0], record))], press, tmp_path / "a.pdf")
    for word, low, high in (("甲乙丙丁", 0.05, 0.6), ("戊己庚辛", -0.4, 0.0)):
        page = [char for char in done.pages[0] if char.mcid >= 0]
        at = next(index for index in range(len(page)) if "".join(one.text for one in page[index : index + 4]) == word)
        first, last = page[at], page[at + 3]
        drawn = [
            one
            for one in done.rules
            if one.y1 - one.y0 < 2 and one.x0 <= first.x0 + 1 and abs(one.x1 - last.x1) < 2
            and low * first.size <= first.base - (one.y0 + one.y1) / 2 <= high * first.size
        ]  # fmt: skip
        assert drawn, word
    assert fonts_of(tmp_path / "a.pdf", "甲乙丙丁") != fonts_of(tmp_path / "a.pdf", "戊己庚辛")


def test_decorations_are_tagged(done: Read) -> None:
    found = {
        str(value) for node in done.root.walk() for key, value in node.attributes.items() if "TextDecorationType" in key
    }
    assert {"LineThrough", "Underline"} <= {one.removeprefix("/") for one in found}


# -- odd contents -----------------------------------------------------------------------------------------------------

HOSTILE = '#read("/etc/passwd") $x^2$ *粗* _斜_ \\u{41} "引" [x] `y` <z> @ref // /* ~ = + - é'


def test_text_is_never_markup(comparisons: tuple[Comparison, ...], press: Press, tmp_path: Path) -> None:
    ops = (("equal", "前", "前"), ("replace", HOSTILE, HOSTILE * 2))
    changes = (
        change("objective-reworded", "绩效目标", f"前{HOSTILE}", f"前{HOSTILE * 2}", text_ops=ops, why=f"；{HOSTILE}"),
        change(
            "target-changed",
            f"绩效指标/数量指标/{HOSTILE}/指标值",
            HOSTILE,
            None,
            acceptance=accepted(HOSTILE, "某〔2025〕1号"),
        ),
        change("global-replace", "多处", HOSTILE, HOSTILE, match=DOCUMENT, why=HOSTILE),
    )
    sheet = comparison_sheet(made(comparisons[0], *changes))
    done = put([sheet], press, tmp_path / "a.pdf")
    assert [tuple(map(squeeze, row)) for row in done.tables[0].unrolled()][1:] == rows(sheet)


def test_long_and_unbreakable_texts(comparisons: tuple[Comparison, ...], press: Press, tmp_path: Path) -> None:
    """A row that is higher than a page is the only one that is split; nothing leaves its column or the page."""
    long = "长" * 2000
    changes = (
        change("objective-reworded", "绩效目标", long, "短" * 1500, text_ops=(("replace", long, "短" * 1500),)),
        change("objective-reworded", "资金用途", "x" * 400, "y" * 300, text_ops=(("replace", "x" * 400, "y" * 300),)),
        change("field-changed", "其他栏目/备注", "z" * 300, "长" * 300),
        change("field-changed", "测算", tuple(f"第{at}行" for at in range(30)), None, why="因" * 200),
    )
    sheet = comparison_sheet(made(comparisons[0], *changes))
    done = put([sheet], press, tmp_path / "a.pdf")
    test_texts_stay_in_their_cells(done)
    assert max(char.base for page in done.pages for char in page) <= 210 * MM
    text = squeeze("".join(char.text for page in done.pages for char in page))
    assert (text.count("x"), text.count("y"), text.count("z")) == (400, 300, 300)
    (table,) = done.tables
    split = [
        row
        for row in range(1, table.height)
        if len({c.page for cell in table.cells if cell.row == row for c in cell.chars}) > 1
    ]
    assert len(split) == 1


@pytest.mark.parametrize("length", [560, 600, 640, 680, 720, 760, 800])
def test_rows_about_as_high_as_a_page(
    comparisons: tuple[Comparison, ...], press: Press, tmp_path: Path, length: int
) -> None:
    text = "完成率达到98.5%，" * (length // 10)
    record = change("objective-reworded", "绩效目标", text, text, text_ops=(("equal", text, text),))
    done = put([comparison_sheet(made(comparisons[0], record))], press, tmp_path / "a.pdf")
    assert (
        max(char.base for page in done.pages for char in page if "完成率" not in char.text and char.mcid >= 0)
        <= 194 * MM
    )
    assert squeeze("".join(cell.text for cell in done.tables[0].cells)).count("98.5%") == 2 * (length // 10)


def test_nothing_changed(comparisons: tuple[Comparison, ...], press: Press, tmp_path: Path) -> None:
    sheet = comparison_sheet(made(comparisons[0]))
    done = put([sheet], press, tmp_path / "a.pdf")
    assert [tuple(map(squeeze, row)) for row in done.tables[0].unrolled()][1:] == [("无变动",) * 5]


def test_a_character_that_no_font_has(comparisons: tuple[Comparison, ...], press: Press) -> None:
    record = change("target-changed", "绩效指标/质量指标/甲/指标值", "好\ue123", "好")
    data, faults = comparison_pdf([comparison_sheet(made(comparisons[0], record))], press)
    assert data == b""
    assert all("U+E123" in fault.message and "质量指标甲" in str(fault.file) for fault in faults)
    assert faults


def test_stale_acceptances_stand_below_the_table(
    comparisons: tuple[Comparison, ...], press: Press, tmp_path: Path
) -> None:
    one = made(comparisons[0])._replace(stale=((accepted("口径", "某〔2025〕1号"), "已于 2025-12-31 到期"),))
    done = put([comparison_sheet(one)], press, tmp_path / "a.pdf")
    assert "失效采纳：已于2025-12-31到期" in done.text


def test_bands_of_one_name_are_told_apart(comparisons: tuple[Comparison, ...], press: Press, tmp_path: Path) -> None:
    """Two sheets with bands of the same words: no page of the second goes on with one of the first."""
    sheet = comparison_sheet(comparisons[1])
    short = sheet._replace(bands=tuple(Band(one.title, one.rows[:1]) for one in sheet.bands[:2]))
    done = put([short, short], press, tmp_path / "a.pdf")
    assert "（续）" not in "".join("".join(char.text for char in page) for page in done.pages)
