"""A department-year as a 填报表."""

from jixiao.diagnostics import Diagnostic, has_errors
from jixiao.exchange.cells import CODE
from jixiao.exchange.columns import pages
from jixiao.exchange.filling import Sources, fill
from jixiao.exchange.workbook import MOST_TEXT, workbook
from jixiao.exchange.yamltext import Tree, tree_of_node
from jixiao.model.load import load
from jixiao.model.vocabulary import department_keys, project_keys
from jixiao.source.workspace import DepartmentYear, Workspace
from jixiao.source.yamltree import parse


def export_workbook(workspace: Workspace, place: DepartmentYear) -> tuple[bytes | None, list[Diagnostic]]:
    """The bytes of the workbook, and the faults; none where the sources cannot be read."""
    loaded = load(workspace, place)
    department, form = loaded.department, loaded.form
    if department is None or form is None:
        return None, list(loaded.faults)
    keys = project_keys(form)
    projects: list[tuple[str, Tree]] = []
    start = len(workspace.shown(place.path)) + 1
    for one in department.projects:
        node, _ = parse(one.source, keys)
        projects.append((one.source.path[start:], tree_of_node(node)))
    node, _ = parse(department.source, department_keys())
    sheets = pages(form, [tree for _, tree in projects])
    rows = fill(Sources(tree_of_node(node), tuple(projects)), sheets)
    faults = [
        Diagnostic(CODE, "error", f"“{name}”第 {number} 行有一格超过 {MOST_TEXT} 个字，工作簿装不下", file=workspace.shown(place.path))
        for name, lines in rows.items()
        for number, line in enumerate(lines, 2)
        if any(len(text.encode("utf-16-le")) > 2 * MOST_TEXT for text in line)
    ]
    if has_errors(faults):
        return None, faults
    return workbook(form, place.year, sheets, rows), []
