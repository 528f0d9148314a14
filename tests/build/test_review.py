"""What the checker says beside a build, and what `--strict` refuses."""

from pathlib import Path
from typing import Any

import pytest

from jixiao.check.catalogue import RULES

CLEAN = Path(__file__).resolve().parents[1] / "check" / "clean" / "sources" / "jiaoyu" / "2024"


@pytest.fixture
def tidy(desk: Any) -> Any:
    (project,) = (CLEAN / "projects").iterdir()
    text = (CLEAN / "department.yaml").read_text(encoding="utf-8")
    desk.department(text=text, projects=(project.read_text(encoding="utf-8"),))
    return desk


def test_a_clean_document_is_published_in_silence(tidy: Any) -> None:
    run = tidy.build("--strict")
    assert "检查意见" not in run.err
    assert tidy.build("--strict").out.count("没有改动") == 1


def test_counts_are_told_and_remembered(tidy: Any) -> None:
    tidy.change("指标值: ≥98%", "指标值: ≥98")
    first, second = tidy.build(), tidy.build()
    assert "检查意见：须改 1 项。用 jixiao check a 查看。" in first.err
    assert "没有改动" in second.out
    assert "检查意见：须改 1 项。用 jixiao check a 查看。" in second.err


def test_strict_refuses_errors_and_leaves_the_old_pdf(tidy: Any) -> None:
    tidy.build()
    before = tidy.outputs()
    tidy.change("指标值: ≥98%", "指标值: ≥98")
    run = tidy.run("build", "--strict")
    assert run.code == 1
    assert "没有生成：检查意见里有必须改正的地方" in run.err
    assert tidy.outputs() == before
    tidy.change("指标值: ≥98", "指标值: ≥98%")
    assert tidy.run("build", "--strict").code == 0


def test_strict_refuses_what_an_easier_build_has_made(tidy: Any) -> None:
    tidy.change("指标值: ≥98%", "指标值: ≥98")
    tidy.build()
    assert tidy.run("build", "--strict").code == 1


def test_warnings_do_not_stop_a_strict_build(tidy: Any) -> None:
    tidy.change("指标值: ≥98%", "指标值: 全部达到要求的水平")
    assert "建议改" in tidy.build("--strict").err


def test_answers_and_profiles_are_inputs(tidy: Any) -> None:
    tidy.change("指标值: ≥98%", "指标值: 全部达到要求的水平")
    assert "建议改" in tidy.build().err
    place = "农村学校营养午餐补助/绩效指标/质量指标/食品留样检测合格率"
    accepted = f"采纳:\n  - 规则: JX409\n    位置: {place}\n    理由: 国家规定已有分级\n    经办: 李某\n"
    tidy.write("sources/a/2024/审核.yaml", accepted)
    run = tidy.build()
    assert "没有改动" not in run.out
    assert "建议改" not in run.err
    tidy.write("profiles/本县.yaml", "名称: 本县\n层级: 县\n区划: 640221\n起始年度: 2024\n规则:\n  JX103: {级别: 错误}\n")
    assert "没有改动" not in tidy.build().out


def test_strict_refuses_where_the_review_cannot_be_made(tidy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tidy.write("sources/a/2024/审核.yaml", "采纳: [")
    assert tidy.run("build").code == 0
    run = tidy.run("build", "--strict")
    assert run.code == 3
    assert "审核.yaml" in run.err
    (tidy.root / "sources/a/2024/审核.yaml").unlink()

    def broken(_subject: object, _document: object) -> Any:
        raise ZeroDivisionError

    rules = tuple(one._replace(check=broken) if one.code == "JX401" else one for one in RULES)
    monkeypatch.setattr("jixiao.check.run.RULES", rules)
    run = tidy.run("build", "--strict")
    assert run.code == 4
    assert "有的规则没有查成" in run.err
