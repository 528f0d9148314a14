"""测算: what an author declares, multiplied exactly."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.model.quantity import Refusal
from jixiao.model.quantity.costing import Costing, parse_costing

#: Line, product and tolerance in 万元, unit price, stated result. The first four are the samples' (domain.md §9, 8 to 11).
COSTINGS = [
    ("2637人 × 280元/人/月 × 12月", "886.032", "1.5822", "280元/人/月", None),
    ("10人 × 4.39万元/人/年", "43.9", "0.05", "4.39万元/人/年", None),
    ("25598平方米 × 23.44元/平方米", "60.001712", "0.012799", "23.44元/平方米", None),
    ("16人 × 2471元/人/月 × 12月", "47.4432", "0.0096", "2471元/人/月", None),
    ("2637人*280元/人/月x12个月=886.032万元", "886.032", "1.5822", "280元/人/月", "886.032"),
    ("２６３７人×２８０元/人/月×１２月＝８８６０３２０元", "886.032", "1.5822", "２８０元/人/月", "886.032"),
    ("10人X500元X3次", "1.5", "0.0015", "500元", None),
    ("500元 ✕ 10", "0.5", "0.0005", "500元", None),
    ("1.5万人 × 20元/人", "30", "0.75", "20元/人", None),
    ("100万元 × 30%", "30", "0.15", "100万元", None),
    ("886万元", "886", "0", "886万元", None),
    ("就餐补助：10人 × 300元/人/月 × 12月；", "3.6", "0.006", "300元/人/月", None),
    ("2024年维护费：2座 × 1.50万元/座", "3", "0.01", "1.50万元/座", None),
    ("280元/人/月 × 10人 × 12", "3.36", "0.006", "280元/人/月", None),
    ("3000元/季 × 4个季度", "1.2", "0.0002", "3000元/季", None),
    ("2km × 3.25万元/km", "6.5", "0.01", "3.25万元/km", None),
    ("5箱×120元/箱", "0.06", "0.00025", "120元/箱", None),
    ("0.05亿元 × 2", "1000", "100", "0.05亿元", None),
]


@pytest.mark.parametrize(
    ("text", "product", "tolerance", "price", "stated"), COSTINGS, ids=[one[0] for one in COSTINGS]
)
def test_costing(text: str, product: str, tolerance: str, price: str, stated: str | None) -> None:
    costing = parse_costing(text)
    assert isinstance(costing, Costing), costing
    assert (costing.product, costing.tolerance) == (Decimal(product), Decimal(tolerance))
    assert text[costing.unit_price.start : costing.unit_price.end] == price == costing.unit_price.value.raw
    assert costing.stated == (None if stated is None else Decimal(stated))
    assert [factor.money for factor in costing.factors].count(True) == 1
    assert all(text[factor.start : factor.end] == factor.value.raw for factor in costing.factors)


#: Line, what is wrong, what to do.
REFUSED = [
    ("10人 × 5次", "没有单价", "带“元”或“万元”的单价"),
    ("10元 × 5元", "有 2 个金额", "只能有一个"),
    ("2637人 × 280元/人/月", "按月计，测算里没有写几个月", "2637人 × 280元/人/月 × 12月"),
    ("10人 × 900元/人/季", "按季度计", "× 12个季度"),
    ("10人 × 300元/人 + 5人 × 200元/人", "“300元/人 + 5人”不是一个数", "分行写"),
    ("（10人+5人）× 300元", "不是一个数", "分行写"),
    ("10人 × 约300元", "不是确定的数", "只写确定的数"),
    ("10人以上 × 300元", "不是确定的数", "只写确定的数"),
    ("10-20人 × 300元", "不是一个数", "分行写"),
    ("-10人 × 300元", "是负数", "不能为负"),
    ("十人 × 300元", "读不出", "阿拉伯数字"),
    ("10人 × × 300元", "一边没有数字", "请写成"),
    ("", "一边没有数字", "请写成"),
    ("10人 × 300元 = 3000", "不是金额", "带单位"),
    ("10人 × 300元 = 2元 = 3元", "不是金额", "带单位"),
    ("10人 × 300元 =", "不是金额", "也可以不写"),
    ("按实际人数计算", "读不出", "例如"),
    ("10人 × 2024年 × 3元", "读不出", "例如"),
]


@pytest.mark.parametrize(("text", "message", "hint"), REFUSED, ids=[one[0] or "nothing" for one in REFUSED])
def test_refused(text: str, message: str, hint: str) -> None:
    refusal = parse_costing(text)
    assert isinstance(refusal, Refusal), refusal
    assert message in refusal.message
    assert hint in refusal.hint


@settings(deadline=None)
@given(st.integers(1, 10**6), st.decimals(0, 10**6, places=2), st.integers(1, 12))
def test_the_product_is_exact(count: int, price: Decimal, months: int) -> None:
    costing = parse_costing(f"{count}人×{price}元/人/月×{months}月")
    assert isinstance(costing, Costing)
    assert costing.product * 10000 == count * price * months
    assert costing.tolerance * 10000 == count * months * Decimal("0.005")


PIECES = [*"0123456789.×*xX=＝+（）%：；人元月次年 ", "万元", "/人", "12月", "280元/人/月", "约", "以上"]


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=16).map("".join)))
def test_any_line_is_a_costing_or_a_refusal(text: str) -> None:
    costing = parse_costing(text)
    if isinstance(costing, Refusal):
        assert costing.message
        assert costing.hint
    else:
        assert [text[one.start : one.end] for one in costing.factors] == [one.value.raw for one in costing.factors]
