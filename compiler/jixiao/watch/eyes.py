"""Eyes on folders: what watchdog tells, as changes; folders that come and go, and watchers that fail.

Folders are watched, not files, since most programs save by putting a new file in the place of the old one.
"""

import logging
import os
import sys
import threading
import warnings
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple, Self, cast

from jixiao.source.filenames import why_skip
from jixiao.watch.burst import GONE, NEW, OPEN, SAVED, TOUCHED, Change

if TYPE_CHECKING:
    from types import TracebackType

    from watchdog.events import FileSystemEvent, FileSystemEventHandler
    from watchdog.observers.api import BaseObserver, ObservedWatch

#: Seconds between two looks where the system does not tell of changes.
POLL = 1.0
#: Seconds until a watcher that does not answer is given up.
_PATIENCE = 2.0
_KINDS = {"created": NEW, "deleted": GONE, "closed": SAVED}


class _Target(NamedTuple):
    """A folder to watch, with all below it (`deep`) or alone."""

    path: str
    deep: bool


class Eyes:
    """Watches folders and tells of changes, from threads of its own.

    `tell` takes them; `ignored` says what is of no interest; `poll` looks every second instead of being told by the system.
    """

    def __init__(self, tell: Callable[[Change], None], ignored: Callable[[str], bool], *, poll: bool = False) -> None:
        self._tell, self._ignored, self.poll = tell, ignored, poll
        self._observer: BaseObserver | None = None
        self._watched: dict[_Target, tuple[ObservedWatch, tuple[int, ...]]] = {}
        self._stale = False  # folders below may not be watched any more
        self._blind = False  # the watcher itself has failed
        self._handler = _Handler(self._see)
        self._hook = threading.excepthook
        self._log = _Log(self._lost)

    def __enter__(self) -> Self:
        logging.getLogger("watchdog").addHandler(self._log)
        # It warns of folders that it meets twice, which happens where many are renamed; nobody can do anything about it.
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"watchdog\.")
        threading.excepthook = self._failed
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: "TracebackType | None"
    ) -> None:
        threading.excepthook = self._hook
        self._forget_observer()
        logging.getLogger("watchdog").removeHandler(self._log)

    def aim(self, trees: Collection[str], folders: Collection[str]) -> set[str]:
        """Watch these folders, `trees` with all below them, and nothing else; the folders newly watched.

        Where one is missing, the nearest folder above it is watched until it is there.

        Raises:
            OSError: the system does not watch any more folders (`poll` would).
        """
        if self._blind:
            self._forget_observer()
        wanted = _targets(trees, folders)
        for target in [one for one in self._watched if one not in wanted or self._has_moved(one)]:
            if not self._drop(target):
                self._forget_observer()
                break
        self._stale = False
        # A tree of which not all could be watched is noticed by the next folder that cannot.
        return {one.path for one in sorted(wanted, key=lambda one: not one.deep) if self._arm(one)}

    def fall_back(self) -> None:
        """From now on look every second, where the system cannot tell."""
        self._forget_observer()
        self.poll = True

    def _arm(self, target: _Target) -> bool:
        """Watch a folder that is not watched yet; one that has just vanished is left to the folder above it."""
        if target in self._watched:
            return False
        identity = _identity(target.path)
        try:
            watch = self._start().schedule(
                cast("FileSystemEventHandler", self._handler),
                target.path,
                recursive=target.deep,
                event_filter=_wanted_events(),
            )
        except (FileNotFoundError, NotADirectoryError):
            self._tell(Change("", TOUCHED, monotonic()))
            return False
        self._watched[target] = watch, identity
        return True

    def _start(self) -> "BaseObserver":
        if self._observer is None:
            from watchdog.observers import Observer
            from watchdog.observers.polling import PollingObserver

            self._observer = PollingObserver(timeout=POLL) if self.poll else Observer()
            self._observer.start()
            self._blind = False
        return self._observer

    def _drop(self, target: _Target) -> bool:
        """Stop watching a folder; False where the watcher cannot even do that any more."""
        watch, _ = self._watched.pop(target)
        observer = self._observer
        return observer is None or _ends(lambda: observer.unschedule(watch), _PATIENCE)

    def _forget_observer(self) -> None:
        """Stop the watcher without waiting: one that has failed may never end."""
        if self._observer is not None:
            _ends(self._observer.stop, 0)
        self._observer = None
        self._watched.clear()

    def _has_moved(self, target: _Target) -> bool:
        """Whether the folder that is watched is not the one of this name any more."""
        return (self._stale and target.deep) or self._watched[target][1] != _identity(target.path)

    def _see(self, event: "FileSystemEvent") -> None:
        now = monotonic()
        source, target = os.fsdecode(event.src_path), os.fsdecode(event.dest_path or b"")
        if event.is_directory and event.event_type != "created":
            # A folder that was closed may be open now; of one that was renamed watchdog may not know its new name.
            self._stale = True
        if target and not self._ignored(target):
            self._tell(Change(target, SAVED, now, "" if self._ignored(source) else source))
        elif not self._ignored(source):
            self._tell(Change(source, GONE if target else self._kind(event.event_type), now))

    def _kind(self, event_type: str) -> str:
        if event_type == "modified" and sys.platform == "linux" and not self.poll:
            return OPEN
        return _KINDS.get(event_type, TOUCHED)

    def _lost(self) -> None:
        """Events were lost: anything may have changed, and new folders may not be watched."""
        self._stale = True
        self._tell(Change("", TOUCHED, monotonic()))

    def _failed(self, problem: threading.ExceptHookArgs) -> None:
        """A thread has died; if it was one of the watcher, the watcher is made anew."""
        if type(problem.thread).__module__.partition(".")[0] != "watchdog":
            self._hook(problem)
            return
        self._blind = True
        self._lost()


class _Log(logging.Handler):
    """Keeps the watcher's own words from the screen, and hears that the system has dropped events."""

    def __init__(self, lost: Callable[[], None]) -> None:
        super().__init__()
        self._lost = lost

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == "watchdog.observers.inotify_c" and record.levelno >= logging.WARNING:
            self._lost()


class _Handler:
    """What watchdog calls with every event."""

    def __init__(self, see: "Callable[[FileSystemEvent], None]") -> None:
        self.dispatch = see


def _wanted_events() -> "list[type[FileSystemEvent]]":
    """All but opening and reading, of which our own building would tell without end."""
    from watchdog import events

    return [
        events.FileCreatedEvent,
        events.FileModifiedEvent,
        events.FileClosedEvent,
        events.FileAttribEvent,
        events.FileMovedEvent,
        events.FileDeletedEvent,
        events.DirCreatedEvent,
        events.DirAttribEvent,
        events.DirMovedEvent,
        events.DirDeletedEvent,
    ]


def _ends(work: Callable[[], None], patience: float) -> bool:
    """Do something that waits for other threads; whether it ended well in so many seconds."""
    done = threading.Event()

    def run() -> None:
        with suppress(Exception):  # a watcher that fails is replaced, whatever it says
            work()
            done.set()

    threading.Thread(target=run, daemon=True).start()
    return done.wait(patience)


def is_silent(path: str) -> bool:
    """Whether a name is that of an editor's own file."""
    return why_skip(os.path.basename(path)) == ("", "")  # noqa: PTH119 - for every event


def _identity(path: str) -> tuple[int, ...]:
    """Which folder a path names, and whether it can be looked into."""
    try:
        info = os.stat(path)  # noqa: PTH116 - after every change
    except OSError:
        return ()
    return info.st_dev, info.st_ino, info.st_mode, info.st_uid


def _targets(trees: Collection[str], folders: Collection[str]) -> set[_Target]:
    """The folders to watch as they are on disk now, none twice."""
    found = {_nearest(one, deep=True) for one in trees} | {_nearest(one, deep=False) for one in folders}
    deep = {one.path for one in found if one.deep}
    return {one for one in found if not _is_covered(one, deep)}


def _is_covered(target: _Target, trees: set[str]) -> bool:
    above = {str(one) for one in Path(target.path).parents}
    return bool(above & trees) or (not target.deep and target.path in trees)


def _nearest(path: str, *, deep: bool) -> _Target:
    """The folder, or the nearest one above it that exists, alone."""
    if os.path.isdir(path):  # noqa: PTH112 - after every change
        return _Target(path, deep)
    return next(_Target(str(one), deep=False) for one in Path(path).parents if one.is_dir())
