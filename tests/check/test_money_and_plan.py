"""What the two shipped forms cannot show of the rules on money and plans: other forms, other units, a province's line."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from jixiao.check.amounts import add, aligned, digits, half, minus, places, quotient
from jixiao.check.catalogue import RULES
from jixiao.check.facts import Document
from jixiao.check.finding import Finding
from jixiao.check.layers import load_layers
from jixiao.check.profile import by_name
from jixiao.check.runner import Reviewed, review
from jixiao.diagnostics import SourceText, Span
from jixiao.model.document import Department, Fund, Money, Project
from jixiao.model.form import Form, Level1, Level2
from jixiao.model.load import load
from jixiao.source.workspace import Workspace, department_years

ROOT = Path(__file__).parents[2]
BY_CODE = {rule.code: rule for rule in RULES}


@cache
def sources(root: Path, label: str) -> tuple[Department, Form]:
    workspace = Workspace(root)
    loaded = load(workspace, next(one for one in department_years(workspace) if one.label == label))
    assert loaded.department is not None
    assert loaded.form is not None
    return loaded.department, loaded.form


def clean() -> tuple[Department, Form]:
    return sources(ROOT / "tests" / "check" / "clean", "shuiwu/2025")


def judged(code: str, department: Department, form: Form, profile: str = "hebei-2025") -> Reviewed:
    layers = load_layers(None, BY_CODE)
    assert not layers.faults
    chosen = by_name(layers.by_name, profile)
    assert chosen is not None
    return review(Document(department, form, chosen, date(2025, 1, 20)), (BY_CODE[code],))


def paths(found: Reviewed) -> list[str]:
    return [one.hit.path for one in found.findings]


def outcome(found: Reviewed, code: str) -> dict[str, int]:
    return dict(found.outcomes[code])


def with_project(department: Department, **changes: Any) -> Department:
    return department._replace(projects=(department.projects[0]._replace(**changes),))


def money(text: str, unit: str = "万元") -> Money:
    amount = Decimal(text) if unit == "万元" else Decimal(text) / 10_000
    return Money(amount, text, unit, Span(SourceText("x.yaml", text), 0, len(text)))


def funds(**amounts: str) -> tuple[Fund, ...]:
    return tuple(Fund(key, money(text) if text else None) for key, text in amounts.items())


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        ({"财政拨款": "80"}, []),  # 其中 names one source only: the rest may come from anywhere
        ({"财政拨款": "80", "上级补助": "10"}, []),
        ({"财政拨款": "100", "上级补助": "30"}, ["资金/总额"]),
        ({"财政拨款": "80", "单位资金": "10"}, ["资金/总额"]),  # 单位资金 takes up the rest
        ({"一般公共预算": "", "政府性基金": "120", "其他资金": ""}, []),
    ],
)
def test_only_a_complete_list_of_sources_must_add_up(parts: dict[str, str], wanted: list[str]) -> None:
    department, form = clean()
    found = judged("JX201", with_project(department, funds=funds(总额="120", **parts)), form)
    assert paths(found) == wanted


def test_sums_are_written_in_the_unit_of_the_form() -> None:
    department, form = clean()
    amounts = funds(总额="120", 财政拨款="100", 其他资金="19.9999")
    found = judged("JX201", with_project(department, funds=amounts), form._replace(unit="元"))
    assert found.findings[0].hit.trace == "财政拨款 1000000 + 其他资金 199999 = 1199999元 ≠ 1200000元，差 1"


def test_a_form_in_yuan_wants_yuan_in_texts() -> None:
    department, form = clean()
    goal = department.projects[0].goal
    assert goal is not None
    text = "设备款 120 万元"
    source = SourceText("x.yaml", text)
    changed = with_project(department, goal=goal._replace(text=text, span=Span(source, 0, len(text))))
    found = judged("JX207", changed, form._replace(unit="元"))
    assert [one.hit.edits[0].text for one in found.findings] == ["1200000 元"]
    assert not judged("JX207", changed, form).findings


@pytest.mark.parametrize("group", ["社会成本指标", "生态环境成本指标"])
@pytest.mark.parametrize("code", ["JX205", "JX206"])
def test_costs_that_are_no_money_are_left_alone(code: str, group: str) -> None:
    department, form = clean()
    levels = (Level1("成本指标", (Level2(group),)), *form.levels)
    first = next(one for one in department.projects[0].indicators if one.group == "成本指标")
    assert first.value is not None
    dear = first._replace(group=group, value=first.value._replace(text="≥120万元"))
    found = judged(code, with_project(department, indicators=(dear,)), form._replace(levels=levels))
    assert outcome(found, code) == {"not-applicable": 1}


@pytest.mark.parametrize("code", ["JX302", "JX303", "JX304"])
def test_shares_per_period_are_not_compared_as_cumulative(code: str) -> None:
    department, form = clean()
    found = judged(code, department, form._replace(cumulative=False), "sichuan-2025")
    assert outcome(found, code) == {"not-applicable": 1}


def test_a_blank_share_per_period_is_still_blank() -> None:
    department, form = clean()
    first, *rest = department.projects[0].plan
    plan = (first._replace(value=first.value._replace(text="")), *rest)
    found = judged("JX301", with_project(department, plan=plan), form._replace(cumulative=False))
    assert "当期" in found.findings[0].hit.message


def test_the_line_of_sichuan_names_two_projects_of_huailai() -> None:
    department, form = sources(ROOT, "huailai-jiguan/2025")
    found = judged("JX304", department, form, "sichuan-2025")
    assert [one.project.split()[-1] for one in found.findings] == ["机关大楼运行经费", "后勤保障服务"]
    assert {one.hit.path for one in found.findings} == {"支出计划/10月底"}
    assert all("川财绩〔2025〕10号" in one.hit.message for one in found.findings)
    assert outcome(judged("JX304", department, form, "huailai-2025"), "JX304") == {"not-evaluated": 4}


def test_a_weight_column_without_weights_is_a_missing_input() -> None:
    department, form = clean()
    found = judged("JX209", department, form._replace(columns=(*form.columns, "权重")))
    assert outcome(found, "JX209") == {"not-evaluated": 1}


def huge(count: int) -> Iterator[Project]:
    (project,) = clean()[0].projects
    for number in range(count):
        yield project._replace(name=project.name._replace(text=f"项目{number}"))


def test_many_projects_are_summed_in_words() -> None:
    department, form = clean()
    budget = department.budget
    assert budget is not None
    changed = department._replace(projects=tuple(huge(30)), budget=budget._replace(amount=money("3000")))
    (finding,) = judged("JX202", changed, form).findings
    assert finding.hit.trace == "30 个项目合计 = 3600万元 ≠ 3000万元，差 600"
    assert len(finding.hit.related) == 10


@pytest.mark.parametrize(
    "text", ["12345678901234567890123456789012.34", "0.00000001", "1000000000000000000000000000000"]
)
def test_amounts_of_any_length_are_exact(text: str) -> None:
    department, form = clean()
    exact = with_project(department, funds=funds(总额=text, 财政拨款=text, 其他资金=""))
    assert not judged("JX201", exact, form).findings
    finding: Finding = judged(
        "JX201", with_project(department, funds=funds(总额=text, 财政拨款=text, 其他资金="0.00000001")), form
    ).findings[0]
    assert finding.hit.trace.endswith("差 0.00000001")
    assert "E" not in finding.hit.trace


def test_numbers_are_written_as_people_write_them() -> None:
    assert aligned(Decimal("43.9000"), Decimal("43.38")) == ("43.90", "43.38")
    assert aligned(Decimal("1E+3"), Decimal(60)) == ("1000", "60")
    assert [digits(Decimal(text)) for text in ("0.10", "1E+4", "1E-7", "0")] == ["0.1", "10000", "0.0000001", "0"]
    assert (places(Decimal("43.3800")), half(2), half(0), half(-1)) == (2, Decimal("0.005"), Decimal("0.5"), Decimal(5))
    assert quotient(Decimal(99), Decimal(5)) == ("=", "19.80")
    assert quotient(Decimal(100), Decimal(3)) == ("≈", "33.3333")
    assert add([Decimal("0.1")] * 3) == Decimal("0.3")
    assert minus(Decimal(1), Decimal("1E-40")) == Decimal("0." + "9" * 40)
