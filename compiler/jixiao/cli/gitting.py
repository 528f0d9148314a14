"""`jixiao git enable | disable | status`: readable differences in git itself.

`enable` adds a line to `.gitattributes` and a few settings; it notes in the same settings what was there before, so that
`disable` can put back exactly that. What somebody has changed since then is left alone.
"""

import sys
from argparse import Namespace
from pathlib import Path
from typing import NamedTuple

from jixiao.cli.arguments import USAGE
from jixiao.cli.console import FOUND, OK, OUTPUT, out, say
from jixiao.diagnostics import reason_of
from jixiao.source.git import NO_GIT, git
from jixiao.source.workspace import SOURCES, find_root

ATTRIBUTES = ".gitattributes"
LINE = f"{SOURCES}/**/*.yaml diff=jixiao"
#: Letters whose last bytes are all the continuation bytes of UTF-8 (and whose first byte begins no other sign in use
#: here). A bracket of them ends a Chinese character where regular expressions see bytes (the C locale), and matches
#: nothing where they see characters: so one pattern takes characters whole in both.
_TAIL = "".join(map(chr, range(0x180, 0x1C0)))
_WORD = f"(≥|≤|[<>])?=?[0-9][0-9.,]*(%|％|‰)?|[A-Za-z]+|[^[:space:]][{_TAIL}]*"
#: The heading of a hunk: the first part of the path, for indicators with the 二级指标.
_HEADING = "^(绩效指标/[^/]+|[^/:]+)"
_MARK, _MADE = "jixiao.enabled", "jixiao.attributes"
_CREATED, _APPENDED, _JOINED = "created", "appended", "joined"


class Setting(NamedTuple):
    """One setting of git."""

    key: str
    value: str


def settings(*, driver: bool) -> tuple[Setting, ...]:
    """What `enable` sets. The version is in the commands, so that conversions kept by git do not outlive it."""
    from jixiao import __version__

    program = _program()
    convert = f'f() {{ {program} textconv --made-by {__version__} "$1" 2>/dev/null || cat "$1"; }}; f'
    both = f'f() {{ {program} git-diff-driver "$@" 2>/dev/null || diff -u "$2" "$5" || true; }}; f'
    wanted = (
        Setting("diff.jixiao.textconv", convert),
        Setting("diff.jixiao.xfuncname", _HEADING),
        Setting("diff.jixiao.wordRegex", _WORD),
        Setting("core.quotepath", "false"),
    )
    return (*wanted, Setting("diff.jixiao.command", both)) if driver else wanted


def _program() -> str:
    """How a shell starts this program: by its name where that is this installation, else by its interpreter."""
    import shutil

    found = shutil.which("jixiao")
    own = Path(sys.executable).parent
    if found and Path(found).parent.resolve() == own.resolve():
        return "jixiao" if _is_on_path_for_all(found) else f'"{Path(found).as_posix()}"'
    return f'"{Path(sys.executable).as_posix()}" -m jixiao'


def _is_on_path_for_all(found: str) -> bool:
    """Whether programs started from a desktop find it too."""
    return Path(found).parent.as_posix() in {"/usr/bin", "/usr/local/bin"}


def run(options: Namespace) -> int:
    """Do what the sub-command says; the exit code."""
    root = find_root(Path.cwd())
    if root is None:
        say(f"这里不是工作文件夹：从 {Path.cwd()} 往上都没有找到 {SOURCES} 文件夹。")
        return USAGE
    inside = git(root, "rev-parse", "--git-dir")
    if inside.code == NO_GIT:
        say("没有找到 git 程序，请先安装 git。")
        return USAGE
    if inside.code:
        say(f"{root} 不在 git 仓库里。请先运行 git init，再试一次。")
        return USAGE
    desk = Desk(root, "--global" if getattr(options, "everywhere", False) else "--local")
    action = {"enable": _enable, "disable": _disable}.get(options.action, _status)
    try:
        return action(desk, options)
    except GitError as error:
        say(f"git 的设置没有改成：{error}")
        return OUTPUT
    except OSError as error:
        say(f"不能写入 {root / ATTRIBUTES}：{reason_of(error)}。")
        return OUTPUT


class GitError(Exception):
    """A setting could not be changed; the text is git's own complaint."""


class Desk(NamedTuple):
    """The workspace and the scope of the settings."""

    root: Path
    scope: str

    def get(self, key: str) -> list[str]:
        """The values of a setting in this scope, in order."""
        found = git(self.root, "config", self.scope, "--null", "--get-all", key)
        return found.out.decode("utf-8", "surrogateescape").split("\0")[:-1] if found.code == 0 else []

    def put(self, key: str, values: list[str]) -> None:
        """Make these the values of a setting; none removes it."""
        if self.get(key) == values:
            return
        if len(values) == 1:
            self._config("--replace-all", key, values[0])
            return
        if self.get(key):
            self._config("--unset-all", key)
        for value in values:
            self._config("--add", key, value)

    def _config(self, *arguments: str) -> None:
        done = git(self.root, "config", self.scope, *arguments)
        if done.code:
            raise GitError(done.error.strip() or f"git config 退出码 {done.code}")

    def is_on(self, wanted: tuple[Setting, ...]) -> bool:
        """Whether all settings are as they are wanted."""
        return all(self.get(one.key) == [one.value] for one in wanted)


# What was before is kept under names of our own: jixiao.<setting>.was, one for each value, and .set, what we put there.
def _was(key: str) -> str:
    return f"jixiao.{key}.was"


def _set(key: str) -> str:
    return f"jixiao.{key}.set"


def _enable(desk: Desk, options: Namespace) -> int:
    wanted = settings(driver=options.driver)
    if options.check:
        return _check(desk, wanted)
    for one in settings(driver=True):
        _apply(desk, one) if one in wanted else _restore(desk, one.key)
    desk.put(_MARK, [_version()])
    _add_line(desk)
    where = "本机所有仓库" if desk.scope == "--global" else "这个仓库"
    out(f"已为{where}打开：git diff、git log -p、git show 会按栏目显示填报文件的改动。")
    if options.driver:
        out("git diff 改用 jixiao 显示（git log、git show 要加 --ext-diff）。")
    out(
        f"{ATTRIBUTES} 里的一行是：{LINE}\n请把 {ATTRIBUTES} 一起提交；别人在自己的电脑上也要运行一次 jixiao git enable。"
    )
    return OK


def _check(desk: Desk, wanted: tuple[Setting, ...]) -> int:
    missing = [one.key for one in wanted if desk.get(one.key) != [one.value]]
    if not _has_line(desk.root):
        missing.append(ATTRIBUTES)
    if missing:
        out(f"没有打开，或者是别的版本设的：{'、'.join(missing)}。请运行 jixiao git enable。")
        return FOUND
    out("已经打开，是现在的版本。")
    return OK


def _apply(desk: Desk, one: Setting) -> None:
    """Set one setting; what was there is noted the first time only."""
    if not desk.get(_set(one.key)):
        desk.put(_was(one.key), desk.get(one.key))
    desk.put(_set(one.key), [one.value])
    desk.put(one.key, [one.value])


def _restore(desk: Desk, key: str) -> bool:
    """Put back what was there; False where somebody has changed it since, which is left alone."""
    ours = desk.get(_set(key))
    if not ours:
        return True
    untouched = desk.get(key) == ours
    if untouched:
        desk.put(key, desk.get(_was(key)))
    desk.put(_was(key), [])
    desk.put(_set(key), [])
    return untouched


def _disable(desk: Desk, _options: Namespace) -> int:
    if not desk.get(_MARK) and not desk.get(_MADE):
        out("本来就没有打开，什么都没有改。")
        return OK
    changed = [one.key for one in settings(driver=True) if not _restore(desk, one.key)]
    desk.put(_MARK, [])
    _remove_line(desk)
    out("已关闭，git 的设置恢复原样。")
    if changed:
        say(f"这些设置后来被改过，没有动：{'、'.join(changed)}。")
    if _has_line(desk.root):
        say(f"{ATTRIBUTES} 里的“{LINE}”原来就有，没有动；没有上面的设置它不起作用。")
    return OK


def _status(desk: Desk, _options: Namespace) -> int:
    for scope, name in (("--local", "这个仓库"), ("--global", "本机所有仓库")):
        one = desk._replace(scope=scope)
        by = one.get(_MARK)
        if not by:
            out(f"{name}：没有打开")
            continue
        driver = bool(one.get(_set("diff.jixiao.command")))
        fresh = one.is_on(settings(driver=driver))
        state = "" if fresh else "；设置不是现在的样子，请重新运行 jixiao git enable"
        out(f"{name}：已打开（jixiao {by[0]}{'，用外部程序显示' if driver else ''}{state}）")
    out(f"{ATTRIBUTES}：{'有' if _has_line(desk.root) else '没有'}“{LINE}”")
    if _has_line(desk.root) and not _takes_effect(desk.root):
        out(f"注意：别处的 {ATTRIBUTES} 或 .git/info/attributes 另有规定，这一行没有起作用。")
    return OK


def _version() -> str:
    from jixiao import __version__

    return __version__


def _takes_effect(root: Path) -> bool:
    asked = git(root, "check-attr", "diff", "--", f"{SOURCES}/x/2025/department.yaml")
    return asked.text.endswith(": jixiao")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _has_line(root: Path) -> bool:
    return LINE.encode() in [line.strip() for line in _read(root / ATTRIBUTES).splitlines()]


def _add_line(desk: Desk) -> None:
    """Add the line; noted is whether the file was made for it, and whether its last line had to be ended first."""
    path, home = desk.root / ATTRIBUTES, desk._replace(scope="--local")
    if _has_line(desk.root):
        return
    content = _read(path)
    end = "\r\n" if b"\r\n" in content else "\n"
    begin = "" if not content or content.endswith(b"\n") else end
    home.put(_MADE, [_JOINED if begin else _APPENDED if path.exists() else _CREATED])
    _write(path, content + f"{begin}{LINE}{end}".encode())


def _remove_line(desk: Desk) -> None:
    """Take out exactly what was added, wherever the line is now; nothing else of the file is touched."""
    path, home = desk.root / ATTRIBUTES, desk._replace(scope="--local")
    made = home.get(_MADE)
    if not made:
        return
    home.put(_MADE, [])
    lines = _read(path).splitlines(keepends=True)
    at = max((place for place, line in enumerate(lines) if line.strip() == LINE.encode()), default=-1)
    if at < 0:
        return
    left = b"".join(lines[:at] + lines[at + 1 :])
    if made == [_JOINED] and at == len(lines) - 1:
        left = left.removesuffix(b"\n").removesuffix(b"\r")
    if made == [_CREATED] and not left:
        path.unlink()
        return
    _write(path, left)


def _write(path: Path, data: bytes) -> None:
    from jixiao.build.output import Output, OutputError, put

    try:
        put([Output(path, data, durable=True)])
    except OutputError as error:
        raise OSError(error.__cause__.errno if isinstance(error.__cause__, OSError) else 0, error.reason) from error
