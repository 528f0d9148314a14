"""Fonts that are installed on this machine: looked for only when the user asks for them.

A scan walks the platform's font folders and remembers what it read of each file; only new and changed files are opened
again. Nothing here decides which role a font serves.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from jixiao.typeset.familyname import engine_family, engine_weight
from jixiao.typeset.fontcache import Stamp, Store, stamp_of
from jixiao.typeset.sfnt import Font, FontFault, read_fonts

_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
_APPLE_ASSETS = "/System/Library/AssetsV2"
#: Separators of the cached form; no font name holds them.
_FIELD, _NAME, _FACE = "\x1f", "\x1e", "\x1d"


class Installed(NamedTuple):
    """One face found on the machine."""

    path: str
    stamp: Stamp
    font: Font

    @property
    def family(self) -> str:
        """The engine's name of its family."""
        return engine_family(self.font.name)

    @property
    def weight(self) -> int:
        """The engine's weight of it."""
        return engine_weight(self.font)


def platform_folders(platform: str = sys.platform) -> tuple[str, ...]:
    """Where this platform keeps fonts, whether or not the folders exist."""
    home = str(Path.home())
    if platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or f"{home}\\AppData\\Local"
        windows = os.environ.get("WINDIR") or "C:\\Windows"
        return f"{windows}\\Fonts", f"{local}\\Microsoft\\Windows\\Fonts"
    if platform == "darwin":
        return "/System/Library/Fonts", "/Library/Fonts", f"{home}/Library/Fonts", *_apple_assets()
    return "/usr/share/fonts", "/usr/local/share/fonts", f"{home}/.local/share/fonts", f"{home}/.fonts"


def _apple_assets() -> list[str]:
    """Fonts that macOS loads on demand (楷体, 仿宋 among them) lie in folders of changing names."""
    try:
        return sorted(str(path) for path in Path(_APPLE_ASSETS).glob("com_apple_MobileAsset_Font*"))
    except OSError:
        return []


def scan(folders: Iterable[str], cache: Path) -> tuple[Installed, ...]:
    """Every usable face below the folders, in a stable order; broken files are left out."""
    store = Store(cache, "installed.cache")
    found = [
        Installed(path, stamp, font)
        for path, stamp in sorted(set(_files(folders)))
        for font in _described(path, stamp, store)
    ]
    store.save()
    return tuple(found)


def _files(folders: Iterable[str]) -> Iterator[tuple[str, Stamp]]:
    """Font files below the folders; links are followed, each real folder is entered once."""
    waiting, seen = list(folders), set[str]()
    while waiting:
        folder = waiting.pop()
        real = os.path.realpath(folder)
        if real in seen:
            continue
        seen.add(real)
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir():
                        waiting.append(entry.path)
                    elif entry.name.lower().endswith(_SUFFIXES) and entry.is_file():
                        status = entry.stat()
                        yield entry.path, Stamp(status.st_size, status.st_mtime_ns)
        except OSError:
            continue


def _described(path: str, stamp: Stamp, store: Store) -> tuple[Font, ...]:
    known = store.get(path, 0, stamp)
    if known is not None:
        return _unpacked(known.decode("utf-8"))
    fonts = read_fonts(path)
    fonts = () if isinstance(fonts, FontFault) else fonts
    store.put(path, 0, stamp, _packed(fonts).encode("utf-8"))
    return fonts


def _packed(fonts: Sequence[Font]) -> str:
    return _FACE.join(
        _FIELD.join((str(one.number), one.name, _NAME.join(one.names), one.postscript, str(one.weight),
                     "1" if one.slanted else "", "1" if one.variable else ""))
        for one in fonts
    )  # fmt: skip


def _unpacked(text: str) -> tuple[Font, ...]:
    rows = [face.split(_FIELD) for face in text.split(_FACE)] if text else []
    return tuple(
        Font(int(index), name, tuple(names.split(_NAME)), postscript, int(weight), bool(slanted), bool(variable))
        for index, name, names, postscript, weight, slanted, variable in rows
    )


def read_file(path: str) -> tuple[tuple[Installed, ...], str]:
    """The faces of one file, and why there are none."""
    stamp = stamp_of(path)
    fonts = read_fonts(path) if stamp else FontFault("没有这个文件")
    if stamp is None or isinstance(fonts, FontFault):
        return (), fonts.reason if isinstance(fonts, FontFault) else ""
    return tuple(Installed(path, stamp, font) for font in fonts), ""


def choose_face(candidates: Iterable[Installed], weight: int) -> Installed | None:
    """The face a text of this weight wants: upright before slanted, fixed before variable, then the nearest weight."""
    return min(
        candidates,
        key=lambda one: (one.font.slanted, one.font.variable, abs(one.weight - weight), one.path, one.font.number),
        default=None,
    )


def by_name(installed: Iterable[Installed]) -> dict[str, list[Installed]]:
    """Faces by every name of their family in every language, in folded case."""
    index: dict[str, list[Installed]] = {}
    for one in installed:
        for name in {name.casefold() for name in (*one.font.names, one.family)}:
            index.setdefault(name, []).append(one)
    return index


def similar_families(index: dict[str, list[Installed]], family: str) -> list[str]:
    """Installed families with a name like this one, as their fonts write it, for a hint."""
    from difflib import get_close_matches

    near = get_close_matches(family.casefold(), index, n=3, cutoff=0.6)
    return list(dict.fromkeys(index[name][0].font.names[0] for name in near))
