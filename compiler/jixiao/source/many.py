"""One slip of the keyboard, many faults: a file full of the same mechanical fault gets one message for all of them."""

from typing import TYPE_CHECKING

from jixiao.source.repair import Finding, numbers

if TYPE_CHECKING:
    from collections.abc import Callable

#: Faults of one kind that are still told one by one.
FEW = 5

_HOW = "记事本里可用“编辑→替换”修改"
_WAYS = {
    "全角冒号": f"{_HOW}，每次只换一个名称，例如把“名称：”全部替换为“名称: ”（内容里的冒号不要换）",
    "冒号后面缺少空格": f"{_HOW}，每次只换一个名称，例如把“名称:”全部替换为“名称: ”",
}


def as_one(told: list[tuple[Finding, str]], line: "Callable[[int], int]") -> list[tuple[Finding, str]]:
    """The findings with their hints, those of a frequent kind as one: the first, which names the lines of the others.

    `line` gives the line of an offset.
    """
    kinds: dict[str, list[Finding]] = {}
    for one, _ in told:
        if one.kind:
            kinds.setdefault(one.kind, []).append(one)
    many = {kind: found for kind, found in kinds.items() if len(found) > FEW}
    return [
        (one, f"{hint}\n{_others(many[one.kind], line)}" if one.kind in many else hint)
        for one, hint in told
        if one.kind not in many or one is many[one.kind][0]
    ]


def _others(found: list[Finding], line: "Callable[[int], int]") -> str:
    lines = [line(one.start) for one in found]
    kind = found[0].kind
    spaces = "2 个" if kind.startswith(("制表符", "全角")) else "1 个"
    way = _WAYS.get(kind, f"{_HOW}，把行首的{kind}替换为 {spaces}普通空格")
    return f"另有{numbers(lines[1:])}，共 {len(found)} 处；{way}。"
