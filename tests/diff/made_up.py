"""Department-years made up at random: few names and values, so that two of them have much in common."""

from typing import Any, NamedTuple

from hypothesis import strategies as st
from tests.diff.bench_of_pairs import FORMS, clean, read, text_of

from jixiao.diff.records import Side

Record = dict[str, Any]
NAMES = (
    "农村饮水安全巩固提升工程",
    "农村饮水安全维修养护",
    "水库大坝维修",
    "水库大坝维修（二期）",
    "2024年防汛物资购置",
    "2025年防汛物资购置",
    "某财预〔2024〕6号 水政执法经费",
    "某财预〔2025〕3号 水政执法经费",
    "水政执法经费",
)
UNITS = ("", "县水务局", "县水务服务中心")
CODES = ("", "13073024P000701100012", "13073025P000701100012", "13073025P000701100045", "13073024P000801100078")
INDICATORS = {
    "数量指标": ("更新水厂数量", "更新水厂座数", "巡查次数"),
    "质量指标": ("水质达标率", "供水水质达标率", "巡查次数"),
    "时效指标": ("完工时间", "完工及时率"),
    "成本指标": ("项目总成本", "每座水厂成本"),
    "社会效益指标": ("受益人口", "停水投诉次数"),
    "服务对象满意度指标": ("用水户满意度", "用水户 满意度"),
}
VALUES = (
    "≥97%", "≥93%", "97%", "不低于97％", "≤45分钟", "≤0.5小时", "≥6座", "9座", "6处", "3-5次", "显著提升", "有效提升",
    "2024年10月底前", "2025年10月底前", "", "小于预算", "控制在预算内", "100万元", "120万元", "约90%", "＞90", "无",
)  # fmt: skip
TEXTS = (
    "",
    "更新水厂设备，改善供水水质",
    "更新水厂设备；改善供水水质。",
    "更新水厂设备，水质达标率97%以上",
    "更新水厂设备，水质达标率93%以上；巡查至少4次",
    "2024年更新水厂设备；保障供水",
    "由县水利站更新水厂设备",
    "由县管护所更新水厂设备",
)
TOTALS = ("0", "100", "100.00", "105.00", "120.00", "60.00")


def indicator(name: str) -> st.SearchStrategy[Record]:
    same = st.just(name)
    return st.fixed_dictionaries(
        {"名称": st.just(name), "指标值": st.sampled_from(VALUES)},
        optional={"描述": same | st.sampled_from(TEXTS), "依据": same, "权重": st.sampled_from(["10", "20"])},
    )


@st.composite
def projects(draw: st.DrawFn, name: str, code: str) -> Record:
    total = draw(st.sampled_from(TOTALS))
    other = draw(st.sampled_from(["", "0", "20.00"]))
    groups = {}
    for group, names in INDICATORS.items():
        chosen = draw(st.lists(st.sampled_from(names), unique_by=lambda one: one.replace(" ", ""), max_size=3))
        if chosen:
            groups[group] = [draw(indicator(one)) for one in chosen]
    groups = groups or {"数量指标": [draw(indicator("巡查次数"))]}
    return {
        "项目名称": name,
        "项目编码": code,
        "实施单位": draw(st.sampled_from(UNITS)),
        "资金": {"总额": total, "财政拨款": total, "其他资金": other},
        "资金用途": draw(st.sampled_from(TEXTS)),
        "支出计划": {"3月底": draw(st.sampled_from(["20%", "20", ""])), "12月底": "100%"},
        "绩效目标": draw(st.sampled_from(TEXTS)),
        "绩效指标": groups,
    }


@st.composite
def departments(draw: st.DrawFn) -> Record:
    department, _ = clean("水务")
    titles = draw(st.lists(st.sampled_from(["农村供水", "农村供水保障", "防汛抗旱"]), unique=True))
    goals = [{"名称": one, "绩效目标": draw(st.sampled_from(TEXTS))} for one in titles]
    extra: Record = {"分项绩效目标": goals} if goals else {}
    return {"单位": department["单位"], "总体绩效目标": draw(st.sampled_from(TEXTS)), **extra}


class Year(NamedTuple):
    """A side as records, so that laws can shuffle what it is typed from."""

    department: Record
    projects: tuple[Record, ...]

    def side(self, names: tuple[str, ...] = ()) -> Side:
        paths = names or tuple(f"projects/{number:02}.yaml" for number in range(len(self.projects)))
        texts = {path: text_of(one) for path, one in zip(paths, self.projects, strict=True)}
        return read(self.department, texts, FORMS["水务"])


@st.composite
def years(draw: st.DrawFn, year: int = 2024) -> Year:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1, max_size=4))
    codes = draw(st.lists(st.sampled_from(CODES[1:]), unique=True, min_size=len(names), max_size=len(names)))
    coded = draw(st.lists(st.booleans(), min_size=len(names), max_size=len(names)))
    found = [
        draw(projects(name, code if has else "")) for name, code, has in zip(names, codes, coded, strict=True)
    ]
    return Year({**draw(departments()), "年度": str(year)}, tuple(found))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Year, Year]:
    """Two years: the second is the first with some projects made anew, or another one altogether."""
    old = draw(years())
    new = draw(years(2025))
    kept = draw(st.lists(st.booleans(), min_size=len(old.projects), max_size=len(old.projects)))
    taken = [one for one, keep in zip(old.projects, kept, strict=True) if keep]
    used = {one["项目名称"] for one in taken} | {one["项目编码"] for one in taken if one["项目编码"]}
    fresh = [one for one in new.projects if not {one["项目名称"], one["项目编码"]} & used]
    both = [*taken, *fresh][:4]
    linked = draw(st.sampled_from([(), (0,), (0, 1)]))
    names = [one["项目名称"] for one in old.projects]
    if linked and both and len(names) > max(linked) and both[0]["项目名称"] not in names:
        both[0] = {**both[0], "上年项目": [names[number] for number in linked]}
    return old, Year(new.department, tuple(both) or new.projects)
