"""The family name and weight under which Typst knows a face, worked out from what `sfnt` read.

Typst trims style words from family name 1 (`Source Han Serif CN Heavy` is `Source Han Serif` to it) and corrects the
weight of a few fonts that state it wrongly. A chain must use the engine's names, or the engine would silently take the
next font. This is a forecast; `fonts.unknown_families` compares it with what the engine really found.
"""

import re

from jixiao.typeset.sfnt import Font

_STYLE = (
    "normal|italic|oblique|slanted|thin|th|hairline|light|lt|regular|medium|med|md|bold|bd|demi|extb|black|blk|bk|heavy|"
    "narrow|condensed|cond|cn|cd|compressed|expanded|exp"
)
_DEGREE = "extra|ext|ex|x|semi|sem|sm|demi|dem|ultra"
#: Fonts whose `OS/2` table states another weight than their name, by PostScript name.
_TRUE_WEIGHT = (
    ("FandolHei-Bold", 700),
    ("FandolSong-Bold", 700),
    ("STKaitiSC-Regular", 400),
    ("STKaitiSC-Bold", 700),
    ("STKaitiSC-Black", 900),
    ("STKaitiTC-Regular", 400),
    ("STKaitiTC-Bold", 700),
    ("STKaitiTC-Black", 900),
)


def engine_family(name: str) -> str:
    """The family name without the style words that the engine trims."""
    family = name.strip().lstrip(".")
    while True:
        cut = re.search(rf"[ _-](?:(?:{_DEGREE})[ _-]?)?(?:{_STYLE})+$", family, re.IGNORECASE | re.ASCII)
        if cut is None:
            return family
        family = family[: cut.start()]


def engine_weight(font: Font) -> int:
    """The weight the engine matches with."""
    return dict(_TRUE_WEIGHT).get(font.postscript, font.weight)
