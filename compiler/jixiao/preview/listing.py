"""The list of all documents with their states, and the last good PDF of each."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from jixiao.build.options import Result
from jixiao.diagnostics import has_errors
from jixiao.preview.desk import News
from jixiao.preview.feed import Feed
from jixiao.preview.snapshot import BROKEN, GONE, NEW, OK, DocumentView, PdfView, documents
from jixiao.source.workspace import DepartmentYear


class Pdf(NamedTuple):
    """The last good PDF of a document."""

    path: Path
    view: PdfView


class Owner(NamedTuple):
    """What the list says of the session: which run of the server it is, its workspace, whether files can be opened."""

    server: str
    workspace: str
    editor: bool


class Listing:
    """Written on the loop's thread; `content` and `pdf` are whole values, which any thread may read."""

    def __init__(self, owner: Owner, feed: Feed, places: Iterable[DepartmentYear]) -> None:
        self._owner, self._feed = owner, feed
        self._pdfs: dict[str, Pdf] = {}
        self._known = {one.label: DocumentView(one.label, one.folder, one.folder, one.year, NEW) for one in places}
        #: The list as JSON.
        self.content = self._as_json()

    def __contains__(self, label: str) -> bool:
        return label in self._known

    def pdf(self, label: str) -> Pdf | None:
        """The last good PDF of a document."""
        return self._pdfs.get(label)

    def built(self, result: Result, milliseconds: float, root: Path) -> None:
        """Keep where the PDF is, and the state of the document; `root`: the workspace."""
        if result.pdf:
            path = root / result.pdf
            at = datetime.now().astimezone().strftime("%H:%M:%S")
            view = PdfView(path.name, result.pages, round(milliseconds), at)
            self._pdfs = {**self._pdfs, result.label: Pdf(path, view)}
        self._note(result.label, BROKEN if has_errors(result.faults) else OK, result.pages)

    def gone(self, label: str) -> None:
        """The folder of a document is not there any more."""
        self._note(label, GONE)

    def show(self) -> None:
        """Tell the windows where it is not what it was."""
        content = self._as_json()
        if content != self.content:
            self.content = content
            self._feed.publish(News("", "documents", content))

    def _note(self, label: str, state: str, pages: int = 0) -> None:
        folder, _, year = label.rpartition("/")
        old = self._known.get(label) or DocumentView(label, folder or label, folder or label, year, NEW)
        pdf = self._pdfs.get(label)
        unit = pdf.path.name.partition(f"{year}年度")[0] if pdf else old.unit
        self._known[label] = old._replace(state=state, pages=pages or old.pages, unit=unit)
        self.show()

    def _as_json(self) -> bytes:
        server, workspace, editor = self._owner
        return documents(server, workspace, self._known.values(), editor=editor)
