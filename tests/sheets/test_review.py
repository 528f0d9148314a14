"""The rows of the 审核表: only what the unit must act on, in office words, and the whole audit told."""

import re
from collections import Counter
from typing import Any

from tests.sheets.conftest import DAY

from jixiao.check.catalogue import RULES
from jixiao.check.finding import Report
from jixiao.check.rule import UNIT
from jixiao.diagnostics import Related, Span
from jixiao.sheets.review import ABSENT, LOOK, NO, OPEN, YES, Sheet, review_sheet, review_sheets
from jixiao.sheets.words import place_line, question, questions


def sheet_of(report: Report) -> Sheet:
    assert report.profile is not None
    return review_sheet(report, report.profile, DAY)


def texts(sheet: Sheet) -> str:
    head = (sheet.unit, sheet.year, sheet.stage, sheet.basis, sheet.day, sheet.result, sheet.audit, sheet.aside)
    return "\n".join([*head, *(cell for row in sheet.rows for cell in sheet.cells(row))])


def test_every_rule_has_its_question() -> None:
    asked = questions()
    assert {rule.code for rule in RULES} == set(asked)
    assert len(set(asked.values())) == len(asked)
    assert all("是否" in said or "有没有" in said for said in asked.values())


def test_rows_are_the_findings_of_the_unit(reports: list[Report], sheets: tuple[Sheet, ...]) -> None:
    for report, sheet in zip(reports, sheets, strict=True):
        mine = {one.fingerprint for one in report.findings if one.owner == UNIT and one.counts}
        assert {row.number for row in sheet.remarks} == mine
        assert len(sheet.remarks) == len(mine)


def test_no_codes_and_no_words_of_programs(sheets: tuple[Sheet, ...], desk: Any) -> None:
    for sheet in (*sheets, sheet_of(desk.full())):
        assert re.search(r"JX\d|\.yaml|jixiao|[Ee]rror|None|必错|疑似(?!有错|错别)", texts(sheet)) is None


def test_one_of_everything(desk: Any) -> None:
    sheet = sheet_of(desk.full())
    costing, unitless = sheet.remarks[-1], sheet.remarks[0]
    assert (unitless.point, unitless.content, unitless.passed, unitless.level) == (
        "完整性",
        "指标值是否有计量单位",
        NO,
        "须改",
    )
    assert unitless.problems == "项目：管网改造\n指标：数量指标“改造管网，新装水表”的指标值\n“≥90”没有计量单位"
    assert unitless.advice == "补上单位。"
    assert unitless.reply == ""
    assert costing.point == "合理性"  # the word of the place
    assert costing.reply == "分两年支付"
    assert costing.problems.splitlines()[2:] == [
        "测算与总额不符",
        "算式：12公里 × 6万元 = 72万元 ≠ 60万元",
        "另见：绩效目标写“12 公里”",
        "另见部门整体部分：年度",
    ]
    assert sheet.result == "须改 1 项，建议改 2 项，提示 1 项"
    assert sheet.aside == "另有由财政部门或系统处理的 1 项、已采纳 1 项、历史遗留 1 项，不列入本表"
    assert sheet.audit == "共审核 6 项内容：没有审成 1 项，有意见 2 项，未判定 1 项，通过 1 项，不适用 1 项"
    assert sheet.basis.startswith("水县（2025年起）审核规则，第 1 版（摘要 ")
    assert sheet.day == "2025年1月20日"


def test_the_rest_of_the_audit_is_told(desk: Any) -> None:
    rest = [row for row in sheet_of(desk.full()).rows if not row.number]
    assert [(row.point, row.passed) for row in rest] == [
        ("完整性", YES), ("相关性", OPEN), ("合理性", OPEN), ("可行性", ABSENT),
    ]  # fmt: skip
    assert rest[0].problems == "无。已通过：表头必填栏目是否填全"
    assert rest[1].problems == "绩效目标中的数字是否落实到指标：程序出错，没有审成，请人工审核"
    assert rest[2].problems == "各项目合计是否与部门预算表一致：缺少部门预算的项目支出合计"


def test_every_rule_of_the_samples_is_accounted_for(reports: list[Report], sheets: tuple[Sheet, ...]) -> None:
    for report, sheet in zip(reports, sheets, strict=True):
        told = texts(sheet)
        others = {one.rule.code for one in report.findings if one.owner != UNIT}
        assert [code for code in report.outcomes if questions()[code] not in told and code not in others] == []


def test_missing_input_is_no_pass(desk: Any) -> None:
    report = desk.report(outcomes={"JX202": Counter({"not-evaluated": 1, "pass": 3})})
    assert YES not in {row.passed for row in sheet_of(report).rows}


def test_a_clean_report_is_a_sheet_of_passes(desk: Any) -> None:
    sheet = sheet_of(desk.report())
    assert sheet.result == "没有需要修改的内容"
    assert [(row.content, row.passed) for row in sheet.rows] == [("共 1 项", YES)]


def test_what_could_not_be_read_has_no_sheet(desk: Any) -> None:
    assert review_sheets([Report("a/2025"), desk.report()], DAY) == (sheet_of(desk.report()),)
    assert "读不出来" in sheet_of(desk.report(whole=False)).aside


def test_order_is_by_point_then_level_then_place(sheets: tuple[Sheet, ...]) -> None:
    points, levels = ["完整性", "相关性", "适当性", "可行性"], ["须改", "建议改", "提示"]
    for sheet in sheets:
        keys = [(points.index(row.point), levels.index(row.level)) for row in sheet.remarks]
        assert keys == sorted(keys)
        assert all((row.passed == LOOK) == (row.level == "提示") for row in sheet.remarks)


def test_a_finding_of_the_whole_document_belongs_to_no_project(desk: Any) -> None:
    (row,) = sheet_of(desk.report(desk.finding("JX417", "≥90", "", "取值相同"))).remarks
    assert row.problems == "项目：部门整体\n取值相同"


def test_places_that_only_repeat_the_remark_are_left_out(desk: Any) -> None:
    near = (Related("指标名称“完工及时率”", desk.span("完工及时率")), Related("第一遍在这里", desk.span("12 公里")))
    far = tuple(Related(f"第{at}处", Span(desk.department, at, at + 1)) for at in range(6))
    path = "绩效指标/时效指标/完工及时率/指标值"
    (row,) = sheet_of(desk.report(desk.finding("JX408", "2025年", path, "只写了年度", related=near + far))).remarks
    assert row.said == ("只写了年度", *(f"另见部门整体部分：第{at}处" for at in range(3)), "另见其余 3 处")


def test_places_in_words() -> None:
    assert place_line("") == ""
    assert place_line("绩效指标/数量指标/人数/名称") == "指标：数量指标“人数”"
    assert place_line("绩效指标/数量指标/每人/每年/指标值") == "指标：数量指标“每人/每年”的指标值"
    assert place_line("绩效指标/数量指标") == "栏目：绩效指标（数量指标）"
    assert place_line("分项绩效目标/党建/绩效指标") == "栏目：分项绩效目标“党建”的绩效指标"
    assert place_line("资金/总额") == "栏目：资金（总额）"
    assert question(RULES[0]._replace(code="JX999")) == RULES[0].title
