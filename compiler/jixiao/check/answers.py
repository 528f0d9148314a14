"""说明 of the unit and 采纳 of the reviewer, laid beside the findings; and what is wrong with these entries (JX050-JX057).

Two hands (rules.md §1.6): an explanation changes no level, only an acceptance clears a finding, and never an error. An
entry with a fault has no effect. Names of the comparison of years (`target-loosened`) are left to it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from jixiao.check.finding import Finding
from jixiao.check.places import Places, places_of, shown
from jixiao.check.rule import ERROR, Rule
from jixiao.diagnostics import FAULTS, Diagnostic, SourceText, Span, fault
from jixiao.model.document import Department, Note, Text
from jixiao.model.names import plain
from jixiao.model.review import Acceptance

#: The fewest characters that can be a reason.
_REASON = 6
#: How the comparison of years names its rules.
_OF_DIFF = r"[a-z]+(?:-[a-z]+)*"


class Answered(NamedTuple):
    """Findings with their explanations and acceptances, and the faults of the entries."""

    findings: tuple[Finding, ...]
    faults: tuple[Diagnostic, ...]


class _Case(NamedTuple):
    """What all entries of a department-year are held against.

    Attributes:
        findings: as the rules gave them.
        places: of those findings whose rules are named.
        prints: fingerprint → number of the finding.
        department: whose file is the document's.
        codes: of all rules; names: English name → code.
        unknown: codes of rules that crashed, so that nobody knows what they would have found.
        today: the day of the review.
    """

    findings: tuple[Finding, ...]
    places: Places
    prints: dict[str, int]
    department: Department
    codes: frozenset[str]
    names: dict[str, str]
    unknown: frozenset[str]
    today: date


def answer(  # noqa: PLR0913 - the last by name
    findings: Iterable[Finding],
    department: Department,
    acceptances: tuple[Acceptance, ...],
    rules: tuple[Rule, ...],
    today: date,
    *,
    unknown: frozenset[str] = frozenset(),
) -> Answered:
    """Attach 说明 and 采纳 to findings; `unknown` are codes of rules that crashed."""
    found = tuple(findings)
    notes = list(_notes(department))
    if not notes and not acceptances:
        return Answered(found, ())
    said = (*(note.rule for note, _ in notes), *(one.rule for one in acceptances))
    places = places_of(found, department, frozenset(map(_code, said)))
    prints = {one.fingerprint: number for number, one in enumerate(found)}
    names = {rule.name: rule.code for rule in rules}
    case = _Case(found, places, prints, department, frozenset(names.values()), names, unknown, today)
    faults: list[Diagnostic] = []
    explained = _explain(case, notes, faults)
    accepted = _accept(case, acceptances, faults)
    answered = (
        one._replace(note=explained.get(number, ""), acceptance=accepted.get(number))
        for number, one in enumerate(found)
    )
    return Answered(tuple(answered), tuple(sorted(faults, key=lambda one: one.sort_key)))


def _code(text: Text | None) -> str:
    return plain(text.text).upper() if text is not None else ""


def _is_of_diff(case: _Case, said: Text | None) -> bool:
    """Whether an entry is about a change from year to year."""
    word = plain(said.text) if said is not None else ""
    return word not in case.names and re.fullmatch(_OF_DIFF, word) is not None


def _unknown_rule(case: _Case, code: str, said: Text) -> Diagnostic | None:
    """The fault of a 规则 that is none, else None."""
    word = plain(said.text)
    if word.upper() in case.codes:
        return None
    if word.upper() in FAULTS:
        hint = "这是读取文件时的提醒，不能说明或采纳，请按提示改正。"
    elif word in case.names:
        hint = f"请写规则的编号：{case.names[word]}。"
    else:
        hint = f"{_near(word, case.codes)}用 jixiao rules 查看规则的编号。"
    return fault(code, f"没有“{said.text}”这条规则", said.span, hint=hint)


def _near(word: str, codes: Iterable[str]) -> str:
    digits = re.sub(r"\D", "", word)
    meant = next((code for code in codes if digits and code.endswith(digits)), "")
    return f"是不是“{meant}”？" if meant else ""


# 说明


def _notes(department: Department) -> Iterator[tuple[Note, SourceText]]:
    yield from ((note, department.source) for note in department.notes)
    yield from ((note, project.source) for project in department.projects for note in project.notes)


def _explain(case: _Case, notes: list[tuple[Note, SourceText]], faults: list[Diagnostic]) -> dict[int, str]:
    """Number of a finding → reason; the more exactly a note says its place, the more it counts."""
    chosen: dict[int, tuple[int, str]] = {}
    for note, source in notes:
        if note.rule is None or note.reason is None or _is_of_diff(case, note.rule):
            continue
        trouble = _unknown_rule(case, "JX050", note.rule) or _short(note.reason)
        numbers = _explained(case, note, source) if trouble is None else set()
        if trouble is None and not numbers and _code(note.rule) not in case.unknown:
            trouble = _nothing(case, note, note.rule, source)
        if trouble is not None:
            faults.append(trouble)
        rank = _rank(case, note, source)
        for number in numbers:
            if rank >= chosen.get(number, (-1, ""))[0]:
                chosen[number] = (rank, note.reason.text)
    return {number: reason for number, (_, reason) in chosen.items()}


def _rank(case: _Case, note: Note, source: SourceText) -> int:
    if note.place is not None and note.place.text:
        return 2
    return 0 if source is case.department.source else 1


def _short(reason: Text) -> Diagnostic | None:
    if len(plain(reason.text)) >= _REASON:
        return None
    hint = "请写清为什么这样填，例如依据哪个文件、哪项规定。"
    return fault("JX052", f"说明的理由“{reason.text}”太短，不足 {_REASON} 个字", reason.span, hint=hint)


def _explained(case: _Case, note: Note, source: SourceText) -> set[int]:
    """The findings that a note covers: without 位置 all of its rule in its project, or in the whole document."""
    code, file, places = _code(note.rule), source.path, case.places
    of_document = source is case.department.source
    if note.place is None or not note.place.text:
        if of_document:
            return {number for number, one in enumerate(case.findings) if one.rule.code == code}
        return places.told.get((code, file), set())
    place = plain(note.place.text)
    inside = places.own.get((code, file, place), set())
    named = places.full.get((code, place), set())
    return inside or (named if of_document else named & places.told.get((code, file), set()))


def _nothing(case: _Case, note: Note, said: Text, source: SourceText) -> Diagnostic:
    code = _code(said)
    of_document = source is case.department.source
    numbers = case.places.told.get((code, source.path), set())
    there = [
        one for number, one in enumerate(case.findings) if (of_document and one.rule.code == code) or number in numbers
    ]
    if note.place is not None and note.place.text and there:
        hint = f"这条规则的意见在：{shown(there, full=of_document)}。请照着改位置；已经改好的，请删去这条说明。"
        return fault("JX051", f"这条说明写的位置没有 {code} 的意见", note.place.span, hint=hint)
    where = "" if of_document else "这个项目"
    return fault("JX051", f"{where}没有 {code} 的意见，这条说明没有用", said.span, hint="已经改好的，请删去这条说明。")


# 采纳


def _accept(case: _Case, acceptances: tuple[Acceptance, ...], faults: list[Diagnostic]) -> dict[int, Acceptance]:
    """Number of a finding → the acceptance that clears it."""
    chosen: dict[int, Acceptance] = {}
    for one in acceptances:
        if _is_of_diff(case, one.rule):
            continue
        trouble = next((found for check in _CHECKS if (found := check(case, one)) is not None), None)
        if trouble is not None:
            faults.append(trouble)
            continue
        for number in _accepted(case, one):
            chosen.setdefault(number, one)
    return chosen


def _at(one: Acceptance, *texts: Text | None) -> Span:
    """Where to point at: the first of some texts that is there, else the entry's first line."""
    found = next((text.span for text in (*texts, one.rule, one.fingerprint, one.place) if text is not None), None)
    return found or one.span


def _is_unknown(case: _Case, one: Acceptance) -> Diagnostic | None:
    return _unknown_rule(case, "JX053", one.rule) if one.rule is not None else None


def _is_incomplete(_case: _Case, one: Acceptance) -> Diagnostic | None:
    needed = {"理由": one.reason, "经办": one.handler}
    if one.fingerprint is None:
        needed |= {"规则": one.rule, "位置": one.place}
    missing = "、".join(f"“{key}”" for key, text in needed.items() if text is None)
    if not missing:
        return None
    hint = "采纳要写明规则和位置（或者指纹）、理由、经办。"
    return fault("JX056", f"这条采纳没有写{missing}，不起作用", _at(one), hint=hint)


def _is_expired(case: _Case, one: Acceptance) -> Diagnostic | None:
    if one.until is None or date.fromisoformat(one.until.text) >= case.today:
        return None
    hint = "仍然同意的，请重新审核后改期限；不再同意的，请删去这一条。"
    return fault("JX055", f"这条采纳已于 {one.until.text} 到期，不再起作用", one.until.span, hint=hint)


def _matches_nothing(case: _Case, one: Acceptance) -> Diagnostic | None:
    code = _code(one.rule)
    if code in case.unknown or _accepted(case, one, errors=True):
        return None
    there = [finding for finding in case.findings if finding.rule.code == code]
    if one.fingerprint is not None:
        hint = "内容改过的，指纹就变了，要重新审核；已经改好的，请删去这一条。"
        same = case.prints.get(_print(one))
        if same is not None:
            hint = f"这个指纹是 {case.findings[same].rule.code} 的意见，请核对规则。"
        return fault("JX054", f"没有指纹是“{one.fingerprint.text}”的{code}意见", one.fingerprint.span, hint=hint)
    if not there:
        return fault("JX054", f"现在没有 {code} 的意见，这条采纳没有用", _at(one), hint="已经改好的，请删去这一条。")
    hint = f"这条规则的意见在：{shown(there, full=True)}。"
    return fault("JX054", f"这条采纳写的位置没有 {code} 的意见", _at(one, one.place), hint=hint)


def _is_ambiguous(case: _Case, one: Acceptance) -> Diagnostic | None:
    numbers = _accepted(case, one, errors=True)
    found = sorted({case.findings[number].span.source.path for number in numbers})
    if len(found) <= 1:
        return None
    hint = f"请在位置前面加上项目名称或项目编码，例如：{shown([case.findings[min(numbers)]], full=True)}。"
    if one.place is not None and plain(one.place.text) not in {path for _, path in case.places.bare}:
        hint = "请改用项目编码，或者写指纹。"
    return fault(
        "JX056", f"有 {len(found)} 个项目都有这个位置，看不出采纳的是哪一个，不起作用", _at(one, one.place), hint=hint
    )


def _is_forbidden(case: _Case, one: Acceptance) -> Diagnostic | None:
    numbers = _accepted(case, one, errors=True)
    wrong = [finding for number in sorted(numbers) if (finding := case.findings[number]).level == ERROR]
    if not wrong:
        return None
    hint = "请单位改正；确有原因的，由单位在“说明”里写明。"
    message = f"{wrong[0].rule.code}（{wrong[0].rule.title}）是必须改正的错误，不能采纳"
    return fault("JX057", message, _at(one), hint=hint)


_CHECKS: tuple[Callable[[_Case, Acceptance], Diagnostic | None], ...] = (
    _is_unknown,
    _is_incomplete,
    _is_expired,
    _matches_nothing,
    _is_ambiguous,
    _is_forbidden,
)


def _print(one: Acceptance) -> str:
    return plain(one.fingerprint.text).lower() if one.fingerprint is not None else ""


def _accepted(case: _Case, one: Acceptance, *, errors: bool = False) -> set[int]:
    """The findings that an acceptance names, by 指纹 (which then decides alone) or by 规则 and 位置."""
    code = _code(one.rule)
    if one.fingerprint is not None:
        number = case.prints.get(_print(one), -1)
        numbers = {number} if number >= 0 and code in {"", case.findings[number].rule.code} else set()
    else:
        place = plain(one.place.text) if one.place is not None else ""
        numbers = case.places.full.get((code, place), set()) | case.places.bare.get((code, place), set())
    return {number for number in numbers if errors or case.findings[number].level != ERROR}
