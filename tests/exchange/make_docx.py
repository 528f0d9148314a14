"""Word files as offices write them, from the trees of a department-year: headings, merged cells, one form after the other.

A test tool: it knows how the two samples' forms look in Word, independently of the program under test.
"""

from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

Tree = dict[str, Any]
LEVELS = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
FLAGS = {
    group: "（必填硬性指标）" if group in {"数量指标", "成本指标"} else "（必填）"
    for groups in LEVELS.values()
    for group in groups
}
HAN = "一二三四五六七八九十"
COLUMNS = ("名称", "描述", "指标值", "依据")


def data_of(document: Any) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


class Sheet:
    """A table filled by rows of (text, columns, rows): what is covered from above is skipped."""

    def __init__(self, document: Any, width: int) -> None:
        self.table = document.add_table(rows=0, cols=width)
        self.table.style = "Table Grid"
        self.width = width
        self.covered: dict[tuple[int, int], bool] = {}
        self.pending: list[tuple[int, int, int, int]] = []
        self.count = 0

    def row(self, *cells: str | tuple[str, int] | tuple[str, int, int]) -> None:
        row = self.table.add_row()._tr
        for cell in list(row.tc_lst):
            row.remove(cell)
        column = 0
        queue = [one if isinstance(one, tuple) else (one,) for one in cells]
        while column < self.width:
            span = next((s for c, s, first, last in self.pending if c == column and first < self.count <= last), 0)
            if span:
                self._cell(row, "", span, "continue")
                column += span
                continue
            text, span, rows = (*queue.pop(0), 1, 1)[:3]
            if rows > 1:
                self.pending.append((column, span, self.count, self.count + rows - 1))
            self._cell(row, text, span, "restart" if rows > 1 else "")
            column += span
        assert not queue, queue
        self.count += 1

    @staticmethod
    def _cell(row: Any, text: str, span: int, merge: str) -> None:
        cell = OxmlElement("w:tc")
        about = OxmlElement("w:tcPr")
        cell.append(about)
        for name, value in (("w:gridSpan", str(span) if span > 1 else ""), ("w:vMerge", merge)):
            if value:
                one = OxmlElement(name)
                one.set(qn("w:val"), value)
                about.append(one)
        for line in text.split("\n"):
            paragraph, run, words = (OxmlElement(name) for name in ("w:p", "w:r", "w:t"))
            words.text = line
            words.set(qn("xml:space"), "preserve")
            run.append(words)
            paragraph.append(run)
            cell.append(paragraph)
        row.append(cell)


def hebei(department: Tree, projects: list[Tree]) -> Any:
    """第一部分 as prose with headings, 第二部分 with two tables a project."""
    document = Document()
    document.add_heading("第一部分", 1)
    document.add_heading("部门整体绩效目标", 1)
    document.add_heading("一、总体绩效目标", 2)
    for line in department.get("总体绩效目标", "").split("\n"):
        document.add_paragraph(line)
    document.add_heading("二、分项绩效目标", 2)
    for number, goal in enumerate(department.get("分项绩效目标", []), 1):
        document.add_heading(f"{number}.{goal['名称']}", 3)
        document.add_paragraph(f"绩效目标：{goal['绩效目标']}")
        document.add_paragraph(f"绩效指标：{goal['绩效指标']}")
    document.add_heading("三、工作保障措施", 2)
    for number, item in enumerate(department.get("工作保障措施", [])):
        document.add_heading(f"（{HAN[number]}）{item['名称']}。", 3)
        document.add_paragraph(item["内容"])
    document.add_heading("第二部分", 1)
    document.add_heading("预算项目绩效目标", 1)
    for number, project in enumerate(projects, 1):
        document.add_heading(f"{number}.{project['项目名称']}绩效目标表", 2)
        unit = department["单位"]
        document.add_paragraph(f"{unit['编码']}{unit['名称']}\t单位：万元")
        hebei_tables(document, project)
    return document


def hebei_tables(document: Any, project: Tree) -> None:
    head = Sheet(document, 9)
    head.row("项目编码", (project["项目编码"], 3), "项目名称", (project["项目名称"], 4))
    funds = project["资金"]
    head.row(
        ("预算规模及资金用途", 1, 2), "预算数", (funds["总额"], 2), "其中：财政    资金", funds["财政拨款"],
        ("其他资金", 2), funds.get("其他资金", ""),
    )  # fmt: skip
    head.row((project["资金用途"], 8))
    head.row(("资金支出计划（%）", 1, 2), *((node, 2) for node in project["支出计划"]))
    head.row(*((share, 2) for share in project["支出计划"].values()))
    goals = "\n".join(f"{n}.{line}" for n, line in enumerate(project["绩效目标"].strip("\n").split("\n"), 1))
    head.row("绩效目标", (goals, 8))
    document.add_paragraph("")
    tree = Sheet(document, 6)
    tree.row("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据")
    for row in tree_rows(project["绩效指标"], COLUMNS, flags=False):
        tree.row(*row)
    document.add_paragraph("")


def tree_rows(groups: Tree, columns: tuple[str, ...], *, flags: bool, spans: tuple[int, ...] = ()) -> list[list[Any]]:
    """The rows of a tree, 一级 and 二级 merged down."""
    rows: list[list[Any]] = []
    for level, names in LEVELS.items():
        own = [(group, groups[group]) for group in names if group in groups]
        for index, (group, items) in enumerate(own):
            for place, item in enumerate(items):
                row: list[Any] = []
                if index == place == 0:
                    row.append((level, 1, sum(len(one) for _, one in own)))
                if place == 0:
                    row.append((group + (FLAGS[group] if flags else ""), 1, len(items)))
                row += [
                    (item.get(key, ""), spans[at]) if spans else item.get(key, "") for at, key in enumerate(columns)
                ]
                rows.append(row)
    return rows


def ningxia(department: Tree, projects: list[Tree]) -> Any:
    """附件 2: one table a project, the title repeated above each."""
    document = Document()
    for project in projects:
        document.add_paragraph(f"附件 2：{department['单位']['名称']}项目支出预算绩效目标表")
        document.add_heading("部门项目支出预算绩效目标表", 1)
        document.add_paragraph(f"( {department['年度']} 年度)")
        ningxia_table(document, project)
        document.add_page_break()
    return document


def ningxia_table(document: Any, project: Tree) -> None:
    sheet = Sheet(document, 6)
    manager = project["主管部门"]
    sheet.row("项目名称", (project["项目名称"], 5))
    sheet.row("主管部门及代码", (f"{manager['名称']} {manager['编码']}", 2), "实施单位", (project["实施单位"], 2))
    sheet.row("项目属性", (project["项目属性"], 2), "项目期", (project["项目期"], 2))
    funds = project["资金"]
    sheet.row(("项目资金\n（万元）", 1, 3), ("年度资金总额：", 2), (funds["总额"], 3))
    sheet.row(("其中：财政拨款", 2), (funds["财政拨款"], 3))
    sheet.row(("其他资金", 2), (funds.get("其他资金", ""), 3))
    sheet.row("年度总体目标", (project["绩效目标"].strip("\n"), 5))
    sheet.row("名称", "一级指标", "二级指标", ("三级指标", 2), "指标值")
    rows = tree_rows(project["绩效指标"], ("名称", "指标值"), flags=True, spans=(2, 1))
    for index, row in enumerate(rows):
        sheet.row(*([("绩效指标", 1, len(rows))] if index == 0 else []), *row)
