"""Marks: which place of the page prints which text of the sources, for a page that can be clicked.

A marked literal carries, where else the path stands, the number of its mark as a colour. The layouts paint it behind what
they print (`common/text.typ`), which no PDF ever sees, and the colour is found again in the finished page. What is
hidden keeps its place on the page without being drawn: most of the cost of a page are the outlines of its characters.
"""

from typing import NamedTuple

from jixiao.diagnostics import Span

#: Of the 31 bits of a number, those that count inside a project; the others tell the project.
CELL_BITS = 12


class Mark(NamedTuple):
    """One printed text.

    Attributes:
        file: the source it comes from, as shown: `sources/huailai-jiguan/2025/projects/….yaml`.
        path: the place by names; inside that file: `绩效指标/数量指标/培训期数/指标值`.
        block: which paragraph of a running text, from 1; 0 for a text as a whole.
        text: as printed.
        span: where it stands in the source; None for what is worked out, or is not there.
        owner: the project on whose pages it is printed (its file), or department.yaml.
    """

    file: str
    path: str
    block: int
    text: str
    span: Span | None
    owner: str


#: What becomes of cover and 目录.
DRAWN, VEILED, LEFT_OUT = "画出", "隐去", "略去"


class Marking(NamedTuple):
    """How to mark a document.

    Attributes:
        numbers: file → number of a project; grows, and never changes one, so that marks stay what they were.
        only: files of the projects to print; None: all. Those left out change no number of the others.
        drawn: files whose texts are drawn; None: all, else those of the others are hidden.
        front: `DRAWN`, `VEILED` or `LEFT_OUT`.
        pages_before: what is added to the page numbers printed.
    """

    numbers: dict[str, int]
    only: frozenset[str] | None = None
    drawn: frozenset[str] | None = None
    front: str = DRAWN
    pages_before: int = 0

    @property
    def front_pages(self) -> str:
        """What `setup.typ` says of cover and 目录: what is hidden is laid out as what is drawn, and stays known so."""
        return DRAWN if self.front == VEILED else self.front

    @property
    def veils_front(self) -> bool:
        """Whether cover and 目录 are hidden."""
        return self.front == VEILED

    def prints(self, file: str) -> bool:
        """Whether a project is printed at all."""
        return self.only is None or file in self.only

    def hides(self, file: str) -> bool:
        """Whether what a file prints is hidden."""
        return self.drawn is not None and file not in self.drawn


def colour(number: int) -> str:
    """The colour that stands for a number, as `#rrggbbaa`."""
    return f"#{number & 0xFFFFFF:06x}{number >> 24:02x}"


def number_of(digits: str) -> int:
    """The number behind the eight digits of a colour."""
    return int(digits[:6], 16) | int(digits[6:], 16) << 24
