"""Documents for a screen: read and reviewed without being written, drawn as marked pages."""

import hashlib
import os
from typing import TYPE_CHECKING, NamedTuple

from jixiao.build.bundle import bundle
from jixiao.build.document import Press, read
from jixiao.build.options import Made
from jixiao.diagnostics import Diagnostic
from jixiao.source.workspace import DepartmentYear, shipped_layouts

if TYPE_CHECKING:
    from jixiao.build.shelf import Kept
    from jixiao.layout.marks import Marking
    from jixiao.layout.view import View
    from jixiao.model.load import Loaded
    from jixiao.typeset.apart import Apart
    from jixiao.typeset.engine import Engine


class Drawing(NamedTuple):
    """Marked pages.

    Attributes:
        pages: as SVG texts; none where there are faults.
        view: what they were drawn from.
        base: digest of what all pages share: layout, fonts, words of the form.
        layout: the files that it was drawn with.
    """

    pages: tuple[str, ...]
    view: "View | None"
    faults: tuple[Diagnostic, ...] = ()
    base: str = ""
    layout: "Kept | None" = None

    @property
    def own_layout(self) -> bool:
        """Whether files of the workspace took part, of which nothing is known."""
        shipped = os.path.realpath(shipped_layouts()) + os.sep
        paths = self.layout.digests if self.layout is not None else ()
        return any(not os.path.realpath(path).startswith(shipped) for path in paths)


def look(press: Press, place: DepartmentYear) -> Made:
    """Read a document and, where it can be read, review it."""
    loaded = read(press, place)
    whole = loaded.department is not None and loaded.form is not None
    return Made(loaded, press.reviewer.review(place, loaded).report if whole else None)


def view_of(press: Press, loaded: "Loaded", marking: "Marking") -> "View | None":
    """The marked view of a document; None where its sources have errors."""
    from jixiao.layout.view import build_view

    if loaded.department is None or loaded.form is None:
        return None
    department = loaded.department
    if marking.only is not None:
        # Of a form alone the text part is not wanted.
        department = department._replace(overall=None, subgoals=(), safeguards=())
    return build_view(department, loaded.form, public=press.options.public, marking=marking)


def draw(press: Press, loaded: "Loaded", marking: "Marking", painter: "Engine | Apart | None" = None) -> Drawing:
    """Typeset a document, or some of its forms, as marked pages; `painter`: another engine than that of the press."""
    view = view_of(press, loaded, marking)
    if view is None or loaded.form is None:
        return Drawing((), None)
    layout, faults = press.shelf.layout(loaded.form.name)
    if layout is None:
        return Drawing((), view, tuple(faults))
    files, faults = bundle(view, press.fonts, layout)
    if files is None:
        return Drawing((), view, tuple(faults))
    drawn = (painter or press.engine).draw(files, 0, layout.names)
    if painter is not None and drawn.faults:  # its process may have died
        drawn = press.engine.draw(files, 0, layout.names)
    return Drawing(drawn.pages, view, drawn.faults, _base(press, view, layout), layout)


def _base(press: Press, view: "View", layout: "Kept") -> str:
    changing = ("#let 前页", "#let 页差")
    words = [line for line in view.setup.splitlines() if not line.startswith(changing)]
    fonts = press.digests()  # a font may be replaced by another of the same name
    parts = (*sorted(layout.digests.values()), press.fonts.setup(), *sorted(fonts.values()), *words)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
