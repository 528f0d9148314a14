"""Files and folders that come, go and change their names; layouts, config, fonts; git."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import jixiao
from jixiao.watch.loop import Built, Gone, Trouble

OTHER = "项目名称: 培训\n资金:\n  总额: 1\n绩效指标:\n  数量指标:\n    - 名称: 人数\n      指标值: 1 人\n"
YEAR = "sources/a/2024"
LAYOUTS = Path(jixiao.__file__).parent / "layouts"


def labels(told: list[Any]) -> list[str]:
    return [one.result.label for one in told if isinstance(one, Built)]


def gone(told: list[Any]) -> list[str]:
    return [one.label for one in told if isinstance(one, Gone)]


CHANGES: dict[str, Callable[[Any], object]] = {
    "new project": lambda desk: desk.write(f"{YEAR}/projects/02.yaml", OTHER),
    "new project in a new folder": lambda desk: desk.write(f"{YEAR}/projects/一类/甲/02.yaml", OTHER),
    "project renamed": lambda desk: desk.first.rename(desk.first.with_name("03.yaml")),
    "project moved to a folder": lambda desk: (
        (desk.first.parent / "一类").mkdir(),
        desk.first.rename(desk.first.parent / "一类/01.yaml"),
    ),
    "audit file appears": lambda desk: desk.write(f"{YEAR}/审核.yaml", "采纳: []\n"),
    "skipped file appears": lambda desk: desk.write(f"{YEAR}/projects/02.yaml.txt", OTHER),
    "file that says nothing of itself": lambda desk: desk.write(f"{YEAR}/projects/sedAbC", "x"),
    "year edited and project added": lambda desk: (
        desk.write(f"{YEAR}/projects/02.yaml", OTHER),
        desk.change("068", "069", desk.root / YEAR / "department.yaml"),
    ),
    "projects folder renamed and back": lambda desk: (
        (desk.root / YEAR / "projects").rename(desk.root / YEAR / "p"),
        (desk.root / YEAR / "p").rename(desk.root / YEAR / "projects"),
        desk.change("食堂补助", "食堂费用"),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_one_rebuild(watcher: Any, change: str) -> None:
    watcher.start()
    CHANGES[change](watcher.desk)
    assert labels(watcher.calm()) == ["a/2024"]
    assert watcher.same_as_cold()


def test_project_deleted(watcher: Any) -> None:
    second = watcher.desk.write(f"{YEAR}/projects/02.yaml", OTHER)
    watcher.start()
    second.unlink()
    assert labels(watcher.calm()) == ["a/2024"]
    assert watcher.same_as_cold()


def test_project_edited_in_a_folder_made_while_watching(watcher: Any) -> None:
    watcher.start()
    path = watcher.desk.write(f"{YEAR}/projects/一类/甲/02.yaml", OTHER)
    watcher.made()
    for text in ("参观", "学习"):
        path.write_text(OTHER.replace("培训", text), encoding="utf-8")
        watcher.made()
        assert text in main_typ(watcher)


def main_typ(watcher: Any) -> str:
    return (watcher.desk.root / "build/a/2024/typst/main.typ").read_text(encoding="utf-8")


def test_department_folder_renamed(watcher: Any) -> None:
    watcher.start()
    (watcher.desk.root / "sources/a").rename(watcher.desk.root / "sources/b")
    told = watcher.calm()
    assert (gone(told), labels(told)) == (["a/2024"], ["b/2024"])
    path = watcher.desk.root / "sources/b/2024/projects/01.yaml"
    watcher.desk.change("食堂补助", "食堂费用", path)
    watcher.made("b/2024")
    (watcher.desk.root / "sources/b").rename(watcher.desk.root / "sources/a")
    told = watcher.calm()
    assert (gone(told), labels(told)) == (["b/2024"], ["a/2024"])


def test_named_department_deleted_and_recreated(watcher: Any) -> None:
    watcher.start("a")
    place = watcher.desk.root / "sources/a"
    kept = shutil.copytree(place, watcher.desk.root / "kept")
    for _ in range(2):
        shutil.rmtree(place)
        told = watcher.calm()
        assert (gone(told), labels(told)[-1:]) == (["a/2024"], [])
        shutil.copytree(kept, place)
        watcher.until(lambda one: isinstance(one, Built) and bool(one.result.pdf))
        watcher.calm()
        watcher.desk.change("食堂补助", "食堂费用")
        watcher.made()


def test_new_department_and_year(watcher: Any) -> None:
    watcher.start()
    watcher.desk.department("b")
    told = watcher.calm()
    assert set(labels(told)) == {"b/2024"}
    assert told[-1].result.pdf
    shutil.copytree(watcher.desk.root / "sources/b/2024", watcher.desk.root / "sources/b/2025")
    told = watcher.calm()
    assert labels(told)[-1] == "b/2025"
    assert "JX029" in {one.code for one in told[-1].result.faults}


@pytest.mark.parametrize("name", ["sources", "sources/a", "sources/a/2024", "."])
def test_folder_deleted_and_recreated(watcher: Any, name: str) -> None:
    watcher.start()
    root = watcher.desk.root
    kept = root.parent / "kept"
    shutil.copytree(root / name, kept)
    shutil.rmtree(root / name)
    watcher.until(lambda one: isinstance(one, Gone) and one.label == "a/2024")
    shutil.copytree(kept, root / name)
    watcher.until(lambda one: isinstance(one, Built) and one.result.label == "a/2024" and bool(one.result.pdf))
    watcher.calm()
    watcher.desk.change("食堂补助", "食堂费用")
    watcher.made()
    assert watcher.same_as_cold()


@pytest.mark.parametrize("name", ["sources", "sources/a", "sources/a/2024/projects"])
def test_folder_replaced_by_another(watcher: Any, name: str) -> None:
    """As `git checkout` and synchronisation do: away and there again before anybody looks."""
    watcher.start()
    path = watcher.desk.root / name
    new = shutil.copytree(path, watcher.desk.root / "new")
    path.rename(watcher.desk.root / "old")
    new.rename(path)
    watcher.calm()
    watcher.desk.change("食堂补助", "食堂费用")
    assert labels(watcher.calm()) == ["a/2024"]
    assert "食堂费用" in main_typ(watcher)


def test_output_folder_deleted(watcher: Any) -> None:
    watcher.start()
    shutil.rmtree(watcher.desk.root / "build")
    watcher.desk.change("食堂补助", "食堂费用")
    watcher.made()
    assert watcher.desk.pdf().exists()


def test_pdf_deleted_and_saved_again(watcher: Any) -> None:
    watcher.start()
    watcher.desk.pdf().unlink()
    os.utime(watcher.desk.first)
    watcher.made()


def test_git_checkout_of_hundreds_of_files(watcher: Any) -> None:
    git = shutil.which("git")
    if git is None:
        pytest.skip("no git here")
    root = watcher.desk.root

    def run(*arguments: str) -> None:
        settings = ("-c", "user.name=x", "-c", "user.email=x@x", "-c", "core.hooksPath=/dev/null")
        subprocess.run([git, *settings, *arguments], cwd=root, check=True, capture_output=True)

    def write(amount: int) -> None:
        for number in range(200):
            text = OTHER.replace("培训", f"培训{number}").replace("总额: 1", f"总额: {amount}")
            watcher.desk.write(f"{YEAR}/projects/{number:03}.yaml", text)

    run("init", "-q")
    write(1)
    run("add", "sources/a")
    run("commit", "-qm", "one")
    write(2)
    (root / YEAR / "projects/007.yaml").unlink()
    run("commit", "-qam", "two")
    watcher.start()
    for revision in ("HEAD~1", "-"):
        run("checkout", "-q", revision)
        assert labels(watcher.calm()) == ["a/2024"]
    assert watcher.same_as_cold()


def test_layout_made_one_s_own_edited_broken_and_removed(watcher: Any) -> None:
    watcher.start()
    own = watcher.desk.root / "layouts/ningxia-2024"
    shutil.copytree(LAYOUTS / "ningxia-2024", own)
    assert set(labels(watcher.calm())) == {"a/2024"}
    form = own / "form.typ"
    good = form.read_bytes()
    form.write_bytes(good + b"\n// ours\n")
    both = {watcher.next(Built).result.label for _ in range(2)}
    assert both == {"a/2024", "z/2024"}
    form.write_bytes(good + b"\n#let = \n")
    for _ in range(2):
        broken = watcher.next(Built).result
        assert (broken.pdf, [one.code for one in broken.faults]) == ("", ["JX039"])
    assert watcher.desk.pdf().exists()
    form.write_bytes(good)
    assert all(watcher.next(Built).result.pdf for _ in range(2))
    shutil.rmtree(own)
    told = watcher.calm()
    assert "a/2024" in labels(told)
    assert watcher.same_as_cold()


def test_layout_that_is_not_there_yet(watcher: Any) -> None:
    watcher.desk.change("ningxia-2024", "mine", watcher.desk.root / YEAR / "department.yaml")
    told = watcher.start()
    assert "JX030" in {one.code for one in told[0].result.faults}
    mine = shutil.copytree(LAYOUTS / "ningxia-2024", watcher.desk.root / "layouts/mine")
    broken = watcher.until(lambda one: isinstance(one, Built) and one.result.label == "a/2024")
    assert {one.code for one in broken.result.faults} == {"JX039"}  # it still imports from the folder it was copied from
    watcher.desk.change("/ningxia-2024/form.typ", "/mine/form.typ", mine / "document.typ.j2")
    watcher.made()
    path = mine / "form.typ"
    path.write_bytes(path.read_bytes() + b"\n// ours\n")
    watcher.made()
    assert labels(watcher.calm()) == []


def test_rule_profile(watcher: Any) -> None:
    watcher.start()
    watcher.desk.write("profiles/mine.yaml", "名称: 我的\n层级: 不对\n")
    counts = watcher.made().result.counts
    assert counts.broken
    watcher.made("z/2024")
    (watcher.desk.root / "profiles/mine.yaml").unlink()
    assert not watcher.made().result.counts.broken


def test_config_broken_and_mended(watcher: Any) -> None:
    watcher.start()
    path = watcher.desk.write("jixiao.toml", "[build\n")
    trouble = watcher.next(Trouble)
    assert [one.code for one in trouble.faults] == ["JX042"]
    path.write_text('[build]\noutput = "out"\n', encoding="utf-8")
    watcher.until(lambda one: isinstance(one, Built) and one.result.pdf.startswith("out/"))
    watcher.calm()
    watcher.desk.change("食堂补助", "食堂费用")
    assert watcher.made().result.pdf.startswith("out/a/")


def test_font_that_is_not_there_yet(watcher: Any) -> None:
    from pylopdf_fonts_zh_cn import serif_path

    watcher.desk.write("jixiao.toml", '[fonts]\n"仿宋" = "fonts/own.otf"\n')
    told = watcher.start()
    assert "JX044" in {one.code for one in told[0].result.faults}
    (watcher.desk.root / "fonts").mkdir()
    shutil.copy(serif_path(), watcher.desk.root / "fonts/own.otf")
    watcher.until(lambda one: isinstance(one, Built) and bool(one.result.pdf))
