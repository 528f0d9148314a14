"""The slow way: scan, correct in memory, parse again, and put every fault into words at its place in the source."""

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from jixiao.diagnostics import Diagnostic, Related, SourceText, Span, fault
from jixiao.source.events import Built, Note, Problem, build
from jixiao.source.invisible import INVISIBLE
from jixiao.source.lines import split_lines
from jixiao.source.linescan import scan
from jixiao.source.many import as_one
from jixiao.source.nodes import Entry, Keys, Mapping, Node, Scalar, Sequence
from jixiao.source.repair import Edit, Finding, Layer, narrow

if TYPE_CHECKING:
    from collections.abc import Callable

#: How often a text that the parser refuses is tried again without the refused lines.
TRIES = 12

#: Characters of a corrected line that a hint shows.
LONGEST = 300

#: A word and a colon inside a value.
_INNER_WORD = re.compile(r'[，,；;\s"]([^\s，,；;:："]{1,12})[:：]')

#: Faults of a line that holds one field (brackets hold several).
_ONE_FIELD = ("JX007", "JX010", "JX011")

_LINE_BREAKS = "\x0b\x0c\x85\u2028\u2029"

#: The parser's words -> what an office worker can do with them. The first that occurs in the problem wins.
_WORDS = (
    (
        "mapping values are not allowed",
        "这一行的冒号放错了地方，或者行首空格与前后各行对不上",
        "一行只能有一个“名称: 内容”；内容里有冒号加空格时，请给内容加英文双引号。",
    ),
    (
        "block sequence entries are not allowed",
        "这里不应有“- ”",
        "“- ”只能放在行首；内容以“- ”开头时，请给内容加英文双引号。",
    ),
    ("could not find expected ':'", "这一行不是“名称: 内容”的写法", "请在名称后面写英文冒号和一个空格。"),
    ("found character that cannot start", "这里的内容以特殊符号开头，要加引号", "请给内容加英文双引号。"),
    ("unexpected end of stream", "引号没有成对，一直到文件末尾都没有后一个引号", "请在内容末尾补上英文引号。"),
    ("document indicator", "引号没有成对", "请在内容末尾补上英文引号。"),
    ("escape", "英文双引号里的“\\”有特殊含义", "请改用英文单引号。"),
    ("did not find expected ',' or", "括号没有成对，或者括号里缺少逗号", "请改为每行一个“名称: 内容”。"),
    ("flow", "括号里的内容读不懂", "请改为每行一个“名称: 内容”。"),
    (
        "block scalar",
        "“|”或“>”后面的内容读不懂",
        "请在“|”后面换行，文字从下一行写起；如果是内容的一部分，请加英文双引号。",
    ),
    ("tab", "这里有制表符（Tab 键）", "请改用空格键输入空格。"),
    ("anchor", "这里的“&”或“*”读不懂", "如果是内容，请加英文双引号。"),
    ("alias", "这里的“&”或“*”读不懂", "如果是内容，请加英文双引号。"),
    ("tag", "这里的“!”读不懂", "如果是内容，请加英文双引号。"),
    ("directive", "这里的“%”读不懂", "如果是内容，请加英文双引号。"),
    ("document start", "这一行与前面的内容接不上", "请核对这一行和上一行的行首空格。"),
    ("block", "这一行与前面各行的层次对不上", "同一层的各行，行首空格要一样多。"),
)
_OTHERWISE = ("这一处读不懂", "请核对这一行：应是“名称: 内容”，英文冒号后面有一个空格，行首空格与同一层的各行一样多。")

#: Notes on a text that is otherwise readable: kind -> (code, message, hint).
_NOTES = {
    "anchor": ("JX012", "这里不能用“&”记号", "请删去它；如果是内容，请加英文双引号。"),
    "alias": ("JX012", "这里不能用“*”引用", "请把被引用的内容直接写在这里；如果是内容，请加英文双引号。"),
    "tag": ("JX012", "这里不能用“!”记号", "请删去它；如果是内容，请加英文双引号。"),
    "directive": ("JX012", "这里不能用以“%”开头的行", "请删去这一行。"),
    "document": ("JX013", "一个文件只能填写一份内容", "请把后面的内容另存为一个文件。"),
    "folded": ("JX016", "这里不能用“>”", "请改用“|”，每行一段。"),
    "lines": ("JX016", "这里的内容分成了几行", "请接成一行；几段文字请用“|”，放在下面，一行一段。"),
    "key": ("JX006", "冒号前面应是一个名称", "请改为“名称: 内容”。"),
    "deep": ("JX015", "层次太多，超过 50 层", "请核对这里的括号、“- ”和行首空格。"),
}


class _Place(NamedTuple):
    """A way back from a corrected text to the source: the layers, the last first."""

    layers: tuple[Layer, ...]

    def back(self, offset: int) -> int:
        for layer in self.layers:
            offset = layer.back(offset)
        return offset


class _Reading:
    """All that is known about one text while it is explained."""

    def __init__(self, source: SourceText, keys: Keys) -> None:
        self.source = source
        self.keys = keys
        self.found: list[Diagnostic] = []
        self.lines: set[int] = set()

    def add(self, code: str, words: tuple[str, str], place: tuple[int, int], others: tuple[Related, ...] = ()) -> None:
        """Report a fault (message, hint) at a place (start, end) of the source."""
        start, end = (min(offset, len(self.source.text)) for offset in place)
        message, hint = words
        span = Span(self.source, start, max(end, start))
        self.found.append(fault(code, message, span, hint=hint, related=others))
        if self.found[-1].severity == "error":
            self.lines.add(self.source.position(start)[0])

    def finding(self, one: Finding, hint: str, place: _Place) -> None:
        others = tuple(
            Related(words, Span(self.source, place.back(start), place.back(end))) for words, start, end in one.others
        )
        self.add(one.code, (one.message, hint), (place.back(one.start), place.back(one.end)), others)

    def number(self, place: _Place) -> "Callable[[int], int]":
        """The way from an offset of a corrected text to its line, of which something will be told."""

        def line(offset: int) -> int:
            number = self.source.position(place.back(offset))[0]
            self.lines.add(number)
            return number

        return line

    def is_new(self, start: int) -> bool:
        """Tell whether nothing has been reported on the line of a place."""
        return self.source.position(start)[0] not in self.lines


def explain(source: SourceText, keys: Keys, built: Built) -> tuple[Node | None, list[Diagnostic]]:
    """Tell the faults of a doubtful text, and give the tree of its corrected form."""
    reading = _Reading(source, keys)
    visible = Layer(
        source.text,
        [
            Edit(match.start(), match.end(), " " if match.group() in _LINE_BREAKS else "")
            for match in INVISIBLE.finditer(source.text)
        ],
    )
    findings, edits = scan(visible.text, keys)
    fixed = Layer(visible.text, edits)
    base = _Place((visible,))
    hints = _hints(visible.text, findings, edits, keys)
    for one, hint in as_one(list(zip(findings, hints, strict=True)), reading.number(base)):
        reading.finding(one, hint, base)
    if fixed.text != source.text:
        built = build(fixed.text, keys)
    root, place = _salvage(reading, built, fixed.text, _Place((fixed, visible)))
    if root is not None:
        root = _restored(root, place.back, source.text)
    return root, sorted(reading.found, key=lambda one: one.sort_key)


def _salvage(reading: _Reading, built: Built, text: str, place: _Place) -> tuple[Node | None, _Place]:
    """Report what the parser still refuses, and try without those lines."""
    for _ in range(TRIES):
        if built.problem is None:
            break
        at = _best_place(text, built.problem)
        _report(reading, built.problem, place.back(at))
        layer = Layer(text, _left_out(text, at))
        if layer.text == text:
            return None, place
        text, place = layer.text, _Place((layer, *place.layers))
        built = build(text, reading.keys)
    for note in built.notes:
        _note(reading, note, place)
    return (None if built.problem else built.root), place


def _report(reading: _Reading, problem: Problem, at: int) -> None:
    if not reading.is_new(at):
        return
    message, hint = next(((message, hint) for words, message, hint in _WORDS if words in problem.words), _OTHERWISE)
    line = reading.source.line(reading.source.position(at)[0])
    column = reading.source.position(at)[1]
    end = at + max(len(line) - column + 1, 1)
    reading.add("JX006", (message, hint), (at, end))


def _best_place(text: str, problem: Problem) -> int:
    """The first visible character of the line that is most probably wrong."""
    opening = any(words in problem.words for words in ("quoted scalar", "simple key", "flow"))
    at = problem.context if opening and problem.context >= 0 else problem.place
    at = max(0, min(at, len(text)))
    while at > 0 and not text[at:].strip():
        at = len(text[:at].rstrip()) - 1 if text[:at].strip() else 0
    if text[at : at + 1] in ("", "\n", "\r", " "):
        rest = text[at:]
        at += len(rest) - len(rest.lstrip())
    return min(at, max(len(text) - 1, 0))


def _left_out(text: str, at: int) -> list[Edit]:
    """Edits that turn the line of a place, and the deeper lines after it, into comments."""
    lines = split_lines(text)
    index = next((number for number, (_, end) in enumerate(lines) if at <= end), len(lines) - 1)
    first = text[lines[index][0] : lines[index][1]]
    lead = len(first) - len(first.lstrip())
    if first.lstrip().startswith("#"):
        return [Edit(lines[index][0], len(text), "")]
    edits = [Edit(lines[index][0], lines[index][0], "#")]
    for start, end in lines[index + 1 :]:
        body = text[start:end]
        if body.strip() and len(body) - len(body.lstrip()) <= lead:
            break
        edits.append(Edit(start, start, "#"))
    return edits


def _note(reading: _Reading, note: Note, place: _Place) -> None:
    start, end = place.back(note.start), place.back(note.end)
    if note.kind == "duplicate":
        first = place.back(note.other)
        word = reading.source.text[start:end]
        line = reading.source.position(first)[0]
        words = (
            f"“{word}”重复了，第 {line} 行已经有“{word}”",
            "请核对这两行：本想填写别的内容的，请改正名称；同一项内容写了两遍的，留下一行，另一行删去。",
        )
        reading.add(
            "JX014",
            words,
            (start, end),
            (Related(f"第一个“{word}”", Span(reading.source, first, first + end - start)),),
        )
    elif note.kind in _NOTES and reading.is_new(start):
        code, message, hint = _NOTES[note.kind]
        reading.add(code, (message, hint), (start, end))


def _hints(text: str, findings: list[Finding], edits: list[Edit], keys: Keys) -> list[str]:
    """The advice of every finding, with the corrected line where one belongs to it."""
    if not any(one.corrected for one in findings):
        return [one.advice for one in findings]
    lines = split_lines(text)
    ordered = sorted(edits)
    known: dict[int, str] = {}
    hints = []
    for one in findings:
        row = bisect_right(lines, (one.start, len(text) + 1)) - 1
        if one.corrected and row not in known:
            known[row] = _corrected(text, lines[row], ordered)
        hints.append(_advice(one, known[row], keys) if one.corrected else one.advice)
    return hints


def _advice(one: Finding, line: str, keys: Keys) -> str:
    """The advice with the corrected line, unless that line holds two fields: then it must not be copied."""
    first = line.find(":") + 1
    words = (match.group(1) for match in _INNER_WORD.finditer(line, first)) if first else ()
    inner = next((word for word in words if word in keys.all), "")
    if not inner or "\n" in line or one.code not in _ONE_FIELD:
        return one.advice + line
    return f"一行只能写一栏：如果“{inner}”是另外的栏目，请移到下一行。"


def _corrected(text: str, line: tuple[int, int], edits: list[Edit]) -> str:
    """A line as it should be, cut off where it is too long to be of help."""
    start, end = line
    mine = edits[bisect_left(edits, (start,)) : bisect_right(edits, (end, len(text) + 1))]
    last = max([end, *(one.end for one in mine)])
    moved = [Edit(one.start - start, one.end - start, one.text) for one in mine]
    lines = Layer(text[start:last], moved).text.strip().split("\n")
    fixed = narrow("\n".join(one.rstrip() for one in lines))
    return fixed if len(fixed) <= LONGEST else fixed[:LONGEST] + "…"


def _restored(node: Node, back: "Callable[[int], int]", text: str) -> Node:
    """The same tree with the places of the source; depth is bounded by the reader."""
    if isinstance(node, Scalar):
        start, end = back(node.start), back(node.end)
        style = node.style
        if style in ("'", '"'):
            style = text[start] if text[start : start + 1] in ("'", '"') else ""
        return Scalar(node.text, start, end, style)
    start, end = back(node.start), back(node.end)
    if isinstance(node, Mapping):
        entries = []
        for key, value in node.entries:
            new_key = _restored(key, back, text)
            assert isinstance(new_key, Scalar)  # noqa: S101 (a scalar stays one)
            entries.append(Entry(new_key, _restored(value, back, text)))
        return Mapping(tuple(entries), start, end, node.flow)
    return Sequence(tuple(_restored(item, back, text) for item in node.items), start, end, node.flow)
