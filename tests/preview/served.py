"""A desk without documents behind a real server, and browsers that are a few lines of HTTP."""

import json
import logging
import socket
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from queue import Queue
from typing import Any, NamedTuple

import pytest

from jixiao.preview.desk import News, Place
from jixiao.preview.editors import Editor
from jixiao.preview.feed import Feed
from jixiao.preview.host import Host, Refused, listen

PATIENCE = 20.0
LABEL = "jiguan/2025"
JSON = {"Content-Type": "application/json"}


class FakeDesk:
    """Answers what a test has put there; `held` futures are left to the test."""

    def __init__(self) -> None:
        self.server = "s1"
        self.pdfs: dict[str, Path] = {}
        self.places: dict[tuple[str, str], Place] = {}
        self.asked: Queue[tuple[Any, ...]] = Queue()
        self.counted: Queue[tuple[str, int]] = Queue()
        self.held: list[Future[Any]] | None = None

    def documents(self) -> bytes:
        return b'{"server":"s1","documents":[]}'

    def glyphs(self, first: int, last: int) -> bytes:
        return f"<svg><!-- {first} {last} --></svg>".encode()

    def pdf(self, label: str) -> Path | None:
        return self.pdfs.get(label)

    def snapshot(self, label: str) -> "Future[bytes | None]":
        return self._soon(("snapshot", label), b'{"label":"x"}' if label == LABEL else None)

    def page(self, label: str, key: str) -> "Future[bytes | None]":
        return self._soon(("page", label, key), b"<svg/>" if (label, key) == (LABEL, "k1") else None)

    def changes(self, label: str, against: str) -> "Future[bytes | None]":
        return self._soon(("changes", label, against), b"[]" if label == LABEL and against else None)

    def locate(self, label: str, file: str, path: str, block: int) -> "Future[Place | None]":
        return self._soon(("locate", label, file, path, block), self.places.get((label, file)))

    def opened(self, label: str, count: int) -> None:
        self.counted.put((label, count))

    def _soon(self, asked: tuple[Any, ...], answer: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        if self.held is not None:
            self.held.append(future)
        else:
            future.set_result(answer)
        self.asked.put(asked)
        return future


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def message(self) -> str:
        """What a fault says; it is JSON and Chinese."""
        assert self.headers["content-type"] == "application/json"
        message = self.json["message"]
        assert isinstance(message, str)
        assert not message.isascii()
        return message


class Event(NamedTuple):
    kind: str
    data: Any


class Browser:
    """An open stream."""

    def __init__(self, port: int, label: str = LABEL) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        request = f"GET /events?document={label} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"
        self.socket.sendall(request.encode())
        self.lines = self.socket.makefile("rb")
        self.head = list(iter(lambda: self.lines.readline().strip(), b""))
        self._text = b""
        self.ended = False

    def part(self) -> bytes:
        """A blank-line-terminated part of the stream, out of its chunks."""
        while b"\n\n" not in self._text:
            size = int(self.lines.readline().strip() or b"0", 16)
            chunk = self.lines.read(size)
            self.lines.readline()
            self._text += chunk
            if not size:
                self.ended = True
                return b""
        part, _, self._text = self._text.partition(b"\n\n")
        return part

    def event(self) -> Event:
        """The next event; comments and `retry` are passed over."""
        while True:
            part = self.part()
            assert not self.ended
            kind, data = None, []
            for line in part.decode().split("\n"):
                name, _, value = line.partition(": ")
                if name == "event":
                    kind = value
                elif name == "data":
                    data.append(value)
            if kind is not None:
                return Event(kind, json.loads("\n".join(data)))

    def close(self) -> None:
        self.lines.close()
        self.socket.close()


class Served:
    """A running server."""

    def __init__(self, root: Path, editor: Editor | None = None, memory: Path | None = None) -> None:
        self.desk, self.feed, self.root = FakeDesk(), Feed(), root
        listener = listen(None, memory or root / "memory")
        assert not isinstance(listener, Refused)
        self.host = Host(listener, self.desk, self.feed, root, editor)
        self.port = self.host.port
        self.host.start()
        self._open: list[Browser] = []

    def ask(self, path: str, headers: dict[str, str] | None = None, method: str = "GET", body: Any = None) -> Answer:
        """Ask as a browser would; `body` as it is, or made JSON of."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        content = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        try:
            connection.request(method, path, content, headers or {})
            found = connection.getresponse()
            return Answer(found.status, {key.lower(): value for key, value in found.getheaders()}, found.read())
        finally:
            connection.close()

    def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> Answer:
        return self.ask(path, JSON | (headers or {}), "POST", body)

    def raw(self, request: bytes) -> bytes:
        """Send bytes as they are; everything that comes back until the server closes or the answer is whole."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as line:
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: line.recv(65536), b""))

    def browser(self, label: str = LABEL) -> Browser:
        """A window that has been greeted."""
        one = Browser(self.port, label)
        self._open.append(one)
        assert one.event() == Event("hello", {"server": "s1"})
        return one

    def tell(self, kind: str, data: str = "{}", label: str = LABEL) -> None:
        self.feed.publish(News(label, kind, data.encode()))

    def close(self) -> None:
        for one in self._open:
            one.close()
        self.host.stop()
        self.host._thread.join(PATIENCE)
        assert not self.host._thread.is_alive()


@contextmanager
def serving(root: Path, editor: Editor | None = None, memory: Path | None = None) -> Iterator[Served]:
    one = Served(root, editor, memory)
    try:
        yield one
    finally:
        one.close()


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page of a few files, in place of the real one."""
    folder = tmp_path / "page"
    (folder / "icons").mkdir(parents=True)
    for name in ("index.html", "app.js", "app.css", "icons/a.svg", "notes.txt"):
        (folder / name).write_text(f"<!-- {name} 页 -->", encoding="utf-8")
    monkeypatch.setattr("jixiao.preview.server._PAGE", folder)
    return folder


@pytest.fixture
def served(tmp_path: Path, page: Path) -> Iterator[Served]:
    assert page.is_dir()
    root = tmp_path / "workspace"
    root.mkdir()
    with serving(root) as one:
        yield one


@pytest.fixture
def quiet(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing may be written to the terminal, to which errors are logged."""
    yield
    assert [one.getMessage() for one in caplog.get_records("call") if one.levelno >= logging.WARNING] == []
    assert capfd.readouterr().err == ""
