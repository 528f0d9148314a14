"""What to say of a choice of fonts.

The table of `jixiao fonts`, the note on substitutes, the comparison with what the engine found, and the digests that
the manifest records. It decides nothing and prints nothing.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from jixiao.diagnostics import Diagnostic, fault
from jixiao.typeset.fontcache import Store, stamp_of
from jixiao.typeset.fontset import Chain, Face, FontSet

#: The roles that a reader of official documents notices at once: without them a PDF is a preview.
_NEEDED_FOR_PRINT = ("仿宋", "小标宋")
#: Bytes of a font that are read and hashed at a time.
_PIECE = 1 << 21


class EngineFont(Protocol):
    """What `typst.Fonts.fonts()` tells of a face."""

    family: str
    style: str
    weight: int
    stretch: float
    path: str | None
    index: int


class Row(NamedTuple):
    """A line of `jixiao fonts`.

    Attributes:
        why: why this face leads the chain.
        fallback: families asked next, in order, for characters that it lacks.
        note: empty, or what the reader must know of a substitute.
    """

    role: str
    family: str
    weight: int
    file: str
    why: str
    fallback: tuple[str, ...]
    note: str


def describe(fonts: FontSet) -> list[Row]:
    """One row per role."""
    return [_row(chain) for chain in fonts.chains]


def _row(chain: Chain) -> Row:
    first, *rest = chain.faces
    fallback = tuple(face.family for face in rest)
    return Row(chain.role, first.family, first.weight, first.path, chain.reason, fallback, _note(chain))


def _note(chain: Chain) -> str:
    if not chain.substitute:
        return ""
    preview = "，仅供预览" if chain.role in _NEEDED_FOR_PRINT else ""
    return f"没有{chain.role}，以 {_face_name(chain.faces[0])} 代替{preview}"


def _face_name(face: Face) -> str:
    return f"{face.family} 粗体" if face.weight >= 600 else face.family  # noqa: PLR2004 (semibold)


def substitution(fonts: FontSet) -> str:
    """The sentence that a build must say; empty where 仿宋 and 小标宋 are true faces."""
    replaced = [chain for chain in fonts.chains if chain.substitute and chain.role in _NEEDED_FOR_PRINT]
    if not replaced:
        return ""
    parts = "，".join(f"{chain.role}以 {_face_name(chain.faces[0])} 代替" for chain in replaced)
    return f"仅供预览：本机没有合适的字体，{parts}。"


def unknown_families(fonts: FontSet, found: Sequence[EngineFont]) -> list[Diagnostic]:
    """Compare the chains with what the engine found in the folders (`typst.Fonts(…).fonts()`).

    Asked for a family and a weight, the engine takes the nearest face, of equals the first. Where that is not the face
    that the chain means, the pages would differ from what was checked: each such face is an error.
    """
    pairs = ((face, _taken(found, face.family, chain.weight)) for chain in fonts.chains for face in chain.faces)
    return list(dict.fromkeys(one for face, taken in pairs if (one := _unlike(face, taken))))


def _taken(found: Iterable[EngineFont], family: str, weight: int) -> EngineFont | None:
    """The face that the engine takes: it looks at style, then width, then weight."""
    return min(
        (one for one in found if one.family.lower() == family.lower()),
        key=lambda one: (one.style != "normal", abs(one.stretch - 1), abs(one.weight - weight)),
        default=None,
    )


def _unlike(face: Face, taken: EngineFont | None) -> Diagnostic | None:
    if taken is None or taken.path is None:
        hint = "这个字体的名称信息可能不完整，请换一个字体文件"
        return fault("JX044", f"排版程序在“{face.path}”里没有找到字体“{face.family}”", hint=hint)
    if taken.index == face.index and _is_same_file(taken.path, face.path):
        return None
    message = f"字体“{face.family}”有重名：要用“{face.path}”，排版程序用的却是“{taken.path}”"
    return fault("JX044", message, hint="请把两个文件分开放，或删去多余的一个")


def _is_same_file(one: str, other: str) -> bool:
    if os.path.normcase(os.path.normpath(one)) == os.path.normcase(os.path.normpath(other)):
        return True
    try:
        return os.path.samefile(one, other) or _has_same_bytes(one, other)  # noqa: PTH121 (two strings)
    except OSError:
        return False


def _has_same_bytes(one: str, other: str) -> bool:
    """A copy is no fault: the pages are the same."""
    from filecmp import cmp

    return cmp(one, other, shallow=False)


def digests(paths: Iterable[str], cache: Path) -> dict[str, str]:
    """SHA-256 of font files as hex, an empty text for one that cannot be read. Safe in a thread of its own."""
    store = Store(cache, "sha256.cache")
    known = {path: _digest(path, store) for path in paths}
    store.save()
    return known


def digest(path: str, cache: Path) -> str:
    """SHA-256 of one font file; ask for several at once with `digests`."""
    return digests((path,), cache)[path]


def _digest(path: str, store: Store) -> str:
    stamp = stamp_of(path)
    if stamp is None:
        return ""
    known = store.get(path, 0, stamp)
    if known is None:
        try:
            known = _hash(path)
        except OSError:
            return ""
        store.put(path, 0, stamp, known)
    return known.hex()


def _hash(path: str) -> bytes:
    """SHA-256 of a file, read in large pieces: at each one a thread has to wait for the interpreter again."""
    from hashlib import sha256

    found = sha256()
    piece = memoryview(bytearray(_PIECE))
    with open(path, "rb", buffering=0) as handle:  # noqa: PTH123 (a plain text path)
        while length := handle.readinto(piece):
            found.update(piece[:length])
    return found.digest()
