"""A review as text for a terminal: what must be changed first, calm and short; `verbose` unfolds everything.

A clerk reads places, the line typed, what is wrong with it and what to do. Codes, certainty and fingerprints are for
those who ask for them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from jixiao.check.catalogue import RULES
from jixiao.check.finding import CRASHED, FAIL, NOT_APPLICABLE, NOT_EVALUATED, PASS, Finding, Gap, Report
from jixiao.check.rule import DIMENSIONS, SAFE, UNIT
from jixiao.diagnostics import WARNING, Related
from jixiao.report.basis import basis_of
from jixiao.report.remarks import Reason, Remark, choose, remarks
from jixiao.report.terminal import Mark, Style, cells, counts, diagnostic, excerpt, place_of, sharp, visible
from jixiao.report.words import (
    LEVEL_COLOURS,
    LEVEL_WORDS,
    LEVELS,
    counted,
    heading,
    line_of,
    place,
    place_in_words,
    places_in_short,
    rules_used,
    tally,
)

_BOLD, _LOUD, _QUIET = "1", "31;1", "2"
#: Other places of a finding named one by one.
_RELATED = 3
#: A further place this many lines away is shown with the line of the finding.
_BESIDE = 3
#: Outcomes in words, in the order in which one at any place makes that of the rule as a whole.
_OUTCOMES = {CRASHED: "出错", FAIL: "有意见", NOT_EVALUATED: "未判定", PASS: "通过", NOT_APPLICABLE: "不适用"}


@cache
def _titles() -> dict[str, str]:
    return {rule.code: rule.title for rule in RULES}


def text(reports: Sequence[Report], style: Style, *, verbose: bool) -> str:
    """All reports as lines, without a final line end; empty where there is none."""
    parts = ["\n".join(_department(one, style, verbose=verbose)).rstrip("\n") for one in reports]
    places = [one for one in reports if one.label]
    if len(places) > 1:
        parts.append(f"合计 {len(places)} 份：{_total(places)}")
    shown = _joined(parts)
    advice = _next(reports, verbose=verbose)
    return f"{shown}\n\n{advice}" if advice else shown


def _joined(parts: Sequence[str]) -> str:
    """Departments with a blank line between them; those of one line stand close."""
    shown = ""
    for before, part in pairwise(["\n", *parts]):
        shown += ("\n\n" if "\n" in before + part else "\n") + part
    return shown.strip("\n")


def _total(reports: Sequence[Report]) -> str:
    levels = sum((tally(one.findings) for one in reports), Counter[str]())
    faulty = sum(one.profile is None for one in reports)
    parts = [counted(levels) or "没有要改的"] + [f"{faulty} 份没有检查"] * bool(faulty)
    return "，".join(parts)


def _department(report: Report, style: Style, *, verbose: bool) -> Iterator[str]:
    for one in report.faults:
        yield diagnostic(one, style) + "\n"
    if report.profile is None:
        if report.label:
            yield f"{visible(report.label)}  没有检查：{counts(report.faults) or '没有读到内容'}，请先改好上面列出的地方"
        return
    levels = tally(report.findings)
    if not verbose and not report.crashes and not any(levels[level] for level in LEVELS[:2]):
        yield _short(report, levels)
        return
    yield style.paint(visible(heading(report)), _BOLD) + "  " + (counted(levels) or "没有发现问题")
    yield style.paint(f"按{rules_used(report.profile)}检查", _QUIET)
    yield from _crashes(report.crashes, style)
    yield from _remarks(report, style, verbose=verbose)
    yield from _set_aside(report, style, verbose=verbose)
    yield from _summary(report, levels, verbose=verbose)


def _short(report: Report, levels: Counter[str]) -> str:
    """A department in which nothing has to be changed, on one line."""
    parts = [f"{counted(levels) or '没有发现问题'}（查了 {len(report.outcomes)} 条规则）"]
    waiting = len({gap.code for gap in report.gaps})
    parts += [f"{waiting} 条没有判定"] * bool(waiting)
    parts += _cleared(report)
    return f"{visible(heading(report))}  {'，'.join(parts)}"


def _cleared(report: Report) -> list[str]:
    accepted = sum(one.acceptance is not None for one in report.findings)
    inherited = sum(one.inherited and one.acceptance is None for one in report.findings)
    return [f"已采纳 {accepted} 项"] * bool(accepted) + [f"历史遗留 {inherited} 项"] * bool(inherited)


def _crashes(crashes: Sequence[Gap], style: Style) -> Iterator[str]:
    if not crashes:
        return
    yield ""
    yield style.paint(f"程序出错：有 {len(crashes)} 处没有查成，这次检查不能算通过", _LOUD)
    for one in crashes:
        yield f"    {one.code} {_titles().get(one.code, '')}  {visible(one.file)}：{visible(one.reason)}"
    yield "    这不是填报的问题。请把上面几行发给维护程序的技术人员。"


def _remarks(report: Report, style: Style, *, verbose: bool) -> Iterator[str]:
    chosen = choose(report.findings, everything=verbose)
    levels = tally(report.findings)
    for level, made in zip(LEVELS, (chosen.errors, chosen.warnings, chosen.infos), strict=True):
        more = f"，其中 {chosen.hidden_warnings} 项没有列出" if level == WARNING and chosen.hidden_warnings else ""
        if made:
            yield ""
            yield style.paint(f"── {LEVEL_WORDS[level]} {levels[level]} 项{more}", LEVEL_COLOURS[level] + ";1")
        for one in made:
            yield ""
            yield from _remark(one, style, verbose=verbose)


def _remark(remark: Remark, style: Style, *, verbose: bool) -> Iterator[str]:
    first = remark.first
    yield f"{visible(place_of(place(first)))}: {visible(place_in_words(first.hit.path, first.project))}"
    marks = [Mark(place(one.finding), LEVEL_COLOURS[one.finding.level]) for one in remark.reasons]
    beside = [
        one.span for reason in remark.reasons for one in reason.finding.hit.related if _is_beside(one, reason.finding)
    ]
    yield from excerpt([*marks, *(Mark(span, _QUIET, "-") for span in beside)], style)
    for one in remark.reasons:
        yield from _reason(one, style, verbose=verbose)


def _is_beside(related: Related, finding: Finding) -> bool:
    """Whether a further place stands so near that its line is shown with the finding's own."""
    (file, line), (here, at) = line_of(sharp(related.span)), line_of(place(finding))
    return file == here and abs(line - at) <= _BESIDE


def _reason(reason: Reason, style: Style, *, verbose: bool) -> Iterator[str]:
    one = reason.finding
    rule, hit = one.rule, one.hit
    codes = f"[{rule.code} {rule.certainty}]" if verbose else ""
    yield f"    {style.paint(LEVEL_WORDS[one.level] + codes, LEVEL_COLOURS[one.level] + ';1')} {visible(hit.message)}"
    apart = [each for each in hit.related if verbose or not _is_beside(each, one)]
    yield from (f"      {visible(line)}" for line in _evidence(apart))
    if hit.trace:
        yield f"      算式：{visible(hit.trace)}"
    if verbose and hit.expected and hit.actual:
        yield f"      应为：{visible(hit.expected)}；实际：{visible(hit.actual)}"
    if hit.advice:
        yield f"      办法：{visible(hit.advice)}"
    if one.owner != UNIT:
        yield f"      由{one.owner}处理，填报单位不用改。"
    if one.note:
        yield f"      单位说明：{visible(one.note)}"
    if reason.others:
        yield f"      同类还有 {len(reason.others)} 处：{visible(places_in_short(map(_line, reason.others)))}"
    if verbose:
        yield f"      依据：{basis_of(rule)}"
        yield f"      位置：{visible(hit.path) or '整个部门'}"
        yield style.paint(f"      {rule.name}，{rule.dimension}，指纹 {one.fingerprint}", _QUIET)


def _line(one: Finding) -> tuple[str, int]:
    return line_of(place(one))


def _evidence(related: Sequence[Related]) -> Iterator[str]:
    few = related if len(related) <= _RELATED + 1 else related[:_RELATED]
    for one in few:
        yield f"另见 {place_of(sharp(one.span))}：{one.message}"
    rest = related[len(few) :]
    if rest:
        yield f"另见其余 {len(rest)} 处：{places_in_short(line_of(one.span) for one in rest)}"


def _set_aside(report: Report, style: Style, *, verbose: bool) -> Iterator[str]:
    """What does not count: accepted and inherited findings, shown to those who ask."""
    cleared = _cleared(report)
    if not cleared:
        return
    yield ""
    yield f"── {'，'.join(cleared)}：不计入上面的数目" + ("" if verbose else "，用 --verbose 查看")
    if verbose:
        for one in remarks((one for one in report.findings if not one.counts), fold=False):
            yield ""
            yield from _remark(one, style, verbose=True)
            yield from (f"      {_clearance(reason.finding)}" for reason in one.reasons)


def _clearance(one: Finding) -> str:
    given = one.acceptance
    if given is None:
        return "历史遗留：记在清单里"
    said = [part.text for part in (given.handler, given.date) if part is not None and part.text]
    reason = given.reason.text if given.reason else ""
    return visible(f"已采纳：{reason}" + (f"（{'，'.join(said)}）" if said else ""))


def _summary(report: Report, levels: Counter[str], *, verbose: bool) -> Iterator[str]:
    yield ""
    if levels:
        yield from _table(report, report.profile.label if report.profile else str)
        yield ""
    yield f"查了 {len(report.outcomes)} 条规则：{'，'.join(f'{word} {count}' for word, count in _fates(report))}"
    yield from _gaps(report.gaps)
    if verbose:
        absent = [code for code, seen in report.outcomes.items() if set(seen) <= {NOT_APPLICABLE}]
        if absent:
            yield "不适用：" + "、".join(f"{code} {_titles().get(code, '')}" for code in absent)


def _table(report: Report, label: Callable[[str], str]) -> Iterator[str]:
    live = [one for one in report.findings if one.counts]
    heads = [LEVEL_WORDS[level] for level in LEVELS]
    rows = [[label(dimension), *(str(_count(live, dimension, level)) for level in LEVELS)] for dimension in DIMENSIONS]
    rows.append(["合计", *(str(sum(one.level == level for one in live)) for level in LEVELS)])
    first = max(cells(row[0]) for row in rows)
    for row in [["", *heads], *rows]:
        yield _left(row[0], first) + "".join(_right(cell, 8) for cell in row[1:])


def _count(findings: Iterable[Finding], dimension: str, level: str) -> int:
    return sum(one.rule.dimension == dimension and one.level == level for one in findings)


def _left(cell: str, width: int) -> str:
    return cell + " " * (width - cells(cell))


def _right(cell: str, width: int) -> str:
    return " " * (width - cells(cell)) + cell


def _fates(report: Report) -> Iterator[tuple[str, int]]:
    """How many rules came to what, each rule counted once."""
    fates = Counter(next((one for one in _OUTCOMES if seen[one]), PASS) for seen in report.outcomes.values())
    yield from ((word, fates[one]) for one, word in _OUTCOMES.items() if fates[one])


def _gaps(gaps: Sequence[Gap]) -> Iterator[str]:
    reasons: dict[str, dict[str, None]] = {}
    for one in gaps:
        reasons.setdefault(one.reason, {})[_titles().get(one.code, one.code)] = None
    for reason, titles in reasons.items():
        yield f"未判定（缺：{visible(reason)}）：{'、'.join(titles)}"


def _next(reports: Sequence[Report], *, verbose: bool) -> str:
    findings = [one for report in reports for one in report.findings if one.counts]
    if not findings:
        return ""
    safe = sum(any(edit.kind == SAFE for edit in one.hit.edits) for one in findings)
    code = min(findings, key=lambda one: LEVELS.index(one.level)).rule.code
    steps = ["jixiao check --verbose 看全部意见和编号"] * (not verbose)
    steps.append(f"jixiao explain {code} 看规则的说明")
    steps += [f"jixiao check --diff 看 {safe} 处可以自动改的地方，--fix 改好它们"] * bool(safe)
    return f"接下来：{'；'.join(steps)}。"
