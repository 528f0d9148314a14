"""A comparison for programs (diff.md §12): one JSON object a line for each department, the same bytes for the same input."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from jixiao.diff.records import DOCUMENT, SEVERITIES, Change, Comparison, Edit, Match, Raw, Side
from jixiao.diff.taxonomy import title
from jixiao.model.document import Project
from jixiao.model.review import Acceptance
from jixiao.report.diff_view import Budget, View, view
from jixiao.report.diff_words import file_line

#: Version of the format: the second number rises when something is added, the first when something changes.
SCHEMA_VERSION = "1.0"
_SCHEMA = Path(__file__).parent / "data" / "diff.schema.json"

Json = dict[str, object]


def diff_json(comparisons: Iterable[Comparison], tool_version: str) -> str:
    """The whole output, without a final line end; `tool_version` reads `0.1.0`."""
    return "\n".join(_line(_comparison(one, tool_version)) for one in comparisons)


def diff_schema() -> str:
    """The JSON Schema of one line, as committed, without the final line end."""
    return _SCHEMA.read_text(encoding="utf-8").rstrip("\n")


def _line(content: Json) -> str:
    """No line inside: line ends of texts are escaped, those that only some programs know as such too."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085")


def _comparison(one: Comparison, tool_version: str) -> Json:
    ranks = {match.id: place for place, match in enumerate(one.matches, 1)} | {DOCUMENT: 0}
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": f"jixiao {tool_version}",
        "rules_digest": one.rules_digest,
        "from": _side(one.old),
        "to": _side(one.new),
        "cross_stage": one.old.stage != one.new.stage,
        "summary": _summary(view(one)),
        "matches": [_match(match) for match in one.matches],
        "edits": [_edit(edit) for edit in sorted(one.edits, key=lambda each: ranks[each.match])],
        "changes": [_change(change) for change in sorted(one.changes, key=lambda each: ranks[each.match])],
        "stale_acks": [_stale(given, why) for given, why in one.stale],
    }


def _side(side: Side) -> Json:
    organ = side.department.organ
    return {
        "label": side.label,
        "year": side.year,
        "stage": side.stage,
        "rev": side.rev or None,
        "digest": side.digest,
        "unit": organ.name.text if organ.name else None,
        "unit_code": organ.code.text if organ.code else None,
    }


def _summary(one: View) -> Json:
    return {
        "projects": {**one.accounts._asdict(), "unchanged": len(one.unchanged)},
        "unchanged": sorted(one.unchanged),
        "budget_wan": _budget(one.budget),
        "by_severity": {level: one.levels[level] for level in SEVERITIES},
        "by_rule": dict(sorted(one.rules.items())),
        "acknowledged": one.accepted,
    }


def _budget(one: Budget) -> dict[str, str]:
    return {key: f"{amount:f}" for key, amount in (("before", one.before), ("after", one.after), ("delta", one.delta))}


def _match(one: Match) -> Json:
    rival = one.runner_up
    return {
        "id": one.id,
        "old": [_project(each) for each in one.old],
        "new": [_project(each) for each in one.new],
        "how": one.how,
        "score": float(one.score),
        "confidence": one.confidence,
        "runner_up": {"name": rival[0], "score": float(rival[1])} if rival else None,
    }


def _project(one: Project) -> Json:
    code = one.code.text if one.code is not None and one.code.text else None
    return {"code": code, "name": one.name.text, "file": one.source.path}


def _edit(one: Edit) -> Json:
    content: Json = {
        "id": one.id,
        "match": one.match,
        "op": one.op,
        "path": one.path,
        "before": _stable(one.before),
        "after": _stable(one.after),
    }
    if any(one.behind):
        content["behind"] = list(one.behind)
    return content


def _stable(raw: Raw) -> Raw:
    """A raw value with its keys in one order, since the order of keys in the sources means nothing."""
    if isinstance(raw, dict):
        return {key: _stable(raw[key]) for key in sorted(raw)}
    return [_stable(one) for one in raw] if isinstance(raw, list) else raw


def _change(one: Change) -> Json:
    return {
        "rule": one.rule,
        "rule_zh": title(one.rule),
        "severity": one.severity,
        "direction": one.direction,
        "match": one.match,
        "path": one.path,
        "indicator": {"level2": one.level2, "name": one.name or None} if one.level2 else None,
        "before": _value(one.before),
        "after": _value(one.after),
        "parsed": {"before": one.parsed[0], "after": one.parsed[1]} if one.parsed else None,
        "delta": one.delta or None,
        "pct": float(one.percent) if one.percent is not None else None,
        "basis": one.basis or None,
        "why_zh": one.why,
        "text_ops": [list(op) for op in one.text_ops],
        "provisional": one.provisional,
        "possible_merge_into": one.possible_merge_into or None,
        "ack": _acceptance(one.acceptance) if one.acceptance else None,
        "edits": list(one.edits),
        "locations": [_location(each.side, *file_line(each)) for each in one.locations],
        "fingerprint": one.fingerprint,
    }


def _value(value: str | Sequence[str] | None) -> str | list[str] | None:
    return value if value is None or isinstance(value, str) else list(value)


def _location(side: str, file: str, line: int, column: int) -> Json:
    return {"side": side, "file": file, "line": line, "column": column}


def _acceptance(given: Acceptance) -> Json:
    fields: Mapping[str, object] = {
        "reason": given.reason,
        "handler": given.handler,
        "date": given.date,
        "document": given.document,
        "until": given.until,
    }
    return {key: getattr(text, "text", "") for key, text in fields.items()}


def _stale(given: Acceptance, why: str) -> Json:
    line, column = given.span.source.position(given.span.start)
    return {
        "fingerprint": given.fingerprint.text if given.fingerprint else None,
        "rule": given.rule.text if given.rule else None,
        **_acceptance(given),
        "why_zh": why,
        "file": given.span.source.path,
        "line": line,
        "column": column,
    }
