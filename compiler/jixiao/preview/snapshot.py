"""Everything about a document but its pages' contents, as JSON: projects, findings, faults, what the pages are called."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from jixiao.check.finding import Report
from jixiao.diagnostics import Diagnostic, has_errors
from jixiao.model.document import Department, Project
from jixiao.model.form import Form
from jixiao.model.load import Loaded
from jixiao.model.quantity import Amount, in_unit, pad
from jixiao.preview.places import Index
from jixiao.preview.remarks import Counts, Explanations, Json, as_json, counts_of, faults_json, text_of
from jixiao.source.filenames import DEPARTMENT_FILE
from jixiao.source.workspace import DepartmentYear

# States of a document.
OK, BROKEN, NEW, GONE = "ok", "broken", "new", "gone"


class PageView(NamedTuple):
    """One page: its key (another where its content is another), its number from 1, the project on it, its size in pt.

    `folio`: the page number printed on it; 0: none.
    """

    key: str
    number: int
    file: str
    width: float
    height: float
    folio: int = 0


class PdfView(NamedTuple):
    """The last good PDF: its name, its pages, how long it took, the time of day when it was there."""

    name: str
    pages: int
    milliseconds: int
    at: str


class YearView(NamedTuple):
    """A document of the same folder."""

    label: str
    year: str


class FrontPage(NamedTuple):
    """A part before the projects, and the page that it begins on."""

    name: str
    page: int


class Shown(NamedTuple):
    """What the session knows of a document that is shown.

    Attributes:
        server: what tells this run of the server from others.
        label: `huailai-jiguan/2025`.
        serial: rises with every snapshot of the document.
        place: its folder.
        loaded: its sources as they were read last.
        report: their review; None where there is none.
        marks: what `pages` print, which may be older than the sources.
        pages: the last good pages in their order.
        pdf: the last good PDF.
        previous: the label of the year before; empty where there is none.
        years: all documents of the folder, the newest first.
        glyphs: how many glyphs the server has.
        faults: those that neither reading nor the review told: of layout, fonts and output.
        front: parts before the projects; empty: cover and contents, as far as the form has them.
    """

    server: str
    label: str
    serial: int
    place: DepartmentYear
    loaded: Loaded
    report: Report | None
    marks: Index
    pages: tuple[PageView, ...] = ()
    pdf: PdfView | None = None
    previous: str = ""
    years: tuple[YearView, ...] = ()
    glyphs: int = 0
    faults: tuple[Diagnostic, ...] = ()
    front: tuple[FrontPage, ...] = ()


class DocumentView(NamedTuple):
    """A document in the list of all; `state` is `OK`, `BROKEN`, `NEW` or `GONE`."""

    label: str
    unit: str
    folder: str
    year: str
    state: str
    pages: int = 0


def documents(server: str, workspace: str, found: Iterable[DocumentView], *, editor: bool) -> bytes:
    """The list of all documents; `workspace`: the name of its folder, `editor`: whether files can be opened."""
    shown = [one._asdict() for one in found]
    return as_json({"server": server, "workspace": workspace, "editor": editor, "documents": shown})


def snapshot(shown: Shown, explanations: Explanations) -> bytes:
    """Everything about a document; `explanations` lives as long as the process."""
    order = order_of(shown)
    findings = shown.report.findings if shown.report else ()
    department = shown.loaded.readable
    made_of = department.source.text if department else "", shown.loaded.form
    told = explanations.findings(findings, shown.marks, order, *made_of)
    rest = text_of(_all_but_findings(shown, explanations, order))
    return f'{rest[:-1]},"findings":{told}}}'.encode("utf-8", "replace")


def _all_but_findings(shown: Shown, explanations: Explanations, order: Mapping[str, int]) -> Json:
    report = shown.report
    faults = (*(report.faults if report else shown.loaded.faults), *shown.faults)
    findings = report.findings if report else ()
    counts = counts_of(findings)
    codes = {one.rule.code for one in findings} | {one.code for one in faults}
    return {
        "server": shown.server,
        "label": shown.label,
        "serial": shown.serial,
        **_heading(shown),
        "broken": is_broken(shown),
        "faults": faults_json(faults, order),
        "pages": [one._asdict() for one in shown.pages],
        "projects": list(_projects(shown, counts, order)),
        "front": [one._asdict() for one in shown.front or _front(shown)],
        "document": _counts(counts.get(document_file(shown))),
        "total": _counts(counts[""]),
        "checked": report is not None and report.profile is not None,
        "rules": explanations.rules(codes, report.profile if report else None),
        "pdf": shown.pdf._asdict() if shown.pdf else None,
        "years": [one._asdict() for one in shown.years],
        "previous": shown.previous,
        "glyphs": shown.glyphs,
    }


def is_broken(shown: Shown) -> bool:
    """Whether faults forbid a page, so that the pages are the last good ones."""
    return shown.loaded.department is None or has_errors(shown.faults)


def order_of(shown: Shown) -> dict[str, int]:
    """File → its place in the document: department.yaml, then the projects, with those that are only on the pages."""
    read = [one.path for one in shown.loaded.inputs]
    return {file: rank for rank, file in enumerate(dict.fromkeys((*read, *_files(shown.pages))))}


def document_file(shown: Shown) -> str:
    """department.yaml as shown to people; empty where nobody could read it and nothing of it is printed."""
    department = shown.loaded.readable
    if department is not None:
        return department.source.path
    known = (*(one.path for one in shown.loaded.inputs), *shown.marks.files)
    return next((one for one in known if one.rpartition("/")[2] == DEPARTMENT_FILE), "")


def _files(pages: Sequence[PageView]) -> Iterator[str]:
    return (one.file for one in pages if one.file)


def _counts(one: Counts | None) -> dict[str, int]:
    return (one or Counts())._asdict()


def _heading(shown: Shown) -> Json:
    """Unit, year, stage and title: of the sources, else of the pages that are still shown."""
    department, form = shown.loaded.readable, shown.loaded.form
    unit, year, stage = _named(department) if department else _printed(shown)
    heading = (form.heading if form else "") or "绩效目标"
    return {"unit": unit, "year": year, "stage": stage, "title": f"{unit}{year}年度{heading}"}


def _named(department: Department) -> tuple[str, str, str]:
    name = department.organ.name
    return name.text if name else "", department.year.text, department.stage_name


def _printed(shown: Shown) -> tuple[str, str, str]:
    file = document_file(shown)
    unit, stage = (shown.marks.text(file, path) for path in ("单位/名称", "阶段"))
    return unit or shown.place.folder, shown.place.year, stage


def _projects(shown: Shown, counts: Mapping[str, Counts], order: Mapping[str, int]) -> Iterator[Json]:
    """The projects that can be read, and those that only the pages still have, in the order of their files."""
    department, form = shown.loaded.readable, shown.loaded.form
    known = {one.source.path: one for one in department.projects} if department else {}
    first, pages = _paged(shown.pages)
    unit = form.unit if form else "万元"
    for file in sorted({*known, *first}, key=lambda one: order.get(one, len(order))):
        project = known.get(file)
        yield {
            "file": file,
            **(_of_project(project, form) if project else _of_pages(shown.marks, file)),
            "unit": unit,
            "page": first.get(file, 0),
            "pages": pages.get(file, 0),
            **_counts(counts.get(file)),
        }


def _paged(pages: Sequence[PageView]) -> tuple[dict[str, int], dict[str, int]]:
    """By file: its first page, and how many it has."""
    first: dict[str, int] = {}
    many: dict[str, int] = {}
    for one in pages:
        if one.file:
            first.setdefault(one.file, one.number)
            many[one.file] = many.get(one.file, 0) + 1
    return first, many


def _of_project(project: Project, form: Form | None) -> Json:
    code = project.code.text if project.code else ""
    return {"code": code, "name": project.name.text, "amount": _amount(project, form)}


def _of_pages(index: Index, file: str) -> Json:
    paths = {"code": "项目编码", "name": "项目名称", "amount": "资金/总额"}
    found = {key: index.text(file, path) for key, path in paths.items()}
    return {**found, "name": found["name"] or file.rpartition("/")[2]}


def _amount(project: Project, form: Form | None) -> str:
    """资金.总额 as the form prints it."""
    money = next((one.money for one in project.funds if one.key == "总额"), None)
    if money is None:
        return ""
    digits = in_unit(Amount(money.amount, money.digits, money.unit), form.unit if form else "万元")
    return digits if form is None or form.decimals is None else pad(digits, form.decimals)


def _front(shown: Shown) -> Iterator[FrontPage]:
    """Cover, contents and text part, each of which begins a page, where the form prints them."""
    parts = shown.loaded.form.parts if shown.loaded.form else frozenset()
    names = [name for name in ("封面", "目录") if name in parts]
    before = [page for page in shown.pages if not page.file]
    for name, page in zip(names, before, strict=False):
        yield FrontPage(name, page.number)
    numbered = next((page.number for page in before if page.folio), 0)
    if "整体目标" in parts and numbered:
        yield FrontPage("部门整体绩效目标", numbered)
