"""Whether there is anything to do: the digest of all inputs of the last successful build.

Lives in `<output>/.jixiao/`, because it holds facts of this machine (paths, times of fonts); the manifest does not. On the
way of a build that finds nothing to do neither the YAML parser, nor the templates, nor the engine may be imported.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from jixiao import __version__
from jixiao.source.workspace import CONFIG, DepartmentYear, Workspace, layout_files, profile_files

#: Raised when the shape of the state file changes.
_SCHEMA = 2


class Summary(NamedTuple):
    """What the last build of a document made: its PDF, pages, how many remarks its sources had, what the checker counted."""

    pdf: str
    pages: int
    warnings: int
    counts: tuple[int, ...]


def machine_folder(output: Path) -> Path:
    """Where facts of this machine are kept."""
    return output / ".jixiao"


def state_file(output: Path, place: DepartmentYear, *, public: bool) -> Path:
    """The state of one document."""
    return machine_folder(output) / "state" / f"{place.folder}-{place.year}{'-public' if public else ''}.json"


def digest_inputs(
    workspace: Workspace,
    place: DepartmentYear,
    layout: str,
    probes: tuple[str, ...],
    known: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str]:
    """Every input of a document → what identifies its content.

    Sources, layouts, config, and what the checker judges by, by SHA-256; files named by `probes` (fonts, and places where one may appear) by size and
    time; skipped files by name. A path that is not there is an input too. `known` are digests of what was read already.
    """
    judged = (place.review_file, *profile_files(workspace))
    paths = (*place.files, *layout_files(workspace, layout).values(), workspace.root / CONFIG, *judged)
    found = {key: known.get(key) or _sha256(path) for path in paths if (key := str(path))}
    found |= {str(one.path): "skipped" for one in place.skipped}
    found |= {probe: _stat(probe) for probe in probes}
    return found


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "missing"


def _stat(path: str) -> str:
    try:
        info = os.stat(path)  # noqa: PTH116 - half the cost of a Path, for many fonts
    except OSError:
        return "missing"
    return f"{info.st_size}:{info.st_mtime_ns}"


class State(NamedTuple):
    """Everything that identifies the last successful build of a document."""

    options: dict[str, str]
    layout: str
    probes: tuple[str, ...]
    inputs: dict[str, str]
    outputs: tuple[Path, ...]
    summary: Summary

    def content(self) -> bytes:
        """The content of its file."""
        content = self._asdict() | {"outputs": {str(path): _stat(str(path)) for path in self.outputs}}
        return json.dumps({"schema": _SCHEMA, "tool": __version__, **content}, ensure_ascii=False).encode()


def unchanged(file: Path, workspace: Workspace, place: DepartmentYear, options: dict[str, str]) -> Summary | None:
    """What the last build made, if every input and output is as it was then; None where something must be done."""
    try:
        state: dict[str, Any] = json.loads(file.read_bytes())
        if state["schema"] != _SCHEMA or state["tool"] != __version__ or state["options"] != options:
            return None
        if any(_stat(path) != seen for path, seen in state["outputs"].items()):
            return None
        now = digest_inputs(workspace, place, state["layout"], tuple(state["probes"]))
        return Summary(*state["summary"]) if now == state["inputs"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
