"""Corners of the live page: keys that must tell more than they seem to, things that break, documents in odd states."""

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.preview.drawn import places
from tests.preview.test_book import HEBEI, NINGXIA, Table
from tests.preview.test_session import BEFORE, LABEL, PATIENCE, Room

from jixiao.build.live import draw
from jixiao.layout.marks import Marking
from jixiao.preview.editors import in_folders
from jixiao.typeset import apart
from jixiao.watch.loop import Built, Ready, Trouble


class Panic(BaseException):
    """As the engine panics."""


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    one = Table(tmp_path, NINGXIA)
    yield one
    one.warm.close()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    one = Room(tmp_path)
    yield one
    one.stop()


# -- keys -----------------------------------------------------------------------------------------------------------


def test_a_mark_of_exclamation_is_another_page(table: Table) -> None:
    table.change("03-*.yaml", "指标值: ", "指标值: 很好")
    before = table.lay()
    path = next((table.root / "sources" / NINGXIA / "projects").glob("03-*"))
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub("(指标值: 很好.*)", r"\1!", text, count=1), encoding="utf-8")
    after = table.lay()
    assert [old.key != new.key for old, new in zip(before, after, strict=True)].count(True) == 1
    assert [table.shown(leaf) for leaf in after] == table.printed()


def test_a_value_that_moves_to_the_defaults_is_another_page(table: Table) -> None:
    table.change("03-*.yaml", "项目期: 1 年\n", "")
    table.change("department.yaml", "年度: 2024\n", "年度: 2024\n项目默认:\n  项目期: 1 年\n")
    file = next(leaf.file for leaf in table.lay() if "/03-" in leaf.file)

    def source() -> str:
        leaf = next(leaf for leaf in table.lay() if leaf.file == file)
        return next(one["data-file"] for one in places(table.page(leaf)) if one["data-path"] == "项目期")

    assert source().endswith("department.yaml")
    table.change("03-*.yaml", "项目名称: ", "项目期: 1 年\n项目名称: ")
    assert source() == file


def test_a_font_replaced_by_another_of_its_name_is_another_page(table: Table) -> None:
    press = table.warm._open()
    assert press is not None
    other = press._replace(digests=lambda: dict.fromkeys(press.digests(), "0" * 64))
    loaded = table.read()
    assert draw(press, loaded, Marking({})).base != draw(other, loaded, Marking({})).base
    assert draw(press, loaded, Marking({})).base == draw(press, loaded, Marking({})).base


def test_a_page_asked_for_between_a_change_of_fonts_and_the_build(table: Table) -> None:
    leaves = table.lay()
    press = table.warm._open()
    assert press is not None
    table.warm._press = press._replace(digests=lambda: dict.fromkeys(press.digests(), "0" * 64))
    assert table.book.page(table.warm, leaves[-1].key) is None
    assert table.book.drawn(leaves[-1].key) is None
    assert table.book.laid is not None
    assert not table.book.laid.whole
    assert table.page(table.book.laid.leaves[-1])
    table.warm._press = press
    assert [leaf.key for leaf in table.lay()] == [leaf.key for leaf in leaves]


def test_pages_are_drawn_apart_again_when_the_layout_of_the_workspace_is_gone(table: Table) -> None:
    before = table.lay()
    shutil.copytree(Path(__file__).resolve().parents[2] / "layouts", table.root / "layouts")
    form = table.root / "layouts" / "ningxia-2024" / "form.typ"
    form.write_text(form.read_text(encoding="utf-8").replace("附件2", "附件3"), encoding="utf-8")
    table.warm.forget(None)
    own = table.lay()
    assert table.book.laid is not None
    assert table.book.laid.whole
    assert not {leaf.key for leaf in own} & {leaf.key for leaf in before}
    shutil.rmtree(table.root / "layouts")
    table.warm.forget(None)
    table.lay()
    assert [leaf.key for leaf in table.lay()] == [leaf.key for leaf in before]
    assert not table.book.laid.whole


def test_document_that_changes_its_form(tmp_path: Path) -> None:
    table = Table(tmp_path, HEBEI)
    for leaf in table.lay():
        table.page(leaf)
    table.change("department.yaml", "版式: hebei-2025", "版式: ningxia-2024")
    assert [table.shown(leaf) for leaf in table.lay()] == table.printed()
    table.warm.close()


def test_pages_of_other_days_are_few(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jixiao.preview.book._FORMER", 2)
    leaves = table.lay()
    for leaf in leaves:
        table.page(leaf)
    path = next((table.root / "sources" / NINGXIA / "projects").glob("03-*"))
    text = path.read_text(encoding="utf-8")
    for number in range(6):
        path.write_text(re.sub("指标值: .*", f"指标值: ≥{number}%", text, count=1), encoding="utf-8")
        for leaf in table.lay():
            table.page(leaf)
    assert len(table.book._drawn) <= len(leaves) + 2


def test_quick_pages_of_two_projects_keep_the_places_of_both(table: Table) -> None:
    table.lay()
    table.change("02-*.yaml", "指标值: ", "指标值: 约")
    table.change("03-*.yaml", "指标值: ", "指标值: 约")
    assert len({leaf.file for leaf in table.book.quick(table.warm, table.read())}) == 2
    assert table.book.laid is not None
    quick = {(mark.path, mark.text) for mark in table.book.laid.marks.values()}
    table.lay()
    assert {(mark.path, mark.text) for mark in table.book.laid.marks.values()} <= quick


# -- what windows see -----------------------------------------------------------------------------------------------


def test_numbers_of_snapshots_rise_when_a_window_comes_back(room: Room) -> None:
    room.start()
    room.look()
    for number in range(3):
        room.change("03", "指标值: .*", f"指标值: ≥7{number}.7%")
        last = room.next("snapshot")["serial"]
    room.desk.opened(LABEL, 0)
    room.change("03", "指标值: .*", "指标值: ≥66.6%")
    while LABEL in room.session._open:
        room.told.get(timeout=PATIENCE)
    assert room.look()["serial"] > last


def test_windows_that_came_and_went_leave_nothing(room: Room) -> None:
    for number in range(50):
        room.desk.opened(f"nobody-{number}/2025", 1)
        room.desk.opened(f"nobody-{number}/2025", 0)
    assert not room.session._windows
    room.start()


def test_document_opened_before_it_is_known_to_be_fresh_gets_its_pdf(tmp_path: Path) -> None:
    first = Room(tmp_path)
    first.start().stop()
    room = Room.__new__(Room)
    Room.__init__(room, _copied(tmp_path))
    asked: list[Any] = []
    tell = room.session._tell

    def watch(told: Any) -> None:
        if isinstance(told, Built) and told.result.label == BEFORE:
            room.desk.opened(LABEL, 1)
            asked.append(room.desk.snapshot(LABEL))
        tell(told)

    room.session._tell = watch
    room.start()
    assert json.loads(asked[0].result(PATIENCE))["pdf"] is None
    assert room.snapshot()["pdf"]["pages"] == 8
    room.stop()


def _copied(root: Path) -> Path:
    """Another folder with what was built, for a room that copies its sources by itself."""
    new = root / "again"
    new.mkdir()
    shutil.copytree(root / "build", new / "build")
    # The state names absolute paths: the documents are those of the new folder only when they were built there.
    room = Room(new)
    room.start().stop()
    shutil.rmtree(new / "sources")
    return new


def test_document_that_never_had_a_page(room: Room) -> None:
    text = room.change("02", "指标值: .*", '指标值: "没有写完')
    room.start()
    shot = room.look()
    assert shot["broken"]
    assert shot["pages"] == []
    assert any(one["level"] == "error" for one in shot["faults"])
    room.file("02").write_text(text, encoding="utf-8")
    assert len(room.next("snapshot")["pages"]) == 8


def test_document_without_fonts_says_so(room: Room) -> None:
    config = room.root / "jixiao.toml"
    config.write_text('[fonts]\n"仿宋" = "没有这个字体"\n', encoding="utf-8")
    room.session._loop.warm.forget(None)
    room.start()
    shot = room.look()
    assert any("没有这个字体" in one["message"] for one in shot["faults"]), shot["faults"]
    assert shot["broken"]
    config.unlink()
    while len((shot := room.next("snapshot"))["pages"]) != 8:
        pass
    assert not shot["broken"]


def test_document_that_went_is_forgotten_where_nobody_looks(room: Room) -> None:
    room.start()
    room.snapshot(BEFORE)
    shutil.rmtree(room.root / "sources" / BEFORE)
    room.next("gone")
    assert room.desk.snapshot(BEFORE).result(PATIENCE) is None


# -- what breaks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [RuntimeError, Panic])
def test_view_that_fails_hinders_no_build(
    room: Room, monkeypatch: pytest.MonkeyPatch, kind: type[BaseException]
) -> None:
    room.start()
    room.look()

    def fail(*_: object) -> None:
        raise kind

    with monkeypatch.context() as patch:
        patch.setattr("jixiao.preview.book.Book.quick", fail)
        patch.setattr("jixiao.preview.book.Book.lay", fail)
        room.change("03", "指标值: .*", "指标值: ≥77.7%")
        told = []
        while not isinstance(one := room.told.get(timeout=PATIENCE), Built):
            told.append(one)
        assert one.result.pdf
        assert not one.result.faults
        assert any(isinstance(one, Trouble) for one in told)
    room.change("03", "指标值: .*", "指标值: ≥66.6%")
    room.next("snapshot")


def test_panic_of_the_engine_while_a_page_is_drawn_is_no_end(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.start()
    shot = room.look()

    def fail(*_: object) -> None:
        raise Panic

    with monkeypatch.context() as patch:
        patch.setattr("jixiao.preview.book.take_apart", fail)
        with pytest.raises(RuntimeError):
            room.desk.page(LABEL, shot["pages"][0]["key"]).result(PATIENCE)
    assert room.page(shot["pages"][0]["key"])


def test_panic_at_the_start_is_no_end(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    real = room.session._loop.warm.first
    calls = []

    def once(*arguments: Any) -> None:
        calls.append(arguments)
        raise Panic

    monkeypatch.setattr(room.session._loop.warm, "first", once)
    room.thread.start()
    assert isinstance(room.told.get(timeout=PATIENCE), Trouble)
    monkeypatch.setattr(room.session._loop.warm, "first", real)
    while not isinstance(one := room.told.get(timeout=PATIENCE), Built):
        assert not isinstance(one, Ready)
    assert one.result.pdf


def test_program_of_the_workspace_is_not_run(table: Table, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    for name in ("typst", "jixiao", "pickle", "typing"):
        (folder / f"{name}.py").write_text(
            f"open({str(tmp_path / 'run')!r}, 'w').close(); raise SystemExit(1)", encoding="utf-8"
        )
    monkeypatch.chdir(folder)
    table.page(table.lay()[-1])
    assert table.warm._apart is not None
    assert table.warm._apart._process is not None
    assert table.warm._apart._process.poll() is None
    assert not (tmp_path / "run").exists()


@pytest.mark.skipif(os.name == "nt", reason="groups of processes")
def test_process_for_single_forms_hears_no_interrupt(table: Table) -> None:
    table.page(table.lay()[-1])
    assert table.warm._apart is not None
    process = table.warm._apart._process
    assert process is not None
    assert os.getpgid(process.pid) != os.getpgid(0)
    assert apart.__name__ in sys.modules


def test_program_is_not_looked_for_in_relative_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("workspace", "bin"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "code.EXE").touch()
    monkeypatch.chdir(tmp_path / "workspace")
    folders = ["", ".", str(tmp_path / "bin")]
    assert in_folders("code", folders, [".EXE"]) == str(tmp_path / "bin" / "code.EXE")
    assert in_folders("code.EXE", folders, [".EXE"]) == str(tmp_path / "bin" / "code.EXE")
    assert in_folders("other", folders, [".EXE"]) is None
