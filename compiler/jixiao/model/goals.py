"""Warnings on texts that the form numbers itself: typed numbers, and sentences cut in two by a line end."""

import re
from functools import cache

from jixiao.diagnostics import Span, fault
from jixiao.model.document import Text
from jixiao.model.pattern import Pattern
from jixiao.model.values import Reader

#: What a typed number begins with, besides digits.
_MAYBE = frozenset("（(一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
#: The next item in the same line.
_NEXT = Pattern(r"[。；;\s][（(]?(?:[2-9]|[二三四五六七八九])(?:[.．](?!\d)|[、)）])", needs=".．、)）")
#: Signs after which a sentence goes on.
_OPEN = ("，", "、", ",")


@cache
def _typed_number() -> Pattern:
    from jixiao.model.quantity.words import COUNTED

    return Pattern(
        rf"\s*(?:[（(]?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})(?:[.．](?!\d)|[.．](?={COUNTED})|[、)）])|[①-⑳])"
    )


def _typed(text: str) -> re.Match[str] | None:
    first = text.lstrip()[:1]  # only few need the whole pattern, with the words of the grammar
    return _typed_number().match(text) if first in _MAYBE or first.isdecimal() else None


def check_goal(reader: Reader, goal: Text | None) -> None:
    """Warn of goals (one a line) with a typed number, and of a goal that goes on in the next line."""
    if goal is None:
        return
    at = goal.span.start
    lines = [line for line in goal.text.split("\n") if line.strip()]
    for number, line in enumerate(lines, 1):
        found = _typed(line)
        half = number < len(lines) and line.rstrip().endswith(_OPEN)
        if not found and not half:
            continue
        at = max(reader.source.text.find(line, at, goal.span.end), goal.span.start)
        if found:
            _number(reader, "绩效目标", found.group(), at, "目标", several=_NEXT.search(line) is not None)
        if half:
            _half(reader, at + len(line.rstrip()))


def check_names(reader: Reader, key: str, names: tuple[Text, ...]) -> None:
    """Warn of typed numbers in front of names (of 分项绩效目标, 工作保障措施) that the form numbers."""
    for name in names:
        found = _typed(name.text)
        if found:
            start = max(reader.source.text.find(name.text, name.span.start, name.span.end), name.span.start)
            _number(reader, f"{key}的名称", found.group(), start, "标题")


def _number(reader: Reader, what: str, typed: str, at: int, numbered: str, *, several: bool = False) -> None:  # noqa: PLR0913 - words of one sentence
    each = "，把每一条另起一行" if several else ""
    hint = f"本表的{numbered}由版式编号，请删去自己写的序号{each}，否则会印出两个序号。"
    place = Span(reader.source, at, at + len(typed))
    reader.faults.append(fault("JX034", f"{what}前面写了序号“{typed.strip()}”", place, hint=hint))


def _half(reader: Reader, end: int) -> None:
    sign = reader.source.text[end - 1 : end]
    hint = "一行印成一条目标。是同一句话就请接成一行；是两条就把句末的标点改成“。”或“；”。"
    place = Span(reader.source, end - 1, end)
    reader.faults.append(fault("JX046", f"这一行以“{sign}”结尾，与下一行是不是同一句话？", place, hint=hint))
