"""采纳 for changes: which hold, and why the others do not."""

from datetime import date

import pytest
from tests.diff.bench_of_pairs import TODAY, cases

from jixiao.diagnostics import SourceText, Span
from jixiao.diff.acknowledge import acknowledge, stubs
from jixiao.diff.records import Change
from jixiao.model.document import Text
from jixiao.model.review import Acceptance

PRINT = "0e468fc5cfe4"
NOWHERE = Span(SourceText("审核.yaml", ""), 0, 0)


@pytest.fixture(scope="module")
def changes() -> tuple[Change, ...]:
    """The one change of the case with the fingerprint of the specification."""
    case = next(one for one in cases() if PRINT in str(one.said.get("记录")))
    return case.found.changes


def entry(**said: str) -> Acceptance:
    whole = {"rule": "target-loosened", "fingerprint": PRINT, "reason": "检测口径扩大", "handler": "李某"} | said
    return Acceptance(NOWHERE, **{key: Text(text, NOWHERE) for key, text in whole.items() if text})


def test_an_acceptance_holds(changes: tuple[Change, ...]) -> None:
    one = entry(until="2025-01-06", document="某财绩〔2025〕2号")
    found, stale = acknowledge(changes, [one], TODAY)
    assert [change.acceptance for change in found] == [one]
    assert stale == ()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"until": "2025-01-05"}, "已于 2025-01-05 到期"),
        ({"reason": ""}, "没有写“理由”"),
        ({"handler": ""}, "没有写“经办”"),
        ({"rule": ""}, "没有写“规则”"),
        ({"fingerprint": ""}, "没有写“指纹”"),
        ({"rule": "target-tightened"}, "规则写的是“target-tightened”，这个指纹是“target-loosened”（要求降低）"),
        ({"rule": "JX203"}, "规则写的是“jx203”，这个指纹是“target-loosened”（要求降低）"),
        ({"fingerprint": "0" * 12}, "没有这个指纹的变动"),
        ({"rule": "dequantified", "fingerprint": "0" * 12}, "没有这个指纹的变动"),
        ({"rule": "target-loosen", "fingerprint": "0" * 12}, "没有“target-loosen”这条规则"),
    ],
)
def test_why_an_acceptance_does_not_hold(changes: tuple[Change, ...], said: dict[str, str], why: str) -> None:
    found, stale = acknowledge(changes, [entry(**said)], TODAY)
    assert found == changes
    assert [reason.startswith(why) for _, reason in stale] == [True], stale


def test_findings_of_the_checker_are_left_to_it(changes: tuple[Change, ...]) -> None:
    others = [entry(rule="JX205", fingerprint="f" * 12), entry(rule="JX205", fingerprint="", place="资金"), entry(rule="", fingerprint="f" * 12)]
    assert acknowledge(changes, others, TODAY) == (changes, ())


def test_an_expired_entry_makes_room_for_a_new_one(changes: tuple[Change, ...]) -> None:
    old, new = entry(until="2024-12-31"), entry(reason="重新审核过")
    found, stale = acknowledge(changes, [old, new, new], date(2025, 1, 6))
    assert found[0].acceptance == new
    assert [reason[:2] for _, reason in stale] == ["已于", "同一"]


def test_stubs_for_what_is_open(changes: tuple[Change, ...]) -> None:
    (line,) = stubs(changes)
    assert line.startswith(f"- {{指纹: '{PRINT}', 规则: target-loosened, 理由: , 经办: }}")
    accepted, _ = acknowledge(changes, [entry()], TODAY)
    assert list(stubs(accepted)) == []
