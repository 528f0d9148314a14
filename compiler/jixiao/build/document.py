"""One document: sources → model → view → bundle → PDF, manifest and a copy of what the engine was given."""

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jixiao import __version__
from jixiao.build.output import OutputError, sweep, write_if_changed, write_whole
from jixiao.build.state import Summary, digest_inputs, machine_folder, remember, state_file, unchanged
from jixiao.diagnostics import Diagnostic, fault, has_errors
from jixiao.source.workspace import DepartmentYear, Workspace, layout_files, layout_folders

if TYPE_CHECKING:
    from jixiao.layout.view import View
    from jixiao.model.document import Department
    from jixiao.model.form import Form
    from jixiao.model.load import Loaded
    from jixiao.typeset.engine import Engine
    from jixiao.typeset.fonts import FontSet

ENGINE = "typst 0.15.2"


class Options(NamedTuple):
    """What a build is asked for.

    Attributes:
        output: the folder that takes `<department>/<year>/…`.
        fonts: embedded | auto | system.
        public: leave out projects with 公开: 否.
        force: build even if nothing changed.
        jobs: processes for many documents; 0 lets the program choose.
    """

    output: Path
    fonts: str = "auto"
    public: bool = False
    force: bool = False
    jobs: int = 0

    def identity(self) -> dict[str, str]:
        """The options that change what is made."""
        return {"fonts": self.fonts, "public": str(self.public), "epoch": os.environ.get("SOURCE_DATE_EPOCH", "")}


class Result(NamedTuple):
    """What became of one department-year.

    Attributes:
        label: `huailai-jiguan/2025`.
        pdf: path of the PDF as shown to people; empty where none was made.
        pages: its pages.
        seconds: how long it took.
        faults: everything found, sorted.
        fresh: True where nothing had to be done.
        unprinted: fields of the sources that this form does not print.
        inputs: paths of all inputs, for watching.
    """

    label: str
    pdf: str
    pages: int
    seconds: float
    faults: tuple[Diagnostic, ...]
    fresh: bool = False
    unprinted: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()


class Artifacts(NamedTuple):
    """Where the outputs of a document go; the public edition keeps its own manifest and bundle."""

    folder: Path
    pdf: Path
    manifest: Path
    bundle: Path


def artifacts(options: Options, place: DepartmentYear, department: "Department") -> Artifacts:
    """The output paths of a document (design.md §6, §7)."""
    folder = options.output / place.folder / place.year
    name = department.organ.name.text if department.organ.name else place.folder
    stage = "" if department.is_final else f"（{department.stage_name}稿）"
    edition = "（公开版）" if options.public else ""
    tag = "-public" if options.public else ""
    pdf = folder / f"{name}{department.year.text}年度绩效目标{stage}{edition}.pdf"
    return Artifacts(folder, pdf, folder / f"manifest{tag}.json", folder / f"typst{tag}")


def check_fresh(workspace: Workspace, place: DepartmentYear, options: Options) -> Result | None:
    """The result of a build that has nothing to do, or None."""
    if options.force:
        return None
    summary = unchanged(state_file(options.output, place, public=options.public), workspace, place, options.identity())
    if summary is None:
        return None
    return Result(place.label, summary.pdf, summary.pages, 0.0, (), fresh=True)


def build_document(workspace: Workspace, place: DepartmentYear, options: Options, engine: "Engine", fonts: "FontSet") -> Result:
    """Build one department-year; its own outputs stay untouched where its sources have errors."""
    from time import perf_counter

    from jixiao.model.load import load

    started = perf_counter()
    loaded = load(workspace, place)
    faults = list(loaded.faults)
    result = Result(place.label, "", 0, 0.0, (), inputs=tuple(one.path for one in loaded.inputs))
    if loaded.department is not None and loaded.form is not None:
        result = _typeset(workspace, place, options, engine, fonts, loaded, faults, result)
    return result._replace(faults=tuple(sorted(faults, key=lambda one: one.sort_key)), seconds=perf_counter() - started)


def _typeset(  # noqa: PLR0913 - the whole pipeline of one document meets here
    workspace: Workspace, place: DepartmentYear, options: Options, engine: "Engine", fonts: "FontSet", loaded: "Loaded",
    faults: list[Diagnostic], result: Result,
) -> Result:
    from jixiao.layout.view import build_view

    department, form = loaded.department, loaded.form
    if department is None or form is None:
        return result
    view = build_view(department, form, public=options.public)
    faults += missing_glyphs(view, form, fonts)
    if has_errors(faults):
        return result
    layout = layout_files(workspace, form.name)
    files, bundle_faults = bundle(workspace, form, view, fonts, layout)
    faults += bundle_faults
    if files is None:
        return result
    timestamp = pdf_timestamp(department)
    shown = {name: workspace.shown(path) for name, path in layout.items()}
    compiled = engine.compile(files, timestamp, shown)
    faults += compiled.faults
    if not compiled.pdf:
        return result
    paths = artifacts(options, place, department)
    summary = Summary(workspace.shown(paths.pdf), compiled.pages, len(faults))
    try:
        manifest = _manifest(form, fonts, options, loaded, files, paths, compiled.pdf, compiled.pages, timestamp, workspace)
        _write(paths, files, compiled.pdf, manifest)
        _remember(workspace, place, options, form, fonts, paths, summary)
    except OutputError as error:
        faults.append(fault("JX040", f"不能写出文件：{error.reason}", file=workspace.shown(error.path), hint=error.hint))
        return result
    return result._replace(pdf=summary.pdf, pages=compiled.pages, unprinted=unprinted(department, form))


def _write(paths: Artifacts, files: dict[str, bytes], pdf: bytes, manifest: bytes) -> None:
    sweep(paths.folder)
    for name, data in files.items():
        write_if_changed(paths.bundle / name, data)
    _remove_others(paths.bundle, files)
    write_whole(paths.pdf, pdf)
    write_if_changed(paths.manifest, manifest)


def _remove_others(folder: Path, files: dict[str, bytes]) -> None:
    """Files of an earlier bundle that this one does not have."""
    for base, _folders, names in os.walk(folder):
        for name in names:
            path = Path(base, name)
            if path.relative_to(folder).as_posix() not in files:
                path.unlink(missing_ok=True)


def _remember(  # noqa: PLR0913 - all that identifies a document
    workspace: Workspace, place: DepartmentYear, options: Options, form: "Form", fonts: "FontSet", paths: Artifacts, summary: Summary,
) -> None:
    probes = tuple(sorted({*fonts.probes, *(face.path for chain in fonts.chains for face in chain.faces)}))
    probes += tuple(str(base / form.name) for base in (workspace.root / "layouts",))
    file = state_file(options.output, place, public=options.public)
    content = remember(
        file, options=options.identity(), layout=form.name, probes=probes,
        inputs=digest_inputs(workspace, place, form.name, probes), outputs=[paths.pdf, paths.manifest], summary=summary,
    )
    write_if_changed(file, content)


def pdf_timestamp(department: "Department") -> int:
    """The PDF's date in Unix seconds: SOURCE_DATE_EPOCH, else 编制日期, else 1 January of 年度 (UTC)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        return int(epoch)
    from calendar import timegm

    from jixiao.layout.view import document_date

    return timegm((*document_date(department), 0, 0, 0))


def missing_glyphs(view: "View", form: "Form", fonts: "FontSet") -> list[Diagnostic]:
    """A fault for each character that no font of its role has, at its place in the source."""
    from jixiao.model.document import locate
    from jixiao.typeset.fonts import missing

    faults = []
    for face in form.faces:
        role = form.faces[face]
        texts = [run.text for run in view.runs if run.face == face]
        lost = set(missing(fonts, role, "".join(text.text for text in texts).replace("\n", "")))
        if not lost:
            continue
        for text in texts:
            for index, char in enumerate(text.text):
                if char in lost:
                    tried = "、".join(one.family for chain in fonts.chains if chain.role == role for one in chain.faces)
                    message = f"字体里没有“{char}”（U+{ord(char):04X}）这个字"
                    hint = f"找过的{role}字体：{tried}。请换一个字，或在 jixiao.toml 的 [fonts] 里指定有这个字的字体。"
                    faults.append(fault("JX035", message, locate(text, index), hint=hint))
    return list({(one.name, one.span.start if one.span else 0): one for one in faults}.values())


def bundle(
    workspace: Workspace, form: "Form", view: "View", fonts: "FontSet", layout: dict[str, Path],
) -> tuple[dict[str, bytes] | None, list[Diagnostic]]:
    """Everything the engine is given: path → content."""
    from jixiao.layout.templates import render

    try:
        contents = {name: path.read_bytes() for name, path in layout.items()}
        templates = {name: data.decode() for name, data in contents.items() if name.endswith(".j2")}
    except OSError as error:
        return None, [fault("JX038", f"版式文件读不出来（{error.strerror}）", file=str(error.filename), hint="请检查版式文件夹。")]
    except UnicodeDecodeError:
        return None, [fault("JX038", "版式文件不是 UTF-8 编码", file=f"layouts/{form.name}", hint="请另存为 UTF-8 编码。")]
    folder = layout_folders(workspace)[form.name]
    context = {"department": view.department, "projects": view.projects}
    main, faults = render(templates, form.name, workspace.shown(folder), context)
    if main is None:
        return None, faults
    files = {name: data for name, data in contents.items() if not name.endswith((".j2", ".yaml", ".md"))}
    files["main.typ"] = main.encode()
    files["setup.typ"] = (view.setup + font_setup(fonts)).encode()
    files["targets.json"] = json.dumps(view.printed, ensure_ascii=False, indent=1).encode() + b"\n"
    return files, faults


def font_setup(fonts: "FontSet") -> str:
    """The font roles as `setup.typ` gives them to layouts."""
    from jixiao.markup import array, dictionary, string

    roles = (
        (chain.role, f"(font:{array(string(face.family) for face in chain.faces)},weight:{chain.faces[0].weight})")
        for chain in fonts.chains
    )
    return f"#let 字体 = {dictionary(roles)}\n"


def _manifest(  # noqa: PLR0913 - the manifest speaks of everything
    form: "Form", fonts: "FontSet", options: Options, loaded: "Loaded", files: dict[str, bytes], paths: Artifacts, pdf: bytes,
    pages: int, timestamp: int, workspace: Workspace,
) -> bytes:
    from time import gmtime, strftime

    from jixiao.typeset.fontreport import digest

    cache = machine_folder(options.output)
    own = (data for name, data in sorted(files.items()) if name not in {"main.typ", "setup.typ", "targets.json"})
    manifest: dict[str, Any] = {
        "schema_version": "1.0", "tool": f"jixiao {__version__}", "engine": ENGINE,
        "layout": {"name": form.name, "sha256": hashlib.sha256(b"\0".join(own)).hexdigest()},
        "fonts": [
            {"role": chain.role, "family": face.family, "file": Path(face.path).name, "sha256": digest(face.path, cache)}
            for chain in fonts.chains for face in chain.faces
        ],
        "sources": [{"path": one.path, "sha256": one.sha256} for one in loaded.inputs],
        "artifacts": [{"path": paths.pdf.name, "sha256": hashlib.sha256(pdf).hexdigest(), "pages": pages}],
        "timestamp": strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(timestamp)),
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"


def unprinted(department: "Department", form: "Form") -> tuple[str, ...]:
    """Fields with content in some project that this form does not print (for `--verbose`)."""
    from jixiao.model.fields import INDICATOR, PROJECT

    never = {"项目名称", "资金", "绩效指标", "公开", "测算", "上年项目", "说明", "其他栏目", *form.printed}
    found = {
        field.key for field in PROJECT.fields if field.key not in never
        for project in department.projects if getattr(project, field.attr)
    }
    found |= {
        f"绩效指标/{field.key}" for field in INDICATOR.fields if field.key not in form.columns
        for project in department.projects for one in project.indicators if getattr(one, field.attr)
    }
    return tuple(sorted(found))
