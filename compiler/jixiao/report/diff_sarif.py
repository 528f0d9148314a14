"""A comparison as a SARIF 2.1.0 log."""

import json
from collections.abc import Sequence

from jixiao.diff.records import COSMETIC, CRITICAL, MAJOR, NOTICE, OFF, TO, Change, Comparison, Location
from jixiao.diff.taxonomy import LEVEL_WORDS, Rule, rules
from jixiao.model.review import Acceptance
from jixiao.report.diff_view import Block, reaches, unit_of, view
from jixiao.report.diff_words import acceptance_words, block_title, place_words, repository_path, rule_words
from jixiao.report.sarif import ROOT, SCHEMA, Json, artifact, region
from jixiao.report.terminal import sharp

_LEVELS = {CRITICAL: "error", MAJOR: "warning", NOTICE: "note", COSMETIC: "note", OFF: "none"}
_FINGERPRINT = "jixiao-diff/v1"


def sarif(comparisons: Sequence[Comparison], level: str, tool_version: str) -> str:
    """The log of the changes at or above a level, without a final line end; accepted ones are suppressed."""
    run: Json = {
        "tool": {
            "driver": {
                "name": "jixiao",
                "version": tool_version,
                "language": "zh-CN",
                "rules": [_rule(one) for one in rules().values()],
            }
        },
        "automationDetails": {"id": "jixiao/diff/"},
        "language": "zh-CN",
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "工作文件夹"}}},
        "results": [
            _result(compared, block, change)
            for compared in comparisons
            for block in view(compared).blocks
            for change in block.changes
            if reaches(change, level)
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(rule: Rule) -> Json:
    return {
        "id": rule.name,
        "name": rule.title,
        "shortDescription": {"text": rule.title},
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
        "properties": {"tags": ["绩效目标", "对比"], "severity": LEVEL_WORDS[rule.level]},
    }


def _result(compared: Comparison, block: Block, change: Change) -> Json:
    where = "，".join(part for part in (block_title(block), place_words(change)) if part)
    result: Json = {
        "ruleId": change.rule,
        "ruleIndex": rules()[change.rule].rank,
        "level": _LEVELS[change.severity],
        "message": {"text": f"{rule_words(change)}：{where}\n{change.why}"},
        "partialFingerprints": {_FINGERPRINT: change.fingerprint},
        "suppressions": [_suppression(change.acceptance)] if change.acceptance else [],
        "properties": {
            "severity": LEVEL_WORDS[change.severity],
            "direction": change.direction,
            "department": unit_of(compared),
            "project": block_title(block),
        },
    }
    places = _places(compared, change)
    result["locations"] = places[:1] or [
        {
            "physicalLocation": {
                "artifactLocation": artifact(repository_path(compared.new, compared.new.department.source.path))
            }
        }
    ]
    related = [{**place, "id": number} for number, place in enumerate(places[1:], 1)]
    if related:
        result["relatedLocations"] = related
    return result


def _places(compared: Comparison, change: Change) -> list[Json]:
    """The places of both sides that are in the working folder, the new ones first; old revisions are not."""
    ordered = sorted(change.locations, key=lambda one: one.side != TO)
    return [_location(compared, one, change.path) for one in ordered if one.side == TO or not compared.old.rev]


def _location(compared: Comparison, one: Location, path: str) -> Json:
    span = sharp(one.span)
    side = compared.new if one.side == TO else compared.old
    return {
        "message": {"text": f"{side.year} 年度"},
        "physicalLocation": {
            "artifactLocation": artifact(repository_path(side, span.source.path)),
            "region": region(span),
        },
        "logicalLocations": [{"fullyQualifiedName": path}],
    }


def _suppression(given: Acceptance) -> Json:
    return {"kind": "external", "status": "accepted", "justification": acceptance_words(given)}
