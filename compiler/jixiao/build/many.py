"""Many documents: one process with one engine for a few, a pool of processes for many.

The engine uses all cores by itself for one document; for many, a process per core with a single-threaded engine each is
twice as fast. The pool is made before this process touches the engine, since a fork after that hangs.
"""

import os
import sys
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from jixiao.build.document import Press, build_document, check_fresh, finish
from jixiao.build.memory import give_back
from jixiao.build.options import Options, Result
from jixiao.build.reviewing import Reviewer
from jixiao.build.shelf import Shelf
from jixiao.build.state import machine_folder
from jixiao.diagnostics import Diagnostic, fault, has_errors
from jixiao.source.workspace import DepartmentYear, Workspace

if TYPE_CHECKING:
    from concurrent.futures import Future
    from multiprocessing.context import BaseContext

    from jixiao.typeset.engine import Engine
    from jixiao.typeset.fonts import FontSet

#: From how many documents on a pool pays for starting its processes.
_POOL_FROM = 8

Progress = Callable[[Result], None]


class Outcome(NamedTuple):
    """Results in the order of the request, the fonts used (None where nothing was built), and faults of the run."""

    results: tuple[Result, ...]
    fonts: "FontSet | None"
    faults: tuple[Diagnostic, ...]


def build(workspace: Workspace, places: list[DepartmentYear], options: Options, progress: Progress) -> Outcome:
    """Build the documents that changed; `progress` is called as each one is ready."""
    results: dict[str, Result] = {}
    todo = []
    for place in places:
        fresh = check_fresh(workspace, place, options)
        if fresh is None:
            todo.append(place)
        else:
            results[place.label] = fresh
            progress(fresh)
    if not todo:
        return Outcome(tuple(results[place.label] for place in places), None, ())
    from jixiao.typeset.fonts import choose

    fonts, faults = choose(options.fonts, workspace.config.fonts, workspace.root, machine_folder(options.output))
    if fonts is None or has_errors(faults):
        return Outcome(tuple(results.values()), None, tuple(faults))
    # Closed whatever happens: a pool must not outlive this process.
    with closing(_build(workspace, todo, options, fonts)) as made:
        for result in made:
            progress(result)
            results[result.label] = result._replace(inputs=None)  # of thousands of documents they would weigh
    return Outcome(tuple(results[place.label] for place in places), fonts, tuple(faults))


def jobs(options: Options, count: int) -> int:
    """How many processes to use for `count` documents."""
    wanted = options.jobs or (_cores() if count >= _POOL_FROM else 1)
    return max(1, min(wanted, count))


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _build(
    workspace: Workspace, todo: list[DepartmentYear], options: Options, fonts: "FontSet"
) -> Generator[Result, None, None]:
    if jobs(options, len(todo)) > 1:
        yield from _in_pool(workspace, todo, options, fonts)
        return
    press = make_press(workspace, options, fonts)
    warm_up(press.engine)
    for made, place in enumerate(todo, 1):
        yield build_document(press, place)
        give_back(made)


def _hash_fonts(options: Options, fonts: "FontSet") -> Callable[[], dict[str, str]]:
    """Start hashing the fonts beside all other work; the function returned waits for it."""
    from threading import Thread

    from jixiao.typeset.fontreport import digests

    found: dict[str, str] = {}
    paths = {face.path for chain in fonts.chains for face in chain.faces}
    thread = Thread(target=lambda: found.update(digests(paths, machine_folder(options.output))), daemon=True)
    thread.start()

    def wait() -> dict[str, str]:
        thread.join()
        return found

    return wait


def make_press(workspace: Workspace, options: Options, fonts: "FontSet") -> Press:
    """What the documents of a run share; the fonts are hashed beside all other work."""
    from jixiao.typeset.engine import Engine

    engine = Engine(fonts, machine_folder(options.output) / "empty")
    return Press(
        workspace,
        options,
        fonts,
        engine,
        _hash_fonts(options, fonts),
        Shelf(workspace),
        {},
        Reviewer(workspace),
        spare=_cores() > 1,
    )


def warm_up(engine: "Engine") -> None:
    """Let the engine load its fonts in a thread while this one imports what reading and templates need."""
    engine.warm()
    import jixiao.layout.templates
    import jixiao.model.load  # noqa: F401 - imported for their time


class _Worker:
    """What a process of the pool keeps between documents: the press, and how many it has made."""

    press: "Press | None" = None
    made = 0


def _start_worker(workspace: Workspace, options: Options, fonts: "FontSet") -> None:
    import signal

    # Ctrl-C reaches every process of the group; the parent stops handing out work, and what is being written is finished.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["RAYON_NUM_THREADS"] = "1"
    # All cores are at work, and this one shall not wait for the disk.
    _Worker.press = make_press(workspace, options, fonts)._replace(spare=False, handed=True)


def _work(place: DepartmentYear) -> Result:
    if _Worker.press is None:
        raise RuntimeError(place.label)
    result = build_document(_Worker.press, place)
    _Worker.made += 1
    give_back(_Worker.made)
    return result


def _in_pool(
    workspace: Workspace, todo: list[DepartmentYear], options: Options, fonts: "FontSet"
) -> Generator[Result, None, None]:
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from concurrent.futures.process import BrokenProcessPool

    _hash_fonts(options, fonts)()  # once for all workers, who find the result in its cache
    with ProcessPoolExecutor(jobs(options, len(todo)), _context(), _start_worker, (workspace, options, fonts)) as pool:
        waiting = {pool.submit(_work, place): place for place in todo}
        try:
            for future in as_completed(waiting):
                place = waiting.pop(future)  # of thousands of documents the results would weigh
                try:
                    result = future.result()
                except BrokenProcessPool:
                    result = _lost(place)
                yield finish(workspace, result)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)  # what is being made is finished, a matter of moments
            _discard(waiting)
            raise


def _discard(futures: "Iterable[Future[Result]]") -> None:
    """Remove what workers have written and nobody has put in its place."""
    for future in futures:
        if future.done() and not future.cancelled() and future.exception() is None and (left := future.result().left):
            left.discard()


def _context() -> "BaseContext":
    """Fork where it is safe: it shares what is imported. A process that has run the engine must not be forked."""
    from multiprocessing import get_context

    if sys.platform != "linux" or "typst" in sys.modules:
        return get_context("spawn")
    import jixiao.layout.view
    import jixiao.model.load
    import jixiao.typeset.engine  # noqa: F401 - imported before the fork, so that the children share them

    return get_context("fork")


def _lost(place: DepartmentYear) -> Result:
    hint = "可能是内存不够。请关闭其他程序，或加 --jobs 1 再试。"
    return Result(place.label, faults=(fault("JX040", "生成时进程意外结束", file=place.label, hint=hint),))
