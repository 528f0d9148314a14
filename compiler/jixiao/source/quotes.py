"""Values in quotes: closed, closed too early, not closed at all, or with a backslash that changes them."""

import re

from jixiao.source.flow import close_quote
from jixiao.source.repair import quoted
from jixiao.source.state import State
from jixiao.source.wrapped import Value, correct, cut, extent, more_lines, several

_CLOSING = "”’＂＇″"
_NO_ESCAPE = re.compile(r'(?:[^\\]|\\["\\/])*')


def read_quoted(scan: State, value: Value) -> int:
    """Read a value that begins with a quote; gives the next line to read."""
    text, line, at = scan.text, value.line, value.at
    close = close_quote(text, at, line.end)
    if close < 0:
        return _unclosed(scan, value)
    rest = text[close + 1 : line.end].lstrip(" \t")
    if rest and not (rest[0] == "#" and text[close + 1] in " \t"):
        scan.find(
            "JX011", "引号后面还有文字，引号只包住了内容的一部分", (close + 1, line.end), "请给全部内容加引号。应写成："
        )
        return correct(scan, value, extent(scan, value))
    if rest:
        cut(scan, value, line.end - len(rest))
    plain = _NO_ESCAPE.match(text, at + 1, close)
    if text[at] == '"' and plain is not None and plain.end() < close:
        return _escape(scan, value, close, plain.end())
    more = more_lines(scan, value)
    if more:
        return several(scan, value, more[-1], [text[at + 1 : close], *(one.content for one in more)])
    return line.number + 1


def _escape(scan: State, value: Value, close: int, place: int) -> int:
    inner = scan.text[value.at + 1 : close]
    scan.find("JX011", "英文双引号里的“\\”有特殊含义，会改变内容", (place, place + 1), "请改用英文单引号。应写成：")
    scan.edit(value.at, close + 1, "'" + inner.replace('\\"', '"').replace("'", "''") + "'")
    return value.line.number + 1


def _unclosed(scan: State, value: Value) -> int:
    """A quote that does not end on its line: ended on a later line of the same value, or forgotten."""
    quote = scan.text[value.at]
    more = more_lines(scan, value)
    for index, one in enumerate(more):
        if one.content.endswith(quote):
            parts = [scan.text[value.at + 1 : value.line.end], *(part.content for part in more[: index + 1])]
            parts[-1] = parts[-1].removesuffix(quote)
            return several(scan, value, one, parts)
    end = extent(scan, value)
    inner = scan.text[value.at + 1 : end]
    wide = inner != "" and inner[-1] in _CLOSING
    message = (
        f"引号没有成对：开头是英文引号 {quote}，末尾是中文引号 {inner[-1]}"
        if wide
        else f"引号没有成对：缺少与 {quote} 对应的后一个英文引号"
    )
    scan.find("JX011", message, (value.at, value.at + 1), "应写成：")
    scan.edit(value.at, end, quoted(inner[:-1] if wide else inner))
    return value.line.number + 1
