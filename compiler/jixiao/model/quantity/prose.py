"""Figures in running text: numbers with their operator words and units, and the measure that each belongs to.

A figure needs an operator or a unit of the table; what is left out are numbers of documents (〔2025〕7号), codes, ordinals
(第3次), numbers of a list and bare numbers. A noun behind a counter is not part of the figure.
"""

import re
from functools import cache
from typing import NamedTuple

from jixiao.model.pattern import Pattern
from jixiao.model.quantity.folding import fold_each, unblanked
from jixiao.model.quantity.records import BUDGET, DATE, TEXT, Value
from jixiao.model.quantity.units import known
from jixiao.model.quantity.value import parse_value
from jixiao.model.quantity.words import COUNTED, DASH, DIGITS, EACH, alternatives, front

_CLAUSE = Pattern(r"[；;。！？!?\n\r]+")
#: A comma between digits belongs to a number.
_PHRASE = Pattern(r"[；;。！？!?\n\r]+|(?<![0-9０-９])[，,]+|[，,]+(?![0-9０-９])")
_SPACES = " \t\u00a0"
_GAP = rf"[{_SPACES}]{{0,4}}"
_SLASH = Pattern(rf"{_GAP}[/·]{_GAP}", needs="/·")
#: A range sign and the second number, and how far away from the first one the sign may stand.
_SECOND = Pattern(rf"{_GAP}{DASH}{_GAP}{DIGITS}", re.ASCII)
_DASHES, _REACH = "~～〜∼–—―-至到", 12
_MORE = Pattern(rf"{_GAP}[余多]?{_GAP}")
#: 1.2024年底前, 1.3所学校: the number of a list item, not the decimals of a number (nobody counts 1.3所).
_ITEM = Pattern(
    rf"(?:^|(?<=[\n;。]))[ \t]*\d{{1,2}}[.、)](?=\d{{4}}年|[^\d]|{COUNTED})",
    re.ASCII,
    needs=[digit + mark for digit in "0123456789" for mark in ".、)"],
)
_DATE = (
    r"(?:(?:19|20)\d\d[ ]*年[ ]*(?:度|(?:1[0-2]|0?[1-9])月份?(?:(?:3[01]|[12]\d|0?[1-9])[日号])?|年(?=[底末]))?"
    r"|(?:1[0-2]|0?[1-9])月(?:(?:3[01]|[12]\d|0?[1-9])[日号]|(?=[底末]|以?前|之前)))"
    r"(?:[底末](?:以前|之前|前)?|以前|之前|前|以内|之内|内)?"
)
#: Nothing of a number may stand before these: a letter or digit of a code, 第, a sign of multiplication.
_BEFORE = r"(?<![\dA-Za-z.第×])"
_DIVISOR = Pattern(r"[^\W\x00-\xff]")
#: Where a measure name cannot begin before.
_BREAKS = ',;:。、!?“”"《》\n\r'
#: Words in front of a measure name that do not belong to it; of two that fit the longer stands first.
_LEAD = "确保 保证 保障 提高 提升 保持 实现 力争 争取 其中 做到 达到 使得 使 将 并 且 和 及 对 用于 全年 本年度 年度 完成 开展"
#: Words behind one: alone, and 提升至 提升到 ….
_TRAIL = "控制在 保持在 维持在 稳定在 不 均 都 应 要 须 可 能 需 全部 为 是 在 达 到 至 ( = ≥ ≤ < >"
_CHANGED = "提升 提高 增长 下降 降低 减少"
_LEADS = tuple(_LEAD.split())
_TRAILS = (*(word + to for word in _CHANGED.split() for to in "至到"), *_TRAIL.split())


class Figure(NamedTuple):
    """A figure: text[start:end] is the number with operator words and unit; `name` the measure in front, or empty."""

    start: int
    end: int
    value: Value
    name: str


def clauses(text: str) -> tuple[tuple[int, int], ...]:
    """Offsets of the clauses that end in ；。！？ or a line break, without white space around them; none is empty."""
    return _pieces(text, _CLAUSE)


def phrases(text: str) -> tuple[tuple[int, int], ...]:
    """Offsets of the pieces between commas as well, finer than `clauses`."""
    return _pieces(text, _PHRASE)


def _pieces(text: str, mark: Pattern) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    start = 0
    for end, behind in [*(match.span() for match in mark.finditer(text)), (len(text), len(text))]:
        piece = text[start:end]
        bare = piece.strip()
        if bare:
            begin = start + len(piece) - len(piece.lstrip())
            found.append((begin, begin + len(bare)))
        start = behind
    return tuple(found)


def figures(text: str) -> tuple[Figure, ...]:
    """All figures of a text in order; they do not overlap."""
    parts = fold_each(text)
    origin = [offset for offset, part in enumerate(parts) for _ in part]
    folded = _ITEM.sub(lambda match: " " * len(match.group()), "".join(parts))
    found: list[Figure] = []
    at = last = 0
    while match := _pattern().search(folded, at):
        at = match.end()
        for end in _ends(folded, match):
            start, behind = origin[match.start()], origin[end - 1] + 1
            value = parse_value(text[start:behind])
            if value.kind not in {TEXT, BUDGET}:
                name = "" if value.kind == DATE else _name(folded[last : match.start()])
                found.append(Figure(start, behind, value, name))
                at = last = end
                break
    return tuple(found)


def _ends(text: str, match: re.Match[str]) -> list[int]:
    """Where a figure that begins with `match` may end, longest first; none where it has neither operator nor unit."""
    if match["date"]:
        return [match.end()]
    other = _second_end(text, match.end())
    stops = (other, match.end()) if other else (match.end(),)
    return [end for stop in stops if (end := _end(text, stop, bare=match["op"] is not None))]


def _second_end(text: str, stop: int) -> int:
    """Where the second number of a range ends whose first ends at `stop` (5万人至6万人); 0 where there is none."""
    near = text[stop : stop + _REACH]
    if not any(sign in near for sign in _DASHES):
        return 0
    bare = near[:4].lstrip(_SPACES) + near[4:]
    begin = stop + len(near) - len(bare)
    unit = 1 if bare.startswith("%") else next((at for at in range(3) if not _is_han(bare[at : at + 1])), 3)
    seconds = (_SECOND.match(text, at) for at in range(begin + unit, begin - 1, -1))
    return next((found.end() for found in seconds if found), 0)


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _end(text: str, stop: int, *, bare: bool) -> int:
    """Where a figure ends whose last number ends at `stop`; 0 where it has no unit and may not be `bare`."""
    more = _MORE.match(text, stop)
    begin = more.end() if more else stop
    end = _unit_end(text, begin)
    if end == begin:
        if not bare:
            return 0
        end = stop
    behind = _behind().match(text, end)
    return behind.end() if behind else end


def _unit_end(text: str, start: int) -> int:
    """Behind the unit at `start` and its divisors; `start` where there is none."""
    if text.startswith("(%)", start):
        return start + len("(%)")
    unit = known(text, start)
    if unit is None:
        return start
    end = unit.end
    while True:
        slash = _SLASH.match(text, end)
        part = slash and (known(text, slash.end()) or _DIVISOR.match(text, slash.end()))
        if not slash or part is None:
            return end
        end = part.end if not isinstance(part, re.Match) else part.end()


def _name(text: str) -> str:
    """The measure named at the end of `text`."""
    name = unblanked(text[1 + max(map(text.rfind, _BREAKS)) :])
    if name.count("(") != name.count(")"):
        name = name.rpartition("(")[2].strip(")")
    while name.endswith(_TRAILS):
        name = name.removesuffix(next(word for word in _TRAILS if name.endswith(word)))
    while name.startswith(_LEADS):
        name = name.removeprefix(next(word for word in _LEADS if name.startswith(word)))
    return "" if name.endswith("的") else name


@cache
def _pattern() -> Pattern:
    """The start of a figure: a date, or a number with what stands in front of it."""
    each, approx = rf"(?:{EACH}){{0,3}}", alternatives("approx 前")
    return Pattern(
        rf"{_BEFORE}(?P<date>{_DATE})"
        rf"|(?:{each}(?P<op>{front()}){_GAP}(?:{approx})?¥?|{each}(?:{approx})?(?:¥|(?<!\d)±)?{_BEFORE})"
        rf"(?P<first>{DIGITS})",
        re.ASCII,
    )


@cache
def _behind() -> Pattern:
    """Words behind a figure: 以上, 左右, (含)以上."""
    return Pattern(rf"(?:{alternatives('approx 后')})?(?:\(含\))?(?:{alternatives('ge 后', 'le 后')})?(?:\(含\))?")
