"""The search for the fonts of one build: which files are looked at, in which order, and what was wrong with them.

It looks at nothing that was not asked for: without a family named by the user and outside system mode, no folder of the
machine is listed.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jixiao.diagnostics import WARNING, Diagnostic, fault
from jixiao.typeset.charmap import CharacterMap
from jixiao.typeset.coverage import Coverage
from jixiao.typeset.fontcache import Stamp, stamp_of
from jixiao.typeset.fontset import Chain, Face
from jixiao.typeset.sfnt import FontFault, read_characters

if TYPE_CHECKING:
    from jixiao.typeset.fontscan import Installed

FONT_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc", ".woff", ".woff2", ".pfb", ".dfont")
#: Where Debian's texlive-lang-chinese puts Fandol. No other place is tried, so that nothing is found by accident.
FANDOL = "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"
CONFIG = "jixiao.toml"

_BY_CONFIG = "jixiao.toml 指定"
_BY_SYSTEM = "系统字体目录"
_BY_FANDOL = "TeX Live 附带的 Fandol 字体"
_BY_WHEEL = "随程序附带"
#: Family -> ((weight, file name), …), as the engine names and weighs them.
_FANDOL_FILES = {
    "FandolFang R": ((400, "FandolFang-Regular.otf"),),
    "FandolKai": ((400, "FandolKai-Regular.otf"),),
    "FandolHei": ((400, "FandolHei-Regular.otf"), (700, "FandolHei-Bold.otf")),
    "FandolSong": ((400, "FandolSong-Regular.otf"), (700, "FandolSong-Bold.otf")),
}
_EMBEDDED = ("Noto Serif SC", "Noto Sans SC")
#: Role -> (Fandol family, embedded family, weight that the role asks for).
_OWN = {
    "仿宋": ("FandolFang R", "Noto Serif SC", 400),
    "楷体": ("FandolKai", "Noto Serif SC", 400),
    "黑体": ("FandolHei", "Noto Sans SC", 400),
    "宋体": ("FandolSong", "Noto Serif SC", 400),
    "小标宋": ("FandolSong", "Noto Serif SC", 700),
}
#: Our own families in the roles which they truly are; in any other role they are a substitute.
_TRUE = frozenset((
    ("仿宋", "FandolFang R"), ("楷体", "FandolKai"), ("黑体", "FandolHei"), ("黑体", "Noto Sans SC"),
    ("宋体", "FandolSong"), ("宋体", "Noto Serif SC"),
))  # fmt: skip


class Places(NamedTuple):
    """Where to look; given by tests only.

    Attributes:
        fandol: folder of the Fandol files.
        serif: the embedded 宋体 file; empty: that of the wheel.
        sans: the embedded 黑体 file; empty: that of the wheel.
        system: folders of installed fonts; None: those of this platform.
    """

    fandol: str = FANDOL
    serif: str = ""
    sans: str = ""
    system: tuple[str, ...] | None = None


class _Candidate(NamedTuple):
    family: str
    weight: int
    path: str
    number: int
    reason: str


class Search:
    """One run of `choose`: what was looked at, what was found faulty, and what is worth finding out only once."""

    def __init__(self, mode: str, root: Path, cache: Path, places: Places) -> None:
        self.mode = mode
        self.root = root
        self.cache = cache
        self.places = places
        self.faults: list[Diagnostic] = []
        self.probes: dict[str, None] = {}
        self._stamps: dict[str, Stamp | None] = {}
        self._faces: dict[tuple[str, int], CharacterMap | None] = {}
        self._index: dict[str, list[Installed]] | None = None
        self._platform: dict[str, list[str]] | None = None
        self._embedded: dict[str, str] | None = None

    def chain(self, role: str, wishes: tuple[str, ...]) -> Chain | None:
        """The chain of a role; None, with a fault, where it would be empty."""
        candidates, weight = self._wished(role, wishes)
        candidates += self._by_platform(role, weight) + self._own(role, weight)
        faces: dict[str, tuple[Face, str]] = {}
        for one in candidates:
            if one.family.lower() not in faces and (glyphs := self._glyphs(one)):
                faces[one.family.lower()] = Face(one.family, one.weight, one.path, one.number, glyphs), one.reason
        if not faces:
            hint = "随程序附带的字体不见了，请重新安装本程序"
            self.faults.append(fault("JX044", f"没有字体可以用作{role}", hint=hint))
            return None
        first, reason = next(iter(faces.values()))
        chosen = tuple(face for face, _ in faces.values())
        return Chain(
            role, chosen, reason, _is_substitute(role, first), weight, Coverage(tuple(f.glyphs for f in chosen))
        )

    def _own(self, role: str, weight: int) -> list[_Candidate]:
        """Fandol of the role, then the embedded font."""
        fandol, embedded, _ = _OWN[role]
        first = [] if self.mode == "embedded" else self._fandol(fandol, weight, _BY_FANDOL)
        return first + self._wheel(embedded, _BY_WHEEL)

    def _fandol(self, family: str, weight: int, reason: str) -> list[_Candidate]:
        files = ((kg, os.path.join(self.places.fandol, name)) for kg, name in _FANDOL_FILES[family])  # noqa: PTH118
        there = [_Candidate(family, kg, path, 0, reason) for kg, path in files if self._stamp(path)]
        return sorted(there, key=lambda one: abs(one.weight - weight))[:1]

    def _wheel(self, family: str, reason: str) -> list[_Candidate]:
        if self._embedded is None:
            self._embedded = _embedded_files(self.places)
        path = self._embedded[family]
        return [_Candidate(family, 400, path, 0, reason)] if path and self._stamp(path) else []

    def _by_platform(self, role: str, weight: int) -> list[_Candidate]:
        """The first installed official-document family, in system mode."""
        if self.mode != "system":
            return []
        if self._platform is None:
            self._platform = _platform_families()
        found = (self._installed(family, weight, _BY_SYSTEM) for family in self._platform[role])
        return next((one for one in found if one), [])

    def _wished(self, role: str, wishes: tuple[str, ...]) -> tuple[list[_Candidate], int]:
        """What jixiao.toml names for a role, and the weight to ask for: that of a file which leads the chain.

        Families are alternatives (one config serves several platforms), so a missing one is a fault only where none of
        them is there; a named file must be there.
        """
        weight = _OWN[role][2]
        found: list[_Candidate] = []
        absent: list[Diagnostic] = []
        for wish in wishes:
            if _is_file(wish):
                of_file = self._file(role, wish, weight)
                weight = of_file[0].weight if of_file and not found else weight
                found += of_file
            else:
                found += self._family(role, wish, weight, absent)
        self.faults += [] if found else absent
        return found, weight

    def _family(self, role: str, family: str, weight: int, absent: list[Diagnostic]) -> list[_Candidate]:
        """A family of ours without a look at the machine, else an installed one, else a fault."""
        found = self._our_family(family, weight) or self._installed(family, weight, _BY_CONFIG)
        if not found:
            from jixiao.typeset.fontscan import similar_families

            near = similar_families(self._index or {}, family)
            hint = f"已安装的相近字体：{'、'.join(near)}" if near else "请先安装，或把字体文件放进工作文件夹并写文件名"
            absent.append(fault("JX044", f"[fonts] {role}：字体“{family}”没有安装", hint=hint, file=CONFIG))
        return found

    def _our_family(self, family: str, weight: int) -> list[_Candidate]:
        known = {name.lower(): name for name in (*_FANDOL_FILES, *_EMBEDDED)}
        name = known.get(family.strip().lower(), "")
        if name in _EMBEDDED:
            return self._wheel(name, _BY_CONFIG)
        return self._fandol(name, weight, _BY_CONFIG) if name else []

    def _installed(self, family: str, weight: int, reason: str) -> list[_Candidate]:
        from jixiao.typeset.fontscan import by_name, choose_face, platform_folders, scan

        if self._index is None:
            folders = platform_folders() if self.places.system is None else self.places.system
            self.probes.update(dict.fromkeys(folders))
            self._index = by_name(scan(folders, self.cache))
        face = choose_face(self._index.get(family.strip().casefold(), ()), weight)
        if face is None:
            return []
        self.probes[face.path] = None
        return [_Candidate(face.family, face.weight, face.path, face.font.number, reason)]

    def _file(self, role: str, wish: str, weight: int) -> list[_Candidate]:
        """The face of a named file that is nearest to the weight."""
        from jixiao.typeset.fontscan import choose_face, read_file

        path = os.path.abspath(self.root / wish.replace("\\", "/"))  # noqa: PTH100 (links stay as they are)
        self._stamp(path)
        faces, why = read_file(path)
        face = choose_face(faces, weight)
        if face is None:
            message = f"[fonts] {role}：字体文件“{wish}”用不了：{why}"
            hint = "文件位置从工作文件夹算起，请核对；或换一个 TTF、OTF 文件"
            self.faults.append(fault("JX044", message, hint=hint, file=CONFIG))
            return []
        return [_Candidate(face.family, face.weight, path, face.font.number, _BY_CONFIG)]

    def _stamp(self, path: str) -> Stamp | None:
        if path not in self._stamps:
            self._stamps[path] = stamp_of(path)
            self.probes[path] = None
        return self._stamps[path]

    def _glyphs(self, one: _Candidate) -> CharacterMap | None:
        """What a candidate can print; None, with one fault, where its file turns out broken."""
        key = one.path, one.number
        if key not in self._faces:
            read = read_characters(*key) if self._stamp(one.path) else None
            self._faces[key] = read if isinstance(read, CharacterMap) else None
            if isinstance(read, FontFault):
                self.faults.append(_broken(one, read.reason))
        return self._faces[key]


def _broken(one: _Candidate, why: str) -> Diagnostic:
    """An error where somebody asked for this font; a warning where the chain goes on without it."""
    found = fault("JX044", f"字体文件“{one.path}”用不了：{why}", hint="请重新安装这个字体")
    return found._replace(file=CONFIG) if one.reason == _BY_CONFIG else found._replace(severity=WARNING)


def _is_substitute(role: str, face: Face) -> bool:
    ours = face.family in _FANDOL_FILES or face.family in _EMBEDDED
    return ours and (role, face.family) not in _TRUE


def _is_file(wish: str) -> bool:
    return "/" in wish or "\\" in wish or wish.lower().endswith(FONT_SUFFIXES)


def _embedded_files(places: Places) -> dict[str, str]:
    """Family -> file of the wheel; empty where the wheel is not installed."""
    if places.serif or places.sans:
        return {"Noto Serif SC": places.serif, "Noto Sans SC": places.sans}
    try:
        import pylopdf_fonts_zh_cn as wheel
    except ImportError:
        return {"Noto Serif SC": "", "Noto Sans SC": ""}
    return {"Noto Serif SC": str(wheel.serif_path()), "Noto Sans SC": str(wheel.sans_path())}


def _platform_families() -> dict[str, list[str]]:
    import tomllib

    with (Path(__file__).parent / "data" / "families.toml").open("rb") as handle:
        return tomllib.load(handle)
