"""From a place on the page to the line where it is typed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.preview.marked import DEPARTMENT, FILE, FOLDER, PROJECT, SAMPLES, Marked, marked, sample, write

from jixiao.diagnostics import SourceText, Span
from jixiao.preview.desk import Place
from jixiao.preview.locate import _carried, locate
from jixiao.report.terminal import sharp

OWN = "projects/01-饮水.yaml"
GROUP = "绩效指标/数量指标"


def at(made: Marked, path: str, block: int = 0, file: str = FILE) -> Place:
    found = locate(made.ground, file, path, block)
    assert found is not None
    return found


def rest(place: Place) -> str:
    """What stands in the line from the place on."""
    return place.source[place.column - 1 :]


@pytest.mark.parametrize("label", SAMPLES)
def test_every_place_leads_to_its_own_text(label: str) -> None:
    one = sample(label)
    first: dict[tuple[str, str, int], Span | None] = {}
    for mark in one.marks:
        first.setdefault((mark.file, mark.path, mark.block), mark.span)
    for (file, path, block), where in first.items():
        place = locate(one.ground, file, path, block)
        assert place is not None
        assert place.absolute.is_file()
        assert place.absolute.read_text(encoding="utf-8").split("\n")[place.line - 1] == place.source
        if where is not None:
            assert (place.line, place.column) == where.source.position(sharp(where).start)


def test_a_value(tmp_path: Path) -> None:
    place = at(marked(write(tmp_path)), f"{GROUP}/供水/排水/指标值")
    assert (place.line, place.column, place.source) == (19, 12, "      指标值: ≥3处")
    assert place.file == FILE
    assert place.absolute == tmp_path / FILE


def test_paragraphs(tmp_path: Path) -> None:
    made = marked(write(tmp_path))
    assert [rest(at(made, "绩效目标", block)) for block in (0, 1, 2)] == [
        "更新水厂6座",
        "更新水厂6座",
        "水质达标率97%以上",
    ]


def test_a_blank_field_leads_to_its_line(tmp_path: Path) -> None:
    made = marked(write(tmp_path))
    assert at(made, "支出计划/3月底").source == "  3月底:"
    assert at(made, f"{GROUP}/供水/排水/描述").source == "      描述:"


def test_a_field_that_is_not_there_leads_to_its_record(tmp_path: Path) -> None:
    made = marked(write(tmp_path))
    assert rest(at(made, "资金/其他资金")) == "资金:"
    assert rest(at(made, "支出计划/6月底")) == "支出计划:"
    assert rest(at(made, f"{GROUP}/更新水厂数量/依据")) == "名称: 更新水厂数量"
    assert rest(at(made, "绩效指标/质量指标/水质达标率/描述")) == "名称: 水质达标率"
    assert rest(at(made, "绩效指标/时效指标")) == "绩效指标:"
    assert rest(at(made, "项目属性")) == "项目名称: 饮水工程"


def test_a_blank_amount_leads_to_its_line(tmp_path: Path) -> None:
    text = PROJECT.replace("  财政拨款: 60.00\n", "  财政拨款: 60.00\n  其他资金:\n")
    assert rest(at(marked(write(tmp_path, {OWN: text})), "资金/其他资金")) == "其他资金:"


def test_a_default_leads_to_where_it_is_typed(tmp_path: Path) -> None:
    place = at(marked(write(tmp_path)), "资金用途", file=f"{FOLDER}/department.yaml")
    assert rest(place) == "用于供水"


def test_what_is_printed_in_other_words_leads_to_its_field(tmp_path: Path) -> None:
    text = DEPARTMENT.replace("阶段: 批复\n", "阶段: 二上\n编制日期: 2025-01-20\n")
    made = marked(write(tmp_path, {"department.yaml": text}))
    assert [rest(at(made, key, file=made.file)) for key in ("阶段", "编制日期")] == ["二上", "2025-01-20"]


def test_a_file_and_no_file(tmp_path: Path) -> None:
    made = marked(write(tmp_path))
    place = at(made, "")
    assert (place.line, place.column, place.source) == (1, 1, "项目名称: 饮水工程")
    for other in ("", "..", "sources/shuiwu/2025", "sources/shuiwu/2024/department.yaml", "/etc/passwd", f"../{FILE}"):
        assert locate(made.ground, other, "项目名称") is None
    review = locate(made.ground, f"{FOLDER}/审核.yaml", "")
    assert review is not None
    assert (review.line, review.source) == (1, "")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("front", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_marks_of_encoding_do_not_count(tmp_path: Path, end: str, front: bytes) -> None:
    made = marked(write(tmp_path, {OWN: front + PROJECT.replace("\n", end).encode()}))
    assert at(made, "项目名称")[1:4] == (1, 7, "项目名称: 饮水工程")
    assert at(made, f"{GROUP}/供水/排水/指标值")[1:4] == (19, 12, "      指标值: ≥3处")
    assert at(made, "绩效目标", 2)[1:4] == (11, 3, "  水质达标率97%以上")
    assert rest(at(made, "资金/其他资金")) == "资金:"


def test_pages_of_a_broken_source_lead_to_the_source_as_it_is(tmp_path: Path) -> None:
    before = marked(write(tmp_path))
    write(tmp_path, {OWN: PROJECT.replace("资金:\n  总额: 60.00", "# 待核实\n资金:\n  总额 六十")})
    made = marked(tmp_path, before=before)
    assert made.loaded.department is None
    assert at(made, "项目名称")[1:4] == (1, 7, "项目名称: 饮水工程")
    place = at(made, f"{GROUP}/供水/排水/指标值")
    assert (place.line, place.source) == (20, "      指标值: ≥3处")


def test_pages_of_a_source_that_nobody_can_read(tmp_path: Path) -> None:
    before = marked(write(tmp_path))
    write(tmp_path, {OWN: b"\xff\xfe\xff"})
    made = marked(tmp_path, before=before)
    assert at(made, "项目名称").line == 1


@given(st.text("甲乙\n", max_size=12), st.integers(0, 12), st.integers(0, 12), st.text("丙\n", max_size=4))
def test_places_move_with_the_text(text: str, start: int, cut: int, typed: str) -> None:
    start = min(start, len(text))
    new = text[:start] + typed + text[start + cut :]
    old, now = SourceText("a", text), SourceText("a", new)
    for place in range(len(text) + 1):
        moved = _carried(Span(old, place, place), now)
        assert 0 <= moved.start <= moved.end <= len(new)
        if text == new:
            assert moved.start == place
    for place in range(start):  # what stands in front of a change stays
        assert _carried(Span(old, place, place + 1), now).start in {place, place + len(new) - len(text)}
