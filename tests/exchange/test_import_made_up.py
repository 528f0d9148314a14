"""Departments that a die made up, with whatever people type: Word file and back, nothing is lost."""

import random
from pathlib import Path

import pytest
from tests.exchange.make_docx import LEVELS, data_of, hebei, ningxia
from tests.exchange.taking import Tree, check_account, said, take_data, text_of

MAKERS = {"hebei-2025": hebei, "ningxia-2024": ningxia}

PIECES = (
    "机关大楼", "维修", "≥90%", "=1+1", "+5", "-3", "#1楼", "{甲}", "[乙", "丙]", "“三公”", "a: b", "是/否", "068", "1.5万元", "100",
    "（二期）", "|竖线|", "\\反斜", "'单引'", '"双引"', "&amp;", "<b>", "@", "%", "`", "*", "> 3", "12345热线", "2024-01-01", "㎡", "𠮷",
    "、", "，", "；", "~", "null", "true", "1e5", "绩效目标表", "附件", "单位：个", "?", "! 急",
)  # fmt: skip


def phrase(dice: random.Random, least: int = 1, most: int = 5) -> str:
    return " ".join("".join(dice.choices(PIECES, k=dice.randint(least, most))).split()) or "空"


def made_up(dice: random.Random, layout: str) -> tuple[Tree, list[Tree]]:
    wide = layout == "hebei-2025"
    unit = {"名称": f"某县{dice.choice('甲乙丙丁')}事务服务中心", "编码": dice.choice(("068", "430001", "001002"))}
    department: Tree = {"版式": layout, "单位": unit, "年度": "2025"}
    if wide:
        department["总体绩效目标"] = "\n".join("总" + phrase(dice) for _ in range(dice.randint(1, 3)))
        department["分项绩效目标"] = [
            {
                "名称": f"职责{n}" + phrase(dice).replace("。", ""),
                "绩效目标": "做" + phrase(dice),
                "绩效指标": "率" + phrase(dice),
            }
            for n in range(dice.randint(1, 12))
        ]
        department["工作保障措施"] = [
            {
                "名称": f"措施{n}" + phrase(dice),
                "内容": "\n".join("内" + phrase(dice) for _ in range(dice.randint(1, 2))),
            }
            for n in range(dice.randint(1, 9))
        ]
    return department, [project(dice, layout, unit, number) for number in range(dice.randint(1, 5))]


def project(dice: random.Random, layout: str, unit: Tree, number: int) -> Tree:
    wide = layout == "hebei-2025"
    amount = f"{dice.randint(0, 999)}.{dice.randint(0, 99):02}"
    tree: Tree = {"项目名称": f"{phrase(dice)}项目{number}"}
    if wide:
        tree["项目编码"] = f"13073025P{dice.randint(0, 10**11):012}"
    else:
        tree |= {"主管部门": unit, "实施单位": f"{unit['名称']}本级", "项目属性": phrase(dice), "项目期": "1 年"}
    tree["资金"] = {"总额": amount, "财政拨款": amount, "其他资金": dice.choice(("", "0.00"))}
    if wide:
        tree["资金用途"] = phrase(dice)
        tree["支出计划"] = {node: dice.choice(("", "25%", "100%")) for node in ("3月底", "6月底", "10月底", "12月底")}
    tree["绩效目标"] = "\n".join(f"{'保' * wide}{phrase(dice)}" for _ in range(dice.randint(1, 4) if wide else 1))
    groups = [group for names in LEVELS.values() for group in names if not group.startswith(("经济", "生态"))]
    if wide:
        groups.remove("可持续影响指标")
    columns = ("名称", "描述", "指标值", "依据") if wide else ("名称", "指标值")
    tree["绩效指标"] = {
        group: [
            {key: f"第{n}{phrase(dice)}" if key == "名称" else dice.choice(("", phrase(dice))) for key in columns}
            for n in range(dice.randint(1, 4))
        ]
        for group in groups
        if dice.random() < 0.9
    } or {"数量指标": [dict.fromkeys(columns, "一")]}
    return tree


def check_round_trip(seed: int, layout: str, folder: Path) -> None:
    dice = random.Random(seed)  # noqa: S311 - made-up texts
    department, projects = made_up(dice, layout)
    data = data_of(MAKERS[layout](department, projects))
    taken = take_data(data, "去年.docx", folder, layout, "2025")
    assert not taken.faults, (seed, taken.faults)
    wanted = [said(tree) for tree in (department, *projects)]
    for index, (got, want) in enumerate(zip(map(said, taken.trees.values()), wanted, strict=True)):
        assert got == want, (seed, index, {key: (got.get(key), want.get(key)) for key in {*got, *want} if got.get(key) != want.get(key)})  # fmt: skip
    check_account(taken, text_of(data))
    assert taken.left == [], (seed, taken.left)


@pytest.mark.parametrize("layout", MAKERS)
@pytest.mark.parametrize("seed", range(12))
def test_made_up_departments_lose_nothing(seed: int, layout: str, tmp_path: Path) -> None:
    check_round_trip(seed, layout, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("layout", MAKERS)
def test_two_hundred_made_up_departments(layout: str, tmp_path: Path) -> None:
    for seed in range(100, 200):
        check_round_trip(seed, layout, tmp_path)
