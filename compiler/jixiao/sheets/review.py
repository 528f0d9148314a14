"""The 审核表 of a department-year as data: a row for each remark that the unit must act on, and what else was audited.

Only findings whose move is the unit's and that count are rows; how many others there are stands in the head, so that
the numbers of the sheet and of the screen can be reconciled. Workbook and PDF show the same rows.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from jixiao.check.catalogue import RULES
from jixiao.check.finding import CRASHED, FAIL, NOT_APPLICABLE, NOT_EVALUATED, PASS, Finding, Report
from jixiao.check.profile import Profile
from jixiao.check.rule import DIMENSIONS, INFO, UNIT
from jixiao.diagnostics import SourceText
from jixiao.model.document import Department
from jixiao.sheets.words import LEVELS, place_line, question

TITLE = "绩效目标审核表"
#: Headings; a returned sheet is recognised by them.
NUMBER, POINT, CONTENT, PASSED, PROBLEMS = "编号", "审核点", "审核内容", "是否通过", "不通过指标清单"
LEVEL, ADVICE, FORMER, REPLY = "预警级别", "修改建议", "上次回复", "单位回复"
HEADINGS = (NUMBER, POINT, CONTENT, PASSED, PROBLEMS, LEVEL, ADVICE, FORMER, REPLY)
PROJECT_MARK, WHOLE = "项目：", "部门整体"
#: 是否通过. A remark of the mildest level neither passes nor fails: somebody has to look.
NO, LOOK, YES, OPEN, ABSENT = "否", "待核实", "是", "未判定", "不适用"
NOTICE = (
    "“须改”的要改正；“建议改”的请改正，或在“单位回复”栏写明不改的理由；“提示”的请核实。"
    "已经改正的写“已修改”。请保留“编号”栏，按编号核对。"
)
SIGNATURES = ("审核人：", "单位经办人：", "联系电话：", "回复日期：")
#: Other places of a remark named one by one.
_OTHERS = 3
#: In a message that needs the place beside it (第一遍在这里), which a sheet cannot show.
_POINTER = "这里"


class Row(NamedTuple):
    """A row of the sheet.

    Attributes:
        number: 编号, the fingerprint; empty for a row that asks nothing of the unit.
        point: 审核点 in the words of the place.
        content: 审核内容, what was looked at.
        passed: 是否通过.
        project, place: the first lines of 不通过指标清单, each with its mark; `place` may be empty.
        said: its other lines: what is there and why it does not do, arithmetic, other places.
        level: 预警级别.
        advice: 修改建议.
        former: 上次回复; empty where there was no sheet before.
        reply: 单位回复: 说明 of the sources, else empty.
    """

    number: str
    point: str
    content: str
    passed: str
    project: str = ""
    place: str = ""
    said: tuple[str, ...] = ()
    level: str = ""
    advice: str = ""
    former: str = ""
    reply: str = ""

    @property
    def problems(self) -> str:
        """不通过指标清单, line by line."""
        return "\n".join(line for line in (self.project, self.place, *self.said) if line)


class Sheet(NamedTuple):
    """The 审核表 of one department-year.

    Attributes:
        unit, code, year, stage: whose it is; `code` (单位编码) may be empty.
        basis: 审核依据, the profile with version and digest.
        day: 审核日期 in words.
        result: how many remarks of which level.
        audit: how many things were looked at and what came of them.
        aside: remarks that are not listed, and why, and whether something could not be read; may be empty.
        rows: remarks and the rest of the audit, by 审核点.
        compared: whether the rows have a 上次回复.
    """

    unit: str
    code: str
    year: str
    stage: str
    basis: str
    day: str
    result: str
    audit: str
    aside: str
    rows: tuple[Row, ...]
    compared: bool = False

    @property
    def remarks(self) -> tuple[Row, ...]:
        """The rows that the unit must act on."""
        return tuple(row for row in self.rows if row.number)

    @property
    def headings(self) -> tuple[str, ...]:
        """The columns that this sheet has."""
        return HEADINGS if self.compared else tuple(word for word in HEADINGS if word != FORMER)

    def cells(self, row: Row) -> tuple[str, ...]:
        """The texts of a row, one for each heading."""
        known = {
            NUMBER: row.number,
            POINT: row.point,
            CONTENT: row.content,
            PASSED: row.passed,
            PROBLEMS: row.problems,
            LEVEL: row.level,
            ADVICE: row.advice,
            FORMER: row.former,
            REPLY: row.reply,
        }
        return tuple(known[word] for word in self.headings)


def review_sheets(reports: Iterable[Report], day: date) -> tuple[Sheet, ...]:
    """The sheets of all reports that could be made; a department whose sources could not be read has none."""
    return tuple(review_sheet(one, one.profile, day) for one in reports if one.profile is not None)


def review_sheet(report: Report, profile: Profile, day: date) -> Sheet:
    """The sheet of one report, judged by `profile` on `day`."""
    mine = [one for one in report.findings if is_listed(one)]
    department = department_of(report)
    code = department.organ.code if department else None
    return Sheet(
        report.unit,
        code.text if code else "",
        report.year,
        report.stage,
        _basis(profile),
        day_words(day),
        _counts(mine),
        _audit(report),
        _aside(report),
        tuple(_rows(report, profile, mine)),
    )


def department_of(report: Report) -> Department | None:
    """What was reviewed: the department, with those of its projects that could be read."""
    return report.loaded.department or report.loaded.readable if report.loaded else None


def is_listed(finding: Finding) -> bool:
    """Whether a finding is a row: the unit's move, and neither accepted nor inherited."""
    return finding.owner == UNIT and finding.counts


def day_words(day: date) -> str:
    """`2025年1月20日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def _basis(profile: Profile) -> str:
    if profile.is_generic:
        return f"通用审核规则（当地没有专门规则，摘要 {profile.digest}）"
    last = profile.layers[-1]
    return f"{last.title}审核规则，第 {last.version} 版（摘要 {profile.digest}）"


def _counts(findings: Sequence[Finding]) -> str:
    levels = [one.level for one in findings]
    parts = [f"{word} {levels.count(level)} 项" for level, word in LEVELS.items() if level in levels]
    return "，".join(parts) or "没有需要修改的内容"


def _audit(report: Report) -> str:
    """What came of all that was looked at; one with several outcomes counts by the gravest."""
    words = {CRASHED: "没有审成", FAIL: "有意见", NOT_EVALUATED: OPEN, PASS: "通过", NOT_APPLICABLE: ABSENT}
    fates = [next((one for one in words if seen[one]), PASS) for seen in report.outcomes.values()]
    parts = [f"{word} {fates.count(one)} 项" for one, word in words.items() if one in fates]
    return f"共审核 {len(fates)} 项内容：{'，'.join(parts)}"


def _aside(report: Report) -> str:
    accepted = sum(one.acceptance is not None for one in report.findings)
    inherited = sum(one.inherited and one.acceptance is None for one in report.findings)
    others = sum(one.counts and one.owner != UNIT for one in report.findings)
    parts = [f"由财政部门或系统处理的 {others} 项"] * bool(others)
    parts += [f"已采纳 {accepted} 项"] * bool(accepted) + [f"历史遗留 {inherited} 项"] * bool(inherited)
    said = [f"另有{'、'.join(parts)}，不列入本表"] * bool(parts)
    said += ["有的文件读不出来，没有审核，本表不完整"] * (not report.whole)
    return "；".join(said)


# -- rows -------------------------------------------------------------------------------------------------------------


def _rows(report: Report, profile: Profile, mine: Sequence[Finding]) -> Iterator[Row]:
    names = _projects(report)
    strictness = tuple(LEVELS)
    for dimension in DIMENSIONS:
        own = [one for one in mine if one.rule.dimension == dimension]
        point = profile.label(dimension)
        for one in sorted(own, key=lambda one: strictness.index(one.level)):  # a stable sort keeps file and place
            yield _remark(one, point, names)
        yield from _rest(report, dimension, point, has_remarks=bool(own))


def _remark(one: Finding, point: str, names: dict[str, str]) -> Row:
    hit = one.hit
    said = [hit.message]
    said += [f"算式：{hit.trace}"] if hit.trace else []
    said += _others(one, names)
    return Row(
        one.fingerprint,
        point,
        question(one.rule),
        LOOK if one.level == INFO else NO,
        PROJECT_MARK + (one.project if one.project and hit.path else WHOLE),
        place_line(hit.path),
        tuple(said),
        LEVELS[one.level],
        hit.advice,
        reply=one.note,
    )


def _projects(report: Report) -> dict[str, str]:
    """File → 项目名称, to name other places by what a clerk knows."""
    department = department_of(report)
    return {one.source.path: one.name.text for one in department.projects} if department else {}


def _others(one: Finding, names: dict[str, str]) -> Iterator[str]:
    """The other places of a remark, few of them in words, the rest counted; none that only repeats what is said."""
    here = one.span.source
    said = f"{one.hit.message}\n{one.hit.path}\n{one.hit.trace}"
    related = [each for each in one.hit.related if each.span.source.path != here.path or _is_news(each.message, said)]
    few = related if len(related) <= _OTHERS + 1 else related[:_OTHERS]
    lines = ((_where(each.span.source, here, names), each.message) for each in few)
    yield from dict.fromkeys(f"另见{where}：{message}" for where, message in lines)
    if len(few) < len(related):
        yield f"另见其余 {len(related) - len(few)} 处"


def _is_news(message: str, said: str) -> bool:
    """Whether a place in the same file adds something: its quoted words are not in the remark, and it does not only point."""
    quoted = re.findall("“(.+?)”", message)
    return _POINTER not in message and not all(words in said for words in quoted or [message])


def _where(source: SourceText, here: SourceText, names: dict[str, str]) -> str:
    if source.path == here.path:
        return ""
    return f"“{names[source.path]}”" if source.path in names else "部门整体部分"


# -- the rest of the audit --------------------------------------------------------------------------------------------


def _rest(report: Report, dimension: str, point: str, *, has_remarks: bool) -> Iterator[Row]:
    """What of an 审核点 passed, could not be judged, and does not apply: a row each."""
    own = [rule for rule in RULES if rule.dimension == dimension and rule.code in report.outcomes]
    fates = {rule: {one for one, count in report.outcomes[rule.code].items() if count} for rule in own}
    passed = [question(rule) for rule, seen in fates.items() if PASS in seen and seen <= {PASS, NOT_APPLICABLE}]
    absent = [question(rule) for rule, seen in fates.items() if seen <= {NOT_APPLICABLE}]
    missing = list(_open(report, [rule.code for rule in own]))
    if passed:
        yield Row(
            "",
            point,
            f"{'其余' if has_remarks else '共'} {len(passed)} 项",
            YES,
            said=(f"无。已通过：{'；'.join(passed)}",),
        )
    if missing:
        said = tuple(f"{said}：{why}" for said, why in missing)
        yield Row("", point, f"没有判定的 {len({said for said, _ in missing})} 项", OPEN, said=said)
    if absent:
        yield Row("", point, f"不适用的 {len(absent)} 项", ABSENT, said=(f"没有相应的栏目或内容：{'；'.join(absent)}",))


def _open(report: Report, codes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What was not judged, and why; a rule that broke is told without its error."""
    asked = {rule.code: question(rule) for rule in RULES if rule.code in codes}
    broken = {one.code for one in report.crashes}
    yield from ((asked[code], "程序出错，没有审成，请人工审核") for code in codes if code in broken)
    gaps = dict.fromkeys((one.code, one.reason) for one in report.gaps if one.code in asked)
    yield from ((asked[code], f"缺少{reason}") for code, reason in gaps)
