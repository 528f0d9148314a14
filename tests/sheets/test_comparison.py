"""The rows of the 对照表: every change that counts, in the order of the new document, nothing twice."""

from collections.abc import Iterator

import pytest
from tests.sheets.comparing import SPAN, accepted, change, made

from jixiao.diff.records import CERTAIN, COSMETIC, DOCUMENT, LOOSENED, MAJOR, NONE, Change, Comparison
from jixiao.diff.tally import counting
from jixiao.model.document import Text
from jixiao.sheets.comparison import CAME, WENT, ComparisonSheet, Row, comparison_sheet
from jixiao.sheets.comparison_cells import ABSENT, NOTHING, PLAIN, VALUE, WORDS
from jixiao.sheets.comparison_words import head_of, label
from jixiao.sheets.pieces import cut, pieces

CROSSING = {"budget-up-targets-loosened", "budget-up-targets-unchanged"}


def rows(sheet: ComparisonSheet) -> list[Row]:
    return [*sheet.everywhere, *(row for band in sheet.bands for row in band.rows)]


def printed(sheet: ComparisonSheet) -> str:
    cells = (
        (*row.place, row.old.text, row.new.text, *(line for one in row.remarks for line in one.lines))
        for row in rows(sheet)
    )
    return "\n".join(text for row in cells for text in row)


def texts(one: Change) -> Iterator[str]:
    for value in (one.before, one.after):
        yield from [value] if isinstance(value, str) else value or ()


@pytest.mark.parametrize("full", [False, True])
def test_every_change_stands_in_a_row(comparisons: tuple[Comparison, ...], full: bool) -> None:
    for one in comparisons:
        sheet = comparison_sheet(one, full=full)
        heads = [remark.head for row in rows(sheet) for remark in row.remarks]
        for found in counting(one.changes):
            if full or found.severity != COSMETIC:
                assert head_of(found) in heads, found
        # What rules about several places repeat stands in the rows of those places.
        shown = [
            found
            for found in counting(one.changes)
            if found.rule not in CROSSING and (full or found.severity != COSMETIC)
        ]
        text = printed(sheet)
        assert all(said in text for found in shown for said in texts(found))


def test_counts_of_what_is_not_listed(comparisons: tuple[Comparison, ...]) -> None:
    for one in comparisons:
        cosmetic = [found for found in one.changes if found.severity == COSMETIC and found.rule != "global-replace"]
        sheet = comparison_sheet(one)
        numbers = [int(part.split(" ")[1]) for part in sheet.unlisted.partition("：")[2].split("，")]
        assert sum(numbers) == len(cosmetic)
        assert sheet.unlisted.startswith("不逐条列示：")
        assert comparison_sheet(one, full=True).unlisted == ""


def test_many_equal_changes_are_told_once(comparisons: tuple[Comparison, ...]) -> None:
    sheet = comparison_sheet(comparisons[0])
    (first,) = sheet.everywhere
    assert (first.number, first.place, first.old.text, first.new.text) == (1, ("多处相同修改",), "政府", "机关")
    assert not any("多处相同修改" in remark.head for band in sheet.bands for row in band.rows for remark in row.remarks)


def test_rows_are_numbered_through(comparisons: tuple[Comparison, ...]) -> None:
    for one in comparisons:
        for full in (False, True):
            found = rows(comparison_sheet(one, full=full))
            assert [row.number for row in found if row.number] == list(
                range(1, sum(bool(row.remarks) for row in found) + 1)
            )
            assert all(bool(row.number) == bool(row.remarks) for row in found)


def test_order_of_the_new_document(comparisons: tuple[Comparison, ...]) -> None:
    for one in comparisons:
        bands = [band.title for band in comparison_sheet(one, full=True).bands]
        names = [project.name.text for project in one.new.department.projects]
        kept = [next(at for at, band in enumerate(bands) if band.startswith(f"■ {name}　")) for name in names]
        assert kept == sorted(kept)
        assert ("■ 部门整体" in bands) == (bands[0] == "■ 部门整体") == (one.new.department.overall is not None)
        gone = [match.old[0].name.text for match in one.matches if not match.new]
        assert [band.split("　")[0] for band in bands[len(bands) - len(gone) :]] == [f"■ {name}" for name in gone]


def test_indicators_in_the_order_of_the_new_project(comparisons: tuple[Comparison, ...]) -> None:
    sheet = comparison_sheet(comparisons[1])
    band = next(band for band in sheet.bands if band.title.startswith("■ 领导公寓"))
    assert [row.place[0] for row in band.rows] == [
        "项目名称", "实施单位", "资金总额", "绩效目标", "数量指标", "质量指标", "成本指标", "社会效益指标",
        "服务对象满意度指标", "可持续影响指标", "可持续影响指标",
    ]  # fmt: skip


def test_one_sided_rows(comparisons: tuple[Comparison, ...]) -> None:
    found = [row for one in comparisons for row in rows(comparison_sheet(one))]
    assert any(row.tag == CAME for row in found)
    assert any(row.tag == WENT for row in found)
    for row in found:
        assert (row.tag == CAME) == (row.old.kind == ABSENT)
        assert (row.tag == WENT) == (row.new.kind == ABSENT)
        assert NOTHING in {row.old.text, row.new.text} or not row.tag


def test_full_lists_all_that_both_sides_say(comparisons: tuple[Comparison, ...]) -> None:
    for one in comparisons:
        text = printed(comparison_sheet(one, full=True))
        for side in (one.old, one.new):
            assert side.department.overall is None or side.department.overall.text.strip() in text
            for project in side.department.projects:
                cells = (value for each in project.indicators for value in (each.value, each.description, each.basis))
                said = [project.name, project.code, project.goal, project.purpose, *cells]
                assert all(one.text in text for one in said if one is not None)


def test_full_tells_nothing_twice(comparisons: tuple[Comparison, ...]) -> None:
    for one in comparisons:
        for band in comparison_sheet(one, full=True).bands:
            places = [row.place for row in band.rows if not row.remarks]
            assert len(places) == len(set(places)), band.title


# -- by hand ----------------------------------------------------------------------------------------------------------


def only(one: Comparison) -> Row:
    (band,) = comparison_sheet(one).bands
    (row,) = band.rows
    return row


def test_what_is_said_of_a_target(comparisons: tuple[Comparison, ...]) -> None:
    record = change(
        "target-loosened", "绩效指标/质量指标/水质达标率/指标值", "≥97%", "≥93%",
        severity=MAJOR, direction=LOOSENED, basis="lower-bound", delta="-4 个百分点", why="要求降低了",
        acceptance=accepted("检测口径扩大", "某财绩〔2025〕2号"),
    )  # fmt: skip
    row = only(made(comparisons[0], record))
    assert row.place == ("质量指标", "水质达标率")
    assert (row.old.kind, row.new.kind) == (VALUE, VALUE)
    (remark,) = row.remarks
    assert remark.head == "关注　要求降低"
    assert remark.lines == (
        "方向：放宽（按下限）",
        "变动：-4 个百分点",
        "已确认：检测口径扩大（李某，某财绩〔2025〕2号）",
    )


def test_one_row_for_all_that_is_said_of_a_place(comparisons: tuple[Comparison, ...]) -> None:
    grown = change("budget-increased", "资金/总额", "600", "690", delta="+90 万元")
    crossing = change(
        "budget-up-targets-loosened",
        "资金/总额",
        ("资金/总额 600", "甲 ≥90%"),
        ("资金/总额 690", "甲 ≥85%"),
        why="要求却降低了",
    )
    row = only(made(comparisons[0], crossing, grown))
    assert (row.old.text, row.new.text) == ("600", "690")
    assert [one.head.partition("　")[2] for one in row.remarks] == ["预算增加、目标降低", "预算增加"]
    assert row.remarks[0].lines == ("方向：无法判断", "要求却降低了")


def test_running_text_is_marked_in_parts(comparisons: tuple[Comparison, ...]) -> None:
    ops = (("equal", "保证", "保证"), ("replace", "1次", "2次"), ("equal", "。\n完", "。\n完"), ("insert", "", "成"))
    row = only(
        made(comparisons[0], change("objective-reworded", "绩效目标", "保证1次。\n完", "保证2次。\n完成", text_ops=ops))
    )
    assert (row.old.kind, row.new.kind) == (WORDS, WORDS)
    assert row.old.runs == ((False, "保证"), (True, "1次"), (False, "。\n完"))
    assert (row.old.text, row.new.text) == ("保证1次。\n完", "保证2次。\n完成")


def test_what_did_not_change_bears_no_mark(comparisons: tuple[Comparison, ...]) -> None:
    row = only(
        made(comparisons[0], change("stale-year", "绩效指标/时效指标/完成/指标值", "2024年", "2024年", why="没有改"))
    )
    assert (row.old.kind, row.new.kind) == (PLAIN, PLAIN)
    assert row.remarks[0].lines[-1] == "没有改"


def test_an_empty_value_is_not_an_absent_one(comparisons: tuple[Comparison, ...]) -> None:
    row = only(made(comparisons[0], change("quantified", "绩效指标/时效指标/完成/指标值", "", "≥95%")))
    assert (row.tag, row.old.text) == ("", "（空白）")


def test_provisional_records_are_left_out(comparisons: tuple[Comparison, ...]) -> None:
    record = change("target-loosened", "绩效指标/质量指标/甲/指标值", "1", "2", provisional=True)
    assert comparison_sheet(made(comparisons[0], record)).is_empty


def test_only_cosmetic_changes(comparisons: tuple[Comparison, ...]) -> None:
    record = change("notation-only", "绩效指标/质量指标/甲/指标值", "≥1", "不少于1", severity=COSMETIC)
    sheet = comparison_sheet(made(comparisons[0], record))
    assert sheet.bands == ()
    assert sheet.unlisted == "不逐条列示：仅写法不同 1 处"
    assert not sheet.is_empty


def test_a_dropped_project_that_may_have_been_merged(comparisons: tuple[Comparison, ...]) -> None:
    one = comparisons[0]
    drop = next(match for match in one.matches if not match.new)
    record = change(
        "project-dropped",
        "项目",
        drop.old[0].name.text,
        None,
        match=drop.id,
        why="可能并入了“甲”",
        possible_merge_into="m1",
    )
    row = only(one._replace(changes=(record,)))
    assert row.remarks[0].lines[-1] == "可能并入了“甲”"
    assert only(one._replace(changes=(record._replace(possible_merge_into=""),))).remarks[0].lines == (
        "方向：无法判断",
    )


def test_document_records_stand_in_their_own_band(comparisons: tuple[Comparison, ...]) -> None:
    record = change("section-added", "分项绩效目标/数字机关", None, "数字机关\n建成平台", match=DOCUMENT)
    (band,) = comparison_sheet(made(comparisons[0], record)).bands
    assert band.title == "■ 部门整体"
    assert band.rows[0].new.runs == ((True, "数字机关\n建成平台"),)
    assert band.rows[0].new.kind == WORDS


@pytest.mark.parametrize(
    ("old", "new", "heads", "years"),
    [
        ((2024, "批复"), (2025, "二上"), ("上年（2024，批复）", "本年（2025，二上）"), "（2024 年度—2025 年度）"),
        ((2025, "批复"), (2025, "调整"), ("调整前（2025，批复）", "调整后（2025，调整）"), "（2025 年度）"),
        ((2023, "批复"), (2025, "批复"), ("对比年（2023，批复）", "本年（2025，批复）"), "（2023 年度—2025 年度）"),
    ],
)
def test_heads(
    comparisons: tuple[Comparison, ...], old: tuple[int, str], new: tuple[int, str], heads: tuple[str, str], years: str
) -> None:
    one = comparisons[0]
    one = one._replace(old=one.old._replace(year=old[0], stage=old[1]), new=one.new._replace(year=new[0], stage=new[1]))
    sheet = comparison_sheet(one)
    assert (sheet.old, sheet.new) == heads
    assert sheet.years == years
    assert bool(sheet.banner) == (old[1] != new[1])
    assert comparison_sheet(one, new_first=True).headings[2:4] == heads[::-1]


def test_footer_names_both_revisions(comparisons: tuple[Comparison, ...]) -> None:
    one = comparisons[0]
    sheet = comparison_sheet(one._replace(old=one.old._replace(rev="3f1c2ab")))
    assert sheet.footer.split("\n") == [
        f"上年：版本 3f1c2ab，摘要 {one.old.digest[:12]}",
        f"本年：工作文件夹，摘要 {one.new.digest[:12]}",
    ]


def test_stale_acceptances_are_told(comparisons: tuple[Comparison, ...]) -> None:
    one = accepted("口径", "某〔2025〕1号")
    named = one._replace(rule=Text("target-loosened", SPAN), fingerprint=Text("0e468fc5cfe4", SPAN))
    sheet = comparison_sheet(comparisons[0]._replace(stale=((named, "已于 2025-12-31 到期"), (one, "没有写“指纹”"))))
    assert sheet.stale == (
        "失效采纳（0e468fc5cfe4，要求降低）：已于 2025-12-31 到期",
        "失效采纳：没有写“指纹”",
    )


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("资金/总额", ("资金总额",)),
        ("资金/财政拨款", ("财政拨款",)),
        ("绩效指标/数量指标/人数/指标值", ("数量指标", "人数")),
        ("绩效指标/数量指标/人/车数/描述", ("数量指标", "人/车数（描述）")),
        ("绩效指标/可持续影响指标", ("可持续影响指标",)),
        ("绩效指标", ("绩效指标",)),
        ("工作保障措施/加强监督/内容", ("工作保障措施", "加强监督（内容）")),
        ("其他栏目/项目负责人", ("项目负责人",)),
        ("主管部门/编码", ("主管部门编码",)),
    ],
)
def test_places_in_words(path: str, said: tuple[str, ...]) -> None:
    assert label(path) == said


def test_matches_without_a_change_have_no_band(comparisons: tuple[Comparison, ...]) -> None:
    unchanged = {match.id for match in comparisons[1].matches} - {one.match for one in comparisons[1].changes}
    names = [
        match.new[0].name.text
        for match in comparisons[1].matches
        if match.id in unchanged and match.how != NONE and match.confidence == CERTAIN
    ]
    assert names
    assert not any(name in band.title for name in names for band in comparison_sheet(comparisons[1]).bands)


# -- pieces -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "runs",
    [
        ((False, "保证完成率"), (True, "≥90%"), (False, "，满意度85%以上。")),
        ((True, "12"), (False, "家单位")),
        ((False, "甲\n"), (True, "乙\n丙"), (False, "")),
        ((True, "abcdefghijklmn"), (False, "opq，")),
        ((False, ""),),
    ],
)
def test_pieces_are_the_text(runs: tuple[tuple[bool, str], ...]) -> None:
    lines = list(pieces(runs))
    assert "\n".join("".join(text for one in line for _, text in one.parts) for line in lines) == "".join(
        text for _, text in runs
    )
    marks = [(changed, char) for changed, text in runs for char in text if char != "\n"]
    assert [(changed, char) for line in lines for one in line for changed, text in one.parts for char in text] == marks
    assert all(len(one.parts) == 1 for line in lines for one in line if not one.fixed)


def test_a_number_and_its_unit_stay_together_across_a_change() -> None:
    (line,) = pieces(((False, "每年服务不少于"), (True, "12"), (False, "家单位，其中重点单位")))
    assert next(one.parts for one in line if one.fixed) == ((True, "12"), (False, "家"))


def test_a_sign_stays_at_its_number() -> None:
    assert "-2 个百分点" in cut("要求降低了（-2 个百分点），其他没有变动")
