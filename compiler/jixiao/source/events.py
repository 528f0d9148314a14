"""The parser's events to a node tree, without recursion, noting whatever needs a closer look.

The C parser accepts more than this source format does. What it lets through (folded lines, anchors, a second document,
a repeated key …) is noted as a `Note`; the caller decides whether that is worth the line scanner or is a fault itself.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from jixiao.source.nodes import Entry, Keys, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable

#: A comment that cuts a text: `#` after a blank, with no blank after it.
CUT = r"[ \t]#+[^\s#]"

#: A value that begins with a comparison sign of two characters.
SIGNS = r"[:-][ \t]+(?:[<＜][=＝]|[=＝][<>＜＞]|＞[=＝])"

#: Levels of nesting that a source may have; the deepest of the format is six.
DEPTH_LIMIT = 50


class Note(NamedTuple):
    """Something about the text that a valid source does not have.

    `kind`: `doubt` (look closer), `anchor`, `alias`, `tag`, `directive`, `document`, `folded`, `lines`, `duplicate`,
    `deep`, `key`, `escape`. `other` is the offset of the first of two places, or -1.
    """

    kind: str
    start: int
    end: int
    other: int = -1


class Problem(NamedTuple):
    """Where the parser gave up, in its own words; `context` is where the thing it was reading began (-1: unknown)."""

    words: str
    place: int
    context: int


class Built(NamedTuple):
    """What the events gave: a tree (None: nothing or not readable), notes, and the problem that ended it."""

    root: Node | None
    notes: list[Note]
    problem: Problem | None


class ParserMissingError(RuntimeError):
    """The installation lacks the C parser: nothing can be read correctly or quickly enough."""

    def __init__(self) -> None:
        """Say in office words what to do; the command line shows this text as it is."""
        super().__init__("安装不完整：缺少 YAML 解析组件（ruamel.yaml.clib）。请重新安装 jixiao。")


class _Open:
    """A mapping or sequence that is still being read."""

    __slots__ = ("allowed", "flow", "key", "mapping", "name", "parts", "start")

    def __init__(self, name: str, start: int, allowed: frozenset[str] | None, mapping: bool, flow: bool) -> None:  # noqa: FBT001
        self.name = name
        self.start = start
        self.allowed = allowed
        self.mapping = mapping
        self.flow = flow
        self.key: Scalar | None = None
        self.parts: list[Any] = []


def build(text: str, keys: Keys) -> Built:
    """Read the first document of a text.

    Raises:
        ParserMissingError: the C parser is not installed.
    """
    try:
        from ruamel.yaml import cyaml, error, events
    except ImportError:
        raise ParserMissingError from None
    if getattr(cyaml, "CParser", None) is None:
        raise ParserMissingError
    builder = _Builder(text, keys, events)
    try:
        builder.run(cyaml.CParser(text).get_event)
    except error.MarkedYAMLError as caught:
        mark, context = caught.problem_mark, caught.context_mark
        builder.problem = Problem(
            " ".join(filter(None, (caught.context, caught.problem))),
            len(text) if mark is None else mark.index,
            -1 if context is None else context.index,
        )
    except (error.YAMLError, UnicodeError) as caught:
        builder.problem = Problem(str(caught), -1, -1)
    return Built(None if builder.problem else builder.root, builder.notes, builder.problem)


class _Builder:
    """The state of one reading: a stack of open collections and the notes so far."""

    def __init__(self, text: str, keys: Keys, events: Any) -> None:  # noqa: ANN401 (module of an untyped library)
        self.text = text
        self.keys = keys
        self.classes = events
        self.root: Node | None = None
        self.notes: list[Note] = []
        self.problem: Problem | None = None
        self.stack: list[_Open] = []
        self.documents = 0
        self.leaves = (keys if keys.leaves else keys.with_leaves()).leaves

    def run(self, get_event: "Callable[[], Any]") -> None:  # noqa: C901 - the hot loop of every build, kept in one piece
        """Take events until the stream ends or the text turns out to be hopeless."""
        classes, text, notes, stack = self.classes, self.text, self.notes, self.stack
        scalar, mapping, sequence = classes.ScalarEvent, classes.MappingStartEvent, classes.SequenceStartEvent
        mapping_end, sequence_end = classes.MappingEndEvent, classes.SequenceEndEvent
        make: Any = tuple.__new__  # a NamedTuple's own constructor costs twice as much
        above: _Open | None = None
        while True:
            event = get_event()
            kind = type(event)
            if kind is scalar:
                first, last = event.start_mark, event.end_mark
                start = first.index
                node = make(Scalar, (event.value, start, last.index, event.style or ""))
                if node.style or first.line != last.line or event.anchor is not None or event.ctag is not None:
                    node = self._special(event, node)
                if above is None or not above.mapping:
                    self._attach(node)
                elif above.key is None:
                    above.key = node
                    if above.allowed is not None and node.text not in above.allowed:
                        notes.append(Note("doubt", start, node.end))
                else:
                    key = above.key
                    above.key = None
                    above.parts.append(make(Entry, (key, node)))
                    if start > key.end + 2 and not node.style and "\n" in text[key.end : start].replace("\r", "\n"):
                        notes.append(Note("doubt", start, node.end))
                continue
            if kind is mapping_end or kind is sequence_end:
                self._close()
            elif kind is mapping or kind is sequence:
                self._open(event, mapping=kind is mapping)
                if len(stack) > DEPTH_LIMIT:
                    self.root = None
                    return
            elif kind is classes.StreamEndEvent or not self._rare(event, kind):
                return
            above = stack[-1] if stack else None

    def _rare(self, event: Any, kind: type) -> bool:  # noqa: ANN401
        """Documents and aliases; False ends the reading."""
        start, end = event.start_mark.index, event.end_mark.index
        if kind is self.classes.DocumentStartEvent:
            self.documents += 1
            if event.version or event.tags:
                self.notes.append(Note("directive", start, end))
            if self.documents > 1:
                self.notes.append(Note("document", start, end))
                return False
        elif kind is self.classes.AliasEvent:
            self.notes.append(Note("alias", start, end))
            self._attach(Scalar(self.text[start:end], start, end, ""))
        return True

    def _special(self, event: Any, node: Scalar) -> Scalar:  # noqa: ANN401
        """A text that is not plain on one line: note what a valid source does not have."""
        _, start, end, style = node
        if event.anchor is not None or event.ctag is not None:
            self._property(event, start, end)
        if style in ("|", ">"):
            end = start + len(self.text[start:end].rstrip())
            if style == ">":
                self.notes.append(Note("folded", start, end))
            elif self.text[start + 1 : start + 2].isdigit() or self.text[start + 2 : start + 3].isdigit():
                self.notes.append(Note("doubt", start, end))
            return node._replace(end=end)
        if event.start_mark.line != event.end_mark.line:
            self.notes.append(Note("lines", start, end))
        elif style == '"' and "\\" in self.text[start:end]:
            self.notes.append(Note("escape", start, end))
        return node

    def _property(self, event: Any, start: int, end: int) -> None:  # noqa: ANN401
        if event.anchor is not None:
            self.notes.append(Note("anchor", start, end))
        if event.ctag is not None:
            self.notes.append(Note("tag", start, end))

    def _open(self, event: Any, *, mapping: bool) -> None:  # noqa: ANN401
        start = event.start_mark.index
        if event.anchor is not None or event.ctag is not None:
            self._property(event, start, event.end_mark.index)
        keys, stack = self.keys, self.stack
        name = ""
        if stack:
            above = stack[-1]
            key = above.key
            name = above.name if key is None else key.text
            if (
                name in self.leaves
                or (above.mapping and key is None)
                or (not mapping and (not above.mapping or (keys.lists and name not in keys.lists)))
            ):
                self.notes.append(Note("doubt", start, start))
        flow = event.flow_style is True and self.text[start : start + 1] in ("{", "[")
        if flow:
            self.notes.append(Note("doubt", start, start))
        allowed = None if name in keys.free else keys.children.get(name, keys.all)
        stack.append(_Open(name, start, allowed, mapping, flow))
        if len(stack) > DEPTH_LIMIT:
            self.notes.append(Note("deep", start, start + 1))

    def _close(self) -> None:
        done = self.stack.pop()
        parts, start = done.parts, done.start
        if done.mapping:
            if len(parts) == 1:
                if self.stack and not self.stack[-1].mapping:
                    self._single(self.stack[-1].parts, parts[0].key)
            elif len({entry.key.text for entry in parts}) != len(parts):
                parts = self._unique(parts)
            end = max(parts[-1].key.end, parts[-1].value.end) if parts else start
            node: Node = Mapping(tuple(parts), start, end, done.flow)
        else:
            end = max(parts[-1].end, start) if parts else start
            node = Sequence(tuple(parts), start, end, done.flow)
        if done.flow:
            node = node._replace(end=self._flow_end(end))
        self._attach(node)

    def _single(self, above: list[Any], key: Scalar) -> None:
        """A row of one field, and no row above it has that field: perhaps a dash too many."""
        last = above[-1] if above else None
        if type(last) is Mapping and all(entry.key.text != key.text for entry in last.entries):
            self.notes.append(Note("doubt", key.start, key.end))

    def _flow_end(self, end: int) -> int:
        """The offset after the closing bracket: the first one after the last part (comments aside)."""
        closing = [at for at in (self.text.find("}", end), self.text.find("]", end)) if at >= 0]
        return min(closing) + 1 if closing else end

    def _unique(self, entries: list[Entry]) -> list[Entry]:
        seen: dict[str, Scalar] = {}
        kept = []
        for entry in entries:
            first = seen.setdefault(entry.key.text, entry.key)
            if first is entry.key:
                kept.append(entry)
            else:
                self.notes.append(Note("duplicate", entry.key.start, entry.key.end, first.start))
        return kept

    def _attach(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            if type(node) is not Mapping:
                self.notes.append(Note("doubt", node.start, node.end))
            return
        above = self.stack[-1]
        if not above.mapping:
            above.parts.append(node)
            if type(node) is Scalar and (
                above.name in self.keys.children or (not node.style and (":" in node.text or "：" in node.text))
            ):
                self.notes.append(Note("doubt", node.start, node.end))
        elif above.key is None:
            self.notes.append(Note("key", node.start, node.end))
            above.key = (
                node if type(node) is Scalar else Scalar(self.text[node.start : node.end], node.start, node.end, "")
            )
        else:
            above.parts.append(Entry(above.key, node))
            above.key = None
