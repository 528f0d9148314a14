"""一级指标 typed as a level.

The program prints them itself, so a file has no place for them; what stands inside them is read as if it stood where it
belongs, so that one wrong line is one report.
"""

from jixiao.diagnostics import fault
from jixiao.model.form import Form, Level1
from jixiao.model.values import Reader, is_blank
from jixiao.source.yamltree import Entry, Mapping, Node, Scalar, Sequence

_KEY = "绩效指标"
_DELETE = "请删去这一行，下面"
_REPLACE = f"请把这一行改成“{_KEY}:”，下面"
_MOVE = f"请删去这一行，把它的内容移到“{_KEY}:”下面；“{_KEY}:”下面"


def lift(reader: Reader, node: Node, form: Form) -> Node:
    """A project whose 一级指标 stand beside or instead of 绩效指标, with their 二级指标 moved below it."""
    names = {level.name for level in form.levels}
    if not isinstance(node, Mapping) or names.isdisjoint([entry.key.text for entry in node.entries]):
        return node
    own = next((entry for entry in node.entries if entry.key.text == _KEY), None)
    moved: list[Entry] = []
    kept: list[Entry] = []
    for entry in node.entries:
        if entry.key.text not in names:
            kept.append(entry)
            continue
        follows = own is not None and (own not in node.entries or kept[-1:] == [own])
        _report(reader, entry, form, _REPLACE if own is None else _DELETE if follows else _MOVE)
        moved += _inside(reader, entry, form)
        own = own or Entry(entry.key._replace(text=_KEY), Scalar("", entry.key.end, entry.key.end, ""))
    if own is None:
        return node
    before = own.value.entries if isinstance(own.value, Mapping) else ()
    if not isinstance(own.value, Mapping) and not is_blank(own.value):
        return node._replace(entries=tuple(kept))
    whole = Mapping((*before, *moved), own.key.start, own.key.end, flow=False)
    kept = [entry for entry in kept if entry.key.text != _KEY]
    return node._replace(entries=(*kept, own._replace(value=whole)))


def stand_ins(reader: Reader, entry: Entry, form: Form | None) -> tuple[Entry, ...]:
    """Report what is no 二级指标 but stands where one is due; returns the entries to read instead of it."""
    key = entry.key.text
    level = _level(form, key)
    if form is None or level is None or (isinstance(entry.value, Sequence) and len(level.groups) == 1):
        reader.faults.append(reader.hints.unknown_group(reader.span(entry), key))
        return (entry,) if isinstance(entry.value, Sequence) else ()
    _report(reader, entry, form, _DELETE)
    return _inside(reader, entry, form)


def _level(form: Form | None, key: str) -> Level1 | None:
    levels = form.levels if form else ()
    return next((level for level in levels if level.name in {key, f"{key}指标"}), None)


def _inside(reader: Reader, entry: Entry, form: Form) -> tuple[Entry, ...]:
    """The entries of a 一级指标, each a 二级指标 (or reported)."""
    if isinstance(entry.value, Sequence):
        return (entry,)
    if not isinstance(entry.value, Mapping):
        return ()
    known = form.level2
    read = ((one,) if one.key.text in known else stand_ins(reader, one, form) for one in entry.value.entries)
    return tuple(one for several in read for one in several)


def _report(reader: Reader, entry: Entry, form: Form, advice: str) -> None:
    """Say that a 一级指标 is not typed, and what to do with its line."""
    key = entry.key.text
    level = _level(form, key)
    groups = "、".join(f"“{group.name}:”" for group in level.groups) if level else ""
    if isinstance(entry.value, Sequence):
        hint = f"指标要写在二级指标下面，请把这一行改成其中一个：{groups}。"
    else:
        hint = f"{advice}直接写二级指标（{groups}），行首空两格，各个二级指标对齐。"
    message = f"“{key}”是一级指标，由程序自己印，不用写"
    reader.faults.append(fault("JX033", message, reader.span(entry), hint=hint))
