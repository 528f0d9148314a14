"""One mistake is told once: what another fault of the same line makes void is left out; and a few slips of their own."""

from pathlib import Path

import pytest

from jixiao.model.load import load, load_form
from jixiao.source.workspace import department_years, open_workspace

DEPARTMENT = "版式: ningxia-2024\n单位:\n  名称: 甲局\n年度: 2024\n"
PROJECT = """项目名称: 食堂补助
资金:
  总额: 886
绩效目标: 保障就餐
绩效指标:
  数量指标:
    - 名称: 人数
      指标值: 20人
"""


def faults(tmp_path: Path, project: str) -> list[tuple[str, int]]:
    folder = tmp_path / "sources/a/2024/projects"
    folder.mkdir(parents=True)
    (folder.parent / "department.yaml").write_text(DEPARTMENT, encoding="utf-8")
    (folder / "01.yaml").write_text(project, encoding="utf-8")
    workspace, _ = open_workspace(tmp_path)
    found = load(workspace, department_years(workspace)[0]).faults
    return [(one.code, one.span.source.position(one.span.start)[0] if one.span else 0) for one in found]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("总额: 886", "总额: -"), [("JX025", 3)]),
        (("  数量指标:", "    数量指标:"), []),
        (("保障就餐", "|\n  甲\t乙"), [("JX047", 5)]),
        (("食堂补助", "食堂\t补助"), [("JX047", 1)]),
    ],
)
def test_one_mistake_is_told_once(tmp_path: Path, change: tuple[str, str], expected: list[tuple[str, int]]) -> None:
    project = PROJECT.replace(*change)
    assert project != PROJECT
    found = faults(tmp_path, project)
    assert [one for one in found if one[0] != "JX009"] == expected
    assert len({line for _, line in found}) == len(found), found


def test_column_twice(tmp_path: Path) -> None:
    (tmp_path / "layout.yaml").write_text(
        "名称: 甲\n金额: {单位: 万元}\n资金来源: [财政拨款]\n指标: {产出指标: {数量指标: {}}}\n列: [名称, 名称]\n用语: {一级: 级别}\n",
        encoding="utf-8",
    )
    form, found = load_form(None, "own", tmp_path)
    assert form is None
    assert [one.message for one in found] == ["“列”里的“名称”写了两次"]
