"""From what was recognised to the trees of the files, with the faults that no file can settle."""

import re
from typing import NamedTuple

from jixiao.diagnostics import Diagnostic, fault
from jixiao.exchange.papers.draft import Draft, ProjectDraft
from jixiao.exchange.papers.lines import without_numbers
from jixiao.exchange.papers.pieces import Where
from jixiao.exchange.papers.words import FUNDS, GOAL, LEVEL2, MANAGER, PLAN, SECTIONS, TREE
from jixiao.exchange.yamlout import Tree
from jixiao.model.fields import STAGES
from jixiao.model.form import Form
from jixiao.model.names import plain

_DOCUMENT_NUMBER = re.compile(
    r"^[^\w（(【〔]*[一-龥]{1,8}字?\s*[【〔\[(（]\s*(?:19|20)\d{2}\s*[】〕\])）]\s*第?\s*\d+\s*号\s*(?=\S)"
)
_UNSAFE = re.compile(r'[\s/\\:*?"<>|\x00-\x1f.~$]+')
#: Bytes of UTF-8 a file name may have, its number and ending aside.
_NAME_BYTES = 150


class Asked(NamedTuple):
    """What people say about the input: layout, year (of the folder), and, where they do, unit and stage."""

    layout: str
    year: str
    unit: str = ""
    stage: str = ""


class Files(NamedTuple):
    """The files to be written: name within the folder of the year → tree; the names of the projects' files in order."""

    trees: dict[str, Tree]
    projects: tuple[str, ...]


def file_names(names: list[str]) -> list[str]:
    """`projects/01-机关大楼运行经费.yaml` for each project: its number, its name without 文号."""
    digits = max(2, len(str(len(names))))
    return [f"projects/{number:0{digits}}-{_safe(name)}.yaml" for number, name in enumerate(names, 1)]


def _safe(name: str) -> str:
    bare = _DOCUMENT_NUMBER.sub("", name).lstrip("]】）)〕 ") or name
    safe = _UNSAFE.sub("-", bare).strip("-").replace("副本", "").replace("复件", "")
    while len(safe.encode()) > _NAME_BYTES:
        safe = safe[:-1]
    return safe or "项目"


def assemble(draft: Draft, form: Form, asked: Asked, shown: str) -> tuple[Files, list[Diagnostic]]:
    """The trees of a recognised input; with faults they must not be written."""
    faults = [*_years(draft, asked, shown), *_units(draft, asked, shown)]
    _note_doubts(draft)
    if not draft.projects:
        hint = f"请确认版式选得对（现在是 {form.name}），文件里有印着“项目名称”的表。用 jixiao layouts 查看可用的版式。"
        faults.append(fault("JX061", "没有找到项目绩效目标表", file=shown, hint=hint))
    faults += [_nameless(one, shown) for one in draft.projects if not one.name]
    names = file_names([one.name for one in draft.projects])
    unit = draft.heads[-1][0] if draft.heads else ""
    trees: dict[str, Tree] = {"department.yaml": _department(draft, form, asked)}
    trees |= {
        name: _project(one, form, one.unit or unit, exact=draft.exact)
        for name, one in zip(names, draft.projects, strict=True)
    }
    return Files(trees, tuple(names)), faults


def _note_doubts(draft: Draft) -> None:
    """Say where the pages contradict themselves, and what was taken."""
    for what, found in (("单位编码", draft.codes), ("阶段", draft.stages), ("编制日期", draft.dates)):
        said = list(dict.fromkeys(text for text, _ in found))
        if len(said) > 1:
            draft.note(f"文件里有几种{what}：{'、'.join(said)}，用了第一种，请核对", found[0][1])
    if draft.joined:
        draft.note(f"有 {len(draft.joined)} 格里换了行，已接成一行，第一处在{draft.joined[0]}")


def _nameless(project: ProjectDraft, shown: str) -> Diagnostic:
    hint = "请在原文件里补上项目名称，或核对这个表是不是项目绩效目标表。"
    return fault("JX061", f"{project.where}的表没有项目名称", file=shown, hint=hint)


def _years(draft: Draft, asked: Asked, shown: str) -> list[Diagnostic]:
    other = next(((year, where) for year, where in draft.years if year != asked.year), None)
    if other is None:
        return []
    hint = f"请把 --into 的最后一段改成文件的年度；要用它做 {asked.year} 年度的底稿，先搬进 {other[0]}，再用 jixiao rollover。"
    message = f"{other[1]}写的是 {other[0]} 年度，--into 的年度却是 {asked.year}"
    return [fault("JX061", message, file=shown, hint=hint)]


def _units(draft: Draft, asked: Asked, shown: str) -> list[Diagnostic]:
    if asked.unit:
        return []
    names: dict[str, tuple[str, Where]] = {}
    for name, where in own_units(draft):
        names.setdefault(plain(name), (name, where))
    if len(names) > 1:
        said = "；".join(f"{where}是“{name}”" for name, where in names.values())
        hint = "一次只能搬一个单位。请把原文件按单位分成几个，分别搬；其实是同一个单位，请用 --unit 写明它的全称。"
        return [fault("JX061", f"文件里有 {len(names)} 个单位：{said}", file=shown, hint=hint)]
    if not names and not _from_projects(draft):
        return [fault("JX061", "没有找到单位名称", file=shown, hint="请加上 --unit 单位全称。")]
    return []


def own_units(draft: Draft) -> list[tuple[str, Where]]:
    """The names that the pages give the unit; the heading of a form may begin with a project instead."""
    projects = {plain(one.name) for one in draft.projects}
    return [(name, where) for name, where in draft.units if plain(name) not in projects]


def _from_projects(draft: Draft) -> str:
    """The unit by the forms alone: their only 主管部门, else their only 实施单位."""
    for key in (MANAGER, "实施单位"):
        found = {one.values.get(key, "") for one in draft.projects}
        if len(found) == 1 and (name := found.pop()):
            return name
    return ""


def _department(draft: Draft, form: Form, asked: Asked) -> Tree:
    units = own_units(draft)
    name = asked.unit or (units[0][0] if units else _from_projects(draft))
    organ: Tree = {"名称": name}
    code = draft.codes[0][0] if draft.codes else _code_of(draft, name)
    if code:
        organ["编码"] = code
    tree: Tree = {"版式": form.name, "单位": organ, "年度": asked.year}
    stage = asked.stage or next((one for one, _ in draft.stages if one in STAGES), "")
    if stage:
        tree["阶段"] = stage
    if draft.dates:
        tree["编制日期"] = draft.dates[0][0]
    overall, subgoals, safeguards = SECTIONS
    if draft.overall:
        tree[overall] = "\n".join(draft.overall)
    for key, rows in ((subgoals, draft.subgoals), (safeguards, draft.safeguards)):
        if rows:
            tree[key] = [{field: "\n".join(lines) for field, lines in row.items()} for row in rows]
    return tree


def _code_of(draft: Draft, name: str) -> str:
    found = {
        one.values.get(f"{MANAGER}/编码", "")
        for one in draft.projects
        if plain(one.values.get(MANAGER, "")) == plain(name)
    }
    return found.pop() if len(found) == 1 else ""


def _project(draft: ProjectDraft, form: Form, unit: str, *, exact: bool) -> Tree:
    values = draft.values
    tree: Tree = {key: text for key, text in values.items() if "/" not in key and key not in {MANAGER, GOAL}}
    code = values.get(f"{MANAGER}/编码", "")
    if MANAGER in values or code:
        tree[MANAGER] = {"名称": values.get(MANAGER, "")} | ({"编码": code} if code else {})
    funds = {key: values.get(f"{FUNDS}/{key}") for key in ("总额", *form.sources)}
    tree[FUNDS] = {key: _money(text, unit, form) for key, text in funds.items() if text is not None}
    plan = {node: text for node in form.nodes if (text := values.get(f"{PLAN}/{node}")) is not None}
    if plan:
        tree[PLAN] = plan
    extras = {key: text for key in form.extras if (text := values.get(f"其他栏目/{key}")) is not None}
    if extras:
        tree["其他栏目"] = extras
    if GOAL in values:
        lines = values[GOAL].split("\n")
        numbered = "目标编号" in form.parts and not exact
        tree[GOAL] = "\n".join(without_numbers([line for line in lines if line]) if numbered else lines)
    tree[TREE] = _indicators(draft, form)
    return tree


def _money(text: str, unit: str, form: Form) -> str:
    """The amount as typed; with its unit where the table counts in another one than the form."""
    return f"{text}{unit}" if text and unit and unit != form.unit and not text.endswith("元") else text


def _indicators(draft: ProjectDraft, form: Form) -> Tree:
    groups = {group: [row for row in draft.rows if row[LEVEL2] == group] for group in form.level2}
    groups |= {row[LEVEL2]: [one for one in draft.rows if one[LEVEL2] == row[LEVEL2]] for row in draft.rows}
    return {
        group: [{key: text for key, text in row.items() if key != LEVEL2} for row in rows]
        for group, rows in groups.items()
        if rows
    }
