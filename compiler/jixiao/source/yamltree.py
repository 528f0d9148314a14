"""A source file to its node tree and every fault of its writing: the door of this room.

A valid file takes the fast way: line by line where it is plain, else the C parser's events, one tree, one search for
cut-off text. Anything odd sends it through the line scanner, which explains mistakes in office words, repairs them in memory and has the text parsed again,
so that one run reports all faults and the decoder still gets a tree.
"""

import re

from jixiao.diagnostics import Diagnostic, SourceText, Span, fault
from jixiao.source.encoding import read
from jixiao.source.events import CUT, SIGNS, build
from jixiao.source.nodes import Entry, Keys, Mapping, Node, Scalar, Sequence
from jixiao.source.plain import read_plain

__all__ = ["Entry", "Keys", "Mapping", "Node", "Scalar", "Sequence", "parse", "read"]


def parse(source: SourceText, keys: Keys) -> tuple[Node | None, list[Diagnostic]]:
    """Read the one document of a source.

    Never raises for any text. The tree is that of the text with its mistakes corrected, with the places of the
    original; None where nothing could be read. Faults are in the order of their places.

    Raises:
        ParserMissingError: the installation lacks the C parser.
    """
    text = source.text
    tree = read_plain(text, keys)
    if tree is not None and not _hides(text, keys):
        return tree, []
    built = build(text, keys)
    # Without a vocabulary (a layout.yaml) no key can be doubted.
    notes = built.notes if keys.all else [note for note in built.notes if note.kind != "doubt"]
    if built.problem is None and not notes and built.root is not None and not _hides(text, keys):
        return built.root, []
    from jixiao.source.explain import explain

    root, found = explain(source, keys, built)
    if not found and (root is None or (isinstance(root, Scalar) and not root.text)):
        return None, [
            fault("JX005", "文件是空的，没有任何内容", Span(source, 0, 0), hint="请按手册的样例填写，或删去这个文件。")
        ]
    return root, found


def _hides(text: str, keys: Keys) -> bool:
    """Whether something may be meant in another way than the parser reads it: a cut text, a comparison sign."""
    if "#" in text and re.search(CUT, text) is not None:
        return True
    return bool(keys.all) and ("=" in text or "＝" in text) and re.search(SIGNS, text) is not None
