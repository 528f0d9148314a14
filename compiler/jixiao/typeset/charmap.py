"""The character table of a face, asked for one character at a time.

A document has some hundreds of different characters and a Chinese font tens of thousands, so looking each of them up is
far cheaper than unpacking the table. The engine's shaper searches the same way: the first segment that does not end
before the code decides.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable
from sys import byteorder

Lookup = Callable[[int], bool]

_BASIC_PLANE = 0x10000
#: Bytes that a table of each known format must have; of format 4 also eight for each segment.
_LEAST = {0: 262, 4: 16, 6: 10, 12: 16}
_SEGMENT = 8


class CharacterMap:
    """The characters of a face, as its table says; `table` begins with its format, which must be one that is `known`.

    Two maps of the same bytes are equal. The table is taken apart at the first question.
    """

    __slots__ = ("_has", "table")

    def __init__(self, table: bytes) -> None:
        self.table = table
        self._has: Lookup | None = None

    def __contains__(self, char: str) -> bool:
        return not self.lacks({char})

    def lacks(self, chars: set[str]) -> set[str]:
        """Those of some characters that are not in the table."""
        if self._has is None:
            self._has = _LOOKUPS[_format(self.table)](self.table)
        has = self._has
        return {char for char in chars if not has(ord(char)) or "\ud800" <= char <= "\udfff"}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CharacterMap) and self.table == other.table

    def __hash__(self) -> int:
        return hash(self.table)

    def __reduce__(self) -> tuple[type["CharacterMap"], tuple[bytes]]:
        """For a process of a pool: the bytes alone."""
        return CharacterMap, (self.table,)

    def __repr__(self) -> str:
        return f"CharacterMap(format {_format(self.table)}, {len(self.table)} bytes)"


def _format(table: bytes) -> int:
    return int.from_bytes(table[:2], "big")


def known(table: bytes) -> bool:
    """Whether the table has a format that can be asked."""
    return _format(table) in _LEAST


def whole(table: bytes) -> bool:
    """Whether a table of a known format is as long as its head says."""
    kind = _format(table)
    segments = int.from_bytes(table[6:8], "big") // 2 if kind == 4 else 0  # noqa: PLR2004 (the format with segments)
    return len(table) >= _LEAST[kind] + _SEGMENT * segments


def _numbers(data: bytes, typecode: str) -> "array[int]":
    """Big-endian numbers; a broken last one is dropped."""
    numbers = array(typecode)
    numbers.frombytes(data[: len(data) // numbers.itemsize * numbers.itemsize])
    if byteorder == "little":
        numbers.byteswap()
    return numbers


def _format_0(table: bytes) -> Lookup:
    glyphs = table[6:262]
    return lambda code: code < len(glyphs) and glyphs[code] != 0


def _format_6(table: bytes) -> Lookup:
    first, count = _numbers(table[6:10], "H")
    glyphs = _numbers(table[10 : 10 + 2 * count], "H")
    return lambda code: 0 <= code - first < len(glyphs) and glyphs[code - first] != 0


def _format_4(table: bytes) -> Lookup:
    """Segments of the basic plane. The length field is ignored: large fonts overflow its 16 bits."""
    words = _numbers(table, "H")
    count = words[3] // 2
    deltas, jumps = 8 + 2 * count, 8 + 3 * count
    ends, starts = words[7 : 7 + count], words[8 + count : deltas]

    def has(code: int) -> bool:
        at = bisect_left(ends, code)
        if at == count or starts[at] > code:
            return False
        nothing = -words[deltas + at] % _BASIC_PLANE  # what the delta turns into glyph 0, the missing glyph
        jump = words[jumps + at]
        if not jump:
            return code != nothing
        # A jump counts bytes from its own place to the glyph numbers behind the segments; 0xFFFF is a known fault of
        # fonts and means that there are none.
        place = jumps + at + jump // 2 + code - starts[at]
        return jump != 0xFFFF and place < len(words) and words[place] not in {0, nothing}  # noqa: PLR2004

    return has


def _format_12(table: bytes) -> Lookup:
    count = int.from_bytes(table[12:16], "big")
    numbers = _numbers(table[16 : 16 + 12 * count], "I")
    starts, ends, glyphs = numbers[0::3], numbers[1::3], numbers[2::3]

    def has(code: int) -> bool:
        at = bisect_left(ends, code)
        return at < len(glyphs) and starts[at] <= code and glyphs[at] + code != starts[at]

    return has


_LOOKUPS: dict[int, Callable[[bytes], Lookup]] = {0: _format_0, 4: _format_4, 6: _format_6, 12: _format_12}
