"""The words of reports about a comparison: sides, projects, places, amounts, what was changed into what."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from jixiao.diff.records import (
    CODE,
    LINK,
    NAME,
    SAME,
    SIMILARITY,
    TO,
    Change,
    Comparison,
    Location,
    Side,
)
from jixiao.diff.taxonomy import DIRECTION_WORDS, LEVEL_WORDS, title
from jixiao.model.review import Acceptance
from jixiao.report.diff_excerpt import clipped
from jixiao.report.diff_view import EVERYWHERE, WHOLE, Block, Budget, View
from jixiao.report.terminal import sharp

TITLE = "绩效目标年度对比"
#: What stands where there is nothing.
NOTHING = "—"
_INDICATORS = "绩效指标"
#: Paths that name no field: the project itself, many places.
_NO_FIELD = frozenset({"项目", "多处"})
#: Cells of an indicator that go without saying.
_PLAIN_CELLS = ("/指标值", "/名称")
#: Names of rules that tell the direction themselves.
_SAID = frozenset(
    {
        "target-loosened",
        "target-tightened",
        "prose-target-loosened",
        "prose-target-tightened",
        "operator-reversed",
    }
)
#: Rules whose sentence says more than their values.
_EXPLAINED = frozenset(
    {
        "budget-up-targets-loosened",
        "budget-up-targets-unchanged",
        "funding-mix-changed",
        "global-replace",
        "mandatory-category-emptied",
        "match-uncertain",
        "project-added",
        "project-dropped",
        "project-merged",
        "project-split",
        "schedule-changed",
        "section-added",
        "section-dropped",
        "stale-year",
    }
)
#: Longer values are cut where there is little room.
_SHORT = 60


def side_words(side: Side) -> str:
    """`2025（二上，9be07d4）`."""
    return f"{side.year}（{'，'.join(part for part in (side.stage, side.rev) if part)}）"


def column_heads(comparison: Comparison) -> tuple[str, str]:
    """What stands over old and new: 上年（2024，批复） and 本年（2025，二上）; 调整前 and 调整后 within one year."""
    old, new = comparison.old, comparison.new
    if old.year == new.year:
        words = ("调整前", "调整后")
    elif new.year == old.year + 1:
        words = ("上年", "本年")
    else:
        words = ("对比年", "本年")
    return f"{words[0]}（{old.year}，{old.stage}）", f"{words[1]}（{new.year}，{new.stage}）"


def stages_words(comparison: Comparison) -> str:
    """The banner of sides of different stages."""
    return f"⚠ 跨阶段比较：{comparison.old.stage}与{comparison.new.stage}口径不同，变动不一定是填报单位的修改"


def projects_words(view: View) -> str:
    """`项目 5 → 5：匹配 3（更名 1，无变动 1），待确认 1，新增 1，取消 1`; merges and splits where there are any."""
    one = view.accounts
    parts = [f"匹配 {one.matched}（更名 {one.renamed}，无变动 {len(view.unchanged)}）"]
    parts += [f"待确认 {one.uncertain}"] * bool(one.uncertain)
    parts += [f"新增 {one.added}，取消 {one.dropped}"]
    parts += [f"合并 {one.merged_from} 并为 {one.merged}"] * bool(one.merged)
    parts += [f"拆分 {one.split} 拆为 {one.split_into}"] * bool(one.split)
    return f"项目 {one.old} → {one.new}：{'，'.join(parts)}"


def money_words(budget: Budget) -> str:
    """`412.50 → 446.00 万元（+8.1%）`; `—` where there was or is no project."""
    share = f"（{percent_words(budget.percent)}）" if budget.percent and budget.after else ""
    return f"{budget.before:f} → {budget.after:f} 万元{share}"


def percent_words(percent: Decimal) -> str:
    """`+8.1%`."""
    return f"{percent:+f}%"


def block_title(block: Block) -> str:
    """What the heading of a block says."""
    return {EVERYWHERE: "多处相同修改", WHOLE: "部门整体"}.get(block.kind) or "、".join(block.names)


def former_words(block: Block) -> str:
    """`原：公寓运行经费` where a project was called otherwise, `合并自：…`, `拆为：…`; empty where nothing is to be said."""
    if block.match is None or not block.match.old or not block.match.new:
        return ""
    old, new = ([one.name.text for one in some] for some in (block.match.old, block.match.new))
    if block.kind == "merged":
        return f"合并自：{'、'.join(old)}"
    if block.kind == "split":
        return f"拆为：{'、'.join(new)}"
    if block.kind == "uncertain":
        return f"可能是：{old[0]}"
    return f"原：{old[0]}" if old != new else ""


def how_words(block: Block) -> str:
    """How a project was recognised: 编码相同, 名称相同, 相似度 0.75; 新增, 取消, 待确认."""
    match = block.match
    if match is None:
        return ""
    if block.kind == "uncertain":
        return f"待确认，相似度 {match.score:.2f}"
    fixed = {"added": "新增项目", "dropped": "取消项目", "merged": "合并", "split": "拆分"}
    how = {CODE: "编码相同", NAME: "名称相同", LINK: "已写明对应", SIMILARITY: f"名称和指标相近 {match.score:.2f}"}
    return fixed.get(block.kind) or how.get(match.how, "")


def block_money(block: Block) -> str:
    """The money of the project of a block: one amount where it came or went."""
    if block.budget is None:
        return ""
    if block.kind == "added":
        return f"{block.budget.after:f} 万元"
    if block.kind == "dropped":
        return f"{block.budget.before:f} 万元"
    if block.budget.before == block.budget.after:
        return f"{block.budget.after:f} 万元，未变"
    return money_words(block.budget)


def level_words(change: Change) -> str:
    """重大, 关注, 一般, 文字."""
    return LEVEL_WORDS[change.severity]


def rule_words(change: Change) -> str:
    """`要求降低`, `计量单位变更（无法判断）`: the rule, and the direction where the rule does not tell it."""
    said = "" if change.rule in _SAID or change.direction == SAME else DIRECTION_WORDS[change.direction]
    return f"{title(change.rule)}（{said}）" if said else title(change.rule)


def place_words(change: Change) -> str:
    """`质量指标/水质达标率`, `资金/总额`; empty for the project as such."""
    if change.path in _NO_FIELD:
        return ""
    if change.path.startswith(f"{_INDICATORS}/"):
        path = change.path.removeprefix(f"{_INDICATORS}/")
        for cell in _PLAIN_CELLS:
            path = path.removesuffix(cell)
        return path
    return f"{change.path}/{change.name}" if change.name else change.path


def is_explained(change: Change) -> bool:
    """Whether the sentence of a change says more than its values."""
    return change.rule in _EXPLAINED


def is_prose(change: Change) -> bool:
    """Whether a change is one of running text, told by what was taken out and put in."""
    return bool(change.text_ops)


def lines_of(value: str | Sequence[str] | None) -> tuple[str, ...]:
    """A value as lines."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def values_words(change: Change) -> str:
    """`≥97% → ≥93%（-4 个百分点）`; the sentence of the rule where the values say less; for one line of text."""
    if change.rule in _EXPLAINED:
        return change.why
    before, after = _brief(change.before), _brief(change.after)
    if change.after is None:
        return f"删除 {before}"
    if change.before is None:
        return f"新增 {after}"
    return f"{before} → {after}{delta_words(change)}"


def _brief(value: str | tuple[str, ...] | None) -> str:
    """A value on one line, a long one cut."""
    return clipped("；".join(" ".join(one.split()) for one in lines_of(value)), _SHORT) or "空白"


def delta_words(change: Change) -> str:
    """`（-4 个百分点）`, `（+90.00 万元，+15.0%）`; empty where nothing can be counted."""
    parts = [change.delta, percent_words(change.percent) if change.percent is not None else ""]
    said = "，".join(part for part in parts if part)
    return f"（{said}）" if said else ""


def acceptance_words(given: Acceptance) -> str:
    """`已确认：检测口径扩大（李某，2025-01-06，某财绩〔2025〕2号）`."""
    said = [one.text for one in (given.handler, given.date, given.document) if one is not None and one.text]
    reason = given.reason.text if given.reason else ""
    return f"已确认：{reason}" + (f"（{'，'.join(said)}）" if said else "")


def stale_words(given: Acceptance, why: str) -> str:
    """`0e468fc5cfe4（target-loosened）：已于 2025-12-31 到期`."""
    said = [one.text for one in (given.fingerprint, given.rule) if one is not None and one.text]
    name = f"{said[0]}（{said[1]}）" if len(said) > 1 else "".join(said) or "一条采纳"
    return f"{name}：{why}"


def tally_words(view: View) -> Iterator[str]:
    """`仅写法不同 3`, … for what is only wording, in the order of its rules."""
    names = [one.rule for one in view.folded]
    yield from (f"{title(rule)} {names.count(rule)}" for rule in dict.fromkeys(names))


def location_of(change: Change) -> Location | None:
    """The place that is shown: on the new side where there is one."""
    return next((one for one in change.locations if one.side == TO), next(iter(change.locations), None))


def file_line(location: Location) -> tuple[str, int, int]:
    """File, line and column of a place; a text below `|` begins with its first character."""
    span = sharp(location.span)
    return span.source.path, *span.source.position(span.start)


def short_file(comparison: Comparison, block: Block) -> str:
    """`2025/projects/03-饮水.yaml`: the file that the places of a block are in; empty where there are several files."""
    if block.match is None:
        return shortened(comparison, comparison.new.department.source.path) if block.kind == WHOLE else ""
    files = {one.source.path for one in block.match.new or block.match.old}
    return shortened(comparison, files.pop()) if len(files) == 1 else ""


def short_place(comparison: Comparison, change: Change, file: str = "") -> str:
    """`2025/projects/03-饮水.yaml:21`, `第 21 行` in the file that is known; empty where there is no place."""
    found = location_of(change)
    if found is None:
        return ""
    path, line, _ = file_line(found)
    said = shortened(comparison, path)
    if found.side != TO and comparison.old.year == comparison.new.year:
        return f"调整前 {said}:{line}"
    return f"第 {line} 行" if said == file else f"{said}:{line}"


def repository_path(side: Side, path: str) -> str:
    """A file as the repository calls it: names of files in a revision begin with the revision."""
    return path.partition(":")[2] or path if side.rev else path


def shortened(comparison: Comparison, path: str) -> str:
    """A file from the folder of its year on."""
    for side in (comparison.new, comparison.old):
        folder = side.department.source.path.rpartition("/")[0].rpartition("/")[0]
        if folder and path.startswith(f"{folder}/"):
            return path.removeprefix(f"{folder}/")
    return path
