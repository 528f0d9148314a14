"""Which pages a document has, and the keys that tell their contents.

A key is made of everything that can change a page, before the page is drawn: equal keys, equal pages.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from jixiao.preview.sheet import Raw

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jixiao.build.live import Drawing
    from jixiao.layout.marks import Mark
    from jixiao.layout.view import View
    from jixiao.model.document import Project
    from jixiao.model.load import Loaded

#: Printed fields that no form shows.
_TEXT_PARTS = ("总体绩效目标", "分项绩效目标", "工作保障措施", "项目")
#: A mark that hides, as it stands in a literal.
_HIDDEN = re.compile(r'"(#[0-9a-f]{8})!"')


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
    """The document as laid out: its leaves, all marks, and what the leaves were told apart by.

    `whole`: it was drawn as a whole, and so must be each of its pages.
    """

    leaves: tuple[Leaf, ...]
    marks: "Mapping[int, Mark]"
    loaded: "Loaded"
    folios: tuple[int, ...]
    spots: tuple[frozenset[tuple[int, str]], ...]
    base: str
    head: str
    whole: bool = False

    def pages_of(self, file: str) -> list[Leaf]:
        """The pages of a project."""
        return [leaf for leaf in self.leaves if leaf.file == file]


def department_of(loaded: "Loaded") -> str:
    """department.yaml as shown to people; empty where it has faults."""
    return loaded.department.source.path if loaded.department else ""


def first_of(loaded: "Loaded", *, public: bool) -> str:
    """The file of the first project that is printed."""
    projects = loaded.department.projects if loaded.department else ()
    return next((one.source.path for one in projects if one.is_public or not public), "")


def owners_on(raw: Raw, marks: "Mapping[int, Mark]", department: str) -> set[str]:
    """The projects that print on a page."""
    return {marks[number].owner for number, _ in raw.spots if number in marks} - {department}


def literals(view: "View") -> dict[str, str]:
    """What each printed project is drawn from, by its file, whether hidden or not: its literal, and what it has from where."""
    foreign: dict[str, list[str]] = {}
    for mark in view.marks.values():
        others = foreign.setdefault(mark.owner, [])
        if mark.file != mark.owner:
            others.append(f"{mark.path}\x1e{mark.file}")
    _department_file, *files = foreign
    return {
        file: "\x1e".join((_seen(one.code), *foreign[file])) for file, one in zip(files, view.projects, strict=True)
    }


def _seen(code: str) -> str:
    """A literal as it is when nothing of it is hidden."""
    return _HIDDEN.sub(r'"\1"', code)


def _head(view: "View") -> str:
    """What a form shows of its department."""
    return json.dumps({key: value for key, value in view.printed.items() if key not in _TEXT_PARTS}, ensure_ascii=False)


def form_key(base: str, head: str, literal: str, place: tuple[int, int, int, int]) -> str:
    """The key of a page of a form; `place`: the number of the page, the number printed on it, which page of its form it is, of how many."""
    return digest(base, head, literal, str(place))


def digest(*parts: str) -> str:
    """What tells some texts from others."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def laid_out(drawing: "Drawing", view: "View", loaded: "Loaded", raws: Sequence[Raw], files: Sequence[str]) -> Laid:
    """Give every page its key: by what is printed on it, and for the front by where the projects are too."""
    base, head, codes = drawing.base, _head(view), literals(view)
    counts = Counter(files)
    contents = json.dumps([(file, raw.folio) for file, raw in zip(files, raws, strict=True)], ensure_ascii=False)
    names = json.dumps([one.get("项目名称", "") for one in view.printed["项目"]], ensure_ascii=False)
    front = digest(base, _seen(view.department.code), contents, names)
    seen: dict[str, int] = {}
    leaves = []
    for number, (raw, file) in enumerate(zip(raws, files, strict=True), 1):
        index = seen[file] = seen.get(file, -1) + 1
        if file:
            key = form_key(base, head, codes[file], (number, raw.folio, index, counts[file]))
        else:
            key = digest(front, str(number))
        leaves.append(Leaf(key, number, file, raw.width, raw.height))
    spots = tuple(frozenset(raw.spots) for raw in raws)
    return Laid(tuple(leaves), view.marks, loaded, tuple(raw.folio for raw in raws), spots, base, head)


def changed_files(old: "Loaded", new: "Loaded") -> list[str]:
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
