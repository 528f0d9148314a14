"""Laws of the table of rules (rules.md §1)."""

import re
from pathlib import Path

import pytest

import jixiao.check
from jixiao.check.catalogue import RULES
from jixiao.check.profile import STRICTNESS
from jixiao.check.rule import (
    CERTAIN,
    CONVENTION,
    DIMENSIONS,
    DISPLAY,
    ERROR,
    NO_FIX,
    SAFE,
    UNSAFE,
    Rule,
    may_be_error,
)

DATA = Path(jixiao.check.__file__).parent / "data"
HEADINGS = ["检查什么", "为什么", "不好的写法", "好的写法", "什么情况可以说明或采纳", "已知误报", "沿革"]


def basis_keys() -> set[str]:
    rows = (DATA / "basis.txt").read_text(encoding="utf-8").split("\n")
    return {row.split(" = ")[0] for row in rows if row and not row.startswith("#")}


def test_codes_and_names_are_unique_and_in_order() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in RULES}) == len({rule.title for rule in RULES}) == len(RULES)
    assert all(re.fullmatch(r"JX[1-7]\d\d", code) for code in codes)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_rule_is_complete(rule: Rule) -> None:
    assert rule.basis
    assert set(rule.basis) <= basis_keys()
    assert rule.level in STRICTNESS
    assert rule.dimension in DIMENSIONS
    assert rule.fix in {SAFE, UNSAFE, DISPLAY, NO_FIX}
    assert rule.check.__name__ == rule.name.replace("-", "_")


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.level == ERROR], ids=lambda rule: rule.code)
def test_only_what_is_certain_on_a_basis_is_an_error(rule: Rule) -> None:
    assert rule.certainty == CERTAIN
    assert may_be_error(rule)


def test_no_convention_is_an_error() -> None:
    assert not [rule.code for rule in RULES if rule.basis == (CONVENTION,) and rule.level == ERROR]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_rule_has_its_page(rule: Rule) -> None:
    text = (DATA / "rules" / f"{rule.code}.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    for part in re.split(r"^## .+$", text, flags=re.MULTILINE)[1:]:
        assert part.strip()


def test_no_page_and_no_case_without_a_rule() -> None:
    codes = {rule.code for rule in RULES}
    assert {path.stem for path in (DATA / "rules").glob("*.md")} == codes
    assert {path.stem[:5] for path in (Path(__file__).parent / "cases").glob("*.yaml")} == codes


def test_word_lists_say_their_version() -> None:
    for path in (DATA / "lexicons").glob("*.txt"):
        assert path.read_text(encoding="utf-8").startswith("# 版本 "), path.name


def test_each_family_has_forty_cases_of_its_own() -> None:
    from bench_of_cases import cases

    for family in "1234567":
        own = [case for case in cases() if case.code[2] == family]
        assert len(own) >= 40, f"JX{family}xx：{len(own)}"
