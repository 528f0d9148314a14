"""One document: sources → model → view → bundle → PDF, manifest and a copy of what the engine was given."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from jixiao.build.finish import Left, Ready
from jixiao.build.inputs import Inputs, inputs_of
from jixiao.build.options import Artifacts, Made, Options, Result, artifacts
from jixiao.build.output import Output, OutputError, flush, put, stage, sweep
from jixiao.build.reviewing import Beside, Counts, Reviewer
from jixiao.build.shelf import Shelf
from jixiao.build.state import State, Summary, state_file, unchanged
from jixiao.diagnostics import Diagnostic, fault, has_errors
from jixiao.source.workspace import DepartmentYear, Workspace

if TYPE_CHECKING:
    from jixiao.layout.view import Kept as Written
    from jixiao.model.document import Department
    from jixiao.model.form import Form
    from jixiao.model.load import Forms, Kept, Loaded
    from jixiao.typeset.engine import Compiled, Engine
    from jixiao.typeset.fonts import FontSet


class Press(NamedTuple):
    """What all documents of a run share; `digests` gives the SHA-256 of the fonts by path, `forms` fills as they read.

    `kept`, `written`: project files as decoded and as written, where the same documents are made again. `late`: the PDF
    comes before everything else, which takes longer in all but shows the page sooner. `spare`: whether a core is idle that
    can check while the engine works. `handed`: outputs stay beside their places, and the result says what is left to do.
    """

    workspace: Workspace
    options: Options
    fonts: "FontSet"
    engine: "Engine"
    digests: Callable[[], dict[str, str]]
    shelf: Shelf
    forms: "Forms"
    reviewer: Reviewer
    late: bool = False
    spare: bool = True
    handed: bool = False
    kept: "Kept | None" = None
    written: "Written | None" = None


class _Job(NamedTuple):
    """One document whose sources are read: what the later steps need, and the faults found so far."""

    press: Press
    place: DepartmentYear
    loaded: "Loaded"
    department: "Department"
    form: "Form"
    faults: list[Diagnostic]


def check_fresh(workspace: Workspace, place: DepartmentYear, options: Options) -> Result | None:
    """The result of a build that has nothing to do, or None."""
    if options.force:
        return None
    file = state_file(options.output, place, public=options.public)
    found = unchanged(file, workspace, place, options.identity())
    if found is None:
        return None
    summary, inputs = found
    counts = Counts(*summary.counts)
    if options.strict and counts.forbids:
        return None
    made = Result(place.label, summary.pdf, summary.pages, fresh=True, inputs=inputs)
    return made._replace(warnings=summary.warnings, counts=counts)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Switch the cyclic garbage collector off while a document is read.

    Nodes and records form no cycles, and there are so many that walking them again and again costs as much as making
    them. Between documents the collector runs as usual.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def read(press: Press, place: DepartmentYear) -> "Loaded":
    """Read a document with what the press has read before."""
    from jixiao.model.load import load

    return load(press.workspace, place, press.forms, press.kept)


def nobody(_loaded: "Loaded") -> None:
    """Nobody waits to see what was read."""


@_without_collector()
def build_document(press: Press, place: DepartmentYear, early: Callable[["Loaded"], None] = nobody) -> Result:
    """Build one department-year; its own outputs stay untouched where its sources have errors.

    `early` gets the sources as soon as they are read, before anything is made of them.
    """
    started = perf_counter()
    loaded = read(press, place)
    early(loaded)
    faults = list(loaded.faults)
    result = Result(place.label, made=Made(loaded) if press.late else None)
    if loaded.department is not None and loaded.form is not None:
        result = _make(_Job(press, place, loaded, loaded.department, loaded.form, faults), result)
    faults.sort(key=lambda one: one.sort_key)
    inputs = result.inputs or _inputs(press, place, loaded)
    return result._replace(faults=tuple(faults), seconds=perf_counter() - started, inputs=inputs)


@_without_collector()
def rehearse(press: Press, place: DepartmentYear) -> None:
    """Typeset a document and keep nothing, so that the engine knows it when it is built the next time."""
    loaded = read(press, place)
    if loaded.department is None or loaded.form is None:
        return
    files = _bundle(_Job(press, place, loaded, loaded.department, loaded.form, []))
    if files is not None:
        press.engine.compile(files, pdf_timestamp(loaded.department), {})


def _make(job: _Job, result: Result) -> Result:
    """Typeset and write; `result` as it is where something forbids it."""
    press = job.press
    files = _bundle(job)
    if files is None:
        return result
    review = Beside(press.reviewer, job.place, job.loaded, late=press.late or not press.spare)
    if press.options.strict and review.wait().counts.forbids:
        job.faults.extend(review.wait().faults)
        return _reviewed(result, review)._replace(refused=True)
    layout, _ = press.shelf.layout(job.form.name)
    compiled = press.engine.compile(files, pdf_timestamp(job.department), layout.names if layout else {})
    job.faults.extend(compiled.faults)
    return _keep(job, files, compiled, review, result) if compiled.pdf else result


def _bundle(job: _Job) -> dict[str, bytes] | None:
    """What the engine is given; None where a fault forbids it."""
    from jixiao.build.bundle import bundle, missing_glyphs
    from jixiao.layout.view import build_view

    press, form = job.press, job.form
    view = build_view(job.department, form, public=press.options.public, kept=press.written)
    job.faults.extend(missing_glyphs(view, form, press.fonts))
    if not view.projects:
        hint = "所有项目都写了“公开: 否”；如果不应这样，请检查各项目文件。"
        job.faults.append(fault("JX045", "公开版里一个项目也没有", file=job.department.source.path, hint=hint))
    if has_errors(job.faults):
        return None
    layout, faults = press.shelf.layout(form.name)
    files, more = (None, []) if layout is None else bundle(view, press.fonts, layout)
    job.faults.extend([*faults, *more])
    return files


def _keep(job: _Job, files: dict[str, bytes], compiled: "Compiled", review: Beside, result: Result) -> Result:
    """Write everything of a finished document, and what the checker says of it."""
    press = job.press
    paths = artifacts(press.options, job.place, job.department)
    shown = press.workspace.shown(paths.pdf)
    try:
        ready = _write(job, paths, files, compiled)
        if not press.handed:
            ready.settle()
        counts = review.wait().counts
        result = _reviewed(result, review)._replace(inputs=_inputs(press, job.place, job.loaded))
        left = Left(ready, *_state(job, paths, Summary(shown, compiled.pages, len(job.faults), counts), result.inputs))
        if not press.handed:
            left.remember()
    except OutputError as error:
        job.faults.append(unwritten(press.workspace, error))
        there = press.late and error.path != paths.pdf
        return _reviewed(result, review)._replace(pdf=shown if there else "", pages=compiled.pages if there else 0)
    made = result._replace(pdf=shown, pages=compiled.pages, unprinted=unprinted(job.department, job.form))
    return made._replace(left=left) if press.handed else made


def finish(workspace: Workspace, result: Result) -> Result:
    """Do what a press left to do (`handed`); a result without it is as it should be."""
    if result.left is None:
        return result
    try:
        result.left.settle()
        result.left.remember()
    except OutputError as error:
        faults = sorted((*result.faults, unwritten(workspace, error)), key=lambda one: one.sort_key)
        return result._replace(left=None, pdf="", pages=0, unprinted=(), faults=tuple(faults))
    return result._replace(left=None)


def unwritten(workspace: Workspace, error: OutputError) -> Diagnostic:
    """What people are told of an output that cannot be written."""
    where = workspace.shown(error.path)
    return fault("JX040", f"不能写出文件：{error.reason}", file=where, hint=error.hint)


def _reviewed(result: Result, review: Beside) -> Result:
    """The result with what the checker says."""
    verdict = review.wait()
    made = result.made and result.made._replace(report=verdict.report)
    return result._replace(counts=verdict.counts, made=made)


def _write(job: _Job, paths: Artifacts, files: dict[str, bytes], compiled: "Compiled") -> Ready:
    """Write the outputs beside their places: all of them, or (`late`) all but the PDF, which is put in its place at once.

    Somebody waits for that PDF, and a disk may take its time to flush: there is room for it when it is put in its place,
    and it is flushed before the document counts as built.

    Raises:
        OutputError: some file cannot be written.
    """
    pdf = Output(paths.pdf, compiled.pdf, durable=True, soon=job.press.late)
    if job.press.late:
        put([pdf])
        flush(paths.pdf)
    sweep(paths.folder)
    about = Output(paths.manifest, _manifest(job, paths, files, compiled))
    copies = [Output(paths.bundle / name, data) for name, data in files.items()]
    staged = stage([about, *copies] if job.press.late else [pdf, about, *copies])
    return Ready(staged, paths.bundle, frozenset(files))


def _manifest(job: _Job, paths: Artifacts, files: dict[str, bytes], compiled: "Compiled") -> bytes:
    from jixiao.build.manifest import Printed, manifest

    press = job.press
    made = Printed(paths.pdf.name, compiled.pdf, compiled.pages, pdf_timestamp(job.department))
    return manifest(job.form.name, files, press.fonts, press.digests(), job.loaded.inputs, made)


def _state(job: _Job, paths: Artifacts, summary: Summary, inputs: Inputs | None) -> tuple[Path, State]:
    """The file that tells the next build what was made and of what."""
    press = job.press
    file = state_file(press.options.output, job.place, public=press.options.public)
    seen = inputs.files if inputs else {}
    made = (paths.pdf, paths.manifest)
    return file, State(press.options.identity(), job.form.name, _probes(press), seen, made, summary)


def _probes(press: Press) -> tuple[str, ...]:
    """The font files, and the places where one may appear."""
    own = {face.path for chain in press.fonts.chains for face in chain.faces}
    return tuple(sorted({*press.fonts.probes, *own}))


def _inputs(press: Press, place: DepartmentYear, loaded: "Loaded") -> Inputs:
    """Every input, by the bytes that the document was made from, should a file have changed meanwhile."""
    # A form that was read stands on the shelf, whose digests are of what was read too.
    layout = press.shelf.layout(loaded.form.name)[0] if loaded.form is not None else None
    own = {str(press.workspace.root / one.path): one.sha256 for one in loaded.inputs}
    known = own | (layout.digests if layout else {})
    return inputs_of(press.workspace, place, loaded.layout, _probes(press), known)


def pdf_timestamp(department: "Department") -> int:
    """The PDF's date in Unix seconds: SOURCE_DATE_EPOCH, else 编制日期, else 1 January of 年度 (UTC)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        return int(epoch)
    from datetime import UTC, datetime

    from jixiao.layout.view import document_date

    return int(datetime(*document_date(department), tzinfo=UTC).timestamp())


def unprinted(department: "Department", form: "Form") -> tuple[str, ...]:
    """Fields with content in some project that this form does not print (for `--verbose`)."""
    from jixiao.model.fields import INDICATOR, PROJECT

    never = {"项目名称", "资金", "绩效指标", "公开", "测算", "上年项目", "说明", "其他栏目", *form.printed}
    found = {
        field.key
        for field in PROJECT.fields
        if field.key not in never
        for project in department.projects
        if getattr(project, field.attr)
    }
    found |= {
        f"绩效指标/{field.key}"
        for field in INDICATOR.fields
        if field.key not in form.columns
        for project in department.projects
        for one in project.indicators
        if getattr(one, field.attr)
    }
    return tuple(sorted(found))
