"""The form tables: pairs of label and value in the upper part, the indicator tree below, one project after the other."""

import re

from jixiao.exchange.papers.draft import Draft, ProjectDraft
from jixiao.exchange.papers.ledger import Ledger
from jixiao.exchange.papers.lines import one_line
from jixiao.exchange.papers.pieces import CELLS, EXACT, Cell, Grid
from jixiao.exchange.papers.tree import Tree, is_heading
from jixiao.exchange.papers.words import CODE, FUNDS, GOAL, MANAGER, NAME, PLAN, TREE, Words, unit_in

#: Labels beside which another label may stand: their own value, if any, comes in a row below.
_OVER_ROWS = frozenset({FUNDS, PLAN, TREE, "资金用途", GOAL})
#: So many labels make a table a form even where it does not say which project.
_ENOUGH = 3
_CODE_ALONE = re.compile(r"\d[0-9A-Za-z]{2,11}")
_CODE_BEHIND = re.compile(r"(?P<name>.*?\D)[\s(（\[【-]*(?P<code>\d[0-9A-Za-z]{2,11})[)）\]】]?")
_CODE_BEFORE = re.compile(r"[(（\[【]?(?P<code>\d[0-9A-Za-z]{2,11})[)）\]】]?[\s-]*(?P<name>\D.*)")


def split_office(text: str) -> tuple[str, str]:
    """名称 and 编码 of a cell that may hold both, in either order."""
    if _CODE_ALONE.fullmatch(text):
        return "", text
    found = _CODE_BEHIND.fullmatch(text) or _CODE_BEFORE.fullmatch(text)
    return (found["name"].strip(), found["code"]) if found else (text, "")


class Forms:
    """Reads one table after the other; what stands in no field is left to the caller's account."""

    def __init__(self, words: Words, ledger: Ledger, draft: Draft) -> None:
        self.words, self.ledger, self.draft = words, ledger, draft
        self.tree: Tree | None = None
        self.loose: list[Cell] = []
        self._open = ""
        self._waiting: list[str] = []
        self._nodes: list[tuple[str, Cell]] = []
        self._goal_row = -1

    @property
    def project(self) -> ProjectDraft | None:
        """The form that is being read."""
        return self.draft.projects[-1] if self.draft.projects else None

    def claims(self, grid: Grid) -> bool:
        """Whether a table is (a piece of) a form."""
        labels = {label for cell in grid.cells if cell.text and (label := self.words.label(cell.text))}
        if {NAME, CODE} & labels or len(labels) >= _ENOUGH or any(is_heading(self.words, row) for row in grid.rows()):
            return True
        return self.project is not None and (bool(labels) or (self.tree is not None and self.tree.goes_on(grid)))

    def read(self, grid: Grid) -> None:
        """Read a table that is (a piece of) a form."""
        if self.project and self.project.name and any(self.words.label(cell.text) == NAME for cell in grid.cells):
            self._begin(grid)
        if self.tree is not None and not self.tree.goes_on(grid):
            self._end_tree()
        self._open, self._waiting, self._nodes, self._goal_row = "", [], [], -1
        cover = _cover(grid)
        for index, row in enumerate(grid.rows()):
            if row:
                self._row(grid, row, cover, first=index == 0)
        if self.tree is not None:
            self.tree.finish()

    def _begin(self, grid: Grid) -> ProjectDraft:
        self._end_tree()
        self._open, self._waiting, self._nodes, self._goal_row = "", [], [], -1
        project = ProjectDraft(len(self.draft.projects), grid.where)
        self.draft.projects.append(project)
        return project

    def _end_tree(self) -> None:
        if self.tree is not None:
            self.tree.finish()
            self.tree = None

    def _row(self, grid: Grid, row: list[Cell], cover: dict[tuple[int, int], Cell], *, first: bool) -> None:
        if is_heading(self.words, row):
            project = self.project or self._begin(grid)
            if self.tree is None or self.tree.project is not project:
                self.tree = Tree(self.words, self.ledger, self.draft, project)
            self.tree.head(grid, row)
        elif self.tree is not None and not self._leaves(row):
            self.tree.row(row, cover, first=first)
        else:
            self._end_tree()
            self._pairs(grid, row)

    def _leaves(self, row: list[Cell]) -> bool:
        """Whether a row below a tree belongs to the form's pairs again."""
        first = next((cell for cell in row if cell.text), None)
        label = self.words.label(first.text) if first else ""
        return bool(label) and label != TREE

    # -- pairs --------------------------------------------------------------------------------------------------------

    def _pairs(self, grid: Grid, row: list[Cell]) -> None:
        if self._take_nodes(row):
            return
        if self._nodes and self._take_shares(grid, row):
            return
        for cell in row:
            label = self.words.label(cell.text) if cell.text and self._may_be_label() else ""
            if label:
                self._label(grid, cell, label)
            elif cell.text:
                self._value(grid, cell)
            elif self._open and self._open not in _OVER_ROWS:
                self._assign(self._open, cell)

    def _may_be_label(self) -> bool:
        return not self._open or self._open in _OVER_ROWS or self._open.partition("/")[0] in {FUNDS, PLAN}

    def _label(self, grid: Grid, cell: Cell, label: str) -> None:
        project = self.project
        if project is None or (label in {NAME, CODE} and label in project.values):
            project = self._begin(grid)
        unit = unit_in(cell.text)
        if unit:
            project.unit = unit
        if self._open in _OVER_ROWS:
            self._waiting.append(self._open)
        elif self._open:
            project.values.setdefault(self._open, "")
        self._open = label
        self.ledger.frame(cell)

    def _value(self, grid: Grid, cell: Cell) -> None:
        if self._open and self._open not in {FUNDS, PLAN, TREE}:
            self._assign(self._open, cell)
            return
        waiting = next((key for key in reversed(self._waiting) if key not in {FUNDS, PLAN, TREE}), "")
        if grid.kind == CELLS and self._goal_row == cell.row and self.project:
            self.project.values[GOAL] += f"\n{cell.text}"
            self.ledger.place(cell, self.project.number, GOAL)
        elif waiting and self.project and waiting not in self.project.values:
            self._waiting.remove(waiting)
            self._assign(waiting, cell)
        else:
            self.loose.append(cell)

    def _assign(self, key: str, cell: Cell) -> None:
        project = self.project
        self._open = ""
        if project is None or project.values.get(key):
            self.loose += [cell] if cell.text else []
            return
        if key == MANAGER:
            self._manager(project, cell)
            return
        project.values[key] = cell.text if key == GOAL else one_line(cell.text)
        self.draft.joined += [cell.where] if key != GOAL and "\n" in cell.text else []
        self._goal_row = cell.row if key == GOAL else -1
        if cell.text:
            self.ledger.place(cell, project.number, key)

    def _manager(self, project: ProjectDraft, cell: Cell) -> None:
        name, code = split_office(one_line(cell.text))
        project.values[MANAGER] = name
        if code:
            project.values[f"{MANAGER}/编码"] = code
        if cell.text:
            parts = [f"{MANAGER}/名称"] * bool(name) + [f"{MANAGER}/编码"] * bool(code)
            self.ledger.place(cell, project.number, *parts)

    # -- the plan: a row of points in time, the shares below them ------------------------------------------------------

    def _take_nodes(self, row: list[Cell]) -> bool:
        labels = [(self.words.label(cell.text), cell) for cell in row if cell.text]
        nodes = [(label, cell) for label, cell in labels if label.startswith(f"{PLAN}/")]
        if len(nodes) < 1 or any(label != PLAN for label, _ in labels if not label.startswith(f"{PLAN}/")):
            return False
        for _, cell in labels:
            self.ledger.frame(cell)
        self._nodes, self._open = nodes, ""
        return True

    def _take_shares(self, grid: Grid, row: list[Cell]) -> bool:
        nodes, self._nodes = self._nodes, []
        if grid.kind == EXACT:
            below = {label: next((c for c in row if c.column == head.column), None) for label, head in nodes}
        else:
            cells = row[1:] if len(row) > len(nodes) and not row[0].text else row
            below = {label: cells[at] if at < len(cells) else None for at, (label, _) in enumerate(nodes)}
        if any(cell.text and self.words.label(cell.text) for cell in row):
            return False
        for label, cell in below.items():
            if cell is not None:
                self._assign(label, cell)
        taken = {cell.number for cell in below.values() if cell}
        self.loose += [cell for cell in row if cell.text and cell.number not in taken]
        return True


def _cover(grid: Grid) -> dict[tuple[int, int], Cell]:
    """The cell at each place of a grid."""
    return {
        (row, column): cell
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    }
