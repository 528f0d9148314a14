"""A filled-in 填报表 as the trees of its sources: found by its headings wherever they stand, rows in the order of their 序号."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from jixiao.exchange.cells import Cell, Grid
from jixiao.exchange.columns import (
    COSTING,
    FILE,
    GROUP,
    GUIDE,
    INDICATORS,
    KEY,
    NOTES,
    NUMBER,
    ORGAN,
    OWNER,
    PREVIOUS,
    PROJECTS,
    SAFEGUARDS,
    SUBGOALS,
    VALUE,
    Column,
    Page,
    Path,
)
from jixiao.exchange.filling import labels
from jixiao.exchange.takings import Faults, Spot, heading_key, taken
from jixiao.exchange.yamltext import Tree
from jixiao.model.form import Form
from jixiao.model.names import plain

#: Rows in which the headings are looked for.
_DEEP = 20
Spots = dict[tuple[Any, ...], Spot]


class Record(NamedTuple):
    """A file as the workbook says it.

    Attributes:
        tree: its facts; a field whose column or sheet is not there is missing.
        spots: path in the tree → the cell that says it; `()`: its row.
        file: what 文件名 says of a project.
    """

    tree: Tree
    spots: Spots
    file: str = ""


class Taken(NamedTuple):
    """A workbook as read: the department (None where its sheet is missing), and the projects in order of their rows."""

    department: Record | None
    projects: tuple[Record, ...]


class _Table(NamedTuple):
    """A sheet of the workbook that was recognised, and which column stands where."""

    grid: Grid
    head: int
    columns: dict[int, Column]

    def has(self, heading: str) -> bool:
        return any(one.heading == heading for one in self.columns.values())


class _Line(NamedTuple):
    """A row of a table: its number, and its cells by heading."""

    row: int
    cells: dict[str, Cell]
    letters: dict[str, str]


def said_layout(grids: Sequence[Grid]) -> str:
    """What the workbook says under 版式, before its form is known; empty where it does not."""
    for grid in grids:
        for cells in grid.rows.values():
            texts = [cell.text for _, cell in sorted(cells.items())]
            if len(texts) > 1 and heading_key(texts[0]) == "版式" and texts[1].isprintable():
                return texts[1].strip()
    return ""


def take(grids: Sequence[Grid], form: Form, sheets: Mapping[str, Page], faults: Faults) -> Taken:
    """The facts of a workbook, and what is wrong with it."""
    reader = _Reader(form, sheets, faults)
    reader.recognise(grids)
    return reader.read()


class _Reader:
    def __init__(self, form: Form, sheets: Mapping[str, Page], faults: Faults) -> None:
        self.form, self.sheets, self.faults = form, sheets, faults
        self.tables: dict[str, _Table] = {}
        self.words = _words(form, sheets)
        self.projects: list[Record] = []
        self.owners: dict[str, list[int]] = {}

    # -- which sheet is which -----------------------------------------------------------------------------------------

    def recognise(self, grids: Sequence[Grid]) -> None:
        """Find the tables of a workbook by their headings; their names only decide between two that are alike."""
        for grid in grids:
            table = self._recognised(grid)
            if table is None:
                if grid.rows and plain(grid.name) != GUIDE:
                    self.faults.note(f"“{grid.name}”：", "不是填报表里的表，没有读取", "要读取它，请恢复它的列名。")
                continue
            name, found = table
            if name in self.tables:
                first = self.tables[name].grid.name
                self.faults.add(f"“{grid.name}”：", f"与“{first}”都是“{name}”表", "只能有一张，请删去多余的一张。")
                continue
            self.tables[name] = found
            self._check_columns(name, found)
        for name in (ORGAN, PROJECTS, INDICATORS):
            if name not in self.tables:
                hint = "请恢复这张表和它的列名，或者重新导出填报表。"
                self.faults.add("", f"没有找到“{name}”表", hint)
        for name in self.sheets:
            if name not in self.tables and name not in {ORGAN, PROJECTS, INDICATORS}:
                self.faults.note("", f"没有“{name}”表，原来的内容保留不动")

    def _recognised(self, grid: Grid) -> tuple[str, _Table] | None:
        best: tuple[tuple[int, bool], str, _Table] | None = None
        for row in list(grid.rows)[:_DEEP]:
            for name, page in self.sheets.items():
                words = self.words[name]
                columns: dict[int, Column] = {}
                for at, cell in sorted(grid.rows[row].items()):
                    column = words.get(heading_key(cell.text))
                    if column is not None and column not in columns.values():
                        columns[at] = column
                found = {heading_key(one.heading) for one in columns.values()}
                if any(heading_key(mark) not in found for mark in page.marks):
                    continue
                score = (len(columns), plain(grid.name) == name)
                if best is None or score > best[0]:
                    best = (score, name, _Table(grid, row, columns))
        return None if best is None else (best[1], best[2])

    def _check_columns(self, name: str, table: _Table) -> None:
        """Columns that are missing, and those that nobody knows."""
        if name == ORGAN:
            return
        page, grid = self.sheets[name], table.grid
        missing = [one for one in page.columns if not table.has(one.heading)]
        for column in missing:
            if column.needed:
                self.faults.add(f"“{grid.name}”：", f"没有“{column.heading}”这一列", "请恢复这一列和它的列名。")
            elif column.heading not in {NUMBER, FILE}:
                self.faults.note(f"“{grid.name}”：", f"没有“{column.heading}”这一列，原来的内容保留不动")
        for at in sorted({at for row, cells in grid.rows.items() if row > table.head for at in cells}):
            if at in table.columns:
                continue
            heading = grid.rows[table.head].get(at)
            said = f"“{heading.text}”" if heading else "没有列名"
            say = self.faults.add if missing and heading else self.faults.note
            say(f"“{grid.name}”：", f"第 {_letter(at)} 列（{said}）不是填报表的列，没有读取", "请核对列名；不需要的就删去这一列。")

    # -- records ------------------------------------------------------------------------------------------------------

    def read(self) -> Taken:
        department = self._department() if ORGAN in self.tables else None
        self._projects()
        if INDICATORS in self.tables:
            self._indicators()
        for name, key in ((COSTING, "测算"), (PREVIOUS, "上年项目")):
            if name in self.tables:
                self._texts(name, key)
        if department is not None:
            for name, key in ((SUBGOALS, "分项绩效目标"), (SAFEGUARDS, "工作保障措施")):
                if name in self.tables:
                    department.tree[key] = []
                    for line in self._lines(name):
                        self._row(name, line, department, (key,))
        if NOTES in self.tables:
            self._notes(department)
        return Taken(department, tuple(self.projects))

    def _department(self) -> Record:
        """Sheet 部门: one field a row."""
        table = self.tables[ORGAN]
        at_key, at_value = (next(at for at, one in table.columns.items() if one.heading == word) for word in (KEY, VALUE))
        words = {heading_key(one.heading): one for one in self.sheets[ORGAN].columns}
        record = Record({}, {})
        for row, cells in table.grid.rows.items():
            said, cell = cells.get(at_key), cells.get(at_value)
            if row <= table.head or (said is None and cell is None):
                continue
            column = words.get(heading_key(said.text)) if said else None
            spot = Spot(table.grid.name, row, _letter(at_value), said.text if said else "内容")
            if column is None or column.path in record.spots:
                if cell is not None:
                    why = "这一栏重复了" if column else "没有这一栏"
                    self.faults.add(spot, f"{why}，内容没有读取", "请核对“栏目”一列；不需要的就删去这一行。")
                continue
            _put(record.tree, column.path, taken(cell, column, self.form.unit, spot, self.faults))
            record.spots[column.path] = spot
        return record

    def _projects(self) -> None:
        if PROJECTS not in self.tables:
            return
        files: dict[str, int] = {}
        for line in self._lines(PROJECTS):
            record = Record({}, {(): self._spot(PROJECTS, line)}, line.cells[FILE].text if FILE in line.cells else "")
            self._fields(PROJECTS, line, record, ())
            first = files.setdefault(record.file, line.row) if record.file else line.row
            if first != line.row:
                spot = self._spot(PROJECTS, line, FILE)
                self.faults.add(spot, f"与第 {first} 行的文件名相同", "新增的项目请把文件名清空。")
            self.projects.append(record)
        trees = [one.tree for one in self.projects]
        for number, (label, tree) in enumerate(zip(labels(trees), trees, strict=True)):
            for word in {label, str(tree.get("项目名称", "")), str(tree.get("项目编码", ""))}:
                self.owners.setdefault(plain(word), []).append(number)
        self.owners.pop("", None)

    def _owner(self, name: str, line: _Line) -> Record | None:
        """The project that a row belongs to."""
        spot = self._spot(name, line, OWNER)
        said = line.cells.get(OWNER)
        found = self.owners.get(plain(said.text), []) if said else []
        if len(found) == 1:
            return self.projects[found[0]]
        if said is None:
            self.faults.add(spot, "没有写是哪个项目", "请写“项目”表里的项目名称。")
        elif found:
            self.faults.add(spot, f"有 {len(found)} 个项目都叫“{said.text}”", "请在名称后面加上（实施单位），或者写项目编码。")
        elif PROJECTS in self.tables:
            self.faults.add(spot, f"“项目”表里没有“{said.text}”", "请与“项目”表里的项目名称写得一样。")
        return None

    def _indicators(self) -> None:
        for record in self.projects:
            record.tree["绩效指标"] = {group: [] for group in self.form.level2}
        for line in self._lines(INDICATORS):
            owner = self._owner(INDICATORS, line)
            column = self._column(INDICATORS, GROUP)
            spot = self._spot(INDICATORS, line, GROUP)
            group = taken(line.cells.get(GROUP), column, self.form.unit, spot, self.faults)
            if GROUP not in line.cells:
                self.faults.add(spot, "没有选二级指标", column.help)
            if owner is not None and group:
                self._row(INDICATORS, line, owner, ("绩效指标", group))

    def _texts(self, name: str, key: str) -> None:
        for record in self.projects:
            record.tree[key] = []
        for line in self._lines(name):
            owner = self._owner(name, line)
            column = next(one for one in self.sheets[name].columns if one.path)
            spot = self._spot(name, line, column.heading)
            text = taken(line.cells.get(column.heading), column, self.form.unit, spot, self.faults)
            if column.heading not in line.cells:
                self.faults.add(spot, f"“{column.heading}”没有内容", "请填写，或者删去这一行。")
            elif owner is not None:
                owner.spots[key, len(owner.tree[key])] = spot
                owner.tree[key].append(text)

    def _notes(self, department: Record | None) -> None:
        for record in (department, *self.projects):
            if record is not None:
                record.tree["说明"] = []
        for line in self._lines(NOTES):
            owner = self._owner(NOTES, line) if OWNER in line.cells else department
            if owner is not None:
                self._row(NOTES, line, owner, ("说明",))

    def _row(self, name: str, line: _Line, record: Record, path: Path) -> None:
        """A row that becomes a record of a list."""
        rows: Any = record.tree
        for key in path:
            rows = rows[key]
        inner = Record({}, {})
        whole = (*path, len(rows))
        record.spots[whole] = self._spot(name, line)
        self._fields(name, line, inner, ())
        record.spots.update({(*whole, *key): spot for key, spot in inner.spots.items()})
        rows.append(inner.tree)

    def _fields(self, name: str, line: _Line, record: Record, path: Path) -> None:
        for column in self.tables[name].columns.values():
            if not column.path:
                continue
            spot = self._spot(name, line, column.heading)
            value = taken(line.cells.get(column.heading), column, self.form.unit, spot, self.faults)
            if column.needed and column.heading not in line.cells:
                self.faults.add(spot, f"“{column.heading}”没有内容", "请填写，或者删去这一行。")
            _put(record.tree, (*path, *column.path), value)
            record.spots[(*path, *column.path)] = spot

    # -- rows ---------------------------------------------------------------------------------------------------------

    def _lines(self, name: str) -> list[_Line]:
        """The rows of a table that say anything, in the order of their 序号; a row without one follows the row above it."""
        table = self.tables[name]
        head = {column.heading: _letter(at) for at, column in table.columns.items()}
        found: list[tuple[float, _Line]] = []
        last = 0.0
        for row, cells in table.grid.rows.items():
            if row <= table.head:
                continue
            own = {table.columns[at].heading: cell for at, cell in cells.items() if at in table.columns}
            number = own.pop(NUMBER, None)
            if all(heading_key(cell.text) == heading_key(word) for word, cell in own.items()):
                continue  # a blank row, or the headings again
            if not own.keys() - {OWNER, FILE, GROUP}:
                self.faults.note(Spot(table.grid.name, row), "这一行只写了项目，没有内容，没有读取")
                continue
            last = _order(number, last)
            found.append((last, _Line(row, own, head)))
        return [line for _, line in sorted(found, key=lambda one: one[0])]

    def _column(self, name: str, heading: str) -> Column:
        return next(one for one in self.sheets[name].columns if one.heading == heading)

    def _spot(self, name: str, line: _Line, heading: str = "") -> Spot:
        return Spot(self.tables[name].grid.name, line.row, line.letters.get(heading, ""), heading)


def _words(form: Form, sheets: Mapping[str, Page]) -> dict[str, dict[str, Column]]:
    """Sheet → heading as it may be written → column; the words that the form prints will do too."""
    found = {}
    for name, page in sheets.items():
        columns = page.columns if name != ORGAN else tuple(Column(word, ()) for word in (KEY, VALUE))
        words = {heading_key(one.heading): one for one in columns}
        for one in columns:
            printed = form.words.get(".".join(one.path))
            if printed and name in {PROJECTS, INDICATORS}:
                words.setdefault(heading_key(printed), one)
        found[name] = words
    return found


def _order(cell: Cell | None, last: float) -> float:
    """The place of a row by its 序号; that of the row above where it says none."""
    try:
        return float(plain(cell.text)) if cell is not None else last
    except ValueError:
        return last


def _put(tree: Tree, path: Path, value: Any) -> None:  # noqa: ANN401 - a text or a list
    for key in path[:-1]:
        tree = tree.setdefault(key, {})
    tree[path[-1]] = value


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(column)
