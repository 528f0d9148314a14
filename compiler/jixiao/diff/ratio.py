"""How alike two texts are: 2 × longest common subsequence ÷ both lengths. Exact, as a fraction."""

from fractions import Fraction


def common(one: str, other: str) -> int:
    """The length of the longest common subsequence of characters."""
    from rapidfuzz.distance import LCSseq

    return int(LCSseq.similarity(one, other))


def ratio(one: str, other: str) -> Fraction:
    """Between 0 and 1; 0 where either text is empty."""
    if not one or not other:
        return Fraction(0)
    if one == other:
        return Fraction(1)
    return Fraction(2 * common(one, other), len(one) + len(other))
