"""Tables pasted from Word: cells with tabs between them, told once and turned into the lines that they should be."""

from jixiao.source.levels import Level
from jixiao.source.lines import Line
from jixiao.source.marks import FAKE_DASH, key_mark
from jixiao.source.repair import as_typed
from jixiao.source.state import State

#: The usual columns of a table of indicators, and the printed heads that end otherwise.
_COLUMNS = ("名称", "描述", "指标值", "依据")
_HEADS = {"三级指标": "名称"}

#: Cells that make a table of a line whose words are unknown.
_CELLS = 3


def is_table(scan: State, line: Line) -> bool:
    """Tell whether a line is a row of a pasted table: three cells, or two tabs and a known word."""
    if "\t" not in line.content or line.content[0] == "#":
        return False
    cells = _cells(scan, line)
    filled = [cell for cell in cells if cell]
    if len(filled) < _CELLS and not (len(cells) >= _CELLS and any(cell in scan.keys.all for cell in filled)):
        return False
    mark = key_mark(line.content.removeprefix("- ").lstrip(" "), scan.keys.all)
    return mark is None or mark.fault == "missing" or "\t" in mark.key


def read_table(scan: State, line: Line) -> int:
    """Read a run of such lines; gives the next line."""
    run = [line]
    for one in scan.after(line):
        if not is_table(scan, one) and not _goes_on(scan, one):
            break
        run.append(one)
    lines = _lines(scan, [_cells(scan, one) for one in run])
    where = "" if len(run) == 1 else f"从这一行起有 {len(run)} 行"
    advice = "各栏之间不要用制表符（Tab 键）分隔。"
    if lines:
        advice += "应写成：\n" + "\n".join(_sample(scan, lines))
    scan.find(
        "JX006",
        f"{where or '这'}是从 Word 粘贴的表格，不能直接用，请一栏一行地写",
        (line.lead, line.end),
        advice,
        corrected=False,
    )
    for number, one in enumerate(run):
        scan.edit(one.start, one.start, "#" if number else f"{_inserted(scan, one, lines)}#")
    return run[-1].number + 1


def _sample(scan: State, lines: list[list[str]]) -> list[str]:
    """The first group with its first row, as an example of all, with the leading spaces that they need."""
    lead = "" if scan.levels.fits("", lines[0][0].removesuffix(":")) else "  "
    first = [lead + line for line in lines[0]]
    end = next((at for at in range(2, len(first)) if first[at].startswith(f"{lead}  - ")), len(first))
    return [*first[:end], *(["（其余各行照此填写）"] if end < len(first) or len(lines) > 1 else [])]


def _goes_on(scan: State, line: Line) -> bool:
    """Tell whether a line with leading tabs goes on with the table above it: cells with nothing to the left."""
    blanks = scan.text[line.start : line.lead]
    return (
        blanks.count("\t") > 1 and key_mark(line.content, scan.keys.all) is None and not FAKE_DASH.match(line.content)
    )


def _cells(scan: State, line: Line) -> list[str]:
    cells = [cell.strip() for cell in scan.text[line.start : line.end].split("\t")]
    cells[0] = cells[0].removeprefix("- ")
    return cells


def _lines(scan: State, rows: list[list[str]]) -> list[list[str]]:
    """What should be typed: one list of lines a group, or a row of the list that is open; empty where nobody knows."""
    heads = _plan(scan, rows)
    return [heads] if heads else _indicators(scan, rows)


def _plan(scan: State, rows: list[list[str]]) -> list[str]:
    """Heads above their values: two rows, the upper one made of words of one group."""
    heads = [cell for cell in rows[0] if cell]
    group = next((name for name, inner in scan.keys.children.items() if name and set(heads) <= inner), "")
    if not group or group in scan.keys.lists or len(heads) < 2:  # noqa: PLR2004 (one word is no row of heads)
        return []
    values = rows[1] if len(rows) > 1 else []
    if len([cell for cell in values if cell]) == len(heads):
        values = [cell for cell in values if cell]
        pairs = list(zip(heads, values, strict=True))
    else:
        pairs = [(cell, (values[at : at + 1] or [""])[0]) for at, cell in enumerate(rows[0]) if cell]
    return [f"{group}:", *(f"  {_pair(key, value)}" for key, value in pairs)]


def _indicators(scan: State, rows: list[list[str]]) -> list[list[str]]:
    """Rows of a list, each with the word of its group in a cell, in the row above, or above the table."""
    group = _open_group(scan)
    found: list[list[str]] = []
    columns: dict[int, str] = {}
    for cells in rows:
        heads = _heads(cells)
        if heads:
            columns = heads
            continue
        at = next((at for at, cell in enumerate(cells) if cell in scan.keys.lists and cell in scan.keys.children), -1)
        row = _row(cells, at, columns)
        group = cells[at] if at >= 0 else group
        if not group or not row:
            return []
        body = [f"{'  - ' if not number else '    '}{_pair(*field)}" for number, field in enumerate(row)]
        if found and found[-1][0] == f"{group}:":
            found[-1] += body
        else:
            found.append([f"{group}:", *body])
    return found


def _row(cells: list[str], at: int, columns: dict[int, str]) -> list[tuple[str, str]]:
    """The fields of a row: by the heads above it, else in the usual order behind the word of its group."""
    if columns:
        return [(columns[number], cell) for number, cell in enumerate(cells) if number in columns]
    rest = [cell for cell in cells[at + 1 :] if cell]
    names: tuple[str, ...] = _COLUMNS if len(rest) != 2 else ("名称", "指标值")  # noqa: PLR2004
    if len(rest) == 3 and any(char.isdigit() for char in rest[1]):  # noqa: PLR2004
        names = ("名称", "指标值", "依据")
    return list(zip(names, rest, strict=False))


def _heads(cells: list[str]) -> dict[int, str]:
    """Column -> key, if this is the row of heads."""
    found = {}
    for number, cell in enumerate(cells):
        key = _HEADS.get(cell) or next((key for key in ("描述", "依据", "指标值") if cell.endswith(key)), "")
        if key:
            found[number] = key
    return found if {"名称", "指标值"} <= set(found.values()) or len(found) >= _CELLS else {}


def _open_group(scan: State) -> str:
    """The list below whose word, or inside which, the table stands."""
    top = scan.levels.top
    if top is not None and top.blank and top.key in scan.keys.lists and top.key in scan.keys.children:
        return top.key
    return next((one.name for one in reversed(scan.levels.stack) if one.listing), "")


def _pair(key: str, value: str) -> str:
    return f"{key}: {as_typed(value)}" if value else f"{key}:"


def _inserted(scan: State, line: Line, lines: list[list[str]]) -> str:
    """The right lines, to stand in the place of the table, if they belong to the word above it; else nothing."""
    top = scan.levels.top
    if top is None or not top.blank or not lines:
        return ""
    names = [one[0].removesuffix(":") for one in lines]
    place = top.column
    if names == [top.key]:
        lines = [lines[0][1:]]
    elif len(set(names)) == len(names) and all(scan.levels.fits(top.key, name) for name in names):
        place += 2
        level = Level(top.key, place, top.typed + 2, listing=False)
        level.seen = dict.fromkeys(names, line.start)
        scan.levels.push(level)
    else:
        return ""
    top.blank = False
    return "".join(f"{' ' * place}{one}\n" for group in lines for one in group)
