"""News for the open windows: told on any thread, read on the server's."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from typing import Self

from jixiao.preview.desk import News

#: What may wait for a window that does not read: pieces, and bytes of several pieces.
_PIECES, _BYTES = 64, 8_000_000

_RESYNC = News("", "resync", b"{}")
_BYE = News("", "bye", b"{}")


class Feed:
    """Hands news to the windows that they concern. What is told while there are no windows is told to nobody.

    Windows live on the server's thread; only `publish` may be called on another.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._windows: dict[Window, None] = {}
        self._counts: Counter[str] = Counter()
        self._opened: Callable[[str, int], None] = _to_nobody

    def count_for(self, opened: Callable[[str, int], None]) -> None:
        """Tell from now on how many windows show a document."""
        self._opened = opened

    def publish(self, news: News) -> None:
        """Tell the windows; never waits."""
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # the server has ended meanwhile
                loop.call_soon_threadsafe(self._deliver, news)

    def subscribe(self, label: str) -> "Window":
        """A new window on a document (or on none: empty), to be used in a `with`."""
        self._loop = asyncio.get_running_loop()
        window = Window(label, self._leave)
        self._windows[window] = None
        self._count(label, 1)
        return window

    def close(self) -> None:
        """Say goodbye to all windows; they end when they have read it."""
        for window in self._windows:
            window.put(_BYE)
            window.end()

    def _deliver(self, news: News) -> None:
        for window in self._windows:
            if news.label in {"", window.label}:
                window.put(news)

    def _leave(self, window: "Window") -> None:
        if window in self._windows:
            del self._windows[window]
            self._count(window.label, -1)

    def _count(self, label: str, more: int) -> None:
        if label:
            self._counts[label] += more
            self._opened(label, self._counts[label])
            self._counts += Counter()  # forgets those at zero


class Window:
    """An open window: an async iterator of the news for it, which ends when the server does.

    Where it reads too slowly, what waits for it is dropped, and it is told to ask for everything anew.
    """

    def __init__(self, label: str, leave: "Callable[[Window], None]") -> None:
        self.label = label
        self._leave = leave
        self._waiting: deque[News] = deque()
        self._bytes = 0
        self._told = asyncio.Event()
        self._ended = False

    def put(self, news: News) -> None:
        """Add a piece."""
        self._waiting.append(news)
        self._bytes += len(news.data)
        if len(self._waiting) > _PIECES or (self._bytes > _BYTES and len(self._waiting) > 1):
            self._waiting = deque([_RESYNC])
            self._bytes = len(_RESYNC.data)
        self._told.set()

    def end(self) -> None:
        """Nothing more will come."""
        self._ended = True
        self._told.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> News:
        while not self._waiting:
            if self._ended:
                raise StopAsyncIteration
            self._told.clear()
            await self._told.wait()
        news = self._waiting.popleft()
        self._bytes -= len(news.data)
        return news

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._leave(self)


def _to_nobody(_label: str, _count: int) -> None:
    """What counts windows before anybody asks."""
