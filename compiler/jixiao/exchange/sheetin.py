"""A 填报表 brought into the sources of a department-year: what would change, or what is wrong and in which cell."""

from collections.abc import Sequence
from pathlib import Path

from jixiao.diagnostics import ERROR, Diagnostic, has_errors
from jixiao.exchange.cells import CODE, Grid, read_workbook
from jixiao.exchange.columns import pages
from jixiao.exchange.placing import Change, Facts, Trouble, place
from jixiao.exchange.takeback import Record, Taken, said_layout, take
from jixiao.exchange.takings import Faults, office_hint
from jixiao.model.form import Form
from jixiao.model.load import load_form
from jixiao.source.workspace import DepartmentYear, Workspace, layout_folders

_Answer = tuple[tuple[Change, ...], list[Diagnostic], list[Diagnostic]]


def import_workbook(workspace: Workspace, path: Path, year: DepartmentYear) -> _Answer:
    """The changes, the faults (then there are no changes), and what else people should know."""
    grids, broken = read_workbook(path)
    if broken:
        return (), broken, []
    faults = Faults(str(path))
    form = _form(workspace, grids, faults)
    if form is None:
        return (), faults.found, []
    read = take(grids, form, pages(form), faults)
    if has_errors(faults.found):
        return (), [one for one in faults.found if one.severity == ERROR], _notices(faults)
    _check_year(read, year, faults)
    department = None if read.department is None else Facts(read.department.tree)
    placed = place(workspace, year, form, department, [Facts(one.tree, one.file) for one in read.projects])
    for trouble in placed.troubles:
        _tell(trouble, read, faults)
    for shown in placed.left:
        faults.note("", f"表里没有 {shown} 这个项目，文件保留不动", "确实不要这个项目的，请自己删去文件。")
    errors = [*placed.faults, *(one for one in faults.found if one.severity == ERROR)]
    return () if errors else placed.changes, errors, _notices(faults)


def _notices(faults: Faults) -> list[Diagnostic]:
    return [one for one in faults.found if one.severity != ERROR]


def _form(workspace: Workspace, grids: Sequence[Grid], faults: Faults) -> Form | None:
    """The form that the workbook is for."""
    name = said_layout(grids)
    folders = layout_folders(workspace)
    if not name:
        faults.add("", "没有找到“版式”，不像是填报表", "请用 jixiao export 导出填报表再填；“部门”表里要有“版式”一行。")
    elif name not in folders:
        faults.add("", f"没有“{name}”这个版式", f"“部门”表里的“版式”可写：{'、'.join(folders)}。")
    else:
        form, more = load_form(workspace, name, folders[name])
        faults.found += more
        return form
    return None


def _check_year(read: Taken, year: DepartmentYear, faults: Faults) -> None:
    if read.department is None:
        return
    said = read.department.tree.get("年度")
    if said and said != year.year:
        spot = read.department.spots["年度",]
        faults.add(spot, f"年度写的是 {said}，要放进的却是 {year.year} 的文件夹", "请改正年度，或者换一个 --into。")


def _tell(trouble: Trouble, read: Taken, faults: Faults) -> None:
    """A fault of the result at the cell that it comes from."""
    record: Record | None = read.department if trouble.facts < 0 else read.projects[trouble.facts]
    spots = record.spots if record else {}
    path = trouble.path
    while path and path not in spots:
        path = path[:-1]
    spot = spots.get(path)
    message = f"{spot.words}：{trouble.fault.message}" if spot else trouble.fault.message
    faults.found.append(
        Diagnostic(CODE, ERROR, message, office_hint(trouble.fault.hint), file=faults.file if spot else trouble.fault.name)
    )
