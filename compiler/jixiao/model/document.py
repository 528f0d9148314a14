"""The frozen records of one department-year.

Shapes follow the source format: a record is one row of a table. Texts keep the place they were typed at; nothing here is
computed for a page (the view does that) or judged (the checker does that).
"""

from decimal import Decimal
from typing import NamedTuple

from jixiao.diagnostics import SourceText, Span


class Text(NamedTuple):
    """A text exactly as typed, with its place. Blank (`""`) means that nothing stands after the colon."""

    text: str
    span: Span


class Money(NamedTuple):
    """An amount of money.

    Attributes:
        amount: exact value in 万元.
        digits: the number as typed, with its commas and trailing zeros.
        unit: 万元 or 元, the unit that `digits` counts.
        span: the place of the whole text.
    """

    amount: Decimal
    digits: str
    unit: str
    span: Span


class Organ(NamedTuple):
    """A department or unit: 名称 and 编码 (编码 is local, leading zeros matter), 区划 = six-digit county code."""

    name: Text | None = None
    code: Text | None = None
    region: Text | None = None


class Fund(NamedTuple):
    """One money cell: 总额 or a money source of the form; `money` is None where it is blank."""

    key: str
    money: Money | None


class PlanNode(NamedTuple):
    """One node of 支出计划: 3月底 and the cumulative share as typed."""

    key: str
    value: Text


class Indicator(NamedTuple):
    """One 三级指标.

    Attributes:
        group: the 二级指标 it stands under.
        name: 名称.
        description: 描述.
        value: 指标值, as typed.
        basis: 依据.
        weight: 权重.
        remark: 备注.
        direction: 方向.
        scale: 分档, the steps of a qualitative value.
    """

    group: str
    name: Text
    description: Text | None = None
    value: Text | None = None
    basis: Text | None = None
    weight: Text | None = None
    remark: Text | None = None
    direction: Text | None = None
    scale: tuple[Text, ...] = ()


class Note(NamedTuple):
    """One 说明: the unit's explanation of a finding."""

    rule: Text | None = None
    place: Text | None = None
    reason: Text | None = None


class Extra(NamedTuple):
    """One of 其他栏目: a field that only this layout has."""

    key: str
    value: Text


class Project(NamedTuple):
    """One budget project; the attributes are the keys of the source in order (see `fields.PROJECT`)."""

    source: SourceText
    name: Text
    code: Text | None = None
    department: Organ | None = None
    unit: Text | None = None
    attribute: Text | None = None
    category: Text | None = None
    period: Text | None = None
    start: Text | None = None
    end: Text | None = None
    public: Text | None = None
    funds: tuple[Fund, ...] = ()
    purpose: Text | None = None
    plan: tuple[PlanNode, ...] = ()
    goal: Text | None = None
    costing: tuple[Text, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    previous: tuple[Text, ...] = ()
    notes: tuple[Note, ...] = ()
    extras: tuple[Extra, ...] = ()

    @property
    def is_public(self) -> bool:
        """False only for 公开: 否."""
        return self.public is None or self.public.text != "否"


class SubGoal(NamedTuple):
    """One of 分项绩效目标."""

    name: Text
    goal: Text | None = None
    measures: Text | None = None
    projects: tuple[Text, ...] = ()


class Safeguard(NamedTuple):
    """One of 工作保障措施."""

    name: Text
    content: Text | None = None


class Budget(NamedTuple):
    """预算: the total that the projects are compared with, and whether it covers all of them."""

    amount: Money | None = None
    scope: Text | None = None


class Department(NamedTuple):
    """One department-year with its projects in document order (see `fields.DEPARTMENT`)."""

    source: SourceText
    layout: Text
    organ: Organ
    year: Text
    page: Text | None = None
    stage: Text | None = None
    date: Text | None = None
    overall: Text | None = None
    subgoals: tuple[SubGoal, ...] = ()
    safeguards: tuple[Safeguard, ...] = ()
    budget: Budget | None = None
    notes: tuple[Note, ...] = ()
    projects: tuple[Project, ...] = ()

    @property
    def stage_name(self) -> str:
        """一上 where nothing is said."""
        return self.stage.text if self.stage and self.stage.text else "一上"

    @property
    def is_final(self) -> bool:
        """批复 and 调整 are official; every other stage is a draft and says so on its cover and in its file name."""
        return self.stage_name in {"批复", "调整"}


def locate(text: Text, index: int) -> Span:
    """The place in the source of character `index` of a text.

    A lexeme may hold quotes, escapes and the leading spaces of a block, so the character is found by counting how often
    it occurs before; an escaped one is reported at the start of its text.
    """
    source, start, end = text.span
    char = text.text[index]
    at = start - 1
    for _ in range(text.text.count(char, 0, index) + 1):
        at = source.text.find(char, at + 1, end)
        if at < 0:
            return text.span
    return Span(source, at, at + 1)
