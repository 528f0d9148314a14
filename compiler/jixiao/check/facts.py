"""What rules ask about a document, worked out once: values read, 二级指标 known by their kind, goals cut into figures."""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from jixiao.diagnostics import Span
from jixiao.model.document import Department, Indicator, Money, Project, Text, locate
from jixiao.model.form import Form
from jixiao.model.polarity import polarity
from jixiao.model.quantity.value import Value, parse_value

if TYPE_CHECKING:
    from datetime import date

    from jixiao.check.profile import Profile
    from jixiao.model.quantity.prose import Figure

# 二级指标 by kind, whatever a form calls them.
QUANTITY, QUALITY, TIMELINESS, COST = "数量", "质量", "时效", "成本"
ECONOMIC, SOCIAL, ECOLOGICAL, LASTING = "经济效益", "社会效益", "生态效益", "可持续影响"
SATISFACTION = "满意度"
# Costs of the scheme of 2021 that are not money.
SOCIAL_COST, ECOLOGICAL_COST = "社会成本", "生态环境成本"
#: Names as approved or registered: their wording is not the unit's to change, nor a correction's (rules.md §1.10).
APPROVED_NAMES = frozenset({"项目名称", "实施单位", "单位/名称", "主管部门/名称"})
BENEFITS = frozenset({ECONOMIC, SOCIAL, ECOLOGICAL, LASTING})


class Item(NamedTuple):
    """One indicator with what rules ask about it.

    Attributes:
        indicator: as typed.
        level1: its 一级指标 in the words of the form.
        level2: its 二级指标 in the words of the form.
        kind: what that 二级指标 is, whatever it is called: `QUANTITY` … `SATISFACTION`, or the word itself.
        path: `绩效指标/<二级>/<名称>`.
        value: 指标值, read.
    """

    indicator: Indicator
    level1: str
    level2: str
    kind: str
    path: str
    value: Value

    @property
    def name(self) -> str:
        """名称 as typed."""
        return self.indicator.name.text

    @property
    def span(self) -> Span:
        """The place of 指标值, or of the name where there is none."""
        value = self.indicator.value
        return value.span if value is not None and value.text else self.indicator.name.span

    @property
    def value_path(self) -> str:
        """The path of 指标值."""
        return f"{self.path}/指标值"

    @property
    def polarity(self) -> str:
        """Whether higher or lower is better (`model.polarity`)."""
        said = self.indicator.direction
        return polarity(self.name, self.level2, self.value, said.text if said else "")


class Subject:
    """One project with what rules ask about it."""

    def __init__(self, project: Project, form: Form, values: dict[str, Value] | None = None) -> None:
        self.project = project
        self.form = form
        self._values = {} if values is None else values  # 指标值 read so far, shared by the subjects of a document

    @property
    def name(self) -> str:
        """项目名称 as typed."""
        return self.project.name.text

    @property
    def total(self) -> Money | None:
        """资金.总额."""
        return next((fund.money for fund in self.project.funds if fund.key == "总额"), None)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Its indicators in the order typed."""
        return tuple(_items(self.project, self.form, self._values))

    def of(self, *kinds: str) -> tuple[Item, ...]:
        """Its indicators of these kinds."""
        return tuple(one for one in self.items if one.kind in kinds)

    @cached_property
    def goal_figures(self) -> "tuple[Figure, ...]":
        """The numbers of 绩效目标."""
        from jixiao.model.quantity.prose import figures

        return figures(self.project.goal.text) if self.project.goal else ()

    def texts(self) -> Iterator[tuple[str, Text]]:
        """Every text of the project that an author wrote and a reader may see, with its path."""
        yield from project_texts(self.project)


class Document:
    """A department-year under review: its sources, form, profile and the day of the review."""

    def __init__(self, department: Department, form: Form, profile: "Profile", today: "date") -> None:
        self.department = department
        self.form = form
        self.profile = profile
        self.today = today
        values: dict[str, Value] = {}
        self.subjects = tuple(Subject(project, form, values) for project in department.projects)

    def texts(self) -> Iterator[tuple[str, Text]]:
        """Every text of department.yaml that an author wrote and a reader may see, with its path."""
        yield from department_texts(self.department)

    @cached_property
    def all_texts(self) -> tuple[tuple[str, Text], ...]:
        """Every text of all files once, department.yaml first (values of 项目默认 belong to several projects)."""
        found = list(self.texts())
        seen = {id(text) for _, text in found}
        for subject in self.subjects:
            for path, text in subject.texts():
                if id(text) not in seen:
                    seen.add(id(text))
                    found.append((path, text))
        return tuple(found)


def _items(project: Project, form: Form, values: dict[str, Value]) -> Iterator[Item]:
    from jixiao.check.lexicon import level2_kind

    above = form.level2
    for one in project.indicators:
        raw = one.value.text if one.value else ""
        value = values.get(raw)
        if value is None:
            value = values[raw] = parse_value(raw)
        path = f"绩效指标/{one.group}/{one.name.text}"
        yield Item(one, above.get(one.group, ""), one.group, level2_kind(one.group), path, value)


def project_texts(project: Project) -> Iterator[tuple[str, Text]]:
    """The texts of a project with their paths: name, attributes, prose, indicators, further fields."""
    plain = (
        ("项目名称", project.name),
        ("实施单位", project.unit),
        ("项目属性", project.attribute),
        ("项目类别", project.category),
        ("项目期", project.period),
        ("资金用途", project.purpose),
        ("绩效目标", project.goal),
    )
    for path, text in plain:
        if text is not None and text.text:
            yield path, text
    if project.department is not None and project.department.name is not None:
        yield "主管部门/名称", project.department.name
    for one in project.indicators:
        yield from indicator_texts(one)
    for extra in project.extras:
        if extra.value.text:
            yield f"其他栏目/{extra.key}", extra.value


def indicator_texts(one: Indicator) -> Iterator[tuple[str, Text]]:
    """The texts of an indicator with their paths."""
    base = f"绩效指标/{one.group}/{one.name.text}"
    cells = (
        ("名称", one.name),
        ("描述", one.description),
        ("指标值", one.value),
        ("依据", one.basis),
        ("备注", one.remark),
    )
    for key, text in cells:
        if text is not None and text.text:
            yield f"{base}/{key}", text
    for text in one.scale:
        yield f"{base}/分档", text


def department_texts(department: Department) -> Iterator[tuple[str, Text]]:
    """The texts of department.yaml with their paths."""
    if department.organ.name is not None:
        yield "单位/名称", department.organ.name
    if department.overall is not None:
        yield "总体绩效目标", department.overall
    for goal in department.subgoals:
        base = f"分项绩效目标/{goal.name.text}"
        cells = (("名称", goal.name), ("绩效目标", goal.goal), ("绩效指标", goal.measures))
        yield from ((f"{base}/{key}", text) for key, text in cells if text is not None)
    for one in department.safeguards:
        base = f"工作保障措施/{one.name.text}"
        yield f"{base}/名称", one.name
        if one.content is not None:
            yield f"{base}/内容", one.content


def part(text: Text, start: int, end: int) -> Span:
    """The place in the source of `text.text[start:end]`, which must not be empty."""
    first, last = locate(text, start), locate(text, end - 1)
    return Span(first.source, first.start, max(last.end, first.end))
