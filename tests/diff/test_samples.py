"""What the two pairs of samples say: a reader of both years finds these changes and no others."""

from decimal import Decimal

import pytest
from tests.diff.bench_of_pairs import compared, sample

from jixiao.diff.records import Change, Comparison
from jixiao.diff.tally import fails, tally

HUAILAI = {
    "budget-decreased": 1,
    "budget-increased": 2,
    "budget-up-targets-loosened": 1,
    "budget-up-targets-unchanged": 1,
    "code-year-rolled": 2,
    "dequantified": 1,
    "docno-rolled": 2,
    "funding-mix-changed": 1,
    "global-replace": 1,
    "indicator-renamed": 1,
    "notation-only": 3,
    "objective-reworded": 4,
    "project-added": 1,
    "project-dropped": 1,
    "project-renamed": 1,
    "prose-target-loosened": 2,
    "prose-target-tightened": 1,
    "punctuation-only": 1,
    "scale-tracks-budget": 1,
    "schedule-changed": 1,
    "section-added": 1,
    "section-dropped": 1,
    "section-renamed": 1,
    "stale-year": 1,
    "target-changed": 1,
    "target-loosened": 3,
    "target-tightened": 1,
}
PINGLUO = {
    "budget-decreased": 2,
    "budget-increased": 4,
    "budget-up-targets-loosened": 1,
    "cost-tracks-budget": 2,
    "field-changed": 2,
    "indicator-added": 1,
    "indicator-dropped": 2,
    "indicator-recategorised": 1,
    "indicator-renamed": 1,
    "indicator-replaced": 1,
    "mandatory-category-emptied": 1,
    "notation-only": 2,
    "objective-reworded": 4,
    "project-added": 1,
    "project-merged": 1,
    "project-renamed": 1,
    "quantified": 1,
    "scale-tracks-budget": 2,
    "stale-year": 1,
    "target-loosened": 9,
    "target-tightened": 5,
    "unit-changed": 1,
    "unit-moved": 1,
    "year-rolled": 4,
}


@pytest.fixture(scope="module")
def huailai() -> Comparison:
    return compared(sample("huailai-jiguan/2025"), sample("huailai-jiguan/2026"))


@pytest.fixture(scope="module")
def pingluo() -> Comparison:
    return compared(sample("pingluo-jiguan/2024"), sample("pingluo-jiguan/2025"))


def one(found: Comparison, rule: str, path: str = "", before: str | None = None) -> Change:
    """The only change of a rule at a place."""
    some = [
        each
        for each in found.changes
        if each.rule == rule and each.path.startswith(path) and before in {None, each.before}
    ]
    assert len(some) == 1, [(each.path, each.before) for each in some]
    return some[0]


def test_counts_of_huailai(huailai: Comparison) -> None:
    counts = tally(huailai)
    assert counts.by_rule == HUAILAI
    assert counts.by_level == {"critical": 1, "major": 11, "notice": 17, "cosmetic": 9}
    assert (counts.before, counts.after) == (Decimal("975.17"), Decimal("1107.40"))
    some = counts.projects
    assert (some.old, some.new, some.matched, some.renamed, some.added, some.dropped) == (4, 4, 3, 1, 1, 1)
    assert fails(huailai, "critical")


def test_counts_of_pingluo(pingluo: Comparison) -> None:
    counts = tally(pingluo)
    assert counts.by_rule == PINGLUO
    some = counts.projects
    assert (some.old, some.new, some.matched, some.merged, some.merged_from, some.added) == (8, 8, 6, 1, 2, 1)
    assert [match.new[0].name.text for match in counts.unchanged] == ["公共机构节能降耗工作经费"]


def test_the_budget_of_the_building_grew_and_its_targets_fell(huailai: Comparison) -> None:
    found = one(huailai, "budget-up-targets-loosened")
    assert found.why == (
        "资金总额由 600.00 增加到 690.00 万元（+15.0%），"
        "“项目费用”、“大楼设施维修维护率”、“服务满意度”的要求却降低了，其他指标也没有提高"
    )
    assert [place.span.source.path.rpartition("/")[2] for place in found.locations][:2] == ["01-机关大楼运行经费.yaml"] * 2


def test_the_document_number_of_the_car_project_was_left_over(huailai: Comparison) -> None:
    found = one(huailai, "stale-year")
    assert (found.path, found.before, found.after) == ("项目名称", *["怀财字【2025】7号 公车购置"] * 2)
    assert found.why == "项目名称里的年份还是 2025 年，没有改成 2026 年"


def test_one_word_was_replaced_everywhere(huailai: Comparison) -> None:
    found = one(huailai, "global-replace")
    assert (found.before, found.after, len(found.edits), len(found.locations)) == ("政府", "机关", 4, 8)


def test_the_year_left_over_in_a_target(pingluo: Comparison) -> None:
    found = one(pingluo, "stale-year")
    assert (found.level2, found.name, found.before) == ("时效指标", "大楼入住单位服务时间", "2024年")
    line, column = found.locations[1].span.source.position(found.locations[1].span.start)
    assert found.locations[1].span.source.line(line)[column - 1 :] == "2024年"


def test_two_staff_projects_became_one(pingluo: Comparison) -> None:
    found = one(pingluo, "project-merged")
    assert found.before == ("政府长聘人员经费", "政府长聘人员经费（司勤人员）")
    assert found.after == "政府长聘人员经费"
    budget = one(pingluo, "budget-increased", before="90.8309")
    assert (budget.after, budget.delta, budget.percent) == ("92.0634", "+1.2325 万元", Decimal("1.4"))


def test_another_unit_of_the_same_price_is_no_roll(pingluo: Comparison) -> None:
    found = one(pingluo, "unit-changed")
    assert (found.before, found.after, found.direction) == ("280 元/月", "280元/人/月", "unknown")


def test_a_required_cell_was_emptied(pingluo: Comparison) -> None:
    found = one(pingluo, "mandatory-category-emptied")
    assert (found.path, found.severity) == ("绩效指标/可持续影响指标", "critical")


def test_stages_are_those_of_the_sources(huailai: Comparison) -> None:
    assert (huailai.old.stage, huailai.new.stage) == ("批复", "二上")
    assert (huailai.old.year, huailai.new.year) == (2025, 2026)
