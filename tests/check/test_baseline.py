"""历史遗留: by content, only ever fewer."""

import json
from pathlib import Path
from typing import Any

import pytest
from desk_of_two import COST, NAME, RATE, at, judged, one_project, rule, two_projects
from hypothesis import given
from hypothesis import strategies as st

from jixiao.check.baseline import Baseline, apply_baseline, read_baseline, write_baseline
from jixiao.check.finding import Finding, Gap, Report
from jixiao.check.profile import combine
from jixiao.check.rule import ERROR, INFO, WARNING, Hit
from jixiao.diagnostics import SourceText, Span
from jixiao.model.document import Text
from jixiao.model.review import Acceptance

BOTH = rule("JX205", at(COST, RATE))
LABEL = "shuiwu/2025"
PLACE = Span(SourceText("甲", "甲"), 0, 1)


def saved(folder: Path, reports: list[Report], previous: Baseline | None = None) -> Baseline:
    """Write a baseline and read it back."""
    text, faults = write_baseline(reports, previous)
    assert not faults
    assert text is not None
    path = folder / "遗留.json"
    path.write_text(text, encoding="utf-8")
    found, faults_ = read_baseline(path, "遗留.json")
    assert not faults_
    assert found is not None
    return found


def made(label: str, *findings: tuple[str, str, str]) -> Report:
    """A report of findings (code, level, fingerprint)."""
    found = tuple(
        Finding(rule(code, at()), Hit(PLACE, "甲", "不好"), level, "", "单位", mark) for code, level, mark in findings
    )
    return Report(label, profile=combine([]), findings=found)


def test_round_trip(tmp_path: Path) -> None:
    two_projects(tmp_path)
    report = judged(tmp_path, BOTH)
    baseline = saved(tmp_path, [report])
    marked, faults = apply_baseline([report], baseline)
    assert not faults
    assert [one.inherited for one in marked[0].findings] == [True] * 4
    assert not any(one.counts for one in marked[0].findings)
    assert [one._replace(inherited=False) for one in marked[0].findings] == list(report.findings)


def test_the_file_is_stable_and_says_what_it_is() -> None:
    reports = [
        made("乙/2025", ("JX409", WARNING, "b"), ("JX401", ERROR, "c")),
        made("甲/2025", ("JX409", WARNING, "a")),
    ]
    text = write_baseline(reports, None).text
    assert text == write_baseline(reports[::-1], None).text
    assert text is not None
    assert text.endswith("}\n")
    data: dict[str, Any] = json.loads(text)
    assert set(data) == {"schema_version", "tool", "departments"}
    assert data["tool"].startswith("jixiao ")
    assert list(data["departments"]["乙/2025"]) == ["JX401", "JX409"]
    assert data["departments"]["甲/2025"]["JX409"] == {"count": 1, "fingerprints": ["a"]}
    assert "乙/2025" in text


def test_moved_text_stays_inherited_and_changed_text_is_new(tmp_path: Path) -> None:
    two_projects(tmp_path)
    baseline = saved(tmp_path, [judged(tmp_path, BOTH)])
    path = one_project(tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text("# 挪动\n\n" + text, encoding="utf-8")
    marked, faults = apply_baseline([judged(tmp_path, BOTH)], baseline)
    assert not faults
    assert all(one.inherited for one in marked[0].findings)
    path.write_text(text.replace("≥97%", "≥93%"), encoding="utf-8")
    marked, faults = apply_baseline([judged(tmp_path, BOTH)], baseline)
    assert [one.inherited for one in marked[0].findings] == [False, True, True, True]
    assert [one.code for one in faults] == ["JX058"]
    assert "1 条（JX205 1 条）" in faults[0].message


def test_only_what_counts_goes_in() -> None:
    report = made(LABEL, ("JX401", ERROR, "a"), ("JX409", WARNING, "b"), ("JX410", INFO, "c"), ("JX415", WARNING, "d"))
    accepted = report.findings[3]._replace(acceptance=Acceptance(PLACE, Text("JX415", PLACE)))
    text = write_baseline([report._replace(findings=(*report.findings[:3], accepted))], None).text
    assert text is not None
    assert set(json.loads(text)["departments"][LABEL]) == {"JX401", "JX409"}


def test_less_is_told_in_one_line() -> None:
    before = Baseline(
        "遗留.json",
        {"甲/2025": {"JX401": frozenset("ab"), "JX409": frozenset("c")}, "乙/2025": {"JX409": frozenset("de")}},
    )
    reports = [
        made("甲/2025", ("JX401", ERROR, "a")),
        made("乙/2025", ("JX409", WARNING, "e"), ("JX415", WARNING, "f")),
    ]
    marked, faults = apply_baseline(reports, before)
    assert len(faults) == 1
    assert faults[0].message == "历史遗留已减少 3 条（JX401 1 条、JX409 2 条）"
    assert "--write-baseline 遗留.json" in faults[0].hint
    assert [[one.inherited for one in report.findings] for report in marked] == [[True], [True, False]]


def test_the_same_digits_of_another_rule_are_no_match() -> None:
    marked, _ = apply_baseline(
        [made(LABEL, ("JX409", WARNING, "a"))], Baseline("f", {LABEL: {"JX401": frozenset("a")}})
    )
    assert not marked[0].findings[0].inherited


def test_departments_that_were_not_reviewed_are_left_alone() -> None:
    before = Baseline("f", {"甲/2025": {"JX401": frozenset("ab")}, LABEL: {"JX409": frozenset("c")}})
    _, faults = apply_baseline([made(LABEL, ("JX409", WARNING, "c"))], before)
    assert not faults
    text, faults = write_baseline([made(LABEL)], before)
    assert not faults
    assert text is not None
    assert json.loads(text)["departments"]["甲/2025"]["JX401"]["count"] == 2
    assert json.loads(text)["departments"][LABEL] == {}


@pytest.mark.parametrize("kind", ["unreadable", "crashed"])
def test_a_half_review_proves_nothing(kind: str) -> None:
    report = made(LABEL, ("JX409", WARNING, "c"))
    half = report._replace(profile=None) if kind == "unreadable" else report._replace(crashes=(Gap("JX401", "错", ""),))
    before = Baseline("f", {LABEL: {"JX401": frozenset("ab")}})
    assert not apply_baseline([half], before)[1]
    text, faults = write_baseline([half], before)
    assert not faults
    assert text is not None
    assert list(json.loads(text)["departments"][LABEL]) == ["JX401"]


def test_it_never_grows() -> None:
    before = Baseline("遗留.json", {LABEL: {"JX401": frozenset("ab")}})
    same = made(LABEL, ("JX401", ERROR, "a"), ("JX401", ERROR, "z"))
    assert write_baseline([same], before).text
    text, faults = write_baseline(
        [made(LABEL, *(("JX401", ERROR, one) for one in "abc"), ("JX409", WARNING, "d"))], before
    )
    assert text is None
    assert [one.code for one in faults] == ["JX059"]
    assert f"{LABEL} 的 JX401 由 2 条增加到 3 条" in faults[0].message
    assert "JX409 由 0 条增加到 1 条" in faults[0].message
    assert faults[0].file == "遗留.json"


def test_a_new_year_starts_with_nothing(tmp_path: Path) -> None:
    before = Baseline("f", {"shuiwu/2024": {"JX401": frozenset("a")}})
    marked, faults = apply_baseline([made("shuiwu/2025", ("JX401", ERROR, "a"))], before)
    assert not faults
    assert not marked[0].findings[0].inherited
    after = saved(tmp_path, [made("shuiwu/2025", ("JX401", ERROR, "a"))], before)
    assert set(after.departments) == {"shuiwu/2024", "shuiwu/2025"}


def test_rewriting_what_is_inherited_keeps_it() -> None:
    report = made(LABEL, ("JX401", ERROR, "a"))
    before = Baseline("f", {LABEL: {"JX401": frozenset("a")}})
    marked, _ = apply_baseline([report], before)
    assert write_baseline(marked, before).text == write_baseline([report], before).text


BAD = ["", "{", "[]", "null", "{}", '{"schema_version": "1.0"}', '{"schema_version": "2.0", "departments": {}}',
       '{"schema_version": "1.0", "departments": []}', '{"schema_version": "1.0", "departments": {"a": []}}',
       '{"schema_version": "1.0", "departments": {"a": {"JX1": {}}}}', '{"schema_version": "1.0", "departments": {"a": {"JX1": {"fingerprints": "ab"}}}}',
       "[" * 100_000]  # fmt: skip


@pytest.mark.parametrize("text", BAD, ids=[one[:60] for one in BAD])
def test_no_baseline(tmp_path: Path, text: str) -> None:
    path = tmp_path / "遗留.json"
    path.write_text(text, encoding="utf-8")
    found, faults = read_baseline(path, "遗留.json")
    assert found is None
    assert [(one.code, one.file) for one in faults] == [("JX001", "遗留.json")]


def test_no_file(tmp_path: Path) -> None:
    found, faults = read_baseline(tmp_path / "没有.json", "没有.json")
    assert found is None
    assert "--write-baseline" in faults[0].hint
    assert read_baseline(tmp_path, "文件夹")[0] is None


def test_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes("{甲}".encode("gbk"))
    assert read_baseline(tmp_path / "a.json", "a.json")[0] is None


FINDINGS = st.lists(
    st.tuples(st.sampled_from(["JX401", "JX409"]), st.sampled_from([ERROR, WARNING]), st.sampled_from("abcd")),
    unique_by=lambda one: one[2],
)


@given(FINDINGS, FINDINGS)
def test_counts_only_fall(before: list[tuple[str, str, str]], now: list[tuple[str, str, str]]) -> None:
    """Whatever is written over a baseline: no rule has more entries than before, and what is in it is inherited."""
    old = json.loads(write_baseline([made(LABEL, *before)], None).text or "")["departments"][LABEL]
    baseline = Baseline("f", {LABEL: {code: frozenset(one["fingerprints"]) for code, one in old.items()}})
    text, faults = write_baseline([made(LABEL, *now)], baseline)
    assert (text is None) == bool(faults)
    if text is not None:
        new = json.loads(text)["departments"][LABEL]
        assert all(one["count"] <= old[code]["count"] for code, one in new.items())
    marked, _ = apply_baseline([made(LABEL, *now)], baseline)
    for one in marked[0].findings:
        assert one.inherited == (one.fingerprint in old.get(one.rule.code, {}).get("fingerprints", []))


def test_an_accepted_finding_needs_no_baseline(tmp_path: Path) -> None:
    two_projects(tmp_path)
    baseline = saved(tmp_path, [judged(tmp_path, BOTH)])
    (tmp_path / "sources/shuiwu/2025/审核.yaml").write_text(
        f"采纳:\n  - 规则: JX205\n    位置: {NAME}/{COST}\n    理由: 按批复的口径填报\n    经办: 李某\n",
        encoding="utf-8",
    )
    marked, faults = apply_baseline([judged(tmp_path, BOTH)], baseline)
    accepted = next(one for one in marked[0].findings if one.acceptance)
    assert not accepted.inherited
    assert [one.code for one in faults] == ["JX058"]
