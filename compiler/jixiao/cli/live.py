"""What `watch` and `preview` share: which documents are meant, a line for every rebuild, an end by Ctrl-C."""

import gc
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.cli.building import build_options
from jixiao.cli.console import INTERRUPTED, counted, nothing_selected, open_here, report, say
from jixiao.source.workspace import select

if TYPE_CHECKING:
    from jixiao.build.options import Result
    from jixiao.build.reviewing import Counts
    from jixiao.watch.documents import Scope
    from jixiao.watch.loop import Built, Told

#: Seconds that the program gets to end by itself after Ctrl-C; the engine may be in the middle of a large document.
_GRACE = 0.3


def scope_here(options: Namespace) -> "tuple[Scope | None, int]":
    """The documents meant in the workspace around the current folder, or None and the exit code, all said."""
    from jixiao.watch.documents import Scope

    workspace, code = open_here()
    if workspace is None:
        return None, code
    here, names, year = Path.cwd(), options.departments, options.year
    places, unknown = select(workspace, names, year, here)
    if unknown or (names and not places):
        return None, nothing_selected(workspace, unknown, year)
    scope = Scope(
        workspace,
        lambda now: select(now, names, year, here)[0],
        lambda now: build_options(now, options.output, options),
        everything=not names,
    )
    return scope, code


class Teller:
    """Puts what the loop tells into lines; remarks are told when they are new."""

    def __init__(self) -> None:
        self._remarks: dict[str, frozenset[str]] = {}

    def tell(self, told: "Told") -> None:
        """Say one thing."""
        from jixiao.watch.loop import Built, Gone, Ready, Trouble

        if isinstance(told, Built):
            self._built(told)
        elif isinstance(told, Gone):
            _line(f"{told.label}  文件夹不见了，不再生成；已有的 PDF 没有改动")
        elif isinstance(told, Ready):
            gc.collect()
            gc.freeze()  # what is kept from now on need not be walked again while somebody waits
            say(f"正在留意 {len(told.labels)} 份文件的改动，保存后自动生成 PDF。按 Ctrl-C 结束。")
        elif isinstance(told, Trouble):
            report(told.faults)

    def _built(self, built: "Built") -> None:
        result = built.result
        before = self._remarks.get(result.label, frozenset())
        self._remarks[result.label] = frozenset(repr(one.sort_key) for one in result.faults)
        report([one for one in result.faults if one.severity == "error" or repr(one.sort_key) not in before])
        _line("  ".join([result.label, *_became(result), f"{built.milliseconds:.0f} 毫秒", *_said(result.counts)]))


def _became(result: "Result") -> list[str]:
    from jixiao.report.terminal import counts

    if result.fresh:
        return ["没有改动", f"{result.pages} 页"]
    if result.pdf:
        return [f"{result.pages} 页"]
    return [f"没有生成：{counts(result.faults)}，原来的 PDF 没有改动"]


def _said(counts: "Counts | None") -> list[str]:
    return [] if counts is None else [counted(counts) or "没有意见"]


def _line(text: str) -> None:
    """A result with the time of day, at once."""
    from time import strftime

    sys.stdout.write(f"{strftime('%H:%M:%S')}  {text}\n")
    sys.stdout.flush()


def _silently() -> None:
    """Nobody is to be told that the program ends."""


@contextmanager
def ends_at_once(farewell: Callable[[], None] = _silently) -> Iterator[None]:
    """End the program soon after Ctrl-C, even while the engine works, which hears of it only when it is finished.

    `farewell` is said before, from another thread. Outputs are put in their places whole, so that nothing is
    half-written; a temporary file is swept by the next build.
    """
    import signal
    import socket
    from threading import Thread, Timer, current_thread, main_thread

    if current_thread() is not main_thread():
        yield
        return

    def end() -> None:
        farewell()
        with suppress(OSError, ValueError):
            say("已中断。")
        os._exit(INTERRUPTED)

    def listen() -> None:
        with ear, suppress(OSError):
            while (told := ear.recv(1)) and told[0] != signal.SIGINT:
                pass
            if told:
                timer.start()

    ear, mouth = socket.socketpair()
    mouth.setblocking(False)  # noqa: FBT003 - its only argument
    timer = Timer(_GRACE, end)
    timer.daemon = True
    before = signal.set_wakeup_fd(mouth.fileno())
    Thread(target=listen, daemon=True).start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        timer.cancel()
        mouth.close()
