"""说明 explains, 采纳 clears; an entry with a fault has no effect and is told."""

from datetime import date
from pathlib import Path

import pytest
from desk_of_two import CODE, COST, NAME, OTHER, RATE, TODAY, at, judged, one_project, rule, two_projects
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao.check.answers import answer
from jixiao.check.catalogue import RULES
from jixiao.check.finding import Finding, Report
from jixiao.check.places import covering
from jixiao.check.rule import ERROR, INFO, WARNING, Hit
from jixiao.diagnostics import Related

REASON = "县财政要求成本指标填报项目总额"


def note(root: Path, text: str, file: str = "01") -> None:
    """Append one or several 说明 to a file of the sources."""
    folder = root / "sources/shuiwu/2025"
    path = folder / "department.yaml" if file == "department" else next((folder / "projects").glob(f"{file}*"))
    path.write_text(path.read_text(encoding="utf-8").rstrip() + "\n说明:\n" + text, encoding="utf-8")


def one_note(code: str = "JX205", place: str = "", reason: str = REASON) -> str:
    return f"  - 规则: {code}\n" + (f"    位置: {place}\n" if place else "") + f"    理由: {reason}\n"


def accept(root: Path, *entries: str) -> None:
    path = root / "sources/shuiwu/2025/审核.yaml"
    path.write_text("采纳:\n" + "".join(entries), encoding="utf-8")


def entry(**said: str) -> str:
    """One 采纳; reason and handler are there unless said otherwise (empty leaves one out)."""
    fields = {"规则": "JX205", "理由": "按批复的口径填报", "经办": "李某"} | said
    lines = [f"{key}: {value}" for key, value in fields.items() if value]
    return "  - " + "\n    ".join(lines) + "\n"


def codes(report: Report) -> list[str]:
    return [one.code for one in report.faults]


def explained(report: Report) -> list[tuple[str, str]]:
    """(number of the project file or 部门, path) of the findings with a note."""
    return [(where(one), one.hit.path) for one in report.findings if one.note]


def cleared(report: Report) -> list[tuple[str, str]]:
    return [(where(one), one.hit.path) for one in report.findings if one.acceptance is not None]


def where(finding: Finding) -> str:
    name = finding.span.source.path.rpartition("/")[2]
    return "部门" if name == "department.yaml" else name[:2]


JX205 = rule("JX205", at(COST, RATE))
EVERYWHERE = [("01", RATE), ("01", COST), ("02", RATE), ("02", COST)]


def test_without_answers_nothing_changes(tmp_path: Path) -> None:
    two_projects(tmp_path)
    report = judged(tmp_path, JX205)
    assert [(where(one), one.hit.path) for one in report.findings] == EVERYWHERE
    assert not explained(report)
    assert not report.faults


# 说明


@pytest.mark.parametrize(
    ("file", "place", "covered"),
    [
        ("01", COST, [("01", COST)]),
        ("01", COST.removesuffix("/指标值"), [("01", COST)]),
        ("01", "绩效指标／成本指标／ 每座水厂设备更新成本／指标值", [("01", COST)]),
        ("01", "", [("01", RATE), ("01", COST)]),
        ("01", f"{NAME}/{COST}", [("01", COST)]),
        ("02", "", [("02", RATE), ("02", COST)]),
        ("02", f"{OTHER}/{COST}", [("02", COST)]),
        ("department", "", EVERYWHERE),
        ("department", f"{NAME}/{COST}", [("01", COST)]),
        ("department", f"{CODE}/{COST}", [("01", COST)]),
        ("department", f"{OTHER}/{COST.removesuffix('/指标值')}", [("02", COST)]),
    ],
)
def test_what_a_note_covers(tmp_path: Path, file: str, place: str, covered: list[tuple[str, str]]) -> None:
    two_projects(tmp_path)
    note(tmp_path, one_note(place=place), file)
    report = judged(tmp_path, JX205)
    assert explained(report) == covered
    assert {one.note for one in report.findings} <= {"", REASON}
    assert not report.faults
    assert all(one.counts and one.level == WARNING for one in report.findings)


@pytest.mark.parametrize(
    ("file", "place", "told"),
    [
        ("01", "绩效指标/成本指标", f"“{RATE}”、“{COST}”"),
        ("01", "绩效指标/成本指标/每座水厂", f"“{RATE}”、“{COST}”"),
        ("01", f"{COST}/指标值", f"“{COST}”"),
        ("01", f"{OTHER}/{COST}", f"“{COST}”"),
        ("department", COST, f"“{NAME}/{COST}”"),
        ("department", NAME, f"“{NAME}/{COST}”"),
    ],
)
def test_a_note_beside_the_findings(tmp_path: Path, file: str, place: str, told: str) -> None:
    two_projects(tmp_path)
    note(tmp_path, one_note(place=place), file)
    report = judged(tmp_path, JX205)
    assert not explained(report)
    assert codes(report) == ["JX051"]
    assert told in report.faults[0].hint
    span = report.faults[0].span
    assert span is not None
    assert span.source.text[span.start : span.end] == place


def test_more_than_three_places_are_counted(tmp_path: Path) -> None:
    two_projects(tmp_path)
    note(tmp_path, one_note(place="绩效目标"), "department")
    assert "等 4 处" in judged(tmp_path, JX205).faults[0].hint


def test_a_note_without_findings(tmp_path: Path) -> None:
    two_projects(tmp_path)
    note(tmp_path, one_note("JX410") + one_note("JX205"))
    report = judged(tmp_path, rule("JX205", at(COST, only="/02")))
    assert codes(report) == ["JX051", "JX051"]
    assert "这个项目没有 JX410 的意见" in report.faults[0].message


def test_a_crashed_rule_makes_no_note_idle(tmp_path: Path) -> None:
    def crash(_document: object) -> None:
        raise ZeroDivisionError

    two_projects(tmp_path)
    note(tmp_path, one_note())
    accept(tmp_path, entry(位置=f"{NAME}/{COST}"))
    report = judged(tmp_path, rule("JX205", crash))  # type: ignore[arg-type]
    assert report.crashes
    assert not report.faults


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("JX999", "jixiao rules"),
        ("205", "是不是“JX205”？"),
        ("JX034", "读取文件时"),
        ("cost-restates-budget", "JX205"),
        ("成本", "jixiao rules"),
    ],
)
def test_unknown_rule(tmp_path: Path, code: str, hint: str) -> None:
    two_projects(tmp_path)
    note(tmp_path, one_note(code))
    accept(tmp_path, entry(规则=code, 位置=f"{NAME}/{COST}"))
    report = judged(tmp_path, JX205)
    assert sorted(codes(report)) == ["JX050", "JX053"]
    assert all(hint in one.hint for one in report.faults)
    assert not explained(report)
    assert not cleared(report)


def test_rules_of_the_comparison_are_left_to_it(tmp_path: Path) -> None:
    two_projects(tmp_path)
    note(tmp_path, one_note("target-loosened", "不管什么位置", "短"))
    accept(tmp_path, entry(规则="target-loosened", 指纹="0e468fc5cfe4", 理由="", 期限="2020-01-01"))
    assert not judged(tmp_path, JX205).faults


@pytest.mark.parametrize("code", ["jx205", "ＪＸ２０５", "JX205"])
def test_a_code_in_any_width(tmp_path: Path, code: str) -> None:
    two_projects(tmp_path)
    note(tmp_path, one_note(code, COST))
    assert explained(judged(tmp_path, JX205)) == [("01", COST)]


@pytest.mark.parametrize(("reason", "good"), [("县里要求", False), ("县 里 要 求", False), ("县财政局要求", True)])
def test_short_reason(tmp_path: Path, reason: str, good: bool) -> None:
    two_projects(tmp_path)
    note(tmp_path, one_note(reason=reason))
    report = judged(tmp_path, JX205)
    assert bool(explained(report)) == good
    assert codes(report) == ([] if good else ["JX052"])


def test_the_nearest_note_counts(tmp_path: Path) -> None:
    two_projects(tmp_path)
    note(tmp_path, one_note(reason="全部门都是这样填报的"), "department")
    note(tmp_path, one_note(place=COST, reason="这一个指标另有依据") + one_note(reason="这个项目都是这样填的"))
    report = judged(tmp_path, JX205)
    assert [one.note for one in report.findings] == [
        "这个项目都是这样填的",
        "这一个指标另有依据",
        "全部门都是这样填报的",
        "全部门都是这样填报的",
    ]
    assert not report.faults


def test_a_note_at_the_other_place_of_the_evidence(tmp_path: Path) -> None:
    """A remark on the whole document stands at its first place; it may be explained at each of them."""

    def both(document: object) -> object:
        hits = list(at(COST)(document))  # type: ignore[arg-type]
        yield hits[0]._replace(related=tuple(Related("另一处", one.span) for one in hits[1:]))

    two_projects(tmp_path)
    note(tmp_path, one_note(place=COST), "02")
    report = judged(tmp_path, rule("JX205", both))  # type: ignore[arg-type]
    assert explained(report) == [("01", COST)]
    assert not report.faults
    accept(tmp_path, entry(位置=f"{OTHER}/{COST}"))
    assert codes(judged(tmp_path, rule("JX205", both))) == ["JX054"]  # type: ignore[arg-type]


# 采纳


@pytest.mark.parametrize(
    ("place", "covered"),
    [
        (f"{NAME}/{COST}", [("01", COST)]),
        (f"{CODE}/{COST}", [("01", COST)]),
        (f"{NAME} / {COST.removesuffix('/指标值')}", [("01", COST)]),
        (f"{OTHER}/{RATE}", [("02", RATE)]),
    ],
)
def test_what_an_acceptance_covers(tmp_path: Path, place: str, covered: list[tuple[str, str]]) -> None:
    two_projects(tmp_path)
    accept(tmp_path, entry(位置=place))
    report = judged(tmp_path, JX205)
    assert cleared(report) == covered
    assert not report.faults
    assert [one.counts for one in report.findings].count(False) == 1


def test_a_place_in_the_department_file(tmp_path: Path) -> None:
    two_projects(tmp_path)
    accept(tmp_path, entry(规则="JX503", 位置="总体绩效目标"))
    report = judged(tmp_path, rule("JX503", at("总体绩效目标")))
    assert cleared(report) == [("部门", "总体绩效目标")]


def test_a_place_without_its_project(tmp_path: Path) -> None:
    """Enough as long as one project only has such a finding."""
    two_projects(tmp_path)
    accept(tmp_path, entry(位置=COST))
    assert cleared(judged(tmp_path, rule("JX205", at(COST, only="/02")))) == [("02", COST)]
    report = judged(tmp_path, JX205)
    assert not cleared(report)
    assert codes(report) == ["JX056"]
    assert f"“{NAME}/{COST}”" in report.faults[0].hint


def test_fingerprint(tmp_path: Path) -> None:
    two_projects(tmp_path)
    wanted = judged(tmp_path, JX205).findings[2]
    accept(tmp_path, entry(规则="", 指纹=wanted.fingerprint.upper()))
    report = judged(tmp_path, JX205)
    assert cleared(report) == [("02", RATE)]
    assert not report.faults
    path = next((tmp_path / "sources/shuiwu/2025/projects").glob("02*"))
    text = path.read_text(encoding="utf-8")
    path.write_text("# 挪动\n" + text, encoding="utf-8")
    assert cleared(judged(tmp_path, JX205)) == [("02", RATE)]
    path.write_text(text.replace("≥97%", "≥93%"), encoding="utf-8")
    report = judged(tmp_path, JX205)
    assert not cleared(report)
    assert codes(report) == ["JX054"]


def test_fingerprint_of_another_rule(tmp_path: Path) -> None:
    two_projects(tmp_path)
    wanted = judged(tmp_path, JX205).findings[0]
    accept(tmp_path, entry(规则="JX410", 指纹=wanted.fingerprint))
    report = judged(tmp_path, JX205)
    assert not cleared(report)
    assert codes(report) == ["JX054"]
    assert "JX205" in report.faults[0].hint


HYGIENE = {
    "no reason": ({"理由": ""}, "JX056", "“理由”"),
    "no handler": ({"经办": ""}, "JX056", "“经办”"),
    "neither": ({"理由": "", "经办": ""}, "JX056", "“理由”、“经办”"),
    "no rule": ({"规则": ""}, "JX056", "“规则”"),
    "no place": ({"位置": ""}, "JX056", "“位置”"),
    "expired": ({"期限": "2025-01-19"}, "JX055", "2025-01-19"),
    "nothing there": ({"规则": "JX410"}, "JX054", "没有 JX410"),
    "elsewhere": ({"位置": f"{NAME}/绩效目标"}, "JX054", "位置"),
    "whole project": ({"位置": NAME}, "JX054", "位置"),
    "whole group": ({"位置": f"{NAME}/绩效指标/成本指标"}, "JX054", "位置"),
}


@pytest.mark.parametrize("case", HYGIENE)
def test_hygiene_of_acceptances(case: str, tmp_path: Path) -> None:
    said, code, word = HYGIENE[case]
    two_projects(tmp_path)
    accept(tmp_path, entry(**{"位置": f"{NAME}/{COST}"} | said))
    report = judged(tmp_path, JX205)
    assert not cleared(report)
    assert codes(report) == [code]
    assert word in report.faults[0].message
    assert report.faults[0].hint
    assert report.faults[0].span is not None
    assert report.faults[0].severity == WARNING


@pytest.mark.parametrize(("today", "good"), [(date(2025, 12, 31), True), (date(2026, 1, 1), False)])
def test_the_last_day_counts(tmp_path: Path, today: date, good: bool) -> None:
    two_projects(tmp_path)
    accept(tmp_path, entry(位置=f"{NAME}/{COST}", 期限="2025-12-31"))
    assert bool(cleared(judged(tmp_path, JX205, today=today))) == good


@pytest.mark.parametrize("by", ["place", "fingerprint"])
def test_errors_cannot_be_accepted(tmp_path: Path, by: str) -> None:
    two_projects(tmp_path)
    check = rule("JX401", at(COST), ERROR)
    print_ = judged(tmp_path, check).findings[0].fingerprint
    said = {"指纹": print_} if by == "fingerprint" else {"位置": f"{NAME}/{COST}"}
    accept(tmp_path, entry(规则="JX401", **said))
    note(tmp_path, one_note("JX401", COST))
    report = judged(tmp_path, check)
    assert codes(report) == ["JX057"]
    assert not cleared(report)
    assert explained(report) == [("01", COST)]
    milder = judged(tmp_path, rule("JX401", at(COST), INFO))
    assert cleared(milder) == [("01", COST)]


def test_a_broken_review_file_is_an_error(tmp_path: Path) -> None:
    two_projects(tmp_path)
    accept(tmp_path, entry(位置=f"{NAME}/{COST}"), entry(期限="某一天"))
    report = judged(tmp_path, JX205)
    assert codes(report) == ["JX028"]
    assert report.faults[0].severity == ERROR
    assert not cleared(report)
    assert len(report.findings) == 4


def test_the_review_file_is_an_input(tmp_path: Path) -> None:
    two_projects(tmp_path)
    accept(tmp_path, entry(位置=f"{NAME}/{COST}"))
    report = judged(tmp_path, JX205)
    assert report.loaded is not None
    assert report.loaded.inputs[-1].path == "sources/shuiwu/2025/审核.yaml"
    one_project(tmp_path).write_text("项目名称: [", encoding="utf-8")
    broken = judged(tmp_path, JX205)
    assert broken.loaded is not None
    assert broken.loaded.inputs[-1].path == "sources/shuiwu/2025/审核.yaml"


def test_answers_stay_out_of_the_way_of_each_other(tmp_path: Path) -> None:
    """Both hands at one place; an accepted finding keeps its explanation."""
    two_projects(tmp_path)
    note(tmp_path, one_note(place=COST))
    accept(tmp_path, entry(位置=f"{NAME}/{COST}"))
    found = next(one for one in judged(tmp_path, JX205).findings if one.acceptance)
    assert found.note == REASON
    assert not found.counts


# Laws


@given(st.text(st.sampled_from("绩效指标/成本名称值 ／x"), min_size=1, max_size=30))
def test_a_path_covers_itself_and_at_most_its_record(path: str) -> None:
    whole, *above = covering(path)
    assert covering(whole)[0] == whole
    assert len(above) <= 1
    assert all(whole.startswith(f"{one}/") for one in above)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_answers_change_no_finding(data: st.DataObject, whole: Report) -> None:
    """Whatever the entries say: same findings in the same order, only errors keep counting."""
    assert whole.loaded is not None
    department = whole.loaded.department
    assert department is not None
    levels = data.draw(st.lists(st.sampled_from([ERROR, WARNING, INFO]), min_size=4, max_size=4))
    findings = [one._replace(level=level) for one, level in zip(whole.findings, levels, strict=True)]
    done = answer(findings, department, (), RULES, TODAY)
    assert [one._replace(note="") for one in done.findings] == [one._replace(note="") for one in findings]
    assert all(one.counts for one in done.findings)


@pytest.fixture
def whole(tmp_path: Path) -> Report:
    two_projects(tmp_path)
    note(tmp_path, one_note(place=COST))
    return judged(tmp_path, JX205)


def test_a_finding_without_a_path(tmp_path: Path) -> None:
    """Of the document or a project as a whole: by the name of the project, or by fingerprint."""

    def check(document: object) -> object:
        for project in document.department.projects:  # type: ignore[attr-defined]
            yield Hit(project.name.span, "", "不好")

    two_projects(tmp_path)
    accept(tmp_path, entry(规则="JX507", 位置=OTHER))
    note(tmp_path, one_note("JX507"))
    report = judged(tmp_path, rule("JX507", check))  # type: ignore[arg-type]
    assert cleared(report) == [("02", "")]
    assert explained(report) == [("01", "")]
    assert not report.faults
