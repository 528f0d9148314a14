"""Values that must stay on one line: what they cover, which lines below belong to them, and their correction.

To YAML a deeper line goes on with the text above it, joined by a space that Chinese does not have.
"""

import re
from itertools import pairwise
from typing import NamedTuple

from jixiao.source.events import CUT
from jixiao.source.levels import Level
from jixiao.source.lines import Line
from jixiao.source.repair import as_typed, quoted
from jixiao.source.state import State

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
    advice = f"如果是内容，请给全部内容加引号：{shown}；如果是备注，请在“#”后面加一个空格。"
    if comment == value.at:
        advice = f"“{value.head}”后面只有备注，等于没有填写。{advice}"
    brief = text if len(text) <= BRIEF else text[:BRIEF] + "…"
    scan.find(
        "JX018", f"“#”后面的内容被当作备注，不会印出：{brief}", (comment, value.line.end), advice, corrected=False
    )


def quote_all(scan: State, value: Value, message: str) -> int:
    """Tell that a whole value needs quotes; gives the next line to read."""
    scan.find("JX010", message, (value.at, value.at + 1), "应写成：")
    return correct(scan, value, extent(scan, value))


def correct(scan: State, value: Value, end: int) -> int:
    """Put a value that was told to be wrong in quotes, with the lines below that go on with it."""
    more = more_lines(scan, value)
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
    if key in scan.keys.prose or (not scan.keys.prose and len(parts) > 2):  # noqa: PLR2004 (two lines: a wrapped one)
        block = "\n".join(f"{' ' * (column + 2)}{part}" for part in parts)
        scan.find(
            "JX016",
            message,
            place,
            f"请在“{key}: ”后面写“|”，把各段文字放在下面，一行一段。应写成：\n{' ' * column}{key}: |\n{block}",
            corrected=False,
        )
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
