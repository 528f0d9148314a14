"""The writer of marked literals."""

import re
from collections.abc import Mapping
from typing import cast

from jixiao.diagnostics import Span
from jixiao.layout import richtext
from jixiao.layout.marks import CELL_BITS, Mark, Marking, colour
from jixiao.layout.writer import CELL, Group, Writer
from jixiao.markup import array, escape, string
from jixiao.model.document import Indicator, Text, locate
from jixiao.model.form import Form

_LAST = (1 << CELL_BITS) - 1
_ESCAPED = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")


class MarkingWriter(Writer):
    """Writes the number of a mark where the path would stand; `!` behind it: not to be drawn."""

    __slots__ = ("_base", "_file", "_marking", "_marks", "_next", "_suffix")

    def __init__(self, form: Form, marking: Marking) -> None:
        super().__init__(form)
        self._marking = marking
        self._marks: dict[int, Mark] = {}
        self._base = self._next = 0
        self._file = self._suffix = ""

    @property
    def marks(self) -> Mapping[int, Mark]:
        """By number."""
        return self._marks

    def begin(self, file: str) -> None:
        """What is written from now on belongs to this file."""
        numbers = self._marking.numbers
        self._file = file
        self._base = numbers.setdefault(file, len(numbers)) << CELL_BITS
        self._next = 0
        self._suffix = "!" if self._marking.hides(file) else ""

    def empty(self, group: Group) -> str:
        """The row that a 二级 without indicators keeps."""
        if not group.empty:
            return ""
        path = escape(f"绩效指标/{group.name}")
        cells = (begin + self._literal(self._mark(path, "", None), "") for begin, _, _ in self.columns)
        return f"({','.join(cells)})"

    def row(self, one: Indicator, printed: dict[str, str]) -> str:
        """The literal of an indicator."""
        base = escape(f"绩效指标/{one.group}/{one.name.text}/")
        cells = []
        for start, key, place in self.columns:
            text = cast("Text | None", one[place])
            printed[key] = "" if text is None else text.text
            cells.append(start + self.value(base + key, text))
        return f"({','.join(cells)})"

    def raw(self, path: str, text: str, span: Span | None = None) -> str:
        """A marked value."""
        return self._literal(self._mark(path, text, span), text)

    def value(self, path: str, text: Text | None, face: str = CELL) -> str:
        """A marked value of a text."""
        if text is None or not text.text:
            return self._literal(self._mark(path, "", text and text.span), "")
        self.texts[face].append(text)
        return self.raw(path, text.text, text.span)

    def prose(self, path: str, text: Text | None, face: str) -> str:
        """Prose with a mark for the whole (in the first block, for the cell around it) and one for each block."""
        if text is None or not text.text.strip():
            return "()"
        self.texts[face].append(text)
        whole = self._mark(path, text.text, text.span)
        literals = []
        at = 0
        for number, block in enumerate(richtext.blocks(text.text), 1):
            span, at = _block_span(text, block, at)
            literals.append(self._marked_block(path, block, number, span))
        literals[0] = f"(whole:{whole},{literals[0][1:]}"
        return array(literals)

    def _marked_block(self, path: str, block: richtext.Block, number: int, span: Span) -> str:
        def value(text: str) -> str:
            return self._literal(self._mark(path, text, span, number), text)

        if isinstance(block, richtext.Paragraph):
            return f'(kind:"p",value:{value(block.text)})'
        if isinstance(block, richtext.Item):
            return f'(kind:"item",marker:{string(block.marker)},depth:{block.depth},value:{value(block.text)})'
        header = array(map(value, block.header))
        rows = array(array(map(value, row)) for row in block.rows)
        return f'(kind:"table",header:{header},rows:{rows})'

    def _literal(self, mark: str, text: str) -> str:
        return f'({mark},"{self.bodies.get(text) or self.body(text)}")' if text else f"({mark},)"

    def _mark(self, path: str, text: str, span: Span | None, block: int = 0) -> str:
        """Take the next number; a project with more texts than numbers gives the last to all that follow."""
        number = self._base + min(self._next, _LAST)
        self._next += 1
        file = span.source.path if span is not None else self._file
        self._marks[number] = Mark(file, _ESCAPED.sub(_plain, path), block, text, span, self._file)
        return f'"{colour(number)}{self._suffix}"'


def _plain(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else match[2]


def _block_span(text: Text, block: richtext.Block, at: int) -> tuple[Span, int]:
    """Where a block stands in the source, searched from `at` in the text; and where to go on."""
    words = block.text if not isinstance(block, richtext.Table) else next(iter(block.header), "")
    start = text.text.find(words, at)
    if start < 0 or not words:
        return text.span, at
    end = start + len(words)
    first, last = locate(text, start), locate(text, end - 1)
    span = Span(first.source, first.start, last.end) if first.start < last.end else text.span
    return span, end
