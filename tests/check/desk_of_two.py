"""Two projects of one department, reviewed by rules made up for the test."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from jixiao.check.catalogue import RULES
from jixiao.check.facts import Document, department_texts, project_texts
from jixiao.check.finding import Report
from jixiao.check.layers import Layers
from jixiao.check.rule import DOCUMENT, SAFE, WARNING, Edit, Hit, Rule
from jixiao.check.run import Desk, review_place
from jixiao.diagnostics import Span
from jixiao.source.workspace import DepartmentYear, Workspace, department_years

CLEAN = Path(__file__).parent / "clean"
TODAY = date(2025, 1, 20)
NAME = "农村供水工程水质提升"
OTHER = "水库大坝/溢洪道维修"
CODE = "13073025P000701100012"
RATE = "绩效指标/质量指标/水质达标率/指标值"
COST = "绩效指标/成本指标/每座水厂设备更新成本/指标值"
Answers = Callable[[Document], Iterator[Hit]]


def two_projects(root: Path) -> Workspace:
    """The clean department of the water trade with a second project; 01 and 02 have the same indicators."""
    shutil.copytree(CLEAN / "sources" / "shuiwu", root / "sources" / "shuiwu")
    first = one_project(root)
    text = first.read_text(encoding="utf-8").replace(NAME, OTHER).replace(CODE, CODE[:-2] + "02")
    (first.parent / "02-维修.yaml").write_text(text, encoding="utf-8")
    return Workspace(root)


def one_project(root: Path) -> Path:
    return min((root / "sources/shuiwu/2025/projects").iterdir())


def place_of(workspace: Workspace) -> DepartmentYear:
    return department_years(workspace)[0]


def at(*paths: str, only: str = "") -> Answers:
    """A rule that hits these places wherever they are (in the file whose name contains `only`)."""

    def check(document: Document) -> Iterator[Hit]:
        everything = [(path, text) for path, text in department_texts(document.department)]
        everything += [one for project in document.department.projects for one in project_texts(project)]
        for path, text in everything:
            if path in paths and only in text.span.source.path:
                yield Hit(text.span, path, "不好")

    return check


def replacing(old: str, new: str, kind: str = SAFE) -> Answers:
    """A rule that corrects every place of `old` inside the value of a text or an amount."""

    def check(document: Document) -> Iterator[Hit]:
        texts = [(path, text.span) for path, text in department_texts(document.department)]
        for project in document.department.projects:
            texts += [(path, text.span) for path, text in project_texts(project)]
            texts += [("资金", fund.money.span) for fund in project.funds if fund.money]
            texts += [("项目编码", project.code.span)] if project.code else []
            texts += [("测算", line.span) for line in project.costing]
        for path, (source, start, end) in texts:
            found = source.text.find(old, start, end)
            while found >= 0:
                span = Span(source, found, found + len(old))
                yield Hit(span, path, "不好", edits=(Edit(span, new, kind),))
                found = source.text.find(old, found + len(old), end)

    return check


def rule(code: str, check: Callable[[Document], Iterator[object]], level: str = WARNING) -> Rule:
    base = next(one for one in RULES if one.code == code)
    return base._replace(check=check, scope=DOCUMENT, level=level, preview=False, draft=False)  # type: ignore[arg-type]


def silent(_document: Document) -> Iterator[Hit]:
    yield from ()


def desk(*rules: Rule, today: date = TODAY) -> Desk:
    """All rules of the catalogue, silent but for these."""
    own = {one.code: one for one in rules}
    return Desk(tuple(own.get(one.code, rule(one.code, silent)) for one in RULES), Layers({}, ()), today)


def judged(root: Path, *rules: Rule, today: date = TODAY) -> Report:
    workspace = Workspace(root)
    return review_place(desk(*rules, today=today), workspace, place_of(workspace))
