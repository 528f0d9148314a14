"""Texts that say nothing or carry debris: marks of an export, repeated clauses, columns that repeat a name (JX106–JX110)."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from jixiao.check.facts import APPROVED_NAMES, Document, Item, Subject, part
from jixiao.check.lexicon import table
from jixiao.check.listing import may_begin
from jixiao.check.rule import DISPLAY, SAFE, Answer, Edit, Hit, Missing, NotApplicable
from jixiao.diagnostics import Related, Span
from jixiao.model.document import Text
from jixiao.model.names import indicator_key, plain
from jixiao.model.pattern import Pattern

#: Quoted text longer than this is cut in messages.
_QUOTED = 24


def _quote(text: str) -> str:
    return f"“{text if len(text) <= _QUOTED else text[:_QUOTED] + '…'}”"


# ---- JX106

#: Marks that an export leaves behind and that carry no content: bookmarks of Word, with or without their end.
_BOOKMARK = Pattern(r"\[bookmark:[^\[\]\n]*\]?|_Toc[\d_]{6,}", needs=("[bookmark:", "_Toc"))
#: Results that a spreadsheet could not work out.
_SHEET_ERROR = Pattern(r"#(?:REF!|VALUE!|DIV/0!|N/A|NAME\?|NUM!|NULL!)", needs="#")
#: What makes a text worth a closer look, beside characters that do not print.
_SUSPECT = Pattern(
    r"[()（）\[\]［］【】〔〕{}｛｝#&<\\!！]|_Toc", needs=(*"()（）[]［］【】〔〕{}｛｝#&<\\!！", "_Toc")
)
_OPEN = "(（[［【〔{｛"
_KIND = {char: kind for kind, chars in enumerate(("()（）", "[]［］【】〔〕", "{}｛｝")) for char in chars}
#: In front of a closing bracket: the number of a list (`1）`, `a)`), which has no opening one.
_NUMBERING = Pattern(r"[0-9０-９a-zA-Z一二三四五六七八九十①-⑳]")


class _Debris(NamedTuple):
    """Characters that an export left: their place in a text, and what to do; `edit` is a class of fixes or empty."""

    start: int
    end: int
    advice: str
    edit: str


def export_debris(document: Document) -> Iterator[Answer]:
    """JX106 残留导出符号: every text against marks of Word and spreadsheets, unpaired brackets, unseen characters."""
    for path, text in document.all_texts:
        for one in _debris(text.text):
            place = part(text, one.start, one.end)
            kind = DISPLAY if path in APPROVED_NAMES else one.edit
            yield Hit(
                place,
                path,
                f"这里有不属于内容的符号“{_shown(text.text[one.start : one.end])}”",
                one.advice,
                edits=(Edit(place, "", kind),) if one.edit else (),
            )


def _shown(debris: str) -> str:
    return debris if debris.isprintable() else "、".join(f"U+{ord(char):04X}" for char in debris)


def _debris(text: str) -> Iterator[_Debris]:
    """What an export left in a text, in order of kinds."""
    if text.isprintable() and _SUSPECT.search(text) is None:
        return
    bare = text
    for one in _marks(text):
        yield one
        bare = bare[: one.start] + " " * (one.end - one.start) + bare[one.end :]
    if not _KIND.keys().isdisjoint(bare):
        yield from (_bracket(bare, at) for at in _unpaired(bare))


def _marks(text: str) -> Iterator[_Debris]:
    delete, fill = "删去这个符号。", "找到原来的内容，重新填写。"
    if "[" in text or "_Toc" in text:
        yield from (_Debris(*found.span(), delete, SAFE) for found in _BOOKMARK.finditer(text))
    if "#" in text:
        yield from (_Debris(*found.span(), fill, "") for found in _SHEET_ERROR.finditer(text))
    if any(sign in text for sign in "！!&<\\"):
        for found in _phrases().finditer(text):
            lost = table("debris")[found.group()] == ("补",)
            yield _Debris(*found.span(), fill if lost else delete, "" if lost else DISPLAY)
    if not text.replace("\n", "").replace("\u3000", "").isprintable():
        from jixiao.source.invisible import INVISIBLE

        yield from (_Debris(*found.span(), delete, SAFE) for found in INVISIBLE.finditer(text))


@cache
def _phrases() -> Pattern:
    return Pattern(
        "|".join(map(re.escape, sorted(table("debris"), key=len, reverse=True))), needs=tuple(table("debris"))
    )


def _unpaired(text: str) -> list[int]:
    """Places of brackets without their other half.

    The number of a list needs none; an opening and a closing one of different shapes make a pair (`[0，5)`, `〔2025】`).
    """
    waiting: dict[int, list[int]] = {0: [], 1: [], 2: []}
    closing: list[int] = []
    brackets = ((at, char) for at, char in enumerate(text) if char in _KIND)
    for at, char in brackets:
        stack = waiting[_KIND[char]]
        if char in _OPEN:
            stack.append(at)
        elif stack:
            stack.pop()
        else:
            closing.append(at)
    opening = sorted(at for stack in waiting.values() for at in stack)
    for at in tuple(opening):
        partner = next((one for one in closing if one > at), -1)
        if partner >= 0:
            opening.remove(at)
            closing.remove(partner)
    return sorted((*opening, *(at for at in closing if not _numbers_a_list(text, at))))


def _numbers_a_list(text: str, at: int) -> bool:
    return at > 0 and text[at] in ")）" and _NUMBERING.match(text[at - 1]) is not None


def _bracket(text: str, at: int) -> _Debris:
    """Only a bracket that encloses nothing can go without a look: a closing one in front, an opening one at the end."""
    edge = not text[at + 1 :].strip() if text[at] in _OPEN else not text[:at].strip()
    return _Debris(at, at + 1, "删去它。" if edge else "补上配对的另一半，或者删去它。", SAFE if edge else "")


# ---- JX107

#: A letter beyond Latin-1, which here is a Chinese character; a range of those takes the regex compiler a millisecond.
_HAN = r"[^\W\x00-\xff]"
#: A word doubled: any of four characters and more; of two or three only where the clause ends, since 人员人员经费 is right.
_LONG_DOUBLED = Pattern(rf"({_HAN}{{4,20}}?)\1")
_SHORT_DOUBLED = Pattern(rf"({_HAN}{{2,3}})\1(?!{_HAN})")
#: 一个一个, 很多很多, 越来越: doubled on purpose.
_ON_PURPOSE = Pattern(r"[一二三四五六七八九十百千万两几很越各每]|(.)\1")
_ITEM = Pattern(r"[^。；;！？!?\n]+")
_CLAUSE = Pattern(r"[^，,。；;！？!?：:\s]+")
_LEVEL = Pattern(
    r"\s*(?:[（(][\d一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、)）](?!\d)|[一二三四五六七八九十]{1,3}、|[-*+·●]\s)"
)
#: A row of a table.
_ROW = Pattern(r"[^\n]*\|[^\n]*", needs="|")
#: A clause shorter than this may well come twice.
_LEAST = 6
#: So many clauses that follow themselves are looked for.
_LONGEST = 8
#: A text shorter than this has no room for four characters twice.
_SHORTEST = 8


class _Piece(NamedTuple):
    """A piece of a text, its Chinese characters and digits, and how many of them are Chinese."""

    start: int
    end: int
    core: str
    size: int


def repeated_text(document: Document) -> Iterator[Answer]:
    """JX107 同一格内文字重复: a text against itself; a clause that follows itself, an entry that comes twice, a word doubled."""
    for path, text in document.all_texts:
        if path in APPROVED_NAMES:
            continue
        found = _repeated(text.text, path.endswith(("/名称", "/指标值")))
        if found is None:
            continue
        first, second, joined = found
        said = text.text[first.start : first.end]
        cut = part(text, first.end, second.end) if joined and "\n" not in text.text else None
        yield Hit(
            part(text, second.start, second.end),
            path,
            f"{_quote(said)}在同一格里写了两遍",
            "删去重复的文字；如果是两项不同的内容，请写清区别。",
            related=(Related("第一遍在这里", part(text, first.start, first.end)),),
            edits=(Edit(cut, "", DISPLAY),) if cut else (),
        )


def _repeated(text: str, short: bool) -> tuple[_Piece, _Piece, bool] | None:  # noqa: FBT001 - a kind of cell
    """The first and second time of what is repeated, and whether nothing stands between them."""
    doubled = _doubled(_SHORT_DOUBLED, text)
    if doubled is None and len(text) >= _SHORTEST and _recurs(text):
        doubled = _doubled(_LONG_DOUBLED, text)
        prose = _ROW.sub(lambda row: " " * len(row.group()), text) if "|" in text else text
        found = None if doubled else _repeated_clause(prose, short) or _repeated_entry(prose)
        if found is not None:
            return found
    return (*doubled, True) if doubled else None


def _recurs(text: str) -> bool:
    """Whether any four characters in a row come twice: a quick no for most texts."""
    return len(set(zip(text, text[1:], text[2:], text[3:], strict=False))) < len(text) - 3


def _doubled(pattern: Pattern, text: str) -> tuple[_Piece, _Piece] | None:
    for found in pattern.finditer(text):
        word = found.group(1)
        if _ON_PURPOSE.match(word) is None:
            start, middle, end = found.start(), found.end(1), found.end()
            return _Piece(start, middle, word, len(word)), _Piece(middle, end, word, len(word))
    return None


def _repeated_clause(text: str, short: bool) -> tuple[_Piece, _Piece, bool] | None:  # noqa: FBT001 - a kind of cell
    """Clauses that follow themselves; in a short cell also a clause that comes again later."""
    clauses = _pieces(_CLAUSE, text)
    if len({one.core for one in clauses}) == len(clauses):
        return None
    block = _block(clauses)
    if block is not None:
        return *block, True
    pair = _pair(clauses) if short else None
    return (*pair, False) if pair is not None else None


def _repeated_entry(text: str) -> tuple[_Piece, _Piece, bool] | None:
    """Equal sentences or entries; headings give them different meanings, so a text with headings is left alone."""
    if len({_level(row) is None for row in text.split("\n")}) > 1:
        return None
    entries = _pieces(_ITEM, text)
    pair = None if any(one.core.endswith(("：", ":")) for one in entries) else _pair(entries)
    return (*pair, False) if pair is not None else None


def _level(row: str) -> re.Match[str] | None:
    """The number or mark that a row begins with."""
    return _LEVEL.match(row) if may_begin(row) else None


def _pieces(pattern: Pattern, text: str) -> list[_Piece]:
    """Pieces with something Chinese in them, without the number of a list."""
    pieces = []
    for found in pattern.finditer(text):
        mark = _level(found.group())
        start = found.start() + (mark.end() if mark else 0)
        said = text[start : found.end()]
        core = "".join(char for char in said if char.isalnum() or char in "%：:≥≤<>＜＞=")
        size = sum("\u4e00" <= char <= "\u9fff" for char in core)
        if size:
            lead = len(said) - len(said.lstrip())
            pieces.append(_Piece(start + lead, start + len(said.rstrip()), core, size))
    return pieces


def _block(pieces: list[_Piece]) -> tuple[_Piece, _Piece] | None:
    """One or several clauses that follow themselves: A，B A，B."""
    cores = [one.core for one in pieces]
    for length in range(1, min(len(pieces) // 2, _LONGEST) + 1):
        for at in range(len(pieces) - 2 * length + 1):
            middle, end = at + length, at + 2 * length
            if cores[at:middle] == cores[middle:end] and sum(one.size for one in pieces[at:middle]) >= _LEAST:
                return _joined(pieces[at:middle]), _joined(pieces[middle:end])
    return None


def _joined(pieces: list[_Piece]) -> _Piece:
    return pieces[0]._replace(end=pieces[-1].end)


def _pair(pieces: list[_Piece]) -> tuple[_Piece, _Piece] | None:
    """The first two equal pieces."""
    seen: dict[str, _Piece] = {}
    for one in pieces:
        if one.size >= _LEAST and one.core in seen:
            return seen[one.core], one
        seen.setdefault(one.core, one)
    return None


# ---- JX108, JX109, JX110


def uninformative_columns(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX108 描述、依据与指标名称相同: the three columns of an indicator against each other."""
    if not {"描述", "依据"} <= set(document.form.columns):
        yield NotApplicable("表上没有描述、依据两栏")
        return
    for item in subject.items:
        one = item.indicator
        if one.description is None or one.basis is None:
            continue
        if one.name.text.strip() == one.description.text.strip() == one.basis.text.strip():
            yield Hit(
                one.name.span,
                f"{item.path}/名称",
                f"{_quote(item.name)}的描述和依据都与指标名称相同，没有说明怎样计算、根据什么确定",
                "描述写指标的含义或计算方法，依据写指标值的来源，例如上年实际、规划或合同。",
                related=(Related("描述", one.description.span), Related("依据", one.basis.span)),
            )


def reused_indicator_name(subject: Subject, document: Document) -> Iterator[Answer]:  # noqa: ARG001 - the shape of every rule
    """JX109 同名指标跨二级重复: names of a project against each other; the same under one 二级 is a fault of reading."""
    same: dict[str, list[Item]] = {}
    for item in subject.items:
        same.setdefault(indicator_key(item.name), []).append(item)
    for first, *others in same.values():
        if others:
            yield Hit(
                first.indicator.name.span,
                f"{first.path}/名称",
                f"{_quote(first.name)}在{'、'.join(f'“{one.level2}”' for one in (first, *others))}下都有，看不出各自考核什么",
                "按所在的二级指标改写名称，或者只保留一条。",
                related=tuple(Related(f"{one.level2}下的同名指标", one.indicator.name.span) for one in others),
            )


def purpose_equals_goal(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX110 资金用途与绩效目标内容相同: the two texts without numbers of a list, spaces and the last mark."""
    if not {"资金用途", "绩效目标"} <= set(document.form.printed):
        yield NotApplicable("表上没有资金用途和绩效目标两栏")
        return
    purpose, goal = subject.project.purpose, subject.project.goal
    if purpose is None or not purpose.text.strip():
        yield Missing("资金用途")
    elif goal is None or not goal.text.strip():
        yield Missing("绩效目标")
    elif _said(purpose.text) == _said(goal.text):
        yield Hit(
            purpose.span,
            "资金用途",
            "资金用途与绩效目标的文字相同，看不出钱花在哪里、要达到什么效果",
            "资金用途写支出的具体内容，绩效目标写预期的产出和效果。",
            related=(Related("绩效目标", _first_line(goal)),),
        )


def _said(text: str) -> str:
    rows = (row[mark.end() :] if (mark := _level(row)) else row for row in text.split("\n"))
    return "".join(plain(row).rstrip("。.；;") for row in rows)


def _first_line(text: Text) -> Span:
    row = next(row for row in text.text.split("\n") if row.strip())
    start = text.text.index(row)
    return part(text, start, start + len(row))
