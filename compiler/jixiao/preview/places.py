"""What is printed where: an index over the marks of a document, asked with places of the sources.

A question is a stretch of a source (`span`) or a path of names (`绩效指标/成本指标/物业费/指标值`). Paths are compared as
one whole, since a name may hold `/` itself; first as they are, then as `names.plain` folds them. Everything is looked up
in the texts of one file, and only when somebody asks about that file: a document may have 1,000 of them.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from jixiao.check.finding import Finding
from jixiao.diagnostics import SourceText, Span
from jixiao.layout.marks import Mark
from jixiao.model.fields import INDICATOR, MANAGER, ORGAN, SAFEGUARD, SUBGOAL
from jixiao.model.names import plain

#: The last step of a path that is a field of a record.
_FIELDS = frozenset(key for table in (INDICATOR, SUBGOAL, SAFEGUARD, ORGAN, MANAGER) for key in table.by_key)
#: A record with more cells than this is too much to be shown: the text that a span lies in says more.
_MANY = 24


class PlaceRef(NamedTuple):
    """A place on the pages as these name it; `block` counts the paragraphs of a running text, 0 stands for all of it."""

    file: str
    path: str
    block: int = 0


Refs = tuple[PlaceRef, ...]


class _Sheet:
    """The marks of one file: so few that a walk through them costs less than an order would."""

    def __init__(self, marks: list[Mark]) -> None:
        self.marks = marks

    @cached_property
    def source(self) -> SourceText | None:
        """The text that the marks were made from."""
        return next((one.span.source for one in self.marks if one.span is not None), None)

    @cached_property
    def folded(self) -> list[tuple[str, Mark]]:
        """The marks with their paths folded."""
        return [(plain(one.path), one) for one in self.marks]

    def holds(self, span: Span) -> bool:
        """Whether a stretch is one of the text that the marks were made from."""
        return self.source is not None and is_same(self.source, span.source)

    def at(self, path: str, *, fold: bool) -> list[Mark]:
        """The marks of a path."""
        if fold:
            wanted = plain(path)
            return [one for known, one in self.folded if known == wanted]
        return [one for one in self.marks if one.path == path]

    def below(self, path: str, *, fold: bool) -> list[Mark]:
        """The marks of the fields of a record, else of all that is deeper than a path."""
        start = (plain(path) if fold else path) + "/"
        pairs = self.folded if fold else [(one.path, one) for one in self.marks]
        found = [(known[len(start) :], one) for known, one in pairs if known.startswith(start)]
        return [one for key, one in found if key in _FIELDS] or [one for _, one in found]

    def touching(self, span: Span) -> list[Mark]:
        """The marks that a stretch of the same text touches, the smallest around it first, then as they stand."""
        if not self.holds(span):
            return []
        _, start, end = span
        near = [one for one in self.marks if (at := one.span) is not None and at[1] <= end and start <= at[2]]
        found = _touching(near, span) or self._behind(span)
        return sorted(found, key=lambda one: _nearness(one, span)) if len(found) > 1 else found

    def _behind(self, span: Span) -> list[Mark]:
        """The blank field whose key a stretch is: nothing stands between them but a colon."""
        source, _, end = span
        blank = [one for one in self.marks if one.span is not None and one.span.start == one.span.end]
        return [one for one in blank if one.span and source.text[end : one.span.start].strip() == ":"]

    def blocks(self, path: str) -> set[int]:
        """The paragraphs that a running text is printed in."""
        return {one.block for one in self.marks if one.block and one.path == path}


class Index:
    """The marks of a document. Must not be changed behind its back: what was worked out is kept."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self._files: dict[str, list[Mark]] = {}
        self._owned: dict[str, list[Mark]] = {}
        self._sheets: dict[tuple[str, bool], _Sheet] = {}
        seen: set[tuple[str, str, int, Span | None]] = set()
        files = self._files
        for one in marks:
            file = one.file
            if file != one.owner:  # 项目默认, printed for every project: told once
                self._owned.setdefault(one.owner, []).append(one)
                key = (file, one.path, one.block, one.span)
                if key in seen:
                    continue
                seen.add(key)
            if file in files:
                files[file].append(one)
            else:
                files[file] = [one]

    def of_span(self, span: Span) -> Refs:
        """Where a stretch of a source is printed: the smallest text around it first; of a running text its paragraphs."""
        sheet = self._sheet(span.source.path)
        return _refs(sheet, sheet.touching(span)) if sheet else ()

    def of_path(self, file: str, path: str) -> Refs:
        """Where a field is printed, or all fields of a record."""
        field, record = self._find(file, path)
        return _wholes(field or record)

    def of_finding(self, finding: Finding) -> Refs:
        """Where what a finding speaks of is printed; none where the form does not print it."""
        return self.of(finding.hit.path, finding.hit.span)

    def of(self, path: str, span: Span) -> Refs:
        """Where something is printed that has a path and a stretch of the same file.

        A blank field and a record are shown by their path, a text by the stretch that lies in it.
        """
        field, record = self._find(span.source.path, path)
        if field:
            return self._of_field(field, span)
        cells = _wholes(record)
        return cells if 0 < len(cells) <= _MANY else self.of_span(span) or cells

    def _of_field(self, marks: list[Mark], span: Span) -> Refs:
        if not any(one.text for one in marks):
            return _wholes(marks)
        sheet = self._sheet(marks[0].file)
        own = _touching(marks, span) if sheet and sheet.holds(span) else []
        if sheet and own:
            return _refs(sheet, own)
        return tuple(dict.fromkeys((*self.of_span(span), *_wholes(marks))))

    def text(self, file: str, path: str) -> str:
        """What is printed at a path; empty where nothing is."""
        return next((one.text for one in self._find(file, path)[0]), "")

    def mark(self, file: str, path: str, block: int = 0) -> Mark | None:
        """The mark of a paragraph, else that of the whole text, else any of this path."""
        marks = self._find(file, path)[0]
        exact = (one for wanted in (block, 0) for one in marks if one.block == wanted)
        return next(exact, next(iter(marks), None))

    def blocks(self, file: str, path: str) -> tuple[Mark, ...]:
        """The paragraphs of a running text."""
        return tuple(one for one in self._find(file, path)[0] if one.block)

    def state(self, file: str) -> tuple[SourceText | None, int]:
        """The text of a file that the marks were made from, and how many it has: what the answers rest on."""
        sheet = self._sheet(file)
        return (sheet.source, len(sheet.marks)) if sheet else (None, 0)

    @property
    def files(self) -> tuple[str, ...]:
        """All files that something is printed of."""
        return tuple(dict.fromkeys((*self._files, *self._owned)))

    def _find(self, file: str, path: str) -> tuple[list[Mark], list[Mark]]:
        """The marks of a field, or those of a record; as the path is written, else as it is meant."""
        sheets = self._of_file(file) if path else ()
        for fold in (False, True):
            field = next((found for one in sheets if (found := one.at(path, fold=fold))), [])
            if field:
                return field, []
            record = [mark for one in sheets for mark in one.below(path, fold=fold)]
            if record:
                return [], record
        return [], []

    def _of_file(self, file: str) -> tuple[_Sheet, ...]:
        """The marks of a file, and what its pages have from elsewhere."""
        own = self._sheet(file)
        other = self._sheet(file, owned=True) if file in self._owned else None
        return tuple(one for one in (own, other) if one is not None)

    def _sheet(self, file: str, *, owned: bool = False) -> _Sheet | None:
        found = self._sheets.get((file, owned))
        if found is None:
            marks = (self._owned if owned else self._files).get(file)
            if marks is None:
                return None
            found = self._sheets[file, owned] = _Sheet(marks)
        return found


def is_same(one: SourceText, other: SourceText) -> bool:
    """Whether offsets of one text are places of the other: pages may be older than the sources."""
    return one is other or one.text == other.text


def touches(one: Span, other: Span) -> bool:
    """Whether two stretches of a text have a character in common; an empty one counts as a point."""
    _, start, end = one
    _, first, last = other
    if start < last and first < end:
        return True
    if start == end:
        return first <= start < last or start == first == last
    return first == last and start <= first <= end


def _nearness(mark: Mark, span: Span) -> tuple[bool, int, int]:
    start, end = (mark.span.start, mark.span.end) if mark.span is not None else (0, 0)
    around = start <= span.start and span.end <= end
    return not around, end - start if around else 0, start


def _touching(marks: Iterable[Mark], span: Span) -> list[Mark]:
    return [one for one in marks if one.span is not None and touches(one.span, span)]


def _wholes(marks: Iterable[Mark]) -> Refs:
    return tuple(dict.fromkeys(PlaceRef(one.file, one.path) for one in marks))


def _refs(sheet: _Sheet, touched: list[Mark]) -> Refs:
    """Marks as places; of a running text the paragraphs, or the whole where these are all or none."""
    if len(touched) == 1:
        one = touched[0]
        return (PlaceRef(one.file, one.path, one.block),)
    return tuple(dict.fromkeys(_each(sheet, touched)))


def _each(sheet: _Sheet, touched: list[Mark]) -> Iterator[PlaceRef]:
    parts: dict[str, set[int]] = {}
    for one in touched:
        if one.block:
            parts.setdefault(one.path, set()).add(one.block)
    for one in touched:
        blocks = parts.get(one.path)
        whole = not blocks or (len(blocks) > 1 and len(blocks) == len(sheet.blocks(one.path)))
        if whole:
            yield PlaceRef(one.file, one.path)
        elif one.block:
            yield PlaceRef(one.file, one.path, one.block)
