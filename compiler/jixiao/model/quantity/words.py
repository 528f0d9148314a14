"""Patterns of the words around a number, built once from data/values.txt."""

import re
from functools import cache

from jixiao.model.lexicon import value_words
from jixiao.model.pattern import Pattern
from jixiao.model.quantity.records import EQ, GE, GT, LE, LT

#: A number as written: thousands separators, decimals; longer ones are no amounts of anything.
DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,6}|\d{1,18})(?:\.\d{1,12})?(?![\d.])"
#: Range signs.
DASH = r"(?:[~～〜∼–—―-]{1,2}|至|到)"
#: A number in front of these is whole, so that in 1.3所学校 the 1. is the number of a list item.
COUNTED = r"\d+(?:[所名家座栋台套项处场条件户]|个(?!百分点|多?月))"
#: What may follow 每 in front of a number.
_EACHES = "人|名|位|户|家|生|月|年度|年|季度|季|周|星期|天|日|次|场|个|项|辆|台|间|学期|学年|亩|村|平方米|公里|期|批"
EACH = rf"(?:每(?:一|个)?(?:{_EACHES})|人均|户均)"
_EACH_WORD = Pattern(rf"每(?:一|个)?({_EACHES})|([人户])均", needs="每均")
_YEAR, _MONTH, _DAY = r"(?:19|20)\d\d", r"1[0-2]|0?[1-9]", r"3[01]|[12]\d|0?[1-9]"


def eaches(text: str) -> tuple[str, ...]:
    """The divisors in front of a number: 人 and 月 of 每人每月."""
    return tuple(match[1] or match[2] for match in _EACH_WORD.finditer(text))


def alternatives(*kinds: str) -> str:
    """A pattern of all words of some kinds, longest first."""
    words = (word for kind in kinds for word in value_words()[kind])
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@cache
def operators(place: str) -> dict[str, str]:
    """Operator by word, for words in front (前) or behind (后)."""
    words = value_words()
    return {word: op for op in (GE, LE, GT, LT, EQ) for word in words.get(f"{op} {place}", ())}


@cache
def front() -> str:
    """The pattern of an operator in front of a number."""
    return alternatives("ge 前", "le 前", "gt 前", "lt 前", "eq 前")


#: An operator, or any other text, in front of the first number; the groups are those of `head`.
_PLAIN_HEAD = Pattern(
    rf"(?P<each>)(?P<op>\D{{0,8}})(?P<approx>(?!))?(?P<each2>)(?P<sign>(?!))?(?P<number>{DIGITS})", re.ASCII
)


def begin(folded: str) -> re.Match[str] | None:
    """All up to and including the first number; most values have no more there than an operator."""
    found = _PLAIN_HEAD.match(folded)
    return found if found and (not found["op"] or found["op"] in operators("前")) else head().match(folded)


@cache
def head() -> Pattern:
    """All up to and including the first number."""
    soft = alternatives("soft 前")
    return Pattern(
        rf"(?:{soft}){{0,3}}(?P<each>{EACH}{{0,3}})(?:{soft}){{0,3}}"
        rf"(?P<op>{front()})?(?P<approx>{alternatives('approx 前')})?(?P<each2>{EACH}{{0,3}})"
        rf"(?P<sign>¥|人民币|百分之|±|[-−+])?(?P<number>{DIGITS})",
        re.ASCII,
    )


@cache
def tail() -> Pattern:
    """All behind the (last) number: a unit, and words behind it."""
    half = r"\((?:不?含|不?包含)[^()]*\)"
    return Pattern(
        rf"(?P<more>[余多])?(?P<unit>.*?)(?P<approx>{alternatives('approx 后')})?(?P<half>{half})?"
        rf"(?:\(?(?P<op>{alternatives('ge 后', 'le 后')})\)?)?(?P<half2>{half})?"
        rf"(?P<between>{alternatives('range 后')})?(?P<done>{alternatives('done 后')})?[。;,.]?",
        re.DOTALL,
    )


@cache
def second() -> Pattern:
    """The unit behind the first number of a range, the range sign, and the second number."""
    return Pattern(
        rf"(?P<unit>[^\d]{{0,12}}?)(?P<dash>{DASH}|±)(?P<number>{DIGITS})", re.ASCII, needs="~～〜∼–—―-至到±"
    )


#: Between two bounds of one value: ≥80%且≤90%.
JOINT = Pattern(r"(?<=\D)(?:,?且|[,、;]|并)|(?<=%)(?=[<>≤≥])", re.ASCII)


@cache
def budget() -> Pattern:
    """A symbolic budget: 控制在年度预算范围内, ≤预算数."""
    return Pattern(
        rf"(?:应|须|严格){{0,2}}(?P<in>控制在|严控在|控制到|控制|在)?(?P<op>{front()})?"
        r"(?:本|当|年初|年度|全年|今年|项目|财政|部门|单位|批复的?|下达的?|核定的?|总|专项|经费|资金){0,4}"
        r"预算(?:总|批复|安排|控制|支出|经费|资金|指标|项目|下达|核定){0,3}(?:数额?|额度?|金额|总额|标准|计划|价)?"
        r"(?P<within>(?:金?额?范围|额度)?(?:之内|以内|内)|范围)?[。;,]?"
    )


@cache
def date_openings() -> frozenset[str]:
    """Every character that a date may begin with."""
    return frozenset("0123456789于在截到本当全年").union(word[0] for word in operators("前"))


@cache
def date() -> Pattern:
    """A date in words or digits, as far as it is said."""
    part = r"(?:(?P<end>[底末])(?:以前|之前|前)?|(?P<before>以前|之前|前)|(?P<within>以内|之内|内))?"
    return Pattern(
        rf"(?:于|在|截至|截止到?|到)?(?P<op>{front()})?"
        rf"(?:(?P<year>{_YEAR})年度?(?:(?P<month>{_MONTH})月份?(?:(?P<day>{_DAY})[日号])?|(?<=年)年(?=[底末]))?"
        rf"|(?P<m>{_MONTH})月份?(?:(?P<d>{_DAY})[日号])?"
        rf"|(?P<y>{_YEAR})(?P<dot>[-./])(?P<mm>{_MONTH})(?P=dot)(?P<dd>{_DAY})"
        rf"|(?:本|当|全)?年度?(?=[底末内]))"
        rf"{part}(?:{alternatives('done 后')})?[。;,]?",
        re.ASCII,
    )
