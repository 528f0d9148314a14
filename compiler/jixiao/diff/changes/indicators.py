"""The indicators of a pair: which continued, came, went or were replaced, and everything about those that continued."""

from collections.abc import Iterator

from jixiao.diff.changes.draft import Draft, Duo, changed, draft, places, said, spans_of
from jixiao.diff.changes.plainfields import list_change, text_change
from jixiao.diff.changes.pools import INDICATORS, Pool, joined, pools, repeats, typed
from jixiao.diff.changes.targets import target_changes
from jixiao.diff.changes.wording import Wording, wording_changes
from jixiao.diff.fingerprints import canonical_target
from jixiao.diff.pairing import MOVED, RENAMED, REPLACED, SAME, Pair, Pairs, pair_rows
from jixiao.diff.patching import ORDER
from jixiao.diff.records import Change, Location
from jixiao.model.document import Text

_WORDINGS = (("描述", "description"), ("依据", "basis"))
_PLAIN = (("权重", "weight"), ("备注", "remark"), ("方向", "direction"))


def indicator_changes(duo: Duo) -> Iterator[Draft]:
    """What changed in the indicators."""
    (before_rows, old), (after_rows, new) = pools(duo.old), pools(duo.new)
    pairs = pair_rows(before_rows, after_rows)
    for pair in pairs.pairs:
        before, after = old[pair.old], new[pair.new]
        if pair.how == REPLACED:
            yield _replaced(before, after)
        else:
            yield from _continued(duo, before, after, pair)
    yield from (_dropped(old[place]) for place in pairs.dropped)
    yield from (_added(new[place]) for place in pairs.added)
    if pairs.reordered and duo.is_single:
        yield _reordered(duo, pairs, old, new)


def _continued(duo: Duo, old: Pool, new: Pool, pair: Pair) -> Iterator[Draft]:
    yield from _named(old, new, pair)
    yield from target_changes(duo, old, new)
    if len(old.indicators) == len(new.indicators) == 1:
        yield from _texts(duo, old, new)


def _named(old: Pool, new: Pool, pair: Pair) -> Iterator[Draft]:
    """The name and the 二级指标."""
    if pair.how == MOVED:
        was, now = old.first.group, new.first.group
        why = f"“{new.name}”由{was}改列{now}"
        yield _about(new, old, changed("indicator-recategorised", new.path, was, now, why, _where(old, new)), new.path)
    if old.name == new.name:
        return
    path = f"{new.path}/名称"
    if pair.how == RENAMED:
        why = f"指标由“{old.name}”更名为“{new.name}”（相似度 {float(pair.score):.2f}）"
        change = changed("indicator-renamed", path, old.name, new.name, why, _where(old, new))
    else:
        why = f"“{new.name}”的名称只改了标点或空格"
        change = changed("punctuation-only", path, old.name, new.name, why, _where(old, new))
    yield _about(new, old, change, "")


def _about(new: Pool, old: Pool, change: Change, cites: str) -> Draft:
    """A record about an indicator as a whole; a rename covers 描述 and 依据 that only repeat the name."""
    change = change._replace(level2=new.first.group, name=new.name)
    keys = ["名称", *(key for key, attr in _WORDINGS if _repeated(old, new, attr))]
    paths = (*old.paths, *new.paths)
    found = paths if cites else tuple(f"{path}/{key}" for path in paths for key in keys)
    return draft(change, cites=found, about=change.path if change.rule == "punctuation-only" else new.about)


def _repeated(old: Pool, new: Pool, attr: str) -> bool:
    return old.name != new.name and repeats(old.first, attr) and repeats(new.first, attr)


def _where(old: Pool | None, new: Pool | None) -> tuple[Location, ...]:
    return places(*([one.name.span for one in pool.indicators] if pool else None for pool in (old, new)))


def _replaced(old: Pool, new: Pool) -> Draft:
    was, now = _whole(old), _whole(new)
    why = f"{new.first.group}里的“{old.name}”换成了“{new.name}”，请对照"
    change = changed("indicator-replaced", new.path, was, now, why, _where(old, new))
    change = change._replace(level2=new.first.group, name=new.name)
    return draft(change, cites=(*old.paths, *new.paths), about=new.about)


def _whole(pool: Pool) -> str:
    """Name and target side by side."""
    return f"{pool.name} {joined(typed(pool.indicators))}"


def _dropped(old: Pool) -> Draft:
    value = typed(old.indicators)
    why = f"{old.first.group}“{old.name}”（{joined(value)}）删去了"
    change = changed("indicator-dropped", old.path, value, None, why, _where(old, None))
    change = change._replace(level2=old.first.group, name=old.name, parsed=(canonical_target(value), ""))
    return draft(change, cites=old.paths, about=old.about, known=(canonical_target(value), ""))


def _added(new: Pool) -> Draft:
    value = typed(new.indicators)
    why = f"{new.first.group}新增“{new.name}”（{joined(value)}）"
    change = changed("indicator-added", new.path, None, value, why, _where(None, new))
    change = change._replace(level2=new.first.group, name=new.name, parsed=("", canonical_target(value)))
    return draft(change, cites=new.paths, about=new.about, known=("", canonical_target(value)))


def _reordered(duo: Duo, pairs: Pairs, old: tuple[Pool, ...], new: tuple[Pool, ...]) -> Draft:
    """The names of each 二级指标 whose order changed, in the order of each side."""
    groups: dict[str, list[Pair]] = {}
    for pair in pairs.pairs:
        if pair.how in {SAME, RENAMED} and old[pair.old].first.group == new[pair.new].first.group:
            groups.setdefault(new[pair.new].first.group, []).append(pair)
    moved = [some for _, some in sorted(groups.items()) if some != sorted(some, key=lambda one: one.old)]
    was = tuple(old[one.old].name for some in moved for one in sorted(some, key=lambda one: one.old))
    now = tuple(new[one.new].name for some in moved for one in some)
    where = places(duo.old.one.name.span, duo.new.one.name.span)
    change = changed("indicator-reordered", INDICATORS, was, now, "指标的先后次序变了，内容没有变", where)
    return draft(change, cites=(f"{INDICATORS}{ORDER}",))


def _texts(duo: Duo, old: Pool, new: Pool) -> Iterator[Draft]:
    """描述, 依据 and the small fields of an indicator that continued."""
    totals = duo.old.known_total, duo.new.known_total
    names = old.first.name, new.first.name
    for key, attr in _WORDINGS:
        texts = getattr(old.first, attr), getattr(new.first, attr)
        if texts == (None, None) or _repeated(old, new, attr):
            continue
        cites = _cited(old, new, key)
        yield from wording_changes(Wording(f"{new.path}/{key}", key, *texts, duo.years, totals, cites, names))
    for key, attr in _PLAIN:
        before: Text | None = getattr(old.first, attr)
        after: Text | None = getattr(new.first, attr)
        if said(before) != said(after):
            where = places(spans_of(before, names[0]), spans_of(after, names[1]))
            cites = _cited(old, new, key)
            yield from text_change(f"{new.path}/{key}", said(before), said(after), duo.years, where, cites)
    was, now = ([one.text for one in pool.first.scale] for pool in (old, new))
    if was != now:
        where = places(names[0].span, names[1].span)
        yield from list_change(f"{new.path}/分档", was, now, where, _cited(old, new, "分档"))


def _cited(old: Pool, new: Pool, key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{path}/{key}" for path in (*old.paths, *new.paths)))
