"""What a build is asked for, what becomes of a document, and where its outputs go."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jixiao.build.inputs import Inputs
from jixiao.diagnostics import Diagnostic
from jixiao.source.workspace import DepartmentYear

if TYPE_CHECKING:
    from jixiao.build.finish import Left
    from jixiao.build.reviewing import Counts
    from jixiao.check.finding import Report
    from jixiao.model.document import Department
    from jixiao.model.load import Loaded


class Options(NamedTuple):
    """What a build is asked for.

    Attributes:
        output: the folder that takes `<department>/<year>/…`.
        fonts: embedded | auto | system.
        public: leave out projects with 公开: 否.
        force: build even if nothing changed.
        jobs: processes for many documents; 0 lets the program choose.
        strict: publish nothing while the checker finds errors.
    """

    output: Path
    fonts: str = "auto"
    public: bool = False
    force: bool = False
    jobs: int = 0
    strict: bool = False

    def identity(self) -> dict[str, str]:
        """What else than the inputs decides what is made.

        Not `strict`: it decides whether, and a fresh document is asked by its counts.
        """
        return {"fonts": self.fonts, "public": str(self.public), "epoch": os.environ.get("SOURCE_DATE_EPOCH", "")}


class Made(NamedTuple):
    """What a document was made of: its sources as read, and the review, where there was one."""

    loaded: "Loaded"
    report: "Report | None" = None


class Result(NamedTuple):
    """What became of one department-year.

    Attributes:
        label: `huailai-jiguan/2025`.
        pdf: path of the PDF as shown to people; empty where none was made.
        pages: its pages.
        seconds: how long it took.
        faults: everything found, sorted.
        fresh: True where nothing had to be done.
        warnings: where `fresh`, how many remarks the last build made.
        unprinted: fields of the sources that this form does not print.
        counts: what the checker counted; None where it was not asked.
        refused: `--strict` and the checker found errors.
        inputs: everything that decided what was made, or that it was not; None where nothing was looked at.
        made: what it was made of, where a press stays and somebody may want to see it.
        left: what is still to be done, where another process makes the documents than the one that answers for them.
    """

    label: str
    pdf: str = ""
    pages: int = 0
    seconds: float = 0.0
    faults: tuple[Diagnostic, ...] = ()
    fresh: bool = False
    warnings: int = 0
    unprinted: tuple[str, ...] = ()
    inputs: Inputs | None = None
    counts: "Counts | None" = None
    refused: bool = False
    made: "Made | None" = None
    left: "Left | None" = None


class Artifacts(NamedTuple):
    """Where the outputs of a document go; the public edition keeps its own manifest and bundle."""

    folder: Path
    pdf: Path
    manifest: Path
    bundle: Path


def artifacts(options: Options, place: DepartmentYear, department: "Department") -> Artifacts:
    """The output paths of a document (design.md §6, §7)."""
    folder = options.output / place.folder / place.year
    name = department.organ.name.text if department.organ.name else place.folder
    stage = "" if department.is_final else f"（{department.stage_name}稿）"
    edition = "（公开版）" if options.public else ""
    tag = "-public" if options.public else ""
    pdf = folder / f"{name}{department.year.text}年度绩效目标{stage}{edition}.pdf"
    return Artifacts(folder, pdf, folder / f"manifest{tag}.json", folder / f"typst{tag}")
