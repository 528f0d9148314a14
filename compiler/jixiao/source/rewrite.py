"""Sources written back: all files or none, with the byte order mark and the rights each had.

The one place where the program changes what an author typed. A file that is no longer what was read is left alone.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from jixiao.diagnostics import Diagnostic, fault, reason_of

_MARK = b"\xef\xbb\xbf"


class Rewrite(NamedTuple):
    """A file to be written back.

    Attributes:
        path: where it is.
        shown: its name in messages.
        old: the text that was read, without byte order mark; None for a file that is to be made.
        new: the text it becomes.
    """

    path: Path
    shown: str
    old: str | None
    new: str


class _Staged(NamedTuple):
    temporary: Path
    target: Path
    before: bytes | None


def rewrite(files: Sequence[Rewrite]) -> list[Diagnostic]:
    """Write all files or none; the faults say why nothing was written."""
    staged: list[_Staged] = []
    current = ""
    try:
        for number, one in enumerate(files):
            current = one.shown
            target = one.path.resolve()
            before = None if one.old is None and not target.exists() else target.read_bytes()
            if not _is_still(before, one.old):
                hint = "请重新运行一次；文件正在编辑器里打开的，先保存。"
                return [fault("JX040", "文件在检查以后又改动过，没有写入", file=one.shown, hint=hint)]
            staged.append(_Staged(target.parent / f".jixiao-{os.getpid()}-{number}.tmp", target, before))
            target.parent.mkdir(parents=True, exist_ok=True)
            _write(staged[-1], (_MARK if before is not None and before.startswith(_MARK) else b"") + one.new.encode())
        _replace(staged)
    except OSError as error:
        hint = "请确认文件没有被别的程序占用，并且您有修改它的权限；所有文件都没有改动。"
        return [fault("JX040", f"不能写入：{reason_of(error)}", file=current, hint=hint)]
    finally:
        for done in staged:
            with suppress(OSError):
                done.temporary.unlink(missing_ok=True)
    return []


def _is_still(data: bytes | None, text: str | None) -> bool:
    if data is None or text is None:
        return data is None and text is None
    try:
        return data.decode("utf-8-sig") == text
    except UnicodeDecodeError:
        return False


def _write(one: _Staged, data: bytes) -> None:
    """Write the new content beside the target, with the target's rights."""
    import shutil

    with one.temporary.open("wb") as file:
        file.write(data)
        file.flush()
        if one.before is not None:  # a new file puts nothing at risk, and a thousand of them would take seconds
            os.fsync(file.fileno())
    if one.before is not None:
        shutil.copymode(one.target, one.temporary)


def _replace(staged: list[_Staged]) -> None:
    """Put every new content in its place; on any trouble those already replaced get their old content back."""
    done: list[_Staged] = []
    try:
        for one in staged:
            one.temporary.replace(one.target)
            done.append(one)
    except BaseException:
        for one in done:
            with suppress(OSError):
                if one.before is None:
                    one.target.unlink()
                    continue
                _write(one, one.before)
                one.temporary.replace(one.target)
        raise
