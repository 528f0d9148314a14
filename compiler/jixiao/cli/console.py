"""Talking to people: lines to stdout and stderr, faults, progress, and finding the workspace one stands in."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO

from jixiao.source.workspace import (
    SOURCES,
    DepartmentYear,
    Workspace,
    department_years,
    find_root,
    odd_folders,
    open_workspace,
    select,
)

if TYPE_CHECKING:
    from jixiao.build.reviewing import Counts
    from jixiao.diagnostics import Diagnostic
    from jixiao.report.terminal import Style

# Exit codes of design.md §6; wrong usage is `arguments.USAGE`.
OK, FOUND, UNREADABLE, OUTPUT, INTERRUPTED = 0, 1, 3, 4, 130


def say(text: str) -> None:
    """Print a message or progress, to stderr."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def out(text: str) -> None:
    """Print a result, to stdout."""
    sys.stdout.write(text + "\n")


def is_terminal(stream: TextIO) -> bool:
    """Whether a stream can be drawn on: it is a terminal, and not a dumb one."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def style_of(stream: TextIO) -> "Style":
    """Colours where the stream can show them and nobody has switched them off."""
    from jixiao.report.terminal import Style

    return Style(is_terminal(stream) and not os.environ.get("NO_COLOR"))


def report(faults: "Sequence[Diagnostic]") -> None:
    """Print faults to stderr, a blank line between them."""
    if not faults:
        return
    from jixiao.report.terminal import diagnostic

    style = style_of(sys.stderr)
    say("\n\n".join(diagnostic(one, style) for one in faults) + "\n")


def open_here() -> tuple[Workspace | None, int]:
    """The workspace around the current folder, or None and the exit code, all said."""
    from jixiao.cli.arguments import USAGE

    root = find_root(Path.cwd())
    if root is None:
        say(
            f"这里不是工作文件夹：从 {Path.cwd()} 往上都没有找到 {SOURCES} 文件夹。\n请进入放有 {SOURCES} 文件夹的目录再运行。"
        )
        return None, USAGE
    workspace, faults = open_workspace(root)
    report(faults)
    for folder in odd_folders(workspace):
        say(f"提醒：{workspace.shown(folder)} 没有编入，文件要放在“{SOURCES}/部门/四位数字的年度”文件夹里。")
    return (None, UNREADABLE) if faults else (workspace, OK)


class Chosen(NamedTuple):
    """The workspace around the current folder, and the department-years meant."""

    workspace: Workspace
    places: list[DepartmentYear]


def choose_here(departments: list[str], year: str | None) -> tuple[Chosen | None, int]:
    """What DEPT arguments and --year name, or None and the exit code, all said."""
    workspace, code = open_here()
    if workspace is None:
        return None, code
    places, unknown = select(workspace, departments, year, Path.cwd())
    if unknown or not places:
        return None, nothing_selected(workspace, unknown, year)
    return Chosen(workspace, places), OK


def counted(counts: "Counts") -> str:
    """How many findings there are of each level, in words; empty where there are none."""
    words = ("须改", "建议改", "提示")
    parts = [f"{word} {number} 项" for word, number in zip(words, counts, strict=False) if number]
    return "，".join([*parts, *(["有的规则没有查成"] if counts.broken else [])])


def nothing_selected(workspace: Workspace, unknown: list[str], year: str | None) -> int:
    """Say that the departments asked for are not there; the exit code."""
    from jixiao.cli.arguments import USAGE

    labels = [place.label for place in department_years(workspace)]
    for name in unknown:
        say(f"没有找到部门“{name}”{f'的 {year} 年度' if year else ''}。")
    if not unknown:
        say(
            f"{SOURCES} 里没有{f' {year} ' if year else ''}年度的部门文件。"
            if labels or year
            else f"{SOURCES} 里还没有部门文件。"
        )
    if labels:
        say("现有：" + "、".join(labels))
    return USAGE


class Progress:
    """A line that counts finished documents, on a terminal and for several documents only."""

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0
        self.live = total > 1 and is_terminal(sys.stderr)

    def show(self, label: str) -> None:
        """Count one more document."""
        self.done += 1
        if self.live:
            filled = 24 * self.done // self.total
            sys.stderr.write(f"\r\x1b[K[{'#' * filled}{'.' * (24 - filled)}] {self.done}/{self.total} {label}")
            sys.stderr.flush()

    def end(self) -> None:
        """Clear the line."""
        if self.live:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def write(path: Path, data: bytes) -> int:
    """Write a result whole or not at all; the exit code."""
    from jixiao.build.output import Output, OutputError, put

    try:
        put([Output(path, data, durable=True)])
    except OutputError as error:
        say(f"不能写出 {path}：{error.reason}。{error.hint}")
        return OUTPUT
    say(f"已写入 {path}")
    return OK
