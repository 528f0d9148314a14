"""What stands in the cells of the 对照表: a side of a row, and which parts of it changed."""

from collections.abc import Iterable
from typing import NamedTuple

from jixiao.diff.likeness import total_of
from jixiao.diff.prose import EQUAL, text_ops
from jixiao.diff.records import Change, Match
from jixiao.model.document import Project

NOTHING, BLANK = "—", "（空白）"
# What a cell shows.
ABSENT, PLAIN, VALUE, WORDS = "absent", "plain", "value", "words"
_PARTINGS = frozenset({"project-added", "project-dropped", "project-merged", "project-split"})
#: Texts that come and go as running text, not as a value.
_PROSE = frozenset({"总体绩效目标", "分项绩效目标", "工作保障措施", "绩效目标", "资金用途", "描述", "依据"})


class Cell(NamedTuple):
    """One side of a row.

    Attributes:
        kind: `ABSENT` (—), `PLAIN`, `VALUE` (changed as a whole) or `WORDS` (running text that changed in parts).
        runs: (whether it changed, text); joined they are the text.
    """

    kind: str
    runs: tuple[tuple[bool, str], ...] = ()

    @property
    def text(self) -> str:
        """What stands in the cell."""
        return "".join(text for _, text in self.runs) if self.kind != ABSENT else NOTHING


def compared(path: str, old: str, new: str) -> tuple[Cell, Cell]:
    """Both sides of a place that has no change of its own."""
    if _is_prose_path(path) and old != new:
        if old and new:
            return _reworded(text_ops(old, new))
        return _cell(old or None, WORDS), _cell(new or None, WORDS)
    kind = PLAIN if old == new else VALUE
    return _cell(old or None, kind), _cell(new or None, kind)


def cells(one: Change, match: Match | None) -> tuple[Cell, Cell]:
    """Both sides of a change; a project as a whole with its money and the number of its indicators."""
    before, after = one.before, one.after
    if match is not None and one.rule in _PARTINGS:
        before, after = (tuple(map(_described, some)) or None for some in (match.old, match.new))
    if one.text_ops and before is not None and after is not None:
        return _reworded(one.text_ops)
    kind = PLAIN if before == after else WORDS if one.text_ops or _is_prose_path(one.path) else VALUE
    return _cell(before, kind), _cell(after, kind)


def _reworded(ops: Iterable[tuple[str, str, str]]) -> tuple[Cell, Cell]:
    some = tuple(ops)
    was = tuple((op != EQUAL, old) for op, old, _ in some if old)
    now = tuple((op != EQUAL, new) for op, _, new in some if new)
    return _worded(was), _worded(now)


def _worded(runs: tuple[tuple[bool, str], ...]) -> Cell:
    return Cell(WORDS, runs) if runs else Cell(PLAIN, ((False, BLANK),))


def _is_prose_path(path: str) -> bool:
    """Whether what stands at a place is running text; a name is not."""
    first, last = path.partition("/")[0], path.rpartition("/")[2]
    return last != "名称" and not _PROSE.isdisjoint({first, last})


def _cell(value: str | tuple[str, ...] | None, kind: str) -> Cell:
    if value is None:
        return Cell(ABSENT)
    text = value if isinstance(value, str) else "\n".join(one or BLANK for one in value)
    return Cell(kind, ((kind != PLAIN, text),)) if text else Cell(PLAIN, ((False, BLANK),))


def _described(project: Project) -> str:
    """A project as the rows about whole projects show it, in two lines."""
    total = total_of(project)
    money = "" if total is None else f"预算 {total:f} 万元，"
    return f"{project.name.text}\n{money}指标 {len(project.indicators)} 条"
