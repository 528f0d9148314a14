"""Sums: funding parts, project totals, costings, amounts of the goal (JX201–JX204)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from jixiao.check.amounts import add, aligned, counted, digits, half, minus, places, printed
from jixiao.check.facts import COST, QUANTITY, Document, Item, Subject, part
from jixiao.check.lexicon import lines, says
from jixiao.check.rule import Answer, Hit, Missing, NotApplicable
from jixiao.diagnostics import Related, Span
from jixiao.model.document import Fund, Money, Text
from jixiao.model.form import Form
from jixiao.model.quantity import WAN, Refusal, decimals
from jixiao.model.quantity.costing import Costing, parse_costing
from jixiao.model.quantity.prose import Figure, phrases
from jixiao.model.quantity.records import EQ, LE, LT, NONE, NUMBER, Value, times

_TOTAL = "总额"
#: How many terms of a sum are written out.
_TERMS = 10


def funding_parts_mismatch(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX201 资金合计不等于各来源之和: 总额 against the sum of the form's 资金来源, exactly; a blank one is 0."""
    total, parts = subject.total, _parts(subject)
    if not parts:
        yield NotApplicable("表上没有分列资金来源")
        return
    main = [fund for fund in parts if not _is_rest(fund.key)] or parts
    if total is None or all(fund.money is None for fund in main):
        yield Missing(f"{main[0].key}的金额（没有就填 0）" if total else "资金总额")
        return
    amount = add(fund.money.amount for fund in parts if fund.money)
    whole = any(_is_rest(fund.key) for fund in parts)
    if amount > total.amount or (whole and amount < total.amount):
        yield _unequal_parts(parts, total, amount, document.form)


def _parts(subject: Subject) -> tuple[Fund, ...]:
    return tuple(fund for fund in subject.project.funds if fund.key != _TOTAL)


def _is_rest(key: str) -> bool:
    """Whether a source takes up whatever the others leave: a list that has one is complete."""
    return any(word in key for word in lines("funding_rest"))


def _unequal_parts(parts: tuple[Fund, ...], total: Money, amount: Decimal, form: Form) -> Hit:
    filled = [(fund.key, fund.money) for fund in parts if fund.money]
    unit = form.unit
    ours = [counted(money.amount, unit) for _, money in filled]
    *each, left, right = aligned(*ours, counted(amount, unit), counted(total.amount, unit))
    terms = " + ".join(f"{key} {text}" for (key, _), text in zip(filled, each, strict=True))
    gap = digits(abs(minus(counted(total.amount, unit), counted(amount, unit))))
    return Hit(
        total.span,
        f"资金/{_TOTAL}",
        f"总额是 {right} {unit}，各项来源相加是 {left} {unit}，两边不相等",
        "请核对总额和各项来源，改到两边完全相等；没有的来源留空或填 0。",
        tuple(Related(f"{key} {text} {unit}", money.span) for (key, money), text in zip(filled, each, strict=True)),
        f"{terms} = {left}{unit} ≠ {right}{unit}，差 {gap}",
        f"{left}{unit}",
        f"{right}{unit}",
    )


def project_sum_mismatch(document: Document) -> Iterator[Answer]:
    """JX202 项目合计与预算表不符: the sum of all 总额 against 预算.项目支出, where 预算.范围 says that both cover the same."""
    totals = [one.total for one in document.subjects]
    if not totals:
        yield NotApplicable("没有项目")
        return
    known = [one for one in totals if one is not None]
    if len(known) < len(totals):
        yield Missing("各项目的资金总额")
        return
    budget, unit = document.department.budget, document.form.unit
    amount = add(one.amount for one in known)
    said = f"；各项目合计 {digits(counted(amount, unit))} {unit}"
    if budget is None or budget.amount is None:
        yield Missing(f"部门预算的项目支出合计（预算.项目支出）{said}")
    elif budget.scope is None:
        yield Missing(f"项目支出合计是否包括全部项目（预算.范围）{said}")
    elif budget.scope.text != "全部项目":
        yield Missing(f"与所编项目范围相同的项目支出合计{said}")
    elif abs(minus(budget.amount.amount, amount)) > _rounding(budget.amount, known, amount):
        yield _unequal_sum(budget.amount, document, amount)


def _decimals(money: Money) -> int:
    """Decimals typed, counted in 万元."""
    return decimals(money.digits) + (0 if money.unit == "万元" else places(1 / WAN))


def _rounding(budget: Money, totals: list[Money], amount: Decimal) -> Decimal:
    """Half a last digit of each figure that is coarser than the other side needs; 0 where none is."""
    if places(amount) > _decimals(budget):
        return half(_decimals(budget))
    if places(budget.amount) > max(map(_decimals, totals)):
        return add(half(_decimals(one)) for one in totals)
    return Decimal(0)


def _unequal_sum(budget: Money, document: Document, amount: Decimal) -> Hit:
    unit = document.form.unit
    named = [(one.name, one.total) for one in document.subjects if one.total]
    left, right = aligned(counted(amount, unit), counted(budget.amount, unit))
    terms = " + ".join(digits(counted(money.amount, unit)) for _, money in named)
    shown = f"{terms} = " if len(named) <= _TERMS else f"{len(named)} 个项目合计 = "
    gap = digits(counted(abs(minus(budget.amount, amount)), unit))
    return Hit(
        budget.span,
        "预算/项目支出",
        f"部门预算的项目支出合计是 {right} {unit}，{len(named)} 个项目相加是 {left} {unit}，两边不相等",
        "请对照部门预算核对各项目的总额，看是否漏了项目；合计只包括部分项目的，把“范围”改为部分项目。",
        tuple(Related(f"{name}：{printed(money, unit)} {unit}", money.span) for name, money in named[:_TERMS]),
        f"{shown if len(named) > 1 else ''}{left}{unit} ≠ {right}{unit}，差 {gap}",
        f"{left}{unit}",
        f"{right}{unit}",
    )


class _Plan(NamedTuple):
    """测算 as read: its lines, what they come to in 万元, and by how much that may be off."""

    texts: tuple[Text, ...]
    lines: tuple[Costing, ...]
    product: Decimal
    tolerance: Decimal


def costing_mismatch(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX203 数量×单价×期数与预算不符: the declared 测算 against 总额, within the rounding of the unit prices.

    A cost indicator that puts ≤ before the same unit price makes it a ceiling: then 总额 only must not exceed it.
    """
    total = subject.total
    plan = _plan(subject.project.costing)
    if total is None or isinstance(plan, Missing):
        yield plan if isinstance(plan, Missing) else Missing("资金总额")
        return
    tolerance = add((plan.tolerance, _printed_rounding(total, plan.product, document.form)))
    ceiling = any(_is_ceiling(item, plan) for item in subject.of(COST))
    gap = minus(total.amount, plan.product)
    if gap > tolerance or (not ceiling and -gap > tolerance):
        yield _off_costing(subject, plan, total, tolerance, ceiling=ceiling)


def _plan(texts: tuple[Text, ...]) -> _Plan | Missing:
    if not texts:
        return Missing("测算（数量×单价×期数）")
    read = []
    for text in texts:
        costing = parse_costing(text.text)
        if isinstance(costing, Refusal):
            return Missing(f"能够算出金额的测算：{costing.message}")
        read.append(costing)
    product, tolerance = add(one.product for one in read), add(one.tolerance for one in read)
    return _Plan(texts, tuple(read), product, tolerance)


def _printed_rounding(total: Money, product: Decimal, form: Form) -> Decimal:
    """Half a last digit of 总额 where the form has too few decimals to print what the costing comes to."""
    if form.decimals is None or places(counted(product, form.unit)) <= form.decimals:
        return Decimal(0)
    rounding = half(decimals(printed(total, form.unit)))
    return rounding if form.unit == "万元" else times(rounding, 1 / WAN)


def _is_ceiling(item: Item, plan: _Plan) -> bool:
    return item.value.op in {LE, LT} and any(_same_price(item.value, one.unit_price.value) for one in plan.lines)


def _same_price(value: Value, price: Value) -> bool:
    """Whether an indicator states a unit price of the costing; it may leave out divisors (280元/月, 2471元)."""
    if value.kind != NUMBER or value.unit is None or price.unit is None:
        return False
    return (value.low, value.unit.base) == (price.low, price.unit.base) and set(value.unit.per) <= set(price.unit.per)


def _off_costing(subject: Subject, plan: _Plan, total: Money, tolerance: Decimal, *, ceiling: bool) -> Hit:
    left, right = aligned(plan.product, total.amount)
    sign = "＜" if ceiling else "≠"
    gap, allowed = digits(abs(minus(plan.product, total.amount))), digits(tolerance)
    span, path, others = _evidence(subject, plan)
    what = "最多是" if ceiling else "是"
    return Hit(
        span,
        path,
        f"按测算{what} {left} 万元，资金总额是 {right} 万元，两边不符",
        "请核对数量、单价、期数和总额；还有别的支出的，在测算里补一行；单价只是上限的，成本指标写“≤”；有其他原因的，写进说明。",
        (Related(f"资金总额 {right} 万元", total.span), *others),
        f"{_formula(plan)} = {left}万元 {sign} {right}万元，差 {gap}" + (f"，容差 {allowed}" if tolerance else ""),
        f"{left}万元",
        f"{right}万元",
    )


def _formula(plan: _Plan) -> str:
    texts = [text.text.partition("=")[0].strip() for text in plan.texts]
    return " + ".join(texts) if len(texts) <= _TERMS else f"{len(texts)} 行测算合计"


def _evidence(subject: Subject, plan: _Plan) -> tuple[Span, str, list[Related]]:
    """Where to point: at the indicator that states the one unit price, else at 测算; and the other places."""
    declared = [Related(f"测算：{text.text}", text.span) for text in plan.texts[:_TERMS]]
    if len(plan.lines) > 1:
        return plan.texts[0].span, "测算", declared[1:]
    (line,) = plan.lines
    prices = [one for one in subject.of(COST) if _same_price(one.value, line.unit_price.value)]
    counts = [
        Related(f"{one.name}：{one.value.raw}", one.span)
        for one in subject.of(QUANTITY)
        if any(_same_count(one.value, factor.value) for factor in line.factors if not factor.money)
    ]
    if prices:
        return prices[0].span, prices[0].value_path, [*declared, *counts]
    return plan.texts[0].span, "测算", counts


def _same_count(value: Value, factor: Value) -> bool:
    units = value.unit is not None and factor.unit is not None and value.unit.dimension == factor.unit.dimension
    return units and value.kind == NUMBER and value.base_low == factor.base_low


def goal_amounts_mismatch(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX204 目标所列金额合计与预算不符: the amounts of 绩效目标, if each of its items has one, against 总额, exactly in 元."""
    goal, total = subject.project.goal, subject.total
    if total is None or goal is None or not goal.text:
        yield Missing("绩效目标里各项的金额")
        return
    found = _item_amounts(goal.text, subject.goal_figures)
    if isinstance(found, Missing):
        yield found
        return
    yuan = [one.value.base_low or Decimal(0) for one in found]
    wanted = times(total.amount, WAN)
    # One of several amounts may be the whole, the others its parts.
    if add(yuan) != wanted and wanted not in yuan:
        yield _off_goal(goal, total, found, document.form)


def _item_amounts(goal: str, figures: tuple[Figure, ...]) -> tuple[Figure, ...] | Missing:
    """The amounts of a goal where every item has one and all of them may be added."""
    amounts = tuple(one for one in figures if one.value.is_money)
    if not amounts or not all(any(a <= one.start < b for one in amounts) for a, b in phrases(goal)):
        return Missing("绩效目标里各项的金额")
    exact = all(one.value.kind == NUMBER and one.value.op in {NONE, EQ} and not one.value.approx for one in amounts)
    if not exact or says("goal_not_addable", goal):
        return Missing("绩效目标里可以直接相加的各项金额")
    return amounts


def _off_goal(goal: Text, total: Money, found: tuple[Figure, ...], form: Form) -> Hit:
    unit = form.unit
    scale = WAN if unit == "万元" else Decimal(1)
    amount = times(add(one.value.base_low or Decimal(0) for one in found), 1 / scale)
    wanted = counted(total.amount, unit)
    left, right = aligned(amount, wanted)
    terms = " + ".join(map(_term, found)) + " = " if len(found) > 1 else ""
    # A place is shown on its line: amounts on further lines are told beside it.
    end = next((at for at in range(found[0].end, found[-1].end) if goal.text[at] == "\n"), found[-1].end)
    here, below = [one for one in found if one.end <= end], [one for one in found if one.end > end]
    return Hit(
        part(goal, here[0].start, here[-1].end),
        "绩效目标",
        f"绩效目标所列各项金额相加是 {left} {unit}，资金总额是 {right} {unit}，两边不符",
        "请核对各项金额，看是否漏项、元和万元是否写错，改到合计等于总额。",
        (
            Related(f"资金总额 {right} {unit}", total.span),
            *(Related(_term(one), part(goal, *one[:2])) for one in below),
        ),
        f"{terms}{left}{unit} ≠ {right}{unit}，差 {digits(abs(minus(wanted, amount)))}",
        f"{right}{unit}",
        f"{left}{unit}",
    )


def _term(one: Figure) -> str:
    unit = one.value.unit
    return f"{digits(one.value.low or Decimal(0))}{unit.base if unit else ''}"
