"""Whether there is anything to do: the digest of all inputs of the last successful build.

Lives in `<output>/.jixiao/`, because it holds facts of this machine (paths, times of fonts); the manifest does not. On the
way of a build that finds nothing to do neither the YAML parser, nor the templates, nor the engine may be imported.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

from jixiao import __version__
from jixiao.build.inputs import Inputs, inputs_of, stat_of
from jixiao.source.workspace import DepartmentYear, Workspace

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
        content = self._asdict() | {"outputs": {str(path): stat_of(str(path)) for path in self.outputs}}
        return json.dumps({"schema": _SCHEMA, "tool": __version__, **content}, ensure_ascii=False).encode()


def unchanged(
    file: Path, workspace: Workspace, place: DepartmentYear, options: dict[str, str]
) -> tuple[Summary, Inputs] | None:
    """What the last build made and of what, if every input and output is as it was then; None where something must be done."""
    try:
        state: dict[str, Any] = json.loads(file.read_bytes())
        if state["schema"] != _SCHEMA or state["tool"] != __version__ or state["options"] != options:
            return None
        if any(stat_of(path) != seen for path, seen in state["outputs"].items()):
            return None
        now = inputs_of(workspace, place, state["layout"], tuple(state["probes"]))
        return (Summary(*state["summary"]), now) if now.files == state["inputs"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
