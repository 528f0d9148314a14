"""Cases of rules: a clean document, what is changed in it, and what the rule must say. The data is in `cases/*.yaml`.

A case is readable without knowing Python (see docs/规则用例.md):

    - 情形: 应报          # 应报 | 不报 | 改后 | 误报 | 未判定 | 不适用
      例: 水质达标率漏写百分号
      表: 水务            # 水务 (hebei-2025) | 教育 (ningxia-2024): the clean document to start from; 水务 where nothing is said
      项目: {绩效指标: {质量指标: [{名称: 水质达标率, 指标值: ≥97}]}}    # replaces these fields; `删去` removes one
      部门: {}            # the same for department.yaml
      另加项目: [{}]       # further projects: the clean one with these changes
      配置: {规则: {}, 参数: {}}    # a profile layer on top
      位置: [绩效指标/质量指标/水质达标率/指标值]   # where the rule must speak, in order
      说: 没有计量单位      # words that must occur in what it says (one, or a list)
      改成: …             # 应报 of a rule with a correction: what stands at the first place afterwards
"""

import functools
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from jixiao.check.catalogue import RULES
from jixiao.check.facts import Document
from jixiao.check.layers import load_layers
from jixiao.check.profile import INFO, LEVELS, UNIT, Layer, Level, Profile, Setting, choose, combine
from jixiao.check.rule import Rule
from jixiao.check.runner import Reviewed, review
from jixiao.diagnostics import SourceText
from jixiao.model.load import load
from jixiao.source.workspace import Workspace, department_years

HERE = Path(__file__).parent
FIRES, PASSES, FIXED, TRAP, GAP, ABSENT = "应报", "不报", "改后", "误报", "未判定", "不适用"
KINDS = (FIRES, PASSES, FIXED, TRAP, GAP, ABSENT)
KEYS = {"情形", "例", "表", "项目", "部门", "另加项目", "配置", "位置", "说", "改成"}
FORMS = {"水务": "shuiwu/2025", "教育": "jiaoyu/2024"}
REMOVE = "删去"
TODAY = date(2025, 1, 20)


class Case(NamedTuple):
    """One case with the code of its rule; `id` names it in the test report."""

    code: str
    id: str
    said: dict[str, Any]

    @property
    def kind(self) -> str:
        return str(self.said["情形"])

    @property
    def places(self) -> list[str]:
        return list(self.said.get("位置", []))


def plain_yaml(path: Path) -> Any:
    """A YAML file with every scalar as its text."""
    return YAML(typ="base", pure=True).load(path.read_text(encoding="utf-8"))


@functools.cache
def cases() -> tuple[Case, ...]:
    found = []
    for path in sorted((HERE / "cases").glob("JX*.yaml")):
        for number, said in enumerate(plain_yaml(path) or [], 1):
            odd = set(said) - KEYS
            assert not odd, f"{path.name} 第 {number} 例：不认识 {odd}"
            assert said["情形"] in KINDS, f"{path.name} 第 {number} 例：情形 {said['情形']}"
            found.append(Case(path.stem[:5], f"{path.stem}-{number}-{said['情形']}-{said['例']}", said))
    return tuple(found)


@functools.cache
def _clean(form: str) -> tuple[Any, Any]:
    folder = HERE / "clean" / "sources" / FORMS[form]
    return plain_yaml(folder / "department.yaml"), plain_yaml(next((folder / "projects").iterdir()))


def changed(base: Any, change: Any) -> Any:
    """`base` with a change laid over it: groups of names merge, everything else is replaced."""
    if not (isinstance(base, dict) and isinstance(change, dict)):
        return change
    both = {key: changed(base[key], change[key]) if key in change else base[key] for key in base}
    both |= {key: value for key, value in change.items() if key not in base}
    return {key: value for key, value in both.items() if value != REMOVE}


def emit(value: Any, indent: int = 0) -> Iterator[str]:
    """The lines of a source file as an author would type it."""
    pad = " " * indent
    for key, inner in value.items():
        if isinstance(inner, dict):
            yield f"{pad}{key}:"
            yield from emit(inner, indent + 2)
        elif isinstance(inner, list):
            yield f"{pad}{key}:"
            for row in inner:
                if isinstance(row, dict):
                    first, *rest = list(emit(row, indent + 4))
                    yield f"{pad}  - {first.lstrip()}"
                    yield from rest
                else:
                    yield f"{pad}  - {_scalar(row)}"
        elif "\n" in inner:
            yield f"{pad}{key}: |"
            yield from (f"{pad}  {line}" for line in inner.strip("\n").split("\n"))
        else:
            yield f"{pad}{key}: {_scalar(inner)}".rstrip()


def _scalar(text: str) -> str:
    if not text or (
        (text[0].isalnum() or text[0] in "≥≤（《“＝") and not {": ", " #"} & {text[i : i + 2] for i in range(len(text))}
    ):
        return text if not text.endswith(":") else f"'{text}'"
    return "'" + text.replace("'", "''") + "'"


def write(case: Case, root: Path) -> None:
    """Write the sources of a case as a workspace."""
    form = case.said.get("表", "水务")
    department, project = _clean(form)
    folder = root / "sources" / FORMS[form]
    (folder / "projects").mkdir(parents=True)
    said = changed(department, case.said.get("部门", {}))
    (folder / "department.yaml").write_text("\n".join(emit(said)) + "\n", encoding="utf-8")
    first = changed(project, case.said.get("项目", {}))
    others = [
        changed(project, {"项目名称": f"另一项目{n}", **_own_code(project, n), **one})
        for n, one in enumerate(case.said.get("另加项目", []), 2)
    ]
    for number, one in enumerate([first, *others], 1):
        path = folder / "projects" / f"{number:02}-项目.yaml"
        path.write_text("\n".join(emit(one)) + "\n", encoding="utf-8")


def _own_code(project: Any, number: int) -> dict[str, str]:
    code = project.get("项目编码", "")
    return {"项目编码": code[:-2] + f"{number:02}"} if code else {}


def layer(said: dict[str, Any]) -> Layer:
    """The layer of 配置."""
    levels = {code: Level(LEVELS[str(word)], "用例", "用例") for code, word in said.get("规则", {}).items()}
    settings = {
        key: Setting(tuple(value) if isinstance(value, list) else (value,), "用例", "用例")
        for key, value in said.get("参数", {}).items()
    }
    return Layer("用例", "用例", UNIT, "", "", 0, 0, "1", "用例", levels, settings, {}, SourceText("用例", ""))


@functools.cache
def _layers() -> dict[str, Layer]:
    found = load_layers(None, {rule.code: rule for rule in RULES})
    assert not found.faults, found.faults
    return found.by_name


def profile(case: Case, department: Any, form: Any) -> Profile:
    organ = department.organ
    base = choose(
        _layers(),
        form.rules,
        organ.region.text if organ.region else "",
        organ.code.text if organ.code else "",
        int(department.year.text),
    )
    named = {"规则": {case.code: "提示"}} if next(r for r in RULES if r.code == case.code).preview else {}
    extra = case.said.get("配置", {})
    return combine(
        [
            *base.layers,
            layer(changed(named, extra)),
        ]
    )


def judge(case: Case, root: Path, rule: Rule) -> Reviewed:
    """What one rule says about a case."""
    write(case, root)
    workspace = Workspace(root)
    loaded = load(workspace, department_years(workspace)[0])
    assert loaded.department is not None, [
        (one.message, one.span and one.span.source.line(one.span.source.position(one.span.start)[0]))
        for one in loaded.faults
    ]
    assert loaded.form is not None
    document = Document(loaded.department, loaded.form, profile(case, loaded.department, loaded.form), TODAY)
    return review(document, (rule,))


__all__ = ["INFO"]
