"""The JSON of design.md §7: its shape, its schema, the same bytes for the same review, places that lead back."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jixiao.check.finding import Report
from jixiao.check.profile import LEVELS
from jixiao.diagnostics import SourceText, Span, fault
from jixiao.report.findings_json import findings_json, findings_schema
from jixiao.report.records import records

TOOL = "0.1.0"


def read(*reports: Report) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(findings_json(reports, TOOL))
    return content


def valid(content: object) -> None:
    from jsonschema import Draft202012Validator

    schema = json.loads(findings_schema())
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(content)


def strict(schema: Any) -> Any:
    """The schema with nothing allowed that it does not name."""
    if isinstance(schema, dict):
        return {key: False if key == "additionalProperties" and value is True else strict(value) for key, value in schema.items()}
    return [strict(one) for one in schema] if isinstance(schema, list) else schema


def test_the_shape(desk: Any) -> None:
    content = read(desk.full())
    assert list(content)[:7] == ["schema_version", "tool", "findings", "summary", "not_evaluated", "not_applicable", "crashed"]
    assert (content["schema_version"], content["tool"]) == ("1.0", "jixiao 0.1.0")
    assert content["summary"] == {"error": 1, "warning": 5, "info": 1, "accepted": 1, "inherited": 1}
    one = next(one for one in content["findings"] if one["code"] == "JX203")
    assert (one["file"], one["line"], one["column"], one["end_line"], one["end_column"]) == (desk.project.path, 3, 7, 3, 9)
    assert one["related"][0] == {"message": "绩效目标写“12 公里”", "file": desk.project.path, "line": 5, "column": 10, "end_line": 5, "end_column": 15}
    assert one["severity"] == "warning"
    assert one["note"] == "分两年支付"
    assert content["not_evaluated"] == [{"code": "JX202", "reason": "部门预算的项目支出合计", "file": desk.department.path}]
    assert content["not_applicable"] == ["JX301"]
    assert content["crashed"][0]["code"] == "JX501"


def test_it_holds_its_schema_and_the_schema_names_everything(desk: Any) -> None:
    from jsonschema import Draft202012Validator

    for reports in ((), (desk.full(),), (desk.report(), Report("x/2025", faults=(fault("JX041", "缺少", file="x/2025"),)))):
        content = read(*reports)
        valid(content)
        Draft202012Validator(strict(json.loads(findings_schema()))).validate(content)


def test_the_schema_is_in_chinese() -> None:
    def described(schema: Any) -> bool:
        return "$ref" in schema or any("\u4e00" <= char <= "\u9fff" for char in schema.get("description", ""))

    finding = json.loads(findings_schema())["$defs"]["finding"]
    assert all(described(one) for one in finding["properties"].values())


def test_the_same_bytes(desk: Any) -> None:
    assert findings_json([desk.full()], TOOL) == findings_json([type(desk)().full()], TOOL)


def test_faults_stand_in_the_same_list(desk: Any) -> None:
    faults = [one for one in read(desk.full())["findings"] if one["code"] < "JX100"]
    assert [(one["code"], one["name"], one["certainty"], one["owner"], one["line"]) for one in faults] == [
        ("JX018", "cut-by-comment", "必错", "单位", 8),
        ("JX019", "skipped-file", "必错", "单位", None),
    ]
    assert len({one["fingerprint"] for one in faults}) == 2


def test_equal_faults_of_a_shared_file_come_once(desk: Any) -> None:
    shared = fault("JX048", "没有这一项", desk.span("资金"))
    other = fault("JX048", "没有这一项", Span(desk.project, 20, 20))
    found = records([Report("a/2025", faults=(shared,)), Report("b/2025", faults=(shared, other))])
    assert len(found) == 2


def test_fingerprints_of_faults_do_not_know_lines(desk: Any) -> None:
    moved = SourceText(desk.project.path, "# 备注\n" + desk.project.text)
    there = [records([Report("a", faults=(fault("JX024", "缺少", desk.span("资金", source)),))])[0] for source in (desk.project, moved)]
    assert there[0].fingerprint == there[1].fingerprint
    twice = records([Report("a", faults=tuple(fault("JX047", "有制表符", Span(desk.project, at, at)) for at in (3, 5)))])
    assert twice[1].fingerprint == f"{twice[0].fingerprint}-2"


def test_accepted_findings_stay_and_do_not_count(desk: Any) -> None:
    content = read(desk.report(desk.finding("JX401", "≥90", "x", acceptance=desk.acceptance())))
    assert content["summary"] == {"error": 0, "warning": 0, "info": 0, "accepted": 1, "inherited": 0}
    assert content["findings"][0]["accepted"] is True
    assert content["findings"][0]["acceptance"]["reason"] == "县里规定填总额"


def test_the_basis_of_the_level_is_told(desk: Any) -> None:
    one = read(desk.report(desk.finding("JX410", "≥90", "x", level="warning")))["findings"][0]
    assert one["basis"].endswith("；水财〔2025〕1号")


def test_a_rule_that_is_off_never_appears(desk: Any) -> None:
    assert "off" in LEVELS.values()
    assert not any(one["severity"] == "off" for one in read(desk.full())["findings"])


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=80), st.data())
def test_every_place_leads_back(body: str, data: st.DataObject) -> None:
    """Line and column slice the very characters of the span out of the file."""
    source = SourceText("a.yaml", body)
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, len(body)))
    one = read(Report("a", faults=(fault("JX024", "缺少", Span(source, start, end)),)))["findings"][0]
    first = source.offset(one["line"], one["column"])
    last = source.offset(one["end_line"], one["end_column"])
    assert body[first:last] == body[start:end]
