"""Opening the two sides of `diff`: folders as they are, revisions laid out for as long as they are read."""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from jixiao.cli.console import UNREADABLE
from jixiao.cli.folders import find, normal, place_of, several
from jixiao.cli.sides import (
    PLACE,
    REVISION,
    WORKSPACE,
    YEAR,
    Identity,
    Reading,
    Trouble,
    interpret,
    kept,
    pair,
)
from jixiao.diagnostics import Diagnostic, fault
from jixiao.source.workspace import (
    SOURCES,
    DepartmentYear,
    Workspace,
    department_year,
    department_years,
    find_root,
)


class Item(NamedTuple):
    """One department-year of a side, ready for `model.load.load(workspace, place)`.

    Attributes:
        workspace, place: for the loader.
        label: as shown: `huailai-jiguan/2025`, `HEAD~1:huailai-jiguan/2025`.
        rev: the commit, shortened; empty for a folder.
        project: the one project asked about, by the path that its `source` shows; empty: all.
        print: equal for equal files; empty where that is not known.
    """

    workspace: Workspace
    place: DepartmentYear
    label: str
    rev: str = ""
    project: str = ""
    print: str = ""


class Pair(NamedTuple):
    """What is compared; one side is None where there is no such department or year (无对应年度)."""

    old: Item | None
    new: Item | None

    @property
    def unchanged(self) -> bool:
        """Whether both are known to be the same files, so that nothing needs to be read."""
        return bool(self.old and self.new and self.old.print and self.old.print == self.new.print)


class Opened(NamedTuple):
    """The pairs in the order of the new side, and faults of what belongs to none of them."""

    pairs: tuple[Pair, ...]
    faults: tuple[Diagnostic, ...] = ()


class _Side(NamedTuple):
    items: list[Item]
    faults: tuple[Diagnostic, ...] = ()


@contextmanager
def opened(
    old: str, new: str, workspace: Workspace | None, here: Path, departments: Sequence[str] = ()
) -> Iterator[Opened | Trouble]:
    """What the arguments OLD and NEW compare; valid until the block ends.

    `departments`: folder names; other departments are left out of years, revisions and workspaces.
    """
    facts = _Facts(workspace, here)
    readings = [interpret(text, facts) for text in (old, new)]
    trouble = next((one for one in readings if isinstance(one, Trouble)), None)
    if trouble is not None:
        yield trouble
        return
    first, second = (one for one in readings if isinstance(one, Reading))
    names = [_folder_name(one) for one in departments]
    with ExitStack() as stack:
        yield _Opening(stack, workspace, here, names).both(first, second)


class _Opening(NamedTuple):
    stack: ExitStack
    workspace: Workspace | None
    here: Path
    departments: list[str]

    def both(self, old: Reading, new: Reading) -> Opened | Trouble:
        """Open the side that says its years first: they are the other's as well, if that says none."""
        first, second = (new, old) if old.is_bare else (old, new)
        one = self.side(first, None)
        if isinstance(one, Trouble):
            return one
        years = frozenset(item.place.year for item in one.items) if second.is_bare and not first.is_bare else None
        two = self.side(second, years)
        if isinstance(two, Trouble):
            return two
        left, right = (two, one) if old.is_bare else (one, two)
        unknown = [
            name for name in self.departments if not any(name == i.place.folder for i in left.items + right.items)
        ]
        if unknown:
            return Trouble(f"没有找到部门“{'”“'.join(unknown)}”。")
        return Opened(tuple(_paired(old, new, left.items, right.items)), left.faults + right.faults)

    def side(self, reading: Reading, years: frozenset[str] | None) -> _Side | Trouble:
        if reading.kind == PLACE:
            return self._place(find(reading.path, self.workspace, self.here), reading)
        if reading.kind == WORKSPACE:
            root = normal(self.here / Path(reading.path).expanduser())
            return self._folder(self._workspace_of(find_root(root) or root), years)
        if self.workspace is None:
            return Trouble(f"这里不是工作文件夹，“{reading.text}”只能在放有 {SOURCES} 文件夹的目录里使用。")
        if reading.kind == YEAR:
            return self._year(self.workspace, reading.year)
        return self._revision(self.workspace, reading, years)

    def _workspace_of(self, root: Path) -> Workspace:
        return self.workspace if self.workspace and self.workspace.root == root else Workspace(root)

    def _place(self, path: Path, reading: Reading) -> _Side | Trouble:
        folder = place_of(path)
        if isinstance(folder, Trouble) or folder is None:
            return folder or Trouble(f"“{reading.text}”不是年度文件夹，也不是项目文件。")
        workspace = self._workspace_of(find_root(folder) or folder.parent)
        place = department_year(folder)
        project = _project(workspace, place, path)
        return _Side([Item(workspace, place, place.label, project=project)])

    def _folder(self, workspace: Workspace, years: frozenset[str] | None) -> _Side:
        places = [one for one in department_years(workspace) if self._is_asked(one) and _within(one, years)]
        return _Side([Item(workspace, one, one.label) for one in places if one.year], _closed(workspace, places))

    def _year(self, workspace: Workspace, year: str) -> _Side | Trouble:
        every = department_years(workspace)
        places = [one for one in every if one.year in {year, ""} and self._is_asked(one)]
        if not any(one.year == year for one in every):
            there = sorted({one.year for one in every if one.year})
            return Trouble(f"没有 {year} 年度的部门文件。" + (f"现有年度：{'、'.join(there)}。" if there else ""))
        return _Side([Item(workspace, one, one.label) for one in places if one.year], _closed(workspace, places))

    def _revision(self, workspace: Workspace, reading: Reading, years: frozenset[str] | None) -> _Side | Trouble:
        from jixiao.source.history import revision
        from jixiao.source.snapshot import snapshot

        found, faults = revision(workspace.root, reading.revision)
        if found is None:
            return Trouble("", tuple(_explained(reading, faults)), UNREADABLE)
        path = _inside(workspace.root, reading.path)
        asked = PurePosixPath(path).parts
        dates = frozenset({reading.year}) if reading.year else years

        def is_wanted(folder: str, year: str) -> bool:
            if asked:
                return (folder, year)[: len(asked)] == asked[:2]
            return (not self.departments or folder in self.departments) and (dates is None or year in dates)

        laid = self.stack.enter_context(snapshot(found, workspace, is_wanted))
        items = [
            Item(laid.workspace, one, f"{found.name}:{one.label}", found.short, print=laid.prints.get(one.label, ""))
            for one in laid.places
        ]
        if reading.kind == REVISION:
            return _Side(items, laid.faults)
        return _one_of(items, path, reading, laid.faults)

    def _is_asked(self, place: DepartmentYear) -> bool:
        return not self.departments or place.folder in self.departments


def _within(place: DepartmentYear, years: frozenset[str] | None) -> bool:
    return years is None or place.year in years or not place.year


def _closed(workspace: Workspace, places: Sequence[DepartmentYear]) -> tuple[Diagnostic, ...]:
    """Faults of department folders that cannot be looked into."""
    hint = "请确认您有读取这个文件夹的权限。"
    return tuple(
        fault("JX001", "没有权限查看这个文件夹", file=workspace.shown(one.path), hint=hint)
        for one in places
        if not one.year
    )


def _explained(reading: Reading, faults: list[Diagnostic]) -> list[Diagnostic]:
    """Say of a name that was only guessed to be a revision what else it is not."""
    if reading.year:
        hint = f"给当时的版本打上标签再试：git tag {reading.revision} 版本号。"
        return [one._replace(hint=f"{hint}{one.hint}") for one in faults]
    if reading.text.startswith("rev:") or reading.kind != REVISION:
        return faults
    return [one._replace(message=f"“{reading.text}”不是年度、年度文件夹或项目文件；{one.message}") for one in faults]


def _inside(root: Path, path: str) -> str:
    """The path of a `REV:path` relative to `sources`; it may be written from the top of the repository or from here."""
    from jixiao.source.git import git

    plain = os.path.normpath(path).replace(os.sep, "/") if path else ""
    top = git(root, "rev-parse", "--show-prefix").text
    for start in (f"{top}{SOURCES}/", f"{SOURCES}/"):
        if plain.startswith(start):
            return plain.removeprefix(start)
    return "" if plain in {SOURCES, "."} else plain


def _one_of(items: list[Item], path: str, reading: Reading, faults: tuple[Diagnostic, ...]) -> _Side | Trouble:
    """The item that a path inside a revision names."""
    if len(items) > 1:
        return Trouble(several(reading.text, [one.place for one in items]))
    hint = f"用 git ls-tree -r --name-only {reading.revision} 查看那个版本里的文件。"
    missing = fault("JX001", f"版本“{reading.revision}”里没有“{reading.path}”", file=reading.text, hint=hint)
    if not items:
        return Trouble("", (*faults, missing), UNREADABLE)
    (item,) = items
    target = item.workspace.sources / path
    if target in {item.place.path, item.place.path.parent, item.place.path / "projects"}:
        return _Side([item], faults)
    if not target.is_file():
        return Trouble("", (*faults, missing), UNREADABLE)
    return _Side([item._replace(project=_project(item.workspace, item.place, target), print="")], faults)


def _project(workspace: Workspace, place: DepartmentYear, path: Path) -> str:
    """How a project file is shown; empty for a folder, and for department.yaml, which stands for all."""
    return workspace.shown(path) if path in place.projects else ""


def _folder_name(text: str) -> str:
    """The folder of a department, as it may be typed: with `sources/`, a slash at the end."""
    parts = [part for part in PurePosixPath(text.replace(os.sep, "/")).parts if part != "."]
    return (parts[1:] if parts[:1] == [SOURCES] else parts or [text])[0] if parts != [SOURCES] else text


def _paired(old: Reading, new: Reading, left: list[Item], right: list[Item]) -> Iterator[Pair]:
    if old.is_one and new.is_one:
        yield Pair(left[0], right[0])
        return
    by_year = old.is_bare or new.is_bare
    places = pair([_identity(one) for one in left], [_identity(one) for one in right], by_year=by_year)
    for a, b in kept(places, old, new):
        yield _same_project(left[a] if a is not None else None, right[b] if b is not None else None)


def _same_project(old: Item | None, new: Item | None) -> Pair:
    """A project asked about on one side only is asked about on the other, under the same name, if it is there."""
    if old and new and bool(old.project) != bool(new.project):
        said, other = (old, new) if old.project else (new, old)
        inside = said.project.removeprefix(said.workspace.shown(said.place.path) + "/")
        found = _project(other.workspace, other.place, other.place.path / inside)
        other = other._replace(project=found)
        return Pair(said, other) if said is old else Pair(other, said)
    return Pair(old, new)


def _identity(item: Item) -> Identity:
    """Read from department.yaml; its faults are told when it is loaded."""
    from jixiao.model.load import Files
    from jixiao.model.names import plain
    from jixiao.model.vocabulary import department_keys

    _source, node = Files(item.workspace, department_keys()).tree(item.place.department_file)
    code, name = (plain(_text(node, "单位", key)) for key in ("编码", "名称"))
    return Identity(code, name, item.place.folder, item.place.year)


def _text(node: object, *keys: str) -> str:
    for key in keys:
        entries = getattr(node, "entries", ())
        node = next((one.value for one in entries if one.key.text == key), None)
    return str(getattr(node, "text", ""))


class _Facts:
    """What there is on this disk and in this repository."""

    def __init__(self, workspace: Workspace | None, here: Path) -> None:
        self._workspace, self._here = workspace, here

    def path(self, text: str) -> str:
        """`PLACE` or `WORKSPACE` for a path that one can compare, looked up here; labels of departments as well."""
        if not text or "\0" in text:
            return ""
        found = find(text, self._workspace, self._here)
        if place_of(found) is not None:
            return PLACE
        if found.is_dir() and ((found / SOURCES).is_dir() or found.name == SOURCES):
            return WORKSPACE
        return ""

    def revision(self, text: str) -> bool:
        """A name that could as well be the beginning of a hash counts only where it is a branch or a tag."""
        from jixiao.source.history import find_commit, is_ref, surely_no_ref

        if self._workspace is None or (text.isdecimal() and surely_no_ref(self._workspace.root, text)):
            return False
        if not find_commit(self._workspace.root, text):
            return False
        return not text.isdecimal() or is_ref(self._workspace.root, text)

    def tags(self, year: str, stage: str) -> Sequence[str]:
        """The tags of the repository that end so."""
        from jixiao.source.history import tags

        return tags(self._workspace.root, stage) if self._workspace and year else ()
