"""The words of sheets: what was looked at, where, how strict. Office words, no codes."""

from functools import cache
from pathlib import Path

from jixiao.check.rule import ERROR, INFO, WARNING, Rule
from jixiao.model.fields import INDICATOR

_DATA = Path(__file__).parent / "data"

#: 预警级别, from strict to lenient.
LEVELS = {ERROR: "须改", WARNING: "建议改", INFO: "提示"}
_INDICATORS = "绩效指标"
#: Groups of 绩效指标 have two names below them: 二级指标 and 指标名称.
_DEPTH = 3
#: Parts of the overall document whose entries have names.
_NAMED = frozenset({"分项绩效目标", "工作保障措施"})
#: The cells of an indicator.
_CELLS = frozenset(INDICATOR.by_key)
_NAME = "名称"


@cache
def questions() -> dict[str, str]:
    """What the rules look at, rule code → 审核内容."""
    rows = (_DATA / "questions.txt").read_text(encoding="utf-8").splitlines()
    pairs = (row.split(" = ", 1) for row in rows if row.strip() and not row.startswith("#"))
    return {code: said.strip() for code, said in pairs}


def question(rule: Rule) -> str:
    """审核内容 of a rule; its title where nobody has written one."""
    return questions().get(rule.code, rule.title)


def place_line(path: str) -> str:
    """`指标：数量指标“就餐人数”的指标值`, `栏目：资金（总额）`; empty for a document or project as a whole."""
    if not path:
        return ""
    first, *rest = path.split("/")
    if first == _INDICATORS and len(rest) >= _DEPTH - 1:
        return f"指标：{_indicator(rest)}"
    if first in _NAMED and rest:
        return f"栏目：{first}“{rest[0]}”{_cell(rest[1:])}"
    inner = "，".join(rest)
    return f"栏目：{first}（{inner}）" if inner else f"栏目：{first}"


def indicator_parts(parts: list[str]) -> tuple[str, str, str]:
    """二级指标, name and cell of what follows 绩效指标 in a path; a name may hold `/` itself."""
    group, *rest = parts
    inner = rest[:-1] if len(rest) > 1 and rest[-1] in _CELLS else rest
    return group, "/".join(inner), "".join(rest[len(inner) :])


def _indicator(parts: list[str]) -> str:
    group, name, cell = indicator_parts(parts)
    return f"{group}“{name}”{_cell([cell] if cell else [])}"


def _cell(parts: list[str]) -> str:
    said = [part for part in parts if part != _NAME]
    return f"的{'，'.join(said)}" if said else ""
