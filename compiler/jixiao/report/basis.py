"""The data files behind the pages: basis of rules, pages of rules and of reading faults."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jixiao import check
from jixiao.check.rule import Rule

_DATA = Path(check.__file__).parent / "data"
_FAULT = re.compile(r"^## (JX\d{3}) (.+)$", re.MULTILINE)


@cache
def basis_texts() -> dict[str, str]:
    """What each key of basis means: document and demand."""
    rows = (_DATA / "basis.txt").read_text(encoding="utf-8").split("\n")
    pairs = (row.partition(" = ") for row in rows if row and not row.startswith("#"))
    return {key.strip(): text.strip() for key, _, text in pairs}


def basis_of(rule: Rule) -> str:
    """On what a rule rests, in one line."""
    return "；".join(basis_texts()[key] for key in rule.basis)


def rule_page(code: str) -> str:
    """The page of a rule as written; empty where nobody has written it."""
    path = _DATA / "rules" / f"{code}.md"
    return path.read_text(encoding="utf-8").strip() + "\n" if path.is_file() else ""


def section(page: str, title: str) -> str:
    """The text under a heading of a page; empty where it has none."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return found[1].strip("\n") if found else ""


class FaultPage(NamedTuple):
    """The page of a reading fault: its title in Chinese, and what it means and what to do."""

    title: str
    text: str


@cache
def fault_pages() -> dict[str, FaultPage]:
    """The pages of JX001–JX079 by code."""
    text = (_DATA / "faults.md").read_text(encoding="utf-8")
    marks = list(_FAULT.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return {mark[1]: FaultPage(mark[2], text[mark.end() : end].strip()) for mark, end in zip(marks, ends, strict=True)}
