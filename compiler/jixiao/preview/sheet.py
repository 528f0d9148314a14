"""A page as the engine draws it, taken apart: its places by their colours, its glyphs by their outlines.

The engine repeats the outline of every character on every page that shows it, which is nearly all of a page. Here each
outline is kept once for the whole run, numbered; a page then is a tenth in size and names the numbers.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from jixiao.layout.marks import Mark, number_of

_PLACE = re.compile(r'<path fill="#([0-9a-f]{8})" fill-rule="nonzero" ((?:transform="[^"]*" )?d="[^"]*")/>')
_USE = re.compile(r'<use xlink:href="#(\w+)"')
_VIEW = re.compile(r'<svg viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>')
_SYMBOL = re.compile(r'<symbol id="(\w+)"')
#: The colour behind a page number that carries the number itself.
_FOLIO = "7f"
#: Characters of a text that a place is called by.
_NAME = 60


class Raw(NamedTuple):
    """A page as it came.

    Attributes:
        width, height: in points.
        body: everything within the root but the outlines.
        outlines: name → `<symbol …>…`, without its end.
        spots: (number of the mark, geometry) in the order of painting.
        folio: the page number printed; 0: none.
    """

    width: float
    height: float
    body: str
    outlines: dict[str, str]
    spots: tuple[tuple[int, str], ...]
    folio: int


class Glyphs:
    """All outlines of a run, numbered as they come; numbers are never taken back. One thread adds, any may read."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._symbols: list[str] = []

    def __len__(self) -> int:
        return len(self._symbols)

    def add(self, outlines: Mapping[str, str]) -> None:
        """Keep those that are new."""
        for name, outline in outlines.items():
            if name not in self._numbers:
                number = len(self._symbols)
                start = outline.index(">")
                self._symbols.append(f'<symbol id="g{number}" overflow="visible">{outline[start + 1 :]}</symbol>')
                self._numbers[name] = number

    def number(self, name: str) -> int:
        """The number of an outline that was added."""
        return self._numbers[name]

    def symbols(self, first: int, last: int) -> str:
        """The outlines numbered `first` to `last` (exclusive), as SVG."""
        return "".join(self._symbols[max(first, 0) : max(last, 0)])


def take_apart(svg: str) -> Raw:
    """Read a page of the engine.

    Raises:
        ValueError: it is not as the engine is known to write pages.
    """
    root = _VIEW.match(svg)
    if root is None:
        raise ValueError(svg[:100])
    end = svg.rfind("<defs>")
    body, rest = (svg[root.end() : end], svg[end:]) if end >= 0 else (svg[root.end() : -len("</svg>")], "")
    spots = [(digits, shape) for digits, shape in _PLACE.findall(body)]
    folios = [int(digits[:6], 16) for digits, _ in spots if digits.endswith(_FOLIO)]
    marked = tuple((number_of(digits), shape) for digits, shape in spots if not digits.endswith(_FOLIO))
    return Raw(float(root[1]), float(root[2]), body, dict(_outlines(rest)), marked, folios[0] if folios else 0)


def _outlines(rest: str) -> Iterator[tuple[str, str]]:
    for piece in rest.split("</symbol>"):
        found = _SYMBOL.search(piece)
        if found:
            yield found[1], piece[found.start() :]


class Frame(NamedTuple):
    """What a page is known by: its key, its number in the document, what a place of it is called."""

    key: str
    number: int


def finish(raw: Raw, frame: Frame, marks: Mapping[int, Mark], glyphs: Glyphs) -> str:
    """The page as windows show it: glyphs by number, places by file and path."""
    glyphs.add(raw.outlines)
    body = _USE.sub(lambda use: f'<use href="#g{glyphs.number(use[1])}"', raw.body)
    body = _PLACE.sub(lambda spot: _place(spot, marks), body)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {raw.width:g} {raw.height:g}" class="sheet"'
        f' data-key="{frame.key}" data-glyphs="{len(glyphs)}" role="group" aria-label="第 {frame.number} 页">{body}</svg>'
    )


def _place(spot: "re.Match[str]", marks: Mapping[int, Mark]) -> str:
    if spot[1].endswith(_FOLIO):
        return ""
    mark = marks.get(number_of(spot[1]))
    if mark is None:
        return spot[0]  # a tint of the layout's own
    return (
        f'<path class="place" data-file="{attribute(mark.file)}" data-path="{attribute(mark.path)}"'
        f' data-block="{mark.block}" role="button" tabindex="-1" aria-label="{attribute(called(mark))}" {spot[2]}/>'
    )


def called(mark: Mark) -> str:
    """What a place is called: its field and what is printed there."""
    field = mark.path.rpartition("/")[2]
    text = mark.text if len(mark.text) <= _NAME else mark.text[:_NAME] + "…"
    return f"{field}：{text or '空'}"


def attribute(text: str) -> str:
    """The inside of an attribute; what no XML may hold becomes a mark of replacement."""
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\n", "&#10;"), ("\t", "&#9;")):
        text = text.replace(sign, name)
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)
