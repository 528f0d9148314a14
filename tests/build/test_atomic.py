"""Outputs are written whole or not at all: injected faults, a full disk, `kill -9`, Ctrl-C, foreign folders."""

import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Self

import pytest

OPERATIONS = ("open", "write", "fsync", "replace")


class _Fault:
    """Raises an OSError at the n-th time that an operation is done on a temporary file of the build."""

    def __init__(self, at: int, number: int) -> None:
        self.at, self.number, self.seen = at, number, 0

    def step(self) -> None:
        self.seen += 1
        if self.seen - 1 == self.at:
            raise OSError(self.number, os.strerror(self.number))


class _Failing:
    """A file whose `write` may fail after half of the data."""

    def __init__(self, file: Any, fault: _Fault) -> None:
        self._file, self._fault = file, fault

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, data: bytes) -> int:
        self._file.write(data[: len(data) // 2])
        self._fault.step()
        return int(self._file.write(data[len(data) // 2 :]))


def inject(patch: pytest.MonkeyPatch, operation: str, fault: _Fault) -> None:
    """Let an operation of `jixiao.build.output` fail."""
    real_open, real_replace, real_fsync = Path.open, Path.replace, os.fsync

    def is_ours(path: Path) -> bool:
        return path.name.startswith(".jixiao-")

    def open_(self: Path, *arguments: Any, **options: Any) -> Any:
        if not is_ours(self):
            return real_open(self, *arguments, **options)
        if operation == "open":
            fault.step()
        file = real_open(self, *arguments, **options)
        return _Failing(file, fault) if operation == "write" else file

    def replace(self: Path, target: Path) -> Path:
        if is_ours(self) and operation == "replace":
            fault.step()
        return real_replace(self, target)

    def fsync(number: int) -> None:
        if operation == "fsync":
            fault.step()
        real_fsync(number)

    patch.setattr(Path, "open", open_)
    patch.setattr(Path, "replace", replace)
    patch.setattr(os, "fsync", fsync)


def stale(desk: Any) -> bytes:
    """A built department whose source changed and of which nothing but the PDF is left; the bytes of that PDF."""
    desk.build()
    old: bytes = desk.pdf().read_bytes()
    desk.change("食堂补助", "食堂费用")
    shutil.rmtree(desk.root / "build/a/2024/typst")
    (desk.root / "build/a/2024/manifest.json").unlink()
    return old


REASONS = {errno.ENOSPC: "磁盘已满", errno.EIO: "磁盘读写出错", errno.EROFS: "磁盘是只读的", errno.EDQUOT: "配额已用完"}


@pytest.mark.parametrize("number", REASONS)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_pdf_that_cannot_be_written(desk: Any, monkeypatch: pytest.MonkeyPatch, operation: str, number: int) -> None:
    old = stale(desk)
    with monkeypatch.context() as patch:
        inject(patch, operation, _Fault(0, number))
        run = desk.run("build")
    assert run.code == 4
    assert "[JX040]" in run.err
    assert REASONS[number] in run.err
    assert "Traceback" not in run.err
    assert desk.pdf().read_bytes() == old
    assert not desk.leftovers()
    assert not desk.run("build").out.count("没有改动"), "a failed build must not count as done"


@pytest.mark.parametrize("operation", ["open", "write", "replace"])
def test_any_artifact_that_cannot_be_written(desk: Any, monkeypatch: pytest.MonkeyPatch, operation: str) -> None:
    """The run fails, says so, leaves no half file, and the next build is not fooled."""
    stale(desk)
    at = 0
    while True:
        fault = _Fault(at, errno.ENOSPC)
        with monkeypatch.context() as patch:
            inject(patch, operation, fault)
            run = desk.run("build", "--force")
        if fault.seen <= at:
            break
        assert (run.code, "[JX040]" in run.err, "Traceback" in run.err) == (4, True, False), (at, run)
        assert not desk.leftovers()
        assert desk.pdf().read_bytes().endswith(b"%%EOF\n") or desk.pdf().read_bytes().endswith(b"%%EOF")
        at += 1
        stale_again(desk, at)
    assert at > 10  # the PDF, every file of the bundle, the manifest, the state
    assert run.code == 0


def stale_again(desk: Any, number: int) -> None:
    """Make every artifact different, so that each is written anew."""
    text = desk.first.read_text(encoding="utf-8").split("\n", 1)[1]
    desk.first.write_text(f"项目名称: 食堂费用{number}\n{text}", encoding="utf-8")
    shutil.rmtree(desk.root / "build/a/2024/typst", ignore_errors=True)
    (desk.root / "build/a/2024/manifest.json").unlink(missing_ok=True)


def test_old_file_that_cannot_be_removed(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an earlier bundle had; Windows does not let go of a file that is open."""
    stale(desk)
    old = desk.write("build/a/2024/typst/old.typ", "")
    unlink = Path.unlink

    def held(path: Path, *, missing_ok: bool = False) -> None:
        if path == old:
            raise PermissionError(errno.EACCES, "")
        unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", held)
        run = desk.run("build")
    assert (run.code, "typst/old.typ" in run.err, "Traceback" in run.err) == (4, True, False), run
    assert not desk.run("build").out.count("没有改动"), "a failed build must not count as done"
    assert not old.exists()


def test_pdf_is_replaced_only_with_all_the_rest(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    old = stale(desk)
    with monkeypatch.context() as patch:
        inject(patch, "open", _Fault(1, errno.ENOSPC))
        run = desk.run("build")
    assert run.code == 4
    assert "原来的 PDF 没有改动" in run.err
    assert desk.pdf().read_bytes() == old


@pytest.fixture
def small_disk(desk: Any) -> Iterator[Path]:
    """The output folder on a disk of 128 KB; needs root."""
    output = desk.root / "build"
    shutil.rmtree(output)
    output.mkdir()
    mount = shutil.which("mount")
    if mount is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    done = subprocess.run([mount, "-t", "tmpfs", "-o", "size=128k", "jixiao-test", str(output)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this machine does not let us mount")
    yield output
    subprocess.run(["umount", str(output)], check=True)


def test_full_disk(desk: Any, small_disk: Path) -> None:
    folder = small_disk / "a/2024"
    folder.mkdir(parents=True)
    pdf = folder / "甲局2024年度绩效目标.pdf"
    pdf.write_bytes(b"%PDF yesterday" + b"x" * 90_000)
    old = pdf.read_bytes()
    run = desk.run("build", "--fonts", "embedded")
    assert (run.code, "磁盘已满" in run.err, "Traceback" in run.err) == (4, True, False), run
    assert pdf.read_bytes() == old
    assert not desk.leftovers()
    pdf.unlink()  # now there is room for the PDF, at least
    again = desk.run("build", "--fonts", "embedded")
    assert again.code in {0, 4}
    assert not desk.leftovers()


#: Builds once in a forked child for each number on stdin; at the n-th file operation below `build` the child gets a
#: signal. Prints the exit status of each child.
_STRUCK = """
import os, signal, sys
import jixiao.cli, jixiao.build.many, jixiao.model.load, jixiao.layout.templates, jixiao.layout.view, jixiao.typeset.engine
import jixiao.build.bundle, jixiao.build.manifest, jinja2, ruamel.yaml, typst
EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.scandir"}
def strike(at, number):
    count = 0
    def hook(event, arguments):
        nonlocal count
        if event in EVENTS and "build" in str(arguments[0]) and "site-packages" not in str(arguments[0]):
            count += 1
            if count == at:
                os.kill(os.getpid(), number)
    sys.addaudithook(hook)
for line in sys.stdin:
    at, number, epoch = map(int, line.split())
    child = os.fork()
    if child == 0:
        os.environ["SOURCE_DATE_EPOCH"] = str(epoch)
        strike(at, number)
        code = jixiao.cli.main(["build"])
        sys.stdout.flush(); sys.stderr.flush()
        os._exit(code)
    print("=", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Striker:
    """Runs builds that are struck by a signal at their n-th file operation."""

    def __init__(self, desk: Any) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-c", _STRUCK], cwd=desk.root, env=desk.environment(), encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.communicate(timeout=30)

    def build(self, at: int, number: int, epoch: int) -> tuple[int, str]:
        """Exit status (negative: the signal) and everything that was printed."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(f"{at} {number} {epoch}\n")
        self._child.stdin.flush()
        lines = []
        while not (line := self._child.stdout.readline()).startswith("= "):
            assert line, "".join(lines)
            lines.append(line)
        return int(line[2:]), "".join(lines)


def versions(desk: Any, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The PDF with two dates; the second is on disk."""
    made = []
    for epoch in ("1", "2"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        desk.build()
        made.append(desk.pdf().read_bytes())
    assert made[0] != made[1]
    return made


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_kill_at_every_file_operation(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import pypdfium2

    made = versions(desk, monkeypatch)
    for pdf in made:
        with pypdfium2.PdfDocument(pdf) as document:
            assert len(document) == 1
    seen = set()
    with Striker(desk) as striker:
        at, status = 0, -9
        while status == -9:
            at += 1
            status, _ = striker.build(at, 9, 1)
            now = desk.pdf().read_bytes()
            assert now in made, f"killed at operation {at}: a broken PDF"
            seen.add(made.index(now))
            if at % 8 == 0:
                code, printed = striker.build(0, 9, 2)
                assert code == 0, printed
                assert desk.pdf().read_bytes() == made[1]
        assert (status, at > 20) == (0, True)
    assert seen == {0, 1}
    for name in (desk.root / "build").rglob(".jixiao-*"):
        os.utime(name, (1, 1))
    desk.build("--force")
    assert not list((desk.root / "build/a").rglob(".jixiao-*")), "leftovers of an hour ago are swept"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_interrupt_at_every_file_operation(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made = versions(desk, monkeypatch)
    with Striker(desk) as striker:
        at, status = 0, 130
        while status == 130:
            at += 2
            status, printed = striker.build(at, 2, 1)
            assert "Traceback" not in printed, (at, printed)
            assert status == 0 or "已中断。" in printed, (at, status, printed)
            assert desk.pdf().read_bytes() in made
            assert not [name for name in desk.leftovers() if "state" not in name], at
            if at % 8 == 0:
                assert striker.build(0, 2, 2)[0] == 0
    assert (status, at > 20) == (0, True)


def test_kill_at_any_moment(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A loop of builds is killed as files appear under our eyes, not at places that we chose."""
    from watchdog.events import FileSystemEvent, FileSystemEventHandler
    from watchdog.observers import Observer

    made = versions(desk, monkeypatch)
    events: SimpleQueue[str] = SimpleQueue()

    class Listener(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            if ".jixiao-" in str(event.src_path):
                events.put(str(event.src_path))

    observer = Observer()
    observer.schedule(Listener(), str(desk.root / "build/a"), recursive=True)
    observer.start()
    loop = "import os, jixiao.cli\nfor n in range(9999): os.environ['SOURCE_DATE_EPOCH'] = str(n % 2 + 1); jixiao.cli.main(['build'])"
    try:
        for count in (1, 3, 8, 21):
            with desk.python("-c", loop) as child:
                child.stdout.close()
                child.stderr.close()
                for _ in range(count):
                    events.get(timeout=20)
                child.kill()
                child.wait(timeout=20)
            assert desk.pdf().read_bytes() in made
            while not events.empty():
                events.get_nowait()
    except Empty:
        pytest.fail("the build loop wrote nothing")
    finally:
        observer.stop()
        observer.join(timeout=10)
    desk.build("--force")
    assert desk.pdf().read_bytes() == made[1]


@pytest.fixture
def public_desk(desk: Any) -> Iterator[Any]:
    """The desk moved to a place that every user can reach; skipped where we cannot become somebody else."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("becoming another user needs root")
    folder = Path(tempfile.mkdtemp(prefix="jixiao-test-"))
    folder.chmod(0o755)
    desk.root = shutil.copytree(desk.root, folder / "w")
    yield desk
    shutil.rmtree(folder)


#: Everything is imported by a build as root (the interpreter may live in a folder that others cannot enter).
_AS_NOBODY = """
import os, sys, traceback, tempfile
from jixiao.cli import main
main(["build", "--force", "-o", tempfile.mkdtemp()])
os.setgroups([]); os.setgid(65534); os.setuid(65534)
print("----", flush=True); print("----", file=sys.stderr, flush=True)
sys.exit(main(sys.argv[1:]))
"""


def as_nobody(desk: Any, *arguments: str) -> Any:
    with desk.python("-c", _AS_NOBODY, *arguments) as child:
        out, err = child.communicate(timeout=60)
    return child.returncode, out.partition("----\n")[2], err.partition("----\n")[2]


def test_read_only_output_folder(public_desk: Any) -> None:
    public_desk.build()
    before = public_desk.outputs()
    public_desk.change("食堂补助", "食堂费用")
    code, _, err = as_nobody(public_desk, "build")
    assert (code, "Traceback" in err) == (4, False), err
    assert "build/a/2024/甲局2024年度绩效目标.pdf: 错误[JX040] 不能写出文件：没有写入权限" in err
    assert public_desk.outputs() == before


def test_output_folder_that_cannot_be_made(public_desk: Any) -> None:
    code, _, err = as_nobody(public_desk, "build", "-o", "/root-of-nobody/out")
    assert (code, "没有写入权限" in err, "Traceback" in err) == (4, True, False), err


def test_unreadable_source(public_desk: Any) -> None:
    public_desk.first.chmod(0o600)
    code, _, err = as_nobody(public_desk, "build")
    assert (code, "Traceback" in err) == (3, False), err
    assert "sources/a/2024/projects/01.yaml: 错误[JX001] 没有权限读取这个文件" in err


@pytest.mark.parametrize("folder", ["sources/a/2024/projects", "sources/a/2024", "sources/a", "sources"])
def test_unreadable_folder(public_desk: Any, folder: str) -> None:
    (public_desk.root / folder).chmod(0o700)
    code, _, err = as_nobody(public_desk, "build")
    assert (code, "Traceback" in err) == (3, False), err
    assert "没有权限" in err


@pytest.mark.parametrize(
    "blocked",
    ["build", "build/a", "build/a/2024"],
)
def test_file_where_a_folder_is_due(desk: Any, blocked: str) -> None:
    place = desk.root / blocked
    if place.is_dir():
        shutil.rmtree(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("I am a file")
    run = desk.run("build")
    assert (run.code, "[JX040]" in run.err, "Traceback" in run.err) == (4, True, False), run
    assert "路径中有一段不是文件夹" in run.err
    assert place.read_text() == "I am a file"


@pytest.mark.parametrize("blocked", ["甲局2024年度绩效目标.pdf", "manifest.json"])
def test_folder_where_a_file_is_due(desk: Any, blocked: str) -> None:
    (desk.root / "build/a/2024" / blocked / "x").mkdir(parents=True)
    run = desk.run("build")
    assert (run.code, "同名的是一个文件夹" in run.err, "Traceback" in run.err) == (4, True, False), run
    assert not desk.leftovers()


def test_old_leftovers_are_swept(desk: Any) -> None:
    old = desk.write("build/a/2024/.jixiao-1.tmp", "half")
    young = desk.write("build/a/2024/.jixiao-2.tmp", "half")
    os.utime(old, (1, 1))
    desk.build()
    assert (old.exists(), young.exists()) == (False, True)


def test_machine_files_that_are_damaged(desk: Any) -> None:
    desk.build()
    for path in (desk.root / "build/.jixiao").rglob("*"):
        if path.is_file():
            path.write_bytes(b"\x00\xff broken")
    desk.build()
    assert "没有改动" in desk.build().out


def test_state_of_another_shape(desk: Any) -> None:
    desk.build()
    (state,) = (desk.root / "build/.jixiao/state").iterdir()
    for text in ("[]", "{}", "1", "null", json.dumps({"schema": 1}), '"' + "x" * 100):
        state.write_text(text)
        assert "没有改动" not in desk.build().out
