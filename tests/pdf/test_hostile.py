"""Whatever is typed into a printed field comes out of the PDF as typed, stays in its place, and does nothing.

One compile covers every printed field of both layouts; hypothesis chooses what stands in each.
"""

import itertools
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.conftest import REPOSITORY
from tests.pdf.conftest import only_pdf
from tests.pdf.forms import hebei, ningxia, unrolled
from tests.pdf.oracle import MM, Char, Read, read, squeeze
from tests.pdf.sources import Tree, build, write_year

from jixiao.typeset.fonts import choose

#: One text a line: what has a meaning in Typst, Jinja, LaTeX, HTML, Markdown, shells and formulas; numbers and signs as
#: forms have them; runs without a place to break.
SNIPPETS = (REPOSITORY / "tests" / "data" / "hostile.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n")
#: Signs that the sources refuse (they cannot be printed as typed), and those whose direction a PDF reader changes.
_RANGES = [
    (0x21, 0x7E),
    (0xA1, 0xFF),
    (0x391, 0x3C9),
    (0x410, 0x44F),
    (0x2010, 0x2027),
    (0x2030, 0x205E),
    (0x2190, 0x21FF),
    (0x2200, 0x22FF),
    (0x2460, 0x249B),
    (0x2500, 0x25FF),
    (0x3001, 0x3017),
    (0x3105, 0x3129),
    (0x4E00, 0x9FA5),
    (0xFF01, 0xFF5E),
]
_REFUSED = set("☑☒☐✓✔✗✘")


def printable() -> list[str]:
    """Characters that every role's fonts have."""
    fonts, _ = choose("auto", {}, REPOSITORY, Path(tempfile.gettempdir()) / "jixiao-test-fonts")
    assert fonts
    chars = (chr(code) for first, last in _RANGES for code in range(first, last + 1))
    return [
        c
        for c in chars
        if c not in _REFUSED and c.strip() and c != "\u00ad" and all(c in chain.glyphs for chain in fonts.chains)
    ]


CHARS = printable()


def letters(longest: int) -> st.SearchStrategy[str]:
    """Random characters; not `st.text`, which would also draw words it finds in our own code."""
    return st.lists(st.sampled_from(CHARS), min_size=1, max_size=longest).map("".join)


TEXT = st.one_of(
    st.sampled_from(SNIPPETS),
    letters(40),
    st.lists(st.one_of(st.sampled_from(SNIPPETS), letters(6)), min_size=2, max_size=4).map("".join),
)
#: A line that prose would read as a list or a table, or a goal as already numbered.
_MARKED = re.compile(
    r"\s*(?:[-+*](?:\s|$)|\d{1,9}[.)](?:\s|$)|[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[.．]|[、)）]))"
)


def as_line(text: str) -> str:
    """A value of one line: the reader of YAML keeps it whole, but not space at its ends."""
    return text.strip() or "空"


def as_prose(texts: Iterable[str]) -> str:
    """Paragraphs that are nothing but paragraphs."""
    return "\n".join(
        f"文{line}" if _MARKED.match(line) else line for text in texts if (line := as_line(text).replace("|", "/"))
    )


LINE = TEXT.map(as_line)
PROSE = st.lists(TEXT, min_size=1, max_size=3).map(as_prose)


def indicators(fields: list[str], groups: list[str]) -> st.SearchStrategy[Tree]:
    """One indicator in each 二级, with a name of its own in front."""
    one = st.fixed_dictionaries(dict.fromkeys(fields, LINE))
    return st.fixed_dictionaries({group: st.lists(one, min_size=1, max_size=2).map(number) for group in groups})


def number(rows: list[Tree]) -> list[Tree]:
    return [{**row, "名称": f"名{index}甲{row['名称']}"} for index, row in enumerate(rows)]


FUNDS = st.just({"总额": "12.50", "财政拨款": "12.50", "其他资金": ""})
HEBEI = st.fixed_dictionaries(
    {
        "项目名称": LINE,
        "项目编码": LINE,
        "资金": FUNDS,
        "资金用途": LINE,
        "支出计划": st.just({"3月底": "25%", "6月底": "50%", "10月底": "", "12月底": "100%"}),
        "绩效目标": PROSE,
        "绩效指标": indicators(
            ["名称", "描述", "指标值", "依据"],
            ["数量指标", "质量指标", "时效指标", "成本指标", "社会效益指标", "服务对象满意度指标"],
        ),
    }
)
NINGXIA = st.fixed_dictionaries(
    {
        "项目名称": LINE,
        "主管部门": st.fixed_dictionaries({"名称": LINE, "编码": LINE}),
        "实施单位": LINE,
        "项目属性": LINE,
        "项目期": LINE,
        "资金": FUNDS,
        "绩效目标": PROSE,
        "绩效指标": indicators(
            ["名称", "指标值"],
            ["数量指标", "质量指标", "时效指标", "成本指标", "社会效益指标", "可持续影响指标", "服务对象满意度指标"],
        ),
    }
)
NAME = TEXT.map(lambda text: "单位" + re.sub(r'[/\\:*?"<>|.]', "", text)[:30].strip())
DEPARTMENT = st.fixed_dictionaries(
    {
        "单位": st.fixed_dictionaries({"名称": NAME, "编码": LINE}),
        "总体绩效目标": PROSE,
        "分项绩效目标": st.lists(
            st.fixed_dictionaries({"名称": LINE, "绩效目标": PROSE, "绩效指标": PROSE}), min_size=1, max_size=3
        ),
        "工作保障措施": st.lists(st.fixed_dictionaries({"名称": LINE, "内容": PROSE}), min_size=1, max_size=3),
    }
)


def made(root: Path, department: Tree, hebei_projects: list[Tree], ningxia_projects: list[Tree]) -> tuple[Read, Read]:
    """Build both departments; unique names are made by a number in front."""
    first = {"版式": "hebei-2025", "年度": "2025", "阶段": "批复", **department}
    second = {"版式": "ningxia-2024", "年度": "2024", "阶段": "批复", "单位": department["单位"]}
    write_year(root, "h/2025", first, hebei_projects)
    write_year(root, "n/2024", second, ningxia_projects)
    code, messages = build(root)
    assert code == 0, messages
    return read(only_pdf(root / "build" / "h" / "2025")), read(only_pdf(root / "build" / "n" / "2024"))


def unique(projects: list[Tree]) -> list[Tree]:
    found = []
    for index, project in enumerate(projects):
        one = {**project, "项目名称": f"项{index}乙{project['项目名称']}"}
        if "项目编码" in one:
            one["项目编码"] = f"{index}{project['项目编码']}"
        found.append(one)
    return found


# A failing case is shown as it was found: making it smaller would take minutes.
@settings(
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
    report_multiple_bugs=False,
)
@given(
    department=DEPARTMENT,
    ours=st.lists(HEBEI, min_size=1, max_size=2),
    theirs=st.lists(NINGXIA, min_size=1, max_size=2),
)
def test_text_comes_out_as_typed_and_stays_in_its_place(department: Tree, ours: list[Tree], theirs: list[Tree]) -> None:
    ours, theirs = unique(ours), unique(theirs)
    with tempfile.TemporaryDirectory() as folder:
        first, second = made(Path(folder), department, ours, theirs)
    check_hebei(first, department, ours)
    check_ningxia(second, theirs)
    for one in (first, second):
        check_places(one)


def check_hebei(one: Read, department: Tree, projects: list[Tree]) -> None:
    forms = [section for section in one.sections if section.heading.endswith("绩效目标表")]
    assert len(forms) == len(projects)
    for section, project in zip(forms, projects, strict=True):
        head, tree = hebei(project)
        same_rows(section.rows(), unrolled(head) + unrolled(tree))
    blocks = [block.text for block in one.blocks if not block.in_table]
    for paragraph in wanted_paragraphs(department):
        assert paragraph in blocks
    titles = [squeeze(mark.title) for mark in one.bookmarks]
    for index, project in enumerate(projects, 1):
        assert squeeze(f"{index}.{project['项目名称']}绩效目标表") in titles
    assert squeeze(department["单位"]["编码"] + department["单位"]["名称"]) + "单位：万元" in one.text


def wanted_paragraphs(department: Tree) -> Iterable[str]:
    yield from map(squeeze, department["总体绩效目标"].split("\n"))
    for number, goal in enumerate(department["分项绩效目标"], 1):
        yield squeeze(f"{number}.{goal['名称']}")
        for key in ("绩效目标", "绩效指标"):
            first, *others = goal[key].split("\n")
            yield squeeze(f"{key}：{first}")
            yield from map(squeeze, others)
    for measure in department["工作保障措施"]:
        yield from map(squeeze, measure["内容"].split("\n"))


def same_rows(got: list[tuple[str, ...]], wanted: list[tuple[str, ...]]) -> None:
    """Compare tables, showing only the cells that differ."""
    assert [len(row) for row in got] == [len(row) for row in wanted]
    pairs = {(a, b) for row, other in zip(got, wanted, strict=True) for a, b in zip(row, other, strict=True) if a != b}
    assert pairs == set()


def check_ningxia(one: Read, projects: list[Tree]) -> None:
    forms = [section for section in one.sections if section.tables]
    assert len(forms) == len(projects)
    for section, project in zip(forms, projects, strict=True):
        same_rows(section.rows(), unrolled(ningxia(project)))
    titles = [squeeze(mark.title) for mark in one.bookmarks]
    for index, project in enumerate(projects, 1):
        assert squeeze(f"{index}.{project['项目名称']}") in titles


#: What a glyph may stick out of its own advance, and rounding.
_SLACK = 1.6


def check_places(one: Read) -> None:
    """No glyph outside the text area, across a rule of a table, or on top of another."""
    for page, size in zip(one.pages, one.sizes, strict=True):
        seen = [char for char in page if squeeze(char.text)]
        for char in seen:
            x0, y0, x1, y1 = char.ink
            assert x0 > 28 * MM - 8 - _SLACK, char
            assert x1 < (210 - 26) * MM + _SLACK, char
            assert y0 > 36 * MM - _SLACK, char  # accents of capitals stand above the line
            assert y1 < ((297 - 35) if char.mcid >= 0 else (297 - 20)) * MM + _SLACK, char
            assert x1 <= size[0]
    check_rules(one)
    check_overlap(one)


def check_rules(one: Read) -> None:
    """No glyph reaches over a rule: beyond its cell to the side, above or below."""
    boxes: dict[int, list[tuple[float, float, float, float]]] = {}
    for number, page in enumerate(one.pages, 1):
        inks = (c.ink for c in page if squeeze(c.text))
        boxes[number] = [(x0 + _SLACK, y0 + _SLACK, x1 - _SLACK, y1 - _SLACK) for x0, y0, x1, y1 in inks]
    for rule in one.rules:
        for x0, y0, x1, y1 in edges(rule):
            crossing = [box for box in boxes[rule.page] if box[0] < x1 and x0 < box[2] and box[1] < y1 and y0 < box[3]]
            assert crossing == [], rule


def edges(rule: Iterable) -> Iterable[tuple[float, float, float, float]]:
    """A thin box is a line; a wide one is a frame of four."""
    _, x0, y0, x1, y1 = rule
    if min(x1 - x0, y1 - y0) < 2:
        yield (x0, y0, x1, y1)
    else:
        yield from ((x0, y0, x0 + 1, y1), (x1 - 1, y0, x1, y1), (x0, y0, x1, y0 + 1), (x0, y1 - 1, x1, y1))


def check_overlap(one: Read) -> None:
    """Nothing is set on top of something else: the black of two glyphs of a line shares little."""
    for page in one.pages:
        lines: dict[float, list[Char]] = {}
        for char in page:
            if squeeze(char.text) and char.ink[2] - char.ink[0] > 0.1 * char.size:
                lines.setdefault(round(char.base, 1), []).append(char)
        for line in lines.values():
            line.sort(key=lambda c: c.ink[0])
            for before, after in itertools.pairwise(line):
                shared = before.ink[2] - after.ink[0]
                assert shared < 0.5 * min(before.ink[2] - before.ink[0], after.ink[2] - after.ink[0]), (before, after)


# -- what may not happen -----------------------------------------------------------------------------------------------


def plain(snippet: str) -> tuple[Tree, list[Tree], list[Tree]]:
    """The same text in every printed field."""
    row = {"名称": f"名0甲{snippet}", "描述": snippet, "指标值": snippet, "依据": snippet}
    department = {
        "单位": {"名称": "测试单位", "编码": snippet},
        "总体绩效目标": as_prose([snippet]),
        "分项绩效目标": [{"名称": snippet, "绩效目标": as_prose([snippet]), "绩效指标": as_prose([snippet])}],
        "工作保障措施": [{"名称": snippet, "内容": as_prose([snippet])}],
    }
    common = {
        "项目名称": snippet,
        "资金": {"总额": "1.00", "财政拨款": "1.00", "其他资金": ""},
        "绩效目标": as_prose([snippet]),
    }
    groups = ["数量指标", "质量指标", "时效指标", "成本指标", "社会效益指标", "服务对象满意度指标"]
    ours = common | {
        "项目编码": snippet,
        "资金用途": snippet,
        "支出计划": {"3月底": "", "6月底": "", "10月底": "", "12月底": "100%"},
        "绩效指标": {group: [row] for group in groups},
    }
    theirs = common | {
        "主管部门": {"名称": snippet, "编码": snippet},
        "实施单位": snippet,
        "项目属性": snippet,
        "项目期": snippet,
        "绩效指标": {group: [{"名称": row["名称"], "指标值": snippet}] for group in [*groups, "可持续影响指标"]},
    }
    return department, [ours], [theirs]


@pytest.mark.slow
@pytest.mark.parametrize("snippet", SNIPPETS)
def test_one_text_in_every_field(snippet: str, tmp_path: Path) -> None:
    department, ours, theirs = plain(as_line(snippet))
    first, second = made(tmp_path, department, ours, theirs)
    check_hebei(first, department, ours)
    check_ningxia(second, theirs)
    check_places(first)
    check_places(second)


def test_nothing_is_read_or_run(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密文件内容", encoding="utf-8")
    attack = f'#read("{secret}") #read("/targets.json") #read("../../secret.txt") \\input{{{secret}}} {{{{ 7*7 }}}} {{% include "{secret}" %}}'
    first, second = made(tmp_path, *plain(attack))
    for one in (first, second):
        assert "机密文件内容" not in one.text
        assert "schema_version" not in one.text
        assert "49" not in one.text.replace(squeeze(attack), "")
        assert squeeze(attack) in one.text


def test_a_list_and_a_table_of_hostile_text(tmp_path: Path) -> None:
    """In prose `- `, `1. ` and pipe tables have a meaning; what stands in them is literal all the same."""
    department, ours, theirs = plain("甲")
    department["总体绩效目标"] = (
        '- *a* #read("/etc/passwd")\n- `b` _c_ <b>d</b>\n\n3. {{ 7*7 }}\n4. \\input{x} &amp; \\*\n\n| 列#1 | $y$ |\n| --- | --- |\n| **m** | {% raw %} |\n| [n](o) | ![p](q) |'
    )
    first, _ = made(tmp_path, department, ours, theirs)
    blocks = [block.text for block in first.blocks if not block.in_table]
    for wanted in ('*a*#read("/etc/passwd")', "`b`_c_<b>d</b>", "3.{{7*7}}", "4.\\input{x}&amp;\\*"):
        assert any(block.endswith(wanted) for block in blocks), (wanted, blocks)
    assert [cell.text for cell in first.tables[0].cells] == ["列#1", "$y$", "**m**", "{%raw%}", "[n](o)", "![p](q)"]
    assert [cell.header for cell in first.tables[0].cells] == [True, True, False, False, False, False]
    check_places(first)


def test_the_engine_sees_no_file_of_the_machine(tmp_path: Path) -> None:
    """A layout may be foreign: even its own code reaches nothing outside its bundle."""
    root = tmp_path / "w"
    layout = root / "layouts" / "ningxia-2024"
    department, _, theirs = plain("甲")
    write_year(root, "n/2024", {"版式": "ningxia-2024", "年度": "2024", "单位": department["单位"]}, theirs)
    source = REPOSITORY / "layouts" / "ningxia-2024"
    for name in ("layout.yaml", "document.typ.j2", "form.typ", "parts/projects.typ.j2"):
        (layout / name).parent.mkdir(parents=True, exist_ok=True)
        (layout / name).write_text((source / name).read_text(encoding="utf-8"), encoding="utf-8")
    form = layout / "form.typ"
    good = form.read_text(encoding="utf-8")
    for path in (
        "/etc/hostname",
        "../../../etc/hostname",
        os.fspath(tmp_path),
        "/sources/n/2024/department.yaml",
        "/../w/jixiao.toml",
    ):
        form.write_text(good + f'\n#let stolen = read("{path}")\n', encoding="utf-8")
        code, messages = build(root, "--force")
        assert code == 4, messages
        assert "layouts/ningxia-2024/form.typ" in messages
