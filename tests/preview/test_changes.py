"""Changes against another year as the page shows them: the same as `jixiao diff` tells, with places."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.preview.marked import DEPARTMENT, PROJECT, TODAY, Marked, marked, sample, write

from jixiao import __version__
from jixiao.diff.records import LOOSENED, REVERSED, SEVERITIES, TIGHTENED, UNKNOWN, Change
from jixiao.diff.taxonomy import rules
from jixiao.diff.versions import Terms, Version
from jixiao.model.review import load_review
from jixiao.preview.changes import _VERDICTS, VERDICT_WORDS, changes_json, verdict_of
from jixiao.report.diff_json import diff_json
from jixiao.source.workspace import Config

OWN = "projects/01-饮水.yaml"
OLD, NEW = "shuiwu/2024", "shuiwu/2025"
FOLDER, FILE = "sources/shuiwu/2025", f"sources/shuiwu/2025/{OWN}"
KEYS = {"label", "against", "unit", "old_year", "new_year", "summary", "faults", "changes"}
CHANGE = {
    "id", "rule", "title", "severity", "severity_word", "verdict", "verdict_word", "project", "file", "path", "name",
    "before", "after", "delta", "why", "accepted", "places",
}  # fmt: skip


def told(new: Marked, old: Marked, config: Config | None = None) -> dict[str, Any]:
    terms = Terms(config or new.workspace.config, TODAY, load_review(new.workspace, new.place))
    years = (Version(one.place.label, one.loaded) for one in (new, old))
    found = json.loads(changes_json(*years, terms, new.index))
    assert set(found) == KEYS
    assert all(set(one) == CHANGE for one in found["changes"])
    assert isinstance(found, dict)
    return found


def two_years(
    root: Path, new: str, old: str = PROJECT, *, review: str = "", department: str = DEPARTMENT
) -> dict[str, Any]:
    files = {OWN: new, "department.yaml": department} | ({"审核.yaml": review} if review else {})
    before = {"department.yaml": DEPARTMENT.replace("年度: 2025", "年度: 2024"), OWN: old}
    write(root, files | {f"../2024/{name}": text for name, text in before.items()})
    return told(marked(root, NEW), marked(root, OLD))


def only(found: dict[str, Any], rule: str) -> dict[str, Any]:
    (one,) = (each for each in found["changes"] if each["rule"] == rule)
    assert isinstance(one, dict)
    return one


def paths(one: dict[str, Any]) -> list[tuple[str, int]]:
    return [(place["path"], place["block"]) for place in one["places"]]


PAIRS = [("huailai-jiguan/2026", "huailai-jiguan/2025"), ("pingluo-jiguan/2025", "pingluo-jiguan/2024")]


@pytest.mark.parametrize(("new", "old"), PAIRS)
def test_the_samples_as_the_command_line_tells_them(new: str, old: str) -> None:
    from jixiao.diff.compare import Options, compare, side
    from jixiao.diff.links import stated_links

    this, last = sample(new), sample(old)
    review = load_review(this.workspace, this.place)
    options = Options(TODAY, this.workspace.config.severities, review.acceptances, stated_links(review.links))
    comparison = compare(side(old, "", last.loaded), side(new, "", this.loaded), options)
    command = json.loads(diff_json([comparison], __version__))
    found = told(this, last)
    assert found["summary"] == command["summary"]["by_severity"]
    sure = {one["fingerprint"]: one for one in command["changes"] if not one["provisional"]}
    assert {one["id"] for one in found["changes"]} == set(sure)
    for one in found["changes"]:
        other = sure[one["id"]]
        assert (one["rule"], one["title"], one["severity"], one["path"], one["why"]) == (
            other["rule"], other["rule_zh"], other["severity"], other["path"], other["why_zh"]
        )  # fmt: skip
    ranks = [SEVERITIES.index(one["severity"]) for one in found["changes"]]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(("new", "old"), PAIRS)
def test_places_are_those_of_the_pages_and_what_is_gone_has_none(new: str, old: str) -> None:
    this = sample(new)
    known = {(mark.file, mark.path, mark.block) for mark in this.marks}
    assert this.loaded.department is not None
    files = {this.file, *(one.source.path for one in this.loaded.department.projects)}
    for one in told(this, sample(old))["changes"]:
        assert {(place["file"], place["path"], place["block"]) for place in one["places"]} <= known
        gone = one["verdict"] == "dropped" and one["rule"] != "mandatory-category-emptied"
        assert bool(one["places"]) == (not gone and one["path"] != "测算"), one
        assert one["file"] in files or one["rule"] == "project-dropped"


def test_the_other_way_round_and_against_itself() -> None:
    this, last = sample("huailai-jiguan/2026"), sample("huailai-jiguan/2025")
    back = told(last, this)
    assert (back["old_year"], back["new_year"], back["unit"]) == ("2026", "2025", "怀来县机关事务服务中心")
    assert told(this, this)["changes"] == []


# Verdicts


def test_every_rule_has_one_verdict() -> None:
    mapped = [rule for some in _VERDICTS.values() for rule in some]
    assert sorted(mapped) == sorted(rules())
    assert set(_VERDICTS) == set(VERDICT_WORDS)


@pytest.mark.parametrize("rule", rules())
def test_a_known_direction_decides(rule: str) -> None:
    one = Change(rule, "major", "n/a", "m1", "甲", "1", "2")
    assert verdict_of(one) == verdict_of(one._replace(direction=UNKNOWN))
    assert VERDICT_WORDS[verdict_of(one)]
    for direction in (LOOSENED, TIGHTENED, REVERSED):
        assert verdict_of(one._replace(direction=direction)) == direction


def test_a_field_that_came_or_went() -> None:
    one = Change("field-changed", "notice", "n/a", "m1", "项目期", "1 年", "2 年")
    assert verdict_of(one) == "changed"
    assert verdict_of(one._replace(before=None)) == "added"
    assert verdict_of(one._replace(after=None)) == "dropped"


# Places


def test_a_loosened_target(tmp_path: Path) -> None:
    found = two_years(tmp_path, PROJECT.replace("≥6座", "≥5座"))
    one = only(found, "target-loosened")
    assert (one["verdict"], one["verdict_word"], one["severity_word"]) == ("loosened", "放宽", "关注")
    assert (one["before"], one["after"], one["delta"]) == ("≥6座", "≥5座", "-1 座")
    assert (one["project"], one["file"], one["name"]) == ("饮水工程", FILE, "更新水厂数量")
    assert paths(one) == [("绩效指标/数量指标/更新水厂数量/指标值", 0)]


def test_only_the_paragraph_that_was_changed(tmp_path: Path) -> None:
    found = two_years(tmp_path, PROJECT.replace("  更新水厂6座\n", "  改造水厂6座\n"))
    assert paths(only(found, "objective-reworded")) == [("绩效目标", 1)]


def test_words_cut_out_are_shown_where_they_stood(tmp_path: Path) -> None:
    found = two_years(tmp_path, PROJECT.replace("  水质达标率97%以上\n", "  水质97%以上\n"))
    assert ("绩效目标", 2) in paths(only(found, "objective-reworded"))


def test_a_text_that_is_blank_now_is_shown_where_it_would_stand(tmp_path: Path) -> None:
    found = two_years(tmp_path, PROJECT.replace("      依据: 规划\n", ""))
    one = only(found, "objective-reworded")
    assert one["verdict"] == "dropped"
    assert paths(one) == [("绩效指标/数量指标/供水/排水/依据", 0)]


def test_a_new_indicator_is_its_row(tmp_path: Path) -> None:
    added = "    - 名称: 巡查次数\n      指标值: ≥9次\n  质量指标:\n"
    one = only(two_years(tmp_path, PROJECT.replace("  质量指标:\n", added)), "indicator-added")
    base = "绩效指标/数量指标/巡查次数"
    assert paths(one) == [(f"{base}/{key}", 0) for key in ("名称", "描述", "指标值", "依据")]


def test_a_dropped_indicator_belongs_to_its_project(tmp_path: Path) -> None:
    new = PROJECT.replace("    - 名称: 更新水厂数量\n      描述: 更新水厂数量\n      指标值: ≥6座\n", "")
    one = only(two_years(tmp_path, new), "indicator-dropped")
    assert (one["verdict"], one["file"], one["places"]) == ("dropped", FILE, [])


def test_a_dropped_project_has_no_file(tmp_path: Path) -> None:
    write(tmp_path, {"../2024/projects/02-排水.yaml": PROJECT.replace("饮水", "排洪").replace("0012", "0099")})
    one = only(two_years(tmp_path, PROJECT), "project-dropped")
    assert (one["project"], one["file"], one["after"], one["places"]) == ("排洪工程", "", "", [])


def test_only_the_shares_that_moved(tmp_path: Path) -> None:
    one = only(two_years(tmp_path, PROJECT.replace("  3月底:\n", "  3月底: 20%\n")), "schedule-changed")
    assert paths(one) == [("支出计划/3月底", 0)]


def test_an_unprinted_field_is_not_shown_at_the_name_of_its_project(tmp_path: Path) -> None:
    found = two_years(tmp_path, PROJECT.replace("绩效目标: |", "项目期: 1 年\n绩效目标: |"))
    one = only(found, "field-changed")
    assert (one["path"], one["verdict"], one["places"]) == ("项目期", "added", [])
    found = two_years(tmp_path, PROJECT, department=DEPARTMENT + "预算:\n  项目支出: 60\n")
    assert all(each["places"] == [] for each in found["changes"] if each["path"].startswith("预算"))


# Settings, acceptances, faults


def test_the_settings_of_the_workspace_count(tmp_path: Path) -> None:
    new = PROJECT.replace("≥6座", "≥5座").replace("60.00", "62.00")
    (tmp_path / "jixiao.toml").write_text(
        '[diff]\namount = 1\n[diff.severity]\ntarget-loosened = "critical"\n', "utf-8"
    )
    found = two_years(tmp_path, new)
    assert only(found, "target-loosened")["severity"] == "critical"
    assert only(found, "budget-increased")["severity"] == "major"
    assert found["changes"][0]["severity"] == "critical"


def test_an_accepted_change_says_so(tmp_path: Path) -> None:
    new = PROJECT.replace("≥6座", "≥5座")
    print_ = only(two_years(tmp_path, new), "target-loosened")["id"]
    review = f"采纳:\n  - 指纹: {print_}\n    规则: target-loosened\n    理由: 规模核减，已核实\n    经办: 李某\n"
    found = two_years(tmp_path, new, review=review)
    assert only(found, "target-loosened")["accepted"] is True
    assert found["summary"]["major"] == 1


def test_declared_projects_are_one(tmp_path: Path) -> None:
    new = PROJECT.replace("饮水工程", "完全不同的名称").replace("0012", "0077")
    review = "对应:\n  - 旧: 13073025P000701100012\n    新: 13073025P000701100077\n"
    found = two_years(tmp_path, new, review=review)
    assert only(found, "project-renamed")["file"] == FILE


def test_a_side_that_cannot_be_read(tmp_path: Path) -> None:
    found = two_years(tmp_path, PROJECT.replace("总额: 60.00", "总额: 六十"))
    assert found["changes"] == []
    assert (found["old_year"], found["new_year"]) == ("2024", "2025")
    assert found["faults"][0]["file"] == FILE
    assert sum(found["summary"].values()) == 0
    found = two_years(tmp_path, PROJECT, "项目名称 甲")
    assert found["faults"][0]["file"] == f"sources/shuiwu/2024/{OWN}"


def test_links_and_settings_that_do_not_hold(tmp_path: Path) -> None:
    found = two_years(tmp_path, PROJECT, review="对应:\n  - 旧: 没有\n    新: 饮水工程\n")
    assert [one["code"] for one in found["faults"]] == ["JX060"]
    this, last = sample(PAIRS[0][0]), sample(PAIRS[0][1])
    found = told(this, last, Config(severities={"no-such-rule": "major"}))
    assert [one["code"] for one in found["faults"]] == ["JX042"]
