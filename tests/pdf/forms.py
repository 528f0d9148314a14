"""The grids that domain.md draws for the two families, from the sources alone.

A grid is written as text, one line a row, cells parted by `|` and white space around them ignored:
`名称` a cell, `名称×3` a cell three columns wide, `名称↓4` one four rows high (left out of the rows below it),
`#名称` a header cell, an empty place a blank cell.
"""

import re
from typing import Any

from tests.pdf.oracle import squeeze

Shape = list[tuple[int, int, int, int, str, str]]
Tree = dict[str, Any]
_CELL = re.compile(r"(?P<head>#?)(?P<text>.*?)(?:×(?P<columns>\d+))?(?:↓(?P<rows>\d+))?")

HEBEI_LEVELS = {
    "产出指标": ["数量指标", "质量指标", "时效指标", "成本指标"],
    "效益指标": ["社会效益指标"],
    "满意度指标": ["服务对象满意度指标"],
}
NINGXIA_LEVELS = {
    "产出指标": ["数量指标", "质量指标", "时效指标", "成本指标"],
    "效益指标": ["社会效益指标", "可持续影响指标"],
    "满意度指标": ["服务对象满意度指标"],
}
NINGXIA_FLAGS = {"数量指标": "（必填硬性指标）", "成本指标": "（必填硬性指标）"}


def grid(text: str) -> Shape:
    """Read a drawn grid."""
    rows = []
    for line in text.strip().splitlines():
        cells = []
        for one in line.strip().removeprefix("|").removesuffix("|").split("|"):
            match = _CELL.fullmatch(one.strip())
            assert match
            cells.append((match["head"] == "#", match["text"], int(match["columns"] or 1), int(match["rows"] or 1)))
        rows.append(cells)
    return place(rows)


def place(rows: list[list[tuple[bool, str, int, int]]]) -> Shape:
    """Rows of (header, text, columns, rows) as placed cells."""
    covered: set[tuple[int, int]] = set()
    shape = []
    for row, cells in enumerate(rows):
        column = 0
        for head, text, columns, height in cells:
            while (row, column) in covered:
                column += 1
            covered |= {(row + i, column + k) for i in range(height) for k in range(columns)}
            shape.append((row, column, height, columns, "TH" if head else "TD", squeeze(text)))
    return sorted(shape)


def unrolled(shape: Shape) -> list[tuple[str, ...]]:
    """A shape as `oracle.Table.unrolled` gives it."""
    rows = [[""] * max(c + w for _, c, _, w, _, _ in shape) for _ in range(max(r + h for r, _, h, _, _, _ in shape))]
    for row, column, height, width, kind, text in shape:
        for y in range(row, row + height):
            for x in range(column, column + width):
                rows[y][x] = "#" + text if kind == "TH" else text
    return [tuple(row) for row in rows]


def td(text: str, columns: int = 1, rows: int = 1) -> tuple[bool, str, int, int]:
    """A data or label cell."""
    return False, text, columns, rows


def th(text: str, columns: int = 1) -> tuple[bool, str, int, int]:
    """A header cell."""
    return True, text, columns, 1


def numbered(goal: str) -> str:
    """Goals as Hebei prints them: one line, one number."""
    return "".join(f"{number}.{line.strip()}" for number, line in enumerate(filter(str.strip, goal.splitlines()), 1))


def tree(
    project: Tree, levels: dict[str, list[str]], columns: dict[str, int], flags: dict[str, str]
) -> list[list[tuple]]:
    """Rows of the indicator tree.

    `columns` maps printed fields to their width, `flags` 二级 to what follows its name; one with such a flag is a duty and
    keeps an empty row.
    """
    rows = []
    for level, groups in levels.items():
        found = [(group, one) for group in groups for one in project["绩效指标"].get(group) or [{}] * (group in flags)]
        for index, (group, one) in enumerate(found):
            cells = []
            if index == 0:
                cells.append(td(level, rows=len(found)))
            if index == 0 or found[index - 1][0] != group:
                cells.append(td(group + flags.get(group, ""), rows=sum(name == group for name, _ in found)))
            cells += [td(one.get(key, ""), width) for key, width in columns.items()]
            rows.append(cells)
    return rows


def hebei(project: Tree) -> tuple[Shape, Shape]:
    """Head and tree of the Hebei form (domain.md §2.5)."""
    funds, plan = project["资金"], project["支出计划"]
    nodes = ("3月底", "6月底", "10月底", "12月底")
    head = [
        [td("项目编码"), td(project["项目编码"], 3), td("项目名称"), td(project["项目名称"], 4)],
        [
            td("预算规模及资金用途", rows=2),
            td("预算数"),
            td(funds["总额"], 2),
            td("其中：财政资金"),
            td(funds["财政拨款"]),
            td("其他资金", 2),
            td(funds["其他资金"]),
        ],
        [td(project["资金用途"], 8)],
        [td("资金支出计划（%）", rows=2), *(td(node, 2) for node in nodes)],
        [td(plan[node], 2) for node in nodes],
        [td("绩效目标"), td(numbered(project["绩效目标"]), 8)],
    ]
    words = ("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据")
    columns = {"名称": 1, "描述": 1, "指标值": 1, "依据": 1}
    return place(head), place([[th(word) for word in words], *tree(project, HEBEI_LEVELS, columns, {})])


def ningxia(project: Tree) -> Shape:
    """The one grid of the Ningxia form (domain.md §2.4)."""
    funds, office = project["资金"], project["主管部门"]
    flags = {group: NINGXIA_FLAGS.get(group, "（必填）") for groups in NINGXIA_LEVELS.values() for group in groups}
    indicators = tree(project, NINGXIA_LEVELS, {"名称": 2, "指标值": 1}, flags)
    indicators[0] = [td("绩效指标", rows=len(indicators)), *indicators[0]]
    return place(
        [
            [td("项目名称"), td(project["项目名称"], 5)],
            [
                td("主管部门及代码"),
                td(f"{office['名称']} {office['编码']}", 2),
                td("实施单位"),
                td(project["实施单位"], 2),
            ],
            [td("项目属性"), td(project["项目属性"], 2), td("项目期"), td(project["项目期"], 2)],
            [td("项目资金（万元）", rows=3), td("年度资金总额：", 2), td(funds["总额"], 3)],
            [td("其中：财政拨款", 2), td(funds["财政拨款"], 3)],
            [td("其他资金", 2), td(funds["其他资金"], 3)],
            [td("年度总体目标"), td(project["绩效目标"], 5)],
            [th("名称"), th("一级指标"), th("二级指标"), th("三级指标", 2), th("指标值")],
            *indicators,
        ]
    )
