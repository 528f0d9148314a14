"""Which rules hold how strictly: layers of differences, nation → province → county → unit (rules.md §1.8).

A layer is one YAML file. It stores only what differs from the layers above it, each difference with its basis; a level
may be raised freely and lowered only with a basis. The effective profile remembers where everything comes from.
"""

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import reduce
from typing import NamedTuple

from jixiao.diagnostics import ERROR, INFO, WARNING, SourceText

OFF = "off"
#: The words of a layer for levels, from lenient to strict.
LEVELS = {"关闭": OFF, "提示": INFO, "提醒": WARNING, "错误": ERROR}
STRICTNESS = {OFF: 0, INFO: 1, WARNING: 2, ERROR: 3}
# Tiers of layers, from the top down.
NATION, PROVINCE, COUNTY, UNIT = "全国", "省", "县", "单位"
TIERS = (NATION, PROVINCE, COUNTY, UNIT)


class Level(NamedTuple):
    """The level of a rule, on what basis, and the layer that says so."""

    level: str
    basis: str
    layer: str


class Setting(NamedTuple):
    """A value that rules ask for: one or several words as typed, on what basis, and the layer that says so."""

    words: tuple[str, ...]
    basis: str
    layer: str


class Layer(NamedTuple):
    """One file of differences.

    Attributes:
        name: `pingluo-2024`, the file name without its ending.
        title: 名称, for people.
        tier: one of `TIERS`.
        region: the leading digits of the 区划 it is for; empty for the nation.
        unit: 单位.编码, for a layer of one unit.
        since, until: the years it holds for; 0 is open.
        version: 版本.
        basis: the document that the layer as a whole rests on.
        levels: rule code → level.
        settings: key → setting.
        labels: words that this place uses for ours (适当性: 合理性).
        source: the file.
    """

    name: str
    title: str
    tier: str
    region: str
    unit: str
    since: int
    until: int
    version: str
    basis: str
    levels: dict[str, Level]
    settings: dict[str, Setting]
    labels: dict[str, str]
    source: SourceText

    @property
    def digest(self) -> str:
        """SHA-256 of the file, the first twelve digits."""
        return hashlib.sha256(self.source.text.encode()).hexdigest()[:12]

    def holds_in(self, year: int) -> bool:
        """Whether a year lies in its time; 0 asks about no year."""
        return not year or (self.since <= year and (not self.until or year <= self.until))


class Profile(NamedTuple):
    """The layers that hold for a document, from the top down, and their sum."""

    layers: tuple[Layer, ...]
    levels: dict[str, Level]
    settings: dict[str, Setting]
    labels: dict[str, str]

    @property
    def name(self) -> str:
        """The name of the lowest layer."""
        return self.layers[-1].name if self.layers else ""

    @property
    def is_generic(self) -> bool:
        """True where no place has a layer of its own."""
        return all(layer.tier == NATION for layer in self.layers)

    @property
    def digest(self) -> str:
        """Twelve digits that change with any layer."""
        return hashlib.sha256("\n".join(layer.digest for layer in self.layers).encode()).hexdigest()[:12]

    def words(self, key: str) -> tuple[str, ...] | None:
        """The words of a setting; None where no layer has it."""
        setting = self.settings.get(key)
        return setting.words if setting else None

    def said(self, key: str) -> str:
        """The first word of a setting; empty where no layer has it."""
        return next(iter(self.words(key) or ()), "")

    def number(self, key: str) -> Decimal | None:
        """The number of a setting (`80%` is 80); None where no layer has it."""
        try:
            return Decimal(self.said(key).rstrip("%"))
        except InvalidOperation:
            return None

    def table(self, key: str) -> dict[str, str] | None:
        """A setting of rows `名称=值`; None where no layer has it."""
        words = self.words(key)
        if words is None:
            return None
        return {left.strip(): right.strip() for left, _, right in (word.partition("=") for word in words)}

    def label(self, word: str) -> str:
        """What this place calls one of our words."""
        return self.labels.get(word, word)


def combine(layers: Iterable[Layer]) -> Profile:
    """The sum of layers: a lower one wins."""
    stack = tuple(layers)

    def merged(parts: "Iterable[Mapping[str, object]]") -> dict[str, object]:
        return reduce(lambda sum_, one: sum_ | dict(one), parts, {})

    return Profile(
        stack,
        merged(layer.levels for layer in stack),  # type: ignore[arg-type]
        merged(layer.settings for layer in stack),  # type: ignore[arg-type]
        merged(layer.labels for layer in stack),  # type: ignore[arg-type]
    )


def choose(layers: Mapping[str, Layer], form_rules: str, region: str, unit: str, year: int) -> Profile:
    """The profile of a document: the layout names the province layer, 区划 and 年度 give the rest."""
    named = layers.get(form_rules)
    province = named if named is not None and named.tier == PROVINCE else _latest(layers, PROVINCE, region[:2], year)
    found = (
        _latest(layers, NATION, "", year),
        province,
        _latest(layers, COUNTY, region, year),
        _latest(layers, UNIT, region, year, unit),
    )
    return combine(layer for layer in found if layer is not None)


def by_name(layers: Mapping[str, Layer], name: str) -> Profile | None:
    """The profile that ends in the layer `name`, with the layers above it; None where there is no such layer."""
    last = layers.get(name)
    if last is None:
        return None
    above = TIERS[: TIERS.index(last.tier)]
    regions = {NATION: "", PROVINCE: last.region[:2], COUNTY: last.region}
    found = (_latest(layers, tier, regions[tier], last.since) for tier in above)
    return combine([*(layer for layer in found if layer is not None), last])


def _latest(layers: Mapping[str, Layer], tier: str, region: str, year: int, unit: str = "") -> Layer | None:
    fitting = [
        layer
        for layer in layers.values()
        if layer.tier == tier and layer.region == region and layer.holds_in(year) and layer.unit == unit
    ]
    # Of two with the same start the one read later wins: the workspace's own.
    return max(reversed(fitting), key=lambda layer: layer.since, default=None)
