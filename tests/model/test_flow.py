"""Where a text may break, and what prose becomes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.layout.flow import WIDEST, segments, width
from jixiao.layout.richtext import Item, Paragraph, Table, blocks

SEGMENTS = [
    ("", [""]),
    ("就餐", ["就餐"]),
    ("≥95%", ["≥95%"]),
    ("2637 人次", ["", "2637 人次", ""]),
    ("不低于 ≥95.5% 以上者", ["不低于 ", "≥95.5%", " 以上者"]),
    ("每月补助 280 元/人", ["每月补助 ", "280 元", "", "/人", ""]),
    ("保障机关干部就餐", ["保障机关干部", "就餐", ""]),
    ("保障机关干部就餐。", ["保障机关干部", "就餐。", ""]),
    ("财字〔2024〕七号文", ["财字", "〔2024〕", "七号文"]),
]


@pytest.mark.parametrize(("text", "parts"), SEGMENTS, ids=[one[0] for one in SEGMENTS])
def test_segments(text: str, parts: list[str]) -> None:
    found = segments(text)
    assert "".join(found) == text
    assert [part for part in parts[1::2] if part] == [part for part in found[1::2] if part][: len(parts) // 2]


TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from([*"保障就餐，。；（）≥≤0123456789.,% 元人/月次年〔〕-~AbC", "万元", "元/人/月", "2024", "百分点", "http://www.example.cn/abc"]), max_size=40).map("".join),
)


@settings(deadline=None)
@given(TEXTS)
def test_segment_laws(text: str) -> None:
    parts = segments(text)
    assert "".join(parts) == text
    for boxed in parts[1::2]:
        assert boxed, "a box is never empty"
        assert width(boxed) <= WIDEST


def test_long_numbers_are_cut() -> None:
    parts = segments("编码 " + "1" * 50 + " 号码")
    assert all(width(part) <= WIDEST for part in parts[1::2])
    assert len(parts) > 9


BLOCKS = [
    ("一段", [Paragraph("一段")]),
    ("一段\n二段", [Paragraph("一段"), Paragraph("二段")]),
    ("一段\n\n\n二段\n", [Paragraph("一段"), Paragraph("二段")]),
    ("  一段  ", [Paragraph("一段")]),
    ("*强调* _斜_ `码` **粗** #号 <b> &amp; [链](x) ![图](y) ~~删~~", [Paragraph("*强调* _斜_ `码` **粗** #号 <b> &amp; [链](x) ![图](y) ~~删~~")]),
    ("# 标题", [Paragraph("# 标题")]),
    ("> 引用", [Paragraph("> 引用")]),
    ("---", [Paragraph("---")]),
    ("- 一\n- 二", [Item("-", 0, "一"), Item("-", 0, "二")]),
    ("* 一\n* 二", [Item("*", 0, "一"), Item("*", 0, "二")]),
    ("1. 一\n2. 二", [Item("1.", 0, "一"), Item("2.", 0, "二")]),
    ("3. 一\n7. 二\n7. 三", [Item("3.", 0, "一"), Item("7.", 0, "二"), Item("7.", 0, "三")]),
    ("1) 一\n2) 二", [Item("1)", 0, "一"), Item("2)", 0, "二")]),
    ("08. 一", [Item("08.", 0, "一")]),
    ("- 一\n  - 甲\n    - 子\n- 二", [Item("-", 0, "一"), Item("-", 1, "甲"), Item("-", 2, "子"), Item("-", 0, "二")]),
    ("前言\n\n- 一 *x*\n\n后语", [Paragraph("前言"), Item("-", 0, "一 *x*"), Paragraph("后语")]),
    ("| 甲 | 乙 |\n|---|---|\n| 1 | *2* |\n| 3 | 4 |", [Table(("甲", "乙"), (("1", "*2*"), ("3", "4")))]),
    ("| 甲 | 乙 |\n|---|---|\n| 1 |", [Table(("甲", "乙"), (("1", ""),))]),
    ("| 甲 |\n|---|", [Table(("甲",), ())]),
    ("甲 | 乙", [Paragraph("甲 | 乙")]),
    ("-5 度", [Paragraph("-5 度")]),
    ("1.5 倍", [Paragraph("1.5 倍")]),
    ("一、甲\n二、乙", [Paragraph("一、甲"), Paragraph("二、乙")]),
    ("（1）甲", [Paragraph("（1）甲")]),
    ("", []),
    (" \n\t\n", []),
]


@pytest.mark.parametrize(("text", "expected"), BLOCKS, ids=[one[0] for one in BLOCKS])
def test_blocks(text: str, expected: list[object]) -> None:
    assert blocks(text) == expected


def test_text_around_a_list_keeps_its_signs() -> None:
    assert blocks("*x* <b> &lt; \\* `a`\n\n- \\* _y_ &amp;") == [Paragraph("*x* <b> &lt; \\* `a`"), Item("-", 0, "\\* _y_ &amp;")]


WORDS = st.lists(st.sampled_from(["保障", "就餐", "- ", "* ", "1. ", "|", "|---|", "\n", "\n\n", " ", "  ", "#", ">", "`", "\\", "&lt;", "*x*", "5%"]), max_size=25).map("".join)


@settings(deadline=None)
@given(WORDS)
def test_prose_loses_no_visible_character(text: str) -> None:
    """Only marks of lists and tables may go; every Chinese character is printed, in order."""

    def printed() -> str:
        parts: list[str] = []
        for block in blocks(text):
            if isinstance(block, Table):
                parts += [*block.header, *(cell for row in block.rows for cell in row)]
            else:
                parts.append(block.text)
        return "".join(parts)

    def hanzi(one: str) -> str:
        return "".join(char for char in one if char > "\u2e80")

    assert hanzi(printed()) == hanzi(text)
