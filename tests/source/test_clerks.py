"""What a clerk typed in a trial: lists without dashes, tables from Word, headings of the form, the same slip on every line."""

import pytest

from jixiao.source.nodes import Keys

from .conftest import Look, Seen
from .conftest import look as read_with

_KINDS = ("数量指标", "质量指标", "成本指标")
_INDICATOR = frozenset(("名称", "描述", "指标值", "依据", "权重", "备注"))
_PROJECT = {
    "": frozenset(("项目编码", "项目名称", "资金", "资金用途", "支出计划", "绩效目标", "测算", "绩效指标")),
    "资金": frozenset(("总额", "财政拨款", "其他资金")),
    "支出计划": frozenset(("3月底", "6月底", "10月底", "12月底")),
    "绩效指标": frozenset(_KINDS),
    **dict.fromkeys(_KINDS, _INDICATOR),
}
_DEPARTMENT = {
    "": frozenset(("版式", "单位", "年度", "总体绩效目标", "分项绩效目标", "工作保障措施")),
    "单位": frozenset(("名称", "编码")),
    "分项绩效目标": frozenset(("名称", "绩效目标", "绩效指标")),
    "工作保障措施": frozenset(("名称", "内容")),
}
PROJECT = Keys(frozenset().union(*_PROJECT.values()), frozenset(("绩效目标",)), frozenset((*_KINDS, "测算")), _PROJECT)
DEPARTMENT = Keys(
    frozenset().union(*_DEPARTMENT.values()),
    frozenset(("总体绩效目标", "绩效目标", "绩效指标", "内容")),
    frozenset(("分项绩效目标", "工作保障措施")),
    _DEPARTMENT,
)
WHOLE = """\
项目编码: 1307P1
项目名称: 公车购置
资金:
  总额: 99.00
  财政拨款: 99.00
  其他资金:
资金用途: 用于公车购置
绩效指标:
  数量指标:
    - 名称: 车辆购置数量
      描述: 车辆购置数量
      指标值: ≤5辆
      依据: 合同
"""
ROW = {"名称": "车辆购置数量", "描述": "车辆购置数量", "指标值": "≤5辆", "依据": "合同"}
FUNDS = "  总额: 99.00\n  财政拨款: 99.00\n  其他资金:\n"


@pytest.fixture(name="project")
def _project() -> Look:
    return lambda text: read_with(text, PROJECT)


@pytest.fixture(name="department")
def _department() -> Look:
    return lambda text: read_with(text, DEPARTMENT)


def value_of(seen: Seen, *keys: str) -> object:
    value = seen.value
    for key in keys:
        assert isinstance(value, dict)
        value = value[key]
    return value


def one(seen: Seen, code: str, line: int) -> str:
    """The text of the only fault, at a place."""
    assert [(place[0], place[1]) for place in seen.places] == [(code, line)]
    fault = seen.faults[0]
    return f"{fault.message}\n{fault.hint}"


def test_the_valid_file_is_silent(project: Look) -> None:
    assert project(WHOLE).faults == []


# --- lists without dashes ---


def test_a_list_without_any_dash_is_told_once_with_the_line_of_each_row(department: Look) -> None:
    rows = "".join(f"  名称: {name}\n  绩效目标: 甲\n  绩效指标: 乙\n" for name in "一二三")
    seen = department("年度: 2025\n分项绩效目标:\n" + rows)
    said = one(seen, "JX043", 3)
    assert "第 6、9 行起分别是第二、第三条，也请在“名称”前面加“- ”" in said
    assert said.endswith("应写成：- 名称: 一")
    assert value_of(seen, "分项绩效目标") == [{"名称": name, "绩效目标": "甲", "绩效指标": "乙"} for name in "一二三"]


@pytest.mark.parametrize("lead", ["  ", "    ", "      "])
def test_indicators_without_dashes_become_rows(lead: str, project: Look) -> None:
    lines = "".join(f"{lead}{line}\n" for line in ("名称: 甲", "指标值: 1", "名称: 乙", "指标值: 2"))
    seen = project("绩效指标:\n  数量指标:\n" + lines + "  质量指标:\n    - 名称: 丙\n      指标值: 3\n")
    assert "第 5 行起是第二条" in one(seen, "JX043", 3)
    assert value_of(seen, "绩效指标") == {
        "数量指标": [{"名称": "甲", "指标值": "1"}, {"名称": "乙", "指标值": "2"}],
        "质量指标": [{"名称": "丙", "指标值": "3"}],
    }


def test_the_sample_has_the_right_first_word(project: Look) -> None:
    lines = "    三级指标: 甲\n    指标值: 1\n    三级指标: 乙\n    指标值: 2\n"
    assert "应写成：- 名称: 甲" in one(project("绩效指标:\n  数量指标:\n" + lines), "JX043", 3)


def test_a_row_with_its_dash_below_rows_without_is_at_home(project: Look) -> None:
    text = "绩效指标:\n  数量指标:\n      名称: 甲\n      名称: 乙\n    - 名称: 丙\n      名称: 丁\n"
    seen = project(text)
    assert [place[0] for place in seen.places] == ["JX043"]
    assert value_of(seen, "绩效指标", "数量指标") == [{"名称": name} for name in "甲乙丙丁"]


def test_rows_after_the_first_are_told_once(project: Look) -> None:
    rows = "      名称: 乙\n      指标值: 2\n      名称: 丙\n      指标值: 3\n"
    seen = project("绩效指标:\n  数量指标:\n    - 名称: 甲\n      指标值: 1\n" + rows)
    assert "第 7 行同样" in one(seen, "JX043", 5)


@pytest.mark.parametrize("again", ["项目编码: 1\n项目名称: 乙\n", "# 另一个\n项目名称: 乙\n资金:\n  总额: 1\n"])
def test_another_project_below_the_first_is_told_once(again: str, project: Look) -> None:
    seen = project(WHOLE + "\n" + again)
    line = 15 + again.startswith("#")
    assert f"从第 {line} 行起是另一个项目" in one(seen, "JX013", line)
    assert seen.value == project(WHOLE).value


def test_a_repeated_line_is_not_simply_to_be_deleted(project: Look) -> None:
    assert not one(project(WHOLE + "项目名称: 乙\n"), "JX014", 14).split("\n")[1].startswith("请删去")


def test_a_dash_on_every_line_is_one_row(project: Look) -> None:
    text = (
        WHOLE.replace("      描述", "    - 描述")
        .replace("      指标值", "    - 指标值")
        .replace("      依", "    - 依")
    )
    seen = project(text)
    said = one(seen, "JX009", 11)
    assert "第 11–13 行与第 10 行是同一条" in said
    assert "与“名称”对齐，行首用 6 个空格" in said
    assert seen.value == project(WHOLE).value


def test_rows_of_one_field_each_are_rows(department: Look) -> None:
    assert department("分项绩效目标:\n  - 名称: 甲\n  - 名称: 乙\n").faults == []


def test_a_second_row_with_two_fields_is_a_row(project: Look) -> None:
    text = "绩效指标:\n  数量指标:\n    - 名称: 甲\n    - 描述: 乙\n      指标值: 1\n"
    assert value_of(project(text), "绩效指标", "数量指标") == [{"名称": "甲"}, {"描述": "乙", "指标值": "1"}]


@pytest.mark.parametrize("sign", ["- ", "· ", "1.", "（一）", ""])
def test_a_text_for_a_row_is_its_name(sign: str, project: Look) -> None:
    second = sign.replace("1", "2").replace("一", "二")
    seen = project(f"绩效指标:\n  数量指标:\n    {sign}出行环境舒适度\n    {second}绿化面积\n")
    said = one(seen, "JX006" if sign == "- " else "JX043", 3)
    assert "第 4 行同样" in said
    assert "- 名称: 出行环境舒适度" in said
    assert value_of(seen, "绩效指标", "数量指标") == [{"名称": "出行环境舒适度"}, {"名称": "绿化面积"}]


@pytest.mark.parametrize("lead", ["", "  "])
def test_numbered_names_keep_their_fields(lead: str, department: Look) -> None:
    text = "分项绩效目标:\n" + "".join(
        f"{lead}{line}\n" for line in ("1.党建", "绩效目标: 甲", "绩效指标: 乙", "2.后勤", "绩效目标: 丙")
    )
    seen = department(text)
    one(seen, "JX043", 2)
    assert value_of(seen, "分项绩效目标") == [
        {"名称": "党建", "绩效目标": "甲", "绩效指标": "乙"},
        {"名称": "后勤", "绩效目标": "丙"},
    ]


def test_names_as_words_above_their_fields(department: Look) -> None:
    seen = department("分项绩效目标:\n  党建:\n    绩效目标: 甲\n  后勤：\n    绩效目标: 乙\n年度: 2025\n")
    said = one(seen, "JX043", 2)
    assert "第 4 行同样" in said
    assert said.endswith("应写成：- 名称: 党建")
    assert value_of(seen, "分项绩效目标") == [
        {"名称": "党建", "绩效目标": "甲"},
        {"名称": "后勤", "绩效目标": "乙"},
    ]


def test_a_number_alone_begins_a_row(department: Look) -> None:
    seen = department("分项绩效目标:\n  1、\n    名称: 甲\n    绩效目标: 乙\n")
    one(seen, "JX043", 2)
    assert value_of(seen, "分项绩效目标") == [{"名称": "甲", "绩效目标": "乙"}]


@pytest.mark.parametrize("sign", ["- ", "2、"])
def test_a_group_takes_no_dash(sign: str, project: Look) -> None:
    seen = project(WHOLE + f"  {sign}质量指标:\n    - 名称: 乙\n      指标值: 1\n")
    assert f"请删去行首的“{sign.strip()}”" in one(seen, "JX009", 14)
    assert value_of(seen, "绩效指标", "质量指标") == [{"名称": "乙", "指标值": "1"}]


# --- lines that must not be glued ---


def test_printed_words_with_a_full_width_colon_are_fields(project: Look) -> None:
    seen = project(WHOLE.replace(FUNDS, "  预算数：99.00\n  其中：财政资金：99.00\n  其他资金：\n"))
    assert seen.places == [("JX007", 4, 6), ("JX007", 5, 10), ("JX007", 6, 7)]
    assert [fault.hint for fault in seen.faults] == [
        "应写成：预算数: 99.00",
        "应写成：其中：财政资金: 99.00",
        "应写成：其他资金:",
    ]
    assert value_of(seen, "资金") == {"预算数": "99.00", "其中：财政资金": "99.00", "其他资金": ""}


def test_a_word_and_a_tab_are_a_field_and_the_sample_is_acceptable(project: Look) -> None:
    seen = project(WHOLE.replace(FUNDS, "  预算数\t９９．００\n  财政拨款\t９９．００％\n  其他资金\n"))
    assert [place[:2] for place in seen.places] == [("JX007", 4), ("JX007", 5), ("JX007", 6)]
    assert seen.faults[0].hint == "应写成：预算数: 99.00"
    assert value_of(seen, "资金") == {"预算数": "９９．００", "财政拨款": "９９．００％", "其他资金": ""}


def test_a_text_beside_fields_is_not_glued_to_them(project: Look) -> None:
    text = "预算规模及资金用途:\n  用于公车购置\n  预算数: 99.00\n  其他资金:\n项目名称: 甲\n"
    seen = project(text)
    assert "应写成" not in one(seen, "JX006", 2)
    assert seen.value == {"预算规模及资金用途": {"预算数": "99.00", "其他资金": ""}, "项目名称": "甲"}


def test_lines_that_look_like_fields_are_not_proposed_as_one_text(project: Look) -> None:
    said = one(project("资金用途: 用于\n  其中：购置5辆\n  预算数：99\n"), "JX016", 1)
    assert "应写成" not in said
    assert "“其中”" in said


@pytest.mark.parametrize("sign", ["，", "\t", "  "])
def test_two_fields_on_a_line_are_not_proposed_as_one(sign: str, project: Look) -> None:
    said = one(project(f"项目编码：1307P1{sign}项目名称：公车购置\n"), "JX007", 1)
    assert "应写成" not in said
    assert "“项目名称”是另外的栏目，请移到下一行" in said


def test_a_text_behind_the_bar_is_shown_below_it(department: Look) -> None:
    seen = department("总体绩效目标: |加强党的领导。\n  确保治安。\n")
    assert "应写成：\n总体绩效目标: |\n  加强党的领导。\n  确保治安。" in one(seen, "JX016", 1)
    assert value_of(seen, "总体绩效目标") == "加强党的领导。\n确保治安。\n"


@pytest.mark.parametrize("sign", ["丨", "“|”", '"|"', "l", "I", "1", "｜"])
def test_what_looks_like_a_bar_is_one(sign: str, department: Look) -> None:
    seen = department(f"总体绩效目标: {sign}\n  加强党的领导。\n  确保治安。\n")
    assert "应写成：总体绩效目标: |" in one(seen, "JX016", 1)
    assert value_of(seen, "总体绩效目标") == "加强党的领导。\n确保治安。\n"
    assert department(f"总体绩效目标: {'丨' if sign == '｜' else sign}\n年度: 2025\n").faults == []


def test_a_field_on_the_line_of_its_group_gets_its_own(department: Look) -> None:
    seen = department("单位: 名称: 怀来县\n  编码: 430001\n年度: 2025\n")
    assert "应写成：\n单位:\n  名称: 怀来县" in one(seen, "JX009", 1)
    assert value_of(seen, "单位") == {"名称": "怀来县", "编码": "430001"}


def test_a_row_on_the_line_of_its_list_gets_its_own(project: Look) -> None:
    seen = project("绩效指标:\n  数量指标: 名称: 甲\n      指标值: 1\n")
    assert "  - 名称: 甲" in one(seen, "JX009", 2)
    assert value_of(seen, "绩效指标", "数量指标") == [{"名称": "甲", "指标值": "1"}]


# --- tables ---

HEADS = "一级指标\t二级指标\t三级指标\t绩效指标描述\t指标值\t指标值确定依据\n"
CELLS = "车辆购置数量\t车辆购置数量\t≤5辆\t合同"


@pytest.mark.parametrize(
    "table",
    [
        f"产出指标\t数量指标\t{CELLS}\n",
        f"{HEADS}产出指标\t数量指标\t{CELLS}\n",
        f"\t数量指标\t{CELLS}\n",
        f"  数量指标:\n    - {CELLS}\n",
        f"  数量指标:\n  {CELLS}\n",
    ],
)
def test_a_row_of_a_word_table_is_shown_and_read_as_lines(table: str, project: Look) -> None:
    head = WHOLE[: WHOLE.index("  数量指标")]
    seen = project(head + table)
    said = one(seen, "JX006", 9 + ("  数量指标" in table))
    assert "从 Word 粘贴的表格，不能直接用，请一栏一行地写" in said
    lines = "".join(f"\n{'      ' if number else '    - '}{key}: {ROW[key]}" for number, key in enumerate(ROW))
    assert f"应写成：\n  数量指标:{lines}" in said
    assert "# " not in said
    assert value_of(seen, "绩效指标") == {"数量指标": [ROW]}


def test_rows_of_several_groups(project: Look) -> None:
    head = WHOLE[: WHOLE.index("  数量指标")]
    seen = project(head + f"{HEADS}产出指标\t数量指标\t{CELLS}\n\t\t{CELLS}\n\t质量指标\t合格率\t\t≥95%\t合同\n")
    assert "有 4 行" in one(seen, "JX006", 9)
    assert value_of(seen, "绩效指标") == {
        "数量指标": [ROW, ROW],
        "质量指标": [{"名称": "合格率", "描述": "", "指标值": "≥95%", "依据": "合同"}],
    }


@pytest.mark.parametrize("lead", ["", "\t"])
def test_the_plan_as_a_table(lead: str, project: Look) -> None:
    months = "3月底\t6月底\t10月底\t12月底"
    values = "24%\t50%\t75%\t100%" if not lead else "\t\t\t100%"
    seen = project(f"支出计划:\n{lead}{months}\n{lead}{values}\n项目名称: 甲\n")
    assert "12月底: 100%" in one(seen, "JX006", 2)
    rest = dict.fromkeys(("3月底", "6月底", "10月底"), "")
    known = {"3月底": "24%", "6月底": "50%", "10月底": "75%"} if not lead else rest
    assert value_of(seen, "支出计划") == {**known, "12月底": "100%"}


def test_a_table_of_unknown_words_is_told_once(project: Look) -> None:
    seen = project("项目名称: 甲\n车\t2\t3\n人\t4\t5\n资金用途: 乙\n")
    assert "应写成" not in one(seen, "JX006", 2)
    assert seen.value == {"项目名称": "甲", "资金用途": "乙"}


def test_tabs_inside_values_are_no_table(project: Look) -> None:
    assert project("项目名称: 甲\t乙\t丙\t丁\n资金:\n  总额:\t886\n").faults == []


# --- headings and paragraphs ---


@pytest.mark.parametrize("lead", ["", "  "])
def test_paragraphs_below_an_empty_word(lead: str, department: Look) -> None:
    seen = department(f"总体绩效目标:\n{lead}加强党的领导。\n{lead}确保治安。\n年度: 2025\n")
    assert "应写成：\n总体绩效目标: |\n  加强党的领导。\n  确保治安。" in one(seen, "JX016", 2)


@pytest.mark.parametrize("heading", ["一、总体绩效目标", "一、总体绩效目标：", "（一）总体绩效目标:", "1.总体绩效目标"])
def test_a_heading_is_the_field_that_it_names(heading: str, department: Look) -> None:
    seen = department(f"年度: 2025\n{heading}\n  加强党的领导。\n工作保障措施:\n")
    assert one(seen, "JX006", 2).endswith("请写成：总体绩效目标:")
    assert value_of(seen, "总体绩效目标") == "加强党的领导。"


def test_a_heading_ends_a_text(department: Look) -> None:
    seen = department("总体绩效目标: |\n加强党的领导。\n二、分项绩效目标\n  - 名称: 甲\n")
    assert [place[:2] for place in seen.places] == [("JX009", 2), ("JX006", 3)]
    assert value_of(seen, "分项绩效目标") == [{"名称": "甲"}]


@pytest.mark.parametrize("title", ["绩效目标表", "公车购置绩效目标表："])
def test_the_title_of_the_form_is_no_field(title: str, project: Look) -> None:
    seen = project(f"{title}\n项目名称: 甲\n")
    assert "是表上的标题" in one(seen, "JX006", 1)
    assert seen.value == {"项目名称": "甲"}


@pytest.mark.parametrize(
    ("typed", "right", "code"),
    [
        ("【项目名称】：甲", "项目名称: 甲", "JX011"),
        ('"项目名称"："甲"', '项目名称: "甲"', "JX007"),
        ("资金支出计划（%）：甲", "资金支出计划（%）: 甲", "JX007"),
        ("＃备注", "# 备注", "JX006"),
    ],
)
def test_words_in_brackets_and_wide_comments(typed: str, right: str, code: str, project: Look) -> None:
    assert one(project(f"资金用途: 乙\n{typed}\n"), code, 2).endswith(f"应写成：{right}")


# --- values ---


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        (">=95百分比", "≥95百分比"),
        (">= 95", "≥95"),
        ("=>95", "≥95"),
        ("<=95%", "≤95%"),
        ("＞＝95%", "≥95%"),
        ("&gt;=95%", "≥95%"),
        ("&le;95%", "≤95%"),
        ("&lt;5", "<5"),
        ("&gt;5", '">5"'),
        (">5", '">5"'),
    ],
)
def test_comparison_signs(typed: str, right: str, project: Look) -> None:
    seen = project(WHOLE.replace("≤5辆", typed))
    said = one(seen, "JX010", 12)
    assert said.endswith(f"应写成：指标值: {right}")
    assert value_of(seen, "绩效指标", "数量指标") == [{**ROW, "指标值": right.strip('"')}]
    assert ("大于5" in said) is (typed == ">5")


@pytest.mark.parametrize("legal", ["<95", "≥95", "a => b", "1<=2", '">=95"'])
def test_other_signs_are_silent(legal: str, project: Look) -> None:
    assert project(WHOLE.replace("≤5辆", legal)).faults == []


def test_a_lone_dash_is_a_text(project: Look) -> None:
    seen = project(WHOLE.replace("≤5辆", "-"))
    assert seen.faults == []
    assert value_of(seen, "绩效指标", "数量指标") == [{**ROW, "指标值": "-"}]


def test_a_cut_text_is_to_be_quoted_or_moved(project: Look) -> None:
    seen = project(WHOLE.replace("用于公车购置", "公车 #3号车"))
    said = one(seen, "JX018", 7)
    assert '给全部内容加引号："公车 #3号车"' in said
    assert "移到上面单独一行" in said


def test_one_line_words_are_not_told_how_to_write_several(project: Look) -> None:
    seen = project("资金用途: |\n一、购置\n二、上牌\n项目名称: 甲\n")
    assert seen.faults == []  # the decoder refuses the bar
    assert value_of(seen, "资金用途") == "一、购置\n二、上牌\n"


# --- the same slip on every line ---


@pytest.mark.parametrize(
    ("text", "code", "count"),
    [
        (WHOLE.replace(": ", "：").replace(":\n", "：\n"), "JX007", 13),
        (WHOLE.replace(": ", ":"), "JX007", 9),
        (WHOLE.replace("\n  ", "\n\t").replace("\n\t  ", "\n\t\t"), "JX008", 8),
    ],
    ids=["full-width colons", "no spaces", "tabs"],
)
def test_one_slip_is_one_message(text: str, code: str, count: int, project: Look) -> None:
    seen = project(text)
    (fault,) = seen.faults
    assert fault.code == code
    assert f"共 {count} 处" in fault.hint
    assert "编辑→替换" in fault.hint
    assert fault.related == ()
    assert seen.value == project(WHOLE).value


def test_few_slips_are_told_one_by_one(project: Look) -> None:
    assert len(project(WHOLE.replace(FUNDS, FUNDS.replace(":", "："))).faults) == 3
