"""A project goal against its indicators (JX501, JX502)."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from jixiao.check.facts import Document, Subject, part
from jixiao.check.lexicon import lines, says, table
from jixiao.check.rule import Answer, Hit, NotApplicable
from jixiao.check.targets import COUNTER, class_of
from jixiao.diagnostics import Related, Span
from jixiao.model.document import Text
from jixiao.model.pattern import Pattern
from jixiao.model.quantity.prose import Figure, figures, phrases
from jixiao.model.quantity.value import Value

#: A clause that says what the money is for, and no more.
_SPENDS = Pattern(r"(?:\d{1,2}[.、．])?\s*(?:资金|经费|主要|全部)*(?:用于|用来|支付)", needs=("用于", "用来", "支付"))
#: How many indicators a remark shows beside the goal.
_SHOWN = 3
#: What may stand behind an amount or a spending word at the end of a clause, besides 等 and a remark in brackets.
_MARKS = ' \t\u3000，,、；;。.：:！!"”’'
#: Titles and quotations name other papers, brackets explain: their numbers are not promised here.
_ASIDE = Pattern(r"《[^《》]*》|“[^“”]*”|〔[^〔〕]*〕|（[^（）]*）|\([^()]*\)", needs="《“〔（(")
#: What joins the entries of a list: 文化馆、图书馆及17个乡镇文化站 are 19.
_LISTING = Pattern(r"以及|[、及和与]", needs="、及和与")
_ORDER = Pattern(r"^\s*\d{1,2}[.．、]|(?:19|20)\d\d年", needs=".．、年")
_SPOKEN = {char: number for number, char in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
#: From here on the same number with another counter is no accident: 130名 in the goal, 130套 of what each of them gets.
_TELLING = Decimal(10)
#: How far the parts of a sum may stand from each other.
_NEIGHBOURS = 6
_DAYS = (Decimal(365), Decimal(366))
_HAN = re.compile(r"[^\W\x00-\xff]+")


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
        # 1个治超站 says what there is, not how much is done.
        if one.value.base_low != 1 and not _lands(goal.text, one, promised, said):
            yield _lost(goal, one, said)


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
    return not says("goal_settings", text, _clause_start(text, figure), figure.start)


def _clause_start(text: str, figure: Figure) -> int:
    return 1 + max(text.rfind(mark, 0, figure.start) for mark in "，,；;。\n")


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


def _lands(text: str, one: Figure, promised: list[Figure], said: tuple[_Said, ...]) -> bool:
    """Whether an indicator states this figure: alone, as the sum of the goal's figures, or in parts of its own."""
    if any(_is_said(text, one, other) for other in said):
        return True
    dimension = one.value.dimension
    if "/" in dimension:
        return False
    wholes = _wholes(text, one, promised)
    if any(other.value.base_low in wholes and _counts_alike(other.value, one.value) for other in said):
        return True
    parts = [other.value for other in said if other.value.dimension == dimension]
    return len(parts) > 1 and _sum(parts) == one.value.base_low


def _is_said(text: str, one: Figure, other: _Said) -> bool:
    """Whether an indicator states a figure of the goal, in the same unit or in one that the words around explain."""
    mine, theirs = one.value, other.value
    if _equal(mine, theirs):
        return True
    if mine.unit is None or theirs.unit is None or mine.base_low is None or theirs.base_low is None:
        return False
    if mine.dimension == theirs.dimension.removesuffix("/天") != theirs.dimension:
        return any(theirs.base_low * days == mine.base_low for days in _DAYS)
    if mine.base_low != theirs.base_low:
        return False
    if class_of(mine) == class_of(theirs) == COUNTER and not (mine.unit.per or theirs.unit.per):
        return mine.base_low >= _TELLING
    return _is_each(text[_clause_start(text, one) : one.start] + other.name, mine, theirs)


def _is_each(words: str, one: Value, other: Value) -> bool:
    """Whether two units differ by divisors only that the words say: 亩均增产80公斤 is 80公斤/亩."""
    mine, theirs = set(one.dimension.split("/")), set(other.dimension.split("/"))
    if not _related(one, other):
        return False
    return all(any(f"{word}{each}" in words or f"{each}均" in words for word in "每单") for each in mine ^ theirs)


def _wholes(text: str, one: Figure, promised: list[Figure]) -> set[Decimal]:
    """The totals that a figure may be part of: with the goal's other figures of its kind, or with what is listed before it.

    县城陵园及7处烈士墓 are 8处; 彩超2台、DR一台 are 3台.
    """
    low, unit = one.value.base_low, one.value.unit
    if low is None or unit is None:
        return set()
    alike = [other for other in promised if _counts_alike(other.value, one.value)]
    wholes = _runs([other.value.base_low or Decimal(0) for other in alike], alike.index(one))
    spoken = [_SPOKEN[char] for char in re.findall(rf"([一二两三四五六七八九十]){re.escape(unit.text)}", text)]
    if spoken:
        wholes.add(_sum([other.value for other in alike]) + sum(spoken))
    before = _ORDER.sub("", text[_clause_start(text, one) : one.start])
    listed = [match.end() for match in _LISTING.finditer(before)]
    if listed and listed[-1] == len(before) and not any(char.isdigit() for char in before):
        wholes.add(low + len(listed))
    return wholes


def _runs(numbers: list[Decimal], at: int) -> set[Decimal]:
    """The sums of neighbouring numbers, the one at `at` among them, and of all."""
    starts, ends = range(max(at - _NEIGHBOURS, 0), at + 1), range(at + 1, min(at + _NEIGHBOURS, len(numbers)) + 1)
    sums = {sum(numbers[start:end], Decimal(0)) for start in starts for end in ends if end - start > 1}
    return sums | {sum(numbers, Decimal(0))} if len(numbers) > 1 else sums


def _counts_alike(one: Value, other: Value) -> bool:
    return one.dimension == other.dimension or _kin(one.dimension, other.dimension)


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


def _lost(goal: Text, figure: Figure, said: tuple[_Said, ...]) -> Hit:
    """The remark, beside the indicators that come nearest: the same number in another unit, else another number.

    Another number is shown only of an indicator that speaks of the same thing: tons of sewage say nothing of tons of COD.
    """
    value, text = figure.value, goal.text[figure.start : figure.end]
    clause = next((goal.text[a:b] for a, b in phrases(goal.text) if a <= figure.start < b), goal.text)
    twins = [one for one in said if one.value.low == value.low and one.value.unit and _related(one.value, value)]
    near = twins or [one for one in said if one.value.dimension == value.dimension and _shares_word(clause, one.name)]
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
    span = part(goal, figure.start, figure.end)
    return Hit(span, "绩效目标", message, advice, related, expected=text, actual=actual)


def _shares_word(clause: str, name: str) -> bool:
    """Whether a clause and the name of an indicator have two characters in a row in common."""
    words = _HAN.findall(name)
    return any(word[at : at + 2] in clause for word in words for at in range(len(word) - 1))


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
    if says("outcome_words", text):
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
    """Whether a clause begins with 用于 or 支付, or ends in an amount or in 支出, 经费, 资金, but for a remark behind it."""
    if _SPENDS.match(text, start, end):
        return True
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
