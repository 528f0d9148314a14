"""Forms that do not fit on one page: what repeats, where they may break, and that nothing is lost."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from tests.pdf.conftest import only_pdf
from tests.pdf.forms import hebei, ningxia, unrolled
from tests.pdf.oracle import Read, Section, read
from tests.pdf.sources import Tree, build, write_year
from tests.pdf.test_hostile import check_places

GROUPS = ["数量指标", "质量指标", "时效指标", "成本指标", "社会效益指标", "服务对象满意度指标"]


def project(count: int, *, goals: int = 1, groups: list[str] = GROUPS, words: str = "办公区域设施设备") -> Tree:
    """A project with `count` indicators dealt out to its 二级 in runs of uneven length."""
    shares = [count // len(groups) + (index < count % len(groups)) for index in range(len(groups))]
    numbers = iter(range(1, count + 1))
    return {
        "项目名称": f"含{count}条指标的项目",
        "项目编码": f"13073025P{count:012}",
        "资金用途": "用于测试",
        "主管部门": {"名称": "测试县机关事务服务中心", "编码": "068"},
        "实施单位": "测试县机关事务服务中心本级",
        "项目属性": "延续项目",
        "项目期": "1年",
        "资金": {"总额": "100.00", "财政拨款": "100.00", "其他资金": ""},
        "支出计划": {"3月底": "25%", "6月底": "50%", "10月底": "75%", "12月底": "100%"},
        "绩效目标": "\n".join(
            f"第{n}项目标，保障机关大楼内外正常运行并完成年度各项维修维护任务" for n in range(1, goals + 1)
        ),
        "绩效指标": {
            group: [
                {
                    "名称": f"第{n}条{words * (1 + n % 3)}",
                    "描述": f"描述{n}{words}",
                    "指标值": f"≥{n}%",
                    "依据": f"依据{n}{words * (n % 2)}",
                }
                for n in (next(numbers) for _ in range(share))
            ]
            for group, share in zip(groups, shares, strict=True)
            if share
        },
    }


Maker = Callable[..., Read]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    def make(layout: str, *projects: Tree) -> Read:
        root = tmp_path_factory.mktemp("long")
        department = {
            "版式": layout,
            "单位": {"名称": "测试县机关事务服务中心", "编码": "430001"},
            "年度": "2025",
            "阶段": "批复",
        }
        write_year(root, "d/2025", department, list(projects))
        code, messages = build(root)
        assert code == 0, messages
        return read(only_pdf(root / "build" / "d" / "2025"))

    return make


@pytest.fixture(scope="module")
def long_hebei(made: Maker) -> Read:
    return made("hebei-2025", project(60))


@pytest.fixture(scope="module")
def long_ningxia(made: Maker) -> Read:
    return made("ningxia-2024", project(60))


def form_of(one: Read) -> Section:
    (section,) = (section for section in one.sections if section.tables)
    return section


def pages_of_rows(section: Section) -> list[tuple[int, tuple[str, ...]]]:
    """(page, row) of every printed row, repeated heads included; a row stands where its last column stands."""
    found = []
    for table in section.tables:
        for number, row in enumerate(table.unrolled()):
            pages = {char.page for cell in table.cells if cell.row == number and cell.rows == 1 for char in cell.chars}
            assert len(pages) == 1, f"a row is split over pages: {row}"
            found.append((pages.pop(), row))
    return found


def test_nothing_is_lost(long_hebei: Read, long_ningxia: Read) -> None:
    head, tree = hebei(project(60))
    assert form_of(long_hebei).rows() == unrolled(head) + unrolled(tree)
    assert form_of(long_ningxia).rows() == unrolled(ningxia(project(60)))


@pytest.mark.parametrize("sample", ["long_hebei", "long_ningxia"])
def test_head_row_stands_on_every_page(sample: str, request: pytest.FixtureRequest) -> None:
    """The first row of indicators on each page has the head row straight above it: drawn again, or repeated as an artifact."""
    one: Read = request.getfixturevalue(sample)
    pages = {page for page, row in pages_of_rows(form_of(one)) if any("≥" in text for text in row)}
    assert len(pages) >= 3
    for page in pages:
        everything = "".join(char.text for char in one.pages[page - 1])
        assert everything.count("一级指标") == 1
        assert everything.index("一级指标") < everything.index("≥")


@pytest.mark.parametrize("sample", ["long_hebei", "long_ningxia"])
def test_merged_cells_say_their_text_on_every_page(sample: str, request: pytest.FixtureRequest) -> None:
    """一级, 二级 and the spine of the rows on a page are printed on that page."""
    one: Read = request.getfixturevalue(sample)
    for table in form_of(one).tables:
        for cell in table.cells:
            if cell.rows > 1 and cell.text:
                reach = {
                    char.page
                    for other in table.cells
                    if other.rows == 1 and cell.row <= other.row < cell.row + cell.rows
                    for char in other.chars
                }
                assert {char.page for char in cell.chars} == reach, cell.text


@pytest.mark.parametrize("sample", ["long_hebei", "long_ningxia"])
def test_last_page_has_three_rows_or_more(sample: str, request: pytest.FixtureRequest) -> None:
    one: Read = request.getfixturevalue(sample)
    rows = pages_of_rows(form_of(one))
    last = rows[-1][0]
    assert sum(page == last and not row[0].startswith("#") for page, row in rows) >= 3


@pytest.mark.parametrize("layout", ["hebei-2025", "ningxia-2024"])
def test_laws_hold_for_every_length(layout: str, made: Maker) -> None:
    """Around the length at which a form breaks: no lonely head row, no tail of one or two rows, nothing lost, nothing cut."""
    counts = range(7, 32)
    one = made(layout, *(project(count) for count in counts))
    check_places(one)
    forms = [section for section in one.sections if section.tables]
    broken = 0
    for section, count in zip(forms, counts, strict=True):
        head, tree = hebei(project(count)) if layout == "hebei-2025" else ([], ningxia(project(count)))
        assert section.rows() == (unrolled(head) if head else []) + unrolled(tree)
        rows = pages_of_rows(section)
        pages = sorted({page for page, _ in rows})
        assert pages == list(range(pages[0], pages[-1] + 1))
        for page in pages:
            own = [row for number, row in rows if number == page]
            assert not own[-1][0].startswith("#"), f"{count}: the head row stands alone at the foot of page {page}"
        if len(pages) > 1:
            broken += 1
            assert sum(page == pages[-1] and not row[0].startswith("#") for page, row in rows) >= 3, count
    assert 8 < broken < len(counts)


@pytest.mark.parametrize("layout", ["hebei-2025", "ningxia-2024"])
def test_pages_are_filled(layout: str, made: Maker) -> None:
    """A form breaks because it must: the pages before its last are used to more than three quarters."""
    one = made(layout, project(60))
    pages = [page for page, _ in pages_of_rows(form_of(one))]
    for page in range(pages[0], pages[-1]):
        lowest = max(char.base for char in one.pages[page - 1] if char.mcid >= 0)
        assert lowest > 105 + 0.75 * 638, page


def test_a_row_taller_than_a_page_goes_on(made: Maker) -> None:
    """Nothing is cut off where one goal cell fills pages."""
    tall = project(3, goals=70)
    one = made("hebei-2025", tall)
    head, tree = hebei(tall)
    assert form_of(one).rows() == unrolled(head) + unrolled(tree)
    check_places(one)


def test_one_long_cell(made: Maker) -> None:
    for layout, shape in (("hebei-2025", hebei), ("ningxia-2024", ningxia)):
        long = project(6)
        long["绩效指标"]["质量指标"][0]["名称"] = "甲乙丙丁戊己庚辛壬癸" * 60
        one = made(layout, long)
        wanted = shape(long)
        rows = unrolled(wanted[0]) + unrolled(wanted[1]) if isinstance(wanted, tuple) else unrolled(wanted)
        assert form_of(one).rows() == rows
        check_places(one)


@pytest.mark.slow
def test_three_hundred_indicators(made: Maker) -> None:
    many = project(300)
    one = made("hebei-2025", many)
    head, tree = hebei(many)
    assert form_of(one).rows() == unrolled(head) + unrolled(tree)
    numbers = [page for page, _ in pages_of_rows(form_of(one))]
    assert all(after >= before for before, after in pairwise(numbers))


def test_no_file_is_left_behind(tmp_path: Path) -> None:
    write_year(
        tmp_path,
        "d/2025",
        {"版式": "ningxia-2024", "单位": {"名称": "甲"}, "年度": "2025"},
        [project(6, groups=["数量指标"])],
    )
    code, messages = build(tmp_path)
    assert code == 0, messages
    assert {path.name for path in (tmp_path / "build" / "d" / "2025").iterdir()} == {
        "typst",
        "manifest.json",
        "甲2025年度绩效目标（一上稿）.pdf",
    }
