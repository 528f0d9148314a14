"""Word files (.docx) to paragraphs and grids, read from their XML: merged cells, numbering, tracked changes, text boxes.

A document is read as if all tracked changes had been accepted; what that leaves out is told.
"""

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from jixiao.exchange.papers.numbering import Numbering
from jixiao.exchange.papers.pieces import EXACT, Cell, Maker, Paper, Where

if TYPE_CHECKING:
    from docx.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BLIPS = ("{http://schemas.openxmlformats.org/drawingml/2006/main}blip", "{urn:schemas-microsoft-com:vml}imagedata")
#: What holds further content in its place: content controls, accepted insertions, links.
_OPEN = frozenset(
    _W + name
    for name in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "hyperlink", "fldSimple", "customXml", "bdo", "dir")
)
_DELETED = frozenset(_W + name for name in ("del", "moveFrom"))
_PARTS = (("footnotes", "脚注"), ("endnotes", "尾注"), ("comments", "批注"))
#: Deeper than any table of people's is nested.
_DEEPEST = 20
_SHOWN = 20


def read_word(name: str, data: bytes) -> Paper:
    """The paragraphs and grids of a Word file.

    Raises:
        Exception: of many kinds, where the file is damaged.
    """
    import docx

    return _Reader(name, docx.Document(BytesIO(data))).read()


class _Reader:
    """Walks through one document."""

    def __init__(self, name: str, document: "Document") -> None:
        self.maker = Maker(name)
        self.document = document
        self.numbering = Numbering(document.part)
        self.paragraphs = self.tables = 0
        self.deleted: list[str] = []
        self.seen: Counter[str] = Counter()

    def read(self) -> Paper:
        """Everything, the text first."""
        self._body(self.document.element.body, 0)
        for section in self.document.sections:
            for part, words in ((section.header, "页眉"), (section.footer, "页脚")):
                if not part.is_linked_to_previous:
                    self._aside(part._element, words)  # noqa: SLF001 - the only way to its text boxes and fields
        for kind, words in _PARTS:
            self._part(kind, words)
        self._notes()
        return self.maker.paper()

    def _notes(self) -> None:
        if self.deleted:
            said = "、".join(f"“{text}”" for text in self.deleted[:_SHOWN]) + (
                "……" if len(self.deleted) > _SHOWN else ""
            )
            self.maker.note(f"文件里有没有接受的修订，按全部接受后的文字搬入；修订中删去的有：{said}")
        elif self.seen["ins"]:
            self.maker.note("文件里有没有接受的修订（增加的文字），按全部接受后的文字搬入")
        if self.seen["image"]:
            self.maker.note(f"文件里有 {self.seen['image']} 张图片，图片里的内容没有搬")
        if self.seen["symbol"]:
            self.maker.note(f"有 {self.seen['symbol']} 处用符号字体画的字（如方框、对勾），没有搬，请核对")

    # -- parts outside the text ---------------------------------------------------------------------------------------

    def _aside(self, element: Any, words: str) -> None:  # noqa: ANN401 - an element of lxml
        for paragraph in element.iter(_W + "p"):
            text = self._text(paragraph)
            self.maker.paragraph(text, Where(words))

    def _part(self, kind: str, words: str) -> None:
        from docx.oxml import parse_xml

        for relation in self.document.part.rels.values():
            if relation.is_external or not relation.reltype.endswith(f"/{kind}"):
                continue
            for note in parse_xml(relation.target_part.blob):
                if note.get(_W + "type") not in {"separator", "continuationSeparator"}:
                    self._aside(note, words)

    # -- the text -----------------------------------------------------------------------------------------------------

    def _body(self, element: Any, depth: int) -> None:  # noqa: ANN401
        for child in _content(element):
            if child.tag == _W + "p":
                self.paragraphs += 1
                self.maker.paragraph(self._numbered(child), Where(paragraph=self.paragraphs))
                self._boxes(child, depth)
            elif child.tag == _W + "tbl":
                self._table(child, depth)
                if depth == 0:
                    self._boxes(child, depth)
            elif child.tag == _W + "altChunk":
                self.maker.note("文件里嵌着另一个文件的内容，没有搬；请用 Word 打开，另存一次再搬")

    def _boxes(self, paragraph: Any, depth: int) -> None:  # noqa: ANN401
        """Text boxes hang on a paragraph; Word keeps each twice."""
        for box in paragraph.iter(_W + "txbxContent"):
            if depth < _DEEPEST and not any(one.tag == _FALLBACK for one in box.iterancestors()):
                self._body(box, depth + 1)

    def _numbered(self, paragraph: Any) -> str:  # noqa: ANN401
        text = self._text(paragraph)
        return self.numbering.mark(paragraph) + text if text.strip() else text

    def _text(self, paragraph: Any) -> str:  # noqa: ANN401
        return "".join(self._runs(paragraph))

    def _runs(self, element: Any) -> Iterator[str]:  # noqa: ANN401
        for child in element:
            tag = child.tag
            if tag == _W + "r":
                yield from self._run(child)
            elif tag in _OPEN:
                if tag == _W + "ins":
                    self.seen["ins"] += 1
                yield from self._runs(child)
            elif tag in _DELETED:
                lost = "".join(one.text or "" for one in child.iter(_W + "delText", _W + "t")).strip()
                self.deleted += [lost] if lost else []
            elif tag.startswith(_MATH):
                yield "".join(one.text or "" for one in child.iter(_MATH + "t"))

    def _run(self, run: Any) -> Iterator[str]:  # noqa: ANN401
        for child in run:
            tag = child.tag
            if tag == _W + "t":
                yield child.text or ""
            elif tag == _W + "tab":
                yield "\t"
            elif tag in {_W + "br", _W + "cr"}:
                yield "" if child.get(_W + "type") in {"page", "column"} else "\n"
            elif tag == _W + "noBreakHyphen":
                yield "-"
            elif tag == _W + "ruby":
                yield from (text for base in child.iter(_W + "rubyBase") for text in self._runs(base))
            elif tag == _W + "sym":
                self.seen["symbol"] += 1
            elif tag in {_W + "drawing", _W + "pict", _W + "object"} or tag.endswith("AlternateContent"):
                self.seen["image"] += any(True for kind in _BLIPS for _ in child.iter(kind))

    # -- tables -------------------------------------------------------------------------------------------------------

    def _table(self, table: Any, depth: int) -> None:  # noqa: ANN401
        self.tables += 1
        number = self.tables
        cells: list[Cell] = []
        open_cells: dict[int, int] = {}
        inner: list[Any] = []
        for index, row in enumerate(self._rows(table)):
            for ordinal, (column, span, merge, parts) in enumerate(_slots(row), 1):
                above = open_cells.get(column)
                if merge == "continue" and above is not None:
                    cells[above] = cells[above]._replace(rows=index - cells[above].row + 1)
                    continue
                inner += [one for part in parts for one in _inner_tables(part)]
                text = "\n".join(self._numbered(one) for part in parts for one in _content(part) if one.tag == _W + "p")
                where = Where(table=number, row=index + 1, column=ordinal)
                for at in range(column, column + span):
                    open_cells.pop(at, None)
                if merge:
                    open_cells[column] = len(cells)
                cells.append(self.maker.cell(text, where, (index, column), (1, span)))
        self.maker.grid(cells, EXACT, Where(table=number))
        for one in inner:
            if depth < _DEEPEST:
                self._table(one, depth + 1)

    def _rows(self, table: Any) -> Iterator[Any]:  # noqa: ANN401
        for row in _content(table):
            if row.tag != _W + "tr":
                continue
            if row.find(f"{_W}trPr/{_W}del") is not None:
                self.deleted.append("".join(one.text or "" for one in row.iter(_W + "delText", _W + "t")))
            else:
                yield row


def _content(element: Any) -> Iterator[Any]:  # noqa: ANN401
    """The children of an element, those of content controls and accepted changes in their place."""
    for child in element:
        if child.tag in _OPEN:
            yield from _content(child)
        elif child.tag not in _DELETED:
            yield child


def _inner_tables(cell: Any) -> Iterator[Any]:  # noqa: ANN401
    return (one for one in _content(cell) if one.tag == _W + "tbl")


def _slots(row: Any) -> Iterator[tuple[int, int, str, list[Any]]]:  # noqa: ANN401
    """Column, span, vertical merge (restart, continue or empty) and elements of the cells of a row."""
    column = _number(row.find(f"{_W}trPr/{_W}gridBefore"))
    found: list[tuple[int, int, str, list[Any]]] = []
    for cell in _content(row):
        if cell.tag != _W + "tc":
            continue
        about = cell.find(_W + "tcPr")
        span = max(1, _number(about.find(_W + "gridSpan") if about is not None else None))
        merge = _merge(about, "vMerge")
        if _merge(about, "hMerge") == "continue" and found:  # the old way to merge across
            at, wide, down, parts = found[-1]
            found[-1] = (at, wide + span, down, [*parts, cell])
        else:
            found.append((column, span, merge, [cell]))
        column += span
    yield from found


def _number(element: Any) -> int:  # noqa: ANN401
    value = "" if element is None else str(element.get(_W + "val", ""))
    return min(int(value), 100) if value.isdecimal() else 0


def _merge(about: Any, name: str) -> str:  # noqa: ANN401
    found = None if about is None else about.find(_W + name)
    return "" if found is None else str(found.get(_W + "val", "continue"))
