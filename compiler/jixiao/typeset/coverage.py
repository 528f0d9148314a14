"""Which characters a chain of fonts can print.

The engine prints a missing glyph as an empty box without a word, or stops without saying where. So every text is held
against its chain before typesetting, while its place in the source is still known.
"""

from jixiao.typeset.charmap import CharacterMap

#: Codes that the engine prints without a glyph of their own: controls, spaces that it derives from the width of the
#: type, joiners, direction marks and variation selectors. First and last of each stretch.
_UNPRINTED = (
    (0x00, 0x20), (0x7F, 0xA0), (0xAD, 0xAD), (0x180E, 0x180E), (0x2000, 0x200F), (0x2028, 0x202F), (0x205F, 0x206F),
    (0x3000, 0x3000), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF),
)  # fmt: skip


class Coverage:
    """An immutable set of characters: those of the faces of a chain and those that need no glyph.

    It remembers which characters were found already, so that asking again costs one set test for the whole text.
    """

    __slots__ = ("_known", "faces")

    def __init__(self, faces: tuple[CharacterMap, ...]) -> None:
        self.faces = faces
        self._known: set[str] = set()

    def __contains__(self, char: str) -> bool:
        return not self.missing(char)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Coverage) and self.faces == other.faces

    def __hash__(self) -> int:
        return hash(self.faces)

    def missing(self, text: str) -> tuple[str, ...]:
        """The characters of a text that are not in the set, in order of first appearance."""
        if self._known.issuperset(text):
            return ()
        fresh = lost = set(text) - self._known
        for face in self.faces:
            lost = face.lacks(lost)
        lost = {char for char in lost if not _needs_no_glyph(ord(char))}
        self._known |= fresh - lost
        return tuple(sorted(lost, key=text.index))


def _needs_no_glyph(code: int) -> bool:
    return any(first <= code <= last for first, last in _UNPRINTED)
