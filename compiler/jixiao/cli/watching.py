"""`jixiao watch`: a line for every rebuild, until Ctrl-C."""

from argparse import Namespace

from jixiao.cli.console import OK
from jixiao.cli.live import Teller, ends_at_once, scope_here


def watch(options: Namespace) -> int:
    """Build, and build again whatever changes; the exit code."""
    from jixiao.watch.loop import Loop

    scope, code = scope_here(options)
    if scope is None:
        return code
    with ends_at_once():
        Loop(scope, Teller().tell, poll=options.poll).run()
    return OK
