"""A press that stays: documents are built again and again, with engine, fonts, layouts and rules read once.

What has changed on disk must be told (`forget`); everything else is kept. Fonts or a `jixiao.toml` that cannot be used leave
the press as it was, and are told.
"""

import os
from collections.abc import Callable, Collection
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from jixiao.build.document import Press, build_document, check_fresh, nobody, read, rehearse
from jixiao.build.inputs import inputs_of
from jixiao.build.many import build, jobs, make_press, warm_up
from jixiao.build.options import Made, Options, Result
from jixiao.build.reviewing import Reviewer
from jixiao.build.shelf import Shelf
from jixiao.build.state import machine_folder
from jixiao.diagnostics import Diagnostic, has_errors
from jixiao.source.workspace import CONFIG, PROFILES, DepartmentYear, Workspace, open_workspace

if TYPE_CHECKING:
    from jixiao.build.live import Drawing
    from jixiao.layout.marks import Marking
    from jixiao.layout.view import Kept as Written
    from jixiao.model.load import Kept, Loaded
    from jixiao.typeset.apart import Apart
    from jixiao.typeset.fonts import FontSet

#: How many project files stay decoded, those that are gone included.
_KEPT = 20_000
#: How many documents the engine keeps warm beside each other.
_WARM = 8


class Forgotten(NamedTuple):
    """What became of a press whose inputs changed: whether the workspace itself is another one, and faults of it."""

    reopened: bool = False
    faults: tuple[Diagnostic, ...] = ()


class Warm:
    """Builds documents one at a time on one press; not to be used from several threads."""

    def __init__(self, workspace: Workspace, options: Callable[[Workspace], Options]) -> None:
        """`options` gives what is asked for in a workspace, whose config may change."""
        self.workspace = workspace
        self._ask = options
        self.options = options(workspace)
        self._press: Press | None = None
        self._faults: tuple[Diagnostic, ...] = ()
        self._probes: tuple[str, ...] = ()
        self._today = date.min
        self._compiled: set[str] = set()
        self._kept: Kept = {}
        self._written: Written = {}
        self._apart: Apart | None = None
        self._apart_fonts: FontSet | None = None

    def first(self, places: list[DepartmentYear], progress: Callable[[Result], None]) -> None:
        """Build what is not as it was left: many documents on all cores, few on this press."""
        todo = []
        for place in places:
            fresh = check_fresh(self.workspace, place, self.options)
            if fresh is None:
                todo.append(place)
            else:
                progress(fresh)
        if jobs(self.options, len(todo)) > 1:
            # A process that has run the engine cannot be forked: this goes before anything of our own.
            outcome = build(self.workspace, todo, self.options, progress)
            self._faults = outcome.faults
            made = {one.label for one in outcome.results}
            todo = [place for place in todo if place.label not in made]
        for place in todo:
            progress(self.build(place))

    def build(self, place: DepartmentYear, early: "Callable[[Loaded], None]" = nobody) -> Result:
        """Build a document, whatever the last build left; `early` gets its sources before anything is made of them."""
        press = self._open()
        if press is None:
            inputs = inputs_of(self.workspace, place, "", self._probes)
            return Result(place.label, faults=self._faults, inputs=inputs)
        if len(self._kept) > _KEPT:
            self._kept.clear()
            self._written.clear()
        result = build_document(press, place, early)
        self._compiled.add(place.label)
        return result

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        """Those of the choice of fonts."""
        return self._faults

    def look(self, place: DepartmentYear) -> Made | None:
        """Read and review a document without making anything; None where there are no fonts to build with."""
        from jixiao.build.live import look

        press = self._open()
        return look(press, place) if press is not None else None

    def read(self, place: DepartmentYear) -> "Loaded | None":
        """Read a document; None where there are no fonts to build with."""
        press = self._open()
        return read(press, place) if press is not None else None

    def draw(self, loaded: "Loaded", marking: "Marking", *, apart: bool = False) -> "Drawing | None":
        """The marked pages of a document that was read without errors; None where there are no fonts to build with.

        `apart`: on an engine of its own, which is quick with a form or two however large the document is.
        """
        from jixiao.build.live import draw

        press = self._open()
        if press is None:
            return None
        return draw(press, loaded, marking, self._painter(press) if apart else None)

    def set_apart(self) -> None:
        """Start the engine for single forms, so that it is ready when it is wanted."""
        press = self._open()
        if press is not None:
            self._painter(press).start()

    def close(self) -> None:
        """End the engine for single forms."""
        if self._apart is not None:
            self._apart.close()
        self._apart = None

    def _painter(self, press: Press) -> "Apart":
        from jixiao.typeset.apart import Apart

        if self._apart is None or self._apart_fonts is not press.fonts:
            self.close()
            self._apart = Apart(press.fonts, machine_folder(self.options.output) / "empty")
            self._apart_fonts = press.fonts
        return self._apart

    def rehearse(self, place: DepartmentYear, many: int) -> None:
        """Let the engine know a document that it has not typeset yet, where it can keep as many as there are."""
        press = self._open() if many <= _WARM else None
        if press is not None and place.label not in self._compiled:
            rehearse(press, place)

    def forget(self, paths: Collection[str] | None) -> Forgotten:
        """Drop what was read from these files or from folders of that name; None: from all."""
        said = Forgotten()
        if self._touches(paths, (str(self.workspace.root / CONFIG),)):
            said = self._reopen()
        press = self._press
        if press is None or self._touches(paths, (*press.fonts.probes, *press.fonts.folders)):
            self._press = None  # all other parts hang on the choice of fonts
            return said
        self._press = press._replace(shelf=Shelf(self.workspace), forms={}) if self._in_layouts(paths) else press
        if self._touches(paths, (str(self.workspace.root / PROFILES),)):
            self._today = date.min
        return said

    def drop(self) -> None:
        """Start anew with the next document, after something that should not happen."""
        self._press = None

    def _in_layouts(self, paths: Collection[str] | None) -> bool:
        """Whether something may belong to a layout: what lies in no folder of sources."""
        sources = str(self.workspace.sources) + os.sep
        return paths is None or any(not path.startswith(sources) for path in paths)

    @staticmethod
    def _touches(paths: Collection[str] | None, kept: Collection[str]) -> bool:
        """Whether a path is one of those kept, lies in it or holds it."""
        if paths is None:
            return True
        return any(
            path == one or one.startswith(path + os.sep) or path.startswith(one + os.sep)
            for path in paths
            for one in kept
        )

    def _reopen(self) -> Forgotten:
        """Read `jixiao.toml` again; one with faults changes nothing."""
        workspace, faults = open_workspace(self.workspace.root)
        if faults:
            return Forgotten(faults=tuple(faults))
        if workspace == self.workspace:
            return Forgotten()
        self.workspace, self.options = workspace, self._ask(workspace)
        self._press = None
        return Forgotten(reopened=True)

    def _open(self) -> Press | None:
        """The press of today, or None where there are no fonts to build with."""
        if self._press is None:
            self._press = self._choose()
            self._today = date.min
        if self._press is not None and self._today != date.today():  # noqa: DTZ011 - the reviewer's own calendar day
            self._press = self._press._replace(reviewer=Reviewer(self.workspace))
            self._today = date.today()  # noqa: DTZ011 - as above
        return self._press

    def _choose(self) -> Press | None:
        from jixiao.typeset.fonts import choose

        workspace, folder = self.workspace, machine_folder(self.options.output)
        fonts, faults = choose(self.options.fonts, workspace.config.fonts, workspace.root, folder)
        self._faults, self._probes = tuple(faults), fonts.probes if fonts else ()
        if fonts is None or has_errors(faults):
            return None
        self._compiled.clear()
        press = make_press(workspace, self.options, fonts)._replace(late=True, kept=self._kept, written=self._written)
        warm_up(press.engine)
        return press
