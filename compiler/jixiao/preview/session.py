"""The live page's side of the loop: keeps what windows show, answers what they ask, tells them what changed.

Everything of a document happens on the thread that runs the loop. What other threads may read are whole values that are
put in place of older ones.
"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from datetime import date
from pathlib import Path
from secrets import token_hex
from time import perf_counter
from typing import TypeVar

from jixiao.build.options import Made, Result
from jixiao.diagnostics import Diagnostic
from jixiao.diff.versions import Terms, Version
from jixiao.model.load import Loaded
from jixiao.preview.book import Book
from jixiao.preview.changes import changes_json
from jixiao.preview.desk import News, Place
from jixiao.preview.feed import Feed
from jixiao.preview.leaves import Leaf
from jixiao.preview.listing import Listing, Owner
from jixiao.preview.locate import Ground, locate
from jixiao.preview.places import Index
from jixiao.preview.remarks import Explanations, as_json, faults_json
from jixiao.preview.sheet import Glyphs
from jixiao.preview.snapshot import PageView, Shown, YearView, snapshot
from jixiao.source.workspace import DepartmentYear, select
from jixiao.watch.documents import Scope
from jixiao.watch.loop import Built, Gone, Loop, Read, Ready, Told, Trouble, unforeseen

_T = TypeVar("_T")
#: How many documents stay open without a window.
_OPEN = 6
_NO_MARKS = Index(())


class _Open:
    """A document that is or was shown."""

    def __init__(self, place: DepartmentYear, glyphs: Glyphs) -> None:
        self.place = place
        self.book = Book(glyphs)
        self.made: Made | None = None
        self.faults: tuple[Diagnostic, ...] = ()
        self.marks = _NO_MARKS
        self.content = b""


class Session:
    """A loop with windows on it; is the `Desk` that the server asks."""

    def __init__(self, scope: Scope, feed: Feed, *, poll: bool, editor: bool, tell: Callable[[Told], None]) -> None:
        self.server = token_hex(6)
        self._scope, self._feed, self._tell = scope, feed, tell
        self._loop = Loop(scope, self._hear, poll=poll)
        self._glyphs = Glyphs()
        self._explanations = Explanations()
        self._open: dict[str, _Open] = {}
        self._windows: Counter[str] = Counter()
        self._serial = 0  # one for all documents: one that is opened again must not begin anew
        owner = Owner(self.server, scope.workspace.root.name, editor)
        self._list = Listing(owner, feed, scope.choose(scope.workspace))

    @property
    def desk(self) -> "Session":
        """What the server asks."""
        return self

    def run(self) -> None:
        """Build and answer until `stop`.

        Raises:
            KeyboardInterrupt: as it comes.
        """
        self._loop.call(self._loop.warm.set_apart)
        try:
            self._loop.run()
        finally:
            self._loop.warm.close()

    def stop(self) -> None:
        """Let `run` return; safe from any thread."""
        self._loop.stop()

    # -- asked by the server, on its thread -------------------------------------------------------------------------

    def documents(self) -> bytes:
        """All documents, as JSON."""
        return self._list.content

    def glyphs(self, first: int, last: int) -> bytes:
        """The symbols of glyphs `first` to `last` (exclusive), as SVG text."""
        return self._glyphs.symbols(first, last).encode()

    def pdf(self, label: str) -> Path | None:
        """The last good PDF of a document."""
        found = self._list.pdf(label)
        return found.path if found else None

    def opened(self, label: str, count: int) -> None:
        """How many windows show a document now."""
        if count:
            self._windows[label] = count
        else:
            self._windows.pop(label, None)

    def snapshot(self, label: str) -> "Future[bytes | None]":
        """Everything about a document but its pages' contents."""
        known = self._open.get(label)
        if known is not None and known.content:
            return _answered(known.content)
        return self._ask(lambda: one.content if (one := self._opened(label)) else None)

    def page(self, label: str, key: str) -> "Future[bytes | None]":
        """One page as SVG; at once where it is drawn already, whatever is being built."""
        one = self._open.get(label)
        text = one.book.drawn(key) if one is not None else None
        if text is not None:
            return _answered(text.encode())
        return self._ask(lambda: self._page(label, key))

    def changes(self, label: str, against: str) -> "Future[bytes | None]":
        """What changed from one document to another."""
        return self._ask(lambda: self._changes(label, against))

    def locate(self, label: str, file: str, path: str, block: int) -> "Future[Place | None]":
        """Where in its source a printed value stands."""
        return self._ask(lambda: self._locate(label, file, path, block))

    def _ask(self, job: Callable[[], _T]) -> "Future[_T]":
        future: Future[_T] = Future()

        def answer() -> None:
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(job())
                except Exception as error:
                    future.set_exception(error)
                    raise
                except BaseException as error:  # a panic of the engine would end the server's thread
                    future.set_exception(RuntimeError(repr(error)))
                    raise

        self._loop.call(answer)
        return future

    # -- answered on the loop's thread ------------------------------------------------------------------------------

    def _opened(self, label: str) -> _Open | None:
        """A document ready to be shown; None where there is none of that name."""
        one = self._open.get(label)
        if one is not None:
            return one
        place, warm = self._place(label), self._loop.warm
        if place is None:
            return None
        made = warm.look(place)
        faults = warm.faults if made is None else ()
        one = _Open(place, self._glyphs)
        self._refresh(one, made or Made(Loaded(None, None, (), ())), faults)
        self._open[label] = one
        self._make_room(label)
        return one

    def _place(self, label: str) -> DepartmentYear | None:
        known = self._loop.documents.place(label)
        if known is not None:
            return known
        return next((one for one in self._scope.choose(self._loop.warm.workspace) if one.label == label), None)

    def _make_room(self, label: str) -> None:
        """Forget documents that nobody looks at, the oldest first."""
        idle = [one for one in self._open if one != label and not self._windows[one]]
        for one in idle[: max(0, len(self._open) - _OPEN)]:
            del self._open[one]

    def _page(self, label: str, key: str) -> bytes | None:
        one = self._opened(label)
        if one is None:
            return None
        before = one.book.laid
        text = one.book.page(self._loop.warm, key)
        if one.book.laid is not before and one.made is not None:  # it turned out that the pages are others
            self._tell_anew(one, one.made)
            self._feed.publish(News(label, "snapshot", one.content))
        return text.encode() if text is not None else None

    def _changes(self, label: str, against: str) -> bytes | None:
        from jixiao.model.review import load_review

        one = self._opened(label)
        other = next((place for place in self._siblings(one.place) if place.label == against), None) if one else None
        warm = self._loop.warm
        old = other and warm.read(other)
        if one is None or one.made is None or old is None:
            return None
        workspace = warm.workspace
        today = date.today()  # noqa: DTZ011 - the reviewer's own calendar day
        terms = Terms(workspace.config, today, load_review(workspace, one.place))
        return changes_json(Version(label, one.made.loaded), Version(against, old), terms, one.marks)

    def _locate(self, label: str, file: str, path: str, block: int) -> Place | None:
        one = self._opened(label)
        if one is None or one.made is None:
            return None
        return locate(Ground(self._loop.warm.workspace, one.place, one.made.loaded, one.marks), file, path, block)

    # -- told by the loop -------------------------------------------------------------------------------------------

    def _hear(self, told: Told) -> None:
        """Show what the loop tells; where that fails, documents are built all the same."""
        try:
            self._show(told)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - a panic of the engine is no Exception
            self._fail(error)
        self._tell(told)

    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, Exception):
            self._loop.warm.drop()
        trouble = Trouble((unforeseen(error, str(self._loop.warm.workspace.root)),))
        self._news("", "trouble", {"faults": faults_json(trouble.faults, {})})
        self._tell(trouble)

    def _show(self, told: Told) -> None:
        if isinstance(told, Read):
            self._read(told)
        elif isinstance(told, Built):
            self._built(told)
        elif isinstance(told, Gone):
            self._list.gone(told.label)
            if not self._windows[told.label]:
                self._open.pop(told.label, None)
            self._news(told.label, "gone", {"label": told.label})
        elif isinstance(told, Ready):
            self._list.show()
        elif isinstance(told, Trouble):
            self._news("", "trouble", {"faults": faults_json(told.faults, {})})

    def _read(self, read: Read) -> None:
        """Show the pages of the project that was edited, before anything else is made."""
        label = read.place.label
        one = self._open.get(label)
        if one is None or not self._windows[label]:
            return
        self._news(label, "busy", {"label": label})
        if read.loaded.department is None:
            return
        started = perf_counter()
        leaves = one.book.quick(self._loop.warm, read.loaded)
        if leaves:
            self._serial += 1
            self._news(label, "pages", self._changed_pages(one, leaves, read.milliseconds, started))

    def _changed_pages(
        self, one: _Open, leaves: tuple[Leaf, ...], milliseconds: float, started: float
    ) -> dict[str, object]:
        spent = milliseconds + (perf_counter() - started) * 1000
        return {
            "label": one.place.label,
            "serial": self._serial,
            "changed": [{"number": leaf.number, "key": leaf.key} for leaf in leaves],
            "glyphs": len(self._glyphs),
            "milliseconds": round(spent),
        }

    def _built(self, built: Built) -> None:
        result = built.result
        self._list.built(result, built.milliseconds, self._loop.warm.workspace.root)
        self._tell_next_year(result.label)
        one = self._open.pop(result.label, None)  # taken away first: a window that comes now has it read again
        if one is None or not self._windows[result.label]:
            return
        self._open[result.label] = one
        self._renew(one, result)
        self._feed.publish(News(result.label, "snapshot", one.content))

    def _renew(self, one: _Open, result: Result) -> None:
        """A document that is shown was built, or had not to be, or could not be, for reasons that its sources know not."""
        place = self._loop.documents.place(result.label)
        one.place = place or one.place
        made = result.made or one.made
        if made is None:
            return
        read = {repr(fault) for fault in made.loaded.faults}
        faults = tuple(fault for fault in result.faults if repr(fault) not in read)
        if result.made is not None:
            self._refresh(one, made, faults)
        else:
            one.faults = faults
            self._tell_anew(one, made)

    def _tell_next_year(self, label: str) -> None:
        """What is compared with a document that was built is compared anew: a new serial lets its windows ask."""
        folder, _, year = label.rpartition("/")
        following = f"{folder}/{int(year) + 1}" if year.isdecimal() else ""
        one = self._open.get(following)
        if one is not None and one.made is not None and self._windows[following]:
            self._tell_anew(one, one.made)
            self._feed.publish(News(following, "snapshot", one.content))

    def _refresh(self, one: _Open, made: Made, faults: tuple[Diagnostic, ...]) -> None:
        """Make everything about a document anew; where it cannot be drawn, its pages stay."""
        warm = self._loop.warm
        one.made = made
        if made.loaded.department is not None:
            troubles = one.book.lay(warm, made.loaded)
            faults = tuple(dict.fromkeys((*faults, *troubles)))
        one.faults = faults
        self._tell_anew(one, made)

    def _tell_anew(self, one: _Open, made: Made) -> None:
        laid = one.book.laid
        if laid is not None:
            one.marks = Index(laid.marks.values())
        self._serial += 1
        one.content = snapshot(self._shown(one, made), self._explanations)

    def _shown(self, one: _Open, made: Made) -> Shown:
        laid, label = one.book.laid, one.place.label
        years = self._siblings(one.place)
        before = str(int(one.place.year) - 1) if one.place.year.isdecimal() else ""
        pdf = self._list.pdf(label)
        return Shown(
            self.server,
            label,
            self._serial,
            one.place,
            made.loaded,
            made.report,
            one.marks,
            pages=tuple(map(_page_view, laid.leaves, laid.folios)) if laid else (),
            pdf=pdf.view if pdf else None,
            previous=next((place.label for place in years if place.year == before), ""),
            years=tuple(YearView(place.label, place.year) for place in years if place.label in self._list),
            glyphs=len(self._glyphs),
            faults=one.faults,
        )

    def _siblings(self, place: DepartmentYear) -> list[DepartmentYear]:
        """The documents of the same folder, the newest first."""
        workspace = self._loop.warm.workspace
        found, _ = select(workspace, [place.folder], None, workspace.root)
        return sorted(found, key=lambda one: one.year, reverse=True)

    def _news(self, label: str, kind: str, content: object) -> None:
        with suppress(ValueError):
            self._feed.publish(News(label, kind, as_json(content)))


def _answered(content: _T) -> "Future[_T]":
    future: Future[_T] = Future()
    future.set_result(content)
    return future


def _page_view(leaf: Leaf, folio: int) -> PageView:
    return PageView(*leaf, folio=folio)
