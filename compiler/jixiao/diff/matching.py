"""Which project became which (diff.md §4): links, then codes, then names, then similarity, best first.

File names and file order play no part. No global optimisation: it breaks a sure pair to make room for an added or dropped
project.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from jixiao.diff.likeness import WHOLE, Entry, Scorer, entry_of, settings, synonyms
from jixiao.diff.records import CERTAIN, CODE, LIKELY, LINK, NAME, NONE, SIMILARITY, UNCERTAIN, Match
from jixiao.model.document import Project

__all__ = ["Entry", "Linked", "Scorer", "entries", "match_projects", "settings", "synonyms"]

_ONE = Decimal(1)
_Key = Callable[[Entry], tuple[str, ...]]


class Linked(NamedTuple):
    """Projects joined by their authors: 1:1, n:1, 1:n; an empty side confirms that a project is new or gone."""

    old: tuple[Entry, ...]
    new: tuple[Entry, ...]


class _Rivals(NamedTuple):
    """The two best candidates of every project of both sides, best first."""

    old: dict[int, list[tuple[int, int, int]]]
    new: dict[int, list[tuple[int, int, int]]]


def entries(projects: Iterable[Project], unit: str) -> tuple[Entry, ...]:
    """The projects of a side in the order of §4; `unit` is 单位.名称."""
    return tuple(sorted((entry_of(one, unit) for one in projects), key=lambda one: one.order))


#: Steps 1 and 2: how a pair is found, and the key that both have and nobody else has.
_STEPS: tuple[tuple[str, _Key], ...] = (
    (CODE, lambda one: (one.code,)),
    (NAME, lambda one: (one.unit, one.name)),
    (NAME, lambda one: (one.unit, one.core)),
)


def match_projects(old: tuple[Entry, ...], new: tuple[Entry, ...], links: Sequence[Linked] = ()) -> tuple[Match, ...]:
    """Every project of both sides in exactly one match, in the order of the new side, drops last.

    `old` and `new` come from `entries`, `links` hold entries of these.
    """
    found = [_match(one.old, one.new, LINK, _ONE if one.old and one.new else Decimal(0), CERTAIN) for one in links]
    left = _without(old, [one for link in links for one in link.old])
    right = _without(new, [one for link in links for one in link.new])
    for how, key in _STEPS:
        pairs = _same(left, right, key)
        found += [_match((one,), (other,), how, _ONE, CERTAIN) for one, other in pairs]
        left = _without(left, [one for one, _ in pairs])
        right = _without(right, [other for _, other in pairs])
    if left and right:
        similar, left, right = _similar(left, right, (*old, *new))
        found += similar
    found += [_match((one,), (), NONE, Decimal(0), CERTAIN) for one in left]
    found += [_match((), (one,), NONE, Decimal(0), CERTAIN) for one in right]
    return _numbered(found, old, new)


def _without(entries: Sequence[Entry], taken: Iterable[Entry]) -> list[Entry]:
    gone = {id(one) for one in taken}
    return [one for one in entries if id(one) not in gone]


def _match(old: Sequence[Entry], new: Sequence[Entry], how: str, score: Decimal, confidence: str) -> Match:
    return Match("", tuple(one.project for one in old), tuple(one.project for one in new), how, score, confidence)


def _numbered(found: list[Match], old: tuple[Entry, ...], new: tuple[Entry, ...]) -> tuple[Match, ...]:
    """With ids in the order of the new side, drops last."""
    place = {id(one.project): number for number, one in enumerate(new)}
    drops = {id(one.project): number for number, one in enumerate(old)}

    def order(one: Match) -> tuple[bool, int]:
        if one.new:
            return False, min(place[id(project)] for project in one.new)
        return True, min(drops[id(project)] for project in one.old)

    return tuple(match._replace(id=f"m{number}") for number, match in enumerate(sorted(found, key=order), 1))


def _same(old: Sequence[Entry], new: Sequence[Entry], key: _Key) -> list[tuple[Entry, Entry]]:
    """Pairs with the same key, which must be unique on both sides and not empty."""
    before, after = Counter(map(key, old)), Counter(map(key, new))
    partner = {key(one): one for one in new}
    return [
        (one, partner[key(one)]) for one in old if key(one)[-1] and before[key(one)] == 1 and after.get(key(one)) == 1
    ]


def _similar(
    old: list[Entry], new: list[Entry], everyone: Sequence[Entry]
) -> tuple[list[Match], list[Entry], list[Entry]]:
    """Step 3: pairs at or above the line, best first; and what they left on both sides."""
    every = Scorer(everyone).scores(old, new)
    every.sort(key=lambda one: (-one[0], one[1], one[2]))
    rivals = _rivals(every)
    line = int(settings("分数线")["配对"] * WHOLE)
    free_old, free_new = dict(enumerate(old)), dict(enumerate(new))
    found = []
    for one in every:
        score, row, column = one
        if score < line:
            break
        if row in free_old and column in free_new:
            pair = _match((free_old.pop(row),), (free_new.pop(column),), SIMILARITY, _decimal(score), UNCERTAIN)
            found.append(_judged(pair, one, rivals, old, new))
    return found, list(free_old.values()), list(free_new.values())


def _rivals(every: list[tuple[int, int, int]]) -> _Rivals:
    best = _Rivals({}, {})
    for one in every:
        for side, place in ((best.old, one[1]), (best.new, one[2])):
            several = side.setdefault(place, [])
            if len(several) < len(("the pair", "its rival")):
                several.append(one)
    return best


def _judged(pair: Match, one: tuple[int, int, int], rivals: _Rivals, old: list[Entry], new: list[Entry]) -> Match:
    """The pair with its runner-up: likely where it is good enough and well ahead."""
    score, row, column = one
    line = settings("分数线")
    others = [other for other in (*rivals.old[row], *rivals.new[column]) if other != one]
    rival = min(others, key=lambda other: (-other[0], other[1], other[2]), default=None)
    ahead = rival is None or score - rival[0] >= line["领先"] * WHOLE
    confidence = LIKELY if score >= line["可信"] * WHOLE and ahead else UNCERTAIN
    if rival is None:
        return pair._replace(confidence=confidence)
    entry = new[rival[2]] if rival[1] == row else old[rival[1]]
    return pair._replace(confidence=confidence, runner_up=(entry.project.name.text, _decimal(rival[0])))


def _decimal(score: int) -> Decimal:
    return Decimal(score).scaleb(-4)
