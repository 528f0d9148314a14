"""How texts were reworded: operations that rebuild both sides, mirror and never cut a number; promises in texts."""

import re
import time
import unicodedata
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jixiao.diff.prose import DELETE, EQUAL, INSERT, REPLACE, is_punctuation_only, mirrored, prose_promises, text_ops
from jixiao.diff.tokens import tokens

PIECES = [
    *"保障机关运行的一0123456789.,，。；、（）()≥≤><=%％ \n-~/abcXY①²½㎡．５０",
    "95%以上", "≥90%", "至少4次", "不少于", "280元/人/月", "满意度", "3-5人", "1,200", "2025年", "12月底", "万元", "P0008951", "km", "及以下",
]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))


@st.composite
def reworded(draw: st.DrawFn) -> tuple[str, str]:
    """A text and the same text after some cutting and pasting."""
    text = draw(TEXTS)
    other = text
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(other)))
        end = min(len(other), start + draw(st.integers(0, 6)))
        other = other[:start] + draw(st.sampled_from(["", "", *PIECES])) + other[end:]
    return (text, other) if draw(st.booleans()) else (text, draw(TEXTS))


@settings(max_examples=1500, deadline=None)
@given(reworded())
@example(("甲的乙", "丙的丁"))
@example(("12345", "1234"))
@example(("", ""))
@example(("１２%", "1２%"))
def test_operations_rebuild_both_texts_and_mirror(pair: tuple[str, str]) -> None:
    old, new = pair
    ops = text_ops(old, new)
    assert "".join(op[1] for op in ops) == old
    assert "".join(op[2] for op in ops) == new
    shapes = {EQUAL: (True, True), REPLACE: (True, True), DELETE: (True, False), INSERT: (False, True)}
    for kind, one, other in ops:
        assert (bool(one), bool(other)) == shapes[kind]
        assert (one == other) == (kind == EQUAL)
    assert all((one[0] == EQUAL) != (other[0] == EQUAL) for one, other in pairwise(ops))
    assert text_ops(new, old) == tuple(map(mirrored, ops))
    assert ops == text_ops(old, new)


def boundaries(ops: tuple[tuple[str, str, str], ...], side: int) -> list[int]:
    found = [0]
    for op in ops:
        found.append(found[-1] + len(op[side]))
    return found


@settings(max_examples=1500, deadline=None)
@given(reworded())
@example(("%", "A0%"))
@example(("PM2.5", "PM2.6"))
def test_no_operation_cuts_a_number(pair: tuple[str, str]) -> None:
    ops = text_ops(*pair)
    for side, text in enumerate(pair, 1):
        cuts = boundaries(ops, side)[1:-1]
        for number in re.finditer(r"[≥≤><=]?\d+(?:[.,]\d+)*(?:%|％)?", text):
            assert not any(number.start() < cut < number.end() for cut in cuts)
        at = 0
        for token in tokens(text):
            assert not any(at < cut < at + len(token.text) for cut in cuts)
            at += len(token.text)


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_tokens_join_to_the_text(text: str) -> None:
    found = tokens(text)
    assert "".join(token.text for token in found) == text
    assert all(token.text for token in found)
    for token in found:
        digits = any(unicodedata.category(char) == "Nd" for char in token.folded)
        assert token.number or not digits or token.folded[0].isalpha()


TOKENS = [
    ("满意度≥95%以上，", ["满", "意", "度", "≥95%以上", "，"]),
    ("补助280元/人/月", ["补", "助", "280元/人/月"]),
    ("共1,200.5万元 abc12", ["共", "1,200.5万元", " ", "abc12"]),
    ("3-5人", ["3", "-", "5人"]),
    (">=90％、＜５", [">=90％", "、", "＜５"]),
    ("2025年12月底", ["2025年", "12月", "底"]),
    ("PM2.5降到A95%", ["PM2.5", "降", "到", "A95%"]),
    ("编码13073025P000895100013", ["编", "码", "13073025", "P000895100013"]),
    ("5km及10个百分点", ["5km", "及", "10个百分点"]),
]


@pytest.mark.parametrize(("text", "pieces"), TOKENS, ids=[one[0] for one in TOKENS])
def test_tokens(text: str, pieces: list[str]) -> None:
    assert [token.text for token in tokens(text)] == pieces


OPS = [
    ("保障机关大楼运行。", "保障机关办公大楼运行。", [("equal", "保障机关"), ("insert", "办公"), ("equal", "大楼运行。")]),
    ("满意度达到95%以上", "满意度达到90%以上", [("equal", "满意度达到"), ("replace", "95%以上>90%以上")]),
    # One shared hanzi between changes of four characters is no island.
    ("全年确保机关运转安全平稳有序", "全年确保机关服务安平高效有序",
     [("equal", "全年确保机关"), ("replace", "运转安全平稳>服务安平高效"), ("equal", "有序")]),
    # Hardly anything stayed.
    ("开展农村饮水安全工程建设", "做好公务用车的全面保障", [("replace", "开展农村饮水安全工程建设>做好公务用车的全面保障")]),
    # Only added to, however much.
    ("保障运行", "保障运行。完善机关食堂设备设施，提高后勤服务水平。", [("equal", "保障运行"), ("insert", "。完善机关食堂设备设施，提高后勤服务水平。")]),
    # A moved sentence is taken out and put in.
    ("维修公寓屋顶。更换水泵。", "更换水泵。维修公寓屋顶。",
     [("insert", "更换水泵。"), ("equal", "维修公寓屋顶"), ("delete", "。更换水泵"), ("equal", "。")]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "wanted"), OPS, ids=[one[0] for one in OPS])
def test_operations(old: str, new: str, wanted: list[tuple[str, str]]) -> None:
    shown = [
        (kind, one if kind in {EQUAL, DELETE} else other if kind == INSERT else f"{one}>{other}")
        for kind, one, other in text_ops(old, new)
    ]
    assert shown == wanted


def test_long_texts_take_no_time() -> None:
    old, new = "保障" * 3000 + "甲", "障保" * 3000 + "乙"
    started = time.process_time()
    ops = text_ops(old, new)
    assert time.process_time() - started < 2
    assert "".join(op[2] for op in ops) == new
    assert text_ops(new, old) == tuple(map(mirrored, ops))


PUNCTUATION = [
    ("保障运行，提高水平。", "保障运行；提高水平", True),
    ("保障 运行", "保障运行", True),
    ("（一）保障", "一、保障", True),
    ("共1,200元", "共1200元", True),
    ("满意度95％", "满意度95%", True),
    ("满意度95%", "满意度95", False),
    ("共1.5万元", "共15万元", False),
    ("共1,5万元", "共15万元", False),
    ("3-5人", "35人", False),
    ("3-5人", "3、5人", False),
    ("3—5人", "3～5人", True),
    ("人均≥3次", "人均≤3次", False),
    ("保障运行", "保障运转", False),
    ("保障运行", "保障运行", False),
]


@pytest.mark.parametrize(("old", "new", "only"), PUNCTUATION, ids=["-".join(one[:2]) for one in PUNCTUATION])
def test_punctuation_only(old: str, new: str, *, only: bool) -> None:
    assert is_punctuation_only(old, new) is only
    assert is_punctuation_only(new, old) is only


def test_promises_in_texts() -> None:
    old = "确保群众满意度达到95%以上，公厕保洁覆盖率100%；全年巡查至少4次，检测次数不少于12次。培训人数300人"
    new = "公厕保洁覆盖率≥98%，提高群众满意度达到95%以上；全年巡查至少6次。办结率不低于90%，培训人数200人"
    found = prose_promises(old, new, (2024, 2025), (Decimal(5), Decimal(6)))
    assert [(one.name, one.before, one.after, one.verdict.rule) for one in found.moved] == [
        ("公厕保洁覆盖率", "100%", "≥98%", "target-loosened"), ("巡查", "至少4次", "至少6次", "target-tightened"),
    ]  # fmt: skip
    assert found.gone == ("检测次数不少于12次",)
    assert found.came == ("办结率不低于90%",)


def test_promises_of_one_name_pair_in_order() -> None:
    found = prose_promises("合格率≥90%，二次合格率≥95%，合格率≥80%", "合格率≥90%，合格率≥70%")
    assert [(one.before, one.after) for one in found.moved] == [("≥80%", "≥70%")]
    assert found.gone == ("二次合格率≥95%",)


@settings(max_examples=300, deadline=None)
@given(reworded())
def test_promises_mirror(pair: tuple[str, str]) -> None:
    found, back = prose_promises(*pair), prose_promises(*pair[::-1])
    assert (found.came, found.gone) == (back.gone, back.came) or sorted(found.came) == sorted(back.gone)
    opposite = {"target-loosened": "target-tightened", "target-tightened": "target-loosened"}
    one = sorted((each.name, each.before, each.after, each.verdict.rule) for each in found.moved)
    two = sorted((each.name, each.after, each.before, opposite.get(each.verdict.rule, "")) for each in back.moved)
    assert [each[1:] for each in one] == [each[1:] for each in two]
