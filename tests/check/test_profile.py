"""Layers of a profile: which hold for a document, which level wins, what a faulty file is told."""

from datetime import date
from pathlib import Path

import pytest

from jixiao.check.catalogue import RULES
from jixiao.check.layers import Layers, load_layers
from jixiao.check.profile import by_name, choose, combine
from jixiao.check.run import open_desk, report_on
from jixiao.model.load import load
from jixiao.source.workspace import Workspace, department_years

CODES = {rule.code: rule for rule in RULES}
LAYER = """名称: 测试县
层级: 县
区划: 130730
起始年度: 2025
版本: 3
依据: 测试
"""


def layers_of(root: Path, text: str, name: str = "test") -> Layers:
    folder = root / "profiles"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_layers(Workspace(root), CODES)


def test_shipped_layers_are_sound() -> None:
    found = load_layers(None, CODES)
    assert not found.faults
    assert {"national-2015", "ningxia-2024", "pingluo-2024", "hebei-2025", "huailai-2025"} <= set(found.by_name)


@pytest.mark.parametrize(
    ("rules", "region", "year", "names"),
    [
        ("hebei-2025", "130730", 2025, ["national-2015", "hebei-2025", "huailai-2025"]),
        ("hebei-2025", "130730", 2027, ["national-2015", "hebei-2025", "huailai-2025"]),
        ("ningxia-2024", "640221", 2024, ["national-2015", "ningxia-2024", "pingluo-2024"]),
        ("ningxia-2024", "640222", 2024, ["national-2015", "ningxia-2024"]),
        ("", "640221", 2024, ["national-2015", "ningxia-2024", "pingluo-2024"]),
        ("", "", 2024, ["national-2015"]),
        ("", "640221", 2020, ["national-2015"]),
        ("shanghai-2026", "310101", 2026, ["national-2015"]),
    ],
)
def test_a_document_finds_its_layers(rules: str, region: str, year: int, names: list[str]) -> None:
    profile = choose(load_layers(None, CODES).by_name, rules, region, "", year)
    assert [layer.name for layer in profile.layers] == names
    assert profile.is_generic == (len(names) == 1)


def test_a_layer_by_name_brings_those_above_it() -> None:
    profile = by_name(load_layers(None, CODES).by_name, "pingluo-2024")
    assert profile is not None
    assert [layer.name for layer in profile.layers] == ["national-2015", "ningxia-2024", "pingluo-2024"]
    assert profile.levels["JX103"].layer == "ningxia-2024"
    assert profile.settings["必填二级"].layer == "pingluo-2024"
    assert profile.settings["满意度下限"].layer == "national-2015"


def test_the_lower_layer_wins_and_is_named(tmp_path: Path) -> None:
    text = LAYER + "规则:\n  JX410: {级别: 提醒}\n参数:\n  满意度下限: {值: 85%, 依据: 测试}\n称呼:\n  适当性: 合理性\n"
    found = layers_of(tmp_path, text)
    assert not found.faults
    profile = choose(found.by_name, "hebei-2025", "130730", "", 2025)
    assert profile.levels["JX410"].level == "warning"
    assert profile.number("满意度下限") == 85
    assert profile.label("适当性") == "合理性"
    assert profile.label("完整性") == "完整性"


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        (LAYER + "规则:\n  JX999: {级别: 提醒}\n", "没有“JX999”这条规则", "8:3"),
        (LAYER + "规则:\n  JX401: {级别: 严重, 依据: 测试}\n", "级别没有写对", "8:10"),
        (LAYER + "规则:\n  JX401: {级别: 提示}\n", "放宽“JX401”没有写依据", "8:10"),
        (LAYER + "规则:\n  JX410: {级别: 错误, 依据: 测试}\n", "“JX410”不能设为错误", "8:10"),
        (LAYER + "规则:\n  JX409: {级别: 错误, 依据: 测试}\n", "“JX409”不能设为错误", "8:10"),
        (LAYER + "参数:\n  满意度底线: {值: 85%}\n", "没有“满意度底线”这个参数", "8:3"),
        (LAYER + "参数:\n  满意度下限: {依据: 测试}\n", "“满意度下限”没有写值", "8:3"),
        (LAYER.replace("县\n区划", "市\n区划"), "“层级”没有写对", "2:5"),
        (LAYER + "规定:\n  JX410: 提醒\n", "配置里没有“规定”这一项", "7:1"),
        (LAYER.replace("2025", "二〇二五"), "要写四位数字", "4:7"),
        ("- 1\n", "这里应写“名称: 内容”各行", "1:1"),
    ],
)
def test_a_faulty_layer_is_told_with_its_place(tmp_path: Path, text: str, message: str, place: str) -> None:
    faults = layers_of(tmp_path, text).faults
    told = [(one.message, ":".join(map(str, one.span.source.position(one.span.start)))) for one in faults if one.span]
    assert any(message in said and where == place for said, where in told), told
    assert {one.code for one in faults} == {"JX048"}


def test_levels_follow_profile_and_stage(workspace: Path) -> None:
    department = workspace / "sources" / "pingluo-jiguan" / "2024" / "department.yaml"
    department.write_text(department.read_text(encoding="utf-8").replace("阶段: 批复", "阶段: 一上"), encoding="utf-8")
    project = next((department.parent / "projects").glob("02*"))
    text = project.read_text(encoding="utf-8")
    project.write_text(text.replace("  财政拨款: 5\n", "  财政拨款: 4\n"), encoding="utf-8")
    space = Workspace(workspace)
    place = next(one for one in department_years(space) if one.label == "pingluo-jiguan/2024")
    desk = open_desk(space, date(2025, 1, 20))
    first = {one.rule.code: one.level for one in report_on(desk, "x", load(space, place)).findings}
    assert first["JX201"] == "info"  # totals are remarks only at 一上
    assert first["JX404"] == "error"
    department.write_text(department.read_text(encoding="utf-8").replace("阶段: 一上", "阶段: 二上"), encoding="utf-8")
    second = {one.rule.code: one.level for one in report_on(desk, "x", load(space, place)).findings}
    assert second["JX201"] == "error"


def test_a_profile_is_known_by_its_content() -> None:
    found = load_layers(None, CODES).by_name
    one, other = by_name(found, "pingluo-2024"), by_name(found, "huailai-2025")
    assert one is not None
    assert other is not None
    assert len(one.digest) == 12
    assert one.digest != other.digest
    assert combine(one.layers).digest == one.digest
