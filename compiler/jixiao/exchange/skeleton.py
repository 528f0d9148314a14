"""The first files of a department-year: every field that the form prints, what to write there, and 待填 where it is due.

The files decode as they are, so that the checker can point at everything that is still to be filled.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from jixiao.exchange.yamltext import emit
from jixiao.model.fields import DEPARTMENT, INDICATOR, ORGAN, PROJECT, SAFEGUARD, SUBGOAL, Field
from jixiao.model.form import Form
from jixiao.model.names import file_name_fault
from jixiao.model.pending import WORD, blank_mark

_MODELINE = "yaml-language-server: $schema="
_UP = "../../../"
#: What people may write besides, shown as comments that they can open.
_MORE = "还可以写（去掉行首的“# ”）："


class Start(NamedTuple):
    """What a new department-year is.

    Attributes:
        folder: the department's folder below `sources`.
        name, code, region: 单位; code and region may be empty.
        year: four digits.
        project: 项目名称 of the first project; empty where it is not known yet.
        schemas: the folder of the schemas below the workspace.
    """

    folder: str
    name: str
    code: str
    region: str
    year: str
    project: str
    schemas: str


def skeleton(start: Start, form: Form) -> dict[str, str]:
    """Path below `sources` → text of the files to write."""
    base = f"{start.folder}/{start.year}"
    return {
        f"{base}/department.yaml": _department(start, form),
        f"{base}/projects/{_file_name(start.project)}": _project(start, form),
    }


def _file_name(project: str) -> str:
    fits = project and file_name_fault(f"01-{project}.yaml") is None and not project.startswith((" ", "."))
    return f"01-{project}.yaml" if fits else "01-项目.yaml"


class _Sheet:
    """A tree with the comments above and beside its fields."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.above: dict[str, str] = {}
        self.beside: dict[str, str] = {}

    def explain(self, path: str, field: Field, more: str = "") -> None:
        """Put above a field what is to be written there, with the word that the form prints."""
        word = self.form.words.get(path, self.form.words.get(field.key, "")).rstrip("：: ")
        printed = f"（表上印作“{word}”）" if word else ""
        self.above[path] = f"{field.key}{printed}：{field.help}{more}"

    def ask(self, path: str, note: str, typed: str = "") -> str:
        """Leave a place blank, or as typed, with a mark beside it."""
        self.beside[path] = blank_mark(note, typed)
        return typed


def _department(start: Start, form: Form) -> str:
    sheet = _Sheet(form)
    sheet.above[""] = "\n".join((
        f"{_MODELINE}{_UP}{start.schemas}/{form.name}.department.json",
        f"部门文件：{start.name} {start.year} 年度，表样是{form.title}。",
        "“#”后面是填写说明，不会印出来。冒号后面空一格写内容；写着“待填”的地方都换成实际内容。",
    ))  # fmt: skip
    organ = {
        "名称": start.name,
        "编码": start.code or sheet.ask("单位/编码", "预算单位编码"),
        "区划": start.region or sheet.ask("单位/区划", "六位行政区划代码"),
    }
    for key, said in organ.items():
        if key != "名称" and said:
            sheet.beside[f"单位/{key}"] = ORGAN.by_key[key].help.rstrip("。")
    tree: dict[str, Any] = {"版式": form.name, "单位": organ, "年度": start.year, "阶段": "一上"}
    sheet.beside["阶段"] = "以后改成 二上、批复、调整"
    if "整体目标" in form.parts:
        tree |= _overall(sheet)
    return emit(tree, sheet.above, sheet.beside) + _more(
        [DEPARTMENT.by_key["编制日期"]._replace(example=f"{start.year}-01-20")]
    )


def _overall(sheet: _Sheet) -> dict[str, Any]:
    sheet.explain("总体绩效目标", DEPARTMENT.by_key["总体绩效目标"])
    sheet.explain("分项绩效目标", DEPARTMENT.by_key["分项绩效目标"], "再加一项，就照下面三行再写一遍。")
    sheet.explain("工作保障措施", DEPARTMENT.by_key["工作保障措施"])
    goal = {one.key: f"{WORD}（{_short(one)}）" for one in SUBGOAL.fields if one.key != "项目"}
    measure = {one.key: f"{WORD}（{_short(one)}）" for one in SAFEGUARD.fields}
    return {"总体绩效目标": f"{WORD}（部门整体的绩效目标）", "分项绩效目标": [goal], "工作保障措施": [measure]}


def _short(field: Field) -> str:
    """The help of a field as a hint of a few words."""
    return field.help.partition("，")[0].rstrip("。")


def _project(start: Start, form: Form) -> str:
    sheet = _Sheet(form)
    sheet.above[""] = "\n".join((
        f"{_MODELINE}{_UP}../{start.schemas}/{form.name}.project.json",
        "项目文件：一个预算项目一份。“#”后面是填写说明，不会印出来；写着“待填”的地方都换成实际内容。",
        "再建一个项目：把这个文件复制一份，文件名改成 02-项目名称.yaml。填写中随时运行 jixiao check，看还有哪些没填。",
    ))  # fmt: skip
    tree: dict[str, Any] = {"项目名称": start.project or f"{WORD}（项目名称）"}
    sheet.explain("项目名称", PROJECT.by_key["项目名称"])
    for field in PROJECT.fields:
        if field.key in form.printed or field.key in {"资金", "绩效指标"}:
            tree[field.key] = _content(sheet, field, start)
    if form.extras:
        tree["其他栏目"] = dict.fromkeys(form.extras, WORD)
    unprinted = [one for one in ("测算", "上年项目", "公开") if one not in form.printed]
    return emit(tree, sheet.above, sheet.beside) + _more(PROJECT.by_key[key] for key in unprinted)


def _content(sheet: _Sheet, field: Field, start: Start) -> Any:  # noqa: ANN401 - a tree of any shape
    """What stands in a field of the empty form."""
    if field.key == "绩效指标":
        return _indicators(sheet)
    sheet.explain(field.key, field)
    made: dict[str, Callable[[], Any]] = {
        "主管部门": lambda: {"名称": start.name, "编码": start.code or sheet.ask("主管部门/编码", "主管部门编码")},
        "实施单位": lambda: start.name,
        "项目编码": lambda: sheet.ask("项目编码", _short(field)),
        "开始日期": lambda: f"{start.year}-01-01",
        "结束日期": lambda: f"{start.year}-12-31",
        "资金": lambda: _funds(sheet),
        "支出计划": lambda: _plan(sheet),
    }
    return made[field.key]() if field.key in made else f"{WORD}（{_short(field)}）"


def _funds(sheet: _Sheet) -> dict[str, str]:
    form = sheet.form
    sheet.above["资金"] = f"资金：单位是{form.unit}，只写数字；某一项没有就空着。"
    tree = {"总额": sheet.ask("资金/总额", _printed(form, "总额", "本年预算"), "0")}
    for key in form.sources:
        tree[key] = ""
        word = _printed(form, key, "")
        if word:
            sheet.beside[f"资金/{key}"] = word
    return tree


def _printed(form: Form, key: str, plain: str) -> str:
    word = form.words.get(f"资金.{key}", "").rstrip("：: ")
    return f"表上印作“{word}”" if word else plain


def _plan(sheet: _Sheet) -> dict[str, str]:
    nodes = sheet.form.nodes
    how = "从年初累计" if sheet.form.cumulative else "当期"
    sheet.above["支出计划"] += f"这里写{how}的百分数，例如 25%。"
    return {node: sheet.ask(f"支出计划/{node}", "支出百分数") for node in nodes}


def _indicators(sheet: _Sheet) -> dict[str, Any]:
    """One row under each 二级指标; the columns are explained at the first."""
    form = sheet.form
    sheet.above["绩效指标"] = "\n".join((
        "绩效指标：下面按二级指标分组，每条指标以“- 名称:”开头；要再加一条，就照样再写一遍。不需要的一组整组删去。",
        *(_column(form, INDICATOR.by_key[key]) for key in form.columns),
    ))  # fmt: skip
    groups: dict[str, Any] = {}
    for level in form.levels:
        for group in level.groups:
            sheet.above[f"绩效指标/{group.name}"] = f"{level.name}—{group.name}{group.flag}"
            groups[group.name] = [_row(form, group.name)]
    return groups


def _column(form: Form, field: Field) -> str:
    word = form.words.get(field.key, "").rstrip("：: ")
    printed = f"（表上印作“{word}”）" if word else ""
    return f"  {field.key}{printed}：{field.help}例如：{field.example}"


def _row(form: Form, group: str) -> dict[str, str]:
    row = {key: WORD for key in INDICATOR.by_key if key in form.columns and key != "方向"}
    return {"名称": f"{WORD}（{group}）", **{key: value for key, value in row.items() if key != "名称"}, "指标值": WORD}


def _more(fields: Iterable[Field]) -> str:
    """Fields that one may add, as comments."""
    lines = [f"# {_MORE}"]
    for one in fields:
        value = f"\n#   - {one.example}" if one.kind.startswith("几行") else f" {one.example}"
        lines.append(f"# {one.key}:{value}  # {one.help.rstrip('。')}")
    return "\n".join(lines) + "\n"
