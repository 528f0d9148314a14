"""What became of a target: the table of verdicts case by case, its mirror, and laws on any text."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from jixiao.diff.records import LOOSENED, NOT_APPLICABLE, REVERSED, SAME, TIGHTENED, UNKNOWN
from jixiao.diff.verdict import Promise, Verdict, verdict
from jixiao.model.lexicon import measures, value_words
from jixiao.model.quantity.value import NUMBER, canon, parse_value, spell

CASES = YAML(typ="safe").load((Path(__file__).parent / "verdicts.yaml").read_text(encoding="utf-8"))
ROWS = [(int("".join(filter(str.isdigit, title.split("、")[0]))), row) for title, rows in CASES.items() for row in rows]
SWAPPED = {
    "target-tightened": "target-loosened", "target-loosened": "target-tightened",
    "quantified": "dequantified", "dequantified": "quantified",
}  # fmt: skip
OPPOSITE = {TIGHTENED: LOOSENED, LOOSENED: TIGHTENED}
BASES = {"", "lower-bound", "upper-bound", "interval", "date", "polarity", "qualitative-scale"}


def promises(case: list[Any]) -> tuple[Promise, Promise]:
    more = case[7] if len(case) > 7 else {}
    sides = zip(
        case[2:4],
        more.get("names", (case[0], case[0])),
        more.get("years", (2024, 2025)),
        more.get("totals", (None, None)),
        strict=True,
    )
    one, other = (
        Promise(raw, name, case[1], more.get("said", ""), year, None if total is None else Decimal(total))
        for raw, name, year, total in sides
    )
    return one, other


def test_the_list_is_long_enough() -> None:
    assert len(ROWS) >= 130
    assert len({tuple(map(str, case)) for _, case in ROWS}) == len(ROWS)
    assert len({case[0] for _, case in ROWS}) > 50


@pytest.mark.parametrize(("row", "case"), ROWS, ids=[f"{row}-{case[2]}-{case[3]}" for row, case in ROWS])
def test_verdict(row: int, case: list[Any]) -> None:
    found = verdict(*promises(case))
    assert [found.rule, found.direction, found.basis] == case[4:7]
    assert found.parsed == (canon(parse_value(case[2])), canon(parse_value(case[3])))
    if case[4] in {"stale-year", "operator-reversed", "dequantified", "cost-tracks-budget", "scale-tracks-budget"}:
        home = {"stale-year": {1}, "operator-reversed": {6, 13}, "dequantified": {7}}
        assert found.row in home.get(case[4], {15, 16})
    assert 1 <= found.row <= 20
    assert row  # the heading names the row of the table that a case is about


@pytest.mark.parametrize(("row", "case"), ROWS, ids=[f"{row}-{case[3]}-{case[2]}" for row, case in ROWS])
def test_verdict_of_swapped_sides(row: int, case: list[Any]) -> None:
    old, new = promises(case)
    found = verdict(new, old)
    more = case[7] if len(case) > 7 else {}
    assert found.rule == more.get("swapped", SWAPPED.get(case[4], case[4])), row
    if "swapped" not in more:
        assert found.direction == OPPOSITE.get(case[5], case[5])
        assert found.basis == case[6]


def test_differences_as_people_write_them() -> None:
    def delta(old: str, new: str) -> str:
        return verdict(Promise(old, "达标率", "质量指标"), Promise(new, "达标率", "质量指标")).delta

    assert delta("≥97%", "≥93%") == "-4个百分点"
    assert delta("≥6座", "≥8座水闸") == "+2座"
    assert delta("≤45分钟", "≤0.5小时") == "-0.25小时"
    assert delta("≥3公里", "≥10000米") == "+7000米"
    assert delta("≥2.55‰", "≥3.5‰") == "+0.95‰"
    assert delta("≥30亩", ">30亩") == ""
    assert delta("≥1亩", "≥1公顷") == "+0.9333公顷"


# --- laws -------------------------------------------------------------------------------------------------------------

DAYS = ["底", "末", "前", "内", "15日", "31日前", ""]
UNITS = [*sorted(measures()), "万元", "", "元/人/月", "元/月", "万人次"]
PIECES = [
    *"0123456789.,，%‰≥≤<>＞=-~～±年月日底末前内万亿元人次个至约×()、且 \n", "2024年", "12月", "31日", "左右", "以上", "以内", "控制在", "预算",
    "不少于", "有效", "显著", "提升", "满意", "基本", "不", "无", "/月", "90%",
]  # fmt: skip
NUMBERS = st.decimals(0, 500, places=1).map(str) | st.integers(0, 500).map(str)


@st.composite
def values(draw: st.DrawFn) -> str:
    """A value that the grammar reads."""
    op = draw(st.sampled_from(["", "≥", "≤", ">", "<", "=", "不超过"]))
    number, unit = draw(NUMBERS), draw(st.sampled_from(UNITS))
    kind = draw(st.sampled_from(["number", "number", "range", "date", "budget", "approx", "text"]))
    if kind == "range":
        return f"{number}~{Decimal(number) + draw(st.integers(0, 9))}{unit}"
    if kind == "date":
        year = draw(st.sampled_from(["2023年", "2024年", "2025年", "2026年", ""]))
        return f"{op}{year}{draw(st.integers(1, 12))}月{draw(st.sampled_from(DAYS))}"
    if kind == "budget":
        return f"{op}预算"
    if kind == "text":
        return draw(st.sampled_from(["", "无", "有效提升", "显著提升", "提升", "不满意", "规范", "基本完成", "完成"]))
    return f"{op}{'约' if kind == 'approx' else ''}{number}{unit}"


TEXTS = st.one_of(values(), st.text(max_size=20), st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
CONTEXTS = st.builds(
    Promise,
    st.just(""),
    st.sampled_from(["", "满意度", "故障率", "补助标准", "项目费用", "人数"]),
    st.sampled_from(["", "数量指标", "质量指标", "成本指标", "经济成本指标"]),
    st.sampled_from(["", "", "越高越好", "越低越好", "无"]),
    st.sampled_from([0, 2023, 2024, 2025]),
    st.sampled_from([None, Decimal(0), Decimal(50), Decimal("60.5"), Decimal("1e20")]),
)


@st.composite
def pairs(draw: st.DrawFn, texts: st.SearchStrategy[str] = TEXTS) -> tuple[Promise, Promise]:
    old, new = draw(CONTEXTS), draw(CONTEXTS)
    if draw(st.booleans()):
        new = new._replace(name=old.name, level2=old.level2, said=old.said)
    one = draw(texts)
    return old._replace(raw=one), new._replace(raw=one if draw(st.booleans()) and draw(st.booleans()) else draw(texts))


@settings(max_examples=1500, deadline=None)
@given(pairs())
def test_any_two_texts_have_one_verdict(pair: tuple[Promise, Promise]) -> None:
    found = verdict(*pair)
    assert isinstance(found, Verdict)
    assert found == verdict(*pair)
    assert found.basis in BASES
    assert found.direction in {SAME, TIGHTENED, LOOSENED, REVERSED, UNKNOWN, NOT_APPLICABLE}
    assert bool(found.rule) or (found.direction == SAME and pair[0].raw == pair[1].raw)
    if pair[0].raw == pair[1].raw:
        assert found.rule in {"", "stale-year"}


@settings(max_examples=2500, deadline=None)
@given(pairs())
def test_swapped_sides_have_the_mirrored_verdict(pair: tuple[Promise, Promise]) -> None:
    old, new = pair
    found, back = verdict(old, new), verdict(new, old)
    if "stale-year" in (found.rule, back.rule):
        return
    assert back.rule == SWAPPED.get(found.rule, found.rule)
    assert back.direction == OPPOSITE.get(found.direction, found.direction)
    assert (back.basis, back.row) == (found.basis, {7: 8, 8: 7}.get(found.row, found.row))
    assert back.parsed == found.parsed[::-1]


def wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


@st.composite
def respelled(draw: st.DrawFn, text: str) -> str:
    """The same value in other writing: canonical words, width, spaces, separators, operator words, convertible units."""
    value = parse_value(text)
    way = draw(st.sampled_from(["spell", "wide", "space", "operator", "unit", "separator"]))
    if way == "wide":
        return wide(text)
    if way == "space":
        return f" {text} \u3000"
    if value.kind != NUMBER or value.low is None or value.approx:
        return spell(value)
    unit = value.unit.text if value.unit else ""
    number = f"{value.low:f}"
    word = {"ge": "≥", "le": "≤", "gt": ">", "lt": "<", "eq": "="}.get(value.op, "")
    if way == "operator" and value.op:
        word = draw(st.sampled_from(value_words()[f"{value.op} 前"]))
    elif way == "separator":
        number = f"{value.low:,f}"
    elif way == "unit" and value.unit and not value.unit.per and value.unit.base in measures():
        same = [
            (one, measure)
            for one, measure in measures().items()
            if measure.dimension == measures()[value.unit.base].dimension
        ]
        unit, measure = draw(st.sampled_from(same))
        converted = value.low * value.unit.factor / Decimal(measure.factor)
        number = f"{converted:f}".rstrip("0").rstrip(".") if "." in f"{converted:f}" else f"{converted:f}"
    return f"{word}{number}{unit}"


@settings(max_examples=1500, deadline=None)
@given(pairs(values()), st.data())
def test_other_writing_changes_no_verdict(pair: tuple[Promise, Promise], data: st.DataObject) -> None:
    old, new = pair
    other = data.draw(respelled(new.raw))
    if canon(parse_value(other)) != canon(parse_value(new.raw)):
        return  # not the same value after all: 12月 as a number of months is December
    found, again = verdict(old, new), verdict(old, new._replace(raw=other))
    same = {"", "notation-only"}
    assert again.rule == found.rule or {again.rule, found.rule} == same
    assert (again.direction, again.basis) == (found.direction, found.basis)
    back, first = verdict(new._replace(raw=other), old), verdict(new, old)
    assert back.rule == first.rule or {back.rule, first.rule} == same


def test_years_and_budgets_may_be_unknown() -> None:
    assert verdict(Promise("12月底"), Promise("2025年12月底")).rule == "target-changed"
    assert verdict(Promise("12月底"), Promise("12月31日")).rule == "notation-only"
    assert verdict(Promise("2024年6月", year=2024), Promise("2025年6月")).rule == "target-loosened"
    assert verdict(Promise("≤预算", total=Decimal(0)), Promise("≤1万元", total=Decimal(1))).rule == "target-loosened"
