"""The document's own year in a text, moved on to another one: only where the text speaks of its own document.

Years that stay: in a 文号 (怀财字【2025】7号), in the title of another paper (《…》, “…”), in a span of several years, where one
counts from (截至2024年, 2024年以来), and in sentences that name other years besides: what they mean, only people know.
"""

import re
from calendar import isleap
from functools import cache
from typing import NamedTuple

from jixiao.diff.lexicon import words

_SENTENCE = re.compile(r"[^；;。！？!?\n\r]+")
_DASH = r"\s*年?\s*(?:[-—–―~～至到]|——)+\s*"
#: What has its own year: titles, quotations, document numbers.
_FOREIGN = re.compile(r"《[^》]*》?|“[^”]*”|[【〔\[(（]\s*(?:19|20)\d\d\s*[】〕\])）]\s*第?\s*\d+\s*号?", re.ASCII)
_SPAN = re.compile(rf"(?<!\d)(?:19|20)\d\d(?:{_DASH}|、)(?:(?:19|20)\d\d(?!\d)(?:\s*年)?|\d\d\s*年)", re.ASCII)
#: 2024年, 2024 年度, 2024-06, 2024-06-30, 2024.6.30, 2024/6/30; 2024.5 is a number.
_YEAR = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d\d)"
    r"(?=\s*(?:年|学年|财年)|-(?:0\d|1[0-2])(?:-\d\d)?(?![\d%])|(?P<sign>[-/.])\d{1,2}(?P=sign)\d{1,2}(?![\d%]))",
    re.ASCII,
)
#: The year in digits of another kind, which nobody but people should touch.
_WRITTEN = re.compile(r"[二２][〇○零０][一二三四五六七八九〇○零０-９]{2}\s*年")
_LEAP_DAY = re.compile(r"(?P<front>\s*年\s*0?2\s*月\s*|-02-|[./]0?2[./])29(?!\d)", re.ASCII)


class Rolled(NamedTuple):
    """A text after moving on.

    Attributes:
        text: the text itself; equal to the old one where nothing moved.
        doubtful: it names the old year in a way that only people can judge.
    """

    text: str
    doubtful: bool = False


def roll(text: str, old: int, new: int) -> Rolled:
    """A text of the year `old` for the year `new`."""
    if str(old) not in text and not _WRITTEN.search(text):
        return Rolled(text)
    parts: list[str] = []
    doubtful = False
    at = 0
    for match in _SENTENCE.finditer(text):
        done = _sentence(match.group(), old, new)
        parts += [text[at : match.start()], done.text]
        doubtful = doubtful or done.doubtful
        at = match.end()
    return Rolled("".join(parts) + text[at:], doubtful)


def _sentence(text: str, old: int, new: int) -> Rolled:
    bare = _masked(text)
    found = list(_YEAR.finditer(bare))
    own = [one for one in found if int(one["year"]) == old]
    doubtful = _WRITTEN.search(bare) is not None
    if not own:
        return Rolled(text, doubtful)
    if any(int(one["year"]) != old for one in found):
        return Rolled(text, doubtful=True)
    moving = [one for one in own if not _is_point(bare, one)]
    for one in reversed(moving):
        text = text[: one.start()] + _moved(text[one.start() : one.end()], text[one.end() :], new)
    return Rolled(text, doubtful or len(moving) < len(own))


def _moved(_year: str, rest: str, new: int) -> str:
    """A year and what follows it in the new year, which may have no 29 February."""
    if isleap(new):
        return f"{new}{rest}"
    match = _LEAP_DAY.match(rest)
    return f"{new}{match['front']}28{rest[match.end() :]}" if match else f"{new}{rest}"


def _masked(text: str) -> str:
    """The text with everything blanked out that has its own year or several; of the same length."""
    for pattern in (_FOREIGN, _SPAN):
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    return text


def _is_point(text: str, match: re.Match[str]) -> bool:
    """Whether a year is one where people count from or look back to."""
    behind = re.sub(r"^\s*[年度]*(?:\d{1,2}月份?)?(?:\d{1,2}[日号])?[底末初]?", "", text[match.end() :])
    front = text[: match.start()].rstrip()
    return front.endswith(_before()) or behind.startswith(words("limits", "年份之后"))


@cache
def _before() -> tuple[str, ...]:
    return (*words("limits", "年份之前"), "比", "较", "与", "同")


def roll_dates(start: str, end: str, old: int, new: int) -> tuple[str, str]:
    """开始日期 and 结束日期 (`2024-01-01` or blank) of a project, moved on where they lie in the year alone."""
    own = [not one or one.startswith(f"{old}-") for one in (start, end)]
    if not all(own):
        return start, end
    return _day(start, new), _day(end, new)


def _day(text: str, new: int) -> str:
    moved = f"{new}{text[4:]}" if text else ""
    return moved[:-2] + "28" if moved.endswith("-02-29") and not isleap(new) else moved
