"""Sources to the model: every key of the tables, what is inherited, what is printed."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.diagnostics import SourceText
from jixiao.layout.view import build_view, document_date
from jixiao.model import fields as kinds
from jixiao.model.document import Department, Text, locate
from jixiao.model.fields import Field, Record
from jixiao.model.load import Loaded, load
from jixiao.source.workspace import Workspace, department_year
from jixiao.source.yamltree import Keys, Mapping, Scalar, parse

LAYOUT = """\
名称: 全表
金额: {单位: 元, 小数: 2}
资金来源: [财政拨款, 上年结转]
支出计划: {节点: [6月底, 12月底], 方式: 当期}
指标:
  产出指标:
    数量指标: {必填: 是, 标注: （必填）}
    质量指标: {必填: 是}
  效益指标:
    社会效益指标: {}
列: [名称, 指标值, 权重]
栏目: [项目编码, 主管部门, 实施单位, 支出计划, 绩效目标]
印: {整体目标: 是}
其他栏目: [负责人]
"""
DEPARTMENT = """\
版式: 全
版面: 宽松
单位:
  名称: 甲局
  编码: 001
  区划: 130730
年度: 2025
阶段: 调整
编制日期: 2025-03-04
项目默认:
  主管部门:
    名称: 主管局
    编码: 009
  项目期: 1 年
  公开: 是
总体绩效目标: |
  总体一
  总体二
分项绩效目标:
  - 名称: 分项
    绩效目标: 做到
    绩效指标: 衡量
    项目:
      - P1
      - P2
工作保障措施:
  - 名称: 措施
    内容: 保障
预算:
  项目支出: 975.17万元
  范围: 部分项目
说明:
  - 规则: JX202
    位置: 预算
    理由: 县财政另有安排
"""
PROJECT = """\
项目名称: 项目
项目编码: P1
主管部门:
  名称: 另一个局
  编码: 068
实施单位: 乙所
项目属性: 延续项目
项目类别: 货物购置
项目期: 2 年
开始日期: 2025-01-01
结束日期: 2026-12-31
公开: 否
资金:
  总额: 60万元
  财政拨款: 1,200.50
  上年结转:
资金用途: 用途
支出计划:
  6月底: 50%
  12月底:
绩效目标: |
  一
  二
测算:
  - 2 人 × 3 元
  - 1 次 × 5 元
绩效指标:
  社会效益指标:
    - 名称: 效益
      指标值: 提高
  数量指标:
    - 名称: 人数
      描述: 怎样算
      指标值: "≥2 人"
      依据: 依据
      权重: 10
      备注: 备注
      方向: 越高越好
      分档:
        - 好 = 多
        - 差 = 少
上年项目:
  - P0
说明:
  - 规则: JX205
    位置: 绩效指标
    理由: 理由如此
其他栏目:
  负责人: 张三
"""


def read(root: Path, department: str = DEPARTMENT, *projects: str) -> Loaded:
    """Load a department-year of these texts in the form above."""
    for path, text in (
        ("layouts/全/layout.yaml", LAYOUT),
        ("sources/a/2025/department.yaml", department),
        *((f"sources/a/2025/projects/{number}.yaml", one) for number, one in enumerate(projects or (PROJECT,), 1)),
    ):
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return load(Workspace(root), department_year(root / "sources/a/2025"))


def decoded(root: Path, department: str = DEPARTMENT, *projects: str) -> Department:
    loaded = read(root, department, *projects)
    assert loaded.faults == ()
    assert loaded.department is not None
    return loaded.department


def plain(value: Any) -> Any:
    """Texts as strings and money as (value, digits, unit), through all records."""
    if isinstance(value, Text):
        return value.text
    if isinstance(value, SourceText):
        return value.path
    if hasattr(value, "amount") and hasattr(value, "digits"):
        return value.amount, value.digits, value.unit
    if hasattr(value, "_asdict"):
        return {key: plain(one) for key, one in value._asdict().items()}
    return [plain(one) for one in value] if isinstance(value, tuple) else value


def test_every_key_of_a_department(tmp_path: Path) -> None:
    found = plain(decoded(tmp_path)._replace(projects=()))
    assert found == {
        "source": "sources/a/2025/department.yaml",
        "layout": "全",
        "organ": {"name": "甲局", "code": "001", "region": "130730"},
        "year": "2025",
        "page": "宽松",
        "stage": "调整",
        "date": "2025-03-04",
        "overall": "总体一\n总体二",
        "subgoals": [{"name": "分项", "goal": "做到", "measures": "衡量", "projects": ["P1", "P2"]}],
        "safeguards": [{"name": "措施", "content": "保障"}],
        "budget": {"amount": (Decimal("975.17"), "975.17", "万元"), "scope": "部分项目"},
        "notes": [{"rule": "JX202", "place": "预算", "reason": "县财政另有安排"}],
        "projects": [],
    }


def test_every_key_of_a_project(tmp_path: Path) -> None:
    (found,) = plain(decoded(tmp_path).projects)
    blank = dict.fromkeys(["description", "basis", "weight", "remark", "direction"]) | {"scale": []}
    assert found == {
        "source": "sources/a/2025/projects/1.yaml",
        "name": "项目",
        "code": "P1",
        "department": {"name": "另一个局", "code": "068", "region": None},
        "unit": "乙所",
        "attribute": "延续项目",
        "category": "货物购置",
        "period": "2 年",
        "start": "2025-01-01",
        "end": "2026-12-31",
        "public": "否",
        "funds": [
            {"key": "总额", "money": (Decimal(60), "60", "万元")},
            {"key": "财政拨款", "money": (Decimal("0.12005"), "1,200.50", "元")},
            {"key": "上年结转", "money": None},
        ],
        "purpose": "用途",
        "plan": [{"key": "6月底", "value": "50%"}, {"key": "12月底", "value": ""}],
        "goal": "一\n二",
        "costing": ["2 人 × 3 元", "1 次 × 5 元"],
        "indicators": [
            {"group": "社会效益指标", "name": "效益", "value": "提高"} | blank,
            {
                "group": "数量指标",
                "name": "人数",
                "description": "怎样算",
                "value": "≥2 人",
                "basis": "依据",
                "weight": "10",
                "remark": "备注",
                "direction": "越高越好",
                "scale": ["好 = 多", "差 = 少"],
            },
        ],
        "previous": ["P0"],
        "notes": [{"rule": "JX205", "place": "绩效指标", "reason": "理由如此"}],
        "extras": [{"key": "负责人", "value": "张三"}],
    }


def tables(table: Record) -> Iterator[Record]:
    """A table and those inside."""
    yield table
    for field in table.fields:
        if field.record is not None:
            yield from tables(field.record)


def test_the_two_sources_use_every_key() -> None:
    """So that a field that is added to the tables is added here."""
    for table, text in ((kinds.DEPARTMENT, DEPARTMENT), (kinds.PROJECT, PROJECT)):
        for one in tables(table):
            if one is not kinds.DEFAULT:
                missing = [field.key for field in one.fields if f"{field.key}:" not in text]
                assert not missing, one.name


def fields() -> Iterator[tuple[Record, Field]]:
    seen: set[str] = set()
    for top in (kinds.DEPARTMENT, kinds.PROJECT):
        for table in tables(top):
            if table.name not in seen:
                seen.add(table.name)
                yield from ((table, field) for field in table.fields)


@pytest.mark.parametrize(("table", "field"), [pytest.param(*one, id=f"{one[0].name}.{one[1].key}") for one in fields()])
def test_every_field_is_explained(table: Record, field: Field) -> None:
    assert field.help.endswith("。")
    assert table.by_key[field.key] is field
    assert bool(field.choices) == (field.kind == kinds.CHOICE)
    assert not field.choices or field.example in {"", *field.choices}


def test_defaults_are_inherited_and_overridden(tmp_path: Path) -> None:
    bare = "项目名称: 乙\n资金:\n  总额: 1\n绩效指标:\n  数量指标:\n    - 名称: 甲\n      指标值:\n"
    own = bare.replace("乙", "丙") + "项目期: 3 年\n公开: 否\n"
    blank = bare.replace("乙", "丁") + "项目期:\n主管部门:\n"
    first, second, third = decoded(tmp_path, DEPARTMENT, bare, own, blank).projects
    assert (plain(first.period), plain(first.public), plain(first.department)["name"]) == ("1 年", "是", "主管局")
    assert (plain(second.period), second.is_public) == ("3 年", False)
    assert plain(third.period) == ""
    assert first.is_public
    assert first.code is None


def test_what_nobody_says(tmp_path: Path) -> None:
    bare = "版式: 全\n单位:\n  名称: 甲局\n年度: 2025\n"
    department = decoded(tmp_path, bare)
    assert (department.stage_name, department.is_final, document_date(department)) == ("一上", False, (2025, 1, 1))
    assert department.subgoals == department.safeguards == department.notes == ()
    for stage, final in (("一上", False), ("二上", False), ("批复", True), ("调整", True)):
        department = decoded(tmp_path, bare + f"阶段: {stage}\n")
        assert (department.stage_name, department.is_final) == (stage, final)


def test_values_keep_every_character(tmp_path: Path) -> None:
    for typed in ("068", "43.3800", "600.00", "是/否", "2024-01-01", "1307E5", "0x1F", "yes", "null", "~", "1_000", "12:30:45", ".5", "-", "/", "无", "a # b"):
        quoted = f'"{typed}"' if typed in {"-", "~", "a # b"} else typed
        department = decoded(tmp_path, DEPARTMENT, PROJECT.replace("权重: 10", f"权重: {quoted}"))
        assert plain(department.projects[0].indicators[1].weight) == typed


def test_scale_as_documented(tmp_path: Path) -> None:
    typed = "        - 好：投诉 0 次\n        - 差：投诉 5 次以上\n"
    department = decoded(tmp_path, DEPARTMENT, PROJECT.replace("        - 好 = 多\n        - 差 = 少\n", typed))
    assert plain(department.projects[0].indicators[1].scale) == ["好：投诉 0 次", "差：投诉 5 次以上"]


def test_order_of_projects_is_natural(tmp_path: Path) -> None:
    for name in ("2-乙", "10-丙", "1-甲", "甲/1", "02-丁"):
        text = PROJECT.replace("项目名称: 项目", f"项目名称: {name}").replace("P1", f"P{name}")
        path = tmp_path / f"sources/a/2025/projects/{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    read(tmp_path)
    (tmp_path / "sources/a/2025/projects/1.yaml").unlink()
    loaded = load(Workspace(tmp_path), department_year(tmp_path / "sources/a/2025"))
    assert loaded.department is not None
    assert [one.name.text for one in loaded.department.projects] == ["1-甲", "02-丁", "2-乙", "10-丙", "甲/1"] or [
        one.name.text for one in loaded.department.projects
    ] == ["1-甲", "2-乙", "02-丁", "10-丙", "甲/1"]
    assert loaded.department.projects[0].source.path == "sources/a/2025/projects/1-甲.yaml"


def test_inputs_are_all_files(tmp_path: Path) -> None:
    loaded = read(tmp_path)
    assert [one.path for one in loaded.inputs] == ["sources/a/2025/department.yaml", "sources/a/2025/projects/1.yaml"]
    import hashlib

    assert loaded.inputs[0].sha256 == hashlib.sha256(DEPARTMENT.encode()).hexdigest()


# The view.


def printed(root: Path, *, public: bool = False) -> Any:
    loaded = read(root)
    assert loaded.department is not None
    assert loaded.form is not None
    return build_view(loaded.department, loaded.form, public=public)


def test_view_prints_the_fields_of_the_form(tmp_path: Path) -> None:
    view = printed(tmp_path)
    assert view.title == "甲局2025年度绩效目标"
    assert view.printed["项目"] == [
        {
            "序号": 1,
            "项目名称": "项目",
            "项目编码": "P1",
            "主管部门": {"名称": "另一个局", "编码": "068"},
            "实施单位": "乙所",
            "支出计划": {"6月底": "50%", "12月底": ""},
            "绩效目标": "一\n二",
            "资金": {"总额": "600000.00", "财政拨款": "1,200.50", "上年结转": ""},
            "绩效指标": [
                {"一级指标": "产出指标", "二级指标": "数量指标", "名称": "人数", "指标值": "≥2 人", "权重": "10"},
                {"一级指标": "效益指标", "二级指标": "社会效益指标", "名称": "效益", "指标值": "提高", "权重": ""},
            ],
            "其他栏目": {"负责人": "张三"},
        }
    ]
    assert set(view.printed) == {
        "schema_version", "版式", "标题", "单位", "年度", "阶段", "金额单位", "总体绩效目标", "分项绩效目标", "工作保障措施", "项目",
    }  # fmt: skip


NEVER = ["延续项目", "货物购置", "2 年", "用途", "怎样算", "依据", "备注", "越高越好", "多", "P0", "理由如此", "县财政", "975", "130730", "部分项目", "人 × 3"]


@pytest.mark.parametrize("secret", NEVER)
def test_view_prints_nothing_else(tmp_path: Path, secret: str) -> None:
    view = printed(tmp_path)
    everything = view.department.code + "".join(one.code for one in view.projects) + str(view.printed) + view.title + view.setup
    assert "乙所" in everything
    assert secret not in everything
    assert all(secret not in text.text for texts in view.texts.values() for text in texts)


def test_duty_without_indicators_keeps_a_row(tmp_path: Path) -> None:
    assert '"名称":"质量指标"' in printed(tmp_path).projects[0].code


def test_public_view_leaves_out(tmp_path: Path) -> None:
    view = printed(tmp_path, public=True)
    assert (view.projects, view.printed["项目"]) == ([], [])
    assert not [text for texts in view.texts.values() for text in texts if text.text == "乙所"]


# Places.


SAFE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\u200b\ufeff\xad"), min_size=1, max_size=20)


@settings(deadline=None)
@given(SAFE, st.sampled_from(["'", '"', "|"]))
def test_locate_points_at_the_character(text: str, style: str) -> None:
    """Whatever the style, the place found holds the character, or is the whole text where it is escaped."""
    body = text.strip() or "甲"
    typed = {"'": "'" + body.replace("'", "''") + "'", '"': '"' + body.replace("\\", "\\\\").replace('"', '\\"') + '"', "|": "|\n    " + body}[style]
    source = SourceText("a.yaml", f"甲: 1\n绩效目标: {typed}\n乙: {body[:1]}\n")
    node, _ = parse(source, Keys(frozenset({"甲", "乙", "绩效目标"}), prose=frozenset({"绩效目标"})))
    if not isinstance(node, Mapping) or len(node.entries) < 2 or not isinstance(node.entries[1].value, Scalar):
        return
    value = node.entries[1].value
    from jixiao.diagnostics import Span

    span = Span(source, value.start, value.end)
    known = Text(value.text, span)
    last = -1
    for index, char in enumerate(value.text.rstrip("\n")):
        place = locate(known, index)
        assert place == span or source.text[place.start : place.end] == char
        assert span.start <= place.start <= place.end <= span.end
        if place != span and char == value.text[index - 1 : index]:
            assert place.start > last
        last = place.start


def test_locate_counts_characters_before() -> None:
    source = SourceText("a.yaml", "名称: 'it''s 𠀁 it'\n")
    from jixiao.diagnostics import Span

    text = Text("it's 𠀁 it", Span(source, 4, 17))
    assert locate(text, 5).start == source.text.index("𠀁")
    assert locate(text, 7).start == source.text.rindex("it")
