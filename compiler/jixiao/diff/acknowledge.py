"""采纳 laid beside the changes (diff.md §11): each clears exactly one change, by 指纹 and 规则.

Whoever accepts `JX203` speaks of a finding of the checker; that is left to it. An entry with a fault has no effect and is
told with the reason (失效采纳).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from jixiao.diff.records import Change
from jixiao.diff.taxonomy import rules, title
from jixiao.model.document import Text
from jixiao.model.names import plain
from jixiao.model.review import Acceptance

#: How rules of comparing are called, and mistyped ones would be; those of the checker have codes.
_OWN = re.compile(r"[a-z]+(?:-[a-z]+)*")
Stale = tuple[Acceptance, str]


def acknowledge(
    changes: Iterable[Change], acceptances: Iterable[Acceptance], today: date
) -> tuple[tuple[Change, ...], tuple[Stale, ...]]:
    """The changes with the 采纳 that clears each, and the 采纳 without effect."""
    found = tuple(changes)
    by_print = {one.fingerprint: one for one in found}
    holding: dict[str, Acceptance] = {}
    stale: list[Stale] = []
    for one in acceptances:
        change = by_print.get(_word(one.fingerprint))
        if not _concerns(one, change):
            continue
        why = next(_troubles(one, change, today, holding), None)
        if why is not None:
            stale.append((one, why))
        elif change is not None:
            holding[change.fingerprint] = one
    return tuple(one._replace(acceptance=holding.get(one.fingerprint)) for one in found), tuple(stale)


def _word(text: Text | None) -> str:
    return plain(text.text).lower() if text is not None else ""


def _concerns(one: Acceptance, change: Change | None) -> bool:
    """Whether an entry is about a change: it names a change, or a rule as comparing calls its rules."""
    return change is not None or _OWN.fullmatch(_word(one.rule)) is not None


def _troubles(one: Acceptance, change: Change | None, today: date, holding: Mapping[str, Acceptance]) -> Iterator[str]:
    """Why an entry has no effect, the first reason first."""
    rule = _word(one.rule)
    if rule and rule not in rules() and change is None:
        yield f"没有“{rule}”这条规则"
    needed = {"规则": one.rule, "指纹": one.fingerprint, "理由": one.reason, "经办": one.handler}
    missing = "、".join(f"“{key}”" for key, text in needed.items() if text is None or not plain(text.text))
    if missing:
        yield f"没有写{missing}"
    if change is None:
        yield "没有这个指纹的变动：内容改过的，指纹就变了，要重新审核；已经改回的，请删去这一条"
    elif rule != change.rule:
        yield f"规则写的是“{rule}”，这个指纹是“{change.rule}”（{title(change.rule)}）"
    elif change.fingerprint in holding:
        yield "同一变动前面已经采纳过"
    if one.until is not None and date.fromisoformat(one.until.text) < today:
        yield f"已于 {one.until.text} 到期"


def stubs(changes: Iterable[Change]) -> Iterator[str]:
    """采纳 entries to fill in, one a line, for changes that nobody has accepted (`--print-accepted`)."""
    for one in changes:
        if one.acceptance is None and not one.provisional:
            where = f"{title(one.rule)}：{one.path}".replace("\n", " ")
            yield f"- {{指纹: '{one.fingerprint}', 规则: {one.rule}, 理由: , 经办: }}  # {where}"
