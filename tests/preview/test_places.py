"""What is printed where: findings lead to the places that a person would look at, and to no others."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.preview.marked import FILE, FOLDER, PROJECT, SAMPLES, Marked, marked, sample, write

from jixiao.check.catalogue import RULES
from jixiao.check.finding import Finding
from jixiao.check.rule import Hit
from jixiao.diagnostics import SourceText, Span
from jixiao.layout.marks import Mark
from jixiao.preview.places import Index, PlaceRef, touches

GROUP = "绩效指标/数量指标"


@pytest.fixture(scope="module", params=SAMPLES)
def one(request: pytest.FixtureRequest) -> Marked:
    return sample(request.param)


@pytest.fixture
def made(tmp_path: Path) -> Marked:
    return marked(write(tmp_path))


def span(made: Marked, words: str, file: str = FILE) -> Span:
    """Where some words stand."""
    source = next(mark.span.source for mark in made.marks if mark.span and mark.span.source.path == file)
    start = source.text.index(words)
    return Span(source, start, start + len(words))


def finding(path: str, where: Span) -> Finding:
    return Finding(RULES[0], Hit(where, path, ""), "error", "", "单位", "0")


def here(*paths: str, block: int = 0) -> tuple[PlaceRef, ...]:
    return tuple(PlaceRef(FILE, path, block) for path in paths)


# The samples


def test_every_finding_leads_to_a_place(one: Marked) -> None:
    for each in one.report.findings:
        assert one.index.of_finding(each), (each.rule.code, each.hit.path)


def test_places_are_those_of_the_pages(one: Marked) -> None:
    known = {(mark.file, mark.path, mark.block) for mark in one.marks}
    for each in one.report.findings:
        related = [ref for other in each.hit.related for ref in one.index.of_span(other.span)]
        for ref in (*one.index.of_finding(each), *related):
            assert tuple(ref) in known


def test_no_place_is_told_twice(one: Marked) -> None:
    for each in one.report.findings:
        places = one.index.of_finding(each)
        assert len(set(places)) == len(places)


def test_only_unprinted_evidence_has_no_place(one: Marked) -> None:
    gone = {
        other.message.partition("：")[0]
        for each in one.report.findings
        for other in each.hit.related
        if not one.index.of_span(other.span)
    }
    assert gone <= {"测算"}


def test_a_printed_text_is_found_by_its_stretch_and_its_path(one: Marked) -> None:
    for mark in one.marks:
        assert PlaceRef(mark.file, mark.path) in one.index.of_path(mark.file, mark.path)
        if mark.span is None:
            continue
        blocks = {ref.block for ref in one.index.of_span(mark.span) if ref[:2] == (mark.file, mark.path)}
        assert blocks & {mark.block, 0} if mark.block else blocks


# Spans


def test_a_word_inside_a_cell(made: Marked) -> None:
    assert made.index.of_span(span(made, "≥6")) == here(f"{GROUP}/更新水厂数量/指标值")


def test_a_word_inside_a_paragraph(made: Marked) -> None:
    assert made.index.of_span(span(made, "97%以上")) == here("绩效目标", block=2)


def test_all_paragraphs_are_the_whole(made: Marked) -> None:
    assert made.index.of_span(span(made, "水厂6座\n  水质")) == here("绩效目标")


def test_a_record_touches_its_cells_in_their_order(made: Marked) -> None:
    found = made.index.of_span(span(made, "名称: 更新水厂数量\n      描述: 更新水厂数量\n      指标值: ≥6座"))
    base = f"{GROUP}/更新水厂数量"
    assert found == here(f"{base}/名称", f"{base}/描述", f"{base}/指标值")


def test_the_key_of_a_blank_field_stands_for_it(made: Marked) -> None:
    assert made.index.of_span(span(made, "3月底")) == here("支出计划/3月底")


def test_another_text_has_other_places(made: Marked) -> None:
    older = SourceText(FILE, "# 说明\n" + PROJECT)
    assert made.index.of_span(Span(older, 6, 12)) == ()


def test_equal_texts_are_one(made: Marked) -> None:
    start = PROJECT.index("≥6座")
    again = Span(SourceText(FILE, str(PROJECT)), start, start + 1)
    assert made.index.of_span(again) == here(f"{GROUP}/更新水厂数量/指标值")


# Paths


def test_a_name_with_a_stroke(made: Marked) -> None:
    base = f"{GROUP}/供水/排水"
    assert made.index.of_path(FILE, f"{base}/指标值") == here(f"{base}/指标值")
    assert made.index.of_path(FILE, base) == here(f"{base}/名称", f"{base}/描述", f"{base}/指标值", f"{base}/依据")


def test_a_beginning_of_a_name_is_not_its_record(tmp_path: Path) -> None:
    text = PROJECT.replace("名称: 更新水厂数量", "名称: 供水")
    made = marked(write(tmp_path, {"projects/01-饮水.yaml": text}))
    base = f"{GROUP}/供水"
    assert made.index.of_path(FILE, base) == here(*(f"{base}/{key}" for key in ("名称", "描述", "指标值", "依据")))


def test_a_group_is_all_its_cells(made: Marked) -> None:
    assert made.index.of_path(FILE, "资金") == here("资金/总额", "资金/财政拨款", "资金/其他资金")


def test_paths_are_folded(made: Marked) -> None:
    assert made.index.of_path(FILE, "绩效指标/数量指标/供水／ 排水/指标值") == here(f"{GROUP}/供水/排水/指标值")
    assert made.index.of_path(FILE, "支出计划/３月底") == here("支出计划/3月底")


def test_what_the_form_does_not_print(made: Marked) -> None:
    assert made.index.of_path(FILE, f"{GROUP}/更新水厂数量/权重") == ()
    assert made.index.of_path(FILE, "") == ()
    assert made.index.of_path("sources/别处.yaml", "资金") == ()


def test_a_default_is_printed_on_the_pages_of_its_project(made: Marked) -> None:
    expected = (PlaceRef(f"{FOLDER}/department.yaml", "资金用途"),)
    assert made.index.of_path(FILE, "资金用途") == expected
    assert made.index.of_span(span(made, "用于供水", made.file)) == expected


def test_a_default_of_many_projects_is_one_place(tmp_path: Path) -> None:
    second = PROJECT.replace("饮水工程", "排水工程").replace("0012", "0013")
    made = marked(write(tmp_path, **{"02": second}))
    assert len(made.index.of_span(span(made, "用于供水", made.file))) == 1
    assert made.index.of_path(f"{FOLDER}/projects/02.yaml", "资金用途")


# Findings


def test_a_blank_field_is_meant_by_its_path(made: Marked) -> None:
    where = span(made, "供水/排水")
    assert made.index.of_finding(finding(f"{GROUP}/供水/排水/描述", where)) == here(f"{GROUP}/供水/排水/描述")


def test_a_record_is_meant_by_its_path(made: Marked) -> None:
    base = f"{GROUP}/供水/排水"
    found = made.index.of_finding(finding(base, span(made, "供水/排水")))
    assert found == here(f"{base}/名称", f"{base}/描述", f"{base}/指标值", f"{base}/依据")


def test_words_of_a_running_text_are_meant_by_their_place(made: Marked) -> None:
    assert made.index.of_finding(finding("绩效目标", span(made, "6座\n"))) == here("绩效目标", block=1)


def test_all_indicators_are_too_many(tmp_path: Path) -> None:
    rows = "".join(f"    - 名称: 巡查{one}次数\n      指标值: ≥{one}次\n" for one in range(9))
    made = marked(write(tmp_path, {"projects/01-饮水.yaml": PROJECT.replace("  质量指标:\n", f"{rows}  质量指标:\n")}))
    assert made.index.of_finding(finding("绩效指标", span(made, "饮水工程"))) == here("项目名称")


def test_words_elsewhere_and_a_printed_field(made: Marked) -> None:
    found = made.index.of_finding(finding("资金/总额", span(made, "更新水厂6座")))
    assert found == (*here("绩效目标", block=1), *here("资金/总额"))


def test_an_unprinted_field_has_no_place(tmp_path: Path) -> None:
    text = PROJECT.replace("      依据: 规划\n", "      依据: 规划\n      权重: 10\n")
    made = marked(write(tmp_path, {"projects/01-饮水.yaml": text}))
    assert made.index.of_finding(finding(f"{GROUP}/供水/排水/权重", span(made, "权重: 10"))) == ()


def test_nothing_printed() -> None:
    index = Index(())
    assert index.of_span(Span(SourceText("a", "b"), 0, 1)) == ()
    assert index.of_path("a", "b") == ()
    assert index.files == ()


# Laws

_SPOT = st.tuples(st.integers(0, 8), st.integers(0, 8)).map(sorted)


@given(_SPOT, _SPOT)
def test_stretches_touch_where_they_share_a_character(one: list[int], other: list[int]) -> None:
    source = SourceText("a", "x" * 9)
    first, second = Span(source, *one), Span(source, *other)
    if one[0] < one[1] and other[0] < other[1]:
        assert touches(first, second) == bool(set(range(*one)) & set(range(*other)))
    assert touches(first, first)


_NAME = st.text(st.sampled_from("甲/名称 a"), min_size=1, max_size=5).map(str.strip).filter(bool)


@given(st.lists(_NAME, min_size=1, max_size=4, unique=True))
def test_a_field_of_any_name_is_found_first_by_its_own_path(names: list[str]) -> None:
    text = "\n".join(names)
    source, at, marks = SourceText("a", text), 0, []
    for name in names:
        where = Span(source, at, at + len(name))
        marks += [Mark("a", f"{GROUP}/{name}/{key}", 0, name, where, "a") for key in ("名称", "指标值")]
        at += len(name) + 1
    index = Index(marks)
    for mark in marks:
        assert index.of_path("a", mark.path) == (PlaceRef("a", mark.path),)
        assert mark.span is not None
        assert PlaceRef("a", mark.path) in index.of(mark.path, mark.span)
