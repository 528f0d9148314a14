"""The schema is exactly as wide as the decoder: samples and skeletons pass, wrong keys and shapes do not."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from jixiao.diagnostics import SourceText, has_errors
from jixiao.model.decode import decode_department, decode_project
from jixiao.model.fields import RECORDS_OF_REVIEW, RECORDS_OF_SOURCES
from jixiao.model.form import Form
from jixiao.model.load import load_form
from jixiao.model.schema import FILES, schema, schema_text
from jixiao.model.vocabulary import department_keys, project_keys
from jixiao.source.workspace import layout_folders
from jixiao.source.yamltree import parse

SOURCES = Path(__file__).resolve().parents[2] / "sources"
LAYOUTS = tuple(layout_folders(None))


def form_of(name: str) -> Form:
    form, faults = load_form(None, name, layout_folders(None)[name])
    assert form is not None, faults
    return form


def typed(text: str) -> Any:
    """A text as a YAML editor types it: the core schema, in which a date is a text."""
    return plain(YAML(typ="safe", pure=True).load(text))


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def complaints(file: str, form: Form, text: str) -> list[str]:
    found = Draft7Validator(schema(file, form, LAYOUTS)).iter_errors(typed(text))
    return ["/".join(map(str, one.absolute_path)) for one in found]


def decodes(file: str, form: Form, text: str) -> bool:
    source = SourceText("x.yaml", text)
    node, faults = parse(source, project_keys(form) if file == "project" else department_keys())
    assert node is not None
    more = decode_project(source, node, form, {})[1] if file == "project" else decode_department(source, node, form)[2]
    return not has_errors([*faults, *more])


@pytest.mark.parametrize("path", sorted(SOURCES.rglob("*.yaml")), ids=lambda path: str(path.relative_to(SOURCES)))
def test_samples_pass(path: Path) -> None:
    department = path if path.name == "department.yaml" else path.parents[1] / "department.yaml"
    layout = next(one for one in LAYOUTS if one in department.read_text(encoding="utf-8"))
    file = "department" if path == department else "project"
    assert complaints(file, form_of(layout), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("file", FILES)
def test_is_a_schema_in_chinese(file: str, layout: str) -> None:
    made = schema(file, form_of(layout), LAYOUTS)
    Draft7Validator.check_schema(made)
    assert json.loads(schema_text(made)) == made
    assert made["additionalProperties"] is False
    for key, field in made["properties"].items():
        assert field["title"] == key
        assert field["description"].endswith("。")


def test_every_field_of_every_record_is_there() -> None:
    text = "".join(schema_text(schema(file, form_of("hebei-2025"))) for file in FILES)
    for table in (*RECORDS_OF_SOURCES, *RECORDS_OF_REVIEW):
        for field in table.fields:
            assert f'"title": "{field.key}"' in text
            assert field.help in text


def test_says_the_words_of_the_form() -> None:
    made = schema("project", form_of("hebei-2025"))
    funds = made["properties"]["资金"]["properties"]
    assert list(funds) == ["总额", "财政拨款", "其他资金"]
    assert "预算数" in funds["总额"]["description"]
    assert list(made["properties"]["绩效指标"]["properties"]) == list(form_of("hebei-2025").level2)
    assert "必填硬性指标" in json.dumps(schema("project", form_of("ningxia-2024")), ensure_ascii=False)


PROJECT = "项目名称: 甲\n资金:\n  总额: 5\n绩效指标:\n  数量指标:\n    - 名称: 乙\n      指标值: 3个\n"
DEPARTMENT = "版式: hebei-2025\n单位:\n  名称: 甲局\n年度: 2025\n"


@pytest.mark.parametrize(
    "more",
    [
        "项目编码: 0312\n", "项目编码: 1307E5\n", "项目期: 1\n", "资金用途: true\n", "资金用途:\n", "公开: 是\n", "公开:\n",
        "开始日期: 2025-01-20\n", "支出计划:\n  3月底: 24\n  6月底: 50%\n  10月底:\n", "支出计划:\n", "测算: 5人 × 1万元\n",
        "测算:\n  - 5人 × 1万元\n  - 3\n", "说明:\n", "其他栏目:\n", "上年项目: [0312, 甲]\n", "主管部门:\n  名称: 乙\n  编码: 068\n",
    ],
)  # fmt: skip
def test_what_decodes_passes(more: str) -> None:
    form = form_of("hebei-2025")
    text = PROJECT + more
    assert decodes("project", form, text)
    assert complaints("project", form, text) == []


@pytest.mark.parametrize("amount", ["600.00", "600", "60万元", "'1,200.50'", "600000 元"])
def test_amounts(amount: str) -> None:
    text = PROJECT.replace("总额: 5", f"总额: {amount}")
    assert decodes("project", form_of("hebei-2025"), text)
    assert complaints("project", form_of("hebei-2025"), text) == []


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("总额: 5", "总额: 五万", "资金/总额"), ("总额: 5", "总额:", "资金/总额"), ("总额: 5", "总额: [5]", "资金/总额"),
        ("  总额: 5", "  财政拨款: 5", "资金"), ("项目名称: 甲", "项目名称:", "项目名称"), ("项目名称: 甲\n", "", ""),
        ("项目名称: 甲", "项目名称:\n  - 甲", "项目名称"), ("数量指标", "数目指标", "绩效指标"), ("指标值: 3个", "数值: 3个", "绩效指标/数量指标/0"),
        ("绩效指标:", "公开: 可以\n绩效指标:", "公开"), ("绩效指标:", "预算数: 5\n绩效指标:", ""), ("绩效指标:", "开始日期: 一月\n绩效指标:", "开始日期"),
        ("绩效指标:", "支出计划:\n  3月底: 一半\n绩效指标:", "支出计划/3月底"), ("绩效指标:", "支出计划:\n  9月底: 5%\n绩效指标:", "支出计划"),
    ],
)  # fmt: skip
def test_what_does_not_decode_is_underlined(old: str, new: str, place: str) -> None:
    text = PROJECT.replace(old, new)
    assert text != PROJECT
    assert not decodes("project", form_of("hebei-2025"), text)
    assert place in complaints("project", form_of("hebei-2025"), text)


@pytest.mark.parametrize(
    ("more", "fine"),
    [("版面: 9704\n", True), ("版面: 小\n", False), ("阶段: 二上\n", True), ("阶段: 三上\n", False), ("编制日期: 2025-01-20\n", True),
     ("分项绩效目标:\n  - 名称: 甲\n", True), ("分项绩效目标:\n  - 绩效目标: 甲\n", False), ("预算:\n  项目支出: 5\n", True)],
)  # fmt: skip
def test_department(more: str, fine: bool) -> None:
    form = form_of("hebei-2025")
    assert decodes("department", form, DEPARTMENT + more) is fine
    assert (complaints("department", form, DEPARTMENT + more) == []) is fine


def test_layout_is_one_that_there_is() -> None:
    text = DEPARTMENT.replace("hebei-2025", "henan-2025")
    assert complaints("department", form_of("hebei-2025"), text) == ["版式"]


def test_review_file() -> None:
    fine = "采纳:\n  - 规则: JX205\n    理由: 合同总价\n    经办: 李某\n    日期: 2025-01-06\n对应:\n  - 旧: [甲]\n    新:\n"
    assert complaints("review", form_of("hebei-2025"), fine) == []
    assert complaints("review", form_of("hebei-2025"), fine.replace("经办", "经手")) == ["采纳/0"]
