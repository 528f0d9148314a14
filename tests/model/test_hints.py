"""What people are told about a wrong word, a wrong level or a text in the place of lines: one mistake, one report, the line to type."""

import ast
import re
from pathlib import Path

import pytest

import jixiao
from jixiao.diagnostics import Diagnostic, SourceText, Span
from jixiao.model import fields as kinds
from jixiao.model.hints import Hints
from jixiao.model.lexicon import choice_words, synonyms
from jixiao.model.load import load
from jixiao.source.filenames import means_department, why_skip
from jixiao.source.workspace import Workspace, department_year

DEPARTMENT = "版式: hebei-2025\n单位:\n  名称: 甲局\n  编码: 430001\n年度: 2025\n阶段: 批复\n"
GROUPS = """\
  数量指标:
    - 名称: 车辆购置数量
      指标值: ≤5辆
  质量指标:
    - 名称: 车辆质量
      指标值: ≥95%
"""
FUNDS = "资金:\n  总额: 99.00\n  财政拨款: 99.00\n"
PLAN = "支出计划:\n  3月底:\n  12月底: 100%\n"
HEAD = f"项目名称: 公车购置\n{FUNDS}{PLAN}绩效目标: 保障用车\n"
PROJECT = f"{HEAD}绩效指标:\n{GROUPS}"
SATISFIED = "    - 名称: 满意率\n      指标值: ≥90%\n"


def faults(root: Path, department: str = DEPARTMENT, project: str = PROJECT) -> list[Diagnostic]:
    """All faults of a department-year of these two files."""
    year = root / "sources/a/2025"
    (year / "projects").mkdir(parents=True, exist_ok=True)
    (year / "department.yaml").write_text(department, encoding="utf-8")
    (year / "projects/1.yaml").write_text(project, encoding="utf-8")
    return list(load(Workspace(root), department_year(year)).faults)


def only(root: Path, *, department: str = DEPARTMENT, project: str = PROJECT) -> Diagnostic:
    found = faults(root, department, project)
    assert len(found) == 1, [(one.code, one.message, one.hint) for one in found]
    return found[0]


def deeper(text: str) -> str:
    return re.sub("^(?=.)", "  ", text, flags=re.MULTILINE)


def test_the_samples_have_no_faults(tmp_path: Path) -> None:
    assert faults(tmp_path) == []


# 一级指标 and 二级指标.

DELETE, REPLACE, MOVE = "请删去这一行，下面直接写", "请把这一行改成“绩效指标:”", "把它的内容移到“绩效指标:”下面"
LEVEL1 = [
    # what stands below the goal, the words reported, the advice for each
    (f"绩效指标:\n  产出指标:\n{deeper(GROUPS)}", ["产出指标"], [DELETE]),
    (f"绩效指标:\n  产出指标:\n{GROUPS}", ["产出指标"], [DELETE]),
    (f"绩效指标:\n  产出指标:\n{deeper(GROUPS)}  满意度指标:\n    服务对象满意度指标:\n{deeper(SATISFIED)}", ["产出指标", "满意度指标"], [DELETE, DELETE]),
    (f"绩效指标:\n  产出:\n{deeper(GROUPS)}", ["产出"], [DELETE]),
    (f"产出指标:\n{GROUPS}", ["产出指标"], [REPLACE]),
    (f"产出指标:\n{GROUPS}满意度指标:\n  服务对象满意度指标:\n{SATISFIED}", ["产出指标", "满意度指标"], [REPLACE, DELETE]),
    (f"绩效指标:\n产出指标:\n{GROUPS}", ["产出指标"], [DELETE]),
    (f"满意度指标:\n  服务对象满意度指标:\n{SATISFIED}绩效指标:\n{GROUPS}", ["满意度指标"], [MOVE]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "advice"), LEVEL1)
def test_level1_is_one_report_each(tmp_path: Path, text: str, words: list[str], advice: list[str]) -> None:
    found = faults(tmp_path, project=HEAD + text)
    assert [(one.code, one.message) for one in found] == [("JX033", f"“{word}”是一级指标，由程序自己印，不用写") for word in words]
    for one, says in zip(found, advice, strict=True):
        assert says in one.hint


def test_mistakes_inside_a_level1_are_told(tmp_path: Path) -> None:
    text = f"绩效指标:\n  产出指标:\n{deeper(GROUPS)}".replace("        指标值: ≤5辆\n", "")
    assert [one.message for one in faults(tmp_path, project=HEAD + text)][1:] == ["指标缺少“指标值”"]


NEAR_GROUPS = [
    ("质量", "请写成“质量指标”"), ("质量指标（30分）", "请写成“质量指标”"), ("质 量 指 标", "请写成“质量指标”"),
    ("产出指标-质量指标", "是不是“质量指标”"), ("满意度", "请写成“服务对象满意度指标”"), ("满意度指标", "请写成“服务对象满意度指标”"),
    ("社会效益", "请写成“社会效益指标”"), ("经济效益指标", "本表的二级指标有：数量指标"),
]  # fmt: skip


@pytest.mark.parametrize(("word", "says"), NEAR_GROUPS)
def test_near_group(tmp_path: Path, word: str, says: str) -> None:
    one = only(tmp_path, project=PROJECT.replace("  质量指标:", f"  {word}:"))
    assert (one.code, says in one.hint) == ("JX033", True), one.hint


# Words for keys.

WORDS = [
    # typed instead of, the right key, code, what is said
    ("项目名称", "项目", "JX021", "应写成“项目名称:”"), ("项目名称", "项 目 名 称", "JX021", "请写成“项目名称:”"),
    ("      指标值: ≤5", "      指 标 值: ≤5", "JX021", "请写成“指标值:”"), ("      指标值: ≤5", "      目标值: ≤5", "JX021", "应写成“指标值:”"),
    ("      指标值: ≤5", "      指标指: ≤5", "JX021", "是不是“指标值”"), ("- 名称: 车辆购", "- 指标名称: 车辆购", "JX021", "应写成“名称:”"),
    ("- 名称: 车辆购", "- 三级指标: 车辆购", "JX022", "应写成“名称:”"), ("财政拨款", "财政资金", "JX022", "应写成“财政拨款:”"),
    ("财政拨款", "'其中：财政资金'", "JX022", "应写成“财政拨款:”"), ("总额", "预算数", "JX022", "应写成“总额:”"),
    ("  总额", "  合计", "JX021", "应写成“总额:”"), ("  3月底", "  三月底", "JX021", "是不是“3月底”"), ("  3月底", "  3月31日", "JX021", "是不是“3月底”"),
    ("  12月底", "  年底", "JX021", "应写成“12月底:”"), ("  3月底", "  2月底", "JX021", "可用的栏目有：3月底、6月底、10月底、12月底"),
    ("绩效目标", "年度总体目标", "JX021", "应写成“绩效目标:”"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code", "says"), WORDS, ids=[one[1].strip() for one in WORDS])
def test_word_for_a_key_of_a_project(tmp_path: Path, old: str, new: str, code: str, says: str) -> None:
    one = only(tmp_path, project=PROJECT.replace(old, new, 1))
    assert (one.code, says in one.hint) == (code, True), one


OF_DEPARTMENT = [
    ("单位:", "部门:", "应写成“单位:”"), ("  名称", "  单位名称", "应写成“名称:”"), ("  编码", "  单位编码", "应写成“编码:”"),
    ("年度", "预算年度", "应写成“年度:”"), ("阶段: 批复", "日期: 2025-01-20", "应写成“编制日期:”"), ("版式", "模板", "应写成“版式:”"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "says"), OF_DEPARTMENT)
def test_word_for_a_key_of_a_department(tmp_path: Path, old: str, new: str, says: str) -> None:
    one = next(one for one in faults(tmp_path, DEPARTMENT.replace(old, new, 1)) if one.code != "JX018")
    assert (one.code, says in one.hint) == ("JX021", True), one


def test_title_of_a_safeguard(tmp_path: Path) -> None:
    one = only(tmp_path, department=DEPARTMENT + "工作保障措施:\n  - 标题: 制度\n    内容: 制定\n")
    assert (one.code, one.hint) == ("JX021", "这一栏应写成“名称:”。")


def test_names_of_the_unit_at_the_top(tmp_path: Path) -> None:
    text = DEPARTMENT.replace("单位:\n  名称", "单位名称").replace("  编码", "单位编码")
    found = faults(tmp_path, text)
    assert [(one.code, one.hint) for one in found] == [
        ("JX021", "这一栏应写成“名称:”，在“单位:”下面（行首多空两格）。"),
        ("JX021", "这一栏应写成“编码:”，在“单位:”下面（行首多空两格）。"),
    ]


ABOVE = [
    ("其他资金: 1", FUNDS, "它应写在“资金:”下面"), ("财政资金: 1", FUNDS, "应写成“财政拨款:”，在“资金:”下面"), ("3月底: 1%", PLAN, "它应写在“支出计划:”下面"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "instead", "says"), ABOVE)
def test_key_one_level_too_high(tmp_path: Path, line: str, instead: str, says: str) -> None:
    one = only(tmp_path, project=PROJECT.replace(instead, f"{line}\n"))
    assert says in one.hint


def test_long_lists_of_keys_are_left_to_the_manual(tmp_path: Path) -> None:
    assert only(tmp_path, project=PROJECT + "联系电话: 1\n").hint == "可写哪些栏目，请查手册《栏目一览》里“项目文件”一节。"
    inner = PROJECT.replace("      指标值: ≥95%\n", "      指标值: ≥95%\n      联系电话: 1\n")
    assert "可用的栏目有：名称、描述" in only(tmp_path, project=inner).hint


def test_key_of_the_other_file(tmp_path: Path) -> None:
    assert "项目文件里的栏目" in only(tmp_path, department=DEPARTMENT + "资金用途: 甲\n").hint
    assert "请写进 department.yaml" in only(tmp_path, project=PROJECT + "版面: 9704\n").hint


# Lines to type.

TEXTS = [
    # the file, what stands in the place of lines, the lines of the hint
    ("d", "单位:\n  名称: 甲局\n  编码: 430001", "单位: 430001怀来县甲局", ["单位:", "  名称: 怀来县甲局", "  编码: 430001"]),
    ("d", "单位:\n  名称: 甲局\n  编码: 430001", "单位: 怀来县甲局（430001）", ["单位:", "  名称: 怀来县甲局", "  编码: 430001"]),
    ("d", "单位:\n  名称: 甲局\n  编码: 430001", "单位: 怀来县甲局", ["单位:", "  名称: 怀来县甲局", "  编码: …"]),
    ("p", FUNDS, "资金: 99.00万元\n", ["资金:", "  总额: 99.00"]),
    ("p", FUNDS, "资金: 990000元\n", ["资金:", "  总额: 99"]),
    ("p", FUNDS, "资金: 600,00\n", ["资金:", "  总额: …"]),
    ("p", FUNDS, "资金: 总额99.00，财政拨款99.00\n", ["资金:", "  总额: 99.00", "  财政拨款: 99.00"]),
    ("p", PLAN, "支出计划: 3月底25%，6月底50%，10月底75%，12月底100%\n", ["支出计划:", "  3月底: 25%", "  6月底: 50%", "  10月底: 75%", "  12月底: 100%"]),
    ("p", PLAN, "支出计划: 25% 50% 75% 100%\n", ["支出计划:", "  3月底: 25%", "  6月底: 50%", "  10月底: 75%", "  12月底: 100%"]),
    ("p", PLAN, "支出计划: 十二月底完成100％\n", ["支出计划:", "  3月底:", "  6月底:", "  10月底:", "  12月底: 100%"]),
    ("p", PLAN, "支出计划: 按进度\n", ["支出计划:", "  3月底: …", "  6月底: …", "  10月底: …", "  12月底: …"]),
    ("d", "阶段: 批复\n", "工作保障措施: （一）完善制度建设。包括制定办法。\n", ["工作保障措施:", "  - 名称: 完善制度建设", "    内容: 包括制定办法。"]),
    ("d", "阶段: 批复\n", "工作保障措施: |\n  1.完善制度。制定\n  办法\n  2.加强管理。\n",
     ["工作保障措施:", "  - 名称: 完善制度", "    内容: 制定办法", "  - 名称: 加强管理", "    内容: …"]),
    ("d", "阶段: 批复\n", "分项绩效目标: 1.加强党建\n", ["分项绩效目标:", "  - 名称: 加强党建", "    绩效目标: …"]),
    ("p", "  质量指标:\n    - 名称: 车辆质量\n      指标值: ≥95%\n", "  质量指标: 车辆质量\n", ["  质量指标:", "    - 名称: 车辆质量", "      指标值: …"]),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "lines"), TEXTS, ids=[one[2].strip()[:24] for one in TEXTS])
def test_text_for_lines(tmp_path: Path, file: str, old: str, new: str, lines: list[str]) -> None:
    department, project = (DEPARTMENT.replace(old, new), PROJECT) if file == "d" else (DEPARTMENT, PROJECT.replace(old, new))
    one = next(one for one in faults(tmp_path, department, project) if one.code == "JX023")
    assert one.hint.split("\n") == ["请写成：", *lines]


@pytest.mark.parametrize(("file", "old", "new", "lines"), TEXTS, ids=[one[2].strip()[:24] for one in TEXTS])
def test_the_lines_of_a_hint_are_right(tmp_path: Path, file: str, old: str, new: str, lines: list[str]) -> None:  # noqa: ARG001
    """Whoever types them is not told again that a text stands there."""
    typed = "\n".join(lines).replace("…", "1") + "\n"
    department, project = (DEPARTMENT.replace(old, typed), PROJECT) if file == "d" else (DEPARTMENT, PROJECT.replace(old, typed))
    assert faults(tmp_path, department, project) == []


ROWS = [
    (kinds.SAFEGUARD, "（二）加强管理。优化", ["  - 名称: 加强管理", "    内容: 优化"]),
    (kinds.SUBGOAL, "加强党建", ["  - 名称: 加强党建", "    绩效目标: …"]),
    (kinds.INDICATOR, "车辆质量，≥95%", ["    - 名称: 车辆质量", "      指标值: ≥95%"]),
    (kinds.INDICATOR, "车辆\t质量\t5辆", ["    - 名称: 车辆，质量", "      指标值: 5辆"]),
    (kinds.INDICATOR, "车辆: 质量", ["    - 名称: '车辆: 质量'", "      指标值: …"]),
    (kinds.NOTE, "无", ["  - 规则: …", "    理由: …"]),
]


@pytest.mark.parametrize(("table", "text", "lines"), ROWS)
def test_text_for_one_record_of_a_list(table: kinds.Record, text: str, lines: list[str]) -> None:
    one = Hints().not_a_record(Span(SourceText("a.yaml", text), 0, len(text)), text, table)
    assert (one.code, one.hint.split("\n")) == ("JX023", ["请写成：", *lines])


MISSING = [
    ("d", "单位:\n  名称: 甲局\n  编码: 430001\n", ["单位:", "  名称: …", "  编码: …"]),
    ("p", FUNDS, ["资金:", "  总额: …", "  财政拨款: …", "  其他资金: …"]),
    ("p", f"绩效指标:\n{GROUPS}", ["绩效指标:", "  数量指标:", "    - 名称: …", "      描述: …", "      指标值: …", "      依据: …"]),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "lines"), MISSING)
def test_missing_record_shows_its_lines(tmp_path: Path, file: str, old: str, lines: list[str]) -> None:
    for new in ("", old.split("\n", maxsplit=1)[0] + "\n"):
        department, project = (DEPARTMENT.replace(old, new), PROJECT) if file == "d" else (DEPARTMENT, PROJECT.replace(old, new))
        one = only(tmp_path, department=department, project=project)
        assert (one.code, one.hint.split("\n")) == ("JX024", ["请照下面各行填写：", *lines])


# Choices, layouts, dates.

CHOICES = [
    ("阶段: 批复", "阶段: 已批复", "批复"), ("阶段: 批复", "阶段: 二上稿", "二上"), ("阶段: 批复", "阶段: 二上（草案）", "二上"), ("阶段: 批复", "阶段: 三上", ""),
    ("阶段: 批复", "版面: ９７０４", "9704"), ("阶段: 批复", "版面: 宽", "宽松"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "meant"), CHOICES, ids=[one[1] for one in CHOICES])
def test_choice(tmp_path: Path, old: str, new: str, meant: str) -> None:
    one = only(tmp_path, department=DEPARTMENT.replace(old, new))
    assert one.code == "JX027"
    assert one.hint.startswith(f"是不是“{meant}”？只能写：" if meant else "只能写：")


@pytest.mark.parametrize(("typed", "meant"), [("是的", "是"), ("y", "是"), ("Y", "是"), ("不是", "否"), ("不公开", "否"), ("否定", "否"), ("待定", "")])
def test_yes_and_no(tmp_path: Path, typed: str, meant: str) -> None:
    one = only(tmp_path, project=PROJECT + f"公开: {typed}\n")
    assert one.hint == (f"是不是“{meant}”？" if meant else "") + "只能写：是、否。"


LAYOUTS = [
    ("河北", "hebei-2025"), ("河北省", "hebei-2025"), ("河北-2025", "hebei-2025"), ("hebei2025", "hebei-2025"), ("Hebei-2025", "hebei-2025"),
    ("hebei", "hebei-2025"), ("hebei—2025", "hebei-2025"), ("ｈｅｂｅｉ－２０２５", "hebei-2025"), ("hebei-2026", "hebei-2025"),
    ("河北省部门整体绩效目标文本", "hebei-2025"), ("宁夏项目支出预算绩效目标表", "ningxia-2024"), ("宁夏2024年", "ningxia-2024"), ("beijing", ""), ("山东", ""),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "meant"), LAYOUTS)
def test_layout(tmp_path: Path, typed: str, meant: str) -> None:
    one = only(tmp_path, department=DEPARTMENT.replace("hebei-2025", typed))
    assert one.code == "JX030"
    assert one.hint == (f"是不是“{meant}”？" if meant else "") + "可用的版式有：hebei-2025、ningxia-2024。"


# Goals and headings that the form numbers.

NUMBERED = [
    ("分项绩效目标:\n  - 名称: 1.加强党建\n", "分项绩效目标的名称前面写了序号“1.”"),
    ("分项绩效目标:\n  - 名称: '（一）加强党建'\n", "分项绩效目标的名称前面写了序号“（一）”"),
    ("工作保障措施:\n  - 名称: 二、加强管理\n", "工作保障措施的名称前面写了序号“二、”"),
    ("工作保障措施:\n  - 名称: ①加强管理\n", "工作保障措施的名称前面写了序号“①”"),
    ("工作保障措施:\n  - 名称: 3.5 公里道路管护\n", ""),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "says"), NUMBERED)
def test_typed_number_in_front_of_a_heading(tmp_path: Path, lines: str, says: str) -> None:
    found = faults(tmp_path, DEPARTMENT + lines)
    assert [(one.code, one.severity, one.message) for one in found] == [("JX034", "warning", says)] * bool(says)
    if found:
        span = found[0].span
        assert span is not None
        assert span.source.text[span.start : span.end] in found[0].message


def test_form_without_the_whole_takes_numbers(tmp_path: Path) -> None:
    assert [one for one in faults(tmp_path, DEPARTMENT.replace("hebei-2025", "ningxia-2024") + NUMBERED[0][0]) if one.code == "JX034"] == []


GOALS = [
    ("通过公车购置，\n保障用车", ["，"]), ("一、\n二，\n三", ["、", "，"]), ("甲，\n\n乙", ["，"]), ("甲,\n乙", [","]), ("甲。\n乙；\n丙，", []), ("甲", []), ("甲，乙\n丙", []),
]  # fmt: skip


@pytest.mark.parametrize(("goal", "signs"), GOALS)
def test_goal_that_goes_on_in_the_next_line(tmp_path: Path, goal: str, signs: list[str]) -> None:
    typed = "|\n" + deeper(goal)
    found = [one for one in faults(tmp_path, project=PROJECT.replace("保障用车", typed)) if one.code == "JX046"]
    assert [(one.severity, one.message) for one in found] == [("warning", f"这一行以“{sign}”结尾，与下一行是不是同一句话？") for sign in signs]
    for one, sign in zip(found, signs, strict=True):
        assert one.span is not None
        assert one.span.source.text[one.span.start : one.span.end + 1] == f"{sign}\n"


# File names.

@pytest.mark.parametrize(
    ("name", "yes"),
    [("Department.yaml", True), ("部门.yaml", True), ("department.yml", True), ("department.yaml.txt", True), ("department.txt", True), ("deparment.yaml", True),
     ("department (1).yaml", True), ("department。yaml", True), ("2.公车购置.yaml", False), ("department", False), ("department.docx", False), ("审核.yaml", False)],
)  # fmt: skip
def test_name_of_the_department_file(name: str, yes: bool) -> None:
    assert means_department(name) is yes


@pytest.mark.parametrize(
    ("name", "right"),
    [("2.公车购置.txt", "2.公车购置.yaml"), ("2.甲.yml", "2.甲.yaml"), ("2.甲.yaml.txt", "2.甲.yaml"), ("2.甲。yaml", "2.甲.yaml"), ("2.甲.YAML", "2.甲.yaml"), ("2.甲 .yaml.txt", "2.甲.yaml"), ("甲.docx", "")],
)  # fmt: skip
def test_name_of_a_project_file(name: str, right: str) -> None:
    reason = why_skip(name)
    assert reason is not None
    assert (f"请改名为“{right}”（在文件夹选项里去掉" in reason[1]) == bool(right)


# The tables and the words themselves.


def test_synonyms_name_keys() -> None:
    tables = {one.name: set(one.by_key) for one in kinds.RECORDS_OF_SOURCES}
    formed = {"资金", "支出计划"}
    for word, places in synonyms().items():
        for record, key in places:
            assert record in formed or key in tables[record], word
            assert record in formed or word not in tables[record], word
    choices = {choice for one in kinds.RECORDS_OF_SOURCES for field in one.fields for choice in field.choices}
    assert set(choice_words().values()) <= choices


def test_messages_use_office_words() -> None:
    """No word of programmers in what this room says."""
    for path in (Path(jixiao.__file__).parent / "model").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not re.search(r"缩进|映射|列表|标量|锚点|指针|字符串", node.value), (path.name, node.value)
