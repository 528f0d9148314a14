"""The templates that need no Jinja2: text, `{{ name }}`, includes, loops over a list, and what stands in their first turn.

Most layouts say no more than that, and importing Jinja2 alone takes a tenth of a cold build. Read here is a part of its
language, printed by its rules; whatever else a template holds (another tag, an unknown name, a fault) is left to Jinja2,
which does it or says what is wrong. A law over random templates holds both to the same output (tests/layout).
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from jixiao.markup import Typst

_TAGS = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
#: What opens a tag: left over in a text, it is one that is not closed, or a comment.
_OPENINGS = ("{{", "{%", "{#")
#: Words of the language, and names with a meaning of their own.
_RESERVED = frozenset(
    {"and", "else", "if", "in", "is", "not", "or", "recursive", "true", "false", "none", "True", "False", "None"}
    | {"loop", "self", "super", "caller", "varargs", "kwargs"}
)


class BeyondError(Exception):
    """A template holds what only Jinja2 can do, or must report."""


class _Node(NamedTuple):
    """Text, a name to print, a template to include, a loop (`word` is its name), or the body of `if loop.first`."""

    kind: str
    word: str
    of: str = ""
    body: "tuple[_Node, ...]" = ()


_TEXT, _PRINT, _INCLUDE, _LOOP, _FIRST = "text", "print", "include", "loop", "first"


class Simple:
    """The templates of a layout by name, as far as they are simple; each is read once."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources
        self._read: dict[str, tuple[_Node, ...]] = {}

    def render(self, name: str, context: Mapping[str, object]) -> str:
        """Render a template.

        Raises:
            BeyondError: only Jinja2 can.
        """
        return "".join(self._rendered(self._nodes(name), context, (name,)))

    def _nodes(self, name: str) -> tuple[_Node, ...]:
        if name not in self._sources:
            raise BeyondError
        if name not in self._read:
            self._read[name] = tuple(_block(_pieces(self._sources[name]), ""))
        return self._read[name]

    def _rendered(
        self, nodes: tuple[_Node, ...], scope: Mapping[str, object], inside: tuple[str, ...], *, first: bool = False
    ) -> Iterator[str]:
        for kind, word, of, body in nodes:
            if kind == _TEXT:
                yield word
            elif kind == _PRINT:
                yield _markup(scope, word)
            elif kind == _LOOP:
                for turn, value in enumerate(_list(scope, of)):
                    yield from self._rendered(body, {**scope, word: value}, inside, first=not turn)
            elif kind == _INCLUDE:
                if word in inside:
                    raise BeyondError
                yield from self._rendered(self._nodes(word), scope, (*inside, word))
            elif first:
                yield from self._rendered(body, scope, inside)


def _markup(scope: Mapping[str, object], name: str) -> str:
    """What a name stands for; only markup may be printed."""
    value = scope.get(name)
    if not isinstance(value, Typst):
        raise BeyondError
    return value.code


def _list(scope: Mapping[str, object], name: str) -> list[object] | tuple[object, ...]:
    value = scope.get(name)
    if not isinstance(value, list | tuple):
        raise BeyondError
    return value


def _pieces(source: str) -> Iterator[str | list[str]]:
    """Text, and the words of tags as lists; white space around tags is gone as with trim_blocks and lstrip_blocks."""
    if "\r" in source:
        raise BeyondError
    pieces = _TAGS.split(source)
    at_line = True
    for at in range(0, len(pieces), 2):
        text, tag = pieces[at], "".join(pieces[at + 1 : at + 2])
        if any(sign in text for sign in _OPENINGS) or (tag and text.endswith("{")):
            raise BeyondError
        if at and pieces[at - 1].startswith("{%"):
            at_line = text.startswith("\n")
            text = text.removeprefix("\n")
        yield _left(text, at_line=at_line) if tag.startswith("{%") else text
        if tag:
            yield tag[2:-2].split() if tag.startswith("{%") else ["{{", tag[2:-2].strip()]
        at_line = False


def _left(text: str, *, at_line: bool) -> str:
    """The text in front of a tag without the white space of the tag's own line."""
    start = text.rfind("\n") + 1
    return text[:start] if (start or at_line) and text[start:].isspace() else text


def _block(pieces: Iterator[str | list[str]], end: str, *, loop: bool = False) -> Iterator[_Node]:
    """The nodes up to a closing tag, or up to the end of the template."""
    for piece in pieces:
        match piece:
            case str():
                yield _Node(_TEXT, piece)
            case ["{{", name] if _is_name(name):
                yield _Node(_PRINT, name)
            case ["include", quoted] if not loop:
                yield _Node(_INCLUDE, _unquoted(quoted))
            case ["for", name, "in", of] if not loop and _is_name(name) and _is_name(of):
                yield _Node(_LOOP, name, of, tuple(_block(pieces, "endfor", loop=True)))
            case ["if", "loop.first"] if end == "endfor":
                yield _Node(_FIRST, "", body=tuple(_block(pieces, "endif", loop=True)))
            case [word] if word == end:
                return
            case _:
                raise BeyondError
    if end:
        raise BeyondError


def _is_name(word: str) -> bool:
    return word.isascii() and word.isidentifier() and word not in _RESERVED


def _unquoted(word: str) -> str:
    quote, inner = word[0], word[1:-1]
    if quote not in "\"'" or word[-1] != quote or len(word) < len('""') or not inner.isascii() or {*"\"'\\"} & {*inner}:
        raise BeyondError
    return inner
