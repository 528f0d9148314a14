"""Names of projects and document numbers (JX601–JX603)."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from jixiao.check.facts import APPROVED_NAMES, Document, Subject, part
from jixiao.check.lexicon import begins, lines
from jixiao.check.rule import DISPLAY, SAFE, WARNING, Answer, Edit, Hit, Missing
from jixiao.model.document import Text
from jixiao.model.names import indicator_key, plain
from jixiao.model.pattern import Pattern

#: The tortoise-shell brackets of GB/T 9704.
_OPEN, _CLOSE = "〔", "〕"
#: Year in brackets of any kind, and number; 机关代字 stands in front. The groups are what a correction replaces.
_NUMBER = Pattern(
    r"(?P<open>[〔【\[［(（〈<＜﹝])\s*(?P<year>(?:19|20)\d\d)\s*(?P<close>[〕】\]］)）〉>＞﹞])\s*(?P<nth>第\s*)?(?P<number>\d{1,5})\s*号",
    re.ASCII,
    needs="号",
)
_ORGAN = Pattern(r"[^\W\x00-\xff]{2,20}$")
#: Another sign for the same bracket.
_SAME = {"﹝": _OPEN, "﹞": _CLOSE}
#: Titles and quotations are not ours to correct.
_QUOTED = Pattern(r"《[^《》]*》|“[^“”]*”|「[^「」]*」", needs="《“「")
#: Signs with which a name may begin or end.
_PAIRS = {"（": "）", "(": ")", "《": "》", "“": "”", "〈": "〉", "「": "」"}
_GAP = Pattern(r"\s")
#: What is left of brackets around a number that is taken out.
_EMPTY = Pattern(r"[（(]\s*(?:文件|文|号)?\s*[）)]", needs="（(")
#: At most so many characters before a number belong to 机关代字.
_LONGEST = 10


class _Cited(NamedTuple):
    """A 发文字号 in a text: offsets, and the match that holds its parts."""

    start: int
    end: int
    match: re.Match[str]

    @property
    def text(self) -> str:
        """As typed."""
        return self.match.string[self.start : self.end]


def project_name_mismatch(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX601 项目名称前后不一: 项目名称 against the names of the budget table (the profile's 预算项目名称).

    The heading over a compiled form is the name itself, so there is nothing to compare there. White space and width do
    not count.
    """
    approved = document.profile.words("预算项目名称")
    if approved is None:
        yield Missing("部门预算表里的项目名称")
        return
    name = subject.name
    if plain(name) in {plain(one) for one in approved}:
        return
    near = next((one for one in approved if _alike(name, one)), "")
    span = subject.project.name.span
    advice = "与批复的部门预算核对，使用同一个名称。"
    if near:
        message = f"项目名称“{name}”与部门预算表里的“{near}”不一致"
        yield Hit(span, "项目名称", message, advice, expected=near, actual=name)
    else:
        message = f"部门预算表里没有叫“{name}”的项目"
        yield Hit(span, "项目名称", message, advice, actual=name, level=WARNING)


def _alike(one: str, other: str) -> bool:
    """Whether two names that differ are meant for the same project: one within the other, or the same but for marks."""
    left, right = indicator_key(one), indicator_key(other)
    return left in right or right in left or _common(left, right) * 4 >= max(len(left), len(right)) * 3


def _common(one: str, other: str) -> int:
    """How many characters two names share at their beginning and their end."""
    shorter = min(len(one), len(other))
    front = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    back = next((at for at in range(shorter - front) if one[-1 - at] != other[-1 - at]), shorter - front)
    return front + back


def document_number_in_name(subject: Subject, _document: Document) -> Iterator[Answer]:
    """JX602 项目名称夹带文号或符号: a 文号 in 项目名称, or a mark at its beginning or end."""
    name = subject.project.name
    text = name.text.strip()
    cited = next(_cited(text), None)
    edge = _edge(text)
    if cited is not None:
        yield _numbered(name, text, cited, edge)
    elif edge:
        yield Hit(
            name.span,
            "项目名称",
            f"项目名称“{text}”的开头或末尾有符号“{edge}”",
            "与批复的部门预算核对；名称确实多了符号的，请财政部门在项目库里改正。",
            edits=_shorter(name, text.strip(edge).strip()),
        )


def _numbered(name: Text, text: str, cited: _Cited, edge: str) -> Hit:
    front, back = text[: cited.start], text[cited.end :]
    told = f"，开头或末尾还有符号“{edge}”" if edge else ""
    gap = (
        "，文号前后的空格不一致"
        if front.strip(edge) and back and bool(_GAP.match(back)) != bool(_GAP.search(front[-1:]))
        else ""
    )
    bare = _EMPTY.sub("", f"{front.strip(edge)}{back}".strip().strip(edge)).strip()
    return Hit(
        name.span,
        "项目名称",
        f"项目名称“{text}”里夹带文号“{cited.text}”{told}{gap}",
        "名称只写做什么；与批复的部门预算核对，文号是批复名称一部分的予以保留。",
        expected=bare,
        actual=text,
        edits=_shorter(name, bare),
    )


def _shorter(name: Text, bare: str) -> tuple[Edit, ...]:
    """A suggestion only: the name itself is fixed by the budget."""
    return (Edit(part(name, 0, len(name.text)), bare, DISPLAY),) if bare and name.text else ()


def _edge(text: str) -> str:
    """The mark with which a name begins or ends, unless it belongs to a pair inside the name."""
    for char, pairs in ((text[:1], _PAIRS), (text[-1:], {close: open_ for open_, close in _PAIRS.items()})):
        if not char or unicodedata.category(char)[0] not in "PS" or char in "%％‰℃":
            continue
        if pairs.get(char, "") not in text or char not in pairs:
            return char
    return ""


def nonstandard_document_number(document: Document) -> Iterator[Answer]:
    """JX603 发文字号格式不规范: the year in other brackets than 〔 〕, or 第 before the number, in any text."""
    for path, text in document.all_texts:
        if "号" in text.text and ("20" in text.text or "19" in text.text):
            for cited in _cited(text.text):
                if not _is_quoted(text.text, cited):
                    yield from _nonstandard(path, text, cited)


def _is_quoted(text: str, cited: _Cited) -> bool:
    return any(match.start() < cited.start and cited.end < match.end() for match in _QUOTED.finditer(text))


def _nonstandard(path: str, text: Text, cited: _Cited) -> Iterator[Hit]:
    match = cited.match
    wrong = [key for key, sign in (("open", _OPEN), ("close", _CLOSE)) if _SAME.get(match[key], match[key]) != sign]
    if not wrong and not match["nth"]:
        return
    told = ["年份要用六角括号“〔〕”"] if wrong else []
    told += ["序号前面不加“第”字"] if match["nth"] else []
    right = f"{cited.text[: match.start('open') - cited.start]}{_OPEN}{match['year']}{_CLOSE}{match['number']}号"
    kind = DISPLAY if path in APPROVED_NAMES else SAFE
    changes = [
        (match.start(key), match.end(key), sign) for key, sign in (("open", _OPEN), ("close", _CLOSE)) if key in wrong
    ]
    changes += [(match.start("nth"), match.end("nth"), "")] if match["nth"] else []
    yield Hit(
        part(text, cited.start, cited.end),
        path,
        f"发文字号“{cited.text}”的写法不规范：{'，'.join(told)}",
        f"改成“{right}”。" if kind == SAFE else f"规范写法是“{right}”；名称以批复的部门预算为准。",
        expected=right,
        actual=cited.text,
        edits=tuple(Edit(part(text, start, end), new, kind) for start, end, new in changes),
    )


def _cited(text: str) -> Iterator[_Cited]:
    """The 发文字号 in a text; numbers of contracts, cases and certificates are none."""
    for match in _NUMBER.finditer(text):
        front = _ORGAN.search(text, max(match.start() - 20, 0), match.start())
        if front is None or front.group().endswith(_others()):
            continue
        if match["open"] in "（(" and begins("numbered_things", text, match.end()):
            continue
        organ = front.group()
        cut = max((organ.rfind(lead) + len(lead) for lead in _leads() if lead in organ), default=0)
        if len(organ) - cut < 2:  # noqa: PLR2004 - 机关代字 has at least two characters
            cut = 0
        yield _Cited(front.start() + max(cut, len(organ) - _LONGEST), match.end(), match)


@cache
def _others() -> tuple[str, ...]:
    return lines("not_document_numbers")


@cache
def _leads() -> tuple[str, ...]:
    return lines("document_number_leads")
