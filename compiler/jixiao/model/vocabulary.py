"""The words of a source file for the reading room, worked out from the field tables and the form.

The reader uses them to tell a mistyped field from prose and to say on which level a line belongs.
"""

from jixiao.model import fields as kinds
from jixiao.model.fields import DEPARTMENT, INDICATOR, PROJECT, REVIEW, Record
from jixiao.model.form import Form
from jixiao.source.yamltree import Keys

_LISTS = frozenset({kinds.LINES, kinds.RECORDS})


def department_keys() -> Keys:
    """The words of department.yaml."""
    return _keys(DEPARTMENT, {}).with_leaves()


def review_keys() -> Keys:
    """The words of 审核.yaml."""
    return _keys(REVIEW, {}).with_leaves()


def project_keys(form: Form | None) -> Keys:
    """The words of a project file; without its form the groups that a form names are not judged."""
    if form is None:
        free = frozenset({"资金", "支出计划", "绩效指标", "其他栏目"})
        return _keys(PROJECT, {})._replace(free=free).with_leaves()
    groups = frozenset(form.level2)
    children = {
        "资金": frozenset({"总额", *form.sources}),
        "支出计划": frozenset(form.nodes),
        "绩效指标": groups,
        "其他栏目": frozenset(form.extras),
        **dict.fromkeys(groups, frozenset(INDICATOR.by_key)),
    }
    keys = _keys(PROJECT, {key: inner for key, inner in children.items() if inner})
    free = frozenset({"支出计划", "其他栏目"}) - children.keys()
    return keys._replace(lists=keys.lists | groups, free=free).with_leaves()


def _keys(table: Record, children: dict[str, frozenset[str]]) -> Keys:
    inside = {"": frozenset(table.by_key)} | children
    lists: set[str] = set()
    prose: set[str] = set()
    words: set[str] = set()
    todo = [table]
    while todo:
        current = todo.pop()
        words |= current.by_key.keys()
        for field in current.fields:
            if field.kind in _LISTS:
                lists.add(field.key)
            if field.kind == kinds.PROSE:
                prose.add(field.key)
            if field.record is not None:
                todo.append(field.record)
                if field.kind != kinds.INDICATORS:
                    inside[field.key] = frozenset(field.record.by_key)
    words |= {key for keys in inside.values() for key in keys}
    return Keys(frozenset(words), frozenset(prose), frozenset(lists), inside)
