"""Next year's sources: the year moved on where it is the document's own, marks where people must think, nothing else."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao.check.run import open_desk, review_place
from jixiao.diff.compare import Options, compare, link_faults, side
from jixiao.diff.records import Change
from jixiao.exchange.rolling import roll, roll_dates
from jixiao.exchange.rollover import Rollover, rollover
from jixiao.exchange.yamlout import emit
from jixiao.model.load import Loaded, load
from jixiao.source.workspace import Workspace, department_year, department_years

SAMPLES = Path(__file__).resolve().parents[2] / "sources"

# ---- years in texts


@pytest.mark.parametrize(
    ("text", "rolled"),
    [
        ("2024年", "2025年"), ("2024 年", "2025 年"), ("2024年度", "2025年度"), ("2024年10月底前", "2025年10月底前"),
        ("2024-06-30", "2025-06-30"), ("2024.6.30", "2025.6.30"), ("2024/6/30前", "2025/6/30前"), ("2024年2月29日", "2025年2月28日"),
        ("2024-02-29", "2025-02-28"), ("2024年1月至12月", "2025年1月至12月"), ("2024年度车辆购置", "2025年度车辆购置"),
        ("完成2024年任务；按《2024年工作要点》办理", "完成2025年任务；按《2024年工作要点》办理"),
        ("怀财字【2024】7号 公车购置", "怀财字【2024】7号 公车购置"), ("某财〔2024〕7号2024年经费", "某财〔2024〕7号2025年经费"),
        ("2024—2026年", "2024—2026年"), ("2023年至2024年", "2023年至2024年"), ("2022、2024年", "2022、2024年"),
        ("2024台", "2024台"), ("≥2024.5万元", "≥2024.5万元"), ("12024年", "12024年"), ("2023年", "2023年"), ("国道2024", "国道2024"),
        ("较2023年提高", "较2023年提高"), ("2024学年", "2025学年"),
    ],
)  # fmt: skip
def test_years_that_are_clear(text: str, rolled: str) -> None:
    done = roll(text, 2024, 2025)
    assert done.text == rolled
    assert not done.doubtful


@pytest.mark.parametrize(
    "text",
    [
        "截至2024年底覆盖率达到90%",
        "2024年以来持续运行",
        "比2024年下降5%",
        "2024年12月完工，2025年3月验收",
        "较2023年提高，2024年完成",
        "二〇二四年",
    ],
)
def test_years_that_only_people_can_judge(text: str) -> None:
    done = roll(text, 2024, 2025)
    assert done.text == text
    assert done.doubtful


def test_a_leap_day_stays_in_a_leap_year() -> None:
    assert roll("2024年2月29日", 2024, 2028).text == "2028年2月29日"


@pytest.mark.parametrize(
    ("start", "end", "rolled"),
    [
        ("2024-01-01", "2024-12-31", ("2025-01-01", "2025-12-31")), ("2024-03-01", "2025-12-31", ("2024-03-01", "2025-12-31")),
        ("2023-01-01", "2024-12-31", ("2023-01-01", "2024-12-31")), ("", "2024-02-29", ("", "2025-02-28")), ("", "", ("", "")),
    ],
)  # fmt: skip
def test_dates_of_a_project(start: str, end: str, rolled: tuple[str, str]) -> None:
    assert roll_dates(start, end, 2024, 2025) == rolled


@given(st.text(alphabet="2045年度月1-—、《》【】号。；至比台\n ", max_size=40))
def test_rolling_never_breaks_a_text(text: str) -> None:
    done = roll(text, 2024, 2025)
    assert done.text.replace("2025", "2024") == text.replace("2025", "2024")


# ---- whole departments


class Rolled:
    """A department-year written, rolled over and written again; `old`, `new` as read."""

    def __init__(self, root: Path, label: str, new: int) -> None:
        self.workspace = Workspace(root)
        place = department_year(root / "sources" / label)
        self.old: Loaded = load(self.workspace, place)
        self.made: Rollover = rollover(place, self.old, new)
        assert self.made.faults == ()
        assert not self.made.trouble
        self.place = place.path.parent / str(new)
        for file in self.made.files:
            target = self.place / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.data)
        self.new: Loaded = load(self.workspace, department_year(self.place))
        assert self.new.department is not None, self.new.faults

    def text(self, path: str) -> str:
        return (self.place / path).read_bytes().decode()

    def changes(self) -> tuple[Change, ...]:
        old, new = side("旧", "", self.old), side("新", "", self.new)
        options = Options(date(2025, 1, 1))
        assert link_faults(old, new, options) == []
        compared = compare(old, new, options)
        assert all(match.how == "link" and match.confidence == "certain" for match in compared.matches)
        return compared.changes

    def findings(self) -> list[tuple[str, str]]:
        report = review_place(open_desk(self.workspace, date(2026, 1, 1)), self.workspace, department_year(self.place))
        return [(one.span.source.path, one.hit.path) for one in report.findings if one.rule.code == "JX111"]

    def marked(self) -> set[str]:
        return {mark.path for file in self.made.files for mark in file.marks}


def only_the_year(change: Change, old: int, new: int) -> bool:
    """Whether a change is nothing but the year that moved on (and a day that the new year lacks)."""
    before, after = ("、".join(one) if isinstance(one, tuple) else one or "" for one in (change.before, change.after))
    was, now = (text.replace(str(old), str(new)).replace("29", "28") for text in (before, after))
    return was == now


def law(rolled: Rolled, old: int, new: int) -> None:
    """The comparison of both years is empty but for the marks, and the checker points at every mark."""
    marked = rolled.marked()
    left = [
        (one.rule, one.path, one.before, one.after)
        for one in rolled.changes()
        if one.path not in marked and not (one.before != one.after and only_the_year(one, old, new))
    ]
    assert left == []
    found = rolled.findings()
    wanted = [
        (f"{rolled.workspace.shown(rolled.place)}/{file.path}", mark.path)
        for file in rolled.made.files
        for mark in file.marks
    ]
    assert sorted(found) == sorted(wanted)


@pytest.mark.parametrize(("label", "new"), [("huailai-jiguan/2025", 2026), ("pingluo-jiguan/2024", 2025)])
def test_samples(label: str, new: int, tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / label, tmp_path / "sources" / label)
    rolled = Rolled(tmp_path, label, new)
    law(rolled, new - 1, new)
    assert {one.rule for one in rolled.changes()} <= {"year-rolled", "stale-year"}
    for file in rolled.made.files:
        for line in file.before.split("\n"):
            if "#" in line:
                assert line in file.text


def test_what_is_marked_in_the_samples(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / "pingluo-jiguan/2024", tmp_path / "sources/pingluo-jiguan/2024")
    rolled = Rolled(tmp_path, "pingluo-jiguan/2024", 2025)
    first = next(file for file in rolled.made.files if file.path.startswith("projects/01"))
    assert [mark.path for mark in first.marks] == [
        "资金/总额", "资金/财政拨款", "绩效目标", "测算",
        "绩效指标/数量指标/行政事业单位干部职工就餐人数/指标值", "绩效指标/成本指标/行政事业单位干部就餐补助标准/指标值",
    ]  # fmt: skip
    assert "指标值: 2025 年" in first.text
    assert "上年项目:\n  - 干部就餐补助费\n" in first.text


def test_again_and_again(tmp_path: Path) -> None:
    """A year that nobody worked on rolls over to the same texts but for the years."""
    shutil.copytree(SAMPLES / "huailai-jiguan/2025", tmp_path / "sources/h/2025")
    once = Rolled(tmp_path, "h/2025", 2026)
    twice = Rolled(tmp_path, "h/2026", 2027)
    for one, other in zip(once.made.files, twice.made.files, strict=True):
        assert one.text.replace("2026", "2027") == other.text
    law(twice, 2026, 2027)


DEPARTMENT = """\
# 甲局，2024 年  # 头上的说明
版式: "hebei-2025"
单位:
  名称: 2024年甲局   # 名称里的年份不动
  编码: '068'
年度: '2024'   # 年度
阶段: 批复
编制日期: 2024-01-20  # 日期

# 整体
总体绩效目标: |
  2024年完成改造30公里。
  截至2024年底全部通车。

说明:
  - 规则: JX503
    位置: 总体绩效目标
    理由: 职责表述由上级统一规定
预算:
  项目支出: 1,200.50   # 合计
"""
PROJECT = """\
项目名称: 2024年度公路养护  # 名称
项目编码: 13073024P000701100020
项目属性: 新增项目
开始日期: 2024-02-29
结束日期: 2024-12-31
资金: {总额: 60, 财政拨款: 60}  # 一行写完
资金用途: 2024年修补路面
绩效目标: 2024年12月完工，2025年3月验收
测算:
  - 5人 × 12万元   # 人工
上年项目:
  - 13073023P000701100020
绩效指标:
  数量指标:
    # 里程
    - 名称: 养护里程
      描述: "2024年养护的里程"
      指标值: '≥326公里'
      依据: 《2024年养护计划》
  时效指标:
    - {名称: 完工时间, 指标值: 2024年10月底前}
说明:
- 规则: JX410
  位置: 绩效指标
  理由: 按省里的表样填写
其他栏目:
"""


def written(root: Path, department: str = DEPARTMENT, *projects: str | bytes) -> Path:
    folder = root / "sources/a/2024"
    (folder / "projects").mkdir(parents=True)
    (folder / "department.yaml").write_bytes(department.encode())
    for number, text in enumerate(projects or (PROJECT,), 1):
        path = folder / f"projects/{number:02}-2024年养护.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def test_every_byte_that_is_not_meant_stays(tmp_path: Path) -> None:
    rolled = Rolled(written(tmp_path), "a/2024", 2025)
    assert rolled.text("department.yaml") == (
        DEPARTMENT.replace("年度: '2024'", "年度: '2025'")
        .replace("批复", "一上")
        .replace("编制日期: 2024-01-20  # 日期\n", "")
        .replace("目标: |\n  2024年完成", "目标: |  # 待填：上年 30公里\n  2025年完成")
        .replace("说明:\n  - 规则: JX503\n    位置: 总体绩效目标\n    理由: 职责表述由上级统一规定\n", "")
        .replace("# 合计", "# 合计  # 待填：上年 1,200.50")
    )
    assert rolled.text("projects/01-2025年养护.yaml") == (
        PROJECT.replace("2024年度公路", "2025年度公路")
        .replace("P000701100020\n项目属性: 新增项目", "P000701100020  # 待填：核对本年编码，上年 13073024P000701100020\n项目属性: 新增项目  # 待填：上年 新增项目")
        .replace("2024-02-29", "2025-02-28")
        .replace("2024-12-31", "2025-12-31")
        .replace("# 一行写完", "# 一行写完  # 待填：这一行的内容都按本年核定")
        .replace("2024年修补", "2025年修补")
        .replace("3月验收", "3月验收  # 待填：核对文中的 2024 年")
        .replace("# 人工", "# 人工  # 待填：上年 5人 × 12万元")
        .replace("上年项目:\n  - 13073023P000701100020\n", "")
        .replace('"2024年养护的里程"', '"2025年养护的里程"')
        .replace("'≥326公里'", "'≥326公里'  # 待填：上年 ≥326公里")
        .replace("2024年10月底前}\n", "2025年10月底前}\n上年项目:\n  - 13073024P000701100020\n")
        .replace("说明:\n- 规则: JX410\n  位置: 绩效指标\n  理由: 按省里的表样填写\n", "")
    )  # fmt: skip
    law(rolled, 2024, 2025)


def test_line_ends_and_byte_order_mark_stay(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + PROJECT.replace("\n", "\r\n").rstrip().encode()
    rolled = Rolled(written(tmp_path, DEPARTMENT, data), "a/2024", 2025)
    (project,) = [file for file in rolled.made.files if file.path.startswith("projects")]
    assert project.data.startswith(b"\xef\xbb\xbf")
    assert project.data.count(b"\n") == project.data.count(b"\r\n")
    law(rolled, 2024, 2025)


def test_a_longer_step_links_nothing(tmp_path: Path) -> None:
    rolled = rollover(
        department_year(written(tmp_path) / "sources/a/2024"),
        load(Workspace(tmp_path), department_year(tmp_path / "sources/a/2024")),
        2026,
    )
    assert not any("上年项目" in file.text for file in rolled.files)
    assert rolled.faults == ()


def test_names_that_become_one_are_told(tmp_path: Path) -> None:
    plain = PROJECT.replace("项目编码: 13073024P000701100020\n", "")
    place = department_year(
        written(tmp_path, DEPARTMENT, plain, plain.replace("2024年度公", "2025年度公")) / "sources/a/2024"
    )
    made = rollover(place, load(Workspace(tmp_path), place), 2025)
    assert [one.code for one in made.faults] == ["JX031"]


def test_a_project_in_braces_is_refused(tmp_path: Path) -> None:
    text = "{项目名称: 甲, 资金: {总额: 5}, 绩效指标: {数量指标: [{名称: 乙, 指标值: 3个}]}}\n"
    place = department_year(written(tmp_path, DEPARTMENT, text) / "sources/a/2024")
    made = rollover(place, load(Workspace(tmp_path), place), 2025)
    assert made.files == ()
    assert "花括号" in made.trouble


def test_a_changed_value_settles_its_mark(tmp_path: Path) -> None:
    rolled = Rolled(written(tmp_path), "a/2024", 2025)
    path = rolled.place / "projects/01-2025年养护.yaml"
    path.write_text(path.read_text().replace("'≥326公里'", "'≥330公里'"))
    assert not [place for _, place in rolled.findings() if place.endswith("养护里程/指标值")]
    again = Rolled(tmp_path, "a/2025", 2026)
    assert "'≥330公里'  # 待填：上年 ≥330公里" in again.text("projects/01-2026年养护.yaml")


# ---- made up

NAMES = (
    "公路养护",
    "2024年度公路养护",
    "某财【2024】7号公路养护",
    "某财〔2023〕7号 2024年养护",
    "校舍维修（2024年第二批）",
    "- 桥梁",
    "2023—2025年规划",
)
VALUES = (
    "≥95%",
    "2024年",
    "2024年10月底前",
    "≥326公里",
    "5万元",
    "控制在预算内",
    "有效提升",
    "",
    "2023年",
    "2024-2026年",
    "≤45分钟",
    "3次",
    "280元/人/月",
    "12# 楼",
)
PROSE = (
    "2024年完成改造30公里", "保障运行", "截至2024年底全部通车。\n2024年新建3座", "按《2024年工作要点》办理；2024年培训300人次",
    "维修费 40 万元, 购置 6 万元", "2024年完工，2025年验收", "自2024年起执行", "较2024年提高5%", "二〇二四年度", "# 不是说明", "提高满意度到95%以上",
)  # fmt: skip
SPANS = (
    ("", ""),
    ("2024-01-01", "2024-12-31"),
    ("2023-06-01", "2024-05-31"),
    ("2024-02-29", "2026-12-31"),
    ("2024-02-29", ""),
)
GROUPS = ("数量指标", "质量指标", "时效指标", "成本指标", "社会效益指标")


@st.composite
def projects(draw: st.DrawFn, name: str, number: int) -> dict[str, Any]:
    start, end = draw(st.sampled_from(SPANS))
    titles = st.lists(st.sampled_from(("里程", "2024年完成率", "标准", "时间")), unique=True, min_size=1, max_size=3)
    texts = st.sampled_from(PROSE).map(lambda text: text.replace("\n", "，"))
    rows = {
        group: [
            {"名称": title, "描述": draw(texts), "指标值": draw(st.sampled_from(VALUES)), "依据": draw(texts)}
            for title in draw(titles)
        ]
        for group in draw(st.lists(st.sampled_from(GROUPS), unique=True, min_size=1))
    }
    amount = draw(st.sampled_from(("60", "1,200.50", "0", "5万元")))
    return {
        "项目名称": name,
        "项目编码": draw(st.sampled_from(("", f"13073024P0007011000{number:02}"))),
        "项目属性": draw(st.sampled_from(("", "新增项目", "延续项目"))),
        "项目期": draw(st.sampled_from(("1 年", "2024年", "2024年-2026年", "2024年1月至12月"))),
        "开始日期": start,
        "结束日期": end,
        "资金": {"总额": amount, "财政拨款": draw(st.sampled_from((amount, "")))},
        "资金用途": draw(texts),
        "绩效目标": draw(st.sampled_from(PROSE)),
        "测算": draw(st.lists(st.sampled_from(("5人 × 12万元", "2024年：3次 × 1万元")), unique=True)),
        "绩效指标": rows,
    }  # fmt: skip


@st.composite
def workspaces(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1, max_size=3))
    department = {
        "版式": draw(st.sampled_from(("hebei-2025", "ningxia-2024"))),
        "单位": {"名称": "甲局", "编码": "068"},
        "年度": "2024",
        "阶段": draw(st.sampled_from(("批复", "调整", ""))),
        "编制日期": draw(st.sampled_from(("", "2024-01-20"))),
        "总体绩效目标": draw(st.sampled_from(PROSE)),
        "分项绩效目标": [
            {"名称": "2024年目标", "绩效目标": draw(st.sampled_from(PROSE)), "绩效指标": draw(st.sampled_from(PROSE))}
        ],
        "工作保障措施": [{"名称": "制度", "内容": draw(st.sampled_from(PROSE))}],
    }
    return department, [draw(projects(name, number)) for number, name in enumerate(names)]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(workspaces())
def test_law_on_made_up_departments(tmp_path: Path, made: tuple[dict[str, Any], list[dict[str, Any]]]) -> None:
    root = tmp_path / "工作"
    shutil.rmtree(root, ignore_errors=True)
    department, several = made
    written(root, emit(department), *(emit(one) for one in several))
    (place,) = department_years(Workspace(root))
    loaded = load(Workspace(root), place)
    if loaded.department is None:  # a text that this form refuses: the numbers of its goals
        return
    law(Rolled(root, "a/2024", 2025), 2024, 2025)
