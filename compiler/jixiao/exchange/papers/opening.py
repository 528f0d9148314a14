"""From a file to an input: what it is by its content, whether it is safe to unpack, and who reads it."""

import re
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from jixiao.diagnostics import Diagnostic, fault, reason_of
from jixiao.exchange.papers.pieces import Paper

#: The endings that are read here.
ENDINGS = (".docx", ".doc", ".txt", ".pdf")
_MOST_BYTES, _MOST_UNPACKED, _MOST_RATIO, _MOST_PARTS = 100 << 20, 300 << 20, 200, 20_000
#: Below this, a high ratio is nothing but a short text written often.
_HARMLESS = 20 << 20
_OLE, _ZIP, _PDF = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"%PDF-"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS = "请用 Word 或 WPS 打开，另存为“Word 文档（.docx）”，再搬一次。"
_AGAIN = "请用 Word 或 WPS 打开它试试；打得开就另存一份，打不开就向提供文件的人再要一份。"
_DAMAGED = "这个 Word 文件已经损坏，读不出来"
_KINDS = {".docx": "Word 文件（.docx）", ".doc": "旧格式的 Word 文件（.doc）", ".pdf": "PDF 文件", ".txt": "文本文件"}

Result = tuple[Paper | None, list[Diagnostic]]


def open_paper(path: Path) -> Result:
    """Read a file; without an input there is a fault that says why."""
    shown = path.name
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        hint = f"能搬的有：{'、'.join(ENDINGS)}，以及填报表（.xlsx）。别的请用 Word 或 WPS 打开，另存为 .docx。"
        return None, [_refuse(f"搬不了“{ending or '没有结尾'}”这种文件", shown, hint)]
    try:
        if path.stat().st_size > _MOST_BYTES:
            return None, [
                _refuse(
                    f"文件太大，超过 {_MOST_BYTES >> 20} MB", shown, "请确认是不是放错了文件；图片多的请删去图片再搬。"
                )
            ]
        data = path.read_bytes()
    except OSError as error:
        return None, [fault("JX001", f"读不出这个文件：{reason_of(error)}", file=shown)]
    kind = _kind(data)
    if not data.strip():
        return None, [_refuse("文件是空的", shown, "请确认选对了文件，里面有内容。")]
    if kind != ending:
        return None, [_wrong_ending(kind, ending, data, shown)]
    readers: dict[str, Callable[[Path, bytes], Result]] = {
        ".docx": _word,
        ".doc": _old_word,
        ".pdf": _pdf,
        ".txt": _text,
    }
    return readers[ending](path, data)


def _refuse(message: str, shown: str, hint: str) -> Diagnostic:
    return fault("JX061", message, file=shown, hint=hint)


def _kind(data: bytes) -> str:
    """The ending that fits a content; empty where none of ours does."""
    if data.startswith(_OLE):
        return ".doc" if _LOCKED not in data else ""
    if data[:1024].lstrip().startswith(_PDF):
        return ".pdf"
    if data.startswith(b"PK"):
        return ".docx" if b"word/" in data or b"[Content_Types].xml" not in data else ""
    if data[:5].lower() in {b"{\\rtf", b"<html", b"<!doc", b"<?xml"}:
        return ""
    return ".txt"


def _wrong_ending(kind: str, ending: str, data: bytes, shown: str) -> Diagnostic:
    if data.startswith(_OLE):
        if _LOCKED in data:
            return _refuse(
                "文件加了密码，打不开",
                shown,
                "请用 Word 或 WPS 打开，去掉打开密码（文件 → 信息 → 保护文档），保存后再搬。",
            )
        return _refuse(
            f"文件名的结尾是 {ending}，内容却是旧格式的 Word 文件", shown, f"请把结尾改成 .doc 再搬；{_SAVE_AS}"
        )
    if kind:
        hint = f"请把文件名的结尾改成 {kind} 再搬。" if kind != ".txt" else _AGAIN
        return _refuse(f"文件名的结尾是 {ending}，内容却是{_KINDS[kind]}", shown, hint)
    known = (
        (b"{\\rtf", "RTF 文件"),
        (b"PK", "压缩文件或别的 Office 文件"),
        (b"<", "网页"),
    )
    what = next((name for start, name in known if data.startswith(start)), "别的程序的文件")
    return _refuse(f"文件名的结尾是 {ending}，内容却是{what}", shown, _SAVE_AS)


def _text(path: Path, data: bytes) -> Result:
    from jixiao.exchange.papers.plaintext import decoded, read_text

    found = decoded(data)
    if found is None:
        hint = "请用记事本打开，另存为文本文件，“编码”选 UTF-8，再搬一次。"
        return None, [_refuse("不是文本，或者编码认不出来", path.name, hint)]
    return read_text(path.name, *found), []


def _word(path: Path, data: bytes) -> Result:
    from jixiao.exchange.papers.wordfile import read_word

    trouble = _unpacking(data)
    if trouble:
        return None, [_refuse(trouble, path.name, _AGAIN)]
    try:
        return read_word(path.name, data), []
    except Exception:  # noqa: BLE001 - the reader breaks in many ways on a damaged file
        return None, [_refuse(_DAMAGED, path.name, _AGAIN)]


def _unpacking(data: bytes) -> str:
    """Why a packed file is not unpacked; empty where it may be."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            parts = packed.infolist()
            if any(one.flag_bits & 1 for one in parts):
                return "文件加了密码，打不开"
            size = sum(one.file_size for one in parts)
            if (
                size > _MOST_UNPACKED
                or len(parts) > _MOST_PARTS
                or (size > _HARMLESS and size > _MOST_RATIO * len(data))
            ):
                return "文件解压以后太大，不像正常的 Word 文件，没有打开"
            if packed.testzip() is not None:
                return _DAMAGED
    except zlib.error:
        return _DAMAGED
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError):
        return "这个 Word 文件不完整，可能没有下载完或者拷贝时断了"
    return ""


def _pdf(path: Path, data: bytes) -> Result:
    import logging

    from jixiao.exchange.papers.pdffile import LockedError, NoTextError, read_pdf

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        return read_pdf(path.name, data), []
    except LockedError:
        return None, [
            _refuse("PDF 加了密码，打不开", path.name, "请向提供文件的人要一份没有密码的，或者去掉密码再搬。")
        ]
    except NoTextError:
        hint = "扫描件搬不了。请找到生成它的 Word 文件来搬，或者先用文字识别软件转成 Word，核对后再搬。"
        return None, [_refuse("这个 PDF 里只有图片，没有文字", path.name, hint)]
    except Exception:  # noqa: BLE001 - the reader breaks in many ways on a damaged file
        hint = "请用 PDF 阅读器打开它试试；打得开就另存（打印成 PDF）一份，打不开就再要一份。"
        return None, [_refuse("这个 PDF 已经损坏，读不出来", path.name, hint)]


def _old_word(path: Path, data: bytes) -> Result:
    from jixiao.exchange.papers.oldword import converted

    if not re.search(b"W\x00o\x00r\x00d\x00D\x00o\x00c\x00u\x00m\x00e\x00n\x00t\x00", data):
        return None, [_refuse("这不是 Word 文件", path.name, "请确认选对了文件；表格请另存为 .xlsx。")]
    newer, trouble = converted(path)
    if newer is None:
        return None, [_refuse(trouble, path.name, _SAVE_AS)]
    paper, faults = _word(path, newer)
    return paper, faults
