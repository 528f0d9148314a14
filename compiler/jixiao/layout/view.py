"""What the pages need, computed once from the model: literals with source paths, texts to check, the printed copy.

Three outputs of one walk, so that they cannot disagree: the Typst literal (what is drawn), the texts (what the fonts must
have) and the printed record (what `targets.json` tells machines). Only fields that the form prints come out of here.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from jixiao.layout.writer import BODY, CELL, Writer
from jixiao.markup import Typst, array, dictionary, escape, string
from jixiao.model.document import Department, Fund, Indicator, Money, Project, Safeguard, SubGoal, Text
from jixiao.model.form import Form
from jixiao.model.quantity import Amount, in_unit, pad

if TYPE_CHECKING:
    from jixiao.layout.marks import Mark, Marking


class View(NamedTuple):
    """Everything that templates and checks of one document get.

    Attributes:
        department: the `dept` literal.
        projects: one literal per printed project.
        setup: `setup.typ` without its fonts.
        texts: every printed text of the sources with its place, by what it is set as (the keys of `Form.faces`).
        printed: the printed fields, for `targets.json`.
        title: the title of the document.
        marks: number → mark, where the literals are marked.
    """

    department: Typst
    projects: list[Typst]
    setup: str
    texts: dict[str, list[Text]]
    printed: dict[str, Any]
    title: str
    marks: "Mapping[int, Mark]" = MappingProxyType({})


class Written(NamedTuple):
    """A project as written: of what, and what came of it."""

    project: Project
    number: int
    form: Form
    literal: Typst
    record: dict[str, Any]
    texts: dict[str, list[Text]]


#: File → project; kept by who writes the same documents again and again.
Kept = dict[str, Written]


def build_view(
    department: Department, form: Form, *, public: bool, marking: "Marking | None" = None, kept: Kept | None = None
) -> View:
    """Compute the view of a department-year; `public` leaves out projects with 公开: 否.

    `marking`: for a page that can be clicked; it may also leave out projects, which changes no number of the others.
    `kept` takes what was written and gives it back for projects that are the same (not where there is a marking).
    """
    writer = Writer(form) if marking is None else _marking_writer(form, marking)
    writer.begin(department.source.path)
    projects = [one for one in department.projects if one.is_public or not public]
    title = f"{department.organ.name.text if department.organ.name else ''}{department.year.text}年度{form.heading or '绩效目标'}"
    dept, printed = _department(writer, department, title, marking)
    literals, records = [], []
    for number, project in enumerate(projects, 1):
        if marking is not None and not marking.prints(project.source.path):
            continue
        one = None if kept is None or marking is not None else kept.get(project.source.path)
        if one is None or one.project is not project or one.number != number or one.form is not form:
            one = _written(writer, department, project, number)
            if kept is not None and marking is None:
                kept[project.source.path] = one
        for face, texts in one.texts.items():
            writer.texts[face] += texts
        literals.append(one.literal)
        records.append(one.record)
    printed["项目"] = records
    setup = _setup(form, department, marking)
    return View(Typst(dept), literals, setup, writer.texts, printed, title, writer.marks)


def _marking_writer(form: Form, marking: "Marking") -> Writer:
    from jixiao.layout.marking import MarkingWriter

    return MarkingWriter(form, marking)


def document_date(department: Department) -> tuple[int, int, int]:
    """编制日期, else 1 January of 年度."""
    if department.date is not None and department.date.text:
        year, month, day = (int(part) for part in department.date.text.split("-"))
        return year, month, day
    return int(department.year.text), 1, 1


def _setup(form: Form, department: Department, marking: "Marking | None") -> str:
    page = department.page.text if department.page and department.page.text else form.page
    lines = (
        f"#let 版面 = {string(page)}",
        f"#let 用语 = {dictionary((key, string(word)) for key, word in form.words.items())}",
        f"#let 金额单位 = {string(form.unit)}",
        f"#let 资金来源 = {array(map(string, form.sources))}",
        f"#let 节点 = {array(map(string, form.nodes))}",
        f"#let 列 = {array(map(string, form.columns))}",
        f"#let 预览 = {'false' if marking is None else 'true'}",
        f"#let 页差 = {0 if marking is None else marking.pages_before}",
        f"#let 前页 = {string('画出' if marking is None else marking.front_pages)}",
    )
    return "\n".join(lines) + "\n"


def _plain(text: Text | None) -> str:
    return text.text if text is not None else ""


def _department(
    writer: Writer, department: Department, title: str, marking: "Marking | None"
) -> tuple[str, dict[str, Any]]:
    form, organ = writer.form, department.organ
    entries = [
        ("标题", string(title)),
        (
            "单位",
            dictionary(
                [("名称", _name(writer, "单位/名称", organ.name)), ("编码", writer.value("单位/编码", organ.code))]
            ),
        ),
        ("年度", writer.title("年度", department.year)),
        ("阶段", "none" if department.is_final else writer.raw("阶段", department.stage_name)),
        ("编制日期", _date(writer, department)),
    ]
    printed: dict[str, Any] = {
        "schema_version": "1.0",
        "版式": form.name,
        "标题": title,
        "单位": {"名称": _plain(organ.name), "编码": _plain(organ.code)},
        "年度": department.year.text,
        "阶段": department.stage_name,
        "金额单位": form.unit,
    }
    if "整体目标" in form.parts:
        entries += [
            ("总体绩效目标", writer.prose("总体绩效目标", department.overall, BODY)),
            ("分项绩效目标", array(_subgoal(writer, one) for one in department.subgoals)),
            ("工作保障措施", array(_safeguard(writer, one) for one in department.safeguards)),
        ]
        printed |= {
            "总体绩效目标": _plain(department.overall),
            "分项绩效目标": [
                {"名称": one.name.text, "绩效目标": _plain(one.goal), "绩效指标": _plain(one.measures)}
                for one in department.subgoals
            ],
            "工作保障措施": [{"名称": one.name.text, "内容": _plain(one.content)} for one in department.safeguards],
        }
    if marking is not None:
        entries.append(("隐去", "true" if marking.veils_front else "false"))
    return dictionary(entries), printed


def _name(writer: Writer, path: str, text: Text | None) -> str:
    return writer.title(path, text) if text is not None else writer.value(path, None)


def _date(writer: Writer, department: Department) -> str:
    if department.date is None or not department.date.text or "封面" not in writer.form.parts:
        return "none"
    year, month, day = document_date(department)
    return writer.raw("编制日期", f"{year}年{month}月{day}日")


def _subgoal(writer: Writer, one: SubGoal) -> str:
    base = f"分项绩效目标/{escape(one.name.text)}"
    return dictionary(
        [
            ("名称", writer.title(f"{base}/名称", one.name)),
            ("绩效目标", writer.prose(f"{base}/绩效目标", one.goal, BODY)),
            ("绩效指标", writer.prose(f"{base}/绩效指标", one.measures, BODY)),
        ]
    )


def _safeguard(writer: Writer, one: Safeguard) -> str:
    base = f"工作保障措施/{escape(one.name.text)}"
    return dictionary(
        [("名称", writer.title(f"{base}/名称", one.name)), ("内容", writer.prose(f"{base}/内容", one.content, BODY))]
    )


def _written(writer: Writer, department: Department, project: Project, number: int) -> Written:
    """Write a project; its texts are kept apart from those of the document."""
    others, writer.texts = writer.texts, {face: [] for face in writer.texts}
    literal, record = _project(writer, department, project, number)
    own, writer.texts = writer.texts, others
    return Written(project, number, writer.form, Typst(literal), record, own)


def _project(writer: Writer, department: Department, project: Project, number: int) -> tuple[str, dict[str, Any]]:
    form = writer.form
    writer.begin(project.source.path)
    entries = [
        ("序号", str(number)),
        ("source", string(project.source.path)),
        ("项目名称", writer.title("项目名称", project.name)),
    ]
    printed: dict[str, Any] = {"序号": number, "项目名称": project.name.text}
    for key in form.printed:
        literal, plain = _PRINTERS[key](writer, department, project)
        entries.append((key, literal))
        printed[key] = plain
    funds, amounts = _funds(writer, project.funds)
    levels, rows = _levels(writer, project.indicators)
    entries += [("资金", funds), ("绩效指标", levels)]
    printed |= {"资金": amounts, "绩效指标": rows}
    if form.extras:
        literal, plain = _extras(writer, project)
        entries.append(("其他栏目", literal))
        printed["其他栏目"] = plain
    return dictionary(entries), printed


def _extras(writer: Writer, project: Project) -> tuple[str, dict[str, str]]:
    texts = {one.key: one.value for one in project.extras}
    plain = {key: _plain(texts.get(key)) for key in writer.form.extras}
    return dictionary(
        (key, writer.value(escape(f"其他栏目/{key}"), texts.get(key))) for key in writer.form.extras
    ), plain


def _money_text(money: Money | None, form: Form) -> str:
    if money is None:
        return ""
    digits = in_unit(Amount(money.amount, money.digits, money.unit), form.unit)
    return digits if form.decimals is None else pad(digits, form.decimals)


def _funds(writer: Writer, funds: tuple[Fund, ...]) -> tuple[str, dict[str, str]]:
    texts = {fund.key: _money_text(fund.money, writer.form) for fund in funds}
    return dictionary(
        (fund.key, writer.raw(escape(f"资金/{fund.key}"), texts[fund.key], fund.money and fund.money.span))
        for fund in funds
    ), texts


def _levels(writer: Writer, indicators: tuple[Indicator, ...]) -> tuple[str, list[dict[str, str]]]:
    """The tree as a literal and as rows; an empty 二级 that the form marks as a duty keeps its row on the page."""
    by_group: dict[str, list[Indicator]] = {}
    for one in indicators:
        by_group.setdefault(one.group, []).append(one)
    printed: list[dict[str, str]] = []
    levels = []
    for level in writer.levels:
        groups = []
        for group in level.groups:
            found = by_group.get(group.name)
            rows = [_indicator(writer, one, level.name, printed) for one in found] if found else [writer.empty(group)]
            if rows != [""]:
                groups.append(f"{group.start}{array(rows)})")
        if groups:
            levels.append(f'("名称":{string(level.name)},"二级":{array(groups)})')
    return array(levels), printed


def _indicator(writer: Writer, one: Indicator, level: str, printed: list[dict[str, str]]) -> str:
    row = {"一级指标": level, "二级指标": one.group}
    printed.append(row)
    return writer.row(one, row)


def _line(attr: str, key: str) -> Any:  # noqa: ANN401 - a printer, see _PRINTERS
    def printer(writer: Writer, _department: Department, project: Project) -> tuple[str, Any]:
        text = getattr(project, attr)
        return writer.value(key, text), _plain(text)

    return printer


def _unit(writer: Writer, department: Department, project: Project) -> tuple[str, Any]:
    text = project.unit if project.unit is not None and project.unit.text else department.organ.name
    return writer.value("实施单位", text), _plain(text)


def _manager(writer: Writer, department: Department, project: Project) -> tuple[str, Any]:
    organ = project.department or department.organ
    name, code = organ.name, organ.code
    literal = dictionary([("名称", writer.value("主管部门/名称", name)), ("编码", writer.value("主管部门/编码", code))])
    return literal, {"名称": _plain(name), "编码": _plain(code)}


def _plan(writer: Writer, _department: Department, project: Project) -> tuple[str, Any]:
    texts = {node.key: node.value for node in project.plan}
    nodes: Iterable[str] = writer.form.nodes
    return array(writer.value(escape(f"支出计划/{key}"), texts.get(key)) for key in nodes), {
        key: _plain(texts.get(key)) for key in nodes
    }


def _goal(writer: Writer, _department: Department, project: Project) -> tuple[str, Any]:
    return writer.prose("绩效目标", project.goal, CELL), _plain(project.goal)


_PRINTERS: dict[str, Any] = {
    "项目编码": _line("code", "项目编码"),
    "主管部门": _manager,
    "实施单位": _unit,
    "项目属性": _line("attribute", "项目属性"),
    "项目类别": _line("category", "项目类别"),
    "项目期": _line("period", "项目期"),
    "开始日期": _line("start", "开始日期"),
    "结束日期": _line("end", "结束日期"),
    "资金用途": _line("purpose", "资金用途"),
    "支出计划": _plan,
    "绩效目标": _goal,
}
