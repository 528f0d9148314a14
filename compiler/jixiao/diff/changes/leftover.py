"""A year that nobody changed: sentences that still name the year before (diff.md §9, stale-year in prose)."""

import re
from functools import cache

from jixiao.diff.lexicon import words

_SENTENCE = re.compile(r"[；;。！？!?\n\r]+")
_TITLE = re.compile(r"《[^》]*》?")
_NUMBERED = re.compile(r"[【〔\[(（]\s*(?:19|20)\d{2}\s*[】〕\])）]\s*第?\s*\d+\s*号?")
_DASH = r"\s*年?\s*(?:[-—–―~～至到、]|——)+\s*"


def leftover_sentences(old: str, new: str, before: int, after: int) -> tuple[str, ...]:
    """Sentences of the new text that stood in the old one and name its year; none unless time has passed."""
    if before >= after or str(before) not in new:
        return ()
    kept = set(_sentences(old))
    found = (one for one in _sentences(new) if one in kept and _names(one, before))
    return tuple(dict.fromkeys(found))


def _sentences(text: str) -> list[str]:
    return [one.strip() for one in _SENTENCE.split(text) if one.strip()]


def _names(sentence: str, year: int) -> bool:
    """Whether a sentence names a year that is not part of a title, a 文号, a span of years or a point to count from."""
    bare = _NUMBERED.sub("", _TITLE.sub("", sentence))
    bare = _spans().sub("", bare)
    pattern = rf"(?<![\d.]){year}\s*(?:年|学年|财年)"
    return any(not _is_point(bare, match) for match in re.finditer(pattern, bare))


@cache
def _spans() -> re.Pattern[str]:
    """2024—2026年, 2024年至2026年."""
    return re.compile(rf"(?<!\d)(?:19|20)\d\d{_DASH}(?:19|20)?\d\d(?!\d)")


def _is_point(text: str, match: re.Match[str]) -> bool:
    """Whether a year is only where one counts from: 截至2024年, 2024年以来."""
    front, behind = text[: match.start()], text[match.end() :]
    date = re.match(r"度?(?:\d{1,2}月份?)?(?:\d{1,2}[日号])?[底末初]?", behind)
    rest = behind[date.end() :] if date else behind
    return front.rstrip().endswith(words("limits", "年份之前")) or rest.startswith(words("limits", "年份之后"))
