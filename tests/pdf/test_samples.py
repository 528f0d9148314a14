"""Both samples come out complete: text, pages, outline, contents and page numbers."""

import itertools
import re
import unicodedata
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY
from tests.pdf.oracle import MM, Read, squeeze

SEEDS = REPOSITORY / "tests" / "data" / "seeds"
_BOOKMARK = re.compile(r"\[bookmark: [^\]]*\]")
#: The seed runs label and title of the attachment together; the page sets them on two lines, as documents do.
_ATTACHMENT = re.compile(r"(附件 ?\d+)[：:](.+)")


def folded(text: str) -> str:
    """White space removed, full and half width made equal."""
    return squeeze(unicodedata.normalize("NFKC", text))


def seed_lines(name: str) -> list[str]:
    text = (SEEDS / name).read_text(encoding="utf-8")
    found = []
    for line in text.splitlines():
        plain = _BOOKMARK.sub("", line)
        attachment = _ATTACHMENT.fullmatch(plain.strip())
        parts = attachment.groups() if attachment else plain.split("\t")
        found += [folded(part) for part in parts if folded(part)]
    return found


@pytest.mark.parametrize(("seed", "sample"), [("huailai-2025.txt", "huailai"), ("pingluo-2024.txt", "pingluo")])
def test_every_line_of_the_published_text_is_in_the_pdf(seed: str, sample: str, request: pytest.FixtureRequest) -> None:
    printed = folded(request.getfixturevalue(sample).text)
    lines = seed_lines(seed)
    assert len(lines) > 150
    assert [line for line in lines if line not in printed] == []


@pytest.mark.parametrize(("seed", "sample"), [("huailai-2025.txt", "huailai"), ("pingluo-2024.txt", "pingluo")])
def test_no_line_is_printed_less_often_than_it_was_published(
    seed: str, sample: str, request: pytest.FixtureRequest
) -> None:
    printed = folded(request.getfixturevalue(sample).text)
    lines = seed_lines(seed)
    wanted = {line: sum(other.count(line) for other in lines) for line in set(lines)}
    assert {line: (count, printed.count(line)) for line, count in wanted.items() if printed.count(line) < count} == {}


def test_pages_of_huailai(huailai: Read) -> None:
    assert abs(len(huailai.pages) - 10) <= 1


def test_pages_of_pingluo_are_one_form_each(pingluo: Read) -> None:
    assert len(pingluo.pages) == 8
    assert [table.page for table in pingluo.tables] == list(range(1, 9))
    assert all({char.page for cell in table.cells for char in cell.chars} == {table.page} for table in pingluo.tables)


def test_forms_of_huailai_are_one_page_each(huailai: Read) -> None:
    pages = [{char.page for cell in table.cells for char in cell.chars} for table in huailai.tables]
    assert len(pages) == 8  # head and tree of four projects
    assert all(len(found) == 1 for found in pages)
    assert pages[0::2] == pages[1::2]


def test_outline_of_huailai(huailai: Read) -> None:
    assert [(one.level, squeeze(one.title)) for one in huailai.bookmarks] == [
        (1, "第一部分部门整体绩效目标"),
        (2, "一、总体绩效目标"),
        (2, "二、分项绩效目标"),
        (2, "三、工作保障措施"),
        (1, "第二部分预算项目绩效目标"),
        (2, "1.]怀财字【2025】7号机关大楼运行经费绩效目标表"),
        (2, "2.怀财字【2025】7号公车购置绩效目标表"),
        (2, "3.怀财字【2025】7号后勤保障服务绩效目标表"),
        (2, "4.怀财字【2025】7号劳动仲裁资金绩效目标表"),
    ]


def test_outline_of_pingluo(pingluo: Read, pingluo_year: tuple[dict, list[dict]]) -> None:
    top, *forms = pingluo.bookmarks
    assert (top.level, top.page) == (1, 1)
    names = [project["项目名称"] for project in pingluo_year[1]]
    assert [(one.level, one.page) for one in forms] == [(2, page) for page in range(1, 9)]
    assert all(name in one.title for one, name in zip(forms, names, strict=True))


@pytest.mark.parametrize("sample", ["huailai", "pingluo"])
def test_bookmarks_lead_to_their_headings(sample: str, request: pytest.FixtureRequest) -> None:
    read: Read = request.getfixturevalue(sample)
    tagged = [(one.level, one.page) for one in read.headings if one.level < 3]
    assert [(one.level, one.page) for one in read.bookmarks] == tagged


@pytest.mark.parametrize("sample", ["huailai", "pingluo"])
def test_heading_levels_start_at_one_and_skip_none(sample: str, request: pytest.FixtureRequest) -> None:
    levels = [one.level for one in request.getfixturevalue(sample).headings]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_contents_agree_with_the_pages(huailai: Read) -> None:
    """Each entry is a heading, a leader and the number that its page really carries; the whole line is a link there."""
    folios = huailai.folios()
    headings = [one for one in huailai.headings if one.level < 3]
    entries = [link for link in huailai.links if link.page == 2]
    assert len(entries) == len(headings)
    for heading, link in zip(headings, entries, strict=True):
        words, number = re.fullmatch(r"(.*?)\.*(\d+)", link.text).groups()  # type: ignore[union-attr]
        assert words == heading.text
        assert link.target == heading.page
        assert folios[heading.page - 1] == f"—{number}—"


def test_numbering_starts_with_the_first_part(huailai: Read) -> None:
    folios = huailai.folios()
    first = next(one.page for one in huailai.headings)
    assert all("—" not in folio for folio in folios[: first - 1])
    assert folios[first - 1 :] == [f"—{number}—" for number in range(1, len(folios) - first + 2)]


def test_numbering_of_pingluo(pingluo: Read) -> None:
    assert pingluo.folios() == [f"—{number}—" for number in range(1, 9)]


@pytest.mark.parametrize("sample", ["huailai", "pingluo"])
def test_page_labels_are_the_printed_numbers(sample: str, request: pytest.FixtureRequest) -> None:
    import pikepdf

    read: Read = request.getfixturevalue(sample)
    with pikepdf.open(read.path) as pdf:
        labels = [page.label for page in pdf.pages]
    for label, folio in zip(labels, read.folios(), strict=True):
        if "—" in folio:
            assert f"—{label}—" == folio
        else:
            assert label not in {"1", "2"}  # an unnumbered page must not look like a numbered one


@pytest.mark.parametrize("sample", ["huailai", "pingluo"])
def test_odd_numbers_stand_right_and_even_ones_left(sample: str, request: pytest.FixtureRequest) -> None:
    read: Read = request.getfixturevalue(sample)
    middle = 105 * MM
    for page, folio in zip(read.pages, read.folios(), strict=True):
        if "—" in folio:
            digits = [c for c in page if c.mcid < 0 and c.text.isdigit()]
            number = int("".join(c.text for c in digits))
            assert (digits[0].x0 > middle) == (number % 2 == 1)


def test_file_names(built: Path) -> None:
    names = {file.name for file in (built / "build").rglob("*.pdf")}
    assert names == {
        "怀来县机关事务服务中心2025年度绩效目标.pdf",
        "怀来县机关事务服务中心2026年度绩效目标（二上稿）.pdf",
        "平罗县机关事务服务中心2024年度绩效目标.pdf",
        "平罗县机关事务服务中心2025年度绩效目标.pdf",
    }
