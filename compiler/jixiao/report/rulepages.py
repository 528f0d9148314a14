"""The rule pages of the documentation, generated from catalogue and data.

`python -m jixiao.report.rulepages docs/规则` writes them; a test keeps them fresh.
"""

from collections.abc import Iterator

from jixiao.check.catalogue import RULES
from jixiao.check.rule import Rule
from jixiao.diagnostics import ERROR, FAULTS
from jixiao.report.basis import basis_texts, fault_pages, rule_page
from jixiao.report.explain import basis_lines, facts_of, level_in
from jixiao.report.words import LEVEL_WORDS

INDEX, FAULT_FILE = "README.md", "读取和书写差错.md"
_NOTE = "<!-- 本页由程序根据规则目录生成，请不要直接修改。 -->"
_FAMILIES = {
    "1": "结构与完整性",
    "2": "资金与算术",
    "3": "资金支出计划",
    "4": "指标值",
    "5": "目标、指标、项目之间",
    "6": "名称、编码、年度",
    "7": "语言与排印",
}


def rule_pages() -> dict[str, str]:
    """All pages by file name."""
    pages = {f"{rule.code}.md": "\n".join(_rule(rule)) + "\n" for rule in RULES}
    return {INDEX: "\n".join(_index()) + "\n", FAULT_FILE: "\n".join(_faults()) + "\n", **pages}


def _rule(rule: Rule) -> Iterator[str]:
    yield f"# {rule.code} {rule.title}"
    yield ""
    yield _NOTE
    yield ""
    yield "| | |"
    yield "|---|---|"
    yield f"| 英文名称 | {rule.name} |"
    yield from (f"| {key} | {text} |" for key, text in facts_of(rule, None))
    yield ""
    yield rule_page(rule.code).rstrip("\n") or "（说明页还没有写）"
    yield ""
    yield "## 依据"
    yield ""
    yield from (f"- {text}" for text in basis_lines(rule, None))
    yield ""
    yield f"[全部规则]({INDEX})"


def _index() -> Iterator[str]:
    yield "# 规则一览"
    yield ""
    yield _NOTE
    yield ""
    yield "`jixiao check` 按这些规则检查。级别是没有当地配置时的级别；各地的配置可以提高，有依据时可以放宽，"
    yield "用 `jixiao rules` 查看本单位实际的级别。“试行”的规则平时不检查，配置里写明才检查。"
    yield ""
    yield "- **须改**：必然有错，又有文件依据。**建议改**：多半要改，请核对。**提示**：请看一眼。"
    yield "- 确定程度：必错、疑似、提示，说的是程序有多大把握，和级别是两回事。"
    yield f"- 文件读不出来、写法不对等，见[读取和书写差错]({FAULT_FILE})。"
    for digit, title in _FAMILIES.items():
        family = [rule for rule in RULES if rule.code[2] == digit]
        yield ""
        yield f"## {title}"
        yield ""
        yield "| 编号 | 规则 | 级别 | 确定程度 | 审核方面 | 由谁改 | 依据 |"
        yield "|---|---|---|---|---|---|---|"
        yield from map(_row, family)
    yield ""
    yield "## 依据的简称"
    yield ""
    yield "| 简称 | 文件和要求 |"
    yield "|---|---|"
    yield from (f"| {key} | {text} |" for key, text in basis_texts().items())


def _row(rule: Rule) -> str:
    level = "试行" if rule.preview else LEVEL_WORDS[level_in(rule, None)]
    link = f"[{rule.code}]({rule.code}.md)"
    cells = (link, rule.title, level, rule.certainty, rule.dimension, rule.owner, "、".join(rule.basis))
    return f"| {' | '.join(cells)} |"


def _faults() -> Iterator[str]:
    yield "# 读取和书写差错"
    yield ""
    yield _NOTE
    yield ""
    yield "这些差错和内容好坏无关：文件读不出来、写法不对、配置不对。**错误**改好以前不能检查，也不能生成；**提醒**不影响。"
    for code, page in fault_pages().items():
        yield ""
        yield f"## {code} {page.title}"
        yield ""
        yield f"{'错误' if FAULTS[code][1] == ERROR else '提醒'}（{FAULTS[code][0]}）"
        yield ""
        yield page.text


def _write(folder: str) -> None:
    from pathlib import Path

    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    pages = rule_pages()
    for old in place.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        (place / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    import sys

    _write(sys.argv[1])
