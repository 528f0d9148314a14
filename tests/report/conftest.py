"""Reports made by hand: no rule is asked, so that these tests stand on their own."""

from collections import Counter
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from jixiao.check.catalogue import RULES
from jixiao.check.finding import Finding, Gap, Report, fingerprint
from jixiao.check.profile import COUNTY, NATION, Layer, Level, Profile, Setting, combine
from jixiao.check.rule import SAFE, Edit, Hit
from jixiao.diagnostics import Related, SourceText, Span, fault
from jixiao.model.document import Text
from jixiao.model.review import Acceptance

LINES = """项目名称: 管网改造
资金:
  总额: 60
绩效目标: |
  改造老旧管网 12 公里
绩效指标:
  数量指标:
    - 名称: 改造管网，新装水表
      指标值: ≥90
  时效指标:
    - 名称: 完工及时率
      指标值: 2025年
"""


def layer(name: str, title: str, tier: str, **more: Any) -> Layer:
    fields = {"levels": {}, "settings": {}, "labels": {}, **more}
    return Layer(name, title, tier, "", "", 2015, 0, "1", "", **fields, source=SourceText(name, name))


class Desk:
    """Makes reports about one project file and one department file."""

    def __init__(self) -> None:
        self.rules = {rule.code: rule for rule in RULES}
        self.project = SourceText("sources/shuiwu/2025/projects/01-管网改造.yaml", LINES)
        self.department = SourceText("sources/shuiwu/2025/department.yaml", "年度: 2025\n总体绩效目标: 管好水;用好水\n")

    def span(self, text: str, source: SourceText | None = None) -> Span:
        source = source or self.project
        start = source.text.index(text)
        return Span(source, start, start + len(text))

    def finding(self, code: str, text: str, path: str, message: str = "不对", *, level: str = "", **more: Any) -> Finding:
        rule = self.rules[code]
        source = more.pop("source", self.project)
        kept = {key: more.pop(key) for key in ("note", "acceptance", "inherited") if key in more}
        owner = more.get("owner", "") or rule.owner
        hit = Hit(self.span(text, source), path, message, **more)
        project = "管网改造" if source is self.project else ""
        return Finding(rule, hit, level or rule.level, project, owner, fingerprint(rule, project, hit), **kept)

    def profile(self) -> Profile:
        nation = layer("national-2015", "全国（2015年起）", NATION, settings={"满意度下限": Setting(("80%",), "", "national-2015")})
        county = layer(
            "shuixian-2025",
            "水县（2025年起）",
            COUNTY,
            levels={"JX410": Level("warning", "水财〔2025〕1号", "shuixian-2025")},
            labels={"适当性": "合理性"},
        )
        return combine([nation, county])

    def generic(self) -> Profile:
        return combine([layer("national-2015", "全国（2015年起）", NATION)])

    def acceptance(self) -> Acceptance:
        def text(said: str) -> Text:
            return Text(said, self.span("项目名称"))

        return Acceptance(self.span("项目名称"), reason=text("县里规定填总额"), handler=text("李四"), date=text("2025-02-01"))

    def report(self, *findings: Finding, **more: Any) -> Report:
        fields = {"profile": self.profile(), "outcomes": {"JX401": Counter({"pass": 3})}, **more}
        ordered = tuple(sorted(findings, key=lambda one: one.sort_key))
        return Report("shuiwu/2025", "示例县水务局", "2025", "二上", findings=ordered, **fields)

    def full(self) -> Report:
        """One of everything."""
        value, name, late = "绩效指标/数量指标/改造管网，新装水表", "改造管网，新装水表", "绩效指标/时效指标/完工及时率"
        safe = Edit(self.span(";", self.department), "；", SAFE)
        return self.report(
            self.finding("JX401", "≥90", f"{value}/指标值", "“≥90”没有计量单位", advice="补上单位。"),
            self.finding("JX415", name, f"{value}/名称", "名称写成了句子", related=(Related("指标值“≥90”", self.span("≥90")),)),
            self.finding(
                "JX203",
                "60",
                "资金/总额",
                "测算与总额不符",
                trace="12公里 × 6万元 = 72万元 ≠ 60万元",
                expected="72万元",
                actual="60万元",
                related=(Related("绩效目标写“12 公里”", self.span("12 公里")), Related("年度", self.span("2025", self.department))),
                note="分两年支付",
            ),
            self.finding("JX408", "2025年", f"{late}/指标值", "只写了年度", owner="系统"),
            self.finding("JX702", ";", "总体绩效目标", "半角标点", source=self.department, edits=(safe,)),
            self.finding("JX205", "60", "资金/总额", "等于总额", acceptance=self.acceptance()),
            self.finding("JX414", "完工及时率", f"{late}/名称", "是否类", inherited=True),
            outcomes={
                "JX401": Counter({"fail": 1}),
                "JX203": Counter({"fail": 1, "pass": 1}),
                "JX202": Counter({"not-evaluated": 1}),
                "JX301": Counter({"not-applicable": 2}),
                "JX101": Counter({"pass": 2}),
                "JX501": Counter({"crashed": 1, "pass": 1}),
            },
            gaps=(Gap("JX202", "部门预算的项目支出合计", self.department.path),),
            crashes=(Gap("JX501", "ValueError: 1", self.project.path),),
            faults=(fault("JX018", "“#”后面的内容被当作备注", self.span("新装水表")), fault("JX019", "没有编入", file="sources/shuiwu/2025/x.txt")),
        )


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def names() -> SimpleNamespace:
    return SimpleNamespace(project="sources/shuiwu/2025/projects/01-管网改造.yaml")


def _load(name: str) -> ModuleType:
    spec = spec_from_file_location(f"report_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def comparing() -> ModuleType:
    """The module `comparing.py`: comparisons made by hand."""
    return _load("comparing")


@pytest.fixture(scope="session")
def samples() -> list[Any]:
    """The comparisons of the sample departments, through the real rules."""
    from datetime import date

    from jixiao.diff.compare import Options, compare, side
    from jixiao.model.load import load
    from jixiao.source.workspace import department_years, open_workspace

    workspace, _ = open_workspace(Path(__file__).resolve().parents[2])
    found: dict[str, list[Any]] = {}
    for place in department_years(workspace):
        found.setdefault(place.folder, []).append(side(place.label, "", load(workspace, place)))
    pairs = [sides for sides in found.values() if len(sides) > 1]
    if not pairs:
        pytest.skip("the samples have one year only")
    return [compare(sides[-2], sides[-1], Options(date(2025, 1, 1))) for sides in pairs]
