"""Making edits and taking them back: `apply(old, edits)` is the new tree, `revert(new, edits)` the old one."""

from collections.abc import Iterable, Sequence
from copy import deepcopy

from jixiao.diff.rawtree import INDICATORS, LISTS, Tree
from jixiao.diff.records import ADD, MOVE, REMOVE, REORDER, SET, Edit, Raw
from jixiao.diff.rows import NAME, raw_of, row_path, rows_of

#: Ends the path of the order of rows.
ORDER = "#次序"
_INVERSE = {ADD: REMOVE, REMOVE: ADD}


def apply(tree: Tree | None, edits: Sequence[Edit]) -> Tree | None:
    """The tree with its edits made; None is no tree. Edits of another tree raise KeyError or ValueError."""
    whole = next((edit for edit in edits if not edit.path), None)
    if whole is not None:
        return _copied(whole.after)
    result = _copied(tree) or {}
    fields: dict[str, list[Edit]] = {}
    for edit in edits:
        fields.setdefault(edit.path.partition("/")[0].removesuffix(ORDER), []).append(edit)
    for key, some in fields.items():
        if some[0].path == key:
            result[key] = _copied(some[0].after)
        elif key in LISTS:
            result[key] = _List(key, result.get(key)).patched(some)
        else:
            result[key] = _record(result.get(key), some)
    return {key: raw for key, raw in result.items() if raw}


def revert(tree: Tree | None, edits: Sequence[Edit]) -> Tree | None:
    """The tree before its edits were made."""
    paths = _new_paths(edits)
    return apply(tree, [_inverse(edit, paths) for edit in edits])


def _copied(raw: Raw) -> Tree | None:
    return deepcopy(raw)  # type: ignore[return-value]


def _record(raw: Raw, edits: Iterable[Edit]) -> Raw:
    """A record with the texts that its edits set; the key is all behind the first stroke."""
    record = dict(raw) if isinstance(raw, dict) else {}
    for edit in edits:
        record[edit.path.partition("/")[2]] = _copied(edit.after)
    return {key: text for key, text in record.items() if text is not None}


class _List:
    """The rows of a field while edits are made."""

    def __init__(self, key: str, raw: Raw) -> None:
        """Take the rows apart by 二级指标."""
        self._key = key
        self._groups: dict[str, list[Tree]] = {}
        self._rows: dict[str, tuple[str, Tree]] = {}
        rows = rows_of(key, raw)
        for place, (group, row) in enumerate(rows.flat):
            self._groups.setdefault(group, []).append(row)
            self._rows[rows.path(place)] = group, row

    def patched(self, edits: Sequence[Edit]) -> Raw:
        """The rows after the edits, put together again."""
        for edit in edits:
            if edit.op == SET:
                self._set(edit)
        arriving = [self._taken(edit) for edit in edits if edit.op in (MOVE, REMOVE)]
        arriving += [self._new(edit) for edit in edits if edit.op == ADD]
        self._insert([one for one in arriving if one is not None])
        for edit in edits:
            if edit.op == REORDER and isinstance(edit.after, dict):
                for group, names in edit.after.items():
                    self._sort(group, names)
        return raw_of(self._key, self._groups)

    def _set(self, edit: Edit) -> None:
        path, _, field = edit.path.rpartition("/")
        row = self._rows[path][1]
        if edit.after is None:
            row.pop(field, None)
        else:
            row[field] = _copied(edit.after)

    def _taken(self, edit: Edit) -> tuple[str, str, Tree] | None:
        """Take a row out; where it moves, to which 二级指标 and behind which row."""
        group, row = self._rows[edit.path]
        self._groups[group] = [one for one in self._groups[group] if one is not row]
        return (str(edit.after), edit.behind[1], row) if edit.op == MOVE else None

    def _new(self, edit: Edit) -> tuple[str, str, Tree]:
        row = _copied(edit.after) or {}
        name = str(row.get(NAME, ""))
        group = edit.path[len(self._key) + 1 : -len(name) - 1] if self._key == INDICATORS else ""
        return group, edit.behind[1], row

    def _insert(self, arriving: list[tuple[str, str, Tree]]) -> None:
        """Put rows where they belong, each as soon as the row in front of it is there."""
        while arriving:
            waiting = []
            for group, behind, row in arriving:
                rows = self._groups.setdefault(group, [])
                places = [place for place, one in enumerate(rows, 1) if one.get(NAME) == behind] if behind else [0]
                if places:
                    rows.insert(places[0], row)
                else:
                    waiting.append((group, behind, row))
            if len(waiting) == len(arriving):
                message = "edits of another tree"
                raise ValueError(message)
            arriving = waiting

    def _sort(self, group: str, names: Raw) -> None:
        order = {name: number for number, name in enumerate(names or ()) if isinstance(name, str)}
        self._groups[group].sort(key=lambda row: order[str(row.get(NAME))])


def _new_paths(edits: Iterable[Edit]) -> dict[str, str]:
    """Where the rows went that got another name or 二级指标: old path → new path."""
    names: dict[str, tuple[str, str]] = {}
    groups: dict[str, tuple[str, str]] = {}
    for edit in edits:
        path, _, field = edit.path.rpartition("/")
        if edit.op == SET and field == NAME and path.partition("/")[0] in LISTS:
            names[path] = str(edit.before), str(edit.after)
        elif edit.op == MOVE:
            groups[edit.path] = str(edit.before), str(edit.after)
    found = {}
    for path in (*names, *groups):
        key = path.partition("/")[0]
        if path in groups:
            was, now = groups[path]
            name = path[len(f"{key}/{was}/") :]
        else:
            name = names[path][0]
            now = path[len(key) + 1 : -len(name) - 1]
        found[path] = row_path(key, now, names.get(path, (name, name))[1])
    return found


def _inverse(edit: Edit, paths: dict[str, str]) -> Edit:
    """The edit that takes an edit back, with its path on the new side."""
    path = paths.get(edit.path, edit.path)
    if edit.op == SET:
        row, stroke, field = edit.path.rpartition("/")
        path = paths.get(row, row) + stroke + field
    op = _INVERSE.get(edit.op, edit.op)
    return edit._replace(op=op, path=path, before=edit.after, after=edit.before, behind=edit.behind[::-1])
