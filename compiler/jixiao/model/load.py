"""Files to model: read a department-year completely, with the faults of all its files in one go."""

import hashlib
import os
import time
from pathlib import Path
from typing import NamedTuple

from jixiao.diagnostics import ERROR, Diagnostic, SourceText, Span, fault, has_errors
from jixiao.model.decode import check_unique, decode_department, decode_project, layout_of
from jixiao.model.decode_form import decode_form
from jixiao.model.document import Department, Project
from jixiao.model.form import Form
from jixiao.model.vocabulary import department_keys, project_keys
from jixiao.source.filenames import means_department
from jixiao.source.workspace import DepartmentYear, Fence, Skipped, Workspace, layout_folders
from jixiao.source.yamltree import Keys, Node, parse, read


class Input(NamedTuple):
    """A file that was read: as shown to people, with the digest of its bytes."""

    path: str
    sha256: str


class Loaded(NamedTuple):
    """A department-year as read.

    Attributes:
        department: None where there are error faults.
        form: None where the layout could not be read.
        faults: of all files, in order of file and place.
        inputs: the source files read.
        readable: what can be read of a department-year with error faults: the department with the projects whose files
            have none; None where department.yaml or the layout has one.
        layout: the layout as named in department.yaml, whether there is one of that name or not; empty where none is named.
    """

    department: Department | None
    form: Form | None
    faults: tuple[Diagnostic, ...]
    inputs: tuple[Input, ...]
    readable: Department | None = None
    layout: str = ""


class Files:
    """Reads and parses files, collecting faults and digests."""

    def __init__(self, workspace: Workspace, keys: Keys) -> None:
        self.workspace = workspace
        self.keys = keys
        self.fence = Fence(workspace.root)
        self.faults: list[Diagnostic] = []
        self.inputs: list[Input] = []

    def tree(self, path: Path) -> tuple[SourceText | None, Node | None]:
        """Source text and tree of a file; (None, None) where it cannot be read."""
        source = self.text(path)
        if source is None:
            return None, None
        node, faults = parse(source, self.keys)
        self.faults += faults
        return source, node

    def text(self, path: Path) -> SourceText | None:
        """Source text of a file; None where it cannot be read."""
        shown = self.workspace.shown(path)
        if self.fence.escapes(path):
            hint = "请把文件本身放进文件夹，不要用指向别处的快捷方式或链接。"
            self.faults.append(fault("JX020", "这个文件是链接，指到了工作文件夹以外，不予读取", file=shown, hint=hint))
            return None
        source, content, faults = read(path, shown)
        self.faults += faults
        if source is not None:
            self.inputs.append(Input(shown, hashlib.sha256(content).hexdigest()))
        return source


#: Layout name → what its manifest decoded to; documents of one run share it.
Forms = dict[str, tuple[Form | None, list[Diagnostic]]]


class Decoded(NamedTuple):
    """A project file as decoded, and of what: its bytes and those of department.yaml (its defaults), and the form.

    `stamp` is how the file stood on disk then; None where it was so new that a later change might look the same.
    """

    digests: tuple[str, str]
    form: Form
    project: Project | None
    faults: tuple[Diagnostic, ...]
    shown: str = ""
    stamp: "Stamp | None" = None


#: Size, times of change (content, then entry) and number of a file.
Stamp = tuple[int, int, int, int]
#: Nanoseconds that a file must have been left alone before its stamp is believed: clocks of file systems are coarse.
_SETTLED = 2_000_000_000


def stamp_of(path: Path) -> Stamp | None:
    """How a file stands on disk; None where it is not there, or was changed a moment ago."""
    try:
        found = os.stat(path)  # noqa: PTH116 - for a thousand files at every save
    except OSError:
        return None
    if time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) < _SETTLED:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


#: Path → what its file decoded to; kept by who reads the same files again and again.
Kept = dict[Path, Decoded]


def load(workspace: Workspace, place: DepartmentYear, forms: Forms | None = None, kept: Kept | None = None) -> Loaded:
    """Read department.yaml and every project file of a department-year.

    `forms` holds the forms read so far in this run and takes new ones; `kept` does so with the project files.
    """
    files = Files(workspace, department_keys())
    files.faults += place.faults
    _note_skipped(files, place)
    for folder in place.unreadable:
        hint = "请确认您有读取这个文件夹的权限。"
        files.faults.append(fault("JX001", "没有权限查看这个文件夹", file=workspace.shown(folder), hint=hint))
    if place.unreadable:
        return _finish(files, None, None)
    if not place.department_file.is_file():
        _note_missing(files, place)
        return _finish(files, None, None)
    source, node = files.tree(place.department_file)
    form, form_faults = _form(workspace, source, node, {} if forms is None else forms)
    files.faults += form_faults
    department, defaults, faults = (
        (None, {}, []) if source is None or node is None else decode_department(source, node, form)
    )
    files.faults += faults
    if department is not None:
        files.faults += _check_year(place, department)
    files.keys = project_keys(form)
    projects = _projects(files, place, form, defaults, kept)
    if not place.projects:
        hint = "每个预算项目写一个文件，放进 projects 文件夹，例如 projects/01-机关大楼运行经费.yaml。"
        files.faults.append(fault("JX041", "没有项目文件", file=workspace.shown(place.path / "projects"), hint=hint))
    if department is not None and department.organ.name is not None:
        files.faults += check_unique(projects, department.organ.name.text)
        department = department._replace(projects=projects)
    said = layout_of(node)
    return _finish(files, department, form)._replace(layout=said.text if said else "")


def _finish(files: Files, department: Department | None, form: Form | None) -> Loaded:
    faults = tuple(sorted(_without_echoes(files.faults), key=lambda one: one.sort_key))
    if not has_errors(faults):
        return Loaded(department, form, faults, tuple(files.inputs), department)
    return Loaded(None, form, faults, tuple(files.inputs), _readable(department, form, faults))


def _readable(department: Department | None, form: Form | None, faults: tuple[Diagnostic, ...]) -> Department | None:
    broken = {one.name for one in faults if one.severity == ERROR}
    if department is None or form is None or department.source.path in broken:
        return None
    return department._replace(projects=tuple(one for one in department.projects if one.source.path not in broken))


def _without_echoes(faults: list[Diagnostic]) -> list[Diagnostic]:
    """Without what another fault of the same line makes void.

    Advice to quote a value that the field refuses whatever its quotes (`总额: -`); leading spaces worked out for a key
    that belongs elsewhere; a field missing from a line that could not be read.
    """
    lines: dict[str, set[tuple[str, int]]] = {}
    for one in faults:
        lines.setdefault(one.code, set()).add(_line_of(one))
    void = {
        code: set[tuple[str, int]]().union(*(lines.get(by, ()) for by in stronger)) for code, stronger in _VOID.items()
    }
    return [one for one in faults if not one.span or _line_of(one) not in void.get(one.code, ())]


#: A code → the codes that make it void on their own line.
_VOID = {"JX010": ("JX025",), "JX009": ("JX021", "JX022", "JX033"), "JX024": ("JX006",)}


def _line_of(one: Diagnostic) -> tuple[str, int]:
    return one.name, one.span.source.position(one.span.start)[0] if one.span else 0


def _projects(
    files: Files, place: DepartmentYear, form: Form | None, defaults: dict[str, object], kept: Kept | None
) -> tuple[Project, ...]:
    projects = []
    department = files.inputs[0].sha256 if files.inputs else ""
    ground = _Ground(form, defaults, department)
    for path in place.projects:
        one = kept.get(path) if kept is not None else None
        stamp = stamp_of(path) if kept is not None else None
        if one is not None and one.stamp == stamp is not None and one.form is form and one.digests[1] == department:
            files.inputs.append(Input(one.shown, one.digests[0]))
        else:
            one = _reread(files, path, one, ground)
            if one is not None and kept is not None:
                kept[path] = one = one._replace(stamp=stamp)
        if one is not None:
            files.faults += one.faults
            projects += [one.project] if one.project is not None else []
    return tuple(projects)


class _Ground(NamedTuple):
    """What project files are decoded by: the form, the defaults of department.yaml, and its digest."""

    form: Form | None
    defaults: dict[str, object]
    department: str


def _reread(files: Files, path: Path, before: Decoded | None, ground: _Ground) -> Decoded | None:
    """Read a project file, and decode it unless it is what it was; None where that cannot be."""
    known = len(files.faults)
    source = files.text(path)
    if source is None:
        return None
    said = tuple(files.faults[known:])
    digests = (files.inputs[-1].sha256, ground.department)
    if before is not None and before.digests == digests and before.form is ground.form:
        del files.faults[known:]
        return before
    one = _project(files, source, ground.form, ground.defaults, digests)
    if one is None:
        return None
    del files.faults[known:]
    return one._replace(faults=(*said, *one.faults), shown=source.path)


def _project(
    files: Files, source: SourceText, form: Form | None, defaults: dict[str, object], digests: tuple[str, str]
) -> Decoded | None:
    """One project file; without a form its faults go to `files`, and there is nothing to keep."""
    node, faults = parse(source, files.keys)
    if form is None:
        files.faults += faults
        return None
    project, more = decode_project(source, node, form, defaults) if node is not None else (None, [])
    return Decoded(digests, form, project, (*faults, *more))


def _note_missing(files: Files, place: DepartmentYear) -> None:
    shown = files.workspace.shown
    misnamed = _misnamed(place)
    if misnamed is not None:
        message = f"缺少 department.yaml；“{misnamed.path.name}”的名称不对，没有读取"
        files.faults.append(fault("JX041", message, file=shown(misnamed.path), hint=misnamed.hint))
        return
    hint = "每个年度文件夹里要有一个 department.yaml，写明版式、单位和年度。"
    files.faults.append(fault("JX041", "缺少 department.yaml", file=shown(place.department_file), hint=hint))


def _misnamed(place: DepartmentYear) -> Skipped | None:
    """The file that is meant to be department.yaml, where that is missing."""
    if place.department_file.is_file():
        return None
    return next(
        (one for one in place.skipped if one.path.parent == place.path and means_department(one.path.name)), None
    )


def _note_skipped(files: Files, place: DepartmentYear) -> None:
    misnamed = _misnamed(place) if place.skipped else None
    for one in place.skipped:
        if one is misnamed:  # told as an error
            continue
        files.faults.append(fault("JX019", one.reason, file=files.workspace.shown(one.path), hint=one.hint))


def _check_year(place: DepartmentYear, department: Department) -> list[Diagnostic]:
    if department.year.text == place.year:
        return []
    message = f"年度写的是 {department.year.text}，所在文件夹却是 {place.year}"
    return [fault("JX029", message, department.year.span, hint="请改正年度，或把文件移到对应年度的文件夹。")]


def _form(
    workspace: Workspace, source: SourceText | None, node: Node | None, forms: Forms
) -> tuple[Form | None, list[Diagnostic]]:
    said = layout_of(node)
    if source is None or said is None:
        return None, []
    if said.text in forms:
        return forms[said.text]
    folders = layout_folders(workspace)
    folder = folders.get(said.text)
    if folder is None:
        from jixiao.model.layouts import unknown_layout

        hint = unknown_layout(said.text, {name: load_form(workspace, name, one)[0] for name, one in folders.items()})
        return None, [fault("JX030", f"没有“{said.text}”这个版式", Span(source, said.start, said.end), hint=hint)]
    forms[said.text] = load_form(workspace, said.text, folder)
    return forms[said.text]


def load_form(workspace: Workspace | None, name: str, folder: Path) -> tuple[Form | None, list[Diagnostic]]:
    """Read and decode the manifest of a layout folder."""
    path = folder / "layout.yaml"
    shown = workspace.shown(path) if workspace else path.name
    source, _content, faults = read(path, shown)
    if source is None:
        return None, faults
    node, more = parse(source, Keys(frozenset()))
    faults += more
    if node is None:
        return None, faults
    form, more = decode_form(name, source, node)
    faults += more
    return form, faults
