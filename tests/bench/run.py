"""The benchmarks, on demand: `python tests/bench/run.py [--only NAME …] [--quick]`. See README.md beside it.

Prints one table; exit code 1 when a figure misses its limit.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
REPO = HERE.parent.parent
sys.path[:0] = [str(REPO / "compiler"), str(HERE)]

import previewing  # noqa: E402 - found on the path just made
import watching  # noqa: E402 - found on the path just made
import workspaces  # noqa: E402 - as above
from measure import Candidate, RunError, Sample, Usage, alternate, environment, ratios, run, said, spread, watch_memory  # noqa: E402

#: What a build with nothing to do must not import.
HEAVY = ("typst", "jinja2", "ruamel", "markdown_it")
NOISY = 0.15
_JOINERS = "\u2060\u200b\ufeff\ufffe\x02"
_LEADERS = re.compile(r"\.{4,}")


class Row(NamedTuple):
    """A line of the table; `limit` is (comparison, value) or None for a figure that is only told."""

    figure: str
    values: Sequence[float]
    unit: str
    limit: tuple[str, float] | None = None

    @property
    def missed(self) -> bool:
        """Whether the median is on the wrong side of the limit."""
        if self.limit is None:
            return False
        sign, value = self.limit
        median = statistics.median(self.values)
        return median > value if sign == "≤" else median < value


class Bench:
    """The folder, environment and sizes of one session, and the rows so far."""

    def __init__(self, folder: Path, *, quick: bool) -> None:
        self.folder = folder
        self.quick = quick
        self.env = environment(REPO / "compiler")
        self.rows: list[Row] = []
        self.notes: list[str] = []

    def size(self, full: int, quick: int) -> int:
        """A count of runs or files."""
        return quick if self.quick else full

    def add(
        self, figure: str, values: Sequence[float], unit: str = "×", limit: tuple[str, float] | None = None
    ) -> None:
        """Add a line."""
        self.rows.append(Row(figure, list(values), unit, limit))

    def add_ratio(self, figure: str, first: Sequence[Usage], second: Sequence[Usage], limit: tuple[str, float]) -> None:
        """Add a ratio of two candidates, and that of their fastest runs, which a busy machine disturbs least."""
        self.add(figure, ratios(first, second), limit=limit)
        fastest = [min(one.seconds for one in usages) for usages in (first, second)]
        self.add("  the same, fastest run by fastest run", [fastest[0] / fastest[1]])

    def add_seconds(self, found: dict[str, list[Usage]]) -> None:
        """Add a line of milliseconds per candidate, and a note where the machine was busy."""
        for name, usages in found.items():
            self.add(f"  {name}", [one.seconds * 1000 for one in usages], "ms")
            if len(usages) > 3 and spread([one.seconds for one in usages]) > NOISY:
                self.notes.append(
                    f"noisy: {name} varies by {spread([one.seconds for one in usages]):.0%} in its middle half; run again on an idle machine"
                )

    def workspace(self, name: str, fill: Callable[[Path], None]) -> Path:
        """A workspace below the session's folder, made once."""
        root = self.folder / name
        if not root.exists():
            root.mkdir()
            fill(root)
        return root


def jixiao(*arguments: str) -> list[str]:
    """The command line of a build."""
    return [sys.executable, "-m", "jixiao", "build", *arguments]


def bare(source: Path, output: Path, standards: str, timestamp: int, folders: Sequence[str]) -> list[str]:
    """The command line of the least process that compiles a document."""
    return [sys.executable, str(HERE / "reference.py"), str(source), str(output), standards, str(timestamp), *folders]


def font_folders(folder: Path) -> tuple[str, ...]:
    """The font folders that a build uses here."""
    from jixiao.typeset.fonts import choose

    fonts, _ = choose("auto", {}, folder, folder / "fonts")
    assert fonts is not None
    return fonts.folders


def sample(root: Path) -> None:
    """The 怀来 sample of 2025 as a workspace of its own: the reference shows this one."""
    place = Path("sources", "huailai-jiguan", "2025")
    shutil.copytree(REPO / place, root / place)


def built(bench: Bench, root: Path, output: Path) -> tuple[Path, Path, int]:
    """Build a workspace of one document; its PDF, the entry file of its bundle, its timestamp in Unix seconds."""
    from datetime import datetime

    run(jixiao("-o", str(output), "--force"), root, bench.env)
    (manifest,) = output.glob("*/*/manifest.json")
    told = json.loads(manifest.read_text(encoding="utf-8"))
    stamp = datetime.fromisoformat(told["timestamp"])
    return (
        manifest.parent / told["artifacts"][0]["path"],
        manifest.parent / "typst" / "main.typ",
        int(stamp.timestamp()),
    )


def standards() -> str:
    """The PDF standards of a build."""
    from jixiao.typeset.engine import STANDARDS

    return ",".join(STANDARDS)


def page_texts(pdf: Path) -> list[str]:
    """The visible text of each page, without white space, joiners and the leaders of 目录 (their dots depend on the gap)."""
    from pypdfium2 import PdfDocument

    with PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    visible = ("".join(char for char in page if not char.isspace() and char not in _JOINERS) for page in pages)
    return [_LEADERS.sub("", page) for page in visible]


def emptied(output: Path, *, keep_caches: bool) -> None:
    """Empty an output folder; `keep_caches` leaves what was learned of the machine's fonts."""
    for entry in output.iterdir() if output.exists() else ():
        if entry.name != ".jixiao":
            shutil.rmtree(entry)
    shutil.rmtree(output / ".jixiao" / "state" if keep_caches else output / ".jixiao", ignore_errors=True)


def reference(bench: Bench) -> list[str]:
    """The reference's command line, once it is sure that it shows the same pages."""
    root, output = bench.workspace("sample", sample), bench.folder / "built"
    pdf, _, stamp = built(bench, root, output)
    command = bare(HERE / "reference.typ", bench.folder / "reference.pdf", "-", stamp, font_folders(bench.folder))
    run(command, root, bench.env)
    ours, theirs = page_texts(pdf), page_texts(bench.folder / "reference.pdf")
    assert len(ours) == len(theirs), f"the build has {len(ours)} pages, the reference {len(theirs)}"
    assert "".join(ours) == "".join(theirs), "the reference shows another text than the build"
    return command


def bench_compile(bench: Bench) -> None:
    """The reference against the emitted bundle, both in the least process: the reference must be no slower."""
    command = reference(bench)
    root, output = bench.folder / "sample", bench.folder / "built"
    _, main, stamp = built(bench, root, output)
    folders = font_folders(bench.folder)
    found = alternate(
        {
            "reference": Candidate(command),
            "bundle as built": Candidate(bare(main, bench.folder / "bundle.pdf", standards(), stamp, folders)),
            "bundle without PDF standards": Candidate(bare(main, bench.folder / "bundle.pdf", "-", stamp, folders)),
        },
        bench.size(25, 7),
        root,
        bench.env,
        warm=2,
    )
    bench.add_ratio("reference / bundle as built", found["reference"], found["bundle as built"], ("≤", 1.0))
    bench.add("reference / bundle without standards", ratios(found["reference"], found["bundle without PDF standards"]))
    bench.add_seconds(found)


def bench_cold(bench: Bench) -> None:
    """A build that typesets, whole process, from three states of the output folder."""
    command = reference(bench)
    root = bench.folder / "sample"
    places = [bench.folder / f"cold-{name}" for name in ("caches", "empty", "force")]
    caches, empty, force = (jixiao("-o", str(place)) for place in places)
    run(caches, root, bench.env)
    run(force, root, bench.env)
    found = alternate(
        {
            "reference": Candidate(command),
            "build, font caches there": Candidate(caches, partial(emptied, places[0], keep_caches=True)),
            "build, nothing there": Candidate(empty, partial(emptied, places[1], keep_caches=False)),
            "build --force, outputs there": Candidate([*force, "--force"]),
        },
        bench.size(25, 7),
        root,
        bench.env,
        warm=2,
    )
    for name in list(found)[1:]:
        bench.add_ratio(f"{name} / reference (stretch 2.0)", found[name], found["reference"], ("≤", 2.4))
    bench.add_seconds(found)


def bench_unchanged(bench: Bench) -> None:
    """A build with nothing to do, and what it imports."""
    command = reference(bench)
    root, output = bench.folder / "sample", bench.folder / "built"
    found = alternate(
        {
            "reference": Candidate(command),
            "build, nothing to do": Candidate(jixiao("-o", str(output))),
            "the interpreter alone": Candidate([sys.executable, "-c", ""]),
        },
        bench.size(25, 7),
        root,
        bench.env,
        warm=2,
    )
    bench.add_ratio("build, nothing to do / reference", found["build, nothing to do"], found["reference"], ("≤", 0.6))
    bench.add_seconds(found)
    bench.add(f"heavy modules imported by it ({', '.join(HEAVY)})", [heavy_imports(bench, root, output)], "", ("≤", 0))


def heavy_imports(bench: Bench, root: Path, output: Path) -> int:
    """How many heavy packages a build with nothing to do imports."""
    command = [sys.executable, "-X", "importtime", *jixiao("-o", str(output))[1:]]
    told = said(command, root, bench.env)
    assert "没有改动" in told.stdout, told.stdout
    imported = {
        line.rsplit("|", 1)[1].strip().split(".")[0]
        for line in told.stderr.splitlines()
        if line.startswith("import time:")
    }
    return len(imported.intersection(HEAVY))


def bench_frontend(bench: Bench) -> None:
    """Read, decode, view and template at 1,000 files, in one process."""
    count = bench.size(1000, 200)
    root = bench.workspace(f"large-{count}", partial(workspaces.large_document, projects=count))
    command = [sys.executable, str(HERE / "frontend.py"), str(root), str(bench.size(15, 5))]
    stages = [json.loads(line) for line in said(command, root, bench.env).stdout.splitlines()]
    per_file = [sum(one[name] for name in ("load", "view", "bundle")) * 1000 / count for one in stages]
    bench.add(f"front end per project file, {count} files", per_file, "ms", ("≤", 0.35))
    for name, words in (
        ("load", "read and decode"),
        ("view", "view"),
        ("bundle", "template, bundle"),
        ("glyphs", "glyph check (not in the limit)"),
    ):
        bench.add(f"  {words}", [one[name] * 1000 / count for one in stages], "ms")


def bench_thousand(bench: Bench) -> None:
    """One document of 1,000 projects against compiling its bundle alone."""
    count = bench.size(1000, 100)
    root = bench.workspace(f"large-{count}", partial(workspaces.large_document, projects=count))
    output = bench.folder / "large-built"
    _, main, stamp = built(bench, root, output)
    found = alternate(
        {
            "bundle alone": Candidate(
                bare(main, bench.folder / "bundle.pdf", standards(), stamp, font_folders(bench.folder))
            ),
            "build": Candidate(jixiao("-o", str(output), "--force")),
        },
        bench.size(5, 3),
        root,
        bench.env,
        warm=0,
    )
    words = f"build of {count} projects in one document / bundle alone"
    bench.add_ratio(words, found["build"], found["bundle alone"], ("≤", 1.25))
    bench.add("  its peak memory", [one.peak for one in found["build"]], "MiB", ("≤", 1.2e9 / 2**20))
    bench.add("  peak memory of the bundle alone", [one.peak for one in found["bundle alone"]], "MiB")
    bench.add_seconds(found)


def bench_check(bench: Bench) -> None:
    """Reviewing both published samples, whole process, against two imports; and 1,000 projects that are read already."""
    root = bench.workspace("published", published)
    found = alternate(
        {
            "import ruamel.yaml, jinja2": Candidate([sys.executable, "-c", "import ruamel.yaml, jinja2"]),
            "check of both samples": Candidate([sys.executable, "-m", "jixiao", "check", "--fail-on", "none"]),
        },
        bench.size(25, 7),
        root,
        bench.env,
        warm=2,
    )
    bench.add_ratio("check of both samples / two imports", *reversed(found.values()), ("≤", 2.5))
    bench.add_seconds(found)
    count = bench.size(1000, 200)
    root = bench.workspace(f"large-{count}", partial(workspaces.large_document, projects=count))
    command = [sys.executable, str(HERE / "reviewing.py"), str(root), str(bench.size(15, 5))]
    runs = [json.loads(line) for line in said(command, root, bench.env).stdout.splitlines()]
    bench.add(f"review per project after reading, {count} projects", [one["ms"] for one in runs], "ms", ("≤", 1.0))


def bench_diff(bench: Bench) -> None:
    """Comparing: the sample years as a whole process, 250 × 250 projects, the 对照表 of fifty."""
    root = bench.workspace("years", lambda place: shutil.copytree(REPO / "sources", place / "sources") and None)
    compare = [sys.executable, "-m", "jixiao", "diff"]
    found = alternate(
        {
            "import ruamel.yaml": Candidate([sys.executable, "-c", "import ruamel.yaml"]),
            "diff 2025 2026 (Huailai)": Candidate([*compare, "2025", "2026", "--dept", "huailai-jiguan"]),
            "diff 2024 2025 (Pingluo)": Candidate([*compare, "2024", "2025", "--dept", "pingluo-jiguan"]),
        },
        bench.size(25, 7),
        root,
        bench.env,
        warm=2,
    )
    for name in list(found)[1:]:
        bench.add_ratio(f"{name} / import ruamel.yaml", found[name], found["import ruamel.yaml"], ("≤", 4.0))
    bench.add_seconds(found)
    for count, limit, words in ((bench.size(250, 60), 3.0, "compare"), (50, 1.5, "pdf")):
        place = bench.workspace(f"years-{count}", partial(workspaces.two_years, projects=count))
        more = [str(bench.folder / "sheet-cache")] if words == "pdf" else []
        command = ["taskset", "-c", "0", sys.executable, str(HERE / "comparing.py"), str(place), "2025", "2026", "3", *more]
        runs = [json.loads(line) for line in said(command, root, bench.env).stdout.splitlines()]
        label = f"{count} × {count} projects" if words == "compare" else f"对照表 PDF of {count} projects"
        bench.add(label, [one[words] for one in runs if words in one], "s", ("≤", limit))


def published(root: Path) -> None:
    """Both published samples as a workspace of their own."""
    for place in ("huailai-jiguan/2025", "pingluo-jiguan/2024"):
        shutil.copytree(REPO / "sources" / place, root / "sources" / place)


def bench_many(bench: Bench) -> None:
    """1,000 department documents: two processes against one, and memory over time."""
    count = bench.size(1000, 120)
    root = bench.workspace(f"many-{count}", partial(workspaces.many_departments, departments=count))
    output = bench.folder / "many-built"
    one, two, grown, grown_worker = [], [], [], []
    for _ in range(bench.size(3, 1)):
        for jobs, found in ((1, one), (2, two)):
            emptied(output, keep_caches=True)
            pin = ["taskset", "-c", "0"] if jobs == 1 else []
            samples: list[Sample] = []
            watch = watch_memory(samples, partial(finished, output))
            found.append(run([*pin, *jixiao("-o", str(output), "--jobs", str(jobs))], root, bench.env, watch))
            if jobs == 1:
                grown.append([(sample.done, sample.resident) for sample in samples])
            else:
                grown_worker.append([(sample.done, sample.child) for sample in samples])
    bench.add(f"{count} documents, one core / two cores", ratios(one, two), limit=("≥", 1.8))
    for words, runs in (("one process", grown), ("a worker of two", grown_worker)):
        bench.add(f"  resident memory: last hundred / second hundred, {words}", list(map(growth, runs)), "×", ("≤", 1.05))
        bench.add("    the same, greatest of the run / second hundred", list(map(peak, runs)), "×")
    bench.add("  peak memory, one process", [usage.peak for usage in one], "MiB")
    bench.add("  documents per second, one core", [count / usage.seconds for usage in one], "/s")
    bench.add("  documents per second, two cores", [count / usage.seconds for usage in two], "/s")


def growth(samples: Sequence[tuple[int, float]]) -> float:
    """Resident memory (median) over the last hundred documents, over that of the hundred after the first hundred.

    In the middle of a document the engine needs more than between two; a median does not depend on the moment.
    """
    last = max(done for done, _ in samples)
    return _level(samples, last - 100, last) / _level(samples, 100, 200)


def peak(samples: Sequence[tuple[int, float]]) -> float:
    """Resident memory at its greatest, over the median of the hundred documents after the first hundred."""
    return max(resident for _, resident in samples) / _level(samples, 100, 200)


def _level(samples: Sequence[tuple[int, float]], first: int, last: int) -> float:
    # A worker that has ended, and one that is not there yet, have none.
    return statistics.median(resident for done, resident in samples if first <= done <= last and resident)


def finished(output: Path) -> int:
    """Documents that are ready."""
    state = output / ".jixiao" / "state"
    return len(os.listdir(state)) if state.is_dir() else 0  # noqa: PTH208 - twenty times a second


def bench_watch(bench: Bench) -> None:
    """A save with `jixiao watch` running until the new PDF is there, against the cold reference in turns with it."""
    command = reference(bench)
    four = bench.folder / "sample"
    hundred = bench.workspace("large-100", partial(workspaces.large_document, projects=100))
    for count, root in ((4, four), (100, hundred)):
        saves, colds = [], []
        with watching.watch(root, bench.folder / f"watched-{count}", bench.env) as program:
            for number in range(bench.size(30, 10) + 5):
                seconds = program.save()
                if number < 5:
                    continue
                saves.append(seconds)
                colds.append(run(command, four, bench.env).seconds)
        words = f"save → new PDF, {count} projects"
        if count == 4:
            bench.add(f"{words} / reference", [a / b for a, b in zip(saves, colds, strict=True)], limit=("≤", 0.30))
            bench.add("  the same, fastest run by fastest run", [min(saves) / min(colds)])
        bench.add(words, [1000 * one for one in saves], "ms", ("≤", 150) if count == 100 else None)
        tail = statistics.quantiles(saves, n=20)[-1]
        limit = ("≤", 1.6) if count == 4 else None
        bench.add("  95th percentile / median", [tail / statistics.median(saves)], limit=limit)
        bench.add("  95th percentile", [1000 * tail], "ms")


def bench_preview(bench: Bench) -> None:
    """A save until the edited page stands in the browser; a large document's PDF; the program at rest."""
    four = bench.workspace("previewed", sample)
    thousand = bench.size(1000, 60)
    large = bench.workspace(f"large-{thousand}", partial(workspaces.large_document, projects=thousand))
    for count, root, label, limit in ((4, four, "huailai-jiguan/2025", 120), (thousand, large, "large/2025", 100)):
        with previewing.preview(root, bench.folder / f"previewed-{count}", bench.env, label) as program:
            saves = [program.save() for _ in range(bench.size(30 if count == 4 else 10, 6) + 3)][3:]
            if count == 4:
                bench.add("preview at rest, two minutes of one core", [program.idle(bench.size(60, 5)) for _ in range(2)], limit=("≤", 0.01))
        bench.add(f"save → edited page in the browser, {count} projects", [1000 * one for one in saves], "ms", ("≤", limit))
        bench.add("  95th percentile", [1000 * statistics.quantiles(saves, n=20)[-1]], "ms")
    with watching.watch(large, bench.folder / "watched-large", bench.env) as program_of_one:
        saves = [program_of_one.save() for _ in range(bench.size(10, 5) + 2)][2:]
    bench.add(f"save → new PDF, {thousand} projects", saves, "s", ("≤", 1.5))


BENCHES: dict[str, Callable[[Bench], None]] = {
    "compile": bench_compile,
    "cold": bench_cold,
    "unchanged": bench_unchanged,
    "frontend": bench_frontend,
    "check": bench_check,
    "diff": bench_diff,
    "thousand": bench_thousand,
    "many": bench_many,
    "watch": bench_watch,
    "preview": bench_preview,
}


def show(rows: Sequence[Row]) -> None:
    """Print the table."""
    print(f"{'figure':<66}{'median':>10}{'min':>10}{'max':>10}  {'limit':<9}verdict")
    for row in rows:
        digits = 0 if not row.unit else 1 if max(row.values) >= 10 else 3
        cells = "".join(
            f"{value:>10.{digits}f}" for value in (statistics.median(row.values), min(row.values), max(row.values))
        )
        limit = f"{row.limit[0]} {row.limit[1]:.4g}" if row.limit else ""
        verdict = "" if row.limit is None else "MISSED" if row.missed else "ok"
        print(f"{row.figure + (f' ({row.unit})' if row.unit else ''):<66}{cells}  {limit:<9}{verdict}")


def succeeds(bench: Bench, name: str) -> bool:
    """Run one benchmark; one that breaks is noted, and the others go on."""
    print(f"… {name}", file=sys.stderr, flush=True)
    try:
        BENCHES[name](bench)
    except (RunError, AssertionError) as error:
        bench.notes.append(f"FAILED: {name}: {error}")
        return False
    return True


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--only", nargs="+", choices=BENCHES, default=list(BENCHES), metavar="NAME", help=", ".join(BENCHES)
    )
    parser.add_argument(
        "--quick", action="store_true", help="few runs, small workspaces: to see that the benchmarks work"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jixiao-bench-") as folder:
        bench = Bench(Path(folder), quick=options.quick)
        load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
        print(
            f"{os.cpu_count()} cores, load {load:.2f} at the start, Python {sys.version.split()[0]}{', QUICK: figures are no evidence' if options.quick else ''}"
        )
        failed = [name for name in options.only if not succeeds(bench, name)]
    show(bench.rows)
    for note in bench.notes:
        print(note)
    return 1 if failed or any(row.missed for row in bench.rows) else 0


if __name__ == "__main__":
    sys.exit(main())
