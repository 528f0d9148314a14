"""What git calls: `jixiao textconv FILE`, and the external driver `jixiao git-diff-driver …`.

git takes any other exit code than 0 for a crash and shows nothing at all, so both answer 0 whatever happens: at worst
with the files as they are.
"""

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from jixiao.cli.console import OK, UNREADABLE, say

#: Numbers of arguments: an unmerged path; a change; a change with a rename.
_UNMERGED, _CHANGE, _RENAME = 1, 7, 9
_NOTHING = "/dev/null"


def textconv(options: Namespace) -> int:
    """Print the canonical text of a file, or the file itself where it is not written well."""
    path = Path(options.file)
    try:
        data = path.read_bytes()
    except OSError:
        say(f"读不出 {options.file}。")
        return UNREADABLE
    _out(_canonical(data, options.file)[0])
    return OK


def driver(arguments: Sequence[str]) -> int:
    """Show what changed in one file, as git's external diff program; the exit code is always 0."""
    try:
        _out("".join(f"{line}\n" for line in _answer(arguments)).encode("utf-8", "surrogateescape"))
    except Exception as error:  # noqa: BLE001 - git would take the whole diff down
        say(f"jixiao 没能比较 {arguments[0] if arguments else ''}：{error}")
    return OK


def _out(data: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _canonical(data: bytes, shown: str) -> tuple[bytes, list[str]]:
    """The text to compare, and why it is the raw one, a line each."""
    from jixiao.diff.textconv import convert

    try:
        done = convert(data, shown)
    except Exception as error:  # noqa: BLE001 - the raw text is better than none
        return data, [f"# 没能整理：{error}"]
    if done.text is not None:
        return done.text.encode("utf-8", "surrogateescape"), []
    errors = [one for one in done.faults if one.severity == "error"]
    return data, [f"# {_where(one.span)}{one.message}" for one in errors]


def _where(span: object) -> str:
    from jixiao.diagnostics import Span

    return f"第 {span.source.position(span.start)[0]} 行：" if isinstance(span, Span) else ""


class _Version(NamedTuple):
    """One side of a change: its content (None: the file is not there) and its mode."""

    data: bytes | None
    mode: str


def _answer(arguments: Sequence[str]) -> Iterator[str]:
    if len(arguments) == _UNMERGED:
        yield f"* 尚未合并：{arguments[0]}"
        return
    if len(arguments) not in {_CHANGE, _RENAME}:
        yield f"# jixiao git-diff-driver 由 git 调用，应有 1、7 或 9 个参数，现在有 {len(arguments)} 个。"
        return
    path, old_file, old_hex, old_mode, new_file, new_hex, new_mode = arguments[:_CHANGE]
    renamed = arguments[_CHANGE] if len(arguments) == _RENAME else path
    old = _Version(_content(old_file, old_hex), old_mode)
    new = _Version(_content(new_file, new_hex), new_mode)
    yield f"diff --git a/{path} b/{renamed}"
    yield from _modes(old, new)
    if len(arguments) == _RENAME:
        yield from (line for line in arguments[-1].split("\n") if line.startswith(("similarity", "rename", "copy")))
    if old.data != new.data:
        yield from _meaning(old, renamed, new) or _lines(path, old, renamed, new)


def _content(file: str, name: str) -> bytes | None:
    """The content of one side: by the name of its blob, else (a file that git has not taken in) from the disk."""
    from jixiao.source.git import git

    if file == _NOTHING or name == ".":
        return None
    if name.strip("0") and name.isalnum():
        found = git(Path(), "cat-file", "blob", name, keep_places=True)
        if found.code == 0:
            return found.out
    return Path(file).read_bytes()


def _modes(old: _Version, new: _Version) -> Iterator[str]:
    if old.data is None:
        yield f"new file mode {new.mode}"
    elif new.data is None:
        yield f"deleted file mode {old.mode}"
    elif old.mode != new.mode:
        yield f"old mode {old.mode}"
        yield f"new mode {new.mode}"


def _meaning(old: _Version, renamed: str, new: _Version) -> list[str]:
    """What changed, by meaning; nothing where that cannot be told, and the lines are shown instead."""
    from jixiao.cli.gitmeaning import meaning

    if old.data is None or new.data is None:
        return []
    try:
        return meaning(Path(renamed), old.data, new.data)
    except Exception as error:  # noqa: BLE001 - the lines are better than none
        say(f"jixiao 没能按意思比较 {renamed}：{error}")
        return []


def _lines(path: str, old: _Version, renamed: str, new: _Version) -> Iterator[str]:
    """A unified diff of the canonical texts; of the raw ones, with the reason on top, where one has no canonical text."""
    from difflib import unified_diff

    texts = [_canonical(one.data, name) if one.data else (b"", []) for one, name in ((old, path), (new, renamed))]
    reasons = [reason for _, reasons in texts for reason in reasons]
    if reasons:
        yield "# 这个文件写得不合要求，下面按原文逐行比较："
        yield from dict.fromkeys(reasons)
    raw = [(one.data or b"") if reasons else text for one, (text, _) in zip((old, new), texts, strict=True)]
    left, right = (text.decode("utf-8-sig", "replace").splitlines() for text in raw)
    before = _NOTHING if old.data is None else f"a/{path}"
    after = _NOTHING if new.data is None else f"b/{renamed}"
    found = list(unified_diff(left, right, before, after, lineterm=""))
    yield from found or ["# 只有不影响内容的改动（备注、空格、引号、次序、换行方式）。"]
