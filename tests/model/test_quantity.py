"""Amounts, shares, years and dates as typed."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.model.mending import amount_in
from jixiao.model.quantity import (
    Amount,
    Refusal,
    decimals,
    in_unit,
    narrow,
    pad,
    parse_amount,
    parse_date,
    parse_share,
    parse_year,
)

AMOUNTS = [
    # typed, unit of the form, value in 万元, digits, unit they count, printed in 万元, printed in 元
    ("886", "万元", "886", "886", "万元", "886", "8860000"),
    ("43.3800", "万元", "43.3800", "43.3800", "万元", "43.3800", "433800"),
    ("600.00", "万元", "600", "600.00", "万元", "600.00", "6000000"),
    ("1,200.50", "万元", "1200.50", "1,200.50", "万元", "1,200.50", "12005000"),
    ("1,234,567", "元", "123.4567", "1,234,567", "元", "123.4567", "1,234,567"),
    ("60万元", "万元", "60", "60", "万元", "60", "600000"),
    ("60 万元", "元", "60", "60", "万元", "60", "600000"),
    ("600000元", "万元", "60", "600000", "元", "60", "600000"),
    ("1元", "万元", "0.0001", "1", "元", "0.0001", "1"),
    ("0.01元", "元", "0.000001", "0.01", "元", "0.000001", "0.01"),
    ("0", "万元", "0", "0", "万元", "0", "0"),
    ("0元", "万元", "0", "0", "元", "0", "0"),
    ("007", "万元", "7", "007", "万元", "007", "70000"),
    ("99999999999999999999.99", "万元", "99999999999999999999.99", "99999999999999999999.99", "万元", "99999999999999999999.99", "999999999999999999999900"),
]


@pytest.mark.parametrize(("text", "unit", "value", "digits", "counted", "wan", "yuan"), AMOUNTS, ids=[one[0] for one in AMOUNTS])
def test_amount(  # noqa: PLR0917 - one row of the table
    text: str, unit: str, value: str, digits: str, counted: str, wan: str, yuan: str
) -> None:
    amount = parse_amount(text, unit)
    assert isinstance(amount, Amount)
    assert (amount.value, amount.digits, amount.unit) == (Decimal(value), digits, counted)
    assert (in_unit(amount, "万元"), in_unit(amount, "元")) == (wan, yuan)


REFUSED_AMOUNTS = [
    ("-", "没有金额请留空"), ("—", "留空"), ("——", "留空"), ("/", "留空"), ("无", "留空"), ("\\", "留空"),
    ("-5", "是负数"), ("－5", "是负数"), ("−5.5", "是负数"),
    ("８８６", "请改成半角：886"), ("1，200", "请改成半角：1,200"), ("６０万元", "请改成半角：60万元"),
    ("1 200", "请改成：1200"), ("60  万元", "请改成：60万元"),
    ("", "不是金额"), ("万元", "不是金额"), ("6亿元", "不是金额"), ("1e3", "不是金额"), ("1.", "不是金额"),
    (".5", "不是金额"), ("1.2.3", "不是金额"), ("+5", "不是金额"), ("约60", "不是金额"), ("NaN", "不是金额"), ("Infinity", "不是金额"),
    ("1_000", "不是金额"), ("٣", "不是金额"), ("三十", "阿拉伯数字"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "says"), REFUSED_AMOUNTS, ids=[one[0] or "blank" for one in REFUSED_AMOUNTS])
def test_refused_amount(text: str, says: str) -> None:
    refusal = parse_amount(text, "万元")
    assert isinstance(refusal, Refusal)
    assert says in refusal.message + refusal.hint
    assert refusal.hint


MENDED_AMOUNTS = [
    ("60万", "60万元"), ("99.00 万", "99.00万元"), ("99。00", "99.00"), ("99．00", "99.00"), ("99.00（万元）", "99.00万元"), ("99.00(元)", "99.00元"),
    ("¥99.00万元", "99.00万元"), ("60万元整", "60万元"), ("99.00元整", "99.00元"), ("人民币99万元", "99万元"),
    ("99.OO", "99.00"), ("6o", "60"), ("99. 00", "99.00"), ("600, 000", "600,000"), ("1 200 000", "1200000"), ("99.00。", "99.00"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "mended"), MENDED_AMOUNTS)
def test_obvious_amount(text: str, mended: str) -> None:
    refusal = parse_amount(text, "万元")
    assert isinstance(refusal, Refusal)
    assert refusal.hint.split("\n")[0].partition("：")[2] == mended
    assert amount_in(text, "万元") == mended


#: A comma that is a decimal point to one person and a thousands separator to the other: both are shown, never one.
TWO_AMOUNTS = [
    ("600,00 万元", "600.00万元", "60,000万元"), ("600，00", "600.00", "60,000"), ("99，00", "99.00", "9,900"), ("4,17", "4.17", "417"),
    ("1,20", "1.20", "120"), ("1,5万", "1.5万元", "15万元"), ("１２，３４", "12.34", "1,234"), ("0,5", "0.5", "5"), ("1,2345", "1.2345", "12,345"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "point", "thousands"), TWO_AMOUNTS)
def test_doubtful_comma(text: str, point: str, thousands: str) -> None:
    refusal = parse_amount(text, "万元")
    assert isinstance(refusal, Refusal)
    assert f"是小数点请写“{point}”，是千分号请写“{thousands}”" in refusal.hint
    assert "请改成" not in refusal.hint
    assert amount_in(text, "万元") == ""


@pytest.mark.parametrize("text", ["12,34,567", "1,200,00", "600 00", "1.234,56", "1,2345.00", "5,"])
def test_amount_without_an_answer(text: str) -> None:
    refusal = parse_amount(text, "万元")
    assert isinstance(refusal, Refusal)
    assert "请对照原件核对" in refusal.hint
    assert amount_in(text, "万元") == ""


def test_sign_of_money_says_what_is_counted() -> None:
    assert parse_amount("￥99.00", "万元") == Refusal(
        "金额“￥99.00”前面不写“￥”", "请改成：99.00\n这里的金额以万元计；如果是 99.00 元，要写：99.00元"
    )


@settings(deadline=None)
@given(st.text(alphabet="0123456789,. ，．。万元整Oo￥（）", max_size=10))
def test_advice_on_an_amount_is_good(text: str) -> None:
    """Whoever types what the hint proposes is not refused again, and a proposal keeps the digits and loses no point."""
    refusal = parse_amount(text, "万元")
    proposal = amount_in(text, "万元")
    if isinstance(refusal, Refusal) and proposal:
        assert isinstance(parse_amount(proposal, "万元"), Amount)
        digits = [one for one in narrow(text).replace("O", "0").replace("o", "0") if one.isdigit()]
        assert [one for one in proposal if one.isdigit()] == digits
        assert ("." in proposal) == any(one in text for one in ".．。")  or text.endswith("。")


@settings(deadline=None)
@given(st.decimals(min_value=0, max_value=10**12, places=4, allow_nan=False), st.sampled_from(["万元", "元"]))
def test_converting_is_exact(number: Decimal, unit: str) -> None:
    amount = parse_amount(f"{number:f}{unit}", "万元")
    assert isinstance(amount, Amount)
    other = "元" if unit == "万元" else "万元"
    back = parse_amount(in_unit(amount, other) + other, unit)
    assert isinstance(back, Amount)
    assert back.value == amount.value
    assert "E" not in in_unit(amount, other)


@settings(deadline=None)
@given(st.text(max_size=12))
def test_amounts_never_raise(text: str) -> None:
    read = parse_amount(text, "元")
    assert isinstance(read, Refusal) or read.digits in text
    for parse in (parse_share, parse_year, parse_date):
        parse(text)


@pytest.mark.parametrize(
    ("digits", "places", "padded"),
    [("886", 2, "886.00"), ("43.3", 2, "43.30"), ("43.38", 2, "43.38"), ("1,200", 2, "1,200.00"), ("7", 0, "7"), ("43.3800", 2, "43.3800")],
)
def test_pad(digits: str, places: int, padded: str) -> None:
    assert pad(digits, places) == padded


@settings(deadline=None)
@given(st.from_regex(r"[0-9]{1,5}(\.[0-9]{1,4})?", fullmatch=True), st.integers(0, 6))
def test_padding_changes_no_value(digits: str, places: int) -> None:
    padded = pad(digits, places)
    assert Decimal(padded) == Decimal(digits)
    assert padded.startswith(digits)
    assert decimals(padded) == max(places, decimals(digits))


@pytest.mark.parametrize(
    ("text", "value"), [("24%", "24"), ("24", "24"), ("24.5%", "24.5"), ("0%", "0"), ("100 %", "100"), ("120%", "120")]
)
def test_share(text: str, value: str) -> None:
    assert parse_share(text) == Decimal(value)


@pytest.mark.parametrize(("text", "says"), [("２４％", "24%"), ("24％", "24%"), ("二成", "不是百分数"), ("-5%", "不是百分数"), ("50元", "不是百分数"), ("", "不是百分数")])
def test_refused_share(text: str, says: str) -> None:
    refusal = parse_share(text)
    assert isinstance(refusal, Refusal)
    assert says in refusal.message + refusal.hint


def test_year() -> None:
    assert parse_year("2025") == 2025
    assert parse_year("1999") == 1999
    for text, says in (("2025年", "2025"), ("2025年度", "2025"), ("２０２５", "2025"), ("25", "四位数字"), ("3025", "四位数字"), ("二〇二五", "2025"), ("二零二五年度", "2025"), ("", "四位")):
        refusal = parse_year(text)
        assert isinstance(refusal, Refusal)
        assert says in refusal.hint


def test_date() -> None:
    assert parse_date("2024-02-29") == (2024, 2, 29)
    for text, says in (
        ("2025-02-29", "核对"), ("2025-13-01", "核对"), ("2025-00-10", "核对"), ("2025-01-32", "核对"), ("0000-01-01", "核对"),
        ("2025-1-2", "2025-01-02"), ("2025/1/20", "2025-01-20"), ("2025年1月20日", "2025-01-20"), ("２０２５-01-20", "2025-01-20"),
        ("20250120", "2025-01-20"), ("2025年01月20日", "2025-01-20"), ("2025.1.20", "2025-01-20"), ("二〇二五年十二月三十一日", "2025-12-31"),
        ("2025.13.45", "核对"), ("20250230", "核对"), ("20/1/2025", "年-月-日"), ("", "年-月-日"), ("2025-01-20 08:00", "年-月-日"),
    ):  # fmt: skip
        refusal = parse_date(text)
        assert isinstance(refusal, Refusal), text
        assert says in refusal.hint, text


@pytest.mark.parametrize("text", ["2025年01月", "2025年1月份", "2025-01", "2025.1", "二〇二五年一月", "一月二十日", ""])
def test_no_date_to_copy(text: str) -> None:
    """A sample date in a hint would be copied as it stands."""
    refusal = parse_date(text)
    assert isinstance(refusal, Refusal)
    assert not [char for char in refusal.hint if char.isdigit()]
    assert ("补上日" in refusal.hint) == text.startswith(("2", "二"))
