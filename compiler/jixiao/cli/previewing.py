"""`jixiao preview`: `watch` with the pages in a browser, until Ctrl-C."""

import os
import sys
from argparse import Namespace
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

from jixiao.cli.arguments import USAGE
from jixiao.cli.console import OK, say
from jixiao.cli.live import Teller, ends_at_once, scope_here

if TYPE_CHECKING:
    from jixiao.preview.editors import Editor

#: Seconds that a thread computes before another gets its turn: a window must not wait while documents are read.
_TURN = 0.0005


def preview(options: Namespace) -> int:
    """Serve the live page while the documents are built; the exit code."""
    scope, code = scope_here(options)
    if scope is None:
        return code
    from jixiao.build.state import machine_folder
    from jixiao.preview.feed import Feed
    from jixiao.preview.host import Host, Refused, listen
    from jixiao.preview.session import Session

    editor, usable = _editor(options.editor)
    if not usable:
        return USAGE
    listener = listen(options.port, machine_folder(scope.options(scope.workspace).output))
    if isinstance(listener, Refused):
        say(listener.message)
        return USAGE
    feed = Feed()
    session = Session(scope, feed, poll=options.poll, editor=editor is not None, tell=Teller().tell)
    host = Host(listener, session.desk, feed, scope.workspace.root, editor)
    sys.setswitchinterval(_TURN)
    with ends_at_once(host.stop):
        try:
            host.start()
            _announce(host.address, to_open=not options.no_open)
            session.run()
        finally:
            host.stop()
    return OK


def _editor(typed: str | None) -> "tuple[Editor | None, bool]":
    """The editor named, and whether what was typed can be used; what cannot is said."""
    from jixiao.preview.editors import Unusable, find

    found = None if typed is None else find(typed)
    if isinstance(found, Unusable):
        say(found.message)
        return None, False
    return found, True


def _announce(address: str, *, to_open: bool) -> None:
    """Say the address, and show it in the browser."""
    sys.stdout.write(f"预览地址：{address}　按 Ctrl-C 结束。\n")
    sys.stdout.flush()
    if to_open and _has_display():
        Thread(target=_show, args=(address,), daemon=True).start()


def _show(address: str) -> None:
    import webbrowser

    with suppress(webbrowser.Error, OSError):
        webbrowser.open(address)


def _has_display() -> bool:
    """Whether a window can be opened; without one some systems start a browser of letters in this very terminal."""
    if os.name == "nt" or sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
