"""How a text was reworded (diff.md §10): what was taken out, what was put in, and which promises in it moved.

Operations join to both texts exactly, never cut a number, and mirror when the sides are swapped.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from jixiao.diff.lexicon import words
from jixiao.diff.records import LOOSENED, TIGHTENED
from jixiao.diff.tokens import Token, tokens, wording
from jixiao.diff.verdict import Promise, Verdict, verdict
from jixiao.model.names import indicator_key
from jixiao.model.quantity.prose import figures

EQUAL, DELETE, INSERT, REPLACE = "equal", "delete", "insert", "replace"
#: (op, old, new): one of the four above with the text of both sides.
Op = tuple[str, str, str]

#: A single hanzi that both texts happen to share is not worth a cut between changes of this many characters.
_ABSORBED = 4
#: Texts of this length that changed by more than this share are shown as one replacement.
_LONG, _MOSTLY = 8, Decimal("0.75")
#: Above this many pairs of equal pieces, the longest common subsequence is taken instead of the longest blocks.
_PAIRS = 400_000


def text_ops(old: str, new: str) -> tuple[Op, ...]:
    """What makes the new text of the old one; no op is empty on both sides, no two equal ones meet."""
    if old == new:
        return ((EQUAL, old, new),) if old else ()
    first, second = sorted((old, new))
    ops = _whole(_absorbed(_aligned(tokens(first), tokens(second))))
    return tuple(ops) if first == old else tuple(map(mirrored, ops))


def mirrored(op: Op) -> Op:
    """The same seen from the other side."""
    kind, old, new = op
    return {DELETE: INSERT, INSERT: DELETE}.get(kind, kind), new, old


def is_punctuation_only(old: str, new: str) -> bool:
    """Whether two texts differ in nothing but white space, punctuation and width."""
    return old != new and wording(old) == wording(new)


def _aligned(old: Sequence[Token], new: Sequence[Token]) -> list[Op]:
    one, other = [token.text for token in old], [token.text for token in new]
    short = min(len(one), len(other))
    front = next((place for place in range(short) if one[place] != other[place]), short)
    rest = short - front
    back = next((place for place in range(rest) if one[-1 - place] != other[-1 - place]), rest)
    end, stop = len(one) - back, len(other) - back
    middle = _blocks(one[front:end], other[front:stop])
    cuts = [
        (0, front, 0, front),
        *((a + front, b + front, c + front, d + front) for a, b, c, d in middle),
        (end, len(one), stop, len(other)),
    ]
    return _joined((("".join(one[a:b]), "".join(other[c:d])) for a, b, c, d in cuts))


def _blocks(old: list[str], new: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of both sides that belong together, equal or changed, in order."""
    often = Counter(new)
    if sum(often[piece] for piece in old) > _PAIRS:
        from rapidfuzz.distance import LCSseq

        numbers = {piece: number for number, piece in enumerate(dict.fromkeys([*old, *new]))}
        coded = LCSseq.opcodes([numbers[piece] for piece in old], [numbers[piece] for piece in new])
        return ((one.src_start, one.src_end, one.dest_start, one.dest_end) for one in coded)
    from difflib import SequenceMatcher

    return (one[1:] for one in SequenceMatcher(None, old, new, autojunk=False).get_opcodes())


def _joined(pairs: Iterator[tuple[str, str]]) -> list[Op]:
    """Operations of stretches; neighbours of one kind (equal, changed) become one."""
    found: list[tuple[bool, str, str]] = []
    for one, other in pairs:
        if not one and not other:
            continue
        same = one == other
        if found and found[-1][0] == same:
            found[-1] = (same, found[-1][1] + one, found[-1][2] + other)
        else:
            found.append((same, one, other))
    return [_op(one, other, same=same) for same, one, other in found]


def _op(one: str, other: str, *, same: bool) -> Op:
    if same:
        return EQUAL, one, other
    return (REPLACE if one and other else DELETE if one else INSERT), one, other


def _absorbed(ops: list[Op]) -> list[Op]:
    """Without single hanzi between changes."""
    found: list[Op] = []
    for place, one in enumerate(ops):
        around = (*found[-1:], *ops[place + 1 : place + 2])
        if _is_lone(one) and len(around) == len(("before", "behind")):
            if sum(len(old) + len(new) for _, old, new in around) >= _ABSORBED:
                found[-1] = _op(found[-1][1] + one[1], found[-1][2] + one[2], same=False)
                continue
        elif found and found[-1][0] != EQUAL and one[0] != EQUAL:
            found[-1] = _op(found[-1][1] + one[1], found[-1][2] + one[2], same=False)
            continue
        found.append(one)
    return found


def _is_lone(op: Op) -> bool:
    return op[0] == EQUAL and len(op[1]) == 1 and "\u3400" <= op[1] <= "\u9fff"


def _whole(ops: list[Op]) -> list[Op]:
    """One replacement where hardly anything stayed; what was only added to or only shortened is left as it is."""
    old, new = "".join(op[1] for op in ops), "".join(op[2] for op in ops)
    kept = sum(len(op[1]) for op in ops if op[0] == EQUAL)
    total = len(old) + len(new)
    changed = total - 2 * kept
    if kept in (len(old), len(new)) or max(len(old), len(new)) < _LONG or changed <= _MOSTLY * total:
        return ops
    return [_op(old, new, same=False)]


class Promised(NamedTuple):
    """A promise in running text that became stricter or weaker: the measure, both values as typed, the verdict."""

    name: str
    before: str
    after: str
    verdict: Verdict


class Promises(NamedTuple):
    """The promises of two texts: those that moved; those that only the new (`came`) or the old text (`gone`) makes."""

    moved: tuple[Promised, ...] = ()
    came: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def prose_promises(
    old: str,
    new: str,
    years: tuple[int, int] = (0, 0),
    totals: tuple[Decimal | None, Decimal | None] = (None, None),
) -> Promises:
    """Compare the promises of two texts: measures of equal name in order of appearance, by the table of §8."""
    before, after = _promises(old), _promises(new)
    moved, came, gone = [], [], []
    for key in dict.fromkeys((*before, *after)):
        olds, news = before.get(key, []), after.get(key, [])
        for (name, was), (_, now) in zip(olds, news, strict=False):
            sides = (
                Promise(raw, name, year=year, total=total)
                for raw, year, total in zip((was, now), years, totals, strict=True)
            )
            found = verdict(*sides)
            if found.direction in (LOOSENED, TIGHTENED):
                moved.append(Promised(name, was, now, found))
        gone += [name + value for name, value in olds[len(news) :]]
        came += [name + value for name, value in news[len(olds) :]]
    return Promises(tuple(moved), tuple(came), tuple(gone))


def _promises(text: str) -> dict[str, list[tuple[str, str]]]:
    """Name and value of the promises by the key of the name, in order."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in figures(text):
        value = text[one.start : one.end]
        often = value.startswith(words("prose", "次数")) and one.value.dimension == "次"
        if one.name.endswith(words("prose", "指标")) or often:
            name = one.name or "次数"
            found.setdefault(indicator_key(name), []).append((name, value))
    return found
