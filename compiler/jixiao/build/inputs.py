"""Everything that decides what is made of a document: the one list that cache and watch use.

Told of documents with faults too: what is broken is to be watched, and so is the place where what is missing may appear.
No heavy imports: a build with nothing to do comes through here.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from jixiao.source.workspace import (
    CONFIG,
    LAYOUTS,
    PROFILES,
    DepartmentYear,
    Workspace,
    layout_files,
    layout_folders,
    profile_files,
    shipped_layouts,
)

#: What stands for the content of a file that is not there.
MISSING = "missing"


class Inputs(NamedTuple):
    """The inputs of a document.

    Attributes:
        files: absolute path → what identifies its content (`MISSING` where there is none).
        folders: absolute paths of folders of which every file may become an input; some may not exist.
        layout: the layout as named, `probes`: the fonts looked at; with them the list can be made again.
    """

    files: dict[str, str]
    folders: tuple[str, ...]
    layout: str = ""
    probes: tuple[str, ...] = ()


def inputs_of(
    workspace: Workspace,
    place: DepartmentYear,
    layout: str,
    probes: tuple[str, ...],
    known: Mapping[str, str] = MappingProxyType({}),
) -> Inputs:
    """Every input of a document as it is now.

    Sources, layouts, config, and what the checker judges by, by SHA-256; files named by `probes` (fonts, and places where
    one may appear) by size and time; skipped files by name. `layout` is the name as typed: there may be none of that name.
    `known` are digests of what was read already.
    """
    used = layout_files(workspace, layout).values() if layout in layout_folders(workspace) else ()
    paths = (*place.files, *used, workspace.root / CONFIG, place.review_file, *profile_files(workspace))
    found = {key: known.get(key) or digest_of(path) for path in paths if (key := str(path))}
    found |= {str(one.path): "skipped" for one in place.skipped}
    found |= {str(one): "closed" for one in place.unreadable}
    found |= {probe: stat_of(probe) for probe in probes}
    return Inputs(found, tuple(map(str, _folders(workspace, place, layout))), layout, probes)


def _folders(workspace: Workspace, place: DepartmentYear, layout: str) -> Iterator[Path]:
    """The folders of the sources, of the layout and of what it shares, shipped and own, and of the profiles."""
    yield place.path
    # A name as typed may hold anything; only that of a folder leads anywhere.
    parts = ("common", layout) if layout not in {"", ".", ".."} and Path(layout).name == layout else ()
    for base in (shipped_layouts(), workspace.root / LAYOUTS):
        yield from (base / part for part in parts)
    yield workspace.root / PROFILES


def digest_of(path: Path) -> str:
    """What identifies the content of a file."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, ValueError):
        return MISSING


def stat_of(path: str) -> str:
    """Size and time of a file."""
    try:
        info = os.stat(path)  # noqa: PTH116 - half the cost of a Path, for many fonts
    except OSError:
        return MISSING
    return f"{info.st_size}:{info.st_mtime_ns}"
