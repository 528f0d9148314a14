"""The quick reader of plain files: the same tree as the parser's, or none."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jixiao.diagnostics import SourceText
from jixiao.source.events import build
from jixiao.source.nodes import Keys
from jixiao.source.plain import read_plain
from jixiao.source.yamltree import parse

SOURCES = Path(__file__).parent.parent.parent / "sources"
SAMPLE = """\
# 备注
项目名称: ']怀财字【2025】7号 机关大楼'
项目编码: 068
主管部门:
  名称: a:b“甲”𠮷 乙
  编码: "43.3800"
资金:

  总额: 600.00
  其他资金:
绩效目标: |
  一是 # 甲: 乙
    二是

  三是

测算:
  - 2637人 × 280元/人/月
  - 乙
绩效指标:
  数量指标:
    - 名称: 甲
      指标值: ≥90
    - 名称: 乙
  质量指标:
  # 备注
  成本指标:
    - 名称: 丙
      描述:
说明:
  - 规则: JX205
资金用途:
"""
PIECES = [
    "项目名称", "资金", "总额", "绩效指标", "数量指标", "质量指标", "测算", "名称", "指标值", "绩效目标", "说明", "规则",
    ":", ": ", ":  ", "：", "- ", "-", "  ", "    ", " ", "\n", "\n", "\n", "\n  ", "\n    ", "\n    - ", "\n      ", "\n- ",
    "|", " |\n", " |\n  ", "|-", ">", "'", '"', "''", "#", " #", "# 甲", "---", "...", "甲", "1", "≥9", "甲 乙", "a:b", "&a", "*a",
    "!t", "{", "}", "[", "]", ",", "?", "? ", "%", "@", "`", "\t", "\r", "\r\n", "\u3000", "\x85", "\u2028", "\ufeff", "\\", "=",
]  # fmt: skip


def same(text: str, keys: Keys) -> bool:
    """Whether the text is plain; then the parser must see the same tree, without any doubt."""
    tree = read_plain(text, keys)
    if tree is not None:
        built = build(text, keys)
        assert built.problem is None
        assert [note for note in built.notes if keys.all or note.kind != "doubt"] == []
        assert built.root == tree
    return tree is not None


def test_the_sample_is_plain(words: Keys) -> None:
    assert same(SAMPLE, words)
    assert same(SAMPLE.removesuffix("\n"), words)
    assert same(SAMPLE, Keys(frozenset()))


def test_real_files_are_plain() -> None:
    files = sorted(SOURCES.rglob("*.yaml"))
    assert files
    assert all(same(file.read_text(encoding="utf-8"), Keys(frozenset())) for file in files)


def test_plain_files_need_no_parser(words: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jixiao.source.yamltree.build", lambda *_: pytest.fail("the parser was asked"))
    tree, faults = parse(SourceText("x", SAMPLE.replace("# 甲: 乙", "甲")), words)
    assert tree is not None
    assert faults == []


@pytest.mark.parametrize(
    "text",
    [
        "", "\n", "# 备注\n", "甲", "甲\n", "- 甲\n", " 项目名称: 甲\n", "项目名称:甲\n", "项目名称：甲\n", "项目名称 : 甲\n",
        "项目名称: 甲: 乙\n", "项目名称: 甲:\n", "项目名称: 甲 # 乙\n", "项目名称: 甲\n  乙\n", "项目名称: 甲\n  乙: 丙\n",
        "项目名称: '甲\n", "项目名称: '甲''乙'\n", '项目名称: "甲\\n"\n', "项目名称: >1\n", "项目名称: &a 甲\n", "项目名称: {甲: 乙}\n",
        "项目名称: 甲\n项目名称: 乙\n", "项目名称: 甲\n---\n", "项目名称: 甲\n...\n", "项目编码: 1\n... 项目名称: 甲\n", "---\n项目名称: 甲\n", "项目名称: 甲\r\n", "项目名称:\t甲\n", "甲: 乙\n",
        "测算:\n- 甲\n", "测算:\n  - '甲'\n", "测算:\n  - 甲: 乙\n", "测算:\n  - 甲\n    乙: 丙\n", "测算:\n  - - 甲\n", "测算:\n  -\n",
        "项目名称:\n  甲: 乙\n", "项目名称:\n  - 甲\n", "资金:\n  总额: 1\n   其他资金: 2\n", "资金:\n    总额: 1\n  其他资金: 2\n",
        "绩效目标: |\n甲\n", "绩效目标: |\n\n  甲\n", "绩效目标: |\n    甲\n  乙\n", "绩效目标: |\n  甲 \n", "绩效目标: |\n  甲\n   \n",
        "绩效目标: |\n  甲", "绩效目标: |-\n  甲\n", "绩效目标: |\n", "绩效目标:\n  |\n  甲\n", "绩效目标:\n  甲\n",
        "绩效指标:\n  数量指标:\n    - 名称: 甲\n    - 指标值: 乙\n", "绩效指标:\n  数量指标:\n    名称: 甲\n    - 名称: 乙\n",
    ],
)  # fmt: skip
def test_these_are_left_to_the_parser(text: str, words: Keys) -> None:
    assert not same(text, words)


@settings(deadline=None, max_examples=500)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.booleans())
@example("项目名称: 甲\n ", True)
@example("绩效目标: |\n  甲\n \n项目名称:\n", True)
def test_any_text_is_read_alike_or_not_at_all(words: Keys, text: str, known: bool) -> None:
    same(text, words if known else Keys(frozenset()))


@settings(deadline=None, max_examples=500)
@given(st.data())
def test_a_slip_in_a_plain_file_is_read_alike_or_not_at_all(words: Keys, data: st.DataObject) -> None:
    text = SAMPLE
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(st.sampled_from(["", *PIECES])) + text[at + data.draw(st.integers(0, 6)) :]
    same(text, words if data.draw(st.booleans()) else Keys(frozenset()))


def test_depth_is_limited() -> None:
    deep = "".join("  " * level + "甲:\n" for level in range(60))
    assert not same(deep, Keys(frozenset()))
    assert same("".join("  " * level + "甲:\n" for level in range(40)), Keys(frozenset()))
