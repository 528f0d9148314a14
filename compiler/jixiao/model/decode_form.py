"""`layout.yaml` to a `Form`.

The people who write it are engineers of a finance bureau, but its faults are reported like any other: Chinese, with their
place, all in one run (code JX038 where the general codes do not say it better).
"""

from jixiao.diagnostics import Diagnostic, SourceText, fault, has_errors
from jixiao.model import fields as kinds
from jixiao.model.document import Text
from jixiao.model.fields import DEPARTMENT, INDICATOR, ORGAN, PROJECT, Field, Record, record
from jixiao.model.form import (
    AMOUNTS,
    AS_TYPED,
    COLUMNS,
    FACES,
    FORM,
    LEVEL2,
    PARTS,
    PRINTABLE,
    SCHEDULE,
    SECTIONS,
    Form,
    Level1,
    Level2,
)
from jixiao.model.hints import Hints
from jixiao.model.values import Reader, is_blank, reader_of
from jixiao.source.yamltree import Entry, Mapping, Node

_ROLES = ("仿宋", "楷体", "黑体", "宋体", "小标宋")
_FREE = ("指标", "用语", "印", "字体")
_TABLE = record(
    FORM.name,
    *FORM.fields,
    *(Field(key, key, kinds.RECORD, "", record=table) for key, table in SECTIONS.items()),
    Field("指标", "levels", kinds.RECORD, "一级指标、二级指标，按印出的顺序。", needed=True),
    *(Field(key, key, kinds.RECORD, "") for key in _FREE if key != "指标"),
)


def decode_form(name: str, source: SourceText, node: Node) -> tuple[Form | None, list[Diagnostic]]:
    """Decode the manifest of the layout folder `name`."""
    reader = reader_of(source, Hints())
    entries = reader.entries(node, _TABLE)
    if entries is None:
        return None, reader.faults
    amounts = _section(reader, entries.get("金额"), AMOUNTS)
    schedule = _section(reader, entries.get("支出计划"), SCHEDULE)
    scope = _section(reader, entries.get("适用"), SECTIONS["适用"])
    form = Form(
        name=name,
        title=_line(reader, entries, "名称"),
        heading=_line(reader, entries, "标题"),
        rules=_line(reader, entries, "规则"),
        page=_line(reader, entries, "版面") or "9704",
        unit=_said(amounts, "单位") or "万元",
        decimals=_decimals(reader, amounts),
        sources=_names(reader, entries, "资金来源"),
        nodes=_nodes(reader, schedule),
        cumulative=_said(schedule, "方式") != "当期",
        levels=_levels(reader, entries.get("指标")),
        columns=_columns(reader, entries),
        required=_known(reader, entries, "必填", tuple(PROJECT.by_key)),
        printed=_known(reader, entries, "栏目", PRINTABLE),
        extras=_names(reader, entries, "其他栏目"),
        parts=_parts(reader, entries.get("印")),
        words=_words(reader, entries.get("用语")),
        faces=_faces(reader, entries.get("字体")),
        place=_said(scope, "地区"),
        since=_said(scope, "起始年度"),
        until=_said(scope, "截止年度"),
    )
    _check_words(reader, entries.get("用语"), form)
    if "支出计划" in form.printed and not form.nodes:
        reader.complain(
            "JX038", "“栏目”里有支出计划，却没有规定节点", entries["栏目"], "请补上：支出计划: {节点: [3月底, 6月底]}。"
        )
    return (None if has_errors(reader.faults) else form), reader.faults


def _check_words(reader: Reader, entry: Entry | None, form: Form) -> None:
    """Every word must belong to a field, or it would never be printed or hinted at."""
    records = (PROJECT, INDICATOR, DEPARTMENT)
    first = {key for table in records for key in table.by_key} | {*form.extras, *form.level2, "一级", "二级"}
    second = {"总额", *form.sources, *form.nodes, *ORGAN.by_key}
    for one in _children(reader, entry):
        above, _, below = one.key.text.partition(".")
        if above not in first or (below and below not in second):
            hint = "左边写栏目名称（下一级用“.”连接，例如 资金.总额），右边写表上印的字。"
            reader.complain("JX038", f"“用语”里的“{one.key.text}”不是栏目名称", one, hint)


def _line(reader: Reader, entries: dict[str, Entry], key: str) -> str:
    entry = entries.get(key)
    if entry is None:
        return ""
    field = _TABLE.by_key[key]
    text = reader.choice(entry.value, field) if field.choices else reader.text(entry.value, field)
    return text.text if text else ""


def _section(reader: Reader, entry: Entry | None, table: Record) -> dict[str, Text | Entry]:
    """The entries of a section: texts decoded, the rest (lists) as nodes."""
    if entry is None or is_blank(entry.value):
        return {}
    found = reader.entries(entry.value, table) or {}
    values: dict[str, Text | Entry] = {}
    for key, one in found.items():
        field = table.by_key[key]
        if field.kind == kinds.LINES:
            values[key] = one
            continue
        text = reader.choice(one.value, field) if field.choices else reader.text(one.value, field)
        if text is not None:
            values[key] = text
    return values


def _said(section: dict[str, Text | Entry], key: str) -> str:
    value = section.get(key)
    return value.text if isinstance(value, Text) else ""


def _decimals(reader: Reader, amounts: dict[str, Text | Entry]) -> int | None:
    value = amounts.get("小数")
    if not isinstance(value, Text) or value.text in {"", AS_TYPED}:
        return None
    if value.text.isdecimal() and value.text.isascii() and int(value.text) <= len("分厘毫丝忽微"):
        return int(value.text)
    reader.faults.append(fault("JX038", f"“小数”不能写“{value.text}”", value.span, hint="写 0 到 6 的数字，或“原样”。"))
    return None


def _names(reader: Reader, entries: dict[str, Entry], key: str) -> tuple[str, ...]:
    entry = entries.get(key)
    return () if entry is None else tuple(text.text for text in reader.lines(entry.value, _TABLE.by_key[key]))


def _nodes(reader: Reader, schedule: dict[str, Text | Entry]) -> tuple[str, ...]:
    entry = schedule.get("节点")
    if not isinstance(entry, Entry):
        return ()
    return tuple(text.text for text in reader.lines(entry.value, SCHEDULE.by_key["节点"]))


def _known(reader: Reader, entries: dict[str, Entry], key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    entry = entries.get(key)
    if entry is None:
        return ()
    texts = reader.lines(entry.value, _TABLE.by_key[key])
    for text in texts:
        if text.text not in allowed:
            hint = "可写：" + "、".join(allowed) + "。"
            reader.faults.append(fault("JX038", f"“{key}”里没有“{text.text}”这一项", text.span, hint=hint))
    return tuple(text.text for text in texts)


def _columns(reader: Reader, entries: dict[str, Entry]) -> tuple[str, ...]:
    found = _known(reader, entries, "列", COLUMNS)
    if "列" in entries and "名称" not in found:
        reader.complain(
            "JX038", "“列”里没有“名称”", entries["列"], "指标表至少要印三级指标的名称，例如 列: [名称, 指标值]。"
        )
    twice = next((key for key in found if found.count(key) > 1), None)
    if twice is not None:
        reader.complain("JX038", f"“列”里的“{twice}”写了两次", entries["列"], "每一列只写一次。")
    return found


def _children(reader: Reader, entry: Entry | None) -> tuple[Entry, ...]:
    if entry is None or is_blank(entry.value):
        return ()
    if isinstance(entry.value, Mapping):
        return entry.value.entries
    reader.complain("JX023", f"“{entry.key.text}”下面应写“名称: 内容”各行", entry.value)
    return ()


def _levels(reader: Reader, entry: Entry | None) -> tuple[Level1, ...]:
    seen: set[str] = set()
    levels = []
    for level in _children(reader, entry):
        groups = []
        for group in _children(reader, level):
            if group.key.text in seen:
                reader.complain(
                    "JX038", f"二级指标“{group.key.text}”写了两次", group, "同一个二级指标只能属于一个一级指标。"
                )
            seen.add(group.key.text)
            section = _section(reader, group, LEVEL2)
            groups.append(Level2(group.key.text, _said(section, "必填") == "是", _said(section, "标注")))
        levels.append(Level1(level.key.text, tuple(groups)))
    if entry is not None and not seen:
        reader.complain("JX038", "“指标”下面没有二级指标", entry, "至少写一个一级指标，下面至少一个二级指标。")
    return tuple(levels)


def _parts(reader: Reader, entry: Entry | None) -> frozenset[str]:
    on = set()
    for one in _children(reader, entry):
        if one.key.text not in PARTS:
            reader.complain("JX038", f"“印”里没有“{one.key.text}”这一项", one, "可写：" + "、".join(PARTS) + "。")
            continue
        said = reader.choice(one.value, Field(one.key.text, "", kinds.CHOICE, "", choices=kinds.YES_NO))
        if said is not None and said.text == "是":
            on.add(one.key.text)
    return frozenset(on)


def _words(reader: Reader, entry: Entry | None) -> dict[str, str]:
    texts = (
        (one.key.text, reader.text(one.value, Field(one.key.text, "", kinds.LINE, "")))
        for one in _children(reader, entry)
    )
    return {key: text.text for key, text in texts if text is not None}


def _faces(reader: Reader, entry: Entry | None) -> dict[str, str]:
    faces = dict(FACES)
    for one in _children(reader, entry):
        field = Field(one.key.text, "", kinds.CHOICE, "", choices=_ROLES)
        if one.key.text not in FACES:
            reader.complain("JX038", f"“字体”里没有“{one.key.text}”这一项", one, "可写：" + "、".join(FACES) + "。")
            continue
        said = reader.choice(one.value, field)
        if said is not None:
            faces[one.key.text] = said.text
    return faces
