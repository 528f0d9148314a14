"""Projects, departments and rows made from a few words, without files."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from jixiao.diagnostics import SourceText, Span
from jixiao.model.document import Fund, Indicator, Money, Project, Text

SOURCE = SourceText("sources/甲局/2025/projects/01-项目.yaml", "项目")
SPAN = Span(SOURCE, 0, 2)
LEVELS = {
    "数量指标": "产出指标", "质量指标": "产出指标", "时效指标": "产出指标", "成本指标": "产出指标",
    "社会效益指标": "效益指标", "经济效益指标": "效益指标", "服务对象满意度指标": "满意度指标",
}  # fmt: skip


def text(words: str) -> Text:
    return Text(words, SPAN)


def money(amount: str | int) -> tuple[Fund, ...]:
    return (Fund("总额", Money(Decimal(amount), str(amount), "万元", SPAN)),)


def indicators(said: Mapping[str, Sequence[str]]) -> tuple[Indicator, ...]:
    """{二级: [名称, or 名称=指标值]}."""
    found = []
    for group, names in said.items():
        for one in names:
            name, _, value = one.partition("=")
            found.append(Indicator(group, text(name), value=text(value)))
    return tuple(found)


def project(  # noqa: PLR0917 - the columns of a table
    name: str,
    code: str = "",
    unit: str = "",
    goal: str = "",
    total: str | int = "",
    said: Mapping[str, Sequence[str]] | Sequence[str] = (),
    previous: Sequence[str] = (),
) -> Project:
    groups = said if isinstance(said, Mapping) else {"数量指标": said}
    return Project(
        SOURCE,
        text(name),
        text(code) if code else None,
        unit=text(unit) if unit else None,
        funds=money(total) if total != "" else (),
        goal=text(goal) if goal else None,
        indicators=indicators(groups),
        previous=tuple(map(text, previous)),
    )
