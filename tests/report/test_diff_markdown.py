"""The comment on a pull request: whole rows, below the limit, texts of users shown as typed."""

import re
from html import unescape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.report.diff_markdown import LIMIT, MARKER, markdown
from jixiao.report.markdown import plain

HOSTILE = "a|b\\|c<script>x</script>&amp;*粗*_斜_`码`[链](http://x)~删~#12@某人@abc$x$</details><!-- -->"


def rendered(text: str) -> str:
    from markdown_it import MarkdownIt

    shown: str = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)
    return shown


def cells_of(line: str) -> list[str]:
    assert line.startswith("| ")
    assert line.endswith(" |")
    return re.split(r"(?<!\\)\|", line)[1:-1]


def widths(text: str) -> None:
    """Every row has the cells of its header; every `<details>` is closed."""
    width = 0
    for line, behind in zip(text.split("\n"), [*text.split("\n")[1:], ""], strict=True):
        if line.startswith("|---"):
            continue
        if line.startswith("|"):
            width = len(cells_of(line)) if behind.startswith("|---") else width
            assert len(cells_of(line)) == width, line
    assert text.count("<details>") == text.count("</details>")
    assert len(re.findall("<(?:ins|del)>", text)) == len(re.findall("</(?:ins|del)>", text))


def test_the_marker_comes_first(comparing: Any) -> None:
    assert markdown([comparing.full()]).startswith(f"{MARKER}\n")
    assert markdown([]) == f"{MARKER}\n\n没有可以比较的部门"
    assert "无变动" in markdown([comparing.nothing()])
    assert "无对应年度，没有比较：x/2024" in markdown([], ["x/2024"])


def test_counts_table_and_details(comparing: Any) -> None:
    shown = markdown([comparing.full()])
    assert "### 绩效目标年度对比：示例县水务局 2024（批复）→ 2025（二上）" in shown
    assert "⚠ 跨阶段比较" in shown
    assert "- 重大 1，关注 6，一般 5，文字 2，其中已确认 1" in shown
    table = [cells_of(line)[0].strip() for line in shown.split("<details>")[0].split("\n") if line.startswith("| ")]
    assert table == ["级别", "重大", *["关注"] * 6]
    assert "| 上年（2024，批复） | 本年（2025，二上） |" in shown
    assert "<del>≥97%</del> | <ins>≥93%</ins> | -4 个百分点" in shown
    assert "改造老旧管网<del>12公里</del>，。 | 改造老旧管网<ins>10公里</ins>，<ins>新装水表</ins>。" in shown
    assert "已确认：检测口径扩大（李某，2025-01-06，某财绩〔2025〕2号）" in shown
    assert "失效采纳 1 条" in shown
    assert "没有列出" not in shown
    provisional = next(one for one in comparing.full().changes if one.provisional)
    assert provisional.fingerprint not in shown


def test_rows_are_rows(comparing: Any, samples: list[Any]) -> None:
    for found in ([comparing.full()], samples, [comparing.wide(3, HOSTILE)]):
        text = markdown(found)
        widths(text)
        shown = rendered(text)
        assert shown.count("<table>") == len(re.findall(r"^\|---", text, re.MULTILINE))
        assert len(re.findall("<tr>", shown)) == len(re.findall(r"^\| ", text, re.MULTILINE))


def test_only_our_own_tags(comparing: Any) -> None:
    shown = rendered(markdown([comparing.wide(2, HOSTILE)]))
    assert "<script" not in shown
    assert not {"strong", "em", "s", "a", "code>码"} & set(re.findall(r"<(\w+)", shown.replace("<code>", "")))


@pytest.mark.parametrize("limit", [60_000, 20_000, 6_000, 2_000, 800, 300])
def test_it_stays_below_the_limit(comparing: Any, limit: int) -> None:
    found = comparing.wide(500)
    text = markdown([found], limit=limit)
    assert len(text) <= limit
    widths(text)
    if limit > 1_000:
        assert "- 重大 0，关注 500，一般 500，文字 500" in text
        assert "- 项目 500 → 500" in text
    assert "篇幅有限，没有列出" in text


def test_five_hundred_projects_use_the_room(comparing: Any) -> None:
    text = markdown([comparing.wide(500)])
    assert LIMIT * 0.9 < len(text) <= LIMIT


def test_what_is_left_out_goes_in_order(comparing: Any) -> None:
    found = [comparing.wide(20)]
    whole = len(markdown(found, limit=10**9))
    levels = {}
    for limit in range(whole, 400, -400):
        text = markdown(found, limit=limit)
        assert len(text) <= limit
        widths(text)
        details = text.partition("<details>")[2]
        levels[limit] = tuple(f"| {level} |" in details for level in ("文字", "一般", "关注"))
        tops = text.partition("<details>")[0].count("| 关注 |")
        assert tops == 20 or "<details>" not in text, "details go before rows of the table"
        said = re.search("没有列出：(.*)。全部", text)
        gone = [level for level, there in zip(("文字", "一般"), levels[limit], strict=False) if not there]
        assert all(said and level in said[1] for level in gone)
    order = [(True, True, True), (False, True, True), (False, False, True), (False, False, False)]
    assert sorted(set(levels.values()), reverse=True) == order
    assert [levels[key] for key in sorted(levels, reverse=True)] == sorted(levels.values(), reverse=True)


def test_what_is_left_out_is_counted(comparing: Any) -> None:
    text = markdown([comparing.wide(20)], limit=7_500)
    gone = re.search(r"(\d+) 份明细", text)
    assert int(gone[1] if gone else 0) + text.count("<details>") == 20
    text = markdown([comparing.wide(20)], limit=2_000)
    tops = re.search(r"汇总表里的关注 (\d+) 处", text)
    assert tops is not None
    assert int(tops[1]) + text.count("| 关注 |") == 20


def test_many_departments(comparing: Any) -> None:
    text = markdown([comparing.full()] * 400)
    assert len(text) <= LIMIT
    assert re.search(r"没有列出：.*\d+ 个部门", text)


def test_long_texts_are_cut(comparing: Any) -> None:
    text = markdown([comparing.wide(2, "长" * 5_000)])
    widths(text)
    assert max(map(len, text.split("\n"))) < 3_000


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), min_size=1, max_size=60))
def test_texts_are_shown_as_typed(said: str) -> None:
    wanted = " ".join(said.split())
    row = rendered(f"| 甲 | 乙 |\n|---|---|\n| x{plain(said)}x | 丙 |")
    cells = re.findall("<td>(.*?)</td>", row, re.DOTALL)
    assert len(cells) == 2
    assert unescape(re.sub("<!-- -->|</?span>", "", cells[0])) == f"x{wanted}x"


def test_the_same_text_twice(comparing: Any) -> None:
    assert markdown([comparing.full()]) == markdown([comparing.full()])
