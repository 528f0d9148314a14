"""Department-years made up at random, as trees: every field of the tables, and texts that mean something to some program."""

from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from tests.conftest import REPOSITORY

from jixiao.exchange.yamlout import emit
from jixiao.model.fields import DIRECTIONS, PAGES, SCOPES, STAGES, YES_NO
from jixiao.model.form import Form
from jixiao.model.load import load_form
from jixiao.model.names import indicator_key, plain
from jixiao.source.workspace import shipped_layouts

Tree = dict[str, Any]
FORMS = ("hebei-2025", "ningxia-2024", "shanghai-2026")
HOSTILE = [line for line in (REPOSITORY / "tests/data/hostile.txt").read_text(encoding="utf-8").split("\n") if line]
PIECES = [
    *HOSTILE, "名称: 甲", "- 名称: 甲", "绩效指标:", "资金：", "名称：", "｜", "l", "I", "null", "是", "说明", "1、", "（一）", "目标1：",
    "其中：财政资金", " #甲", "# 甲", "甲:", "指标值 ≥90", "+1", "-1", "@a", "＝1", '=HYPERLINK("a")', "_x0041_", "'068", "1e5", "1/2",
    "3-5", "2025-1-2", "TRUE", "#N/A", "{=1}", "  甲", "甲  ", "　甲", "甲,乙", "&lt;", "]]>", "\U00020000", "😀",
]  # fmt: skip
LETTERS = st.sampled_from(list("甲乙 a1#:：-?|>'\"%@`*&![]{},=<≥≤．。，；　~\\/＞＝＜｜_+x"))


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A text of one line, perhaps blank."""
    kind = draw(st.integers(0, 2))
    if kind == 0:
        return draw(st.sampled_from(PIECES))
    letters = "".join(draw(st.lists(LETTERS, max_size=9 if kind == 1 else 3)))
    return letters if kind == 1 else draw(st.sampled_from(PIECES)) + letters + draw(st.sampled_from(PIECES))


@st.composite
def names(draw: st.DrawFn) -> str:
    """A text that says something."""
    text = draw(lines())
    return text if indicator_key(text) and text.strip() else f"{text}甲"


@st.composite
def proses(draw: st.DrawFn) -> str:
    text = "\n".join(draw(st.lists(lines(), max_size=4))).rstrip("\n")
    return text if text.strip() else ""


SAID = NAMED = names()
PROSE = proses()
MONEY = st.sampled_from(["0", "886", "43.38", "600.00", "1,200.50", "60万元", "600000元"])
DATE = st.sampled_from(["2025-01-20", "2024-02-29"])
MAYBE = st.just("") | names()


def form_of(name: str) -> Form:
    folder = shipped_layouts() / name
    if not folder.is_dir():
        folder = REPOSITORY / "tests/data/layouts" / name
    form, _ = load_form(None, name, folder)
    assert form is not None
    return form


def rows(row: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[list[Any]]:
    return st.lists(row, max_size=most)


INDICATOR = st.fixed_dictionaries(
    {"名称": NAMED, "指标值": MAYBE},
    optional={
        "描述": MAYBE, "依据": MAYBE, "权重": MAYBE, "备注": MAYBE, "方向": st.sampled_from(DIRECTIONS), "分档": rows(SAID),
    },
)  # fmt: skip
NOTE = st.fixed_dictionaries({"规则": SAID, "理由": SAID}, optional={"位置": MAYBE})
MANAGER = st.fixed_dictionaries({"名称": SAID}, optional={"编码": MAYBE})


@st.composite
def project(draw: st.DrawFn, form: Form) -> Tree:
    indicators = st.lists(INDICATOR, max_size=3, unique_by=lambda row: indicator_key(row["名称"]))
    groups = st.dictionaries(st.sampled_from(list(form.level2)), indicators, min_size=1)
    funds = st.fixed_dictionaries({"总额": MONEY}, optional=dict.fromkeys(form.sources, st.just("") | MONEY))
    share = st.sampled_from(["", "24%", "24", "100%"])
    nodes: dict[str, Any] = dict.fromkeys(form.nodes, share)
    extras: dict[str, Any] = {"其他栏目": st.fixed_dictionaries({}, optional=dict.fromkeys(form.extras, MAYBE))} if form.extras else {}
    made = st.fixed_dictionaries(
        {"项目名称": SAID, "资金": funds, "绩效指标": groups},
        optional={
            "项目编码": MAYBE, "主管部门": MANAGER, "实施单位": MAYBE, "项目属性": MAYBE, "项目类别": MAYBE, "项目期": MAYBE, "开始日期": DATE,
            "结束日期": DATE, "公开": st.sampled_from(YES_NO), "资金用途": MAYBE, "支出计划": st.fixed_dictionaries({}, optional=nodes),
            "绩效目标": PROSE, "测算": rows(SAID), "上年项目": rows(SAID), "说明": rows(NOTE), **extras,
        },
    )  # fmt: skip
    return draw(made)


@st.composite
def department(draw: st.DrawFn, form: Form) -> Tree:
    subgoal = st.fixed_dictionaries({"名称": SAID}, optional={"绩效目标": PROSE, "绩效指标": PROSE, "项目": rows(SAID)})
    safeguard = st.fixed_dictionaries({"名称": SAID}, optional={"内容": PROSE})
    default = st.fixed_dictionaries({}, optional={"项目期": SAID, "实施单位": MAYBE, "主管部门": MANAGER, "公开": st.sampled_from(YES_NO)})
    made = st.fixed_dictionaries(
        {"版式": st.just(form.name), "单位": st.fixed_dictionaries({"名称": st.just("某县水务局")}, optional={"编码": MAYBE, "区划": MAYBE}), "年度": st.just("2025")},
        optional={
            "版面": st.sampled_from(PAGES), "阶段": st.sampled_from(STAGES), "编制日期": DATE, "项目默认": default, "总体绩效目标": PROSE,
            "分项绩效目标": rows(subgoal), "工作保障措施": rows(safeguard), "说明": rows(NOTE),
            "预算": st.fixed_dictionaries({}, optional={"项目支出": MONEY, "范围": st.sampled_from(SCOPES)}),
        },
    )  # fmt: skip
    return draw(made)


class Year:
    """A department-year as trees."""

    def __init__(self, form: Form, department: Tree, projects: list[Tree]) -> None:
        self.form, self.department, self.projects = form, department, projects

    def __repr__(self) -> str:
        return f"Year({self.form.name!r}, {self.department!r}, {self.projects!r})"

    def write(self, folder: Path) -> None:
        (folder / "projects").mkdir(parents=True)
        (folder / "department.yaml").write_text(emit(self.department), encoding="utf-8", newline="")
        for number, one in enumerate(self.projects, 1):
            (folder / f"projects/{number:02}-甲.yaml").write_text(emit(one), encoding="utf-8", newline="")


def _key(tree: Tree) -> str:
    return plain(tree["项目名称"])


@st.composite
def years(draw: st.DrawFn, forms: tuple[str, ...] = FORMS) -> Year:
    form = form_of(draw(st.sampled_from(forms)))
    projects = draw(st.lists(project(form), min_size=1, max_size=3, unique_by=_key))
    codes = [plain(one.get("项目编码", "")) for one in projects]
    for one, code in zip(projects, codes, strict=True):
        if code and codes.count(code) > 1:
            del one["项目编码"]
    return Year(form, draw(department(form)), projects)
