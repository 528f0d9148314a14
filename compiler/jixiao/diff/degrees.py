"""How strongly a qualitative target is worded: 有效提升 is more than 提升 and less than 显著提升."""

from collections.abc import Iterator
from functools import cache

from jixiao.diff.lexicon import rows, words
from jixiao.model.names import plain

_PLAIN = 3


def degree_change(old: str, new: str) -> int:
    """1 where the new wording is stronger, -1 where it is weaker, 0 where the scale does not say.

    The texts must be the same but for the word of degree in front of one stem.
    """
    before, after = set(_readings(plain(old))), set(_readings(plain(new)))
    found = {
        1 if rank > was else -1 for was, *rest in before for rank, *others in after if rest == others and rank != was
    }
    return found.pop() if len(found) == 1 else 0


def _readings(text: str) -> Iterator[tuple[int, str, str, str]]:
    """Rank, what stands in front, stem and rest, for every stem in the text."""
    for stem in words("degrees", "词干"):
        at = text.find(stem)
        while at >= 0:
            front, rest = text[:at], text[at + len(stem) :]
            word, rank = _degree(front)
            yield rank, front.removesuffix(word), stem, rest
            at = text.find(stem, at + 1)


def _degree(front: str) -> tuple[str, int]:
    """The longest word of degree at the end of a text, and its rank."""
    return next(((word, rank) for word, rank in _degrees() if front.endswith(word)), ("", _PLAIN))


@cache
def _degrees() -> tuple[tuple[str, int], ...]:
    """Words of degree with their rank, longest first."""
    found = ((word, int(rank)) for rank, rest in rows("degrees") if rank.isdecimal() for word in rest)
    return tuple(sorted(found, key=lambda one: -len(one[0])))
