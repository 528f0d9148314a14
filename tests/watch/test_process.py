"""`jixiao watch` as people run it: a process of its own, its lines, Ctrl-C."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

LINE = re.compile(r"\d\d:\d\d:\d\d  a/2024  (\d+) 页  \d+ 毫秒  .+\n")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals work otherwise there")


@pytest.fixture
def process(desk: Any) -> Iterator[subprocess.Popen[str]]:
    child = desk.python("-u", "-m", "jixiao", "watch")
    yield child
    child.kill()
    child.communicate(timeout=10)


def ready(child: subprocess.Popen[str]) -> None:
    """Read lines until it waits for changes; Python's own alarm stops a read that never ends."""
    assert child.stderr is not None
    while "正在留意" not in (line := child.stderr.readline()):
        assert line, "it has ended"


def interrupt(child: subprocess.Popen[str]) -> tuple[float, str, str]:
    started = monotonic()
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=20)
    return monotonic() - started, out, err


def test_lines_and_ctrl_c(desk: Any, process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stderr is not None
    assert LINE.fullmatch(process.stdout.readline())
    ready(process)
    desk.change("食堂补助", "食堂费用")
    assert LINE.fullmatch(process.stdout.readline())
    good = desk.first.read_bytes()
    desk.first.write_bytes(good + b": [\n")
    assert "没有生成：" in process.stdout.readline()
    assert "错误[JX" in process.stderr.readline()
    desk.first.write_bytes(good)
    assert LINE.fullmatch(process.stdout.readline())
    seconds, out, err = interrupt(process)
    assert (process.returncode, out) == (130, "")
    assert "已中断" in err
    assert "Traceback" not in err
    assert seconds < 2


def test_ctrl_c_while_the_engine_works(desk: Any) -> None:
    """A large document keeps the engine busy for seconds; its temporary files and the old PDF are as they should be."""
    project = desk.first.read_text(encoding="utf-8")
    desk.department(projects=tuple(project.replace("食堂补助", f"项目{number}") for number in range(300)))
    script = """
import sys
from jixiao.typeset.engine import Engine
compile = Engine._compile
def told(*arguments):
    print("compiling", flush=True)
    return compile(*arguments)
Engine._compile = told
from jixiao.cli import run
sys.argv[1:] = ["watch"]
run()
"""
    with desk.python("-u", "-c", script) as child:
        assert child.stdout.readline() == "compiling\n"
        seconds, _, err = interrupt(child)
    assert (child.returncode, "Traceback" in err) == (130, False)
    assert seconds < 2
    assert not list((desk.root / "build").glob("**/*.pdf"))


def test_nothing_happens_nothing_wakes(desk: Any, process: subprocess.Popen[str]) -> None:
    tasks = Path(f"/proc/{process.pid}/task")
    if not tasks.is_dir():
        pytest.skip("needs /proc")
    ready(process)
    desk.change("食堂补助", "食堂费用")
    assert process.stdout is not None
    for _ in range(2):
        assert LINE.fullmatch(process.stdout.readline())
    ended(process, 0.5)

    def woken() -> int:
        words = (one.read_text(encoding="utf-8") for one in tasks.glob("*/status"))
        return sum(int(re.findall(r"^voluntary_ctxt_switches:\s+(\d+)", word, re.MULTILINE)[0]) for word in words)

    before = woken()
    ended(process, 3)
    assert woken() - before <= 2


def ended(process: subprocess.Popen[str], seconds: float) -> None:
    """Let time pass, in which it must not end."""
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(seconds)


_AS_NOBODY = """
import os, sys, tempfile
from jixiao.cli import main, run
main(["build", "--force", "-o", tempfile.mkdtemp()])
import jixiao.cli.watching, jixiao.watch.loop, watchdog.events, watchdog.observers.polling, queue, signal, socket
import ctypes.util, jixiao.build.warm
os.setgroups([]); os.setgid(65534); os.setuid(65534)
print("----", flush=True)
sys.argv[1:] = ["watch"]
run()
"""


def test_permission_denied_and_given_again(desk: Any) -> None:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("becoming another user needs root")
    folder = Path(tempfile.mkdtemp(prefix="jixiao-test-"))
    folder.chmod(0o755)
    root = shutil.copytree(desk.root, folder / "w")
    for path in [root, *root.rglob("*")]:
        os.chown(path, 65534, 65534)
    desk.root = root
    try:
        with desk.python("-u", "-c", _AS_NOBODY) as child:
            lines = iter(child.stdout.readline, "")
            assert next(line for line in lines if line == "----\n")
            assert LINE.fullmatch(next(lines))
            ready(child)
            for path in (desk.first, desk.first.parent):
                before = path.stat()
                os.chown(path, 0, 0)
                path.chmod(0)
                assert "没有生成：1 处错误" in next(lines), path
                path.chmod(before.st_mode)
                assert LINE.fullmatch(next(lines)), path
                os.chown(path, 65534, 65534)
            desk.change("食堂补助", "食堂费用")
            assert LINE.fullmatch(next(lines))
            place = root / "build/a/2024"
            os.chown(place, 0, 0)
            place.chmod(0o555)
            desk.change("食堂费用", "食堂开支")
            assert "没有生成：1 处错误" in next(lines)
            os.chown(place, 65534, 65534)
            place.chmod(0o755)
            assert LINE.fullmatch(next(lines))  # tried again without a save
            assert interrupt(child)[0] < 2
            assert child.returncode == 130
    finally:
        shutil.rmtree(folder)


def test_wrong_usage(desk: Any) -> None:
    assert desk.run("watch", "nobody").code == 2
    assert "没有找到部门“nobody”" in desk.run("watch", "nobody").err
    assert "不认识的参数" in desk.run("watch", "--nonsense").err
