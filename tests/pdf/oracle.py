"""Reads a finished PDF back, without any knowledge of how it was made.

Two independent readers are crossed: pikepdf walks the tag tree (what a piece of content *is*), pypdfium2 gives every
character with its place and the marked content it belongs to (what stands on the page). Lengths are points, y grows
downwards from the top edge of the page.
"""

import ctypes
import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

#: White space and the joiners a layout may put between characters: extractors see them differently.
_INVISIBLE = re.compile("[\\s\u200b\u2060\ufeff]+")
MM = 72 / 25.4


def squeeze(text: str) -> str:
    """A text without white space and invisible joiners, for comparisons."""
    return _INVISIBLE.sub("", text)


class Char(NamedTuple):
    """One character on a page; `x0…x1` goes from its origin to the end of its advance, `base` its baseline, `ink` the box of its black."""

    text: str
    page: int
    mcid: int
    size: float
    x0: float
    x1: float
    base: float
    ink: tuple[float, float, float, float]


class Rule(NamedTuple):
    """A drawn line: its bounding box on its page."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def vertical(self) -> bool:
        """Whether it stands upright."""
        return self.y1 - self.y0 > self.x1 - self.x0


class Cell(NamedTuple):
    """A cell of a table in its grid, counted from 0."""

    row: int
    column: int
    rows: int
    columns: int
    header: bool
    text: str
    chars: tuple[Char, ...]


class Table(NamedTuple):
    """A table as tagged: cells in reading order and the box that its tag states (page, x0, y0, x1, y1 from below)."""

    cells: tuple[Cell, ...]

    @property
    def page(self) -> int:
        """The page its first character stands on, from 1."""
        return next(char.page for cell in self.cells for char in cell.chars)

    @property
    def height(self) -> int:
        """Rows of the grid."""
        return max(cell.row + cell.rows for cell in self.cells)

    @property
    def width(self) -> int:
        """Columns of the grid."""
        return max(cell.column + cell.columns for cell in self.cells)

    def at(self, row: int, column: int) -> Cell:
        """The cell that covers a place of the grid."""
        return next(
            one
            for one in self.cells
            if one.row <= row < one.row + one.rows and one.column <= column < one.column + one.columns
        )

    def unrolled(self) -> list[tuple[str, ...]]:
        """Per row of the grid the text of the cell that covers each column; header cells carry a `#`."""
        rows = [[""] * self.width for _ in range(self.height)]
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.rows):
                for column in range(cell.column, cell.column + cell.columns):
                    rows[row][column] = "#" + cell.text if cell.header else cell.text
        return [tuple(row) for row in rows]

    def shape(self) -> list[tuple[int, int, int, int, str, str]]:
        """Row, column, rows, columns, TH or TD, text of every cell in order of its place."""
        return sorted((c.row, c.column, c.rows, c.columns, "TH" if c.header else "TD", c.text) for c in self.cells)


class Block(NamedTuple):
    """A paragraph, heading or the like, outside and inside cells: its tag, text and characters in reading order."""

    tag: str
    text: str
    chars: tuple[Char, ...]
    in_table: bool

    def line_starts(self) -> list[int]:
        """Indices into `chars` at which a line starts (the first one included)."""
        starts = [0] if self.chars else []
        for index in range(1, len(self.chars)):
            before, here = self.chars[index - 1], self.chars[index]
            if here.page != before.page or abs(here.base - before.base) > 0.5 * before.size:
                starts.append(index)
        return starts

    def lines(self) -> list[str]:
        """The text of each line."""
        starts = [*self.line_starts(), len(self.chars)]
        return ["".join(c.text for c in self.chars[a:b]) for a, b in itertools.pairwise(starts)]


class Heading(NamedTuple):
    """A heading as tagged, with the page it stands on (from 1)."""

    level: int
    text: str
    page: int


class Section(NamedTuple):
    """A heading of level 1 or 2 and the tables below it."""

    heading: str
    tables: tuple[Table, ...]

    def rows(self) -> list[tuple[str, ...]]:
        """The rows of all pieces in order, head rows that are repeated on further pages left out."""
        rows = [row for table in self.tables for row in table.unrolled()]
        heads = [row for row in rows if row[0].startswith("#")]
        return [row for index, row in enumerate(rows) if row not in heads or row not in rows[:index]]


class Bookmark(NamedTuple):
    """An entry of the outline: level from 1, title, target page from 1."""

    level: int
    title: str
    page: int


class Link(NamedTuple):
    """An internal link: the page it stands on, the text it covers, its target page (from 1)."""

    page: int
    text: str
    target: int


class Node(NamedTuple):
    """A structure element: type, attributes (all owners merged), kids (nodes or marked content)."""

    tag: str
    attributes: dict[str, Any]
    kids: tuple["Node | tuple[int, int]", ...]

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.walk()

    def content(self) -> Iterator[tuple[int, int]]:
        """(page, MCID) of everything below, in reading order."""
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.content()
            else:
                yield kid


class Read(NamedTuple):
    """All that tests ask of a PDF.

    Attributes:
        path: the file.
        pages: per page its characters in content order, those of artifacts (MCID -1) included.
        sizes: per page width and height.
        rules: every drawn line.
        root: the tag tree.
        text: everything in reading order, white space removed; artifacts are not part of it.
    """

    path: Path
    pages: tuple[tuple[Char, ...], ...]
    sizes: tuple[tuple[float, float], ...]
    rules: tuple[Rule, ...]
    root: Node
    tables: tuple[Table, ...]
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    headings: tuple[Heading, ...]
    bookmarks: tuple[Bookmark, ...]
    links: tuple[Link, ...]
    text: str

    def folios(self) -> list[str]:
        """What stands outside the tagged content of each page: its page number."""
        return [squeeze("".join(c.text for c in page if c.mcid < 0)) for page in self.pages]

    def page_text(self, page: int) -> str:
        """The tagged text of one page (from 1), in content order."""
        return squeeze("".join(c.text for c in self.pages[page - 1] if c.mcid >= 0))


def read(path: Path) -> Read:
    """Read a PDF completely."""
    pages, sizes, rules = _characters(path)
    by_content: dict[tuple[int, int], list[Char]] = defaultdict(list)
    for page in pages:
        for char in page:
            by_content[char.page, char.mcid].append(char)
    with pikepdf.open(path) as pdf:
        root = _tree(pdf)
        bookmarks = tuple(_bookmarks(pdf))
        links = tuple(_links(pdf, pages, sizes))

    def chars(node: Node) -> tuple[Char, ...]:
        return tuple(char for place in node.content() for char in by_content.get(place, ()) if squeeze(char.text))

    sections = tuple(_sections(root, chars))
    tables = tuple(table for section in sections for table in section.tables)
    blocks = tuple(_blocks(root, chars, in_table=False))
    headings = tuple(
        Heading(int(node.tag[1:]), _text(chars(node)), chars(node)[0].page)
        for node in root.walk()
        if re.fullmatch(r"H\d", node.tag)
    )
    return Read(
        path, pages, sizes, rules, root, tables, sections, blocks, headings, bookmarks, links, _text(chars(root))
    )


def _text(chars: tuple[Char, ...]) -> str:
    return squeeze("".join(char.text for char in chars))


# -- characters: pypdfium2 ---------------------------------------------------------------------------------------------


def _characters(path: Path) -> tuple[tuple[tuple[Char, ...], ...], tuple[tuple[float, float], ...], tuple[Rule, ...]]:
    pages, sizes, rules = [], [], []
    document = pypdfium2.PdfDocument(path)
    try:
        for number in range(len(document)):
            page = document[number]
            textpage = page.get_textpage()
            sizes.append(page.get_size())
            pages.append(tuple(_page_chars(textpage.raw, number + 1, page.get_height())))
            rules += _page_rules(page, number + 1)
            textpage.close()
            page.close()
    finally:
        document.close()
    return tuple(pages), tuple(sizes), tuple(rules)


def _page_chars(textpage: Any, number: int, height: float) -> Iterator[Char]:
    doubles = [ctypes.c_double() for _ in range(4)]
    left, right, bottom, top = doubles
    x, y = ctypes.c_double(), ctypes.c_double()
    loose = pdfium.FS_RECTF()
    for index in range(pdfium.FPDFText_CountChars(textpage)):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        # A hyphen at the end of a line comes back as U+0002; a "generated" character is the reader's own guess.
        if pdfium.FPDFText_IsHyphen(textpage, index) == 1:
            code = ord("-")
        elif pdfium.FPDFText_IsGenerated(textpage, index) == 1:
            continue
        owner = pdfium.FPDFText_GetTextObject(textpage, index)
        mcid = pdfium.FPDFPageObj_GetMarkedContentID(owner) if owner else -1
        pdfium.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
        pdfium.FPDFText_GetLooseCharBox(textpage, index, loose)
        pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
        size = pdfium.FPDFText_GetFontSize(textpage, index)
        ink = (left.value, height - top.value, right.value, height - bottom.value)
        yield Char(chr(code), number, mcid, size, x.value, loose.right, height - y.value, ink)


def _page_rules(page: Any, number: int) -> Iterator[Rule]:
    height = page.get_height()
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
        left, bottom, right, top = item.get_bounds()
        yield Rule(number, left, height - top, right, height - bottom)


# -- tags: pikepdf -----------------------------------------------------------------------------------------------------


def _tree(pdf: pikepdf.Pdf) -> Node:
    numbers = {page.obj.objgen: index + 1 for index, page in enumerate(pdf.pages)}

    def node(element: Any, page: int) -> Node:
        page = numbers[element.Pg.objgen] if "/Pg" in element else page
        kids = tuple(kid for one in _array(element.get("/K")) if (kid := content(one, page)) is not None)
        return Node(str(element.S).removeprefix("/"), _attributes(element), kids)

    def content(one: Any, page: int) -> "Node | tuple[int, int] | None":
        if isinstance(one, int):
            return page, one
        kind = str(one.get("/Type", ""))
        if kind == "/OBJR":
            return None
        if kind == "/MCR":
            return numbers[one.Pg.objgen] if "/Pg" in one else page, int(one.MCID)
        return node(one, page)

    return Node("Root", {}, tuple(node(one, 0) for one in _array(pdf.Root.StructTreeRoot.K)))


def _array(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _attributes(element: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        key: str(element[f"/{key}"]) for key in ("T", "ID", "Alt", "ActualText") if f"/{key}" in element
    }
    for one in _array(element.get("/A")):
        if isinstance(one, pikepdf.Dictionary):
            for key, value in one.items():
                found[key.removeprefix("/")] = [str(v) for v in value] if isinstance(value, pikepdf.Array) else value
    return found


def _sections(root: Node, chars: Any) -> Iterator[Section]:
    heading, tables = "", []
    for node in root.walk():
        if node.tag in {"H1", "H2"}:
            yield Section(heading, tuple(tables))
            heading, tables = _text(chars(node)), []
        elif node.tag == "Table":
            tables.append(_table(node, chars))
    yield Section(heading, tuple(tables))


def _table(node: Node, chars: Any) -> Table:
    cells = []
    covered: set[tuple[int, int]] = set()
    for row, line in enumerate(one for one in node.walk() if one.tag == "TR"):
        column = 0
        for one in line.kids:
            assert isinstance(one, Node)
            while (row, column) in covered:
                column += 1
            rows, columns = int(one.attributes.get("RowSpan", 1)), int(one.attributes.get("ColSpan", 1))
            own = {(row + i, column + k) for i in range(rows) for k in range(columns)}
            assert not own & covered, f"cells of a table overlap at row {row}, column {column}"
            covered |= own
            cells.append(Cell(row, column, rows, columns, one.tag == "TH", _text(chars(one)), chars(one)))
    assert len(covered) == (1 + max(r for r, _ in covered)) * (1 + max(c for _, c in covered)), "a table has holes"
    return Table(tuple(cells))


def _blocks(node: Node, chars: Any, *, in_table: bool) -> Iterator[Block]:
    leaf = not any(isinstance(kid, Node) and kid.tag not in {"Span", "Link", "Em", "Strong"} for kid in node.kids)
    if leaf and node.kids:
        found = chars(node)
        yield Block(node.tag, _text(found), found, in_table)
        return
    for kid in node.kids:
        if isinstance(kid, Node):
            yield from _blocks(kid, chars, in_table=in_table or kid.tag in {"TD", "TH"})


# -- outline and links: pikepdf ----------------------------------------------------------------------------------------


def _bookmarks(pdf: pikepdf.Pdf) -> Iterator[Bookmark]:
    numbers = {page.obj.objgen: index + 1 for index, page in enumerate(pdf.pages)}

    def level(items: Any, depth: int) -> Iterator[Bookmark]:
        for item in items:
            yield Bookmark(depth, item.title, numbers[_destination(pdf, item.obj)])
            yield from level(item.children, depth + 1)

    with pdf.open_outline() as outline:
        yield from level(outline.root, 1)


def _destination(pdf: pikepdf.Pdf, item: Any) -> tuple[int, int]:
    """Object number of the page that an outline item or a link leads to."""
    target = item.get("/Dest")
    if target is None:
        target = item.A.D
    if isinstance(target, pikepdf.String):
        target = pikepdf.NameTree(pdf.Root.Names.Dests)[str(target)]
    elif isinstance(target, pikepdf.Name):
        target = pdf.Root.Dests[str(target)]
    if isinstance(target, pikepdf.Dictionary):
        target = target.D
    return target[0].objgen


def _links(
    pdf: pikepdf.Pdf, pages: tuple[tuple[Char, ...], ...], sizes: tuple[tuple[float, float], ...]
) -> Iterator[Link]:
    numbers = {page.obj.objgen: index + 1 for index, page in enumerate(pdf.pages)}
    for index, page in enumerate(pdf.pages):
        for one in page.obj.get("/Annots", ()):
            if str(one.Subtype) != "/Link" or str(one.get("/A", {}).get("/S", "")) == "/URI":
                continue
            x0, y0, x1, y1 = (float(value) for value in one.Rect)
            top, bottom = sizes[index][1] - y1, sizes[index][1] - y0
            inside = [
                c for c in pages[index] if x0 - 1 <= (c.x0 + c.x1) / 2 <= x1 + 1 and top - 1 <= c.base <= bottom + 1
            ]
            yield Link(index + 1, squeeze("".join(c.text for c in inside)), numbers[_destination(pdf, one)])
