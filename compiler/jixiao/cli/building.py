"""`jixiao build`: PDFs, and a line for each."""

import os
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.cli.arguments import USAGE
from jixiao.cli.console import FOUND, OK, OUTPUT, UNREADABLE, Progress, choose_here, counted, out, report, say
from jixiao.source.workspace import Workspace

if TYPE_CHECKING:
    from jixiao.build.many import Outcome
    from jixiao.build.options import Options, Result

#: Codes of faults that mean: the sources are fine, the output cannot be made.
_OUTPUT_FAULTS = frozenset({"JX035", "JX039", "JX040", "JX044"})


def build_options(workspace: Workspace, output: str | None, given: Namespace) -> "Options":
    """What a build is asked for; `output` as given is relative to the current folder, its default to the workspace."""
    from jixiao.build.options import Options

    folder = Path.cwd() / output if output else workspace.root / workspace.config.output
    return Options(
        Path(os.path.normpath(folder)),
        getattr(given, "fonts", None) or workspace.config.font_mode,
        getattr(given, "public", False),
        getattr(given, "force", False),
        getattr(given, "jobs", 0),
        getattr(given, "strict", False),
    )


def build(options: Namespace) -> int:
    """Make the PDFs; the exit code."""
    from jixiao.build.many import build as build_all

    chosen, code = choose_here(options.departments, options.year)
    if chosen is None:
        return code
    if options.jobs < 0:
        say("--jobs 后面要写不小于 0 的整数。")
        return USAGE
    workspace, places = chosen
    progress = Progress(len(places))
    outcome = build_all(
        workspace,
        places,
        build_options(workspace, options.output, options),
        lambda result: progress.show(result.label),
    )
    progress.end()
    _summary(outcome, verbose=options.verbose)
    return _exit_code(outcome)


def _summary(outcome: "Outcome", *, verbose: bool) -> None:
    report(outcome.faults)
    for result in outcome.results:
        report(result.faults)
    for result in outcome.results:
        _tell(result, verbose=verbose)
    _mention_fonts(outcome, verbose=verbose)


def _tell(result: "Result", *, verbose: bool) -> None:
    """One document: what became of it, and what the checker says."""
    folder = result.label.partition("/")[0]
    if result.fresh:
        out(f"{result.label}  没有改动，{result.pages} 页  {result.pdf}")
        if result.warnings:
            say(f"  上次生成时有 {result.warnings} 处提醒，用 jixiao build --force {folder} 重新查看。")
    elif result.pdf:
        out(f"{result.label}  {result.pages} 页  {result.seconds:.2f} 秒  {result.pdf}")
    elif result.refused:
        say(f"{result.label}  没有生成：检查意见里有必须改正的地方，原来的 PDF 没有改动")
    else:
        from jixiao.report.terminal import counts

        say(f"{result.label}  没有生成：{counts(result.faults)}，原来的 PDF 没有改动")
    if result.counts and any(result.counts):
        said = counted(result.counts)
        say(f"  检查意见：{said}。用 jixiao check {folder} 查看。")
    if verbose and result.unprinted:
        say(f"  本表不印的栏目：{'、'.join(result.unprinted)}")


def _mention_fonts(outcome: "Outcome", *, verbose: bool) -> None:
    if outcome.fonts is None:
        return
    from jixiao.typeset.fontreport import substitution

    sentence = substitution(outcome.fonts)
    if sentence:
        say(f"注意：{sentence}用 jixiao fonts 查看详情。")
    if verbose:
        for chain in outcome.fonts.chains:
            say(f"  {chain.role}：{'、'.join(face.family for face in chain.faces)}（{chain.reason}）")


def _exit_code(outcome: "Outcome") -> int:
    faults = [*outcome.faults, *(one for result in outcome.results for one in result.faults)]
    errors = {one.code for one in faults if one.severity == "error"}
    if errors - _OUTPUT_FAULTS:
        return UNREADABLE
    broken = any(result.refused and result.counts and not result.counts.errors for result in outcome.results)
    if errors or broken:
        return OUTPUT
    return FOUND if any(result.refused for result in outcome.results) else OK
