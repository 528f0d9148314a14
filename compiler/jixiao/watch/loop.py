"""The loop: waits for changes, builds what they concern on the thread that runs it, and tells what became of it.

Nothing that the file system does ends it. What cannot be written or read now is tried again, less and less often.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from jixiao.build.options import Result
from jixiao.build.warm import Warm
from jixiao.diagnostics import Diagnostic, fault, reason_of
from jixiao.source.workspace import DepartmentYear
from jixiao.watch.burst import TOUCHED, Burst, Change
from jixiao.watch.documents import Documents, Scope
from jixiao.watch.eyes import Eyes, is_silent

if TYPE_CHECKING:
    from jixiao.model.load import Loaded

#: Codes of faults that no change of a file need announce the end of: files that cannot be read or written.
_PASSING = frozenset({"JX001", "JX040"})
#: Seconds until such a document is tried again, at first and at most.
_SOON, _LATE = 1.0, 30.0
#: Windows wakes nobody for Ctrl-C who waits for ever.
_WINDOWS_WAIT = 0.5


class Read(NamedTuple):
    """The sources of a document are read, as they are now; what is made of them follows."""

    place: DepartmentYear
    loaded: "Loaded"
    milliseconds: float


class Built(NamedTuple):
    """A document was built, or could not be; `milliseconds` since the change was noticed."""

    result: Result
    milliseconds: float


class Gone(NamedTuple):
    """The folder of a document is not there any more; its outputs stay."""

    label: str


class Trouble(NamedTuple):
    """Something that concerns no single document."""

    faults: tuple[Diagnostic, ...]


class Ready(NamedTuple):
    """All documents are as their sources say; from now on changes are waited for."""

    labels: tuple[str, ...]


Told = Read | Built | Gone | Trouble | Ready


class _Due(NamedTuple):
    """A document to be built: since when, and whether it is only tried again."""

    place: DepartmentYear
    since: float
    again: bool = False


class _Request(NamedTuple):
    """Build a document (or all) whatever has changed."""

    label: str
    at: float


class _Jobs(NamedTuple):
    """There are jobs to be done."""


_Item = Change | _Request | _Jobs | None


class Loop:
    """Watches and builds until stopped. `tell` is called on the thread that runs it."""

    def __init__(self, scope: Scope, tell: Callable[[Told], None], *, poll: bool = False) -> None:
        self._tell = tell
        #: What builds, and the documents: for jobs, on the thread that runs the loop.
        self.warm = Warm(scope.workspace, scope.options)
        self.documents = Documents(scope)
        self._queue: SimpleQueue[_Item] = SimpleQueue()
        self._jobs: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._eyes = Eyes(self._queue.put, self._is_ignored, poll=poll)
        self._pending: dict[str, _Due] = {}
        self._retry: dict[str, Result | None] = {}  # what failed for a passing reason, as it was told
        self._delay = _SOON
        self._retry_at = 0.0

    def stop(self) -> None:
        """Let `run` return when the document that is being built is finished; safe from any thread and from `tell`."""
        self._queue.put(None)

    def rebuild(self, label: str = "") -> None:
        """Build a document, or all, even if nothing has changed; safe from any thread and from `tell`."""
        self._queue.put(_Request(label, monotonic()))

    def call(self, job: Callable[[], None]) -> None:
        """Do something on the thread that runs the loop, between two builds; safe from any thread."""
        self._jobs.put(job)
        self._queue.put(_Jobs())

    def run(self) -> None:
        """Build what is not up to date, then whatever changes, until `stop`.

        Raises:
            KeyboardInterrupt: as it comes.
        """
        with self._eyes:
            self._begin()
            while self._step():
                pass

    def _begin(self) -> None:
        try:
            self._aim()  # before anything is read, so that no change is missed
            places = {one.label: one for one in self.documents.choose(self.warm.workspace)}
            self.warm.first(
                list(places.values()),
                lambda result: self._begun(places[result.label], result),
            )
            self._aim()
            self._tell(Ready(tuple(self.documents.labels)))
            for place in places.values():
                self._do_jobs()
                self.warm.rehearse(place, len(places))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - everything is tried again, in a moment
            self._stumble(error)

    def _begun(self, place: DepartmentYear, result: Result) -> None:
        """One of the first is there; with many, nobody waits for the last."""
        self._note(place, result, result.seconds * 1000)
        self._do_jobs()

    def _step(self) -> bool:
        """Wait, look what has changed, build one document; False when stopped."""
        try:
            burst = self._gather()
            if burst is None:
                return False
            if self._retry and monotonic() >= self._retry_at:
                self._try_again()
            if burst:
                self._take(burst)
            if self._pending:
                self._build_next()
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - nothing ends the loop
            self._stumble(error)
        return True

    def _gather(self) -> Burst | None:
        """The changes until they stop, or none where something is to be done meanwhile; None: stop."""
        burst = Burst()
        while True:
            try:
                item = self._next(burst)
            except Empty:
                return burst
            if item is None:
                return None
            if isinstance(item, Change):
                burst.add(item)
            elif isinstance(item, _Jobs):
                self._do_jobs()
            else:
                self._ask_for(item)
                return burst

    def _do_jobs(self) -> None:
        """Do what was asked for so far."""
        with suppress(Empty):
            while True:
                job = self._jobs.get_nowait()
                try:
                    job()
                except (KeyboardInterrupt, SystemExit):
                    raise
                except BaseException as error:  # noqa: BLE001 - nothing ends the loop
                    self._trouble(error)

    def _next(self, burst: Burst) -> _Item:
        """What comes next.

        Raises:
            Empty: the changes are over, or something is to be done.
        """
        if not burst:
            return self._wait()
        rest = burst.due() - monotonic()
        # What has arrived already belongs to the same save, unless it goes on for ever.
        return self._queue.get_nowait() if rest <= 0 and not burst.is_full else self._queue.get(timeout=max(rest, 0))

    def _wait(self) -> _Item:
        if self._pending:
            return self._queue.get_nowait()
        rest = max(self._retry_at - monotonic(), 0) if self._retry else None
        if os.name == "nt":
            rest = _WINDOWS_WAIT if rest is None else min(rest, _WINDOWS_WAIT)
        return self._queue.get(timeout=rest)

    def _take(self, burst: Burst) -> None:
        """Find the documents that changes concern; the newest are built first."""
        paths = burst.paths
        armed = set() if burst.is_save else self._aim()  # after a save, folders are looked at when the PDF is there
        paths = None if paths is None else paths | armed
        forgotten = self.warm.forget(paths)
        if forgotten.faults:
            self._tell(Trouble(forgotten.faults))
        due, gone = self.documents.concerned(self.warm.workspace, None if forgotten.reopened else paths)
        for label in gone:
            self._pending.pop(label, None)
            self._retry.pop(label, None)
            self._tell(Gone(label))
        newest = {one.label: _Due(one, burst.last) for one in due}
        self._pending = newest | {label: one for label, one in self._pending.items() if label not in newest}
        self._retry.pop("", None)
        if due or gone:
            self._delay = _SOON

    def _ask_for(self, request: _Request) -> None:
        for label in [request.label] if request.label else self.documents.labels:
            place = self.documents.place(label)
            if place is not None:
                self._pending[label] = _Due(place, request.at)

    def _build_next(self) -> None:
        label = next(iter(self._pending))
        place, since, again = self._pending.pop(label)
        try:
            result = self.warm.build(place, lambda loaded: self._tell(Read(place, loaded, (monotonic() - since) * 1000)))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - a panic of the engine is no Exception
            self.warm.drop()
            result = Result(label, faults=(unforeseen(error, label),))
        self._note(place, result, (monotonic() - since) * 1000, again=again)
        if not self._pending:
            for path in self._aim():  # of a layout that is new to us
                self._queue.put(Change(path, TOUCHED, monotonic()))

    def _note(self, place: DepartmentYear, result: Result, milliseconds: float, *, again: bool = False) -> None:
        """Keep and tell a result; one that was only tried again and fails in the same way is not told."""
        self.documents.keep(place, result._replace(made=None))
        before = self._retry.pop(place.label, None)
        if any(one.code in _PASSING for one in result.faults):
            self._retry[place.label] = result._replace(made=None)
            self._retry_at = monotonic() + self._delay
        if not again or before is None or before.pdf != result.pdf or before.faults != result.faults:
            self._tell(Built(result, milliseconds))

    def _try_again(self) -> None:
        """Build again what failed for a passing reason; the retries become rarer."""
        self._delay = min(self._delay * 2, _LATE)
        self._retry_at = monotonic() + self._delay
        if "" in self._retry:
            self._queue.put(Change("", TOUCHED, monotonic()))
        for label in self._retry:
            place = self.documents.place(label)
            if place is not None and label not in self._pending:
                self._pending[label] = _Due(place, monotonic(), again=True)

    def _stumble(self, error: BaseException) -> None:
        """Tell what should not happen, and look at everything again in a moment."""
        told, self._retry[""] = "" in self._retry, None
        self._retry_at = monotonic() + self._delay
        if not told:
            self._trouble(error)

    def _trouble(self, error: BaseException) -> None:
        """Tell what should not happen; after a panic of the engine, which is no Exception, another engine is used."""
        if not isinstance(error, Exception):
            self.warm.drop()
        with suppress(Exception):  # perhaps it was the telling that failed
            self._tell(Trouble((unforeseen(error, str(self.warm.workspace.root)),)))

    def _aim(self) -> set[str]:
        """Watch what matters now; the folders newly watched, in which anything may have changed."""
        workspace, documents = self.warm.workspace, self.documents
        wanted = documents.trees(workspace), documents.folders(workspace)
        try:
            return self._eyes.aim(*wanted)
        except OSError as error:
            if self._eyes.poll:
                raise
            self._eyes.fall_back()
            hint = "改为每隔一秒查看一次。文件夹很多时，可以只写要看的部门，或请管理员调高系统的上限（inotify）。"
            message = f"系统不能再监视更多文件夹：{reason_of(error)}"
            self._tell(Trouble((fault("JX040", message, file=str(workspace.root), hint=hint),)))
            return self._eyes.aim(*wanted)

    def _is_ignored(self, path: str) -> bool:
        """Whether a path can be no input: an editor's own file, something hidden, or of our own making."""
        root, output = str(self.warm.workspace.root), str(self.warm.options.output)
        made = not (root + os.sep).startswith(output + os.sep) and (path + os.sep).startswith(output + os.sep)
        if made or is_silent(path):
            return True
        return path.startswith(root + os.sep) and f"{os.sep}." in path[len(root) :]


def unforeseen(error: BaseException, where: str) -> Diagnostic:
    """A fault for what no other code foresaw."""
    said = reason_of(error) if isinstance(error, OSError) else f"{type(error).__name__}：{error}"
    return fault("JX040", f"生成时出了意外：{said}", file=where, hint="稍后自动再试；一直这样就重新运行 jixiao watch。")
