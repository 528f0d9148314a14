"""A save, timed from the moment before it is written until the new PDF stands in its place, with `jixiao watch` running."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent

PATIENCE = 60


class Watch:
    """The running program, the project file that is edited and the moments at which its PDF is put in place."""

    def __init__(self, process: "subprocess.Popen[str]", file: Path, placed: "Queue[float]") -> None:
        self.process, self.file, self._placed = process, file, placed
        self._text = file.read_text(encoding="utf-8")
        self._count = 0

    def save(self) -> float:
        """Change one figure of one target, as somebody does who types; seconds until the PDF is there."""
        self._count += 1
        first = self._text.index("指标值:")
        end = self._text.index("\n", first)
        text = f"{self._text[:first]}指标值: ≥{60 + self._count % 39}%{self._text[end:]}"
        started = perf_counter()
        self.file.write_text(text, encoding="utf-8")
        seconds = self._placed.get(timeout=PATIENCE) - started
        assert self.process.stdout is not None
        self.process.stdout.readline()
        return seconds


@contextmanager
def watch(root: Path, output: Path, env: Mapping[str, str]) -> Iterator[Watch]:
    """Start the program on a workspace of one document and wait until it is ready for changes."""
    from watchdog.observers import Observer

    command = [sys.executable, "-u", "-m", "jixiao", "watch", "-o", str(output)]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=root, env=dict(env), stdout=pipe, stderr=pipe, text=True)
    assert process.stderr is not None
    assert process.stdout is not None
    while "正在留意" not in (line := process.stderr.readline()):
        assert line, "jixiao watch has ended"
    process.stdout.readline()
    placed: Queue[float] = Queue()
    observer = Observer()
    (pdf,) = output.glob("*/*/*.pdf")
    observer.schedule(_Handler(pdf, placed.put), str(pdf.parent))  # type: ignore[arg-type]
    observer.start()
    file = sorted(root.glob("sources/*/*/projects/*.yaml"))[1]
    try:
        yield Watch(process, file, placed)
    finally:
        observer.stop()
        process.kill()
        process.communicate()


class _Handler:
    """Notes when a PDF is put in place."""

    def __init__(self, pdf: Path, note: Callable[[float], None]) -> None:
        self._pdf, self._note = str(pdf), note

    def dispatch(self, event: "FileSystemEvent") -> None:
        if event.dest_path == self._pdf:
            self._note(perf_counter())
