"""Whether a project, or its money, reaches beyond the year of the document."""

from decimal import Decimal

from jixiao.check.lexicon import says
from jixiao.model.document import Project
from jixiao.model.pattern import Pattern
from jixiao.model.quantity.records import NUMBER
from jixiao.model.quantity.value import parse_value

_MONTHS_OF_YEAR = Decimal(12)
_YEARS = Pattern(r"(?<!\d)(20\d\d)(?!\d).{1,8}?(?<!\d)(20\d\d)(?!\d)", needs=("20",))


def outlasts(project: Project, year: str) -> bool:
    """Whether 项目期 or 结束日期 goes beyond the year, or a text says that money is kept for the next one."""
    if project.end is not None and project.end.text[:4] > year:
        return True
    if project.period is not None and _is_long(project.period.text, year):
        return True
    texts = (project.period, project.purpose, project.goal)
    return any(says("carry_over", one.text) for one in texts if one is not None)


def _is_long(period: str, year: str) -> bool:
    """Whether a 项目期 is more than a year: 3年, 18个月, 2024—2026年."""
    span = _YEARS.search(period)
    if span:
        return span[2] > year
    value = parse_value(period)
    length = value.base_low if value.kind == NUMBER and value.dimension == "月" else None
    return length is not None and length > _MONTHS_OF_YEAR
