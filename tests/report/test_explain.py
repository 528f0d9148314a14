"""Every code can be explained; the table says what holds and why; the pages of the documentation are fresh."""

import re
from pathlib import Path
from typing import Any

import pytest

from jixiao.check.catalogue import RULES
from jixiao.check.rule import CONVENTION, ERROR, Rule, may_be_error
from jixiao.diagnostics import FAULTS
from jixiao.report.basis import basis_texts, fault_pages, rule_page, section
from jixiao.report.explain import explain, page_of, rules_table
from jixiao.report.rulepages import FAULT_FILE, INDEX, rule_pages
from jixiao.report.terminal import Style, cells

ROOT = Path(__file__).resolve().parents[2]
PLAIN = Style()
HEADINGS = ("检查什么", "为什么", "不好的写法", "好的写法", "什么情况可以说明或采纳", "已知误报", "沿革")
#: Words that no office worker should have to know (contract of messages).
FOREIGN = re.compile("缩进|指针|映射|锚点|标量|列表|正则|照抄|雷同|千篇一律|解析")


def rule(code: str) -> Rule:
    return next(one for one in RULES if one.code == code)


@pytest.mark.parametrize("code", [*(one.code for one in RULES), *FAULTS])
def test_every_code_is_explained(code: str, desk: Any) -> None:
    page = page_of(code.lower(), desk.profile(), PLAIN)
    assert page is not None
    assert page.startswith(f"{code}  ")
    assert "\x1b" not in page
    assert not page.endswith("\n")


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.code)
def test_every_rule_has_its_page(one: Rule) -> None:
    page = rule_page(one.code)
    assert tuple(re.findall(r"^## (.+)$", page, re.MULTILINE)) == HEADINGS
    assert all(section(page, title).strip() for title in HEADINGS)
    assert not FOREIGN.findall(page)


def test_every_rule_has_a_basis_and_a_convention_is_no_error() -> None:
    for one in RULES:
        assert one.basis
        assert set(one.basis) <= set(basis_texts())
        assert one.level != ERROR or may_be_error(one)
        assert one.level != ERROR or set(one.basis) != {CONVENTION}


def test_the_pages_of_faults_are_those_of_the_codes() -> None:
    assert list(fault_pages()) == sorted(FAULTS)
    for page in fault_pages().values():
        assert "办法：" in page.text
        assert not FOREIGN.findall(page.text)


def test_unknown_codes() -> None:
    assert page_of("JX999", None, PLAIN) is None
    assert page_of("", None, PLAIN) is None


def test_the_page_says_who_set_the_level(desk: Any) -> None:
    page = explain(rule("JX410"), desk.profile(), PLAIN)
    assert "级别      建议改（由“水县（2025年起）”规定）" in page
    assert "  水县（2025年起）：水财〔2025〕1号" in page
    assert "级别      提示（规则目录）" in explain(rule("JX410"), None, PLAIN)
    assert "审核方面  合理性" in explain(rule("JX203"), desk.profile(), PLAIN)
    assert "一上阶段只作提示" in explain(rule("JX101"), None, PLAIN)
    assert "关闭（试行，配置里写明才检查）" in explain(rule("JX416"), None, PLAIN)
    assert "  满意度下限：80%（全国（2015年起））" in explain(rule("JX413"), desk.profile(), PLAIN)


def test_colours_of_the_page() -> None:
    assert "\x1b[1mJX401  数值缺单位\x1b[0m" in explain(rule("JX401"), None, Style(colour=True))


def test_the_table(desk: Any) -> None:
    lines = rules_table(RULES, desk.profile()).split("\n")
    rows = [line for line in lines if line.startswith("JX")]
    assert len(rows) == len(RULES)
    assert "JX410  建议改  提示      完整性    单位    数值无比较符号（级别由“水县（2025年起）”规定，依据：水财〔2025〕1号）" in rows
    assert any(row.startswith("JX416  关闭") for row in rows)
    starts = {cells(row[: row.index(one.title)]) for row, one in zip(rows, RULES, strict=True)}
    assert len(starts) == 1
    assert "  满意度下限：80%（全国（2015年起），用于 JX413）" in lines
    assert rules_table(RULES, None).startswith("规则目录的级别")


def test_the_rule_pages_are_fresh() -> None:
    folder = ROOT / "docs" / "规则"
    pages = rule_pages()
    assert {path.name for path in folder.glob("*")} == set(pages)
    for name, text in pages.items():
        assert (folder / name).read_text(encoding="utf-8") == text, "python -m jixiao.report.rulepages docs/规则"


def test_links_of_the_rule_pages() -> None:
    pages = rule_pages()
    for text in pages.values():
        for target in re.findall(r"\]\(([^)#\s]+)\)", text):
            assert target in pages
    assert all(f"({one.code}.md)" in pages[INDEX] for one in RULES)
    assert all(f"## {code} " in pages[FAULT_FILE] for code in FAULTS)
    assert all(text.endswith("\n") and not text.endswith("\n\n") for text in pages.values())
