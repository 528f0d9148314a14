"""Every rule of comparing in a case that reads like an office note, and the door's own duties."""

from typing import Any

import pytest
from tests.diff.bench_of_pairs import Case, cases, rules_of

from jixiao.diff.fingerprints import Identity, fingerprint, fingerprints
from jixiao.diff.records import DOCUMENT, SEVERITIES, Change
from jixiao.diff.taxonomy import LEVEL_WORDS, rules, setting_faults

FIELDS = {
    "规则": "rule",
    "路径": "path",
    "前": "before",
    "后": "after",
    "方向": "direction",
    "差": "delta",
    "依据": "basis",
    "值": "parsed",
    "指纹": "fingerprint",
    "级别": "severity",
    "类": "level2",
    "名": "name",
    "操作": "text_ops",
}


def shown(change: Change, key: str) -> Any:
    """A field of a change as a case writes it."""
    special = {
        "引用": lambda: str(len(change.edits)),
        "位置": lambda: str(len(change.locations)),
        "并入": lambda: str(bool(change.possible_merge_into)).lower(),
        "比": lambda: "null" if change.percent is None else str(change.percent),
    }
    value = special[key]() if key in special else getattr(change, FIELDS[key])
    return "null" if value is None else listed(value)


def listed(value: Any) -> Any:
    return [listed(one) for one in value] if isinstance(value, tuple) else value


def fits(change: Change, wanted: dict[str, Any]) -> bool:
    said = wanted.get("说", "")
    return said in change.why and all(shown(change, key) == value for key, value in wanted.items() if key != "说")


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_case(case: Case) -> None:
    found = case.found
    assert rules_of(found.changes) == sorted(case.said["规则"]), "\n".join(one.why for one in found.changes)
    for wanted in case.said.get("记录", []):
        of_rule = [one for one in found.changes if one.rule == wanted["规则"]]
        told = [{key: shown(one, key) for key in wanted if key != "说"} | {"说": one.why} for one in of_rule]
        assert any(fits(one, wanted) for one in of_rule), told


def test_every_rule_has_a_case() -> None:
    fired = {rule.removesuffix("?") for case in cases() for rule in case.said["规则"]}
    assert set(rules()) == fired


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_every_record_is_whole(case: Case) -> None:
    found = case.found
    ids = {one.id for one in found.matches} | {DOCUMENT}
    for one in found.changes:
        assert one.rule in rules()
        assert one.severity in SEVERITIES
        assert one.match in ids
        assert one.path
        assert one.locations
        assert one.why
        assert "\n" not in one.why
        assert len(one.fingerprint) == 12
        assert "".join(old for _, old, _ in one.text_ops) in {"", one.before}
        assert "".join(new for _, _, new in one.text_ops) in {"", one.after}
    assert len({one.fingerprint for one in found.changes}) == len(found.changes)


def test_rules_are_named_in_chinese() -> None:
    for one in rules().values():
        assert one.level in SEVERITIES
        assert one.title
        assert not one.title.isascii()
    assert set(LEVEL_WORDS) == {*SEVERITIES, "off"}


def test_settings_for_rules_that_do_not_exist() -> None:
    faults = setting_faults({"target-looosened": "major", "stale-year": "off"})
    assert [one.code for one in faults] == ["JX042"]
    assert "target-looosened" in faults[0].message
    assert "target-loosened" in faults[0].hint


VECTOR = Identity(
    "target-loosened",
    "农村饮水安全巩固提升工程",
    "县水务服务中心",
    "质量指标/水质达标率",
    "ge:97/100:ratio",
    "ge:93/100:ratio",
)


def test_the_vector_of_the_specification() -> None:
    assert fingerprint(VECTOR) == "0e468fc5cfe4"


def test_what_collides_takes_the_code_in() -> None:
    one, other, third = VECTOR._replace(code="P1"), VECTOR._replace(code="P2"), VECTOR._replace(core="别的工程")
    found = fingerprints([one, other, third])
    assert len(set(found)) == 3
    assert "0e468fc5cfe4" not in found
    assert found[2] == fingerprint(third)
    assert found == (fingerprint(one, "P1"), fingerprint(other, "P2"), fingerprint(third))


def test_what_not_even_the_code_tells_apart_is_numbered() -> None:
    one = VECTOR._replace(code="P1")
    assert len(set(fingerprints([one, one, one]))) == 3
