"""Laws of the value grammar, and what its records say."""

import os
import subprocess
import sys
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from jixiao.model.lexicon import measures, polarity_words, units, value_words
from jixiao.model.names import plain
from jixiao.model.quantity.folding import fold, fold_each
from jixiao.model.quantity.records import Date
from jixiao.model.quantity.units import known
from jixiao.model.quantity.value import (
    BLANK,
    BUDGET,
    DATE,
    EQ,
    GE,
    GT,
    LE,
    LT,
    NONE,
    NUMBER,
    RANGE,
    TEXT,
    Unit,
    Value,
    canon,
    parse_value,
    spell,
)

# --- laws on any text -------------------------------------------------------------------------------------------------

PIECES = [
    *"0123456789.,，%％‰≥≤<>＞＝=-~～—±¥年月日底末前内万亿元人次个栋至到约余多×x*()（）①²½㎡℃、且；\n \u3000",
    "2024年", "12月", "31日", "2024-12-31", "百分比", "百分之", "万元/人/年", "每人每月", "每年", "左右", "及以上", "以内", "控制在", "预算", "预算数",
    "不少于", "大于等于", "达到", "完成", "(含)", "工作日", "个百分点", "办公楼", "小时", "分钟", "之间", "百万", "平米", "/月", "·",
]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(PIECES), max_size=9).map("".join))


@settings(max_examples=600, deadline=None)
@given(TEXTS)
@example("±5%以内")
@example("5公顷-1顷")
@example("999999999999999999.123456789012亿")
@example("0.5-999999999999999999.999999999999百万")
@example("2024年前")
@example("≤12月")
@example("无")
@example("02000年")
@example("2,000年")
@example("012月")
@example("12个月")
@example("1-6个月")
@example("01950-02050")
def test_any_text_is_one_value_that_can_be_spelled_again(text: str) -> None:
    value = parse_value(text)
    assert value.raw == text
    assert (value.kind in {NUMBER, RANGE}) == value.has_number == (value.high is not None)
    assert (value.kind == DATE) == (value.date is not None)
    if value.low is not None and value.high is not None:
        assert value.low <= value.high
        assert value.kind == RANGE or value.low == value.high
        assert value.places >= -8
    again = parse_value(spell(value))
    assert again.meaning == value.meaning
    assert canon(again) == canon(value)
    assert spell(again) == spell(value)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_full_width_reads_as_half_width(text: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)
    assert parse_value(wide).meaning == parse_value(text).meaning


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.integers(0, 40))
def test_white_space_between_anything_but_digits_changes_nothing(text: str, at: int) -> None:
    assume(
        not (text[at - 1 : at].isdigit() and text[at : at + 1].isdigit()) and unicodedata.is_normalized("NFKC", text)
    )
    assume("\n" not in text)
    spaced = f"{text[:at]} {text[at:]}"
    assume(
        not any(one.isdecimal() and other.isdecimal() for one, other in zip(text, plain(text)[1:], strict=False))
        or " " not in text
    )
    assert parse_value(spaced).meaning == parse_value(text).meaning


@settings(deadline=None)
@given(st.text(max_size=40))
def test_folding_never_makes_a_digit(text: str) -> None:
    plain_digits = sum(
        char in "0123456789"
        or (unicodedata.category(char) == "Nd" and unicodedata.normalize("NFKC", char) in "0123456789")
        for char in text
    )
    assert sum(char in "0123456789" for char in fold(text)) == plain_digits
    assert sum(char in "0123456789" for char in "".join(fold_each(text))) == plain_digits


# --- laws on spelling variants ----------------------------------------------------------------------------------------

NUMBERS = st.decimals(0, 10**9, places=2).map(str) | st.integers(0, 10**9).map(str)
BEFORE = {op: [word for word in value_words()[f"{op} 前"]] for op in (GE, LE, GT, LT, EQ)}  # noqa: C416 - a list to sample
BEHIND = {op: list(value_words()[f"{op} 后"]) for op in (GE, LE)}
SPELLINGS = sorted(measures())


@settings(deadline=None)
@given(st.sampled_from([GE, LE, GT, LT, EQ]), NUMBERS, st.data())
def test_every_word_of_an_operator_means_the_same(op: str, number: str, data: st.DataObject) -> None:
    one, other = (data.draw(st.sampled_from(BEFORE[op])) for _ in range(2))
    assert parse_value(f"{one}{number}万吨").meaning == parse_value(f"{other} {number} 万 吨").meaning
    assert parse_value(f"{one}{number}").op == op
    if op in BEHIND:
        behind = data.draw(st.sampled_from(BEHIND[op]))
        assert parse_value(f"{number}%{behind}").meaning == parse_value(f"{one}{number}％").meaning


@settings(deadline=None)
@given(NUMBERS, st.sampled_from(SPELLINGS))
def test_every_spelling_of_a_unit_means_the_same(number: str, unit: str) -> None:
    assume(unit not in {"月", "月份"})  # 12月 is December
    assume(not (measures()[unit].base == "年" and 1900 <= Decimal(number) < 2100))  # 2024年 is a date
    value = parse_value(f"≥{number}{unit}")
    assert value.unit is not None
    assert value.unit.text == unit
    base = measures()[unit].base
    assert value.meaning == parse_value(f"不低于 {number} {base}").meaning
    assert value.unit.dimension == measures()[unit].dimension
    assert value.base_low == Decimal(number) * Decimal(measures()[unit].factor)


@settings(deadline=None)
@given(NUMBERS, st.sampled_from(["5", "5.50", "1234567"]))
def test_thousands_separators_mean_nothing(number: str, other: str) -> None:
    grouped = f"{Decimal(number):,}"
    assert parse_value(f"{grouped}元").meaning == parse_value(f"{number}元").meaning
    assert parse_value(f"{other}元").places == len(other.partition(".")[2])


@settings(deadline=None)
@given(st.integers(1950, 2099), st.integers(1, 12), st.integers(1, 28))
def test_dates_in_words_and_digits(year: int, month: int, day: int) -> None:
    assert parse_value(f"{year}年{month}月{day}日").date == Date(year, month, day)
    assert parse_value(f"{year}-{month:02}-{day:02}").meaning == parse_value(f"{year}年{month:02}月{day:02}日").meaning
    assert parse_value(f"{year} 年").date == Date(year)


# --- records ----------------------------------------------------------------------------------------------------------

UNITS = [
    ("280元/人/月", Unit("元/人/月", "元", ("人", "月"), "money/人", Decimal(12))),
    ("280元/月", Unit("元/月", "元", ("月",), "money", Decimal(12))),
    ("4.39万元/人/年", Unit("万元/人/年", "万元", ("人", "年"), "money/人", Decimal(10000))),
    ("300元/户/季", Unit("元/户/季", "元", ("户", "季度"), "money/户", Decimal(4))),
    ("23.44 元/平米", Unit("元/平米", "元", ("平方米",), "money/平方米", Decimal(1))),
    ("≥90百分比", Unit("百分比", "%", (), "ratio", Decimal("0.01"))),
    ("95‰", Unit("‰", "‰", (), "ratio", Decimal("0.001"))),
    ("5个百分点", Unit("个百分点", "百分点", (), "百分点", Decimal(1))),
    ("3 栋办公楼", Unit("栋", "栋", (), "栋", Decimal(1), "办公楼")),
    ("10名司勤人员", Unit("名", "人", (), "人", Decimal(1), "司勤人员")),
    ("2万人次", Unit("万人次", "万人次", (), "人次", Decimal(10000))),
    ("每月2次", Unit("次", "次", ("月",), "次", Decimal(12))),
    ("2小时", Unit("小时", "小时", (), "time", Decimal(3600))),
    ("2个月", Unit("个月", "月", (), "月", Decimal(1))),
    ("2年", Unit("年", "年", (), "月", Decimal(12))),
    ("5 趟", Unit("趟", "趟", (), "趟", Decimal(1))),
    ("¥500", Unit("元", "元", (), "money", Decimal(1))),
    ("25598㎡", Unit("㎡", "平方米", (), "area", Decimal(1))),
]


@pytest.mark.parametrize(("text", "unit"), UNITS, ids=[one[0] for one in UNITS])
def test_unit(text: str, unit: Unit) -> None:
    assert parse_value(text).unit == unit


SAME_DIMENSION = [
    ("45分钟", "0.75小时"), ("24小时", "1天"), ("7日", "1周"), ("5万元", "50000元"), ("1亿元", "10000万元"), ("1个季度", "3个月"),
    ("90%", "900‰"), ("2公顷", "30亩"), ("2公里", "2000米"), ("1次/月", "12次/年"), ("1次/季", "4次"), ("280元/月", "3360元/年"),
    ("5名", "5人"), ("3栋", "3幢"), ("3座水闸", "3座"), ("1吨", "1000公斤"), ("1立方米", "1000升"), ("5万", "50000"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME_DIMENSION, ids=[one[0] for one in SAME_DIMENSION])
def test_convertible_units(one: str, other: str) -> None:
    assert canon(parse_value(one)) == canon(parse_value(other))


OTHER_DIMENSION = [
    ("5吨", "5立方米"), ("5人", "5人次"), ("5%", "5个百分点"), ("5天", "5个工作日"), ("5元/户/月", "5元/月"), ("280元/人/月", "280元/月"),
    ("5年", "5天"), ("5分", "5分钟"), ("5家", "5户"), ("5台", "5套"), ("5次", "5场"), ("90", "90%"), ("5元", "5美元"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), OTHER_DIMENSION, ids=[one[0] for one in OTHER_DIMENSION])
def test_units_that_must_not_be_compared(one: str, other: str) -> None:
    assert parse_value(one).dimension != parse_value(other).dimension


def test_properties() -> None:
    assert parse_value("90%").is_ratio
    assert not parse_value("5个百分点").is_ratio
    assert parse_value("5万元").is_money
    assert not parse_value("5万元/年").is_money
    assert not parse_value("280元/人").is_money
    assert not parse_value("5").is_money
    assert parse_value("43.3800万元").places == 4
    assert parse_value("43.3800万元").base_low == Decimal(433800)
    assert parse_value("5").base_low == 5
    assert parse_value("显著").base_low is None
    assert parse_value("2.5万").low == 25000
    assert parse_value("2.5万").places == -3
    assert parse_value("约5-10人").approx
    assert not parse_value("5-10人").approx
    assert parse_value("90%").op == NONE


def test_exact_beyond_28_digits() -> None:
    value = parse_value("123456789012345678.123456789012万元")
    assert value.base_low == Decimal("1234567890123456781234.56789012")
    assert spell(value) == "123456789012345678.123456789012万元"


DEADLINES = [
    ("2024年", (2024, 12, 31)),
    ("2024年底前", (2024, 12, 31)),
    ("2024年2月", (2024, 2, 31)),
    ("2024年2月底", (2024, 2, 31)),
    ("2024年2月28日", (2024, 2, 31)),
    ("2024年2月29日", (2024, 2, 31)),
    ("2023年2月28日", (2023, 2, 31)),
    ("2024年2月27日", (2024, 2, 27)),
    ("2024年6月30日前", (2024, 6, 31)),
    ("2024年6月前", (2024, 6, 0)),
    ("2024年前", (2024, 0, 0)),
    ("12月底", (0, 12, 31)),
    ("年底", (0, 12, 31)),
]


@pytest.mark.parametrize(("text", "day"), DEADLINES, ids=[one[0] for one in DEADLINES])
def test_deadline(text: str, day: tuple[int, int, int]) -> None:
    value = parse_value(text)
    assert value.date is not None
    assert value.date.deadline == day


# --- fingerprints (diff.md §11) ---------------------------------------------------------------------------------------

CANON = [
    ("≥97%", "ge:97/100:ratio"), ("93%以上", "ge:93/100:ratio"), ("90%", "im:9/10:ratio"), ("=90%", "eq:9/10:ratio"), ("<0.5%", "lt:1/200:ratio"),
    ("5~10人", "in:5..10:人"), ("≥80%且≤90%", "in:4/5..9/10:ratio"), ("2024年", "d:2024-12-31"), ("2024年3月5日", "d:2024-03-05"), ("6月底", "d:0000-06-31"),
    ("小于预算", "lt:budget"), ("控制在预算内", "le:budget"), ("≥90", "ge:90:"), ("5万元", "im:50000:money"), ("280元/人/月", "im:3360:money/人"),
    ("约90%", "im:9/10:ratio:approx"), (" 显著 提升 ", "显著提升"), ("Ａ级", "A级"), ("-", ""), ("", ""), ("无", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CANON, ids=[one[0] or "nothing" for one in CANON])
def test_canon(text: str, expected: str) -> None:
    assert canon(parse_value(text)) == expected


def test_canon_of_a_known_budget() -> None:
    assert canon(parse_value("控制在预算内"), Decimal("43.3800")) == "le:433800:money"
    assert canon(parse_value("≤43.38万元"), Decimal(5)) == "le:433800:money"


def test_fingerprint_vector() -> None:
    from hashlib import sha256

    parts = [
        "target-loosened",
        "农村饮水安全巩固提升工程",
        "县水务服务中心",
        "质量指标/水质达标率",
        canon(parse_value("≥97%")),
        canon(parse_value("≥ 93 百分比")),
    ]
    assert sha256("\x1f".join(parts).encode()).hexdigest()[:12] == "0e468fc5cfe4"


# --- data -------------------------------------------------------------------------------------------------------------


def test_every_unit_of_the_page_is_known_to_the_grammar() -> None:
    alone = {"万", "亿", "月底", "号", "％"}  # multipliers and parts of dates; full width is folded first
    missing = {unit for unit in units() if (found := known(unit)) is None or found.end != len(unit)}
    assert missing == alone


def test_words_are_written_as_they_are_looked_for() -> None:
    words = [word for table in (value_words(), polarity_words()) for group in table.values() for word in group]
    assert [word for word in (*words, *measures()) if fold(word) != word] == []


def test_no_word_stands_twice_in_its_group() -> None:
    for table in (value_words(), polarity_words()):
        for kind, group in table.items():
            assert len(set(group)) == len(group), kind


def test_no_spelling_stands_in_two_rows() -> None:
    from pathlib import Path

    from jixiao.model import lexicon

    lines = (Path(lexicon.__file__).parent / "data/measures.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    spellings = [word for _, base, factor, *others in rows for word in (base, *others) if Decimal(factor) > 0]
    assert sorted(word for word in set(spellings) if spellings.count(word) > 1) == []


def test_values_are_records() -> None:
    assert parse_value("") == Value("", BLANK)
    assert parse_value("满意") == Value("满意", TEXT)
    assert parse_value("小于预算") == Value("小于预算", BUDGET, LT)
    assert parse_value("9" * 90).kind == TEXT


def test_the_build_does_not_load_the_grammar() -> None:
    script = "import sys, jixiao.model.quantity, jixiao.model.load, jixiao.layout.view; print('jixiao.model.quantity.value' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout.strip() == "False"
