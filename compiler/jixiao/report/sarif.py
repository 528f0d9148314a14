"""A review as a SARIF 2.1.0 log, for code hosts and editors that show such logs beside the lines."""

import json
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from jixiao.check.catalogue import RULES
from jixiao.check.finding import Report
from jixiao.check.rule import CERTAIN, LIKELY, REMARK, Rule
from jixiao.diagnostics import ERROR, FAULTS, INFO, WARNING, Related, Span
from jixiao.report.basis import basis_of, fault_pages, rule_page, section
from jixiao.report.records import Record, crashes, gaps, records
from jixiao.report.terminal import sharp
from jixiao.report.words import FIX_WORDS

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {ERROR: "error", WARNING: "warning", INFO: "note"}
#: Our certainty in the words by which GitHub sorts results.
_PRECISION = {CERTAIN: "very-high", LIKELY: "high", REMARK: "medium"}
#: The base of all file names; who reads the log knows where the repository is.
ROOT = "%SRCROOT%"
_FINGERPRINT = "jixiao/v1"

Json = dict[str, object]


def sarif(reports: Sequence[Report], tool_version: str) -> str:
    """The whole log, without a final line end; `tool_version` reads `0.1.0`."""
    found = records(reports)
    rules = [*(_rule(one) for one in RULES), *(_fault(code) for code in FAULTS)]
    indices = {str(one["id"]): number for number, one in enumerate(rules)}
    compared = any(one.inherited for one in found)
    failed = [*crashes(reports)]
    run: Json = {
        "tool": {"driver": _driver(tool_version, rules)},
        "automationDetails": {"id": "jixiao/check/"},
        "language": "zh-CN",
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "工作文件夹"}}},
        "invocations": [
            {
                "executionSuccessful": not failed,
                "toolExecutionNotifications": [
                    *(_notice(row, "error", "没有查成，程序出错", indices) for row in failed),
                    *(_notice(row, "note", "没有判定，缺", indices) for row in gaps(reports)),
                ],
            }
        ],
        "results": [_result(one, indices, compared=compared) for one in found],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _driver(tool_version: str, rules: Sequence[Json]) -> Json:
    return {"name": "jixiao", "version": tool_version, "language": "zh-CN", "rules": rules}


def _rule(rule: Rule) -> Json:
    page = rule_page(rule.code)
    help_ = f"{page}\n## 依据\n\n{basis_of(rule)}\n"
    about = section(page, "检查什么") or rule.title
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": about},
        "help": {"text": help_, "markdown": help_},
        "defaultConfiguration": {"level": _LEVELS.get(rule.level, "none"), "enabled": not rule.preview},
        "properties": {
            "tags": ["绩效目标", rule.dimension],
            "precision": _PRECISION[rule.certainty],
            "certainty": rule.certainty,
            "dimension": rule.dimension,
            "owner": rule.owner,
            "basis": basis_of(rule),
            "fix": FIX_WORDS[rule.fix],
        },
    }


def _fault(code: str) -> Json:
    name, level = FAULTS[code]
    page = fault_pages()[code]
    return {
        "id": code,
        "name": name,
        "shortDescription": {"text": page.title},
        "fullDescription": {"text": page.text},
        "help": {"text": page.text, "markdown": page.text},
        "defaultConfiguration": {"level": _LEVELS[level]},
        "properties": {"tags": ["读取和书写"], "precision": _PRECISION[CERTAIN], "certainty": CERTAIN},
    }


def _notice(row: dict[str, str], level: str, what: str, indices: dict[str, int]) -> Json:
    code = row["code"]
    notice: Json = {"level": level, "message": {"text": f"{code} {what}：{row['reason']}"}}
    if row["file"]:
        notice["locations"] = [{"physicalLocation": {"artifactLocation": artifact(row["file"])}}]
    if code in indices:
        notice["associatedRule"] = {"id": code, "index": indices[code]}
    return notice


def _result(one: Record, indices: dict[str, int], *, compared: bool) -> Json:
    result: Json = {
        "ruleId": one.code,
        "level": _LEVELS[one.level],
        "message": {"text": "\n".join(_message(one))},
        "locations": [_location(one)] if one.file else [],
        "partialFingerprints": {_FINGERPRINT: one.fingerprint},
        "suppressions": list(_suppressions(one)),
    }
    if one.code in indices:
        result["ruleIndex"] = indices[one.code]
    if one.related:
        result["relatedLocations"] = [_related(number, each) for number, each in enumerate(one.related, 1)]
    if compared:  # all results of a run have a state, or none
        result["baselineState"] = "unchanged" if one.inherited else "new"
    said = {"certainty": one.certainty, "dimension": one.dimension, "owner": one.owner, "project": one.project}
    note = one.finding.note if one.finding else ""
    result["properties"] = {key: text for key, text in (*said.items(), ("note", note)) if text}
    return result


def _message(one: Record) -> Iterator[str]:
    yield one.message
    if one.trace:
        yield f"算式：{one.trace}"
    if one.advice:
        yield f"办法：{one.advice}"


def _suppressions(one: Record) -> Iterator[Json]:
    given = one.finding.acceptance if one.finding else None
    if given is not None:
        by = given.handler.text if given.handler else ""
        reason = given.reason.text if given.reason else ""
        yield {
            "kind": "external",
            "status": "accepted",
            "justification": f"{reason}（{by}采纳）" if by else reason,
        }


def artifact(path: str) -> Json:
    """A file of the workspace."""
    return {"uri": quote(path, safe="/"), "uriBaseId": ROOT}


def _location(one: Record) -> Json:
    place: Json = {"artifactLocation": artifact(one.file)}
    if one.span is not None:
        place["region"] = region(one.span)
    location: Json = {"physicalLocation": place}
    if one.path:
        location["logicalLocations"] = [{"fullyQualifiedName": one.path}]
    return location


def _related(number: int, one: Related) -> Json:
    span = sharp(one.span)
    place = {"artifactLocation": artifact(span.source.path), "region": region(span)}
    return {"id": number, "message": {"text": one.message}, "physicalLocation": place}


def region(span: Span) -> Json:
    """A stretch of a file; columns count characters."""
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(span.end)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
