"""Project files that were decoded before: read again where anything of them may have changed, and only there."""

import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY

from jixiao.model import load as loading
from jixiao.model.load import Forms, Kept, Loaded, load
from jixiao.source.workspace import department_years, open_workspace


def told(loaded: Loaded) -> str:
    """All of what was read, by content: source texts are equal only to themselves."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(loaded))


class Desk:
    """A copy of a sample that is read again and again."""

    def __init__(self, root: Path) -> None:
        shutil.copytree(REPOSITORY / "sources" / "pingluo-jiguan" / "2024", root / "sources" / "d" / "2024")
        found, faults = open_workspace(root)
        assert not faults
        self.workspace = found
        self.forms: Forms = {}
        self.kept: Kept = {}
        self.file = sorted((root / "sources" / "d" / "2024" / "projects").iterdir())[2]

    def read(self) -> Loaded:
        (place,) = department_years(self.workspace)
        return load(self.workspace, place, self.forms, self.kept)

    def anew(self) -> Loaded:
        """What is read by who keeps nothing."""
        (place,) = department_years(self.workspace)
        return load(self.workspace, place, self.forms)

    def settle(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the files be of long ago."""
        later = time.time_ns() + 3_600_000_000_000
        monkeypatch.setattr(loading.time, "time_ns", lambda: later)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read from disk."""
    names: list[str] = []
    read = loading.read

    def noted(path: Path, shown: str) -> object:
        names.append(path.name)
        return read(path, shown)

    monkeypatch.setattr(loading, "read", noted)
    return names


def test_what_stands_as_it_stood_is_not_read(desk: Desk, reads: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    desk.settle(monkeypatch)
    first = desk.read()
    assert len(reads) == 10  # with layout.yaml
    reads.clear()
    second = desk.read()
    assert reads == ["department.yaml"]
    assert told(second) == told(first) == told(desk.anew())


def test_files_changed_a_moment_ago_are_read_again(desk: Desk, reads: list[str]) -> None:
    desk.file.touch()
    desk.read()
    reads.clear()
    desk.read()
    assert desk.file.name in reads


def _same_size(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"2024", b"2023").replace("项".encode(), "款".encode()))


def _same_size_and_time(path: Path) -> None:
    before = path.stat()
    _same_size(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _replaced(path: Path) -> None:
    spare = path.with_name("spare")
    shutil.copy2(path, spare)
    _same_size_and_time(spare)
    spare.replace(path)


@pytest.mark.parametrize("change", [_same_size, _same_size_and_time, _replaced])
def test_every_change_is_seen(desk: Desk, change: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch) -> None:
    desk.settle(monkeypatch)
    before = desk.read()
    change(desk.file)
    after = desk.read()
    assert told(after) != told(before)
    assert told(after) == told(desk.anew())


def test_faults_are_told_each_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.settle(monkeypatch)
    desk.file.write_bytes(b"\xef\xbb\xbf" + desk.file.read_bytes().replace("资金:".encode(), "资金：".encode()))
    first = desk.read()
    assert first.faults
    assert told(desk.read()) == told(first) == told(desk.anew())


def test_department_changes_what_its_projects_are(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.settle(monkeypatch)
    desk.read()
    department = desk.file.parent.parent / "department.yaml"
    department.write_text(department.read_text(encoding="utf-8") + "# 改\n", encoding="utf-8")
    assert told(desk.read()) == told(desk.anew())


def test_file_that_is_gone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.settle(monkeypatch)
    desk.read()
    desk.file.unlink()
    assert told(desk.read()) == told(desk.anew())
