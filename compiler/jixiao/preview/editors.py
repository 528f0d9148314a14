"""Opening a source file at its line in the editor that people name.

An editor is started as a program with arguments, never through a shell: a file may be called anything.
"""

import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from shutil import which
from subprocess import DEVNULL, Popen
from threading import Thread
from typing import NamedTuple

#: Finds a program; `look_for` but in tests.
Look = Callable[[str], str | None]


class _Known(NamedTuple):
    """An editor: the programs that it may be called by, what they are given, and whether it needs a terminal window."""

    programs: tuple[str, ...]
    arguments: tuple[str, ...]
    in_terminal: bool = False


_GOTO = ("-g", "{file}:{line}:{column}")
_COLONS = ("{file}:{line}:{column}",)
_PLUS = ("+{line}:{column}", "{file}")
_JETBRAINS = ("--line", "{line}", "--column", "{column}", "{file}")
# The column counts characters; `cursor()` counts bytes.
_VIM = ("+{line}", "+silent! call setcursorcharpos({line}, {column})", "--", "{file}")

_EDITORS = {
    "code": _Known(("code",), _GOTO),
    "codium": _Known(("codium", "vscodium"), _GOTO),
    "cursor": _Known(("cursor",), _GOTO),
    "zed": _Known(("zed", "zeditor", "zedit"), _COLONS),
    "subl": _Known(("subl", "sublime_text"), _COLONS),
    "notepad++": _Known(("notepad++",), ("-n{line}", "-c{column}", "{file}")),
    "kate": _Known(("kate",), ("-l", "{line}", "-c", "{column}", "{file}")),
    "gedit": _Known(("gedit",), _PLUS),
    "gvim": _Known(("gvim",), _VIM),
    "vim": _Known(("vim",), _VIM, in_terminal=True),
    "nvim": _Known(("nvim",), _VIM, in_terminal=True),
    "nano": _Known(("nano",), ("+{line},{column}", "{file}"), in_terminal=True),
    "emacs": _Known(("emacs",), ("-nw", *_PLUS), in_terminal=True),
    "emacsclient": _Known(("emacsclient",), ("-n", *_PLUS)),
    "idea": _Known(("idea", "idea64"), _JETBRAINS),
    "pycharm": _Known(("pycharm", "pycharm64", "charm"), _JETBRAINS),
}
#: Terminals, the likeliest first, and what stands between them and the command; -e where it is another.
_TERMINALS = ("x-terminal-emulator", "gnome-terminal", "konsole", "xfce4-terminal", "kitty", "alacritty", "xterm", "wt")
_BEFORE = {
    "gnome-terminal": ("--",),
    "kgx": ("--",),
    "ptyxis": ("--",),
    "xfce4-terminal": ("-x",),
    "kitty": (),
    "foot": (),
    "wezterm": ("start", "--"),
    "wt": ("new-tab", "--"),
}
#: Terminals of macOS that can be given a command: Terminal.app takes none but through a shell.
_BUNDLES = {"kitty": (), "Alacritty": ("-e",), "Ghostty": ("-e",), "WezTerm": ("start", "--")}
#: Where Windows has a batch file on the path, which only a shell can run: the program that it starts.
_BEHIND = {"code": "Code.exe", "codium": "VSCodium.exe", "cursor": "Cursor.exe"}
_BATCH = frozenset({".cmd", ".bat"})
_PLACEHOLDER = re.compile(r"\{(file|line|column)\}")


class Unusable(NamedTuple):
    """Why an editor cannot be used, as said to people."""

    message: str


class Editor(NamedTuple):
    """An editor that is there. `command` has the places {file}, {line} and {column}."""

    name: str
    command: tuple[str, ...]

    def arguments(self, file: Path, line: int, column: int) -> list[str]:
        """The command for a place in a file."""
        values = {"file": str(file), "line": str(line), "column": str(column)}
        filled = [_PLACEHOLDER.sub(lambda found: values[found[1]], one) for one in self.command]
        is_wt = Path(self.command[0]).stem.lower() == "wt"
        return [one.replace(";", "\\;") for one in filled] if is_wt else filled  # there it begins a new command

    def open(self, file: Path, line: int, column: int) -> str:
        """Start it by itself, without our streams; why it could not be started, or nothing."""
        try:
            child = Popen(  # noqa: S603 - a program that the user has named, no shell
                self.arguments(file, line, column),
                stdin=DEVNULL,
                stdout=DEVNULL,
                stderr=DEVNULL,
                start_new_session=True,
                creationflags=_detached(),
            )
        except (OSError, ValueError) as error:
            return f"编辑器没有启动：{getattr(error, 'strerror', None) or error}"
        Thread(target=child.wait, daemon=True).start()  # so that nothing is left of it when it ends
        return ""


def look_for(name: str) -> str | None:
    """Where a program is. Windows would look in the current folder first: a workspace, in which anything may lie."""
    if os.name != "nt" or re.search(r"[/\\:]", name):
        return which(name)
    endings = os.environ.get("PATHEXT", ".COM;.EXE;.BAT;.CMD").split(";")
    return in_folders(name, os.environ.get("PATH", "").split(os.pathsep), endings)


def in_folders(name: str, folders: Iterable[str], endings: Sequence[str]) -> str | None:
    """The first program of this name, with one of these endings, in folders that are named in full."""
    typed = name.lower().endswith(tuple(one.lower() for one in endings if one))
    names = [name] if typed else [name + one for one in endings]
    paths = (Path(folder, one) for folder in folders if Path(folder).is_absolute() for one in names)
    return next((str(path) for path in paths if path.is_file()), None)


def find(typed: str, look: Look = look_for) -> Editor | Unusable:
    """The editor meant by what stands behind `--editor`: a name, a program, or a command with {file}."""
    try:
        words = _split(typed)
    except ValueError:
        return Unusable(f"--editor 后面的引号没有成对：{typed}")
    if not words:
        return _unknown("--editor 后面没有写编辑器。")
    name = _stem(words[0])
    known = _Known((), ()) if _PLACEHOLDER.search(typed) else _known(name)
    if known is None:
        return _unknown(f"不认识编辑器“{words[0]}”。")
    if not any("{file}" in word for word in (*words[1:], *known.arguments)):
        return Unusable(f"--editor 的命令里要有 {{file}}，例如 {words[0]} {{file}}:{{line}}:{{column}}")
    return _installed(words, name, known, look)


def _known(name: str) -> _Known | None:
    return next((one for key, one in _EDITORS.items() if name == key or name in one.programs), None)


def _installed(words: list[str], name: str, known: _Known, look: Look) -> Editor | Unusable:
    programs = (words[0], *(known.programs if words[0].lower() == name else ()))
    program = next((found for one in programs if (found := look(one))), None)
    if program is None:
        return _unknown(f"没有找到编辑器“{words[0]}”，可能没有安装，或者不在 PATH 里。")
    runnable = _runnable(program, name)
    if runnable is None:
        return Unusable(f"“{words[0]}”是批处理文件，不能直接运行。请写出它的 .exe 程序的路径。")
    command = (runnable, *words[1:], *known.arguments)
    return _in_terminal(name, command, look) if known.in_terminal else Editor(name, command)


def _in_terminal(name: str, command: tuple[str, ...], look: Look) -> Editor | Unusable:
    own = os.environ.get("TERMINAL", "")
    for terminal in [*([own] if own else []), *_TERMINALS]:
        program = look(terminal)
        if program is not None:
            return Editor(name, (program, *_BEFORE.get(_stem(terminal), ("-e",)), *command))
    if sys.platform == "darwin":
        for bundle, before in _BUNDLES.items():
            path = f"/Applications/{bundle}.app"
            if look("open") and Path(path).is_dir():
                return Editor(name, ("/usr/bin/open", "-na", path, "--args", *before, *command))
    return Unusable(
        f"“{name}”要在终端窗口里运行，没有找到能用的终端程序。用环境变量 TERMINAL 指定一个，或者换一个有窗口的编辑器。"
    )


def _split(typed: str) -> list[str]:
    """Words, in quotes where they have spaces; a path of Windows keeps its backslashes.

    Raises:
        ValueError: a quotation mark stands alone.
    """
    if os.name == "nt":
        return [word.strip('"') for word in shlex.split(typed, posix=False)]
    return shlex.split(typed)


def _stem(program: str) -> str:
    """What a program is called, without folders, in small letters, without .exe."""
    name = re.split(r"[/\\]", program)[-1].lower()
    return name.removesuffix(".exe").removesuffix(".cmd").removesuffix(".bat")


def _runnable(program: str, name: str) -> str | None:
    """The program itself where what was found is a batch file; None where we do not know it."""
    path = Path(program)
    if path.suffix.lower() not in _BATCH:
        return program
    behind = path.parent.parent / _BEHIND.get(name, "-")
    return str(behind) if behind.is_file() else None


def _unknown(message: str) -> Unusable:
    return Unusable(
        f"{message}\n可以写：{'、'.join(_EDITORS)}；\n"
        "或者写出命令，用 {file}、{line}、{column} 表示文件、行、列，例如 --editor 'code -g {file}:{line}:{column}'"
    )


def _detached() -> int:
    """Windows: without our console, so that Ctrl-C is not theirs."""
    if sys.platform == "win32":
        from subprocess import CREATE_NEW_PROCESS_GROUP, DETACHED_PROCESS

        return CREATE_NEW_PROCESS_GROUP | DETACHED_PROCESS
    return 0
