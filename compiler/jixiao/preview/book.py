"""The pages of one document: which there are, under which keys, and each of them drawn when somebody looks at it.

Drawing a page costs ten times what it costs to place it. So a document is laid out with everything hidden, which tells
which project is on which pages and where its places are, and a page is drawn when it is asked for: the form of its project
alone, or the front matter with the forms hidden. The forms of a layout start their own pages, so that a form alone is
what it is in the document; that is compared each time, place by place. A layout of which this does not hold, or that is
the workspace's own, is drawn as a whole.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from jixiao.diagnostics import Diagnostic
from jixiao.layout.marks import LEFT_OUT, VEILED, Marking
from jixiao.preview.leaves import (
    Laid,
    Leaf,
    changed_files,
    department_of,
    digest,
    first_of,
    form_key,
    laid_out,
    literals,
    owners_on,
)
from jixiao.preview.sheet import Frame, Glyphs, Raw, finish, take_apart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jixiao.build.warm import Warm
    from jixiao.layout.marks import Mark
    from jixiao.layout.view import View
    from jixiao.model.load import Loaded

#: How many drawn pages are kept at most, and how many beside those that a document has now: for who takes an edit back.
_DRAWN, _FORMER = 400, 32
#: How many projects are drawn before the whole document is looked at.
_QUICK = 3


class Book:
    """The pages of a document; for the thread that runs the loop."""

    def __init__(self, glyphs: Glyphs) -> None:
        self._glyphs = glyphs
        self._numbers: dict[str, int] = {}
        self._drawn: OrderedDict[str, str] = OrderedDict()
        self._starts: dict[bool, int] = {}  # page number that a form gets when drawn alone: the first one or another
        self._whole = False
        self.laid: Laid | None = None

    # -- laying out -----------------------------------------------------------------------------------------------

    def lay(self, warm: "Warm", loaded: "Loaded") -> tuple[Diagnostic, ...]:
        """Find out which pages there are now; faults of the layout leave them as they were."""
        if self._whole:
            return self._lay_whole(warm, loaded)
        drawing = warm.draw(loaded, Marking(self._numbers, drawn=frozenset(), front=VEILED))
        if drawing is None or drawing.view is None or not drawing.pages:
            return drawing.faults if drawing else ()
        if self.laid is not None and self.laid.base != drawing.base:
            self._starts.clear()
        raws = [take_apart(page) for page in drawing.pages]
        owners = [owners_on(raw, drawing.view.marks, department_of(loaded)) for raw in raws]
        if drawing.own_layout or any(len(one) > 1 for one in owners):
            return self._lay_whole(warm, loaded)
        self.laid = laid_out(drawing, drawing.view, loaded, raws, [next(iter(one), "") for one in owners])
        return ()

    def _lay_whole(self, warm: "Warm", loaded: "Loaded") -> tuple[Diagnostic, ...]:
        """Draw everything at once, from now on: until layout or fonts are others, which may let forms be drawn alone."""
        drawing = warm.draw(loaded, Marking(self._numbers))
        if drawing is None or drawing.view is None or not drawing.pages:
            return drawing.faults if drawing else ()
        marks = drawing.view.marks
        raws = [take_apart(page) for page in drawing.pages]
        leaves = []
        for number, (raw, page) in enumerate(zip(raws, drawing.pages, strict=True), 1):
            owners = owners_on(raw, marks, department_of(loaded))
            file = next(iter(owners)) if len(owners) == 1 else ""
            places = (str(marks[spot][:4]) for spot, _ in raw.spots if spot in marks)
            leaves.append(Leaf(digest(page, str(number), *places), number, file, raw.width, raw.height))
        other = self._whole and self.laid is not None and self.laid.base != drawing.base
        self._whole = drawing.own_layout or not other
        spots, folios = tuple(frozenset(raw.spots) for raw in raws), tuple(raw.folio for raw in raws)
        self.laid = Laid(tuple(leaves), marks, loaded, folios, spots, drawing.base, "", whole=True)
        self._keep(leaves, raws, marks)
        return ()

    def drawn(self, key: str) -> str | None:
        """A page that is drawn already; safe from any thread."""
        return self._drawn.get(key)

    # -- drawing --------------------------------------------------------------------------------------------------

    def page(self, warm: "Warm", key: str) -> str | None:
        """A page drawn; None where no page has this key now."""
        laid = self.laid
        leaf = laid and next((one for one in laid.leaves if one.key == key), None)
        if laid is None or leaf is None:
            return None
        if key not in self._drawn and not self._draw(warm, laid, leaf):
            self._lay_whole(warm, laid.loaded)
        if key in self._drawn:
            self._drawn.move_to_end(key)
        return self._drawn.get(key)

    def _draw(self, warm: "Warm", laid: Laid, leaf: Leaf) -> bool:
        """Draw a page and those that come with it; False where it is not as laid out."""
        if laid.whole:
            return False
        return self._draw_project(warm, laid, leaf.file) if leaf.file else self._draw_front(warm, laid)

    def _is_other(self, warm: "Warm", laid: Laid, base: str) -> bool:
        """Whether layout or fonts are not those of the document as laid out: then its pages are others too."""
        if base == laid.base:
            return False
        self.lay(warm, laid.loaded)
        return True

    def _draw_front(self, warm: "Warm", laid: Laid) -> bool:
        """Draw the pages that belong to no project; False where they are not as laid out."""
        drawn = frozenset({department_of(laid.loaded)})
        drawing = warm.draw(laid.loaded, Marking(self._numbers, drawn=drawn))
        if drawing is None or drawing.view is None or not drawing.pages:
            return False
        if self._is_other(warm, laid, drawing.base):
            return True
        if len(drawing.pages) != len(laid.leaves):
            return False
        front = [(leaf, page) for leaf, page in zip(laid.leaves, drawing.pages, strict=True) if not leaf.file]
        self._keep([leaf for leaf, _ in front], [take_apart(page) for _, page in front], drawing.view.marks)
        return True

    def _draw_project(self, warm: "Warm", laid: Laid, file: str) -> bool:
        """Draw the pages of a project; False where its form alone is not what it is in the document."""
        leaves = laid.pages_of(file)
        alone = self._alone(warm, laid.loaded, file, laid.folios[leaves[0].number - 1])
        if alone is None:
            return False
        if self._is_other(warm, laid, alone.base):
            return True
        if len(alone.raws) != len(leaves):
            return False
        for leaf, raw in zip(leaves, alone.raws, strict=True):
            at = leaf.number - 1
            if not laid.spots[at] <= frozenset(raw.spots) or raw.folio != laid.folios[at]:
                return False
        self._keep(leaves, alone.raws, alone.view.marks)
        return True

    def _alone(self, warm: "Warm", loaded: "Loaded", file: str, folio: int) -> "_Alone | None":
        """The pages of a project drawn without the others, the first with page number `folio`; there may be none."""
        first = first_of(loaded, public=warm.options.public)
        before = folio - self._starts.get(file == first, folio)
        alone = self._form(warm, loaded, (first, file), before)
        if alone is not None and alone.raws and alone.raws[0].folio != folio:
            self._starts[file == first] = alone.raws[0].folio - before
            alone = self._form(warm, loaded, (first, file), before + folio - alone.raws[0].folio)
        return alone

    def _form(self, warm: "Warm", loaded: "Loaded", files: tuple[str, str], before: int) -> "_Alone | None":
        """The first form hidden (it may have a heading that the others do not), and the one wanted."""
        drawn = frozenset({files[1], department_of(loaded)})
        drawing = warm.draw(loaded, Marking(self._numbers, frozenset(files), drawn, LEFT_OUT, before), apart=True)
        if drawing is None or drawing.view is None or not drawing.pages:
            return None
        view, department = drawing.view, department_of(loaded)
        raws = (take_apart(page) for page in drawing.pages)
        own = [raw for raw in raws if owners_on(raw, view.marks, department) == {files[1]}]
        return _Alone(own, view, drawing.base)

    def _keep(self, leaves: Sequence[Leaf], raws: Sequence[Raw], marks: "Mapping[int, Mark]") -> None:
        for leaf, raw in zip(leaves, raws, strict=True):
            if leaf.key not in self._drawn:
                self._drawn[leaf.key] = finish(raw, Frame(leaf.key, leaf.number), marks, self._glyphs)
            self._drawn.move_to_end(leaf.key)
        many, whole = (len(self.laid.leaves), self.laid.whole) if self.laid else (0, False)
        while len(self._drawn) > (many if whole else min(many, _DRAWN)) + _FORMER:
            self._drawn.popitem(last=False)

    # -- at once --------------------------------------------------------------------------------------------------

    def quick(self, warm: "Warm", loaded: "Loaded") -> tuple[Leaf, ...]:
        """Draw the pages of a few changed projects before the document is; nothing where more than that may change."""
        laid = self.laid
        if laid is None or laid.whole:
            return ()
        changed = changed_files(laid.loaded, loaded)
        if not 0 < len(changed) <= _QUICK:
            return ()
        leaves = list(laid.leaves)
        fresh: list[Leaf] = []
        marks = dict(laid.marks)
        for file in changed:
            old = laid.pages_of(file)
            alone = self._alone(warm, loaded, file, laid.folios[old[0].number - 1]) if old else None
            if alone is None or len(alone.raws) != len(old) or alone.base != laid.base:
                return ()
            literal = alone.literal(file)
            for index, (leaf, raw) in enumerate(zip(old, alone.raws, strict=True)):
                place = (leaf.number, raw.folio, index, len(old))
                new = leaf._replace(key=form_key(laid.base, laid.head, literal, place))
                leaves[leaf.number - 1] = new
                fresh.append(new)
            self._keep(fresh[-len(old) :], alone.raws, alone.view.marks)
            marks |= alone.view.marks
        spots = list(laid.spots)
        for leaf in fresh:
            spots[leaf.number - 1] = frozenset()  # not known before the document is laid out
        self.laid = laid._replace(leaves=tuple(leaves), marks=marks, loaded=loaded, spots=tuple(spots))
        return tuple(fresh)


class _Alone(NamedTuple):
    """A form drawn without the others."""

    raws: list[Raw]
    view: "View"
    base: str

    def literal(self, file: str) -> str:
        """What the form was drawn from."""
        return literals(self.view)[file]
