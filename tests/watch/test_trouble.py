"""Nothing ends the loop: disks that are full, bugs, engines and watchers that fail, systems that watch no more folders."""

import errno
import logging
import os
import threading
from typing import Any, NoReturn

import pytest

from jixiao.build import output, warm
from jixiao.watch.eyes import Eyes
from jixiao.watch.loop import Built, Trouble


def edit(watcher: Any, text: str) -> None:
    path = watcher.desk.first
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"项目名称: {text}", *lines[1:]]) + "\n", encoding="utf-8")


@pytest.mark.parametrize("asked", ["posix_fallocate", "fsync"], ids=["told at once", "told when it is flushed"])
def test_full_disk_and_recovery_without_a_save(watcher: Any, monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    watcher.start()
    if asked == "fsync":  # a file system that gives no room in advance

        def unable(*_: int) -> NoReturn:
            raise OSError(errno.EOPNOTSUPP, "no")

        monkeypatch.setattr(output.os, "posix_fallocate", unable)
    before = watcher.desk.outputs()
    attempts = threading.Event()
    calls: list[int] = []

    def full(*_: int) -> NoReturn:
        calls.append(1)
        if len(calls) > 1:
            attempts.set()
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(output.os, asked, full)
    edit(watcher, "甲")
    failed = watcher.built().result
    assert (failed.pdf, [one.code for one in failed.faults]) == ("", ["JX040"])
    assert "磁盘已满" in failed.faults[0].message
    assert watcher.desk.outputs() == before
    assert attempts.wait(20), "it is not tried again"
    assert watcher.told.empty(), "the same failure is told once"
    edit(watcher, "乙")
    assert not watcher.built().result.pdf
    monkeypatch.undo()
    assert watcher.until(lambda one: isinstance(one, Built) and bool(one.result.pdf))
    assert not watcher.desk.leftovers()
    assert watcher.same_as_cold()


class Panic(BaseException):
    """As the engine's binding raises it."""


@pytest.mark.parametrize("error", [RuntimeError("bug"), OSError(errno.EIO, "x"), MemoryError(), Panic("engine")])
def test_what_nobody_foresaw(watcher: Any, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    watcher.start()

    def fail(*_: Any) -> NoReturn:
        raise error

    monkeypatch.setattr(warm, "build_document", fail)
    edit(watcher, "甲")
    failed = watcher.built().result
    assert "生成时出了意外" in failed.faults[0].message
    monkeypatch.undo()
    assert watcher.until(lambda one: isinstance(one, Built) and bool(one.result.pdf))
    edit(watcher, "乙")
    watcher.made()


def test_listing_fails(watcher: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    watcher.start()
    from jixiao.watch import documents

    def fail(*_: Any) -> NoReturn:
        raise OSError(errno.ESTALE, "stale")

    monkeypatch.setattr(documents, "inputs_of", fail)
    watcher.desk.first.rename(watcher.desk.first.with_name("02.yaml"))
    assert watcher.next(Trouble).faults[0].code == "JX040"
    monkeypatch.undo()
    assert watcher.until(lambda one: isinstance(one, Built) and bool(one.result.pdf))


def test_a_thread_of_the_watcher_dies(watcher: Any) -> None:
    watcher.start()
    (emitter, *_) = watcher.loop._eyes._observer.emitters
    error = RuntimeError("watcher")
    threading.excepthook(threading.ExceptHookArgs((RuntimeError, error, None, emitter)))
    watcher.calm()
    edit(watcher, "甲")
    watcher.made()


def test_another_thread_dies_as_ever(watcher: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(threading, "excepthook", seen.append)
    watcher.start()
    threading.excepthook(threading.ExceptHookArgs((RuntimeError, RuntimeError(), None, threading.current_thread())))
    assert len(seen) == 1
    watcher.stop()
    assert threading.excepthook == seen.append


def test_events_that_the_system_dropped(watcher: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    watcher.start()
    monkeypatch.setattr(watcher.loop._eyes, "_ignored", lambda _path: True)
    watcher.desk.department("new")
    edit(watcher, "甲")
    logging.getLogger("watchdog.observers.inotify_c").warning("queue overflowed")
    found = {watcher.made(label).result.label for label in ("new/2024", "a/2024")}
    assert found == {"new/2024", "a/2024"}


def test_the_system_watches_no_more_folders(watcher: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from watchdog.observers import inotify_c

    def fail(*_: Any) -> NoReturn:
        raise OSError(errno.ENOSPC, "inotify watch limit reached")

    monkeypatch.setattr(inotify_c.InotifyFD, "_add_callback", fail)
    told = watcher.start()
    assert isinstance(told[0], Trouble)
    assert "不能再监视更多文件夹" in told[0].faults[0].message
    edit(watcher, "甲")
    watcher.made()


def test_polling(watcher: Any) -> None:
    watcher.start(poll=True)
    edit(watcher, "甲")
    watcher.made()
    watcher.desk.write("sources/a/2024/projects/02.yaml", watcher.desk.first.read_bytes().replace("甲".encode(), "乙".encode()))
    watcher.made()
    watcher.desk.department("b")
    watcher.made("b/2024")
    (watcher.desk.root / "sources/b").rename(watcher.desk.root / "sources/c")
    watcher.until(lambda one: isinstance(one, Built) and one.result.label == "c/2024")


def test_closing_leaves_nothing_behind(watcher: Any) -> None:
    hook = threading.excepthook
    watcher.start()
    watcher.stop()
    assert threading.excepthook == hook
    assert not logging.getLogger("watchdog").handlers


@pytest.mark.skipif(os.name == "nt", reason="rights work otherwise there")
def test_a_folder_that_was_closed(tmp_path: Any) -> None:
    """A folder below which nothing could be watched is watched again when its rights change."""
    folder = tmp_path / "a"
    folder.mkdir()
    told: Any = __import__("queue").Queue()
    with Eyes(told.put, lambda _path: False) as eyes:
        assert eyes.aim({str(tmp_path)}, []) == {str(tmp_path)}
        assert eyes.aim({str(tmp_path)}, []) == set()
        folder.chmod(0o700)
        assert told.get(timeout=10).path == str(folder)
        assert eyes.aim({str(tmp_path)}, []) == {str(tmp_path)}
