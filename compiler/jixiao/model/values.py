"""Decoding one value by the kind that a field table gives it.

A `Reader` walks nodes and collects faults; it never stops at one. Its methods return None (or an empty tuple) where a
value cannot be used, and the fault says why.
"""

from collections.abc import Callable
from typing import NamedTuple

from jixiao.diagnostics import Diagnostic, SourceText, Span, fault
from jixiao.model import fields as kinds
from jixiao.model.document import Text
from jixiao.model.fields import Field, Record
from jixiao.model.hints import Hints
from jixiao.model.quantity import Refusal, parse_date, parse_year
from jixiao.source.yamltree import Entry, Mapping, Node, Scalar, Sequence

#: Signs that no free Chinese font has and that only a layout may draw (typography.md §7).
_DRAWN = "☑☒☐✓✔✗✘"


def reader_of(source: SourceText, hints: Hints) -> "Reader":
    """A reader of one file, with no faults yet."""
    return Reader(source, hints, [], any(map(source.text.__contains__, "\t" + _DRAWN)))


class Reader(NamedTuple):
    """What decoding one file needs.

    Attributes:
        source: its text.
        hints: the words for hints.
        faults: what was found so far.
        odd: whether the text holds any sign that needs a closer look (one that only a layout may draw, a tab).
    """

    source: SourceText
    hints: Hints
    faults: list[Diagnostic]
    odd: bool = True

    def span(self, node: "Node | Entry") -> Span:
        """The place of a node (of an entry: its key)."""
        at = node.key if isinstance(node, Entry) else node
        return Span(self.source, at.start, at.end)

    def complain(self, code: str, message: str, node: "Node | Entry", hint: str = "") -> None:
        """Record a fault at a node."""
        self.faults.append(fault(code, message, self.span(node), hint=hint))

    def entries(self, node: Node, table: Record) -> dict[str, Entry] | None:
        """The entries of a record by key; unknown keys are faults. None where there is no record at all."""
        if not isinstance(node, Mapping):
            self.wrong_shape(node, table)
            return None
        index = table.by_key
        known = {entry.key.text: entry for entry in node.entries}
        meant: set[str] = set()
        if not known.keys() <= index.keys():
            known = {key: entry for key, entry in known.items() if key in index}
            meant = {self._unknown(entry, table) for entry in node.entries if entry.key.text not in index}
        self._missing(node, table, known, meant)
        return known

    def _unknown(self, entry: Entry, table: Record) -> str:
        """Record a key that the table does not have; gives the key that is meant."""
        found, right = self.hints.unknown_key(self.span(entry), entry.key.text, table)
        self.faults.append(found)
        return right

    def _missing(self, node: Mapping, table: Record, known: dict[str, Entry], meant: set[str]) -> None:
        for field in table.duties:
            entry = known.get(field.key)
            if entry is not None:
                if field.needed and is_blank(entry.value):
                    self.complain("JX024", f"“{field.key}”没有内容", entry, self.hints.example(field))
            elif field.key not in meant:
                place = node.entries[0] if node.entries else node
                self.complain("JX024", f"{table.name}缺少“{field.key}”", place, self.hints.example(field))

    def wrong_shape(self, node: Node, table: Record, field: Field | None = None) -> None:
        """Record that something else stands where a record is due (with `field`: where the list of its records is)."""
        if isinstance(node, Sequence):
            self.complain("JX023", f"“{table.name}”下面不应分条", node, "去掉行首的“- ”，直接写“名称: 内容”各行。")
        else:
            text = node.text if isinstance(node, Scalar) else ""
            self.faults.append(self.hints.not_a_record(self.span(node), text, table, field))

    def text(self, node: Node, field: Field) -> Text | None:
        """A value of one line, or of several where the field is prose; blank is kept as a blank text."""
        if not isinstance(node, Scalar):
            self.not_text(node, field)
            return None
        text, start, end, style = node
        if style == "|":
            text = text.rstrip("\n")
        if "\n" in text and field.kind != kinds.PROSE:
            self.complain("JX016", f"“{field.key}”只能写一行", node, "去掉“|”，把内容写在冒号后面的同一行。")
            text = text.replace("\n", "")
        if self.odd:
            self._check_signs(node, text)
        return Text(text, Span(self.source, start, end))

    def _check_signs(self, node: Scalar, text: str) -> None:
        found = next((char for char in text if char in _DRAWN), "")
        if found:
            self._drawn(node, found)
        if "\t" in text:
            at = self.source.text.find("\t", node.start, node.end)
            hint = (
                "像是从 Word 粘贴的表格，印出来会连成一行。段落里的表格请写成“| 甲 | 乙 |”的样子；不是表格就改成空格。"
            )
            self.faults.append(fault("JX047", "文字里有制表符（Tab）", Span(self.source, at, at + 1), hint=hint))

    def _drawn(self, node: Scalar, sign: str) -> None:
        at = max(self.source.text.find(sign, node.start, node.end), node.start)
        place = Span(self.source, at, at + 1)
        hint = "勾选框由版式来画，这里写文字，例如“是”“新增项目”。"
        self.faults.append(fault("JX036", f"这里不能用勾选符号“{sign}”（U+{ord(sign):04X}）", place, hint=hint))

    def not_text(self, node: Node, field: Field) -> None:
        """Record that several things stand where one text is due."""
        if isinstance(node, Sequence) and not node.flow:
            self.complain("JX023", f"“{field.key}”只写一段文字，不分条", node, "去掉行首的“- ”。")
        elif not isinstance(node, Scalar) and node.flow:
            lexeme = self.source.text[node.start : node.end].split("\n")[0]
            self.complain(
                "JX010", f"“{field.key}”的内容以“{lexeme[:1]}”开头，要加引号", node, f"写成：{field.key}: '{lexeme}'"
            )
        else:
            inner = node.entries[0].key.text if isinstance(node, Mapping) and node.entries else ""
            self.complain(
                "JX023",
                f"“{field.key}”下面不应再分栏目",
                node,
                f"“{inner}”是不是多了行首空格？{field.key}: 后面直接写内容。",
            )

    def choice(self, node: Node, field: Field) -> Text | None:
        """One of the words of the field; blank counts as not said."""
        text = self.text(node, field)
        if text is None or not text.text:
            return None
        if text.text not in field.choices:
            from jixiao.model.suggest import choice_hint

            self.complain("JX027", f"“{field.key}”不能写“{text.text}”", node, choice_hint(text.text, field.choices))
            return None
        return text

    def year(self, node: Node, field: Field) -> Text | None:
        """A year of four digits."""
        return self._quantity(node, field, parse_year)

    def date(self, node: Node, field: Field) -> Text | None:
        """A date; blank counts as not said."""
        return self._quantity(node, field, parse_date)

    def _quantity(self, node: Node, field: Field, parse: Callable[[str], object]) -> Text | None:
        text = self.text(node, field)
        if text is None or not text.text:
            return None
        read = parse(text.text)
        if isinstance(read, Refusal):
            self.complain("JX028", f"“{field.key}”：{read.message}", node, read.hint)
            return None
        return text

    def lines(self, node: Node, field: Field) -> tuple[Text, ...]:
        """Several texts of one line each; a single one may stand without its “- ”."""
        if is_blank(node):
            return ()
        items = node.items if isinstance(node, Sequence) else (node,)
        texts = (self.text(item, field) for item in items)
        return tuple(text for text in texts if text is not None and text.text)

    def items(self, node: Node, field: Field) -> tuple[Node, ...]:
        """The records of a field that takes several; a mapping instead is a forgotten “- ”."""
        if is_blank(node):
            return ()
        if isinstance(node, Sequence):
            return tuple(item for item in node.items if not is_blank(item))
        if isinstance(node, Mapping):
            first = node.entries[0].key.text if node.entries else ""
            self.complain(
                "JX043",
                f"“{field.key}”下面每一条的前面要加“- ”",
                node,
                f"写成：- {first}: …（短横后面空一格），同一条的其余各行与“{first}”对齐。",
            )
            return (node,)
        self.wrong_shape(node, field.record or kinds.PROJECT, field)
        return ()


def is_blank(node: Node) -> bool:
    """Whether nothing stands there."""
    return isinstance(node, Scalar) and not node.text.strip()
