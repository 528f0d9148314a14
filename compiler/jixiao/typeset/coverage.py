"""Which characters a font, or a chain of fonts, can print: a bitmap over all of Unicode, and its cache.

The engine prints a missing glyph as an empty box without a word, or stops without saying where. So every text is held
against these bitmaps before typesetting, while its place in the source is still known.
"""

from typing import TYPE_CHECKING

from jixiao.typeset.fontcache import Stamp, Store

if TYPE_CHECKING:
    from jixiao.typeset.sfnt import FontFault

#: Codes that the engine prints without a glyph of their own: controls, spaces that it derives from the width of the
#: type, joiners, direction marks and variation selectors. First and last of each stretch of the basic plane; the
#: selectors beyond it are told by comparison, or every bitmap would be five times as long.
_UNPRINTED = (
    (0x00, 0x20), (0x7F, 0xA0), (0xAD, 0xAD), (0x180E, 0x180E), (0x2000, 0x200F), (0x2028, 0x202F), (0x205F, 0x206F),
    (0x3000, 0x3000), (0xFE00, 0xFE0F),
)  # fmt: skip


class Coverage:
    """An immutable set of characters: bit `code & 7` of byte `code >> 3`.

    It remembers which characters were found already, so that asking again costs one set test for the whole text.
    """

    __slots__ = ("_known", "bits")

    def __init__(self, bits: bytes) -> None:
        self.bits = bits
        self._known: set[str] = set()

    def __contains__(self, char: str) -> bool:
        code = ord(char)
        return code >> 3 < len(self.bits) and bool(self.bits[code >> 3] >> (code & 7) & 1)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Coverage) and self.bits == other.bits

    def __hash__(self) -> int:
        return hash(self.bits)

    def __repr__(self) -> str:
        return f"Coverage({int.from_bytes(self.bits, 'little').bit_count()} characters)"

    def missing(self, text: str) -> tuple[str, ...]:
        """The characters of a text that are not in the set, in order of first appearance."""
        if self._known.issuperset(text):
            return ()
        bits, size = self.bits, len(self.bits) * 8
        fresh = set(text) - self._known
        lost = [char for char in fresh if (code := ord(char)) >= size or not bits[code >> 3] >> (code & 7) & 1]
        if lost:
            lost = sorted((char for char in lost if not "\U000e0100" <= char <= "\U000e01ef"), key=text.index)
            fresh.difference_update(lost)
        self._known |= fresh
        return tuple(lost)


def union(members: "tuple[Coverage, ...]") -> Coverage:
    """What a chain can print: the characters of its members and those that need no glyph."""
    bits = 0
    for member in members:
        bits |= int.from_bytes(member.bits, "little")
    for first, last in _UNPRINTED:
        bits |= ((1 << (last + 1 - first)) - 1) << first
    return Coverage(bits.to_bytes((bits.bit_length() + 7) // 8, "little"))


def load(path: str, index: int, stamp: Stamp, store: Store) -> "Coverage | FontFault":
    """The coverage of a face, from the cache or from the file."""
    bits = store.get(path, index, stamp)
    if bits is None:
        from jixiao.typeset.sfnt import read_coverage

        read = read_coverage(path, index)
        if not isinstance(read, bytes):
            return read
        store.put(path, index, stamp, read)
        bits = read
    return Coverage(bits)
