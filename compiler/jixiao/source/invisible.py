"""Characters that cannot be seen, or that mean something else on another computer: refused where they stand.

Loaded only for a text that may have one; compiling the pattern takes longer than reading a department.
"""

import re

from jixiao.diagnostics import Diagnostic, SourceText, Span, fault

#: Invisible characters named one by one in a file; the rest is counted (a binary file has thousands).
NAMED = 50

_PLANE_ENDS = "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 15))

#: Control, zero-width, directional, private-use and non-characters (line ends and the tab are none of them).
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffd-\uffff"
    f"\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef{_PLANE_ENDS}\U000f0000-\U0010ffff]"
)

_NAMES = {
    0x00: "空字符",
    0x7F: "删除符",
    0x85: "换行符（NEL）",
    0xAD: "软连字符",
    0x200B: "零宽空格",
    0x200C: "零宽不连字符",
    0x200D: "零宽连字符",
    0x200E: "左至右标记",
    0x200F: "右至左标记",
    0x2028: "行分隔符",
    0x2029: "段分隔符",
    0x2060: "零宽不换行符",
    0xFEFF: "零宽不换行空格（BOM）",
    0xFFFD: "替换符，原来的字已经丢失",
}

#: Code point ranges (last one, name), in rising order, for what `_NAMES` does not name.
_RANGES = (
    (0x1F, "控制字符"),
    (0x9F, "控制字符"),
    (0x202E, "文字方向控制符"),
    (0x2064, "看不见的运算符"),
    (0x2069, "文字方向控制符"),
    (0xDFFF, "不完整的字符"),
    (0xF8FF, "自造字，别的电脑显示不出来"),
    (0xFDEF, "非字符"),
    (0xEFFFF, "非字符"),
)


def find_invisible(source: SourceText) -> list[Diagnostic]:
    """Tell of every invisible character, once for a run of the same on one line, and count what exceeds `NAMED`."""
    text = source.text
    if INVISIBLE.search(text) is None:
        return []
    found: list[Diagnostic] = []
    last = (0, "")
    more = 0
    for match in INVISIBLE.finditer(text):
        here = (source.position(match.start())[0], match.group())
        if here == last:
            continue
        last = here
        if len(found) < NAMED:
            found.append(_invisible_fault(source, match.start()))
        else:
            more += 1
    if more:
        found.append(
            fault(
                "JX004",
                f"另外还有 {more} 处看不见的字符，没有一一列出",
                file=source.path,
                hint="请确认这个文件确实是填报用的文本文件。",
            )
        )
    return found


def _invisible_fault(source: SourceText, place: int) -> Diagnostic:
    code = ord(source.text[place])
    line, column = source.position(place)
    shown = source.line(line)
    clean = INVISIBLE.sub("", shown).strip()
    before = INVISIBLE.sub("", shown[: column - 1]).strip()[-6:]
    where = f"光标放到“{before}”后面，" if before else "光标放到这一行的行首，"
    if code == 0xFFFD or 0xE000 <= code <= 0xF8FF or code >= 0xF0000:  # noqa: PLR2004 (a lost or a private character)
        where = f"光标放到“{before}”后面，" if before else "光标放到这一行的行首，"
        return fault(
            "JX004",
            f"这里有一个不能使用的字符 U+{code:04X}（{name_of(code)}）",
            Span(source, place, place + 1),
            hint=f"{where}按 Delete 键删去它，再用输入法重新输入这个字。",
        )
    return fault(
        "JX004",
        f"这里有一个看不见或不能使用的字符 U+{code:04X}（{name_of(code)}）",
        Span(source, place, place + 1),
        hint=f"{where}按 Delete 键删去它，或者把整行重新输入一遍。" + (f"应写成：{clean}" if clean else ""),
    )


def name_of(code: int) -> str:
    """What to call a character of `INVISIBLE` in a message."""
    if code in _NAMES:
        return _NAMES[code]
    if code & 0xFFFE == 0xFFFE:  # noqa: PLR2004 (the last two of every plane)
        return "非字符"
    return next((name for last, name in _RANGES if code <= last), "自造字，别的电脑显示不出来")
