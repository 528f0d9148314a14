"""The indicators of one side of a match: those of one project, or of several that were merged or split.

Indicators of several projects that have one 二级指标 and one key stand together.
"""

from collections.abc import Iterable
from typing import NamedTuple

from jixiao.diff.changes.draft import Party, said
from jixiao.diff.pairing import Row, pooled, rows_of
from jixiao.model.document import Indicator
from jixiao.model.names import plain

INDICATORS = "绩效指标"


class Pool(NamedTuple):
    """Indicators that count as one: one for each target that means something else, by 项目编码 of their projects."""

    indicators: tuple[Indicator, ...]

    @property
    def first(self) -> Indicator:
        """The one that gives place and name."""
        return self.indicators[0]

    @property
    def name(self) -> str:
        """名称 as typed."""
        return self.first.name.text

    @property
    def path(self) -> str:
        """Where it is: 绩效指标/质量指标/水质达标率."""
        return f"{INDICATORS}/{self.about}"

    @property
    def about(self) -> str:
        """二级/三级."""
        return f"{self.first.group}/{self.name}"

    @property
    def paths(self) -> tuple[str, ...]:
        """The places of all of them; they may be typed in different ways."""
        return tuple(dict.fromkeys(f"{INDICATORS}/{one.group}/{one.name.text}" for one in self.indicators))


def pools(party: Party) -> tuple[tuple[Row, ...], tuple[Pool, ...]]:
    """The indicators of a party: as pairing sees them, and themselves, by the same places."""
    if len(party.projects) == 1:  # names are unique in it, so there is nothing to put together
        indicators = party.one.indicators
        return rows_of(indicators, party.form.level2), tuple(Pool((one,)) for one in indicators)
    found = pooled(party.projects, party.form.level2)
    return found.rows, tuple(Pool(members) for members in found.members)


def typed(some: Iterable[Indicator]) -> str | tuple[str, ...]:
    """The targets as typed: one text, or several."""
    texts = tuple(said(one.value) for one in some)
    return texts[0] if len(texts) == 1 else texts


def joined(value: str | tuple[str, ...]) -> str:
    """Targets in a sentence."""
    return value or "空白" if isinstance(value, str) else "、".join(one or "空白" for one in value)


def repeats(one: Indicator, attr: str) -> bool:
    """Whether 描述 or 依据 only says the name again."""
    return plain(said(getattr(one, attr))) == plain(one.name.text)
