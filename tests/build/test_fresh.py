"""When a build has nothing to do, and when it has."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import jixiao

Change = Callable[[Any, pytest.MonkeyPatch], Any]
YEAR = "sources/a/2024"
OTHER = "项目名称: 培训\n资金:\n  总额: 1\n绩效指标:\n  数量指标:\n    - 名称: 人数\n      指标值: 1 人\n"


def is_fresh(run: Any) -> bool:
    return "没有改动" in run.out


def touch(path: Path) -> None:
    os.utime(path, (1, 1))


def modify_time_only(desk: Any, _patch: pytest.MonkeyPatch) -> None:
    touch(desk.first)


def override(desk: Any, name: str) -> None:
    shipped = Path(jixiao.__file__).parent / "layouts" / name
    desk.write(f"layouts/{name}", shipped.read_bytes() + b"\n// ours\n")


NOTHING: dict[str, Change] = {
    "nothing": lambda _desk, _patch: None,
    "touched, not changed": modify_time_only,
    "department touched": lambda desk, _: touch(desk.root / YEAR / "department.yaml"),
    "editor's own file": lambda desk, _: desk.write(f"{YEAR}/projects/.01.yaml.swp", "x"),
    "another department": lambda desk, _: desk.department("b", projects=(OTHER,)),
    "another year": lambda desk, _: desk.write("sources/a/2023/department.yaml", "版式: x\n"),
    "an unused layout": lambda desk, _: override(desk, "hebei-2025/form.typ"),
    "a PDF of another stage beside": lambda desk, _: desk.write("build/a/2024/甲局2024年度绩效目标（一上稿）.pdf", "x"),
}
SOMETHING: dict[str, Change] = {
    "edited": lambda desk, _: desk.change("食堂补助", "食堂费用"),
    "a remark": lambda desk, _: desk.change("项目期: 1 年", "# 新\n项目期: 1 年"),
    "department edited": lambda desk, _: desk.change("068", "069", desk.root / YEAR / "department.yaml"),
    "new project": lambda desk, _: desk.write(f"{YEAR}/projects/02.yaml", OTHER),
    "renamed": lambda desk, _: desk.first.rename(desk.first.with_name("03.yaml")),
    "moved to a folder": lambda desk, _: (
        (desk.first.parent / "一类").mkdir(), desk.first.rename(desk.first.parent / "一类/01.yaml")),
    "skipped file appears": lambda desk, _: desk.write(f"{YEAR}/projects/02.yml", "x"),
    "skipped file beside": lambda desk, _: desk.write(f"{YEAR}/02.yaml", "x"),
    "jixiao.toml appears": lambda desk, _: desk.write("jixiao.toml", "[build]\n"),
    "shared layout file appears": lambda desk, _: override(desk, "common/page.typ"),
    "layout file appears": lambda desk, _: override(desk, "ningxia-2024/form.typ"),
    "layout.yaml appears": lambda desk, _: override(desk, "ningxia-2024/layout.yaml") or desk.change(
        "\n// ours\n", "\n", desk.root / "layouts/ningxia-2024/layout.yaml"),
    "PDF deleted": lambda desk, _: desk.pdf().unlink(),
    "PDF changed": lambda desk, _: desk.pdf().write_bytes(b"mine"),
    "manifest deleted": lambda desk, _: (desk.root / "build/a/2024/manifest.json").unlink(),
    "date set": lambda _, patch: patch.setenv("SOURCE_DATE_EPOCH", "1"),
    "other version": lambda _, patch: patch.setattr("jixiao.build.state.__version__", "9.9"),
    "caches gone": lambda desk, _: [path.unlink() for path in (desk.root / "build/.jixiao/state").iterdir()],
}  # fmt: skip


@pytest.mark.parametrize("change", NOTHING.values(), ids=NOTHING)
def test_nothing_to_do(desk: Any, monkeypatch: pytest.MonkeyPatch, change: Change) -> None:
    desk.build()
    change(desk, monkeypatch)
    before = desk.outputs()
    run = desk.build("a", "--year", "2024")
    assert is_fresh(run)
    assert "1 页  build/a/2024/甲局2024年度绩效目标.pdf" in run.out
    assert desk.outputs() == before


@pytest.mark.parametrize("change", SOMETHING.values(), ids=SOMETHING)
def test_something_to_do(desk: Any, monkeypatch: pytest.MonkeyPatch, change: Change) -> None:
    desk.build()
    change(desk, monkeypatch)
    assert not is_fresh(desk.build())
    assert is_fresh(desk.build())
    assert desk.pdf().read_bytes().startswith(b"%PDF-1.7")


def test_deleted_project_is_an_input(desk: Any) -> None:
    second = desk.write(f"{YEAR}/projects/02.yaml", OTHER)
    desk.build()
    second.unlink()
    assert not is_fresh(desk.build())


def test_layout_override_disappears(desk: Any) -> None:
    override(desk, "common/page.typ")
    desk.build()
    (desk.root / "layouts/common/page.typ").unlink()
    assert not is_fresh(desk.build())


def test_other_fonts(desk: Any) -> None:
    desk.build()
    assert not is_fresh(desk.build("--fonts", "embedded"))
    assert is_fresh(desk.build("--fonts", "embedded"))
    desk.write("jixiao.toml", '[build]\nfonts = "embedded"\n')
    desk.build()
    assert is_fresh(desk.build("--fonts", "embedded"))


def test_fault_after_a_good_build_is_told_every_time(desk: Any) -> None:
    desk.build()
    desk.change("总额: 886", "总额: 很多")
    for _ in range(2):
        assert desk.run("build").code == 3
    desk.change("总额: 很多", "总额: 886")
    assert is_fresh(desk.build())


def test_warnings_are_told_every_time(desk: Any) -> None:
    desk.write(f"{YEAR}/projects/02.yml", "x")
    assert "JX019" in desk.build().err
    assert "提醒" in desk.build().err


def test_force_makes_the_same_bytes(desk: Any) -> None:
    desk.build()
    before = {path: content for path, (content, _) in desk.outputs().items()}
    run = desk.build("--force")
    assert not is_fresh(run)
    assert {path: content for path, (content, _) in desk.outputs().items()} == before


def test_same_bytes_in_another_place(make_desk: Callable[[str], Any]) -> None:
    one, two = make_desk("一"), make_desk("another place")
    one.build()
    two.build()
    assert {path: content for path, (content, _) in one.outputs().items()} == {
        path: content for path, (content, _) in two.outputs().items()
    }


_MODULES = """
import sys
from jixiao.cli import main
code = main(["build"])
print(code, *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def test_nothing_to_do_imports_nothing_heavy(desk: Any) -> None:
    desk.build()
    with desk.python("-c", _MODULES) as child:
        out, err = child.communicate(timeout=30)
    code, *modules = err.strip().split("\n")[-1].split()
    assert (code, "没有改动" in out) == ("0", True)
    assert "检查意见" in err  # remembered, not worked out again
    heavy = {"typst", "jinja2", "ruamel", "_ruamel_yaml", "markdown_it", "markupsafe", "pylopdf_fonts_zh_cn", "rich",
             "asyncio", "multiprocessing", "importlib_metadata", "watchdog", "pikepdf", "tomllib", "dataclasses"}
    assert not heavy & set(modules)


def test_overview_imports_nothing_heavy(desk: Any) -> None:
    desk.build()
    with desk.python("-c", _MODULES.replace('["build"]', "[]")) as child:
        out, err = child.communicate(timeout=30)
    assert "PDF 是最新的：build/a/2024/甲局2024年度绩效目标.pdf" in out
    assert not {"typst", "jinja2", "ruamel", "markdown_it"} & set(err.split())


def test_date_of_the_pdf(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import pypdfium2

    def date() -> Any:
        with pypdfium2.PdfDocument(desk.pdf().read_bytes()) as document:
            return document.get_metadata_value("CreationDate")[:16], manifest(desk)["timestamp"]

    desk.build()
    assert date() == ("D:20240101000000", "2024-01-01T00:00:00Z")
    desk.change("阶段: 批复", "阶段: 批复\n编制日期: 2024-02-29", desk.root / YEAR / "department.yaml")
    desk.build()
    assert date() == ("D:20240229000000", "2024-02-29T00:00:00Z")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    desk.build()
    assert date() == ("D:19700102000000", "1970-01-02T00:00:00Z")


def manifest(desk: Any) -> Any:
    return json.loads((desk.root / "build/a/2024/manifest.json").read_bytes())
