"""How alike two texts are: 2 × longest common subsequence ÷ both lengths. Exact, as a fraction.

A few texts are measured here; for thousands the library is worth its import, and gives the same numbers.
"""

from collections.abc import Callable
from fractions import Fraction

#: The length of the longest common subsequence of two texts.
Common = Callable[[str, str], int]


def common(one: str, other: str) -> int:
    """The length of the longest common subsequence of characters.

    One machine operation per character of `other`: each bit of a number stands for a character of `one` (Hyyrö, 2004).
    """
    places: dict[str, int] = {}
    for place, char in enumerate(one):
        places[char] = places.get(char, 0) | 1 << place
    everything = (1 << len(one)) - 1
    row = everything
    for char in other:
        met = row & places.get(char, 0)
        row = (row + met | row - met) & everything
    return len(one) - row.bit_count()


def fast_common() -> Common:
    """The same for many texts."""
    from rapidfuzz.distance import LCSseq

    return LCSseq.similarity


def ratio(one: str, other: str) -> Fraction:
    """Between 0 and 1; 0 where either text is empty."""
    return Fraction(*parts(one, other))


def parts(one: str, other: str, measure: Common = common) -> tuple[int, int]:
    """The same as numerator and denominator, for those who compare thousands of texts."""
    if not one or not other:
        return 0, 1
    if one == other:
        return 1, 1
    return 2 * int(measure(one, other)), len(one) + len(other)
