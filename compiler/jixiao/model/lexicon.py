"""Word lists and tables of the domain, kept as data files beside this module."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

_DATA = Path(__file__).parent / "data"


def _lines(name: str) -> list[str]:
    # A path, not importlib.resources: that one loads archive modules at every start.
    lines = (_DATA / name).read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line and not line.startswith("#")]


@cache
def units() -> tuple[str, ...]:
    """计量单位 as they are written behind a number, longest first."""
    return tuple(sorted(_lines("units.txt"), key=len, reverse=True))


@cache
def synonyms() -> dict[str, tuple[tuple[str, str], ...]]:
    """Words that people type for a key: word → (record, key) pairs. For hints only."""
    rows = (line.split(" = ") for line in _lines("synonyms.txt"))
    return {word: tuple(_place(one) for one in places.split()) for word, places in rows}


def _place(text: str) -> tuple[str, str]:
    record, _, key = text.partition(".")
    return record, key


@cache
def choice_words() -> dict[str, str]:
    """Words that people type for one of the words of a choice. For hints only."""
    rows = (line.partition(" = ") for line in _lines("choices.txt"))
    return {word: choice for word, _, choice in rows}


class Measure(NamedTuple):
    """One row of the unit table: a canonical unit and what one of it makes in the base unit of its dimension."""

    dimension: str
    base: str
    factor: str


@cache
def measures() -> dict[str, Measure]:
    """计量单位 by every way to write them (half width)."""
    table: dict[str, Measure] = {}
    for line in _lines("measures.txt"):
        kind, base, factor, *spellings = line.split()
        measure = Measure(base if kind == "*" else kind, base, factor)
        table |= dict.fromkeys((base, *spellings), measure)
    return table


@cache
def value_words() -> dict[str, tuple[str, ...]]:
    """The words of 指标值 by kind (`ge 前`, `le 后`, `stop` …), longest first."""
    return _groups("values.txt")


@cache
def polarity_words() -> dict[str, tuple[str, ...]]:
    """The words that tell which way a measure is better, by kind, longest first."""
    return _groups("polarity.txt")


def _groups(name: str) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for line in _lines(name):
        kind, _, words = line.partition(" | ")
        groups.setdefault(kind, []).extend(words.split())
    return {kind: tuple(sorted(words, key=len, reverse=True)) for kind, words in groups.items()}
