"""Findings and reading faults in one shape, for the machine-readable formats (JSON, SARIF, GitHub)."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from jixiao.check.finding import NOT_APPLICABLE, Finding, Report
from jixiao.check.profile import Profile
from jixiao.check.rule import CERTAIN, NO_FIX, UNIT, Edit
from jixiao.diagnostics import FAULTS, Diagnostic, Related, Span
from jixiao.report.basis import basis_of, fault_pages
from jixiao.report.words import place

#: On what reading faults rest.
_FORMAT = "填报文件的格式（见作者手册）"


class Record(NamedTuple):
    """One finding or fault.

    Attributes:
        code, name, title: which rule or kind of fault.
        level: error, warning or info.
        certainty, dimension, owner, basis: of the rule; a fault is 必错 and has no dimension.
        message, advice, trace, expected, actual: what it says.
        span: where; None for a file as a whole.
        file: the file.
        path: the place by names.
        project: 项目名称; empty for the document.
        department: the label of the report.
        related: further places.
        fix: the class of its correction; `edits`: the correction.
        fingerprint: digits of its content.
        finding: what it was made of; None for a fault.
    """

    code: str
    name: str
    title: str
    level: str
    certainty: str
    dimension: str
    owner: str
    basis: str
    message: str
    advice: str
    trace: str
    expected: str
    actual: str
    span: Span | None
    file: str
    path: str
    project: str
    department: str
    related: tuple[Related, ...]
    fix: str
    edits: tuple[Edit, ...]
    fingerprint: str
    finding: Finding | None = None

    @property
    def accepted(self) -> bool:
        """Whether a 采纳 clears it."""
        return self.finding is not None and self.finding.acceptance is not None

    @property
    def inherited(self) -> bool:
        """Whether it stands in the baseline."""
        return self.finding is not None and self.finding.inherited

    @property
    def counts(self) -> bool:
        """Whether it counts for `--fail-on`."""
        return self.finding is None or self.finding.counts

    @property
    def sort_key(self) -> tuple[str, int, str]:
        """Order of reports: by file, place, code."""
        return self.file, self.span.start if self.span else -1, self.code


def records(reports: Sequence[Report]) -> list[Record]:
    """Everything reports say, by file, place and code; a fault of a file that reports share comes once."""
    found = [_of_finding(one, report) for report in reports for one in report.findings]
    faults = {
        (one.code, one.name, _start(one), one.message): (one, report) for report in reports for one in report.faults
    }
    seen: Counter[str] = Counter()
    found += [_of_fault(one, report, seen) for one, report in faults.values()]
    return sorted(found, key=lambda one: one.sort_key)


def _start(one: Diagnostic) -> int:
    return one.span.start if one.span else -1


def basis_in(finding: Finding, profile: Profile | None) -> str:
    """On what a finding rests: the basis of its rule, and that of the layer which sets its level."""
    said = profile.levels.get(finding.rule.code) if profile else None
    return "；".join(text for text in (basis_of(finding.rule), said.basis if said else "") if text)


def _of_finding(one: Finding, report: Report) -> Record:
    rule, hit, span = one.rule, one.hit, place(one)
    return Record(
        rule.code,
        rule.name,
        rule.title,
        one.level,
        rule.certainty,
        rule.dimension,
        one.owner,
        basis_in(one, report.profile),
        hit.message,
        hit.advice,
        hit.trace,
        hit.expected,
        hit.actual,
        span,
        span.source.path,
        hit.path,
        one.project,
        report.label,
        hit.related,
        rule.fix,
        hit.edits,
        one.fingerprint,
        one,
    )


def _of_fault(one: Diagnostic, report: Report, seen: "Counter[str]") -> Record:
    page = fault_pages().get(one.code)
    words = (one.message, one.hint, "", "", "", one.span, one.name, "", "", report.label, one.related, NO_FIX, ())
    name, title = FAULTS.get(one.code, (one.code, ""))[0], page.title if page else ""
    return Record(one.code, name, title, one.severity, CERTAIN, "", UNIT, _FORMAT, *words, _fingerprint(one, seen))


def _fingerprint(one: Diagnostic, seen: "Counter[str]") -> str:
    """Twelve digits of code, file and text; the second of two equal ones gets -2."""
    text = one.span.source.text[one.span.start : one.span.end] if one.span else ""
    digits = hashlib.sha256("\x1f".join((one.code, one.name, text or one.message)).encode()).hexdigest()[:12]
    seen[digits] += 1
    return digits if seen[digits] == 1 else f"{digits}-{seen[digits]}"


def absent(reports: Iterable[Report]) -> list[str]:
    """Codes that are not applicable everywhere."""
    seen: dict[str, set[str]] = {}
    for report in reports:
        for code, outcomes in report.outcomes.items():
            seen.setdefault(code, set()).update(word for word, count in outcomes.items() if count)
    return sorted(code for code, words in seen.items() if words == {NOT_APPLICABLE})


def gaps(reports: Iterable[Report]) -> Iterator[dict[str, str]]:
    """What was not evaluated, each row once."""
    yield from _rows(gap for report in reports for gap in report.gaps)


def crashes(reports: Iterable[Report]) -> Iterator[dict[str, str]]:
    """What crashed, each row once."""
    yield from _rows(gap for report in reports for gap in report.crashes)


def _rows(found: Iterable[tuple[str, str, str]]) -> Iterator[dict[str, str]]:
    yield from ({"code": code, "reason": reason, "file": file} for code, reason, file in sorted(set(found)))
