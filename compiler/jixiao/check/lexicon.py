"""The word lists of the rules, kept as data files that a domain person can extend."""

from functools import cache
from pathlib import Path

from jixiao.model.pattern import Pattern

_DATA = Path(__file__).parent / "data"
_REMARK = Pattern(r"[（(].*?[）)]", needs="（(")


@cache
def lines(name: str) -> tuple[str, ...]:
    """The rows of data/lexicons/<name>.txt; blank rows and those that begin with # are left out."""
    rows = (_DATA / "lexicons" / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    return tuple(row.strip() for row in rows if row.strip() and not row.startswith("#"))


def says(name: str, text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether any word of a list stands in `text[start:end]`."""
    return any(text.find(word, start, end) >= 0 for word in lines(name))


def begins(name: str, text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether `text[start:end]` begins with a word of a list."""
    return text.startswith(lines(name), start, end)


@cache
def table(name: str) -> dict[str, tuple[str, ...]]:
    """A list of rows `word = other other …` as word → others."""
    rows = (row.split(" = ", 1) for row in lines(name))
    return {key.strip(): tuple(rest.split()) for key, rest in rows}


@cache
def level2_kind(word: str) -> str:
    """What a 二级指标 is, whatever a form calls it: 数量, 质量, 时效, 成本, 社会效益 …; an unknown word is its own kind."""
    bare = _REMARK.sub("", word).strip()
    return _kinds().get(bare, _kinds().get(bare.removesuffix("指标"), bare.removesuffix("指标")))


@cache
def _kinds() -> dict[str, str]:
    return {word: kind for kind, words in table("level2").items() for word in (kind, *words)}
