"""Which department-year a path on disk names."""

import os
from collections.abc import Sequence
from pathlib import Path

from jixiao.cli.sides import PATHS, Trouble
from jixiao.source.filenames import DEPARTMENT_FILE
from jixiao.source.workspace import SOURCES, DepartmentYear, Workspace, years_of


def find(text: str, workspace: Workspace | None, here: Path) -> Path:
    """The path that is meant: from here, or (like the names of departments in other commands) from `sources`."""
    found = normal(here / Path(text).expanduser())
    if workspace is None or text.startswith(PATHS) or place_of(found) is not None:
        return found
    named = normal(workspace.sources / text)
    return named if workspace.sources in named.parents and place_of(named) is not None else found


def normal(path: Path) -> Path:
    """Without `..` and `.`, links kept."""
    return Path(os.path.normpath(path))


def several(text: str, places: Sequence[DepartmentYear]) -> str:
    """Say that a name stands for several department-years."""
    return f"“{text}”里有几个年度，请写明一个：{'、'.join(one.label for one in places)}。"


def place_of(path: Path) -> Path | Trouble | None:
    """The department-year folder that a path names, or that its file belongs to."""
    if path.suffix == ".yaml" and path.is_file():
        return next((one for one in path.parents if is_place(one)), None)
    if path.name == "projects" and is_place(path.parent):
        return path.parent
    if is_place(path):
        return path
    return _only_year(path) if path.parent.name == SOURCES and path.is_dir() else None


def _only_year(department: Path) -> Path | Trouble | None:
    years = years_of(department)
    if len(years) > 1:
        return Trouble(several(department.name, years))
    return years[0].path if years else None


def is_place(path: Path) -> bool:
    """Whether a folder is a department-year: by its department.yaml, or by where it is and how it is called."""
    named = len(path.name) == len("2025") and path.name.isdecimal() and path.parent.parent.name == SOURCES
    return (path / DEPARTMENT_FILE).is_file() or (named and path.is_dir())
