"""Whether name, place and target of an indicator fit each other (JX404–JX407, JX414–JX416)."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from jixiao.check.facts import COST, QUANTITY, Document, Item, Subject
from jixiao.check.rule import Answer, Hit
from jixiao.check.targets import (
    AREA,
    COUNTER,
    DAY,
    ENERGY,
    LENGTH,
    MONEY,
    PERIODS,
    RATIO,
    TIME,
    VOLUME,
    WEIGHT,
    bare_name,
    bracket,
    class_of,
    ends_in,
    has_any,
    is_blank,
    name_place,
    percent,
    unbracketed,
    unquoted,
    unvalued,
    value_place,
    words,
)
from jixiao.model.pattern import Pattern
from jixiao.model.polarity import DOWN, lexicon_polarity
from jixiao.model.quantity.value import EQ, GE, GT, LE, LT, NONE, NUMBER, RANGE, Value

_SHARE_MARKS = "率比%％"
_STOPS = Pattern(r"[，；。]|(?<!\d)[,;]|[,;](?!\d)", needs="，；。,;")
#: From here on a share of something bad cannot be meant.
_HALF = Decimal(50)
_MEASURED = frozenset({RATIO, MONEY, DAY, AREA, LENGTH, VOLUME, WEIGHT, ENERGY})
#: What the value of a measure cannot be, by what its name says it is.
_WRONG = {
    RATIO: frozenset({MONEY, DAY, AREA, LENGTH, VOLUME, WEIGHT, ENERGY, TIME, COUNTER}),
    COUNTER: _MEASURED | {TIME},
    "数量": frozenset({RATIO, MONEY, DAY}),
    AREA: frozenset({RATIO, MONEY, DAY, LENGTH, VOLUME, WEIGHT, ENERGY, TIME, COUNTER}),
}


def name_unit_mismatch(subject: Subject, document: Document) -> Iterator[Answer]:  # noqa: ARG001 - all rules are called alike
    """JX404 指标名与单位不符: 率、比例 need a share, 次数、人数、数量 a count, 面积 an area; texts and missing units are not judged."""
    for item in subject.items:
        wanted = _wanted(item.name)
        if wanted and is_blank(item):
            yield unvalued(item)
        elif wanted:
            found = _found(item, wanted)
            if found in _WRONG[wanted]:
                yield _mismatch(item, wanted, found)


def _mismatch(item: Item, wanted: str, found: str) -> Hit:
    return Hit(
        item.span,
        item.value_path,
        f"指标名称“{item.name}”说的是{wanted}，指标值“{item.value.raw}”却是{found}，两者对不上",
        "核对这一行：名称和指标值按同一个意思改成一致。",
        related=(name_place(item),),
        expected=wanted,
        actual=f"{item.value.raw}（{found}）",
    )


def _wanted(name: str) -> str:
    """What the end of a name says it measures, a key of `_WRONG`; empty where it says nothing sure."""
    bare, inside = bare_name(name), bracket(name)
    if (inside and any(sign in inside for sign in _SHARE_MARKS)) or _is_pair(bare):
        return ""
    if ends_in("measures", "比率名", bare):
        return "" if ends_in("measures", "非比率名", bare) else RATIO
    if ends_in("measures", "个数名", bare):
        return COUNTER
    if ends_in("measures", "面积名", bare):
        return AREA
    return "数量" if ends_in("measures", "数量名", bare) else ""


def _is_pair(name: str) -> bool:
    """Whether a name has two measures (培训人数及合格率): JX416 speaks of it."""
    if "及" not in name and "和" not in name and "与" not in name and "、" not in name:
        return False
    return any(_is_measure(name[:at]) for at, char in enumerate(name) if char in "及和与、")


def _is_measure(name: str) -> bool:
    """Whether a name ends in a count, an area or a rate (of a share, not of a speed)."""
    if any(ends_in("measures", group, name) for group in ("个数名", "数量名", "面积名")):
        return True
    return name.endswith("率") and not name.endswith(("效率", "频率", "功率", "速率"))


def _found(item: Item, wanted: str) -> str:
    """What a value measures; empty where it may fit after all: 2人/万车 as a rate, an amount as 资金拨付数量."""
    found, unit = class_of(item.value), item.value.unit
    if found == MONEY:
        return "" if wanted == "数量" and has_any("measures", "资金词", item.name) else found
    divided = unit is not None and any(one not in PERIODS for one in unit.per)
    return "" if wanted == RATIO and divided else found


def measure_under_wrong_level2(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX405 指标归类不当: a share under 数量指标, or one under 成本指标 whose name speaks of no cost."""
    allowed = (*(document.profile.words("数量可用比率") or ()), *words("measures", "数量通用比率"))
    for item in subject.of(QUANTITY, COST):
        if is_blank(item):
            yield unvalued(item)
        elif not item.value.is_ratio:
            continue
        elif (
            item.kind == QUANTITY
            and not any(word in item.name for word in allowed)
            and _wanted(item.name) in {"", RATIO}
        ):
            yield _misplaced(
                item,
                "数量指标应当写做多少个、多少次、多大面积，这一项是比率",
                "比率移到质量指标或时效指标下；数量指标改写工作量。",
            )
        elif item.kind == COST and not has_any("measures", "成本词", item.name):
            yield _misplaced(
                item,
                "成本指标应当写花多少钱或节约多少，这一项是比率，名称里也没有成本、费用的意思",
                "移到质量指标或效益指标下；成本指标改写单价、总成本或节约率。",
            )


def _misplaced(item: Item, why: str, advice: str) -> Hit:
    return Hit(
        item.indicator.name.span,
        f"{item.path}/名称",
        f"“{item.name}”（{item.value.raw}）放在{item.level2}下：{why}",
        advice,
        related=(value_place(item),),
    )


def inverted_polarity(subject: Subject, document: Document) -> Iterator[Answer]:  # noqa: ARG001
    """JX406 负向指标目标值偏高: a share of something bad (投诉率, 非正常运转率) whose target is a floor or half and more."""
    for item in subject.items:
        if not _is_bad(item.name):
            continue
        if is_blank(item):
            yield unvalued(item)
        elif _is_high(item.value):
            yield Hit(
                item.span,
                item.value_path,
                f"“{item.name}”越低越好，指标值“{item.value.raw}”却要求高：要么数值写反了，要么名称写错了（例如把“正常”写成“非正常”）",
                "考核坏的情况就写上限，例如“≤5%”；考核好的情况就改名称。",
                related=(name_place(item),),
            )


@cache
def _bad() -> Pattern:
    bad = "|".join(map(re.escape, sorted(words("measures", "坏事"), key=len, reverse=True)))
    behind = "|".join(map(re.escape, sorted(words("measures", "坏事后"), key=len, reverse=True)))
    return Pattern(rf"(?<![无零未不])(?:{bad})(?:发生|出现)?(?:{behind})", needs=words("measures", "坏事"))


def _is_bad(name: str) -> bool:
    match = _bad().search(name)
    return match is not None and not has_any("measures", "补救", name)


def _is_high(value: Value) -> bool:
    share = percent(value)
    if share is None:
        return False
    return value.op in {GE, GT} or (value.op in {NONE, EQ} and share.low >= _HALF)


def capped_output(subject: Subject, document: Document) -> Iterator[Answer]:  # noqa: ARG001
    """JX407 产出数量只设上限: ≤ or ＜ on a count under 数量指标, so that doing nothing would do."""
    for item in subject.of(QUANTITY):
        if is_blank(item):
            yield unvalued(item)
        elif item.value.op in {LE, LT} and class_of(item.value) == COUNTER and not _is_limit(item.name):
            yield Hit(
                item.span,
                item.value_path,
                f"数量指标“{item.name}”只写了上限“{item.value.raw}”，一个不做也算达到",
                "产出数量写要做到多少，例如用“≥”或“=”；确实是限额的，在名称中写明。",
                related=(name_place(item),),
            )


def _is_limit(name: str) -> bool:
    """Whether a ceiling is what such a measure needs: limits of staff and spending, and what is better the less there is."""
    return has_any("measures", "限额", name) or lexicon_polarity(name) == DOWN


def yes_no_as_percentage(subject: Subject, document: Document) -> Iterator[Answer]:  # noqa: ARG001
    """JX414 是否类指标用百分比: 名称 asks 是否 (outside quotations and titles) and 指标值 is a share."""
    for item in subject.items:
        if "是否" not in item.name or "是否" not in unquoted(item.name):
            continue
        if is_blank(item):
            yield unvalued(item)
        elif item.value.is_ratio:
            yield Hit(
                item.indicator.name.span,
                f"{item.path}/名称",
                f"“{item.name}”只能回答是或否，指标值“{item.value.raw}”是百分比",
                "指标值写“是”；要用百分比衡量，就把名称改成“……率”。",
                related=(value_place(item),),
            )


def sentence_as_indicator(subject: Subject, document: Document) -> Iterator[Answer]:  # noqa: ARG001
    """JX415 指标名写成句子: 名称 holds ，；。 (of any width) outside brackets, quotations and titles."""
    for item in subject.items:
        if _STOPS.search(item.name) and _STOPS.search(unbracketed(item.name).rstrip("，；。,; ")):
            yield Hit(
                item.indicator.name.span,
                f"{item.path}/名称",
                f"指标名称“{item.name}”写成了句子，看不出衡量的是哪一项",
                "名称改成一个可以衡量的短语，例如“……率”“……数量”；几项要求分成几个指标。",
            )


def two_measures_one_value(subject: Subject, document: Document) -> Iterator[Answer]:  # noqa: ARG001
    """JX416 一个指标含两项度量: two measures or two jobs joined by 及、和、与 in 名称, and one number for both."""
    for item in subject.items:
        if item.value.kind in {NUMBER, RANGE} and _has_two(item):
            yield Hit(
                item.indicator.name.span,
                f"{item.path}/名称",
                f"“{item.name}”含有两项内容，指标值只有一个“{item.value.raw}”，看不出是哪一项的",
                "分成两个指标，各写各的指标值。",
                related=(value_place(item),),
            )


#: 及 of 普及率, 与 of 参与率, 和 of 和谐 join nothing.
_JOINT = Pattern(r"(?<![普以])及(?![时格第其])|以及|(?<!共)和(?![谐平睦解])|(?<![参给授])与(?!会)|、", needs="及和与、")


def _has_two(item: Item) -> bool:
    parts = [one for one in (piece.strip() for piece in _JOINT.split(bare_name(item.name))) if one]
    if len(parts) <= 1:
        return False
    if sum(ends_in("measures", "度量尾", one) for one in parts) > 1:
        return True
    return not item.value.is_ratio and all(ends_in("measures", "工作尾", one) for one in parts)
