"""A watched workspace: the real loop and the real watcher in a thread, what they tell as events, no sleeps.

`calm` proves that nothing more happens: it edits another document, whose rebuild can only be told after everything that
was noticed before it.
"""

from collections.abc import Callable, Iterator
from queue import Queue
from threading import Thread
from typing import Any, TypeVar

import pytest
from tests.cli import desk as _desk

from jixiao.build.options import Options
from jixiao.source.workspace import open_workspace, select
from jixiao.watch.documents import Scope
from jixiao.watch.loop import Built, Gone, Loop, Read, Ready, Told, Trouble

font_caches, make_desk, desk = _desk.font_caches, _desk.make_desk, _desk.desk
PROJECT: str = _desk.PROJECT
PATIENCE = 40.0
T = TypeVar("T", Built, Gone, Trouble, Ready)


class Watcher:
    """A loop that runs, and what it has told."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk
        self.told: Queue[Told] = Queue()
        self.heard: list[Callable[[Told], None]] = []
        self.loop: Loop
        self.thread: Thread | None = None
        self._fences = 0

    def start(self, *names: str, poll: bool = False, year: str | None = None) -> list[Told]:
        """Start; all that is told until the loop waits for changes."""
        desk = self.desk
        desk.department("z")  # the fence
        workspace, faults = open_workspace(desk.root)
        assert not faults
        scope = Scope(
            workspace,
            lambda now: select(now, [*names, "z"] if names else [], year, desk.root)[0],
            lambda now: Options(now.root / now.config.output, now.config.font_mode),
            everything=not names,
        )
        self.loop = Loop(scope, self._hear, poll=poll)
        self.thread = Thread(target=self.loop.run, daemon=True)
        self.thread.start()
        told = [self.told.get(timeout=PATIENCE)]
        while not isinstance(told[-1], Ready):
            told.append(self.told.get(timeout=PATIENCE))
        return told

    def _hear(self, told: Told) -> None:
        for one in self.heard:
            one(told)
        if not isinstance(told, Read):  # comes before every Built
            self.told.put(told)

    def stop(self) -> None:
        if self.thread is not None:
            self.loop.stop()
            self.thread.join(PATIENCE)
            assert not self.thread.is_alive()

    def next(self, kind: type[T]) -> T:
        """What is told next, of this kind."""
        found = self.told.get(timeout=PATIENCE)
        assert isinstance(found, kind), found
        return found

    def built(self, label: str = "a/2024") -> Built:
        """The next rebuild, of this document."""
        found = self.next(Built)
        assert found.result.label == label
        return found

    def made(self, label: str = "a/2024") -> Built:
        """The next rebuild, of this document, with a PDF."""
        found = self.built(label)
        assert found.result.pdf, found.result.faults
        return found

    def until(self, wanted: Callable[[Told], bool]) -> Told:
        """Let things be told until the one wanted."""
        while not wanted(found := self.told.get(timeout=PATIENCE)):
            pass
        return found

    def calm(self) -> list[Told]:
        """Everything that was told for what has happened so far."""
        self._fences += 1
        self.desk.write("sources/z/2024/department.yaml", _desk.DEPARTMENT + f"# {self._fences}\n")
        found = self._until_fence()
        self.loop.rebuild("z/2024")  # comes last, behind what was noticed before the fence and is still to be built
        return found + self._until_fence()

    def _until_fence(self) -> list[Told]:
        found: list[Told] = []
        while not (isinstance(one := self.told.get(timeout=PATIENCE), Built) and one.result.label == "z/2024"):
            found.append(one)
        return found

    def same_as_cold(self) -> bool:
        """Whether the outputs are those of a cold build of the same sources, byte by byte."""
        self.desk.build("-o", "cold", "--force")
        warm, cold = self.desk.outputs("build"), self.desk.outputs("cold")
        return {key.removeprefix("build/"): data for key, (data, _) in warm.items()} == {
            key.removeprefix("cold/"): data for key, (data, _) in cold.items()
        }


@pytest.fixture
def watcher(desk: Any) -> Iterator[Watcher]:
    one = Watcher(desk)
    yield one
    one.stop()


@pytest.fixture
def project() -> str:
    return PROJECT
