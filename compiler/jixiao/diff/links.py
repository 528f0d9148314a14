"""Which project continues which because its authors say so (diff.md §4, step 0), and what is wrong with what they say.

Two places say it: 上年项目 of a project names what it continues; 对应 in 审核.yaml names both sides in full, so that it can
also confirm that a project is new or gone. Several new projects naming one old project are a split, one naming several is
a merge; n:m is neither. A faulty link has no effect.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from jixiao.diagnostics import Diagnostic, Related, Span, fault
from jixiao.diff.likeness import Entry
from jixiao.diff.matching import Linked
from jixiao.model.names import plain
from jixiao.model.review import Correspondence

_CODE = "JX060"
_WHERE = ("上年", "本年")


class Declared(NamedTuple):
    """One declaration, at `span`.

    Attributes:
        old, new: projects of both sides, by 项目编码 or 项目名称, or the project itself.
        span: where it stands.
        whole: it names everything that belongs together (对应); otherwise it may be one of several (上年项目).
    """

    old: tuple[str | Entry, ...]
    new: tuple[str | Entry, ...]
    span: Span
    whole: bool = True

    @property
    def mirrored(self) -> "Declared":
        """The same for swapped sides."""
        return self._replace(old=self.new, new=self.old)


class _Group(NamedTuple):
    """Projects that declarations join, by their numbers in the order of each side; `void` where they contradict each other."""

    old: frozenset[int]
    new: frozenset[int]
    said: tuple[Declared, ...]
    void: bool = False

    def touches(self, other: "_Group") -> bool:
        return bool(self.old & other.old or self.new & other.new)


def previous_links(new: Iterable[Entry]) -> tuple[Declared, ...]:
    """What 上年项目 of these projects says. Only for comparing a year with the year before it."""
    return tuple(Declared((text.text,), (one,), text.span, whole=False) for one in new for text in one.project.previous)


def stated_links(said: Iterable[Correspondence]) -> tuple[Declared, ...]:
    """What 对应 in 审核.yaml says."""
    return tuple(
        Declared(tuple(text.text for text in one.old), tuple(text.text for text in one.new), one.span) for one in said
    )


def resolve_links(
    old: Sequence[Entry], new: Sequence[Entry], declared: Iterable[Declared]
) -> tuple[tuple[Linked, ...], list[Diagnostic]]:
    """The links that hold, in the order of the sides, and the faults of the others."""
    faults: list[Diagnostic] = []
    found = []
    for one in declared:
        sides = [_places(*side, one.span, faults) for side in zip((one.old, one.new), (old, new), _WHERE, strict=True)]
        if None not in sides:
            found.append(_Group(frozenset(sides[0] or ()), frozenset(sides[1] or ()), (one,)))
    groups = _joined(found, faults)
    good = [group for group in groups if _is_link(group, faults)]
    good.sort(key=lambda one: (sorted(one.new) or [len(new)], sorted(one.old)))
    return tuple(link for one in good for link in _links(one, old, new)), faults


def _links(group: _Group, old: Sequence[Entry], new: Sequence[Entry]) -> Iterator[Linked]:
    """The link of a group; projects confirmed as new or gone stand alone."""
    before, after = tuple(old[i] for i in sorted(group.old)), tuple(new[i] for i in sorted(group.new))
    if before and after:
        yield Linked(before, after)
    else:
        yield from (Linked((one,), ()) for one in before)
        yield from (Linked((), (one,)) for one in after)


def _places(
    names: tuple[str | Entry, ...], entries: Sequence[Entry], where: str, span: Span, faults: list[Diagnostic]
) -> list[int] | None:
    """The numbers of the projects named; None where one of them cannot be told."""
    found = [_place(name, entries, where, span, faults) for name in names]
    return None if None in found else [place for place in found if place is not None]


def _place(name: str | Entry, entries: Sequence[Entry], where: str, span: Span, faults: list[Diagnostic]) -> int | None:
    if isinstance(name, Entry):
        return next(number for number, one in enumerate(entries) if one is name)
    wanted = plain(name)
    for attribute in ("code", "name"):
        places = [number for number, one in enumerate(entries) if wanted and getattr(one, attribute) == wanted]
        if len(places) > 1:
            message = f"{where}有 {len(places)} 个项目都叫“{name}”，分不清是哪一个"
            faults.append(fault(_CODE, message, span, hint="请改写项目编码。"))
            return None
        if places:
            return places[0]
    hint = f"请核对项目编码；没有编码的，写{where}的项目名称，一个字都不改。"
    faults.append(fault(_CODE, f"{where}没有“{name}”这个项目", span, hint=hint))
    return None


def _joined(groups: list[_Group], faults: list[Diagnostic]) -> list[_Group]:
    """The declarations put together: 对应 first, each standing alone; then what 上年项目 says of other projects."""
    whole: list[_Group] = []
    for one in (group for group in groups if group.said[0].whole):
        rival = next((other for other in whole if other.touches(one)), None)
        if rival is None:
            whole.append(one)
        elif rival.void or (rival.old, rival.new) != (one.old, one.new):
            whole[whole.index(rival)] = _contradicted(rival, one, faults)
    single: list[_Group] = []
    for one in (group for group in groups if not group.said[0].whole):
        rival = next((other for other in whole if other.touches(one)), None)
        if rival is None:
            single = _merged(single, one)
        elif not (rival.void or (one.old <= rival.old and one.new <= rival.new)):
            whole[whole.index(rival)] = _contradicted(rival, one, faults)
    return [*whole, *single]


def _merged(groups: list[_Group], one: _Group) -> list[_Group]:
    """The groups with one more declaration, which joins all groups that it touches."""
    near = [group for group in groups if group.touches(one)]
    far = [group for group in groups if not group.touches(one)]
    for group in near:
        one = _Group(group.old | one.old, group.new | one.new, (*group.said, *one.said))
    return [*far, one]


def _contradicted(first: _Group, second: _Group, faults: list[Diagnostic]) -> _Group:
    """Report two declarations that contradict each other; a void group stands for them, so that neither holds."""
    related = (Related("另一处写在这里", first.said[0].span),)
    hint = "一个项目只能属于一组对应，请删去或改正其中一处。"
    message = "项目对应前后矛盾：同一个项目写进了两组不同的对应"
    faults.append(fault(_CODE, message, second.said[0].span, hint=hint, related=related))
    return _Group(first.old | second.old, first.new | second.new, (*first.said, *second.said), void=True)


def _is_link(group: _Group, faults: list[Diagnostic]) -> bool:
    """Whether a group is a link; tells what is wrong with it otherwise (contradictions are told already)."""
    if group.void:
        return False
    span = group.said[-1].span
    if not group.old and not group.new:
        faults.append(fault(_CODE, "这条对应没有写项目", span, hint="“旧”和“新”至少写一个项目。"))
        return False
    if len(group.old) > 1 and len(group.new) > 1:
        message = f"上年 {len(group.old)} 个项目对应本年 {len(group.new)} 个项目，说不清哪个接续哪个"
        related = tuple(_others(group))
        hint = "只能一个对一个、几个并成一个，或者一个拆成几个；请分成几组写。"
        faults.append(fault(_CODE, message, span, hint=hint, related=related))
        return False
    return True


def _others(group: _Group) -> Iterator[Related]:
    for one in group.said[:-1]:
        yield Related("连在一起的另一处", one.span)
