"""`jixiao check`, `explain` and `rules`."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jixiao.cli.arguments import USAGE
from jixiao.cli.console import (
    FOUND,
    OK,
    OUTPUT,
    UNREADABLE,
    Progress,
    choose_here,
    out,
    report,
    say,
    style_of,
    write,
)
from jixiao.source.workspace import DepartmentYear, Workspace, find_root, open_workspace

if TYPE_CHECKING:
    from jixiao.check.finding import Report
    from jixiao.check.profile import Profile
    from jixiao.check.run import Desk
    from jixiao.sheets.follow_up import FollowUp

#: Endings of -o that say the format by themselves.
_ENDINGS = {".json": "json", ".sarif": "sarif", ".xlsx": "review", ".pdf": "review", ".txt": "text"}
_SHEETS = (".xlsx", ".pdf")
_STRICTNESS = {"info": 1, "warning": 2, "error": 3}


class _Told(NamedTuple):
    """What beside the reports decides what is shown: the format, the day, the comparison with a returned sheet."""

    form: str
    day: date
    follow_up: "FollowUp | None"


def check(options: Namespace) -> int:
    """Review the departments asked for; the exit code."""
    if options.print_schema:
        from jixiao.report.findings_json import findings_schema

        out(findings_schema())
        return OK
    form, fault = _format(options)
    today = _day(options.today)
    if fault or today is None:
        say(fault or f"“{options.today}”不是日期，请写成 2025-01-20 这样。")
        return USAGE
    chosen, code = choose_here(options.departments, options.year)
    if chosen is None:
        return code
    return _check(options, chosen.workspace, chosen.places, today, form)


def explain(options: Namespace) -> int:
    """Print the page of one code."""
    from jixiao.check.catalogue import RULES
    from jixiao.diagnostics import FAULTS
    from jixiao.report import explain as pages

    code = options.code.strip().upper()
    rule = next((one for one in RULES if code in {one.code, one.name.upper()}), None)
    if rule is None and code in FAULTS:
        out(pages.explain_fault(code, style_of(sys.stdout)))
        return OK
    if rule is None:
        say(f"没有“{options.code}”这条规则。用 jixiao rules 查看全部规则。")
        return USAGE
    profile, code_ = _profile(options.profile)
    if profile is None:
        return code_
    out(pages.explain(rule, profile, style_of(sys.stdout)))
    return OK


def rules(options: Namespace) -> int:
    """Print the effective table of a profile."""
    from jixiao.check.catalogue import RULES
    from jixiao.report.explain import rules_table

    profile, code = _profile(options.profile)
    if profile is None:
        return code
    out(rules_table(RULES, profile))
    return OK


def _profile(name: str | None) -> "tuple[Profile | None, int]":
    """The profile called `name`, or the generic one; None and the exit code where there is no such."""
    from jixiao.check.profile import by_name, choose
    from jixiao.check.run import open_desk

    root = find_root(Path.cwd())
    workspace = open_workspace(root)[0] if root else None
    desk = open_desk(workspace, _today())
    report(desk.layers.faults)
    found = by_name(desk.layers.by_name, name) if name else choose(desk.layers.by_name, "", "", "", 0)
    if found is None:
        _no_such_profile(desk, name or "")
    return found, USAGE


def _no_such_profile(desk: "Desk", name: str) -> None:
    from difflib import get_close_matches

    near = get_close_matches(name, desk.layers.by_name, n=1)
    say(
        f"没有“{name}”这个规则配置{f'，是不是“{near[0]}”？' if near else '。'}\n现有：{'、'.join(sorted(desk.layers.by_name))}。"
    )


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the reviewer's own calendar day


def _day(said: str | None) -> date | None:
    if said is None:
        return _today()
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _format(options: Namespace) -> tuple[str, str]:
    """The format asked for, by name or by the ending of -o; and what is wrong with the request."""
    ending = Path(options.output).suffix.lower() if options.output else ""
    form = options.format or _ENDINGS.get(ending, "text")
    if form == "review" and ending not in _SHEETS:
        return form, "审核表要用 -o 写明文件，例如 -o 审核表.xlsx 或 -o 审核表.pdf。"
    if form != "review" and ending in _SHEETS:
        return form, f"{form} 格式不能写成 {ending} 文件。"
    return form, ""


def _check(options: Namespace, workspace: Workspace, places: list[DepartmentYear], today: date, form: str) -> int:
    from jixiao.check.finding import Report
    from jixiao.check.run import open_desk
    from jixiao.cli.correcting import against_baseline, correct
    from jixiao.cli.sheets import followed, read_previous

    returned, code = read_previous(options)
    if code != OK:
        return code
    named = options.profile or workspace.config.profile
    desk = open_desk(workspace, today, named)
    report(desk.layers.faults)
    if desk.layers.faults:
        return UNREADABLE
    if named and named not in desk.layers.by_name:
        _no_such_profile(desk, named)
        return USAGE
    reports = _review(desk, workspace, places)
    if options.fix or options.diff:
        changed, code = correct(workspace, reports, writes=options.fix)
        if code != OK or options.diff:
            return code
        if changed:
            reports = _review(desk, workspace, places)
    found, faults, code = against_baseline(options, reports)
    report(faults)
    if code != OK:
        return code
    if faults and form not in {"text", "review"}:
        found = (*found, Report("", faults=tuple(faults)))
    told = _Told(form, today, followed(found, returned, today))
    code = _deliver(options, workspace, told, found)
    return code if code != OK else _exit_code(found, options.fail_on)


def _review(desk: "Desk", workspace: Workspace, places: list[DepartmentYear]) -> "list[Report]":
    from jixiao.check.run import review_place

    progress = Progress(len(places))
    reports = []
    for place in places:
        reports.append(review_place(desk, workspace, place))
        progress.show(place.label)
    progress.end()
    return reports


def _deliver(options: Namespace, workspace: Workspace, told: _Told, reports: "Sequence[Report]") -> int:
    """Show the reports, or write them whole to the file asked for; then what became of those of a returned sheet."""
    if told.form == "review":
        from jixiao.cli.sheets import write_sheet

        code = write_sheet(Path(options.output), workspace, reports, told.follow_up, told.day)
    elif options.output:
        code = write(Path(options.output), (_rendered(options, told.form, reports) + "\n").encode())
    else:
        out(_rendered(options, told.form, reports))
        code = OK
    _tell(options, told)
    return code


def _tell(options: Namespace, told: _Told) -> None:
    """Print what became of the remarks of a returned sheet; not among the lines of a format for programs."""
    if told.follow_up is None:
        return
    from jixiao.cli.sheets import follow_up_text

    for_people = told.form in {"text", "review"} or options.output
    stream = sys.stdout if for_people else sys.stderr
    shown = follow_up_text(told.follow_up, style_of(stream), verbose=options.verbose)
    gap = "\n" if told.form == "text" and not options.output else ""
    (out if for_people else say)(gap + shown)


def _rendered(options: Namespace, form: str, reports: "Sequence[Report]") -> str:
    from jixiao import __version__

    if form == "json":
        from jixiao.report.findings_json import findings_json

        return findings_json(reports, __version__)
    if form == "sarif":
        from jixiao.report.sarif import sarif

        return sarif(reports, __version__)
    if form == "github":
        from jixiao.report.github import github

        return github(reports)
    from jixiao.report.findings import text
    from jixiao.report.terminal import Style

    style = Style() if options.output else style_of(sys.stdout)
    return text(reports, style, verbose=options.verbose)


def _exit_code(reports: "Sequence[Report]", fail_on: str) -> int:
    """Design.md §6: what cannot be read wins over findings, a crashed rule over both."""
    if any(one.crashes for one in reports):
        return OUTPUT
    if any(fault.severity == "error" for one in reports for fault in one.faults):
        return UNREADABLE
    if fail_on == "none":
        return OK
    least = _STRICTNESS[fail_on]
    counted = (finding for one in reports for finding in one.findings if finding.counts)
    return FOUND if any(_STRICTNESS[finding.level] >= least for finding in counted) else OK
