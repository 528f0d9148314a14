"""The words of review reports: levels, places by name, counts. What a clerk reads, without codes."""

from collections import Counter
from collections.abc import Iterable, Sequence

from jixiao.check.finding import Finding, Report
from jixiao.check.profile import Layer, Profile
from jixiao.check.rule import DISPLAY, ERROR, INFO, NO_FIX, OFF, SAFE, UNSAFE, WARNING
from jixiao.diagnostics import Span
from jixiao.model.fields import INDICATOR
from jixiao.report.terminal import sharp

#: Levels from strict to lenient, in the words of design and screen (rules.md §1.12).
LEVELS = (ERROR, WARNING, INFO)
LEVEL_WORDS = {ERROR: "须改", WARNING: "建议改", INFO: "提示", OFF: "关闭"}
LEVEL_COLOURS = {ERROR: "31", WARNING: "33", INFO: "36", OFF: "2"}
FIX_WORDS = {
    SAFE: "可以（jixiao check --fix，只改不影响意思的地方）",
    UNSAFE: "不自动改，只给出改法",
    DISPLAY: "不自动改，只给出改法",
    NO_FIX: "不能，要由人核实后改",
}
#: The last part of a path under 绩效指标 where it names a field of the indicator.
_CELLS = frozenset(INDICATOR.by_key)
_INDICATORS = "绩效指标"


def level_of(findings: Iterable[Finding]) -> str:
    """The strictest level among findings; there must be one."""
    return min((one.level for one in findings), key=LEVELS.index)


def place_in_words(path: str, project: str) -> str:
    """`食堂补助费，数量指标“就餐人数”` for a path of names; 整个部门 for an empty one, whatever file it points into."""
    if not path:
        return "整个部门"
    parts = path.split("/")
    if parts[:1] == [_INDICATORS] and len(parts) > 2:  # noqa: PLR2004 - 绩效指标/二级/名称
        name = parts[2:-1] if len(parts) > 3 and parts[-1] in _CELLS else parts[2:]  # noqa: PLR2004
        said = f"{parts[1]}“{'/'.join(name)}”"
    elif len(parts) > 1 and parts[0] in {"分项绩效目标", "工作保障措施"}:
        said = f"{parts[0]}“{parts[1]}”{''.join(f'，{part}' for part in parts[2:])}"
    else:
        said = " / ".join(parts)
    return "，".join(part for part in (project, said) if part)


def tally(findings: Iterable[Finding]) -> Counter[str]:
    """How many findings that count there are of each level."""
    return Counter(one.level for one in findings if one.counts)


def counted(levels: Counter[str]) -> str:
    """`须改 3 项，建议改 10 项`; empty where there is nothing."""
    return "，".join(f"{LEVEL_WORDS[level]} {levels[level]} 项" for level in LEVELS if levels[level])


def heading(report: Report) -> str:
    """`怀来县机关事务服务中心 2025年度（批复）`, or the folder where the sources could not be read."""
    if not report.unit:
        return report.label
    return f"{report.unit} {report.year}年度" + (f"（{report.stage}）" if report.stage else "")


def rules_used(profile: Profile) -> str:
    """What a report was judged by, with version and digest."""
    if profile.is_generic:
        return f"通用配置（当地没有配置，摘要 {profile.digest}）"
    last = profile.layers[-1]
    return f"{last.title}第 {last.version} 版（{last.name}，摘要 {profile.digest}）"


def layer_title(profile: Profile | None, name: str) -> str:
    """The title of a layer of a profile, for people; the name itself where there is no such layer."""
    layers: Sequence[Layer] = profile.layers if profile else ()
    return next((layer.title for layer in layers if layer.name == name), name)


def place(finding: Finding) -> Span:
    """The place of a finding as all reports give it: a text below `|` begins with its first character, not with the sign."""
    return sharp(finding.span)


def line_of(span: Span) -> tuple[str, int]:
    """File and line of a place."""
    return span.source.path, span.source.position(span.start)[0]


def line_list(numbers: Iterable[int]) -> str:
    """`2、4–6、9` for line numbers in any order."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return "、".join(f"{first}" if first == last else f"{first}–{last}" for first, last in runs)


def places_in_short(places: Iterable[tuple[str, int]]) -> str:
    """`01-食堂补助费.yaml 第 33、40 行；02-….yaml 第 12 行` for files and lines."""
    files: dict[str, list[int]] = {}
    for file, line in places:
        files.setdefault(file, []).append(line)
    return "；".join(f"{file.rpartition('/')[2]} 第 {line_list(lines)} 行" for file, lines in files.items())
