"""The lossless layer: what differs between two trees, and how to get from one to the other and back (diff.md §15, law 6).

Paths are names joined by `/`, of the old side (of the new side for what is added). Rows are known by their names, and the
place of a row that came, went or moved by the row in front of it; so nothing is counted.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from jixiao.diff.pairing import REPLACED, Pair, pair_rows
from jixiao.diff.patching import ORDER, apply, revert
from jixiao.diff.rawtree import INDICATORS, LISTS, Tree
from jixiao.diff.records import ADD, MOVE, REMOVE, REORDER, SET, Edit, Raw
from jixiao.diff.rows import Rows, pairing_rows, rows_of

__all__ = ["apply", "edits_between", "revert"]

_Levels = tuple[Mapping[str, str], Mapping[str, str]]
#: 二级 → 一级 of both forms where nobody gives them.
_NO_LEVELS: _Levels = ({}, {})


def edits_between(old: Tree | None, new: Tree | None, match: str, levels: _Levels = _NO_LEVELS) -> tuple[Edit, ...]:
    """The edits from one tree to another, with ids `match.1`, `match.2` …; `apply(old, edits) == new`.

    None is no tree: a project that came or went is one edit. `levels` (二级 → 一级 of both forms) decides which indicators
    are one, as in `pairing`.
    """
    if old is None or new is None:
        found = [] if old == new else [Edit("", match, ADD if old is None else REMOVE, "", old, new)]
    else:
        found = list(_between(old, new, match, levels))
        if _is_doubtful(old, new) and not _leads(old, new, found):
            found = list(_plainly(old, new, match))
    return tuple(edit._replace(id=f"{match}.{number}") for number, edit in enumerate(found, 1))


def _between(old: Tree, new: Tree, match: str, levels: _Levels) -> Iterator[Edit]:
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        if key in LISTS:
            yield from _row_edits(rows_of(key, before), rows_of(key, after), match, levels)
        else:
            yield from _set(key, before, after, match)


def _plainly(old: Tree, new: Tree, match: str) -> Iterator[Edit]:
    """Whole fields: for rows whose names cannot tell them apart (the loader refuses these)."""
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            yield Edit("", match, SET, key, old.get(key), new.get(key))


def _is_doubtful(*trees: Tree) -> bool:
    """Whether a path may mean two things: a name with a stroke, two rows of one name."""
    for rows in (rows_of(key, tree.get(key)) for tree in trees for key in LISTS):
        paths = [rows.path(place) for place in range(len(rows.flat))]
        strokes = 2 if rows.key == INDICATORS else 1
        if len(set(paths)) < len(paths) or any(path.count("/") != strokes or path.endswith("/") for path in paths):
            return True
    return False


def _leads(old: Tree, new: Tree, edits: Sequence[Edit]) -> bool:
    """Whether edits lead from one tree to the other and back."""
    try:
        return apply(old, edits) == new and revert(new, edits) == old
    except (KeyError, ValueError):
        return False


def _set(path: str, before: Raw, after: Raw, match: str) -> Iterator[Edit]:
    """Edits of the single texts of a record, of a text, of a list of texts."""
    if before == after:
        return
    if isinstance(before, dict | None) and isinstance(after, dict | None):
        one, other = before or {}, after or {}
        for key in dict.fromkeys((*one, *other)):
            yield from _set(f"{path}/{key}", one.get(key), other.get(key), match)
    else:
        yield Edit("", match, SET, path, before, after)


class _Both(NamedTuple):
    """The rows of a field on both sides."""

    old: Rows
    new: Rows
    match: str

    def stays(self, pair: Pair) -> bool:
        """Whether a row stays in its 二级指标."""
        return self.old.flat[pair.old][0] == self.new.flat[pair.new][0]


def _row_edits(old: Rows, new: Rows, match: str, levels: _Levels) -> Iterator[Edit]:
    pairs = pair_rows(pairing_rows(old, levels[0]), pairing_rows(new, levels[1]))
    both = _Both(old, new, match)
    kept = [pair for pair in pairs.pairs if pair.how != REPLACED]
    replaced = [pair for pair in pairs.pairs if pair.how == REPLACED]
    yield from chain.from_iterable(
        _set(old.path(pair.old), dict(old.flat[pair.old][1]), dict(new.flat[pair.new][1]), match) for pair in kept
    )
    for place in sorted((*pairs.dropped, *(pair.old for pair in replaced))):
        yield Edit("", match, REMOVE, old.path(place), dict(old.flat[place][1]), None, (old.behind(place), ""))
    yield from _arrived(both, kept, (*pairs.added, *(pair.new for pair in replaced)))
    if pairs.reordered:
        yield _reordered(both, kept)


def _arrived(both: _Both, kept: Sequence[Pair], added: Sequence[int]) -> Iterator[Edit]:
    """Rows that came, and rows that came from another 二级指标, in the order of the new side."""
    moved = {pair.new: pair.old for pair in kept if not both.stays(pair)}
    for place in sorted((*added, *moved)):
        group, row = both.new.flat[place]
        behind = both.new.behind(place)
        if place in moved:
            came = moved[place]
            where = both.old.behind(came), behind
            yield Edit("", both.match, MOVE, both.old.path(came), both.old.flat[came][0], group, where)
        else:
            yield Edit("", both.match, ADD, both.new.path(place), None, dict(row), ("", behind))


def _reordered(both: _Both, kept: Sequence[Pair]) -> Edit:
    """The order of all rows in every 二级指标 where those that stayed changed places."""
    groups: dict[str, list[int]] = {}
    for pair in sorted(kept, key=lambda one: one.new):
        if both.stays(pair):
            groups.setdefault(both.old.flat[pair.old][0], []).append(pair.old)
    changed = sorted(group for group, places in groups.items() if places != sorted(places))
    before: Raw = {group: both.old.names(group) for group in changed}
    after: Raw = {group: both.new.names(group) for group in changed}
    return Edit("", both.match, REORDER, both.old.key + ORDER, before, after)
