"""The only maker of engine text.

Text of a source reaches a layout only as `Typst`, made here, and a template refuses everything else. A source string
becomes a Typst *string literal*: it is never parsed as markup, so no character of it can do anything but be printed.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

_SPECIAL = re.compile(r'[\\"\x00-\x1f\x7f-\x9f\u2028\u2029]')


class Typst:
    """A piece of Typst code that was made from data by this module.

    The two methods are what Jinja2 asks of markup (`__html__`) and what its output gate checks for (the type).
    """

    __slots__ = ("code",)

    def __init__(self, code: str) -> None:
        """Wrap finished code; only this module and the view may call it."""
        self.code = code

    def __html__(self) -> str:
        """Give the code itself: autoescape leaves markup alone."""
        return self.code


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    return "\\" + char if char in '\\"' else f"\\u{{{ord(char):x}}}"


def is_plain(text: str) -> bool:
    """Whether a text, and so any part of it, stands in a string literal as it is."""
    return _SPECIAL.search(text) is None


def escape(text: str) -> str:
    """The inside of a Typst string literal that evaluates to exactly `text`."""
    return text if _SPECIAL.search(text) is None else _SPECIAL.sub(_escape, text)


def string(text: str) -> str:
    """A Typst string literal that evaluates to exactly `text`."""
    return f'"{escape(text)}"'


#: The same few keys stand in every record.
_key = lru_cache(256)(string)


def array(items: Iterable[str]) -> str:
    """A Typst array literal of finished items (one item keeps its comma, none is `()`)."""
    body = ",".join(items)
    return f"({body},)" if body else "()"


def dictionary(entries: Iterable[tuple[str, str]]) -> str:
    """A Typst dictionary literal; keys are quoted text, values are finished code."""
    body = ",".join([f"{_key(key)}:{value}" for key, value in entries])
    return f"({body})" if body else "(:)"
