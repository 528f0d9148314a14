"""Cost indicators, money style, price caps, weights (JX205–JX209)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from jixiao.check.amounts import add, aligned, counted, digits, printed, quotient
from jixiao.check.caps import Cap, caps, counts_for, is_about, is_count, is_priced_below
from jixiao.check.facts import COST, QUANTITY, Document, Item, Subject, part
from jixiao.check.lexicon import says
from jixiao.check.period import outlasts
from jixiao.check.rule import DISPLAY, UNSAFE, Answer, Edit, Hit, Missing, NotApplicable
from jixiao.diagnostics import Related, Span
from jixiao.model.document import Indicator, Money, Text
from jixiao.model.lexicon import value_words
from jixiao.model.names import plain
from jixiao.model.pattern import Pattern
from jixiao.model.polarity import DOWN, polarity
from jixiao.model.quantity import WAN, decimals
from jixiao.model.quantity.prose import Figure, figures, phrases
from jixiao.model.quantity.records import BLANK, BUDGET, GE, GT, NONE, NUMBER, Value, times
from jixiao.model.quantity.value import parse_value

_NO_COST = NotApplicable("没有成本指标")
#: 成本控制率≤100% says no more than 控制在预算内.
_CONTROL = Pattern(r"(?:成本|预算|费用|经费|支出)控制率?$", needs=("控制",))
_WHOLE = Decimal(100)
#: How many other places of one finding are listed.
_PLACES = 12


def cost_restates_budget(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX205 成本指标等于预算总额: a cost value that is 总额 itself, 预算 in words, 100% of it, or the indicator's own name."""
    items, total = subject.of(COST), subject.total
    if not items:
        yield _NO_COST
        return
    filled = [one for one in items if one.value.kind != BLANK]
    if total is None or not filled:
        yield Missing("成本指标的指标值" if total else "资金总额")
        return
    accepted = document.profile.said("成本按总额填报") == "是"
    for item in filled:
        said = _restated(item, total, document.form.unit, accepted=accepted)
        if said:
            yield _restating(item, total, said, document.form.unit)


def _restated(item: Item, total: Money, unit: str, *, accepted: bool) -> str:
    """Why a cost controls nothing, or an empty string; `accepted`: this place wants 总额 here."""
    value = item.value
    if value.kind == BUDGET or _is_whole(value, total):
        if accepted or value.op in {GE, GT}:
            return ""
        amount = f"{printed(total, unit)} {unit}"
        return f"就是预算总额（{amount}）" if value.kind == NUMBER else "只说不超预算，没有写出控制的金额"
    if not accepted and value.is_ratio and value.low == value.high == _WHOLE and _CONTROL.search(item.name):
        return "只说不超预算，没有写出控制的金额"
    return "与指标名称相同，没有写出控制的金额" if plain(value.raw) == plain(item.name) else ""


def _is_whole(value: Value, total: Money) -> bool:
    return value.kind == NUMBER and value.is_money and value.base_low == times(total.amount, WAN)


def _restating(item: Item, total: Money, said: str, unit: str) -> Hit:
    return Hit(
        item.span,
        item.value_path,
        f"成本指标值“{item.value.raw.strip()}”{said}，看不出控制了什么成本",
        "请改成能够控制的成本，例如单价、支出标准、节约率；当地要求填总额的，写进说明。",
        (Related(f"资金总额 {printed(total, unit)} {unit}", total.span),),
    )


def cost_with_floor(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX206 成本指标用了下限或超过预算: ≥ or ＞ on a cost in money, or a cost in money that is more than 总额."""
    items, total = subject.of(COST), subject.total
    if not items or total is None:
        yield _NO_COST if not items else Missing("资金总额")
        return
    for item in items:
        if not _is_spending(item):
            continue
        if item.value.op in {GE, GT}:
            if not says("cost_floor", item.name):
                yield _floored(item)
        elif _is_over(item, total) and not outlasts(subject.project, document.department.year.text):
            yield _over(item, total)


def _is_spending(item: Item) -> bool:
    """Whether a value is money of which less is better: no saving, no entitlement."""
    value = item.value
    if value.kind != BUDGET and not value.dimension.startswith("money"):
        return False
    said = item.indicator.direction
    return polarity(item.name, item.level2, None, said.text if said else "") == DOWN


def _floored(item: Item) -> Hit:
    return Hit(
        item.span,
        item.value_path,
        f"成本指标值“{item.value.raw.strip()}”只规定了下限，花得越多越符合",
        "请改成上限，例如把“≥”改成“≤”；确实是应当给足的支出标准的，在指标名称里写明“标准”。",
        edits=tuple(_ceiling_edit(item)),
    )


def _ceiling_edit(item: Item) -> Iterator[Edit]:
    """≤ for the words of a floor that stand in front of the number."""
    text = item.indicator.value
    words = (*value_words()["ge 前"], *value_words()["gt 前"])
    sign = max((word for word in words if text and text.text.startswith(word)), key=len, default="")
    if text is not None and sign:
        yield Edit(part(text, 0, len(sign)), "≤", UNSAFE)


def _is_over(item: Item, total: Money) -> bool:
    """Whether an amount that is no unit price and no wider cost (总投资) is more than 总额."""
    value = item.value
    if not value.is_money or value.base_low is None or value.base_low <= times(total.amount, WAN):
        return False
    return not (says("unit_price", item.name) or says("cost_wider", item.name))


def _over(item: Item, total: Money) -> Hit:
    left, right = aligned(times(item.value.base_low or Decimal(0), 1 / WAN), total.amount)
    return Hit(
        item.span,
        item.value_path,
        f"成本指标值“{item.value.raw.strip()}”比资金总额 {right} 万元还多",
        "请核对成本指标值和总额，看元和万元是否写错；金额不限于本项目当年资金的，在指标名称里写明。",
        (Related(f"资金总额 {right} 万元", total.span),),
        f"{left}万元 ＞ {right}万元，差 {digits(add((Decimal(left), -Decimal(right))))}",
        f"≤{right}万元",
        f"{left}万元",
    )


class _Place(NamedTuple):
    """An amount in the document: where, as typed, and its style (decimals of a cell, unit of a text)."""

    span: Span
    path: str
    said: str
    style: str
    edit: Edit | None = None


def mixed_money_style(document: Document) -> Iterator[Answer]:
    """JX207 金额单位或小数位不统一: decimals of the money cells, and 元 beside 万元 in texts; unit prices are free.

    A form with fixed decimals pads its cells, so only one that prints 原样 can mix them. One finding for a document.
    """
    cells = list(_cells(document)) if document.form.decimals is None else []
    uneven = list({one.style: one for one in reversed(cells)}.values())[::-1]
    others = list(_odd_units(document))
    if len(uneven) > 1 or others:
        yield _mixed(cells if len(uneven) > 1 else [], uneven, others, document.form.unit)


def _cells(document: Document) -> Iterator[_Place]:
    """The money cells by their decimals, one a project and style."""
    unit = document.form.unit
    for subject in document.subjects:
        seen = set()
        for fund in subject.project.funds:
            if fund.money is None or not fund.money.amount:
                continue
            said = printed(fund.money, unit)
            style = _decimal_words(decimals(said))
            if style not in seen:
                seen.add(style)
                yield _Place(fund.money.span, f"资金/{fund.key}", said, style)


def _decimal_words(count: int) -> str:
    return f"有 {count} 位小数" if count else "没有小数"


def _odd_units(document: Document) -> Iterator[_Place]:
    """Whole amounts in texts that are not in the unit of the form: 元 from 1 万元 up, or 万元 in a form of 元."""
    unit = document.form.unit
    for path, text, found in _money_texts(document):
        sentences = phrases(text.text)
        for one in found:
            if _is_odd(one.value, unit) and not _is_price(text.text, one, sentences):
                span, said = part(text, one.start, one.end), text.text[one.start : one.end]
                yield _Place(span, path, said, "", _converted(span, said, one.value, unit))


def _money_texts(document: Document) -> Iterator[tuple[str, Text, tuple[Figure, ...]]]:
    """The texts that speak of money, with their figures: prose, and the values of indicators that are no unit price."""
    for path, text in document.texts():
        if "元" in text.text:
            yield path, text, figures(text.text)
    for subject in document.subjects:
        project = subject.project
        if project.purpose is not None and "元" in project.purpose.text:
            yield "资金用途", project.purpose, figures(project.purpose.text)
        if project.goal is not None and "元" in project.goal.text:
            yield "绩效目标", project.goal, subject.goal_figures
        for item in subject.items:
            value = item.indicator.value
            if value is not None and item.value.is_money and not says("unit_price", item.name):
                yield item.value_path, value, (Figure(0, len(value.text), item.value, item.name),)


def _is_price(text: str, one: Figure, sentences: tuple[tuple[int, int], ...]) -> bool:
    """Whether the sentence speaks of a unit price or a standard."""
    return any(a <= one.start < b and says("unit_price", text, a, b) for a, b in sentences)


def _is_odd(value: Value, unit: str) -> bool:
    if not value.is_money or value.unit is None or value.base_low is None:
        return False
    return value.unit.base == "元" and value.base_low >= WAN if unit == "万元" else value.unit.base == "万元"


def _converted(span: Span, said: str, value: Value, unit: str) -> Edit | None:
    """The amount in the unit of the form, for people to see; nobody changes an amount for them."""
    if value.kind != NUMBER or value.op != NONE or value.approx:
        return None
    amount = counted(times(value.base_low or Decimal(0), 1 / WAN), unit)
    return Edit(span, f"{digits(amount)}{' ' if ' ' in said else ''}{unit}", DISPLAY)


def _mixed(cells: list[_Place], uneven: list[_Place], others: list[_Place], unit: str) -> Hit:
    places = [*cells, *others]
    first = places[0]
    other = "元" if unit == "万元" else "万元"
    said = []
    if cells:
        said.append("资金金额的小数位不一样，" + "，".join(f"“{one.said}”{one.style}" for one in uneven))
    if others:
        several = f"等 {len(others)} 处" if len(others) > 1 else ""
        said.append(f"表内金额用{unit}，文字里“{others[0].said}”{several}用了{other}")
    related = [
        Related(f"“{one.said}”{one.style}".strip(), one.span)
        for one in places[1:]
        if one.style != first.style or not one.style
    ]
    edits = tuple(one.edit for one in others if one.edit)
    example = f"，例如“{edits[0].text}”" if edits else ""
    return Hit(
        first.span,
        first.path,
        "；".join(said),
        f"建议全文统一用{unit}{example}，小数位数一致。",
        tuple(related[:_PLACES]),
        value="、".join([*(one.style for one in uneven if cells), *([other] if others else [])]),
        edits=edits,
    )


def unit_price_over_cap(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX208 单价高于配备标准: 总额 ÷ the number bought against the cap of the declared or named category; a question."""
    total = subject.total
    cap = next((one for one in caps(document) if is_about(subject, one)), None)
    if cap is None or total is None:
        yield NotApplicable("没有这类项目的配备标准")
        return
    counts = [one for one in subject.of(QUANTITY) if is_count(one)]
    if len(counts) != 1 or not counts_for(counts[0], cap):
        yield Missing(f"{cap.category}的购置数量")
        return
    number = counts[0].value.low or Decimal(0)
    if total.amount > times(cap.limit, number) and not is_priced_below(subject, cap):
        yield _dear(counts[0], total, number, cap)


def _dear(count: Item, total: Money, number: Decimal, cap: Cap) -> Hit:
    counter = count.value.unit.base if count.value.unit else ""
    unit = f"万元/{counter}"
    equals, price = quotient(total.amount, number)
    limit = digits(cap.limit)
    return Hit(
        total.span,
        "资金/总额",
        f"总额除以购置数量，平均 {price} {unit}，高于{cap.category} {limit} {unit}的参考上限，请核实",
        "请核实配置类别、是否含税和现行配备标准；总额里还有其他支出的，在测算里分开写。",
        (Related(f"{count.name}：{count.value.raw}", count.span),),
        f"{digits(total.amount)}万元 ÷ {digits(number)}{counter} {equals} {price}{unit} ＞ {limit}{unit}",
        f"≤{limit}{unit}",
        f"{price}{unit}",
    )


def weight_sum_mismatch(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX209 权重合计不符: the weights of all indicators, and of each 一级指标, against the sums of the profile, exactly."""
    indicators = subject.project.indicators
    weights = [(one, _weight(one)) for one in indicators]
    if not any(one.weight is not None and one.weight.text for one in indicators):
        shown = "权重" in document.form.columns
        yield Missing("指标的权重") if shown else NotApplicable("表上没有权重一栏")
        return
    sums = _sums(document.profile.words("权重合计") or ())
    unread = [one.name.text for one, weight in weights if weight is None]
    if not sums or unread:
        yield Missing(
            f"“{unread[0]}”等 {len(unread)} 个指标的权重" if unread else "当地规定的权重合计（参数“权重合计”）"
        )
        return
    known = [(one, weight) for one, weight in weights if weight is not None]
    yield from _off_weights(known, "绩效指标", "全部指标", sums)
    yield from _off_groups(known, document)


def _sums(words: tuple[str, ...]) -> tuple[Decimal, ...]:
    """The sums that are allowed; what is no number is passed over."""
    return tuple(one.low for one in map(parse_value, words) if one.low is not None)


def _weight(one: Indicator) -> Decimal | None:
    value = parse_value(one.weight.text) if one.weight else None
    fits = value is not None and value.kind == NUMBER and value.op == NONE
    return value.low if value is not None and fits and value.dimension in {"", "分", "ratio"} else None


def _off_groups(known: list[tuple[Indicator, Decimal]], document: Document) -> Iterator[Hit]:
    """The groups, if the project has each that the profile names (a missing one gives its points to another)."""
    level1 = document.form.level2
    said = document.profile.table("一级权重") or {}
    groups = {key.removesuffix("指标"): _sums((text,)) for key, text in said.items()}
    rows = {key: [row for row in known if level1.get(row[0].group, "").removesuffix("指标") == key] for key in groups}
    if all(rows.values()):
        for key, ours in rows.items():
            if groups[key]:
                yield from _off_weights(ours, f"绩效指标/{level1[ours[0][0].group]}", f"{key}指标", groups[key])


def _off_weights(
    rows: list[tuple[Indicator, Decimal]], path: str, what: str, sums: tuple[Decimal, ...]
) -> Iterator[Hit]:
    amount = add(weight for _, weight in rows)
    if amount in sums:
        return
    first, *others = [one.weight for one, _ in rows if one.weight is not None]
    right = "或 ".join(digits(one) for one in sums)
    terms = " + ".join(digits(weight) for _, weight in rows)
    yield Hit(
        first.span,
        path,
        f"{what}的权重合计是 {digits(amount)}，应当是 {right}",
        "请核对各指标的权重，改到合计相符。",
        tuple(Related(f"权重 {one.text}", one.span) for one in others),
        f"{terms} = {digits(amount)} ≠ {right}",
        right,
        digits(amount),
    )
