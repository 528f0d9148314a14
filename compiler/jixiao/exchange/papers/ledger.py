"""The account of an input: what became of each of its pieces."""

from typing import NamedTuple

from jixiao.exchange.papers.pieces import Cell, Paper, Paragraph

#: The owner of a fact: a project by its position (from 0), or the department.
DEPARTMENT = -1


class Fate(NamedTuple):
    """Where a piece went: whose file, and the path of the field in it."""

    owner: int
    path: str


class Ledger:
    """Every piece is placed in fields, recognised as part of the form itself, or left over."""

    def __init__(self) -> None:
        self.placed: dict[int, list[Fate]] = {}
        self.form: set[int] = set()

    def place(self, piece: Paragraph | Cell, owner: int, *paths: str) -> None:
        """The piece went into these fields."""
        self.placed.setdefault(piece.number, []).extend(Fate(owner, path) for path in paths)

    def frame(self, piece: Paragraph | Cell) -> None:
        """The piece is a word of the form, which the layout prints itself."""
        self.form.add(piece.number)

    def is_settled(self, piece: Paragraph | Cell) -> bool:
        """Whether anything has become of a piece."""
        return piece.number in self.placed or piece.number in self.form

    def left(self, paper: Paper) -> list[Paragraph | Cell]:
        """The pieces with text that nothing has become of."""
        return [piece for piece in paper.pieces() if piece.text and not self.is_settled(piece)]
