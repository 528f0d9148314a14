"""Every way in which programs save, one rebuild each."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jixiao.watch.loop import Built


def edited(path: Path) -> bytes:
    return path.read_bytes().replace("食堂补助".encode(), "食堂费用".encode())


def in_place(path: Path) -> None:
    path.write_bytes(edited(path))


def in_pieces(path: Path) -> None:
    data = edited(path)
    with path.open("wb", buffering=0) as file:
        for start in range(0, len(data), 20):
            file.write(data[start : start + 20])


def in_place_without_truncating(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(edited(path))


def by_hidden_file(path: Path) -> None:
    beside = path.with_name(f".{path.name}.tmp")
    beside.write_bytes(edited(path))
    beside.replace(path)


def by_plain_file(path: Path) -> None:
    beside = path.with_name("sedXy12Z")
    beside.write_bytes(edited(path))
    beside.chmod(0o644)
    beside.replace(path)


def by_file_of_another_folder(path: Path) -> None:
    beside = path.parents[4] / "swap" / "x"
    beside.parent.mkdir()
    beside.write_bytes(edited(path))
    beside.replace(path)


def as_vim_does(path: Path) -> None:
    """With backup: the old file gets another name, a new one is written."""
    data = edited(path)
    (path.parent / "4913").write_bytes(b"")
    (path.parent / "4913").unlink()
    path.with_name(f".{path.name}.swp").write_bytes(b"x")
    backup = path.with_name(f"{path.name}~")
    path.rename(backup)
    path.write_bytes(data)
    backup.unlink()


def as_offices_do(path: Path) -> None:
    """The new file is written beside, the old one goes to a third name, the new one takes its place."""
    data = edited(path)
    path.with_name(f"~${path.name}").write_bytes(b"owner")
    new, old = path.with_name("~WRD0001.tmp"), path.with_name("~WRL0002.tmp")
    new.write_bytes(data)
    path.rename(old)
    new.rename(path)
    old.unlink()
    path.with_name(f"~${path.name}").unlink()


def deleted_and_written_anew(path: Path) -> None:
    data = edited(path)
    path.unlink()
    path.write_bytes(data)


def sed(path: Path) -> None:
    if shutil.which("sed") is None:
        pytest.skip("no sed here")
    subprocess.run(["sed", "-i", "s/食堂补助/食堂费用/", str(path)], check=True)


def copied_over(path: Path) -> None:
    other = path.parents[4] / "new.yaml"
    other.write_bytes(edited(path))
    shutil.copyfile(other, path)


WAYS = (
    in_place,
    in_pieces,
    in_place_without_truncating,
    by_hidden_file,
    by_plain_file,
    by_file_of_another_folder,
    as_vim_does,
    as_offices_do,
    deleted_and_written_anew,
    sed,
    copied_over,
)


@pytest.mark.parametrize("way", WAYS, ids=lambda one: one.__name__)
def test_one_rebuild(watcher: Any, way: Callable[[Path], None]) -> None:
    watcher.start()
    way(watcher.desk.first)
    told = watcher.calm()
    assert [one.result.label for one in told if isinstance(one, Built)] == ["a/2024"], told
    assert not any(one.result.faults for one in told)
    assert "食堂费用" in (watcher.desk.root / "build/a/2024/typst/main.typ").read_text(encoding="utf-8")


def test_the_outputs_are_those_of_a_cold_build(watcher: Any) -> None:
    watcher.start()
    in_place(watcher.desk.first)
    watcher.made()
    assert watcher.same_as_cold()


NOTHING: dict[str, Callable[[Any], object]] = {
    "saved as it was": lambda desk: desk.first.write_bytes(desk.first.read_bytes()),
    "time set": lambda desk: os.utime(desk.first, (1, 1)),
    "read": lambda desk: desk.first.read_bytes(),
    "editor's own file": lambda desk: desk.write("sources/a/2024/projects/.01.yaml.swp", "x"),
    "backup": lambda desk: desk.write("sources/a/2024/projects/01.yaml~", "x"),
    "lock file of an office program": lambda desk: desk.write("sources/a/2024/projects/~$01.yaml", "x"),
    "a note in the workspace": lambda desk: desk.write("笔记.txt", "x"),
    "a note beside department.yaml": lambda desk: desk.write("sources/a/2024/笔记.txt", "x"),
    "an unused layout": lambda desk: desk.write("layouts/mine/layout.yaml", "名称: 新\n"),
    "files of git": lambda desk: desk.write(".git/index", "x"),
    "an output": lambda desk: desk.write("build/a/2024/typst/main.typ", "x"),
    "an empty folder": lambda desk: (desk.root / "sources/b").mkdir(),
}


@pytest.mark.parametrize("what", NOTHING)
def test_no_rebuild(watcher: Any, what: str) -> None:
    watcher.start()
    NOTHING[what](watcher.desk)
    assert watcher.calm() == []


def test_only_the_departments_asked_for(watcher: Any) -> None:
    watcher.desk.department("b")
    watcher.start("a")
    watcher.desk.change("食堂补助", "食堂费用", watcher.desk.root / "sources/b/2024/projects/01.yaml")
    watcher.desk.department("c")
    assert watcher.calm() == []
    in_place(watcher.desk.first)
    watcher.made()


def test_changes_while_building_are_one_rebuild(watcher: Any) -> None:
    watcher.start()
    first = watcher.desk.first

    def type_on(_told: Any) -> None:
        watcher.heard.clear()
        for text in ("食堂一", "食堂二", "食堂三"):
            first.write_text(first.read_text(encoding="utf-8").replace("食堂费用", f"{text}费用"), encoding="utf-8")

    watcher.heard.append(type_on)
    in_place(first)
    told = watcher.calm()
    assert len(told) == 2
    assert "食堂一费用" in (watcher.desk.root / "build/a/2024/typst/main.typ").read_text(encoding="utf-8")


def test_half_written_file(watcher: Any) -> None:
    """A file that stays open: its first half is built, and the whole as soon as it is closed."""
    watcher.start()
    data = edited(watcher.desk.first)
    half = data.index("指标值".encode())
    with watcher.desk.first.open("wb") as file:
        file.write(data[:half])
        file.flush()
        broken = watcher.built()
        assert (broken.result.pdf, bool(broken.result.faults)) == ("", True)
        assert watcher.desk.pdf().exists()
        file.write(data[half:])
    assert not watcher.made().result.faults
    assert watcher.same_as_cold()


def test_broken_source_keeps_the_pdf_and_the_fix_brings_it_back(watcher: Any) -> None:
    watcher.start()
    good = watcher.desk.first.read_bytes()
    pdf = watcher.desk.pdf().read_bytes()
    for _ in range(2):
        before = watcher.desk.outputs()
        watcher.desk.first.write_bytes(good + b": [\n")
        broken = watcher.built()
        assert (broken.result.pdf, [one.severity for one in broken.result.faults][:1]) == ("", ["error"])
        assert watcher.desk.outputs() == before
        watcher.desk.first.write_bytes(good)
        assert watcher.made().result.inputs.files[str(watcher.desk.first)] != "missing"
        assert watcher.desk.pdf().read_bytes() == pdf


def test_a_source_broken_from_the_start_is_watched(watcher: Any) -> None:
    good = watcher.desk.first.read_bytes()
    watcher.desk.first.write_bytes(b"\xff\xfe\x00")
    assert any(one.result.faults for one in watcher.start() if isinstance(one, Built))
    watcher.desk.first.write_bytes(good)
    watcher.made()


def test_asking_for_a_rebuild(watcher: Any) -> None:
    watcher.start()
    watcher.loop.rebuild("a/2024")
    watcher.made()
    watcher.loop.rebuild()
    assert {watcher.next(Built).result.label for _ in range(2)} == {"a/2024", "z/2024"}
    watcher.loop.rebuild("nowhere/2024")
    assert watcher.calm() == []


def test_milliseconds_and_findings(watcher: Any) -> None:
    watcher.start()
    in_place(watcher.desk.first)
    built = watcher.made()
    assert built.milliseconds >= built.result.seconds * 1000
    assert built.result.pages >= 1
    assert built.result.counts is not None
