"""Where a text may break: numbers stay with their units, operators with their numbers, and no last line is one character.

A text becomes segments that alternate between breakable and unbreakable, beginning with a breakable one; joined, they are
the text. Unbreakable pieces are drawn in boxes, so nothing is added to what a reader copies out of the PDF. A piece never
grows wider than `WIDEST`, which is what the narrowest author cell of a form must hold (typography.md §8, 4 and 5).
"""

import re
import unicodedata
from functools import cache

from jixiao.model.lexicon import units

#: Width in em that an unbreakable piece may have, and the narrowest author cell of a form must hold.
WIDEST = 6.0
#: A text of so many characters fits on one line of any cell, so nothing of it needs to be kept together.
_SHORT = 5
#: What makes a text worth the full pattern: a digit, a bracketed year, or a long run without a place to break.
_WORTH = re.compile(r"[0-9]|[!-.0-~]{7}")
#: The last two characters of a text and the closing punctuation behind them.
_TAIL = re.compile(r"[^\W_][^\W_][^\w\s]{0,3}$")


@cache
def _pattern() -> re.Pattern[str]:
    words = [re.escape(unit) for unit in units() if len(unit) > 1]
    signs = "".join(re.escape(unit) for unit in units() if len(unit) == 1)  # as one class: a fifth of the work
    unit = "|".join((*words, f"[{signs}]"))
    number = r"\d+(?:[.,:]\d+)*"
    return re.compile(
        rf"(?:[≥≤＞＜><=＝±￥¥]\s?)?{number}(?:\s?[-~～—]\s?{number})?(?:\s?(?:{unit}))?"
        rf"|(?<=[\d元%])/(?:{unit})"
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
    for match in _pattern().finditer(text):
        piece = match.group()
        if len(piece) > 1:
            parts += [text[last : match.start()], *_fit(piece)]
            last = match.end()
    parts.append(text[last:])
    return _keep_tail(parts)


def _fit(piece: str) -> list[str]:
    """An unbreakable piece, cut where it is wider than a cell may be: odd number of segments, boxes first and last."""
    if width(piece) <= WIDEST:
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
