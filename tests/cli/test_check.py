"""`jixiao check`, `explain` and `rules` as people meet them: exit codes, streams, files, corrections."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from jixiao.check.catalogue import RULES
from jixiao.diagnostics import FAULTS
from jixiao.report.findings_json import findings_schema

BAD_VALUE = ("指标值: ≥95%", "指标值: ≥95")
CLEAN = Path(__file__).resolve().parents[1] / "check" / "clean" / "sources" / "jiaoyu" / "2024"


@pytest.fixture
def tidy(desk: Any) -> Any:
    """A desk whose only department has nothing to remark on."""
    (project,) = (CLEAN / "projects").iterdir()
    text = (CLEAN / "department.yaml").read_text(encoding="utf-8")
    desk.department(text=text, projects=(project.read_text(encoding="utf-8"),))
    return desk


def findings(run: Any) -> list[dict[str, Any]]:
    return list(json.loads(run.out)["findings"])


def test_a_clean_department_is_one_line(tidy: Any) -> None:
    run = tidy.run("check")
    assert (run.code, run.err) == (0, "")
    assert "平罗县教育体育局" in run.out
    assert "须改" not in run.out


def test_an_error_makes_exit_code_1(tidy: Any) -> None:
    tidy.change("指标值: ≥98%", "指标值: ≥98")
    run = tidy.run("check")
    assert run.code == 1
    assert "须改 1 项" in run.out
    assert re.search(r"sources/a/2024/projects/01\.yaml:\d+:\d+", run.out)
    assert "^^^" in run.out
    assert "[JX401]" not in run.out
    assert tidy.run("check", "--verbose").out.count("JX401") > run.out.count("JX401") == 1  # jixiao explain JX401


@pytest.mark.parametrize(
    ("value", "level", "code"),
    [
        ("≥98", "error", 1),
        ("≥98", "none", 0),
        ("≥98%", "warning", 0),
        ("全部完成工作", "warning", 1),
        ("全部完成工作", "error", 0),
    ],
)
def test_fail_on(tidy: Any, value: str, level: str, code: int) -> None:
    tidy.change("指标值: ≥98%", f"指标值: {value}")
    assert tidy.run("check", "--fail-on", level).code == code


def test_what_cannot_be_read_wins_over_findings(tidy: Any) -> None:
    tidy.change("指标值: ≥98%", "指标值: ≥98")
    tidy.change("总额: 75.60", "总额: 约七十五")
    run = tidy.run("check", "--format", "json")
    assert run.code == 3
    assert "JX025" in {one["code"] for one in findings(run)}


def test_other_files_are_still_checked(tidy: Any) -> None:
    (project,) = (CLEAN / "projects").iterdir()
    text = project.read_text(encoding="utf-8")
    second = text.replace("农村学校营养午餐补助", "校车运行补助").replace("≥98%", "≥98")
    tidy.department(text=(CLEAN / "department.yaml").read_text(encoding="utf-8"), projects=(text, second))
    tidy.change("  总额: 75.60", "  总额: 七十五")
    run = tidy.run("check", "--format", "json")
    found = {(one["code"], one["file"].rpartition("/")[2]) for one in findings(run)}
    assert run.code == 3
    assert ("JX401", "02.yaml") in found
    assert any(code == "JX025" and file == "01.yaml" for code, file in found)
    told = {one["code"] for one in json.loads(run.out)["not_evaluated"]}
    assert "JX202" in told  # sums over projects that could not all be read


def test_a_crashed_rule_is_exit_code_4(tidy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_subject: object, _document: object) -> Any:
        raise ZeroDivisionError

    rules = tuple(one._replace(check=broken) if one.code == "JX401" else one for one in RULES)
    monkeypatch.setattr("jixiao.check.run.RULES", rules)
    run = tidy.run("check")
    assert run.code == 4
    assert "JX401" in run.out + run.err
    assert json.loads(tidy.run("check", "--format", "json").out)["crashed"]


def test_json_is_alone_on_stdout_and_valid(tidy: Any) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    tidy.change("指标值: ≥98%", "指标值: ≥98")
    run = tidy.run("check", "--format", "json")
    jsonschema.validate(json.loads(run.out), json.loads(findings_schema()))
    assert run.err == ""
    schema = json.loads(tidy.run("check", "--print-schema").out)
    assert schema == json.loads(findings_schema())


def test_formats_and_files(tidy: Any) -> None:
    tidy.change("指标值: ≥98%", "指标值: ≥98")
    for name, start in (("a.json", "{"), ("a.sarif", "{"), ("a.txt", "平罗")):
        run = tidy.run("check", "-o", name)
        assert (run.code, run.out) == (1, "")
        assert "已写入" in run.err
        assert (tidy.root / name).read_text(encoding="utf-8").startswith(start)
    assert tidy.run("check", "--format", "github").out.startswith("::error file=sources/a/2024/projects/01.yaml")
    assert tidy.run("check", "--format", "review").code == 2
    assert tidy.run("check", "--format", "json", "-o", "a.xlsx").code == 2
    assert not (tidy.root / "a.xlsx").exists()
    assert not tidy.leftovers()


def test_an_output_that_cannot_be_written_is_exit_code_4(tidy: Any) -> None:
    (tidy.root / "folder.json").mkdir()
    run = tidy.run("check", "-o", "folder.json")
    assert run.code == 4
    assert "不能写出" in run.err


def test_diff_shows_and_fix_writes(tidy: Any) -> None:
    tidy.change("改善学生营养状况", "改善学生营养状况,增强体质")
    before = tidy.first.read_bytes()
    shown = tidy.run("check", "--diff")
    assert shown.code == 0
    assert "-  为900名" in shown.out
    assert "，增强体质" in shown.out
    assert tidy.first.read_bytes() == before
    fixed = tidy.run("check", "--fix")
    assert fixed.code == 0
    assert "已写入 1 个文件" in fixed.err
    assert tidy.first.read_text(encoding="utf-8") == before.decode().replace(",增强", "，增强")
    again = tidy.run("check", "--fix")
    assert "没有可以自动改正的地方" in again.err


def test_a_baseline_only_shrinks(tidy: Any) -> None:
    tidy.change("指标值: ≥98%", "指标值: ≥98")
    assert tidy.run("check", "--write-baseline", "基线.json").code == 0
    assert tidy.run("check", "--baseline", "基线.json").code == 0
    assert "历史遗留" in tidy.run("check", "--baseline", "基线.json").out
    tidy.change("指标值: ≥99%", "指标值: ≥99")
    assert tidy.run("check", "--baseline", "基线.json").code == 1
    refused = tidy.run("check", "--write-baseline", "基线.json")
    assert refused.code == 1
    assert "JX059" in refused.err
    assert tidy.run("check", "--baseline", "没有.json").code == 3


def test_answers_in_the_sources(tidy: Any) -> None:
    tidy.change("指标值: ≥98%", "指标值: 全部达到国家规定要求")
    assert tidy.run("check", "--fail-on", "warning").code == 1
    place = "绩效指标/质量指标/食品留样检测合格率"
    accepted = (
        f"采纳:\n  - 规则: JX409\n    位置: 农村学校营养午餐补助/{place}\n    理由: 国家规定已有分级\n    经办: 李某\n"
    )
    tidy.write("sources/a/2024/审核.yaml", accepted)
    run = tidy.run("check", "--format", "json")
    assert [(one["code"], one["accepted"]) for one in findings(run) if one["code"] == "JX409"] == [("JX409", True)]
    tidy.write("sources/a/2024/审核.yaml", accepted + "    期限: 2024-12-31\n")
    expired = tidy.run("check", "--today", "2025-01-01", "--format", "json")
    assert "JX055" in {one["code"] for one in findings(expired)}
    tidy.write("sources/a/2024/审核.yaml", "采纳: [")
    assert tidy.run("check").code == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--today", "明天"], "不是日期"),
        (["--profile", "pinglo-2024"], "是不是“pingluo-2024”"),
        (["b"], "没有找到部门“b”"),
        (["--year", "2031"], "2031"),
        (["--fix", "--diff"], "不能同时使用"),
        (["--format", "html"], "html"),
    ],
)
def test_wrong_usage(tidy: Any, arguments: list[str], words: str) -> None:
    run = tidy.run("check", *arguments)
    assert run.code == 2
    assert words in run.err
    assert run.out == ""


def test_a_faulty_profile_is_an_input_that_cannot_be_read(tidy: Any) -> None:
    tidy.write(
        "profiles/本县.yaml", "名称: 本县\n层级: 县\n区划: 640221\n起始年度: 2024\n规则:\n  JX401: {级别: 提示}\n"
    )
    run = tidy.run("check")
    assert run.code == 3
    assert "放宽“JX401”没有写依据" in run.err


def test_the_profile_of_the_workspace(tidy: Any) -> None:
    tidy.write(
        "profiles/本县.yaml", "名称: 本县\n层级: 县\n区划: 640221\n起始年度: 2024\n规则:\n  JX410: {级别: 提醒}\n"
    )
    tidy.change("指标值: ≥98%", "指标值: 98%")
    assert tidy.run("check", "--fail-on", "warning").code == 1
    tidy.write("jixiao.toml", '[check]\nprofile = "national-2015"\n')
    assert tidy.run("check", "--fail-on", "warning").code == 0
    assert "本县" in tidy.run("rules", "--profile", "本县").out


@pytest.mark.parametrize("code", [*(rule.code for rule in RULES), *FAULTS])
def test_every_code_is_explained(tidy: Any, code: str) -> None:
    run = tidy.run("explain", code)
    assert (run.code, run.err) == (0, "")
    assert code in run.out
    assert len(run.out) > 60


def test_explain_and_rules_speak_of_a_profile(tidy: Any) -> None:
    assert tidy.run("explain", "jx203").code == 0
    assert tidy.run("explain", "costing-mismatch").code == 0
    assert tidy.run("explain", "JX999").code == 2
    table = tidy.run("rules", "--profile", "pingluo-2024").out
    assert all(rule.code in table for rule in RULES)
    assert "宁夏" in table
    assert tidy.run("rules").code == 0
    assert tidy.run("rules", "--profile", "x").code == 2


def test_colours_only_on_request(tidy: Any) -> None:
    tidy.change("指标值: ≥98%", "指标值: ≥98")
    assert "\x1b[" not in tidy.run("check").out
    assert "\x1b[" not in tidy.process("check", NO_COLOR="1").out


def test_departments_may_stand_behind_options(tidy: Any) -> None:
    for arguments in (("--verbose", "a"), ("a", "--verbose"), ("a", "--verbose", "a/2024")):
        assert tidy.run("check", *arguments).code == 0
    assert "没有找到部门“b”" in tidy.run("check", "a", "--verbose", "b").err
    assert tidy.run("check", "a", "--nonsense", "b").code == 2
