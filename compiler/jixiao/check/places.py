"""Where a finding is, in every way that a 位置 may say it.

A 位置 is a path of names (`绩效指标/成本指标/物业费/指标值`), compared as one whole, since a name may hold `/` itself. Without
the field it covers the whole indicator. In department.yaml and 审核.yaml the project stands in front, by its name or
its code.
"""

from collections.abc import Iterable
from typing import NamedTuple

from jixiao.check.facts import department_texts, project_texts
from jixiao.check.finding import Finding
from jixiao.diagnostics import Span
from jixiao.model.document import Department, Project
from jixiao.model.fields import BUDGET, INDICATOR, MANAGER, ORGAN, SAFEGUARD, SUBGOAL
from jixiao.model.names import plain

#: The last step of a path that is a field of a record; without it the record is meant.
_FIELDS = frozenset(
    plain(key) for table in (INDICATOR, SUBGOAL, SAFEGUARD, ORGAN, MANAGER, BUDGET) for key in table.by_key
)
#: Groups of cells: 资金 covers 资金/总额, 支出计划 covers 支出计划/3月底.
_GROUPS = frozenset({"资金", "支出计划"})


class Places(NamedTuple):
    """The findings of a document by rule and place.

    Attributes:
        own: (code, file, path) → numbers of findings, with the path as it is inside that file.
        told: (code, file) → numbers of the findings that have any place in that file.
        full: (code, path with its project in front) → numbers; the paths of department.yaml stand there as they are.
        bare: (code, path without its project) → numbers, of project files.
    """

    own: dict[tuple[str, str, str], set[int]]
    told: dict[tuple[str, str], set[int]]
    full: dict[tuple[str, str], set[int]]
    bare: dict[tuple[str, str], set[int]]


def places_of(findings: Iterable[Finding], department: Department, codes: frozenset[str]) -> Places:
    """Work out the places of the findings of these rules."""
    places = Places({}, {}, {}, {})
    projects = {project.source.path: project for project in department.projects}
    for number, finding in enumerate(findings):
        if finding.rule.code in codes:
            _add(places, number, finding, projects)
            _add_related(places, number, finding, projects, department)
    return places


def _add(places: Places, number: int, finding: Finding, projects: dict[str, Project]) -> None:
    code, file = finding.rule.code, finding.span.source.path
    project = projects.get(file)
    places.told.setdefault((code, file), set()).add(number)
    for path in covering(finding.hit.path):
        places.own.setdefault((code, file, path), set()).add(number)
        if project is None:
            places.full.setdefault((code, path), set()).add(number)
            continue
        places.bare.setdefault((code, path), set()).add(number)
        for name in (project.name, project.code):
            if name is not None and name.text:
                places.full.setdefault((code, f"{plain(name.text)}/{path}".rstrip("/")), set()).add(number)


def covering(path: str) -> tuple[str, ...]:
    """A path folded for comparison, and that of the whole record which it is a field of."""
    whole = plain(path)
    above, _, last = whole.rpartition("/")
    return (whole, above) if above and (last in _FIELDS or above in _GROUPS) else (whole,)


def _add_related(
    places: Places, number: int, finding: Finding, projects: dict[str, Project], department: Department
) -> None:
    """The other places of the evidence: an explanation may stand there too."""
    code = finding.rule.code
    for related in finding.hit.related:
        file = related.span.source.path
        places.told.setdefault((code, file), set()).add(number)
        for path in covering(_path_at(related.span, projects.get(file), department)):
            places.own.setdefault((code, file, path), set()).add(number)


def _path_at(span: Span, owner: Project | None, department: Department) -> str:
    """The path of the text that a span lies in; empty where it lies in none."""
    texts = department_texts(department) if owner is None else project_texts(owner)
    inside = (path for path, text in texts if text.span.start <= span.start and span.end <= text.span.end)
    return next(inside, "")


def shown(findings: Iterable[Finding], *, full: bool) -> str:
    """The places of some findings for a hint, each once and at most three; with the project in front where `full`."""
    few = 3
    named = (f"{one.project}/{one.hit.path}" if full and one.project else one.hit.path for one in findings)
    paths = list(dict.fromkeys(path.strip("/") for path in named if path))
    return "、".join(f"“{path}”" for path in paths[:few]) + (f"等 {len(paths)} 处" if len(paths) > few else "")
