"""A form as its `layout.yaml` declares it: which fields it prints, in which words and order, and with what duty."""

from typing import NamedTuple

from jixiao.model.fields import CHOICE, LINE, LINES, PAGES, YES_NO, Field, record

#: The parts of a document that a form may switch on (`印`).
PARTS = ("封面", "目录", "整体目标", "目标编号")
#: The roles of type that a form may use (`字体`), with what each prints.
FACES = {"正文": "仿宋", "表格": "宋体", "标题": "黑体"}
AS_TYPED = "原样"
#: Keys of an indicator that a form may print as a column (`列`), and keys of a project that it may print (`栏目`).
COLUMNS = ("名称", "描述", "指标值", "依据", "权重", "备注", "方向")
PRINTABLE = (
    "项目编码",
    "主管部门",
    "实施单位",
    "项目属性",
    "项目类别",
    "项目期",
    "开始日期",
    "结束日期",
    "资金用途",
    "支出计划",
    "绩效目标",
)

FORM = record(
    "版式",
    Field("名称", "title", LINE, "版式的名称，用 jixiao layouts 查看时显示。", needed=True),
    Field("标题", "heading", LINE, "文件的名称，印在封面上，也用于输出的文件名。"),
    Field("规则", "rules", LINE, "检查规则的省级配置。"),
    Field("版面", "page", CHOICE, "默认版面。", choices=PAGES),
    Field("资金来源", "sources", LINES, "总额以外的资金栏，按印出的顺序。", needed=True),
    Field("列", "columns", LINES, "指标表印哪几列，用指标的栏目名称。", needed=True),
    Field("必填", "required", LINES, "检查时必须有内容的栏目。"),
    Field("栏目", "printed", LINES, "除项目名称、资金、绩效指标外，这种表印哪些栏目。"),
    Field("其他栏目", "extras", LINES, "这种表另有的栏目。"),
)
SCOPE = record(
    "适用",
    Field("地区", "place", LINE, "适用的地区。"),
    Field("起始年度", "since", LINE, "从哪一年起使用。"),
    Field("截止年度", "until", LINE, "用到哪一年。"),
)
AMOUNTS = record(
    "金额",
    Field("单位", "unit", CHOICE, "表内金额的单位。", choices=("万元", "元"), needed=True),
    Field("小数", "decimals", LINE, "补足到几位小数；原样表示照录入的位数印。"),
)
SCHEDULE = record(
    "支出计划",
    Field("节点", "nodes", LINES, "各时点的名称。", needed=True),
    Field("方式", "method", CHOICE, "百分数是累计的还是当期的。", choices=("累计", "当期")),
)
LEVEL2 = record(
    "二级指标",
    Field("必填", "required", CHOICE, "表上是否标明必填。", choices=YES_NO),
    Field("标注", "flag", LINE, "印在二级指标名称后面的字。"),
)
SECTIONS = {"适用": SCOPE, "金额": AMOUNTS, "支出计划": SCHEDULE}


class Level2(NamedTuple):
    """One 二级指标 of a form: its name, whether the form marks it as a duty, and the words it prints behind the name."""

    name: str
    required: bool = False
    flag: str = ""


class Level1(NamedTuple):
    """One 一级指标 with its 二级指标 in printed order."""

    name: str
    groups: tuple[Level2, ...]


class Form(NamedTuple):
    """A decoded `layout.yaml`.

    Attributes:
        name: the folder name, what 版式 says.
        title: 名称.
        heading: 标题, the name of the document that is printed and put into file names.
        rules: the province layer of the rule profile.
        page: 版面 by default.
        unit: 万元 or 元.
        decimals: digits after the point, or None for 原样.
        sources: money keys besides 总额.
        nodes: keys of 支出计划; empty where the form has no such plan.
        cumulative: whether the plan's shares add up along the year.
        levels: the taxonomy in printed order.
        columns: keys of an indicator that are printed.
        required: fields with a duty, for the checker.
        printed: keys of a project that are printed besides 项目名称, 资金, 绩效指标.
        extras: keys of 其他栏目.
        parts: which of `PARTS` are on.
        words: printed words by key path (`资金.总额`).
        faces: what each of `FACES` is set in.
        place, since, until: 适用, for the list of layouts.
    """

    name: str
    title: str
    heading: str
    rules: str
    page: str
    unit: str
    decimals: int | None
    sources: tuple[str, ...]
    nodes: tuple[str, ...]
    cumulative: bool
    levels: tuple[Level1, ...]
    columns: tuple[str, ...]
    required: tuple[str, ...]
    printed: tuple[str, ...]
    extras: tuple[str, ...]
    parts: frozenset[str]
    words: dict[str, str]
    faces: dict[str, str]
    place: str = ""
    since: str = ""
    until: str = ""

    @property
    def level2(self) -> dict[str, str]:
        """二级 → 一级 of this form, in printed order."""
        return {group.name: level.name for level in self.levels for group in level.groups}
