"""What became of the remarks: by 编号 first, by place where the content changed, never 已改 without a judgement."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.conftest import REPOSITORY, Run
from tests.sheets.conftest import DAY, review

from jixiao.check.finding import Finding, Gap, Report
from jixiao.report.follow_up import follow_up_text
from jixiao.report.terminal import Style
from jixiao.sheets.follow_up import (
    ANSWERED,
    CHANGED,
    CLEARED,
    NEW,
    OPEN,
    STILL,
    UNCHANGED,
    Entry,
    FollowUp,
    compare,
    with_former,
)
from jixiao.sheets.returned import Answer, Returned, read_returned
from jixiao.sheets.review import review_sheets
from jixiao.sheets.review_xlsx import review_xlsx

RATE = "绩效指标/数量指标/改造管网，新装水表/指标值"
LATE = "绩效指标/时效指标/完工及时率/指标值"


def sent(report: Report, **replies: str) -> Returned:
    """The sheet of a report as it comes back; replies by the code of the rule."""
    (sheet,) = review_sheets([report], DAY)
    said = {one.fingerprint: replies.get(one.rule.code, "") for one in report.findings}
    rows = (
        Answer(
            row.number,
            row.content,
            row.project,
            row.place,
            "\n".join(row.said),
            row.level,
            said[row.number],
            sheet.unit,
            sheet.year,
        )
        for row in sheet.remarks
    )
    return Returned("审核表.xlsx", tuple(rows))


def outcomes(follow_up: FollowUp) -> list[str]:
    return sorted(one.outcome for part in follow_up.departments for one in part.entries)


def only(follow_up: FollowUp) -> Entry:
    (part,) = follow_up.departments
    (entry,) = part.entries
    return entry


def judged(*codes: str) -> dict[str, Counter[str]]:
    return {code: Counter({"pass": 1}) for code in codes}


@pytest.fixture
def unitless(desk: Any) -> Finding:
    return desk.finding("JX401", "≥90", RATE, "“≥90”没有计量单位")


@pytest.mark.parametrize(
    ("reply", "note", "outcome"),
    [
        ("", "", UNCHANGED),
        ("按局里口径，不改", "", ANSWERED),
        ("", "分两年支付，无法改", ANSWERED),
        ("已修改", "", UNCHANGED),
        (" 已改。 ", "", UNCHANGED),
        ("已修改，见附件说明", "", ANSWERED),
    ],
)
def test_what_still_stands(reply: str, note: str, outcome: str, desk: Any, unitless: Finding) -> None:
    now = desk.report(unitless._replace(note=note))
    assert only(compare([now], sent(desk.report(unitless), JX401=reply), DAY)).outcome == outcome


def test_gone_is_changed(desk: Any, unitless: Finding) -> None:
    gone = compare([desk.report(outcomes=judged("JX401"))], sent(desk.report(unitless), JX401="已修改"), DAY)
    assert only(gone).outcome == CHANGED


@pytest.mark.parametrize("seen", [{}, {"JX401": Counter({"crashed": 1, "pass": 1})}])
def test_gone_without_a_judgement_is_open(seen: dict[str, Counter[str]], desk: Any, unitless: Finding) -> None:
    assert only(compare([desk.report(outcomes=seen)], sent(desk.report(unitless)), DAY)).outcome == OPEN


def test_gone_with_a_file_that_cannot_be_read_is_open(desk: Any, unitless: Finding) -> None:
    now = desk.report(outcomes=judged("JX401"), whole=False)
    assert only(compare([now], sent(desk.report(unitless)), DAY)).outcome == OPEN


def test_gone_for_want_of_input_is_open(reports: list[Report]) -> None:
    before = sent(reports[1])
    costing = next(one for one in reports[1].findings if one.rule.code == "JX203")
    path = costing.span.source.path
    now = reports[1]._replace(
        findings=tuple(one for one in reports[1].findings if one is not costing),
        gaps=(Gap("JX203", "测算", path),),
    )
    (part,) = compare([now], before, DAY).departments
    assert [one.before.number for one in part.of(OPEN) if one.before] == [costing.fingerprint]


def test_accepted_meanwhile(desk: Any, unitless: Finding) -> None:
    now = desk.report(unitless._replace(acceptance=desk.acceptance()))
    assert only(compare([now], sent(desk.report(unitless)), DAY)).outcome == CLEARED


def test_changed_and_still_wrong(desk: Any, unitless: Finding) -> None:
    other = desk.finding("JX401", "60", RATE, "“60”没有计量单位")
    assert other.fingerprint != unitless.fingerprint
    entry = only(compare([desk.report(other)], sent(desk.report(unitless), JX401="已修改"), DAY))
    assert (entry.outcome, entry.reply) == (STILL, "已修改")


def test_a_renamed_indicator_is_still_wrong(desk: Any, unitless: Finding) -> None:
    other = desk.finding("JX401", "60", RATE.replace("，新装水表", ""), "“60”没有计量单位")
    assert only(compare([desk.report(other)], sent(desk.report(unitless)), DAY)).outcome == STILL


def test_another_rule_at_the_place_is_new(desk: Any, unitless: Finding) -> None:
    other = desk.finding("JX410", "≥90", RATE, "没有比较符号")
    now = desk.report(other, outcomes=judged("JX401", "JX410"))
    assert outcomes(compare([now], sent(desk.report(unitless)), DAY)) == sorted([CHANGED, NEW])


def test_a_renamed_project_keeps_its_remarks(desk: Any, unitless: Finding) -> None:
    late = desk.finding("JX408", "2025年", LATE, "只写了年度")
    more = desk.finding("JX408", "60", LATE, "不是时间")
    renamed = [one._replace(project="老旧管网改造", fingerprint=one.fingerprint[::-1]) for one in (unitless, more)]
    found = compare([desk.report(*renamed)], sent(desk.report(unitless, late), JX401="不改，口径如此"), DAY)
    assert outcomes(found) == sorted([ANSWERED, STILL])


def test_rows_of_others_are_left_alone(desk: Any, unitless: Finding) -> None:
    back = sent(desk.report(unitless))
    others = Returned("a.xlsx", tuple(one._replace(unit="别的局") for one in back.answers))
    found = compare([desk.report(unitless)], others, DAY)
    assert found.departments == ()
    assert len(found.strangers) == 1
    shown = follow_up_text(found, Style(), verbose=False)
    assert "没有可以对照的" in shown
    assert "表里另有 1 行不属于这次检查的单位（别的局2025），没有对照。" in shown


def test_a_sheet_without_head_is_matched_by_number(desk: Any, unitless: Finding) -> None:
    back = sent(desk.report(unitless))
    bare = Returned("a.xlsx", tuple(one._replace(unit="", year="") for one in back.answers))
    other = desk.report()._replace(unit="别的局")
    found = compare([other, desk.report(unitless)], bare, DAY)
    assert [part.sheet.unit for part in found.departments] == ["示例县水务局"]
    assert outcomes(found) == [UNCHANGED]


def test_copied_rows_count_once(desk: Any, unitless: Finding) -> None:
    (row,) = sent(desk.report(unitless)).answers
    back = Returned("a.xlsx", (row, row._replace(reply="口径如此"), row))
    assert only(compare([desk.report(unitless)], back, DAY)).reply == "口径如此"


def test_every_remark_has_one_outcome(reports: list[Report]) -> None:
    for report in reports:
        found = compare([report], sent(report), DAY)
        assert set(outcomes(found)) == {UNCHANGED}
        none = compare([report._replace(findings=())], sent(report), DAY)
        assert len(outcomes(none)) == len(sent(report).answers)
        assert compare([report], Returned("a.xlsx", sent(report).answers[:1]), DAY).departments[0].of(NEW)


def test_former_replies_stand_in_the_next_sheet(desk: Any, unitless: Finding) -> None:
    late = desk.finding("JX408", "2025年", LATE, "只写了年度")
    found = compare([desk.report(unitless, late)], sent(desk.report(unitless), JX401="口径如此"), DAY)
    (sheet,) = review_sheets([desk.report(unitless, late)], DAY)
    next_sheet = with_former(sheet, found)
    assert {row.former for row in next_sheet.remarks} == {"口径如此", "（本次新提出）"}
    assert next_sheet.headings[-2:] == ("上次回复", "单位回复")


def test_there_and_back(workspace: Path, reports: list[Report], tmp_path: Path) -> None:
    path = tmp_path / "审核表.xlsx"
    path.write_bytes(review_xlsx(review_sheets(reports, DAY), DAY))
    book = load_workbook(path)
    page = book.worksheets[0]
    page["H7"] = "已修改"
    page["H8"] = "这里是分数，满分100"
    page["H9"] = "=1+1"
    book.save(path)
    project = workspace / "sources/huailai-jiguan/2025/projects/01-机关大楼运行经费.yaml"
    text = project.read_text(encoding="utf-8")
    project.write_text(text.replace("']怀财字", "'怀财字").replace("≥90\n", "90\n"), encoding="utf-8")
    returned, faults = read_returned(path)
    assert faults == []
    first, second = compare(review(workspace), returned, DAY).departments
    assert [one.before.number for one in first.of(CHANGED) if one.before] == [page["A7"].value]
    (still,) = first.of(STILL)
    assert (still.reply, still.before and still.before.number) == ("这里是分数，满分100", page["A8"].value)
    assert not first.of(NEW)
    assert {one.outcome for one in second.entries} == {UNCHANGED}


GOLDEN = """
── 与退回的审核表（审核表.xlsx）对照

示例县水务局 2025年度（二上）  上次提出 2 项：已改 1 项，未改 1 项；这次新增 1 项

未改 1 项
  须改 管网改造，数量指标“改造管网，新装水表”的指标值  NUMBER
      “≥90”没有计量单位
      单位回复：已修改，但内容没有变化

新增 1 项
  建议改 管网改造，时效指标“完工及时率”的指标值  OTHER
      只写了年度
"""


def test_as_text(desk: Any, unitless: Finding) -> None:
    late = desk.finding("JX408", "2025年", LATE, "只写了年度")
    goal = desk.finding("JX502", "改造", "绩效目标", "只列支出")
    now = desk.report(unitless, late, outcomes=judged("JX401", "JX408", "JX502"))
    found = compare([now], sent(desk.report(unitless, goal), JX401="已修改"), DAY)
    expected = GOLDEN.strip("\n").replace("NUMBER", unitless.fingerprint).replace("OTHER", late.fingerprint)
    assert follow_up_text(found, Style(), verbose=False) == expected
    assert "已改 1 项\n  建议改 管网改造，绩效目标" in follow_up_text(found, Style(), verbose=True)


# -- the command ------------------------------------------------------------------------------------------------------


def test_the_command(workspace: Path, run: Run) -> None:
    day = ("--today", "2025-01-20", "huailai-jiguan", "--year", "2025")
    done = run("check", *day, "-o", "审核表.xlsx", cwd=workspace)
    assert (done.returncode, done.stdout) == (1, "")
    assert "已写入" in done.stderr
    path = workspace / "审核表.xlsx"
    book = load_workbook(path)
    book.worksheets[0]["H7"] = "已修改"
    book.save(path)
    again = run("check", *day, "-o", "审核表.xlsx", cwd=workspace)
    assert again.returncode == 4
    assert "没有覆盖" in again.stderr
    told = run("check", *day, "--previous", "审核表.xlsx", cwd=workspace)
    assert "单位回复：已修改，但内容没有变化" in told.stdout
    assert told.stdout.index("查了") < told.stdout.index("── 与退回的审核表")
    silent = run("check", *day, "--previous", "审核表.xlsx", "--format", "json", cwd=workspace)
    assert silent.stdout.startswith("{")
    assert "对照" not in silent.stdout
    assert "对照" in silent.stderr
    for name in ("第二次.xlsx", "第二次.pdf"):
        done = run("check", *day, "--previous", "审核表.xlsx", "-o", name, cwd=workspace)
        assert done.returncode == 1
        assert done.stdout.startswith("── 与退回的审核表")
        assert (workspace / name).stat().st_size > 5000
    assert load_workbook(workspace / "第二次.xlsx").worksheets[0]["H7"].value == "已修改"


def test_a_previous_sheet_that_is_none(workspace: Path, run: Run) -> None:
    done = run("check", "--previous", REPOSITORY / "README.md", cwd=workspace)
    assert (done.returncode, done.stdout) == (3, "")
    assert "JX049" in done.stderr


def test_nothing_to_write(workspace: Path, run: Run) -> None:
    for path in (workspace / "sources").rglob("department.yaml"):
        path.write_text("单位\n", encoding="utf-8")
    done = run("check", "-o", "a.xlsx", cwd=workspace)
    assert done.returncode == 3
    assert "没有写出文件" in done.stderr
    assert not (workspace / "a.xlsx").exists()
