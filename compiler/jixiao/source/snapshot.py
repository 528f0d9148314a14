"""The files of a git revision in a temporary folder, where everything that reads a workspace reads them like any other.

Only what is wanted is laid out, and the names shown begin with the revision. No link is ever laid out as a link: one that
leads to a file of the same revision becomes that file, any other is a fault.
"""

import errno
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import NamedTuple

from jixiao.diagnostics import Diagnostic, fault, reason_of
from jixiao.source.encoding import LIMIT
from jixiao.source.history import Entry, Revision, blobs, incomplete
from jixiao.source.workspace import LAYOUTS, SOURCES, DepartmentYear, Workspace, department_years

#: Bytes asked of git at a time.
_PORTION = 32 * 1024 * 1024
_FILE, _LINK, _MODULE = "100", "120000", "160000"
_LFS = b"version https://git-lfs.github.com/spec/"
#: How many links may lead to one another.
_STEPS = 5
#: Parts of `sources/<department>/<year>`, and of the path of a file in it.
_YEAR_PARTS, _FILE_PARTS = 3, 4
_MANIFEST = "layout.yaml"
#: What is read; of any other file only the name is laid out, since it may have to be told that it is passed over.
_ENDING = ".yaml"


class Problem(NamedTuple):
    """A file of a revision that cannot be laid out."""

    path: str
    fault: Diagnostic


class Snapshot(NamedTuple):
    """Files of a revision in a temporary folder.

    Attributes:
        revision: where they are from.
        workspace: the temporary folder as a workspace.
        places: its department-years, with the faults of their files.
        faults: of what belongs to no department-year.
        prints: label of a department-year → digest of its files and of the layouts, by their hashes.
    """

    revision: Revision
    workspace: Workspace
    places: tuple[DepartmentYear, ...]
    faults: tuple[Diagnostic, ...]
    prints: dict[str, str]


Wanted = Callable[[str, str], bool]


@contextmanager
def snapshot(source: Revision, workspace: Workspace, wanted: Wanted) -> Iterator[Snapshot]:
    """Lay out the department-years that are wanted (by folder and year) until the block ends.

    `workspace` gives the config, and the layouts that the revision does not have.
    """
    with tempfile.TemporaryDirectory(prefix="jixiao-", ignore_cleanup_errors=True) as name:
        root = Path(name)
        chosen, problems = _choose(source, wanted)
        problems += _write_all(source, root, chosen)
        _lend_layouts(workspace.root, root)
        yield _snapshot(source, Workspace(root, workspace.config, source.name + ":"), chosen, problems)


def _snapshot(
    source: Revision, workspace: Workspace, chosen: dict[str, Entry], problems: Sequence[Problem]
) -> Snapshot:
    for one in problems:  # a department-year all of whose files have faults is there still
        parts = one.path.split("/")
        if len(parts) >= _YEAR_PARTS and _is_safe(one.path):
            with suppress(OSError):
                workspace.root.joinpath(*parts[:_YEAR_PARTS]).mkdir(parents=True, exist_ok=True)
    by_place: dict[str, list[Diagnostic]] = {}
    for one in problems:
        by_place.setdefault(_label(one.path), []).append(one.fault)
    places = [one._replace(faults=tuple(by_place.pop(one.label, ()))) for one in department_years(workspace)]
    rest = tuple(one for several in by_place.values() for one in several)
    whole = {one.label for one in places if not one.faults}
    prints = {label: digest for label, digest in _prints(chosen).items() if label in whole}
    return Snapshot(source, workspace, tuple(places), rest, prints)


def _label(path: str) -> str:
    """`huailai-jiguan/2025` of a path inside it; the path itself of any other."""
    parts = path.split("/")
    return "/".join(parts[1:_YEAR_PARTS]) if parts[0] == SOURCES and len(parts) >= _YEAR_PARTS else path


def _prints(chosen: dict[str, Entry]) -> dict[str, str]:
    """Label → digest: the same for the same files under the same names with the same layouts."""
    layouts = sha256()
    found: dict[str, list[str]] = {}
    for path, entry in sorted(chosen.items()):
        if path.startswith(LAYOUTS + "/"):
            layouts.update(f"{path}\0{entry.oid}\0".encode("utf-8", "surrogateescape"))
        else:
            label = _label(path)
            found.setdefault(label, []).append(f"{path.removeprefix(f'{SOURCES}/{label}')}\0{entry.oid}\0")
    start = layouts.hexdigest()
    return {
        label: sha256("".join([start, *files]).encode("utf-8", "surrogateescape")).hexdigest()
        for label, files in found.items()
    }


def _choose(source: Revision, wanted: Wanted) -> tuple[dict[str, Entry], list[Problem]]:
    """Path → entry of the files to be laid out, links followed; and what cannot be."""
    problems: list[Problem] = []
    found = {path: one for path, one in source.entries.items() if one.mode.startswith(_FILE)}
    links = [one for one in source.entries.values() if one.mode == _LINK]
    targets = dict(zip((one.path for one in links), blobs(source.root, links), strict=False))
    for one in links:
        ends = _follow(source, one.path, targets)
        found.update(ends)
        if not ends and _matters(one.path) and _is_wanted(one.path, wanted):
            problems.append(_problem(source, one.path, *_LEADS_AWAY))
    problems += [
        _problem(source, one.path, *_IS_MODULE)
        for one in source.entries.values()
        if one.mode == _MODULE and _matters(one.path) and _is_wanted(one.path, wanted)
    ]
    return {path: one for path, one in found.items() if _is_wanted(path, wanted)}, problems


def _is_wanted(path: str, wanted: Wanted) -> bool:
    parts = path.split("/")
    if parts[0] == LAYOUTS:
        return len(parts) == _YEAR_PARTS and parts[2] == _MANIFEST
    return len(parts) < _YEAR_PARTS or wanted(parts[1], parts[2])


def _matters(path: str) -> bool:
    """Whether a source is missing where this name holds nothing: a YAML file, or the folder of a department or a year."""
    parts = path.split("/")
    return path.endswith(_ENDING) or (len(parts) <= _YEAR_PARTS and "." not in parts[-1])


def _follow(source: Revision, path: str, targets: dict[str, bytes]) -> dict[str, Entry]:
    """The file or folder that a link leads to, under the name of the link; nothing where it leads out of the listing."""
    start, end = path, path
    for _ in range(_STEPS):
        if end in targets:
            target = targets[end].decode("utf-8", "surrogateescape")
            end = normpath(join(dirname(end), target))
    if (one := source.entries.get(end)) is not None:
        return {start: one} if one.mode.startswith(_FILE) else {}
    if start.count("/") >= _YEAR_PARTS:  # folders inside a department-year are not entered by a link
        return {}
    inside = end + "/"
    return {
        f"{start}/{path.removeprefix(inside)}": one
        for path, one in source.entries.items()
        if path.startswith(inside) and one.mode.startswith(_FILE)
    }


#: Code, message, hint.
_LEADS_AWAY = (
    "JX020",
    "这个文件是链接，在这个版本里指不到文件，不予读取",
    "请把文件本身放进文件夹，不要用指向别处的快捷方式或链接。",
)
_IS_MODULE = (
    "JX001",
    "这里是另一个 git 仓库（子模块），在这个版本里读不到它的文件",
    "请到那个仓库里比较，或把文件直接放进来。",
)
_IS_LFS = (
    "JX001",
    "这个文件由 Git LFS 另外存放，仓库里没有它的内容",
    "填报文件很小，不需要 LFS：请在 .gitattributes 里去掉 .yaml 的 filter=lfs。",
)
_BAD_NAME = ("JX001", "这个文件名不能用在本机上，没有读取", "请在仓库里给它换一个正常的文件名。")


def _problem(source: Revision, path: str, code: str, message: str, hint: str) -> Problem:
    return Problem(path, fault(code, message, file=f"{source.name}:{path}", hint=hint))


def _write_all(source: Revision, root: Path, chosen: dict[str, Entry]) -> list[Problem]:
    problems = []
    for portion in _portions(chosen):
        contents = iter(blobs(source.root, [entry for path, entry in portion if _is_read(path, entry)]))
        for path, entry in portion:
            data = next(contents, None) if _is_read(path, entry) else b""
            if data is None:
                problems.append(Problem(path, incomplete(source.name)))
            elif data.startswith(_LFS):
                problems.append(_problem(source, path, *_IS_LFS))
            else:
                problems += _write(source, root, path, data, too_large=entry.size > LIMIT)
    return [one for one in problems if _matters(one.path)]


def _is_read(path: str, entry: Entry) -> bool:
    return path.endswith(_ENDING) and entry.size <= LIMIT


def _portions(chosen: dict[str, Entry]) -> Iterator[list[tuple[str, Entry]]]:
    portion: list[tuple[str, Entry]] = []
    size = 0
    for path, entry in chosen.items():
        portion.append((path, entry))
        size += min(entry.size, LIMIT)
        if size > _PORTION:
            yield portion
            portion, size = [], 0
    yield portion


def _write(source: Revision, root: Path, path: str, data: bytes, *, too_large: bool) -> list[Problem]:
    """Lay out one file; one that is too large becomes a hole of that size, which the reader refuses in its own words."""
    if not _is_safe(path):
        return [_problem(source, path, *_BAD_NAME)]
    target = os.path.join(root, *path.split("/"))  # noqa: PTH118 - a Path costs as much as the writing
    try:
        _put(target, b"" if too_large else data, LIMIT + 1 if too_large else 0)
    except FileExistsError:
        hint = "本机的磁盘不分大小写，放不下两个只差大小写的文件名，请给其中一个改名。"
        return [_problem(source, path, "JX001", "另有一个只差大小写的同名文件，没有读取", hint)]
    except (OSError, ValueError) as error:
        code, message, hint = _BAD_NAME
        reason = f"（{reason_of(error)}）" if isinstance(error, OSError) else ""
        return [_problem(source, path, code, message + reason, hint)]
    return []


def _put(target: str, data: bytes, size: int) -> None:
    """Make a new file, and its folder where that is not there yet; `size`: of a hole instead of data."""
    try:
        stream = open(target, "xb", buffering=0)  # noqa: PTH123, SIM115 - closed below
    except FileNotFoundError:
        os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120
        stream = open(target, "xb", buffering=0)  # noqa: PTH123, SIM115
    with stream:
        if stream.write(data) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if size:
            stream.truncate(size)


def _is_safe(path: str) -> bool:
    """Whether a path stays where it is put; a tree made by hand may hold any name."""
    parts = path.split("/")
    odd = "\\:" if os.name == "nt" else "\0"
    return not any(part in {"", ".", ".."} or any(char in part for char in odd) for part in parts)


def _lend_layouts(root: Path, target: Path) -> None:
    """Put in the layouts of the working folder that the revision does not have."""
    for path in (root / LAYOUTS).glob(f"*/{_MANIFEST}"):
        own = target / LAYOUTS / path.parent.name / _MANIFEST
        with suppress(OSError):
            data = path.read_bytes()
            own.parent.mkdir(parents=True, exist_ok=True)
            with own.open("xb") as stream:
                stream.write(data)
