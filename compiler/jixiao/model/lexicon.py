"""Word lists and tables of the domain, kept as data files beside this module."""

from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"


@cache
def units() -> tuple[str, ...]:
    """计量单位 as they are written behind a number, longest first."""
    # A path, not importlib.resources: that one loads archive modules at every start.
    lines = (_DATA / "units.txt").read_text(encoding="utf-8").split("\n")
    return tuple(sorted((line for line in lines if line and not line.startswith("#")), key=len, reverse=True))
