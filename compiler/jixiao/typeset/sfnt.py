"""A minimal reader of TTF, OTF, TTC and OTC files: family names, weight, and which characters a face can print.

Why our own: fontTools needs hundreds of milliseconds for a CJK font with CFF outlines, and start-up is a contract. This
module reads the table directory, `name`, `OS/2` and one `cmap` subtable with seeks, a fraction of a millisecond a font,
and nothing else of the file. Outlines, layout features and writing are not its business.

A broken file is never a bug of ours: inside, `_BadFontError` flies; at the two doors (`read_fonts`, `read_characters`)
it becomes a `FontFault` value. Work is bounded: every read is checked against the file's size.
"""

import re
import struct
from collections.abc import Callable, Iterator
from io import FileIO
from typing import NamedTuple, TypeVar

from jixiao.typeset.charmap import CharacterMap, known, whole

_MAX_FACES = 64
_MAX_NAMES = 2048
_MAX_TABLE = 1 << 22
_OUTLINES = (b"glyf", b"CFF ", b"CFF2")
_BITMAPS = (b"EBDT", b"CBDT", b"sbix", b"bdat")
#: Without these the engine does not take the file for a font.
_NEEDED = frozenset((b"cmap", b"head", b"hhea", b"maxp", b"name"))
#: Order of preference of (platform, encoding): full repertoire first. The shaper of the engine asks in this order.
_UNICODE_CMAPS = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))
_FAMILY, _SUBFAMILY, _FULL_NAME, _POSTSCRIPT, _TYPOGRAPHIC, _TYPOGRAPHIC_SUB = 1, 2, 4, 6, 16, 17

_TRUNCATED = "文件不完整（可能没有下载完或复制完）"
_NOT_A_FONT = "不是 TTF、OTF、TTC 字体文件"
_WEB_FONT = "是网页字体（WOFF），请换成同一字体的 TTF 或 OTF 文件"
_INCOMPLETE = "缺少必要的数据，可能已经损坏"
_NAMELESS = "里面没有可用的字体名称"
_NO_SUCH_FACE = "没有这么多字体"
_ODD_CMAP = "字符表是少见的格式，本程序不认识"
_NO_UNICODE = "没有 Unicode 字符表，排不了汉字"
_ONLY_DOTS = "只有点阵、没有轮廓，不能用来排版"


class FontFault(NamedTuple):
    """Why a file cannot serve: a Chinese clause that completes “这个文件用不了：…”."""

    reason: str


class Font(NamedTuple):
    """One face of a file.

    Attributes:
        number: which face of a collection, from 0.
        name: the family name (name ID 1) that the engine reads first; before it trims style words.
        names: every family name (IDs 1 and 16, all languages), as people may write it.
        postscript: the PostScript name (ID 6).
        weight: 100–900, 400 is regular.
        slanted: italic or oblique.
        variable: has variation axes; only its default instance is described here.
    """

    number: int
    name: str
    names: tuple[str, ...]
    postscript: str
    weight: int
    slanted: bool
    variable: bool


class _BadFontError(Exception):
    """The file breaks the format; the argument is the reason shown to people."""


class _Name(NamedTuple):
    platform: int
    encoding: int
    kind: int
    raw: bytes


_Tables = dict[bytes, tuple[int, int]]
_Result = TypeVar("_Result")


def read_fonts(path: str) -> tuple[Font, ...] | FontFault:
    """Describe every usable face of a file; a collection with no usable face is a fault."""
    return _at_the_door(path, _fonts)


def read_characters(path: str, index: int) -> CharacterMap | FontFault:
    """Tell which characters a face has."""
    return _at_the_door(path, lambda file: _character_map(file, index))


def _at_the_door(path: str, work: "Callable[[_File], _Result]") -> "_Result | FontFault":
    try:
        # Unbuffered: a few exact reads, no read-ahead in files of ten megabytes.
        with open(path, "rb", buffering=0) as handle:  # noqa: PTH123 (pathlib buys nothing in a hot path)
            return work(_File(handle))
    except _BadFontError as bad:
        return FontFault(str(bad))
    except struct.error:
        return FontFault(_TRUNCATED)
    except FileNotFoundError:
        return FontFault("没有这个文件")
    except OSError as error:
        return FontFault(f"打不开（{error.strerror or error}）")


class _File:
    """An open file whose reads are checked against its size."""

    __slots__ = ("_handle", "size")

    def __init__(self, handle: FileIO) -> None:
        self._handle = handle
        self.size = handle.seek(0, 2)

    def read(self, offset: int, length: int) -> bytes:
        """Exactly `length` bytes."""
        if length > _MAX_TABLE or offset + length > self.size:
            raise _BadFontError(_TRUNCATED)
        self._handle.seek(offset)
        data = self._handle.read(length)
        if len(data) != length:
            raise _BadFontError(_TRUNCATED)
        return data


def _offsets(file: _File) -> tuple[int, ...]:
    head = file.read(0, min(12, file.size))
    kind = head[:4]
    if kind == b"ttcf" and len(head) == 12:  # noqa: PLR2004 (the header's length)
        count = int.from_bytes(head[8:12], "big")
        if not 0 < count <= _MAX_FACES:
            raise _BadFontError(_NOT_A_FONT)
        return struct.unpack(f">{count}I", file.read(12, 4 * count))
    if kind in (b"wOFF", b"wOF2"):
        raise _BadFontError(_WEB_FONT)
    if kind not in (b"OTTO", b"\0\1\0\0", b"true"):
        raise _BadFontError(_NOT_A_FONT)
    return (0,)


def _tables(file: _File, offset: int) -> _Tables:
    count = int.from_bytes(file.read(offset + 4, 2), "big")
    entries = struct.iter_unpack(">4s4x2I", file.read(offset + 12, 16 * count))
    tables = {tag: (start, length) for tag, start, length in entries}
    if any(start + length > file.size for tag, (start, length) in tables.items() if tag in _NEEDED or tag in _OUTLINES):
        raise _BadFontError(_TRUNCATED)
    if not any(tag in tables for tag in _OUTLINES):
        only_dots = any(tag in tables for tag in _BITMAPS)
        raise _BadFontError(_ONLY_DOTS if only_dots else _NOT_A_FONT)
    if not tables.keys() >= _NEEDED:
        raise _BadFontError(_INCOMPLETE)
    return tables


def _fonts(file: _File) -> tuple[Font, ...]:
    found: list[Font] = []
    first_fault: _BadFontError | None = None
    for index, offset in enumerate(_offsets(file)):
        try:
            found.append(_font(file, _tables(file, offset), index))
        except _BadFontError as bad:
            first_fault = first_fault or bad
    if not found and first_fault:
        raise first_fault
    return tuple(found)


def _font(file: _File, tables: _Tables, index: int) -> Font:
    records = list(_name_records(file.read(*tables[b"name"])))
    family, postscript = _engine_name(records, _FAMILY), _engine_name(records, _POSTSCRIPT)
    if not family or not postscript:
        raise _BadFontError(_NAMELESS)
    texts = [(record.kind, _decoded(record)) for record in records]
    names = dict.fromkeys(text for kind, text in texts if kind in (_FAMILY, _TYPOGRAPHIC) and text)
    styles = [text for kind, text in texts if kind in (_SUBFAMILY, _FULL_NAME, _TYPOGRAPHIC_SUB)]
    weight, slanted = _style(file, tables)
    slanted = slanted or any(word in text.lower() for text in styles for word in ("italic", "oblique", "slanted"))
    return Font(index, family, tuple(names), postscript, weight, slanted, b"fvar" in tables)


def _name_records(table: bytes) -> Iterator[_Name]:
    count, storage = struct.unpack_from(">2H", table, 2)
    whole = min(count, _MAX_NAMES, (len(table) - 6) // 12)
    for platform, encoding, _, kind, length, start in struct.iter_unpack(">6H", table[6 : 6 + 12 * whole]):
        raw = table[storage + start : storage + start + length]
        if len(raw) == length:
            yield _Name(platform, encoding, kind, raw)


def _is_engine_encoding(record: _Name) -> bool:
    """Only these encodings of names does the engine read: Unicode, Windows symbol and BMP, Mac Roman."""
    return record.platform == 0 or (record.platform, record.encoding) in ((3, 0), (3, 1), (1, 0))


def _engine_name(records: list[_Name], kind: int) -> str:
    usable = (_decoded(record) for record in records if record.kind == kind and _is_engine_encoding(record))
    return next((text for text in usable if text), "")


def _decoded(record: _Name) -> str:
    """Text of a name; empty where the encoding is unknown or the bytes do not fit it."""
    codec = _codec(record.platform, record.encoding)
    raw = record.raw.replace(b"\0", b"") if codec in ("gb18030", "big5") else record.raw
    try:
        return re.sub(r"[\x00-\x1f]", "", raw.decode(codec)) if codec else ""
    except UnicodeDecodeError:
        return ""


def _codec(platform: int, encoding: int) -> str:
    if platform == 0 or (platform == 3 and encoding in (0, 1, 10)):  # noqa: PLR2004 (the format's own numbers)
        return "utf-16-be"
    # Chinese names of old fonts: (1, 25) and (3, 3) are GB2312, (1, 2) and (3, 4) Big5.
    return {(1, 0): "mac-roman", (1, 25): "gb18030", (3, 3): "gb18030", (1, 2): "big5", (3, 4): "big5"}.get(
        (platform, encoding), ""
    )


def _style(file: _File, tables: _Tables) -> tuple[int, bool]:
    """Weight and slant from `OS/2`; regular and upright where a font has none."""
    start, length = tables.get(b"OS/2", (0, 0))
    if length < 64 or start + length > file.size:  # noqa: PLR2004 (fsSelection ends there)
        return 400, False
    table = file.read(start, 64)
    weight, selection = struct.unpack_from(">H", table, 4)[0], struct.unpack_from(">H", table, 62)[0]
    return min(max(weight, 100), 900), bool(selection & 0b10_0000_0001)


def _character_map(file: _File, index: int) -> CharacterMap:
    offsets = _offsets(file)
    if not 0 <= index < len(offsets):
        raise _BadFontError(_NO_SUCH_FACE)
    table = file.read(*_tables(file, offsets[index])[b"cmap"])
    own = table[_unicode_subtable(table) :]
    if not known(own):
        raise _BadFontError(_ODD_CMAP)
    if not whole(own):
        raise _BadFontError(_TRUNCATED)
    return CharacterMap(own)


def _unicode_subtable(table: bytes) -> int:
    count = int.from_bytes(table[2:4], "big")
    whole = min(count, max(len(table) - 4, 0) // 8)
    entries = struct.iter_unpack(">2HI", table[4 : 4 + 8 * whole])
    known = {(platform, encoding): start for platform, encoding, start in entries}
    start: int | None = next((known[pair] for pair in _UNICODE_CMAPS if pair in known), None)
    if start is None:
        raise _BadFontError(_NO_UNICODE)
    return start
