"""Which of a few right words a typed one was meant to be. For hints only: nothing here may decide what is read."""

import re
import unicodedata
from collections.abc import Iterable

from jixiao.model.mending import arabic
from jixiao.model.names import indicator_key

#: How alike a mistyped key must be to be taken for another; half of the names of a form differ in one word only.
_ALIKE = 0.7
#: The fewest characters of which one may be wrong.
_SHORT = 3
_NUMBER = re.compile(r"(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[、.．)）])+")
_ASIDE = re.compile(r"[（(【\[][^（(【\[]*?[)）】\]]$")
_MONTH = re.compile(r"(\d{1,2})月")


def fold(key: str) -> str:
    """A key without spaces, punctuation, a number in front, `其中` and words in brackets behind; NFKC, lower case."""
    text = unicodedata.normalize("NFKC", key).strip().lower()
    text = _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text
    bare = _ASIDE.sub("", text.rstrip(":"))
    return indicator_key(bare or text).removeprefix("其中")


def near(key: str, keys: Iterable[str]) -> tuple[str, ...]:
    """The keys that a typed one is a slip of: the same but for spaces and signs, one character off, or much alike."""
    keys = tuple(keys)
    typed = fold(key)
    month = _MONTH.match(arabic(typed))
    if month:
        return tuple(one for one in keys if (found := _MONTH.match(one)) and int(found[1]) == int(month[1]))
    same = tuple(one for one in keys if fold(one) == typed)
    if same:
        return same
    slips = tuple(one for one in keys if _one_off(typed, fold(one)))
    if slips:
        return slips[:2]
    from difflib import get_close_matches

    return tuple(get_close_matches(typed, keys, n=1, cutoff=_ALIKE))


def _one_off(one: str, two: str) -> bool:
    """Whether two words of three characters or more differ in one of them."""
    if len(one) != len(two) or len(one) < _SHORT:
        return False
    return sum(left != right for left, right in zip(one, two, strict=True)) == 1


def holding(text: str, words: Iterable[str]) -> tuple[str, ...]:
    """The words that are part of the text or that it is part of."""
    typed = fold(text)
    return tuple(word for word in words if typed and (fold(word) in typed or typed in fold(word)))


def choice_hint(text: str, choices: tuple[str, ...]) -> str:
    """What to write instead of a text that is none of the choices, the likely one first."""
    from jixiao.model.lexicon import choice_words

    typed = fold(text)
    word = choice_words().get(typed, choice_words().get(text, ""))
    held = (word,) if word in choices else holding(text, choices)
    return f"{asked(held) if len(held) == 1 else ''}只能写：{'、'.join(choices)}。"


def asked(words: tuple[str, ...]) -> str:
    """`是不是“甲”或“乙”？`; empty without words."""
    return f"是不是{'或'.join(f'“{word}”' for word in words)}？" if words else ""
