"""The files of layouts, read once a run: documents of one form share them, with their templates compiled once."""

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from jixiao.diagnostics import Diagnostic, fault
from jixiao.source.workspace import Workspace, layout_files, layout_folders

if TYPE_CHECKING:
    from jixiao.layout.templates import Templates

#: Files of a layout folder that the engine has no use for.
_NOT_FOR_ENGINE = (".j2", ".yaml", ".md")


class Kept(NamedTuple):
    """One layout as the engine and the build state need it.

    Attributes:
        files: what the engine is given, bundle path → content.
        templates: the templates, ready to render.
        names: bundle path → name as people see it.
        digests: path on disk → SHA-256, of all files of the layout.
    """

    files: dict[str, bytes]
    templates: "Templates"
    names: dict[str, str]
    digests: dict[str, str]


class Shelf:
    """Layouts by name, filled as documents ask for them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._kept: dict[str, tuple[Kept | None, list[Diagnostic]]] = {}

    def layout(self, name: str) -> tuple[Kept | None, list[Diagnostic]]:
        """The layout, or None with its faults."""
        if name not in self._kept:
            self._kept[name] = self._read(name)
        return self._kept[name]

    def _read(self, name: str) -> tuple[Kept | None, list[Diagnostic]]:
        from jixiao.layout.templates import Templates

        paths = layout_files(self._workspace, name)
        names = {key: self._workspace.shown(path) for key, path in paths.items()}
        try:
            contents = {key: path.read_bytes() for key, path in paths.items()}
        except OSError as error:
            message = f"版式文件读不出来（{error.strerror}）"
            return None, [fault("JX038", message, file=str(error.filename), hint="请检查版式文件夹。")]
        texts, faults = _texts(contents, names)
        if faults:
            return None, faults
        shown = self._workspace.shown(layout_folders(self._workspace)[name])
        start = f"{name}/"
        templates = {key.removeprefix(start): text for key, text in texts.items() if key.endswith(".j2")}
        files = {key: data for key, data in contents.items() if not key.endswith(_NOT_FOR_ENGINE)}
        digests = {str(paths[key]): hashlib.sha256(data).hexdigest() for key, data in contents.items()}
        return Kept(files, Templates(templates, shown), names, digests), []


def _texts(contents: dict[str, bytes], names: dict[str, str]) -> tuple[dict[str, str], list[Diagnostic]]:
    """The files as text: the engine takes nothing else, so a picture has no place in a layout folder."""
    texts: dict[str, str] = {}
    faults = []
    for name, data in contents.items():
        try:
            texts[name] = data.decode()
        except UnicodeDecodeError:
            hint = "文字文件请另存为 UTF-8 编码；图片等其他文件请移出版式文件夹。"
            faults.append(fault("JX038", "版式文件不是 UTF-8 编码的文字", file=names[name], hint=hint))
    return texts, faults
