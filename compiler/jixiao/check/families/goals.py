"""A project goal against its indicators (JX501, JX502)."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from jixiao.check.facts import Document, Subject, part
from jixiao.check.lexicon import lines, pattern, table
from jixiao.check.rule import Answer, Hit, NotApplicable
from jixiao.diagnostics import Related, Span
from jixiao.model.quantity.prose import Figure, figures, phrases
from jixiao.model.quantity.value import Value

#: How many indicators a remark shows beside the goal.
_SHOWN = 3
#: What may stand behind an amount or a spending word at the end of a clause, besides 等 and a remark in brackets.
_MARKS = ' \t\u3000，,、；;。.：:！!"”’'
#: Titles and quotations name other papers, brackets explain: their numbers are not promised here.
_ASIDE = re.compile(r"《[^《》]*》|“[^“”]*”|〔[^〔〕]*〕|（[^（）]*）|\([^()]*\)")


class _Said(NamedTuple):
    """A number that an indicator states: read, as typed, and where."""

    value: Value
    text: str
    name: str
    span: Span


def goal_figure_lost(subject: Subject, _document: Document) -> Iterator[Answer]:
    """JX501 目标数字未落到指标: counts and unit prices of 绩效目标 against the numbers of all indicators.

    Shares, dates and plain amounts are not asked about (JX204 sums the amounts); neither are figures that only describe
    the setting (全县12个乡镇, 60岁以上, 第3批).
    """
    goal = subject.project.goal
    if goal is None or not goal.text.strip():
        yield NotApplicable("没有填写绩效目标")
        return
    promised = [one for one in subject.goal_figures if _is_promise(goal.text, one)]
    if not promised:
        return
    said = tuple(_said(subject))
    for one in promised:
        if not _lands(one, promised, said):
            span = part(goal, one.start, one.end)
            yield _lost(goal.text[one.start : one.end], one.value, span, said)


def _is_promise(text: str, figure: Figure) -> bool:
    """Whether a figure of a goal is a count or a unit price that an indicator should measure."""
    unit = figure.value.unit
    if unit is None or not figure.value.has_number or unit.dimension in _setting_units():
        return False
    money, _, others = unit.dimension.partition("/")
    if (money == "money" and not unit.per) or (money != "money" and others):
        # Plain amounts; and what one of many has (每期50人), which no total states.
        return False
    if any(match.start() < figure.start < match.end() for match in _ASIDE.finditer(text)):
        return False
    before = max(text.rfind(mark, 0, figure.start) for mark in "，,；;。\n")
    return pattern("goal_settings").search(text, before + 1, figure.start) is None


@cache
def _setting_units() -> frozenset[str]:
    return frozenset(lines("goal_setting_units"))


def _said(subject: Subject) -> Iterator[_Said]:
    """Every number of the indicators: of 指标值, and of names and descriptions (6座水厂设备更新率)."""
    for item in subject.items:
        if item.value.has_number:
            yield _Said(item.value, item.value.raw, item.name, item.span)
        for text in (item.indicator.name, item.indicator.description, item.indicator.basis):
            if text is not None and text.text and any(char.isdigit() for char in text.text):
                for one in figures(text.text):
                    yield _Said(one.value, text.text[one.start : one.end], item.name, part(text, one.start, one.end))


def _lands(one: Figure, promised: list[Figure], said: tuple[_Said, ...]) -> bool:
    """Whether an indicator states this figure: alone, as the sum of the goal's figures, or in parts of its own."""
    if any(_equal(one.value, other.value) for other in said):
        return True
    dimension = one.value.dimension
    if "/" in dimension:
        return False
    parts = [other.value for other in promised if other.value.dimension == dimension]
    if len(parts) > 1 and any(
        other.value.dimension == dimension and other.value.base_low == _sum(parts) for other in said
    ):
        return True
    whole = [other.value for other in said if other.value.dimension == dimension]
    return len(whole) > 1 and _sum(whole) == one.value.base_low


def _sum(values: list[Value]) -> Decimal:
    return sum((value.base_low or Decimal(0) for value in values), Decimal(0))


def _equal(one: Value, other: Value) -> bool:
    """The same number in a unit of the same sense (人 = 名, 期 = 场次); an unknown or missing unit says nothing."""
    if other.base_low is None or one.unit is None:
        return False
    if (one.base_low, one.base_high) != (other.base_low, other.base_high):
        return False
    if other.unit is None:
        # A flat form keeps the unit elsewhere, and a missing one is a remark of its own.
        return True
    return one.dimension == other.dimension or _kin(one.unit.dimension, other.unit.dimension)


def _kin(one: str, other: str) -> bool:
    """Whether two dimensions are counters that people use for the same things."""
    kin = table("counter_kin")
    if any(one in words and other in words for words in kin.values()):
        return True
    free = kin.get("通用", ())
    return (one in free or other in free) and not _MEASURED & {one, other} and "/" not in one + other


#: Dimensions that no counter stands for.
_MEASURED = frozenset({"ratio", "money", "time", "月", "工作日", "百分点", "倍", "分"})


def _lost(text: str, value: Value, span: Span, said: tuple[_Said, ...]) -> Hit:
    """The remark, beside the indicators that come nearest: the same number in another unit, else another number."""
    twins = [one for one in said if one.value.low == value.low and one.value.unit and _related(one.value, value)]
    near = twins or [one for one in said if one.value.dimension == value.dimension]
    related = tuple(Related(f"“{one.name}”写的是“{one.text}”", one.span) for one in near[:_SHOWN])
    if twins:
        message = f"目标写的是“{text}”，指标“{near[0].name}”写的是“{near[0].text}”，计量单位不同"
        advice = "核对后把目标和指标的计量单位写成一致。"
    elif near:
        message = f"目标写的“{text}”没有落到指标上，指标“{near[0].name}”写的是“{near[0].text}”"
        advice = "核对两处数字；目标里的数量，应有一个指标来衡量。"
    else:
        message = f"目标写的“{text}”在指标里找不到"
        advice = f"增加衡量“{text}”的指标，或在目标里去掉这个数字。"
    actual = "、".join(dict.fromkeys(one.text for one in near[:_SHOWN]))
    return Hit(span, "绩效目标", message, advice, related, expected=text, actual=actual)


def _related(one: Value, other: Value) -> bool:
    """Whether two units are about the same thing, but for a divisor: 元/月 and 元/人/月."""
    return one.dimension.partition("/")[0] == other.dimension.partition("/")[0]


def goal_is_spending_list(subject: Subject, _document: Document) -> Iterator[Answer]:
    """JX502 目标只列支出: every clause of 绩效目标 ends in an amount or a spending word, and none names an outcome."""
    goal = subject.project.goal
    if goal is None or not goal.text.strip():
        yield NotApplicable("没有填写绩效目标")
        return
    text = goal.text
    if pattern("outcome_words").search(text):
        return
    pieces = phrases(text)
    money = [one.end for one in subject.goal_figures if one.value.is_money]
    if pieces and all(_is_spending(text, start, end, money) for start, end in pieces):
        yield Hit(
            part(goal, pieces[0][0], pieces[-1][1]),
            "绩效目标",
            f"目标“{_short(text)}”只列了支出，没有写要达到的效果",
            "写明花这笔钱要做成什么、达到什么程度，支出明细可写在资金用途或测算里。",
        )


def _is_spending(text: str, start: int, end: int, money: list[int]) -> bool:
    """Whether a clause ends in an amount, or in 支出, 经费, 资金, but for a remark behind it."""
    last = _bare_end(text, start, end)
    return any(last <= at <= end for at in money) or text.endswith(lines("spending_words"), start, last)


def _bare_end(text: str, start: int, end: int) -> int:
    """Where a clause ends without marks, 等 and remarks in brackets."""
    while True:
        bare = text[start:end].rstrip(_MARKS).removesuffix("等")
        if bare.endswith(("）", ")")):
            bare = bare[: max(bare.rfind("（"), bare.rfind("("), 0)]
        if start + len(bare) == end:
            return end
        end = start + len(bare)


def _short(text: str, limit: int = 24) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[:limit] + "……"
