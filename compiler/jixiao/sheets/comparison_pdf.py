"""The 对照表 as PDF, by the same engine, fonts and standards as the official documents."""

from collections.abc import Iterator, Sequence

from jixiao.diagnostics import Diagnostic
from jixiao.markup import array, string
from jixiao.sheets.comparison import (
    EMPTY,
    TITLE,
    UNLISTED,
    ComparisonSheet,
    Remark,
    Row,
)
from jixiao.sheets.comparison_cells import NOTHING, VALUE, WORDS, Cell
from jixiao.sheets.pieces import Piece, cut, pieces
from jixiao.sheets.review_pdf import Press
from jixiao.sheets.typeset import LIBRARY, MARKS, Printed, library, lines, lost_characters, setup

#: Widths in mm, which fill the page between margins of 20 mm.
_WIDTHS = (12, 45, 70, 70, 60)
_MARGIN, _WIDTH = "20mm", "257mm"
#: A row is kept on one page up to this part of its height; heads and a band take the rest.
_WHOLE = "86%"
_BODY, _LABEL, _TITLE = "宋体", "黑体", "小标宋"
_UNIT = "单位：万元"
_LEGEND = ("图例：", "文字修改，", "；数值修改，")
_LEGEND_WORDS = "删去的文字加写的文字原来的数值现在的数值栏，；"
_HINT = "请换一个字，或者改用别的输出格式。"


def comparison_pdf(
    sheets: Sequence[ComparisonSheet], press: Press, timestamp: int = 0
) -> tuple[bytes, list[Diagnostic]]:
    """The sheets one after the other, each from a new page; no bytes where there are error faults.

    `timestamp` is the date of the PDF in Unix seconds: nothing in a 对照表 depends on the day it is made.
    """
    faults = lost_characters(_texts(sheets), press.fonts, _HINT)
    files, names, more = library(press.workspace)
    if faults or more:
        return b"", [*faults, *more]
    files |= {"main.typ": _main(sheets).encode(), "setup.typ": setup(press.fonts)}
    compiled = press.engine.compile(files, timestamp, names)
    return compiled.pdf, list(compiled.faults)


def _texts(sheets: Sequence[ComparisonSheet]) -> Iterator[Printed]:
    """Every text that is printed, with the role of its font."""
    yield Printed(TITLE, _TITLE, TITLE)
    yield Printed(_LEGEND_WORDS, _LABEL, TITLE)
    yield Printed("".join((*_LEGEND, _LEGEND_WORDS, _UNIT, EMPTY, NOTHING, "第页共0123456789")), _BODY, TITLE)
    for sheet in sheets:
        where = sheet.heading
        around = (where, sheet.unit, sheet.code, sheet.footer, *sheet.counts, sheet.unlisted, *sheet.stale)
        yield Printed("".join(around), _BODY, where)
        labels = (*sheet.headings, sheet.banner, "（续）", *(one.title for one in sheet.bands))
        yield Printed("".join(labels), _LABEL, where)
        for row in (*sheet.everywhere, *(row for one in sheet.bands for row in one.rows)):
            yield from _row_texts(row, f"{where}，{''.join(row.place)}")


def _row_texts(row: Row, where: str) -> Iterator[Printed]:
    said = (*row.place, row.old.text, row.new.text, *(line for one in row.remarks for line in one.lines))
    yield Printed("".join(said), _BODY, where)
    marked = row.new.text if row.new.kind in {VALUE, WORDS} else ""
    yield Printed("".join((row.tag, marked, *(one.head for one in row.remarks))), _LABEL, where)


# -- code -------------------------------------------------------------------------------------------------------------


def _main(sheets: Sequence[ComparisonSheet]) -> str:
    """The entry file: calls of the libraries with literal data."""
    title = sheets[0].heading if len(sheets) == 1 else f"{TITLE}{sheets[0].years}" if sheets else TITLE
    parts = [
        f'#import "/{LIBRARY}": *',
        f'#import "/{MARKS}": *',
        f"#show: sheet-document.with(title: {string(title)}, margin: {_MARGIN})",
    ]
    for number, sheet in enumerate(sheets):
        parts += _sheet(sheet, number)
    return "\n".join(parts) + "\n"


def _sheet(sheet: ComparisonSheet, number: int) -> Iterator[str]:
    first = str(number == 0).lower()
    names = f"listed: {string(sheet.heading)}, note: {string(sheet.footer)}"
    yield f"#sheet-title({string(TITLE)}, {names}, first: {first})"
    yield f"#sheet-subtitle({string(sheet.years)})"
    if sheet.banner:
        yield f"#banner({string(sheet.banner)})"
    code = f"（{sheet.code}）" if sheet.code else ""
    yield f"#sheet-line({string(sheet.unit + code)}, right: {string(_UNIT)})"
    yield from (f"#sheet-line({string(line)})" for line in sheet.counts)
    yield f"#sheet-line(legend({_legend(sheet)}))"
    yield f'#sheet-table({_columns(sheet)}, {array(_rows(sheet))}, width: {_WIDTH}, whole: {_WHOLE}, name: "表{number}")'
    yield from (f"#sheet-line({string(line)})" for line in sheet.stale)


def _legend(sheet: ComparisonSheet) -> str:
    """The lead and what each pair of samples is about."""
    return ", ".join(map(string, (*_LEGEND, *sheet.sides)))


def _columns(sheet: ComparisonSheet) -> str:
    aligned = zip(_WIDTHS, sheet.headings, (True, False, False, False, False), strict=True)
    return array(
        f"column({width}, {string(word)}{', align: center' if centred else ''})" for width, word, centred in aligned
    )


def _rows(sheet: ComparisonSheet) -> Iterator[str]:
    if sheet.is_empty:
        yield array((_wide(len(_WIDTHS), EMPTY),))
    yield from (_row(row, sheet) for row in sheet.everywhere)
    if sheet.unlisted:
        yield array((lines(""), _tagged("", (UNLISTED,)), _wide(len(_WIDTHS) - 2, sheet.unlisted)))
    for one in sheet.bands:
        yield f"(band: {value(one.title)})"
        yield from (_row(row, sheet) for row in one.rows)


def _row(row: Row, sheet: ComparisonSheet) -> str:
    old, new = _cell(row.old, "went"), _cell(row.new, "came")
    left, right = (new, old) if sheet.new_first else (old, new)
    number = str(row.number) if row.number else ""
    return array((lines(number), _tagged(row.tag, row.place), left, right, _remarks(row.remarks)))


def _wide(columns: int, text: str) -> str:
    return f"wide({columns},{value(text)})"


def _tagged(tag: str, place: Sequence[str]) -> str:
    return f"tagged({string(tag)},{','.join(map(value, place))})"


def _remarks(some: Sequence[Remark]) -> str:
    return f"remarks({','.join(array(map(value, (one.head, *one.lines))) for one in some)})"


def _cell(one: Cell, mark: str) -> str:
    if one.kind == WORDS:
        return f"words-{mark}({','.join(array(map(_piece, line)) for line in pieces(one.runs))})"
    if one.kind == VALUE:
        return f"value-{mark}({','.join(map(value, one.text.split(chr(10))))})"
    return lines(one.text)


def value(text: str) -> str:
    """A text of one line as a printed value."""
    return array(map(string, ("", *cut(text)))) if text else array([string("")])


def _piece(one: Piece) -> str:
    if one.fixed:
        parts = (f"({str(marked).lower()},{string(text)})" for marked, text in one.parts)
        return f"(fixed:{array(parts)})"
    ((marked, text),) = one.parts
    return array((string(text),)) if marked else string(text)
