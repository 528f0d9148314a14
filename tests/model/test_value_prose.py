"""Figures in running text, and the pieces of a text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.model.quantity.prose import clauses, figures, phrases
from jixiao.model.quantity.value import BUDGET, TEXT, spell

#: Text, and its figures as (typed, meaning, measure in front).
FIGURES = [
    ("提升服务对象满意度，服务对象满意度90%以上", [("90%以上", "≥90%", "服务对象满意度")]),
    ("确保管辖区内治安秩序良好，突发事件处置率100%；周边绿化美观大方，故障排除率100%", [("100%", "100%", "突发事件处置率"), ("100%", "100%", "故障排除率")]),
    ("保持管辖区内故障排除率100%", [("100%", "100%", "管辖区内故障排除率")]),
    ("周转房维修及时率大于90%，日常办公用房需求满足率大于90%。", [("大于90%", ">90%", "周转房维修及时率"), ("大于90%", ">90%", "日常办公用房需求满足率")]),
    ("保证节能宣传工作每年度至少1次，节能工作上报率100%。", [("每年度至少1次", "≥1次/年", "节能宣传工作"), ("100%", "100%", "节能工作上报率")]),
    ("实际支出100%小于等于预算支出", [("100%", "100%", "实际支出")]),
    ("县干部职工就餐补助 280 元/人/月", [("280 元/人/月", "280元/人/月", "县干部职工就餐补助")]),
    ("办公费 20000 元, 其他交通费 3000 元", [("20000 元", "20000元", "办公费"), ("3000 元", "3000元", "其他交通费")]),
    ("用于县委政府办公楼维修(护)支出 40 万元", [("40 万元", "40万元", "县委政府办公楼维修(护)支出")]),
    ("保障 10 名司勤人员全年工资及社保支出", [("10 名", "10人", "")]),
    ("保障人社局批复的 16 名聘用人员工资正常发放", [("16 名", "16人", "")]),
    ("23 套领导公寓物业管理费", [("23 套", "23套", "")]),
    ("怀财字【2025】7号 机关大楼运行经费，财预〔2015〕88号", []),
    ("编码13073025P000895100013，第3次会议，第二批，A4纸", []),
    ("1.加强管理\n2、落实制度\n（3）提升服务", []),
    ("1.2024年底前完成5公里管道建设", [("2024年底前", "2024年底", ""), ("5公里", "5公里", "")]),
    ("2024年12月底前完工，12月31日前验收，6月底拨付", [("2024年12月底前", "2024年12月底", ""), ("12月31日前", "12月31日前", ""), ("6月底", "6月底", "")]),
    ("合格率 达到 95％（含）以上，30分钟内响应", [("达到 95％（含）以上", "≥95%", "合格率"), ("30分钟内", "≤30分钟", "")]),
    ("全年培训不少于200人次（其中党员20人）", [("不少于200人次", "≥200人次", "培训"), ("20人", "20人", "党员")]),
    ("成本控制在5万元以内，由80%提高到90%以上", [("5万元以内", "≤5万元", "成本"), ("80%", "80%", "由"), ("90%以上", "≥90%", "")]),
    ("5-10个工作日办结，30%至40%，5万元-10万元", [("5-10个工作日", "5~10工作日", ""), ("30%至40%", "30~40%", ""), ("5万元-10万元", "5~10万元", "")]),
    ("3次到5个乡镇", [("3次", "3次", ""), ("5个", "5个", "")]),
    ("预算1,200.50万元，压减5个百分点，面积25598㎡", [("1,200.50万元", "1200.50万元", "预算"), ("5个百分点", "5百分点", "压减"), ("25598㎡", "25598平方米", "面积")]),
    ("7×24小时值守，12345热线接通率≥95%", [("≥95%", "≥95%", "12345热线接通率")]),
    ("每人每月补助280元，每人每月280元", [("280元", "280元", "每人每月补助"), ("每人每月280元", "280元/人/月", "")]),
    ("约200余人，50人左右", [("约200余人", "约200人", ""), ("50人左右", "约50人", "")]),
    ("水质达标率≥97%、漏损率≤12%", [("≥97%", "≥97%", "水质达标率"), ("≤12%", "≤12%", "漏损率")]),
    ("２０２５年度培训１２０人", [("２０２５年度", "2025年", ""), ("１２０人", "120人", "培训")]),
    ("①参训率90%②合格率95%", [("90%", "90%", "①参训率"), ("95%", "95%", "②合格率")]),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FIGURES, ids=[one[0][:20] or "nothing" for one in FIGURES])
def test_figures(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(text[one.start : one.end], spell(one.value), one.name) for one in figures(text)] == expected


PIECES = [
    *"0123456789.,，；。%％以上内①㎡（）\n 年月人次",
    "每人",
    "满意度",
    "不少于",
    "2024年",
    "万元",
    "/月",
    "至",
    "-",
    "第",
    "1.",
    "底前",
]
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map("".join))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_figures_are_places_of_the_text(text: str) -> None:
    last = 0
    for figure in figures(text):
        assert last <= figure.start < figure.end <= len(text)
        assert figure.value.raw == text[figure.start : figure.end]
        assert figure.value.kind not in {TEXT, BUDGET}
        assert any(char.isdigit() for char in figure.value.raw)
        last = figure.end


@pytest.mark.parametrize(
    "text",
    [
        "每人" * 9000,
        "1,234" * 4000,
        "5~" * 9000,
        "5" + " " * 20000 + "%",
        "90%" * 6000,
        "(" * 9000,
        "2024年" * 4000,
        "控制在" * 6000,
        "\n1" * 9000,
    ],
)
@pytest.mark.timeout(20)
def test_long_texts_take_no_long_time(text: str) -> None:
    figures(text)
    clauses(text)
    phrases(text)


def test_clauses() -> None:
    text = "一、甲，乙；丙;丁。\n 戊！己？！\n\n庚 "
    assert [text[start:end] for start, end in clauses(text)] == ["一、甲，乙", "丙", "丁", "戊", "己", "庚"]
    assert [text[start:end] for start, end in phrases(text)] == ["一、甲", "乙", "丙", "丁", "戊", "己", "庚"]


def test_a_comma_in_a_number_is_no_end() -> None:
    text = "甲1,200元,乙3次，丙"
    assert [text[start:end] for start, end in phrases(text)] == ["甲1,200元", "乙3次", "丙"]
    assert clauses("") == phrases(" ；") == ()


@settings(deadline=None)
@given(TEXTS)
def test_clauses_keep_every_character_but_marks_and_white_space(text: str) -> None:
    for cut, marks in ((clauses, "；;。！？!?"), (phrases, "；;。！？!?，,")):
        pieces = cut(text)
        kept = "".join(text[start:end] for start, end in pieces)
        bare = "".join(char for char in text if char not in marks and not char.isspace())
        assert "".join(char for char in kept if char not in marks and not char.isspace()) == bare
        assert all(text[start:end] == text[start:end].strip() != "" for start, end in pieces)
