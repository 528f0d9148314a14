"""Corrections of the sources: only what cannot change a meaning, and only where the author did not object.

The characters of a span are replaced where they stand, so that everything else of the file keeps its every byte. Each
plan is proven against the locked facts before anybody sees it; a correction that fails is left out and told.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from jixiao.check.finding import Finding, Report
from jixiao.check.locks import refusal, splice
from jixiao.check.rule import SAFE, Edit
from jixiao.diagnostics import INFO, Diagnostic, Span
from jixiao.model.document import Department
from jixiao.model.form import Form

#: Unchanged lines around a change.
_AROUND = 2


class Change(NamedTuple):
    """What becomes of one file.

    Attributes:
        path: as shown to people, relative to the workspace.
        old, new: its text, without a byte order mark, with the line ends of the file.
        edits: in order of their places.
    """

    path: str
    old: str
    new: str
    edits: tuple[Edit, ...]


class Plan(NamedTuple):
    """The corrections of one department-year.

    Attributes:
        changes: by file.
        corrected: the findings that these changes answer.
        later: findings whose corrections overlap with others; the next run does them.
        refused: corrections that would have touched a locked fact.
    """

    changes: tuple[Change, ...] = ()
    corrected: tuple[Finding, ...] = ()
    later: tuple[Finding, ...] = ()
    refused: tuple[Diagnostic, ...] = ()


def plan(report: Report) -> Plan:
    """The safe corrections of a report; those of a finding are made all or none."""
    loaded = report.loaded
    if loaded is None or loaded.department is None or loaded.form is None:
        return Plan()
    wanted = [one for one in report.findings if safe_edits(one)]
    if not wanted:
        return Plan()
    chosen, later = _without_overlaps(wanted)
    chosen, refused = _allowed(chosen, loaded.department, loaded.form)
    return Plan(tuple(_changes(chosen)), tuple(chosen), tuple(later), tuple(refused))


def safe_edits(finding: Finding) -> tuple[Edit, ...]:
    """What may be corrected without asking: nothing where somebody explained or accepted the text as it is."""
    if finding.note or finding.acceptance is not None:
        return ()
    return tuple(
        one
        for one in finding.hit.edits
        if one.kind == SAFE and _replaced(one.span) != one.text and not _is_lexeme(one.span)
    )


def _is_lexeme(span: Span) -> bool:
    """Whether a span is a whole quoted value or block: the place of a character that is typed as an escape."""
    return _replaced(span)[:1] in {'"', "'", "|"}


def _replaced(span: Span) -> str:
    return span.source.text[span.start : span.end]


def _without_overlaps(findings: list[Finding]) -> tuple[list[Finding], list[Finding]]:
    """Findings whose edits do not meet: the first wins, the rest is for later."""
    taken: dict[str, set[Edit]] = {}
    chosen, later = [], []
    for finding in findings:
        edits = safe_edits(finding)
        if any(_meets(edit, other) for edit in edits for other in taken.get(edit.span.source.path, ())):
            later.append(finding)
            continue
        chosen.append(finding)
        for edit in edits:
            taken.setdefault(edit.span.source.path, set()).add(edit)
    return chosen, later


def _meets(one: Edit, other: Edit) -> bool:
    """Whether two edits of a file touch the same characters; the same correction twice is one."""
    if one == other:
        return False
    (_, start, end), (_, first, last) = one.span, other.span
    return start == first or (start < last and first < end)


def _allowed(findings: list[Finding], department: Department, form: Form) -> tuple[list[Finding], list[Diagnostic]]:
    """The findings whose corrections change no locked fact, and why the others do not pass."""
    if not refusal(department, form, _edits(findings)):
        return findings, []
    reasons = [refusal(department, form, safe_edits(one)) for one in findings]
    refused = [_refused(one, reason) for one, reason in zip(findings, reasons, strict=True) if reason]
    good = [one for one, reason in zip(findings, reasons, strict=True) if not reason]
    if not refusal(department, form, _edits(good)):
        return good, refused
    kept: list[Finding] = []
    for finding in good:  # each is right alone, but not beside another one of the same file
        files = _files(finding)
        reason = refusal(department, form, _edits([*(one for one in kept if files & _files(one)), finding]))
        if reason:
            refused.append(_refused(finding, reason))
        else:
            kept.append(finding)
    return kept, refused


def _refused(finding: Finding, reason: str) -> Diagnostic:
    message = f"“{finding.rule.title}”没有自动修改：{reason}"
    return Diagnostic(finding.rule.code, INFO, message, "请人工核对后修改。", finding.span)


def _files(finding: Finding) -> set[str]:
    return {one.span.source.path for one in safe_edits(finding)}


def _edits(findings: Iterable[Finding]) -> list[Edit]:
    return list(dict.fromkeys(edit for one in findings for edit in safe_edits(one)))


def _changes(findings: list[Finding]) -> Iterator[Change]:
    by_file: dict[str, list[Edit]] = {}
    for edit in _edits(findings):
        by_file.setdefault(edit.span.source.path, []).append(edit)
    for path, edits in sorted(by_file.items()):
        edits.sort(key=lambda one: one.span.start)
        text = edits[0].span.source.text
        yield Change(path, text, splice(text, edits), tuple(edits))


def unified(change: Change) -> str:
    """A change as people compare texts: lines that go begin with -, lines that come with +."""
    from difflib import unified_diff

    old, new = (re.split(r"\r\n|\n|\r", re.sub(r"(?:\r\n|\n|\r)\Z", "", text)) for text in (change.old, change.new))
    names = f"{change.path}（原文）", f"{change.path}（改后）"
    return "\n".join(unified_diff(old, new, *names, n=_AROUND, lineterm=""))
