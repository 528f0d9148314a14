"""Two versions of one source file compared by meaning, for git's external driver.

git hands over the two contents and a path. The form, the defaults and the other files of the document are those of the
working folder; each version is laid out among copies of them, where the loader reads it like any other.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from jixiao.source.workspace import (
    LAYOUTS,
    SOURCES,
    Workspace,
    department_year,
    department_years,
    find_root,
)

if TYPE_CHECKING:
    from jixiao.diff.records import Side

_DEPARTMENT = "department.yaml"


def meaning(file: Path, old: bytes, new: bytes) -> list[str]:
    """What changed in a source file, as lines; nothing where it belongs to no document or a version cannot be read.

    `file` is where it stands in the working folder, whether it still does or not.
    """
    place = next((one for one in file.resolve().parents if (one / _DEPARTMENT).is_file()), None)
    root = find_root(place) if place else None
    if place is None or root is None or place.parent.parent != root / SOURCES:
        return []
    with _laid_out(root, place, file, old) as before, _laid_out(root, place, file, new) as after:
        sides = [_side(before), _side(after)]
        return _lines(*sides) if sides[0] and sides[1] else []


@contextmanager
def _laid_out(root: Path, place: Path, file: Path, content: bytes) -> Iterator[Workspace]:
    """A workspace with one department-year of the working folder, in which `file` has this content."""
    with TemporaryDirectory(prefix="jixiao-") as folder:
        home = Path(folder)
        target = home / SOURCES / place.parent.name / place.name
        real = department_year(place)
        wanted = real.files if file.name == _DEPARTMENT else (real.department_file,)
        for one in wanted:
            copy = target / one.relative_to(place)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(one, copy)
        own = target / file.resolve().relative_to(place)
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_bytes(content)
        if (root / LAYOUTS).is_dir():
            shutil.copytree(root / LAYOUTS, home / LAYOUTS)
        yield Workspace(home)


def _side(workspace: Workspace) -> "Side | None":
    from jixiao.diff.compare import side
    from jixiao.model.load import load

    (place,) = department_years(workspace)
    loaded = load(workspace, place)
    return None if loaded.department is None else side(place.label, "", loaded)


def _lines(old: "Side | None", new: "Side | None") -> list[str]:
    from datetime import date

    from jixiao.diff.compare import Options, compare
    from jixiao.report.diff_text import Layout, text
    from jixiao.report.terminal import Style

    if old is None or new is None:
        return []
    found = compare(old, new, Options(date.today()))  # noqa: DTZ011 - no 采纳 is looked at
    shown = text([found], Layout(Style(), cosmetic=True)).split("\n") if found.changes else []
    return [line for line in shown if line.strip()]
