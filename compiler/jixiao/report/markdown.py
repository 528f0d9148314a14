"""Text of users inside Markdown: shown as typed, on one line, in a cell of a table, without calling anybody."""

import re
from html import escape

_SIGNS = re.compile(r"[\\`*_\[\]~|]")
#: `#12` would point to an issue, `@name` would call somebody.
_CALLS = re.compile(r"([@#])(?=[0-9A-Za-z])")
_COMMENT = r"\1<!-- -->"


def plain(text: str) -> str:
    """Text that Markdown leaves alone; no HTML, no end of a cell, no line end."""
    safe = _SIGNS.sub(r"\\\g<0>", escape(" ".join(text.split()), quote=False))
    return _CALLS.sub(_COMMENT, safe).replace("$", "<span>$</span>")
