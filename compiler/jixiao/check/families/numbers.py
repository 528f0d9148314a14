"""Numbers of 指标值: units, spelling, possibility, operators, sameness (JX401–JX403, JX410, JX417)."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from jixiao.check.facts import COST, TIMELINESS, Document, Item, Subject, part
from jixiao.check.lexicon import table
from jixiao.check.rule import SAFE, Answer, Edit, Hit, NotApplicable
from jixiao.check.targets import (
    COUNTER,
    bare_name,
    bracket,
    class_of,
    ends_in,
    has_any,
    is_blank,
    is_known,
    percent,
    plain_unit,
    said_beside,
    unvalued,
)
from jixiao.diagnostics import Related, Span
from jixiao.model.document import Text
from jixiao.model.pattern import Pattern
from jixiao.model.polarity import DOWN, UP
from jixiao.model.quantity.folding import fold
from jixiao.model.quantity.prose import Figure, figures
from jixiao.model.quantity.value import GT, NONE, NUMBER, RANGE, Value

_FULL = Decimal(100)
#: What goes on with a Latin unit: m in mg, m in m².
_LATIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz²³")
_CALENDAR = Pattern(r"(?:19|20)\d\d(?:\.\d{1,2})?", re.ASCII, needs=("19", "20"))
#: Measures whose name holds the divisor: 亿元GDP死亡率, 万车死亡率, 十万人发病率, 每万人拥有律师数.
_PER_MANY = Pattern(
    r"(?:亿|万|千)(?:元|人|人口|车|台|户|吨|公里|小时|件|例)?[A-Z]*[^\W\x00-\xff]*率$|每[百十]?[百千万亿]",
    needs="亿万千每",
)
#: Names of shares and scores.
_SHARE_OR_SCORE = ("率", "度", "比例", "占比", "比重")
_PERCENT = ("%", "％", "﹪", "百分")


def number_without_unit(subject: Subject, document: Document) -> Iterator[Answer]:  # noqa: ARG001 - all rules are called alike
    """JX401 数值缺单位: 指标值 is a number other than 0, and no unit is said in it, in 名称, 描述 or 备注."""
    for item in subject.items:
        if is_blank(item):
            yield unvalued(item)
        elif _lacks_unit(item) and not _has_unit_elsewhere(item) and not _is_year(item):
            yield Hit(
                item.span,
                item.value_path,
                _unitless(item),
                _unit_advice(item),
            )


def _unitless(item: Item) -> str:
    raw = item.value.raw.strip()
    if raw.endswith(("万", "亿")):
        return f"“{raw}”只写到“{raw[-1]}”，没有计量单位"
    share = bare_name(item.name).endswith(_SHARE_OR_SCORE)
    return f"“{raw}”只有数字，没有计量单位" + ("，看不出是百分比还是分数" if share else "")


def _unit_advice(item: Item) -> str:
    """What to type: in money for a cost, in the unit that the name itself says (吨数), else by examples; % is never assumed."""
    raw, name = item.value.raw.strip(), bare_name(item.name)
    if raw.endswith(("万", "亿")):
        if item.kind == COST or name.endswith("额") or has_any("measures", "资金词", name):
            return f"补上计量单位，金额写成“{raw}元”。"
        return f"补上计量单位，例如“{raw}人”“{raw}个”。"
    if item.kind == COST:
        return f"补上计量单位，写明是元还是万元，例如“{raw}万元”。"
    counted = name.removesuffix("数")
    unit = next((counted[-size:] for size in (2, 1) if counted != name and is_known(counted[-size:])), "")
    if unit:
        return f"名称说的是{unit}数，指标值写成“{raw}{unit}”。"
    if name.endswith(_SHARE_OR_SCORE):
        return f"按实际含义补上计量单位，例如百分比写“{raw}%”，分数写“{raw}分”。"
    return "按实际含义补上计量单位，例如人、个、次、公里。"


def _lacks_unit(item: Item) -> bool:
    value = item.value
    return value.kind in {NUMBER, RANGE} and value.unit is None and bool(value.low or value.high)


def _has_unit_elsewhere(item: Item) -> bool:
    """Whether 名称 or 备注 gives the unit (培训人数（人）), or the measure has none by nature (指数, 师生比, 排名)."""
    name = bare_name(item.name)
    if ends_in("numbers", "无单位", name) or _PER_MANY.search(name):
        return True
    inside = bracket(item.name).removeprefix("单位").lstrip("：:").strip()
    remark = item.indicator.remark.text.strip() if item.indicator.remark else ""
    if any(text and is_known(fold(text).partition("/")[0]) for text in (inside, remark)):
        return True
    return "单位：" in f"{item.name}{said_beside(item)}"


def _is_year(item: Item) -> bool:
    """A year or month typed without 年: JX408 speaks of it."""
    return item.kind == TIMELINESS and _CALENDAR.fullmatch(item.value.raw.strip()) is not None


class _Spelled(NamedTuple):
    """One unit as spelled in one 指标值."""

    unit: str
    word: str
    span: Span
    item: Item


def inconsistent_unit_spelling(document: Document) -> Iterator[Answer]:
    """JX402 同一单位写法不一: one unit of measure is spelled in two ways in the 指标值 of a document."""
    found: dict[str, list[_Spelled]] = {}
    for subject in document.subjects:
        for item in subject.items:
            for one in _spelled(item):
                found.setdefault(one.unit, []).append(one)
    for unit, uses in found.items():
        if len({one.word for one in uses}) > 1:
            yield _uneven(unit, uses)


def _uneven(unit: str, uses: list[_Spelled]) -> Hit:
    odd = [one for one in uses if one.word != unit]
    first = odd[0]
    counts = "、".join(f"“{word}”{count}处" for word, count in Counter(one.word for one in uses).most_common())
    others = tuple(Related(f"{one.item.name}：{one.item.value.raw}", one.span) for one in uses if one is not first)
    return Hit(
        first.span,
        first.item.value_path,
        f"同一计量单位在本文件中写法不一：{counts}",
        f"统一写成“{unit}”。",
        related=others,
        value="、".join(sorted({one.word for one in uses})),
        edits=tuple(Edit(one.span, unit, SAFE) for one in odd if _stands_at(one)),
    )


def _stands_at(one: _Spelled) -> bool:
    """Whether the source holds the spelling as such: one typed as an escape has no place of its own to correct."""
    source, start, end = one.span
    return source.text[start:end] == one.word


def _spelled(item: Item) -> Iterator[_Spelled]:
    unit, text = item.value.unit, item.indicator.value
    if unit is None or text is None:
        return
    canonical = {plain_unit(name) for name in (unit.base, *unit.per)}
    spellings = _spellings()
    if not any(name in table("unit-spellings") for name in canonical):
        return
    for start, word in _spelled_units(text.text):
        if spellings[word] in canonical:
            yield _Spelled(spellings[word], word, part(text, start, start + len(word)), item)


@cache
def _spellings() -> dict[str, str]:
    """Unit by spelling."""
    rows = table("unit-spellings").items()
    return {word: unit for unit, others in rows for word in (unit, *others)}


def _spelled_units(text: str) -> Iterator[tuple[int, str]]:
    """Spellings where a unit stands: behind a digit, a multiplier, a slash or 每, and not inside a longer Latin word."""
    at = 1
    while at < len(text):
        word = _longest_unit(text, at) if _stands_before_unit(text[at - 1]) else ""
        if word:
            yield at, word
        at += len(word) or 1


def _stands_before_unit(char: str) -> bool:
    return char in "万亿千百/／·*、每(（" or char.isdecimal() or char.isspace()


def _longest_unit(text: str, start: int) -> str:
    """The longest spelling at `start`; empty where there is none."""
    for word in _spellings_by_first().get(text[start], ()):
        if text.startswith(word, start) and text[start + len(word) : start + len(word) + 1] not in _LATIN:
            return word
    return ""


@cache
def _spellings_by_first() -> dict[str, list[str]]:
    """Spellings by their first character, the longest first."""
    found: dict[str, list[str]] = {}
    for word in sorted(_spellings(), key=len, reverse=True):
        found.setdefault(word[0], []).append(word)
    return found


def impossible_number(document: Document) -> Iterator[Answer]:
    """JX403 数值不可能实现: a bounded share (及时率, 合格率 …) beyond 100 %, or a negative count, in 指标值 and in prose."""
    yield from _impossible_in(document.department.overall, "总体绩效目标")
    for goal in document.department.subgoals:
        base = f"分项绩效目标/{goal.name.text}"
        yield from _impossible_in(goal.goal, f"{base}/绩效目标")
        yield from _impossible_in(goal.measures, f"{base}/绩效指标")
    for subject in document.subjects:
        goal_text = subject.project.goal
        if goal_text is not None and _has_percent(goal_text.text):
            yield from _of_figures(goal_text, "绩效目标", subject.goal_figures)
        yield from _impossible_values(subject)


def _impossible_in(text: Text | None, path: str) -> Iterator[Hit]:
    if text is not None and _has_percent(text.text):
        yield from _of_figures(text, path, figures(text.text))


def _has_percent(text: str) -> bool:
    return any(sign in text for sign in _PERCENT)


def _of_figures(text: Text, path: str, found: tuple[Figure, ...]) -> Iterator[Hit]:
    for one in found:
        if _passes_full(one.name, one.value):
            yield _beyond(part(text, one.start, one.end), path, one.name, one.value.raw)


def _impossible_values(subject: Subject) -> Iterator[Hit]:
    for item in subject.items:
        if _passes_full(item.name, item.value):
            yield _beyond(item.span, item.value_path, item.name, item.value.raw)
        elif _is_negative_count(item):
            yield Hit(
                item.span,
                item.value_path,
                f"“{item.name}”是个数，指标值“{item.value.raw}”是负数，不可能实现",
                "核对数值。",
            )


def _beyond(span: Span, path: str, name: str, raw: str) -> Hit:
    return Hit(
        span,
        path,
        f"“{name}”最高是100%，“{raw}”超过了100%，不可能实现",
        "改为不超过100%的数值，例如“≥95%”；要求全部做到时写“100%”。",
        expected="不超过100%",
        actual=raw,
    )


def _passes_full(name: str, value: Value) -> bool:
    share = percent(value)
    if share is None or share.high < _FULL or (share.high == _FULL and value.op != GT):
        return False
    bare = bare_name(name)
    return ends_in("numbers", "有上限", bare) and not has_any("numbers", "可超限", bare)


def _is_negative_count(item: Item) -> bool:
    value = item.value
    if value.low is None or value.low >= 0 or class_of(value) != COUNTER:
        return False
    return not has_any("numbers", "可为负", item.name)


def bare_number(subject: Subject, document: Document) -> Iterator[Answer]:  # noqa: ARG001
    """JX410 数值无比较符号: 指标值 is a number other than 0 with a unit, and nothing says whether more or less is meant."""
    for item in subject.items:
        if is_blank(item):
            yield unvalued(item)
        elif _is_bare(item.value) and not _is_schedule(item):
            yield Hit(
                item.span,
                item.value_path,
                f"“{item.value.raw}”前面没有比较符号，看不出是至少、至多还是正好",
                _sign_advice(item),
            )


def _is_bare(value: Value) -> bool:
    return value.kind == NUMBER and value.op == NONE and value.unit is not None and not value.approx and bool(value.low)


def _is_schedule(item: Item) -> bool:
    """Whether a 时效 value is an order of the day and no target to pass: 全年24小时, 每月1次."""
    return item.kind == TIMELINESS and item.value.raw.strip().startswith(("全年", "全天", "每"))


def _sign_advice(item: Item) -> str:
    sign = {UP: "≥", DOWN: "≤"}.get(item.polarity)
    raw, share = item.value.raw.strip(), percent(item.value)
    if share is not None and share.low == _FULL and sign != "≤":
        return f"写明比较符号，要求全部做到的写“={raw}”。"
    if sign:
        return f"写明比较符号，例如“{sign}{raw}”。"
    if item.kind == COST:
        return f"写明比较符号：固定的标准写“={raw}”，只规定上限的写“≤{raw}”。"
    return f"写明比较符号：至少写“≥{raw}”，至多写“≤{raw}”，正好写“={raw}”。"


def same_target_everywhere(document: Document) -> Iterator[Answer]:
    """JX417 多数指标取值相同: the most frequent share makes up 相同取值比例 or more of all shares of a document."""
    least, limit = document.profile.number("相同取值个数"), document.profile.number("相同取值比例")
    if least is None or limit is None:
        yield NotApplicable("配置没有规定相同取值的个数和比例")
        return
    shares = [item for subject in document.subjects for item in subject.items if item.value.is_ratio]
    if len(shares) < least:
        yield NotApplicable(f"比率类指标值不足{least}个")
        return
    # Not `most_common(1)`, which imports a module for that.
    top, count = max(Counter(percent(item.value) for item in shares).items(), key=itemgetter(1))
    if count * _FULL < limit * len(shares):
        return
    same = [item for item in shares if percent(item.value) == top]
    yield _uniform(same, len(shares), limit)


def _uniform(same: list[Item], total: int, limit: Decimal) -> Hit:
    share = percent(same[0].value)
    number = f"{share.low.normalize():f}%" if share else same[0].value.raw
    rate = Decimal(len(same)) * _FULL / total
    return Hit(
        same[0].span,
        "",
        f"{total}个比率类指标值中有{len(same)}个是{number}，请核实是不是按各项工作的实际情况确定的",
        "逐项核对，按上年实际、行业标准或计划要求分别确定。",
        related=tuple(Related(f"{one.name}：{one.value.raw}", one.span) for one in same[1:]),
        trace=f"{len(same)}个 ÷ {total}个 = {rate:.1f}% ≥ {limit:f}%",
        value=number,
    )
