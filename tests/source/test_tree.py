"""The tree: texts as typed, exact places, before and after a repair; and what holds for any text whatever."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jixiao.diagnostics import SourceText
from jixiao.source import events
from jixiao.source.linescan import scan
from jixiao.source.nodes import Keys, Mapping, Node, Scalar, Sequence
from jixiao.source.repair import as_typed, quoted
from jixiao.source.yamltree import parse

from .conftest import Look, plain

SAMPLE = """\
# 备注: 甲
项目名称: 干部就餐补助费   # 备注
项目编码: 068
项目期: 1307E5
公开: 是
开始日期: 2024-01-01
主管部门:
  名称: “甲”𠮷乙
  编码: '43.3800'
资金: {总额: 600.00, "财政拨款": 1}
其他资金:
绩效目标: |
  一是 # 甲: 乙
    二是

  三是

测算:
- 2637人 × 280元/人/月
- "甲 ""
资金用途:
  购车
绩效指标:
  数量指标:
    - 名称: 甲
      指标值: ≥90
    -
      名称: 乙
""".replace('甲 ""', '甲 \\""')

WORDS = Keys(frozenset((*re.findall(r"\w+(?=:)", SAMPLE), "财政拨款")) - {"甲"})
LEAVES = st.sampled_from(
    [
        "甲",
        "1",
        "068",
        "是",
        "null",
        "~",
        "2024-01-01",
        "1_000",
        "甲 乙",
        "甲：乙",
        "-5",
        "10:30",
        "a#b",
        "“甲”",
        "甲's",
        "≥90",
        "，",
        "= 5",
    ]
)
TEXTS = (
    st.text(st.sampled_from("甲乙，。：；“”（）0129 %≥ab-/.#:'\"[]{}&*!|>@`,?\\　"), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)
NAMES = sorted(WORDS.all)


def scalars(node: Node | None) -> list[Scalar]:
    if isinstance(node, Mapping):
        return [one for entry in node.entries for one in (entry.key, *scalars(entry.value))]
    if isinstance(node, Sequence):
        return [one for item in node.items for one in scalars(item)]
    return [node] if isinstance(node, Scalar) else []


def spans_hold(node: Node | None, text: str) -> None:
    """Plain and blank texts are their lexeme; quotes and blocks begin with their sign; parts lie inside the whole."""
    for one in scalars(node):
        lexeme = text[one.start : one.end]
        if one.style == "":
            assert lexeme == one.text
        else:
            assert lexeme[0] == one.style
    if isinstance(node, Mapping | Sequence):
        parts = [part for entry in node.entries for part in entry] if isinstance(node, Mapping) else list(node.items)
        assert all(node.start <= part.start <= part.end <= node.end for part in parts)
        for part in parts:
            spans_hold(part, text)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_text_keeps_its_characters_and_place(end: str) -> None:
    text = SAMPLE.replace("\n", end)
    tree, faults = parse(SourceText("x", text), WORDS)
    assert faults == []
    spans_hold(tree, text)
    assert plain(tree) == {
        "项目名称": "干部就餐补助费",
        "项目编码": "068",
        "项目期": "1307E5",
        "公开": "是",
        "开始日期": "2024-01-01",
        "主管部门": {"名称": "“甲”𠮷乙", "编码": "43.3800"},
        "资金": {"总额": "600.00", "财政拨款": "1"},
        "其他资金": "",
        "绩效目标": "一是 # 甲: 乙\n  二是\n\n三是\n",
        "测算": ["2637人 × 280元/人/月", '甲 "'],
        "资金用途": "购车",
        "绩效指标": {"数量指标": [{"名称": "甲", "指标值": "≥90"}, {"名称": "乙"}]},
    }


def test_places_of_collections_blocks_and_blanks() -> None:
    tree, _ = parse(SourceText("x", SAMPLE), WORDS)
    assert isinstance(tree, Mapping)
    found = {entry.key.text: (entry.value, SAMPLE[entry.value.start : entry.value.end]) for entry in tree.entries}
    assert found["主管部门"][1] == "名称: “甲”𠮷乙\n  编码: '43.3800'"
    assert found["资金"][1] == '{总额: 600.00, "财政拨款": 1}'
    assert found["资金"][0] == tree.entries[6].value
    assert isinstance(tree.entries[6].value, Mapping)
    assert tree.entries[6].value.flow
    assert found["测算"][1] == '- 2637人 × 280元/人/月\n- "甲 \\""'
    assert found["绩效目标"][1] == "|\n  一是 # 甲: 乙\n    二是\n\n  三是"
    blank = found["其他资金"][0]
    assert isinstance(blank, Scalar)
    assert (blank.text, blank.style, blank.start, blank.end) == (
        "",
        "",
        SAMPLE.index("其他资金:") + 5,
        SAMPLE.index("其他资金:") + 5,
    )
    assert SAMPLE[tree.start : tree.end].startswith("项目名称")


def test_places_of_a_repaired_text_are_those_typed(look: Look) -> None:
    text = '资金：\n　总额:886\n　财政拨款: >1\n项目名称: "甲”\n绩效指标:\n  数量指标:\n    －名称：𠮷\n     指标值: 2\n  - 名称: 乙\n'
    seen = look(text)
    assert seen.value == {
        "资金": {"总额": "886", "财政拨款": ">1"},
        "项目名称": "甲",
        "绩效指标": {"数量指标": [{"名称": "𠮷", "指标值": "2"}, {"名称": "乙"}]},
    }
    typed = [text[one.start : one.end] for one in scalars(seen.tree)]
    assert typed == [
        "资金",
        "总额",
        "886",
        "财政拨款",
        ">1",
        "项目名称",
        '"甲”',
        "绩效指标",
        "数量指标",
        "名称",
        "𠮷",
        "指标值",
        "2",
        "名称",
        "乙",
    ]


def test_the_first_of_two_is_kept(look: Look) -> None:
    assert look("项目名称: 甲\n项目名称: 乙\n").value == {"项目名称": "甲"}


def test_a_missing_parser_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    from ruamel.yaml import cyaml

    monkeypatch.setattr(cyaml, "CParser", None)
    with pytest.raises(events.ParserMissingError, match="重新安装"):
        parse(SourceText("x", SAMPLE), WORDS)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{" * 100_000,
        "- " * 100_000,
        "a: " + "[" * 100_000,
        "".join(" " * level + "a:\n" for level in range(300)),
    ],
    ids=["[", "{", "-", "a: [", "levels"],
)
def test_depth_is_limited(text: str, look: Look) -> None:
    seen = look(text)
    assert len(seen.places) == 1


def test_too_many_levels_have_their_own_message(look: Look) -> None:
    assert [code for code, _, _ in look("".join(" " * level + "a:\n" for level in range(300))).places] == ["JX015"]
    assert look("".join(" " * level + "a:\n" for level in range(49))).places == []


def test_an_alias_bomb_is_refused_without_expanding(look: Look) -> None:
    text = "a: &a [甲, 甲]\n" + "".join(
        f"{chr(98 + level)}: &{chr(98 + level)} [*{chr(97 + level)}, *{chr(97 + level)}]\n" for level in range(20)
    )
    seen = look(text + "z: *u\n")
    assert {code for code, _, _ in seen.places} == {"JX012"}
    assert len(seen.places) < 100


@pytest.mark.parametrize(
    "line",
    [
        "项目名称：甲\n",
        "项目名称: 甲\n",
        "甲\n",
        "甲\n# 乙\n",
        'a: "甲\n',
        "a: {b: 1,2\n",
        "---\n",
        "\t\n",
        "a: |\n甲\n",
        "a: &b\n",
        "- 名称: 甲\n  名称: 乙\n",
        "a: [\n",
        "],[名称",
        "a: |\n  甲\n# 乙\n  丙\n",
        "- - ",
    ],
)
def test_time_grows_with_length_only(line: str, look: Look) -> None:
    look(line * (30_000 // len(line)))  # a quadratic step takes minutes here (the timeout of the test run)


@settings(deadline=None, max_examples=400)
@given(
    st.text(max_size=200)
    | st.text(st.sampled_from("：:- \t　\n\r#'\"{}[],，|>&*!%@`?甲乙1.~\x85\u2028\u200b\ud800"), max_size=80),
    st.booleans(),
)
@example("", False)
@example("\ufeff项目名称: 甲", True)
@example("a\u2028: b", True)
@example("\ud800: \x00", True)
def test_no_text_raises_or_leaves_the_text(text: str, known: bool) -> None:
    tree, faults = parse(SourceText("x", text), WORDS if known else Keys(frozenset()))
    assert tree is not None or faults
    for one in scalars(tree):
        assert 0 <= one.start <= one.end <= len(text)
    for fault in faults:
        assert fault.span is not None
        assert 0 <= fault.span.start <= fault.span.end <= len(text)
        assert re.search(r"[a-z]{4}", fault.message) is None or re.search(r"[a-z]{4}", text)
    assert faults == sorted(faults, key=lambda one: one.sort_key)


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_one_slip_in_a_good_file_leaves_a_tree(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(SAMPLE)))
    cut = data.draw(st.integers(0, 2))
    typed = data.draw(st.text(st.sampled_from("：:- \t　\n#'\"{}[],，|>&*!%@`?甲1."), max_size=2))
    text = SAMPLE[:at] + typed + SAMPLE[at + cut :]
    tree, faults = parse(SourceText("x", text), WORDS)
    if text.lstrip().startswith("{}"):  # a whole (empty) file by itself: told, and nothing behind it is believed
        assert faults
        return
    assert isinstance(tree, Mapping)


def scalar_lines() -> st.SearchStrategy[str]:
    single = TEXTS.map(lambda text: "'" + text.replace("'", "''") + "'")
    double = TEXTS.map(lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"')
    return (
        LEAVES
        | TEXTS.filter(lambda text: as_typed(text) == text and text[-1] != ":" and text[0] not in "?-:：")
        | single
        | double
        | st.just("")
    )


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A file as a careful author writes it."""
    out = draw(st.sampled_from(["", "---\n", "# 备注\n", "\n"]))
    step = draw(st.integers(1, 4))
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1, max_size=6)):
        kind = draw(st.sampled_from(["text", "text", "block", "group", "rows", "plain rows", "flow"]))
        children = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1, max_size=3))
        if kind == "block":
            lines = draw(st.lists(TEXTS, min_size=1, max_size=3))
            out += f"{name}: |{draw(st.sampled_from(['', '-', '+']))}\n" + "".join(
                f"{' ' * step}{line}\n" for line in lines
            )
        elif kind == "group":
            out += f"{name}:\n" + "".join(entry(draw, " " * step + child) for child in children)
        elif kind == "rows":
            lead = " " * draw(st.sampled_from([0, step]))
            row = f"{lead}- " + f"{lead}  ".join(entry(draw, child) for child in children)
            out += f"{name}:\n{row}{row}"
        elif kind == "plain rows":
            out += f"{name}:\n" + "".join(f"- {text}\n" for text in draw(st.lists(LEAVES, min_size=1, max_size=3)))
        elif kind == "flow":
            out += f"{name}: {{" + ", ".join(f"{child}: 甲" for child in children) + "}\n"
        else:
            out += entry(draw, name)
        out += draw(st.sampled_from(["", "", "# 备注: 甲\n", "\n"]))
    return out.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n"])))


def entry(draw: st.DrawFn, head: str) -> str:
    value = draw(scalar_lines())
    return f"{head}:{' ' + value if value else ''}{draw(st.sampled_from(['', '', '  # 备注']))}\n"


def reference(text: str) -> object:
    from ruamel.yaml import YAML

    def strings(value: object) -> object:
        if isinstance(value, dict):
            return {str(key): strings(inner) for key, inner in value.items()}
        return [strings(inner) for inner in value] if isinstance(value, list) else "" if value is None else str(value)

    return strings(YAML(typ="base", pure=True).load(text))


@settings(deadline=None, max_examples=400)
@given(documents(), st.booleans())
def test_good_files_read_as_the_pure_loader_reads_them_without_a_word(text: str, known: bool) -> None:
    words = WORDS if known else Keys(frozenset())
    tree, faults = parse(SourceText("x", text), words)
    assert [fault for fault in faults if fault.code != "JX018"] == []
    assert plain(tree) == reference(text)
    spans_hold(tree, text)
    found, edits = scan(text, words)
    assert [one for one in found if one.code != "JX018"] == []
    assert edits == []


@given(TEXTS)
def test_what_a_hint_shows_reads_as_the_text(text: str) -> None:
    for typed in (quoted(text), as_typed(text)):
        tree, faults = parse(SourceText("x", f"项目名称: {typed}\n"), WORDS)
        assert (plain(tree), faults) == ({"项目名称": text}, [])
