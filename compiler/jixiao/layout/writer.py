"""Values to Typst literals: every printed text passes through here, is noted for the fonts, and keeps its path."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, cast

from jixiao.diagnostics import Span
from jixiao.layout import richtext
from jixiao.layout.flow import segments
from jixiao.markup import array, escape, is_plain, string
from jixiao.model.document import Indicator, Text
from jixiao.model.form import Form, Level2

if TYPE_CHECKING:
    from jixiao.layout.marks import Mark

#: What a text is set as (the keys of `Form.faces`).
BODY, CELL, HEAD = "正文", "表格", "标题"


_ATTRS = {
    "名称": "name",
    "描述": "description",
    "指标值": "value",
    "依据": "basis",
    "权重": "weight",
    "备注": "remark",
    "方向": "direction",
}


class Group(NamedTuple):
    """A 二级 for writing: its name, how its literal begins, and the row it keeps without indicators (empty: none)."""

    name: str
    start: str
    empty: str


class Level(NamedTuple):
    """An 一级 for writing."""

    name: str
    groups: list[Group]


class Writer:
    """Collects texts while literals are written; equal texts are cut into segments once."""

    __slots__ = ("bodies", "columns", "form", "levels", "texts")

    @property
    def marks(self) -> "Mapping[int, Mark]":
        """What was marked: nothing here."""
        return MappingProxyType({})

    def __init__(self, form: Form) -> None:
        self.form = form
        self.texts: dict[str, list[Text]] = {face: [] for face in (BODY, CELL, HEAD)}
        #: Of each printed column: how its literal begins, its key, and the place in an indicator of what it prints.
        self.columns = [(f"{string(key)}:", key, Indicator._fields.index(_ATTRS[key])) for key in form.columns]
        self.levels = [Level(level.name, [self._group(group) for group in level.groups]) for level in form.levels]
        self.bodies: dict[str, str] = {}

    def begin(self, file: str) -> None:
        """What is written from now on belongs to this file."""

    def _group(self, group: Level2) -> "Group":
        start = f'("名称":{string(group.name)},"标注":{string(group.flag)},"指标":'
        empty = ",".join(f'{begin}("{escape(f"绩效指标/{group.name}")}",)' for begin, _, _ in self.columns)
        return Group(group.name, start, f"({empty})" if group.required else "")

    def empty(self, group: Group) -> str:
        """The row that a 二级 without indicators keeps; empty where it keeps none."""
        return group.empty

    def row(self, one: Indicator, printed: dict[str, str]) -> str:
        """The literal of an indicator; its texts are noted in `printed` by column."""
        base = escape(f"绩效指标/{one.group}/{one.name.text}/")
        texts, bodies = self.texts[CELL], self.bodies
        cells = []
        for start, key, place in self.columns:
            text = cast("Text | None", one[place])
            words = printed[key] = "" if text is None else text.text
            if text is None or not words:
                cells.append(f'{start}("{base}{key}",)')
            else:  # as `value` does, without its calls: half of all cells stand here
                texts.append(text)
                cells.append(f'{start}("{base}{key}","{bodies.get(words) or self.body(words)}")')
        return f"({','.join(cells)})"

    def raw(self, path: str, text: str, _span: Span | None = None) -> str:
        """A value literal from its path (already escaped: paths share their beginnings) and printed text.

        `_span`: the source of a text that is printed in another form than typed.
        """
        if not text:
            return f'("{path}",)'
        return f'("{path}","{self.bodies.get(text) or self.body(text)}")'

    def body(self, text: str) -> str:
        """The segments of a printed text as they stand between the quotes of a literal."""
        parts = segments(text)
        body = self.bodies[text] = '","'.join(parts if is_plain(text) else map(escape, parts))
        return body

    def value(self, path: str, text: Text | None, face: str = CELL) -> str:
        """A value literal of a text; absent and blank print alike."""
        if text is None or not text.text:
            return f'("{path}",)'
        self.texts[face].append(text)
        return self.raw(path, text.text)

    def title(self, path: str, text: Text) -> str:
        """A value that is printed in headings as well as in cells."""
        self.texts[HEAD].append(text)
        return self.value(path, text)

    def prose(self, path: str, text: Text | None, face: str) -> str:
        """A prose literal."""
        if text is None or not text.text.strip():
            return "()"
        self.texts[face].append(text)
        return array(self._block(path, block) for block in richtext.blocks(text.text))

    def _block(self, path: str, block: richtext.Block) -> str:
        if isinstance(block, richtext.Paragraph):
            return f'(kind:"p",value:{self.raw(path, block.text)})'
        if isinstance(block, richtext.Item):
            return f'(kind:"item",marker:{string(block.marker)},depth:{block.depth},value:{self.raw(path, block.text)})'
        header = array(self.raw(path, cell) for cell in block.header)
        rows = array(array(self.raw(path, cell) for cell in row) for row in block.rows)
        return f'(kind:"table",header:{header},rows:{rows})'
