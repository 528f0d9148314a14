"""Where a text may break: numbers stay with their units, operators with their numbers, and no last line is one character.

A text becomes segments that alternate between breakable and unbreakable, beginning with a breakable one; joined, they are
the text. Unbreakable pieces are drawn in boxes, so nothing is added to what a reader copies out of the PDF. A piece never
grows wider than `WIDEST`, which is what the narrowest author cell of a form must hold (typography.md §8, 4 and 5).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from jixiao.model.lexicon import units
from jixiao.model.pattern import Pattern

#: Width in em that an unbreakable piece may have, and the narrowest author cell of a form must hold.
WIDEST = 6.0
#: A text of so many characters fits on one line of any cell, so nothing of it needs to be kept together.
_SHORT = 5
#: What makes a text worth the full pattern: a digit, a bracketed year, or a long run without a place to break.
_WORTH = re.compile(r"[0-9]|[!-.0-~]{7}")
#: The last two characters of a text and the closing punctuation behind them.
_TAIL = re.compile(r"[^\W_][^\W_][^\w\s]{0,3}\Z")


_NUMBER = r"\d+(?:[.,:]\d+)*"
#: What stays together, without the unit behind it.
_PIECE = Pattern(
    rf"(?P<number>(?:[≥≤＞＜><=＝±￥¥]\s?)?{_NUMBER}(?:\s?[-~～—]\s?{_NUMBER})?)"
    rf"|(?<=[\d元%])(?P<slash>/)"
    rf"|[〔【\[]\d{{4}}[〕】\]]"
    rf"|[!-.0-~]{{7,}}",
)


def width(text: str) -> float:
    """Roughly how wide a text is, in em: one for a Chinese character, half for the rest."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def segments(text: str) -> list[str]:
    """Cut a text into breakable and unbreakable segments in turn (an empty breakable one between two boxes)."""
    if len(text) <= _SHORT:
        return [text]
    if _WORTH.search(text) is None:
        return _keep_tail([text])
    parts: list[str] = []
    last = 0
    for start, end in _pieces(text):
        if end - start > 1:
            parts += [text[last:start], *_fit(text[start:end])]
            last = end
    parts.append(text[last:])
    return _keep_tail(parts)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Where the pieces that stay together begin and end; a slash is one only with its unit."""
    match = _PIECE.search(text)
    while match is not None:
        start, end = match.span()
        if match["number"]:
            gap = end + 1 if text[end : end + 1].isspace() else end
            end = _behind_unit(text, gap) or end
        elif match["slash"]:
            end = _behind_unit(text, end)
        if end:
            yield start, end
        match = _PIECE.search(text, end or start + 1)


def _behind_unit(text: str, start: int) -> int:
    """Where the longest unit at `start` ends; 0 where there is none."""
    for unit in _units_by_first().get(text[start : start + 1], ()):
        if text.startswith(unit, start):
            return start + len(unit)
    return 0


@cache
def _units_by_first() -> dict[str, list[str]]:
    """Units by their first character, the longest first (one expression of them all takes 2 ms to compile)."""
    found: dict[str, list[str]] = {}
    for unit in units():
        found.setdefault(unit[0], []).append(unit)
    return found


def _fit(piece: str) -> list[str]:
    """An unbreakable piece, cut where it is wider than a cell may be: odd number of segments, boxes first and last."""
    if len(piece) <= WIDEST or width(piece) <= WIDEST:  # no character is wider than 1 em
        return [piece]
    step = int(WIDEST)
    cuts = [piece[at : at + step] for at in range(0, len(piece), step)]
    return [segment for cut in cuts for segment in (cut, "")][:-1]


def _keep_tail(parts: list[str]) -> list[str]:
    """Keep the last two characters together with the punctuation behind them."""
    tail = parts[-1]
    found = _TAIL.search(tail[-_SHORT:])
    if found is None:
        return parts
    kept = found.group()
    return [*parts[:-1], tail[: len(tail) - len(kept)], kept]
