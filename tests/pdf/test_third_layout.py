"""A form of a third place made of nothing but a layout folder; faults of layouts are told with file and line."""

import json
import shutil
from pathlib import Path

import pikepdf
import pytest
from tests.conftest import REPOSITORY, Run
from tests.pdf.conftest import only_pdf
from tests.pdf.forms import grid
from tests.pdf.oracle import Read, read
from tests.pdf.sources import Tree, write_year

LAYOUT = REPOSITORY / "tests" / "data" / "layouts" / "shanghai-2026"
NAME = "上海市测试区机关事务管理中心"

PROJECT: Tree = {
    "项目名称": "区级机关物业管理费",
    "项目类别": "政策性项目",
    "开始日期": "2026-01-01",
    "结束日期": "2026-12-31",
    "资金": {"总额": "98.7654万元", "财政拨款": "900,000", "上年结转资金": "87654.00元"},
    "绩效目标": "保障 3 处办公区物业服务",
    "其他栏目": {"项目性质": "经常性", "项目负责人": "张三", "项目总目标": "持续提升服务保障水平"},
    "绩效指标": {
        "经济成本指标": [{"名称": "物业服务总成本", "指标值": "≤98.77万元"}],
        "社会成本指标": [{"名称": "对周边居民影响投诉", "指标值": "≤3.00(次)"}],
        "生态环境成本指标": [
            {"名称": "单位面积能耗", "指标值": "≤12.50(千克标准煤/平方米)"},
            {"名称": "垃圾清运及时率", "指标值": "=100.00(%)"},
        ],
        "数量指标": [{"名称": "服务办公区数量", "指标值": "=3.00(处)", "依据": "不印的依据"}],
        "质量指标": [{"名称": "验收合格率", "指标值": "≥90.00(%)"}],
        "时效指标": [{"名称": "维修响应及时率", "指标值": "≥95.00(%)"}],
        "社会效益指标": [{"名称": "办公区安全事故", "指标值": "=0.00(起)"}],
        "可持续影响指标": [{"名称": "长效管理机制健全性", "指标值": "健全"}],
        "服务对象满意度指标": [{"名称": "干部职工满意度", "指标值": "≥90.00(%)"}],
    },
}
SMALL: Tree = {
    "项目名称": "会议费",
    "资金": {"总额": "0.1万元"},
    "绩效指标": {"数量指标": [{"名称": "会议次数", "指标值": "=4.00(次)"}]},
    "项目类别": "",
    "绩效目标": "甲\n乙",
}

FORM = """
| 项目名称   | 区级机关物业管理费×4 |
| 项目性质   | 经常性 | 项目类别 | 政策性项目×2 |
| 开始日期   | 2026-01-01 | 结束日期 | 2026-12-31×2 |
| 项目负责人 | 张三×4 |
| 项目资金（元）↓3 | 年度资金申请总额×2 | 987654.00×2 |
| 其中：财政资金×2 | 900,000.00×2 |
| 上年结转资金×2   | 87654.00×2 |
| 项目总目标 | 持续提升服务保障水平×4 |
| 年度总体目标 | 保障 3 处办公区物业服务×4 |
| #名称 | #一级指标 | #二级指标 | #三级指标 | #年度指标值 |
| 绩效指标↓10 | 成本指标↓4 | 经济成本指标 | 物业服务总成本 | ≤98.77万元 |
| 社会成本指标 | 对周边居民影响投诉 | ≤3.00(次) |
| 生态环境成本指标↓2 | 单位面积能耗 | ≤12.50(千克标准煤/平方米) |
| 垃圾清运及时率 | =100.00(%) |
| 产出指标↓3 | 数量指标 | 服务办公区数量 | =3.00(处) |
| 质量指标 | 验收合格率 | ≥90.00(%) |
| 时效指标 | 维修响应及时率 | ≥95.00(%) |
| 效益指标↓2 | 社会效益指标 | 办公区安全事故 | =0.00(起) |
| 可持续影响指标 | 长效管理机制健全性 | 健全 |
| 满意度指标 | 服务对象满意度指标 | 干部职工满意度 | ≥90.00(%) |
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A workspace with the layout and one department that uses it."""
    shutil.copytree(LAYOUT, tmp_path / "layouts" / LAYOUT.name)
    department = {"版式": "shanghai-2026", "单位": {"名称": NAME, "编码": "219"}, "年度": "2026", "阶段": "批复"}
    write_year(tmp_path, "d/2026", department, [PROJECT, SMALL])
    return tmp_path


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Read:
    root = tmp_path_factory.mktemp("shanghai")
    shutil.copytree(LAYOUT, root / "layouts" / LAYOUT.name)
    department = {"版式": "shanghai-2026", "单位": {"名称": NAME, "编码": "219"}, "年度": "2026", "阶段": "批复"}
    write_year(root, "d/2026", department, [PROJECT, SMALL])
    done = run("build", cwd=root)
    assert done.returncode == 0, done.stderr
    return read(only_pdf(root / "build" / "d" / "2026"))


def test_the_folder_holds_no_python() -> None:
    assert {path.suffix for path in LAYOUT.rglob("*") if path.is_file()} == {".yaml", ".j2", ".typ"}


def test_grid(form: Read) -> None:
    assert form.tables[0].shape() == grid(FORM)


def test_amounts_are_exact_in_the_unit_of_the_form(form: Read) -> None:
    """98.7654万元, 900,000 (a bare number counts the form's 元), 87654.00元; 0.1万元; blank stays blank."""
    assert [form.tables[0].at(row, 3).text for row in (4, 5, 6)] == ["987654.00", "900,000.00", "87654.00"]
    assert [form.tables[1].at(row, 3).text for row in (4, 5, 6)] == ["1000.00", "", ""]


def test_absent_fields_are_blank_cells(form: Read) -> None:
    assert [form.tables[1].at(row, 1).text for row in (1, 2, 3, 7)] == ["", "", "", ""]
    assert form.tables[1].at(8, 1).text == "甲乙"


def test_each_form_has_its_page_and_heading(form: Read) -> None:
    assert [table.page for table in form.tables] == [1, 2]
    assert [(one.level, one.text) for one in form.headings] == [
        (1, "上海市项目绩效目标表（2026年度）"),
        (2, "1.区级机关物业管理费"),
        (2, "2.会议费"),
    ]


def test_attached_copy_has_the_fields_of_this_form(form: Read) -> None:
    with pikepdf.open(form.path) as pdf:
        data = json.loads(pdf.Root.AF[0].EF.F.read_bytes())
    assert data["金额单位"] == "元"
    assert data["项目"][0]["资金"] == {"总额": "987654.00", "财政拨款": "900,000.00", "上年结转资金": "87654.00"}
    assert data["项目"][0]["其他栏目"] == {
        "项目性质": "经常性",
        "项目负责人": "张三",
        "项目总目标": "持续提升服务保障水平",
    }
    assert data["项目"][0]["绩效指标"][0]["一级指标"] == "成本指标"
    assert "不印的依据" not in json.dumps(data, ensure_ascii=False)


def test_it_is_listed(place: Path, run: Run) -> None:
    done = run("layouts", cwd=place)
    assert done.returncode == 0, done.stderr
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("shanghai-2026"))
    assert "上海市项目绩效目标表" in line


@pytest.mark.parametrize(("amount", "printed"), [("12.345", "12.345"), ("1.23456789万元", "12345.6789")])
def test_amounts_that_the_form_cannot_print_are_refused(amount: str, printed: str, place: Path, run: Run) -> None:
    """Nothing is rounded: what needs more than 分 is an error, in whatever unit it was typed."""
    write_year(
        place,
        "d/2026",
        {"版式": "shanghai-2026", "单位": {"名称": NAME}, "年度": "2026"},
        [{**SMALL, "资金": {"总额": amount}}],
    )
    done = run("build", cwd=place)
    assert done.returncode == 3
    assert "JX026" in done.stderr
    assert printed in done.stderr


# -- faults of layouts -------------------------------------------------------------------------------------------------


def spoil(place: Path, name: str, old: str, new: str) -> int:
    """Replace a passage of a layout file; gives the line it stands on."""
    path = place / "layouts" / "shanghai-2026" / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('row(label-cell("项目名称")', 'row(label-cel("项目名称")'),  # an unknown name
        ("name-cell(project.项目名称, span: 4)", "name-cell(project.没有这一项, span: 4)"),  # a field that is not there
        ("#let columns = (70pt", "#let columns = (70"),  # a type that does not fit, or a length that is none
        (
            "#let pair(word, value) = (label-cell(word), name-cell(value))",
            "#let pair(word, value) = (label-cell(word), name-cell(value)",
        ),
    ],
)
def test_a_fault_in_typ_is_told_with_file_and_line(old: str, new: str, place: Path, run: Run) -> None:
    line = spoil(place, "form.typ", old, new)
    done = run("build", cwd=place)
    assert done.returncode == 4, done.stderr
    assert "JX039" in done.stderr
    assert str(place) not in done.stderr
    if new.startswith("#let columns"):
        assert ".typ:" in done.stderr  # found where the length is used
    else:
        assert f"layouts/shanghai-2026/form.typ:{line}:" in done.stderr
    assert not list(place.rglob("*.pdf"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{% for project in projects %}", "{% for project in projects"),  # syntax
        ("{% for project in projects %}", "{% for project in proyects %}"),  # an unknown name
        ("#let dept = {{ department }}", "#let dept = {{ department.nothing }}"),
        ("#let dept = {{ department }}", "#let dept = {{ 'raw' }}"),  # a raw text
        ("#let dept = {{ department }}", "#let dept = {{ 1 }}"),  # a raw number
        ("#let dept = {{ department }}", "#let dept = {{ department ~ 'raw' }}"),
        ("#let dept = {{ department }}", "#let dept = {{ department | safe }}"),
        ("#let dept = {{ department }}", "#let dept = {{ 'raw' | safe }}"),
        ("#let dept = {{ department }}", "#let dept = {{ department }}{% include 'missing.j2' %}"),
        ("#let dept = {{ department }}", "#let dept = {{ department }}{{ projects | join(',') | upper }}"),
        ("#let dept = {{ department }}", "#let dept = {{ department }}{{ ''.__class__.__mro__ }}"),
    ],
)
def test_a_fault_in_j2_is_told_with_file_and_line(old: str, new: str, place: Path, run: Run) -> None:
    line = spoil(place, "document.typ.j2", old, new)
    done = run("build", cwd=place)
    assert done.returncode == 4, done.stderr
    assert "JX039" in done.stderr
    # What is never closed is noticed on the next line.
    lines = {line, line + 1} if new.endswith("projects") else {line}
    assert any(f"layouts/shanghai-2026/document.typ.j2:{one}" in done.stderr for one in lines), done.stderr
    assert "Traceback" not in done.stderr
    assert not list(place.rglob("*.pdf"))


def test_a_fault_in_the_manifest_is_an_input_that_cannot_be_read(place: Path, run: Run) -> None:
    line = spoil(place, "layout.yaml", "栏目: [项目类别, ", "栏目: [项目种类, ")
    done = run("build", cwd=place)
    assert done.returncode == 3, done.stderr
    assert f"layouts/shanghai-2026/layout.yaml:{line}:" in done.stderr


def test_an_unknown_family_is_an_error(place: Path, run: Run) -> None:
    """The engine would only warn, and take another font."""
    spoil(
        place,
        "form.typ",
        "#let columns =",
        '#set text(font: "没有这种字体")\n#let heading-font = text(font: "没有这种字体")[甲]\n#let columns =',
    )
    spoil(place, "form.typ", "  form-page([]", "  heading-font\n  form-page([]")
    done = run("build", cwd=place)
    assert done.returncode == 4, done.stderr
    assert "没有这种字体" in done.stderr


def test_a_workspace_layout_wins_over_the_shipped_one(workspace: Path, run: Run) -> None:
    folder = shutil.copytree(REPOSITORY / "layouts" / "ningxia-2024", workspace / "layouts" / "ningxia-2024")
    form = folder / "form.typ"
    form.write_text(form.read_text(encoding="utf-8").replace('"项目属性"', '"归口属性"'), encoding="utf-8")
    assert run("build", "pingluo-jiguan", cwd=workspace).returncode == 0
    one = read(only_pdf(workspace / "build" / "pingluo-jiguan" / "2024"))
    assert {table.at(2, 0).text for table in one.tables} == {"归口属性"}
