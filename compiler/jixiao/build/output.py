"""Outputs are written whole or not at all: a temporary file beside the target, fsync, rename.

A crash, a full disk or Ctrl-C leaves what was there before.
"""

import os
import time
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


class Held(NamedTuple):
    """A target that stayed locked: the new content stands in `beside`."""

    target: Path
    beside: Path


def write_whole(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Replace `path` by `data` in one step; `durable` waits until the disk has it.

    Raises:
        OutputError: nothing was changed (or, on Windows, the new content was kept beside).
    """
    temporary = path.parent / f"{_TEMPORARY}{os.getpid()}.tmp"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write(temporary, data, durable=durable)
            _rename(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(path, reason_of(error), _advice(error)) from error


def _write(temporary: Path, data: bytes, *, durable: bool) -> None:
    with temporary.open("wb") as file:
        file.write(data)
        if durable:
            file.flush()
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


def write_if_changed(path: Path, data: bytes) -> None:
    """Like `write_whole`, for files that can be made again: an equal file is left alone, and nothing waits for the disk."""
    try:
        if path.read_bytes() == data:
            return
    except OSError:
        pass
    write_whole(path, data, durable=False)


def sweep(folder: Path) -> None:
    """Remove temporary files that a killed build left behind."""
    if not folder.is_dir():
        return
    for entry in os.scandir(folder):
        if entry.name.startswith(_TEMPORARY) and time.time() - entry.stat().st_mtime > _STALE:
            Path(entry.path).unlink(missing_ok=True)


def _advice(error: OSError) -> str:
    import errno

    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "请腾出空间后重新编译；原来的 PDF 没有改动。"
    return "请检查输出文件夹的权限和位置，或用 -o 换一个输出文件夹；原来的 PDF 没有改动。"
