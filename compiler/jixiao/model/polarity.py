"""Which way a measure is better, where operators do not decide (diff.md §7).

The words are data (data/polarity.txt). A bad word counts only where it ends the name or a word of quantity follows
(事故发生起数); a remedy behind it turns it round (故障排除, 事故应急演练), and so does 无 or 零 in front. In 降低故障率 nobody can
tell whether the number is the rate or what it fell by: no direction.
"""

from jixiao.model.lexicon import polarity_words
from jixiao.model.names import plain
from jixiao.model.pattern import Pattern
from jixiao.model.quantity.records import GE, GT, LE, LT, Value

#: Higher is better, lower is better, neither.
UP, DOWN, FLAT = "up", "down", ""
_BY_OPERATOR = {GE: UP, GT: UP, LE: DOWN, LT: DOWN}
_SAID = {"越高越好": UP, "越低越好": DOWN, "无": FLAT}
_NOT = ("不", "未", "非")
_REMARK = Pattern(r"\([^()]*\)$", needs=")")


def polarity(name: str, level2: str, value: Value | None = None, said: str = "") -> str:
    """Direction of an indicator: its operator, then 方向 (`said`), then the words of its name and its 二级指标."""
    if value is not None and value.op in _BY_OPERATOR:
        return _BY_OPERATOR[value.op]
    if said in _SAID:
        return _SAID[said]
    by_name = lexicon_polarity(name)
    if by_name == DOWN:
        return DOWN
    if "成本" in level2:
        return _of_cost(plain(name))
    return by_name or (UP if "数量" in level2 else FLAT)


def _of_cost(name: str) -> str:
    """Costs are better low; entitlements (补助标准) have no direction, savings are better high."""
    words = polarity_words()
    if _longest(name, words["成本高"]):
        return UP
    return FLAT if _longest(name, words["成本无"]) else DOWN


def lexicon_polarity(name: str) -> str:
    """What the words of a name say: DOWN for a bad measure (故障率), UP for a good one (故障排除率)."""
    bare = _REMARK.sub("", plain(name))
    words = polarity_words()
    bad, good = _longest(bare, words["低"]), _longest(bare, words["高"])
    if bad and len(bad) >= len(good):
        said = _of_bad(*_around(bare, bad))
        if said is not None:
            return said
    if not good:
        return FLAT
    return DOWN if _around(bare, good)[0].endswith(_NOT) else UP


def _of_bad(front: str, behind: str) -> str | None:
    """Direction of a name with a bad word, by what stands around it; None where it is not about the bad thing."""
    words = polarity_words()
    if any(word in behind for word in words["反"]) or front.endswith(words["反头"]):
        return UP
    if front.endswith(words["无头"]):
        return FLAT
    return DOWN if not behind or behind in words["低尾"] else None


def _around(name: str, word: str) -> tuple[str, str]:
    """What stands in front of and behind the last place of a word."""
    front, _, behind = name.rpartition(word)
    return front, behind


def _longest(name: str, words: tuple[str, ...]) -> str:
    """The longest word in the name; of equal ones the last, where a Chinese name has its head."""
    found = [word for word in words if word in name]
    return max(found, key=lambda word: (len(word), name.rfind(word)), default="")
