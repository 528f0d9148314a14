"""The JSON of a comparison: its schema, its order, its bytes."""

import json
from typing import Any

import pytest

from jixiao.diff.records import SEVERITIES
from jixiao.diff.taxonomy import rules
from jixiao.report.diff_json import diff_json, diff_schema

TOOL = "0.1.0"
#: What diff.md §12 asks of each record.
REQUIRED = {
    "": "schema_version tool rules_digest from to summary matches edits changes",
    "summary": "projects budget_wan by_severity by_rule acknowledged",
    "matches": "id old new how score confidence",
    "edits": "id match op path before after",
    "change": "rule rule_zh severity direction match path before after edits fingerprint locations",
    "project": "code name file",
    "side": "label year stage rev digest",
}


def read(*found: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in diff_json(found, TOOL).split("\n")]


def strict(schema: Any) -> Any:
    """The schema with every key that it does not name forbidden."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: strict(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and "type" in schema:
        closed["additionalProperties"] = False
    return closed


def test_it_holds_its_schema_and_the_schema_names_everything(comparing: Any, samples: list[Any]) -> None:
    from jsonschema import Draft202012Validator

    schema = json.loads(diff_schema())
    Draft202012Validator.check_schema(schema)
    for one in read(comparing.full(), comparing.full(rev="3f1c2ab"), comparing.nothing(), *samples):
        Draft202012Validator(schema).validate(one)
        Draft202012Validator(strict(schema)).validate(one)


@pytest.mark.parametrize("name", REQUIRED)
def test_the_schema_asks_for_what_the_format_promises(name: str) -> None:
    schema = json.loads(diff_schema())
    defined = {"": schema, **schema["properties"], **schema["$defs"]}[name]
    assert set((defined.get("items") or defined)["required"]) >= set(REQUIRED[name].split())


def test_the_schema_is_in_chinese() -> None:
    schema = json.loads(diff_schema())

    def missing(node: Any, path: str) -> list[str]:
        if not isinstance(node, dict):
            return []
        bad = []
        for key, one in node.get("properties", {}).items():
            text = one.get("description", "")
            if "$ref" not in one and not any("\u4e00" <= char <= "\u9fff" for char in text):
                bad.append(f"{path}/{key}")
            bad += missing(one, f"{path}/{key}") + missing(one.get("items"), f"{path}/{key}")
        for key, one in node.get("$defs", {}).items():
            bad += missing(one, key)
        return bad

    assert schema["$id"] == "jixiao-diff/1"
    assert missing(schema, "") == []


def test_the_same_bytes(comparing: Any) -> None:
    assert diff_json([comparing.full()], TOOL) == diff_json([comparing.full()], TOOL)


def test_one_line_for_each_department(comparing: Any) -> None:
    breaks = comparing.wide(1, "甲\n乙\u2028丙\u2029丁\x85戊\r\n己")
    text = diff_json([breaks, comparing.full()], TOOL)
    assert len(text.splitlines()) == 2
    assert json.loads(text.splitlines()[0])["changes"][0]["before"] == "甲\n乙\u2028丙\u2029丁\x85戊\r\n己"
    assert diff_json([], TOOL) == ""


def test_records_are_ordered_by_project(comparing: Any) -> None:
    one = comparing.full()
    mixed = one._replace(changes=one.changes[::-1], edits=one.edits[::-1])
    ranks = ["document", *(match.id for match in one.matches)]
    for key in ("changes", "edits"):
        places = [ranks.index(each["match"]) for each in read(mixed)[0][key]]
        assert places == sorted(places)
    assert [each["id"] for each in read(one)[0]["matches"]] == ranks[1:]


def test_numbers_add_up(comparing: Any, samples: list[Any]) -> None:
    for content in read(comparing.full(), *samples):
        counts = content["summary"]["projects"]
        assert counts["old"] == sum(counts[key] for key in ("matched", "uncertain", "dropped", "merged_from", "split"))
        assert counts["new"] == sum(counts[key] for key in ("matched", "uncertain", "added", "merged", "split_into"))
        counted = [one for one in content["changes"] if not one["provisional"]]
        levels = {level: sum(one["severity"] == level for one in counted) for level in SEVERITIES}
        assert content["summary"]["by_severity"] == levels
        assert sum(content["summary"]["by_rule"].values()) == len(counted)
        assert content["summary"]["acknowledged"] == sum(one["ack"] is not None for one in counted)


def test_an_acceptance_changes_only_itself(comparing: Any) -> None:
    one = comparing.full()
    bare = one._replace(changes=tuple(each._replace(acceptance=None) for each in one.changes))
    with_, without = read(one)[0], read(bare)[0]
    assert with_["summary"].pop("acknowledged") == 1
    assert without["summary"].pop("acknowledged") == 0
    for each in with_["changes"]:
        each["ack"] = None
    assert with_ == without


def test_what_a_change_says(comparing: Any) -> None:
    content = read(comparing.full(rev="3f1c2ab"))[0]
    one = next(each for each in content["changes"] if each["rule"] == "target-loosened")
    assert one["rule_zh"] == rules()["target-loosened"].title == "要求降低"
    assert one["parsed"] == {"before": "ge:97/100:ratio", "after": "ge:93/100:ratio"}
    assert one["indicator"] == {"level2": "质量指标", "name": "水质达标率"}
    assert one["locations"][1]["line"] == 8
    assert one["locations"][1]["column"] == 12
    assert content["from"]["rev"] == "3f1c2ab"
    assert content["summary"]["budget_wan"] == {"before": "217.50", "after": "229.00", "delta": "11.50"}
    assert content["stale_acks"][0]["why_zh"] == "已于 2025-12-31 到期"
    assert content["matches"][2]["runner_up"] == {"name": "水库巡查", "score": 0.21}


def test_keys_of_raw_records_have_one_order(comparing: Any) -> None:
    one = comparing.full()
    other = one.edits[-2]._replace(after={"绩效指标": {"质量指标": [{"名称": "甲"}]}, "项目名称": "智慧水利平台"})
    assert diff_json([one], TOOL) == diff_json([one._replace(edits=(*one.edits[:-2], other, one.edits[-1]))], TOOL)
