"""What may stand after `名称: ` or `- `, and what looks harmless there but would be lost or misread."""

import re
from typing import TYPE_CHECKING

from jixiao.source.blocks import looks_like_bar, read_bar, read_block
from jixiao.source.flow import Flow, read_flow
from jixiao.source.levels import Level
from jixiao.source.marks import KeyMark, comment_at, key_mark
from jixiao.source.quotes import read_quoted
from jixiao.source.repair import quoted
from jixiao.source.state import State
from jixiao.source.wrapped import (
    COMPARISON,
    Value,
    compared,
    correct,
    cut,
    extent,
    more_lines,
    one_line,
    quote_all,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_ALONE = re.compile(r"[-?:](?:[ \t]|$)")
_ANCHOR = re.compile(r"[&*][A-Za-z0-9_-]+(?=[ \t]|$)")
_TAG = re.compile(r"!![A-Za-z]+(?=[ \t]|$)|!(?=[ \t]|$)|!<[^>]*>")
_COLON = re.compile(r":(?=[ \t]|$)")
_WORD_END = re.compile(r"[ \t\u3000，,；;]")
_SIGN_STARTS = "<>=＜＞＝&"
_SIGNS = {"&": "“&”记号", "*": "“*”引用", "!": "“!”记号"}


def read_value(scan: State, value: Value) -> int:
    """Read a value; gives the next line to read."""
    text = scan.text[value.at : value.line.end]
    first = text[:1]
    if first in ("", "#"):
        value.level.blank = True
        cut(scan, value, value.at)
        return value.line.number + 1
    reader = _whole(scan, value, text) or {
        "|": read_block,
        ">": read_block,
        "｜": read_block,
        '"': read_quoted,
        "'": read_quoted,
        "{": _flow,
        "[": _flow,
        "&": _property,
        "*": _property,
        "!": _property,
    }.get(first)
    if reader is not None:
        return reader(scan, value)
    if first in "@`%]},":
        return quote_all(scan, value, f"以“{first}”开头的内容要加引号")
    if _ALONE.match(text):
        message = f"以“{first}”加空格开头的内容要加引号" if text[1:] else f"单独一个“{first}”要加引号"
        return quote_all(scan, value, message)
    return _plain(scan, value)


def _whole(scan: State, value: Value, text: str) -> "Callable[[State, Value], int] | None":
    """The reader of a value that is known by more than its first character."""
    if scan.keys.all and text[0] in _SIGN_STARTS and COMPARISON.match(text):
        return compared
    if looks_like_bar(scan, value, text):
        return read_bar
    alone = text == "-" and not value.level.listing and not more_lines(scan, value)
    return _dash if alone else None


def _dash(scan: State, value: Value) -> int:
    """A lone `-`: not even a warning, for nothing can be lost, and it is what a form says for “no target”."""
    scan.edit(value.at, value.line.end, quoted("-"))
    return value.line.number + 1


def _plain(scan: State, value: Value) -> int:
    text = scan.text[value.at : value.line.end]
    inner = key_mark(text, scan.keys.all)
    if inner is not None and inner.fault != "missing" and scan.levels.fits(value.key, inner.key):
        return _nested(scan, value, inner)
    comment = comment_at(text)
    colon = _COLON.search(text[:comment].rstrip())
    if colon is not None:
        return _colon(scan, value, colon.start())
    cut(scan, value, value.at + comment)
    return one_line(scan, value)


def _nested(scan: State, value: Value, mark: KeyMark) -> int:
    """`单位: 名称: …`: a field on the line of the word to which it belongs."""
    line, at, outer, key = value
    rows = key in scan.keys.lists and not outer.listing
    lead = " " * (outer.column + 2)
    rest = scan.text[at + mark.after : line.end]
    pair = f"{'- ' if rows else ''}{mark.key}: {rest}".rstrip()
    scan.find(
        "JX009",
        f"“{mark.key}”要另起一行，写在“{key}”下面",
        (at, at + mark.length),
        f"应写成：\n{lead[2:]}{key}:\n{lead}{pair}",
        corrected=False,
    )
    scan.edit(at, at + mark.after, f"\n{lead}{'- ' if rows else ''}{mark.key}: ")
    following = next(scan.after(line), None)
    typed = following.column if following is not None and following.column > outer.typed else outer.typed + 2
    outer.blank = False
    if rows:
        listing = scan.levels.push(Level(key, outer.column + 2, outer.typed + 2, listing=True))
    inner = Level(key, outer.column + (4 if rows else 2), typed, listing=False, row=rows)
    inner.key = inner.first_key = mark.key
    inner.first = at
    inner.seen[mark.key] = at
    if rows:
        listing.last = inner
    scan.levels.push(inner)
    return read_value(scan, Value(line, at + mark.after, inner, mark.key))


def _colon(scan: State, value: Value, colon: int) -> int:
    """A colon and a space inside a plain text; perhaps two fields on one line."""
    before = scan.text[value.at : value.at + colon]
    word = _WORD_END.split(before)[-1]
    place = value.at + colon
    if word in scan.keys.all and word != before:
        scan.find(
            "JX010",
            f"一行里有两个名称：“{value.key}”和“{word}”",
            (place - len(word), place),
            f"请把“{word}: …”移到下一行；如果它是内容的一部分，应写成：",
        )
    else:
        scan.find("JX010", "内容里有英文冒号加空格，要加引号", (place, place + 1), "应写成：")
    return correct(scan, value, extent(scan, value))


def _flow(scan: State, value: Value) -> int:
    """`{…}` and `[…]`: a group or rows on one line, or a text that begins with a bracket."""
    first = scan.text[value.at]
    limit = _flow_limit(scan, value)
    flow = read_flow(scan.text, value.at, limit)
    leaf = scan.levels.is_leaf(value.key) and not value.level.listing
    if flow.end < 0:
        return _unclosed(
            scan, value, text=leaf or first == "[" or not scan.keys.children or _any_before(scan, value, limit)
        )
    last = scan.lines[scan.number(flow.end - 1) - 1]
    rest = scan.text[flow.end : last.end].lstrip(" \t")
    after = rest != "" and rest[0] != "#"
    if last is value.line and (leaf or after):
        return quote_all(scan, value, f"以“{first}”开头的内容要加引号")
    if after:
        place = (last.end - len(rest), last.end)
        scan.find("JX017", "括号后面还有文字", place, "请删去，或者改为每行一个“名称: 内容”。", corrected=False)
        scan.edit(*place, "")
    _take(scan, flow)
    return last.number + 1


def _take(scan: State, flow: Flow) -> None:
    scan.findings += flow.findings
    scan.edits += flow.edits


def _unclosed(scan: State, value: Value, *, text: bool) -> int:
    """A bracket that is never closed, in a text or in a group."""
    first = scan.text[value.at]
    if text:
        return quote_all(scan, value, f"以“{first}”开头的内容要加引号")
    scan.find(
        "JX017",
        f"括号没有成对：缺少与“{first}”对应的后半个括号",
        (value.at, value.at + 1),
        "请补上括号，或者改为每行一个“名称: 内容”。",
        corrected=False,
    )
    scan.edit(value.at, value.line.end, "")
    return value.line.number + 1


def _any_before(scan: State, value: Value, limit: int) -> bool:
    following = next(scan.after(value.line), None)
    return following is not None and following.start < limit


def _flow_limit(scan: State, value: Value) -> int:
    """Where brackets must be closed at the latest: before the next line of the same or an outer level."""
    for one in scan.after(value.line):
        if one.column <= value.level.typed and one.content[0] not in "}]":
            return one.start
    return len(scan.text)


def _property(scan: State, value: Value) -> int:
    """`&`, `*` and `!`: features of YAML that this format refuses, or simply text."""
    line, at = value.line, value.at
    text = scan.text[at : line.end]
    match = _ANCHOR.match(text) or _TAG.match(text)
    if match is None or not (text[0] == "!" or _is_reference(scan, value, match.group())):
        return quote_all(scan, value, f"以“{text[0]}”开头的内容要加引号")
    reference = text[0] == "*"
    advice = "请把被引用的内容直接写在这里。" if reference else f"请删去“{match.group()}”；如果是内容，请加引号。"
    scan.find("JX012", f"这里不能用{_SIGNS[text[0]]}", (at, at + match.end()), advice, corrected=False)
    if reference:
        scan.edit(at, line.end, quoted(text))
        return line.number + 1
    rest = line.end - len(text[match.end() :].lstrip(" \t"))
    scan.edit(at, rest, "")
    return read_value(scan, value._replace(at=rest))


def _is_reference(scan: State, value: Value, name: str) -> bool:
    """Tell whether `&x` or `*x` is meant as YAML: its counterpart exists, or rows follow it."""
    if ("*" if name[0] == "&" else "&") + name[1:] in scan.references():
        return True
    following = next(scan.after(value.line), None)
    alone = value.at + len(name) == value.line.end
    return name[0] == "&" and alone and following is not None and following.column > value.level.typed
