"""A department-year as read → its report: the door of this room."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from jixiao.check.answers import answer
from jixiao.check.catalogue import RULES
from jixiao.check.facts import Document
from jixiao.check.finding import NOT_EVALUATED, Gap, Report
from jixiao.check.layers import Layers, load_layers
from jixiao.check.profile import Profile, by_name, choose
from jixiao.check.rule import DOCUMENT, PROJECT, Rule
from jixiao.check.runner import review
from jixiao.model.document import Department
from jixiao.model.form import Form
from jixiao.model.load import Forms, Loaded, load
from jixiao.model.review import NO_REVIEW, Review, load_review
from jixiao.source.workspace import DepartmentYear, Workspace


class Desk(NamedTuple):
    """What all reviews of a run share: the rules, the layers, a profile forced by name, the day."""

    rules: tuple[Rule, ...]
    layers: Layers
    today: date
    profile: str = ""


def open_desk(workspace: Workspace | None, today: date, profile: str = "") -> Desk:
    """Read the layers once for a run."""
    return Desk(RULES, load_layers(workspace, {rule.code: rule for rule in RULES}), today, profile)


def profile_of(desk: Desk, department: Department, form: Form) -> Profile:
    """The profile of a document: the one forced, else that of its layout, place, unit and year."""
    forced = by_name(desk.layers.by_name, desk.profile) if desk.profile else None
    if forced is not None:
        return forced
    organ = department.organ
    region = organ.region.text if organ.region else ""
    unit = organ.code.text if organ.code else ""
    return choose(desk.layers.by_name, form.rules, region, unit, int(department.year.text))


def review_place(desk: Desk, workspace: Workspace, place: DepartmentYear, forms: Forms | None = None) -> Report:
    """Read and review one department-year with its 审核.yaml; `forms` as for `load`."""
    return report_on(desk, place.label, load(workspace, place, forms), load_review(workspace, place))


def report_on(desk: Desk, label: str, loaded: Loaded, accepted: Review = NO_REVIEW) -> Report:
    """Review one department-year.

    Where some files cannot be read the others are reviewed all the same, but no rule judges the document as a whole.
    """
    department, form = loaded.readable, loaded.form
    faults = (*loaded.faults, *accepted.faults)
    if accepted.input is not None:
        loaded = loaded._replace(inputs=(*loaded.inputs, accepted.input))
    if department is None or form is None:
        return Report(label, faults=faults, loaded=loaded, whole=False)
    whole = loaded.department is not None
    profile = profile_of(desk, department, form)
    reviewed = review(Document(department, form, profile, desk.today), _judged(desk.rules, whole=whole))
    silent = frozenset(one.code for one in reviewed.crashes)
    answered = answer(reviewed.findings, department, accepted.acceptances, desk.rules, desk.today, unknown=silent)
    name = department.organ.name.text if department.organ.name else label
    unjudged = () if whole else tuple(_unjudged(desk.rules, department))
    return Report(
        label,
        name,
        department.year.text,
        department.stage_name,
        profile,
        answered.findings,
        reviewed.outcomes | {gap.code: Counter({NOT_EVALUATED: 1}) for gap in unjudged},
        (*reviewed.gaps, *unjudged),
        reviewed.crashes,
        (*faults, *answered.faults) if whole else faults,
        loaded,
        whole,
    )


def _judged(rules: tuple[Rule, ...], *, whole: bool) -> tuple[Rule, ...]:
    return rules if whole else tuple(one for one in rules if one.scope == PROJECT)


def _unjudged(rules: tuple[Rule, ...], department: Department) -> Iterator[Gap]:
    """Rules of the whole document, where some of its files could not be read."""
    for one in rules:
        if one.scope == DOCUMENT and not one.preview:
            yield Gap(one.code, "读不出来的文件", department.source.path)
