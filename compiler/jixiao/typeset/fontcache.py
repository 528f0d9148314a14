"""What we learned of font files, kept between runs: a file of records keyed by (path, face, size, time of change).

Only a cache: a record is never believed for a file that has changed since, a damaged cache is an empty one, and a
cache that cannot be written is silently not written. It is machine-dependent and never an input of a build.
"""

import contextlib
import os
import struct
from binascii import crc32
from pathlib import Path
from typing import NamedTuple

_MAGIC = b"jixiao fonts 1\n"
_RECORD = struct.Struct(">IqqI")  # length of the key, size, mtime_ns, length of the value


class Stamp(NamedTuple):
    """By which a changed file is told: its size in bytes and its time of change in nanoseconds."""

    size: int
    mtime_ns: int


def stamp_of(path: str) -> Stamp | None:
    """The stamp of a regular file; None where there is none."""
    try:
        status = os.stat(path)  # noqa: PTH116 (hot path)
    except (OSError, ValueError):
        return None
    return Stamp(status.st_size, status.st_mtime_ns) if status.st_mode & 0o170000 == 0o100000 else None  # noqa: PLR2004


class Store:
    """Records of one cache file; read on the first question, written by `save` if something is new."""

    __slots__ = ("_dirty", "_path", "_records")

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / name
        self._records: dict[bytes, tuple[Stamp, bytes]] | None = None
        self._dirty = False

    def get(self, path: str, face: int, stamp: Stamp) -> bytes | None:
        """The value kept for this face of this very state of the file."""
        known = self._loaded().get(_key(path, face))
        return known[1] if known and known[0] == stamp else None

    def put(self, path: str, face: int, stamp: Stamp, value: bytes) -> None:
        """Keep a value; it replaces that of an older state of the file."""
        self._loaded()[_key(path, face)] = (stamp, value)
        self._dirty = True

    def save(self) -> None:
        """Write whole or not at all; another process writing at the same time merely wins or loses."""
        if not self._dirty or self._records is None:
            return
        self._dirty = False
        spare = self._path.with_name(f"{self._path.name}.{os.getpid()}.tmp")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            spare.write_bytes(_encoded(self._records))
            spare.replace(self._path)
        except OSError:
            with contextlib.suppress(OSError):
                spare.unlink()

    def _loaded(self) -> dict[bytes, tuple[Stamp, bytes]]:
        if self._records is None:
            try:
                self._records = _decoded(self._path.read_bytes())
            except (OSError, struct.error):
                self._records = {}
        return self._records


def _key(path: str, face: int) -> bytes:
    return f"{face} {path}".encode("utf-8", "surrogatepass")


def _encoded(records: dict[bytes, tuple[Stamp, bytes]]) -> bytes:
    parts = [_MAGIC]
    for key, (stamp, value) in records.items():
        parts += (_RECORD.pack(len(key), stamp.size, stamp.mtime_ns, len(value)), key, value)
    body = b"".join(parts)
    return body + crc32(body).to_bytes(4, "big")


def _decoded(data: bytes) -> dict[bytes, tuple[Stamp, bytes]]:
    """The records; none where the checksum does not hold (a body of right checksum is one that we wrote)."""
    body = data[:-4]
    if not body.startswith(_MAGIC) or crc32(body).to_bytes(4, "big") != data[-4:]:
        return {}
    records: dict[bytes, tuple[Stamp, bytes]] = {}
    at = len(_MAGIC)
    while at < len(body):
        key_length, size, mtime_ns, value_length = _RECORD.unpack_from(body, at)
        at += _RECORD.size
        middle = at + key_length
        records[body[at:middle]] = Stamp(size, mtime_ns), body[middle : middle + value_length]
        at = middle + value_length
    return records
