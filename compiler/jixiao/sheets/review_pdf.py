"""The 审核表 as PDF, by the same engine, fonts and standards as the official documents."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple

from jixiao.diagnostics import Diagnostic
from jixiao.markup import array, string
from jixiao.sheets.review import (
    ADVICE,
    CONTENT,
    FORMER,
    LEVEL,
    NOTICE,
    NUMBER,
    PASSED,
    POINT,
    PROBLEMS,
    REPLY,
    SIGNATURES,
    TITLE,
    Sheet,
)
from jixiao.sheets.typeset import LIBRARY, Printed, library, lines, lost_characters, setup

if TYPE_CHECKING:
    from jixiao.source.workspace import Workspace
    from jixiao.typeset.engine import Engine
    from jixiao.typeset.fonts import FontSet

#: Widths in mm, which fill the page; with 上次回复 the wide columns give way.
_WIDTHS = {NUMBER: 22, POINT: 14, CONTENT: 38, PASSED: 16, PROBLEMS: 81, LEVEL: 16, ADVICE: 48, REPLY: 32}
_COMPARED = _WIDTHS | {CONTENT: 34, PROBLEMS: 70, ADVICE: 42, FORMER: 24, REPLY: 29}
_CENTRED = frozenset({NUMBER, POINT, PASSED, LEVEL})
_BODY, _LABEL, _TITLE = "宋体", "黑体", "小标宋"
_HINT = "请换一个字，或者把审核表存成 .xlsx。"


class Press(NamedTuple):
    """What typesetting needs: where layouts are looked for, the fonts, the engine made of them."""

    workspace: "Workspace | None"
    fonts: "FontSet"
    engine: "Engine"


def review_pdf(sheets: Sequence[Sheet], day: date, press: Press) -> tuple[bytes, list[Diagnostic]]:
    """The sheets one after the other, each from a new page; no bytes where there are error faults."""
    faults = lost_characters(_texts(sheets), press.fonts, _HINT)
    files, names, more = library(press.workspace)
    if faults or more:
        return b"", [*faults, *more]
    files |= {"main.typ": _main(sheets).encode(), "setup.typ": setup(press.fonts)}
    stamp = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    compiled = press.engine.compile(files, stamp, names)
    return compiled.pdf, list(compiled.faults)


def _texts(sheets: Sequence[Sheet]) -> Iterator[Printed]:
    """Every text that is printed, with the role of its font."""
    yield Printed(TITLE, _TITLE, TITLE)
    yield Printed("".join(_COMPARED), _LABEL, TITLE)
    yield Printed(NOTICE + "".join(SIGNATURES) + "第页共0123456789", _BODY, TITLE)
    for sheet in sheets:
        head = f"{sheet.unit}{sheet.year}年度{TITLE}"
        yield Printed("".join((*_head(sheet), head)), _BODY, head)
        for row in sheet.rows:
            yield Printed("".join(sheet.cells(row)), _BODY, f"{head}，编号 {row.number or row.point}")


def _main(sheets: Sequence[Sheet]) -> str:
    """The entry file: calls of the library with literal data."""
    units = "、".join(dict.fromkeys(sheet.unit for sheet in sheets))
    years = "、".join(dict.fromkeys(sheet.year for sheet in sheets))
    title = f"{units}{years}年度{TITLE}" if len(sheets) == 1 else f"{years}年度{TITLE}"
    parts = [
        f'#import "/{LIBRARY}": *',
        f"#show: sheet-document.with(title: {string(title)})",
    ]
    for number, sheet in enumerate(sheets):
        parts += _sheet(sheet, first=number == 0)
    return "\n".join(parts) + "\n"


def _sheet(sheet: Sheet, *, first: bool) -> Iterator[str]:
    unit, basis, result, notice = _head(sheet)
    heading = f"{sheet.unit}{sheet.year}年度{TITLE}"
    yield f"#sheet-title({string(TITLE)}, listed: {string(heading)}, first: {str(first).lower()})"
    left, _, right = unit.partition("\t")
    yield f"#sheet-line({string(left)}, right: {string(right)})"
    yield from (f"#sheet-line({string(line)})" for line in (basis, result, notice))
    widths = _COMPARED if sheet.compared else _WIDTHS
    columns = array(_column(word, widths[word]) for word in sheet.headings)
    rows = array(array(map(lines, sheet.cells(row))) for row in sheet.rows)
    yield f"#sheet-table({columns}, {rows})"
    yield f"#sheet-signatures({array(map(string, SIGNATURES))})"


def _column(word: str, width: int) -> str:
    align = ", align: center" if word in _CENTRED else ""
    code = ", code: true" if word == NUMBER else ""
    return f"column({width}, {string(word)}{align}{code})"


def _head(sheet: Sheet) -> tuple[str, str, str, str]:
    """The lines above the table; the first is parted by a tab."""
    code = f"（{sheet.code}）" if sheet.code else ""
    stage = f"　阶段：{sheet.stage}" if sheet.stage else ""
    result = "；".join(part for part in (sheet.result, sheet.audit, sheet.aside) if part)
    return (
        f"单位：{sheet.unit}{code}\t年度：{sheet.year}{stage}　审核日期：{sheet.day}",
        f"审核依据：{sheet.basis}",
        f"审核结果：{result}",
        f"填写说明：{NOTICE}",
    )
