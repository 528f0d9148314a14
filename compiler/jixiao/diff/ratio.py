"""How alike two texts are: 2 × longest common subsequence ÷ both lengths. Exact, as a fraction."""

from collections.abc import Callable
from fractions import Fraction
from functools import cache


@cache
def _lcs() -> Callable[[str, str], int]:
    from rapidfuzz.distance import LCSseq

    return LCSseq.similarity


def common(one: str, other: str) -> int:
    """The length of the longest common subsequence of characters."""
    return int(_lcs()(one, other))


def ratio(one: str, other: str) -> Fraction:
    """Between 0 and 1; 0 where either text is empty."""
    return Fraction(*parts(one, other))


def parts(one: str, other: str) -> tuple[int, int]:
    """The same as numerator and denominator, for those who compare thousands of texts."""
    if not one or not other:
        return 0, 1
    if one == other:
        return 1, 1
    return 2 * common(one, other), len(one) + len(other)
