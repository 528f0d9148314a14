"""Is the form filled: header fields, required indicators, placeholders, hints left in, 待填 (JX101–JX105, JX111)."""

import re
from collections.abc import Iterator
from functools import cache

from jixiao.check.facts import Document, Item, Subject, part
from jixiao.check.lexicon import level2_kind, lines
from jixiao.check.rule import DISPLAY, Answer, Edit, Hit, Missing, NotApplicable
from jixiao.model.document import Text
from jixiao.model.fields import PROJECT
from jixiao.model.form import Form, Level2
from jixiao.model.lexicon import units
from jixiao.model.pattern import Pattern
from jixiao.model.pending import Pending, is_pending, pending
from jixiao.model.vocabulary import department_keys, project_keys


def missing_header_field(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX101 表头缺项: every 必填 field of the form, and of the profile where the form prints it, against its content."""
    form = subject.form
    named = (one for one in document.profile.words("必填栏目") or () if _prints(form, one))
    wanted = dict.fromkeys((*form.required, *named))
    if subject is document.subjects[0]:
        yield from _empty_goal(document)
    if not wanted:
        yield NotApplicable("表样没有规定必填的表头栏目")
    marked = _marked_blanks(subject)
    for field in wanted:
        if field not in marked and not _content(subject, document, field).strip():
            shown = form.words.get(field, field).rstrip("：: ")
            yield Hit(
                subject.project.name.span,
                field,
                f"表头的“{shown}”没有填写",
                f"在“{field}”后面填写内容；确实没有的，与财政部门核实这一栏怎样填。",
            )


def _marked_blanks(subject: Subject) -> frozenset[str]:
    """Blank fields that carry 待填: JX111 tells of them."""
    found = pending(subject.project.source, project_keys(subject.form))
    return frozenset(one.path.partition("/")[0] for one in found if not one.value)


def _empty_goal(document: Document) -> Iterator[Answer]:
    """The goal of the department as a whole, where the form has that part; told once, with the first project."""
    department = document.department
    if "整体目标" in document.form.parts and not _plain(department.overall).strip():
        yield Hit(
            department.organ.name.span if department.organ.name else department.layout.span,
            "总体绩效目标",
            "“总体绩效目标”没有填写",
            "在 department.yaml 的“总体绩效目标”后面写本年度部门整体要达到的目标。",
        )


def _prints(form: Form, field: str) -> bool:
    """Whether the form has a place for a field; a profile may name fields that only other forms have."""
    head = field.partition("/")[0]
    return head in form.printed or head in form.extras or head in (*form.sources, "总额")


def _content(subject: Subject, document: Document, field: str) -> str:
    """What stands in a header field; a field that sources do not have counts as filled."""
    project, organ = subject.project, document.department.organ
    if field == "支出计划":
        return "".join(node.value.text for node in project.plan)
    if field == "实施单位":
        return _plain(project.unit) or _plain(organ.name)
    if field.startswith("主管部门"):
        manager = project.department or organ
        return _plain(manager.code if field.endswith("/编码") else manager.name)
    if field in (*subject.form.sources, "总额"):
        return "".join(fund.money.digits for fund in project.funds if fund.key == field and fund.money)
    if field in subject.form.extras:
        return "".join(extra.value.text for extra in project.extras if extra.key == field)
    row = PROJECT.by_key.get(field)
    said = getattr(project, row.attr) if row else field
    return said if isinstance(said, str) else _plain(said)


def _plain(text: Text | None) -> str:
    return text.text if text is not None else ""


def missing_indicator_group(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX102 缺一级指标: the 一级 that the profile asks for against those under which the project has an indicator."""
    wanted = document.profile.words("必填一级")
    if wanted is None:
        yield Missing("哪些一级指标必须填写（配置里的“必填一级”）")
        return
    places = [home for word in wanted if (home := _homes(subject.form, word))]
    if not places:
        yield NotApplicable("表上没有规定必填的一级指标")
    for homes in places:
        if not any(item.level1 in homes or item.level2 in homes for item in subject.items):
            yield Hit(
                subject.project.name.span,
                f"绩效指标/{homes[0]}",
                f"“{homes[0]}”下面一条指标也没有",
                f"按项目的实际内容补充“{homes[0]}”。",
            )


def _homes(form: Form, word: str) -> tuple[str, ...]:
    """The 一级 of a form that a word means, else its 二级 (成本 stands under 产出 in some forms); none: not on the form."""
    bare = word.removesuffix("指标")
    above = tuple(level.name for level in form.levels if level.name.removesuffix("指标") == bare)
    return above or tuple(name for name in form.level2 if level2_kind(name) == level2_kind(word))


def missing_required_indicator(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX103 缺必填二级指标: the 二级 that form, profile or 项目类别 make a duty against those the project has."""
    category = _plain(subject.project.category)
    by_category = document.profile.words("按类别必填二级") or ()
    reasons = _duties(document, category, by_category)
    groups = [group for level in subject.form.levels for group in level.groups]
    wanted = [(group, why) for group in groups if (why := _why(group, reasons))]
    unknown = bool(by_category) and not category
    if unknown:
        yield Missing("项目类别（据此判断哪些二级指标必填）")
    if not wanted and not unknown:
        yield NotApplicable("当地没有规定必填的二级指标")
    present = {item.kind for item in subject.items}
    for group, why in wanted:
        if level2_kind(group.name) not in present:
            yield Hit(
                subject.project.name.span,
                f"绩效指标/{group.name}",
                f"“{group.name}”下面一条指标也没有，{why}",
                f"按项目的实际内容补充“{group.name}”。",
            )


def _duties(document: Document, category: str, by_category: tuple[str, ...]) -> dict[str, str]:
    """Kind of 二级 → why it is a duty here, beside what the form itself flags."""
    rows = (row.partition("=") for row in by_category)
    said = (word for name, _, words in rows if name.strip() == category for word in re.split(r"[、，,\s]+", words))
    reasons = {level2_kind(word): f"“{category}”类项目必须有" for word in said if word}
    return reasons | {level2_kind(word): "当地规定必须有" for word in document.profile.words("必填二级") or ()}


def _why(group: Level2, reasons: dict[str, str]) -> str:
    if group.required:
        return f"表上标明{group.flag.strip('（）()')}" if group.flag else "表样规定必须有"
    return reasons.get(level2_kind(group.name), "")


# What people type in front of a number, and behind one.
_OPERATORS = "≥≤≧≦＞＜><=＝~～约"
_BEFORE = rf"\s*[{_OPERATORS}]*\s*"
_BEHIND = r"(?:及?以上|及?以下|以内|左右)?\s*[。．.；;]?\s*"
#: Signs that stand for a number to come.
_SIGNS = r"(?:[*＊xXｘＸ…_＿—–\-－/／\\.．·?？]+|[×○〇]{2,})"


#: A gap inside a value: `≥**平方米`, `2025年X月底`.
_GAP = Pattern(
    r"(?<![\d*＊])[*＊]{2,}|(?<![A-Za-z0-9])[xXｘＸ×]{2,}(?![A-Za-z0-9])|[_＿]{2,}"
    r"|20[xXｘＸ×*＊]{2}(?=年)|(?<=年)[xXｘＸ×*＊]+(?=月)|(?<=月)[xXｘＸ×*＊]+(?=日)",
    re.IGNORECASE,
    needs="*＊xXｘＸ×_＿",
)


def _placeholder(text: str) -> re.Match[str] | None:
    """A whole value that says nothing, or a gap inside a value."""
    lead = len(text) - len(text.lstrip().lstrip(_OPERATORS).lstrip())
    whole = None if _openings().isdisjoint(text[: lead + 1]) else _empty_value().match(text)
    return whole or _GAP.search(text)


@cache
def _openings() -> frozenset[str]:
    """Every character that a value which says nothing may begin with, behind its operator."""
    first = {word[0] for word in lines("placeholders")}
    return frozenset("*＊xXｘＸ…_＿—–-－/／\\.．·?？×○〇").union(
        first, *((char.lower(), char.upper()) for char in first)
    )


@cache
def _empty_value() -> Pattern:
    words = "|".join(map(re.escape, lines("placeholders")))
    unit = "|".join(map(re.escape, units()))
    says = rf"(?:{words})(?:(?<![无略空])[（(][^（()）]*[）)])?|{_SIGNS}\s*(?:{unit})?{_BEHIND}"
    return Pattern(rf"{_BEFORE}(?:{says})[。．.；;]?\s*\Z", re.IGNORECASE)


def placeholder_value(subject: Subject, document: Document) -> Iterator[Answer]:  # noqa: ARG001 - the shape of every rule
    """JX104 指标值空缺或占位: 指标值 that is blank, says nothing, or has a gap for a number."""
    for item in subject.items:
        value = item.indicator.value
        if value is None or not value.text.strip():
            yield _blank(item)
        elif not is_pending(value.text) and (found := _placeholder(value.text)) is not None:
            yield Hit(
                part(value, *found.span()) if found.group() != value.text else value.span,
                item.value_path,
                f"“{item.name}”的指标值“{value.text}”还没有写定",
                "填写能够考核的目标值；是数值的，写明计量单位。",
            )


def _blank(item: Item) -> Hit:
    return Hit(
        item.indicator.name.span,
        item.value_path,
        f"“{item.name}”没有填写指标值",
        "填写能够考核的目标值；是数值的，写明计量单位。",
    )


#: Brackets are compared in one width.
_WIDE = str.maketrans("()", "（）")


@cache
def _hint_pattern(hints: tuple[str, ...]) -> Pattern:
    folded = sorted({hint.translate(_WIDE) for hint in hints if len(hint) > 1}, key=len, reverse=True)
    return Pattern("|".join(map(re.escape, folded)) if folded else r"(?!)", needs=folded)


def template_hint_left(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX105 残留填表提示: texts of the author against the hints of the form, of the profile and of common forms."""
    flags = tuple(group.flag for level in subject.form.levels for group in level.groups if group.flag)
    pattern = _hint_pattern((*(document.profile.words("填表提示") or ()), *flags, *lines("hints")))
    for path, text in subject.texts():
        found = pattern.search(text.text.translate(_WIDE))
        if found is None:
            continue
        hint = text.text[found.start() : found.end()]
        place = part(text, *found.span())
        whole = hint.strip() == text.text.strip()
        yield Hit(
            place,
            path,
            f"这里留有表样上的提示文字“{hint}”",
            "删去提示文字，写本项目自己的内容。",
            edits=() if whole else (Edit(place, "", DISPLAY),),
        )


def still_to_fill(document: Document) -> Iterator[Answer]:
    """JX111 待填的地方没有填完: contents that are 待填, and values behind which a comment says so."""
    department = document.department.source
    for one in pending(department, department_keys()):
        yield _to_fill(one)
    keys = project_keys(document.form)
    for subject in document.subjects:
        for one in pending(subject.project.source, keys):
            yield _to_fill(one)


def _to_fill(one: Pending) -> Hit:
    what = f"“{one.key}”" if one.key else "这里"
    if one.comment is None:
        return Hit(one.span, one.path, f"{what}还是待填", "写上实际内容，替换“待填”二字。")
    said = f"（{one.reason}）" if one.reason else ""
    if one.is_kept:
        message = f"{what}还是上年的内容，没有核定{said}"
        return Hit(one.span, one.path, message, "改成本年的内容；核实后不用改的，删去这一行后面的“# 待填…”。")
    if one.is_empty:
        return Hit(one.span, one.path, f"{what}还没有填写{said}", "写上实际内容；后面的“# 待填…”可以留着，也可以删去。")
    return Hit(one.span, one.path, f"{what}还没有核实{said}", "核实、改好以后，删去“# 待填…”。")
