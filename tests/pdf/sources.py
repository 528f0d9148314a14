"""Sources for tests: reading the samples, writing made-up departments, building them in this process."""

import contextlib
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from jixiao.cli import main

Tree = dict[str, Any]


def load_year(folder: Path) -> tuple[Tree, list[Tree]]:
    """The department and its projects of one year, every value as the text that stands there ("" for blank)."""
    yaml = YAML(typ="base", pure=True)
    files = [folder / "department.yaml", *sorted((folder / "projects").rglob("*.yaml"))]
    department, *projects = (_texts(yaml.load(file.read_text(encoding="utf-8"))) for file in files)
    return department, projects


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _texts(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_texts(one) for one in value]
    return "" if value is None else str(value)


def write_year(root: Path, label: str, department: Tree, projects: list[Tree]) -> Path:
    """Write a department-year in place of any that is there; every text is quoted, so that it may be anything."""
    folder = root / "sources" / label
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "projects").mkdir(parents=True, exist_ok=True)
    (folder / "department.yaml").write_text(_block(department), encoding="utf-8")
    for number, project in enumerate(projects, 1):
        (folder / "projects" / f"{number:02}-项目.yaml").write_text(_block(project), encoding="utf-8")
    return folder


def _block(value: Tree) -> str:
    return "\n".join(_lines(value, "")) + "\n"


def _lines(value: Tree, indent: str) -> Iterator[str]:
    for key, one in value.items():
        if isinstance(one, dict) and one:
            yield f"{indent}{key}:"
            yield from _lines(one, indent + "  ")
        elif isinstance(one, list) and one:
            yield f"{indent}{key}:"
            for item in one:
                first, *rest = _lines(item, indent + "    ") if isinstance(item, dict) else [quoted(item)]
                yield f"{indent}  - {first.strip()}"
                yield from rest
        elif isinstance(one, str) and "\n" in one:
            yield f"{indent}{key}: |"
            yield from (f"{indent}  {line}" for line in one.split("\n"))
        else:
            yield f"{indent}{key}: {quoted(one) if one else ''}".rstrip()


def quoted(text: str) -> str:
    """A text as a single-quoted YAML scalar, the form in which nothing but the quote itself has a meaning."""
    return "'" + text.replace("'", "''") + "'"


def build(root: Path, *arguments: str) -> tuple[int, str]:
    """`jixiao build ARGUMENTS…` in this process: exit code and messages."""
    messages, results = io.StringIO(), io.StringIO()
    with contextlib.chdir(root), contextlib.redirect_stderr(messages), contextlib.redirect_stdout(results):
        code = main(["build", *arguments])
    return code, messages.getvalue()
