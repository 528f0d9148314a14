"""Bytes to text: which encoding, and nothing invisible in it.

A character that cannot be seen cannot be corrected by its author, and would change names, keys and the printed page;
so each is refused where it stands. BOM and Windows line ends are accepted.
"""

import errno
import os
import stat
from typing import TYPE_CHECKING, NamedTuple

from jixiao.diagnostics import Diagnostic, SourceText, Span, fault

if TYPE_CHECKING:
    from pathlib import Path

#: Bytes; the sources of a large department stay below a hundredth of it.
LIMIT = 2 * 1024 * 1024

_SAVE_AS = "请用记事本打开这个文件，点“文件”→“另存为”，“编码”选 UTF-8，保存后再试。"


def read(path: "Path", shown: str) -> tuple[SourceText | None, bytes, list[Diagnostic]]:
    """Text, bytes (for the manifest) and faults of a file; `shown` is its name in messages.

    The text is None where nothing can be read at all; the bytes are empty where the file was not read whole. A text
    with invisible characters is returned with its faults, so that the other faults of the file are found as well.
    """
    try:
        data = _bytes(path)
    except _NotAFileError:
        return (
            None,
            b"",
            [
                fault(
                    "JX001", "这不是一个文件，无法读取", file=shown, hint="请确认这里放的是 .yaml 文件，而不是文件夹。"
                )
            ],
        )
    except FileNotFoundError:
        return None, b"", [fault("JX001", "找不到这个文件", file=shown, hint="请核对文件名和所在的文件夹。")]
    except PermissionError:
        return (
            None,
            b"",
            [
                fault(
                    "JX001",
                    "没有权限读取这个文件",
                    file=shown,
                    hint="请确认文件没有被别的程序占用，并且您有读取它的权限。",
                )
            ],
        )
    except (OSError, ValueError) as problem:
        return (
            None,
            b"",
            [
                fault(
                    "JX001",
                    f"无法读取这个文件{_number(problem)}",
                    file=shown,
                    hint="请确认磁盘或网络文件夹可用，再试一次。",
                )
            ],
        )
    if len(data) > LIMIT:
        return (
            None,
            b"",
            [
                fault(
                    "JX002",
                    f"文件太大，超过 {LIMIT // 1024 // 1024} MB 的上限，没有读取",
                    file=shown,
                    hint="填报文件通常只有几十 KB。请检查是否粘贴了多余的内容，或者放错了文件。",
                )
            ],
        )
    return _text(data, shown)


class _NotAFileError(Exception):
    """A folder, a pipe or a device: reading might never end."""


def _bytes(path: "Path") -> bytes:
    """The content, at most one byte more than the limit."""
    # The system's own calls: file objects cost half as much again, for every file of a large department.
    # Without waiting for a writer, should the name be a pipe.
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        about = os.fstat(number)
        if stat.S_ISDIR(about.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(about.st_mode):
            raise _NotAFileError
        content = b""
        # Sized by what is there: a buffer of the whole limit would be cleared for every file.
        while chunk := os.read(number, min(about.st_size, LIMIT) + 1):
            content += chunk
            if len(content) > LIMIT:
                break
        return content
    finally:
        os.close(number)


def _number(problem: OSError | ValueError) -> str:
    number = getattr(problem, "errno", None)
    return f"（系统错误号 {number}）" if number else ""


def _text(data: bytes, shown: str) -> tuple[SourceText | None, bytes, list[Diagnostic]]:
    kind = _foreign(data)
    if kind:
        return None, data, [_foreign_fault(shown, kind)]
    wide = _wide_encoding(data)
    if wide:
        return None, data, [_wide_fault(data, shown, wide)]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        return None, data, [_not_utf8(data, shown, problem.start)]
    source = SourceText(shown, text)
    return source, data, [] if _is_visible(text) else _invisible(source)


#: How the files of other programs begin.
_FOREIGN = (b"PK\x03\x04", b"PK\x05\x06", b"%PDF", b"{\\rtf", b"\xd0\xcf\x11\xe0")


def _foreign(data: bytes) -> str:
    """What kind of file this is, if it is the file of another program under the name of a text."""
    if not data.startswith(_FOREIGN):
        return ""
    if data.startswith(b"%PDF"):
        return "PDF 文件"
    if data.startswith(b"PK"):
        if b"word/" in data:
            return "Word 文件"
        return "Excel 文件" if b"xl/" in data else "Word、Excel 或压缩文件"
    return "Word 文件（RTF）" if data.startswith(b"{") else "Word 或 Excel 文件"


def _foreign_fault(shown: str, kind: str) -> Diagnostic:
    return fault(
        "JX003",
        f"这是 {kind}，不是文本文件，改文件名没有用",
        file=shown,
        hint="请用原来的程序打开它，把内容复制到记事本里，另存为 .yaml 文件，“编码”选 UTF-8。",
    )


def _wide_encoding(data: bytes) -> str:
    """The name of the codec if this is UTF-16 or UTF-32: by its mark, or by the zero bytes of Latin digits and spaces."""
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "utf-32"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = data[:4096]
    zeros = head.count(0)
    if zeros * 10 < len(head) or len(head) < 2:  # noqa: PLR2004 (one UTF-16 unit)
        return ""
    odd = head[1::2].count(0)
    if odd * 10 >= zeros * 9:
        return "utf-16-le"
    return "utf-16-be" if odd * 10 <= zeros else ""


def _wide_fault(data: bytes, shown: str, codec: str) -> Diagnostic:
    source = SourceText(shown, data.decode(codec, "replace").removeprefix("\ufeff"))
    name = "UTF-32" if codec == "utf-32" else "UTF-16（记事本里叫“Unicode”）"
    return fault("JX003", f"文件的编码是 {name}，不是 UTF-8", Span(source, 0, 0), hint=_SAVE_AS)


def _not_utf8(data: bytes, shown: str, start: int) -> Diagnostic:
    """The fault of bytes that are no UTF-8 from `start` on, shown as the text that its author probably sees."""
    gbk = _as_gbk(data, start)
    if gbk is not None:
        source = SourceText(shown, gbk.text)
        return fault(
            "JX003",
            "文件的编码不是 UTF-8，像是 GBK（记事本里叫“ANSI”）",
            Span(source, gbk.place, gbk.place + 1),
            hint=_SAVE_AS,
        )
    source = SourceText(shown, data.decode("utf-8-sig", "replace"))
    place = len(data[:start].decode("utf-8-sig", "replace"))
    return fault(
        "JX003",
        f"这里的字节 0x{data[start]:02X} 不是 UTF-8 文字，文件可能损坏，或混用了两种编码",
        Span(source, place, place + 1),
        hint="请把这一行删掉重新输入，再用记事本“另存为”，“编码”选 UTF-8。如果整个文件都是乱码，请换一份完好的文件。",
    )


class _Gbk(NamedTuple):
    """A text read as GBK and the place in it of the first byte that is no UTF-8."""

    text: str
    place: int


def _as_gbk(data: bytes, start: int) -> _Gbk | None:
    """Read the bytes as GBK if that is plausible: it decodes whole, and little of it would have been good UTF-8."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    lenient = data.decode("utf-8", "replace")
    bad = lenient.count("\ufffd")
    good = sum(1 for char in lenient if char > "\u07ff" and char != "\ufffd")
    if good > bad or _invisible(SourceText("", text)):
        return None
    return _Gbk(text, len(data[:start].decode("gb18030", "ignore")))


def _is_visible(text: str) -> bool:
    """Tell quickly that nothing in a text is invisible; False means that it must be searched."""
    return text.replace("\n", "").replace("\r", "").replace("\u3000", "").isprintable() and "\ufffd" not in text


def _invisible(source: SourceText) -> list[Diagnostic]:
    from jixiao.source.invisible import find_invisible

    return find_invisible(source)
