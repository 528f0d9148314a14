"""The `- ` at the beginning of a row, and what people type instead of it."""

from jixiao.source.lines import Line
from jixiao.source.marks import blank_name
from jixiao.source.state import State


def is_fake(line: Line, length: int) -> bool:
    """Tell whether what stands for the dash is none, or lacks its space."""
    typed = line.content[:length]
    return typed.strip(" ") != "-" or (typed == "-" and line.content != "-")


def fake_dash(scan: State, line: Line, length: int) -> None:
    """Tell of what stands for a dash, and put a right one."""
    typed = line.content[:length]
    sign = typed.strip()
    if sign != "-":
        message = f"每一条要以“- ”开头，这里是“{sign}”"
    else:
        message = "“-”后面缺少一个空格" if typed == "-" else f"“-”后面是{blank_name(typed[1])}，要用普通空格"
    scan.find("JX043", message, (line.lead, line.lead + len(sign)), "应写成（英文减号加一个空格）：")
    scan.edit(line.lead, line.lead + length, "- ")


def second_dash(scan: State, line: Line, start: int) -> int:
    """`- - 名称`: a row has one dash. Gives where its content begins."""
    rest = scan.text[start : line.end]
    content = rest.lstrip("- ")
    dashes = rest[: len(rest) - len(content)].rstrip("-")
    if not content or "- " not in dashes:
        return start
    scan.find("JX009", "一行里有两个“- ”", (start, start + 1), "请删去多余的“- ”。应写成：")
    scan.edit(start, start + len(dashes), "")
    return start + len(dashes)
