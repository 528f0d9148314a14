"""What may stand after `名称: ` or `- `, and what looks harmless there but would be lost or misread."""

import re
from typing import TYPE_CHECKING

from jixiao.source.blocks import read_block
from jixiao.source.flow import close_quote, read_flow
from jixiao.source.marks import BLOCK, CUT, comment_at, key_mark
from jixiao.source.repair import as_typed, quoted

if TYPE_CHECKING:
    from jixiao.source.levels import Level
    from jixiao.source.linescan import Line, Scan

_ALONE = re.compile(r"[-?:](?:[ \t]|$)")
_ANCHOR = re.compile(r"[&*]([A-Za-z0-9_-]+)(?=[ \t]|$)")
_TAG = re.compile(r"!![A-Za-z]+(?=[ \t]|$)|!(?=[ \t]|$)|!<[^>]*>")
_NO_ESCAPE = re.compile(r'(?:[^\\]|\\["\\/])*')
#: Characters of the author's text that a message quotes.
BRIEF = 24
_CLOSING = "”’＂＇″"


def read_value(scan: "Scan", line: "Line", at: int, level: "Level", key: str) -> int:
    """Read the value that begins at an offset of a line; gives the next line to read."""
    text = scan.text[at : line.end]
    if not text:
        level.blank = True
        return line.number + 1
    first = text[0]
    if first == "#":
        _cut(scan, at, line.end, at, level, key)
        level.blank = True
        return line.number + 1
    if first in "|>｜":
        return _block(scan, line, at, level, key)
    if first in "\"'":
        return _quoted(scan, line, at, level, key)
    if first in "{[":
        return _flow(scan, line, at, level, key)
    if first in "&*!":
        return _property(scan, line, at, level, key)
    if first in "@`%]},":
        return _quote_all(scan, line, at, level, key, f"以“{first}”开头的内容要加引号")
    if _ALONE.match(text):
        return _quote_all(scan, line, at, level, key, f"以“{first}”加空格开头的内容要加引号" if text[1:]
                          else f"单独一个“{first}”要加引号")
    return _plain(scan, line, at, level, key)


def _cut(scan: "Scan", comment: int, end: int, start: int, level: "Level", key: str) -> None:
    """Warn of a text that a `#` cuts, unless the comment looks meant."""
    text = scan.text[comment:end]
    if not CUT.match(" " + text):
        return
    value = scan.text[start:end]
    value = value if len(value) <= 2 * BRIEF else "…"
    place = f"“{key}: ”后面" if not level.listing else "“- ”后面"
    scan.find("JX018", f"“#”后面的内容被当作备注，不会印出：{_brief(text)}", comment, end,
              f"如果是内容，请给全部内容加引号：{quoted(value)}；如果是备注，请在“#”后面加一个空格。"
              if comment > start else
              f"{place}只有备注，等于没有填写。如果是内容，请加引号：{quoted(value)}；如果是备注，请在“#”后面加一个空格。",
              corrected=False)


def _brief(text: str) -> str:
    return text if len(text) <= BRIEF else text[:BRIEF] + "…"


def _extent(scan: "Scan", at: int, end: int) -> int:
    """Where a value ends on its line: before a comment that looks meant, else at the line end."""
    text = scan.text[at:end]
    comment = text.find(" # ")
    return at + len(text[:comment].rstrip()) if comment > 0 else end


def _quote_all(scan: "Scan", line: "Line", at: int, level: "Level", key: str, message: str, code: str = "JX010") -> int:
    """The whole value needs quotes."""
    end = _extent(scan, at, line.end)
    scan.find(code, message, at, at + 1, "应写成：")
    return _continued(scan, line, at, end, level, key, told=True)


def _plain(scan: "Scan", line: "Line", at: int, level: "Level", key: str) -> int:
    text = scan.text[at : line.end]
    comment = comment_at(text)
    end = at + len(text[:comment].rstrip())
    value = scan.text[at:end]
    colon = re.search(r":(?=[ \t]|$)", value)
    if colon is not None:
        return _colon(scan, line, at, level, key, colon.start())
    if comment < len(text):
        _cut(scan, at + comment, line.end, at, level, key)
    return _continued(scan, line, at, end, level, key)


def _colon(scan: "Scan", line: "Line", at: int, level: "Level", key: str, colon: int) -> int:
    """A colon and a space inside a plain text; perhaps two fields on one line."""
    value = scan.text[at : at + colon]
    word = re.split(r"[ \t\u3000，,；;]", value)[-1]
    end = _extent(scan, at, line.end)
    if word in scan.keys.all and word != value:
        scan.find("JX010", f"一行里有两个名称：“{key}”和“{word}”", at + colon - len(word), at + colon,
                  f"请把“{word}: …”移到下一行；如果它是内容的一部分，应写成：")
    else:
        scan.find("JX010", "内容里有英文冒号加空格，要加引号", at + colon, at + colon + 1, "应写成：")
    return _continued(scan, line, at, end, level, key, told=True)


def _continued(scan: "Scan", line: "Line", at: int, end: int, level: "Level", key: str, *, told: bool = False) -> int:
    """Look for further lines of a value that must stay on one line; quote the value if it is to be corrected."""
    value = scan.text[at:end]
    more = _more_lines(scan, line, level)
    if not more:
        if told:
            scan.edit(at, end, quoted(value))
        return line.number + 1
    last = more[-1]
    parts = [scan.text[at : line.end], *(one.content for one in more)]
    if not told:
        _several(scan, at, last.end, parts, level, key)
    scan.edit(at, last.end, quoted(_joined(parts)))
    return last.number + 1


def _several(scan: "Scan", at: int, end: int, parts: list[str], level: "Level", key: str) -> None:
    message = f"“{key}”的内容分成了 {len(parts)} 行，印出来会多出空格"
    if key in scan.keys.prose or (not scan.keys.prose and len(parts) > 2):  # noqa: PLR2004
        blanks = " " * (level.column + 2)
        block = "\n".join(f"{blanks}{part}" for part in parts)
        scan.find("JX016", message, at, end, f"请在“{key}: ”后面写“|”，把各段文字放在下面，一行一段。应写成：\n"
                  f"{' ' * level.column}{key}: |\n{block}", corrected=False)
    else:
        head = "- " if level.listing else f"{key}: "
        scan.find("JX016", message, at, end, f"请接成一行。应写成：{head}{as_typed(_joined(parts))}", corrected=False)


def _joined(parts: list[str]) -> str:
    """Lines as one text: a space only between Latin letters or digits."""
    text = parts[0]
    for part in parts[1:]:
        text += " " + part if text[-1:].isascii() and part[:1].isascii() and text[-1:].isalnum() else part
    return text


def _more_lines(scan: "Scan", line: "Line", level: "Level") -> list["Line"]:
    """The lines after a value that stand deeper than its word and begin nothing new."""
    found: list[Line] = []
    for one in scan.lines[line.number + 1 :]:
        if not one.content:
            continue
        if one.column <= level.typed or scan.structural(one):
            break
        found.append(one)
    return found


def _quoted(scan: "Scan", line: "Line", at: int, level: "Level", key: str) -> int:
    text = scan.text
    close = close_quote(text, at, line.end)
    if close < 0:
        return _unclosed(scan, line, at, level, key)
    rest = text[close + 1 : line.end].lstrip(" \t")
    if rest and not (rest[0] == "#" and text[close + 1] in " \t"):
        scan.find("JX011", "引号后面还有文字，引号只包住了内容的一部分", close + 1, line.end, "请给全部内容加引号。应写成：")
        return _continued(scan, line, at, _extent(scan, at, line.end), level, key, told=True)
    if rest:
        _cut(scan, line.end - len(rest), line.end, at, level, key)
    plain = _NO_ESCAPE.match(text, at + 1, close)
    if text[at] == '"' and plain is not None and plain.end() < close:
        return _escape(scan, line, at, close, plain.end())
    more = _more_lines(scan, line, level)
    if more:
        parts = [text[at + 1 : close], *(one.content for one in more)]
        _several(scan, at, more[-1].end, parts, level, key)
        inner = _joined(parts)
        scan.edit(at, more[-1].end, quoted(inner))
        return more[-1].number + 1
    return line.number + 1


def _escape(scan: "Scan", line: "Line", at: int, close: int, place: int) -> int:
    inner = scan.text[at + 1 : close]
    scan.find("JX011", "英文双引号里的“\\”有特殊含义，会改变内容", place, place + 1, "请改用英文单引号。应写成：")
    scan.edit(at, close + 1, "'" + inner.replace('\\"', '"').replace("'", "''") + "'")
    return line.number + 1


def _unclosed(scan: "Scan", line: "Line", at: int, level: "Level", key: str) -> int:
    """A quote that does not end on its line: ended on a later line of the same value, or forgotten."""
    quote = scan.text[at]
    more = _more_lines(scan, line, level)
    for index, one in enumerate(more):
        if one.content.endswith(quote):
            parts = [scan.text[at + 1 : line.end], *(part.content for part in more[: index + 1])]
            parts[-1] = parts[-1].removesuffix(quote)
            _several(scan, at, one.end, parts, level, key)
            scan.edit(at, one.end, quoted(_joined(parts)))
            return one.number + 1
    end = _extent(scan, at, line.end)
    inner = scan.text[at + 1 : end]
    wide = inner[-1:] in _CLOSING and bool(inner)
    message = f"引号没有成对：开头是英文引号 {quote}，末尾是中文引号 {inner[-1]}" if wide else f"引号没有成对：缺少与 {quote} 对应的后一个英文引号"
    scan.find("JX011", message, at, at + 1, "应写成：")
    scan.edit(at, end, quoted(inner[:-1] if wide else inner))
    return line.number + 1


def _flow(scan: "Scan", line: "Line", at: int, level: "Level", key: str) -> int:
    limit = _flow_limit(scan, line, level)
    first = scan.text[at]
    flow = read_flow(scan.text, at, limit)
    leaf = scan.levels.is_leaf(key) and not level.listing
    if flow.end < 0:
        alone = not any(one.content for one in scan.lines[line.number + 1 :] if one.start < limit)
        if leaf or first == "[" or not alone or not scan.keys.children:
            return _quote_all(scan, line, at, level, key, f"以“{first}”开头的内容要加引号")
        scan.find("JX017", f"括号没有成对：缺少与“{first}”对应的后半个括号", at, at + 1, "请补上括号，或者改为每行一个“名称: 内容”。",
                  corrected=False)
        scan.edit(at, line.end, "")
        return line.number + 1
    last = scan.lines[scan.number(flow.end - 1) - 1]
    rest = scan.text[flow.end : last.end].lstrip(" \t")
    if last is line and (leaf or (rest and not rest.startswith("#"))):
        return _quote_all(scan, line, at, level, key, f"以“{first}”开头的内容要加引号")
    if rest and not rest.startswith("#"):
        scan.find("JX017", "括号后面还有文字", last.end - len(rest), last.end, "请删去，或者改为每行一个“名称: 内容”。", corrected=False)
        scan.edit(last.end - len(rest), last.end, "")
    scan.findings += flow.findings
    scan.edits += flow.edits
    return last.number + 1


def _flow_limit(scan: "Scan", line: "Line", level: "Level") -> int:
    """Where brackets must be closed at the latest: before the next line of the same or an outer level."""
    for one in scan.lines[line.number + 1 :]:
        if one.content and one.column <= level.typed and one.content[0] not in "}]":
            return one.start
    return len(scan.text)


def _property(scan: "Scan", line: "Line", at: int, level: "Level", key: str) -> int:
    """`&`, `*` and `!`: features of YAML that this format refuses, or simply text."""
    value = scan.text[at : line.end]
    match = _ANCHOR.match(value) or _TAG.match(value)
    used = match is not None and (value[0] == "!" or _is_reference(scan, match, value, line, level))
    if match is None or not used:
        return _quote_all(scan, line, at, level, key, f"以“{value[0]}”开头的内容要加引号")
    what = {"&": "“&”记号", "*": "“*”引用", "!": "“!”记号"}[value[0]]
    advice = "请把被引用的内容直接写在这里。" if value[0] == "*" else f"请删去“{match.group()}”；如果是内容，请加引号。"
    scan.find("JX012", f"这里不能用{what}", at, at + match.end(), advice, corrected=False)
    if value[0] == "*":
        scan.edit(at, line.end, quoted(value))
        return line.number + 1
    rest = at + match.end()
    rest += len(scan.text[rest : line.end]) - len(scan.text[rest : line.end].lstrip(" \t"))
    scan.edit(at, rest, "")
    return read_value(scan, line, rest, level, key)


def _is_reference(scan: "Scan", match: "re.Match[str]", value: str, line: "Line", level: "Level") -> bool:
    """Tell whether `&x` or `*x` is meant as YAML: its counterpart exists, or rows follow it."""
    name = match.group(1)
    other = re.compile(rf"[:-][ \t]+{re.escape('*' if value[0] == '&' else '&')}{re.escape(name)}(?![A-Za-z0-9_-])")
    if other.search(scan.text):
        return True
    following = next((one for one in scan.lines[line.number + 1 :] if one.content), None)
    return value[0] == "&" and match.end() == len(value) and following is not None and following.column > level.typed


def _block(scan: "Scan", line: "Line", at: int, level: "Level", key: str) -> int:
    """`|` and its text; `>` that was meant as “more than”; a full-width `｜`."""
    text = scan.text[at : line.end]
    header = BLOCK.match(text)
    following = next((one for one in scan.lines[line.number + 1 :] if one.content), None)
    deeper = following is not None and following.column > level.typed and not _begins_group(scan, following, level)
    if text == "｜" and following is not None:
        scan.find("JX016", "这里是全角的“｜”，要用英文的“|”", at, at + 1, "应写成：")
        scan.edit(at, at + 1, "|")
        return read_block(scan, line, level, key)
    if header is not None and text[0] == "|" and (deeper or not re.search(r"\d", header.group())):
        return read_block(scan, line, level, key)
    if header is not None and deeper:
        scan.find("JX016", "这里不能用“>”，它会在文字中间加上空格", at, at + 1, "请改用“|”，每行一段。应写成：")
        scan.edit(at, at + 1, "|")
        return read_block(scan, line, level, key)
    if text[0] == "|" and text[1:2] in (" ", "\t"):
        scan.find("JX016", "“|”后面不能有文字，文字要从下一行写起", at + 1, line.end,
                  f"请在“|”后面换行，下一行的行首用 {level.column + 2} 个空格。", corrected=False)
        return _text_after_bar(scan, line, at, level, key, following)
    return _quote_all(scan, line, at, level, key, f"以“{text[0]}”开头的内容要加引号")


def _begins_group(scan: "Scan", following: "Line", level: "Level") -> bool:
    mark = key_mark(following.content, scan.keys.all) if following.content[0] not in "\"'#" else None
    return mark is not None and mark.key in level.seen


def _text_after_bar(scan: "Scan", line: "Line", at: int, level: "Level", key: str, following: "Line | None") -> int:
    """Move the text behind a `|` to a line of its own."""
    deeper = following is not None and following.column > level.typed
    column = following.lead - following.start if following is not None and deeper else level.column + 2
    skip = len(scan.text[at + 1 : line.end]) - len(scan.text[at + 1 : line.end].lstrip())
    scan.edit(at + 1, at + 1 + skip, "\n" + " " * column)
    return read_block(scan, line, level, key, column)
