"""Drafts made whole: the edits they speak of, level, fingerprint, order; and a record for every edit nobody spoke of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from jixiao.diagnostics import Span
from jixiao.diff.changes.draft import changed, draft, places
from jixiao.diff.changes.everywhere import Placed
from jixiao.diff.changes.pools import INDICATORS
from jixiao.diff.fingerprints import Identity, fingerprints
from jixiao.diff.patching import ORDER
from jixiao.diff.records import DOCUMENT, OFF, REORDER, Change, Edit, Match, Raw
from jixiao.diff.taxonomy import level_of, rules
from jixiao.model import fields
from jixiao.model.cores import core
from jixiao.model.form import Form
from jixiao.model.names import plain

_CODE = "项目编码"


class Owner(NamedTuple):
    """Whose changes they are.

    Attributes:
        core, unit: of the new side's project, what fingerprints say; code: what tells two of these apart.
        rank: where its changes stand among those of all matches.
        single: one project became one, or it is the document.
        provisional: nobody is sure of the match.
        span: where to point at when nothing else is at hand.
    """

    core: str
    unit: str
    code: str
    rank: int
    single: bool
    provisional: bool
    span: Span


def owner_of(match: Match, rank: int, unit: str, *, provisional: bool) -> Owner:
    """The new side's project, the old side's for drops and splits; `unit` is its 单位.名称."""
    chosen = match.old if not match.new or len(match.new) > 1 else match.new
    one = chosen[0]
    own = one.unit.text if one.unit is not None and one.unit.text else unit
    code = one.code.text if one.code is not None and one.code.text else one.name.text
    single = len(match.old) == len(match.new) == 1
    return Owner(core(one.name.text), plain(own), plain(code), rank, single, provisional, one.name.span)


class Citations:
    """Finds the edits that a draft speaks of, and remembers those that nobody spoke of."""

    def __init__(self, edits: Sequence[Edit], owners: Mapping[str, Owner]) -> None:
        self._owners = owners
        self._below: dict[tuple[str, str], list[str]] = {}
        self._at: dict[tuple[str, str], list[str]] = {}
        self._rank = {one.id: number for number, one in enumerate(edits)}
        self._left = {one.id: one for one in edits}
        for edit in edits:
            self._file(edit)

    def _file(self, edit: Edit) -> None:
        match = edit.match
        self._below.setdefault((match, ""), []).append(edit.id)
        if edit.op == REORDER:
            self._below.setdefault((match, edit.path), []).append(edit.id)
            return
        self._at.setdefault((match, edit.path), []).append(edit.id)
        for path in _ancestors(edit.path):
            self._below.setdefault((match, path), []).append(edit.id)

    def of(self, one: Placed) -> tuple[str, ...]:
        """The ids, in the order of the edits."""
        owner = self._owners[one.match]
        found: set[str] = set()
        for path in one.draft.cites if owner.single else ("",):
            found.update(self._below.get((one.match, path)) or self._above(one.match, path))
        for id_ in found:
            self._left.pop(id_, None)
        return tuple(sorted(found, key=self._rank.__getitem__))

    def _above(self, match: str, path: str) -> list[str]:
        """The edit of a record that came or went as a whole, for something inside it."""
        return next((found for part in _ancestors(path) if (found := self._at.get((match, part)))), [])

    def left(self) -> tuple[Edit, ...]:
        """The edits that nobody spoke of, without codes that their match explains."""
        return tuple(one for one in self._left.values() if not self._explains(one))

    def _explains(self, edit: Edit) -> bool:
        return edit.path == _CODE and edit.match != DOCUMENT


def _ancestors(path: str) -> Iterator[str]:
    """A path and every beginning of it that ends before a stroke, the longest first."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def leftover(edits: Iterable[Edit], owners: Mapping[str, Owner]) -> Iterator[Placed]:
    """A record for each edit that no family of rules looked at: nothing that changed is left out."""
    for edit in edits:
        owner = owners[edit.match]
        path = edit.path.removesuffix(ORDER)
        name = path.rpartition("/")[2]
        before, after = _shown(edit.before), _shown(edit.after)
        ordered = edit.op == REORDER
        rule = "indicator-reordered" if ordered and path == INDICATORS else "field-changed"
        why = f"{name}的先后次序变了，内容没有变" if ordered else f"{name}有修改"
        where = places(None, owner.span)
        change = changed(rule, path, before, after, why, where)
        yield Placed(edit.match, "", draft(change, cites=(edit.path,)))


def _shown(raw: Raw) -> str | tuple[str, ...] | None:
    """A raw value as texts."""
    if raw is None or isinstance(raw, str):
        return raw
    return tuple(_texts(raw))


def _texts(raw: Raw) -> Iterator[str]:
    if isinstance(raw, dict):
        for key, value in raw.items():
            yield from (f"{key}：{text}" for text in _texts(value))
    elif isinstance(raw, list):
        for one in raw:
            yield from _texts(one)
    elif raw is not None:
        yield raw


def finished(
    found: Sequence[tuple[Placed, tuple[str, ...]]],
    owners: Mapping[str, Owner],
    settings: Mapping[str, str],
    form: Form,
) -> tuple[Change, ...]:
    """The changes with all they need, without rules that are off, in their order; `found` has the ids of edits."""
    prints = fingerprints([_identity(one, owners[one.match]) for one, _ in found])
    changes = []
    for (one, edits), print_ in zip(found, prints, strict=True):
        change, owner = one.draft.change, owners[one.match]
        level = level_of(change.rule, settings, one.draft.level)
        if level == OFF:
            continue
        provisional = owner.provisional and change.rule != "match-uncertain"
        changes.append(
            change._replace(severity=level, match=one.match, edits=edits, fingerprint=print_, provisional=provisional)
        )
    order = _order(form)
    return tuple(sorted(changes, key=lambda one: (owners[one.match].rank, *order(one))))


def _identity(one: Placed, owner: Owner) -> Identity:
    made = one.draft
    return Identity(made.change.rule, owner.core, owner.unit, plain(made.about), *made.known, owner.code)


def _order(form: Form) -> "_Order":
    keys = dict.fromkeys(("多处", "项目", *fields.PROJECT.by_key, *fields.DEPARTMENT.by_key))
    return _Order({key: rank for rank, key in enumerate(keys)}, {name: rank for rank, name in enumerate(form.level2)})


class _Order:
    """Where a change stands in its project: by field in the order of the form, then by rule."""

    def __init__(self, fields_: dict[str, int], groups: dict[str, int]) -> None:
        self._fields = fields_
        self._groups = groups

    def __call__(self, one: Change) -> tuple[int, int, str, int, str]:
        key, _, rest = one.path.partition("/")
        group = self._groups.get(rest.partition("/")[0], -1) if key == INDICATORS else -1
        rank = self._fields.get(key, len(self._fields))
        return rank, group, one.path, rules()[one.rule].rank, one.fingerprint
