"""What a project is called at heart: its name without 文号, year and the words that every project name ends in.

For recognising a project over years (diff.md §4), never for printing. Names are compared whole; a name contained in
another is often a different project.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

#: How many names stay known: those of two large years.
_NAMES = 4096
_NUMBER = re.compile(
    r"(?P<agency>[一-龥]{1,8}字?)\s*[【〔\[(]\s*(?P<year>(?:19|20)\d{2})\s*[】〕\])]\s*第?\s*(?P<number>\d+)\s*号(?![楼院线路站])",
    re.ASCII,
)
_YEAR = re.compile(r"20\d\d年度?", re.ASCII)
_SEPARATORS = re.compile(r"[\s、，,·.\-—_]")
_TAIL = re.compile(r"(?:(?:项目|工作)?(?:专项)?(?:经费|资金|费用|支出|费)|项目)$")
_SHORTEST = 2
_PAIRS = {")": "(", "]": "[", "】": "【", "〕": "〔", "》": "《", "〉": "〈", "」": "「", "』": "『", "}": "{"}
_BRACKETS = frozenset(_PAIRS) | frozenset(_PAIRS.values())
_TO_NOTHING = dict.fromkeys(map(ord, _BRACKETS))
_ORDINAL = re.compile(
    r"第(?P<batch>[一二三四五六七八九十百]+|\d+)(?P<b>批)"
    r"|(?P<count>[一二三四五六七八九十百]+|\d+|(?<![A-Za-z])[IVX]+)(?P<c>期|标段|阶段)",
    re.ASCII,
)
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_ROMAN = {"I": 1, "V": 5, "X": 10}


class DocumentNumber(NamedTuple):
    """A 文号 in front of a name: the text, its year and its number."""

    text: str
    year: int
    number: int


@lru_cache(_NAMES)
def document_number(name: str) -> DocumentNumber | None:
    """The 文号 that a name begins with."""
    match = _NUMBER.match(_trimmed(unicodedata.normalize("NFKC", name)))
    return DocumentNumber(match.group(), int(match["year"]), int(match["number"])) if match else None


@lru_cache(_NAMES)
def core(name: str) -> str:
    """The name without 文号, year, spaces and separators; what stands in （…） stays."""
    return _SEPARATORS.sub("", _YEAR.sub("", _unnumbered(name)))


def name_years(name: str) -> tuple[int, ...]:
    """The years that a name says outside its 文号."""
    return tuple(int(match.group()[:4]) for match in _YEAR.finditer(_unnumbered(name)))


def _unnumbered(name: str) -> str:
    """The name without its 文号 and without what hangs loose at its ends."""
    text = _trimmed(unicodedata.normalize("NFKC", name))
    match = _NUMBER.match(text)
    return _trimmed(text[match.end() :]) if match else text


@cache
def canonical(name: str, synonyms: tuple[tuple[str, str], ...] = ()) -> str:
    """The core in canonical words; a canonical word stays as it is, so 干部职工 is not rewritten for the 职工 in it."""
    if not synonyms:
        return core(name)
    table = {canon: canon for _, canon in synonyms} | dict(synonyms)
    return _words(synonyms).sub(lambda match: table[match.group()], core(name))


@cache
def _words(synonyms: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    found = {word for pair in synonyms for word in pair}
    return re.compile("|".join(map(re.escape, sorted(found, key=lambda word: (-len(word), word)))))


@cache
def bare_core(name: str, synonyms: tuple[tuple[str, str], ...] = ()) -> str:
    """The core in canonical words, without brackets and without one tail such as 项目经费 (not below two characters)."""
    text = canonical(name, synonyms).translate(_TO_NOTHING)
    short = _TAIL.sub("", text)
    return short if len(short) >= _SHORTEST else text


def ordinal(name: str) -> tuple[str, int] | None:
    """第二批, 三期, 1标段 as (批, 2): the first ordinal of a name."""
    return next(iter(ordinals(name)), None)


@lru_cache(_NAMES)
def ordinals(name: str) -> tuple[tuple[str, int], ...]:
    """All ordinals of a name in order: 二期工程1标段 has (期, 2) and (标段, 1)."""
    text = unicodedata.normalize("NFKC", name)
    return tuple((m["b"] or m["c"], _counted(m["batch"] or m["count"])) for m in _ORDINAL.finditer(text))


def is_other_part(name: str, other: str) -> bool:
    """Whether two names carry ordinals that differ: then they are different projects."""
    one, two = dict(ordinals(name)), dict(ordinals(other))
    if not one or not two:
        return False
    shared = one.keys() & two.keys()
    return not shared or any(one[kind] != two[kind] for kind in shared)


def _counted(text: str) -> int:
    """The number of 12, 十二, 一百二十, XII."""
    if text.isdecimal():
        return int(text)
    if text[0] in _ROMAN:
        values = [_ROMAN[char] for char in text]
        return sum(-one if one < max(values[place:]) else one for place, one in enumerate(values))
    total = last = 0
    for char in text:
        size = {"十": 10, "百": 100}.get(char)
        if size:
            total, last = total + (last or 1) * size, 0
        else:
            last = 10 * last + _DIGITS[char]
    return total + last


def _trimmed(text: str) -> str:
    """Without white space and unpaired brackets at both ends."""
    loose = _loose(text)
    start, end = 0, len(text)
    while start < end and (text[start].isspace() or start in loose):
        start += 1
    while end > start and (text[end - 1].isspace() or end - 1 in loose):
        end -= 1
    return text[start:end]


def _loose(text: str) -> frozenset[int]:
    """Where brackets without partner stand."""
    loose: set[int] = set()
    opened: dict[str, list[int]] = {}
    for place, char in enumerate(text):
        if char in _PAIRS:
            waiting = opened.get(_PAIRS[char])
            if waiting:
                waiting.pop()
            else:
                loose.add(place)
        elif char in _BRACKETS:
            opened.setdefault(char, []).append(place)
    return frozenset(loose.union(*opened.values()))
