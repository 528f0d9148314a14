"""Two small sides from data: a clean department, what is typed on both sides, and what differs on each.

A case (`cases/*.yaml`) is readable without knowing Python:

    - 例: 水质达标率降低四个百分点
      表: 水务             # 水务 (hebei-2025) | 教育 (ningxia-2024): the form and the clean project; 水务 where nothing is said
      年度: [2024, 2025]   # of both sides
      阶段: [批复, 二上]
      项目: {…}            # replaces fields of the clean project on both sides; `删去` removes one
      旧: {…}              # on the old side only
      新: {…}
      旧另: [{…}]          # further projects of the old side (the clean one with these changes)
      新另: [{…}]
      部门: {…}, 旧部门: {…}, 新部门: {…}     # the same for department.yaml
      级别: {…}            # [diff.severity]
      规则: [target-loosened]     # every rule that fires, without order; provisional ones with a ? behind
      记录: [{规则: …, 路径: …, …}]    # fields of some of them
"""

import functools
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from tests.check.bench_of_cases import changed, emit, plain_yaml
from tests.conftest import REPOSITORY

from jixiao.diagnostics import SourceText
from jixiao.diff.compare import Options, compare, side
from jixiao.diff.records import Change, Comparison, Side
from jixiao.model.decode import check_unique, decode_department, decode_project
from jixiao.model.form import Form
from jixiao.model.load import Loaded, load, load_form
from jixiao.model.vocabulary import department_keys, project_keys
from jixiao.source.workspace import Workspace, department_year, shipped_layouts
from jixiao.source.yamltree import parse

HERE = Path(__file__).parent
TODAY = date(2025, 1, 6)
FORMS = {"水务": "hebei-2025", "教育": "ningxia-2024"}
KEYS = {"例", "表", "年度", "阶段", "项目", "旧", "新", "旧另", "新另", "部门", "旧部门", "新部门", "级别", "规则", "记录"}
Record = dict[str, Any]


class Case(NamedTuple):
    id: str
    said: Record

    @property
    def sides(self) -> tuple[Side, Side]:
        said = self.said
        form = said.get("表", "水务")
        department, project = clean(form)
        years, stages = said.get("年度", ["2024", "2025"]), said.get("阶段", ["批复", "批复"])
        made = []
        for which, year, stage in zip(("旧", "新"), years, stages, strict=True):
            own = changed(changed(department, said.get("部门", {})), said.get(f"{which}部门", {}))
            base = changed(project, said.get("项目", {}))
            first = changed(base, said.get(which, {}))
            others = [changed(project, one) for one in said.get(f"{which}另", [])]
            projects = [first, *others] if said.get(which) != "无" else others
            made.append(read({**own, "年度": year, "阶段": stage}, named(projects), FORMS[form]))
        return made[0], made[1]

    @property
    def found(self) -> Comparison:
        return compare(*self.sides, Options(TODAY, self.said.get("级别", {})))


@functools.cache
def clean(form: str) -> tuple[Record, Record]:
    """department.yaml and the one project that a case starts from."""
    said = plain_yaml(HERE / "clean.yaml")[form]
    return said["部门"], said["项目"]


@functools.cache
def cases() -> tuple[Case, ...]:
    found = []
    for path in sorted((HERE / "cases").glob("*.yaml")):
        for number, said in enumerate(plain_yaml(path), 1):
            odd = set(said) - KEYS
            assert not odd, f"{path.name} 第 {number} 例：不认识 {odd}"
            found.append(Case(f"{path.stem}-{number}-{said['例']}", said))
    return tuple(found)


@functools.cache
def form_of(name: str) -> Form:
    form, faults = load_form(None, name, shipped_layouts() / name)
    assert form is not None, faults
    return form


def named(projects: Sequence[Record]) -> dict[str, str]:
    """The texts of project files by their paths."""
    return {f"projects/{number:02}.yaml": text_of(one) for number, one in enumerate(projects, 1)}


def text_of(record: Record) -> str:
    return "\n".join(emit(record)) + "\n"


def read(department: Record, projects: Mapping[str, str], form_name: str, label: str = "") -> Side:
    """A side from a record and from texts of projects by path, without a file; files come in the order of their paths."""
    form = form_of(form_name)
    loaded = Loaded(*_decoded(department, projects, form), form, (), ())
    return side(label or f"shuiwu/{department['年度']}", "", loaded)


def _decoded(department: Record, projects: Mapping[str, str], form: Form) -> tuple[Any]:
    source = SourceText("department.yaml", text_of({"版式": form.name, **department}))
    node, faults = parse(source, department_keys())
    assert node is not None, faults
    made, defaults, more = decode_department(source, node, form)
    assert made is not None, (faults, more)
    found = []
    for path in sorted(projects):
        text = SourceText(path, projects[path])
        tree, faults = parse(text, project_keys(form))
        assert tree is not None, faults
        project, more = decode_project(text, tree, form, defaults)
        assert project is not None, [(one.message, path, projects[path]) for one in (*faults, *more)]
        found.append(project)
    assert made.organ.name is not None
    twice = check_unique(tuple(found), made.organ.name.text)
    assert not twice, twice[0].message
    return (made._replace(projects=tuple(found)),)


def sample(label: str, root: Path = REPOSITORY) -> Side:
    """A side of a workspace."""
    workspace = Workspace(root)
    return side(label, "", load(workspace, department_year(workspace.sources / label)))


def compared(old: Side, new: Side, **options: Any) -> Comparison:
    return compare(old, new, Options(TODAY, **options))


def rules_of(changes: Iterable[Change]) -> list[str]:
    """The rules that fired, in order of their names."""
    return sorted(one.rule + ("?" if one.provisional else "") for one in changes)
