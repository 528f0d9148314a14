"""The node tree: what a source file says, as texts with exact places, before anything is believed about it.

Offsets are characters into the text of the source (byte order mark removed), so `text[node.start:node.end]` is what the
author typed. A tree read from a repaired text carries the offsets of the original.
"""

from collections.abc import Mapping as MappingType
from types import MappingProxyType
from typing import NamedTuple

_NONE: MappingType[str, frozenset[str]] = MappingProxyType({})


class Scalar(NamedTuple):
    """One text.

    Attributes:
        text: the value; empty where nothing is typed after the colon (then `style` is empty too).
        start: where the lexeme begins (the quote, the `|`, or the first character).
        end: where it ends; a block ends after its last visible character.
        style: how it is typed: `''` plain, `'` or `"` quoted, `|` a block that keeps its lines, `>` folded (a fault).
    """

    text: str
    start: int
    end: int
    style: str


class Entry(NamedTuple):
    """One `key: value` of a mapping."""

    key: Scalar
    value: "Node"


class Mapping(NamedTuple):
    """Named values in the order typed; of a repeated key only the first entry is kept (the rest is reported)."""

    entries: tuple[Entry, ...]
    start: int
    end: int
    flow: bool


class Sequence(NamedTuple):
    """Rows, one per `- `."""

    items: tuple["Node", ...]
    start: int
    end: int
    flow: bool


Node = Scalar | Mapping | Sequence


class Keys(NamedTuple):
    """The words of the domain, by which this room tells a mistyped field from prose. Only `all` is needed.

    Attributes:
        all: every key there is.
        prose: keys whose value may have several lines (they are told to use `|`, the others to stay on one line).
        lists: keys whose value is a list of rows, each beginning with `- `.
        children: group or list -> the keys inside it (inside one row of it); `""` is the top of the file. Without an
            entry for a group its keys are not judged; without any entry levels are judged by columns alone.
        free: groups whose inner keys are not fixed.
        leaves: keys that hold a text, which nothing may be typed below; see `with_leaves`.
    """

    all: frozenset[str]
    prose: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    children: MappingType[str, frozenset[str]] = _NONE
    free: frozenset[str] = frozenset()
    leaves: frozenset[str] = frozenset()

    def with_leaves(self) -> "Keys":
        """The same with `leaves` worked out, once for all files that share these words."""
        inner = self.lists | self.free | self.children.keys()
        return self._replace(leaves=self.all - inner) if self.children else self
