"""When a change is over: one save is several events, and a checkout of git is hundreds.

A save that is complete (a file of before that was written and closed, or renamed over) waits for next to nothing; everything
else waits until it has been quiet for a moment. Neither waits for ever.
"""

from typing import NamedTuple

#: Seconds of quiet after one complete save, after anything else, and the longest wait in all.
QUICK, QUIET, BOUND = 0.001, 0.04, 0.5
#: From how many paths on all inputs are looked at instead.
_MANY = 500

#: What happens to a path. OPEN: written to and not closed yet, where the system tells of closing; TOUCHED: anything else.
SAVED, OPEN, NEW, GONE, TOUCHED = "saved", "open", "new", "gone", "touched"


class Change(NamedTuple):
    """What happened to a path, and the moment it was told (`time.monotonic`).

    `path` is empty where anything may have changed. `left` is the former path of what was renamed.
    """

    path: str
    kind: str
    at: float
    left: str = ""


class Burst:
    """Changes that belong together."""

    def __init__(self) -> None:
        self._kinds: dict[str, str] = {}
        self._new: set[str] = set()
        self._first = self._last = 0.0
        self._everything = False

    def __bool__(self) -> bool:
        return self._everything or bool(self._kinds)

    @property
    def last(self) -> float:
        """When the last change was told."""
        return self._last

    @property
    def is_save(self) -> bool:
        """Whether it is one complete save of one file, and nothing else."""
        return not self._everything and list(self._kinds.values()) == [SAVED]

    @property
    def is_full(self) -> bool:
        """Whether it has been waited for as long as it may."""
        return self._last >= self._first + BOUND

    @property
    def paths(self) -> frozenset[str] | None:
        """What has changed; None: anything may have."""
        return None if self._everything or len(self._kinds) > _MANY else frozenset(self._kinds)

    def add(self, change: Change) -> None:
        """Take one more."""
        self._first, self._last = self._first or change.at, change.at
        path, kind = change.path, change.kind
        if not path:
            self._everything = True
            return
        if change.left in self._new:  # made for nothing else than to be renamed
            del self._kinds[change.left]
            self._new.discard(change.left)
        elif change.left:
            self._kinds[change.left] = kind = GONE
        elif kind == NEW:
            self._new.add(path)
        elif kind == SAVED and path in self._new:
            kind = NEW  # perhaps one half of a save: it may be renamed in a moment
        elif kind == TOUCHED:
            kind = self._kinds.get(path, kind)
        self._kinds[path] = kind

    def due(self) -> float:
        """The moment from which on it is over, if nothing more comes."""
        kinds = list(self._kinds.values())
        pause = QUICK if self.is_save else BOUND if OPEN in kinds else QUIET
        return min(self._last + (QUIET if self._everything else pause), self._first + BOUND)
