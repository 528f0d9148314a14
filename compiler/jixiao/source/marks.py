"""The shapes by which a line shows what its author meant: keys, colons, dashes, blanks, block headers."""

import re
from typing import NamedTuple

#: Blanks that look like a space and are none.
ODD = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
LEAD = re.compile(f"[ {ODD}]*")
ODD_CHAR = re.compile(f"[{ODD}]")

_COMMENT = re.compile(r"(?:^|[ \t])#")

#: `key:` as the format wants it, and everything that an office worker types instead.
_LEGAL = re.compile(r":(?=[ \t]|$)")
_LOOSE = re.compile(f"([^:：﹕︰∶]{{1,40}}?)[ {ODD}]*([:：﹕︰∶]+)[ {ODD}]*")
_NO_COLON = re.compile(f"([^ {ODD}=＝;；,，]{{1,40}})[ {ODD}]*(?:[=＝;；,，][ {ODD}]*|[ {ODD}]+|$)")

_TENS = "一二三四五六七八九十"

_AMONG = re.compile("其中[：:] *(?=[^ ：:])(?=.*[：:])")

#: What stands for `- ` in a text typed by hand.
FAKE_DASH = re.compile(
    f"(?:-+(?![ -])|[－—–―−﹣·•●○◆◇■□▪*+]+|\\d{{1,3}}[.、．)）](?!\\d)|[（(]\\d{{1,3}}[)）]|[①-⑳]"
    f"|[{_TENS}]{{1,3}}[、.．]|[（(][{_TENS}]{{1,3}}[)）])[ {ODD}]*|-[{ODD}][ {ODD}]*"
)

#: The number of a heading: `一、`, `（一）`, `1.`.
NUMBER = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、.．章]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．])[ \u3000]*"
)

#: Signs that slip in front of a line; quotes and `#` have their own meaning.
JUNK = re.compile(r"[\]\[{}|>&!%@`,?，。、；;~^\\/]+ *")

BLOCK = re.compile(r"([|>])([+-]?[1-9]?|[1-9][+-])[ \t]*(?:[ \t]#.*)?$")
REFERENCE = re.compile(r"(?:[:-][ \t]+|[\[,{][ \t]*)([&*][A-Za-z0-9_-]+)(?![A-Za-z0-9_-])")
DOCUMENT = re.compile(r"(?:---|\.\.\.)(?:[ \t]|$)")

_NAMES = {"\t": "制表符（Tab 键）", "\u00a0": "不间断空格", "\u3000": "全角空格"}


def blank_name(char: str) -> str:
    """What to call one of `ODD` in a message."""
    return _NAMES.get(char, f"特殊空格 U+{ord(char):04X}")


def comment_at(text: str) -> int:
    """Where a comment begins in a line without quotes; its length if there is none."""
    if "#" not in text:
        return len(text)
    match = _COMMENT.search(text)
    return len(text) if match is None else match.end() - 1


class KeyMark(NamedTuple):
    """A key at the beginning of a text.

    Attributes:
        key: its word.
        length: length of the word as typed.
        after: where the value begins (blanks skipped).
        fault: `""`, `wide` (full-width colon), `space` (none after the colon), `odd` (a special blank around it),
            `missing` (no colon at all).
    """

    key: str
    length: int
    after: int
    fault: str


def key_mark(text: str, known: frozenset[str], *, guess: bool = False) -> KeyMark | None:
    """Read the key with which a text begins; None if it begins with none.

    `guess` takes `word：…` for a key even if the word is not known.
    """
    among = _AMONG.match(text)
    if among is not None:
        return _among(text, among.end(), known, guess=guess)
    body = text[: comment_at(text)]
    legal = _LEGAL.search(body)
    loose = _LOOSE.match(body)
    if loose is not None and not _is_legal(loose, legal):
        word = bare(loose.group(1), known)
        if word in known or (guess and legal is None and _is_word(word)):
            return KeyMark(word, loose.end(1), loose.end(), _colon_fault(loose))
    if legal is not None:
        word = body[: legal.start()].rstrip(" \t")
        rest = text[legal.end() :]
        return KeyMark(bare(word, known), len(word), legal.end() + len(rest) - len(rest.lstrip(" \t")), "")
    return _without_colon(body, known)


def _among(text: str, length: int, known: frozenset[str], *, guess: bool) -> KeyMark | None:
    """`其中：财政资金：…`: the form prints the first two words as one."""
    mark = key_mark(text[length:], known, guess=guess)
    if mark is None or not mark.length or mark.fault == "missing":
        return None
    word = text[: length + mark.length]
    return KeyMark(word, len(word), length + mark.after, mark.fault)


def bare(word: str, known: frozenset[str]) -> str:
    """A known word without the quotes or brackets that authors put around it; any other word as it is."""
    inner = word.strip("“”‘’＂＇「」【】《》[]〔〕")
    return inner if inner in known else word


def names_field(text: str, known: frozenset[str]) -> str:
    """The word of a line that looks like a field of its own (known or not); empty for any other line."""
    mark = key_mark(text, known, guess=True) if text[:1] not in "\"'#" else None
    if mark is None or mark.fault == "missing" or not (mark.key in known or _is_word(mark.key)):
        return ""
    return mark.key


def _is_legal(loose: re.Match[str], legal: re.Match[str] | None) -> bool:
    """Tell whether the first colon is one that needs no correction (or comes after such a one)."""
    if legal is None or loose.start(2) > legal.start():
        return legal is not None
    exact = loose.group(2) == ":" and loose.start(2) == legal.start()
    return exact and ODD_CHAR.search(loose.string, loose.end(1), loose.start(2)) is None


def _colon_fault(loose: re.Match[str]) -> str:
    if loose.group(2) != ":":
        return "wide" if loose.group(2).strip(":") else "space"
    after = loose.string[loose.end(2) : loose.end()]
    return "odd" if ODD_CHAR.search(after) or after else "space"


def _without_colon(body: str, known: frozenset[str]) -> KeyMark | None:
    match = _NO_COLON.match(body)
    if match is None or match.group(1) not in known:
        return None
    return KeyMark(match.group(1), match.end(1), match.end(), "missing")


def _is_word(word: str) -> bool:
    """Tell whether something before a colon looks like the name of a field: short, no blanks, no punctuation."""
    return len(word) <= 12 and re.fullmatch(r"[\w（）()%％/／、]+", word) is not None and not word.isdecimal()  # noqa: PLR2004
