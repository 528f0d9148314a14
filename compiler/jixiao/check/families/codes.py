"""Project codes and unit codes (JX604, JX605)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from jixiao.check.facts import Document, Subject, part
from jixiao.check.regions import FORMER, is_at_or_above, region_name
from jixiao.check.rule import WARNING, Answer, Hit, Missing, NotApplicable
from jixiao.diagnostics import Related
from jixiao.model.document import Organ, Text
from jixiao.model.names import plain
from jixiao.model.pattern import Pattern

# 项目编码: 区划 (6), year (2), class letter (1), running numbers (12). There is no check digit.
_CODE = Pattern(r"[0-9A-Z]{21}")
_LENGTH = 21
_REGION, _YEAR, _LETTER = slice(0, 6), slice(6, 8), 8


def malformed_project_code(subject: Subject, document: Document) -> Iterator[Answer]:
    """JX604 项目编码不合规: 21 characters, a known region that is the publisher's, no later year, a class letter of the profile."""
    code = subject.project.code
    if code is None or not code.text:
        yield Missing("项目编码") if "项目编码" in document.form.printed else NotApplicable("表上没有项目编码")
        return
    if not _CODE.fullmatch(code.text):
        yield Hit(
            code.span, "项目编码", _misshapen(code.text), "从预算一体化系统里原样复制，共 21 位，只有数字和大写字母。"
        )
        return
    yield from _region_faults(code, document)
    yield from _year_faults(code, document)
    yield from _letter_faults(code, document)


def _misshapen(code: str) -> str:
    if len(code) != _LENGTH:
        return f"项目编码“{code}”有 {len(code)} 位，应为 {_LENGTH} 位"
    odd = next(char for char in code if not (char.isascii() and (char.isdigit() or char.isupper())))
    return f"项目编码“{code}”里有“{odd}”，编码只有数字和大写字母"


def _region_faults(code: Text, document: Document) -> Iterator[Answer]:
    region = code.text[_REGION]
    own = document.department.organ.region
    if own is None or not own.text:
        yield Missing("本单位的行政区划代码（单位.区划）")
        own = None
    name = region_name(region)
    if not name:
        message = f"项目编码前六位“{region}”在行政区划代码里查不到"
        yield Hit(part(code, 0, 6), "项目编码", message, "核对编码；区划近年调整过的可以说明。", level=WARNING)
    elif own is not None and not is_at_or_above(region, own.text) and not name.endswith(FORMER):
        yield Hit(
            part(code, 0, 6),
            "项目编码",
            f"项目编码前六位“{region}”是{name}，本单位的区划是“{own.text}”",
            "核对项目编码是不是本地项目的。",
            (Related("单位.区划", own.span),),
            expected=own.text,
            actual=region,
        )


def _year_faults(code: Text, document: Document) -> Iterator[Answer]:
    said, year = code.text[_YEAR], int(document.department.year.text)
    if not said.isdigit() or int(said) > year % 100:
        yield Hit(
            part(code, 6, 8),
            "项目编码",
            f"项目编码第七、八位是“{said}”，应为两位年份，且不晚于 {year} 年",
            "核对项目编码。",
            (Related("年度", document.department.year.span),),
            expected=f"不晚于 {year % 100:02}",
            actual=said,
        )


def _letter_faults(code: Text, document: Document) -> Iterator[Answer]:
    letters = document.profile.words("项目编码类别")
    letter = code.text[_LETTER]
    if letters is None:
        yield Missing("本地项目编码第九位允许的字母（配置里的项目编码类别）")
    elif letter not in letters:
        allowed = "、".join(letters)
        message = f"项目编码第九位是“{letter}”，本地只用 {allowed}"
        yield Hit(part(code, 8, 9), "项目编码", message, "核对项目编码。", expected=allowed, actual=letter)


# —— 单位代码 ——

#: How many digits a unit code has: 部门, 部门 + 单位, or three parts.
_LENGTHS = (3, 6, 9)
#: A code printed before or behind a name: 219-某局, [430]某局, 某局 068.
_CODE_IN_NAME = Pattern(
    r"^[\[［【(（]?\d{3,9}[\]］】)）]?[-—－]?|[-—－]?[\[［【(（]?\d{3,9}[\]］】)）]?$", re.ASCII, needs="0123456789"
)


class _Coded(NamedTuple):
    """A unit code with the name it stands beside."""

    code: Text
    name: Text
    path: str


def inconsistent_unit_code(document: Document) -> Iterator[Answer]:
    """JX605 单位代码前后不一: 3, 6 or 9 digits; one name a code and one code a name; a unit's code begins with its department's."""
    found = list(_coded(document))
    if not found:
        yield Missing("单位编码（单位.编码）")
        return
    distinct = list({(plain(one.code.text), _bare(one.name)): one for one in reversed(found)}.values())[::-1]
    for one in distinct:
        if not _is_code(one.code.text):
            message = f"单位编码“{one.code.text}”不是 3 位、6 位或 9 位数字"
            advice = "按预算单位编码原样填写，前面的 0 要保留。"
            # Codes are local: how long they are is no law of the nation.
            yield Hit(one.code.span, one.path, message, advice, level=WARNING)
    for number, one in enumerate(distinct):
        other = next((early for early in distinct[:number] if _clash(early, one)), None)
        if other is not None:
            yield _clashing(one, other)
    yield from _strangers(document, distinct)


def _coded(document: Document) -> Iterator[_Coded]:
    organ = document.department.organ
    yield from _of_organ(organ, "单位/编码")
    for subject in document.subjects:
        yield from _of_organ(subject.project.department, "主管部门/编码")


def _of_organ(organ: Organ | None, path: str) -> Iterator[_Coded]:
    if organ is not None and organ.code is not None and organ.code.text and organ.name is not None:
        yield _Coded(organ.code, organ.name, path)


def _is_code(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) in _LENGTHS


def _bare(name: Text) -> str:
    """A unit's name for comparing, without a code printed beside it."""
    return _CODE_IN_NAME.sub("", plain(name.text))


def _clash(one: _Coded, other: _Coded) -> bool:
    """Whether two places contradict each other: one code with two names, or one name with two codes.

    A department and its own office may share a name: 068 and 068001.
    """
    left, right = plain(one.code.text), plain(other.code.text)
    if left == right:
        return _bare(one.name) != _bare(other.name)
    return _bare(one.name) == _bare(other.name) and not _one_tree(left, right)


def _one_tree(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _clashing(one: _Coded, other: _Coded) -> Hit:
    here, there = f"{one.name.text} {one.code.text}", f"{other.name.text} {other.code.text}"
    return Hit(
        one.code.span,
        one.path,
        f"这里写的是“{here}”，另一处写的是“{there}”，单位名称和编码对不上",
        "核对单位名称和编码，前后写成一致。",
        (Related(f"“{there}”", other.code.span),),
        expected=there,
        actual=here,
    )


def _strangers(document: Document, found: list[_Coded]) -> Iterator[Hit]:
    """Departments (主管部门) that the publishing unit does not belong to."""
    organ = document.department.organ
    own = next((one for one in found if one.path == "单位/编码"), None)
    if own is None or organ.name is None or not _is_code(own.code.text):
        return
    for one in found:
        same_name = _bare(one.name) == _bare(organ.name)
        if (
            one.path != own.path
            and _is_code(one.code.text)
            and not same_name
            and not _one_tree(own.code.text, one.code.text)
        ):
            yield Hit(
                one.code.span,
                one.path,
                f"主管部门编码“{one.code.text}”与单位编码“{own.code.text}”对不上，单位编码应以主管部门编码开头",
                "核对主管部门和单位的编码。",
                (Related("单位.编码", own.code.span),),
                expected=own.code.text,
                actual=one.code.text,
            )
