"""A minimal reader of TTF, OTF, TTC and OTC files: family names, weight, and which characters a face can print.

Why our own: fontTools needs hundreds of milliseconds for a CJK font with CFF outlines, and start-up is a contract. This
module reads the table directory, `name`, `OS/2` and one `cmap` subtable with seeks, a few milliseconds a font, and
nothing else of the file. Outlines, layout features and writing are not its business.

A broken file is never a bug of ours: inside, `_BadFontError` flies; at the two doors (`read_fonts`, `read_coverage`) it
becomes a `FontFault` value. Work is bounded: every read is checked against the file's size, and character ranges are
only taken in rising order, as the format demands, so that no table can make us loop over the same codes again.
"""

import re
import struct
from array import array
from collections.abc import Callable, Iterator
from io import FileIO
from sys import byteorder
from typing import NamedTuple, TypeVar

_MAX_FACES = 64
_MAX_NAMES = 2048
_MAX_TABLE = 1 << 22
_UNICODE_END = 0x110000
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


def read_coverage(path: str, index: int) -> bytes | FontFault:
    """Tell which characters a face has: bit `code & 7` of byte `code >> 3`, as long as the highest code needs."""
    return _at_the_door(path, lambda file: _coverage(file, index))


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


def _coverage(file: _File, index: int) -> bytes:
    offsets = _offsets(file)
    if not 0 <= index < len(offsets):
        raise _BadFontError(_NO_SUCH_FACE)
    table = file.read(*_tables(file, offsets[index])[b"cmap"])
    start = _unicode_subtable(table)
    kind = int.from_bytes(table[start : start + 2], "big")
    read = _FORMATS.get(kind)
    if read is None:
        raise _BadFontError(_ODD_CMAP)
    return _packed(read(table, start))


def _unicode_subtable(table: bytes) -> int:
    count = int.from_bytes(table[2:4], "big")
    whole = min(count, max(len(table) - 4, 0) // 8)
    entries = struct.iter_unpack(">2HI", table[4 : 4 + 8 * whole])
    known = {(platform, encoding): start for platform, encoding, start in entries}
    start: int | None = next((known[pair] for pair in _UNICODE_CMAPS if pair in known), None)
    if start is None:
        raise _BadFontError(_NO_UNICODE)
    return start


def _words(data: bytes, typecode: str) -> "array[int]":
    """Big-endian numbers; a broken last one is dropped."""
    words = array(typecode)
    words.frombytes(data[: len(data) // words.itemsize * words.itemsize])
    if byteorder == "little":
        words.byteswap()
    return words


def _format_0(table: bytes, start: int) -> bytearray:
    return bytearray(1 if glyph else 0 for glyph in struct.unpack_from("256B", table, start + 6))


def _format_6(table: bytes, start: int) -> bytearray:
    first, count = struct.unpack_from(">2H", table, start + 6)
    glyphs = _words(table[start + 10 : start + 10 + 2 * count], "H")
    return bytearray(first) + bytearray(1 if glyph else 0 for glyph in glyphs)


def _format_4(table: bytes, start: int) -> bytearray:
    """Segments of the basic plane. The length field is ignored: large fonts overflow its 16 bits.

    A CJK font has thousands of segments, most of one character: this loop is the cost of a start without a cache.
    """
    words = _words(table[start:], "H")
    count = words[3] // 2 if len(words) > 3 else 0  # noqa: PLR2004 (segCountX2 is the fourth word)
    ranges = 8 + 3 * count
    if len(words) < ranges + count:
        raise _BadFontError(_TRUNCATED)
    ends, starts, deltas = words[7 : 7 + count], words[8 + count : 8 + 2 * count], words[8 + 2 * count : ranges]
    flags = bytearray(0x10000)
    free = 0
    for at, (first, last, delta, jump) in enumerate(zip(starts, ends, deltas, words[ranges:], strict=False), ranges):
        if free <= first <= last:
            free = last + 1
            if not jump:
                flags[first:free] = b"\1" * (free - first)
                if first <= 0x10000 - delta <= last:
                    flags[0x10000 - delta] = 0  # the delta turns this code into glyph 0, the missing glyph
            elif jump != 0xFFFF:  # noqa: PLR2004 (a known fault of fonts: no glyphs)
                # A jump counts bytes from its own place to the glyph numbers behind the segments.
                glyphs = words[at + jump // 2 : at + jump // 2 + free - first]
                flags[first : first + len(glyphs)] = _present(glyphs, delta)
    return flags


def _present(glyphs: "array[int]", delta: int) -> bytes:
    """One flag per glyph number: 0 is the missing glyph, before and after the delta."""
    nothing = -delta & 0xFFFF
    if 0 not in glyphs and nothing not in glyphs:
        return b"\1" * len(glyphs)
    return bytes(0 if glyph in (0, nothing) else 1 for glyph in glyphs)


def _format_12(table: bytes, start: int) -> bytearray:
    count = struct.unpack_from(">I", table, start + 12)[0]
    numbers = _words(table[start + 16 : start + 16 + 12 * count], "I")
    flags = bytearray(0x10000)
    free = 0
    for first, last, glyph in zip(numbers[0::3], numbers[1::3], numbers[2::3], strict=False):
        if free <= first <= last < _UNICODE_END:
            free = last + 1
            if len(flags) < free:
                flags += bytes(free - len(flags))
            flags[first:free] = b"\1" * (free - first)
            if glyph == 0:
                flags[first] = 0
    return flags


_FORMATS: dict[int, Callable[[bytes, int], bytearray]] = {0: _format_0, 4: _format_4, 6: _format_6, 12: _format_12}


def _packed(flags: bytearray) -> bytes:
    """Eight flags to a byte. Shifting whole strides as large integers keeps it a matter of microseconds."""
    flags[0xD800:0xE000] = bytes(len(flags[0xD800:0xE000]))
    flags += bytes(-len(flags) % 8)
    bits = 0
    for place in range(8):
        bits |= int.from_bytes(flags[place::8], "little") << place
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")
