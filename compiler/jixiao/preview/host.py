"""The address of the live page, and the thread that serves it.

The socket listens before anything else is ready: a browser that comes early waits, and a page left open by the last run
finds the same port again.
"""

import errno
import os
import socket
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, NamedTuple

from jixiao.preview.desk import Desk
from jixiao.preview.feed import Feed

if TYPE_CHECKING:
    from jixiao.preview.editors import Editor
    from jixiao.preview.serving import Serving

_ADDRESS = "127.0.0.1"
_PORTS = range(1, 65536)
_FIRST_FREE = 1024
_BACKLOG = 64
#: Seconds that the server gets to end.
_GRACE = 0.25
#: The file, in the folder of what belongs to this machine, that keeps the last port.
_MEMORY = "preview.port"


class Refused(NamedTuple):
    """Why there is no address, as said to people."""

    message: str


def listen(port: int | None, memory: Path) -> socket.socket | Refused:
    """Listen at this port, or, where none is given, at that of the last time, or else at any."""
    if port is not None and port not in _PORTS:
        return Refused(f"--port 应在 1 到 65535 之间，不能写 {port}。")
    if port is not None:
        return _bound(port)
    last = _remembered(memory)
    if last is not None and isinstance(found := _bound(last), socket.socket):
        return found
    found = _bound(0)
    if isinstance(found, socket.socket):
        _remember(memory, found.getsockname()[1])
    return found


def _bound(port: int) -> socket.socket | Refused:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "nt":
            listener.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_EXCLUSIVEADDRUSE", ~socket.SO_REUSEADDR), 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that have ended do not count
        listener.bind((_ADDRESS, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        return Refused(_why(error, port))
    return listener


def _why(error: OSError, port: int) -> str:
    other = "换一个端口，或者不写 --port，由程序自己选。"
    if error.errno == errno.EADDRINUSE:
        return f"端口 {port} 已经被别的程序占用。{other}"
    if error.errno == errno.EACCES:
        return f"不能使用端口 {port}：系统不允许，或者被别的程序占用。{other}"
    return f"不能打开预览地址 {_ADDRESS}：{error.strerror}"


def _remembered(memory: Path) -> int | None:
    try:
        text = (memory / _MEMORY).read_text(encoding="ascii")
    except (OSError, ValueError):
        return None
    port = int(text) if text.isdigit() and len(text) <= len(str(_PORTS.stop)) else 0
    return port if port in _PORTS[_FIRST_FREE - 1 :] else None


def _remember(memory: Path, port: int) -> None:
    with suppress(OSError):  # then the page must be opened again next time
        memory.mkdir(parents=True, exist_ok=True)
        (memory / _MEMORY).write_text(str(port), encoding="ascii")


class Host:
    """Serves a desk in a thread of its own, which loads the web server: nobody waits for that."""

    def __init__(
        self, listener: socket.socket, desk: Desk, feed: Feed, root: Path, editor: "Editor | None" = None
    ) -> None:
        self._listener, self._desk, self._feed, self._root, self._editor = listener, desk, feed, root, editor
        self.port: int = listener.getsockname()[1]
        self.address = f"http://{_ADDRESS}:{self.port}/"
        self._lock = Lock()
        self._serving: Serving | None = None
        self._stopped = False
        self._thread = Thread(target=self._run, name="preview", daemon=True)

    def start(self) -> None:
        """Begin to serve; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """End the streams and the server; returns soon, whatever browsers do."""
        with self._lock:
            self._stopped = True
            serving = self._serving
        if serving is None:
            self._listener.close()
        else:
            serving.end()
            self._thread.join(_GRACE)

    def _run(self) -> None:
        from jixiao.preview.server import Site
        from jixiao.preview.serving import Serving

        site = Site(self._desk, self._feed, self._root, self._editor)
        with self._lock:
            if self._stopped:
                return
            self._serving = Serving(site.app(self.port), site.close)
        self._serving.run([self._listener])
