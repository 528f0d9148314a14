"""`jixiao diff`: what changed between two years, revisions or folders."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, NamedTuple

from jixiao.cli.arguments import USAGE
from jixiao.cli.console import FOUND, OK, OUTPUT, UNREADABLE, Progress, is_terminal, out, report, say, write
from jixiao.source.workspace import Config, Workspace, find_root, open_workspace

if TYPE_CHECKING:
    from jixiao.cli.opening import Item, Opened, Pair
    from jixiao.diagnostics import Diagnostic
    from jixiao.diff.records import Comparison
    from jixiao.model.review import Review
    from jixiao.report.terminal import Style

#: Endings of -o that say the format by themselves; .xml is what CI reads test results from.
_ENDINGS = {
    ".txt": "text",
    ".md": "markdown",
    ".json": "json",
    ".jsonl": "json",
    ".html": "html",
    ".pdf": "pdf",
    ".sarif": "sarif",
    ".xml": "junit",
}
#: Formats that cannot be shown on a screen.
_FILES_ONLY = ("pdf",)


class _Target(NamedTuple):
    """Where a result goes; None is the screen."""

    form: str
    path: Path | None


class _Compared(NamedTuple):
    """What the sides came to: comparisons in order, sides without a partner, whether something could not be read."""

    comparisons: "tuple[Comparison, ...]"
    alone: tuple[str, ...]
    unreadable: bool


def diff(options: Namespace) -> int:
    """Compare what was asked for; the exit code."""
    if options.print_schema:
        from jixiao.report.diff_json import diff_schema

        out(diff_schema())
        return OK
    targets, fault = _targets(options)
    today = _day(options.today)
    if not options.old or not options.new:
        fault = "要写两边：旧的和新的，例如 jixiao diff 2024 2025。"
    if fault or today is None:
        say(fault or f"“{options.today}”不是日期，请写成 2025-01-20 这样。")
        return USAGE
    root = find_root(Path.cwd())
    workspace, faults = open_workspace(root) if root else (None, [])
    report(faults)
    return UNREADABLE if faults else _diff(options, workspace, today, targets)


def _diff(options: Namespace, workspace: Workspace | None, today: date, targets: list[_Target]) -> int:
    from jixiao.cli.opening import opened
    from jixiao.cli.sides import Trouble
    from jixiao.diff.taxonomy import setting_faults

    faults = setting_faults(workspace.config.severities) if workspace else []
    report(faults)
    if faults:
        return UNREADABLE
    with opened(options.old, options.new, workspace, Path.cwd(), options.dept or ()) as found:
        if isinstance(found, Trouble):
            if found.message:
                say(found.message)
            report(found.faults)
            return found.code
        compared = _compare(options, workspace, today, found)
        if not compared.comparisons and not compared.alone and not compared.unreadable:
            say("两边都没有可以比较的部门。")
            return USAGE
        code = _deliver(options, workspace, targets, compared)
    if code != OK:
        return code
    if compared.unreadable:
        return UNREADABLE
    from jixiao.diff.tally import fails

    least = "cosmetic" if options.exit_code else options.fail_on
    return FOUND if any(fails(one, least) for one in compared.comparisons) else OK


def _compare(options: Namespace, workspace: Workspace | None, today: date, found: "Opened") -> _Compared:
    report(found.faults)
    unreadable = any(one.severity == "error" for one in found.faults)
    progress = Progress(len(found.pairs))
    comparisons: list[Comparison] = []
    alone = []
    for pair in found.pairs:
        if pair.old is None or pair.new is None:
            alone += [item.label for item in pair if item is not None]
            continue
        comparison, faults = _pair(options, workspace, today, pair)
        if faults:
            progress.end()
            report(faults)
        unreadable = unreadable or comparison is None
        comparisons += [comparison] if comparison is not None else []
        progress.show(pair.new.label)
    progress.end()
    return _Compared(tuple(comparisons), tuple(alone), unreadable)


def _pair(
    options: Namespace, workspace: Workspace | None, today: date, pair: "Pair"
) -> "tuple[Comparison | None, list[Diagnostic]]":
    """The comparison of a pair, or why it cannot be made."""
    from jixiao.diff.versions import Terms, Version, compare_versions
    from jixiao.model.load import load

    if pair.old is None or pair.new is None:
        raise ValueError(pair)
    old, new = (Version(item.label, load(item.workspace, item.place), item.rev) for item in (pair.old, pair.new))
    terms = Terms(workspace.config if workspace else Config(), today, _answers(options, pair.new))
    compared = compare_versions(old, new, terms)
    faults = list(compared.faults)
    return (_only(compared.comparison, pair), faults) if compared.comparison is not None else (None, faults)


def _answers(options: Namespace, item: "Item") -> "Review":
    """采纳 and 对应 for the new side: of its own 审核.yaml, or of the file that --accepted names."""
    from jixiao.model.review import load_review, read_review

    if options.accepted:
        path = Path(options.accepted).absolute()
        return read_review(Workspace(path.parent), path)
    return load_review(item.workspace, item.place)


def _only(comparison: "Comparison", pair: "Pair") -> "Comparison":
    """The comparison without the matches that touch no project asked about."""
    asked = {item.project for item in pair if item is not None and item.project}
    if not asked:
        return comparison
    kept = {
        match.id
        for match in comparison.matches
        if any(project.source.path in asked for project in (*match.old, *match.new))
    }
    return comparison._replace(
        matches=tuple(one for one in comparison.matches if one.id in kept),
        edits=tuple(one for one in comparison.edits if one.match in kept),
        changes=tuple(one for one in comparison.changes if one.match in kept),
    )


def _deliver(options: Namespace, workspace: Workspace | None, targets: list[_Target], compared: _Compared) -> int:
    """Every result to its place; a broken pair is told already, the others are delivered."""
    if options.print_accepted:
        from jixiao.diff.acknowledge import stubs

        out("采纳:")
        for one in compared.comparisons:
            for line in stubs(one.changes):
                out(f"  {line}")
        return OK
    code = OK
    for target in targets:
        if target.path is None:
            text = _rendered(options, target.form, compared, _screen(options))
            if text:
                out(text)
            continue
        code = _write(options, workspace, target, compared) or code
    return code


def _write(options: Namespace, workspace: Workspace | None, target: _Target, compared: _Compared) -> int:
    """One file, or one for each department where its name says {dept} or {year}."""
    path = str(target.path)
    if "{dept}" not in path and "{year}" not in path:
        return _write_one(options, workspace, target, compared)
    codes = []
    for one in compared.comparisons:
        folder, _, year = one.new.label.rpartition(":")[2].rpartition("/")
        name = Path(path.replace("{dept}", folder.rpartition("/")[2]).replace("{year}", year))
        single = compared._replace(comparisons=(one,), alone=())
        codes.append(_write_one(options, workspace, target._replace(path=name), single))
    return max(codes, default=OK)


def _write_one(options: Namespace, workspace: Workspace | None, target: _Target, compared: _Compared) -> int:
    if target.path is None:
        raise ValueError(target)
    if target.form == "pdf":
        data, faults = _pdf(options, workspace, compared)
        report(faults)
        return write(target.path, data) if data else OUTPUT
    from jixiao.report.terminal import Style

    return write(target.path, (_rendered(options, target.form, compared, Style()) + "\n").encode())


def _screen(options: Namespace) -> "Style":
    import os

    from jixiao.report.terminal import Style

    if options.color == "auto":
        return Style(is_terminal(sys.stdout) and not os.environ.get("NO_COLOR"))
    return Style(options.color == "always")


def _rendered(options: Namespace, form: str, compared: _Compared, style: "Style") -> str:
    from jixiao import __version__

    found, least = compared.comparisons, options.fail_on if options.fail_on != "none" else "notice"
    if form == "json":
        from jixiao.report.diff_json import diff_json

        return diff_json(found, __version__)
    if form == "markdown":
        from jixiao.report.diff_markdown import markdown

        return markdown(found, compared.alone)
    if form == "html":
        from jixiao.report.diff_html import html

        return html(found, compared.alone)
    if form in {"github", "gitlab", "sarif", "junit"}:
        from jixiao.report import diff_ci

        return str(getattr(diff_ci, form)(found, least, __version__))
    from jixiao.report.diff_text import Layout, text

    width = options.width or (get_terminal_size().columns if is_terminal(sys.stdout) else 100)
    return text(found, Layout(style, width, options.show == "cosmetic", options.list_unchanged), compared.alone)


def _pdf(options: Namespace, workspace: Workspace | None, compared: _Compared) -> "tuple[bytes, Sequence[Diagnostic]]":
    """The 对照表 of all pairs."""
    from jixiao.cli.sheets import sheet_press
    from jixiao.sheets.comparison import comparison_sheet
    from jixiao.sheets.comparison_pdf import comparison_pdf

    press, faults = sheet_press(workspace or Workspace(Path.cwd()))
    if press is None:
        return b"", faults
    sheets = [comparison_sheet(one, new_first=options.new_first, full=options.full) for one in compared.comparisons]
    data, more = comparison_pdf(sheets, press)
    return data, [*faults, *more]


def _targets(options: Namespace) -> tuple[list[_Target], str]:
    """Where results go, and what is wrong with the request."""
    files = [Path(one) for one in options.output or ()]
    if not files:
        form = options.format or "text"
        return [
            _Target(form, None)
        ], f"{form} 格式要用 -o 写明文件，例如 -o 对照表.pdf。" if form in _FILES_ONLY else ""
    targets = []
    for path in files:
        form = options.format if len(files) == 1 and options.format else _ENDINGS.get(path.suffix.lower(), "")
        if not form:
            return [], f"看不出 {path} 要写成什么格式：文件名以 {'、'.join(_ENDINGS)} 结尾，或者用 --format 指定。"
        targets.append(_Target(form, path))
    return targets, ""


def _day(said: str | None) -> date | None:
    try:
        return date.fromisoformat(said) if said else date.today()  # noqa: DTZ011 - the reviewer's own calendar day
    except ValueError:
        return None
