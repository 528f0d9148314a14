"""Changes on their way: what a family of rules says, before match, level, fingerprint and cited edits are filled in."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from jixiao.diagnostics import Span
from jixiao.diff.fingerprints import canonical_text
from jixiao.diff.lexicon import words
from jixiao.diff.records import FROM, NOT_APPLICABLE, TO, Change, Location
from jixiao.model.document import Project, Text
from jixiao.model.form import Form


class Draft(NamedTuple):
    """A change that still lacks what is common to all changes.

    Attributes:
        change: the change; match, severity, fingerprint and edits are still empty.
        cites: the paths of the edits it speaks of; whatever lies below a path is meant too.
        about: what its fingerprint says of its place.
        known: its canonical values before and after.
        level: its level by default, where that is not the rule's.
    """

    change: Change
    cites: tuple[str, ...]
    about: str
    known: tuple[str, str]
    level: str = ""


class Party(NamedTuple):
    """One side of a match.

    Attributes:
        projects: one, or several that were merged or split, by code.
        year: 年度 of the side.
        unit: 单位.名称, which is 实施单位 where a project says none.
        form: the form of the side.
        amounts: 总额 and each money source in 万元, over all projects; blank is 0.
    """

    projects: tuple[Project, ...]
    year: int
    unit: str
    form: Form
    amounts: Mapping[str, Decimal]

    @property
    def one(self) -> Project:
        """The project, where there is just one."""
        return self.projects[0]

    @property
    def total(self) -> Decimal:
        """年度资金总额 in 万元; 0 where it is blank."""
        return self.amounts["总额"]

    @property
    def known_total(self) -> Decimal | None:
        """年度资金总额, None where it is blank."""
        known = any(fund.key == "总额" and fund.money for one in self.projects for fund in one.funds)
        return self.total if known else None


def party_of(projects: tuple[Project, ...], year: int, unit: str, form: Form) -> Party:
    """A side of a match with its sums."""
    amounts = dict.fromkeys(("总额", *form.sources), Decimal(0))
    for project in projects:
        for fund in project.funds:
            amounts[fund.key] = amounts.get(fund.key, Decimal(0)) + (fund.money.amount if fund.money else 0)
    return Party(projects, year, unit, form, amounts)


class Duo(NamedTuple):
    """Both sides of a match."""

    old: Party
    new: Party

    @property
    def is_single(self) -> bool:
        """Whether one project became one."""
        return len(self.old.projects) == len(self.new.projects) == 1

    @property
    def years(self) -> tuple[int, int]:
        """Both 年度."""
        return self.old.year, self.new.year


def draft(
    change: Change,
    *,
    cites: Iterable[str] = (),
    about: str = "",
    known: tuple[str, str] | None = None,
    level: str = "",
) -> Draft:
    """A draft that speaks of the edits at its own path and whose values are texts, unless something else is said."""
    values = known or (canonical_text(change.before), canonical_text(change.after))
    return Draft(change, tuple(cites) or (change.path,), about or change.path, values, level)


def changed(  # noqa: PLR0913, PLR0917 - the columns of a record
    rule: str,
    path: str,
    before: str | tuple[str, ...] | None,
    after: str | tuple[str, ...] | None,
    why: str,
    locations: tuple[Location, ...],
    direction: str = NOT_APPLICABLE,
) -> Change:
    """The bare record of a change."""
    return Change(rule, "", direction, "", path, before, after, locations=locations, why=why)


def places(old: Iterable[Span | None] | Span | None, new: Iterable[Span | None] | Span | None) -> tuple[Location, ...]:
    """Where to look on both sides."""
    return tuple(Location(side, span) for side, some in ((FROM, old), (TO, new)) for span in _spans(some))


def _spans(some: Iterable[Span | None] | Span | None) -> Iterable[Span]:
    if some is None:
        return ()
    return (some,) if isinstance(some, Span) else tuple(one for one in some if one is not None)


def spans_of(text: Text | None, fallback: Text | None = None) -> Span | None:
    """The place of a text, else of what stands for it."""
    chosen = text or fallback
    return chosen.span if chosen is not None else None


def said(text: Text | None) -> str:
    """What a text says; empty where it is missing."""
    return text.text if text is not None else ""


@cache
def limits(kind: str) -> dict[str, Decimal]:
    """The numbers of a row of data/limits.txt."""
    pairs = (word.partition("=") for word in words("limits", kind))
    return {key: Decimal(number) for key, _, number in pairs}
