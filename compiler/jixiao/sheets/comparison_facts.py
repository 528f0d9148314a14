"""Everything that both sides of a match say, place by place, in the order of the new document.

The order of a 对照表 comes from here, and `--full` lists it all. Places of the old side are called by their names on the
new side, where a row goes on under another name.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from jixiao.diff.pairing import REPLACED, by_code, pair_rows, pooled, titled
from jixiao.diff.rawtree import INDICATORS, LISTS, TITLED, Tree, department_tree, project_tree
from jixiao.diff.records import UNCERTAIN, Comparison, Match, Raw
from jixiao.diff.rows import NAME, row_path, rows_of
from jixiao.model.document import Department, Project
from jixiao.model.names import plain

#: A record whose parts are told in one line.
_PLAN = "支出计划"
#: The place of what is said of a project as a whole.
_PROJECT = "项目"
#: Cells that often say no more than the name.
_ECHOES = frozenset({"描述", "依据"})
Said = dict[str, str]


class Facts:
    """Path → text on both sides."""

    def __init__(self, old: Mapping[str, str], new: Mapping[str, str]) -> None:
        self._old, self._new = old, new
        self._first: dict[str, int] = {}
        self._last: dict[str, int] = {}
        for rank, path in enumerate(new):
            for part in _ancestors(path):
                self._first.setdefault(part, rank)
                self._last[part] = rank

    def place(self, path: str) -> tuple[int, int]:
        """Where a row about a path stands: with what it is about, else behind the rest of what it belonged to."""
        if path in self._first:
            return self._first[path], 0
        if path == _PROJECT:
            return -1, 0
        whole = path.removesuffix(f"/{NAME}")
        if whole in self._first:  # another name comes before what is said under it
            return self._first[whole], -1
        known = next((part for part in _ancestors(path) if part in self._last), None)
        return (self._last[known], 1) if known else (len(self._new), 0)

    def pairs(self) -> Iterator[tuple[str, str, str]]:
        """Path, old text, new text; empty where there is none."""
        for path in dict.fromkeys((*self._new, *self._old)):
            yield path, self._old.get(path, ""), self._new.get(path, "")


def _ancestors(path: str) -> Iterator[str]:
    """A path and all that it is part of."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def project_facts(found: Comparison, match: Match) -> Facts:
    """What the projects of a match say; several on one side are told together."""
    if match.confidence == UNCERTAIN:  # nothing is said of a pair that nobody has confirmed
        return Facts({}, {})
    old, new = by_code(match.old), by_code(match.new)
    names = _indicator_names(old, new, found) if old and new else {}
    groups = tuple(dict.fromkeys((*found.new.form.level2, *found.old.form.level2)))
    return Facts(_together(map(project_tree, old), names, groups), _together(map(project_tree, new), {}, groups))


def document_facts(old: Department, new: Department) -> Facts:
    """What the documents say apart from their projects."""
    was, now = department_tree(old), department_tree(new)
    names: dict[str, str] = {}
    for key in TITLED:
        before, after = rows_of(key, was.get(key)), rows_of(key, now.get(key))
        pairs = pair_rows(*(titled([_text(row.get(NAME)) for _, row in side.flat]) for side in (before, after)))
        names |= {before.path(pair.old): after.path(pair.new) for pair in pairs.pairs}
    return Facts(_together([was], names), _together([now], {}))


def _indicator_names(old: Sequence[Project], new: Sequence[Project], found: Comparison) -> dict[str, str]:
    """Path of an indicator on the old side → on the new side, for those that go on."""
    before, after = pooled(old, found.old.form.level2), pooled(new, found.new.form.level2)
    kept = (pair for pair in pair_rows(before.rows, after.rows).pairs if pair.how != REPLACED)
    return {
        row_path(INDICATORS, one.group, one.name.text): row_path(INDICATORS, first.group, first.name.text)
        for pair in kept
        for first in after.members[pair.new][:1]
        for one in before.members[pair.old]
    }


def _together(trees: Iterable[Tree], names: Mapping[str, str], groups: Sequence[str] = ()) -> Said:
    """The texts of all trees by path, 二级指标 in the order of `groups`; where they differ, one below the other."""
    found: dict[str, list[str]] = {}
    for tree in trees:
        for path, text in _flat(tree, names, groups):
            texts = found.setdefault(path, [])
            if text not in texts:
                texts.append(text)
    return {path: "\n".join(texts) for path, texts in found.items()}


def _flat(tree: Tree, names: Mapping[str, str], groups: Sequence[str]) -> Iterator[tuple[str, str]]:
    for key, raw in tree.items():
        if key in LISTS:
            yield from _rows(key, raw, names, groups)
        elif isinstance(raw, dict) and key != _PLAN:
            yield from ((f"{key}/{part}", _text(value)) for part, value in raw.items())
        else:
            yield key, _text(raw)


def _rows(key: str, raw: Raw, names: Mapping[str, str], groups: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The cells of rows; the name stands in the path, and a text that only repeats it is left out."""
    rows = rows_of(key, raw)
    ranks = {group: rank for rank, group in enumerate(groups)}
    in_order = sorted(enumerate(rows.flat), key=lambda one: ranks.get(one[1][0], len(ranks)))
    for place, (_, row) in in_order:
        path, name = rows.path(place), plain(_text(row.get(NAME)))
        for part, value in row.items():
            text = _text(value)
            if part != NAME and (part not in _ECHOES or plain(text) != name):
                yield f"{names.get(path, path)}/{part}", text


def _text(raw: Raw) -> str:
    """A raw value as one text."""
    if isinstance(raw, dict):
        return "，".join(f"{key} {_text(value)}" for key, value in raw.items())
    if isinstance(raw, list):
        return "\n".join(map(_text, raw))
    return raw or ""
