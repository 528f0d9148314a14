"""Outputs are written whole or not at all: a temporary file beside the target, fsync, rename.

A crash, a full disk or Ctrl-C leaves what was there before.
"""

import os
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from jixiao.diagnostics import reason_of

_TEMPORARY = ".jixiao-"
#: Seconds after which a temporary file cannot belong to a running build.
_STALE = 3600
#: How often and how long (seconds) a file that a Windows viewer holds open is tried again.
_RETRIES, _PAUSE = 5, 0.2


class OutputError(Exception):
    """A file could not be written; `path` is the target, `reason` says why in Chinese, `hint` what to do."""

    def __init__(self, path: Path, reason: str, hint: str) -> None:
        """Keep what a diagnostic needs."""
        super().__init__(reason)
        self.path, self.reason, self.hint = path, reason, hint


class Output(NamedTuple):
    """A file to be written; one that can be made again (`durable` False) is left alone where it is the same already.

    `soon`: room on the disk is asked for before it is put in its place, and it is flushed by its maker afterwards.
    """

    path: Path
    data: bytes
    durable: bool = False
    soon: bool = False


class Staged(NamedTuple):
    """Files that are written beside their places.

    Attributes:
        files: each temporary file and its target.
        unsafe: the temporary files that must reach the disk before they are put in their places.
    """

    files: tuple[tuple[Path, Path], ...]
    unsafe: frozenset[Path]

    def discard(self) -> None:
        """Forget them: their targets stay as they are."""
        _discard(self.files)


def put(outputs: Sequence[Output]) -> None:
    """Write all files or none: everything goes to temporary files first, then each is put in its place.

    The first is the one that people wait for: its faults are met first, and it is put in its place first. Where it cannot
    be, since somebody holds it open, the others stay as they were too.

    Raises:
        OutputError: nothing was changed (or, on Windows, the new content was kept beside a file that is held open).
    """
    settle(stage(outputs))


def stage(outputs: Sequence[Output]) -> Staged:
    """The first half of `put`: write what is not there already to temporary files.

    Raises:
        OutputError: some file cannot be written; nothing is left of it.
    """
    files: list[tuple[Path, Path]] = []
    unsafe = set()
    with ExitStack() as undo:
        undo.callback(_discard, files)
        for number, (path, data, durable, soon) in enumerate(outputs):
            with _explained(path):
                if durable or not _is_same(path, data):
                    temporary = path.parent / f"{_TEMPORARY}{os.getpid()}-{number}.tmp"
                    files.append((temporary, path))
                    path.parent.mkdir(parents=True, exist_ok=True)
                    there = _write(temporary, data, soon=soon)
                    if durable and not there:
                        unsafe.add(temporary)
        undo.pop_all()
    return Staged(tuple(files), frozenset(unsafe))


def settle(staged: Staged) -> None:
    """The second half of `put`, which another process may do: let them reach the disk, then put each in its place.

    Raises:
        OutputError: as `put`.
    """
    try:
        for temporary, path in staged.files:
            with _explained(path):
                if temporary in staged.unsafe:
                    _flush(temporary)
        for temporary, path in staged.files:
            with _explained(path):
                _rename(temporary, path)
    finally:
        staged.discard()


def remove_others(folder: Path, names: Collection[str]) -> None:
    """Remove all files of a folder but these (`a/b.typ`).

    Raises:
        OutputError: one cannot be removed.
    """
    for base, _folders, found in os.walk(folder):
        for path in (Path(base, name) for name in found):
            if path.relative_to(folder).as_posix() not in names:
                with _explained(path):
                    path.unlink(missing_ok=True)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Say of the target, to people, what went wrong."""
    try:
        yield
    except OSError as error:
        raise OutputError(path, reason_of(error), _advice(error)) from error


def _discard(files: Iterable[tuple[Path, Path]]) -> None:
    for temporary, _ in files:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _is_same(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _write(temporary: Path, data: bytes, *, soon: bool) -> bool:
    """Write a file; whether there is room for it on the disk for sure."""
    with temporary.open("wb") as file:
        there = soon and _reserve(file.fileno(), len(data))
        file.write(data)
    return there


def _reserve(number: int, size: int) -> bool:
    """Ask for room on the disk; False where the system or the file system cannot be asked.

    Raises:
        OSError: there is none.
    """
    import errno

    if not hasattr(os, "posix_fallocate"):
        return False
    try:
        os.posix_fallocate(number, 0, size)
    except OSError as error:
        if error.errno in {errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS, errno.ENODEV}:
            return False
        raise
    return True


def flush(path: Path) -> None:
    """Let a file that was written reach the disk.

    Raises:
        OutputError: it does not.
    """
    with _explained(path):
        _flush(path)


def _flush(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _rename(temporary: Path, path: Path) -> None:
    for _ in range(_RETRIES if os.name == "nt" else 0):
        try:
            temporary.replace(path)
        except PermissionError:
            time.sleep(_PAUSE)
        else:
            return
    if os.name != "nt":
        temporary.replace(path)
        return
    beside = path.with_name(f"{path.stem}（新）{path.suffix}")
    temporary.replace(beside)
    raise OutputError(
        path, "文件正被别的程序打开，不能替换", f"请先关闭打开着它的窗口再编译；这次的结果已存为“{beside.name}”。"
    )


def sweep(*folders: Path) -> None:
    """Remove temporary files that a killed build left behind."""
    for folder in folders:
        for base, _folders, names in os.walk(folder):
            for name in names:
                if name.startswith(_TEMPORARY) and name.endswith(".tmp") and _is_left(Path(base, name)):
                    with suppress(OSError):
                        Path(base, name).unlink(missing_ok=True)


def _is_left(path: Path) -> bool:
    """Whether the process that wrote a temporary file is gone."""
    owner = path.name.removeprefix(_TEMPORARY).partition("-")[0]
    if os.name == "nt" or not owner.isdecimal():
        return time.time() - path.stat().st_mtime > _STALE
    try:
        os.kill(int(owner), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        return False
    return int(owner) == os.getpid()


def _advice(error: OSError) -> str:
    import errno

    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "请腾出空间后重新编译；已有的 PDF 不受影响。"
    return "请检查输出文件夹的权限和位置，或用 -o 换一个输出文件夹；已有的 PDF 不受影响。"
