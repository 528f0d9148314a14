"""`jixiao diff` as people meet it: sides, formats, files, exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest

from jixiao.report.diff_json import diff_schema

CLEAN = Path(__file__).resolve().parents[1] / "check" / "clean" / "sources" / "jiaoyu" / "2024"


@pytest.fixture
def years(desk: Any) -> Any:
    """A desk with one department in two years: the second asks for less and costs more."""
    (project,) = (CLEAN / "projects").iterdir()
    text = project.read_text(encoding="utf-8")
    department = (CLEAN / "department.yaml").read_text(encoding="utf-8")
    desk.department(text=department, projects=(text,))
    desk.write("sources/a/2025/department.yaml", department.replace("年度: 2024", "年度: 2025"))
    later = text.replace("2024年12月10日前", "2025年12月10日前").replace("≥98%", "≥93%").replace("75.60", "90.72")
    later = later.replace("900人 × 84元/人/月 × 10月", "1080人 × 84元/人/月 × 10月")
    desk.write("sources/a/2025/projects/01.yaml", later)
    return desk


def rules(run: Any) -> set[str]:
    return {one["rule"] for one in json.loads(run.out)["changes"]}


def test_two_years(years: Any) -> None:
    run = years.run("diff", "2024", "2025")
    assert (run.code, run.err) == (0, "")
    assert "绩效目标年度对比" in run.out
    assert "要求降低" in run.out
    assert "≥98% → ≥93%" in run.out
    assert "预算增加、目标降低" in run.out


def test_nothing_changed(years: Any) -> None:
    run = years.run("diff", "sources/a/2024", "sources/a/2024", "--exit-code")
    assert run.code == 0
    assert "无变动" in run.out


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 0),
        (["--exit-code"], 1),
        (["--fail-on", "critical"], 1),
        (["--fail-on", "none"], 0),
    ],
)
def test_exit_codes(years: Any, options: list[str], code: int) -> None:
    assert years.run("diff", "2024", "2025", *options).code == code


def test_json_is_alone_and_valid(years: Any) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    run = years.run("diff", "2024", "2025", "--format", "json")
    assert run.err == ""
    jsonschema.validate(json.loads(run.out), json.loads(diff_schema()))
    assert {"target-loosened", "budget-increased", "budget-up-targets-loosened", "year-rolled"} <= rules(run)
    assert years.run("diff", "2024", "2025", "--format", "json").out == run.out
    assert json.loads(years.run("diff", "--print-schema").out) == json.loads(diff_schema())


def test_several_files_in_one_run(years: Any) -> None:
    names = ("a.md", "a.json", "a.html", "a.pdf", "a.sarif", "a.xml", "a.txt")
    run = years.run("diff", "2024", "2025", *(part for name in names for part in ("-o", name)))
    assert (run.code, run.out) == (0, "")
    assert (years.root / "a.md").read_text(encoding="utf-8").startswith("<!-- jixiao-diff -->")
    assert (years.root / "a.pdf").read_bytes().startswith(b"%PDF")
    assert "<script" in (years.root / "a.html").read_text(encoding="utf-8")
    assert all((years.root / name).stat().st_size > 100 for name in names)
    assert not years.leftovers()


def test_a_name_for_each_department(years: Any) -> None:
    years.run("diff", "2024", "2025", "-o", "{dept}-{year}.json")
    assert (years.root / "a-2025.json").exists()


def test_accepting_a_change(years: Any) -> None:
    stubs = years.run("diff", "2024", "2025", "--print-accepted").out
    assert stubs.startswith("采纳:")
    filled = stubs.replace("理由: ,", "理由: 检测口径扩大,").replace("经办: }", "经办: 李某}")
    years.write("sources/a/2025/审核.yaml", filled)
    run = years.run("diff", "2024", "2025", "--fail-on", "cosmetic")
    assert run.code == 0
    assert "检测口径扩大" in run.out
    years.write("sources/a/2025/审核.yaml", "采纳: []\n")
    years.write("别处.yaml", filled)
    assert years.run("diff", "2024", "2025", "--exit-code", "--accepted", "别处.yaml").code == 0
    assert years.run("diff", "2024", "2025", "--exit-code").code == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "要写两边"),
        (["2024"], "要写两边"),
        (["2024", "2025", "-o", "a.doc"], "看不出 a.doc 要写成什么格式"),
        (["2024", "2025", "--format", "pdf"], "要用 -o 写明文件"),
        (["2024", "2025", "--today", "明天"], "不是日期"),
        (["2024", "2025", "--dept", "b"], "没有找到部门"),
    ],
)
def test_wrong_usage(years: Any, arguments: list[str], words: str) -> None:
    run = years.run("diff", *arguments)
    assert run.code == 2
    assert words in run.err
    assert run.out == ""


def test_a_year_without_the_other_is_no_error(years: Any) -> None:
    years.department("b", text=(CLEAN / "department.yaml").read_text(encoding="utf-8"))
    run = years.run("diff", "2024", "2025")
    assert run.code == 0
    assert "无对应年度" in run.out


def test_what_cannot_be_read_is_exit_code_3(years: Any) -> None:
    years.write("sources/a/2025/projects/01.yaml", "项目名称: [")
    run = years.run("diff", "2024", "2025")
    assert run.code == 3
    assert "01.yaml" in run.err


def test_a_bad_link_is_exit_code_3(years: Any) -> None:
    path = years.root / "sources/a/2025/projects/01.yaml"
    years.write("sources/a/2025/projects/01.yaml", path.read_text(encoding="utf-8") + "上年项目: [没有这个项目]\n")
    run = years.run("diff", "2024", "2025")
    assert run.code == 3
    assert "JX060" in run.err


def test_levels_of_the_workspace(years: Any) -> None:
    years.write("jixiao.toml", '[diff.severity]\ntarget-loosened = "critical"\nyear-rolled = "off"\n')
    run = years.run("diff", "2024", "2025", "--format", "json")
    found = {one["rule"]: one["severity"] for one in json.loads(run.out)["changes"]}
    assert found["target-loosened"] == "critical"
    assert "year-rolled" not in found
    years.write("jixiao.toml", '[diff.severity]\ntarget-loosend = "critical"\n')
    run = years.run("diff", "2024", "2025")
    assert run.code == 3
    assert "是不是“target-loosened”" in run.err


def test_colours(years: Any) -> None:
    assert "\x1b[" not in years.run("diff", "2024", "2025").out
    assert "\x1b[" in years.run("diff", "2024", "2025", "--color", "always").out
