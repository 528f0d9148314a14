"""Small fonts made on the spot: real ones are large, and not every machine has them."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

#: (name ID, platform, encoding, language, text)
Name = tuple[int, int, int, int, str]
FontMaker = Callable[..., Path]


def build(family: str, chars: Iterable[str], *, weight: int = 400, italic: bool = False, names: Iterable[Name] = ()) -> TTFont:
    """A TrueType font with the same triangle for every character."""
    glyphs = {ord(char): f"u{ord(char):X}" for char in chars}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", *glyphs.values()])
    builder.setupCharacterMap(glyphs)
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((0, 500))
    pen.lineTo((500, 500))
    pen.closePath()
    drawn = pen.glyph()
    builder.setupGlyf(dict.fromkeys([".notdef", *glyphs.values()], drawn))
    builder.setupHorizontalMetrics(dict.fromkeys([".notdef", *glyphs.values()], (1000, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupOS2(usWeightClass=weight, fsSelection=0x01 if italic else 0x40)
    builder.setupPost()
    builder.setupNameTable({})
    table = builder.font["name"]
    table.names = []
    postscript = "".join(char for char in family if char.isascii() and char.isalnum()) or "Unnamed"
    for kind, platform, encoding, language, text in names or [(1, 3, 1, 0x409, family), (6, 3, 1, 0x409, f"{postscript}-{weight}")]:
        table.setName(text, kind, platform, encoding, language)
    return builder.font


@pytest.fixture
def make_font(tmp_path: Path) -> FontMaker:
    def make(name: str, family: str, chars: Iterable[str] = "预算", **options: object) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        build(family, chars, **options).save(path)
        return path

    return make
