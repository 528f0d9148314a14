"""What `jixiao check` does with 审核表: writing one, and reading one that came back."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.cli.console import OK, OUTPUT, UNREADABLE, report, say, write
from jixiao.source.workspace import Workspace

if TYPE_CHECKING:
    from jixiao.check.finding import Report
    from jixiao.diagnostics import Diagnostic
    from jixiao.report.terminal import Style
    from jixiao.sheets.follow_up import FollowUp
    from jixiao.sheets.returned import Returned
    from jixiao.sheets.review import Sheet
    from jixiao.sheets.review_pdf import Press

_PDF = ".pdf"


def read_previous(options: Namespace) -> "tuple[Returned | None, int]":
    """The sheet named by --previous, None where none is named; and the exit code."""
    if not options.previous:
        return None, OK
    from jixiao.sheets.returned import read_returned

    returned, faults = read_returned(Path(options.previous))
    report(faults)
    return returned, UNREADABLE if faults else OK


def followed(reports: "Sequence[Report]", returned: "Returned | None", day: date) -> "FollowUp | None":
    """What became of the remarks of a returned sheet; None where there is none."""
    if returned is None:
        return None
    from jixiao.sheets.follow_up import compare

    return compare(reports, returned, day)


def follow_up_text(follow_up: "FollowUp", style: "Style", *, verbose: bool) -> str:
    """The comparison for people."""
    from jixiao.report.follow_up import follow_up_text as text

    return text(follow_up, style, verbose=verbose)


def write_sheet(
    path: Path, workspace: Workspace, reports: "Sequence[Report]", follow_up: "FollowUp | None", day: date
) -> int:
    """Write the 审核表 of all departments that could be reviewed; the exit code."""
    from jixiao.sheets.follow_up import with_former
    from jixiao.sheets.review import review_sheets

    report([fault for one in reports for fault in one.faults])
    sheets = review_sheets(reports, day)
    left_out = [one.label for one in reports if one.label and one.profile is None]
    if left_out:
        say(f"没有检查、不在审核表里的：{'、'.join(left_out)}。")
    if not sheets:
        say("没有可以写进审核表的内容，没有写出文件。")
        return OK
    if _holds_replies(path, sheets):
        say(f"{path} 里有单位填写的回复，没有覆盖。请换一个文件名；要对照这些回复，加上 --previous {path}。")
        return OUTPUT
    if follow_up is not None:
        sheets = tuple(with_former(sheet, follow_up) for sheet in sheets)
    data, faults = _pdf(workspace, sheets, day) if path.suffix.lower() == _PDF else (_workbook(sheets, day), [])
    report(faults)
    return write(path, data) if data else OUTPUT


def _holds_replies(path: Path, sheets: "Sequence[Sheet]") -> bool:
    """Whether a file that would be replaced holds replies that the new sheets do not have."""
    if path.suffix.lower() == _PDF or not path.exists():
        return False
    from jixiao.sheets.returned import read_returned

    known = {(row.number, row.reply) for sheet in sheets for row in sheet.remarks}
    returned, _ = read_returned(path)
    return any(one.reply and (one.number, one.reply) not in known for one in returned.answers)


def _workbook(sheets: "Sequence[Sheet]", day: date) -> bytes:
    from jixiao.sheets.review_xlsx import review_xlsx

    return review_xlsx(sheets, day)


def _pdf(workspace: Workspace, sheets: "Sequence[Sheet]", day: date) -> "tuple[bytes, Sequence[Diagnostic]]":
    from jixiao.sheets.review_pdf import review_pdf

    press, faults = sheet_press(workspace)
    if press is None:
        return b"", faults
    data, more = review_pdf(sheets, day, press)
    return data, [*faults, *more]


def sheet_press(workspace: Workspace) -> "tuple[Press | None, Sequence[Diagnostic]]":
    """What sheets are typeset with: the fonts and engine of this workspace; None where it has no fonts to use."""
    from jixiao.build.state import machine_folder
    from jixiao.diagnostics import has_errors
    from jixiao.sheets.review_pdf import Press
    from jixiao.typeset.engine import Engine
    from jixiao.typeset.fonts import choose

    cache = machine_folder(workspace.root / workspace.config.output)
    fonts, faults = choose(workspace.config.font_mode, workspace.config.fonts, workspace.root, cache)
    if fonts is None or has_errors(faults):
        return None, faults
    return Press(workspace, fonts, Engine(fonts, cache / "empty")), faults
