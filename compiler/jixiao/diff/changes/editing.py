"""The lossless layer of a whole comparison: the edits of every match and of both documents."""

from collections.abc import Iterator, Sequence

from jixiao.diff.edits import edits_between
from jixiao.diff.pairing import by_code
from jixiao.diff.rawtree import Tree, department_tree, project_tree
from jixiao.diff.records import DOCUMENT, Edit, Match, Side
from jixiao.model.document import Project
from jixiao.model.form import Form


def edits_of(old: Side, new: Side, matches: Sequence[Match]) -> tuple[Edit, ...]:
    """The edits of the documents, then of every match in order; ids are `document.1`, `m3.2`."""
    levels = old.form.level2, new.form.level2
    found = list(edits_between(department_tree(old.department), department_tree(new.department), DOCUMENT, levels))
    for match in matches:
        if len(match.old) == len(match.new) == 1:
            trees = _tree(match.old[0], old.form), _tree(match.new[0], new.form)
            found += edits_between(*trees, match.id, levels)
        else:
            found += _whole(match, old.form, new.form)
    return tuple(found)


def _tree(project: Project, form: Form) -> Tree:
    """A project with its keys in one order: that in which they are typed means nothing, not even for the ids of edits."""
    tree = project_tree(project)
    order = {key: number for number, key in enumerate((*form.level2, *form.extras))}
    for key in ("绩效指标", "其他栏目"):
        inside = tree.get(key)
        if isinstance(inside, dict):
            tree[key] = dict(sorted(inside.items(), key=lambda one: (order.get(one[0], len(order)), one[0])))
    return tree


def _whole(match: Match, old: Form, new: Form) -> Iterator[Edit]:
    """Projects that went and came as a whole: dropped, added, and those of a merge or split."""
    gone = [edits_between(_tree(one, old), None, match.id) for one in by_code(match.old)]
    came = [edits_between(None, _tree(one, new), match.id) for one in by_code(match.new)]
    for number, edit in enumerate((one for several in (*gone, *came) for one in several), 1):
        yield edit._replace(id=f"{match.id}.{number}")
