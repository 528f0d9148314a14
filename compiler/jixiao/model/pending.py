"""待填: what the sources themselves say is not finished yet, written by `new` and `rollover`, found by the checker.

Two ways of saying so. In a text field 待填 is the content itself (`绩效目标: 待填`, `…【待填】…`). Where a value must be kept or
cannot be a text (money), a comment behind it says so: `总额: 600.00  # 待填：上年 600.00`. A comment that names words of last
year or of the empty form (`总额: 0  # 待填：现为 0`) is settled as soon as one of them has gone; any other one when it is deleted.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jixiao.diagnostics import SourceText, Span
from jixiao.model.names import plain
from jixiao.model.pattern import Pattern
from jixiao.source.yamltree import Keys, Mapping, Node, Scalar, parse

WORD = "待填"
LAST, NOW = "上年 ", "现为 "
_BLANK = "空白"
_NAMED = Pattern(rf"(?:{LAST}|{NOW})(?P<words>.+)", needs=(LAST, NOW))
_COMMENT = Pattern(r"(?:(?<=\s)|^)#[ \t]*待填(?![报写平补])[：: \t]*(?P<note>[^\r\n]*)", re.MULTILINE, needs=(WORD,))
#: As the whole content, or in brackets inside it: 待填报 and 待填平的坑塘 are words of their own.
_CONTENT = Pattern(
    r"[【（(\[]待填[^】）)\]\n]*[】）)\]]|^[ \t]*待填(?:[：:（(][^\n]*)?[。.…]*[ \t]*$", re.MULTILINE, needs=(WORD,)
)


class Pending(NamedTuple):
    """One place that is not finished.

    Attributes:
        path: `资金/总额`, `绩效指标/数量指标/<名称>/指标值`.
        key: the last key of the path.
        span: the value, its key where it is blank, or the word 待填 itself.
        note: what a comment says behind 待填, as typed.
        value: what stands there.
        comment: the whole comment; None where 待填 is the content.
    """

    path: str
    key: str
    span: Span
    note: str
    value: str
    comment: Span | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the value is one of last year that still stands."""
        return LAST in self.note

    @property
    def is_empty(self) -> bool:
        """Whether it is a place of the empty form that nobody has filled."""
        return NOW in self.note

    @property
    def reason(self) -> str:
        """The note without what a reader sees anyway: 现为 空白."""
        return self.note.partition(f"，{NOW}")[0].rstrip("。")


class Place(NamedTuple):
    """A text of a source with its path; the key is None for a row of texts."""

    path: str
    key: Scalar | None
    value: Scalar

    @property
    def start(self) -> int:
        """Where its line begins to speak of it."""
        return self.key.start if self.key is not None else self.value.start

    @property
    def end(self) -> int:
        """Behind its content, or behind its key."""
        blank = self.key is not None and not self.value.style and not self.value.text
        return self.key.end if blank and self.key is not None else self.value.end


def mark(words: Sequence[str] = (), note: str = "") -> str:
    """The comment for a value to be thought over; `words`: those of last year, the first change of which settles it."""
    last = LAST + "、".join(dict.fromkeys(words)) if words else ""
    said = "，".join(part for part in (note, last) if part)
    return f"# {WORD}：{said}" if said else f"# {WORD}"


def blank_mark(note: str, typed: str = "") -> str:
    """The same for a place of the empty form, settled by typing anything else there; without its `# `."""
    return f"{WORD}：{note}，{NOW}{typed or _BLANK}"


def pending(source: SourceText, keys: Keys) -> tuple[Pending, ...]:
    """What a source says is not finished, in the order of its places; read again only where it says 待填 at all."""
    if WORD not in source.text:
        return ()
    node, _ = parse(source, keys)
    if node is None:
        return ()
    found = list(places(node))
    both = [*_contents(source, found), *_comments(source, found)]
    return tuple(sorted(both, key=lambda one: one.span.start))


def is_pending(text: str) -> bool:
    """Whether a text says of itself that it is not finished."""
    return WORD in text and _CONTENT.search(text) is not None


def comments(source: SourceText, found: Sequence[Place]) -> Iterator[re.Match[str]]:
    """The comments that say 待填, settled or not; never a text that looks like one."""
    inside = [_hidden(source, one.value) for one in found]
    for match in _COMMENT.finditer(source.text):
        if not any(start <= match.start() < end for start, end in inside):
            yield match


def _hidden(source: SourceText, value: Scalar) -> tuple[int, int]:
    """Where a sign of a comment is none: in a text, but for the first line of a block."""
    if value.style not in {"|", ">"}:
        return value.start, value.end
    first = re.compile(r"[\r\n]").search(source.text, value.start)
    return (first.start() if first else value.end), value.end


def is_settled(note: str, value: str) -> bool:
    """Whether a value is no longer the one that a comment names."""
    named = _NAMED.search(note)
    return named is not None and not all(_holds(value, word) for word in named["words"].split("、") if word.strip())


def _holds(value: str, word: str) -> bool:
    """Whether a word still stands in a value; a number only as a whole."""
    folded = plain(word)
    if folded == _BLANK:
        return not value.strip()
    return re.search(rf"(?<![\d.]){re.escape(folded)}(?!\.?\d)", plain(value)) is not None


def _contents(source: SourceText, found: Sequence[Place]) -> Iterator[Pending]:
    for one in found:
        if not is_pending(one.value.text):
            continue
        at = source.text.find(WORD, one.value.start, one.value.end)
        span = Span(source, at, at + len(WORD)) if at >= 0 else Span(source, one.value.start, one.value.end)
        yield Pending(one.path, _key(one), span, "", one.value.text)


def _comments(source: SourceText, found: Sequence[Place]) -> Iterator[Pending]:
    for match in comments(source, found):
        comment = Span(source, *match.span())
        owner = _owner(source, found, match.start())
        note = match["note"].strip()
        if owner is None:
            yield Pending("", "", comment, note, "", comment)
        elif not is_settled(note, owner.value.text):
            shown = owner.value.text and owner.value.style != "|"
            span = Span(source, owner.value.start, owner.value.end) if shown else _key_span(source, owner)
            yield Pending(owner.path, _key(owner), span, note, owner.value.text, comment)


def _key_span(source: SourceText, one: Place) -> Span:
    at = one.key or one.value
    return Span(source, at.start, at.end)


def _key(one: Place) -> str:
    return one.path.rpartition("/")[2] if one.key is None else one.key.text


def _owner(source: SourceText, found: Sequence[Place], at: int) -> Place | None:
    """What a comment speaks of: the text in front of it on its line, else the next one below."""
    line = source.text.rfind("\n", 0, at) + 1
    before = [one for one in found if line <= one.start < at]
    if before:
        return before[-1]
    return next((one for one in found if one.start > at), None)


def places(node: Node) -> Iterator[Place]:
    """Every text of a source in order, with its path by names."""
    yield from _places(node, "", None)


def _places(node: Node, path: str, key: Scalar | None) -> Iterator[Place]:
    if isinstance(node, Scalar):
        yield Place(path, key, node)
    elif isinstance(node, Mapping):
        for entry in node.entries:
            yield from _places(entry.value, f"{path}/{entry.key.text}".lstrip("/"), entry.key)
    else:
        for item in node.items:
            yield from _places(item, f"{path}/{_name(item)}".rstrip("/"), None)


def _name(item: Node) -> str:
    """By what a row is called; nothing for rows of texts."""
    if not isinstance(item, Mapping):
        return ""
    named = (one.value for one in item.entries if one.key.text == "名称")
    value = next(named, None)
    return value.text if isinstance(value, Scalar) else ""
