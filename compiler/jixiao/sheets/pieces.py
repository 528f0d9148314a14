"""A text that changed in parts, cut for typesetting: numbers stay with their units across the ends of a change.

The engine breaks a line before some marks when a box stands in front of them, so closing marks go into the box
(typography.md §8, 1; `put` in text.typ does the same for texts without changes).
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jixiao.layout.flow import segments

Runs = Sequence[tuple[bool, str]]
#: Marks that may not start a line, as in text.typ.
_NO_START = "，。、；：？！）》〉」』】〕”’…—·％%‰℃,.;:?!)"

_SIGNS = ("+", "-", "−")


class Piece(NamedTuple):
    """A piece of a line: whether it stays together, and its parts (whether they changed, text).

    A piece that may break is one part.
    """

    fixed: bool
    parts: tuple[tuple[bool, str], ...]


def cut(text: str) -> list[str]:
    """Segments as `flow.segments` cuts them, with a sign kept at its number: `-5 个百分点`."""
    found = segments(text)
    for at in range(1, len(found), 2):
        if found[at - 1].endswith(_SIGNS) and found[at][0].isdigit():
            found[at - 1], found[at] = found[at - 1][:-1], found[at - 1][-1] + found[at]
    return found


def pieces(runs: Runs) -> Iterator[tuple[Piece, ...]]:
    """Line by line the pieces of a text; joined, they are the line."""
    lines: list[list[tuple[bool, str]]] = [[]]
    for changed, text in runs:
        first, *rest = text.split("\n")
        lines[-1].append((changed, first))
        lines += [[(changed, line)] for line in rest]
    yield from (tuple(_line([run for run in line if run[1]])) for line in lines)


def _line(runs: Runs) -> Iterator[Piece]:
    left = list(runs)
    for fixed, text in _settled("".join(text for _, text in runs)):
        parts = tuple(_taken(left, len(text)))
        if fixed:
            yield Piece(fixed=True, parts=parts)
        else:
            yield from (Piece(fixed=False, parts=(part,)) for part in parts)


def _taken(left: list[tuple[bool, str]], length: int) -> Iterator[tuple[bool, str]]:
    """Take so many characters off the front of the runs."""
    while length:
        changed, text = left.pop(0)
        if len(text) > length:
            left.insert(0, (changed, text[length:]))
        yield changed, text[:length]
        length -= min(length, len(text))


def _settled(text: str) -> list[tuple[bool, str]]:
    """The segments of a line with the closing marks where they belong; fixed ones that meet are one."""
    found: list[tuple[bool, str]] = []
    for number, segment in enumerate(cut(text)):
        if not segment:
            continue
        if number % 2:
            _append_fixed(found, segment)
        else:
            _append_free(found, segment)
    return found


def _append_fixed(found: list[tuple[bool, str]], segment: str) -> None:
    if found and found[-1][0]:
        found[-1] = (True, found[-1][1] + segment)
    elif found and segment[0] in _NO_START:  # it takes the character before it along
        text = found.pop()[1]
        if text[:-1]:
            found.append((False, text[:-1]))
        found.append((True, text[-1] + segment))
    else:
        found.append((True, segment))


def _append_free(found: list[tuple[bool, str]], segment: str) -> None:
    if found and found[-1][0]:
        rest = segment.lstrip(_NO_START)
        found[-1] = (True, found[-1][1] + segment[: len(segment) - len(rest)])
        segment = rest
    if segment:
        found.append((False, segment))
