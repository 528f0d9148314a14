"""The words of the 对照表: where a change is, what is said of it, who compares with whom."""

import re
from collections.abc import Iterator
from decimal import Decimal

from jixiao.diff.accounting import kind_of
from jixiao.diff.records import CODE, LINK, NAME, SAME, SIMILARITY, Change, Match, Side
from jixiao.diff.tally import Tally
from jixiao.diff.taxonomy import DIRECTION_WORDS, LEVEL_WORDS, title
from jixiao.model.review import Acceptance
from jixiao.sheets.words import indicator_parts

WHOLE = "部门整体"
_INDICATORS, _VALUE = "绩效指标", "指标值"
_TITLED = frozenset({"分项绩效目标", "工作保障措施"})
#: Paths whose parts read better as one word.
_LABELS = {"资金/总额": "资金总额", "资金": "资金来源", "主管部门/名称": "主管部门", "多处": "多处相同修改"}
#: What decided, after `依据`.
_BASES = {
    "lower-bound": "下限",
    "upper-bound": "上限",
    "interval": "取值范围",
    "date": "完成日期",
    "polarity": "指标性质",
    "qualitative-scale": "程度用语",
}
#: Rules whose sentence only repeats the other columns and the name of the rule.
_SILENT = frozenset(
    {
        "project-added",
        "project-merged",
        "project-split",
        "project-renamed",
        "unit-moved",
        "docno-rolled",
        "code-year-rolled",
        "budget-increased",
        "budget-decreased",
        "funding-mix-changed",
        "indicator-added",
        "indicator-dropped",
        "indicator-recategorised",
        "section-added",
        "section-dropped",
        "punctuation-only",
        "field-changed",
    }
)
#: Rules about a promise inside a running text, whose cells show all of the text.
_PROMISES = "prose-target-"
_RENAMES = frozenset({"indicator-renamed", "section-renamed"})
#: All that a rename says beside both names.
_SCORE = re.compile(r"（(相似度 [\d.]+)）$")
_HOWS = {LINK: "已写明对应", CODE: "编码相同", NAME: "名称相同", SIMILARITY: "名称和指标相近"}
_KINDS = {"added": "新增项目", "dropped": "取消项目", "merged": "合并", "split": "拆分", "uncertain": "待确认"}


def label(path: str) -> tuple[str, ...]:
    """项目／指标: the field, or 二级指标 and name of an indicator; the cell only where it is not the 指标值."""
    first, _, rest = path.partition("/")
    if path in _LABELS:
        return (_LABELS[path],)
    if first == _INDICATORS and rest:
        group, name, cell = indicator_parts(rest.split("/"))
        return (group, *([name + _bracketed(cell)] if name else []))
    if first in _TITLED and rest:
        name, _, cell = rest.partition("/")
        return first, name + _bracketed(cell)
    return (rest or first,) if first in {"其他栏目", "资金"} else (path.replace("/", ""),)


def _bracketed(cell: str) -> str:
    return f"（{cell}）" if cell and cell != _VALUE else ""


def head_of(change: Change) -> str:
    """`关注　要求降低`."""
    return f"{LEVEL_WORDS[change.severity]}　{title(change.rule)}"


def lines_of(change: Change) -> Iterator[str]:
    """What 说明 says below the name of the rule."""
    direction = DIRECTION_WORDS[change.direction] if change.direction != SAME else ""
    basis = _BASES.get(change.basis, change.basis)
    if change.rule.startswith(_PROMISES):
        yield f"“{change.name}”{_value(change.before)} → {_value(change.after)}"
    if direction:
        yield f"方向：{direction}" + (f"（按{basis}）" if basis else "")
    if moved := _moved(change):
        yield f"变动：{moved}"
    if said := _sentence(change):
        yield said
    if change.acceptance is not None:
        yield _accepted(change.acceptance)


def _accepted(one: Acceptance) -> str:
    """`已确认：检测口径扩大（李某，2025-01-06，某财绩〔2025〕2号）`."""
    who = "，".join(text.text for text in (one.handler, one.date, one.document) if text is not None)
    return f"已确认：{one.reason.text if one.reason is not None else ''}" + (f"（{who}）" if who else "")


def _value(value: str | tuple[str, ...] | None) -> str:
    return value if isinstance(value, str) else "、".join(value or ())


def _moved(change: Change) -> str:
    if not change.delta or change.percent is None:
        return change.delta
    return f"{change.delta}（{change.percent:+}%）"


def _sentence(change: Change) -> str:
    """What is to be known beside the two columns."""
    if change.rule == "project-dropped":
        return change.why if change.possible_merge_into else ""
    if change.rule == "objective-reworded":  # the first clause only says that the text is another
        return change.why.partition("；")[2]
    if change.rule in _RENAMES:
        return "".join(_SCORE.findall(change.why))
    judged = change.path.startswith(_INDICATORS) and change.path.endswith(f"/{_VALUE}")
    return (
        ""
        if change.rule in _SILENT or change.rule.startswith(_PROMISES) or (judged and change.rule != "stale-year")
        else change.why
    )


def heads(old: Side, new: Side) -> tuple[str, str]:
    """What the columns of both sides are called: `上年（2024，批复）`, `本年（2025，二上）`."""
    words = {0: ("调整前", "调整后"), 1: ("上年", "本年")}.get(new.year - old.year, ("对比年", "本年"))
    return f"{words[0]}（{old.year}，{old.stage}）", f"{words[1]}（{new.year}，{new.stage}）"


def years(old: Side, new: Side) -> str:
    """`（2024 年度—2025 年度）`."""
    if old.year == new.year:
        return f"（{new.year} 年度）"
    return f"（{old.year} 年度—{new.year} 年度）"


def banner(old: Side, new: Side) -> str:
    """A warning where the sides are of different stages; else empty."""
    if old.stage == new.stage:
        return ""
    return f"⚠ 跨阶段比较：{old.stage}与{new.stage}口径不同，变动不一定是填报单位的修改"


def revision(one: Side, width: int = 12) -> str:
    """`3f1c2ab，摘要 0123456789ab`: the revision of a side and the beginning of its digest."""
    return f"{f'版本 {one.rev}' if one.rev else '工作文件夹'}，摘要 {one.digest[:width]}"


def projects_line(counts: Tally) -> str:
    """What became of the projects, and the budgets."""
    one = counts.projects
    parts = [f"匹配 {one.matched}（更名 {one.renamed}，无变动 {len(counts.unchanged)}）"]
    parts += [f"待确认 {one.uncertain}"] * bool(one.uncertain) + [f"新增 {one.added}，取消 {one.dropped}"]
    parts += [f"合并 {one.merged_from} 并为 {one.merged}"] * bool(one.merged)
    parts += [f"拆分 {one.split} 拆为 {one.split_into}"] * bool(one.split)
    return f"项目 {one.old} → {one.new}：{'，'.join(parts)}　预算 {amounts(counts.before, counts.after)}"


def levels_line(counts: Tally) -> str:
    """How many changes of which level, and how many of them are accepted."""
    levels = "　".join(f"{LEVEL_WORDS[level]} {number}" for level, number in counts.by_level.items())
    return f"{levels}　已确认 {counts.acknowledged}"


def amounts(before: Decimal, after: Decimal) -> str:
    """`600.00 → 690.00 万元（+15.0%）`, with the growth where there is one."""
    growth = f"（{(after - before) / before * 100:+.1f}%）" if before and before != after else ""
    return f"{before:f} → {after:f} 万元{growth}"


def band(match: Match) -> str:
    """The line over the rows of a project: its name and how it was found."""
    chosen = match.new or match.old
    names = "、".join(one.name.text for one in chosen)
    how = _HOWS.get(match.how, "") if match.old and match.new else ""
    if match.how == SIMILARITY:
        how += f" {match.score:.2f}"
    words = "，".join(part for part in (_KINDS.get(kind_of(match), ""), how) if part)
    return f"■ {names}" + (f"　［{words}］" if words else "")
