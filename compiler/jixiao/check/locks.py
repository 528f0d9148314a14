"""What an automatic correction may never change: amounts, counts, dates, units, codes, names (rules.md §1.10).

Proven and not promised: the corrected text is read again and its model held against that of the original. Nothing but
the texts that were corrected may differ, and these only by the characters of the correction.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from jixiao.check.rule import Edit
from jixiao.diagnostics import SourceText, Span
from jixiao.model import document as records
from jixiao.model import fields as kinds
from jixiao.model.decode import decode_department, decode_project
from jixiao.model.document import Department, Money, Project, Text
from jixiao.model.form import Form
from jixiao.model.quantity.prose import figures
from jixiao.model.quantity.value import TEXT, parse_value
from jixiao.model.vocabulary import department_keys, project_keys
from jixiao.source.yamltree import parse

#: Attributes that must stay character by character, by record.
_FIXED: dict[type, frozenset[str]] = {
    records.Department: frozenset({"layout", "organ", "year", "page", "stage", "date", "budget", "notes"}),
    records.Project: frozenset(
        {"name", "code", "department", "unit", "start", "end", "public", "funds", "plan", "previous", "notes"}
    ),
    records.Indicator: frozenset({"group", "weight", "direction"}),
    records.SubGoal: frozenset({"projects"}),
}
_TABLES: dict[type, kinds.Record] = {
    records.Department: kinds.DEPARTMENT,
    records.Project: kinds.PROJECT,
    records.Indicator: kinds.INDICATOR,
    records.SubGoal: kinds.SUBGOAL,
}
_SHAPE = "改后的文件读出来的栏目与原来不同"
_BEYOND = "改动超出了要改的文字"
_NUMBERS = "会改动其中的数字、日期或计量单位"
_NAMES = "会改动其中的单位名称"
#: The shortest unit name that is looked for in other texts.
_NAME = 4


def splice(text: str, edits: Iterable[Edit]) -> str:
    """A source with its edits made; they must not overlap."""
    for edit in sorted(edits, key=lambda one: -one.span.start):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def refusal(department: Department, form: Form, edits: Iterable[Edit]) -> str:
    """Why these edits must not be made together, in Chinese; empty where they may."""
    by_file: dict[str, list[Edit]] = {}
    for edit in edits:
        by_file.setdefault(edit.span.source.path, []).append(edit)
    changed = _redecoded(department, form, by_file)
    if changed is None:
        return _SHAPE
    pairs: list[tuple[Text, Text]] = []
    reason = _difference(department, changed, pairs)
    return reason or _texts_refusal(pairs, by_file, _unit_names(department))


def _redecoded(department: Department, form: Form, edits: dict[str, list[Edit]]) -> Department | None:
    """The department as its files would be read with the edits; None where a file would have faults it has not now."""
    sources = {one.path: one for one in (department.source, *(project.source for project in department.projects))}
    if any(edit.span.source is not sources.get(path) for path, some in edits.items() for edit in some):
        return None
    now = _department(_spliced(department.source, edits), form)
    before = _department(department.source, form)
    if now is None or before is None or now.faults > before.faults:
        return None
    projects = []
    for project in department.projects:
        if project.source.path not in edits and department.source.path not in edits:
            projects.append(project)
            continue
        new = _project(_spliced(project.source, edits), form, now.defaults)
        old = _project(project.source, form, before.defaults)
        if new is None or old is None or new.faults > old.faults:
            return None
        projects.append(new.project)
    return now.department._replace(projects=tuple(projects))


def _spliced(source: SourceText, edits: dict[str, list[Edit]]) -> SourceText:
    some = edits.get(source.path)
    return SourceText(source.path, splice(source.text, some)) if some else source


class _ReadDepartment(NamedTuple):
    """department.yaml read again: with 项目默认, and how many faults (warnings) it has."""

    department: Department
    defaults: dict[str, object]
    faults: int


class _ReadProject(NamedTuple):
    """A project file read again."""

    project: Project
    faults: int


def _department(source: SourceText, form: Form) -> _ReadDepartment | None:
    node, faults = parse(source, department_keys())
    if node is None:
        return None
    department, defaults, more = decode_department(source, node, form)
    return None if department is None else _ReadDepartment(department, defaults, len(faults) + len(more))


def _project(source: SourceText, form: Form, defaults: dict[str, object]) -> _ReadProject | None:
    node, faults = parse(source, project_keys(form))
    if node is None:
        return None
    project, more = decode_project(source, node, form, defaults)
    return None if project is None else _ReadProject(project, len(faults) + len(more))


def _difference(old: object, new: object, pairs: list[tuple[Text, Text]]) -> str:
    """What differs between two records beyond the wording of texts, which are collected; empty where nothing does."""
    if old is new:  # a file that was not read again
        return ""
    if type(old) is not type(new):
        return _SHAPE
    if isinstance(old, Text) and isinstance(new, Text):
        pairs.append((old, new))
        return ""
    if isinstance(old, Money) and isinstance(new, Money):
        return "" if old[:3] == new[:3] else _NUMBERS
    if isinstance(old, tuple) and isinstance(new, tuple):
        return _parts(old, new, pairs)
    return "" if old == new or isinstance(old, SourceText) else _SHAPE


def _parts(old: tuple[object, ...], new: tuple[object, ...], pairs: list[tuple[Text, Text]]) -> str:
    if len(old) != len(new):
        return _SHAPE
    names: tuple[str, ...] = getattr(old, "_fields", ("",) * len(old))
    parts = zip(names, old, new, strict=True)
    return next((reason for name, one, two in parts if (reason := _part(type(old), name, one, two, pairs))), "")


def _part(record: type, name: str, old: object, new: object, pairs: list[tuple[Text, Text]]) -> str:
    inside: list[tuple[Text, Text]] = []
    reason = _difference(old, new, inside)
    pairs += inside
    if name not in _FIXED.get(record, ()) or not (reason or any(one.text != two.text for one, two in inside)):
        return reason
    return next((f"会改动“{one.key}”" for one in _TABLES[record].fields if one.attr == name), reason or _NUMBERS)


def _unit_names(department: Department) -> frozenset[str]:
    organs = (department.organ, *(project.department for project in department.projects))
    texts = (*(one.name for one in organs if one), *(project.unit for project in department.projects))
    return frozenset(text.text for text in texts if text is not None and len(text.text) >= _NAME)


def _texts_refusal(pairs: list[tuple[Text, Text]], edits: dict[str, list[Edit]], names: frozenset[str]) -> str:
    """Check the texts: each differs by its edits only, each edit lies in a text, and no fact in a text changes."""
    placed: set[Span] = set()
    for old, new in pairs:
        inside = [one for one in edits.get(old.span.source.path, ()) if _holds(old.span, one.span)]
        placed.update(one.span for one in inside)
        if not inside and old.text == new.text:
            continue
        if _letters(old, inside) != _count(new.text):
            return _BEYOND
        if not same_facts(old.text, new.text):
            return _NUMBERS
        if any(old.text.count(name) != new.text.count(name) for name in names):
            return _NAMES
    return "" if all(edit.span in placed for some in edits.values() for edit in some) else _BEYOND


def _holds(outer: Span, inner: Span) -> bool:
    return outer.source is inner.source and outer.start <= inner.start and inner.end <= outer.end


def _letters(old: Text, edits: list[Edit]) -> "Counter[str]":
    """The characters that the text must have afterwards (a plain value loses spaces at its ends, so none is counted)."""
    letters = _count(old.text)
    for edit in edits:
        letters.subtract(_count(edit.span.source.text[edit.span.start : edit.span.end]))
        letters.update(_count(edit.text))
    return Counter({char: count for char, count in letters.items() if count})


def _count(text: str) -> "Counter[str]":
    return Counter(char for char in text if not char.isspace())


def same_facts(old: str, new: str) -> bool:
    """Whether two wordings hold the same numbers, dates and units; a unit may be spelled in another way."""
    one, two = parse_value(old), parse_value(new)
    if TEXT not in {one.kind, two.kind}:
        return one.meaning == two.meaning
    return list(_numbers(old)) == list(_numbers(new)) and _measured(old) == _measured(new)


def _measured(text: str) -> list[object]:
    values = (figure.value.meaning for figure in figures(text))
    return [value for value in values if value.unit is not None]


def _numbers(text: str) -> Iterator[str]:
    """The numbers of a text in order, Chinese ones too; digits that belong to a unit (m2, 百分比, 千米) or to debris are none."""
    text = re.sub(r"\[bookmark:[^\]]*\]|(?<![A-Za-z])[kcd]?m[23](?!\d)|百分(?=[比数率])|千(?=[米克瓦])", "", text)
    text = text.translate(_NARROW)
    yield from re.findall(
        r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[〇零一二两三四五六七八九十百千万亿]+", text, re.ASCII
    )


_NARROW = {ord("０") + digit: str(digit) for digit in range(10)}
