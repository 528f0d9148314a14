"""Comparisons of the samples with their next years, and comparisons made by hand."""

from datetime import date
from pathlib import Path
from typing import Any

from jixiao.diagnostics import SourceText, Span
from jixiao.diff.compare import Options, compare, side
from jixiao.diff.records import CERTAIN, NAME, NONE, NOTICE, UNKNOWN, Change, Comparison, Match, Side
from jixiao.model.document import Text
from jixiao.model.load import load
from jixiao.model.review import Acceptance
from jixiao.source.workspace import department_years, open_workspace

PAIRS = (("huailai-jiguan/2025", "huailai-jiguan/2026"), ("pingluo-jiguan/2024", "pingluo-jiguan/2025"))
SPAN = Span(SourceText("审核.yaml", "x"), 0, 1)
TODAY = date(2026, 1, 5)


def sides(root: Path) -> dict[str, Side]:
    """The samples and their next years by label."""
    workspace, _ = open_workspace(root)
    wanted = {label for pair in PAIRS for label in pair}
    return {
        place.label: side(place.label, "", load(workspace, place))
        for place in department_years(workspace)
        if place.label in wanted
    }


def compared(found: dict[str, Side]) -> tuple[Comparison, ...]:
    return tuple(compare(found[old], found[new], Options(TODAY)) for old, new in PAIRS)


def change(rule: str, path: str, before: Any, after: Any, **more: Any) -> Change:
    """A record of the first project."""
    record = Change(rule, NOTICE, UNKNOWN, "m1", path, before, after, fingerprint="0e468fc5cfe4")
    return record._replace(**more)


def made(one: Comparison, *changes: Change) -> Comparison:
    """The sides of a comparison with other changes; m1, m2 … are the projects of the new side, by their places."""
    old = {project.name.text: project for project in one.old.department.projects}
    matches = []
    for number, project in enumerate(one.new.department.projects, 1):
        partner = old.get(project.name.text)
        how = NAME if partner else NONE
        matches.append(Match(f"m{number}", (partner,) if partner else (), (project,), how, 1, CERTAIN))
    return Comparison(one.old, one.new, tuple(matches), (), changes)


def accepted(reason: str, document: str) -> Acceptance:
    return Acceptance(SPAN, reason=Text(reason, SPAN), handler=Text("李某", SPAN), document=Text(document, SPAN))
