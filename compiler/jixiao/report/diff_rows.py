"""The rows of the comparison table in HTML: old on the left, new on the right, what is to be said of it behind."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from jixiao.diff.prose import EQUAL
from jixiao.diff.records import SAME, Change, Comparison
from jixiao.report.diff_view import is_folded
from jixiao.report.diff_words import (
    NOTHING,
    acceptance_words,
    delta_words,
    is_explained,
    is_prose,
    level_words,
    lines_of,
    place_words,
    rule_words,
    short_place,
)
from jixiao.report.terminal import visible

#: Longer texts are marked as running text, not as values.
_SHORT = 40
_NO_FIELD = {"项目": "（项目）", "多处": "（多处）"}


def said(text: str) -> str:
    """A text of users, safe in elements and attributes; line ends are kept for the style to show."""
    return escape("\n".join(visible(line) for line in text.split("\n")))


def element(tag: str, inside: str, **attributes: str) -> str:
    """An element around HTML; `class_` stands for class."""
    given = "".join(f' {name.rstrip("_")}="{escape(value)}"' for name, value in attributes.items() if value)
    return f"<{tag}{given}>{inside}</{tag}>"


class Row(NamedTuple):
    """Where a row stands.

    Attributes:
        number: 序号.
        anchor: its id: the fingerprint, told apart where several departments share one.
        file: the file that the heading of its project names.
        heads: what stands before its cells on a phone.
    """

    number: int
    anchor: str
    file: str
    heads: tuple[str, ...]


def row_html(compared: Comparison, change: Change, row: Row) -> str:
    """One row of the table."""
    old, new = _prose(change) if is_prose(change) else _values(change)
    where = short_place(compared, change, row.file)
    place = said(place_words(change) or _NO_FIELD.get(change.path, change.path))
    cells = [
        place + (element("span", said(where), class_="file") if where else ""),
        old,
        new,
        _remark(change, row.anchor),
    ]
    inside = element("td", str(row.number), role="cell", class_="number")
    for head, cell, kind in zip(row.heads, cells, ("place", "old", "new", "remark"), strict=True):
        inside += f'<td role="cell" class="{kind}" data-head="{said(head)}">{cell}</td>'
    marks = f' data-level="{change.severity}" data-rule="{change.rule}"'
    marks += " data-folds" * is_folded(change) + " data-accepted" * (change.acceptance is not None)
    return f'<tr role="row" id="{row.anchor}" tabindex="-1"{marks}>{inside}</tr>'


def _values(change: Change) -> tuple[str, str]:
    """Value cells: no strike and no underline, which would blur ≥ and >."""
    if change.before == change.after:
        return (_lines(change.before, ""),) * 2
    old, new = _lines(change.before, "del"), _lines(change.after, "ins")
    if change.before is None:
        return NOTHING, f'<span class="coming">新增</span>{new}'
    if change.after is None:
        return f'<span class="going">删除</span>{old}', NOTHING
    return old, new


def _lines(value: str | Sequence[str] | None, tag: str) -> str:
    lines = [line for one in lines_of(value) for line in one.split("\n") if line.strip()] or ["空白"]
    kind = "value" if max(map(len, lines)) <= _SHORT else ""
    texts = [element(tag, said(line), class_=kind) if tag else said(line) for line in lines]
    return "".join(element("div", text) for text in texts) if len(texts) > 1 else texts[0]


def _prose(change: Change) -> tuple[str, str]:
    """Running text, whole: taken out on the left, put in on the right."""
    old = "".join(_marked(was, "" if kind == EQUAL else "del") for kind, was, _ in change.text_ops)
    new = "".join(_marked(now, "" if kind == EQUAL else "ins") for kind, _, now in change.text_ops)
    return _text(old), _text(new)


def _text(inside: str) -> str:
    return element("div", inside, class_="prose") if inside else NOTHING


def _marked(text: str, tag: str) -> str:
    return element(tag, said(text)) if tag and text else said(text)


def _remark(change: Change, anchor: str) -> str:
    """Level, rule, direction; how much; the sentence where it says more; who accepted it."""
    level = element("span", level_words(change), class_=f"level level-{change.severity}")
    parts = [f"{level} {element('b', said(rule_words(change)))}"]
    delta = delta_words(change).strip("（）")
    if delta:
        parts.append(element("span", said(delta), class_="delta"))
    if is_explained(change) or (change.direction != SAME and change.basis and not delta):
        parts.append(element("span", said(change.why), class_="why"))
    if change.acceptance is not None:
        parts.append(element("span", said(acceptance_words(change.acceptance)), class_="accepted"))
    link = f'<a class="anchor" href="#{anchor}" aria-label="这处变动的链接">{change.fingerprint}</a>'
    return "".join(element("div", part) for part in (*parts, link))
