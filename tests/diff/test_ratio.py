"""Our measure of likeness and the library's are one."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from jixiao.diff.ratio import common, fast_common, parts, ratio

TEXTS = st.text(st.sampled_from("县水务局运行维护经费12（）𠮷"), max_size=90)


@given(TEXTS, TEXTS)
def test_both_measures_agree(one: str, other: str) -> None:
    assert common(one, other) == common(other, one) == fast_common()(one, other)


@given(TEXTS, TEXTS)
def test_a_ratio_is_a_share(one: str, other: str) -> None:
    assert 0 <= ratio(one, other) <= 1
    assert (ratio(one, other) == 1) == (one == other != "")
    assert Fraction(*parts(one, other, fast_common())) == ratio(one, other)


def test_known_values() -> None:
    assert common("机关大楼运行", "机关大楼维护运行") == 6
    assert common("", "甲") == 0
    assert ratio("甲乙", "乙甲") == Fraction(1, 2)
