"""Every case of every rule, and that the cases of a rule catch a rule that always or never speaks."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bench_of_cases import ABSENT, FIRES, FIXED, GAP, KINDS, PASSES, TRAP, Case, cases, judge

from jixiao.check.catalogue import RULES
from jixiao.check.finding import CRASHED, NOT_APPLICABLE, NOT_EVALUATED, Finding
from jixiao.check.rule import DOCUMENT, Hit, Rule

BY_CODE = {rule.code: rule for rule in RULES}


def words(finding: Finding) -> str:
    hit = finding.hit
    return "\n".join(
        (hit.message, hit.advice, hit.trace, hit.expected, hit.actual, *(one.message for one in hit.related))
    )


def complaints(case: Case, root: Path, rule: Rule) -> list[str]:
    """In what the rule does not do what the case wants."""
    found = judge(case, root, rule)
    if found.crashes:
        return [f"出错：{found.crashes[0].reason}"]
    outcomes = found.outcomes.get(rule.code, {})
    places = [finding.hit.path for finding in found.findings]
    wanted = case.places
    told = [] if places == wanted else [f"报在 {places}，应报 {wanted}"]
    if case.kind in {GAP, ABSENT} and not outcomes.get(NOT_EVALUATED if case.kind == GAP else NOT_APPLICABLE):
        told.append(f"应为{case.kind}，实为 {dict(outcomes)}")
    if case.kind in {PASSES, FIXED, TRAP} and (set(outcomes) & {CRASHED, NOT_EVALUATED} or wanted):
        told.append(f"应当通过，实为 {dict(outcomes)}")
    said = case.said.get("说", [])
    everything = "\n".join([*map(words, found.findings), *(gap.reason for gap in found.gaps)])
    told += [
        f"没有说“{one}”：{everything}" for one in ([said] if isinstance(said, str) else said) if one not in everything
    ]
    if "改成" in case.said and found.findings:
        fixed = corrected(found.findings[0])
        told += [] if fixed == case.said["改成"] else [f"改成了“{fixed}”"]
    for finding in found.findings:
        source, start, end = finding.span
        if not source.text[start:end].strip():
            told.append(f"位置不对：{finding.span}")
    return told


def corrected(finding: Finding) -> str:
    """The line of the finding's place after its corrections, without key and quotes."""
    source = finding.span.source
    text = source.text
    for edit in sorted(finding.hit.edits, key=lambda one: -one.span.start):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    row = source.position(finding.span.start)[0]
    line = type(source)(source.path, text).line(row)
    return line.partition(": ")[2].strip().strip("'") or line.strip()


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_case(case: Case, tmp_path: Path) -> None:
    assert not complaints(case, tmp_path, BY_CODE[case.code])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_rule_has_its_four_kinds(rule: Rule) -> None:
    kinds = {case.kind for case in cases() if case.code == rule.code}
    assert {FIRES, PASSES, FIXED, TRAP} <= kinds <= set(KINDS), kinds


@pytest.mark.parametrize("always", [True, False], ids=["总是报", "从不报"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_cases_catch_a_broken_rule(rule: Rule, always: bool, tmp_path: Path) -> None:
    def on_project(subject: Any, _document: Any) -> Iterator[Hit]:
        if always:
            yield Hit(subject.project.name.span, "项目名称", "总是报")

    def on_document(document: Any) -> Iterator[Hit]:
        if always:
            yield Hit(document.department.layout.span, "版式", "总是报")

    broken = rule._replace(check=on_document if rule.scope == DOCUMENT else on_project)
    wanted = {PASSES, FIXED, TRAP} if always else {FIRES}
    mine = [case for case in cases() if case.code == rule.code and case.kind in wanted]
    caught = [case for number, case in enumerate(mine) if complaints(case, tmp_path / str(number), broken)]
    assert caught == mine
    assert mine
