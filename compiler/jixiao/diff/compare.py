"""The door of the room: two sides in, everything that changed out, each change with its rule, evidence and places."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from jixiao.diagnostics import Diagnostic
from jixiao.diff.accounting import merge_hints
from jixiao.diff.acknowledge import acknowledge
from jixiao.diff.changes.crossing import crossing_changes
from jixiao.diff.changes.draft import Draft, Duo, Party, party_of
from jixiao.diff.changes.editing import edits_of
from jixiao.diff.changes.everywhere import Placed, everywhere_change, explained, replacements
from jixiao.diff.changes.finishing import Citations, Owner, finished, leftover, owner_of
from jixiao.diff.changes.indicators import indicator_changes
from jixiao.diff.changes.mandatory import mandatory_changes
from jixiao.diff.changes.money import money_changes
from jixiao.diff.changes.naming import naming_changes
from jixiao.diff.changes.partings import parting_changes
from jixiao.diff.changes.plainfields import plain_changes
from jixiao.diff.changes.sections import document_changes
from jixiao.diff.changes.wording import Wording, wording_changes
from jixiao.diff.digest import digest_of
from jixiao.diff.lexicon import digest as lists_digest
from jixiao.diff.links import Declared, previous_links, resolve_links
from jixiao.diff.matching import Entry, Linked, entries, match_projects
from jixiao.diff.pairing import by_code
from jixiao.diff.records import DOCUMENT, UNCERTAIN, Comparison, Match, Side
from jixiao.model.cores import core
from jixiao.model.document import Department, Project
from jixiao.model.load import Loaded
from jixiao.model.names import plain
from jixiao.model.review import Acceptance

_NO_SETTINGS: Mapping[str, str] = MappingProxyType({})


class Options(NamedTuple):
    """How to compare.

    Attributes:
        today: the day of the review, for 期限 of 采纳.
        severities: rule → level of `[diff.severity]`.
        acceptances: 采纳 of the new side.
        declared: 对应 of 审核.yaml.
        major_amount: the change of a budget in 万元 from which it is 关注, where that is set.
    """

    today: date
    severities: Mapping[str, str] = _NO_SETTINGS
    acceptances: tuple[Acceptance, ...] = ()
    declared: tuple[Declared, ...] = ()
    major_amount: Decimal | None = None


def side(label: str, rev: str, loaded: Loaded) -> Side:
    """A department-year that was read without errors, as one side of a comparison."""
    department, form = loaded.department, loaded.form
    if department is None or form is None:
        raise ValueError(label)
    return Side(label, int(department.year.text), department.stage_name, rev, digest_of(department), department, form)


def link_faults(old: Side, new: Side, options: Options) -> list[Diagnostic]:
    """What is wrong with 上年项目 and 对应; the comparison goes on without them."""
    return _links(old, new, *_entries(old, new), options)[1]


def _entries(old: Side, new: Side) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    before, after = (entries(one.department.projects, _unit(one.department)) for one in (old, new))
    return before, after


def _links(
    old: Side, new: Side, before: tuple[Entry, ...], after: tuple[Entry, ...], options: Options
) -> tuple[tuple[Linked, ...], list[Diagnostic]]:
    """Which projects their authors join; 上年项目 speaks of the year before only."""
    declared = list(options.declared)
    if new.year == old.year + 1:
        declared += previous_links(after)
    elif old.year == new.year + 1:
        declared += [one.mirrored for one in previous_links(before)]
    return resolve_links(before, after, declared)


def compare(old: Side, new: Side, options: Options) -> Comparison:
    """Everything that changed from one side to the other."""
    matches = _matches(old, new, options)
    owners = _owners(old, new, matches)
    citations = Citations(edits := edits_of(old, new, matches), owners)
    found = _cited(list(_placed(old, new, matches, options)), owners, citations)
    found += [(one, citations.of(one)) for one in leftover(citations.left(), owners)]
    changes = finished(found, owners, options.severities, new.form)
    acknowledged, stale = acknowledge(changes, options.acceptances, options.today)
    return Comparison(old, new, matches, edits, acknowledged, stale, lists_digest())


def _matches(old: Side, new: Side, options: Options) -> tuple[Match, ...]:
    before, after = _entries(old, new)
    linked, _faults = _links(old, new, before, after, options)
    return match_projects(before, after, linked)


def _unit(department: Department) -> str:
    return department.organ.name.text if department.organ.name else ""


def _owners(old: Side, new: Side, matches: Sequence[Match]) -> dict[str, Owner]:
    """What is common to all changes of a match, by its id."""
    unit = plain(_unit(new.department))
    owners = {DOCUMENT: Owner("", unit, "", 0, single=True, provisional=False, span=new.department.year.span)}
    for rank, match in enumerate(matches, 1):
        of = new if match.new and len(match.new) == 1 else old
        provisional = match.confidence == UNCERTAIN
        owners[match.id] = owner_of(match, rank, _unit(of.department), provisional=provisional)
    return owners


def _placed(old: Side, new: Side, matches: Sequence[Match], options: Options) -> Iterator[Placed]:
    """What the families of rules say, with the match that it belongs to."""
    yield from (Placed(DOCUMENT, "部门整体", one) for one in document_changes(old, new))
    hints, by_id = merge_hints(matches), {one.id: one for one in matches}
    for match in matches:
        duo = Duo(_party(match.old, old), _party(match.new, new))
        name = core((match.new or match.old)[0].name.text)
        hint = by_id.get(hints.get(match.id, ""))
        yield from (Placed(match.id, name, one) for one in parting_changes(match, duo, hint))
        if match.old and match.new:
            yield from (Placed(match.id, name, one) for one in _pair_changes(match, duo, options))


def _party(projects: tuple[Project, ...], one: Side) -> Party:
    return party_of(by_code(projects), one.year, _unit(one.department), one.form)


def _pair_changes(match: Match, duo: Duo, options: Options) -> Iterator[Draft]:
    """What changed in a project that goes on."""
    if duo.is_single:
        yield from naming_changes(duo)
        yield from plain_changes(duo)
        yield from _wordings(duo)
    yield from money_changes(duo, options.major_amount)
    indicators = list(indicator_changes(duo))
    yield from indicators
    yield from mandatory_changes(duo)
    if match.confidence != UNCERTAIN:
        yield from crossing_changes(duo, indicators)


def _wordings(duo: Duo) -> Iterator[Draft]:
    """The running texts of one project."""
    old, new = duo.old.one, duo.new.one
    totals, names = (duo.old.known_total, duo.new.known_total), (old.name, new.name)
    for key, was, now in (("资金用途", old.purpose, new.purpose), ("绩效目标", old.goal, new.goal)):
        yield from wording_changes(Wording(key, key, was, now, duo.years, totals, owner=names))


def _cited(
    drafts: Sequence[Placed], owners: Mapping[str, Owner], citations: Citations
) -> list[tuple[Placed, tuple[str, ...]]]:
    """The drafts with the edits they speak of; what was done in many places is told once."""
    sure = [one for one in drafts if not owners[one.match].provisional]
    some = replacements(sure)
    told = {id(one) for one in sure if some and explained(one.draft, some)}
    found = [(one, citations.of(one)) for one in drafts if id(one) not in told]
    for each in some:
        ids = dict.fromkeys(id_ for field in each.fields for id_ in citations.of(field))
        found.append((Placed(DOCUMENT, "", everywhere_change(each)), tuple(ids)))
    return found
