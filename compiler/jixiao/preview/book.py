"""The pages of one document: which there are, under which keys, and each of them drawn when somebody looks at it.

Drawing a page costs ten times what it costs to place it. So a document is laid out with everything hidden, which tells
which project is on which pages and where its places are, and a page is drawn when it is asked for: the form of its project
alone, or the front matter with the forms hidden. The forms of a layout start their own pages, so that a form alone is
what it is in the document; that is compared each time, place by place. A layout of which this does not hold, or that is
the workspace's own, is drawn as a whole.
"""

import hashlib
import json
from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from jixiao.diagnostics import Diagnostic
from jixiao.layout.marks import LEFT_OUT, VEILED, Marking
from jixiao.preview.sheet import Frame, Glyphs, Raw, finish, take_apart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jixiao.build.live import Drawing
    from jixiao.build.warm import Warm
    from jixiao.layout.marks import Mark
    from jixiao.layout.view import View
    from jixiao.model.document import Project
    from jixiao.model.load import Loaded

#: How many drawn pages are kept.
_DRAWN = 400
#: How many projects are drawn before the whole document is looked at.
_QUICK = 3
#: Printed fields that no form shows.
_TEXT_PARTS = ("总体绩效目标", "分项绩效目标", "工作保障措施", "项目")


class Leaf(NamedTuple):
    """A page of the document.

    Attributes:
        key: tells its content; equal keys, equal pages.
        number: from 1.
        file: the project on it; empty for front matter, and where there are several.
        width, height: in points.
    """

    key: str
    number: int
    file: str
    width: float
    height: float


class Laid(NamedTuple):
    """The document as laid out: its leaves, all marks, and what the leaves were told apart by."""

    leaves: tuple[Leaf, ...]
    marks: "Mapping[int, Mark]"
    loaded: "Loaded"
    folios: tuple[int, ...]
    spots: tuple[frozenset[tuple[int, str]], ...]
    base: str
    head: str

    def pages_of(self, file: str) -> list[Leaf]:
        """The pages of a project."""
        return [leaf for leaf in self.leaves if leaf.file == file]


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
        raws = [take_apart(page) for page in drawing.pages]
        owners = [_owners(raw, drawing.view.marks, _department(loaded)) for raw in raws]
        if drawing.own_layout or any(len(one) > 1 for one in owners):
            self._whole = True
            return self._lay_whole(warm, loaded)
        self.laid = _laid(drawing, drawing.view, loaded, raws, [next(iter(one), "") for one in owners])
        return ()

    def _lay_whole(self, warm: "Warm", loaded: "Loaded") -> tuple[Diagnostic, ...]:
        drawing = warm.draw(loaded, Marking(self._numbers))
        if drawing is None or drawing.view is None or not drawing.pages:
            return drawing.faults if drawing else ()
        marks = drawing.view.marks
        raws = [take_apart(page) for page in drawing.pages]
        owners = [_owners(raw, marks, _department(loaded)) for raw in raws]
        files = [next(iter(one)) if len(one) == 1 else "" for one in owners]
        leaves = []
        for number, (raw, file, page) in enumerate(zip(raws, files, drawing.pages, strict=True), 1):
            places = (str(marks[spot][:4]) for spot, _ in raw.spots if spot in marks)
            leaf = Leaf(_digest(page, *places), number, file, raw.width, raw.height)
            leaves.append(leaf)
            self._keep(leaf, raw, marks)
        spots = tuple(frozenset(raw.spots) for raw in raws)
        self.laid = Laid(tuple(leaves), marks, loaded, tuple(raw.folio for raw in raws), spots, drawing.base, "")
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
        if key not in self._drawn:
            done = self._draw_project(warm, laid, leaf.file) if leaf.file else self._draw_front(warm, laid)
            if not done:
                self._whole = True
                self._lay_whole(warm, laid.loaded)
        if key in self._drawn:
            self._drawn.move_to_end(key)
        return self._drawn.get(key)

    def _draw_front(self, warm: "Warm", laid: Laid) -> bool:
        """Draw the pages that belong to no project; False where they are not as laid out."""
        drawn = frozenset({_department(laid.loaded)})
        drawing = warm.draw(laid.loaded, Marking(self._numbers, drawn=drawn))
        if drawing is None or drawing.view is None or len(drawing.pages) != len(laid.leaves):
            return False
        for leaf, page in zip(laid.leaves, drawing.pages, strict=True):
            if not leaf.file:
                self._keep(leaf, take_apart(page), drawing.view.marks)
        return True

    def _draw_project(self, warm: "Warm", laid: Laid, file: str) -> bool:
        """Draw the pages of a project; False where its form alone is not what it is in the document."""
        leaves = laid.pages_of(file)
        alone = self._alone(warm, laid.loaded, file, laid.folios[leaves[0].number - 1])
        if alone is None or len(alone.raws) != len(leaves):
            return False
        for leaf, raw in zip(leaves, alone.raws, strict=True):
            at = leaf.number - 1
            if not laid.spots[at] <= frozenset(raw.spots) or raw.folio != laid.folios[at]:
                return False
            self._keep(leaf, raw, alone.view.marks)
        return True

    def _alone(self, warm: "Warm", loaded: "Loaded", file: str, folio: int) -> "_Alone | None":
        """The pages of a project drawn without the others, the first with page number `folio`."""
        first = _first(loaded, warm)
        before = folio - self._starts.get(file == first, folio)
        alone = self._form(warm, loaded, (first, file), before)
        if alone is not None and alone.raws[0].folio != folio:
            self._starts[file == first] = alone.raws[0].folio - before
            alone = self._form(warm, loaded, (first, file), before + folio - alone.raws[0].folio)
        return alone

    def _form(self, warm: "Warm", loaded: "Loaded", files: tuple[str, str], before: int) -> "_Alone | None":
        """The first form hidden (it may have a heading that the others do not), and the one wanted."""
        drawn = frozenset({files[1], _department(loaded)})
        drawing = warm.draw(loaded, Marking(self._numbers, frozenset(files), drawn, LEFT_OUT, before), apart=True)
        if drawing is None or drawing.view is None or not drawing.pages:
            return None
        view, department = drawing.view, _department(loaded)
        raws = (take_apart(page) for page in drawing.pages)
        own = [raw for raw in raws if _owners(raw, view.marks, department) == {files[1]}]
        return _Alone(own, view, drawing.base) if own else None

    def _keep(self, leaf: Leaf, raw: Raw, marks: "Mapping[int, Mark]") -> None:
        self._drawn[leaf.key] = finish(raw, Frame(leaf.key, leaf.number), marks, self._glyphs)
        self._drawn.move_to_end(leaf.key)
        kept = _DRAWN if self.laid is None else max(_DRAWN, len(self.laid.leaves) if self._whole else 0)
        while len(self._drawn) > kept:
            self._drawn.popitem(last=False)

    # -- at once --------------------------------------------------------------------------------------------------

    def quick(self, warm: "Warm", loaded: "Loaded") -> tuple[Leaf, ...]:
        """Draw the pages of a few changed projects before the document is; nothing where more than that may change."""
        laid = self.laid
        if laid is None or self._whole:
            return ()
        changed = _changed(laid.loaded, loaded)
        if not 0 < len(changed) <= _QUICK:
            return ()
        leaves = list(laid.leaves)
        fresh: list[Leaf] = []
        for file in changed:
            old = laid.pages_of(file)
            alone = self._alone(warm, loaded, file, laid.folios[old[0].number - 1]) if old else None
            if alone is None or len(alone.raws) != len(old) or alone.base != laid.base:
                return ()
            literal = alone.literal(file)
            for index, (leaf, raw) in enumerate(zip(old, alone.raws, strict=True)):
                new = leaf._replace(key=_form_key(laid.base, laid.head, literal, raw.folio, (index, len(old))))
                leaves[leaf.number - 1] = new
                fresh.append(new)
                self._keep(new, raw, alone.view.marks)
        spots = list(laid.spots)
        for leaf in fresh:
            spots[leaf.number - 1] = frozenset()  # not known before the document is laid out
        marks = {**laid.marks, **alone.view.marks} if alone else laid.marks
        self.laid = laid._replace(leaves=tuple(leaves), marks=marks, loaded=loaded, spots=tuple(spots))
        return tuple(fresh)


class _Alone(NamedTuple):
    """A form drawn without the others."""

    raws: list[Raw]
    view: "View"
    base: str

    def literal(self, file: str) -> str:
        """What the form was drawn from."""
        return _literals(self.view)[file]


def _department(loaded: "Loaded") -> str:
    return loaded.department.source.path if loaded.department else ""


def _first(loaded: "Loaded", warm: "Warm") -> str:
    public = warm.options.public
    projects = loaded.department.projects if loaded.department else ()
    return next((one.source.path for one in projects if one.is_public or not public), "")


def _owners(raw: Raw, marks: "Mapping[int, Mark]", department: str) -> set[str]:
    """The projects that print on a page."""
    return {marks[number].owner for number, _ in raw.spots if number in marks} - {department}


def _literals(view: "View") -> dict[str, str]:
    """The literal of each printed project by its file, whether hidden or not."""
    files = dict.fromkeys(mark.owner for mark in view.marks.values())
    _department_file, *projects = files
    return {file: one.code.replace('!"', '"') for file, one in zip(projects, view.projects, strict=True)}


def _head(view: "View") -> str:
    """What a form shows of its department."""
    return json.dumps({key: value for key, value in view.printed.items() if key not in _TEXT_PARTS}, ensure_ascii=False)


def _form_key(base: str, head: str, literal: str, folio: int, place: tuple[int, int]) -> str:
    return _digest(base, head, literal, str(folio), str(place))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _laid(drawing: "Drawing", view: "View", loaded: "Loaded", raws: Sequence[Raw], files: Sequence[str]) -> Laid:
    """Give every page its key: by what is printed on it, and for the front by where the projects are too."""
    base, head, literals = drawing.base, _head(view), _literals(view)
    counts = Counter(files)
    contents = json.dumps([(file, raw.folio) for file, raw in zip(files, raws, strict=True)], ensure_ascii=False)
    names = json.dumps([one.get("项目名称", "") for one in view.printed["项目"]], ensure_ascii=False)
    front = _digest(base, view.department.code.replace('!"', '"'), contents, names)
    seen: dict[str, int] = {}
    leaves = []
    for number, (raw, file) in enumerate(zip(raws, files, strict=True), 1):
        index = seen[file] = seen.get(file, -1) + 1
        if file:
            key = _form_key(base, head, literals[file], raw.folio, (index, counts[file]))
        else:
            key = _digest(front, str(number))
        leaves.append(Leaf(key, number, file, raw.width, raw.height))
    spots = tuple(frozenset(raw.spots) for raw in raws)
    return Laid(tuple(leaves), view.marks, loaded, tuple(raw.folio for raw in raws), spots, base, head)


def _changed(old: "Loaded", new: "Loaded") -> list[str]:
    """The files of the projects that are not as they were; empty where anything else is not either."""
    if old.department is None or new.department is None:
        return []
    if old.department.source.text != new.department.source.text:
        return []
    before, now = _by_file(old.department.projects), _by_file(new.department.projects)
    if list(before) != list(now):
        return []
    return [file for file, one in now.items() if one is not before[file] and one != before[file]]


def _by_file(projects: "Iterable[Project]") -> "dict[str, Project]":
    return {one.source.path: one for one in projects}
