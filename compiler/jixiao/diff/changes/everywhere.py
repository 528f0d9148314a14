"""多处相同修改: one replacement made in many places is told once (diff.md §10)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from jixiao.diff.changes.draft import Draft, changed, draft, limits
from jixiao.diff.lexicon import words
from jixiao.diff.records import Location

EVERYWHERE = "多处"
_REWORDED = "objective-reworded"
_NUMBER = re.compile(r"\d")


class Placed(NamedTuple):
    """A draft with its match, the name that its project is shown by, and what its match's edits are looked up by."""

    match: str
    owner: str
    draft: Draft


class Replacement(NamedTuple):
    """One replacement with the drafts of the fields that it was made in."""

    old: str
    new: str
    fields: tuple[Placed, ...]


def replacements(found: Iterable[Placed]) -> tuple[Replacement, ...]:
    """The replacements that were made in enough fields of enough projects, by their texts."""
    places: dict[tuple[str, str], list[Placed]] = {}
    for one in found:
        for pair in dict.fromkeys(_pairs(one.draft)):
            places.setdefault(pair, []).append(one)
    line = limits("多处")
    return tuple(
        Replacement(old, new, tuple(some))
        for (old, new), some in sorted(places.items())
        if len(some) >= line["栏目"] and len({one.match for one in some}) >= line["项目"]
    )


def _pairs(one: Draft) -> Iterator[tuple[str, str]]:
    """The replacements of a reworded text that may be told elsewhere."""
    if one.change.rule != _REWORDED:
        return
    for op, old, new in one.change.text_ops:
        if op == "replace" and _is_plain(old) and _is_plain(new):
            yield old, new


def _is_plain(text: str) -> bool:
    """Whether a text is neither a number nor turns a sentence round."""
    return not _NUMBER.search(text) and not any(word in text for word in words("limits", "多处除外"))


def explained(one: Draft, some: Sequence[Replacement]) -> bool:
    """Whether a text changed in nothing but such replacements, so that its own record says nothing more."""
    told = {(each.old, each.new) for each in some}
    moved = [(old, new) for op, old, new in one.change.text_ops if op != "equal"]
    return one.change.rule == _REWORDED and bool(moved) and set(moved) <= told


def everywhere_change(one: Replacement) -> Draft:
    """The one record of a replacement."""
    places = [f"{field.owner}/{field.draft.change.path}".lstrip("/") for field in one.fields]
    why = f"“{one.old}”改为“{one.new}”，共 {len(places)} 处：{'、'.join(places)}"
    where: tuple[Location, ...] = tuple(place for field in one.fields for place in field.draft.change.locations)
    return draft(changed("global-replace", EVERYWHERE, one.old, one.new, why, where))
