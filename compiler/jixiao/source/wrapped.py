"""Values that must stay on one line: what they cover, which lines below belong to them, and their correction.

To YAML a deeper line goes on with the text above it, joined by a space that Chinese does not have.
"""

import re
from itertools import pairwise
from typing import NamedTuple

from jixiao.source.events import CUT
from jixiao.source.levels import Level
from jixiao.source.lines import Line
from jixiao.source.marks import names_field
from jixiao.source.repair import as_typed, quoted
from jixiao.source.state import State

#: What people type for ≥ and ≤ at the beginning of a value.
_COMPARISONS = {
    **dict.fromkeys((">=", "=>", "＞＝", "＞=", ">＝", "＝＞", "=＞", "&gt;=", "&ge;"), "≥"),
    **dict.fromkeys(("<=", "=<", "＜＝", "＜=", "<＝", "＝＜", "=＜", "&lt;=", "&le;"), "≤"),
    "&lt;": "<",
    "&gt;": ">",
}
_LONGEST_FIRST = sorted(map(re.escape, _COMPARISONS), key=len, reverse=True)
COMPARISON = re.compile(f"(?:{'|'.join(_LONGEST_FIRST)})[ \\t]*(?=[\\d.一二三四五六七八九十百])")

#: Characters of the author's text that a message quotes.
BRIEF = 24


class Value(NamedTuple):
    """Where a value begins (line and offset), and to what it belongs.

    `key` is the word before it, or that of the list whose row it is; `level` is its group, or that list.
    """

    line: Line
    at: int
    level: Level
    key: str

    @property
    def head(self) -> str:
        """What stands before the value, as it should be typed."""
        return "- " if self.level.listing else f"{self.key}: "


def extent(scan: State, value: Value) -> int:
    """Where a value ends on its line: before a comment that looks meant, else at the line end."""
    text = scan.text[value.at : value.line.end]
    comment = text.find(" # ")
    return value.at + len(text[:comment].rstrip()) if comment > 0 else value.line.end


def cut(scan: State, value: Value, comment: int) -> None:
    """Warn of a text that the `#` at an offset cuts, unless the comment looks meant."""
    text = scan.text[comment : value.line.end]
    if not re.match(CUT, " " + text):
        return
    whole = scan.text[value.at : value.line.end]
    shown = quoted(whole) if len(whole) <= 2 * BRIEF else '"…"'
    advice = f"如果是内容，请给全部内容加引号：{shown}；如果是备注，请移到上面单独一行，以“# ”开头。"
    if comment == value.at:
        advice = f"“{value.head}”后面只有备注，等于没有填写。{advice}"
    brief = text if len(text) <= BRIEF else text[:BRIEF] + "…"
    scan.find(
        "JX018", f"“#”后面的内容被当作备注，不会印出：{brief}", (comment, value.line.end), advice, corrected=False
    )


def compared(scan: State, value: Value) -> int:
    """Tell of a comparison sign made of two characters (or of its name in a web page), or of one that needs quotes."""
    text = scan.text[value.at : value.line.end]
    match = COMPARISON.match(text)
    sign = _COMPARISONS[re.sub(r"\s", "", match.group())] if match is not None else ""
    rest = text[match.end() :] if match is not None else text[1:].strip()
    if sign in ("≥", "≤", "<") and rest:
        scan.find(
            "JX010",
            f"“{text[: len(text) - len(rest)].strip()}”要写成“{sign}”",
            (value.at, value.line.end - len(rest)),
            "应写成：",
        )
        scan.edit(value.at, value.line.end - len(rest), sign)
        return value.line.number + 1
    if sign == ">" and rest:
        scan.find("JX010", "“&gt;”是网页里的大于号", (value.at, value.line.end - len(rest)), "应写成：")
        scan.edit(value.at, value.line.end, quoted(">" + rest))
        return value.line.number + 1
    words = f"也可以写成“大于{rest}”。" if rest[:1].isdigit() else ""
    return quote_all(scan, value, f"以“{text[0]}”开头的内容要加引号", words)


def quote_all(scan: State, value: Value, message: str, advice: str = "") -> int:
    """Tell that a whole value needs quotes; gives the next line to read."""
    scan.find("JX010", message, (value.at, value.at + 1), f"{advice}应写成：")
    return correct(scan, value, extent(scan, value))


def correct(scan: State, value: Value, end: int) -> int:
    """Put a value that was told to be wrong in quotes, with the lines below that go on with it."""
    more = more_lines(scan, value)
    if any(names_field(one.content, scan.keys.all) for one in more):
        more = []
    last = more[-1] if more else value.line
    parts = [scan.text[value.at : value.line.end if more else end], *(one.content for one in more)]
    scan.edit(value.at, last.end if more else end, quoted(joined(parts)))
    return last.number + 1


def one_line(scan: State, value: Value) -> int:
    """Check that a plain value has no further lines."""
    more = more_lines(scan, value)
    if not more:
        return value.line.number + 1
    parts = [scan.text[value.at : value.line.end], *(one.content for one in more)]
    return several(scan, value, more[-1], parts)


def several(scan: State, value: Value, last: Line, parts: list[str]) -> int:
    """Tell that a value goes over several lines (the last is given), and join them."""
    key, column = value.key, value.level.column
    place = (value.at, last.end)
    message = f"“{key}”的内容分成了 {len(parts)} 行，印出来会多出空格"
    field = next(filter(None, (names_field(part, scan.keys.all) for part in parts[1:])), "")
    if len(parts) == 1:
        sample = f"{key}: {as_typed(parts[0])}"
        scan.find("JX016", f"“{key}”的内容要写在冒号后面", place, f"应写成：{sample}", corrected=False)
    elif key in scan.keys.prose or (not scan.keys.prose and len(parts) > 2):  # noqa: PLR2004 (two lines: a wrapped one)
        block = "\n".join(f"{' ' * (column + 2)}{part}" for part in parts)
        scan.find(
            "JX016",
            message,
            place,
            f"请在“{key}: ”后面写“|”，把各段文字放在下面，一行一段。应写成：\n{' ' * column}{key}: |\n{block}",
            corrected=False,
        )
    elif field:
        advice = f"如果“{field}”是另外的栏目，请与“{key}”对齐；如果是“{key}”的内容，请接成一行。"
        scan.find("JX016", message, place, advice, corrected=False)
    else:
        scan.find(
            "JX016", message, place, f"请接成一行。应写成：{value.head}{as_typed(joined(parts))}", corrected=False
        )
    scan.edit(*place, quoted(joined(parts)))
    return last.number + 1


def joined(parts: list[str]) -> str:
    """Lines as one text: a space only between Latin letters or digits."""
    texts = parts[:1]
    for before, part in pairwise(parts):
        latin = before[-1:].isascii() and before[-1:].isalnum() and part[:1].isascii()
        texts += (" ", part) if latin else (part,)
    return "".join(texts)


def more_lines(scan: State, value: Value) -> list[Line]:
    """The lines after a value that stand deeper than its word and begin nothing new."""
    found: list[Line] = []
    for one in scan.after(value.line):
        if one.column <= value.level.typed or scan.structural(one):
            break
        found.append(one)
    return found
