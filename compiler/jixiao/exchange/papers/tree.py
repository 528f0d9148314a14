"""The indicator tree of a form: which column is which, and its rows."""

from jixiao.exchange.papers.draft import Draft, ProjectDraft
from jixiao.exchange.papers.ledger import Ledger
from jixiao.exchange.papers.lines import one_line
from jixiao.exchange.papers.pieces import CELLS, EXACT, Cell, Grid
from jixiao.exchange.papers.words import LEVEL1, LEVEL2, TREE, Words
from jixiao.model.names import plain

_NAME, _VALUE = "名称", "指标值"


def is_heading(words: Words, row: list[Cell]) -> bool:
    """Whether a row names the columns of a tree."""
    keys = {words.column(cell.text) for cell in row if cell.text}
    return _NAME in keys and bool(keys & {LEVEL2, _VALUE})


class Tree:
    """The columns of a tree and how far it has been read; `group` is the 二级 of the last row."""

    def __init__(self, words: Words, ledger: Ledger, draft: Draft, project: ProjectDraft) -> None:
        self.words, self.ledger, self.draft, self.project = words, ledger, draft, project
        self.heads: dict[str, int] = {}
        self.width, self.kind, self.group = 0, EXACT, ""
        self._torn: list[Cell] = []
        self._unknown: Cell | None = None

    def head(self, grid: Grid, row: list[Cell]) -> None:
        """Take a row of headings; a table that goes on elsewhere has them again."""
        self.finish()
        self.width, self.kind = (grid.width if grid.kind == EXACT else len(row)), grid.kind
        self.heads = {}
        for index, cell in enumerate(row):
            key = self.words.column(cell.text)
            if key and key not in self.heads:
                self.heads[key] = cell.column if grid.kind == EXACT else index
                self.ledger.frame(cell)
            elif self.words.label(cell.text) == TREE or (plain(cell.text) == _NAME and index == 0):
                self.ledger.frame(cell)

    def goes_on(self, grid: Grid) -> bool:
        """Whether a table without headings can be the next piece of this one."""
        return bool(self.heads) and (grid.kind != EXACT or (self.kind == EXACT and grid.width == self.width))

    def row(self, row: list[Cell], cover: dict[tuple[int, int], Cell], *, first: bool = False) -> None:
        """Read a row: `cover` gives the cell at each place of the grid, `first` says that a table goes on with it."""
        if self.kind == EXACT:
            index = row[0].row
            self._take({key: cover.get((index, column)) for key, column in self.heads.items()}, row, first=first)
        elif self.kind == CELLS:
            self._gather(row)
        else:
            self._loose(row, first=first)

    def finish(self) -> None:
        """Read what is left of a torn row."""
        if self._torn:
            cells, self._torn = self._torn, []
            self._loose(cells, first=False)

    def _gather(self, row: list[Cell]) -> None:
        """A row whose cells hold line ends comes in pieces."""
        if len(self._torn) + len(row) > self.width:
            self.finish()
        self._torn += row
        if len(self._torn) >= self.width:
            self.finish()

    def _loose(self, row: list[Cell], *, first: bool) -> None:
        self._take({key: row[at] if at < len(row) else None for key, at in self.heads.items()}, row, first=first)

    def _take(self, cells: dict[str, Cell | None], row: list[Cell], *, first: bool) -> None:
        fresh = {cell.number for cell in row if cell.text}
        self._spine(row, {cell.number for cell in cells.values() if cell})
        self._level(cells.get(LEVEL1), fresh)
        self._second(cells.get(LEVEL2) or (cells.get(LEVEL1) if LEVEL2 not in self.heads else None), fresh)
        values = {key: cell for key, cell in cells.items() if cell and key not in {LEVEL1, LEVEL2}}
        if not any(cell.number in fresh for cell in values.values()):
            return  # a row that the form keeps for a 二级 without indicators
        name = values.get(_NAME)
        if first and self.project.rows and not any(c.number in fresh for c in (name, cells.get(LEVEL2)) if c):
            self._rest_of_row(values, fresh)
        elif name is not None and name.number in fresh and self.group:
            self._indicator(values)

    def _spine(self, row: list[Cell], known: set[int]) -> None:
        for cell in row:
            if cell.text and cell.number not in known and self.words.label(cell.text) == TREE:
                self.ledger.frame(cell)

    def _level(self, cell: Cell | None, fresh: set[int]) -> None:
        if cell is not None and cell.number in fresh:
            self.group = self.group if LEVEL2 in self.heads else ""
            if plain(cell.text) in self.words.levels:
                self.ledger.frame(cell)

    def _second(self, cell: Cell | None, fresh: set[int]) -> None:
        if cell is None or not cell.text:
            return
        group, own_flag = self.words.group(cell.text)
        if cell.number not in fresh:
            self.group = group
            return
        self.group, self._unknown = group, None
        if not own_flag:
            self.draft.note(f"“{one_line(cell.text)}”括号里的标注与版式的不同，没有搬", cell.where)
        if group in self.words.form.level2:
            self.ledger.frame(cell)
        else:
            self._unknown = cell

    def _indicator(self, values: dict[str, Cell]) -> None:
        row = {LEVEL2: self.group} | {key: one_line(cell.text) for key, cell in values.items()}
        self.project.rows.append(row)
        if self._unknown is not None:  # kept under its own name, where decoding finds it
            self.ledger.place(self._unknown, self.project.number, f"{TREE}/{self.group}")
            self._unknown = None
        self.draft.joined += [cell.where for cell in values.values() if "\n" in cell.text]
        for key, cell in values.items():
            if cell.text:
                self.ledger.place(cell, self.project.number, f"{TREE}/{self.group}/{row[_NAME]}/{key}")

    def _rest_of_row(self, values: dict[str, Cell], fresh: set[int]) -> None:
        """The lower part of a row that a page break cut: its texts belong to the indicator above."""
        last = self.project.rows[-1]
        for key, cell in values.items():
            if cell.number in fresh:
                last[key] = one_line(f"{last.get(key, '')}\n{cell.text}")
                self.ledger.place(cell, self.project.number, f"{TREE}/{last[LEVEL2]}/{last[_NAME]}/{key}")
                self.draft.note(f"“{one_line(cell.text)}”接在上一页的“{last[_NAME]}”后面，请核对", cell.where)
