"""The web server, made quiet: no tick, no log but of errors, and an end that waits for nobody."""

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any

from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from starlette.types import ASGIApp

#: Seconds that answers under way get when the server ends, and again when their connections are cut.
_POLITE, _CUT = 0.1, 0.05


class Serving(Server):
    """Serves an application until `end`; `close` is called then, on the server's thread, to end the streams."""

    def __init__(self, app: "ASGIApp", close: Callable[[], None]) -> None:
        super().__init__(_config(app))
        self._close = close
        self._lock = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over = asyncio.Event()

    def end(self) -> None:
        """Let it end; from any thread, also before it has begun."""
        with self._lock:
            self.should_exit = True
            if self._loop is not None:
                with suppress(RuntimeError):  # it has ended
                    self._loop.call_soon_threadsafe(self._over.set)

    async def main_loop(self) -> None:
        """Wait for the end. The original wakes ten times a second, for the date and a limit that we do not use."""
        with self._lock:
            self._loop = asyncio.get_running_loop()
            over = self.should_exit
        self._loop.set_exception_handler(_report)
        if not over:
            await self._over.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more connections, finish what finishes at once, cut the rest."""
        for server in self.servers:
            server.close()
        for listener in sockets or ():
            listener.close()
        self._close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await self._finish(_POLITE)
        for connection in list(self.server_state.connections):
            if isinstance(connection, H11Protocol):
                connection.transport.abort()
        await self._finish(_CUT)

    async def _finish(self, seconds: float) -> None:
        tasks = set(self.server_state.tasks)
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)


def _config(app: "ASGIApp") -> Config:
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # it warns of connections that broke
    return Config(
        app,
        interface="asgi3",
        loop="asyncio",
        http=H11Protocol,
        ws="none",
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        date_header=False,
        log_config=None,
        log_level=logging.ERROR,
        access_log=False,
        timeout_keep_alive=60,
    )


def _report(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What went wrong outside of any request; that a connection broke is nothing."""
    if not isinstance(context.get("exception"), OSError):
        loop.default_exception_handler(context)
