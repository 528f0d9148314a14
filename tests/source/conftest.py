"""The domain words with which the tests read, and short ways to read a text."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from jixiao.diagnostics import Diagnostic, SourceText
from jixiao.source.nodes import Keys, Mapping, Node, Scalar, Sequence
from jixiao.source.yamltree import parse

_KINDS = ("数量指标", "质量指标", "成本指标", "社会效益指标")
_INDICATOR = frozenset(("名称", "描述", "指标值", "依据", "权重", "备注"))
_CHILDREN = {
    "": frozenset(
        (
            "项目名称",
            "项目编码",
            "主管部门",
            "实施单位",
            "项目期",
            "资金",
            "资金用途",
            "支出计划",
            "绩效目标",
            "测算",
            "绩效指标",
            "上年项目",
            "说明",
            "其他栏目",
        )
    ),
    "主管部门": frozenset(("名称", "编码")),
    "资金": frozenset(("总额", "财政拨款", "其他资金")),
    "支出计划": frozenset(("3月底", "6月底")),
    "绩效指标": frozenset(_KINDS),
    "说明": frozenset(("规则", "位置", "理由")),
} | dict.fromkeys(_KINDS, _INDICATOR)


class Seen(NamedTuple):
    """What a text was read to: its tree as plain Python values, the tree, the faults and their places."""

    value: object
    tree: Node | None
    faults: list[Diagnostic]
    places: list[tuple[str, int, int]]
    hints: str


def plain(node: Node | None) -> object:
    if isinstance(node, Mapping):
        return {entry.key.text: plain(entry.value) for entry in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.text if isinstance(node, Scalar) else None


@pytest.fixture(scope="session")
def words() -> Keys:
    """All that the domain can tell the reader."""
    return Keys(
        frozenset().union(*_CHILDREN.values()),
        frozenset(("绩效目标",)),
        frozenset((*_KINDS, "测算", "上年项目", "说明")),
        _CHILDREN,
        frozenset(("其他栏目",)),
    )


@pytest.fixture(scope="session", params=["full", "words only"])
def any_words(request: pytest.FixtureRequest, words: Keys) -> Keys:
    """The same, and only the list of words: levels are judged by columns then."""
    return words if request.param == "full" else Keys(words.all)


def look(text: str, keys: Keys) -> Seen:
    source = SourceText("sources/甲/2025/department.yaml", text)
    tree, faults = parse(source, keys)
    spans = [one.span for one in faults if one.span is not None]
    assert len(spans) == len(faults)
    places = [(one.code, *source.position(span.start)) for one, span in zip(faults, spans, strict=True)]
    return Seen(plain(tree), tree, faults, places, "\n".join(one.hint for one in faults))


Look = Callable[[str], Seen]


@pytest.fixture(name="look")
def _look(words: Keys) -> Look:
    return lambda text: look(text, words)
