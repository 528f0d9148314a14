"""Plain text with tabs: what office systems and web pages leave of a Word file.

Two shapes are known. In one a line is a row with tabs between its cells; in the other every cell is a line of its own
behind a tab, and a blank line ends the row.
"""

from jixiao.exchange.papers.pieces import CELLS, LINES, Maker, Paper, Where

#: How much of a GBK file may look like UTF-16: Chinese text has no zero bytes.
_SCAN = 4096


def decoded(data: bytes) -> tuple[str, str] | None:
    """The text of a file and the name of its encoding; None where it is no text at all."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _as(data, "utf-16", "UTF-16")
    zeros = data[:_SCAN].count(0)
    if zeros:
        little = data[1:_SCAN:2].count(0) > data[0:_SCAN:2].count(0)
        return _as(data, "utf-16-le" if little else "utf-16-be", "UTF-16") if zeros > len(data[:_SCAN]) // 20 else None
    return _as(data, "utf-8-sig", "UTF-8") or _as(data, "gb18030", "GBK")


def _as(data: bytes, codec: str, name: str) -> tuple[str, str] | None:
    try:
        return data.decode(codec), name
    except UnicodeDecodeError:
        return None


def read_text(name: str, text: str, encoding: str) -> Paper:
    """The paragraphs and grids of a text."""
    maker = Maker(name)
    if encoding != "UTF-8":
        maker.note(f"文件的编码是 {encoding}，已经按它读出")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    tabbed = [line for line in lines if "\t" in line]
    single = sum(_is_single(line) for line in tabbed)
    (_cell_lines if single * 2 > len(tabbed) else _row_lines)(maker, lines)
    return maker.paper()


def _is_single(line: str) -> bool:
    return line.startswith("\t") and line.count("\t") == 1


def _row_lines(maker: Maker, lines: list[str]) -> None:
    rows: list[tuple[int, list[str]]] = []
    tables = 0
    for number, line in enumerate(lines, 1):
        if "\t" in line and line.strip():
            rows.append((number, line.split("\t")))
        elif line.strip():
            tables += _grid(maker, rows, LINES, tables + 1)
            maker.paragraph(line, Where(line=number))
    _grid(maker, rows, LINES, tables + 1)


def _cell_lines(maker: Maker, lines: list[str]) -> None:
    rows: list[tuple[int, list[str]]] = []
    row: list[str] = []
    tables = 0
    for number, line in enumerate(lines, 1):
        if line.startswith("\t"):
            row.append(line[1:])
            continue
        if row:
            rows.append((number - len(row), row))
            row = []
        if line.strip():
            tables += _grid(maker, rows, CELLS, tables + 1)
            maker.paragraph(line, Where(line=number))
    if row:
        rows.append((len(lines) + 1 - len(row), row))
    _grid(maker, rows, CELLS, tables + 1)


def _grid(maker: Maker, rows: list[tuple[int, list[str]]], kind: str, table: int) -> int:
    """Add the rows gathered so far as one grid; how many were added."""
    if not rows:
        return 0
    step = 1 if kind == CELLS else 0
    cells = [
        maker.cell(text, Where(line=number + step * column, column=0 if step else column + 1), (index, column))
        for index, (number, texts) in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    maker.grid(cells, kind, Where(line=rows[0][0], table=table))
    rows.clear()
    return 1
