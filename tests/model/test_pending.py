"""What sources say is still to be filled, where they say it, and when it is settled."""

import pytest

from jixiao.diagnostics import SourceText
from jixiao.model.pending import blank_mark, is_settled, mark, pending
from jixiao.model.vocabulary import project_keys

TEXT = """\
# 待填：整个文件
项目名称: 甲项目
项目编码:  # 待填：编码，现为 空白
资金:
  总额: 600.00  # 批复数  # 待填：上年 600.00
  财政拨款: 660.00  # 待填：上年 600.00
资金用途: '修 # 待填：路面'
绩效目标: |  # 待填：上年 300人次
  培训300人次
  # 待填：这是正文
测算:
  - 5人 × 2万元  # 待填：上年 5人 × 2万元
绩效指标:
  数量指标:
    - 名称: 待填（数量指标）
      指标值: 待填
    - 名称: 待填平的坑塘
      指标值: 【待填】个
"""


def found(text: str) -> list[tuple[str, str]]:
    source = SourceText("x.yaml", text)
    return [(one.path, source.text[one.span.start : one.span.end]) for one in pending(source, project_keys(None))]


def test_every_place_is_found_once() -> None:
    assert found(TEXT) == [
        ("项目名称", "甲项目"),
        ("项目编码", "项目编码"),
        ("资金/总额", "600.00"),
        ("绩效目标", "绩效目标"),
        ("测算", "5人 × 2万元"),
        ("绩效指标/数量指标/待填（数量指标）/名称", "待填"),
        ("绩效指标/数量指标/待填（数量指标）/指标值", "待填"),
        ("绩效指标/数量指标/待填平的坑塘/指标值", "待填"),
    ]


def test_line_ends_do_not_matter() -> None:
    assert found(TEXT.replace("\n", "\r\n")) == found(TEXT)


@pytest.mark.parametrize(
    ("note", "value", "settled"),
    [
        ("上年 600.00", "600.00", False), ("上年 600.00", "1600.00", True), ("上年 600", "600.50", True), ("上年 600.00", "", True),
        ("上年 20000 元、3000 元", "办公费20000元，交通费3000 元", False), ("上年 20000 元、3000 元", "办公费 30000 元，交通费3000元", True),
        ("改为本年文号，上年 怀财字【2025】7号", "怀财字【2025】7号 公车", False), ("上年 怀财字【2025】7号", "怀财字〔2026〕5号 公车", True),
        ("现为 空白", "", False), ("现为 空白", "068", True), ("总额，现为 0", "0", False), ("总额，现为 0", "60", True), ("总额，现为 0", "0.5", True),
        ("核对文中的 2024 年", "随便", False), ("", "600", False),
    ],
)  # fmt: skip
def test_settled(note: str, value: str, settled: bool) -> None:
    assert is_settled(note, value) is settled


def test_marks_are_read_back() -> None:
    text = f"项目名称: 甲\n资金:\n  总额: 5  {mark(['5'])}\n  其他资金:  # {blank_mark('金额')}\n"
    assert [path for path, _ in found(text)] == ["资金/总额", "资金/其他资金"]
