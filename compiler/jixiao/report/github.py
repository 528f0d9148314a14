"""A review for GitHub Actions: marks beside the lines of a change, and the summary page of a job."""

from collections import Counter
from collections.abc import Iterator, Sequence

from jixiao.check.finding import Finding, Report
from jixiao.check.rule import DIMENSIONS, UNIT
from jixiao.diagnostics import ERROR, INFO, WARNING
from jixiao.report.records import Record, crashes, records
from jixiao.report.remarks import Chosen, Remark, choose
from jixiao.report.words import (
    LEVEL_WORDS,
    LEVELS,
    counted,
    heading,
    place,
    place_in_words,
    places_in_short,
    rules_used,
    tally,
)

_COMMANDS = {ERROR: "error", WARNING: "warning", INFO: "notice"}
#: Marks of one kind that GitHub shows for a step; it drops the rest in silence.
_SHOWN = 10
#: One of the notices is ours.
_ROOM = {ERROR: _SHOWN, WARNING: _SHOWN, INFO: _SHOWN - 1}
#: A summary of a step may have 1 MiB; a department's share of remarks stays far below.
_ROWS = 200


def github(reports: Sequence[Report]) -> str:
    """Workflow commands, one a line, the strictest first; a last notice counts what GitHub would not show. No final line end."""
    found = _by_use([one for one in records(reports) if one.counts])
    lines = [_crash(row) for row in crashes(reports)]
    more = Counter[str]()
    shown = Counter({ERROR: len(lines)})
    for one in found:
        if shown[one.level] < _ROOM[one.level]:
            shown[one.level] += 1
            lines.append(_command(one))
        else:
            more[one.level] += 1
    if more.total():
        text = f"还有{counted(more)}没有标出：GitHub 每一步每一级最多显示 {_SHOWN} 条。全部内容见本次运行的小结，或运行 jixiao check。"
        lines.append(f"::notice title=绩效目标检查::{command_data(text)}")
    return "\n".join(lines)


def _by_use(found: Sequence[Record]) -> list[Record]:
    """The strictest first; of a level those of the unit itself, and of every rule one before its second."""
    seen = Counter[str]()
    ranks = []
    for number, one in enumerate(found):
        ranks.append((LEVELS.index(one.level), one.owner != UNIT, seen[one.code], number))
        seen[one.code] += 1
    return [found[rank[-1]] for rank in sorted(ranks)]


def _crash(row: dict[str, str]) -> str:
    text = f"{row['code']} 没有查成，这次检查不能算通过：{row['reason']}"
    return f"::error file={command_property(row['file'])},title=程序出错::{command_data(text)}"


def _command(one: Record) -> str:
    title = f"{LEVEL_WORDS[one.level]} {one.title or one.code}（{one.code}）"
    fields = {"file": one.file, **_position(one), "title": title}
    said = ",".join(f"{key}={command_property(str(value))}" for key, value in fields.items() if value)
    where = place_in_words(one.path, one.project) if one.finding else ""
    text = "\n".join(part for part in (where, one.message, one.trace, one.advice and f"办法：{one.advice}") if part)
    return f"::{_COMMANDS[one.level]} {said}::{command_data(text)}"


def _position(one: Record) -> dict[str, int]:
    """Line and column; GitHub takes columns only where a place begins and ends on one line."""
    if one.span is None:
        return {}
    line, column = one.span.source.position(one.span.start)
    end_line, end_column = one.span.source.position(one.span.end)
    if line != end_line:
        return {"line": line, "endLine": end_line}
    return {"line": line, "endLine": end_line, "col": column, "endColumn": end_column}


def command_data(text: str) -> str:
    """A text as the message of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    """A text as the value of a property of a workflow command."""
    return command_data(text).replace(":", "%3A").replace(",", "%2C")


def job_summary(reports: Sequence[Report]) -> str:
    """A page in Markdown for `$GITHUB_STEP_SUMMARY`: counts of every department, all 须改, the first 建议改."""
    return "\n".join(_summary(reports))


def _summary(reports: Sequence[Report]) -> Iterator[str]:
    yield "# 绩效目标检查"
    yield ""
    yield from _table(
        ["部门", *(LEVEL_WORDS[level] for level in LEVELS), "已采纳", "历史遗留", "书写差错"], map(_row, reports)
    )
    for row in crashes(reports):
        yield ""
        yield f"**程序出错，不能算通过**：{row['code']} {_plain(row['file'])} {_plain(row['reason'])}"
    for one in reports:
        yield from _department(one)


def _row(one: Report) -> list[str]:
    levels = tally(one.findings)
    accepted = sum(each.acceptance is not None for each in one.findings)
    inherited = sum(each.inherited and each.acceptance is None for each in one.findings)
    name = (_plain(heading(one)) or "（工作文件夹）") + ("" if one.profile or not one.label else "：没有检查")
    return [name, *(str(levels[level]) for level in LEVELS), str(accepted), str(inherited), str(len(one.faults))]


def _table(heads: Sequence[str], rows: "Iterator[list[str]] | map[list[str]]") -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "|" + "---|" * len(heads)
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _department(report: Report) -> Iterator[str]:
    chosen = choose(report.findings, everything=False)
    if not report.faults and not chosen.errors and not chosen.warnings:
        return
    yield ""
    yield f"## {_plain(heading(report))}"
    if report.profile is not None:
        yield ""
        yield _plain(f"按{rules_used(report.profile)}检查。{_by_dimension(report)}")
    if report.faults:
        yield ""
        yield from (f"- {_plain(one.name)}：{_plain(one.message)}（{one.code}）" for one in report.faults[:_ROWS])
    yield from _remarks(chosen)


def _by_dimension(report: Report) -> str:
    label = report.profile.label if report.profile else str
    live = Counter(one.rule.dimension for one in report.findings if one.counts)
    return "，".join(f"{label(word)} {live[word]} 项" for word in DIMENSIONS if live[word])


def _remarks(chosen: Chosen) -> Iterator[str]:
    for level, made in ((ERROR, chosen.errors), (WARNING, chosen.warnings)):
        if made:
            yield ""
            yield f"### {LEVEL_WORDS[level]}"
            yield ""
            yield from _table(["位置", "意见", "办法"], map(_remark, made[:_ROWS]))
        hidden = sum(one.count(level) for one in made[_ROWS:]) + (chosen.hidden_warnings if level == WARNING else 0)
        if hidden:
            yield ""
            yield f"另有 {hidden} 项没有列出。"


def _remark(one: Remark) -> list[str]:
    first = one.first
    span = place(first)
    line = span.source.position(span.start)[0]
    where = f"{_plain(place_in_words(first.hit.path, first.project))}<br>{_plain(span.source.path)}:{line}"
    return [where, _joined(map(_said, one.reasons)), _joined(_plain(each.finding.hit.advice) for each in one.reasons)]


def _said(reason: "tuple[Finding, tuple[Finding, ...]]") -> str:
    one, others = reason
    parts = [f"{one.hit.message}（{one.rule.code}）", one.hit.trace, f"单位说明：{one.note}" if one.note else ""]
    if others:
        places = ((span.source.path, span.source.position(span.start)[0]) for span in map(place, others))
        parts.append(f"同类还有 {len(others)} 处：{places_in_short(places)}")
    return _joined(map(_plain, parts))


def _joined(parts: "Iterator[str] | map[str]") -> str:
    return "<br>".join(dict.fromkeys(part for part in parts if part))


def _plain(text: str) -> str:
    """Text that Markdown leaves alone, in one line."""
    for sign in "\\`*_[]<>|#~":
        text = text.replace(sign, {"<": "&lt;", ">": "&gt;"}.get(sign, "\\" + sign))
    return " ".join(text.split())
