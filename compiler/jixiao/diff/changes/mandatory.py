"""Categories of indicators that must not be empty and have become so (diff.md §9)."""

from collections.abc import Iterator
from typing import NamedTuple

from jixiao.diff.changes.draft import Draft, Duo, Party, changed, draft, places
from jixiao.diff.changes.pools import INDICATORS
from jixiao.diff.lexicon import words
from jixiao.model.document import Indicator

_WHOLE = "效益"


class _Category(NamedTuple):
    """A category: what it is called and the 二级指标 that belong to it, on both sides."""

    name: str
    groups: frozenset[str]


def mandatory_changes(duo: Duo) -> Iterator[Draft]:
    """One record for each category that had indicators and has none."""
    emptied: set[str] = set()
    for category in _categories(duo):
        was, now = (_inside(party, category) for party in duo)
        if was and not now and not category.groups <= emptied:
            emptied |= category.groups
            yield _emptied(duo, category, was)


def _categories(duo: Duo) -> Iterator[_Category]:
    """Those of every form, then the further ones that the form of the new side marks."""
    levels = duo.old.form.level2 | duo.new.form.level2
    for word in sorted(words("limits", "必填类别")):
        inside = frozenset(name for name, level in levels.items() if word in (level if word == _WHOLE else name))
        if inside:
            yield _Category(f"{word}指标", inside)
    for level in duo.new.form.levels:
        yield from (_Category(group.name, frozenset({group.name})) for group in level.groups if group.required)


def _inside(party: Party, category: _Category) -> list[Indicator]:
    return [one for project in party.projects for one in project.indicators if one.group in category.groups]


def _emptied(duo: Duo, category: _Category, gone: list[Indicator]) -> Draft:
    path = f"{INDICATORS}/{category.name}"
    names = tuple(sorted({one.name.text for one in gone}))
    why = f"{category.name}必须填报，上年有 {len(gone)} 条，本年一条也没有"
    where = places([one.name.span for one in gone], [one.name.span for one in duo.new.projects])
    change = changed("mandatory-category-emptied", path, names, None, why, where)
    cites = [f"{INDICATORS}/{one.group}/{one.name.text}" for one in gone]
    return draft(change._replace(level2=category.name), cites=cites)
