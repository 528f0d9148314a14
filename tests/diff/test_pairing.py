"""Which indicator became which: the five steps, order that means nothing, merges put together."""

import random
import sys
from fractions import Fraction
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.diff.pairing import MOVED, RENAMED, REPLACED, SAME, Pairs, Row, deciding, pair_rows, pooled, rows_of, titled
from jixiao.diff.verdict import Promise, Verdict, verdict

_spec = spec_from_file_location("makers", Path(__file__).with_name("makers.py"))
assert _spec is not None
assert _spec.loader is not None
makers = sys.modules.setdefault("makers", module_from_spec(_spec))
_spec.loader.exec_module(makers)

Said = dict[str, list[str]]


def paired(old: Said, new: Said) -> tuple[Pairs, list[tuple[str, str, str]], list[str], list[str]]:
    one, other = makers.indicators(old), makers.indicators(new)
    pairs = pair_rows(rows_of(one, makers.LEVELS), rows_of(other, makers.LEVELS))
    named = [(one[pair.old].name.text, other[pair.new].name.text, pair.how) for pair in pairs.pairs]
    return pairs, named, [one[i].name.text for i in pairs.dropped], [other[i].name.text for i in pairs.added]


STEPS: list[tuple[str, Said, Said, list[tuple[str, str, str]], list[str], list[str]]] = [
    ("same", {"数量指标": ["栽植株数", "补植面积"]}, {"数量指标": ["补植面积", "栽植株数"]},
     [("补植面积", "补植面积", SAME), ("栽植株数", "栽植株数", SAME)], [], []),
    ("same but for punctuation and width", {"质量指标": ["合格率（一次）"]}, {"质量指标": ["合格率(一次)"]},
     [("合格率（一次）", "合格率(一次)", SAME)], [], []),
    ("one name under two 二级", {"数量指标": ["培训人数"], "质量指标": ["培训人数"]}, {"质量指标": ["培训人数"], "数量指标": ["培训人数"]},
     [("培训人数", "培训人数", SAME), ("培训人数", "培训人数", SAME)], [], []),
    ("moved", {"数量指标": ["任务完成率"]}, {"质量指标": ["任务完成率"]}, [("任务完成率", "任务完成率", MOVED)], [], []),
    ("same goes before moved", {"数量指标": ["完成率"], "质量指标": ["完成率"]}, {"质量指标": ["完成率"]},
     [("完成率", "完成率", SAME)], ["完成率"], []),
    ("renamed", {"数量指标": ["公厕保洁座数"]}, {"数量指标": ["公厕保洁的座数"]}, [("公厕保洁座数", "公厕保洁的座数", RENAMED)], [], []),
    ("renamed in another 二级 of the same 一级", {"数量指标": ["任务完成及时率"]}, {"时效指标": ["任务及时完成率"]},
     [("任务完成及时率", "任务及时完成率", RENAMED)], [], []),
    ("not renamed into another 一级", {"数量指标": ["受益群众人数"]}, {"社会效益指标": ["受益群众总人数"]},
     [("受益群众人数", "受益群众总人数", RENAMED)], [], []),
    ("too far for another 一级", {"数量指标": ["群众受益数"]}, {"社会效益指标": ["群众受益人次"]}, [], ["群众受益数"], ["群众受益人次"]),
    ("best first", {"数量指标": ["绿化养护面积", "绿化面积"]}, {"数量指标": ["绿化养护总面积", "绿化总面积"]},
     [("绿化养护面积", "绿化养护总面积", RENAMED), ("绿化面积", "绿化总面积", RENAMED)], [], []),
    ("replaced", {"成本指标": ["项目费用"]}, {"成本指标": ["每亩补助"]}, [("项目费用", "每亩补助", REPLACED)], [], []),
    ("two left are not replaced", {"成本指标": ["项目费用", "人工"]}, {"成本指标": ["每亩补助"]}, [], ["项目费用", "人工"], ["每亩补助"]),
    ("dropped and added", {"数量指标": ["巡查次数"]}, {"质量指标": ["河道水质"]}, [], ["巡查次数"], ["河道水质"]),
    ("nothing", {}, {}, [], [], []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "pairs", "dropped", "added"), [one[1:] for one in STEPS], ids=[s[0] for s in STEPS]
)
def test_steps(old: Said, new: Said, pairs: list[tuple[str, str, str]], dropped: list[str], added: list[str]) -> None:
    _, *found = paired(old, new)
    assert found == [pairs, dropped, added]
    _, back, gone, came = paired(new, old)
    assert (gone, came) == (added, dropped)
    assert sorted((two, one, how) for one, two, how in back) == sorted(pairs)


def test_scores_are_shown() -> None:
    found, *_ = paired({"数量指标": ["公厕保洁座数"]}, {"数量指标": ["公厕保洁的座数"]})
    assert found.pairs[0].score == Fraction(12, 13)
    found, *_ = paired({"数量指标": ["任务"]}, {"质量指标": ["任务"]})
    assert found.pairs[0].score == 1


REORDERED = [
    ({"数量指标": ["甲率", "乙数", "丙度"]}, {"数量指标": ["甲率", "丙度", "乙数"]}, True),
    ({"数量指标": ["甲率", "乙数"]}, {"数量指标": ["甲率", "丁量", "乙数"]}, False),
    ({"数量指标": ["甲率"], "质量指标": ["乙数"]}, {"质量指标": ["乙数"], "数量指标": ["甲率"]}, False),
    ({"数量指标": ["甲率", "乙数"], "质量指标": []}, {"质量指标": ["甲率"], "数量指标": ["乙数"]}, False),
    ({"数量指标": ["公厕保洁座数", "乙数"]}, {"数量指标": ["乙数", "公厕保洁的座数"]}, True),
    ({"数量指标": ["甲率", "乙数"]}, {"数量指标": ["某某某", "甲率"]}, False),
]


@pytest.mark.parametrize(("old", "new", "reordered"), REORDERED)
def test_order_inside_a_group(old: Said, new: Said, *, reordered: bool) -> None:
    assert paired(old, new)[0].reordered is reordered
    assert paired(new, old)[0].reordered is reordered


def test_titles_are_paired_without_replacing() -> None:
    found = pair_rows(titled(["公房管理规范化", "车辆保障"]), titled(["公房管理规范化、科学化", "节能降耗"]))
    assert [(pair.old, pair.new, pair.how) for pair in found.pairs] == [(0, 0, RENAMED)]
    assert (found.dropped, found.added) == ((1,), (1,))


ROWS = st.lists(
    st.tuples(
        st.sampled_from([("产出", "数量"), ("产出", "质量"), ("效益", "社会")]),
        st.sampled_from(["完成率", "及时完成率", "完成及时率", "人数", "总人数", "面积", "绿化面积"]),
    ),
    unique=True,
    max_size=8,
)


@settings(max_examples=300, deadline=None)
@given(ROWS, ROWS, st.randoms(use_true_random=False))
def test_order_means_nothing(old: list[object], new: list[object], chance: random.Random) -> None:
    def rows(some: list[object]) -> list[Row]:
        return [Row(*levels, key, place) for place, (levels, key) in enumerate(some)]  # type: ignore[misc]

    def seen(one: list[object], other: list[object]) -> object:
        found = pair_rows(rows(one), rows(other))
        pairs = {(one[pair.old], other[pair.new], pair.how, pair.score) for pair in found.pairs}
        assert len(pairs) + len(found.dropped) == len(one)
        assert len(pairs) + len(found.added) == len(other)
        return pairs, {one[i] for i in found.dropped}, {other[i] for i in found.added}

    pairs, gone, came = seen(old, new)  # type: ignore[misc]
    back, back_gone, back_came = seen(new, old)  # type: ignore[misc]
    assert pairs == {(two, one, how, score) for one, two, how, score in back}
    assert (gone, came) == (back_came, back_gone)
    one, other = old[:], new[:]
    chance.shuffle(one)
    chance.shuffle(other)
    assert seen(one, other) == (pairs, gone, came)


def test_predecessors_are_put_together_by_code() -> None:
    second = makers.project("乙", "C2", said={"数量指标": ["绿化面积=≥5亩", "栽树=≥9株"], "质量指标": ["绿化面积=好"]})
    first = makers.project("甲", "C1", said={"数量指标": ["绿化面积=不少于5亩", "种草=≥3亩"]})
    third = makers.project("丙", "C3", said={"数量指标": ["绿化面积=≥7亩"]})
    pool = pooled([second, third, first], makers.LEVELS)
    assert [(row.level2, row.key, row.place) for row in pool.rows] == [
        ("数量指标", "绿化面积", 0), ("数量指标", "种草", 1), ("数量指标", "栽树", 2), ("质量指标", "绿化面积", 3),
    ]  # fmt: skip
    assert [[one.value.text for one in several] for several in pool.members] == [
        ["不少于5亩", "≥7亩"], ["≥3亩"], ["≥9株"], ["好"],
    ]  # fmt: skip
    assert pool.projects == ((0, 2), (0,), (1,), (1,))


def test_the_least_favourable_verdict_decides_and_its_mirror_for_splits() -> None:
    def of(old: list[str], new: str) -> list[Verdict]:
        return [verdict(Promise(one, "合格率"), Promise(new, "合格率")) for one in old]

    several = of(["≥90%", "≥95%", "≥97%", "好"], "≥95%")
    assert several[deciding(several)].rule == "target-loosened"
    assert several[deciding(several[:2])].rule == ""
    assert (
        of(["≥95%", "≤95%", "≥97%"], "≥95%")[deciding(of(["≥95%", "≤95%", "≥97%"], "≥95%"))].rule == "operator-reversed"
    )
    back = [verdict(Promise("≥95%", "合格率"), Promise(one, "合格率")) for one in ["≥90%", "≥95%", "≥97%", "好"]]
    assert deciding(back, split=True) == deciding(several)
    assert back[deciding(back, split=True)].rule == "target-tightened"
