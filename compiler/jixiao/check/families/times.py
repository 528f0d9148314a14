"""Dates, scales and satisfaction: is the target measurable at all (JX408, JX409, JX411–JX413)."""

import re
from collections.abc import Iterator

from jixiao.check.facts import BENEFITS, QUALITY, QUANTITY, SATISFACTION, TIMELINESS, Document, Item, Subject
from jixiao.check.rule import Answer, Hit, NotApplicable
from jixiao.check.targets import (
    RATIO,
    beside,
    class_of,
    has_any,
    is_blank,
    is_placeholder,
    is_vague,
    name_place,
    percent,
    places,
    said_beside,
    unvalued,
    words,
)
from jixiao.model.pattern import Pattern
from jixiao.model.quantity.value import BUDGET, DATE, GT, LE, LT, TEXT, Value

#: A year alone is no time in a table of one year; with 底, 初, 内 behind it it is.
_YEAR = Pattern(r"(?:19|20)\d\d\s*年度?(?![初中末底内前])", re.ASCII, needs="年")
_BARE_YEAR = Pattern(r"((?:19|20)\d\d)\s*(?:年度?)?", re.ASCII, needs=("19", "20"))
_MOMENT = Pattern(
    r"\d\s*(?:年|个?月|个?季|周|日|天|号|个?小时|时|点|分钟|秒|个?工作日|学期|旬|[/.·•-]\d)"
    r"|[一二三四五六七八九十两半]+\s*(?:年|个?月|个?季|周|日|天|个?小时|个?工作日|学期)"
    r"|[节日周月](?:前后?|后|期间|当天)"
    r"|各\s*[\d一两]+\s*(?:次|期|批)"
    r"|每\s*(?:个|一)?(?:日|天|周|月|季|年|学期|次|班|晚|批|期|旬)",
    needs="年月季周日天号时点钟秒期旬节各每/.·•-",
)
_GRADE = Pattern(r"\d\s*(?:%|％|分)|[一二三四五六七八九]成|百分之", needs="%％分成")


def timeliness_without_time(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX408 只写年度或无具体时间: a 时效 value that is the bare year, a share of nothing timely, or a text without any time."""
    items = subject.of(TIMELINESS)
    if not items:
        yield NotApplicable("没有时效指标")
    for item in items:
        if is_blank(item):
            yield unvalued(item)
            continue
        why = _untimely(item, document.department.year.text.strip())
        if why:
            yield Hit(
                item.span,
                item.value_path,
                why,
                "写明完成的时点、期限或频次，例如“10月底前”“15个工作日内”“每月25日前”；或写及时率。",
                related=(name_place(item),),
            )


def _untimely(item: Item, year: str) -> str:
    """Why a 时效 value says no time; empty where it does."""
    value = item.value
    if _is_bare_year(value, year):
        return f"时效指标只写了“{value.raw}”，整张表都是这一年的，看不出什么时候完成"
    if value.is_ratio:
        return "" if _is_timely(item) else f"“{value.raw}”不是时间，名称“{item.name}”里也没有及时、按时等字样"
    if value.kind != TEXT or is_placeholder(value.raw):
        return ""
    return _untimely_text(item)


def _is_bare_year(value: Value, year: str) -> bool:
    match = _BARE_YEAR.fullmatch(value.raw.strip().lstrip("=≤≥<>＝"))
    return match is not None and match.group(1) == year and (value.date is None or not value.date.part)


def _is_timely(item: Item) -> bool:
    said = beside(item)
    return has_any("times", "按时词", said) or _has_time(said)


def _untimely_text(item: Item) -> str:
    text = item.value.raw.strip()
    if text in words("times", "全年"):
        ends = has_any("times", "完成词", item.name) and not _has_time(beside(item))
        return f"“{item.name}”有做完的时候，指标值只写“{text}”，看不出什么时候完成" if ends else ""
    if _has_time(text) or _has_time(beside(item)) or (_GRADE.search(text) and _is_timely(item)):
        return ""
    return f"“{text}”没有写明时点、期限或频次"


def _has_time(text: str) -> bool:
    """Whether a text says a date, a period or a frequency; two years make a period."""
    rest, years = _YEAR.subn("", text)
    return years > 1 or _MOMENT.search(rest) is not None or has_any("times", "时间词", rest)


def unscaled_qualitative_value(subject: Subject, document: Document) -> Iterator[Answer]:  # noqa: ARG001 - all rules are called alike
    """JX409 定性值无分级分档: a text under 数量, 质量 or 效益 that has no 分档 and cannot be answered by yes or no."""
    for item in subject.of(QUANTITY, QUALITY, *BENEFITS):
        if is_blank(item):
            yield unvalued(item)
        elif is_vague(item):
            yield Hit(
                item.span,
                item.value_path,
                _scaleless(item),
                "能用数字的写数字；不能的，在指标值下面加一行“分档”，逐档写明标准，例如“分档: [好：投诉减少一半, 一般：投诉有所减少]”。",
                related=(name_place(item),),
            )


def _scaleless(item: Item) -> str:
    if item.kind == QUANTITY:
        return f"数量指标写的是“{item.value.raw}”，没有数字，也没有分级分档，年底说不清做到多少算完成"
    return f"“{item.value.raw}”没有分级分档，年底说不清做到什么程度算完成"


def no_quantified_benefit(subject: Subject, document: Document) -> Iterator[Answer]:  # noqa: ARG001
    """JX411 效益指标全部未量化: no 效益 value of a project is a number or can be decided."""
    items = subject.of(*BENEFITS)
    said = [item for item in items if not is_blank(item) and not is_placeholder(item.value.raw)]
    if not items:
        yield NotApplicable("没有效益指标")
    elif not said:
        yield unvalued(items[0])
    elif all(is_vague(item) for item in said):
        listed = "、".join(f"“{item.value.raw}”" for item in said)
        yield Hit(
            said[0].span,
            said[0].value_path,
            f"效益指标全部是文字（{listed}），没有一项可以衡量",
            "至少有一项效益写成数字，例如受益人数、覆盖率、节约额、下降幅度。",
            related=places(said[1:]),
        )


def unquantified_satisfaction(subject: Subject, document: Document) -> Iterator[Answer]:  # noqa: ARG001
    """JX412 满意度未量化: a 满意度 value that is neither a share nor a score."""
    items = subject.of(SATISFACTION)
    if not items:
        yield NotApplicable("没有满意度指标")
    for item in items:
        if is_blank(item):
            yield unvalued(item)
        elif _is_unmeasured(item):
            yield Hit(
                item.span,
                item.value_path,
                f"满意度“{item.value.raw}”不是百分比或分数，没法用调查结果核对",
                "写成百分比或分数，例如“≥90%”“≥85分”。",
                related=(name_place(item),),
            )


def _is_unmeasured(item: Item) -> bool:
    value = item.value
    if item.indicator.scale or has_any("times", "代替", f"{item.name}{value.raw}"):
        return False
    if value.kind == TEXT:
        return not _is_measured_text(value.raw) and _GRADE.search(said_beside(item)) is None
    if value.kind in {DATE, BUDGET}:
        return True
    measured = value.unit is None or bool(value.unit.per) or class_of(value) in {"", RATIO}
    return "满意" in item.name and not measured


def _is_measured_text(text: str) -> bool:
    return is_placeholder(text) or _GRADE.search(text) is not None or has_any("times", "比照", text)


def extreme_satisfaction(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX413 满意度取值偏高或偏低: a 满意度 at the ceiling or below the floor of the profile (满意度上限, 满意度下限)."""
    items = [item for item in subject.of(SATISFACTION) if "满意" in item.name and "不满意" not in item.name]
    if not items:
        yield NotApplicable("没有满意度指标")
    for item in items:
        if is_blank(item):
            yield unvalued(item)
            continue
        why = _extreme(item, document)
        if why:
            yield Hit(
                item.span, item.value_path, why, "请核实取值依据，例如上年调查结果；有依据的在“依据”或“说明”里写明。"
            )


def _extreme(item: Item, document: Document) -> str:
    share, value = percent(item.value), item.value
    if share is None or value.op in {LE, LT}:
        return ""
    ceiling, floor = document.profile.number("满意度上限"), document.profile.number("满意度下限")
    if ceiling is not None and ceiling <= share.low <= 100 and value.op != GT:  # noqa: PLR2004 - beyond 100 % JX403 speaks
        return f"满意度“{value.raw}”要求服务对象几乎人人满意，请核实能不能做到"
    if floor is not None and share.low < floor:
        return f"满意度“{value.raw}”低于通常的下限{floor:f}%，请核实是不是定低了"
    return ""
