"""Units behind a number: 万元/人/年, 元/人·月, 栋办公楼, 次/年, 百分比.

Where a noun is ignored. Behind a counter or a physical measure (3栋办公楼, 5公里管道) the rest of the text is a noun if
it is at most eight Chinese characters or letters, has no digit, and holds none of the words listed under `stop` in
data/values.txt (verbs, comparing words, 率). Behind a share, an amount of money or a time nothing may follow but the few
words listed there as `predicate` and `done`: there a rest changes the meaning (90%的村, 5万元以外). An unknown unit is a
dimension of its own if it is at most three Chinese characters or six letters under the same conditions; anything else is no
unit, and the whole value is text.
"""

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from jixiao.model.lexicon import Measure, measures, value_words
from jixiao.model.pattern import Pattern
from jixiao.model.quantity.records import Unit, times

#: Multipliers that people write before any unit.
MULTIPLIERS = {"": Decimal(1), "万": Decimal(10_000), "百万": Decimal(1_000_000), "千万": Decimal(10_000_000), "亿": Decimal(100_000_000)}  # fmt: skip
#: Divisors of time that an annual table folds into the factor (diff.md §6).
_ANNUAL = {"月": Decimal(12), "季度": Decimal(4), "年": Decimal(1)}
#: Dimensions behind which a noun would change the meaning.
_BARE = frozenset({"ratio", "money", "time", "月", "百分点", "分", "工作日", "倍", "℃", "度"})
_NOUN = Pattern(r"[^\W\d_\x80-\xff]{1,8}|\((?:[^\W\d_\x80-\xff]|[、,]){1,10}\)")
_OWN = Pattern(r"[^\W\x00-\xff]{1,3}|(?!(?i:x+)$)[A-Za-zμΩ°'\"]{1,6}")
_OWN_DIVISOR = Pattern(r"[^\W\x00-\xff]{1,4}|[A-Za-z]{1,4}3?")
_CUT = Pattern(r"/每?|每", needs="/每")
_POINT = Pattern(r"[·.*、&]", needs="·.*、&")
#: Two divisors in one word: 元/人月.
_PAIR = Pattern(r"(人|户|生|名|位|家|个|亩|台|辆|间)(年|月|季|季度|天|日)", needs="年月季天日")


class Known(NamedTuple):
    """A unit of the table at the start of a text: 万, 人次, and where it ends."""

    times: str
    measure: Measure
    end: int

    @property
    def factor(self) -> Decimal:
        """One of this unit in the base unit of its dimension."""
        return times(Decimal(self.measure.factor), MULTIPLIERS[self.times])

    @property
    def base(self) -> str:
        """The unit in canonical words: 万人次."""
        return self.times + self.measure.base


@cache
def _longest() -> int:
    return max(map(len, measures()))


def known(text: str, start: int = 0) -> Known | None:
    """The longest unit of the table at `start`; 万元 is one itself, 万人次 is 万 and 人次."""
    whole = _word(text, start)
    if whole:
        return Known("", measures()[whole], start + len(whole))
    for count in MULTIPLIERS:
        if count and text.startswith(count, start):
            word = _word(text, start + len(count))
            return Known(count, measures()[word], start + len(count) + len(word)) if word else None
    return None


def _word(text: str, start: int) -> str:
    """The longest word of the table at `start`; letters are not cut (mg is no metre)."""
    table = measures()
    for end in range(min(start + _longest(), len(text)), start, -1):
        word = text[start:end]
        if word in table and not (_is_letter(word[-1]) and _is_letter(text[end : end + 1])):
            return word
    return ""


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


@cache
def _stops() -> Pattern:
    words = value_words()
    frames = {"stop 中": "(?:{})", "stop 首": "^(?:{})", "stop 尾": "(?:{})$", "stop 整": "^(?:{})$"}
    return Pattern("|".join(frame.format("|".join(map(re.escape, words[kind]))) for kind, frame in frames.items()))


def read_unit(text: str, each: tuple[str, ...] = ()) -> Unit | None:
    """Read all that stands behind a number (folded, not empty); `each` are divisors written in front: 每人每月280元."""
    if text[0] == "(" and text[-1] == ")" and "(" not in text[1:]:
        text = text[1:-1]
    first, *rest = (text,) if text in measures() else _CUT.split(text)
    head = _head(first) if first else None
    per = (*map(_canonical, each), *(divisor for part in rest for divisor in _divisors(part)))
    if head is None or "" in per:
        return None
    factor = head.factor
    for divisor in per:
        factor = times(factor, _ANNUAL.get(divisor, Decimal(1)))
    dimension = "/".join((head.measure.dimension, *sorted(divisor for divisor in per if divisor not in _ANNUAL)))
    return Unit("/".join((first[: head.end], *rest)), head.base, per, dimension, factor, first[head.end :])


def _head(text: str) -> Known | None:
    """The unit itself, if the rest of the text is a noun that may be ignored."""
    found = known(text)
    if found is None or text[found.end :] == "次":  # 亩次 is no 亩
        own = _OWN.fullmatch(text) is not None and _stops().search(text) is None
        return Known("", Measure(text, text, "1"), len(text)) if own else None
    noun = text[found.end :]
    return found if not noun or _may_follow(found.measure, noun) else None


def _may_follow(measure: Measure, noun: str) -> bool:
    if measure.dimension == "ratio":
        return noun in value_words()["predicate 后"]
    if measure.dimension in _BARE:
        return False
    return _NOUN.fullmatch(noun) is not None and _stops().search(noun.strip("()")) is None


def _canonical(text: str) -> str:
    """A divisor in canonical words, or an empty string where it is none."""
    found = known(text)
    if found is not None and found.end == len(text):
        return found.base
    return text if _OWN_DIVISOR.fullmatch(text) and _stops().search(text) is None else ""


def _divisors(text: str) -> list[str]:
    """The divisors in one part between slashes; an empty string stands for what is no divisor."""
    bare = text.removeprefix("(").removesuffix(")")
    parts = [bare] if bare in measures() else _POINT.split(bare)
    return [_canonical(one) for part in parts for one in _pair(part)]


def _pair(text: str) -> tuple[str, ...]:
    match = _PAIR.fullmatch(text)
    return (text,) if match is None else (match.group(1), match.group(2))
