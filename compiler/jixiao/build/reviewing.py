"""What the checker says about a document that is being built: counts beside the result, or a refusal (`--strict`).

The review runs beside the engine, which needs no interpreter lock, so that a build pays next to nothing for it.
"""

from typing import TYPE_CHECKING, NamedTuple

from jixiao.diagnostics import ERROR, INFO, WARNING, Diagnostic
from jixiao.source.workspace import DepartmentYear, Workspace

if TYPE_CHECKING:
    from jixiao.check.finding import Report
    from jixiao.check.run import Desk
    from jixiao.model.load import Loaded


class Counts(NamedTuple):
    """How many findings count, by level; `broken`: rules that failed, profiles and 审核.yaml that cannot be read."""

    errors: int = 0
    warnings: int = 0
    infos: int = 0
    broken: int = 0

    @property
    def forbids(self) -> bool:
        """Whether `--strict` refuses to publish: errors, or a review that could not be made properly."""
        return bool(self.errors or self.broken)


class Verdict(NamedTuple):
    """The review of a document: its counts, the faults of profiles and 审核.yaml that make it unsure, and all of it."""

    counts: Counts
    faults: tuple[Diagnostic, ...]
    report: "Report"


class Reviewer:
    """Reviews the documents of a run; the rules and their layers are read with the first."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._desk: Desk | None = None

    def review(self, place: DepartmentYear, loaded: "Loaded") -> Verdict:
        """Review a document whose sources are read."""
        from jixiao.check.run import report_on
        from jixiao.model.review import load_review

        desk = self._open()
        accepted = load_review(self._workspace, place)
        report = report_on(desk, place.label, loaded, accepted)
        faults = (*desk.layers.faults, *accepted.faults)
        return Verdict(_counts(report, faults), faults, report)

    def _open(self) -> "Desk":
        from datetime import date

        from jixiao.check.run import open_desk

        if self._desk is None:
            today = date.today()  # noqa: DTZ011 - the reviewer's own calendar day
            self._desk = open_desk(self._workspace, today, self._workspace.config.profile)
        return self._desk


class Beside:
    """A review that runs in a thread of its own, or (`late`) when it is asked for.

    `wait` gives its verdict or raises what went wrong.
    """

    def __init__(self, reviewer: Reviewer, place: DepartmentYear, loaded: "Loaded", *, late: bool = False) -> None:
        from threading import Thread

        self._verdict: Verdict | None = None
        self._error: Exception | None = None
        self._thread = Thread(target=self._run, args=(reviewer, place, loaded), daemon=True)
        self._late = late
        if not late:
            self._thread.start()

    def _run(self, reviewer: Reviewer, place: DepartmentYear, loaded: "Loaded") -> None:
        try:
            self._verdict = reviewer.review(place, loaded)
        except Exception as error:  # noqa: BLE001 - raised again where somebody waits for it
            self._error = error

    def wait(self) -> Verdict:
        """The verdict.

        Raises:
            Exception: what stopped the review.
        """
        if self._late and self._verdict is None:
            self._thread.run()
        elif not self._late:
            self._thread.join()
        if self._verdict is None:
            raise self._error or RuntimeError
        return self._verdict


def _counts(report: "Report", faults: tuple[Diagnostic, ...]) -> Counts:
    levels = [one.level for one in report.findings if one.counts]
    broken = len(report.crashes) + sum(one.severity == ERROR for one in faults)
    return Counts(levels.count(ERROR), levels.count(WARNING), levels.count(INFO), broken)
