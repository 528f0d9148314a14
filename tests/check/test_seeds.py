"""What a reader finds in the two published documents, the checker finds too, and nothing else.

The expectations name lines of the published texts (`tests/data/seeds`); the sources hold the same values, so a line is
turned into the place that its value was transcribed to. `59=62` is one finding that names both places.
"""

import functools
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from jixiao.check.finding import NOT_APPLICABLE, NOT_EVALUATED, PASS, Finding, Report
from jixiao.check.run import open_desk, report_on
from jixiao.model.document import Department, Money, Project, Text
from jixiao.model.load import load
from jixiao.source.workspace import Workspace, department_years

REPOSITORY = Path(__file__).resolve().parents[2]
PL, HL = "pingluo-jiguan/2024", "huailai-jiguan/2025"
Place = tuple[str, str]

#: Rule → lines on the Pingluo text, lines on the Huailai text. Every row of every stable rule is here.
EXPECTED: dict[str, tuple[str, str]] = {
    "JX101": ("", ""),
    "JX102": ("", ""),
    "JX103": ("", ""),
    "JX104": ("", ""),
    "JX105": ("", ""),
    "JX106": ("", "58"),
    "JX107": ("125", ""),
    "JX108": (
        "",
        "97 104 111 118 125 132 186 193 200 207 214 221 275 282 289 296 303 313 367 374 381 388 395 402",
    ),
    "JX109": ("59=62", "374=395"),
    "JX110": ("", "69=84 339=354"),
    "JX111": ("", ""),
    "JX201": ("", ""),
    "JX202": ("", ""),
    "JX203": ("124=115", ""),
    "JX204": ("", ""),
    "JX205": ("40 61 82", "120 209 298 390"),
    "JX206": ("", ""),
    "JX207": ("10=115=157", ""),
    "JX208": ("", "151=188"),
    "JX209": ("", ""),
    "JX301": ("", "167"),
    "JX302": ("", ""),
    "JX303": ("", ""),
    "JX304": ("", ""),
    "JX401": ("", "106"),
    "JX402": (
        "142=145",
        "99=113=127=134=195=216=223=369=376=383=397=404=277=284=291=307=315",
    ),
    "JX403": ("", "27"),
    "JX404": ("40 81 145", ""),
    "JX405": ("103", "97 275 367"),
    "JX406": ("103", ""),
    "JX407": ("", "188"),
    "JX408": ("18 39 60 81 123 144 165", "202"),
    "JX409": ("20 21 41 42 59 83 84 104 105 125 126 146 147 167 168", ""),
    "JX410": ("16 17 19 37 38 40 58 60 61 62 63 64 79 82 100 101 103 121 124 142 143 145 163 166", ""),
    "JX411": ("20 41 83 104 125 146 167", ""),
    "JX412": ("106", ""),
    "JX413": ("64", ""),
    "JX414": ("", "303"),
    "JX415": ("20 59 62 63 122 125 126 164 167 168", ""),
    "JX417": ("", "*"),
    "JX501": ("13=19", ""),
    "JX502": ("34 55 76 97 139", ""),
    "JX503": ("", "5"),
    "JX504": ("", "9 12"),
    "JX505": ("", ""),
    "JX506": ("", "5=9"),
    "JX601": ("", ""),
    "JX602": ("", "58 147 236 328"),
    "JX603": ("", "58 147 236 328"),
    "JX604": ("", ""),
    "JX605": ("", ""),
    "JX606": ("", ""),
    "JX607": ("", ""),
    "JX608": ("", ""),
    "JX701": ("121", "39"),
    "JX702": ("34 55 139", "5 14 41"),
    "JX703": ("", "31"),
    "JX704": ("", ""),
}
#: Rules that had nothing to judge, or could not judge, as the catalogue says: rule → (Pingluo, Huailai).
OUTCOMES: dict[str, tuple[str, str]] = {
    "JX103": (PASS, NOT_APPLICABLE),
    "JX108": (NOT_APPLICABLE, ""),
    "JX110": (NOT_APPLICABLE, ""),
    "JX202": (NOT_EVALUATED, NOT_EVALUATED),
    "JX203": ("", NOT_EVALUATED),
    "JX209": (NOT_APPLICABLE, NOT_APPLICABLE),
    "JX301": (NOT_APPLICABLE, ""),
    "JX302": (NOT_APPLICABLE, PASS),
    "JX303": (NOT_APPLICABLE, PASS),
    "JX304": (NOT_APPLICABLE, NOT_EVALUATED),
    "JX503": (NOT_APPLICABLE, ""),
    "JX504": (NOT_APPLICABLE, ""),
    "JX505": ("", NOT_EVALUATED),
    "JX506": (NOT_APPLICABLE, ""),
    "JX601": (NOT_EVALUATED, NOT_EVALUATED),
    "JX604": (NOT_APPLICABLE, PASS),
    "JX607": (NOT_APPLICABLE, NOT_APPLICABLE),
}
_HL_NAMES = (
    (97, 104, 111, 118, 125, 132),
    (186, 193, 200, 207, 214, 221),
    (275, 282, 289, 296, 303, 313),
    (367, 374, 381, 388, 395, 402),
)
_HL_FIELDS = {
    "项目编码": (56, 145, 234, 326),
    "项目名称": (58, 147, 236, 328),
    "资金/总额": (62, 151, 240, 332),
    "资金用途": (69, 158, 247, 339),
    "绩效目标": (84, 173, 262, 354),
}
_HL_PLANS = (range(78, 82), range(167, 171), range(256, 260), range(348, 352))


@functools.cache
def reviewed(label: str) -> tuple[Department, Report]:
    workspace = Workspace(REPOSITORY)
    place = next(one for one in department_years(workspace) if one.label == label)
    loaded = load(workspace, place)
    assert loaded.department is not None
    return loaded.department, report_on(open_desk(workspace, date(2025, 1, 20)), label, loaded)


def pingluo(line: int, department: Department) -> Place:
    number, row = divmod(line - 3, 21)
    project = department.projects[number]
    if row >= 13:  # the seven indicators begin thirteen lines below the block's first
        return project.source.path, _indicator(project.indicators[row - 13])
    return project.source.path, {4: "项目名称", 7: "资金/总额", 10: "绩效目标"}[row]


def huailai(line: int, department: Department) -> Place:
    own = department.source.path
    if line == 5:
        return own, "总体绩效目标"
    if line <= 27:
        goal = department.subgoals[(line - 7) // 3]
        return own, f"分项绩效目标/{goal.name.text}/{('名称', '绩效目标', '绩效指标')[(line - 7) % 3]}"
    if line <= 41:
        return own, f"工作保障措施/{department.safeguards[(line - 28) // 2].name.text}/内容"
    for project, names, plan in zip(department.projects, _HL_NAMES, _HL_PLANS, strict=True):
        number = department.projects.index(project)
        if line in plan:
            return project.source.path, "支出计划"
        field = next((key for key, lines in _HL_FIELDS.items() if lines[number] == line), None)
        if field:
            return project.source.path, field
        if names[0] <= line <= names[-1] + 6:
            row = max(index for index, name in enumerate(names) if name <= line)
            return project.source.path, _indicator(project.indicators[row])
    raise AssertionError(line)


def _indicator(one: object) -> str:
    return f"绩效指标/{one.group}/{one.name.text}"  # type: ignore[attr-defined]


def key(finding: Finding) -> Place:
    path = finding.hit.path
    if path.startswith("绩效指标/"):
        path = path.rpartition("/")[0] if path.endswith(("/指标值", "/名称", "/描述", "/依据")) else path
    return finding.span.source.path, "支出计划" if path.startswith("支出计划") else path


def places_of(finding: Finding, department: Department) -> set[Place]:
    """The main place and those of the evidence, the latter found by their offsets."""
    found = {key(finding)}
    for related in finding.hit.related:
        found.add(_place_at(related.span.source.path, related.span.start, department))
    return found


def _place_at(file: str, offset: int, department: Department) -> Place:
    spans = [spot for project in department.projects if project.source.path == file for spot in _spots(project)]
    if file == department.source.path:
        for goal in department.subgoals:
            base = f"分项绩效目标/{goal.name.text}"
            spans += [(f"{base}/绩效目标", goal.goal), (f"{base}/绩效指标", goal.measures)]
    found = (name for name, text in spans if text is not None and text.span.start <= offset < text.span.end)
    return file, next(found, f"@{offset}")


def _spots(project: Project) -> Iterator[tuple[str, Text | Money | None]]:
    yield from (("项目名称", project.name), ("项目编码", project.code))
    yield from (("资金用途", project.purpose), ("绩效目标", project.goal))
    yield from ((f"资金/{fund.key}", fund.money) for fund in project.funds)
    for one in project.indicators:
        yield from ((_indicator(one), text) for text in (one.name, one.description, one.value, one.basis))


@pytest.mark.parametrize("label", [PL, HL])
@pytest.mark.parametrize("code", EXPECTED)
def test_findings_are_those_of_a_reader(code: str, label: str) -> None:
    department, report = reviewed(label)
    found = [one for one in report.findings if one.rule.code == code]
    groups = EXPECTED[code][label == HL].split()
    if groups == ["*"]:
        assert len(found) == 1
        return
    place = pingluo if label == PL else huailai
    wanted = [{place(int(line), department) for line in group.split("=")} for group in groups]
    if any(len(group) > 1 for group in wanted):
        assert len(found) == len(wanted)
        for group in wanted:
            assert any(group <= places_of(one, department) for one in found), (
                group,
                [places_of(one, department) for one in found],
            )
        return
    assert Counter(map(key, found)) == Counter(place for group in wanted for place in group)


@pytest.mark.parametrize("label", [PL, HL])
@pytest.mark.parametrize("code", OUTCOMES)
def test_outcomes_are_told_apart(code: str, label: str) -> None:
    _, report = reviewed(label)
    wanted = OUTCOMES[code][label == HL]
    if wanted:
        assert set(report.outcomes[code]) == {wanted}, report.outcomes[code]


def test_no_rule_crashes_and_errors_are_counted() -> None:
    reports = {label: reviewed(label)[1] for label in (PL, HL)}
    assert not [gap for report in reports.values() for gap in report.crashes]
    errors = {label: sum(one.level == "error" for one in report.findings) for label, report in reports.items()}
    assert errors == {PL: 4, HL: 3}


def test_every_stable_rule_is_expected() -> None:
    from jixiao.check.catalogue import RULES

    assert {rule.code for rule in RULES if not rule.preview} == set(EXPECTED)


def test_the_clean_documents_are_clean() -> None:
    workspace = Workspace(Path(__file__).parent / "clean")
    desk = open_desk(workspace, date(2025, 1, 20))
    places = department_years(workspace)
    assert len(places) == 2
    for place in places:
        report = report_on(desk, place.label, load(workspace, place))
        assert not report.faults
        assert not report.crashes
        assert [(one.rule.code, one.hit.path, one.hit.message) for one in report.findings] == []
