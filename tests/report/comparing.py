"""Comparisons made by hand, with one of everything: no rule is asked, so that the reports stand on their own."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from jixiao.diagnostics import SourceText, Span
from jixiao.diff.fingerprints import Identity, fingerprint
from jixiao.diff.records import (
    ADD,
    CERTAIN,
    CODE,
    COSMETIC,
    CRITICAL,
    DOCUMENT,
    FROM,
    LIKELY,
    LINK,
    LOOSENED,
    MAJOR,
    NAME,
    NONE,
    NOTICE,
    REMOVE,
    SAME,
    SET,
    SIMILARITY,
    TIGHTENED,
    TO,
    UNCERTAIN,
    UNKNOWN,
    Change,
    Comparison,
    Edit,
    Location,
    Match,
    Side,
)
from jixiao.model.document import Department, Fund, Money, Organ, Project, Text
from jixiao.model.review import Acceptance

REVIEW = SourceText("sources/shuiwu/2025/审核.yaml", "采纳:\n- {指纹: 0, 规则: x}\n")


def project(name: str, total: str, year: int = 2025, code: str = "", rev: str = "") -> Project:
    lines = f"项目名称: {name}\n项目编码: {code}\n资金:\n  总额: {total}\n绩效指标:\n  质量指标:\n    - 名称: 水质达标率\n      指标值: ≥93%\n"
    source = SourceText(f"{rev and rev + ':'}sources/shuiwu/{year}/projects/{name[:12]}.yaml", lines)

    def text(said: str) -> Text:
        start = lines.index(said)
        return Text(said, Span(source, start, start + len(said)))

    money = Money(Decimal(total), total, "万元", text(total).span)
    return Project(source, text(name), text(code) if code else None, funds=(Fund("总额", money),))


def side(year: int, stage: str, projects: Sequence[Project], rev: str = "", unit: str = "示例县水务局") -> Side:
    source = SourceText(f"{rev and rev + ':'}sources/shuiwu/{year}/department.yaml", f"单位:\n  名称: {unit}\n年度: {year}\n")

    def text(said: str) -> Text:
        start = source.text.index(said)
        return Text(said, Span(source, start, start + len(said)))

    department = Department(source, text("单位"), Organ(text(unit)), text(str(year)), projects=tuple(projects))
    form: Any = None
    return Side(f"shuiwu/{year}", year, stage, rev, f"{year}" * 16, department, form)


def acceptance(why: str = "检测口径扩大", rule: str = "target-loosened", print_: str = "0" * 12) -> Acceptance:
    def text(said: str) -> Text:
        return Text(said, Span(REVIEW, 6, 8))

    return Acceptance(
        Span(REVIEW, 6, 8),
        text(rule),
        fingerprint=text(print_),
        reason=text(why),
        handler=text("李某"),
        date=text("2025-01-06"),
        until=text("2025-12-31"),
        document=text("某财绩〔2025〕2号"),
    )


class Making:
    """Collects matches, edits and changes of one comparison."""

    def __init__(self) -> None:
        self.matches: list[Match] = []
        self.edits: list[Edit] = []
        self.changes: list[Change] = []

    def match(self, old: Sequence[Project], new: Sequence[Project], how: str = CODE, score: str = "1", sure: str = CERTAIN, **more: Any) -> str:
        id_ = f"m{len(self.matches) + 1}"
        self.matches.append(Match(id_, tuple(old), tuple(new), how, Decimal(score), sure, **more))
        return id_

    def change(  # noqa: PLR0917 - the columns of a record
        self, match: str, rule: str, level: str, path: str, before: Any, after: Any, direction: str = "n/a", **more: Any
    ) -> Change:
        edit = Edit(f"{match}.{len(self.edits)}", match, SET, path, before, after)
        self.edits.append(edit)
        said = [one if isinstance(one, str) else "|".join(one or ()) for one in (before, after)]
        print_ = fingerprint(Identity(rule, match, "水务局", path, *said))
        fields: dict[str, Any] = {"edits": (edit.id,), "why": f"{path}有变动", "fingerprint": print_, **more}
        if "locations" not in fields:
            fields["locations"] = tuple(self._places(match))
        one = Change(rule, level, direction, match, path, before, after, **fields)
        self.changes.append(one)
        return one

    def _places(self, match: str) -> Sequence[Location]:
        found = next((one for one in self.matches if one.id == match), None)
        if found is None:
            return ()
        value = "≥93%"
        return [
            Location(which, Span(one.source, one.source.text.index(value), one.source.text.index(value) + len(value)))
            for which, some in ((FROM, found.old), (TO, found.new))
            for one in some
        ]


def full(stage: str = "二上", rev: str = "") -> Comparison:
    """One of everything; the document order of the new side is not the order of the matches."""
    here = "9be07d4" if rev else ""
    water, same, doubt, gone = (project(*one, 2024, code, rev) for one, code in [
        (("农村饮水安全巩固提升工程", "96.00"), "A1"),
        (("水库巡查", "10"), "A2"),
        (("河道清淤", "20.5"), ""),
        (("水文站迁建", "30"), "A4"),
    ])  # fmt: skip
    one, two, wide = (project(*each, 2024, rev=rev) for each in [("印刷费", "5"), ("邮电费", "6"), ("综合整治", "50")])
    water2, same2, doubt2, fresh, merged, left, right = (project(*each, rev=here) for each in [
        ("农村饮水安全巩固工程", "88.00"), ("水库巡查", "10"), ("河道清理", "22"), ("智慧水利平台", "48"),
        ("办公费", "11"), ("整治一期", "20"), ("整治二期", "30"),
    ])  # fmt: skip
    old = side(2024, "批复", [water, same, doubt, gone, one, two, wide], rev)
    new = side(2025, stage, [fresh, water2, merged, left, right, same2, doubt2], here)
    make = Making()
    m1 = make.match([water], [water2])
    make.match([same], [same2], NAME)
    m3 = make.match([doubt], [doubt2], SIMILARITY, "0.5231", UNCERTAIN, runner_up=("水库巡查", Decimal("0.21")))
    m4 = make.match([one, two], [merged], LINK)
    m5 = make.match([wide], [left, right], LINK)
    m6 = make.match([], [fresh], NONE, "0")
    m7 = make.match([gone], [], NONE, "0")
    make.change(DOCUMENT, "global-replace", COSMETIC, "多处", "政府", "机关", why="“政府”改为“机关”，共 3 处：甲、乙、丙")
    ops = (("equal", "改造老旧管网", "改造老旧管网"), ("replace", "12公里", "10公里"), ("equal", "，", "，"), ("insert", "", "新装水表"), ("equal", "。", "。"))
    make.change(DOCUMENT, "objective-reworded", NOTICE, "总体绩效目标", "改造老旧管网12公里，。", "改造老旧管网10公里，新装水表。", text_ops=ops)
    more = {"level2": "质量指标", "name": "水质达标率"}
    make.change(m1, "project-renamed", NOTICE, "项目名称", water.name.text, water2.name.text)
    make.change(m1, "budget-decreased", NOTICE, "资金/总额", "96.00", "88.00", delta="-8.00 万元", percent=Decimal("-8.3"))
    make.change(
        m1, "target-loosened", MAJOR, "绩效指标/质量指标/水质达标率/指标值", "≥97%", "≥93%", LOOSENED, **more,
        parsed=("ge:97/100:ratio", "ge:93/100:ratio"), delta="-4 个百分点", basis="lower-bound",
    )  # fmt: skip
    make.change(m1, "target-tightened", NOTICE, "绩效指标/时效指标/响应/指标值", "≤45分钟", "≤0.5小时", TIGHTENED, acceptance=acceptance())
    make.change(m1, "notation-only", COSMETIC, "绩效指标/数量指标/管网/指标值", "≥12公里", "不少于12公里", SAME)
    make.change(m1, "unit-changed", MAJOR, "绩效指标/数量指标/水量/指标值", "≥5吨", "≥5立方米", UNKNOWN)
    make.change(m1, "budget-up-targets-loosened", CRITICAL, "资金/总额", ("资金/总额 96", "甲 1"), ("资金/总额 88", "甲 0"), why="预算增加，“甲”的要求却降低了")
    make.change(m3, "match-uncertain", MAJOR, "项目", doubt.name.text, doubt2.name.text, why="“河道清淤”与“河道清理”可能是同一个项目")
    make.change(m3, "budget-increased", NOTICE, "资金/总额", "20.5", "22", provisional=True)
    make.change(m4, "project-merged", MAJOR, "项目", ("印刷费", "邮电费"), "办公费", why="合并了")
    make.change(m5, "project-split", MAJOR, "项目", "综合整治", ("整治一期", "整治二期"), why="拆分了")
    make.change(m6, "project-added", NOTICE, "项目", None, fresh.name.text, why="新增项目“智慧水利平台”")
    make.change(m7, "project-dropped", MAJOR, "项目", gone.name.text, None, why="项目取消了", possible_merge_into=m1)
    make.edits.append(Edit("m6.x", m6, ADD, "", None, {"项目名称": fresh.name.text, "绩效指标": {"质量指标": [{"名称": "甲"}]}}))
    make.edits.append(Edit("m7.x", m7, REMOVE, "绩效指标/质量指标/乙", {"名称": "乙"}, None, ("甲", "")))
    stale = ((acceptance(print_="abcdefabcdef"), "已于 2025-12-31 到期"),)
    return Comparison(old, new, tuple(make.matches), tuple(make.edits), tuple(make.changes), stale, "f" * 64)


def nothing() -> Comparison:
    """The same twice."""
    first, second = project("水库巡查", "10", 2024), project("水库巡查", "10")
    match = Match("m1", (first,), (second,), NAME, Decimal(1), CERTAIN)
    return Comparison(side(2024, "批复", [first]), side(2025, "批复", [second]), (match,), (), ())


def wide(count: int, text: str = "≥90%", **more: Any) -> Comparison:
    """Many projects, each with a change of every level but 重大; `text` is what changed and how projects are called."""
    olds = [project(f"{number:03}号工程{text}", "10", 2024) for number in range(count)]
    news = [project(f"{number:03}号工程{text}", "12") for number in range(count)]
    make = Making()
    for old, new in zip(olds, news, strict=True):
        match = make.match([old], [new], SIMILARITY, "0.8", LIKELY)
        path = f"绩效指标/质量指标/{text}/指标值"
        make.change(match, "target-loosened", MAJOR, path, text, f"{text}1", LOOSENED, why=text, **more)
        make.change(match, "budget-increased", NOTICE, "资金/总额", "10", "12", percent=Decimal("20.0"))
        make.change(match, "notation-only", COSMETIC, "资金/财政拨款", text, text + " ", SAME)
    return Comparison(side(2024, "批复", olds), side(2025, "批复", news), tuple(make.matches), tuple(make.edits), tuple(make.changes))
