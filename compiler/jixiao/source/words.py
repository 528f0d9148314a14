"""The word at the beginning of a line and its colon: signs in front of it, quotes around it, colons of another kind."""

from jixiao.source.lines import Line
from jixiao.source.marks import JUNK, KeyMark, key_mark
from jixiao.source.repair import quoted
from jixiao.source.state import State


def check_junk(scan: State, line: Line) -> None:
    """Signs in front of a known word (`]名称: …`): told, and read as if they were spaces."""
    match = JUNK.match(line.content)
    if match is None:
        return
    if line.content.startswith("? "):
        scan.find("JX012", "行首不能用“? ”", (line.lead, line.lead + 1), "请删去行首的“? ”。", corrected=False)
        line.lead, line.content, line.unsure = line.lead + match.end(), line.content[match.end() :], True
        return
    rest = line.content[match.end() :]
    mark = key_mark(rest.removeprefix("- ").lstrip(" "), scan.keys.all)
    if mark is None or mark.key not in scan.keys.all or mark.fault == "missing":
        return
    sign = match.group().strip()
    scan.find("JX006", f"“{mark.key}”前面有多余的“{sign}”", (line.lead, line.lead + len(sign)), "请删去。应写成：")
    line.lead, line.content = line.lead + match.end(), rest
    line.column += match.end()
    line.unsure = True


def check_word(scan: State, start: int, mark: KeyMark) -> KeyMark:
    """Look at a word that cannot be a name, or is a known one in Chinese quotes."""
    typed = scan.text[start : start + mark.length]
    if mark.key != typed and mark.key in scan.keys.all:
        if typed[:1] not in "\"'":
            scan.find("JX011", f"名称“{mark.key}”不要加引号或括号", (start, start + mark.length), "应写成：")
        if typed[:1] not in "\"'" or mark.fault:
            scan.edit(start, start + mark.length, mark.key)
        return mark
    if not typed:
        scan.find(
            "JX006",
            "冒号前面缺少名称",
            (start, start + 1),
            "请写成“名称: 内容”；如果冒号是内容，请给内容加英文双引号。",
            corrected=False,
        )
        scan.edit(start, start, '""')
    elif typed[0] in ",]}#&*!|>%@`" or typed[0] in "[{":
        scan.find(
            "JX006",
            f"名称不能以“{typed[0]}”开头",
            (start, start + 1),
            f"请删去“{typed[0]}”；如果这一行不是“名称: 内容”，请给全部内容加英文双引号。",
            corrected=False,
        )
        scan.edit(start, start + mark.length, quoted(typed))
    return mark


def check_colon(scan: State, start: int, mark: KeyMark, *, silent: bool = False) -> None:
    """Tell of a colon that is full-width, lacks its space or is missing, and put the right one.

    `silent` corrects only: the line has been told to be wrong, with the corrected line.
    """
    if not mark.fault:
        return
    word_end, value = start + mark.length, start + mark.after
    at = next((at for at in range(word_end, value) if scan.text[at] in ":：﹕︰∶"), start)
    message = {
        "wide": f"“{mark.key}”后面是全角冒号，要用英文冒号加一个空格",
        "space": f"“{mark.key}”的冒号后面缺少空格",
        "odd": f"“{mark.key}”的冒号旁边有特殊空格，要用普通空格",
        "missing": f"“{mark.key}”后面缺少冒号",
    }[mark.fault]
    if not silent:
        kind = {"wide": "全角冒号", "space": "冒号后面缺少空格"}.get(mark.fault, "")
        scan.find("JX007", message, (at, at + 1 if at > start else word_end), "应写成：", kind=kind)
    rest = value < len(scan.text) and scan.text[value] not in "\r\n"
    scan.edit(word_end, value, ": " if rest else ":")
