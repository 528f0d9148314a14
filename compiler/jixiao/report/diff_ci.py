"""A comparison for code hosts and build servers: marks beside the lines (GitHub, GitLab), test results (JUnit), SARIF.

All take the comparisons, the lowest level that counts, and the version of the tool. Accepted changes raise no alarm.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from jixiao.diagnostics import Span
from jixiao.diff.records import COSMETIC, CRITICAL, MAJOR, NOTICE, SEVERITIES, TO, Change, Comparison
from jixiao.diff.taxonomy import LEVEL_WORDS
from jixiao.report.diff_sarif import sarif
from jixiao.report.diff_view import Block, counts_at, reaches, unit_of, view
from jixiao.report.diff_words import (
    TITLE,
    acceptance_words,
    block_title,
    level_words,
    place_words,
    repository_path,
    rule_words,
)
from jixiao.report.github import command_data, command_property
from jixiao.report.terminal import sharp

__all__ = ["github", "gitlab", "junit", "sarif"]

_COMMANDS = {CRITICAL: "error", MAJOR: "warning", NOTICE: "notice", COSMETIC: "notice"}
_GITLAB = {CRITICAL: "critical", MAJOR: "major", NOTICE: "minor", COSMETIC: "info"}
#: Marks of one kind that GitHub shows for a step; it drops the rest in silence. One notice is ours.
_SHOWN = 10
#: What XML 1.0 cannot hold, not even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Told(NamedTuple):
    """A change with what it belongs to."""

    comparison: Comparison
    block: Block
    change: Change


class _Place(NamedTuple):
    """A place in the working folder."""

    file: str
    span: Span | None


def github(comparisons: Sequence[Comparison], level: str, _tool_version: str = "") -> str:
    """Workflow commands, one a line, the gravest first; a last notice counts what GitHub would not show. No final line end."""
    told = sorted(_told(comparisons, level), key=lambda one: SEVERITIES.index(one.change.severity))
    lines, shown, more = [], Counter({"notice": 1}), Counter[str]()
    for one in told:
        command = _COMMANDS[one.change.severity]
        if shown[command] < _SHOWN:
            shown[command] += 1
            lines.append(_command(command, one))
        else:
            more[one.change.severity] += 1
    if more:
        counts = "，".join(f"{LEVEL_WORDS[each]} {more[each]} 处" for each in SEVERITIES if more[each])
        said = f"还有{counts}变动没有标出：GitHub 每一步每一级最多显示 {_SHOWN} 条。全部内容请运行 jixiao diff。"
        lines.append(f"::notice title={command_property(TITLE)}::{command_data(said)}")
    return "\n".join(lines)


def _told(comparisons: Iterable[Comparison], level: str) -> Iterator[_Told]:
    """The changes that count, in the order of the documents."""
    for compared in comparisons:
        for block in view(compared).blocks:
            yield from (_Told(compared, block, change) for change in block.changes if counts_at(change, level))


def _command(command: str, one: _Told) -> str:
    place = _place(one)
    title = f"{level_words(one.change)} {rule_words(one.change)}"
    fields: dict[str, object] = {"file": place.file, **_lines(place.span), "title": title}
    said = ",".join(f"{key}={command_property(str(value))}" for key, value in fields.items() if value)
    return f"::{command} {said}::{command_data(_message(one))}"


def _message(one: _Told) -> str:
    where = "，".join(part for part in (block_title(one.block), place_words(one.change)) if part)
    return f"{where}\n{one.change.why}\n指纹 {one.change.fingerprint}"


def _place(one: _Told) -> _Place:
    """On the new side where it can be; what is only in a revision is told at the document of the new side."""
    compared = one.comparison
    found = next((each for each in one.change.locations if each.side == TO), next(iter(one.change.locations), None))
    if found is None or (found.side != TO and compared.old.rev):
        return _Place(repository_path(compared.new, compared.new.department.source.path), None)
    side = compared.new if found.side == TO else compared.old
    span = sharp(found.span)
    return _Place(repository_path(side, span.source.path), span)


def _lines(span: Span | None) -> dict[str, int]:
    """Line and column; GitHub takes columns only where a place begins and ends on one line."""
    if span is None:
        return {"line": 1}
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(span.end)
    if line != end_line:
        return {"line": line, "endLine": end_line}
    return {"line": line, "endLine": end_line, "col": column, "endColumn": end_column}


def gitlab(comparisons: Sequence[Comparison], level: str, _tool_version: str = "") -> str:
    """A Code Quality report of GitLab: one entry for each change that counts. No final line end."""
    return json.dumps([_quality(one) for one in _told(comparisons, level)], ensure_ascii=False, indent=2)


def _quality(one: _Told) -> dict[str, object]:
    place = _place(one)
    return {
        "description": f"{rule_words(one.change)}：{one.change.why}",
        "check_name": one.change.rule,
        "fingerprint": f"{one.comparison.new.label}:{one.change.fingerprint}",
        "severity": _GITLAB[one.change.severity],
        "location": {"path": place.file, "lines": {"begin": _lines(place.span)["line"]}},
    }


def junit(comparisons: Sequence[Comparison], level: str, _tool_version: str = "") -> str:
    """Test results: a failure for each change that counts, skipped where accepted, a pass for every other project."""
    suites = [_suite(one, level) for one in comparisons]
    totals = Counter[str]()
    for _, counts in suites:
        totals.update(counts)
    head = f'<testsuites name="jixiao diff"{_counts(totals)}>'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *(text for text, _ in suites), "</testsuites>"])


def _counts(counts: Counter[str]) -> str:
    return "".join(f' {key}="{counts[key]}"' for key in ("tests", "failures", "errors", "skipped"))


def _suite(compared: Comparison, level: str) -> tuple[str, Counter[str]]:
    one = view(compared)
    counts, cases = Counter[str](), []
    for block in one.blocks:
        grave = [change for change in block.changes if reaches(change, level)]
        for change in grave:
            counts["failures" if change.acceptance is None else "skipped"] += 1
            cases.append(_case(_Told(compared, block, change)))
        if not grave:
            cases.append(_passed(unit_of(compared), block_title(block)))
    cases += [_passed(unit_of(compared), name) for name in one.unchanged]
    counts["tests"] = len(cases)
    name = f"{unit_of(compared)} {compared.old.year}—{compared.new.year}"
    body = "\n".join((f"<testsuite name={_attribute(name)}{_counts(counts)}>", *cases, "</testsuite>"))
    return body, counts


def _passed(unit: str, name: str) -> str:
    return f"<testcase classname={_attribute(unit)} name={_attribute(name)}/>"


def _case(one: _Told) -> str:
    change, place = one.change, _place(one)
    where = "/".join(part for part in (block_title(one.block), place_words(change)) if part)
    name = f"{where} {rule_words(change)} {change.fingerprint}"
    line = str(_lines(place.span)["line"])
    start = (
        f"<testcase classname={_attribute(unit_of(one.comparison))} name={_attribute(name)}"
        f" file={_attribute(place.file)} line={_attribute(line)}>"
    )
    if change.acceptance is not None:
        return f"{start}<skipped message={_attribute(acceptance_words(change.acceptance))}/></testcase>"
    message = f"{level_words(change)} {rule_words(change)}：{change.why}"
    said = f"{message}\n{place.file}:{line}\n指纹 {change.fingerprint}"
    failure = f"<failure type={_attribute(change.rule)} message={_attribute(message)}>{escape(_clean(said))}</failure>"
    return f"{start}{failure}</testcase>"


def _attribute(text: str) -> str:
    return quoteattr(_clean(text))


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
