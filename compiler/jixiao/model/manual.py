"""The field manual for authors, generated from the field tables: every key, what to write, an example.

`python -m jixiao.model.manual > docs/字段.md` writes it; a test keeps the file fresh.
"""

from collections.abc import Iterator

from jixiao.model import fields as kinds
from jixiao.model.fields import Field, Record

_PAGES: tuple[tuple[str, str, Record], ...] = (
    ("department.yaml：部门文件", "每个部门每个年度一份，与 projects 文件夹放在一起。", kinds.DEPARTMENT),
    ("单位", "写在部门文件的“单位:”下面。", kinds.ORGAN),
    ("分项绩效目标", "写在部门文件的“分项绩效目标:”下面，每项前面加“- ”。", kinds.SUBGOAL),
    ("工作保障措施", "写在部门文件的“工作保障措施:”下面，每条前面加“- ”。", kinds.SAFEGUARD),
    ("预算", "写在部门文件的“预算:”下面，只用来核对，不印出。", kinds.BUDGET),
    (
        "项目文件",
        "每个预算项目一份，放在 projects 文件夹，文件名以序号开头，例如 01-机关大楼运行经费.yaml。",
        kinds.PROJECT,
    ),
    ("主管部门", "写在项目文件的“主管部门:”下面。", kinds.MANAGER),
    ("指标", "写在“绩效指标:”里某个二级指标的下面，每条前面加“- ”。", kinds.INDICATOR),
    ("说明", "写在“说明:”下面，每条前面加“- ”。", kinds.NOTE),
    (
        "审核.yaml：审核文件",
        "由审核人填写，与 department.yaml 放在一起；没有要采纳的意见、也不用说明项目对应的，就不用这个文件。",
        kinds.REVIEW,
    ),
    ("采纳", "写在审核文件的“采纳:”下面，每条前面加“- ”。", kinds.ACCEPTANCE),
    ("对应", "写在审核文件的“对应:”下面，每条前面加“- ”。", kinds.CORRESPONDENCE),
)
_NOTE = "<!-- 本页由程序根据栏目表生成，请不要直接修改。 -->"


def field_manual() -> str:
    """The whole page as Markdown."""
    parts = [
        "# 栏目一览",
        "",
        _NOTE,
        "",
        "“必填”一列：**是** 表示没有就不能生成 PDF；“要有”表示这一行必须写，内容可以空着。",
        "",
    ]
    for title, about, table in _PAGES:
        parts += [f"## {title}", "", about, "", *_table(table), ""]
    parts += _defaults()
    return "\n".join(parts)


def section_of(table: Record) -> str:
    """The heading under which the manual has the keys of a record; empty where it has none."""
    return next((title for title, _, one in _PAGES if one is table), "")


def _table(table: Record) -> Iterator[str]:
    yield "| 栏目 | 必填 | 写什么 | 说明 | 例子 |"
    yield "|---|---|---|---|---|"
    for field in table.fields:
        example = f"`{field.key}: {field.example}`" if field.example and field.kind != kinds.LINES else field.example
        yield f"| {field.key} | {_duty(field)} | {_kind(field)} | {field.help} | {example} |".replace("  |", " |")


def _duty(field: Field) -> str:
    if field.needed:
        return "**是**"
    return "要有" if field.present else ""


def _kind(field: Field) -> str:
    return "、".join(field.choices) if field.choices else field.kind


def _defaults() -> list[str]:
    keys = "、".join(field.key for field in kinds.DEFAULT.fields)
    return [
        "## 项目默认",
        "",
        f"写在部门文件的“项目默认:”下面。可以写：{keys}。项目文件里写了同一栏的，以项目文件为准。",
        "",
    ]


if __name__ == "__main__":
    import sys

    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(field_manual())
