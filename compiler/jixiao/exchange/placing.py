"""Trees put into the folder of a department-year: which files are made, which are changed, and whether the result can be read.

Nothing is written here. A project is found again by its file, its 项目编码, or its name and unit; one that the trees do not
have is left alone. The result is decoded as a build would, so that nothing is written that cannot be built.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from jixiao.diagnostics import Diagnostic, SourceText
from jixiao.exchange.yamledit import settled, updated
from jixiao.exchange.yamltext import Tree, emit, pruned, tree_of_node
from jixiao.model.decode import check_unique, decode_department, decode_project
from jixiao.model.document import Project
from jixiao.model.fields import DEPARTMENT, PROJECT
from jixiao.model.form import Form
from jixiao.model.names import plain
from jixiao.model.vocabulary import department_keys, project_keys
from jixiao.source.filenames import why_skip
from jixiao.source.workspace import DepartmentYear, Workspace
from jixiao.source.yamltree import Keys, Node, parse, read

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]|^\.+|[.\s]+$')
_MOST_NAME = 60


class Facts(NamedTuple):
    """One file to be: its tree, and the file it should be in (relative to the year's folder; empty: wherever it belongs)."""

    tree: Tree
    file: str = ""


class Change(NamedTuple):
    """What becomes of a file; `old` is None for a new one, `facts` the number of the project (-1: the department)."""

    path: Path
    shown: str
    old: str | None
    new: str
    facts: int


class Trouble(NamedTuple):
    """A fault of a file as it would be, and the path of the field in its tree."""

    facts: int
    path: tuple[Any, ...]
    fault: Diagnostic


class Placed(NamedTuple):
    """What would be done.

    Attributes:
        changes: the files that differ from what is there, in order.
        troubles: why the result could not be read.
        faults: why the folder as it is cannot be read.
        left: projects of the folder that the facts do not have, as shown to people.
    """

    changes: tuple[Change, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    faults: tuple[Diagnostic, ...] = ()
    left: tuple[str, ...] = ()


class _There(NamedTuple):
    """A file that is there."""

    path: Path
    text: str
    tree: Tree


def place(
    workspace: Workspace, year: DepartmentYear, form: Form, department: Facts | None, projects: Sequence[Facts]
) -> Placed:
    """Work out what becomes of a department-year."""
    there, faults = _read_all(workspace, year, form)
    if faults:
        return Placed(faults=tuple(faults))
    files = _matched(year, there, projects)
    changes: list[Change] = []
    if department is not None:
        path = year.department_file
        changes.append(_change(workspace, path, there.get(path), department.tree, -1))
    for number, (path, one) in enumerate(zip(files, projects, strict=True)):
        changes.append(_change(workspace, path, there.get(path), one.tree, number))
    left = [path for path in there if path not in files and path != year.department_file]
    troubles = list(_troubles(form, changes, [there[path] for path in left]))
    return Placed(
        tuple(one for one in changes if one.old != one.new),
        tuple(troubles),
        left=tuple(workspace.shown(path) for path in left),
    )


def _change(workspace: Workspace, path: Path, there: _There | None, tree: Tree, number: int) -> Change:
    shown = workspace.shown(path)
    if there is None:
        return Change(path, shown, None, emit(pruned(tree, DEPARTMENT if number < 0 else PROJECT)), number)
    return Change(path, shown, there.text, updated(there.text, settled(there.tree, tree)), number)


def _read_all(workspace: Workspace, year: DepartmentYear, form: Form) -> tuple[dict[Path, _There], list[Diagnostic]]:
    """The files of a folder; with the faults of those that cannot be changed safely."""
    found: dict[Path, _There] = {}
    faults: list[Diagnostic] = []
    keys = project_keys(form)
    paths = [(path, keys) for path in year.projects]
    if year.department_file.is_file():
        paths.insert(0, (year.department_file, department_keys()))
    for path, words in paths:
        source, _, more = read(path, workspace.shown(path))
        node, told = (None, []) if source is None else parse(source, words)
        faults += [one for one in (*more, *told) if one.severity == "error"]
        tree = tree_of_node(node)
        if source is not None and isinstance(tree, dict):
            found[path] = _There(path, source.text, tree)
    return found, faults


# -- which file -------------------------------------------------------------------------------------------------------


def _matched(year: DepartmentYear, there: Mapping[Path, _There], projects: Sequence[Facts]) -> list[Path]:
    """The file of every project; a new one is put behind those that are there."""
    free = {path: one for path, one in there.items() if path != year.department_file}
    found: list[Path | None] = [None] * len(projects)
    for mark in (_file, _code, _name):
        index: dict[Any, list[Path]] = {}
        for path, old in free.items():
            index.setdefault(mark(old.tree, path.relative_to(year.path).as_posix()), []).append(path)
        for number, one in enumerate(projects):
            hits = index.get(mark(one.tree, one.file), []) if found[number] is None else []
            if len(hits) == 1 and mark(one.tree, one.file) and hits[0] in free:
                found[number] = hits[0]
                del free[hits[0]]
    taken = {path for path in (*there, *found) if path is not None}
    names = _new_names(year, taken)
    return [path or _stated(year, one, taken) or next(names)(one) for path, one in zip(found, projects, strict=True)]


def _file(_tree: Tree, file: str) -> str:
    return file


def _code(tree: Tree, _file: str) -> str:
    return plain(_text(tree, "项目编码"))


def _name(tree: Tree, _file: str) -> tuple[str, str]:
    return plain(_text(tree, "项目名称")), plain(_text(tree, "实施单位"))


def _text(tree: Tree, key: str) -> str:
    value = tree.get(key)
    return value if isinstance(value, str) else ""


def _stated(year: DepartmentYear, one: Facts, taken: set[Path]) -> Path | None:
    """The file that a project says it is in, where that is not there yet and may be."""
    parts = one.file.split("/")
    if len(parts) < 2 or parts[0] != "projects" or why_skip(parts[-1]) is not None:  # noqa: PLR2004
        return None
    if any(_UNSAFE.search(part) or part.startswith(".") for part in parts):
        return None
    path = year.path.joinpath(*parts)
    if path in taken:
        return None
    taken.add(path)
    return path


def _new_names(year: DepartmentYear, taken: set[Path]) -> Iterator[Any]:
    """Names for new projects: the next number, and the project's name."""
    numbers = [int(match[0]) for path in taken if (match := re.match(r"\d{1,6}", path.name))]
    number = max(numbers, default=0)
    while True:
        number += 1

        def named(one: Facts, number: int = number) -> Path:
            name = _UNSAFE.sub("", _text(one.tree, "项目名称"))[:_MOST_NAME]
            wanted = f"{number:02}-{name}.yaml"
            return year.path / "projects" / (wanted if name and why_skip(wanted) is None else f"{number:02}-项目.yaml")

        yield named


# -- whether it can be read -------------------------------------------------------------------------------------------


def _troubles(form: Form, changes: Sequence[Change], left: Sequence[_There]) -> Iterator[Trouble]:
    defaults: dict[str, Any] = {}
    unit = ""
    projects: list[Project] = []
    numbers: dict[int, tuple[int, Node | None]] = {}
    keys = project_keys(form)
    for one in changes:
        source = SourceText(one.shown, one.new)
        node, faults = parse(source, department_keys() if one.facts < 0 else keys)
        if node is not None and one.facts < 0:
            made, defaults, more = decode_department(source, node, form)
            unit = made.organ.name.text if made and made.organ.name else ""
            faults = [*faults, *more]
        elif node is not None:
            project, more = decode_project(source, node, form, defaults)
            faults = [*faults, *more]
            if project is not None:
                projects.append(project)
                numbers[id(source)] = (one.facts, node)
        yield from (
            Trouble(one.facts, path_at(node, fault.span.start if fault.span else -1), fault)
            for fault in faults
            if fault.severity == "error"
        )
    projects += [project for one in left if (project := _project(one, form, defaults, keys)) is not None]
    for fault in check_unique(tuple(projects), unit):
        for span in (fault.span, *(one.span for one in fault.related)):
            if span is not None and id(span.source) in numbers:
                number, node = numbers[id(span.source)]
                yield Trouble(number, path_at(node, span.start), fault)
                break


def _project(one: _There, form: Form, defaults: dict[str, Any], keys: Keys) -> Project | None:
    source = SourceText(one.path.name, one.text)
    node, _ = parse(source, keys)
    return None if node is None else decode_project(source, node, form, defaults)[0]


def path_at(node: Node | None, offset: int) -> tuple[Any, ...]:
    """The keys and row numbers that lead to the value at a place of a text."""
    from jixiao.source.yamltree import Mapping as Group
    from jixiao.source.yamltree import Sequence as Rows

    path: list[Any] = []
    while isinstance(node, Group | Rows):
        if isinstance(node, Group):
            entry = next((one for one in node.entries if one.key.start <= offset <= max(one.key.end, one.value.end)), None)
            if entry is None:
                break
            path.append(entry.key.text)
            node = entry.value
        else:
            at = next((at for at, one in enumerate(node.items) if one.start <= offset <= one.end), None)
            if at is None:
                break
            path.append(at)
            node = node.items[at]
    return tuple(path)


def unified(change: Change) -> str:
    """A change as a unified diff."""
    from difflib import unified_diff

    old = (change.old or "").splitlines()
    lines = unified_diff(old, change.new.splitlines(), f"a/{change.shown}" if change.old is not None else "/dev/null", f"b/{change.shown}", lineterm="")
    return "\n".join(lines)
