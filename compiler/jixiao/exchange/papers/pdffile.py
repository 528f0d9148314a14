"""PDF files to paragraphs and grids, by where characters and lines stand.

Files that `jixiao build` made carry their data as an attachment, which is taken instead: exact, whatever the pages say.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from jixiao.exchange.papers.pdflines import SHORT, Flow, Line, joined, lines_of
from jixiao.exchange.papers.pieces import EXACT, Maker, Paper, Where
from jixiao.exchange.papers.printedcopy import ATTACHMENT, is_ours, paper_of

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.pdf import PDF

#: No copy of ours is larger; pages beyond are no department's.
_MOST_COPY, _MOST_PAGES = 30 << 20, 3000
_DEEP = 20
#: In ems, how far from the edge of its cell a line must end to end a paragraph without a full stop.
_FAR = 7
#: The number of an item; a number set apart from Chinese words, as some people type it, and not.
_ITEM = re.compile(r"\d{1,2}[.、．](?!\d)")
_SPACED, _TIGHT = re.compile("[一-龥] [0-9]"), re.compile("[一-龥][0-9]")
_DATE = re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日")
_FOLIO = re.compile(r"\s*[-—–]*\s*\d{1,4}\s*[-—–]*\s*|\s*第\s*\d+\s*页.*")
_EDGE = 3.0


class NoTextError(Exception):
    """A PDF of pictures only."""


class LockedError(Exception):
    """A PDF that asks for a password."""


def read_pdf(name: str, data: bytes, *, attached: bool = True) -> Paper:
    """The paragraphs and grids of a PDF; `attached` False: by its pages, whatever it carries.

    Raises:
        NoTextError: there are only pictures.
        LockedError: it is encrypted.
        Exception: of many kinds, where the file is damaged.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        pdf = pdfplumber.open(BytesIO(data))
    except (PDFPasswordIncorrect, PdfminerException) as error:
        if isinstance(error, PDFPasswordIncorrect) or any(isinstance(one, PDFPasswordIncorrect) for one in error.args):
            raise LockedError from error
        raise
    with pdf:
        copy = _attachment(pdf) if attached else None
        if copy is not None:
            return paper_of(name, copy, _cover_date(pdf))
        return _by_pages(name, pdf)


# -- the attachment ---------------------------------------------------------------------------------------------------


def _attachment(pdf: "PDF") -> dict[str, Any] | None:
    for name, stream in _embedded(pdf):
        if name != ATTACHMENT:
            continue
        raw = stream.get_data()
        try:
            copy: Any = json.loads(raw) if len(raw) <= _MOST_COPY else None
        except (ValueError, RecursionError):
            continue
        if is_ours(copy):
            return dict(copy)
    return None


def _embedded(pdf: "PDF") -> Iterator[tuple[str, Any]]:
    """Names and streams of the embedded files."""
    from pdfminer.pdftypes import PDFStream, resolve1

    def walk(node: Any, depth: int) -> Iterator[Any]:  # noqa: ANN401 - objects of a PDF
        node = resolve1(node)
        if not isinstance(node, dict) or depth > _DEEP:
            return
        yield from (resolve1(one) for one in (resolve1(node.get("Names")) or [])[1::2])
        for kid in resolve1(node.get("Kids")) or []:
            yield from walk(kid, depth + 1)

    names = resolve1(pdf.doc.catalog.get("Names"))
    for one in walk(names.get("EmbeddedFiles") if isinstance(names, dict) else None, 0):
        files = resolve1(one.get("EF")) if isinstance(one, dict) else None
        stream = resolve1(files.get("F")) if isinstance(files, dict) else None
        if isinstance(stream, PDFStream):
            yield _plain(one.get("UF") or one.get("F")), stream


def _plain(value: object) -> str:
    raw = value if isinstance(value, bytes) else b""
    return raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "latin-1", "replace").rsplit("/", 1)[
        -1
    ]


def _cover_date(pdf: "PDF") -> str:
    """编制日期: the only thing of a cover that the copy does not say."""
    lines = lines_of(pdf.pages[0].chars) if pdf.pages else []
    found = next((one for line in lines if (one := _DATE.fullmatch(re.sub(r"\s", "", line.text)))), None)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else ""


# -- pages ------------------------------------------------------------------------------------------------------------


def _by_pages(name: str, pdf: "PDF") -> Paper:
    maker = Maker(name)
    flow = Flow(maker)
    texts = 0
    for number, page in enumerate(pdf.pages[:_MOST_PAGES], 1):
        if page.chars:
            texts += 1
            _page(flow, page, number)
        elif page.images:
            maker.note("整页是图片，没有文字，没有搬", Where(page=number))
        page.close()  # a page keeps all its characters until told otherwise
    if not texts:
        raise NoTextError
    flow.end()
    maker.note("PDF 里没有段落和合并单元格的记录，是按文字和表格线的位置推断的，请对照原件核对")
    return maker.paper()


def _page(flow: Flow, page: "Page", number: int) -> None:
    from pdfplumber.utils.text import dedupe_chars

    chars = dedupe_chars([_readable(one) for one in page.chars if one["upright"]])
    tables = sorted(page.find_tables(), key=lambda one: one.bbox[1])
    boxes = [table.bbox for table in tables]
    outside = [one for one in chars if not any(_inside(one, box) for box in boxes)]
    lines = [one for one in lines_of(outside) if not _is_folio(one, page.height)]
    bounds = min((line.x0 for line in lines), default=0.0), max((line.x1 for line in lines), default=0.0)
    done = 0
    for order, (table, box) in enumerate(zip(tables, boxes, strict=True), 1):
        above = [line for line in lines[done:] if line.top < box[1]]
        flow.lines(above, bounds, number)
        flow.end()
        done += len(above)
        _table(flow.maker, chars, table, Where(page=number, table=order))
    flow.lines(lines[done:], bounds, number)


def _readable(char: dict[str, Any]) -> dict[str, Any]:
    """A glyph may stand for its character and joiners that nobody sees."""
    text = char["text"]
    if text.isprintable():
        return char
    return char | {"text": "".join(one for one in text if one.isprintable() or one.isspace()).strip("\r\n") or " "}


def _inside(char: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _is_folio(line: Line, height: float) -> bool:
    return bool(_FOLIO.fullmatch(line.text)) and (line.top > height * 0.85 or line.top < height * 0.08)


# -- tables -----------------------------------------------------------------------------------------------------------


def _table(maker: Maker, chars: list[dict[str, Any]], table: Any, where: Where) -> None:  # noqa: ANN401
    """The cells of a table: its lines make a grid, a cell that goes over several of its places is merged."""
    boxes = [box for box in table.cells if box is not None]
    columns, rows = (
        _edges(x for box in boxes for x in (box[0], box[2])),
        _edges(y for box in boxes for y in (box[1], box[3])),
    )
    own: dict[int, list[dict[str, Any]]] = {}
    for char in chars:
        if _inside(char, table.bbox):
            at = next((index for index, box in enumerate(boxes) if _inside(char, box)), -1)
            own.setdefault(at, []).append(char)
    cells = []
    ordinals: Counter[int] = Counter()
    for index, box in sorted(enumerate(boxes), key=lambda one: (_at(rows, one[1][1]), one[1][0])):
        row, column = _at(rows, box[1]), _at(columns, box[0])
        spans = (max(1, _at(rows, box[3]) - row), max(1, _at(columns, box[2]) - column))
        ordinals[row] += 1
        place = where._replace(row=row + 1, column=ordinals[row])
        cells.append(maker.cell(_cell_text(own.get(index, []), box), place, (row, column), spans))
    maker.grid(cells, EXACT, where)
    if own.get(-1):
        maker.paragraph(joined(own[-1]), where)


def _edges(values: Iterator[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _EDGE:
            found.append(value)
    return found


def _at(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value))


def _cell_text(chars: list[dict[str, Any]], box: tuple[float, float, float, float]) -> str:
    """The lines of a cell; a line that ends early, with a sentence, ends a paragraph."""
    rows: dict[int, list[Line]] = {}
    for line in lines_of(chars):
        rows.setdefault(round(line.top), []).append(line)
    lines = [
        Line(row[0].x0, row[-1].x1, row[0].top, row[0].size, " ".join(one.text for one in row)) for row in rows.values()
    ]
    spaced = any(map(_SPACED.search, texts := [line.text for line in lines])) and not any(map(_TIGHT.search, texts))
    text = ""
    for before, line in zip((None, *lines), lines, strict=False):
        text += ("" if before is None else _between(before, line, box[2], spaced=spaced)) + line.text
    return text


def _between(before: Line, line: Line, right: float, *, spaced: bool) -> str:
    """What stands between two lines of a cell: a line end where a paragraph ends, a space that the break swallowed."""
    # A line may end a few characters early for the sake of a number and its unit; far from the edge it ends a paragraph.
    room = (right - before.x1) / line.size
    sentence = before.text.endswith(("。", "；", ";", "！"))
    if room > (_FAR if not sentence else SHORT + 1) or _ITEM.match(line.text):
        return "\n"
    last, first = before.text[-1:], line.text[:1]
    latin = last.isascii() and last.isalnum() and first.isascii() and first.isalpha()
    return " " if latin or (spaced and _SPACED.fullmatch(f"{last} {first}")) else ""
