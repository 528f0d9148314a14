"""The command for each editor; files called anything; never a shell."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from jixiao.preview import editors
from jixiao.preview.editors import Editor, Unusable, find

FILE = "/工作 文件夹/a'b\"c;$(x) {line}%F.yaml"


def everything(name: str) -> str | None:
    return f"/bin/{name}"


def only(*names: str) -> Any:
    return lambda name: f"/bin/{name}" if name in names else None


def found(typed: str, look: Any = everything) -> Editor:
    editor = find(typed, look)
    assert isinstance(editor, Editor), editor
    return editor


def message(typed: str, look: Any = everything) -> str:
    fault = find(typed, look)
    assert isinstance(fault, Unusable)
    return fault.message


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TERMINAL", raising=False)


GOTO = ["-g", f"{FILE}:12:5"]
PLUS = ["+12:5", FILE]
VIM = ["+12", "+silent! call setcursorcharpos(12, 5)", "--", FILE]
TERMINAL = ["/bin/x-terminal-emulator", "-e"]
COMMANDS = {
    "code": ["/bin/code", *GOTO],
    "codium": ["/bin/codium", *GOTO],
    "cursor": ["/bin/cursor", *GOTO],
    "zed": ["/bin/zed", f"{FILE}:12:5"],
    "subl": ["/bin/subl", f"{FILE}:12:5"],
    "notepad++": ["/bin/notepad++", "-n12", "-c5", FILE],
    "kate": ["/bin/kate", "-l", "12", "-c", "5", FILE],
    "gedit": ["/bin/gedit", *PLUS],
    "gvim": ["/bin/gvim", *VIM],
    "vim": [*TERMINAL, "/bin/vim", *VIM],
    "nvim": [*TERMINAL, "/bin/nvim", *VIM],
    "nano": [*TERMINAL, "/bin/nano", "+12,5", FILE],
    "emacs": [*TERMINAL, "/bin/emacs", "-nw", *PLUS],
    "emacsclient": ["/bin/emacsclient", "-n", *PLUS],
    "idea": ["/bin/idea", "--line", "12", "--column", "5", FILE],
    "pycharm": ["/bin/pycharm", "--line", "12", "--column", "5", FILE],
}


def test_all_are_tried() -> None:
    assert set(COMMANDS) == set(editors._EDITORS)


@pytest.mark.parametrize("name", COMMANDS)
def test_commands(name: str) -> None:
    assert found(name).arguments(Path(FILE), 12, 5) == COMMANDS[name]
    assert found(name).name == name


@pytest.mark.parametrize(
    ("typed", "there", "command"),
    [
        ("zed", "zeditor", ["/bin/zeditor", "{file}:{line}:{column}"]),
        ("codium", "vscodium", ["/bin/vscodium", "-g", "{file}:{line}:{column}"]),
        ("Code", "Code", ["/bin/Code", "-g", "{file}:{line}:{column}"]),
        ("code -r", "code", ["/bin/code", "-r", "-g", "{file}:{line}:{column}"]),
        ("/opt/my\\ apps/code", "/opt/my apps/code", ["/bin//opt/my apps/code", "-g", "{file}:{line}:{column}"]),
        (
            "'/opt/a b/kate' -n",
            "/opt/a b/kate",
            ["/bin//opt/a b/kate", "-n", "-l", "{line}", "-c", "{column}", "{file}"],
        ),
        ("own --at {line} '{file} {column}'", "own", ["/bin/own", "--at", "{line}", "{file} {column}"]),
        ("vim {file}", "vim", ["/bin/vim", "{file}"]),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="words are split otherwise there")
def test_what_may_be_typed(typed: str, there: str, command: list[str]) -> None:
    assert list(found(typed, only(there)).command) == command


@pytest.mark.parametrize(
    ("typed", "look", "says"),
    [
        ("", everything, "没有写编辑器"),
        ("  ", everything, "没有写编辑器"),
        ("word", everything, "不认识编辑器“word”"),
        ("code", only(), "没有找到编辑器“code”"),
        ("own {file}", only(), "没有找到编辑器“own”"),
        ("code '", everything, "引号没有成对"),
        ("own {line}", everything, "要有 {file}"),
        ("{file}", everything, "要有 {file}"),
        ("vim", only("vim"), "TERMINAL"),
    ],
)
def test_what_cannot_be_used(typed: str, look: Any, says: str) -> None:
    said = message(typed, look)
    assert says in said
    if "不认识" in says or "没有找到" in says or "没有写" in says:
        assert all(name in said for name in COMMANDS)


@pytest.mark.parametrize(
    ("terminal", "before"),
    [
        ("gnome-terminal", ["--"]),
        ("konsole", ["-e"]),
        ("xterm", ["-e"]),
        ("kitty", []),
        ("xfce4-terminal", ["-x"]),
        ("wt", ["new-tab", "--"]),
    ],
)
def test_terminals(terminal: str, before: list[str]) -> None:
    command = found("nano", only("nano", terminal)).command
    assert command[: len(before) + 2] == (f"/bin/{terminal}", *before, "/bin/nano")


def test_the_terminal_that_people_like(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERMINAL", "wezterm")
    assert found("vim").command[:4] == ("/bin/wezterm", "start", "--", "/bin/vim")
    monkeypatch.setenv("TERMINAL", "gone")
    assert found("vim", only("vim", "xterm")).command[:3] == ("/bin/xterm", "-e", "/bin/vim")


def test_windows_terminal_takes_a_semicolon_for_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERMINAL", "wt")
    assert found("nano").arguments(Path("/a;b.yaml"), 1, 2)[-1] == "/a\\;b.yaml"


def test_macos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(Path, "is_dir", lambda self: str(self) == "/Applications/Alacritty.app")
    command = found("vim", only("vim", "open")).command
    assert command[:6] == ("/usr/bin/open", "-na", "/Applications/Alacritty.app", "--args", "-e", "/bin/vim")


def test_a_batch_file_is_not_run(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    batch = str(tmp_path / "bin/code.cmd")
    assert ".exe" in message("code", lambda _: batch)
    (tmp_path / "Code.exe").touch()
    assert found("code", lambda _: batch).command[0] == str(tmp_path / "Code.exe")
    assert ".exe" in message("own {file}", lambda _: str(tmp_path / "own.BAT"))


_NOTE = """
import os, sys
from pathlib import Path
with Path(sys.argv[1]).open("w", encoding="utf-8") as pipe:
    print(*sys.argv[2:], os.getsid(0) == os.getpid(), sep="\\n", file=pipe)
print("noise")
print("noise", file=sys.stderr)
"""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a named pipe")
@pytest.mark.parametrize(
    "name",
    ["a b.yaml", "a'b\"c.yaml", "甲局; touch x.yaml", "$(touch x) `touch x`.yaml", "{line}\t%PATH%&.yaml", "-n.yaml"],
)
def test_it_is_started(tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    """A real program gets the name as it is, is nobody's child to wait for, and writes nothing into our window."""
    pipe, script = tmp_path / "pipe", tmp_path / "note.py"
    os.mkfifo(pipe)
    script.write_text(_NOTE, encoding="utf-8")
    editor = Editor("own", (sys.executable, str(script), str(pipe), "{file}", "{line}", "{column}"))
    assert editor.open(tmp_path / name, 3, 7) == ""
    assert pipe.read_text(encoding="utf-8").split("\n") == [str(tmp_path / name), "3", "7", "True", ""]
    assert capfd.readouterr() == ("", "")
    assert not (tmp_path / "x").exists()


def test_it_cannot_be_started(tmp_path: Path) -> None:
    assert "编辑器没有启动" in Editor("gone", (str(tmp_path / "gone"), "{file}")).open(tmp_path, 1, 1)
    assert "编辑器没有启动" in Editor("odd", (sys.executable, "{file}")).open(Path("a\0b"), 1, 1)


def test_never_a_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    class Child:
        def __init__(self, arguments: object, **options: object) -> None:
            assert isinstance(arguments, list)
            assert not options.get("shell")
            started.append(options)

        def wait(self) -> int:
            return 0

    started: list[dict[str, object]] = []
    monkeypatch.setattr(editors, "Popen", Child)
    for name in COMMANDS:
        assert found(name).open(Path(FILE), 1, 1) == ""
    assert len(started) == len(COMMANDS)
