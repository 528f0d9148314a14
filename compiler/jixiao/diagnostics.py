"""Faults as values: where in which source text, how bad, what is wrong and what to do.

This room knows no YAML, no form and no terminal. Everything above it returns `Diagnostic` values instead of raising, so
that one run can report all faults of all files.

Records here and above are `NamedTuple`s: immutable, and cheap both to define (start-up is part of every build) and to
make (one value per scalar of every source).
"""

from bisect import bisect_right
from typing import NamedTuple

ERROR = "error"
WARNING = "warning"
INFO = "info"

#: Every code of reading, decoding and building: code -> (English name, severity). Codes are never reused.
FAULTS: dict[str, tuple[str, str]] = {
    "JX001": ("unreadable-file", ERROR),
    "JX002": ("file-too-large", ERROR),
    "JX003": ("not-utf-8", ERROR),
    "JX004": ("invisible-character", ERROR),
    "JX005": ("empty-file", ERROR),
    "JX006": ("not-yaml", ERROR),
    "JX007": ("colon", ERROR),
    "JX008": ("leading-space", ERROR),
    "JX009": ("level", ERROR),
    "JX010": ("needs-quotes", ERROR),
    "JX011": ("quotes", ERROR),
    "JX012": ("yaml-feature", ERROR),
    "JX013": ("several-documents", ERROR),
    "JX014": ("duplicate-key", ERROR),
    "JX015": ("too-deep", ERROR),
    "JX016": ("several-lines", ERROR),
    "JX017": ("flow-style", ERROR),
    "JX018": ("cut-by-comment", WARNING),
    "JX019": ("skipped-file", WARNING),
    "JX020": ("outside-workspace", ERROR),
    "JX021": ("unknown-key", ERROR),
    "JX022": ("form-word-as-key", ERROR),
    "JX023": ("wrong-shape", ERROR),
    "JX024": ("missing-field", ERROR),
    "JX025": ("not-a-number", ERROR),
    "JX026": ("too-many-decimals", ERROR),
    "JX027": ("not-a-choice", ERROR),
    "JX028": ("not-a-date", ERROR),
    "JX029": ("year-folder", ERROR),
    "JX030": ("unknown-layout", ERROR),
    "JX031": ("duplicate-project", ERROR),
    "JX032": ("duplicate-indicator", ERROR),
    "JX033": ("unknown-level2", ERROR),
    "JX034": ("typed-goal-number", WARNING),
    "JX035": ("no-glyph", ERROR),
    "JX036": ("drawn-checkbox", ERROR),
    "JX037": ("unsafe-name", ERROR),
    "JX038": ("layout-manifest", ERROR),
    "JX039": ("layout-error", ERROR),
    "JX040": ("output", ERROR),
    "JX041": ("incomplete-department", ERROR),
    "JX042": ("config", ERROR),
    "JX043": ("missing-dash", ERROR),
    "JX044": ("font", ERROR),
    "JX045": ("nothing-public", WARNING),
    "JX046": ("half-sentence-goal", WARNING),
    "JX047": ("tab-in-text", WARNING),
    "JX048": ("profile", ERROR),
    "JX049": ("returned-sheet", ERROR),
    # Hygiene of 说明, 采纳 and the baseline.
    "JX050": ("note-unknown-rule", WARNING),
    "JX051": ("note-matches-nothing", WARNING),
    "JX052": ("note-short-reason", WARNING),
    "JX053": ("acceptance-unknown-rule", WARNING),
    "JX054": ("acceptance-matches-nothing", WARNING),
    "JX055": ("acceptance-expired", WARNING),
    "JX056": ("acceptance-incomplete", WARNING),
    "JX057": ("acceptance-not-allowed", WARNING),
    "JX058": ("baseline-entry-gone", WARNING),
    "JX059": ("baseline-grown", WARNING),
    # Comparing years.
    "JX060": ("project-link", ERROR),
    # Taking in files of other programs.
    "JX061": ("import-file", ERROR),
    "JX062": ("import-notice", WARNING),
}


class SourceText:
    """The decoded text of one file and the way from character offsets to lines and columns.

    Attributes:
        path: the name shown to people: posix style, relative to the workspace where possible.
        text: the whole text without a byte order mark; line ends as in the file.
    """

    __slots__ = ("_starts", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        """Keep the text; line starts are worked out on the first question."""
        self.path = path
        self.text = text
        self._starts: list[int] | None = None

    def starts(self) -> list[int]:
        """Offsets at which the lines begin (LF, CRLF and lone CR end a line, nothing else does)."""
        if self._starts is None:
            self._starts = _line_starts(self.text)
        return self._starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1; a column counts characters."""
        starts = self.starts()
        row = bisect_right(starts, max(offset, 0)) - 1
        return row + 1, offset - starts[row] + 1

    def line(self, number: int) -> str:
        """The text of a line (from 1) without its end; empty where there is no such line."""
        starts = self.starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column (both from 1), the inverse of `position`."""
        return self.starts()[line - 1] + column - 1


def _line_starts(text: str) -> list[int]:
    starts = [0]
    at = text.find("\n")
    if "\r" not in text:
        while at >= 0:
            starts.append(at + 1)
            at = text.find("\n", at + 1)
        return starts
    for index, char in enumerate(text):
        if char == "\n" or (char == "\r" and text[index + 1 : index + 2] != "\n"):
            starts.append(index + 1)
    return starts


class Span(NamedTuple):
    """A stretch of a source: `source.text[start:end]`, offsets in characters."""

    source: SourceText
    start: int
    end: int


class Related(NamedTuple):
    """A second place that a fault speaks of, with a few words on what is there."""

    message: str
    span: Span


class Diagnostic(NamedTuple):
    """One fault.

    Attributes:
        code: a key of `FAULTS` (or a rule code of the checker).
        severity: `ERROR`, `WARNING` or `INFO`.
        message: what is wrong, in Chinese office words, one line.
        hint: what to do about it, one line or several; empty where the message says it all.
        span: where; None for a fault of a file as a whole.
        file: the file where `span` is None.
        related: other places involved.
    """

    code: str
    severity: str
    message: str
    hint: str = ""
    span: Span | None = None
    file: str = ""
    related: tuple[Related, ...] = ()

    @property
    def name(self) -> str:
        """The file this fault belongs to, as shown to people."""
        return self.span.source.path if self.span else self.file

    @property
    def sort_key(self) -> tuple[str, int, str]:
        """Order of reports: by file, place, code."""
        return self.name, self.span.start if self.span else -1, self.code


def fault(  # noqa: PLR0913 - all but two by name
    code: str,
    message: str,
    span: Span | None = None,
    *,
    hint: str = "",
    file: str = "",
    related: tuple[Related, ...] = (),
) -> Diagnostic:
    """Make the diagnostic of a code with the severity that `FAULTS` gives it."""
    return Diagnostic(code, FAULTS[code][1], message, hint, span, file, related)


def has_errors(diagnostics: "list[Diagnostic] | tuple[Diagnostic, ...]") -> bool:
    """Tell whether any of them forbids going on."""
    return any(one.severity == ERROR for one in diagnostics)


def reason_of(error: OSError) -> str:
    """Say in Chinese why the operating system refused."""
    import errno

    known = {
        errno.ENOSPC: "磁盘已满",
        errno.EDQUOT: "磁盘配额已用完",
        errno.EACCES: "没有写入权限",
        errno.EPERM: "没有写入权限",
        errno.EROFS: "磁盘是只读的",
        errno.EIO: "磁盘读写出错",
        errno.ENAMETOOLONG: "文件名太长",
        errno.ENOTDIR: "路径中有一段不是文件夹",
        errno.ENOENT: "没有这个文件或文件夹",
        errno.EISDIR: "同名的是一个文件夹",
        errno.EEXIST: "路径中有一段不是文件夹",
    }
    number = error.errno if error.errno is not None else -1
    return known.get(number, f"系统错误 {number}（{error.strerror}）")
