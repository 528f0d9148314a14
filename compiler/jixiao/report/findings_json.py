"""A review for programs: the JSON of design.md §7, the same bytes for the same review, and its schema."""

import json
from collections.abc import Sequence
from pathlib import Path

from jixiao.check.finding import Finding, Report
from jixiao.check.profile import Profile
from jixiao.diagnostics import Span
from jixiao.report.records import Record, absent, crashes, gaps, records
from jixiao.report.terminal import sharp
from jixiao.report.words import LEVELS

#: Version of the format: the second number rises when something is added, the first when something changes.
SCHEMA_VERSION = "1.0"
_SCHEMA = Path(__file__).parent / "data" / "findings.schema.json"


def findings_json(reports: Sequence[Report], tool_version: str) -> str:
    """The whole output, without a final line end; `tool_version` reads `0.1.0`."""
    found = records(reports)
    content = {
        "schema_version": SCHEMA_VERSION,
        "tool": f"jixiao {tool_version}",
        "findings": [_finding(one) for one in found],
        "summary": _summary(found),
        "not_evaluated": list(gaps(reports)),
        "not_applicable": absent(reports),
        "crashed": list(crashes(reports)),
        "departments": [_department(one) for one in reports if one.label],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def findings_schema() -> str:
    """The JSON Schema of this output, as committed, without the final line end."""
    return _SCHEMA.read_text(encoding="utf-8").rstrip("\n")


def _summary(found: Sequence[Record]) -> dict[str, int]:
    counts = {level: sum(one.level == level and one.counts for one in found) for level in LEVELS}
    accepted = sum(one.accepted for one in found)
    return {**counts, "accepted": accepted, "inherited": sum(one.inherited and not one.accepted for one in found)}


def _finding(one: Record) -> dict[str, object]:
    return {
        "code": one.code,
        "name": one.name,
        "title": one.title,
        "severity": one.level,
        "certainty": one.certainty,
        "dimension": one.dimension,
        "message": one.message,
        "advice": one.advice,
        "file": one.file,
        **_position(one.span),
        "path": one.path,
        "project": one.project,
        "department": one.department,
        "related": [_related(each.message, each.span) for each in one.related],
        "trace": one.trace,
        "expected": one.expected,
        "actual": one.actual,
        "basis": one.basis,
        "owner": one.owner,
        "fix": one.fix,
        "edits": [
            {"file": edit.span.source.path, **_position(edit.span), "text": edit.text, "kind": edit.kind}
            for edit in one.edits
        ],
        "note": one.finding.note if one.finding else "",
        "fingerprint": one.fingerprint,
        "accepted": one.accepted,
        "inherited": one.inherited,
        "acceptance": _acceptance(one.finding) if one.finding else None,
    }


def _position(span: Span | None) -> dict[str, int | None]:
    if span is None:
        return dict.fromkeys(("line", "column", "end_line", "end_column"))
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(span.end)
    return {"line": line, "column": column, "end_line": end_line, "end_column": end_column}


def _related(message: str, span: Span) -> dict[str, object]:
    return {"message": message, "file": span.source.path, **_position(sharp(span))}


def _acceptance(one: Finding) -> dict[str, str] | None:
    given = one.acceptance
    if given is None:
        return None
    fields = {
        "reason": given.reason,
        "handler": given.handler,
        "date": given.date,
        "until": given.until,
        "document": given.document,
    }
    return {key: text.text if text else "" for key, text in fields.items()}


def _department(one: Report) -> dict[str, object]:
    return {
        "department": one.label,
        "unit": one.unit,
        "year": one.year,
        "stage": one.stage,
        "profile": _profile(one.profile) if one.profile else None,
        "outcomes": {code: dict(sorted(one.outcomes[code].items())) for code in sorted(one.outcomes)},
    }


def _profile(one: Profile) -> dict[str, object]:
    layers = [
        {"name": layer.name, "title": layer.title, "tier": layer.tier, "version": layer.version, "digest": layer.digest}
        for layer in one.layers
    ]
    last = one.layers[-1] if one.layers else None
    return {"name": one.name, "version": last.version if last else "", "digest": one.digest, "layers": layers}
