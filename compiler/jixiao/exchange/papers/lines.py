"""Texts of several lines: joining what only the width of a cell broke, and the numbers that items begin with."""

import re

_LATIN = re.compile(r"[0-9A-Za-z]")
_HAN_DIGITS = "一二三四五六七八九十百"
#: Kinds of numbers in front of a paragraph, from the outermost.
MARKS = (
    re.compile(rf"(?P<n>[{_HAN_DIGITS}]+)[、.．]\s*"),
    re.compile(rf"[（(](?P<n>[{_HAN_DIGITS}]+)[）)][、.．]?\s*"),
    re.compile(r"(?P<n>\d{1,3})[、．.](?!\d)\s*"),
    re.compile(r"[（(](?P<n>\d{1,3})[）)][、.．]?\s*"),
)
_ARABIC = 2
_VALUES = {char: value for value, char in enumerate("零一二三四五六七八九")}


def one_line(text: str) -> str:
    """A text of several lines as one: a space only between Latin letters and digits."""
    whole = ""
    for line in (part.strip() for part in text.replace("\t", " ").split("\n")):
        if whole and line and _LATIN.match(whole[-1]) and _LATIN.match(line[0]):
            whole += " "
        whole += line
    return whole


def marked(text: str, expected: int = 0) -> tuple[int, int, str]:
    """What a paragraph begins with: the kind of its number (-1: none), the number, the text behind it.

    `2.12345热线` begins with a number only where 2 is `expected`: it could as well be a decimal.
    """
    found = re.match(rf"{expected}[.．](?=\d)", text) if expected else None
    if found:
        return _ARABIC, expected, text[found.end() :]
    for kind, pattern in enumerate(MARKS):
        found = pattern.match(text)
        if found:
            return kind, number_of(found["n"]), text[found.end() :]
    return -1, 0, text


def number_of(digits: str) -> int:
    """The value of 12 or 十二."""
    if digits.isdecimal():
        return int(digits)
    tens, mark, ones = digits.rpartition("十")
    if not mark:
        return _VALUES.get(digits, 0)
    return (_VALUES.get(tens, 1) if tens else 1) * 10 + (_VALUES.get(ones, 0) if ones else 0)


def without_numbers(lines: list[str]) -> list[str]:
    """Lines without the 1. 2. … in front, where every one has its own in order; otherwise as they are."""
    several = len(lines) > 1
    found = [marked(line, number if several else 0) for number, line in enumerate(lines, 1)]
    kinds = {kind for kind, _, _ in found}
    in_order = len(kinds) == 1 and kinds <= {2, 3} and [n for _, n, _ in found] == list(range(1, len(lines) + 1))
    return [rest for _, _, rest in found] if in_order else lines
