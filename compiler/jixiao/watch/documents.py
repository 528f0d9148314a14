"""Which documents there are, what each was made of, and which of them a change concerns.

A change that is told is only a hint: a document is due when its inputs, by their content, are not those that it was made of.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from jixiao.build.inputs import MISSING, digest_of, inputs_of
from jixiao.build.options import Options, Result
from jixiao.source.workspace import CONFIG, LAYOUTS, DepartmentYear, Workspace, department_year

#: Below `sources`: a department folder, or a year.
_STRUCTURE = 2


class Scope(NamedTuple):
    """What is watched.

    Attributes:
        workspace: as it is at the start.
        choose: the documents meant, as they are on disk; asked again when folders come and go.
        options: what a build is asked for, given a workspace, whose config may change.
        everything: all departments are meant, so that new ones belong to it.
    """

    workspace: Workspace
    choose: Callable[[Workspace], list[DepartmentYear]]
    options: Callable[[Workspace], Options]
    everything: bool = True


class _Known(NamedTuple):
    place: DepartmentYear
    result: Result


class Concerned(NamedTuple):
    """The documents that are due, and the labels of those whose folder is gone."""

    due: list[DepartmentYear]
    gone: list[str]


class Documents:
    """The documents watched and the last result of each."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._known: dict[str, _Known] = {}
        self._departments: set[str] = set()

    def choose(self, workspace: Workspace) -> list[DepartmentYear]:
        """The documents meant, as they are on disk now."""
        places = self._scope.choose(workspace)
        self._departments |= {str(one.path.parent if one.year else one.path) for one in places}
        return places

    def keep(self, place: DepartmentYear, result: Result) -> None:
        """Remember what became of a document."""
        self._known[place.label] = _Known(place, result)

    def place(self, label: str) -> DepartmentYear | None:
        """A document of this label as it is on disk now, if there is one."""
        known = self._known.get(label)
        return _relisted(known.place) if known is not None and known.place.path.is_dir() else None

    @property
    def labels(self) -> list[str]:
        """All that are known."""
        return list(self._known)

    def trees(self, workspace: Workspace) -> set[str]:
        """Folders of which every file may matter."""
        sources = {str(workspace.sources)} if self._scope.everything else self._departments
        places = {str(known.place.path) for known in self._known.values()}
        found = {one for known in self._known.values() if known.result.inputs for one in known.result.inputs.folders}
        probes = {path for path in self._probes() if os.path.isdir(path)}  # noqa: PTH112 - after every change
        return sources | probes | (found - places)

    def folders(self, workspace: Workspace) -> set[str]:
        """Folders of which some files matter."""
        layouts = str(workspace.root / LAYOUTS)
        above = {os.path.dirname(one) for one in self._probes()}  # noqa: PTH120 - after every change
        return {str(workspace.root), str(workspace.sources), layouts, *above}

    def _probes(self) -> set[str]:
        return {one for known in self._known.values() if known.result.inputs for one in known.result.inputs.probes}

    def concerned(self, workspace: Workspace, paths: Collection[str] | None) -> Concerned:
        """What the change of these paths (None: of anything) means."""
        if paths is None or any(_is_structure(workspace, path) for path in paths):
            return self._chosen_again(workspace, paths)
        return Concerned(self._due(workspace, self._known.values(), paths), [])

    def _chosen_again(self, workspace: Workspace, paths: Collection[str] | None) -> Concerned:
        places = {one.label: one for one in self.choose(workspace)}
        gone = [label for label in self._known if label not in places]
        for label in gone:
            del self._known[label]
        new = [place for label, place in places.items() if label not in self._known]
        return Concerned([*new, *self._due(workspace, self._known.values(), paths)], gone)

    def _due(
        self, workspace: Workspace, known: Iterable[_Known], paths: Collection[str] | None
    ) -> list[DepartmentYear]:
        if paths is None:
            return [place for one in known for place in _if_due(workspace, one, None)]
        sources = str(workspace.sources) + os.sep
        inside = [path for path in paths if path.startswith(sources)]
        outside = [path for path in paths if not path.startswith(sources)]
        return [place for one in known for place in _if_due(workspace, one, [*outside, *_of(one.place, inside)])]


def _of(place: DepartmentYear, paths: list[str]) -> Iterator[str]:
    """Those paths below `sources` that belong to a document: most belong to another."""
    own = str(place.path)
    return (path for path in paths if path.startswith(own) or own.startswith(path))


def _if_due(workspace: Workspace, known: _Known, paths: Collection[str] | None) -> Iterator[DepartmentYear]:
    """The document as it is on disk now, if these paths concern it and it is not what it was made of."""
    inputs = known.result.inputs
    if inputs is None:
        yield known.place
        return
    own = str(known.place.path) + os.sep
    near = paths and [path for path in paths if _concerns(path, inputs.files, inputs.folders)]
    if near is not None and not near:
        return
    if near and all(path in inputs.files and path.startswith(own) for path in near) and not known.place.skipped:
        # Saved, as nearly always: nothing else need be looked at, unless the file is gone.
        found = {path: digest_of(Path(path)) for path in near}
        if MISSING in found.values():
            yield _relisted(known.place)
        elif any(found[path] != inputs.files[path] for path in near) or _has_lost_pdf(workspace, known.result):
            yield known.place
        return
    place = _relisted(known.place)
    kept = {} if near is None else {key: seen for key, seen in inputs.files.items() if not _holds(near, key)}
    now = inputs_of(workspace, place, inputs.layout, inputs.probes, kept)
    # What many documents share was read once, perhaps before the digest was taken: there the hint is enough.
    shared = near is not None and any(path in now.files and not path.startswith(own) for path in near)
    if shared or now != inputs or _has_lost_pdf(workspace, known.result):
        yield place


def _relisted(place: DepartmentYear) -> DepartmentYear:
    return department_year(place.path) if place.year else place


def _concerns(path: str, files: Collection[str], folders: Collection[str]) -> bool:
    """Whether a path is an input, lies where one may appear, or holds one."""
    if path in files or any(path == one or path.startswith(one + os.sep) for one in folders):
        return True
    below = path + os.sep
    return any(one.startswith(below) for one in (*folders, *files))


def _holds(paths: Collection[str], key: str) -> bool:
    return any(key == path or key.startswith(path + os.sep) for path in paths)


def _has_lost_pdf(workspace: Workspace, result: Result) -> bool:
    return bool(result.pdf) and not (workspace.root / result.pdf).exists()


def _is_structure(workspace: Workspace, path: str) -> bool:
    """Whether a path says which documents there are: the config, `sources`, a department, a year, or what holds them."""
    sources = workspace.sources
    if path == str(workspace.root / CONFIG) or f"{sources}{os.sep}".startswith(path + os.sep):
        return True
    parts = Path(path).relative_to(sources).parts if path.startswith(str(sources) + os.sep) else None
    return parts is not None and len(parts) <= _STRUCTURE
