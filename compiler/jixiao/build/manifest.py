"""`manifest.json`: what a PDF was made from and with. Holds no fact of the machine, so it is the same everywhere."""

import hashlib
import json
from pathlib import Path
from time import gmtime, strftime
from typing import TYPE_CHECKING, Any, NamedTuple

from jixiao import __version__
from jixiao.build.bundle import GENERATED

if TYPE_CHECKING:
    from jixiao.model.load import Input
    from jixiao.typeset.fonts import FontSet

ENGINE = "typst 0.15.2"


class Printed(NamedTuple):
    """A finished document for its manifest: file name, bytes, pages, and the PDF's date in Unix seconds."""

    name: str
    pdf: bytes
    pages: int
    timestamp: int


def manifest(  # noqa: PLR0913, PLR0917 - a manifest names everything that took part
    layout: str,
    files: dict[str, bytes],
    fonts: "FontSet",
    digests: dict[str, str],
    inputs: "tuple[Input, ...]",
    made: Printed,
) -> bytes:
    """The manifest (design.md §7). `files` is the bundle, `digests` gives the SHA-256 of font files by path."""
    own = (name.encode() + b"\0" + data for name, data in sorted(files.items()) if name not in GENERATED)
    content: dict[str, Any] = {
        "schema_version": "1.0",
        "tool": f"jixiao {__version__}",
        "engine": ENGINE,
        "layout": {"name": layout, "sha256": hashlib.sha256(b"\0".join(own)).hexdigest()},
        "fonts": [
            {
                "role": chain.role,
                "family": face.family,
                "file": Path(face.path).name,
                "sha256": digests.get(face.path, ""),
            }
            for chain in fonts.chains
            for face in chain.faces
        ],
        "sources": [{"path": one.path, "sha256": one.sha256} for one in inputs],
        "artifacts": [{"path": made.name, "sha256": hashlib.sha256(made.pdf).hexdigest(), "pages": made.pages}],
        "timestamp": strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(made.timestamp)),
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"
