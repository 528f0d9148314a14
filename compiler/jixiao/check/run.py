"""A department-year as read → its report: the door of this room."""

from datetime import date
from typing import NamedTuple

from jixiao.check.answers import answer
from jixiao.check.catalogue import RULES
from jixiao.check.facts import Document
from jixiao.check.finding import Report
from jixiao.check.layers import Layers, load_layers
from jixiao.check.profile import Profile, by_name, choose
from jixiao.check.rule import Rule
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
    """Review one department-year; without sources that can be read only their faults are reported."""
    department, form = loaded.department, loaded.form
    faults = (*loaded.faults, *accepted.faults)
    if accepted.input is not None:
        loaded = loaded._replace(inputs=(*loaded.inputs, accepted.input))
    if department is None or form is None:
        return Report(label, faults=faults, loaded=loaded)
    profile = profile_of(desk, department, form)
    reviewed = review(Document(department, form, profile, desk.today), desk.rules)
    crashed = frozenset(one.code for one in reviewed.crashes)
    answered = answer(reviewed.findings, department, accepted.acceptances, desk.rules, desk.today, unknown=crashed)
    name = department.organ.name.text if department.organ.name else label
    return Report(
        label,
        name,
        department.year.text,
        department.stage_name,
        profile,
        answered.findings,
        reviewed.outcomes,
        reviewed.gaps,
        reviewed.crashes,
        (*faults, *answered.faults),
        loaded,
    )
