"""The session on the real loop: what windows are told when somebody types, and what they are answered."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import pytest
from tests.conftest import REPOSITORY
from tests.preview.drawn import places

from jixiao.build.options import Options
from jixiao.preview.desk import News
from jixiao.preview.session import Session
from jixiao.source.workspace import open_workspace, select
from jixiao.watch.documents import Scope
from jixiao.watch.loop import Ready, Told

PATIENCE = 60.0
LABEL, BEFORE = "pingluo-jiguan/2025", "pingluo-jiguan/2024"


class Heard(Queue[Any]):
    """A feed that is read by the test."""

    def publish(self, news: News) -> None:
        self.put(news)

    def count_for(self, _opened: Any) -> None:
        """Windows are counted by hand."""


class Room:
    """A session that runs on copies of both years of a sample, with one window open on the newer."""

    def __init__(self, root: Path) -> None:
        shutil.copytree(REPOSITORY / "sources" / "pingluo-jiguan", root / "sources" / "pingluo-jiguan")
        workspace, faults = open_workspace(root)
        assert not faults
        self.root = root
        self.feed = Heard()
        self.told: Queue[Told] = Queue()
        scope = Scope(workspace, lambda now: select(now, [], None, root)[0], lambda now: Options(now.root / "build"))
        feed: Any = self.feed
        self.session = Session(scope, feed, poll=False, editor=False, tell=self.told.put)
        self.desk = self.session.desk
        self.thread = Thread(target=self.session.run, daemon=True)

    def start(self) -> "Room":
        self.thread.start()
        while not isinstance(self.told.get(timeout=PATIENCE), Ready):
            pass
        return self

    def stop(self) -> None:
        self.session.stop()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()

    def snapshot(self, label: str = LABEL) -> Any:
        content = self.desk.snapshot(label).result(PATIENCE)
        assert content is not None
        return json.loads(content)

    def page(self, key: str, label: str = LABEL) -> str:
        content = self.desk.page(label, key).result(PATIENCE)
        assert content is not None
        return content.decode()

    def look(self) -> Any:
        """Open a window on the newer year."""
        self.desk.opened(LABEL, 1)
        return self.snapshot()

    def next(self, kind: str) -> Any:
        """The next news of this kind; what came before it is dropped."""
        while (news := self.feed.get(timeout=PATIENCE)).kind != kind:
            pass
        return json.loads(news.data)

    def file(self, start: str, label: str = LABEL) -> Path:
        (found,) = (self.root / "sources" / label / "projects").glob(f"{start}*")
        return found

    def change(self, start: str, pattern: str, new: str) -> str:
        path = self.file(start)
        text = path.read_text(encoding="utf-8")
        changed = re.sub(pattern, new, text, count=1)
        assert changed != text
        path.write_text(changed, encoding="utf-8")
        return text


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    one = Room(tmp_path)
    yield one
    one.stop()


def test_documents_are_listed_before_and_after_they_are_built(room: Room) -> None:
    states = {one["label"]: one["state"] for one in json.loads(room.desk.documents())["documents"]}
    assert states == {BEFORE: "new", LABEL: "new"}
    room.start()
    found = json.loads(room.desk.documents())["documents"]
    assert [(one["label"], one["state"], one["pages"]) for one in found] == [(BEFORE, "ok", 8), (LABEL, "ok", 8)]
    assert found[0]["unit"] == "平罗县机关事务服务中心"


def test_snapshot_of_a_document_that_was_fresh(room: Room) -> None:
    room.start()
    shot = room.look()
    assert [one["number"] for one in shot["pages"]] == list(range(1, 9))
    assert shot["previous"] == BEFORE
    assert not shot["broken"]
    assert shot["checked"]
    assert shot["pdf"]["pages"] == 8
    assert room.desk.pdf(LABEL) is not None
    assert room.desk.snapshot("nobody/2025").result(PATIENCE) is None
    assert room.desk.snapshot("../sources/pingluo-jiguan/2025").result(PATIENCE) is None


def test_edit_is_told_at_once_and_then_in_full(room: Room) -> None:
    room.start()
    before = room.look()
    room.change("03", "指标值: .*", "指标值: ≥77.7%")
    changed = room.next("pages")
    assert [one["number"] for one in changed["changed"]] == [3]
    page = room.page(changed["changed"][0]["key"])
    assert any(one["aria-label"] == "指标值：≥77.7%" for one in places(page))
    after = room.next("snapshot")
    assert changed["serial"] < after["serial"]
    keys = [(old["key"], new["key"]) for old, new in zip(before["pages"], after["pages"], strict=True)]
    assert [number for number, (old, new) in enumerate(keys, 1) if old != new] == [3]
    assert after["pages"][2]["key"] == changed["changed"][0]["key"]


def test_window_on_another_document_is_not_told(room: Room) -> None:
    room.start()
    room.look()
    path = room.file("03", BEFORE)
    path.write_text(path.read_text(encoding="utf-8") + "# 改\n", encoding="utf-8")
    room.change("03", "指标值: .*", "指标值: ≥77.7%")
    labels = []
    while (news := room.feed.get(timeout=PATIENCE)).kind != "snapshot":
        labels.append(news.label)
    assert set(labels) <= {LABEL, ""}


def test_broken_source_keeps_the_pages_and_names_the_fault(room: Room) -> None:
    room.start()
    before = room.look()
    text = room.change("02", "指标值: .*", '指标值: "没有写完')
    broken = room.next("snapshot")
    assert broken["broken"]
    assert broken["pages"] == before["pages"]
    (fault, *_) = [one for one in broken["faults"] if one["level"] == "error"]
    assert fault["file"].endswith(room.file("02").name)
    assert "没有写完" in fault["source"]
    assert room.page(before["pages"][1]["key"])
    room.file("02").write_text(text, encoding="utf-8")
    mended = room.next("snapshot")
    assert not mended["broken"]
    assert mended["pages"] == before["pages"]


def test_every_place_of_a_page_leads_to_its_line(room: Room) -> None:
    room.start()
    shot = room.look()
    for one in places(room.page(shot["pages"][2]["key"])):
        place = room.desk.locate(LABEL, one["data-file"], one["data-path"], int(one["data-block"])).result(PATIENCE)
        assert place is not None
        assert place.absolute.is_relative_to(room.root / "sources")
        field, _, text = one["aria-label"].partition("：")
        assert place.source
        if text != "空" and "…" not in text and field in {"指标值", "名称"}:
            assert text in place.source


def test_places_move_with_the_lines_of_the_source(room: Room) -> None:
    room.start()
    shot = room.look()
    (one,) = [one for one in places(room.page(shot["pages"][2]["key"])) if one["data-path"] == "资金/总额"]
    before = room.desk.locate(LABEL, one["data-file"], one["data-path"], 0).result(PATIENCE)
    path = room.file("03")
    path.write_text("# 加一行\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    after = room.next("snapshot")
    assert after["pages"] == shot["pages"]
    moved = room.desk.locate(LABEL, one["data-file"], one["data-path"], 0).result(PATIENCE)
    assert before is not None
    assert moved is not None
    assert (moved.line, moved.column, moved.source) == (before.line + 1, before.column, before.source)


def test_no_place_outside_the_document(room: Room) -> None:
    room.start()
    room.look()
    for file in ("/etc/passwd", "../x", "sources/pingluo-jiguan/2024/department.yaml", "jixiao.toml", ""):
        assert room.desk.locate(LABEL, file, "", 0).result(PATIENCE) is None
    assert room.desk.locate("nobody/2025", "x", "", 0).result(PATIENCE) is None


def test_changes_against_the_year_before(room: Room) -> None:
    room.start()
    room.look()
    content = room.desk.changes(LABEL, BEFORE).result(PATIENCE)
    assert content is not None
    found = json.loads(content)
    assert (found["label"], found["against"]) == (LABEL, BEFORE)
    assert {"loosened", "dropped"} & {one["verdict"] for one in found["changes"]}
    assert any(one["places"] for one in found["changes"])
    assert room.desk.changes(LABEL, "nobody/2024").result(PATIENCE) is None


def test_year_before_that_is_edited_is_told(room: Room) -> None:
    """Its windows show what changed since then, and ask again when the serial is another."""
    room.start()
    before = room.look()
    path = room.file("03", BEFORE)
    path.write_text(path.read_text(encoding="utf-8") + "# 改\n", encoding="utf-8")
    after = room.next("snapshot")
    assert after["label"] == LABEL
    assert after["serial"] > before["serial"]
    assert after["pages"] == before["pages"]


def test_folder_that_goes_is_told(room: Room) -> None:
    room.start()
    room.look()
    shutil.move(room.root / "sources" / LABEL, room.root / "kept")
    assert room.next("gone") == {"label": LABEL}
    states = {one["label"]: one["state"] for one in json.loads(room.desk.documents())["documents"]}
    assert states[LABEL] == "gone"
    shutil.move(room.root / "kept", room.root / "sources" / LABEL)
    assert not room.next("snapshot")["broken"]


def test_question_that_fails_is_no_end(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.start()
    shot = room.look()

    def fail(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("jixiao.preview.session.locate", fail)
        with pytest.raises(RuntimeError):
            room.desk.locate(LABEL, shot["pages"][0]["file"], "", 0).result(PATIENCE)
    assert room.next("trouble")["faults"]
    assert room.desk.locate(LABEL, shot["pages"][0]["file"], "", 0).result(PATIENCE) is not None


def test_documents_that_nobody_looks_at_are_forgotten(room: Room) -> None:
    room.start()
    room.snapshot(BEFORE)
    assert BEFORE in room.session._open
    path = room.file("03", BEFORE)
    path.write_text(path.read_text(encoding="utf-8") + "# 改\n", encoding="utf-8")
    room.look()
    room.change("03", "指标值: .*", "指标值: ≥77.7%")
    room.next("snapshot")
    path.write_text(path.read_text(encoding="utf-8") + "# 再改\n", encoding="utf-8")
    room.change("03", "指标值: .*", "指标值: ≥66.6%")
    room.next("snapshot")
    room.desk.locate(LABEL, "", "", 0).result(PATIENCE)
    assert set(room.session._open) <= {LABEL, BEFORE}
    assert LABEL in room.session._open
