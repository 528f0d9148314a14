"""Typst in process: one set of fonts, one reused compiler, the same bytes for the same files.

The engine sees a dict of files and nothing else: its root is an empty folder, so that no text and no layout can read
anything of the machine.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import RLock, Thread
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from jixiao.diagnostics import Diagnostic, fault, reason_of
from jixiao.markup import array, string
from jixiao.typeset.fontreport import unknown_families
from jixiao.typeset.fonts import FontSet

if TYPE_CHECKING:
    import typst

#: What every PDF conforms to: archivable with attachments, and accessible.
STANDARDS = ("a-3a", "ua-1")
MAIN = "main.typ"
_PLACE = r"┌─ (?P<file>[^\n]+?):(?P<line>\d+):(?P<column>\d+)"
_PAGES = b"<xmpTPg:NPages>"


class Compiled(NamedTuple):
    """A PDF and its number of pages; `pdf` is empty where there are error faults."""

    pdf: bytes
    pages: int
    faults: tuple[Diagnostic, ...]


class Drawn(NamedTuple):
    """Pages as SVG texts; none where there are error faults."""

    pages: tuple[str, ...]
    faults: tuple[Diagnostic, ...]


class Engine:
    """A Typst compiler for one set of fonts; owns its caches, so keep one per process and font set.

    `root` is a folder that holds nothing; it is made on first use.
    """

    def __init__(self, fonts: FontSet, root: Path) -> None:
        self._wanted = fonts
        self._root = root
        self._lock = RLock()  # held while the compiler works: it does one thing at a time
        self._compiler: typst.Compiler | None = None
        self._faults: tuple[Diagnostic, ...] = ()

    def start(self) -> "typst.Compiler":
        """Load fonts and compiler, once; safe from several threads.

        Raises:
            OSError: the root cannot be made.
        """
        with self._lock:
            if self._compiler is None:
                self._compiler = self._load()
            return self._compiler

    def warm(self) -> None:
        """Start in a thread of its own, while this one imports what reading and templates need.

        A line in each font makes the engine open the fonts and build its tables: a seventh of the time of a small
        document, on a core that would idle. What fails here fails again, and is reported, when it is needed.
        """
        import typst

        def attempt() -> None:
            with self._lock, suppress(OSError, typst.TypstError):
                self.start().compile(input=cast("Any", {MAIN: self._specimen()}), format="pdf", timestamp=0)

        Thread(target=attempt, daemon=True).start()

    def _specimen(self) -> bytes:
        fonts = (
            f"#text(font:{array(map(string, (face.family for face in chain.faces)))},weight:{chain.weight})[预算100%，]"
            for chain in self._wanted.chains
        )
        return "\n".join(('#set text(lang: "zh", fallback: false)', *fonts)).encode()

    def _load(self) -> "typst.Compiler":
        import typst

        self._root.mkdir(parents=True, exist_ok=True)
        folders = list(self._wanted.folders)
        loaded = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
        self._faults = tuple(unknown_families(self._wanted, loaded.fonts()))
        return typst.Compiler(root=self._root, font_paths=loaded)

    def compile(self, files: Mapping[str, bytes], timestamp: int, shown: Mapping[str, str]) -> Compiled:
        """Typeset `files` (root-absolute path → content, entry `main.typ`).

        `timestamp` is the PDF's date in Unix seconds; `shown` gives the name that people know a bundle file by.
        """
        with self._lock:
            return self._compile(files, timestamp, shown)

    def draw(self, files: Mapping[str, bytes], timestamp: int, shown: Mapping[str, str]) -> Drawn:
        """The pages of `files` as pictures, for a screen."""
        import typst

        with self._lock:
            try:
                compiler = self.start()
                pages = compiler.compile(input=cast("Any", dict(files)), format="svg", timestamp=timestamp)
            except OSError as error:
                return Drawn((), (self._homeless(error),))
            except typst.TypstError as error:
                return Drawn((), (self._fault(error, shown),))
        many = pages if isinstance(pages, list) else [cast("bytes", pages)]
        return Drawn(tuple(page.decode() for page in many), ())

    def _homeless(self, error: OSError) -> Diagnostic:
        hint = "请检查输出文件夹的权限和位置，或用 -o 换一个输出文件夹。"
        message = f"不能建立工作用的文件夹：{reason_of(error)}"
        return fault("JX040", message, file=str(self._root.parent.parent), hint=hint)

    def _compile(self, files: Mapping[str, bytes], timestamp: int, shown: Mapping[str, str]) -> Compiled:
        try:
            compiler = self.start()
        except OSError as error:
            return Compiled(b"", 0, (self._homeless(error),))
        if self._faults:
            return Compiled(b"", 0, self._faults)
        import typst

        try:
            # A dict of files is the binding's best input and missing from its stubs; a test watches that it stays.
            pdf, warnings = compiler.compile_with_warnings(
                input=cast("Any", dict(files)),
                format="pdf",
                pdf_standards=cast("Any", list(STANDARDS)),
                timestamp=timestamp,
            )
        except typst.TypstError as error:
            return Compiled(b"", 0, (self._fault(error, shown),))
        data = cast("bytes", pdf)
        if warnings:
            return Compiled(b"", 0, tuple(self._fault(warning, shown) for warning in warnings))
        return Compiled(data, count_pages(data), ())

    def _fault(self, problem: "typst.TypstError | typst.TypstWarning", shown: Mapping[str, str]) -> Diagnostic:
        """An error or warning of the engine as ours: in which layout file and line it arose."""
        where = MAIN
        place = re.search(_PLACE, problem.diagnostic or "")
        if place:
            # The engine names files below its root folder, in whatever way it sees that folder.
            name = place["file"].rpartition(f"{self._root.name}/")[2]
            where = f"{shown.get(name, name)}:{place['line']}:{int(place['column']) + 1}"
        hints = "；".join(problem.hints)
        message = problem.message.removeprefix("assertion failed: ").replace(f"{self._root}/", "")
        return fault("JX039", f"排版程序报错：{message}", file=where, hint=hints or "请检查版式文件夹里的这一行。")


def count_pages(pdf: bytes) -> int:
    """The number of pages as the PDF's own metadata says (PDF/A keeps it uncompressed, at the end of the file)."""
    start = pdf.rfind(_PAGES) + len(_PAGES)
    return int(pdf[start : pdf.index(b"<", start)])
