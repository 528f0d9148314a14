"""What a 填报表 has: its sheets and their columns, worked out from the field tables and the form.

A column's heading is the path of its field, joined by `：` (`资金：总额`); what stands in brackets behind it is for people.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from jixiao.model import fields as kinds
from jixiao.model.fields import DEPARTMENT, INDICATOR, NOTE, PROJECT, SAFEGUARD, SUBGOAL, Field, Record
from jixiao.model.form import Form

Path = tuple[str, ...]

#: The sheets, in their order.
GUIDE, ORGAN, PROJECTS, INDICATORS = "说明", "部门", "项目", "指标"
SUBGOALS, SAFEGUARDS, COSTING, PREVIOUS, NOTES = "分项目标", "保障措施", "测算", "上年项目", "意见说明"
#: Headings that are no fields.
NUMBER, OWNER, GROUP, FILE = "序号", "项目", "二级指标", "文件名"
KEY, VALUE, ADVICE = "栏目", "内容", "填写说明"
JOINT = "："
#: Kinds of a field that one cell holds.
_CELLS = frozenset({kinds.LINE, kinds.PROSE, kinds.YEAR, kinds.DATE, kinds.CHOICE, kinds.MONEY})
#: Fields whose content is a code: digits that are no number.
CODES = frozenset({"编码", "区划", "项目编码", "上年项目", "项目"})
SHARE = "百分数"
#: Fields whose content is short.
_SHORT = frozenset({"编码", "区划", "权重", "项目期", "项目类别", "开始日期", "结束日期", "规则"})
_WIDE, _MIDDLE, _SMALL, _NARROW = 46, 26, 17, 10


class Column(NamedTuple):
    """A column, or a row of the sheet 部门.

    Attributes:
        heading: its words.
        path: the field in the tree of its record; empty for what is no field.
        kind: a kind of the field tables, or SHARE.
        help: what to write.
        choices: what can be chosen.
        needed: without it the row cannot be read; `wanted`: the form asks for it.
        printed: the form prints it.
        width: in characters.
    """

    heading: str
    path: Path
    kind: str = kinds.LINE
    help: str = ""
    choices: tuple[str, ...] = ()
    needed: bool = False
    wanted: bool = False
    printed: bool = True
    width: int = _MIDDLE

    @property
    def key(self) -> str:
        """The key of the field."""
        return self.path[-1] if self.path else self.heading

    @property
    def lines(self) -> bool:
        """Whether a cell may hold several lines."""
        return self.kind in {kinds.PROSE, kinds.LINES}


class Page(NamedTuple):
    """A sheet: its name, its columns, and the headings by which it is known whatever it is called."""

    name: str
    columns: tuple[Column, ...]
    marks: tuple[str, ...]
    help: str = ""


def pages(form: Form, trees: Iterable[Mapping[str, Any]] = ()) -> dict[str, Page]:
    """The sheets by name; `trees` of projects may have more money sources, nodes and 其他栏目 than the form."""
    owner = Column(OWNER, (), help="写“项目”表里的项目名称，一字不差；可以从下拉框里选。", needed=True)
    number = Column(NUMBER, (), help="只管先后次序；插入的新行可以空着。", width=6)
    made = (
        Page(ORGAN, tuple(_department()), (KEY, VALUE), "每行一个栏目，在“内容”一列填写。"),
        Page(PROJECTS, tuple(_project(form, list(trees))), ("项目名称",), "每个项目一行。"),
        Page(INDICATORS, (number, owner, *_indicator(form)), (GROUP, "指标值"), "每条三级指标一行。"),
        Page(SUBGOALS, (number, *_plain(SUBGOAL)), ("名称", "绩效目标", "绩效指标"), "部门整体绩效的分项目标，每项一行。"),
        Page(SAFEGUARDS, (number, *_plain(SAFEGUARD)), ("名称", "内容"), "每条措施一行。"),
        Page(COSTING, (number, owner, _line("测算", "算式")), (OWNER, "算式"), "项目资金怎样算出来，一个算式一行。"),
        Page(PREVIOUS, (number, owner, _line("上年项目", "上年项目")), (OWNER, "上年项目"), "接续上年哪个项目。"),
        Page(NOTES, (number, owner._replace(needed=False), *_plain(NOTE)), ("规则", "理由"), "对检查意见的说明。"),
    )
    return {page.name: page for page in made}


# -- department -------------------------------------------------------------------------------------------------------


def _department() -> Iterator[Column]:
    for field in DEPARTMENT.fields:
        if field.kind in _CELLS:
            yield _column((field.key,), field, field.needed)
        elif field.kind == kinds.RECORD and field.record:
            yield from (_column((field.key, one.key), one, one.needed and field.needed) for one in field.record.fields)
    default = DEPARTMENT.by_key["项目默认"]
    for path, field in _leaves(default.record or PROJECT):
        yield _column(("项目默认", *path), field, needed=False)


def _leaves(table: Record) -> Iterator[tuple[Path, Field]]:
    """The fields of one cell, those of inner records with them."""
    for field in table.fields:
        if field.kind in _CELLS:
            yield (field.key,), field
        elif field.kind == kinds.RECORD and field.record:
            yield from (((field.key, *path), one) for path, one in _leaves(field.record))


# -- projects ---------------------------------------------------------------------------------------------------------


def _project(form: Form, trees: list[Mapping[str, Any]]) -> Iterator[Column]:
    columns = [column for field in PROJECT.fields for column in _of_project(field, form, trees)]
    yield from (one for one in columns if one.printed)
    yield from (one for one in columns if not one.printed)
    yield Column(FILE, (), help="这个项目存在哪个文件里，不用改；新增的项目空着。", printed=False, width=_SMALL)


def _of_project(field: Field, form: Form, trees: list[Mapping[str, Any]]) -> Iterator[Column]:
    wanted = field.key in form.required
    printed = field.needed or field.key in form.printed
    if field.kind in _CELLS:
        yield _column((field.key,), field, field.needed, wanted)._replace(printed=printed)
    elif field.kind == kinds.RECORD and field.record:
        for path, one in _leaves(field.record):
            yield _column((field.key, *path), one, needed=False, wanted=wanted)._replace(printed=printed)
    elif field.kind == kinds.FUNDS:
        for key in ("总额", *_keys(form.sources, field.key, trees)):
            help_ = "资金合计。" if key == "总额" else "没有就空着。"
            yield Column(
                f"资金：{key}（{form.unit}）", (field.key, key), kinds.MONEY, help_, needed=key == "总额", width=_SMALL
            )
    elif field.kind == kinds.PLAN:
        for key in _keys(form.nodes, field.key, trees):
            kind = SHARE if form.nodes else kinds.LINE
            yield Column(f"支出计划：{key}", (field.key, key), kind, field.help, wanted=wanted, printed=bool(form.nodes), width=_NARROW)
    elif field.kind == kinds.EXTRAS:
        for key in _keys(form.extras, field.key, trees):
            yield Column(f"其他栏目：{key}", (field.key, key), help="版式另外规定的栏目。")


def _keys(own: tuple[str, ...], key: str, trees: list[Mapping[str, Any]]) -> Iterator[str]:
    """The keys that a form has, and those that projects have besides."""
    seen = dict.fromkeys(own)
    for tree in trees:
        value = tree.get(key)
        seen |= dict.fromkeys(value if isinstance(value, dict) else ())
    seen.pop("总额", None)
    yield from seen


def _indicator(form: Form) -> Iterator[Column]:
    groups = tuple(form.level2)
    yield Column(GROUP, (), kinds.CHOICE, f"从这些里选：{'、'.join(groups)}。", groups, needed=True, width=_SMALL)
    for column in _plain(INDICATOR):
        yield column._replace(printed=column.key in form.columns)


def _plain(table: Record) -> Iterator[Column]:
    for field in table.fields:
        yield _column((field.key,), field, field.needed, wanted=field.present)


def _line(key: str, heading: str) -> Column:
    field = PROJECT.by_key[key]
    return Column(heading, (key,), kinds.LINE, field.help, needed=True, width=_WIDE)


def _column(path: Path, field: Field, needed: bool, wanted: bool = False) -> Column:  # noqa: FBT001, FBT002
    help_ = field.help
    if field.kind == kinds.LINES:
        help_ += "一格里可以写几行，用 Alt+Enter 换行。"
    help_ = help_.replace("以 > 开头的要加引号。", "").replace("序号由版式编排，不用自己写。", "序号由版式编排，不用自己写；用 Alt+Enter 换行。")
    help_ += f"例如：{field.example}" if field.example else ""
    width = _WIDE if field.kind in {kinds.PROSE, kinds.LINES} else _NARROW if field.kind == kinds.CHOICE else _MIDDLE
    width = _SMALL if field.key in _SHORT else width
    return Column(JOINT.join(path), path, field.kind, help_, field.choices, needed, wanted, width=width)
