"""One way to write each character: the ground on which values are read.

NFKC makes full-width signs half-width (％ → %), but it would also turn ① into 1, 10² into 102 and ½ into 1⁄2. Signs of
numbers other than the ten digits, and signs made of several letters (㎡, ℃), therefore stay as they are; the unit table
knows the ones that are units.
"""

import re
import unicodedata

from jixiao.model.pattern import Pattern

#: White space, and characters without width that come with pasted text.
BLANKS = r"\s\u200b-\u200f\u2060\ufeff\u00ad"
_BLANKS = Pattern(f"[{BLANKS}]+")
#: A gap between two digits is a thousands separator or nothing that can be read.
_GAP = Pattern(rf"(?<=\d)[{BLANKS}]+(?=\d)(?!\d{{3}}(?!\d))", re.ASCII)
#: Stands for such a gap: no value contains it.
_TORN = "\0"
#: Signs that look alike: points of 元/人•月, slashes, hyphens.
_ALIKE = str.maketrans({**dict.fromkeys("•∙⋅・‧", "·"), **dict.fromkeys("∕⁄", "/"), **dict.fromkeys("‐‑‒", "-")})
#: Categories of characters that stay: other numbers (①, ², ½) and other symbols (㎡, ℃).
_KEPT = frozenset({"No", "So"})


def fold(text: str) -> str:
    """The text in half width and without white space; what is no plain digit never becomes one."""
    if not text.isascii():
        odd = any(unicodedata.category(char) in _KEPT for char in text)
        text = "".join(fold_each(text)) if odd else unicodedata.normalize("NFKC", text).translate(_ALIKE)
    return text if _has_no_blanks(text) else _BLANKS.sub("", _GAP.sub(_TORN, text))


def unblanked(text: str) -> str:
    """A text without white space and characters without width."""
    return text if _has_no_blanks(text) else _BLANKS.sub("", text)


def _has_no_blanks(text: str) -> bool:
    """All that is white space or has no width does not print, but for the space itself."""
    return " " not in text and text.isprintable()


def fold_each(text: str) -> list[str]:
    """What each character becomes in half width (white space stays), for those who need to find their way back."""
    return [char if char <= "\x7f" or unicodedata.category(char) in _KEPT else _one(char) for char in text]


def _one(char: str) -> str:
    return unicodedata.normalize("NFKC", char).translate(_ALIKE)
