"""What a git revision has of the workspace, without checkout and without network: names, trees, blobs.

Laying its files out, so that they are read like any other, is for `snapshot`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from jixiao.diagnostics import Diagnostic, fault
from jixiao.source.git import NO_GIT, Answer, git
from jixiao.source.workspace import LAYOUTS, SOURCES


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


def surely_no_ref(root: Path, name: str) -> bool:
    """Whether no branch, tag or the like can have this plain name, told from the repository's files without running git.

    False where that cannot be told so simply: linked work trees, another kind of store.
    """
    home = next((folder / ".git" for folder in (root, *root.parents) if (folder / ".git").exists()), None)
    if home is None:
        return True
    if not home.is_dir() or (home / "reftable").exists():
        return False
    places = ("", "refs", "refs/tags", "refs/heads", "refs/remotes")
    if any((home / place / name).exists() for place in places):
        return False
    try:
        packed = (home / "packed-refs").read_bytes()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return f"/{name}".encode() not in packed


def tags(root: Path, ending: str) -> tuple[str, ...]:
    """The tags whose names end so, without `refs/tags/`."""
    found = git(root, "rev-parse", "--symbolic", f"--glob=refs/tags/*{ending}")
    return tuple(line.removeprefix("refs/tags/") for line in found.text.split("\n") if line)


def revision(root: Path, name: str) -> tuple[Revision | None, list[Diagnostic]]:
    """What a revision has of the workspace at `root`; names are looked up in its repository."""
    commit = find_commit(root, name)
    if not commit:
        return None, [_missing(root, name)]
    listing = git(root, "ls-tree", "-r", "-z", "-l", commit, "--", SOURCES, LAYOUTS)
    if listing.code:
        return None, [incomplete(name)]
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


def incomplete(name: str) -> Diagnostic:
    """The fault of a revision whose objects are not all here."""
    hint = "这里可能没有取全内容（部分克隆）。请先运行 git fetch --refetch --no-filter，或重新完整克隆。"
    return fault("JX001", f"版本“{name}”的文件在本机上不全", file=name, hint=hint)


def blobs(root: Path, entries: Sequence[Entry]) -> list[bytes]:
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
