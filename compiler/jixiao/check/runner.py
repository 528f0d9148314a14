"""Every rule on every subject of a document. A rule that breaks is reported as broken, never as passed."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from jixiao.check.facts import Document, Subject
from jixiao.check.finding import (
    CRASHED,
    FAIL,
    NOT_APPLICABLE,
    NOT_EVALUATED,
    PASS,
    Finding,
    Gap,
    fingerprint,
)
from jixiao.check.profile import STRICTNESS
from jixiao.check.rule import DOCUMENT, INFO, OFF, Answer, Hit, Missing, NotApplicable, Rule

#: The stage at which completeness and totals are only remarks (rules.md §1.14).
_FIRST_DRAFT = "一上"


class Reviewed(NamedTuple):
    """Findings in order, the tally of outcomes by rule, what was not evaluated, what crashed."""

    findings: tuple[Finding, ...]
    outcomes: "dict[str, Counter[str]]"
    gaps: tuple[Gap, ...]
    crashes: tuple[Gap, ...]


def review(document: Document, rules: tuple[Rule, ...]) -> Reviewed:
    """Ask every rule that is on about every subject."""
    findings: list[Finding] = []
    gaps: list[Gap] = []
    crashes: list[Gap] = []
    outcomes: dict[str, Counter[str]] = {}
    owners = {subject.project.source.path: subject for subject in document.subjects}
    for rule in rules:
        level = effective_level(rule, document)
        if level == OFF:
            continue
        tally = outcomes[rule.code] = Counter()
        for subject, file in _subjects(rule, document):
            answers, crash = _ask(rule, subject, document)
            tally[_outcome(answers, crash)] += 1
            if crash:
                crashes.append(Gap(rule.code, crash, file))
            if not answers:
                continue
            gaps += [Gap(rule.code, one.what, file) for one in answers if isinstance(one, Missing)]
            findings += [_finding(rule, level, owners, one) for one in answers if isinstance(one, Hit)]
    findings.sort(key=lambda one: one.sort_key)
    return Reviewed(tuple(_distinct(findings)), outcomes, tuple(gaps), tuple(crashes))


def effective_level(rule: Rule, document: Document) -> str:
    """The level that counts: of the profile, else of the catalogue; a preview is off unless a profile names it."""
    said = document.profile.levels.get(rule.code)
    level = said.level if said else OFF if rule.preview else rule.level
    if rule.draft and document.department.stage_name == _FIRST_DRAFT:
        return _milder(level, INFO)
    return level


def _milder(one: str, other: str) -> str:
    return min(one, other, key=STRICTNESS.__getitem__)


def _subjects(rule: Rule, document: Document) -> Iterator[tuple[Subject | None, str]]:
    if rule.scope == DOCUMENT:
        yield None, document.department.source.path
        return
    for subject in document.subjects:
        yield subject, subject.project.source.path


def _ask(rule: Rule, subject: Subject | None, document: Document) -> tuple[list[Answer], str]:
    """The answers of a rule, and the error where it crashed; what it said before a crash is kept."""
    answers: list[Answer] = []
    try:
        found = rule.check(document) if subject is None else rule.check(subject, document)  # type: ignore[call-arg, arg-type]
        for one in found:
            answers.append(one)  # noqa: PERF402 - what came before a crash must stay
    except Exception as error:  # noqa: BLE001 - one broken rule must not stop the others, and is reported
        return answers, f"{type(error).__name__}: {error}"
    return answers, ""


def _outcome(answers: list[Answer], crash: str) -> str:
    if crash:
        return CRASHED
    if not answers:
        return PASS
    if any(isinstance(one, Hit) for one in answers):
        return FAIL
    if any(isinstance(one, Missing) for one in answers):
        return NOT_EVALUATED
    return NOT_APPLICABLE if any(isinstance(one, NotApplicable) for one in answers) else PASS


def _finding(rule: Rule, level: str, owners: dict[str, Subject], hit: Hit) -> Finding:
    # A rule of the whole document may point into a project's file: the place says whose finding it is.
    subject = owners.get(hit.span.source.path)
    return Finding(
        rule,
        hit,
        _milder(level, hit.level) if hit.level else level,
        subject.name if subject else "",
        hit.owner or rule.owner,
        fingerprint(rule, identity(subject), hit),
    )


def identity(subject: Subject | None) -> str:
    """What identifies a project over time: its code, else unit and name; empty for the document."""
    if subject is None:
        return ""
    project = subject.project
    if project.code is not None and project.code.text:
        return project.code.text
    return f"{project.unit.text if project.unit else ''}/{project.name.text}"


def _distinct(findings: list[Finding]) -> Iterator[Finding]:
    """Findings with fingerprints that differ: the second of two equal ones gets -2."""
    seen: Counter[str] = Counter()
    for one in findings:
        seen[one.fingerprint] += 1
        count = seen[one.fingerprint]
        yield one if count == 1 else one._replace(fingerprint=f"{one.fingerprint}-{count}")
