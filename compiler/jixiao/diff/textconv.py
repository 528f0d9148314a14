"""The text of one source file as git is to compare it: one fact a line, each line with its whole path.

Keys stand in the order of the manual, indicators in one order whatever the file's; comments, quotes and spaces mean
nothing and are gone; prose has one sentence a line (those after the first of a line of the source stand a little to the
right). Values are as typed: `≥ 90%` and `不低于90%` differ, since a reviewer must see what was written.
It needs no form and no other file, because git gives each version of a file alone.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from jixiao.diagnostics import Diagnostic, SourceText, fault, has_errors
from jixiao.model import fields as kinds
from jixiao.model.fields import DEPARTMENT, PROJECT, REVIEW, Record
from jixiao.model.names import indicator_key
from jixiao.model.vocabulary import department_keys, project_keys, review_keys
from jixiao.source.encoding import LIMIT
from jixiao.source.nodes import Entry, Mapping, Node, Scalar
from jixiao.source.workspace import natural
from jixiao.source.yamltree import parse

#: 二级指标 in the order of the national form; others come after them.
_GROUPS = (
    "数量指标",
    "质量指标",
    "时效指标",
    "成本指标",
    "经济成本指标",
    "社会成本指标",
    "生态环境成本指标",
    "经济效益指标",
    "社会效益指标",
    "生态效益指标",
    "可持续影响指标",
    "服务对象满意度指标",
)
_FUNDS = ("总额", "财政拨款", "其他资金")
#: Fields of sentences besides those of several paragraphs.
_SENTENCES = frozenset({"资金用途", "描述", "依据", "备注", "理由"})
_SENTENCE_END = re.compile(r"(?<=[。；;！？])(?![”’）)」』》\]；;。])(?=.)")
_DEPARTMENT = re.compile(r"^(?:版式|单位|年度)[ \t]*:", re.MULTILINE)
_REVIEW = re.compile(r"^(?:采纳|对应)[ \t]*:", re.MULTILINE)


class Converted(NamedTuple):
    """The canonical text, or None and why there is none: the file cannot be read as it is written."""

    text: str | None
    faults: tuple[Diagnostic, ...] = ()


def convert(data: bytes, shown: str) -> Converted:
    """The canonical text of a department, project or review file; `shown` is its name in faults."""
    if len(data) > LIMIT:
        return Converted(None, (fault("JX002", "文件太大，没有整理", file=shown),))
    try:
        source = SourceText(shown, data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Converted(None, (fault("JX003", "文件的编码不是 UTF-8", file=shown),))
    table = _table_of(source.text)
    keys = {DEPARTMENT.name: department_keys, REVIEW.name: review_keys}.get(table.name, lambda: project_keys(None))()
    node, faults = parse(source, keys)
    if not isinstance(node, Mapping) or has_errors(faults):
        return Converted(None, tuple(faults))
    return Converted("".join(f"{line}\n" for line in _record(node, table, "")))


def _table_of(text: str) -> Record:
    if _DEPARTMENT.search(text):
        return DEPARTMENT
    return REVIEW if _REVIEW.search(text) else PROJECT


def _record(node: Mapping, table: Record | None, path: str) -> Iterator[str]:
    """The lines of named values, in the order of their table; unknown ones last, as typed."""
    known = tuple(table.by_key) if table else ()
    for entry in _ordered(node.entries, known):
        key = entry.key.text
        field = table.by_key.get(key) if table else None
        kind, inner = (field.kind, field.record) if field else (kinds.LINE, None)
        yield from _value(entry.value, f"{path}{key}", kind, inner)


def _ordered(entries: Iterable[Entry], known: Sequence[str]) -> list[Entry]:
    places = {key: place for place, key in enumerate(known)}
    return sorted(entries, key=lambda entry: places.get(entry.key.text, len(known)))


def _value(node: Node, path: str, kind: str, inner: Record | None) -> Iterator[str]:
    if isinstance(node, Scalar):
        yield from _text(node.text, path, kind)
    elif kind == kinds.INDICATORS and isinstance(node, Mapping):
        for entry in _by_name(node.entries, _GROUPS):
            yield from _rows(entry.value, f"{path}/{entry.key.text}", inner, ordered=True)
    elif kind in {kinds.FUNDS, kinds.PLAN, kinds.EXTRAS} and isinstance(node, Mapping):
        for entry in _by_name(node.entries, _FUNDS):
            yield from _value(entry.value, f"{path}/{entry.key.text}", kinds.LINE, None)
    elif isinstance(node, Mapping):
        yield from _record(node, inner, f"{path}/")
    else:
        yield from _rows(node, path, inner, ordered=False)


def _by_name(entries: Iterable[Entry], first: Sequence[str]) -> list[Entry]:
    """Entries whose order means nothing: the well-known ones first, the others by their names."""
    return _ordered(sorted(entries, key=lambda entry: natural(entry.key.text)), first)


def _rows(node: Node, path: str, table: Record | None, *, ordered: bool) -> Iterator[str]:
    """The lines of a list: texts one by one, records under the name that each begins with."""
    if isinstance(node, Scalar):
        yield from _text(node.text, path, kinds.LINE)
        return
    rows = [node] if isinstance(node, Mapping) else list(node.items)
    named = [(_name_of(row), row) for row in rows]
    if ordered:
        named.sort(key=lambda one: (indicator_key(one[0]), one[0]))
    if not named:
        yield f"{path}:"
    for name, row in named:
        if not isinstance(row, Mapping):
            yield from _value(row, path, kinds.LINE, None)
            continue
        rest = row._replace(entries=tuple(one for one in row.entries if not _is_name(one, name)))
        yield from _record(rest, table, f"{path}/{name}/")
        if not rest.entries:
            yield f"{path}/{name}:"


def _name_of(node: Node) -> str:
    """What tells a record from its neighbours: its 名称, else its first text."""
    if not isinstance(node, Mapping):
        return ""
    texts = {one.key.text: one.value.text for one in node.entries if isinstance(one.value, Scalar)}
    return _one_line(texts.get("名称") or next(filter(None, texts.values()), ""))


def _is_name(entry: Entry, name: str) -> bool:
    """Whether an entry says nothing that its path does not say."""
    return entry.key.text == "名称" and isinstance(entry.value, Scalar) and entry.value.text == name


def _text(text: str, path: str, kind: str) -> Iterator[str]:
    key = path.rpartition("/")[2]
    if kind != kinds.PROSE and "\n" not in text and key not in _SENTENCES:
        yield f"{path}: {text}" if text.strip() else f"{path}:"
        return
    for line in text.removesuffix("\n").split("\n"):
        sentences = _SENTENCE_END.split(line)
        yield f"{path}: {sentences[0]}" if line else f"{path}:"
        yield from (f"{path}:   {sentence}" for sentence in sentences[1:])


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))
