"""Which way a measure is better."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.model.polarity import DOWN, FLAT, UP, lexicon_polarity, polarity
from jixiao.model.quantity.value import parse_value

NAMES = {
    UP: [
        "故障排除率", "突发事件处置率", "年度服务成本下降率", "能耗下降率", "节约率", "投诉处理率", "投诉处理满意度", "事故应急演练次数", "无事故运行天数", "零投诉",
        "污水处理率", "排放达标率", "响应时间达标率", "不合格产品处置率", "普及率", "闲置资产盘活率", "返贫监测户数", "违规问题整改率", "服务满意度", "公寓正常使用率",
        "水质达标率", "任务完成及时率", "项目验收合格率", "补助覆盖率", "疫苗接种率", "苗木成活率", "政策知晓率", "故障率下降情况", "违法案件查处数", "人大楼正常使用年限",
    ],
    DOWN: [
        "人大楼、公共服务大楼、社保楼入驻单位及办公区域非正常运转率", "故障率", "设备故障次数", "投诉率", "有效投诉次数", "安全事故发生起数", "主要污染物排放量", "单位建筑面积能耗",
        "响应时间", "办结时限", "不及时率", "未达标率", "不合格率", "闲置率", "办公用房闲置面积", "火灾事故死亡人数", "学生辍学率", "群众信访量", "贫困发生率", "管网漏损率", "平均响应时间（分钟）",
        "账务差错率", "超支率", "逾期率", "违规次数", "空置率", "人才流失率", "错误率", "返工率",
    ],
    FLAT: ["会议次数", "建设规模", "补助标准", "降低故障率", "减少投诉次数", "办公面积", "2024年", ""],
}  # fmt: skip


@pytest.mark.parametrize(("name", "way"), [(name, way) for way, names in NAMES.items() for name in names])
def test_lexicon(name: str, way: str) -> None:
    assert lexicon_polarity(name) == way


#: Name, 二级指标, value, 方向, result: the order of diff.md §7.
ORDER = [
    ("车辆购置数量", "数量指标", "≤5辆", "", DOWN),
    ("故障率", "质量指标", "≥90%", "", UP),
    ("故障率", "质量指标", "＞90%", "越低越好", UP),
    ("服务满意度", "", "<90%", "越高越好", DOWN),
    ("故障率", "质量指标", "90%", "越高越好", UP),
    ("故障率", "质量指标", "=90%", "无", FLAT),
    ("服务满意度", "", "90%", "越低越好", DOWN),
    ("故障率", "成本指标", "90%", "", DOWN),
    ("非正常运转率", "成本指标", "90%", "", DOWN),
    ("项目费用", "成本指标", "5万元", "", DOWN),
    ("项目费用", "经济成本指标", "5万元", "", DOWN),
    ("控制在预算内", "成本指标", "控制在预算内", "", DOWN),
    ("行政事业单位干部就餐补助标准", "成本指标", "280元/月", "", FLAT),
    ("每人每月工资标准", "成本指标", "2471元", "", FLAT),
    ("护林员津贴", "成本指标", "500元/人/月", "", FLAT),
    ("年度服务成本下降率", "成本指标", "5%", "", UP),
    ("资金节约率", "成本指标", "5%", "", UP),
    ("三公经费压减比例", "成本指标", "5%", "", UP),
    ("行政事业单位干部职工就餐人数", "数量指标", "2637人", "", UP),
    ("投诉次数", "数量指标", "3次", "", DOWN),
    ("服务满意度", "满意度指标", "90%", "", UP),
    ("服务时间", "时效指标", "2024年", "", FLAT),
]


@pytest.mark.parametrize(("name", "level2", "value", "said", "way"), ORDER, ids=["-".join(one[:4]) for one in ORDER])
def test_order(name: str, level2: str, value: str, said: str, way: str) -> None:
    assert polarity(name, level2, parse_value(value), said) == way


@settings(deadline=None)
@given(
    st.text(max_size=20),
    st.sampled_from(["数量指标", "成本指标", "", "质量"]),
    st.text(max_size=8),
    st.sampled_from(["", "无", "越高越好", "x"]),
)
def test_total(name: str, level2: str, value: str, said: str) -> None:
    assert polarity(name, level2, parse_value(value), said) in {UP, DOWN, FLAT}
    assert polarity(name, level2) in {UP, DOWN, FLAT}
