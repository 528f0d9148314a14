"""An engine in a process of its own, for small things that are wanted at once.

After every document the engine goes through all that it remembers; while it remembers a document of a thousand forms,
that takes longer than to draw one of them. And it forgets a document after ten others. So what is drawn for a screen is
drawn elsewhere. The process ends with its standard input, however this one ends.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import IO, NamedTuple, cast

from jixiao.diagnostics import fault
from jixiao.typeset.engine import Drawn, Engine
from jixiao.typeset.fonts import FontSet

#: Modules are looked for where this program looks for them, and not in the current folder, which is anybody's.
_START = "import sys; sys.path[:] = sys.argv[1:]; from jixiao.typeset.apart import serve; serve()"


class _Wish(NamedTuple):
    """What is to be drawn: the arguments of `Engine.draw`."""

    files: dict[str, bytes]
    timestamp: int
    shown: dict[str, str]


class Apart:
    """Draws as an `Engine` does; safe from several threads, one at a time. Starts with the first wish, or with `start`."""

    def __init__(self, fonts: FontSet, root: Path) -> None:
        self._fonts, self._root = fonts, root
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Let the process load its fonts while others go on."""
        with self._lock, suppress(OSError):
            self._running()

    def draw(self, files: Mapping[str, bytes], timestamp: int, shown: Mapping[str, str]) -> Drawn:
        """The pages of `files`; a process that has died is replaced once."""
        wish = _Wish(dict(files), timestamp, dict(shown))
        with self._lock:
            for _ in range(2):
                with suppress(OSError, EOFError, pickle.UnpicklingError):
                    return self._drawn(wish)
                self._end()
        message = "画页面的进程意外结束"
        return Drawn((), (fault("JX040", message, file=str(self._root), hint="可能是内存不够，请关闭其他程序再试。"),))

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _drawn(self, wish: _Wish) -> Drawn:
        process = self._running()
        _send(cast("IO[bytes]", process.stdin), wish)
        return cast("Drawn", pickle.load(cast("IO[bytes]", process.stdout)))  # noqa: S301 - from our own process

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter
                [sys.executable, "-c", _START, *map(os.path.abspath, sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,  # Ctrl-C is for the program; this ends when that does
                creationflags=_group(),
            )
            _send(cast("IO[bytes]", self._process.stdin), (self._fonts, self._root))
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                cast("IO[bytes]", stream).close()
        process.wait()


def _group() -> int:
    """Windows: a group of its own, which Ctrl-C does not reach."""
    if sys.platform == "win32":
        return subprocess.CREATE_NEW_PROCESS_GROUP
    return 0


def _send(stream: IO[bytes], content: object) -> None:
    pickle.dump(content, stream, protocol=pickle.HIGHEST_PROTOCOL)
    stream.flush()


def serve() -> None:
    """What the process does: an engine for the fonts that come first, then one wish after the other."""
    wishes, answers = sys.stdin.buffer, sys.stdout.buffer
    with suppress(EOFError, BrokenPipeError):
        fonts, root = pickle.load(wishes)  # noqa: S301 - from the process that started this one
        engine = Engine(fonts, root)
        engine.warm()
        while True:
            wish: _Wish = pickle.load(wishes)  # noqa: S301 - as above
            _send(answers, engine.draw(*wish))
