"""Faults as people see them: the caret under its character, long lines, tabs, colours."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.diagnostics import Diagnostic, Related, SourceText, Span, fault
from jixiao.report import terminal
from jixiao.report.terminal import Style, cells, counts, diagnostic

PLAIN = Style()


def shown(line: str, start: int, end: int) -> tuple[str, str]:
    """The source line and the caret line of a fault, without the gutter."""
    text = diagnostic(fault("JX025", "不对", Span(SourceText("a.yaml", line + "\n"), start, end)), PLAIN)
    _, source, caret = text.split("\n")
    assert source[5:8] == caret[5:8] == " │ "
    return source[8:], caret[8:]


def under_caret(source: str, caret: str) -> str:
    """What stands above the caret, counting cells."""
    first, last = len(caret) - len(caret.lstrip()), len(caret)
    kept, at = "", 0
    for char in source:
        if first <= at < last:
            kept += char
        at += cells(char)
    return kept


@pytest.mark.parametrize(
    ("line", "start", "end", "above"),
    [
        ("总额: 无", 4, 5, "无"),
        ("total: x", 7, 8, "x"),
        ("项目名称: 食堂", 6, 8, "食堂"),
        ("ａｂ: ｃ", 4, 5, "ｃ"),
        ("名称: ½é值", 4, 6, "½é"),
        ("e\u0301e\u0301: 值", 6, 7, "值"),
        ("𠀀: 𠀁x", 3, 4, "𠀁"),
        ("名称: x", 0, 2, "名称"),
        ("\t总额: 1", 1, 3, "总额"),
    ],
)
def test_caret_stands_under_its_text(line: str, start: int, end: int, above: str) -> None:
    assert under_caret(*shown(line, start, end)) == above


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1, max_size=300), st.data())
def test_caret_laws(line: str, data: st.DataObject) -> None:
    """The caret begins under the visible form of its first character; nothing is wider than the room."""
    start = data.draw(st.integers(0, len(line) - 1))
    end = data.draw(st.integers(start, len(line)))
    source, caret = shown(line, start, end)
    visible = terminal.visible(line)
    lead, width = len(caret) - len(caret.lstrip()), len(caret.strip())
    assert set(caret.strip()) == {"^"}
    assert cells(source) <= 76 + 2
    assert width >= 1
    before = 0
    for char in source:
        if before >= lead:
            break
        before += cells(char)
    assert before == lead
    if cells(visible[start]):
        assert visible[start] in source


def test_long_line_is_cut_around_the_fault() -> None:
    line = "绩效目标: " + "甲" * 200 + "乙" + "丙" * 200
    source, caret = shown(line, line.index("乙"), line.index("乙") + 1)
    assert source.startswith("…甲")
    assert source.endswith("丙…")
    assert under_caret(source, caret) == "乙"
    assert cells(source) <= 78


def test_caret_of_a_text_that_is_cut() -> None:
    line = "绩效目标: " + "甲" * 200
    source, caret = shown(line, 6, len(line))
    assert cells(caret) <= cells(source)


def test_very_long_line_is_cut_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line of 100,000 characters took minutes."""
    looked_at = 0
    real = terminal._cell

    def counted(char: str) -> int:
        nonlocal looked_at
        looked_at += 1
        if looked_at > 2_000_000:
            raise AssertionError
        return real(char)

    monkeypatch.setattr(terminal, "_cell", counted)
    shown("项目名称: " + "[" * 100_000, 6, 7)


def test_what_cannot_be_seen_is_shown() -> None:
    source, _ = shown("食堂\x07补\u200b助\x1b[31m\u2028", 2, 3)
    assert source == "食堂·补·助·[31m·"


def test_escapes_of_a_source_never_reach_the_terminal() -> None:
    for text in ("\x1b[31m", "\r", "\x9b"):
        one = fault("JX021", f"没有“{text}”", Span(SourceText("a.yaml", f"{text}: 1"), 0, 1))
        assert text not in diagnostic(one, PLAIN).split("\n", 1)[1]


def test_escapes_in_messages_never_reach_the_terminal() -> None:
    one = fault("JX021", "没有“\x1b[31m”", hint="是不是“\x1b[2J”", file="\x1b[1m.yaml")
    assert "\x1b" not in diagnostic(one, PLAIN)


def test_fault_of_a_whole_file() -> None:
    text = diagnostic(fault("JX041", "缺少 department.yaml", file="sources/a/2024/department.yaml", hint="一\n二"), PLAIN)
    assert text == "sources/a/2024/department.yaml: 错误[JX041] 缺少 department.yaml\n    办法：一\n          二"


def test_related_places() -> None:
    source = SourceText("a.yaml", "名称: 甲\n名称: 乙\n")
    one = fault("JX014", "重复", Span(source, 6, 8), related=(Related("第一个", Span(source, 0, 2)),))
    assert "    另见 a.yaml:1:1：第一个" in diagnostic(one, PLAIN).split("\n")
    assert diagnostic(one, PLAIN).startswith("a.yaml:2:1: 错误[JX014] 重复\n    2 │ 名称: 乙\n      │ ^^^^")


def test_place_at_the_end_of_the_file() -> None:
    source = SourceText("a.yaml", "名称: 甲\n")
    text = diagnostic(fault("JX006", "完", Span(source, 6, 6)), PLAIN)
    assert text.startswith("a.yaml:2:1: 错误[JX006] 完\n    2 │ \n      │ ^")


def test_severities_and_colours() -> None:
    one = fault("JX018", "提个醒", file="a")
    assert diagnostic(one, PLAIN) == "a: 提醒[JX018] 提个醒"
    assert diagnostic(one, Style(colour=True)) == "a: \x1b[33;1m提醒[JX018]\x1b[0m 提个醒"
    assert "\x1b[31;1m错误" in diagnostic(fault("JX001", "错", file="a"), Style(colour=True))
    assert diagnostic(Diagnostic("JX999", "info", "说", file="a"), PLAIN) == "a: 提示[JX999] 说"


def test_counts() -> None:
    error, warning = fault("JX001", ""), fault("JX018", "")
    assert counts(()) == ""
    assert counts((error,)) == "1 处错误"
    assert counts((warning, error, warning)) == "1 处错误，2 处提醒"


@pytest.mark.parametrize(("text", "width"), [("a", 1), ("中", 2), ("ａ", 2), ("e\u0301", 1), ("\u200b", 0), ("…", 1), ("𠀀", 2)])
def test_cells(text: str, width: int) -> None:
    assert cells(text) == width
