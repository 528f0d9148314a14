"""Nodes to the model: department and project files, driven by the field tables.

Every function returns what could be decoded and leaves its faults with the `Reader`; nothing is raised for bad input.
"""

from functools import cache
from typing import Any

from jixiao.diagnostics import Diagnostic, Related, SourceText, Span, fault, has_errors
from jixiao.model import fields as kinds
from jixiao.model.document import (
    Budget,
    Department,
    Extra,
    Fund,
    Indicator,
    Money,
    Note,
    Organ,
    PlanNode,
    Project,
    Safeguard,
    SubGoal,
    Text,
)
from jixiao.model.fields import Field, Record
from jixiao.model.form import Form
from jixiao.model.goals import check_goal, check_names
from jixiao.model.groups import lift, stand_ins
from jixiao.model.hints import Hints
from jixiao.model.names import file_name_fault, indicator_key, plain
from jixiao.model.quantity import Amount, Refusal, decimals, in_unit, parse_amount, parse_share
from jixiao.model.values import Reader, is_blank, reader_of
from jixiao.source.yamltree import Entry, Mapping, Node, Scalar, Sequence


def layout_of(node: Node | None) -> Scalar | None:
    """What a department file says under 版式, before its form is known."""
    if not isinstance(node, Mapping):
        return None
    found = (entry.value for entry in node.entries if entry.key.text == "版式")
    value = next(found, None)
    return value if isinstance(value, Scalar) and value.text else None


def decode_department(
    source: SourceText,
    node: Node,
    form: Form | None,
) -> tuple[Department | None, dict[str, Any], list[Diagnostic]]:
    """Decode department.yaml: the department without its projects, the values of 项目默认, and the faults."""
    reader = reader_of(source, Hints(form))
    values = _record(reader, node, kinds.DEPARTMENT, form)
    if values is None:
        return None, {}, reader.faults
    defaults = values.pop("defaults", None) or {}
    organ = values.get("organ")
    if organ is not None and organ.name is not None:
        _check_file_name(reader, organ.name)
    if has_errors(reader.faults) or organ is None or organ.name is None:
        return None, defaults, reader.faults
    if form is not None and "整体目标" in form.parts:
        for key, attr in (("分项绩效目标", "subgoals"), ("工作保障措施", "safeguards")):
            check_names(reader, key, tuple(one.name for one in values.get(attr, ())))
    return Department(source=source, **values), defaults, reader.faults


def _check_file_name(reader: Reader, name: Text) -> None:
    trouble = file_name_fault(name.text)
    if trouble:
        hint = "单位名称会用作输出文件的名称，请改成单位的规范全称。"
        reader.faults.append(fault("JX037", f"单位名称{trouble}", name.span, hint=hint))


def decode_project(
    source: SourceText,
    node: Node,
    form: Form,
    defaults: dict[str, Any],
) -> tuple[Project | None, list[Diagnostic]]:
    """Decode one project file; keys it does not have come from `defaults` (attribute → value)."""
    reader = reader_of(source, Hints(form))
    values = _record(reader, lift(reader, node, form), kinds.PROJECT, form)
    if values is None or values.get("name") is None:
        return None, reader.faults
    if "目标编号" in form.parts and not has_errors(reader.faults):
        check_goal(reader, values.get("goal"))
    if has_errors(reader.faults):
        return None, reader.faults
    return Project(source=source, **{**defaults, **values}), reader.faults


def _record(reader: Reader, node: Node, table: Record, form: Form | None) -> dict[str, Any] | None:
    """Decode a record to attribute → value, only for the keys that are there."""
    entries = reader.entries(node, table)
    if entries is None:
        return None
    values: dict[str, Any] = {}
    make: Any = tuple.__new__  # a NamedTuple's own constructor costs twice as much, and most values are plain texts
    source, texts = reader.source, {} if reader.odd else table.texts
    for key, (_, value) in entries.items():
        if key in texts and type(value) is Scalar:
            text, start, end, style = value
            if not style:
                values[texts[key]] = make(Text, (text, make(Span, (source, start, end))))
                continue
        field = table.by_key[key]
        values[field.attr] = _DECODERS[field.kind](reader, value, field, form)
    return values


_MAKERS: dict[str, Any] = {
    "单位": Organ,
    "主管部门": Organ,
    "预算": Budget,
    "说明": Note,
    "分项绩效目标": SubGoal,
    "工作保障措施": Safeguard,
}


def _one(reader: Reader, node: Node, field: Field, form: Form | None) -> Any:  # noqa: ANN401 - one of the model's records
    if is_blank(node) or field.record is None:
        return None
    values = _record(reader, node, field.record, form)
    return None if values is None else _MAKERS[field.record.name](**values)


def _several(reader: Reader, node: Node, field: Field, form: Form | None) -> tuple[Any, ...]:
    if field.record is None:
        return ()
    found = (_record(reader, item, field.record, form) for item in reader.items(node, field))
    make = _MAKERS[field.record.name]
    needed = {one.attr for one in field.record.fields if one.needed}
    return tuple(
        make(**values) for values in found if values is not None and needed <= {k for k, v in values.items() if v}
    )


def _defaults(reader: Reader, node: Node, field: Field, form: Form | None) -> dict[str, Any]:
    if is_blank(node) or field.record is None:
        return {}
    if isinstance(node, Mapping):
        node = node._replace(entries=tuple(entry for entry in node.entries if not _refuse_default(reader, entry)))
    return _record(reader, node, field.record, form) or {}


def _refuse_default(reader: Reader, entry: Entry) -> bool:
    key = entry.key.text
    refused = key in kinds.PROJECT.by_key and key not in kinds.DEFAULT.by_key
    if refused:
        reader.complain("JX021", f"“项目默认”里不能写“{key}”", entry, f"“{key}”要在每个项目文件里分别写。")
    return refused


def _money(reader: Reader, node: Node, field: Field, form: Form | None) -> Money | None:
    text = reader.text(node, field)
    if text is None or not text.text:
        return None
    unit = form.unit if form else "万元"
    amount = parse_amount(text.text, unit)
    if isinstance(amount, Refusal):
        reader.complain("JX025", f"“{field.key}”：{amount.message}", node, amount.hint)
        return None
    if form is not None and form.decimals is not None:
        _check_decimals(reader, node, amount, form)
    return Money(amount.value, amount.digits, amount.unit, text.span)


def _check_decimals(reader: Reader, node: Node, amount: Amount, form: Form) -> None:
    printed = in_unit(amount, form.unit)
    places = form.decimals or 0
    if decimals(printed) > places:
        message = f"金额 {printed} {form.unit}的小数超过 {places} 位，本表只印 {places} 位"
        reader.complain("JX026", message, node, "程序不会替您四舍五入，请核实后改成表上能印出的位数。")


_TOTAL = Field("总额", "total", kinds.MONEY, "资金合计。", needed=True, example="600.00")


@cache
def _funds_table(sources: tuple[str, ...]) -> Record:
    return kinds.record("资金", _TOTAL, *(Field(key, key, kinds.MONEY, "") for key in sources))


@cache
def _plan_table(nodes: tuple[str, ...]) -> Record:
    return kinds.record("支出计划", *(Field(key, key, kinds.LINE, "", example="25%") for key in nodes))


@cache
def _group_field(group: str) -> Field:
    return Field(group, "", kinds.RECORDS, "", record=kinds.INDICATOR)


def _funds(reader: Reader, node: Node, _field: Field, form: Form | None) -> tuple[Fund, ...]:
    if is_blank(node):  # told already: 资金 must have content
        return ()
    sources = form.sources if form else ()
    table = _funds_table(sources)
    entries = reader.entries(node, table)
    if entries is None:
        return ()
    money = {key: _money(reader, entry.value, table.by_key[key], form) for key, entry in entries.items()}
    return tuple(Fund(key, money.get(key)) for key in table.by_key)


def _plan(reader: Reader, node: Node, field: Field, form: Form | None) -> tuple[PlanNode, ...]:
    if is_blank(node):
        return ()
    nodes = form.nodes if form else ()
    if not nodes:
        return _free_plan(reader, node, field)
    table = _plan_table(nodes)
    entries = reader.entries(node, table)
    if entries is None:
        return ()
    return tuple(_plan_node(reader, key, entries, table) for key in nodes if key in entries)


def _plan_node(reader: Reader, key: str, entries: dict[str, Entry], table: Record) -> PlanNode:
    node = entries[key].value
    text = reader.text(node, table.by_key[key]) or Text("", reader.span(node))
    share = parse_share(text.text) if text.text else None
    if isinstance(share, Refusal):
        reader.complain("JX025", f"支出计划“{key}”：{share.message}", node, share.hint)
    return PlanNode(key, text)


def _free_plan(reader: Reader, node: Node, field: Field) -> tuple[PlanNode, ...]:
    """A plan in a form that prints none: kept as it is (it may be wanted by another form next year)."""
    if not isinstance(node, Mapping):
        reader.not_text(node, field)
        return ()
    texts = ((entry.key.text, reader.text(entry.value, field)) for entry in node.entries)
    return tuple(PlanNode(key, text) for key, text in texts if text is not None)


def _indicators(reader: Reader, node: Node, _field: Field, form: Form | None) -> tuple[Indicator, ...]:
    if is_blank(node):
        return ()
    if not isinstance(node, Mapping):
        _no_groups(reader, node)
        return ()
    known = form.level2 if form else {}
    found: list[Indicator] = []
    for entry in node.entries:
        for one in (entry,) if entry.key.text in known else stand_ins(reader, entry, form):
            found += _group(reader, one, form)
    _check_indicator_names(reader, found)
    return tuple(found)


def _group(reader: Reader, entry: Entry, form: Form | None) -> list[Indicator]:
    group = entry.key.text
    items = reader.items(entry.value, _group_field(group))
    found = [_record(reader, item, kinds.INDICATOR, form) for item in items]
    return [Indicator(group, **values) for values in found if values is not None and values.get("name") is not None]


def _no_groups(reader: Reader, node: Node) -> None:
    first = reader.hints.groups[0] if reader.hints.groups else "数量指标"
    hint = f"先写一行“{first}:”（行首空两格），再在它下面逐条写“- 名称: …”。"
    what = "直接分了条" if isinstance(node, Sequence) else "写了一段文字"
    if isinstance(node, Scalar) and node.text in reader.hints.levels:
        what, hint = f"写了一级指标“{node.text}”", "一级指标由程序自己印，请删去它。" + hint
    reader.complain("JX023", f"“绩效指标”下面{what}，应当先写二级指标", node, hint)


def _check_indicator_names(reader: Reader, indicators: list[Indicator]) -> None:
    seen: dict[tuple[str, str], Text] = {}
    for one in indicators:
        key = (one.group, indicator_key(one.name.text))
        first = seen.setdefault(key, one.name)
        if first is not one.name:
            message = f"“{one.group}”下面有两条同名指标“{one.name.text}”"
            related = (Related("第一条在这里", first.span),)
            hint = "请合并成一条，或把名称写得能够区分。"
            reader.faults.append(fault("JX032", message, one.name.span, hint=hint, related=related))


def _extras(reader: Reader, node: Node, _field: Field, form: Form | None) -> tuple[Extra, ...]:
    if is_blank(node):
        return ()
    names = form.extras if form else ()
    table = kinds.record("其他栏目", *(Field(key, key, kinds.LINE, "") for key in names))
    entries = reader.entries(node, table)
    if entries is None:
        return ()
    texts = ((key, reader.text(entry.value, table.by_key[key])) for key, entry in entries.items())
    return tuple(Extra(key, text) for key, text in texts if text is not None)


def _text(reader: Reader, node: Node, field: Field, _form: Form | None) -> Text | None:
    return reader.text(node, field)


_DECODERS: dict[str, Any] = {
    kinds.LINE: _text,
    kinds.PROSE: _text,
    kinds.MONEY: _money,
    kinds.YEAR: lambda reader, node, field, _: reader.year(node, field),
    kinds.DATE: lambda reader, node, field, _: reader.date(node, field),
    kinds.CHOICE: lambda reader, node, field, _: reader.choice(node, field),
    kinds.LINES: lambda reader, node, field, _: reader.lines(node, field),
    kinds.RECORD: _one,
    kinds.RECORDS: _several,
    kinds.FUNDS: _funds,
    kinds.PLAN: _plan,
    kinds.INDICATORS: _indicators,
    kinds.EXTRAS: _extras,
    kinds.DEFAULTS: _defaults,
}


def check_unique(projects: tuple[Project, ...], unit: str) -> list[Diagnostic]:
    """Faults for two projects of a department-year with one 项目编码, or one (实施单位, 项目名称)."""
    codes: dict[str, Text] = {}
    names: dict[tuple[str, str], Text] = {}
    faults = []
    for project in projects:
        if project.code is not None and project.code.text:
            first = codes.setdefault(plain(project.code.text), project.code)
            if first is not project.code:
                faults.append(_twice("项目编码", project.code, first))
        owner = project.unit.text if project.unit is not None and project.unit.text else unit
        first = names.setdefault((plain(owner), plain(project.name.text)), project.name)
        if first is not project.name:
            faults.append(_twice("项目名称", project.name, first))
    return faults


def _twice(what: str, text: Text, first: Text) -> Diagnostic:
    related = (Related(f"另一个在 {first.span.source.path}", first.span),)
    hint = "同一年度里每个项目只编一个文件；如果是复制来的文件，请改成它自己的内容，或删去多余的一个。"
    return fault("JX031", f"{what}“{text.text}”与另一个项目相同", text.span, hint=hint, related=related)
