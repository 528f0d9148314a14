"""The address: remembered, given, taken; and an end that waits for nobody."""

import asyncio
import os
import socket
import subprocess
import sys
from concurrent.futures import Future
from pathlib import Path
from threading import Thread, active_count
from time import monotonic
from typing import Any

import pytest
from tests.preview.served import LABEL, PATIENCE, FakeDesk, serving

import jixiao
from jixiao.preview.feed import Feed
from jixiao.preview.host import Host, Refused, listen
from jixiao.preview.serving import _report

#: What stopping may take; the machine may be busy with other tests.
SOON = 0.3 if not os.environ.get("PYTEST_XDIST_WORKER") else 2.0


def bound(port: int | None, memory: Path) -> socket.socket:
    found = listen(port, memory)
    assert isinstance(found, socket.socket), found
    return found


def test_a_port_is_found_and_remembered(tmp_path: Path) -> None:
    memory = tmp_path / "build" / ".jixiao"
    with bound(None, memory) as first:
        port = first.getsockname()[1]
        assert first.getsockname()[0] == "127.0.0.1"
        assert (memory / "preview.port").read_text(encoding="ascii") == str(port)
    for _ in range(3):
        with bound(None, memory) as again:
            assert again.getsockname()[1] == port


def test_a_second_preview_gets_another(tmp_path: Path) -> None:
    with bound(None, tmp_path) as first, bound(None, tmp_path) as second:
        assert first.getsockname() != second.getsockname()


@pytest.mark.parametrize("kept", ["", "x", "-1", "0", "80", "65536", "1" * 5000, "٣٣٣٣", " 4000", "8000\n"])
def test_a_spoilt_memory(tmp_path: Path, kept: str) -> None:
    (tmp_path / "preview.port").write_text(kept, encoding="utf-8")
    with bound(None, tmp_path) as found:
        assert (tmp_path / "preview.port").read_text(encoding="ascii") == str(found.getsockname()[1])


def test_no_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    bound(None, tmp_path / "file" / "below").close()
    (tmp_path / "preview.port").mkdir()
    bound(None, tmp_path).close()


def test_a_given_port(tmp_path: Path) -> None:
    with bound(None, tmp_path / "other") as free:
        port = free.getsockname()[1]
    with bound(port, tmp_path) as given:
        assert given.getsockname()[1] == port
        taken = listen(port, tmp_path)
    assert isinstance(taken, Refused)
    assert taken.message.startswith(f"端口 {port} 已经被别的程序占用。")
    assert not (tmp_path / "preview.port").exists(), "only a random port is remembered"


@pytest.mark.parametrize("port", [0, -1, 65536, 10**9])
def test_no_such_port(tmp_path: Path, port: int) -> None:
    found = listen(port, tmp_path)
    assert isinstance(found, Refused)
    assert "1 到 65535" in found.message


def test_a_forbidden_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    found = listen(80, tmp_path)
    assert isinstance(found, Refused)
    assert "系统不允许" in found.message


@pytest.mark.usefixtures("page")
def test_an_early_browser_waits(tmp_path: Path) -> None:
    listener = bound(None, tmp_path)
    host = Host(listener, FakeDesk(), Feed(), tmp_path)
    assert host.address == f"http://127.0.0.1:{host.port}/"
    with socket.create_connection(("127.0.0.1", host.port), PATIENCE) as line:
        line.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{host.port}\r\n\r\n".encode())
        host.start()
        assert line.recv(100).startswith(b"HTTP/1.1 200 OK")
    host.stop()


def stopped(one: Any) -> float:
    started = monotonic()
    one.host.stop()
    seconds = monotonic() - started
    one.host._thread.join(PATIENCE)
    assert not one.host._thread.is_alive()
    return seconds


@pytest.mark.usefixtures("quiet")
def test_stop_while_streaming(served: Any) -> None:
    windows = [served.browser(), served.browser(), served.browser("other/2025")]
    assert stopped(served) < SOON
    for one in windows:
        assert one.event() == ("bye", {})
        assert one.part() == b""
        assert one.ended
        assert one.lines.read() == b""


@pytest.mark.usefixtures("quiet")
def test_stop_while_a_window_does_not_read(served: Any) -> None:
    slow, quick = served.browser(), served.browser()
    large = '{"x":"' + "x" * 3_000_000 + '"}'
    for _ in range(8):
        served.tell("snapshot", large)
        assert quick.event().kind == "snapshot"
    assert stopped(served) < SOON
    assert quick.event().kind == "bye"
    slow.close()


@pytest.mark.usefixtures("quiet")
def test_stop_while_the_desk_is_asked(served: Any) -> None:
    served.desk.held = []
    answers: list[Any] = []
    asked = Thread(target=lambda: answers.append(served.ask(f"/api/snapshot?document={LABEL}")))
    asked.start()
    served.desk.asked.get(timeout=PATIENCE)
    assert stopped(served) < SOON
    asked.join(PATIENCE)
    assert answers[0].status == 503
    assert answers[0].message
    (future,) = served.desk.held
    assert isinstance(future, Future)
    future.set_result(b"{}")  # nobody is there any more


@pytest.mark.usefixtures("quiet")
def test_stop_with_idle_and_half_connections(served: Any) -> None:
    idle = [socket.create_connection(("127.0.0.1", served.port), PATIENCE) for _ in range(3)]
    idle[0].sendall(b"GET / HT")
    idle[1].sendall(
        f"POST /api/locate HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{{".encode()
    )
    assert served.ask("/").status == 200
    assert stopped(served) < SOON
    for one in idle:
        one.close()


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("first", ["stop", "start"])
def test_stop_before_it_has_begun(tmp_path: Path, first: str) -> None:
    host = Host(bound(None, tmp_path), FakeDesk(), Feed(), tmp_path)
    for step in ("start", "stop") if first == "start" else ("stop", "start"):
        getattr(host, step)()
    host._thread.join(PATIENCE)
    assert not host._thread.is_alive()
    bound(host.port, tmp_path).close()


@pytest.mark.usefixtures("quiet")
def test_stop_twice(served: Any) -> None:
    served.browser()
    stopped(served)
    served.host.stop()


@pytest.mark.usefixtures("page", "quiet")
def test_restart_on_the_same_port(tmp_path: Path) -> None:
    """As a page does that was left open: its connection ends, it comes back to the same address."""
    threads = active_count()
    ports = []
    for _ in range(3):
        with serving(tmp_path) as one:
            window = one.browser()
            assert one.ask("/").status == 200
            ports.append(one.port)
            stopped(one)
            assert window.event().kind == "bye"
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", one.port), PATIENCE)
    assert len(set(ports)) == 1
    assert active_count() <= threads


def test_what_goes_wrong_between_requests(caplog: pytest.LogCaptureFixture) -> None:
    """A broken connection is nothing; anything else is an error of ours."""
    loop = asyncio.new_event_loop()
    _report(loop, {"message": "broken", "exception": ConnectionResetError()})
    assert caplog.text == ""
    _report(loop, {"message": "wrong", "exception": KeyError("x")})
    assert "KeyError" in caplog.text
    loop.close()


@pytest.mark.usefixtures("quiet")
def test_news_after_the_end(served: Any) -> None:
    served.browser()
    stopped(served)
    served.tell("busy")


_IMPORTS = """
import sys, threading
from pathlib import Path
from jixiao.preview.feed import Feed
from jixiao.preview.host import Host, listen
from jixiao.preview import editors
print(*[name for name in ("starlette", "uvicorn", "h11", "anyio") if name in sys.modules])
"""


def test_the_web_server_is_loaded_in_its_own_thread(tmp_path: Path) -> None:
    env = os.environ | {"PYTHONPATH": str(Path(jixiao.__file__).parents[1]), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", _IMPORTS], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout.strip() == ""
