"""What a clerk sees: one remark per indicator, carets, folding, counts, calm words."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.check.finding import Report
from jixiao.diagnostics import SourceText, Span, fault
from jixiao.report.basis import basis_of
from jixiao.report.findings import text
from jixiao.report.remarks import FOLD, SHOWN
from jixiao.report.terminal import Mark, Style, cells, excerpt, sharp
from jixiao.report.words import line_list, place_in_words

PLAIN = Style()


def shown(*reports: Report, verbose: bool = False) -> str:
    return text(reports, PLAIN, verbose=verbose)


def test_one_of_everything(desk: Any) -> None:
    report = desk.full()._replace(crashes=(), faults=())
    assert shown(report) == GOLDEN.strip("\n").replace("DIGEST", report.profile.digest)


GOLDEN = """
示例县水务局 2025年度（二上）  须改 1 项，建议改 3 项，提示 1 项
按水县（2025年起）第 1 版（shuixian-2025，摘要 DIGEST）检查

── 须改 1 项

sources/shuiwu/2025/projects/01-管网改造.yaml:9:12: 管网改造，数量指标“改造管网，新装水表”
    8 │     - 名称: 改造管网，新装水表
      │             ^^^^^^^^^^^^^^^^^^
    9 │       指标值: ≥90
      │               ^^^
    须改 “≥90”没有计量单位
      办法：补上单位。
    建议改 名称写成了句子

── 建议改 3 项

sources/shuiwu/2025/projects/01-管网改造.yaml:3:7: 管网改造，资金 / 总额
    3 │   总额: 60
      │         ^^
    5 │   改造老旧管网 12 公里
      │                -------
    建议改 测算与总额不符
      另见 sources/shuiwu/2025/department.yaml:1:5：年度
      算式：12公里 × 6万元 = 72万元 ≠ 60万元
      单位说明：分两年支付

sources/shuiwu/2025/projects/01-管网改造.yaml:12:12: 管网改造，时效指标“完工及时率”
   12 │       指标值: 2025年
      │               ^^^^^^
    建议改 只写了年度
      由系统处理，填报单位不用改。

── 已采纳 1 项，历史遗留 1 项：不计入上面的数目，用 --verbose 查看

          须改  建议改    提示
完整性       1       1       1
相关性       0       1       0
合理性       0       1       0
可行性       0       0       0
合计         1       3       1

查了 6 条规则：出错 1，有意见 2，未判定 1，通过 1，不适用 1
未判定（缺：部门预算的项目支出合计）：项目合计与预算表不符

接下来：jixiao check --verbose 看全部意见和编号；jixiao explain JX401 看规则的说明；jixiao check --diff 看 1 处可以自动改的地方，--fix 改好它们。
"""


def test_codes_are_for_those_who_ask(desk: Any) -> None:
    report = desk.full()._replace(crashes=(), faults=())
    assert "JX203" not in shown(report)
    full = shown(report, verbose=True)
    for words in ("[JX203 必错]", "[JX702 提示]", "[JX205 疑似]", "已采纳：县里规定填总额（李四，2025-02-01）", "历史遗留：记在清单里"):
        assert words in full
    assert "不适用：JX301 支出计划节点空白" in full
    assert "应为：72万元；实际：60万元" in full
    assert f"依据：{basis_of(desk.rules['JX203'])}" in full
    assert all(one.fingerprint in full for one in report.findings)


def test_a_clean_department_is_one_line(desk: Any) -> None:
    assert shown(desk.report()) == "示例县水务局 2025年度（二上）  没有发现问题（查了 1 条规则）"
    accepted = desk.finding("JX401", "≥90", "x", acceptance=desk.acceptance())
    told = shown(desk.report(accepted, gaps=desk.full().gaps))
    assert told == "示例县水务局 2025年度（二上）  没有发现问题（查了 1 条规则），1 条没有判定，已采纳 1 项"


def test_remarks_alone_are_one_line(desk: Any) -> None:
    lines = shown(desk.report(desk.finding("JX205", "60", "资金/总额"))).split("\n")
    assert lines[0].endswith("提示 1 项（查了 1 条规则）")
    assert len(lines) == 3


def test_several_clean_departments_stand_close(desk: Any) -> None:
    lines = shown(*[desk.report()] * 3).split("\n")
    assert [bool(line) for line in lines] == [True] * 4
    assert lines[-1] == "合计 3 份：没有要改的"


def test_a_crash_is_loud_and_never_a_clean_line(desk: Any) -> None:
    report = desk.report(crashes=desk.full().crashes)
    told = shown(report)
    assert "程序出错：有 1 处没有查成，这次检查不能算通过" in told
    assert "JX501 目标数字未落到指标" in told
    assert "ValueError: 1" in told


def test_reading_faults_stand_first(desk: Any) -> None:
    told = shown(desk.full())
    assert told.startswith("sources/shuiwu/2025/projects/01-管网改造.yaml:8:16: 提醒[JX018]")
    assert told.index("JX019") < told.index("示例县水务局")


def test_sources_that_could_not_be_read(desk: Any) -> None:
    broken = Report("shuiwu/2025", faults=(fault("JX024", "缺少“版式”", desk.span("资金")),))
    assert shown(broken).endswith("shuiwu/2025  没有检查：1 处错误，请先改好上面列出的地方")
    assert "1 份没有检查" in shown(broken, desk.report(), desk.report())


def test_faults_of_the_workspace_need_no_department() -> None:
    assert shown(Report("", faults=(fault("JX048", "没有“甲”这个参数", file="profiles/a.yaml"),))).strip() == (
        "profiles/a.yaml: 错误[JX048] 没有“甲”这个参数"
    )


def test_faults_of_the_workspace_before_departments(desk: Any) -> None:
    told = shown(Report("", faults=(fault("JX048", "没有“甲”", file="profiles/a.yaml", hint="可写：乙。"),)), desk.report())
    assert told.split("\n")[2:] == ["", "示例县水务局 2025年度（二上）  没有发现问题（查了 1 条规则）"]


def test_totals_count_departments_only(desk: Any) -> None:
    workspace = Report("", faults=(fault("JX048", "没有“甲”", file="profiles/a.yaml"),))
    assert "合计" not in shown(workspace, desk.report())
    assert shown(workspace, desk.report(), desk.report()).endswith("合计 2 份：没有要改的")


def test_no_profile_of_the_place(desk: Any) -> None:
    told = shown(desk.report(desk.finding("JX401", "≥90", "x"), profile=desk.generic()))
    assert "按通用配置（当地没有配置，摘要 " in told


def many(desk: Any, code: str, count: int, source: SourceText | None = None) -> list[Any]:
    lines = source or SourceText("sources/shuiwu/2025/projects/02-站房.yaml", "".join(f"值{n:03}: ≥{n}\n" for n in range(count)))
    return [desk.finding(code, f"值{n:03}", f"绩效指标/质量指标/甲{n}/指标值", f"第{n}处", source=lines) for n in range(count)]


def test_many_hits_of_one_rule_are_told_once(desk: Any) -> None:
    report = desk.report(*many(desk, "JX401", FOLD + 4))
    told = shown(report)
    assert told.count("第") == told.count("第0处") + 2
    assert "同类还有 8 处：02-站房.yaml 第 2–9 行" in told
    assert "── 须改 9 项\n" in told
    unfolded = shown(report, verbose=True)
    assert "同类还有" not in unfolded
    assert all(f"第{n}处" in unfolded for n in range(FOLD + 4))


def test_five_hits_do_not_fold(desk: Any) -> None:
    told = shown(desk.report(*many(desk, "JX401", FOLD)))
    assert "同类" not in told
    assert all(f"第{n}处" in told for n in range(FOLD))


def test_at_most_ten_suggestions_and_all_that_must_change(desk: Any) -> None:
    codes = ("JX107", "JX109", "JX203", "JX402", "JX405", "JX408", "JX409")
    report = desk.report(*[one for code in codes for one in many(desk, code, FOLD, None)])
    spread = [one._replace(hit=one.hit._replace(path=f"绩效指标/质量指标/{one.rule.code}{n}/指标值")) for n, one in enumerate(report.findings)]
    told = shown(report._replace(findings=tuple(spread)))
    assert f"── 建议改 35 项，其中 {35 - SHOWN} 项没有列出" in told
    assert told.count("\n    建议改 ") == SHOWN
    errors = many(desk, "JX401", FOLD) + many(desk, "JX404", FOLD) + many(desk, "JX403", FOLD)
    assert shown(desk.report(*errors)).count("\n    须改 ") == 15


def test_every_rule_is_shown_before_its_second_hit(desk: Any) -> None:
    first = many(desk, "JX107", 5) + many(desk, "JX109", 5)
    last = desk.finding("JX415", "管网改造", "项目名称", "最后一条")
    assert "最后一条" in shown(desk.report(*first, last))


def test_unsafe_characters_never_reach_the_terminal(desk: Any) -> None:
    report = desk.full()
    evil = [one._replace(hit=one.hit._replace(message="\x1b[2J", advice="\x9b1m", trace="\r"), note="\x1b") for one in report.findings]
    assert not set("\x1b\x9b\r") & set(shown(report._replace(findings=tuple(evil)), verbose=True))


def test_colours_only_where_wanted(desk: Any) -> None:
    assert "\x1b" not in shown(desk.full())
    assert "\x1b[31;1m须改\x1b[0m" in text([desk.full()], Style(colour=True), verbose=False)


def test_the_table_is_aligned(desk: Any) -> None:
    lines = shown(desk.full()).split("\n")
    rows = [line for line in lines if line[:3] in {"完整性", "相关性", "合理性", "可行性"} or line.startswith(("合计  ", "          须改"))]
    assert len(rows) == 6
    assert len({cells(row) for row in rows}) == 1


def test_a_text_below_a_bar_begins_with_its_words(desk: Any) -> None:
    found = desk.finding("JX502", "|\n  改造老旧管网 12 公里", "绩效目标", level="error")
    assert "01-管网改造.yaml:5:3: 管网改造，绩效目标\n    5 │   改造老旧管网" in shown(desk.report(found))
    assert sharp(Span(SourceText("a", "|\n"), 0, 2)).start == 0


def test_carets_of_several_places_of_a_line() -> None:
    source = SourceText("a.yaml", "名称: 甲乙丙丁≥90%\n")
    marks = [Mark(Span(source, 4, 5), "31"), Mark(Span(source, 6, 7), "33"), Mark(Span(source, 4, 8), "2", "-")]
    assert excerpt(marks, PLAIN) == ["    1 │ 名称: 甲乙丙丁≥90%", "      │       ^^--^^--"]


def test_far_places_of_a_long_line_get_their_own_row() -> None:
    source = SourceText("a.yaml", "甲" * 300)
    lines = excerpt([Mark(Span(source, 2, 3), "31"), Mark(Span(source, 290, 291), "31")], PLAIN)
    assert len(lines) == 4


@settings(deadline=None, max_examples=200)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=400), st.data())
def test_carets_stay_below_the_line(body: str, data: st.DataObject) -> None:
    """Every place is shown, in order of lines, and nothing is wider than the room."""
    source = SourceText("a.yaml", body)
    starts = data.draw(st.lists(st.integers(0, len(body)), min_size=1, max_size=6))
    spans = [Span(source, start, data.draw(st.integers(start, len(body)))) for start in starts]
    lines = excerpt([Mark(span, "31", data.draw(st.sampled_from("^-"))) for span in spans], PLAIN)
    assert all(cells(line) <= 8 + 78 + 1 for line in lines)
    assert {int(line[:5]) for line in lines[::2]} == {source.position(span.start)[0] for span in spans}
    for line, row in zip(lines[::2], lines[1::2], strict=True):
        assert row[:8] == "      │ "
        assert set(row[8:]) <= {" ", "^", "-"}
        assert cells(row) <= cells(line) + 1


@pytest.mark.parametrize(
    ("path", "project", "words"),
    [
        ("", "", "整个部门"),
        ("", "甲", "整个部门"),
        ("资金/总额", "甲", "甲，资金 / 总额"),
        ("绩效指标/数量指标/乙/指标值", "甲", "甲，数量指标“乙”"),
        ("绩效指标/数量指标/乙/丙", "甲", "甲，数量指标“乙/丙”"),
        ("绩效指标/数量指标/乙", "甲", "甲，数量指标“乙”"),
        ("绩效指标/数量指标", "甲", "甲，绩效指标 / 数量指标"),
        ("分项绩效目标/乙/绩效指标", "", "分项绩效目标“乙”，绩效指标"),
        ("总体绩效目标", "", "总体绩效目标"),
    ],
)
def test_places_in_words(path: str, project: str, words: str) -> None:
    assert place_in_words(path, project) == words


def test_line_lists() -> None:
    assert line_list([9, 2, 4, 5, 6, 4]) == "2、4–6、9"
    assert line_list([]) == ""


def test_every_outcome_is_counted(desk: Any) -> None:
    report = desk.full()
    told = next(line for line in shown(report).split("\n") if line.startswith("查了"))
    assert sum(int(part.split()[-1]) for part in told.partition("：")[2].split("，")) == len(report.outcomes)
    assert Counter(one for tally in report.outcomes.values() for one in tally)["crashed"] == 1
