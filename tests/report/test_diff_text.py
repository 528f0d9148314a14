"""The terminal view of a comparison: counts first, blocks in the order of the new document, nothing aligned behind values."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.report import diff_text
from jixiao.report.diff_text import Layout, text
from jixiao.report.terminal import Style

ANSI = re.compile("\x1b\\[[0-9;]*m")
PLAIN = Layout(Style())


def test_counts_come_first(comparing: Any) -> None:
    lines = text([comparing.full()], Layout(Style(), 140)).split("\n")
    assert lines[0] == "绩效目标年度对比  示例县水务局  2024（批复）→ 2025（二上）"
    assert lines[1].startswith("⚠ 跨阶段比较：批复与二上")
    assert lines[2] == (
        "项目 7 → 7：匹配 2（更名 1，无变动 1），待确认 1，新增 1，取消 1，合并 2 并为 1，拆分 1 拆为 2  预算 217.50 → 229.00 万元（+5.3%）"
    )
    assert lines[3] == "重大 1  关注 6  一般 5  文字 2（未展开 1）  已确认 1"


def test_sides_name_their_revisions(comparing: Any) -> None:
    head = text([comparing.full(rev="3f1c2ab")], PLAIN).split("\n")[0]
    assert head.endswith("2024（批复，3f1c2ab）→ 2025（二上，9be07d4）")


def test_the_banner_is_for_different_stages(comparing: Any) -> None:
    assert "跨阶段" not in text([comparing.full("批复")], PLAIN)


def test_blocks_follow_the_new_document_and_drops_come_last(comparing: Any) -> None:
    heads = re.findall(r"^■ (\S+)", text([comparing.full()], PLAIN), re.MULTILINE)
    projects = ["智慧水利平台", "农村饮水安全巩固工程", "办公费", "综合整治", "河道清理", "水文站迁建"]
    assert heads == ["多处相同修改", "部门整体", *projects]


def test_a_change_on_one_line(comparing: Any) -> None:
    shown = text([comparing.full()], Layout(Style(), 140))
    one = next(one for one in comparing.full().changes if one.rule == "target-loosened")
    assert re.search(rf"^  关注 要求降低 +质量指标/水质达标率  ≥97% → ≥93%（-4 个百分点）  第 8 行  {one.fingerprint}$", shown, re.MULTILINE)
    assert "计量单位变更（无法判断）" in shown
    assert "■ 农村饮水安全巩固工程  [编码相同]  96.00 → 88.00 万元（-8.3%）  原：农村饮水安全巩固提升工程" in shown


def test_wording_folds_and_unfolds(comparing: Any) -> None:
    folded, shown = (text([comparing.full()], Layout(Style(), 140, cosmetic=one)) for one in (False, True))
    assert "不少于12公里" not in folded
    assert "文字修改未展开：仅写法不同 1" in folded
    assert "≥12公里 → 不少于12公里" in shown
    assert "未展开" not in shown
    assert all("“政府”改为“机关”，共 3 处" in one for one in (folded, shown))


def test_accepted_changes_stay_with_their_reason(comparing: Any) -> None:
    assert "       已确认：检测口径扩大（李某，2025-01-06，某财绩〔2025〕2号）" in text([comparing.full()], PLAIN).split("\n")


def test_doubtful_pairs_are_named_without_their_fields(comparing: Any) -> None:
    shown = text([comparing.full()], Layout(Style(), 140))
    assert "■ 河道清理  [待确认，相似度 0.52]  20.5 → 22 万元（+7.3%）  可能是：河道清淤" in shown
    assert "疑似同一项目，待确认" in shown
    provisional = next(one for one in comparing.full().changes if one.provisional)
    assert provisional.fingerprint not in shown


def test_reworded_text_shows_what_changed(comparing: Any) -> None:
    assert "改造老旧管网〔12公里 改为 10公里〕，〔增：新装水表〕。" in text([comparing.full()], PLAIN)


def test_stale_acceptances(comparing: Any) -> None:
    shown = text([comparing.full()], PLAIN)
    assert "失效采纳 1 条" in shown
    assert "sources/shuiwu/2025/审核.yaml:2:3  abcdefabcdef（target-loosened）：已于 2025-12-31 到期" in shown


def test_nothing_changed(comparing: Any) -> None:
    lines = text([comparing.nothing()], PLAIN).split("\n")
    assert lines[-1] == "无变动"
    assert text([comparing.nothing()], Layout(Style(), unchanged=True)).endswith("无变动的项目 1 个：\n  水库巡查")


def test_a_project_cited_elsewhere_is_not_unchanged(comparing: Any) -> None:
    one = comparing.nothing()
    make = comparing.Making()
    make.change("document", "global-replace", "cosmetic", "多处", "甲", "乙")
    edit = make.edits[0]._replace(match="m1")
    one = one._replace(edits=(edit,), changes=tuple(make.changes))
    assert "无变动 0" in text([one], PLAIN)


def test_sides_without_partner(comparing: Any) -> None:
    assert text([comparing.nothing()], PLAIN, ["x/2024"]).endswith("\n\n无对应年度，没有比较：x/2024")
    assert text([], PLAIN, ["x/2024"]) == "无对应年度，没有比较：x/2024"


def test_colours_change_nothing_else(comparing: Any, samples: list[Any]) -> None:
    for found in ([comparing.full()], samples):
        plain, painted = (text(found, Layout(Style(colour), 80, cosmetic=True)) for colour in (False, True))
        assert "\x1b" not in plain
        assert ANSI.sub("", painted) == plain


@pytest.mark.parametrize("cosmetic", [False, True])
@pytest.mark.parametrize("width", [1, 40, 41, 57, 60, 79, 80, 100, 133, 200])
def test_lines_keep_the_width(comparing: Any, samples: list[Any], width: int, cosmetic: bool) -> None:
    """Also where ambiguous characters take two cells; below 40 there is no room for the start of a row."""
    for line in text([comparing.full(), *samples], Layout(Style(), width, cosmetic, unchanged=True)).split("\n"):
        assert diff_text._room(line) <= max(width, 40), line
        assert not re.search("[≥≤→].*   ", line), "nothing is aligned behind a value"


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=120), st.integers(1, 120))
def test_any_text_is_shown_whole(comparing: Any, said: str, width: int) -> None:
    one = comparing.nothing()
    make = comparing.Making()
    make.change("document", "stale-year", "major", "总体绩效目标", said, said, why=said)
    shown = text([one._replace(changes=tuple(make.changes))], Layout(Style(), width))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f]", shown)

    def bare(some: str) -> str:
        return re.sub(r"\s", "", some)

    assert bare(diff_text.visible(" ".join(said.splitlines()))) in bare(shown)


@pytest.mark.parametrize("level", ["重大", "关注", "一般", "文字"])
def test_levels_are_coloured_apart(comparing: Any, level: str) -> None:
    assert len(set(re.findall(rf"(\x1b\[[0-9;]+m){level} \d", text([comparing.full()], Layout(Style(True)))))) == 1


def test_places_within_one_year_name_their_side(comparing: Any) -> None:
    """Both sides of two revisions of one year have the same files."""
    one = comparing.full(rev="3f1c2ab")
    assert re.search(r"项目取消了  第 8 行|项目取消了  2024/projects/水文站迁建.yaml:8", text([one], Layout(Style(), 140)))
    gone = comparing.project("水文站迁建", "30", 2025, rev="3f1c2ab")
    old = comparing.side(2025, "一上", [gone], "3f1c2ab")
    make = comparing.Making()
    make.change(make.match([gone], [], "none", "0"), "project-dropped", "major", "项目", gone.name.text, None, why="项目取消了")
    found = one._replace(old=old, matches=tuple(make.matches), edits=tuple(make.edits), changes=tuple(make.changes))
    assert "项目取消了  调整前 2025/projects/水文站迁建.yaml:8" in text([found], Layout(Style(), 140))
