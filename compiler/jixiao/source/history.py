"""Department-years from a git revision, without checkout and without network.

The files that are wanted are read from git's objects and laid out in a temporary folder, where everything that reads a
workspace reads them like any other; the names shown begin with the revision. No link is ever laid out as a link: one that
leads to a file of the same revision becomes that file, any other is a fault.
"""

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
from jixiao.source.git import NO_GIT, Answer, git
from jixiao.source.workspace import SOURCES, DepartmentYear, Workspace, department_years

#: Bytes asked of git at a time.
_PORTION = 32 * 1024 * 1024
_FILE, _LINK, _MODULE = "100", "120000", "160000"
_LFS = b"version https://git-lfs.github.com/spec/"
#: How many links may lead to one another.
_STEPS = 5
#: Parts of `sources/<department>/<year>`, and of the path of a file in it.
_YEAR_PARTS, _FILE_PARTS = 3, 4
_LAYOUTS, _MANIFEST = "layouts", "layout.yaml"
#: What is read; of any other file only the name is laid out, since it may have to be told that it is passed over.
_ENDING = ".yaml"


class Entry(NamedTuple):
    """One entry of a tree: its path is posix style, relative to the workspace; the size is -1 where it has none."""

    path: str
    mode: str
    oid: str
    size: int


class Revision(NamedTuple):
    """A commit and what it has of the workspace.

    Attributes:
        root: the workspace, in the working folder.
        name: as people write it: `HEAD~1`, `2025-一上`.
        commit: all digits of its hash.
        entries: of `sources` and `layouts`, by path.
    """

    root: Path
    name: str
    commit: str
    entries: dict[str, Entry]

    @property
    def short(self) -> str:
        """The first digits of the hash."""
        return self.commit[:7]


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


def find_commit(root: Path, name: str) -> str:
    """The hash of the commit that a name stands for; empty where there is none."""
    if not name or name.startswith("-"):
        return ""
    found = git(root, "rev-parse", "--verify", "--quiet", name)
    if found.code or not found.text:
        return ""
    commit = git(root, "rev-parse", "--verify", "--quiet", found.text + "^{commit}")
    return "" if commit.code else commit.text


def is_ref(root: Path, name: str) -> bool:
    """Whether a name is a branch, a tag or the like, not just the beginning of a hash."""
    found = git(root, "rev-parse", "--symbolic-full-name", "--verify", "--quiet", name)
    return not name.startswith("-") and found.code == 0 and bool(found.text)


def tags(root: Path, ending: str) -> tuple[str, ...]:
    """The tags whose names end so, without `refs/tags/`."""
    found = git(root, "rev-parse", "--symbolic", f"--glob=refs/tags/*{ending}")
    return tuple(line.removeprefix("refs/tags/") for line in found.text.split("\n") if line)


def revision(root: Path, name: str) -> tuple[Revision | None, list[Diagnostic]]:
    """What a revision has of the workspace at `root`; names are looked up in its repository."""
    commit = find_commit(root, name)
    if not commit:
        return None, [_missing(root, name)]
    listing = git(root, "ls-tree", "-r", "-z", "-l", commit, "--", SOURCES, _LAYOUTS)
    if listing.code:
        return None, [_incomplete(name)]
    entries = {one.path: one for one in map(_entry, listing.out.split(b"\0")[:-1])}
    if not any(path == SOURCES or path.startswith(SOURCES + "/") for path in entries):
        hint = "请核对版本；如果当时文件放在别的位置，就比较不了。"
        return None, [fault("JX001", f"版本“{name}”里没有 {SOURCES} 文件夹", file=name, hint=hint)]
    return Revision(root, name, commit, entries), []


def _entry(line: bytes) -> Entry:
    """Read `mode type oid size<tab>path`; bytes that are no UTF-8 become lone surrogates."""
    about, _, path = line.partition(b"\t")
    mode, _, oid, size = about.decode("ascii").split()
    return Entry(path.decode("utf-8", "surrogateescape"), mode, oid, -1 if size == "-" else int(size))


def _missing(root: Path, name: str) -> Diagnostic:
    """Say why a name stands for no commit."""
    asked = git(root, "rev-parse", "--is-shallow-repository")
    if asked.code == NO_GIT:
        hint = "请安装 git 以后再试；比较两个年度不需要它，例如 jixiao diff 2024 2025。"
        return fault("JX001", f"没有找到 git 程序，读不了版本“{name}”", file=name, hint=hint)
    if asked.code:
        return _no_repository(root, name, asked)
    hint = "用 git log --oneline 查看各个版本，用 git tag 查看标签；别处的分支要先 git fetch。"
    if asked.text == "true":
        hint = (
            "这里只取了最近的历史（浅克隆）。请先运行 git fetch --unshallow --tags；自动化流程里把 fetch-depth 设为 0。"
        )
    return fault("JX001", f"没有“{name}”这个版本", file=name, hint=hint)


def _no_repository(root: Path, name: str, asked: Answer) -> Diagnostic:
    if "dubious ownership" in asked.error:
        hint = f"确认可靠以后运行：git config --global --add safe.directory '{root}'"
        return fault("JX001", f"这个文件夹属于别的用户，git 不肯读它，读不了版本“{name}”", file=name, hint=hint)
    if "not a git repository" in asked.error:
        hint = "比较两个年度请写年度或文件夹，例如 jixiao diff 2024 2025。"
        return fault("JX001", f"工作文件夹不在 git 仓库里，没有“{name}”这个版本", file=name, hint=hint)
    said = asked.error.strip().split("\n")[0]
    return fault("JX001", f"git 读不了这个仓库：{said}", file=name, hint="请先让 git status 能够正常运行。")


def _incomplete(name: str) -> Diagnostic:
    hint = "这里可能没有取全内容（部分克隆）。请先运行 git fetch --refetch --no-filter，或重新完整克隆。"
    return fault("JX001", f"版本“{name}”的文件在本机上不全", file=name, hint=hint)


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
        if path.startswith(_LAYOUTS + "/"):
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
    targets = dict(zip((one.path for one in links), _blobs(source.root, links), strict=False))
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
    if parts[0] == _LAYOUTS:
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
        blobs = iter(_blobs(source.root, [entry for path, entry in portion if _is_read(path, entry)]))
        for path, entry in portion:
            data = next(blobs, None) if _is_read(path, entry) else b""
            if data is None:
                problems.append(Problem(path, _incomplete(source.name)))
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
        stream.write(data)
        if size:
            stream.truncate(size)


def _is_safe(path: str) -> bool:
    """Whether a path stays where it is put; a tree made by hand may hold any name."""
    parts = path.split("/")
    odd = "\\:" if os.name == "nt" else "\0"
    return not any(part in {"", ".", ".."} or any(char in part for char in odd) for part in parts)


def _blobs(root: Path, entries: Sequence[Entry]) -> list[bytes]:
    """The contents of blobs, in order; fewer where git gave up."""
    if not entries:
        return []
    done = git(root, "cat-file", "--batch", feed="".join(f"{one.oid}\n" for one in entries).encode())
    found = []
    at = 0
    while at < len(done.out):
        end = done.out.index(b"\n", at)
        about = done.out[at:end].split()
        if about[1:2] != [b"blob"]:
            break
        size = int(about[2])
        found.append(done.out[end + 1 : end + 1 + size])
        at = end + size + 2
    return found


def _lend_layouts(root: Path, target: Path) -> None:
    """Put in the layouts of the working folder that the revision does not have."""
    for path in (root / _LAYOUTS).glob(f"*/{_MANIFEST}"):
        own = target / _LAYOUTS / path.parent.name / _MANIFEST
        with suppress(OSError):
            data = path.read_bytes()
            own.parent.mkdir(parents=True, exist_ok=True)
            with own.open("xb") as stream:
                stream.write(data)
