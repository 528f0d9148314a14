"""What every sheet gives the engine: fonts, the library of sheets, texts as literals; and the check of its characters."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jixiao.diagnostics import Diagnostic, fault
from jixiao.layout.flow import segments
from jixiao.markup import array, string

if TYPE_CHECKING:
    from jixiao.source.workspace import Workspace
    from jixiao.typeset.fonts import FontSet

LIBRARY, MARKS = "common/sheet.typ", "common/marks.typ"
#: The library, the marks of the 对照表, and what they import.
_FILES = (LIBRARY, MARKS, "common/text.typ")


class Printed(NamedTuple):
    """A text of a sheet, the role of its font, and where it stands, for people."""

    text: str
    role: str
    where: str


def value(text: str) -> str:
    """A text of one line as a printed value."""
    return array(map(string, ("", *segments(text)))) if text else array([string("")])


def lines(text: str) -> str:
    """A text of any number of lines as a cell."""
    return array(value(line) for line in text.split("\n"))


def library(workspace: "Workspace | None") -> tuple[dict[str, bytes], dict[str, str], list[Diagnostic]]:
    """The files of the library, the names that people know them by, and faults."""
    from jixiao.source.workspace import layout_files

    paths: dict[str, Path] = {key: path for key, path in layout_files(workspace, "common").items() if key in _FILES}
    names = {key: workspace.shown(path) if workspace else path.name for key, path in paths.items()}
    try:
        return {key: path.read_bytes() for key, path in paths.items()}, names, []
    except OSError as error:
        message = f"版式文件读不出来（{error.strerror}）"
        return {}, names, [fault("JX038", message, file=str(error.filename), hint="请检查版式文件夹。")]


def setup(fonts: "FontSet") -> bytes:
    """What the library asks for: the fonts, and that no page of a sheet is looked at while it is written."""
    return f"{fonts.setup()}#let 预览 = false\n".encode()


def lost_characters(printed: Iterable[Printed], fonts: "FontSet", hint: str) -> list[Diagnostic]:
    """A fault for each character that no font of its role has."""
    from jixiao.typeset.fonts import missing

    found: dict[tuple[str, str], str] = {}
    for text, role, where in printed:
        for char in missing(fonts, role, text.replace("\n", "")):
            found.setdefault((char, role), where)
    return [
        fault("JX035", f"字体里没有“{char}”（U+{ord(char):04X}）这个字", file=where, hint=_tried(fonts, role) + hint)
        for (char, role), where in found.items()
    ]


def _tried(fonts: "FontSet", role: str) -> str:
    families: Sequence[str] = [face.family for face in fonts.chain(role).faces]
    return f"找过的{role}字体：{'、'.join(families)}。"
