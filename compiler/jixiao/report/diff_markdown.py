"""A comparison as a comment on a pull request (diff.md §12): short enough for a code host, whole rows only.

What does not fit is left out in this order and counted at the end: wording, then 一般, then whole projects from the end,
then rows of the table of 重大 and 关注, then whole departments.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from jixiao.diff.prose import EQUAL
from jixiao.diff.records import COSMETIC, MAJOR, NOTICE, SEVERITIES, Change, Comparison
from jixiao.diff.taxonomy import LEVEL_WORDS
from jixiao.report.diff_excerpt import clipped, elided
from jixiao.report.diff_view import Block, View, crosses_stages, is_folded, reaches, unit_of, view
from jixiao.report.diff_words import (
    NOTHING,
    TITLE,
    acceptance_words,
    block_money,
    block_title,
    column_heads,
    delta_words,
    former_words,
    how_words,
    is_explained,
    is_prose,
    level_words,
    lines_of,
    money_words,
    place_words,
    projects_words,
    rule_words,
    short_place,
    side_words,
    stages_words,
    stale_words,
)
from jixiao.report.markdown import plain

#: By this a comment is found again and replaced.
MARKER = "<!-- jixiao-diff -->"
#: Characters of a comment; GitHub takes 65 536.
LIMIT = 60_000
#: Characters of a value in a cell, of a name; characters beside a change of running text.
_CELL, _NAME, _AROUND = 400, 100, 20
#: The step of rows that are in the table too.
_GRAVE = 3
#: Entries of short lists.
_FEW = 20
_NOT_SHOWN = "全部内容请运行 jixiao diff 查看，或用 -o 写成 HTML。"


class _Row(NamedTuple):
    """A row of a project, and from which step on it is left out: 1 wording, 2 一般, 3 never by its level."""

    level: str
    step: int
    text: str


class _Part(NamedTuple):
    """A project: its `<details>` without rows, and the rows."""

    name: str
    start: str
    rows: tuple[_Row, ...]


class _Section(NamedTuple):
    """A department: counts, the rows of 重大 and 关注, the projects."""

    head: str
    table: str
    rows: tuple[tuple[str, str], ...]
    parts: tuple[_Part, ...]
    tail: str


class _Plan(NamedTuple):
    """How much is shown: rows of steps below `step` are left out; so many parts, rows and sections are kept."""

    step: int
    parts: int
    rows: int
    sections: int


def markdown(comparisons: Sequence[Comparison], alone: Sequence[str] = (), limit: int = LIMIT) -> str:
    """The comment, of at most `limit` characters, without a final line end; `alone`: sides without a partner."""
    sections = [_section(view(one)) for one in comparisons]
    every = _every(sections)
    whole = _Plan(1, every["parts"], every["rows"], every["sections"])
    for step in (1, 2, _GRAVE):
        text = _document(sections, whole._replace(step=step), alone)
        if len(text) <= limit:
            return text
    for field in ("parts", "rows", "sections"):
        whole = whole._replace(step=_GRAVE, **{field: 0})
        if len(_document(sections, whole, alone)) <= limit:
            return _most(field, whole, sections, alone, limit)
    return _document(sections, whole, ())


def _most(field: str, plan: _Plan, sections: Sequence[_Section], alone: Sequence[str], limit: int) -> str:
    """The text with as much of a field as fits; nothing of it does."""
    low, high = 0, _every(sections)[field]
    best = _document(sections, plan, alone)
    while low < high:
        middle = (low + high + 1) // 2
        text = _document(sections, plan._replace(**{field: middle}), alone)
        low, high, best = (middle, high, text) if len(text) <= limit else (low, middle - 1, best)
    return best


def _every(sections: Sequence[_Section]) -> dict[str, int]:
    """How much there is of what may be left out."""
    parts, rows = sum(len(one.parts) for one in sections), sum(len(one.rows) for one in sections)
    return {"parts": parts, "rows": rows, "sections": len(sections)}


def _document(sections: Sequence[_Section], plan: _Plan, alone: Sequence[str]) -> str:
    left = Counter[str]()
    names: list[str] = []
    lines = [MARKER]
    parts, rows = plan.parts, plan.rows
    for section in sections[: plan.sections]:
        lines += ["", section.head]
        lines += _table(section, rows, left)
        for part in section.parts[:parts]:
            lines += _details(part, plan.step, left)
        gone = section.parts[parts:]
        names += [part.name for part in gone]
        left.update(row.level for part in gone for row in part.rows if row.step < _GRAVE)
        lines += [section.tail] * bool(section.tail)
        parts, rows = max(parts - len(section.parts), 0), max(rows - len(section.rows), 0)
    if not sections:
        lines += ["", "没有可以比较的部门"]
    if alone:
        lines += ["", f"无对应年度，没有比较：{_few(alone)}"]
    return "\n".join([*lines, *_left_out(left, names, len(sections) - plan.sections)])


def _table(section: _Section, room: int, left: Counter[str]) -> list[str]:
    kept, gone = section.rows[:room], section.rows[room:]
    left.update(f"汇总表里的{level}" for level, _ in gone)
    return ["", section.table, *(text for _, text in kept)] if kept else []


def _details(part: _Part, step: int, left: Counter[str]) -> list[str]:
    kept = [row.text for row in part.rows if row.step >= step]
    left.update(row.level for row in part.rows if row.step < step)
    return ["", part.start, *kept, "", "</details>"] if kept else []


def _left_out(left: Counter[str], names: Sequence[str], departments: int) -> list[str]:
    """What is not there, so that nobody takes the comment for the whole."""
    levels = [LEVEL_WORDS[level] for level in SEVERITIES]
    said = [f"汇总表里的{level} {left[f'汇总表里的{level}']} 处" for level in levels if left[f"汇总表里的{level}"]]
    said += [f"{level} {left[level]} 处" for level in levels if left[level]]
    said += [f"{len(names)} 份明细（{_few(names)}）"] * bool(names)
    said += [f"{departments} 个部门"] * bool(departments)
    return ["", f"> 篇幅有限，没有列出：{'，'.join(said)}。{_NOT_SHOWN}"] if said else []


def _few(names: Sequence[str]) -> str:
    shown = "、".join(_plain(name, _NAME // 2) for name in names[:_FEW])
    return f"{shown} 等 {len(names)} 个" if len(names) > _FEW else shown


def _section(one: View) -> _Section:
    heads = column_heads(one.comparison)
    top = [(block, change) for block in one.blocks for change in block.changes if reaches(change, MAJOR)]
    top.sort(key=lambda each: SEVERITIES.index(each[1].severity))
    return _Section(
        "\n".join(_head(one)),
        _header("级别", "项目", "变动", "位置", *heads, "说明"),
        tuple((level_words(change), _top_row(block, change)) for block, change in top),
        tuple(_part(one, block, heads) for block in one.blocks),
        "\n".join(_stale(one.comparison)),
    )


def _head(one: View) -> Iterator[str]:
    compared = one.comparison
    sides = f"{side_words(compared.old)}→ {side_words(compared.new)}"
    yield f"### {TITLE}：{_plain(unit_of(compared), _NAME)} {_plain(sides, _NAME)}"
    yield ""
    if crosses_stages(compared):
        yield f"**{stages_words(compared)}**"
        yield ""
    if not one.changes:
        yield "无变动"
        yield ""
    yield f"- {projects_words(one)}"
    yield f"- 预算 {money_words(one.budget)}"
    levels = "，".join(f"{LEVEL_WORDS[level]} {one.levels[level]}" for level in SEVERITIES)
    yield f"- {levels}" + (f"，其中已确认 {one.accepted}" if one.accepted else "")


def _header(*heads: str) -> str:
    return f"| {' | '.join(map(plain, heads))} |\n|{'---|' * len(heads)}"


def _row(*fields: str) -> str:
    return f"| {' | '.join(fields)} |"


def _top_row(block: Block, change: Change) -> str:
    place = _plain(place_words(change), _CELL)
    return _row(
        level_words(change),
        _plain(block_title(block), _NAME),
        rule_words(change),
        place,
        *_cells(change),
        _note(change),
    )


def _part(one: View, block: Block, heads: tuple[str, str]) -> _Part:
    name = block_title(block)
    about = [how_words(block), block_money(block), _plain(former_words(block), _CELL)]
    said = "，".join(part for part in about if part)
    title = f"<b>{_plain(name, _NAME)}</b>" + (f"（{said}）" if said else "")
    start = f"<details><summary>{title}</summary>\n\n{_header('级别', '变动', '位置', *heads, '说明')}"
    return _Part(name, start, tuple(_part_row(one.comparison, change) for change in block.changes))


def _part_row(compared: Comparison, change: Change) -> _Row:
    place = _plain(place_words(change), _CELL)
    where = f"{_plain(short_place(compared, change), _CELL)} `{change.fingerprint}`"
    note = "<br>".join(part for part in (_note(change), where.strip()) if part)
    step = 1 if is_folded(change) else 2 if change.severity in {NOTICE, COSMETIC} else _GRAVE
    text = _row(level_words(change), rule_words(change), place, *_cells(change), note)
    return _Row(level_words(change), step, text)


def _cells(change: Change) -> tuple[str, str]:
    """Old and new: `<del>` on the left, `<ins>` on the right."""
    if is_prose(change):
        ops = list(elided(change.text_ops, _AROUND))
        old = "".join(_piece(was, "" if kind == EQUAL else "del") for kind, was, _ in ops)
        new = "".join(_piece(now, "" if kind == EQUAL else "ins") for kind, _, now in ops)
        return old or NOTHING, new or NOTHING
    mark = (lambda text, _: text) if change.before == change.after else _tagged
    return _value(change.before, "del", mark), _value(change.after, "ins", mark)


def _piece(text: str, tag: str) -> str:
    said = _plain(text, _CELL)
    return _tagged(said, tag) if tag and said else said


def _tagged(text: str, tag: str) -> str:
    return f"<{tag}>{text}</{tag}>"


def _value(value: str | Sequence[str] | None, tag: str, mark: Callable[[str, str], str]) -> str:
    if value is None:
        return NOTHING
    lines = [line for one in lines_of(value) for line in one.split("\n") if line.strip()]
    few = [mark(_plain(line, _CELL), tag) for line in lines[:_FEW]]
    more = [f"等 {len(lines)} 行"] * (len(lines) > _FEW)
    return "<br>".join((*few, *more)) or "空白"


def _note(change: Change) -> str:
    said = change.why if is_explained(change) else delta_words(change).strip("（）")
    given = acceptance_words(change.acceptance) if change.acceptance else ""
    return "<br>".join(_plain(part, _CELL) for part in (said, given) if part)


def _stale(compared: Comparison) -> Iterator[str]:
    if compared.stale:
        yield ""
        yield f"失效采纳 {len(compared.stale)} 条，没有效果："
        yield ""
        yield from (f"- {_plain(stale_words(*one), _CELL)}" for one in compared.stale[:_FEW])
        if len(compared.stale) > _FEW:
            yield f"- 等 {len(compared.stale)} 条"


def _plain(text: str, limit: int) -> str:
    return plain(clipped(text, limit))
