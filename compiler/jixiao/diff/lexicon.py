"""The word lists and thresholds of comparing, kept as data files beside this module."""

import hashlib
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"


@cache
def rows(name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The rows `key | word word …` of data/<name>.txt; blank rows and those that begin with # are left out."""
    lines = (_DATA / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    parts = (line.partition("|") for line in lines if line.strip() and not line.startswith("#"))
    return tuple((key.strip(), tuple(rest.split())) for key, _, rest in parts)


@cache
def words(name: str, key: str) -> tuple[str, ...]:
    """The words of every row `key` of a list, longest first."""
    found = (word for row, rest in rows(name) if row == key for word in rest)
    return tuple(sorted(found, key=len, reverse=True))


def digest() -> str:
    """Twelve digits that change with any list (`rules_digest`)."""
    whole = hashlib.sha256()
    for path in sorted(_DATA.glob("*.txt")):
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:12]
