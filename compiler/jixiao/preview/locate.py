"""From a place on the page to the line where it is typed, or is to be typed.

A printed text knows its span. What is blank or not there is looked for in the tree of its file: its key, else the record
that it belongs to. Pages may be older than the file, which cannot be read at the moment: then the place moves along.
"""

from pathlib import Path
from typing import NamedTuple

from jixiao.diagnostics import SourceText, Span
from jixiao.model.load import Loaded
from jixiao.model.names import plain
from jixiao.model.vocabulary import department_keys, project_keys, review_keys
from jixiao.preview.desk import Place
from jixiao.preview.places import Index, is_same
from jixiao.report.terminal import sharp
from jixiao.source.workspace import DepartmentYear, Workspace
from jixiao.source.yamltree import Entry, Keys, Mapping, Node, Scalar, Sequence, parse

#: What names a record.
_NAMES = ("名称", "项目名称")


class Ground(NamedTuple):
    """Where to look: the document as it was read last, and the marks of the pages that are shown."""

    workspace: Workspace
    place: DepartmentYear
    loaded: Loaded
    marks: Index


def locate(ground: Ground, file: str, path: str, block: int = 0) -> Place | None:
    """The place in the sources of what is printed somewhere; `path` empty: the file. None: no file of this document."""
    absolute = _files(ground).get(file)
    if absolute is None:
        return None
    span = span_of(ground, file, path, block)
    if span is None:
        return Place(file, 1, 1, "", absolute)
    line, column = span.source.position(span.start)
    return Place(file, line, column, span.source.line(line), absolute)


def span_of(ground: Ground, file: str, path: str, block: int = 0) -> Span | None:
    """The text of a field, its key where it is blank, its record where it is not there; None for an unknown file."""
    source = source_of(ground.loaded, file) or ground.marks.state(file)[0]
    if source is None:
        return None
    if not path:
        return Span(source, 0, 0)
    mark = ground.marks.mark(file, path, block)
    if mark is not None and mark.span is not None and mark.span.source.path == file:
        return _carried(sharp(mark.span), source)
    return _in_tree(source, path, _keys(ground, file))


def source_of(loaded: Loaded, file: str) -> SourceText | None:
    """The text of a file as it was read last; None where nothing that was read still holds it."""
    department = loaded.readable
    if department is not None:
        owners = (department.source, *(one.source for one in department.projects))
        found = next((one for one in owners if one.path == file), None)
        if found is not None:
            return found
    spans = (one.span for one in loaded.faults)
    return next((one.source for one in spans if one is not None and one.source.path == file), None)


def _files(ground: Ground) -> dict[str, Path]:
    """The files of the document by the names that people see."""
    place = ground.place
    return {ground.workspace.shown(path): path for path in (*place.files, place.review_file)}


def _keys(ground: Ground, file: str) -> Keys:
    shown, place = ground.workspace.shown, ground.place
    if file == shown(place.department_file):
        return department_keys()
    return review_keys() if file == shown(place.review_file) else project_keys(ground.loaded.form)


def _carried(span: Span, source: SourceText) -> Span:
    """A place of an older text in the text as it is: what was typed before it moves it, what was changed ends it."""
    if is_same(span.source, source):
        return span
    old, new = span.source.text, source.text
    front = _shared(old, new)
    behind = min(_shared(old[::-1], new[::-1]), min(len(old), len(new)) - front)

    def moved(offset: int) -> int:
        if offset <= front:
            return offset
        return offset + len(new) - len(old) if offset >= len(old) - behind else front

    start = moved(span.start)
    return Span(source, start, max(start, moved(span.end)))


def _shared(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (char, here) in enumerate(pairs) if char != here), min(len(one), len(other)))


def _in_tree(source: SourceText, path: str, keys: Keys) -> Span:
    """The place of a path: its value, its key where that is blank, else the innermost record on the way to it."""
    node, _faults = parse(source, keys)
    if node is None:
        return Span(source, 0, 0)
    at, rest = _head(node), plain(path)
    while rest:
        step = _step(node, rest)
        if step is None:
            break
        at, node, rest = step
    if not rest and isinstance(node, Scalar) and node.text:
        return sharp(Span(source, node.start, node.end))
    return Span(source, at.start, at.end)


def _step(node: Node, rest: str) -> tuple[Scalar, Node, str] | None:
    """One name of a path: where it is, what is there, and the rest of the path; the longest name that fits."""
    named: list[tuple[str, Scalar, Node]] = []
    if isinstance(node, Mapping):
        named = [(plain(one.key.text), one.key, one.value) for one in node.entries]
    elif isinstance(node, Sequence):
        named = [(_name(one), _head(one), one) for one in node.items if isinstance(one, Mapping)]
    fitting = [one for one in named if one[0] and (rest == one[0] or rest.startswith(one[0] + "/"))]
    if not fitting:
        return None
    name, at, value = max(fitting, key=lambda one: len(one[0]))
    return at, value, rest[len(name) + 1 :]


def _naming(node: Node) -> Entry | None:
    entries = node.entries if isinstance(node, Mapping) else ()
    return next((one for one in entries if one.key.text in _NAMES), next(iter(entries), None))


def _head(node: Node) -> Scalar:
    """Where a record begins for a reader: the line of its name."""
    entry = _naming(node)
    return entry.key if entry is not None else Scalar("", node.start, node.start, "")


def _name(node: Node) -> str:
    entry = _naming(node)
    if entry is None or entry.key.text not in _NAMES or not isinstance(entry.value, Scalar):
        return ""
    return plain(entry.value.text)
