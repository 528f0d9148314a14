"""The five outcomes, and that a rule that breaks is never a pass."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from jixiao.check.facts import Document, Subject
from jixiao.check.finding import CRASHED, FAIL, NOT_APPLICABLE, NOT_EVALUATED, PASS
from jixiao.check.layers import load_layers
from jixiao.check.profile import by_name
from jixiao.check.rule import CERTAIN, COMPLETE, DOCUMENT, ERROR, NO_FIX, Answer, Hit, Missing, NotApplicable, Rule
from jixiao.check.runner import review
from jixiao.model.load import load
from jixiao.source.workspace import Workspace, department_years

CLEAN = Path(__file__).parent / "clean"


def document() -> Document:
    workspace = Workspace(CLEAN)
    loaded = load(workspace, department_years(workspace)[0])
    assert loaded.department is not None
    assert loaded.form is not None
    profile = by_name(load_layers(None, {}).by_name, "national-2015")
    assert profile is not None
    return Document(loaded.department, loaded.form, profile, date(2025, 1, 20))


def rule(check: object, code: str = "JX199", **changes: object) -> Rule:
    made = Rule(code, "test", "试验", ERROR, CERTAIN, COMPLETE, ("完",), NO_FIX, check)  # type: ignore[arg-type]
    return made._replace(**changes)


def holds(_subject: Subject, _document: Document) -> Iterator[Answer]:
    yield from ()


def fires_twice(subject: Subject, _document: Document) -> Iterator[Answer]:
    for _ in range(2):
        yield Hit(subject.project.name.span, "项目名称", "不对")


def lacks(_subject: Subject, _document: Document) -> Iterator[Answer]:
    yield Missing("测算")


def absent(_subject: Subject, _document: Document) -> Iterator[Answer]:
    yield NotApplicable()


def breaks(subject: Subject, _document: Document) -> Iterator[Answer]:
    yield Hit(subject.project.name.span, "项目名称", "先说的话")
    raise KeyError(subject.name)


def whole(doc: Document) -> Iterator[Answer]:
    project = doc.subjects[0].project
    yield Hit(project.name.span, "项目名称", "不对")


def outcomes(check: object) -> dict[str, int]:
    return dict(review(document(), (rule(check),)).outcomes["JX199"])


def test_outcomes_are_five() -> None:
    assert outcomes(holds) == {PASS: 1}
    assert outcomes(fires_twice) == {FAIL: 1}
    assert outcomes(lacks) == {NOT_EVALUATED: 1}
    assert outcomes(absent) == {NOT_APPLICABLE: 1}
    assert outcomes(breaks) == {CRASHED: 1}


def test_a_crash_is_reported_and_keeps_what_was_said() -> None:
    found = review(document(), (rule(breaks), rule(fires_twice, "JX198")))
    assert [gap.code for gap in found.crashes] == ["JX199"]
    assert "KeyError" in found.crashes[0].reason
    assert [one.hit.message for one in found.findings if one.rule.code == "JX199"] == ["先说的话"]
    assert sum(one.rule.code == "JX198" for one in found.findings) == 2


def test_a_missing_input_is_named() -> None:
    (gap,) = review(document(), (rule(lacks),)).gaps
    assert (gap.code, gap.reason) == ("JX199", "测算")
    assert gap.file.endswith(".yaml")


def test_fingerprints_differ_and_belong_to_the_project() -> None:
    found = review(document(), (rule(fires_twice),)).findings
    one, other = (finding.fingerprint for finding in found)
    assert other == f"{one}-2"
    (of_document,) = review(document(), (rule(whole, scope=DOCUMENT),)).findings
    assert of_document.project == found[0].project
    assert of_document.fingerprint == one


def test_a_hit_may_lower_the_level_but_not_raise_it() -> None:
    def mild(subject: Subject, _document: Document) -> Iterator[Answer]:
        yield Hit(subject.project.name.span, "项目名称", "也许不对", level="warning")

    assert review(document(), (rule(mild),)).findings[0].level == "warning"
    assert review(document(), (rule(mild, level="info"),)).findings[0].level == "info"


def test_a_preview_is_off_unless_a_profile_names_it() -> None:
    assert not review(document(), (rule(fires_twice, preview=True),)).outcomes
