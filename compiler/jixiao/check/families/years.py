"""Years, attributes and periods (JX606–JX608)."""

import re
from collections.abc import Iterator
from datetime import date

from jixiao.check.facts import TIMELINESS, Document, Item, Subject, part
from jixiao.check.lexicon import begins, says
from jixiao.check.rule import Answer, Hit, NotApplicable
from jixiao.diagnostics import Related, Span
from jixiao.model.document import Text
from jixiao.model.names import plain
from jixiao.model.pattern import Pattern
from jixiao.model.quantity.prose import phrases
from jixiao.model.quantity.value import DATE, Date

#: Years and quotations: a year inside 《 》 or quotation marks belongs to another paper.
_YEAR_SAID = Pattern(r"(?<!\d)((?:19|20)\d\d)\s*年", re.ASCII, needs="年")
_QUOTED = Pattern(r"《[^《》]*》|“[^“”]*”", needs="《“")
#: What makes an old year a plan of this document: 2024年度将…, 2024年12月底前…
_PLAN = Pattern(
    r"\s*度?\s*(?:(?:1[0-2]|0?[1-9])\s*月\s*(?:\d{1,2}\s*日|[底末份])?|年?[底末])?\s*(?P<plan>以?前|之前|年?内(?!蒙))?",
    re.ASCII,
)


def year_mismatch(document: Document) -> Iterator[Answer]:
    """JX606 年度前后不一: 编制日期, dates in 指标值 and planned dates of goals against 年度.

    Only what lies before the document's year is at fault: plans may reach into later years, and payments often do.
    """
    year = int(document.department.year.text)
    yield from _typed_date(document, year)
    for subject in document.subjects:
        for item in subject.items:
            yield from _old_value(item, document, year)
    for path, text in _goals(document):
        yield from _old_plan(path, text, document, year)


def _typed_date(document: Document, year: int) -> Iterator[Hit]:
    said = document.department.date
    day = _day(said)
    if said is not None and day is not None and day.year not in {year - 1, year, year + 1}:
        message = f"编制日期“{said.text}”与年度 {year} 年对不上"
        yield _of_year(said.span, "编制日期", message, document)


def _old_value(item: Item, document: Document, year: int) -> Iterator[Hit]:
    said = item.value.date
    if item.value.kind == DATE and said is not None and 0 < said.year < year:
        message = f"指标值“{item.value.raw.strip()}”早于本表年度 {year} 年"
        yield _of_year(item.span, item.value_path, message, document)


def _goals(document: Document) -> Iterator[tuple[str, Text]]:
    """The texts that say what is to be done this year."""
    for path, text in document.texts():
        if path == "总体绩效目标" or (path.startswith("分项绩效目标/") and not path.endswith("/名称")):
            yield path, text
    for subject in document.subjects:
        project = subject.project
        for path, prose in (("绩效目标", project.goal), ("资金用途", project.purpose)):
            if prose is not None:
                yield path, prose


def _old_plan(path: str, text: Text, document: Document, year: int) -> Iterator[Hit]:
    """A plan for an earlier year in a text that never mentions the document's own."""
    if "年" not in text.text or str(year) in text.text:
        return
    quoted = [match.span() for match in _QUOTED.finditer(text.text)]
    for start, end in phrases(text.text):
        match = _YEAR_SAID.search(text.text, start, end)
        if match is None or int(match[1]) >= year or any(a < match.start() < b for a, b in quoted):
            continue
        if _is_plan(text.text, start, match, end):
            message = f"这里写的是 {match[1]} 年的安排，本表是 {year} 年度"
            yield _of_year(part(text, match.start(), match.end()), path, message, document)


def _is_plan(text: str, start: int, match: re.Match[str], end: int) -> bool:
    """Whether a year is said of something still to be done: 2024年12月底前完成, 2024年度将新建; not 较2024年, 2024年已完成."""
    if says("past_words", text, start, end):
        return False
    behind = _PLAN.match(text, match.end(), end)
    if behind is None:
        return False
    return bool(behind["plan"]) or begins("plan_words", text, behind.end(), end)


def _of_year(span: Span, path: str, message: str, document: Document) -> Hit:
    said = document.department.year
    advice = "核对年度；沿用上年文本的，请改成本年度的内容。"
    return Hit(span, path, message, advice, (Related(f"年度：{said.text}", said.span),), expected=said.text)


#: A county may use the cell for the office in charge: 05-行政教科文室.
_OFFICE = Pattern(r"\d{1,3}\s*[-—－]?.*[股室科处组]", needs="股室科处组")


def unknown_project_attribute(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX607 项目属性不在规定范围: 项目属性 against the profile's list (with or without 项目)."""
    allowed = document.profile.words("项目属性")
    said = subject.project.attribute
    if allowed is None:
        yield NotApplicable("本地配置没有规定项目属性的写法")
    elif said is None or not said.text.strip():
        yield NotApplicable("没有填写项目属性")
    elif _OFFICE.fullmatch(plain(said.text)):
        yield NotApplicable("这一栏填的是归口股室")
    elif _attribute(said.text) not in {_attribute(one) for one in allowed}:
        listed = "、".join(allowed)
        message = f"项目属性“{said.text.strip()}”不在规定的写法之内"
        yield Hit(said.span, "项目属性", message, f"按规定填写：{listed}。", expected=listed, actual=said.text.strip())


def _attribute(text: str) -> str:
    return plain(text).removesuffix("项目")


#: 项目期 in years, and as a stretch of years.
_YEARS = Pattern(r"(\d{1,2}|[一二两三四五六])(?:个)?(?:年|年度|周年)期?", needs="年")
_STRETCH = Pattern(
    r"((?:19|20)\d\d)年?(?:度|\d{1,2}月份?|[.]\d{1,2})?(?:-|—|–|~|至|到)+((?:19|20)\d\d)(?!\d)",
    re.ASCII,
    needs=("19", "20"),
)
_NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_MONTHS = 12


def project_period_conflict(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX608 项目期与日期矛盾: 开始 ≤ 结束, 时效 dates inside, 项目期 as long as the dates and not over before 年度."""
    project = subject.project
    if project.period is None and project.start is None and project.end is None:
        yield NotApplicable("没有填写项目期")
        return
    start, end = _day(project.start), _day(project.end)
    if project.end and start and end and start > end:
        yield _period(project.end, "结束日期", f"结束日期 {end} 早于开始日期 {start}", "核对两个日期。", project.start)
        return
    if project.period:
        yield from _length(project.period, start, end, project.end)
        yield from _over(project.period, document)
    for item in subject.of(TIMELINESS):
        yield from _outside(item, project.start, project.end)


def _day(text: Text | None) -> date | None:
    """A date of the sources (the decoder has refused what is none)."""
    return date.fromisoformat(text.text) if text is not None and text.text else None


def _period(text: Text, path: str, message: str, advice: str, other: Text | None = None) -> Hit:
    related = (Related(f"另一处：{other.text}", other.span),) if other is not None else ()
    return Hit(text.span, path, message, advice, related)


def _length(period: Text, start: date | None, end: date | None, other: Text | None) -> Iterator[Hit]:
    """项目期 of n years against the dates: longer than n years and a month, or n − 1 years or less."""
    years = _said_years(period)
    if not years or start is None or end is None:
        return
    months = (end.year - start.year) * _MONTHS + end.month - start.month + 1
    if months > years * _MONTHS + 1 or months <= (years - 1) * _MONTHS:
        message = f"项目期写 {years} 年，开始日期到结束日期是 {months} 个月（{start} 至 {end}）"
        yield _period(period, "项目期", message, "核对项目期和起止日期。", other)


def _said_years(period: Text) -> int:
    match = _YEARS.fullmatch(plain(period.text))
    if match is None:
        return 0
    return _NUMERALS.get(match[1]) or int(match[1])


def _over(period: Text, document: Document) -> Iterator[Hit]:
    """A stretch of years that runs backwards or does not hold the document's year."""
    match = _STRETCH.search(plain(period.text))
    if match is None:
        return
    first, last, year = int(match[1]), int(match[2]), document.department.year
    if first > last:
        yield _period(period, "项目期", f"项目期的起止年份颠倒：{first} 年至 {last} 年", "核对项目期。")
    elif not first <= int(year.text) <= last:
        message = f"项目期 {first} 年至 {last} 年不包括本表年度 {year.text} 年"
        yield _period(period, "项目期", message, "核对项目期。", year)


def _outside(item: Item, start: Text | None, end: Text | None) -> Iterator[Hit]:
    """A 时效 date before the start, or after the end; payments and checks often follow the end."""
    said = item.value.date
    if item.value.kind != DATE or said is None or not said.month or not said.year:
        return
    first, last = _day(start), _day(end)
    if first and said.deadline < (first.year, first.month, first.day):
        yield _at(item, f"指标值“{item.value.raw.strip()}”早于项目开始日期 {first}", start)
    elif last and _begins(said) > (last.year, last.month, last.day) and not says("after_end_words", item.name):
        yield _at(item, f"指标值“{item.value.raw.strip()}”晚于项目结束日期 {last}", end)


def _begins(said: Date) -> tuple[int, int, int]:
    """The first day that a date can mean: 6月 begins on the first, 6月底 does not."""
    return said.deadline if said.day or said.part else (said.year, said.month, 1)


def _at(item: Item, message: str, other: Text | None) -> Hit:
    related = (Related(f"另一处：{other.text}", other.span),) if other is not None else ()
    return Hit(item.span, item.value_path, message, "核对时效指标和项目起止日期。", related)
