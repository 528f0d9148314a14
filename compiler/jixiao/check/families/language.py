"""Language and print: wrong words, punctuation, level style (JX701–JX704)."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from jixiao.check.facts import APPROVED_NAMES, Document, part
from jixiao.check.lexicon import table
from jixiao.check.listing import may_begin
from jixiao.check.rule import DISPLAY, SAFE, Answer, Edit, Hit, NotApplicable
from jixiao.diagnostics import Related, Span
from jixiao.model.document import Text, locate
from jixiao.model.pattern import Pattern

#: A letter beyond Latin-1, which here is a Chinese character; a range of those takes the regex compiler a millisecond.
_HAN = r"[^\W\x00-\xff]"


def _texts(document: Document) -> Iterator[tuple[str, Text]]:
    """Every text of the document once but locked names."""
    return (one for one in document.all_texts if one[0] not in APPROVED_NAMES)


# ---- JX701


class _Word(NamedTuple):
    """One row of the list of wrong words: what finds it where its neighbours fit, and what may be meant."""

    pattern: Pattern
    meant: str


@cache
def _word(wrong: str) -> _Word:
    """A row `错写 = 应为 前有:… 前无:… 后有:… 后无:…`; several neighbours stand with | between them."""
    meant, *conditions = table("wrong_words")[wrong]
    before = after = ""
    for one in conditions:
        kind, _, said = one.partition(":")
        words = [re.escape(word) for word in said.split("|")]
        if kind == "前有":
            before += f"(?:{'|'.join(f'(?<={word})' for word in words)})"
        elif kind == "前无":
            before += "".join(f"(?<!{word})" for word in words)
        else:
            after += f"(?{'=' if kind == '后有' else '!'}{'|'.join(words)})"
    return _Word(Pattern(before + re.escape(wrong) + after, needs=(wrong,)), meant)


def likely_wrong_word(document: Document) -> Iterator[Answer]:
    """JX701 疑似错别字: every text against the list of wrong words with their neighbours; never corrected unasked."""
    texts = tuple(_texts(document))
    everything = "\n".join(text.text for _, text in texts)
    suspects = [wrong for wrong in table("wrong_words") if wrong in everything]
    for path, text in texts if suspects else ():
        for wrong in suspects:
            if wrong in text.text:
                yield from _wrong(path, text, wrong, _word(wrong))


def _wrong(path: str, text: Text, wrong: str, word: _Word) -> Iterator[Hit]:
    for found in word.pattern.finditer(text.text):
        place = part(text, *found.span())
        around = text.text[max(found.start() - 4, 0) : found.end() + 4].replace("\n", " ").strip()
        yield Hit(
            place,
            path,
            f"“{around}”里的“{wrong}”疑似有错字",
            f"请核对，可能是“{word.meant}”。",
            edits=(Edit(place, word.meant, DISPLAY),),
        )


# ---- JX702

_HALF = Pattern(r"[,;:()?!]", needs=",;:()?!")
_FULL = dict(zip(",;:()?!", "，；：（）？！", strict=True))
_CHINESE_MARKS = frozenset("，。；：、？！（）“”‘’《》【】")
#: A list number in brackets, `(1)`, where a clause begins.
_NUMBER = Pattern(r"\([0-9A-Za-z]{1,2}\)", needs="(")
_BEGINS = "\n；;。，,：:、 "
#: Signs of a formula or a unit, which keeps its brackets: (合格数÷总数)×100%, 元/(人·月).
_FORMULA = frozenset("=＝+＋-−×÷*/／·^")


def half_width_punctuation(document: Document) -> Iterator[Answer]:
    """JX702 中文句内用半角标点: marks between or beside Chinese characters; one finding a text, all its places corrected."""
    for path, text in _texts(document):
        if _HALF.search(text.text) is None:
            continue
        marks = _half_marks(text.text)
        if marks:
            kinds = "".join(f"“{mark}”" for mark in dict.fromkeys(text.text[at] for at in marks))
            yield Hit(
                part(text, marks[0], marks[0] + 1),
                path,
                f"中文里用了 {len(marks)} 处半角标点{kinds}",
                "改成全角标点。",
                value="".join(text.text[at] for at in marks),
                edits=tuple(_widened(text, at) for at in marks),
            )


def _widened(text: Text, at: int) -> Edit:
    """The full-width mark in place of a half-width one and the spaces typed behind it."""
    mark = text.text[at]
    place = locate(text, at)
    source, end = place.source.text, place.end
    while mark not in "()" and source[end : end + 1] == " ":
        end += 1
    return Edit(Span(place.source, place.start, end), _FULL[mark], SAFE)


def _half_marks(text: str) -> list[int]:
    """Places of half-width marks that belong to Chinese text; brackets come in pairs or not at all."""
    found = [at for pair in _bracket_pairs(text) if _in_chinese(text, *pair) for at in pair if text[at] in "()"]
    for match in _HALF.finditer(text):
        at = match.start()
        before, after = _neighbour(text, at, -1), _neighbour(text, at, 1)
        behind = match.group() in "?!"
        if match.group() not in "()" and (_is_chinese(before) or (not behind and _is_chinese(after))):
            found.append(at)
    return sorted(found)


def _bracket_pairs(text: str) -> Iterator[tuple[int, int]]:
    opened: list[int] = []
    for match in re.finditer(r"[()（）]", text):
        if match.group() in "(（":
            opened.append(match.start())
        elif opened:
            yield opened.pop(), match.start()


def _in_chinese(text: str, start: int, end: int) -> bool:
    """Whether a pair of brackets belongs to Chinese text and is neither a list number nor part of a formula."""
    before, after = _neighbour(text, start, -1), _neighbour(text, end, 1)
    if before in _FORMULA or after in _FORMULA:
        return False
    if _NUMBER.match(text, start) and (not start or text[start - 1] in _BEGINS):
        return False
    inside = re.search(_HAN, text[start + 1 : end]) is not None
    return inside or _is_chinese(before)


def _neighbour(text: str, at: int, step: int) -> str:
    """The next character on the same line that is no space; empty at an end."""
    at += step
    while 0 <= at < len(text) and text[at] == " ":
        at += step
    return text[at] if 0 <= at < len(text) and text[at] != "\n" else ""


def _is_chinese(char: str) -> bool:
    """Whether a character, or none, is a Chinese letter or mark."""
    return char in _CHINESE_MARKS or (char > "\xff" and char.isalnum())


# ---- JX703

#: Behind the last mark of a sentence there may be closing quotes and brackets.
_CLOSERS = "”’」』）》】〕)\"' "
_ENDS = frozenset("。！？…；：.!?;:")
_CUT = frozenset("，、,")
_LIST_MARK = Pattern(
    r"\s*(?:[-*+·●]\s|[（(][\d一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、)）](?!\d)|[一二三四五六七八九十]{1,3}、|[①-⑳]|第[\d一二三四五六七八九十]{1,3}[，、：])"
)


def missing_full_stop(document: Document) -> Iterator[Answer]:
    """JX703 段末缺句号: paragraphs of the text part (no cells, headings or single phrases) against their last character."""
    for path, text in _prose(document):
        at = 0
        for row in text.text.split("\n"):
            said = row.rstrip()
            if _lacks_end(said):
                yield _open_end(path, text, at, at + len(said))
            at += len(row) + 1


def _prose(document: Document) -> Iterator[tuple[str, Text]]:
    """The paragraphs of the text part with their paths."""
    for path, text in document.texts():
        if path == "总体绩效目标" or path.endswith(("/绩效目标", "/绩效指标", "/内容")):
            yield path, text


def _lacks_end(row: str) -> bool:
    if not row or "|" in row:
        return False
    inner = row[:-1]
    marks = (
        "。；;" if may_begin(row) and _LIST_MARK.match(row) else "，。；,;"
    )  # an entry of a list, or a heading, may stand without
    if not any(mark in inner for mark in marks):
        return False
    last = row.rstrip(_CLOSERS)[-1:]
    return last not in _ENDS


def _open_end(path: str, text: Text, start: int, end: int) -> Hit:
    last = text.text[end - 1]
    place = part(text, end - 1, end)
    cut = last in _CUT
    return Hit(
        place,
        path,
        f"段末“{text.text[max(start, end - 8) : end]}”后面没有句号" if not cut else f"段末是“{last}”，句子没有写完",
        "在段末加上句号。" if not cut else "补全句子，或把段末改成句号。",
        value=text.text[start:end],
        edits=() if cut else (Edit(place, last + "。", SAFE),),
    )


# ---- JX704

_NUMERALS = {char: number for number, char in enumerate("一二三四五六七八九十", 1)}
_MARK = Pattern(r"\s*([（(]?)(\d{1,2}|[一二三四五六七八九十])([)）]|[.．、](?!\d))")
#: A heading is not longer than this.
_HEADING = 30
#: So many siblings show which style is meant.
_SIBLINGS = 3


class _Row(NamedTuple):
    """A line that begins with a level mark.

    Attributes:
        at: the place of the mark in the text; mark: as typed.
        system: numerals and whether in brackets, which tell a level from another.
        number: what it counts.
        alone: True for a heading on its own line, False where text follows in the line, None where it cannot be told.
    """

    at: int
    mark: str
    system: tuple[bool, bool]
    number: int
    alone: bool | None


def uneven_level_style(document: Document) -> Iterator[Answer]:
    """JX704 同级标题写法不一: level marks inside one prose text against those of their siblings.

    Sources keep 名称 and 内容 of a heading apart and the layout prints both, so only lines inside a text can differ.
    """
    marked = False
    for path, text in _texts(document):
        if "\n" not in text.text:
            continue
        rows = _rows(text.text)
        marked |= len(rows) > 1
        hit = _other_mark(path, text, rows) or _other_place(path, text, rows)
        if hit is not None:
            yield hit
    if not marked:
        yield NotApplicable("文字里没有自己编号的小标题")


def _rows(text: str) -> list[_Row]:
    rows, at = [], 0
    lines = [*text.split("\n"), ""]
    for line, following in pairwise(lines):
        found = _MARK.match(line) if may_begin(line) else None
        if found and bool(found[1]) == (found[3] in ")）" and bool(found[1])):
            mark = found.group().strip()
            number = _NUMERALS.get(found[2]) or int(found[2])
            alone = _stands_alone(line[found.end() :].strip(), following)
            rows.append(_Row(at + found.start(1), mark, (found[2].isdigit(), bool(found[1])), number, alone))
        at += len(line) + 1
    return rows


def _stands_alone(said: str, following: str) -> bool | None:
    head, stop, rest = said.partition("。")
    if stop and rest.strip() and len(head) <= _HEADING:
        return False
    if (
        not rest.strip()
        and len(head) <= _HEADING
        and following.strip()
        and not (may_begin(following) and _MARK.match(following))
    ):
        return True
    return None


def _style(row: _Row) -> str:
    """A mark without its number: `（#）`."""
    return re.sub(r"\d+|[一二三四五六七八九十]", "#", row.mark)


def _other_mark(path: str, text: Text, rows: list[_Row]) -> Hit | None:
    """1. followed by 2、: the next number of the same numerals with another mark, where neither mark is a level itself."""
    for one, other in pairwise(rows):
        ours, theirs = _style(one), _style(other)
        if other.system != one.system or other.number != one.number + 1 or ours == theirs:
            continue
        if any(row.number == one.number and _style(row) == theirs for row in rows):
            continue
        place = part(text, other.at, other.at + len(other.mark))
        meant = ours.replace("#", re.sub(r"[^\d一二三四五六七八九十]", "", other.mark))
        return Hit(
            place,
            path,
            f"同一级的序号有的写“{one.mark}”，有的写“{other.mark}”",
            f"同一级用同一种写法，例如“{meant}”。",
            related=(Related("前面一项", part(text, one.at, one.at + len(one.mark))),),
            edits=(Edit(place, meant, DISPLAY),),
        )
    return None


def _other_place(path: str, text: Text, rows: list[_Row]) -> Hit | None:
    """Among siblings with one mark, headings on their own line beside one that runs on into its text."""
    for style in dict.fromkeys(map(_style, rows)):
        siblings = [row for row in rows if _style(row) == style]
        numbers = [row.number for row in siblings]
        alone = [row for row in siblings if row.alone]
        run_in = [row for row in siblings if row.alone is False]
        if not (alone and run_in) or len(siblings) < _SIBLINGS or numbers != list(range(1, len(siblings) + 1)):
            continue
        fewer, more = sorted((run_in, alone), key=len)
        odd = fewer[0]
        what = "标题后面接着写正文" if odd.alone is False else "标题单独占一行"
        return Hit(
            part(text, odd.at, odd.at + len(odd.mark)),
            path,
            f"“{odd.mark}”{what}，同一级的“{more[0].mark}”不是这样",
            "同一级标题统一写法：都单独占一行，或都接着写正文。",
            related=(Related("另一种写法在这里", part(text, more[0].at, more[0].at + len(more[0].mark))),),
        )
    return None
