"""The rules of comparing: their Chinese names, how grave each is by default, and what the settings of a workspace change."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from jixiao.diagnostics import Diagnostic, fault
from jixiao.diff.lexicon import rows
from jixiao.diff.records import (
    COSMETIC,
    CRITICAL,
    LOOSENED,
    MAJOR,
    NOT_APPLICABLE,
    NOTICE,
    OFF,
    REVERSED,
    SAME,
    TIGHTENED,
    UNKNOWN,
)
from jixiao.source.workspace import CONFIG

#: Levels in the words of the office.
LEVEL_WORDS = {CRITICAL: "重大", MAJOR: "关注", NOTICE: "一般", COSMETIC: "文字", OFF: "不报"}
#: Directions in the words of the office; nothing to say where there is none.
DIRECTION_WORDS = {
    TIGHTENED: "收紧",
    LOOSENED: "放宽",
    REVERSED: "相反",
    SAME: "未变",
    UNKNOWN: "无法判断",
    NOT_APPLICABLE: "",
}


class Rule(NamedTuple):
    """One rule: its name, its Chinese name, its level by default, its place in the order of the rules."""

    name: str
    title: str
    level: str
    rank: int


@cache
def rules() -> dict[str, Rule]:
    """All rules by name, in their order."""
    return {name: Rule(name, rest[0], rest[-1], rank) for rank, (name, rest) in enumerate(rows("rules"))}


def title(rule: str) -> str:
    """The Chinese name of a rule."""
    return rules()[rule].title


def level_of(rule: str, settings: Mapping[str, str], default: str = "") -> str:
    """The level of a rule: what the settings say, else `default`, else its own."""
    return settings.get(rule) or default or rules()[rule].level


def setting_faults(settings: Mapping[str, str]) -> list[Diagnostic]:
    """Faults for rules in `[diff.severity]` that do not exist."""
    from difflib import get_close_matches

    faults = []
    for name in settings:
        if name in rules():
            continue
        near = get_close_matches(name, rules(), 1)
        hint = f"是不是“{near[0]}”？" if near else "可写的规则见对比的说明，例如 target-loosened。"
        faults.append(fault("JX042", f"{CONFIG} 的 [diff.severity] 里没有 {name} 这条规则", file=CONFIG, hint=hint))
    return faults
