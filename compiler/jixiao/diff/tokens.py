"""The pieces of running text that a comparison may not cut: a number with its unit, a Latin word, a run of blanks.

Every other character is a piece of its own; no segmenter, so the same text always falls into the same pieces.
"""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from jixiao.diff.lexicon import words
from jixiao.model.quantity.units import known

_NUMBER = re.compile(r"(?:[≥≤≧≦⩾⩽><]=?|=[<>]?)?\d+(?:[.,]\d+)*")
#: Thousands separators, which mean nothing; other commas do.
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?:,\d{3})*(?![\d,]))")
_WORD = re.compile(r"[A-Za-z]+(?:\d+(?:[.,]\d+)*[A-Za-z]*)*|\s+")
_RANGE = frozenset("-~〜—–―")


class Token(NamedTuple):
    """A piece: its text as typed, the same in half width, and whether it is a number."""

    text: str
    folded: str
    number: bool = False


def tokens(text: str) -> tuple[Token, ...]:
    """The pieces of a text; joined they are the text."""
    folded = _folded(text)
    found: list[Token] = []
    at = 0
    while at < len(text):
        number = _NUMBER.match(folded, at)
        word = None if number else _WORD.match(folded, at)
        end = word.end() if word else at + 1
        if number or (word and folded[end - 1].isdigit()):  # PM2.5, A95%
            end = _behind(folded, number.end() if number else end)
        found.append(Token(text[at:end], folded[at:end], number is not None))
        at = end
    return tuple(found)


@cache
def _narrow(char: str) -> str:
    """A character in half width, as long as that is one character."""
    narrow = unicodedata.normalize("NFKC", char)
    return narrow if len(narrow) == 1 else char


def _folded(text: str) -> str:
    return text if text.isascii() else "".join(map(_narrow, text))


def _behind(text: str, end: int) -> int:
    """Where a number ends with its unit (万元/人/年) and the words that bound it (以上)."""
    unit = known(text, end)
    while unit is not None:
        end = unit.end
        unit = known(text, end + 1) if text.startswith("/", end) else None
    word = next((word for word in words("prose", "数后") if text.startswith(word, end)), "")
    return end + len(word)


def wording(text: str) -> tuple[str, ...]:
    """What a text says without white space and punctuation: numbers one by one, and what stands between them.

    Points, separators and signs inside a number belong to it, and so does a range sign between two numbers: 3-5人 is not
    35人.
    """
    found: list[str] = [""]
    pieces = tokens(text)
    for place, one in enumerate(pieces):
        if one.number:
            found += [_GROUPED.sub("", one.folded), ""]
        elif one.folded in _RANGE and place and pieces[place - 1].number and _next_is_number(pieces, place):
            found[-1] += "~"
        else:
            found[-1] += "".join(char for char in one.folded if not _is_mark(char))
    return tuple(found)


def _next_is_number(pieces: tuple[Token, ...], place: int) -> bool:
    return place + 1 < len(pieces) and pieces[place + 1].number


@cache
def _is_mark(char: str) -> bool:
    return char.isspace() or unicodedata.category(char)[0] == "P"
