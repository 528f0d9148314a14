"""The writer of source files: what is written comes back, and an old file keeps its every byte."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import REPOSITORY
from tests.exchange.invented import FORMS, Year, years

from jixiao.diagnostics import SourceText
from jixiao.exchange.yamledit import merged
from jixiao.exchange.yamlout import emit, tree_of, updated
from jixiao.exchange.yamltext import tree_of_node
from jixiao.model.vocabulary import department_keys, project_keys
from jixiao.source.yamltree import parse

SAMPLES = sorted(path for path in (REPOSITORY / "sources").rglob("*.yaml"))


def canonical(tree: Any) -> Any:
    """Without the difference between a blank field and an empty one."""
    if isinstance(tree, dict):
        return {key: canonical(value) for key, value in tree.items()} or ""
    return [canonical(row) for row in tree] or "" if isinstance(tree, list) else tree


def said(tree: Any) -> Any:
    """Without what says nothing."""
    if isinstance(tree, dict):
        return {key: value for key, inner in sorted(tree.items()) if (value := said(inner))}
    return [value for row in tree if (value := said(row))] if isinstance(tree, list) else tree


def documents(year: Year) -> list[tuple[dict[str, Any], Any]]:
    keys = project_keys(year.form)
    return [(year.department, department_keys()), *((one, keys) for one in year.projects)]


@settings(max_examples=60, deadline=None)
@given(years())
def test_what_is_written_is_read_without_a_doubt(year: Year) -> None:
    for tree, keys in documents(year):
        text = emit(tree)
        node, faults = parse(SourceText("甲.yaml", text), keys)
        assert not faults, text
        assert tree_of_node(node) == canonical(tree), text
        assert updated(text, tree) == text


@settings(max_examples=60, deadline=None)
@given(years(), years(), st.booleans())
def test_new_facts_in_an_old_file(one: Year, two: Year, windows: bool) -> None:
    for (old, _), (new, keys) in zip(documents(one), documents(two), strict=False):
        text = emit(old).replace("\n", "\r\n") if windows else emit(old)
        changed = updated(text, new)
        node, faults = parse(SourceText("甲.yaml", changed), keys)
        found, wanted = said(tree_of_node(node)), said(merged(tree_of(text), new))
        assert found == wanted, [key for key in wanted.keys() | found.keys() if found.get(key) != wanted.get(key)]
        if one.form == two.form:
            assert not faults, changed
        assert updated(changed, new) == changed
        assert not windows or "\n" not in changed.replace("\r\n", "")


@pytest.mark.parametrize("path", SAMPLES, ids=[path.name for path in SAMPLES])
def test_samples_keep_their_bytes(path: Path) -> None:
    text = path.read_bytes().decode()
    assert updated(text, tree_of(text)) == text
    assert tree_of(emit(tree_of(text))) == tree_of(text)
    windows = text.replace("\n", "\r\n")
    assert updated(windows, tree_of(windows)) == windows


def test_written_as_the_manual_shows() -> None:
    path = REPOSITORY / "sources/huailai-jiguan/2025/projects/02-公车购置.yaml"
    assert emit(tree_of(path.read_text(encoding="utf-8"))) == path.read_text(encoding="utf-8")


def test_comments_above_and_beside() -> None:
    tree = {"项目名称": "甲", "资金": {"总额": ""}, "绩效目标": "一\n二", "绩效指标": {"数量指标": [{"名称": "乙", "指标值": ""}]}}
    text = emit(
        tree,
        {"": "文件头", "资金/总额": "两行\n备注", "绩效指标/数量指标/乙": "这一条"},
        {"资金": "项目资金", "资金/总额": "预算数", "绩效目标": "一行一条", "绩效指标/数量指标/乙/指标值": "三级"},
    )
    assert text == (
        "# 文件头\n项目名称: 甲\n资金:  # 项目资金\n  # 两行\n  # 备注\n  总额:  # 预算数\n绩效目标: |  # 一行一条\n  一\n  二\n"
        "绩效指标:\n  数量指标:\n    # 这一条\n    - 名称: 乙\n      指标值:  # 三级\n"
    )
    assert tree_of(text) == tree


OLD = """\
# 头
项目名称: "甲"   # 名称
资金:
  总额: 5
绩效目标: |  # 目标
  一

# 中间
绩效指标:
  数量指标:
    # 第一条
    - 名称: 子
      指标值: '≥1'

      备注: 原来的   # 留着
    # 第二条
    - 名称: 丑
      指标值: 2
# 尾
"""


def test_an_edit_touches_only_what_differs() -> None:
    new = {
        "项目名称": "乙",
        "资金": {"总额": "5", "其他资金": "1"},
        "资金用途": "用于: 甲",
        "绩效目标": "一\n二",
        "绩效指标": {"数量指标": [{"名称": "丑", "指标值": ""}, {"名称": "寅", "指标值": "", "依据": ""}, {"名称": "子", "指标值": "≥3"}]},
    }
    assert updated(OLD, new) == """\
# 头
项目名称: "乙"   # 名称
资金:
  总额: 5
  其他资金: 1
资金用途: "用于: 甲"
绩效目标: |  # 目标
  一
  二

# 中间
绩效指标:
  数量指标:
    # 第二条
    - 名称: 丑
      指标值:
    - 名称: 寅
      指标值:
    # 第一条
    - 名称: 子
      指标值: '≥3'

      备注: 原来的   # 留着
# 尾
"""


def test_a_renamed_row_keeps_its_comment() -> None:
    new = {"绩效指标": {"数量指标": [{"名称": "卯", "指标值": "≥1", "备注": "原来的"}, {"名称": "丑", "指标值": "2"}]}}
    assert updated(OLD, new) == OLD.replace("名称: 子", "名称: 卯")


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("测算:\n", {"测算": ["甲", "乙"]}, "测算:\n  - 甲\n  - 乙\n"),
        ("测算: 甲  # 注\n", {"测算": ["甲"]}, "测算: 甲  # 注\n"),
        ("测算: # 注\n", {"测算": ["甲"]}, "测算: # 注\n  - 甲\n"),
        ("测算:\n- 甲\n- 乙\n", {"测算": ["乙"]}, "测算:\n- 乙\n"),
        ("测算:\n  - 甲\n", {"测算": []}, "测算:\n"),
        ("绩效目标: 甲 # 注\n", {"绩效目标": "甲\n乙"}, "绩效目标: | # 注\n  甲\n  乙\n"),
        ("绩效目标: |\n  甲\n  乙", {"绩效目标": ""}, "绩效目标:"),
        ("资金: {总额: 5}\n实施单位: 甲\n", {"资金": {"总额": "6"}}, "资金:\n  总额: 6\n实施单位: 甲\n"),
        ("项目名称: 甲", {"实施单位": "乙"}, "项目名称: 甲\n实施单位: 乙"),
    ],
)  # fmt: skip
def test_small_edits(old: str, new: dict[str, Any], text: str) -> None:
    assert updated(f"项目名称: 甲\n{old}" if not old.startswith("项目名称") else old, new) == (
        f"项目名称: 甲\n{text}" if not old.startswith("项目名称") else text
    )


def test_every_form_is_invented() -> None:
    assert FORMS == ("hebei-2025", "ningxia-2024", "shanghai-2026")
