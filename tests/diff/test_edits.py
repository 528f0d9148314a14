"""The patch law: edits lead from the old tree to the new one and back, raw texts and order of rows included."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.diff.edits import apply, edits_between, revert
from jixiao.diff.rawtree import INDICATORS, Tree, department_tree, project_tree
from jixiao.diff.records import ADD, MOVE, REMOVE, REORDER, SET
from jixiao.model.document import Department
from jixiao.model.load import load
from jixiao.source.workspace import Workspace, department_years

REPOSITORY = Path(__file__).resolve().parent.parent.parent
GROUPS = ["数量指标", "质量指标", "成本指标", "社会效益指标"]
LEVELS = {"数量指标": "产出指标", "质量指标": "产出指标", "成本指标": "产出指标", "社会效益指标": "效益指标"}
NAMES = ["完成率", "及时完成率", "完成及时率", "人数", "总人数", "面积", "绿化面积", "项目费用"]
WORDS = st.text("保障运行≥95%。/ \n'\"#-", min_size=1, max_size=6)


def rows(names: st.SearchStrategy[str], *keys: str, unique: bool = True) -> st.SearchStrategy[list[Tree]]:
    row = st.fixed_dictionaries(
        {"名称": names}, optional=dict.fromkeys(keys, WORDS) | {"分档": st.lists(WORDS, min_size=1, max_size=3)}
    )
    by_name = (lambda one: one["名称"]) if unique else None
    return st.lists(row, min_size=1, max_size=5, unique_by=by_name)


def trees(names: st.SearchStrategy[str], *, unique: bool = True) -> st.SearchStrategy[Tree]:
    several = rows(names, "描述", "指标值", "依据", unique=unique)
    records = {
        "项目编码": WORDS,
        "主管部门": st.dictionaries(st.sampled_from(["名称", "编码", "区划"]), WORDS, min_size=1),
        "资金": st.dictionaries(st.sampled_from(["总额", "财政拨款", "其他资金"]), WORDS, min_size=1),
        "其他栏目": st.dictionaries(st.sampled_from(["项目负责人", "电话/手机"]), WORDS, min_size=1),
        "测算": st.lists(WORDS, min_size=1, max_size=3),
        "绩效目标": WORDS,
        INDICATORS: st.dictionaries(st.sampled_from(GROUPS), several, min_size=1),
        "分项绩效目标": rows(names, "绩效目标", unique=unique),
        "工作保障措施": rows(names, "内容", unique=unique),
    }
    return st.fixed_dictionaries({"项目名称": WORDS}, optional=records)


def same(one: Tree | None, other: Tree | None) -> bool:
    """Equal, with the order of rows; the order of keys means nothing."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def check(old: Tree | None, new: Tree | None) -> list[Any]:
    before, after = json.dumps(old), json.dumps(new)
    edits = edits_between(old, new, "m1", (LEVELS, LEVELS))
    assert same(apply(old, edits), new)
    assert same(revert(new, edits), old)
    assert (json.dumps(old), json.dumps(new)) == (before, after)
    assert [edit.id for edit in edits] == [f"m1.{number}" for number in range(1, len(edits) + 1)]
    assert bool(edits) == (not same(old, new))
    for edit in edits:
        assert edit.before != edit.after
        assert edit.op in {SET, ADD, REMOVE, MOVE, REORDER}
        assert (edit.before is None) == (edit.op == ADD) or edit.op == SET
    back = edits_between(new, old, "m1", (LEVELS, LEVELS))
    swap = {ADD: REMOVE, REMOVE: ADD}
    mine = sorted((swap.get(one.op, one.op), repr(one.after), repr(one.before), one.behind[::-1]) for one in edits)
    assert mine == sorted((one.op, repr(one.before), repr(one.after), one.behind) for one in back)
    return list(edits)


@settings(max_examples=250, deadline=None)
@given(trees(st.sampled_from(NAMES)), trees(st.sampled_from(NAMES)))
def test_generated_trees(old: Tree, new: Tree) -> None:
    check(old, new)


@settings(max_examples=150, deadline=None)
@given(trees(st.sampled_from(NAMES)), st.data())
def test_trees_that_were_edited(old: Tree, data: st.DataObject) -> None:
    new = json.loads(json.dumps(old))
    for key in ("分项绩效目标", "工作保障措施"):
        if key in new:
            new[key] = data.draw(st.permutations(new[key]))
    groups = new.get(INDICATORS, {})
    for group in list(groups):
        groups[group] = list(data.draw(st.permutations(groups[group])))
        if data.draw(st.booleans()):
            groups[group][0]["名称"] += data.draw(st.sampled_from(["总", "（新）", "某某某某"]))
        if data.draw(st.booleans()):
            target = data.draw(st.sampled_from(GROUPS))
            row = groups[group].pop()
            if all(one["名称"] != row["名称"] for one in groups.get(target, [])):
                groups.setdefault(target, []).insert(0, row)
    if groups:
        new[INDICATORS] = {group: some for group, some in groups.items() if some}
    check(old, {key: value for key, value in new.items() if value})


@settings(max_examples=150, deadline=None)
@given(
    trees(st.sampled_from(["a", "a/b", "a/b/指标值", "b", "指标值", "名称"]), unique=False),
    trees(st.sampled_from(["a", "a/b", "a/b/指标值", "b", "指标值", "名称"]), unique=False),
)
def test_names_that_no_loader_lets_pass(old: Tree, new: Tree) -> None:
    edits = edits_between(old, new, "m1")
    assert same(apply(old, edits), new)
    assert same(revert(new, edits), old)


@settings(max_examples=50, deadline=None)
@given(trees(st.sampled_from(NAMES)))
def test_a_whole_project_is_one_edit(tree: Tree) -> None:
    assert [(one.op, one.path) for one in check(None, tree)] == [(ADD, "")]
    assert [(one.op, one.path) for one in check(tree, None)] == [(REMOVE, "")]
    assert check(tree, tree) == []
    assert edits_between(None, None, "m1") == ()


def tree(**groups: str) -> Tree:
    """Rows written as `名称=指标值 名称=指标值`."""
    found: Tree = {}
    for group, written in groups.items():
        pairs = (one.partition("=") for one in written.split())
        found[group] = [{"名称": name, "指标值": value} for name, _, value in pairs]
    return {"项目名称": "甲", INDICATORS: found}


def shown(old: Tree, new: Tree) -> list[tuple[Any, ...]]:
    return [(one.op, one.path, one.before, one.after, one.behind) for one in check(old, new)]


def test_paths_are_names() -> None:
    none = ("", "")
    assert shown(tree(数量指标="完成率=1 人数=5"), tree(数量指标="完成率=2 人数=5")) == [
        (SET, "绩效指标/数量指标/完成率/指标值", "1", "2", none)
    ]
    assert shown(tree(数量指标="完成及时率=1 人数=5"), tree(数量指标="完成率=2 人数=5")) == [
        (SET, "绩效指标/数量指标/完成及时率/名称", "完成及时率", "完成率", none),
        (SET, "绩效指标/数量指标/完成及时率/指标值", "1", "2", none),
    ]
    assert shown(tree(数量指标="完成率=1", 质量指标="人数=5"), tree(质量指标="人数=5 完成率=1")) == [
        (MOVE, "绩效指标/数量指标/完成率", "数量指标", "质量指标", ("", "人数"))
    ]
    assert shown(tree(数量指标="完成率=1 人数=5"), tree(数量指标="完成率=1 栽树=3 种草=2 人数=5")) == [
        (ADD, "绩效指标/数量指标/栽树", None, {"名称": "栽树", "指标值": "3"}, ("", "完成率")),
        (ADD, "绩效指标/数量指标/种草", None, {"名称": "种草", "指标值": "2"}, ("", "栽树")),
    ]
    assert shown(tree(数量指标="完成率=1 人数=5 面积=6"), tree(数量指标="面积=6 完成率=1 人数=5")) == [
        (
            REORDER,
            "绩效指标#次序",
            {"数量指标": ["完成率", "人数", "面积"]},
            {"数量指标": ["面积", "完成率", "人数"]},
            none,
        )
    ]
    # One took the place of another: nothing of the old one goes on.
    assert [one[0] for one in shown(tree(成本指标="项目费用=1"), tree(成本指标="每亩补助=1"))] == [REMOVE, ADD]
    # The order of 二级指标 is an order of keys.
    assert shown(tree(数量指标="完成率=1", 质量指标="人数=5"), tree(质量指标="人数=5", 数量指标="完成率=1")) == []


def departments(root: Path) -> Iterator[Department]:
    workspace = Workspace(root)
    for place in department_years(workspace):
        loaded = load(workspace, place)
        assert loaded.department is not None
        yield loaded.department


SAMPLES = list(departments(REPOSITORY))
PROJECTS = [project for department in SAMPLES for project in department.projects]


@pytest.mark.parametrize("number", range(len(PROJECTS)))
def test_samples_against_each_other(number: int) -> None:
    old = project_tree(PROJECTS[number])
    for other in PROJECTS:
        check(old, project_tree(other))


def test_samples_of_departments() -> None:
    for one in SAMPLES:
        for other in SAMPLES:
            check(department_tree(one), department_tree(other))


def test_every_text_of_a_project_is_in_its_tree() -> None:
    for project in PROJECTS:
        found = project_tree(project)
        written = json.dumps(found, ensure_ascii=False)
        for one in project.indicators:
            for text in (one.name, one.description, one.value, one.basis, one.weight, one.remark):
                assert text is None or json.dumps(text.text, ensure_ascii=False)[1:-1] in written
        assert found["项目名称"] == project.name.text
        assert isinstance(found["资金"], dict)
        assert found["资金"]["总额"] == next(fund.money.digits for fund in project.funds if fund.money)
        assert "说明" not in found
        assert "上年项目" not in found
        assert all(value for value in found.values())
