"""Every value stands in the right row, column and span of its form."""

import pytest
from tests.pdf.forms import grid, hebei, ningxia
from tests.pdf.oracle import Read

Year = tuple[dict, list[dict]]

HUAILAI_1_HEAD = """
| 项目编码             | 13073025P000895100013×3 | 项目名称       | ]怀财字【2025】7号 机关大楼运行经费×4 |
| 预算规模及资金用途↓2 | 预算数 | 600.00×2       | 其中：财政资金 | 600.00 | 其他资金×2 |               |
| 通过开展机关大楼运行经费项目，保障政府大楼内外正常运行×8                                           |
| 资金支出计划（%）↓2  | 3月底×2 | 6月底×2 | 10月底×2 | 12月底×2                                       |
| 24%×2 | 50%×2 | 75%×2 | 100%×2                                                                     |
| 绩效目标             | 1.通过开展机关大楼运行经费项目，保障政府大楼内外正常运行×8                  |
"""
HUAILAI_1_TREE = """
| #一级指标  | #二级指标          | #三级指标            | #绩效指标描述        | #指标值    | #指标值确定依据      |
| 产出指标↓4 | 数量指标           | 大楼设施维修维护率   | 大楼设施维修维护率   | ≥90百分比  | 大楼设施维修维护率   |
|              质量指标           | 会议保障服务质量     | 会议保障服务质量     | ≥90        | 会议保障服务质量     |
|              时效指标           | 保障水电及时供应     | 保障水电及时供应     | ≥90百分比  | 保障水电及时供应     |
|              成本指标           | 项目费用             | 项目费用             | 小于预算   | 项目费用             |
| 效益指标   | 社会效益指标       | 维护政府大楼正常运行 | 维护政府大楼正常运行 | ≥90百分比  | 维护政府大楼正常运行 |
| 满意度指标 | 服务对象满意度指标 | 服务满意度           | 服务满意度           | ≥90百分比  | 服务满意度           |
"""
PINGLUO_6 = """
| 项目名称           | 政府长聘人员经费（司勤人员）×5                                                       |
| 主管部门及代码     | 平罗县机关事务服务中心 068×2 | 实施单位 | 平罗县机关事务服务中心本级×2               |
| 项目属性           | 05-行政教科文室×2 | 项目期 | 1 年×2                                                  |
| 项目资金（万元）↓3 | 年度资金总额：×2 | 43.3800×3                                                         |
|                      其中：财政拨款×2 | 43.3800×3                                                         |
|                      其他资金×2       | ×3                                                                |
| 年度总体目标       | 保障 10 名司勤人员全年工资及社保支出×5                                               |
| #名称 | #一级指标  | #二级指标                | #三级指标×2                                        | #指标值       |
| 绩效指标↓7 | 产出指标↓4 | 数量指标（必填硬性指标） | 按照工作需求照片司勤人员×2                 | 10人          |
|                           质量指标（必填）     | 提高司勤人员服务质量，严格按照考核标准进行考核×2 | ≥95%    |
|                           时效指标（必填）     | 每月25日发放当月工资×2                         | 2024年    |
|                           成本指标（必填硬性指标） | 司勤人员服务成本×2                         | 4.39万元/人/年 |
| 效益指标↓2 | 社会效益指标（必填） | 提高公务用车出车效率，提升接待服务质量 提高公务用车出车效率，提升接待服务质量×2 | 显著改变 |
|                           可持续影响指标（必填） | 满足县委政府及各部门用车需求，加大公务用车出车频次×2 | 有效提升 |
| 满意度指标 | 服务对象满意度指标（必填） | 县委政府及县直各部门用车满意度×2                        | ≥95%      |
"""


def test_first_form_of_huailai(huailai: Read) -> None:
    assert huailai.tables[0].shape() == grid(HUAILAI_1_HEAD)
    assert huailai.tables[1].shape() == grid(HUAILAI_1_TREE)


def test_sixth_form_of_pingluo(pingluo: Read) -> None:
    assert pingluo.tables[5].shape() == grid(PINGLUO_6)


def test_the_drawn_grids_and_the_computed_ones_agree(huailai_year: Year, pingluo_year: Year) -> None:
    assert hebei(huailai_year[1][0]) == (grid(HUAILAI_1_HEAD), grid(HUAILAI_1_TREE))
    assert ningxia(pingluo_year[1][5]) == grid(PINGLUO_6)


@pytest.mark.parametrize("number", range(4))
def test_every_form_of_huailai(number: int, huailai: Read, huailai_year: Year) -> None:
    head, tree = hebei(huailai_year[1][number])
    assert huailai.tables[2 * number].shape() == head
    assert huailai.tables[2 * number + 1].shape() == tree


@pytest.mark.parametrize("number", range(8))
def test_every_form_of_pingluo(number: int, pingluo: Read, pingluo_year: Year) -> None:
    assert pingluo.tables[number].shape() == ningxia(pingluo_year[1][number])


def test_blank_cells_are_blank(huailai: Read, pingluo: Read) -> None:
    assert huailai.tables[0].at(1, 8).text == ""
    assert [huailai.tables[2].at(4, column).text for column in (1, 3, 5, 7)] == ["", "", "", "100%"]
    assert all(table.at(5, 3).text == "" for table in pingluo.tables)


def test_typed_digits_are_kept(pingluo: Read) -> None:
    assert [table.at(3, 3).text for table in pingluo.tables] == [
        "886",
        "5",
        "5",
        "10",
        "100",
        "43.3800",
        "60",
        "47.4509",
    ]


def test_amounts_stand_right_and_under_each_other(pingluo: Read, huailai: Read) -> None:
    for table in pingluo.tables:
        right = {round(table.at(row, 3).chars[-1].x1, 1) for row in (3, 4)}
        assert len(right) == 1
    for table in huailai.tables[0::2]:
        left_label, amount, next_label = table.at(1, 1), table.at(1, 2), table.at(1, 4)
        gap_left = amount.chars[0].x0 - left_label.chars[-1].x1
        assert gap_left > 0
        assert amount.chars[-1].x1 < min(char.x0 for char in next_label.chars)


def test_what_stands_above_a_form(huailai: Read, pingluo: Read) -> None:
    for page, table in zip(pingluo.pages, pingluo.tables, strict=True):
        inside = {char for cell in table.cells for char in cell.chars}
        above = "".join(c.text for c in page if c.mcid >= 0 and c not in inside and not c.text.isspace())
        assert above == "附件2平罗县机关事务服务中心项目支出预算绩效目标表部门项目支出预算绩效目标表（2024年度）"
    for table in huailai.tables[0::2]:
        assert "430001怀来县机关事务服务中心单位：万元" in huailai.page_text(table.page)
