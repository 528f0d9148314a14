"""Where the two threads of the live page meet: what the web server may ask the session, and what the session tells it.

Answers are bytes as they are sent, so that nothing of the model ever leaves the thread that it belongs to. A `Future` is
resolved on the loop's thread; the server awaits it.
"""

from concurrent.futures import Future
from pathlib import Path
from typing import NamedTuple, Protocol


class Place(NamedTuple):
    """A place in a source file; `line` and `column` count from 1, `source` is the line as it stands."""

    file: str
    line: int
    column: int
    source: str
    absolute: Path


class News(NamedTuple):
    """Something that windows are told: those that show document `label`, or all where it is empty.

    `data` is one line of JSON.
    """

    label: str
    kind: str
    data: bytes


class Desk(Protocol):
    """What the server may ask; safe from any thread.

    A document is named by its label, which is looked up and never used as a path. `None` stands for what there is not.
    """

    @property
    def server(self) -> str:
        """What tells this run of the server from others."""
        ...

    def documents(self) -> bytes:
        """All documents, as JSON."""
        ...

    def glyphs(self, first: int, last: int) -> bytes:
        """The symbols of glyphs `first` to `last` (exclusive), as SVG text."""
        ...

    def pdf(self, label: str) -> Path | None:
        """The last good PDF of a document."""
        ...

    def snapshot(self, label: str) -> "Future[bytes | None]":
        """Everything about a document but its pages' contents, as JSON."""
        ...

    def page(self, label: str, key: str) -> "Future[bytes | None]":
        """One page as SVG; None where it is not current any more."""
        ...

    def changes(self, label: str, against: str) -> "Future[bytes | None]":
        """What changed from document `against` to document `label`, as JSON."""
        ...

    def locate(self, label: str, file: str, path: str, block: int) -> "Future[Place | None]":
        """Where in its source a printed value stands; `path` empty: the file itself."""
        ...

    def opened(self, label: str, count: int) -> None:
        """How many windows show a document now."""
        ...
