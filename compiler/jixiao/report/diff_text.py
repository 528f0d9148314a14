"""A comparison for a terminal (diff.md §12): counts first, then a block for each project, one change after another.

Nothing is aligned behind a value: ≥, ≤ and → take one cell on some terminals and two on others.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from jixiao.diff.records import COSMETIC, CRITICAL, MAJOR, NOTICE, SEVERITIES, Change, Comparison
from jixiao.diff.taxonomy import LEVEL_WORDS
from jixiao.report.diff_excerpt import elided, marked
from jixiao.report.diff_view import Block, View, crosses_stages, is_folded, unit_of, view
from jixiao.report.diff_words import (
    TITLE,
    acceptance_words,
    block_money,
    block_title,
    delta_words,
    former_words,
    how_words,
    is_prose,
    level_words,
    money_words,
    place_words,
    projects_words,
    rule_words,
    short_file,
    short_place,
    side_words,
    stages_words,
    stale_words,
    tally_words,
    values_words,
)
from jixiao.report.terminal import Style, cells, place_of, visible

_BOLD, _QUIET, _WARN = "1", "2", "33;1"
_COLOURS = {CRITICAL: "31;1", MAJOR: "33;1", NOTICE: "36", COSMETIC: "2"}
_GAP = "  "
#: Characters shown beside a change of running text.
_AROUND = 14
#: Cells of a line at least, however narrow the terminal.
_NARROW = 40
#: Ambiguous widths count as two where a line might overflow.
_AMBIGUOUS = re.compile("[≥≤→←≠±×÷°‰…—“”‘’·■⚠─①-⑳ⅠⅡⅢⅣⅤ]")
#: What stays on one line: a number with its sign, a word; brackets and stops stay with what they enclose or close.
_UNIT = re.compile(r"[（【〔《“]*(?:[≥≤><=]*[0-9A-Za-z.,%‰_+-]+|.)[，。；：、！？）】〕》”]*|.", re.ASCII | re.DOTALL)


class Layout(NamedTuple):
    """How to show it.

    Attributes:
        style: with colours or without.
        width: cells of a line.
        cosmetic: unfold what is only wording.
        unchanged: name the projects without any change.
    """

    style: Style
    width: int = 100
    cosmetic: bool = False
    unchanged: bool = False


class _Piece(NamedTuple):
    """A stretch of a line in one colour."""

    text: str
    colour: str = ""


def text(comparisons: Sequence[Comparison], layout: Layout, alone: Sequence[str] = ()) -> str:
    """All comparisons as lines, without a final line end; `alone` are the sides without a partner (无对应年度)."""
    parts = ["\n".join(_comparison(view(one), layout)) for one in comparisons]
    if alone:
        parts.append("\n".join(f"无对应年度，没有比较：{visible(one)}" for one in alone))
    return "\n\n".join(parts)


def _comparison(one: View, layout: Layout) -> Iterator[str]:
    yield from _head(one, layout)
    if not one.changes:
        yield "无变动"
    for block in one.blocks:
        yield ""
        yield from _block(one, block, layout)
    yield from _stale(one.comparison, layout)
    if layout.unchanged and one.unchanged:
        yield ""
        yield f"无变动的项目 {len(one.unchanged)} 个："
        for name in one.unchanged:
            yield from _flow([_Piece(name)], layout, 2)


def _head(one: View, layout: Layout) -> Iterator[str]:
    compared = one.comparison
    sides = f"{side_words(compared.old)}→ {side_words(compared.new)}"
    yield from _flow([_Piece(part, _BOLD) for part in (TITLE, unit_of(compared), sides)], layout, 0)
    if crosses_stages(compared):
        yield from _flow([_Piece(stages_words(compared), _WARN)], layout, 0)
    yield from _flow([_Piece(projects_words(one)), _Piece(f"预算 {money_words(one.budget)}")], layout, 0)
    yield from _flow(_levels(one, folded=not layout.cosmetic), layout, 0)


def _levels(one: View, *, folded: bool) -> Iterator[_Piece]:
    for level in SEVERITIES:
        count = one.levels[level]
        said = f"{LEVEL_WORDS[level]} {count}"
        hidden = len(one.folded) if folded and level == COSMETIC else 0
        if hidden:
            said += "（未展开）" if hidden == count else f"（未展开 {hidden}）"
        yield _Piece(said, _COLOURS[level] if count else "")
    if one.accepted:
        yield _Piece(f"已确认 {one.accepted}")


def _block(one: View, block: Block, layout: Layout) -> Iterator[str]:
    how = how_words(block)
    pieces = [
        _Piece(f"■ {block_title(block)}", _BOLD),
        _Piece(f"[{how}]" if how else "", _WARN if block.kind == "uncertain" else _QUIET),
        _Piece(block_money(block)),
        _Piece(former_words(block), _QUIET),
        _Piece(file := short_file(one.comparison, block), _QUIET),
    ]
    yield from _flow(pieces, layout, 2, 0)
    shown = [change for change in block.changes if layout.cosmetic or not is_folded(change)]
    room = max((cells(rule_words(change)) for change in shown), default=0)
    for change in shown:
        place = short_place(one.comparison, change, file)
        yield from _change(change, place, layout, room)
    if len(shown) < len(block.changes):
        tally = "，".join(tally_words(one._replace(changes=block.changes)))
        yield from _flow([_Piece(f"文字修改未展开：{tally}", _QUIET)], layout, 2)


def _change(change: Change, place: str, layout: Layout, room: int) -> Iterator[str]:
    """`关注 要求降低  质量指标/水质达标率  ≥97% → ≥93%  2025/饮水.yaml:21  0e468fc5cfe4`."""
    rule = rule_words(change)
    colour = _QUIET if change.acceptance else _COLOURS[change.severity]
    start = f"  {layout.style.paint(level_words(change), colour)} {rule}"
    pad = " " * (room - cells(rule)) if room <= layout.width // 3 else ""
    pieces = [
        _Piece(place_words(change)),
        _Piece(_said(change)),
        _Piece(f"{place}{_GAP}{change.fingerprint}".strip(), _QUIET),
    ]
    used = 2 + cells(level_words(change)) + 1 + cells(rule + pad) + len(_GAP)
    lines = list(_flow(pieces, layout, 7, used))
    yield start + pad + _GAP + lines[0]
    yield from lines[1:]
    if change.acceptance is not None:
        yield from _flow([_Piece(acceptance_words(change.acceptance), _QUIET)], layout, 7)


def _said(change: Change) -> str:
    if is_prose(change):
        return marked(elided(change.text_ops, _AROUND)) + delta_words(change)
    return values_words(change)


def _flow(pieces: Iterable[_Piece], layout: Layout, indent: int, used: int = -1) -> Iterator[str]:
    """Pieces one after another with two spaces between, on a new line where one does not fit; `used` cells are taken."""
    width, lead = max(layout.width, _NARROW), " " * indent
    line, taken = (lead, indent) if used < 0 else ("", used)
    fresh = True
    for piece in pieces:
        shown = visible(" ".join(piece.text.splitlines()))
        if not shown:
            continue
        if not fresh and taken + len(_GAP) + _room(shown) > width:
            yield line
            line, taken, fresh = lead, indent, True
        line, taken = (line, taken) if fresh else (line + _GAP, taken + len(_GAP))
        *full, last = _broken(shown, width - taken, width - indent)
        for part in full:
            yield line + layout.style.paint(part, piece.colour) if piece.colour else line + part
            line, taken = lead, indent
        line += layout.style.paint(last, piece.colour) if piece.colour else last
        taken, fresh = taken + _room(last), False
    yield line


def _broken(shown: str, first: int, other: int) -> Iterator[str]:
    """A text in lines of `first` and then `other` cells, numbers and words whole."""
    line, taken, space = "", 0, first
    for unit in _units(shown, other):
        need = _room(unit)
        if line and taken + need > space:
            yield line.rstrip(" ")
            line, taken, space = "", 0, other
            unit = unit.lstrip(" ")  # noqa: PLW2901 - a space at the beginning of a line means nothing
        line, taken = line + unit, taken + need
    yield line


def _units(shown: str, width: int) -> Iterator[str]:
    """What stays on one line; what is longer than a line falls into its characters."""
    for unit in _UNIT.findall(shown):
        yield from (unit,) if _room(unit) <= width else unit


def _room(shown: str) -> int:
    """Cells that a text may take where ambiguous characters are wide."""
    return cells(shown) + len(_AMBIGUOUS.findall(shown))


def _stale(compared: Comparison, layout: Layout) -> Iterator[str]:
    if not compared.stale:
        return
    yield ""
    yield layout.style.paint(f"失效采纳 {len(compared.stale)} 条，没有效果：", _WARN)
    for given, why in compared.stale:
        yield from _flow([_Piece(place_of(given.span)), _Piece(stale_words(given, why))], layout, 2)
