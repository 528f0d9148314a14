"""Which project became which: cases as data, links and their faults, order that means nothing, speed."""

import random
import sys
import time
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from importlib.util import module_from_spec, spec_from_file_location
from math import log
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from jixiao.diff.accounting import accounting, coverage, kind_of, merge_hints
from jixiao.diff.lexicon import words
from jixiao.diff.likeness import Entry, Scorer, synonyms
from jixiao.diff.links import Declared, previous_links, resolve_links
from jixiao.diff.matching import entries, match_projects
from jixiao.diff.ratio import common, ratio
from jixiao.diff.records import Match
from jixiao.model.cores import bare_core, core, document_number, is_other_part, name_years, ordinals
from jixiao.model.document import Project

_spec = spec_from_file_location("makers", Path(__file__).with_name("makers.py"))
assert _spec is not None
assert _spec.loader is not None
makers = sys.modules.setdefault("makers", module_from_spec(_spec))
_spec.loader.exec_module(makers)

CASES: dict[str, dict[str, Any]] = YAML(typ="safe").load(
    (Path(__file__).parent / "matching.yaml").read_text(encoding="utf-8")
)
UNIT = "县机关事务服务中心"


def made(said: str | dict[str, Any]) -> Project:
    if isinstance(said, str):
        said = {"名称": said}
    return makers.project(
        said["名称"],
        said.get("编码", ""),
        said.get("单位", ""),
        said.get("目标", ""),
        said.get("资金", ""),
        said.get("指标", ()),
        said.get("上年项目", ()),
    )


def ends(case: dict[str, Any]) -> tuple[list[Project], list[Project]]:
    return [made(one) for one in case["旧"]], [made(one) for one in case["新"]]


def matched(
    case: dict[str, Any], old: Sequence[Project], new: Sequence[Project]
) -> tuple[tuple[Match, ...], list[str]]:
    left, right = entries(old, UNIT), entries(new, UNIT)
    said = [Declared(tuple(one["旧"]), tuple(one["新"]), makers.SPAN) for one in case.get("对应", ())]
    links, faults = resolve_links(left, right, [*said, *previous_links(right)])
    return match_projects(left, right, links), [one.message for one in faults]


def by_number(matches: Sequence[Match], old: Sequence[Project], new: Sequence[Project]) -> Iterator[list[Any]]:
    for one in matches:
        if one.old and one.new:
            sides = [
                sorted(next(i for i, project in enumerate(all_) if project is each) for each in some)
                for some, all_ in ((one.old, old), (one.new, new))
            ]
            yield [*sides, one.how, one.confidence]


def test_enough_cases() -> None:
    assert len(CASES) >= 45


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    case = CASES[name]
    old, new = ends(case)
    matches, faults = matched(case, old, new)
    assert sorted(by_number(matches, old, new)) == sorted(case["配"])
    wanted = case.get("错", [])
    assert len(faults) == len(wanted)
    assert all(one in fault for one, fault in zip(wanted, faults, strict=True))
    add_up(matches, old, new)
    ids = {one.id: one for one in matches}
    hints = {old.index(ids[drop].old[0]): new.index(ids[pair].new[0]) for drop, pair in merge_hints(matches).items()}
    assert hints == case.get("提示", {})


def add_up(matches: Sequence[Match], old: Sequence[Project], new: Sequence[Project]) -> None:
    """Every project stands in exactly one match, and the numbers say so."""
    for some, all_ in (([p for one in matches for p in one.old], old), ([p for one in matches for p in one.new], new)):
        assert sorted(map(id, some)) == sorted(map(id, all_))
    it = accounting(matches)
    assert (it.old, it.new) == (len(old), len(new))
    assert it.old == it.matched + it.uncertain + it.dropped + it.merged_from + it.split
    assert it.new == it.matched + it.uncertain + it.added + it.merged + it.split_into
    assert it.renamed <= it.matched
    assert [one.id for one in matches] == [f"m{number}" for number in range(1, len(matches) + 1)]
    assert [bool(one.new) for one in matches] == sorted((bool(one.new) for one in matches), reverse=True)
    for one in matches:
        assert (one.score == 0) == (not one.old or not one.new)
        assert kind_of(one) in {"matched", "uncertain", "added", "dropped", "merged", "split"}


@pytest.mark.parametrize("name", CASES)
def test_swapped_sides_have_the_same_pairs(name: str) -> None:
    case = CASES[name]
    old, new = ends(case)
    matches, faults = matched(case, old, new)
    left, right = entries(old, UNIT), entries(new, UNIT)
    said = [Declared(tuple(one["旧"]), tuple(one["新"]), makers.SPAN) for one in case.get("对应", ())]
    links, back_faults = resolve_links(right, left, [one.mirrored for one in (*said, *previous_links(right))])
    back = match_projects(right, left, links)
    assert len(back_faults) == len(faults)

    def pairs(some: Sequence[Match], *, turned: bool) -> list[Any]:
        return sorted(
            (sorted(map(id, one.new if turned else one.old)), sorted(map(id, one.old if turned else one.new)), one.how,
             one.score, one.confidence)
            for one in some
        )  # fmt: skip

    assert pairs(matches, turned=False) == pairs(back, turned=True)


NAMES = ["公寓运行经费", "公寓楼运行经费", "公寓维修费", "第一批衔接资金", "第二批衔接资金", "衔接资金", "公车购置", "公务用车采购", "机关大楼运行",
         "机关办公大楼运行经费", "怀财字【2024】3号 公车购置", "2025年公车购置", "劳动仲裁", "劳动仲裁（庭审）"]  # fmt: skip
KEYS = ["服务满意度", "任务完成及时率", "车辆数量", "维修面积", "庭审次数"]


@st.composite
def sides(draw: st.DrawFn) -> list[Project]:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=7))
    return [
        makers.project(
            name,
            f"C{draw(st.integers(0, 90))}x{number}" if draw(st.booleans()) and draw(st.booleans()) else "",
            draw(st.sampled_from(["", "甲所", "乙所"])),
            draw(st.sampled_from(["", "保障机关运行", "保障车辆运行"])),
            draw(st.integers(1, 50)),
            draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=4)),
        )
        for number, name in enumerate(names)
    ]


@settings(max_examples=300, deadline=None)
@given(sides(), sides(), st.randoms(use_true_random=False))
def test_order_means_nothing(old: list[Project], new: list[Project], chance: random.Random) -> None:
    def seen(one: list[Project], other: list[Project]) -> list[Any]:
        found = match_projects(entries(one, UNIT), entries(other, UNIT))
        add_up(found, one, other)
        return [
            (*each[:1], [p.name.text for p in each.old], [p.name.text for p in each.new], *each[3:]) for each in found
        ]

    first = seen(old, new)
    one, other = old[:], new[:]
    chance.shuffle(one)
    chance.shuffle(other)
    one = [each._replace(indicators=tuple(chance.sample(each.indicators, len(each.indicators)))) for each in one]
    assert seen(one, other) == first


@settings(max_examples=200, deadline=None)
@given(sides(), sides())
def test_swapping_sides_keeps_the_pairs(old: list[Project], new: list[Project]) -> None:
    def seen(one: list[Project], other: list[Project]) -> set[Any]:
        found = match_projects(entries(one, UNIT), entries(other, UNIT))
        return {(each.old, each.new, each.score, each.confidence) for each in found}

    assert seen(old, new) == {(new_, old_, *rest) for old_, new_, *rest in seen(new, old)}


@settings(max_examples=100, deadline=None)
@given(sides())
def test_a_side_matches_itself(projects: list[Project]) -> None:
    side = entries(projects, UNIT)
    for one in match_projects(side, side):
        assert one.old == one.new
        assert one.confidence == "certain"


def slowly(one: Entry, other: Entry, everyone: Sequence[Entry]) -> Decimal:
    """The score of two projects straight from its definition, in fractions."""
    purposes = words("matching", "用途")
    name = Fraction(1) if one.core == other.core else ratio(one.bare, other.bare)
    if is_other_part(one.name, other.name):
        name = Fraction(0)
    else:
        mine, theirs = ({word for word in purposes if word in each.bare} for each in (one, other))
        if mine and theirs and not mine & theirs:
            name = max(name - Fraction(1, 4), Fraction(0))

    def weigh(keys: frozenset[str]) -> float:
        return sum(log(1 + len(everyone) / sum(key in each.keys for each in everyone)) for key in sorted(keys))

    shared = Fraction(weigh(one.keys & other.keys) / weigh(one.keys | other.keys)) if one.keys and other.keys else 0
    unit = 1 if one.unit and one.unit == other.unit else 0
    exact = Fraction(55, 100) * name + Fraction(30, 100) * shared + Fraction(10, 100) * ratio(one.goal, other.goal)
    score = Decimal(round((exact + Fraction(5, 100) * unit) * 10_000)).scaleb(-4)
    return min(score, Decimal("0.44")) if not name else score


@settings(max_examples=200, deadline=None)
@given(sides(), sides())
def test_scores_are_exact(old: list[Project], new: list[Project]) -> None:
    everyone = (*entries(old, UNIT), *entries(new, UNIT))
    scorer = Scorer(everyone)
    for one in everyone[: len(old)]:
        for other in everyone[len(old) :]:
            assert scorer.likeness(one, other) == slowly(one, other, everyone)


@settings(deadline=None)
@given(st.text("保障机关运行大楼ab", max_size=12), st.text("保障机关运行大楼ab", max_size=12))
def test_ratio_is_by_the_longest_common_subsequence(one: str, other: str) -> None:
    table = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            table[i + 1][j + 1] = table[i][j] + 1 if a == b else max(table[i][j + 1], table[i + 1][j])
    assert common(one, other) == table[-1][-1]
    whole = len(one) + len(other)
    assert ratio(one, other) == (Fraction(2 * table[-1][-1], whole) if one and other else 0)


CORES = [
    ("]怀财字【2025】7号 机关大楼运行经费", "机关大楼运行经费", "机关大楼运行", 2025),
    ("冀财教〔2024〕第15号 2024年度义务教育（公用经费）", "义务教育(公用经费)", "义务教育公用", 2024),
    ("冀财教（２０２４）１５号：营养餐", ":营养餐", ":营养餐", 2024),
    ("国道〔2024〕3号楼维修", "国道〔2024〕3号楼维修", "国道20243号楼维修", 0),
    ("会费", "会费", "会费", 0),
    ("专项经费", "专项经费", "专项经费", 0),
    ("河长制工作经费", "河长制工作经费", "河长制", 0),
    ("污水处理项目", "污水处理项目", "污水处理", 0),
    ("养老服务补助支出", "养老服务补助支出", "养老服务补助", 0),
    ("【供暖", "供暖", "供暖", 0),
    ("（城区）供暖", "(城区)供暖", "城区供暖", 0),
    ("2024年-2026年三年行动", "三年行动", "三年行动", 0),
    ("职工 体检.费", "职工体检费", "干部职工体检", 0),
    ("", "", "", 0),
    ("2024年", "", "", 0),
]


@pytest.mark.parametrize(("name", "heart", "bare", "year"), CORES, ids=[one[0] for one in CORES])
def test_cores(name: str, heart: str, bare: str, year: int) -> None:
    assert (core(name), bare_core(name, synonyms())) == (heart, bare)
    number = document_number(name)
    assert (number.year if number else 0) == year


def test_years_and_ordinals_of_names() -> None:
    assert name_years("冀财教〔2023〕15号 2024年2025年度工程") == (2024, 2025)
    assert ordinals("二期工程第十二批1标段Ⅳ期第二十阶段一批") == (
        ("期", 2), ("批", 12), ("标段", 1), ("期", 4), ("阶段", 20),
    )  # fmt: skip
    assert is_other_part("第一批", "第二批")
    assert is_other_part("第一批", "二期")
    assert not is_other_part("第一批", "衔接资金")
    assert not is_other_part("一期工程", "1期改造第3批")
    assert ordinals("一百二十期XIX期") == (("期", 120), ("期", 19))


def test_coverage_looks_for_the_shorter_name_everywhere() -> None:
    assert coverage("公寓维修", "公寓运行和维修") == Fraction(1, 2)
    assert coverage("公寓", "县直公寓运行") == coverage("县直公寓运行", "公寓") == 1
    assert coverage("", "公寓") == 0


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_name_has_a_core(name: str) -> None:
    heart = core(name)
    assert not any(char in heart for char in " 、，,·.-—_")
    assert bare_core(name, synonyms()) or not heart or all(char in "()[]{}<>【】〔〕《》〈〉「」『』" for char in heart)
    assert all(number >= 0 for _, number in ordinals(name))
    document_number(name)


def test_faults_say_where_and_what_to_do() -> None:
    left = entries([makers.project("甲项目", "C1")], UNIT)
    right = entries([makers.project("乙项目", "C2", previous=["C7"])], UNIT)
    _, (fault,) = resolve_links(left, right, previous_links(right))
    assert (fault.code, fault.severity) == ("JX060", "error")
    assert fault.span == makers.SPAN
    assert "一个字都不改" in fault.hint


def test_250_projects_against_250_without_codes() -> None:
    chance = random.Random(4)  # noqa: S311 - a made-up budget
    some = [
        "机关",
        "大楼",
        "学校",
        "营养",
        "农村",
        "饮水",
        "安全",
        "巩固",
        "提升",
        "医疗",
        "设备",
        "养护",
        "道路",
        "水库",
        "移民",
    ]

    def side() -> tuple[Entry, ...]:
        return entries(
            (
                makers.project(
                    "".join(chance.sample(some, 5)) + "经费",
                    unit=chance.choice("甲乙丙"),
                    goal="".join(
                        chance.choices("保障机关正常运行提高服务水平完成年度任务，确保资金安全有效使用。", k=200)
                    ),
                    said=[f"{chance.choice(some)}{chance.choice(some)}率{number}" for number in range(10)],
                )
                for number in range(250)
            ),
            UNIT,
        )

    old, new = side(), side()
    started = time.process_time()
    match_projects(old, new)
    assert time.process_time() - started < 2
