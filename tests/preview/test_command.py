"""`jixiao preview` as people run it: what may be typed, what is said, Ctrl-C."""

import os
import re
import signal
import socket
import subprocess
import sys
import webbrowser
from argparse import Namespace
from threading import Event
from time import monotonic
from types import ModuleType, SimpleNamespace
from typing import Any, ClassVar

import pytest
from tests.cli import desk as _desk
from tests.preview.served import JSON, Browser, FakeDesk, Served

from jixiao.cli.arguments import read

font_caches, make_desk, desk = _desk.font_caches, _desk.make_desk, _desk.desk
PATIENCE = 20.0
ADDRESS = re.compile(r"预览地址：http://127\.0\.0\.1:(\d+)/　按 Ctrl-C 结束。\n")
OPTIONS = ("--year", "--poll", "--public", "--fonts", "-o", "--port", "--editor", "--no-open")


class FakeSession:
    """Runs until it has been asked once, or fails as it is told."""

    made: ClassVar[list["FakeSession"]] = []
    fails: BaseException | None = None

    def __init__(self, scope: Any, feed: Any, **options: Any) -> None:
        self.scope, self.feed, self.options = scope, feed, options
        self.desk = FakeDesk()
        self.made.append(self)

    def run(self) -> None:
        if self.fails is not None:
            raise self.fails


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> type[FakeSession]:
    """The command's own session is not there."""
    module = ModuleType("jixiao.preview.session")
    module.Session = FakeSession  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "jixiao.preview.session", module)
    monkeypatch.setattr(FakeSession, "made", [])
    monkeypatch.setattr(FakeSession, "fails", None)
    monkeypatch.setattr(sys, "setswitchinterval", lambda _: None)
    return FakeSession


def test_same_options_as_watch() -> None:
    given = ["a", "--year", "2024", "--poll", "--public", "--fonts", "auto", "-o", "x"]
    watch, preview = vars(read(["watch", *given])), vars(read(["preview", *given]))
    assert {key: value for key, value in preview.items() if key in watch and key != "command"} == {
        key: value for key, value in watch.items() if key != "command"
    }
    assert read(["preview"]) == Namespace(
        command="preview",
        departments=[],
        year=None,
        poll=False,
        public=False,
        fonts=None,
        output=None,
        port=None,
        editor=None,
        no_open=False,
    )


def test_help(desk: Any) -> None:
    text = desk.run("preview", "--help").out
    for option in OPTIONS:
        assert re.search(rf"^  {option}[^\n]*\n?[^\n]*[\u4e00-\u9fff]", text, re.MULTILINE), option
    assert "preview" in desk.run("--help").out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nobody"], "没有找到部门“nobody”"),
        (["--nonsense"], "不认识的参数"),
        (["--port", "x"], "应是整数，不能写 'x'"),
        (["--port", "0"], "1 到 65535"),
        (["--port", "70000"], "1 到 65535"),
        (["--editor", "word"], "不认识编辑器“word”"),
        (["--editor", "no-such-program {file}"], "没有找到编辑器“no-such-program”"),
        (["--editor"], "后面要写一个值"),
    ],
)
def test_wrong_usage(desk: Any, session: type[FakeSession], arguments: list[str], says: str) -> None:
    run = desk.run("preview", "--no-open", *arguments)
    assert (run.code, run.out) == (2, "")
    assert says in run.err
    assert session.made == []


def test_a_taken_port(desk: Any, session: type[FakeSession]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = desk.run("preview", "--no-open", "--port", str(port))
    assert (run.code, run.out) == (2, "")
    assert f"端口 {port} 已经被别的程序占用" in run.err
    assert session.made == []


def test_the_address_is_said_and_kept(desk: Any, session: type[FakeSession]) -> None:
    runs = [desk.run("preview", "--no-open") for _ in range(2)]
    ports = {ADDRESS.fullmatch(run.out)[1] for run in runs}  # type: ignore[index]
    assert {run.code for run in runs} == {0}
    assert ports == {(desk.root / "build/.jixiao/preview.port").read_text(encoding="ascii")}
    assert session.made[0].options["editor"] is False
    assert session.made[0].options["poll"] is False


def test_options_reach_the_session(desk: Any, session: type[FakeSession]) -> None:
    desk.run(
        "preview", "--no-open", "--poll", "--public", "-o", "elsewhere", "--editor", f"'{sys.executable}' {{file}}", "a"
    )
    (made,) = session.made
    assert made.options["poll"] is True
    assert made.options["editor"] is True
    assert made.scope.everything is False
    options = made.scope.options(made.scope.workspace)
    assert (options.output, options.public) == (desk.root / "elsewhere", True)
    assert (desk.root / "elsewhere/.jixiao/preview.port").is_file()


def test_ctrl_c(desk: Any, session: type[FakeSession]) -> None:
    session.fails = KeyboardInterrupt()
    run = desk.run("preview", "--no-open")
    assert run.code == 130
    assert "已中断" in run.err


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    ("given", "display", "opened"), [([], ":0", True), ([], "", False), (["--no-open"], ":0", False)]
)
def test_the_browser_is_opened(
    desk: Any, monkeypatch: pytest.MonkeyPatch, given: list[str], display: str, *, opened: bool
) -> None:
    monkeypatch.setattr("os.name", "posix")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    shown: list[str] = []
    seen = Event()
    monkeypatch.setattr(webbrowser, "open", lambda address: (shown.append(address), seen.set()))
    monkeypatch.setattr(FakeSession, "run", lambda _: seen.wait(PATIENCE) if opened else None)
    run = desk.run("preview", *given)
    address = f"http://127.0.0.1:{ADDRESS.fullmatch(run.out)[1]}/"  # type: ignore[index]
    assert shown == ([address] if opened else [])


def test_start_up_imports_no_web_server(desk: Any) -> None:
    """Neither the command line nor the other commands load it."""
    script = """
import sys
from jixiao.cli import main
codes = [main(["build"]), main(["check"]), main(["preview", "nobody"])]
import jixiao.cli.watching
print(codes, *[name for name in ("starlette", "uvicorn", "h11", "anyio", "asyncio") if name in sys.modules], file=sys.stderr)
"""
    with desk.python("-c", script) as child:
        err = child.communicate(timeout=60)[1]
    assert err.splitlines()[-1] == "[0, 1, 2]"


@pytest.mark.skipif(os.name == "nt", reason="signals work otherwise there")
def test_a_real_one(desk: Any) -> None:
    """The page is there, the news comes, Ctrl-C ends it at once and says goodbye; the next one has the same address."""
    ports = []
    for _ in range(2):
        with desk.python("-u", "-m", "jixiao", "preview", "--no-open") as child:
            try:
                ports.append(_visited(desk, child))
            finally:
                child.kill()
    assert len(set(ports)) == 1


@pytest.mark.skipif(os.name == "nt", reason="signals work otherwise there")
def test_ctrl_c_while_the_engine_works(desk: Any) -> None:
    """It hears nothing until it is finished; the windows hear of the end nevertheless."""
    script = """
import sys, time
from jixiao.cli import main
from jixiao.preview.session import Session

def busy(_):
    while True:
        try:
            time.sleep(60)
        except KeyboardInterrupt:
            pass

Session.run = busy
sys.exit(main(["preview", "--no-open"]))
"""
    with desk.python("-u", "-c", script) as child:
        try:
            first = ADDRESS.fullmatch(child.stdout.readline())
            window = Browser(int(first[1]), "a/2024")  # type: ignore[index]
            assert window.event().kind == "hello"
            child.send_signal(signal.SIGINT)
            assert _last(window) == "bye"
            _, err = child.communicate(timeout=PATIENCE)
            window.close()
        finally:
            child.kill()
    assert (child.returncode, err) == (130, "已中断。\n")


def _visited(desk: Any, child: subprocess.Popen[str]) -> int:
    assert child.stdout is not None
    first = ADDRESS.fullmatch(child.stdout.readline())
    assert first is not None
    port = int(first[1])
    client = SimpleNamespace(port=port)
    window = Browser(port, "a/2024")
    server = window.event()
    assert server.kind == "hello"
    found = Served.ask(client, "/api/documents")
    assert found.json["server"] == server.data["server"]
    assert [one["label"] for one in found.json["documents"]] == ["a/2024"]
    snapshot = Served.ask(client, "/api/snapshot?document=a/2024")
    assert snapshot.status == 200, snapshot
    file = desk.first.relative_to(desk.root).as_posix()
    asked = {"document": "a/2024", "file": file, "path": "", "block": 0}
    place = Served.ask(client, "/api/locate", JSON, "POST", asked)
    assert place.json["line"] == 1
    started = monotonic()
    child.send_signal(signal.SIGINT)
    assert _last(window) == "bye"
    _, err = child.communicate(timeout=PATIENCE)
    assert (child.returncode, "Traceback" in err) == (130, False), err
    assert monotonic() - started < 2
    window.close()
    return port


def _last(window: Any) -> str:
    """The kind of the last event before the stream ends."""
    kinds = [window.event().kind]
    while kinds[-1] != "bye":
        kinds.append(window.event().kind)
    return str(kinds[-1])
