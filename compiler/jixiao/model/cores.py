"""What a project is called at heart: its name without 文号, year and the words that every project name ends in.

For recognising a project over years (diff.md §4), never for printing. Names are compared whole; a name contained in
another is often a different project.
"""

import re
import unicodedata
from typing import NamedTuple

_NUMBER = re.compile(
    r"(?P<agency>[一-龥]{1,8}字?)(?P<open>[【〔\[(（])(?P<year>(?:19|20)\d{2})[】〕\])）]第?(?P<number>\d+)号(?![楼院线路站])"
)
_YEAR = re.compile(r"20\d\d年度?")
_SEPARATORS = re.compile(r"[\s、，,·.\-—_]")
_BRACKETS = re.compile(r"[()\[\]【】〔〕「」『』《》<>{}]")
_TAIL = re.compile(r"(?:(?:项目|工作)?(?:专项)?(?:经费|资金|费用|支出|费)|项目)$")
_SHORTEST = 2
_PAIRS = {")": "(", "]": "[", "】": "【", "〕": "〔", "》": "《", "」": "「"}
_ORDINAL = re.compile(r"第?([一二三四五六七八九十百\d]+)(批次?|期|标段|阶段)")
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


class DocumentNumber(NamedTuple):
    """A 文号 in front of a name: the text, its year and its number."""

    text: str
    year: int
    number: int


def document_number(name: str) -> DocumentNumber | None:
    """The 文号 that a name begins with."""
    match = _NUMBER.match(_trimmed(unicodedata.normalize("NFKC", name)))
    return DocumentNumber(match.group(), int(match["year"]), int(match["number"])) if match else None


def core(name: str) -> str:
    """The name without 文号, year, spaces and separators; what stands in （…） stays."""
    text = _trimmed(unicodedata.normalize("NFKC", name))
    text = _trimmed(_NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text)
    return _SEPARATORS.sub("", _YEAR.sub("", text))


def bare_core(name: str, synonyms: tuple[tuple[str, str], ...] = ()) -> str:
    """The core in canonical words, without brackets and without one tail such as 项目经费 (not below two characters)."""
    text = core(name)
    for word, canonical in synonyms:
        text = text.replace(word, canonical)
    text = _BRACKETS.sub("", text)
    short = _TAIL.sub("", text)
    return short if len(short) >= _SHORTEST else text


def name_years(name: str) -> tuple[int, ...]:
    """The years that a name says outside its 文号."""
    text = _trimmed(unicodedata.normalize("NFKC", name))
    rest = _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text
    return tuple(int(match.group()[:4]) for match in _YEAR.finditer(rest))


def ordinal(name: str) -> tuple[str, int] | None:
    """第二批, 三期, 1标段 as (批, 2): names whose ordinals differ are different projects."""
    match = _ORDINAL.search(unicodedata.normalize("NFKC", name))
    if match is None:
        return None
    return match[2].removesuffix("次"), _counted(match[1])


def _counted(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, found, ones = text.rpartition("十")
    return (10 * _DIGITS.get(tens, 1) if found else 0) + _DIGITS.get(ones, 0)


def _trimmed(text: str) -> str:
    """Without white space and unpaired brackets at both ends."""
    while True:
        bare = text.strip()
        if bare[:1] in _PAIRS or (bare[:1] in _PAIRS.values() and not _closed(bare)):
            bare = bare[1:]
        elif bare[-1:] in _PAIRS.values() or (bare[-1:] in _PAIRS and not _opened(bare)):
            bare = bare[:-1]
        if bare == text:
            return text
        text = bare


def _closed(text: str) -> bool:
    """Whether the bracket that a text begins with is closed in it."""
    closing = next(close for close, opening in _PAIRS.items() if opening == text[0])
    return closing in text


def _opened(text: str) -> bool:
    """Whether the bracket that a text ends with is opened in it."""
    return _PAIRS[text[-1]] in text
