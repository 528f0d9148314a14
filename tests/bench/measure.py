"""Whole processes timed in turns, so that a busy moment of the machine hits all candidates alike."""

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from time import perf_counter, sleep
from typing import NamedTuple


class Usage(NamedTuple):
    """One process: wall and CPU seconds, peak resident MiB of it or its largest child."""

    seconds: float
    cpu: float
    peak: float


class Candidate(NamedTuple):
    """A command and what puts its surroundings in place before each run (not timed)."""

    command: Sequence[str]
    prepare: Callable[[], None] = lambda: None


class Sample(NamedTuple):
    """A moment of a running process: documents finished, resident MiB of the process and of its largest child."""

    done: int
    resident: float
    child: float


class RunError(Exception):
    """A measured command failed; the text is its own."""


def environment(compiler: Path) -> dict[str, str]:
    """That of every measured process: the compiler of this repository, compiled modules allowed."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if key not in {"PYTHONDONTWRITEBYTECODE", "PYTHONPROFILEIMPORTTIME"}
    }
    return kept | {"PYTHONPATH": str(compiler), "NO_COLOR": "1"}


def run(
    command: Sequence[str], folder: Path, env: Mapping[str, str], watch: Callable[[int], None] | None = None
) -> Usage:
    """Run a command to its end; `watch` gets its process id and may look on while it runs."""
    with TemporaryFile() as messages:
        started = perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=dict(env), stdout=subprocess.DEVNULL, stderr=messages)
        if watch:
            watch(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        messages.seek(0)
        told = messages.read().decode(errors="replace")
    if process.returncode:
        message = f"{' '.join(map(str, command))}\n{told[-2000:]}"
        raise RunError(message)
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Usage(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale)


def said(command: Sequence[str], folder: Path, env: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """What a command printed."""
    done = subprocess.run(command, cwd=folder, env=dict(env), capture_output=True, text=True, check=False)
    if done.returncode:
        message = f"{' '.join(map(str, command))}\n{done.stderr[-2000:]}"
        raise RunError(message)
    return done


def alternate(
    candidates: Mapping[str, Candidate], runs: int, folder: Path, env: Mapping[str, str], warm: int = 1
) -> dict[str, list[Usage]]:
    """Run all candidates in turns, every second round backwards; the first `warm` rounds do not count."""
    found: dict[str, list[Usage]] = {name: [] for name in candidates}
    for turn in range(warm + runs):
        names = list(candidates)[:: -1 if turn % 2 else 1]
        for name in names:
            candidates[name].prepare()
            usage = run(candidates[name].command, folder, env)
            if turn >= warm:
                found[name].append(usage)
    return found


def ratios(first: Sequence[Usage], second: Sequence[Usage]) -> list[float]:
    """Seconds of the first over seconds of the second, round by round."""
    return [one.seconds / other.seconds for one, other in zip(first, second, strict=True)]


def spread(values: Sequence[float]) -> float:
    """The middle half of the values, over their median: how noisy they are."""
    low, middle, high = statistics.quantiles(values, n=4)
    return (high - low) / middle


def watch_memory(samples: list[Sample], count: Callable[[], int]) -> Callable[[int], None]:
    """A watcher for `run` that samples memory four times a second until the process ends (Linux only).

    Not more often: it needs a core for a moment, and the program uses them all.
    """

    def watch(pid: int) -> None:
        while (resident := _resident(pid)) > 0:
            samples.append(Sample(count(), resident, max(map(_resident, _children(pid)), default=0.0)))
            sleep(0.25)

    return watch


def _resident(pid: int) -> float:
    """MiB in memory; 0 for a process that has ended."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def _children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except OSError:
        return []
