"""Reworded text in little room: the changed parts with a little of what stands around them, numbers never cut."""

from collections.abc import Iterable, Iterator, Sequence

from jixiao.diff.prose import DELETE, EQUAL, INSERT, Op

_CUT = "…"


def elided(ops: Sequence[Op], keep: int) -> Iterator[Op]:
    """The ops with equal parts shortened to about `keep` characters beside each change."""
    last = len(ops) - 1
    for place, (kind, old, new) in enumerate(ops):
        if kind != EQUAL:
            yield kind, old, new
            continue
        text = _shortened(old, keep if place else 0, keep if place < last else 0)
        yield EQUAL, text, text


def _shortened(text: str, front: int, back: int) -> str:
    """The first `front` and the last `back` characters, a few more where a number would be cut."""
    stop, start = front, len(text) - back
    while 0 < stop < len(text) and _is_inside(text, stop):
        stop += 1
    while 0 < start < len(text) and _is_inside(text, start):
        start -= 1
    if start - stop <= len(_CUT):
        return text
    return f"{text[:stop]}{_CUT}{text[start:]}"


def _is_inside(text: str, place: int) -> bool:
    """Whether a cut at a place would separate parts of a number, or a number from its sign or unit."""
    before, behind = text[place - 1], text[place]
    numeric = "0123456789.,%‰"
    return (before in f"{numeric}≥≤><=" and behind in numeric) or (before.isdecimal() and behind.isalpha())


def marked(ops: Iterable[Op]) -> str:
    """One line of plain text: 〔删：…〕, 〔增：…〕, 〔… 改为 …〕."""
    return "".join(map(_marked, ops))


def _marked(op: Op) -> str:
    kind, old, new = op
    if kind == EQUAL:
        return old
    if kind == DELETE:
        return f"〔删：{old}〕"
    return f"〔增：{new}〕" if kind == INSERT else f"〔{old} 改为 {new}〕"


def clipped(text: str, limit: int) -> str:
    """A text of at most `limit` characters, with … where it was cut."""
    return text if len(text) <= limit else text[: limit - len(_CUT)] + _CUT
