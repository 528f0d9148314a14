"""The choice of fonts as values: faces, the chain of each role, the whole set of a build.

Nothing here looks at a file or at the machine.
"""

from typing import NamedTuple

from jixiao.markup import array, dictionary, string
from jixiao.typeset.charmap import CharacterMap
from jixiao.typeset.coverage import Coverage

ROLES = ("仿宋", "楷体", "黑体", "宋体", "小标宋")


class Face(NamedTuple):
    """One face of a chain.

    Attributes:
        family: the engine's name of the family.
        weight: the engine's weight of this face.
        path: absolute path of the file.
        index: which face of a collection, from 0.
        glyphs: what it can print.
    """

    family: str
    weight: int
    path: str
    index: int  # type: ignore[assignment]  # the engine's word for it; tuple.index is not missed
    glyphs: CharacterMap


class Chain(NamedTuple):
    """The fonts of a role.

    Attributes:
        weight: what to ask the engine for: it takes the nearest weight that a family has, for `faces` as chosen here.
        reason: why the first face is the first, in Chinese.
        substitute: the first face is not a true face of the role.
        glyphs: what the chain as a whole can print.
    """

    role: str
    faces: tuple[Face, ...]
    reason: str
    substitute: bool
    weight: int
    glyphs: Coverage


class FontSet(NamedTuple):
    """The choice for a build.

    Attributes:
        chains: one per role, in the order of `ROLES`.
        folders: for `typst.Fonts(font_paths=…)`, which takes folders only.
        probes: every path whose presence or absence decided something, missing ones included.
        mode: `embedded`, `auto` or `system`.
    """

    chains: tuple[Chain, ...]
    folders: tuple[str, ...]
    probes: tuple[str, ...]
    mode: str

    def chain(self, role: str) -> Chain:
        """The chain of a role."""
        return self.chains[ROLES.index(role)]

    def setup(self) -> str:
        """The roles as `setup.typ` gives them to layouts and sheets."""
        roles = (
            (chain.role, f"(font:{array(string(face.family) for face in chain.faces)},weight:{chain.weight})")
            for chain in self.chains
        )
        return f"#let 字体 = {dictionary(roles)}\n"


def missing(fonts: FontSet, role: str, text: str) -> tuple[str, ...]:
    """The characters that no face of the role's chain has, in order of appearance.

    Cheapest on the joined texts of a role; ask text by text only where that finds something.
    """
    return fonts.chain(role).glyphs.missing(text)
