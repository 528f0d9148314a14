"""What `jixiao check` does beside showing findings: safe corrections, and the baseline."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.cli.console import FOUND, OK, OUTPUT, UNREADABLE, out, report, say, write
from jixiao.source.workspace import Workspace

if TYPE_CHECKING:
    from jixiao.check.finding import Report
    from jixiao.check.fix import Plan
    from jixiao.diagnostics import Diagnostic


def correct(workspace: Workspace, reports: "Sequence[Report]", *, writes: bool) -> tuple[bool, int]:
    """Show the safe corrections, and make them where asked; whether files changed, and the exit code."""
    from jixiao.check.fix import plan, unified
    from jixiao.source.rewrite import Rewrite, rewrite

    plans = [plan(one) for one in reports]
    report([fault for one in plans for fault in one.refused])
    changes = [change for one in plans for change in one.changes]
    if not changes:
        say("没有可以自动改正的地方。")
        return False, OK
    out("\n".join(unified(change).rstrip("\n") for change in changes))
    if not writes:
        say(f"{_count(plans)}，以上改动没有写入。用 jixiao check --fix 写入。")
        return False, OK
    faults = rewrite([Rewrite(workspace.root / one.path, one.path, one.old, one.new) for one in changes])
    report(faults)
    if faults:
        return False, OUTPUT
    say(f"{_count(plans)}，已写入 {len(changes)} 个文件。改正后重新检查的结果如下。\n")
    return True, OK


def _count(plans: "Sequence[Plan]") -> str:
    corrected = sum(len(one.corrected) for one in plans)
    later = sum(len(one.later) for one in plans)
    return f"可以自动改正 {corrected} 处" + (f"（另有 {later} 处要再运行一次）" if later else "")


def against_baseline(
    options: Namespace, reports: "Sequence[Report]"
) -> "tuple[Sequence[Report], Sequence[Diagnostic], int]":
    """The reports with what the baseline holds marked as inherited (or the baseline written), its faults, the exit code."""
    from jixiao.check.baseline import apply_baseline, read_baseline

    if options.write_baseline:
        return _write_baseline(Path(options.write_baseline), options.write_baseline, reports)
    if not options.baseline:
        return reports, (), OK
    baseline, faults = read_baseline(Path(options.baseline), options.baseline)
    if baseline is None:
        return reports, faults, UNREADABLE
    marked, more = apply_baseline(reports, baseline)
    return marked, (*faults, *more), OK


def _write_baseline(
    path: Path, shown: str, reports: "Sequence[Report]"
) -> "tuple[Sequence[Report], Sequence[Diagnostic], int]":
    from jixiao.check.baseline import apply_baseline, read_baseline, write_baseline

    previous, faults = read_baseline(path, shown) if path.exists() else (None, [])
    if faults:
        return reports, faults, UNREADABLE
    written = write_baseline(reports, previous)
    if written.text is None:
        return reports, written.faults, FOUND
    code = write(path, written.text.encode())
    if code != OK:
        return reports, written.faults, code
    baseline, _ = read_baseline(path, shown)
    return (apply_baseline(reports, baseline)[0] if baseline else reports), written.faults, OK
