"""`jixiao export` and `jixiao import`."""

import os
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.cli.arguments import USAGE
from jixiao.cli.console import OK, OUTPUT, UNREADABLE, choose_here, open_here, out, report, say, write
from jixiao.source.workspace import SOURCES, DepartmentYear, Workspace, department_year

if TYPE_CHECKING:
    from jixiao.exchange.placing import Change

_YEAR_DIGITS = 4


def export(options: Namespace) -> int:
    """Write the 填报表 of one department-year; the exit code."""
    from jixiao.exchange.sheetout import export_workbook

    chosen, code = choose_here([options.department], options.year)
    if chosen is None:
        return code
    workspace, places = chosen
    if len(places) > 1:
        say(f"“{options.department}”有几个年度，请用 --year 写明：{'、'.join(one.year for one in places)}。")
        return USAGE
    target = Path(options.output or "填报表.xlsx")
    if target.suffix.lower() != ".xlsx":
        say("-o 后面的文件名要以 .xlsx 结尾。")
        return USAGE
    data, faults = export_workbook(workspace, places[0])
    report(faults)
    return UNREADABLE if data is None else write(target, data)


def bring_in(options: Namespace) -> int:
    """Bring a file of another program into the sources; the exit code."""
    workspace, code = open_here()
    if workspace is None:
        return code
    path = Path(options.file)
    run = _WAYS_IN.get(path.suffix.lower())
    if run is None:
        say(f"不能读取“{path.name}”：文件名的结尾应是 {'、'.join(_WAYS_IN)}。")
        return USAGE
    place = _destination(workspace, options.into)
    if place is None:
        say(f"--into 后面要写“{SOURCES}/部门/四位数字的年度”，例如 --into {SOURCES}/jiguan/2025。")
        return USAGE
    return run(workspace, path, place, options)


def _workbook(workspace: Workspace, path: Path, place: DepartmentYear, options: Namespace) -> int:
    from jixiao.exchange.sheetin import import_workbook

    changes, faults, notices = import_workbook(workspace, path, place)
    report((*faults, *notices))
    if faults:
        say("没有写入任何文件。")
        return UNREADABLE
    return put_in(changes, dry=options.dry_run)


def _paper(workspace: Workspace, path: Path, place: DepartmentYear, options: Namespace) -> int:
    from jixiao.cli.importing import import_paper

    return import_paper(workspace, path, place, options)


#: Endings of files that can be brought in, and what does it.
_WAYS_IN: dict[str, Callable[[Workspace, Path, DepartmentYear, Namespace], int]] = {
    ".xlsx": _workbook,
    ".xlsm": _workbook,
    ".docx": _paper,
    ".doc": _paper,
    ".txt": _paper,
    ".pdf": _paper,
}


def _destination(workspace: Workspace, into: str) -> DepartmentYear | None:
    """The department-year that --into names, whether it exists or not."""
    for base in (Path.cwd(), workspace.root):
        path = Path(os.path.normpath(base / into))
        if path.parent.parent == workspace.sources and len(path.name) == _YEAR_DIGITS and path.name.isdecimal():
            return department_year(path)
    return None


def put_in(changes: "Sequence[Change]", *, dry: bool) -> int:
    """Show changes of the sources, and make them unless `dry`; the exit code."""
    from jixiao.exchange.placing import unified
    from jixiao.source.rewrite import Rewrite, rewrite

    if not changes:
        say("与现有文件完全一致，没有要改的。")
        return OK
    shown = [one for one in changes if dry or one.old is not None]
    out("\n".join(unified(one) for one in shown)) if shown else None
    made = sum(one.old is None for one in changes)
    told = f"新建 {made} 个文件，修改 {len(changes) - made} 个文件"
    if dry:
        say(f"将{told}。以上改动没有写入，去掉 --dry-run 写入。")
        return OK
    faults = rewrite([Rewrite(one.path, one.shown, one.old, one.new) for one in changes])
    report(faults)
    if faults:
        return OUTPUT
    say(f"已{told}。")
    return OK
