"""A source file to its node tree and every fault of its writing: the door of this room.

A valid file takes the fast way: the C parser's events, one tree, one search for cut-off text. Anything odd sends it
through the line scanner, which explains mistakes in office words, repairs them in memory and has the text parsed again,
so that one run reports all faults and the decoder still gets a tree.
"""

from jixiao.diagnostics import Diagnostic, SourceText, Span, fault
from jixiao.source.encoding import read
from jixiao.source.events import build
from jixiao.source.nodes import Entry, Keys, Mapping, Node, Scalar, Sequence

__all__ = ["Entry", "Keys", "Mapping", "Node", "Scalar", "Sequence", "parse", "read"]


def parse(source: SourceText, keys: Keys) -> tuple[Node | None, list[Diagnostic]]:
    """Read the one document of a source; never raises for any text."""
    built = build(source.text, keys)
    if built.problem:
        place = max(built.problem.place, 0)
        return None, [fault("JX006", "这一处无法读懂", Span(source, place, place + 1))]
    return built.root, []
