"""Findings and faults as the page shows them."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.preview.marked import DEPARTMENT, FILE, FOLDER, PROJECT, SAMPLES, Marked, marked, sample, write

from jixiao.check.catalogue import RULES
from jixiao.check.rule import Hit
from jixiao.diagnostics import FAULTS, Diagnostic, Related, SourceText, Span, fault
from jixiao.preview.places import Index
from jixiao.preview.remarks import Counts, Explanations, as_json, counts_of, faults_json, finding_json
from jixiao.report.findings_json import findings_json

OWN = "projects/01-饮水.yaml"
FINDING = {
    "id", "code", "title", "level", "level_word", "certainty", "owner", "message", "advice", "project", "file", "path",
    "line", "column", "source", "from", "to", "places", "related", "accepted", "inherited", "note",
}  # fmt: skip
FAULT = {"code", "level", "message", "hint", "file", "line", "column", "source", "from", "to", "related"}


def told(one: Marked, explanations: Explanations | None = None) -> list[dict[str, Any]]:
    order = {each.path: rank for rank, each in enumerate(one.loaded.inputs)}
    found = json.loads((explanations or Explanations()).findings(one.report.findings, one.index, order))
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("label", SAMPLES)
def test_findings_say_what_the_command_line_says(label: str) -> None:
    one = sample(label)
    command = {each["fingerprint"]: each for each in json.loads(findings_json([one.report], "1"))["findings"]}
    found = told(one)
    assert len(found) == len(one.report.findings)
    for each in found:
        assert set(each) == FINDING
        other = command[each["id"]]
        same = ("code", "title", "certainty", "owner", "message", "advice", "project", "file", "path", "line", "column")
        assert [each[key] for key in same] == [other[key] for key in same]
        assert each["level"] == other["severity"]
        assert [one["message"] for one in each["related"]] == [one["message"] for one in other["related"]]
        assert each["source"][each["from"] : each["to"]]
        assert each["from"] == each["column"] - 1


def test_findings_come_in_the_order_of_the_pages() -> None:
    one = sample("huailai-jiguan/2025")
    assert one.loaded.department is not None
    files = [one.file, *(each.source.path for each in one.loaded.department.projects)]
    places = [(files.index(each["file"]), each["line"]) for each in told(one)]
    assert places == sorted(places)


def test_counts_are_those_that_count(tmp_path: Path) -> None:
    bad = PROJECT.replace("财政拨款: 60.00", "财政拨款: 50.00").replace("≥97%", "待定")
    one = marked(write(tmp_path, {OWN: bad}))
    counts = counts_of(one.report.findings)
    live = [each for each in one.report.findings if each.counts]
    assert counts[""] == Counts(*(sum(each.level == level for each in live) for level in ("error", "warning", "info")))
    assert counts[FILE].errors >= 2
    assert sum(sum(each) for file, each in counts.items() if file) == sum(counts[""])
    assert counts_of(()) == {"": Counts()}


def test_an_accepted_finding_is_told_and_not_counted(tmp_path: Path) -> None:
    before = marked(write(tmp_path))
    one = next(each for each in before.report.findings if each.level == "warning")
    entry = f"采纳:\n  - 指纹: {one.fingerprint}\n    理由: 按合同执行，已核实\n    经办: 李某\n"
    after = marked(write(tmp_path, {"审核.yaml": entry}))
    assert sum(counts_of(after.report.findings)[""]) == sum(counts_of(before.report.findings)[""]) - 1
    assert [each["id"] for each in told(after) if each["accepted"]] == [one.fingerprint]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("front", [b"", b"\xef\xbb\xbf"])
def test_underlined_are_the_same_characters(tmp_path: Path, end: str, front: bytes) -> None:
    bad = PROJECT.replace("财政拨款: 60.00", "财政拨款: 50.00").replace("≥97%", "待定")
    plain = told(marked(write(tmp_path / "a", {OWN: bad})))
    other = told(marked(write(tmp_path / "b", {OWN: front + bad.replace("\n", end).encode()})))
    keys = ("id", "line", "column", "source", "from", "to", "places")
    assert [[each[key] for key in keys] for each in plain] == [[each[key] for key in keys] for each in other]
    words = {each["code"]: each["source"][each["from"] : each["to"]] for each in plain}
    assert words["JX104"] == "待定"


def test_a_place_over_several_lines_ends_with_its_first() -> None:
    source = SourceText(FILE, "绩效目标: |\n  甲\n  乙\n")
    one = sample("huailai-jiguan/2025").report.findings[0]
    found = finding_json(one._replace(hit=Hit(Span(source, 6, 15), "绩效目标", "")), Index(()))
    assert [found[key] for key in ("line", "column", "source", "from", "to")] == [2, 3, "  甲", 2, 3]


def test_a_place_behind_the_last_character() -> None:
    source = SourceText(FILE, "描述:\n")
    found = faults_json([fault("JX024", "没有内容", Span(source, 3, 3))], {})[0]
    assert [found[key] for key in ("line", "column", "from", "to")] == [1, 4, 3, 4]


# Faults


def test_faults(tmp_path: Path) -> None:
    one = marked(write(tmp_path, {OWN: PROJECT.replace("总额: 60.00", "总额: 六十"), "projects/说明.txt": "x"}))
    found = faults_json(one.loaded.faults, {})
    assert all(set(each) == FAULT for each in found)
    assert [each["level"] for each in found] == sorted(
        (str(each["level"]) for each in found), key=["error", "warning"].index
    )
    first = found[0]
    assert (first["file"], first["line"]) == (FILE, 4)
    assert "六十" in str(first["source"])[int(str(first["from"])) : int(str(first["to"]))]


def test_a_fault_of_a_file_as_a_whole() -> None:
    found = faults_json([fault("JX041", "没有项目文件", file=f"{FOLDER}/projects")], {})[0]
    assert [found[key] for key in ("file", "line", "column", "source", "from", "to")] == [
        f"{FOLDER}/projects",
        0,
        0,
        "",
        0,
        0,
    ]


def test_a_fault_with_another_place_is_told_once() -> None:
    source = SourceText(FILE, "甲: 1\n甲: 2\n")
    twice = fault("JX014", "写了两次", Span(source, 5, 6), related=(Related("第一处", Span(source, 0, 1)),))
    again = fault("JX014", "写了两次", Span(SourceText(FILE, source.text), 5, 6), related=twice.related)
    found = faults_json([twice, again], {})
    assert len(found) == 1
    assert found[0]["related"] == [{"message": "第一处", "file": FILE, "line": 1, "column": 1}]


def test_errors_come_first_then_the_order_of_pages() -> None:
    sources = [SourceText(file, "甲\n乙\n") for file in ("b", "a")]
    some: list[Diagnostic] = [
        Diagnostic("JX018", "warning", "1", span=Span(sources[0], 0, 1)),
        Diagnostic("JX006", "error", "2", span=Span(sources[1], 2, 3)),
        Diagnostic("JX006", "error", "3", span=Span(sources[0], 2, 3)),
        Diagnostic("JX041", "error", "4", file="c"),
        Diagnostic("JX006", "error", "5", span=Span(sources[0], 0, 1)),
    ]
    assert [one["message"] for one in faults_json(some, {"b": 0, "a": 1})] == ["5", "3", "2", "4", "1"]


# Explanations


def test_every_code_is_explained_in_plain_words() -> None:
    codes = [*(rule.code for rule in RULES), *FAULTS]
    found = Explanations().rules(codes, None)
    assert list(found) == sorted(codes)
    for code, one in found.items():
        assert set(one) == {"title", "explain", "bad", "good"}
        assert one["title"], code
        lines = one["explain"]
        assert isinstance(lines, list)
        assert lines, code
        assert not any(line != line.strip() or line.startswith(("#", "-", "*", ">")) or "`" in line for line in lines)


def test_a_rule_tells_why_on_what_basis_and_shows_both() -> None:
    one = Explanations().rules(["JX203"], None)["JX203"]
    explain, bad = one["explain"], one["bad"]
    assert isinstance(explain, list)
    assert isinstance(bad, str)
    assert explain[0].startswith("测算是填报单位自己写的算式")
    assert explain[-1].startswith("依据：")
    assert bad.split("\n")[0] == "资金:"
    assert bad != one["good"]


def test_the_basis_is_that_of_the_profile() -> None:
    one = sample("pingluo-jiguan/2025").report
    assert one.profile is not None
    said = {code: level.basis for code, level in one.profile.levels.items() if level.basis}
    found = Explanations().rules(said, one.profile)
    assert all(any(basis in line for line in found[code]["explain"]) for code, basis in said.items())  # type: ignore[attr-defined]


def test_an_unknown_code_is_no_trouble() -> None:
    assert Explanations().rules(["JX999"], None)["JX999"]["title"] == ""


# What is remembered


def test_what_stays_is_taken_from_memory_and_what_changes_is_not(tmp_path: Path) -> None:
    explanations = Explanations()
    write(tmp_path, **{"02": PROJECT.replace("饮水工程", "排水工程").replace("0012", "0013")})
    for text in (
        PROJECT,
        PROJECT.replace("≥97%", "待定"),
        "# 行数变了\n" + PROJECT,
        PROJECT.replace("更新水厂数量\n      描述", "新水厂数量\n      描述"),
        PROJECT,
    ):
        write(tmp_path, {OWN: text})
        one = marked(tmp_path)
        assert told(one, explanations) == told(one)


def test_older_pages_are_not_taken_for_newer_ones(tmp_path: Path) -> None:
    """While another file is broken the pages stay, and findings of readable files come from newer texts."""
    explanations = Explanations()
    write(
        tmp_path,
        {OWN: PROJECT.replace("≥97%", "待定")},
        **{"02": PROJECT.replace("饮水工程", "排水工程").replace("0012", "0013")},
    )
    before = marked(tmp_path)
    assert told(before, explanations) == told(before)
    write(tmp_path, {OWN: "# 甲\n" + PROJECT.replace("≥97%", "待定")}, **{"02": "项目名称 排水"})
    after = marked(tmp_path, before=before)
    assert after.loaded.department is None
    found = told(after, explanations)
    assert found == told(after)
    assert any(each["places"] for each in found)


def test_a_default_that_changes_changes_what_rests_on_it(tmp_path: Path) -> None:
    explanations = Explanations()
    for text in (DEPARTMENT, DEPARTMENT.replace("用于供水", "待定"), DEPARTMENT.replace("  资金用途: 用于供水\n", "")):
        one = marked(write(tmp_path, {"department.yaml": text}))
        assert told(one, explanations) == told(one)


def test_json_of_odd_names_is_still_utf_8() -> None:
    assert json.loads(as_json({"file": "a\udcff"})) == {"file": "a?"}
    assert as_json({"a": "甲\n乙"}).count(b"\n") == 0
