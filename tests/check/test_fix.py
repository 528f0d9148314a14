"""--fix: nothing but the value that is corrected changes, never a locked fact, all files or none."""

import os
import shutil
import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from bench_of_cases import FIRES, Case, cases
from bench_of_cases import write as write_case
from desk_of_two import NAME, RATE, TODAY, at, desk, judged, one_project, place_of, replacing, rule, two_projects
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from jixiao.check.catalogue import RULES
from jixiao.check.finding import Report
from jixiao.check.fix import Change, Plan, plan, unified
from jixiao.check.locks import same_facts, splice
from jixiao.check.rule import DISPLAY, SAFE, UNSAFE, Edit, Hit
from jixiao.check.run import open_desk, review_place
from jixiao.diagnostics import SourceText, Span
from jixiao.model.names import plain
from jixiao.source import rewrite as rewriting
from jixiao.source.rewrite import Rewrite, rewrite
from jixiao.source.workspace import Workspace


def planned(root: Path, *pairs: tuple[str, str], kind: str = SAFE) -> Plan:
    """The plan of rules that replace texts, in the order of the rules JX101, JX102 …"""
    rules = [rule(f"JX10{number}", replacing(old, new, kind)) for number, (old, new) in enumerate(pairs, 1)]
    return plan(judged(root, *rules))


def write(root: Path, made: Plan) -> None:
    assert not rewrite([Rewrite(root / one.path, one.path, one.old, one.new) for one in made.changes])


def project(root: Path, *changes: tuple[str, str]) -> Path:
    """Change the first project file as text."""
    path = one_project(root)
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_bytes(text.encode())
    return path


def values(text: str) -> Any:
    """What ruamel's round-trip loader reads, comments and quotes included."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 100_000
    data = yaml.load(text)
    out = StringIO()
    yaml.dump(data, out)
    return data, out.getvalue()


PURPOSE = "购置和安装6座水厂的消毒设备，并检测全年水质"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    two_projects(tmp_path)
    return tmp_path


# What is corrected


STYLES = {
    "plain": f"资金用途: {PURPOSE}",
    "comment behind": f"资金用途: {PURPOSE}   # 留着：注，释",
    "single quotes": f"资金用途: '{PURPOSE}'",
    "double quotes": f'资金用途: "{PURPOSE}"',
    "spaces": f"资金用途:    {PURPOSE}  ",
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_only_the_value_changes(style: str, ends: str, mark: bytes, root: Path) -> None:
    path = project(root, (f"资金用途: {PURPOSE}", STYLES[style]))
    text = "# 头，一行\n" + path.read_text(encoding="utf-8") + "# 尾，一行\n"
    before = mark + text.replace("\n", ends).encode()
    path.write_bytes(before)
    made = planned(root, ("消毒设备，并", "消毒设备；并"))
    assert not made.refused
    write(root, made)
    after = path.read_bytes()
    assert after == before.replace("消毒设备，并".encode(), "消毒设备；并".encode())
    assert after != before
    (old, old_dump), (new, new_dump) = values(text), values(after.decode("utf-8-sig").replace("\r\n", "\n"))
    assert list(old) == list(new)
    assert [key for key in old if old[key] != new[key]] == ["资金用途"]
    assert new_dump == old_dump.replace("消毒设备，并", "消毒设备；并")


def test_block_of_several_lines(root: Path) -> None:
    goal = "绩效目标: |\n  完成6座水厂消毒设备更新，保障农村居民饮水安全\n"
    path = project(root, (goal, "绩效目标: |\n  第一段,完成更新\n  # 不是注释,也是一段\n\n  第二段,保障饮水\n"))
    before = path.read_bytes()
    made = planned(root, (",", "，"))
    assert not made.refused
    write(root, made)
    assert path.read_bytes() == before.replace("段,".encode(), "段，".encode()).replace("释,".encode(), "释，".encode())


def test_both_files_of_a_finding(root: Path) -> None:
    made = planned(root, ("入户问卷", "上门问卷"))
    assert len(made.changes) == 2
    assert len(made.corrected) == 2
    assert [one.path for one in made.changes] == sorted(one.path for one in made.changes)


def test_a_shared_default_is_corrected_once(root: Path) -> None:
    path = root / "sources/shuiwu/2025/department.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "项目默认:\n  项目属性: 延续项目,经常性\n", encoding="utf-8")
    made = planned(root, ("项目,经", "项目，经"))
    assert not made.refused
    assert [(one.path, len(one.edits)) for one in made.changes] == [("sources/shuiwu/2025/department.yaml", 1)]
    assert made.changes[0].new.count("延续项目，经常性") == 1


@pytest.mark.parametrize("kind", [UNSAFE, DISPLAY])
def test_only_the_safe_class(root: Path, kind: str) -> None:
    assert planned(root, ("入户问卷", "上门问卷"), kind=kind) == Plan()


def test_what_was_explained_or_accepted_stays(root: Path) -> None:
    path = one_project(root)
    path.write_text(
        path.read_text(encoding="utf-8") + "说明:\n  - 规则: JX101\n    理由: 这里就是这样写的\n", encoding="utf-8"
    )
    made = planned(root, ("入户问卷", "上门问卷"))
    assert [one.path.rpartition("/")[2][:2] for one in made.changes] == ["02"]


def test_nothing_to_do(root: Path) -> None:
    assert plan(judged(root, rule("JX101", at(RATE)))) == Plan()
    assert planned(root, ("入户问卷", "入户问卷")) == Plan()
    one_project(root).write_text("项目名称: [", encoding="utf-8")
    assert planned(root, ("入户问卷", "上门问卷")) == Plan()


def test_overlaps_wait_for_the_next_run(root: Path) -> None:
    project(root, ("入户问卷", "入户,问卷"))
    pairs = (("入户,问卷", "入户，问卷"), (",问", "；问"))
    made = planned(root, *pairs)
    assert [one.rule.code for one in made.later] == ["JX102"]
    write(root, made)
    again = planned(root, *pairs)
    assert not again.later
    assert not again.changes


def test_fixing_twice_is_fixing_once(root: Path) -> None:
    project(root, (PURPOSE, PURPOSE.replace("，", ",")))
    write(root, planned(root, (",", "，")))
    before = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    assert planned(root, (",", "，")) == Plan()
    assert before == {path: path.read_bytes() for path in root.rglob("*.yaml")}


# What is refused


LOCKED = {
    "amount": ("120.00", "121.00"),
    "amount in another unit": ("120.00", "1200000元"),
    "project code": ("13073025P", "13073024P"),
    "name": (NAME, f"{NAME}工程"),
    "space in the name": (NAME, NAME.replace("水质", " 水质")),
    "target": ("≥97%", "≥93%"),
    "operator": ("≥97%", "≤97%"),
    "operator added": ("≥92%", "92%"),
    "unit": ("≥38000人", "≥38000户"),
    "number in text": ("购置和安装6座", "购置和安装8座"),
    "unit in text": ("购置和安装6座", "购置和安装6个"),
    "number lost": ("购置和安装6座水厂", "购置和安装水厂"),
    "date": ("2025年10月底前", "2025年11月底前"),
    "year of a document": ("2025年度农村", "2024年度农村"),
    "costing": ("6座 × 20.00", "60座 × 2.00"),
    "colon that YAML would read": ("检测合格的水样数", "检测: 合格的水样数"),
    "comment that YAML would cut": ("检测合格的水样数", "检测 #合格的水样数"),
    "value that YAML would quote": ("检测合格的水样数占检测水样总数的比例", "@检测合格"),
    "empty": ("受益农村人口", ""),
    "block sign": ("受益农村人口", "| 人口"),
    "line break": ("，并检测", "，\n并检测"),
}


@pytest.mark.parametrize("case", LOCKED)
def test_locked(case: str, root: Path) -> None:
    made = planned(root, LOCKED[case])
    assert not made.changes, case
    assert made.refused
    assert all("没有自动修改" in one.message and one.hint for one in made.refused)


def test_unit_names_in_texts(root: Path) -> None:
    path = root / "sources/shuiwu/2025/department.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("保障全县", "怀来县水务局保障全县"), encoding="utf-8")
    made = planned(root, ("水务局保障", "水利局保障"))
    assert not made.changes
    assert "单位名称" in made.refused[0].message


def test_the_reason_names_the_field(root: Path) -> None:
    assert "“项目名称”" in planned(root, (NAME, "甲")).refused[0].message
    assert "“项目编码”" in planned(root, ("13073025P", "13073024P")).refused[0].message
    assert "数字" in planned(root, ("≥97%", "≥93%")).refused[0].message


def test_the_good_corrections_are_made_all_the_same(root: Path) -> None:
    made = planned(root, ("购置和安装6座", "购置和安装8座"), ("入户问卷", "上门问卷"))
    assert {one.rule.code for one in made.corrected} == {"JX102"}
    assert {one.code for one in made.refused} == {"JX101"}
    assert all("上门问卷" in one.new and "安装6座" in one.new for one in made.changes)


def test_good_alone_and_bad_together(root: Path) -> None:
    """Two corrections may each keep both names apart and together make them one."""
    project(
        root,
        ("名称: 水质达标率", "名称: 甲水质率\n      指标值: ≥95%\n    - 名称: 乙水质率"),
    )
    made = planned(root, ("甲水质", "丙水质"), ("乙水质", "丙水质"))
    assert {one.rule.code for one in made.corrected} == {"JX101"}
    assert {one.code for one in made.refused} == {"JX102"}


def test_a_finding_is_corrected_whole_or_not_at_all(root: Path) -> None:
    def pair(document: Any) -> Any:
        for one in replacing("入户问卷", "上门问卷")(document):
            bad = next(replacing("安装6座", "安装8座")(document))
            yield one._replace(edits=(*one.edits, *bad.edits))

    made = plan(judged(root, rule("JX101", pair)))
    assert not made.changes
    assert len(made.refused) == 2


def test_an_edit_outside_of_any_value(root: Path) -> None:
    path = one_project(root)
    path.write_text("# 一条,注释\n" + path.read_text(encoding="utf-8"), encoding="utf-8")

    def comment(document: Any) -> Any:
        source = document.department.projects[0].source
        span = Span(source, 4, 5)
        yield Hit(span, "项目名称", "不好", edits=(Edit(span, "，", SAFE),))

    made = plan(judged(root, rule("JX101", comment)))
    assert not made.changes
    assert made.refused


def test_a_whole_quoted_value_is_never_replaced(root: Path) -> None:
    """A character that is typed as an escape has no place of its own: its place is the whole value."""
    project(root, (f"资金用途: {PURPOSE}", f"资金用途: '{PURPOSE}'"))

    def fallen_back(document: Any) -> Any:
        span = document.department.projects[0].purpose.span
        yield Hit(span, "资金用途", "不好", edits=(Edit(span, "，", SAFE),))

    assert plan(judged(root, rule("JX101", fallen_back))) == Plan()


def test_an_edit_of_another_file(root: Path) -> None:
    def elsewhere(_document: Any) -> Any:
        span = Span(SourceText("profiles/甲.yaml", "甲,乙"), 1, 2)
        yield Hit(span, "", "不好", edits=(Edit(span, "，", SAFE),))

    assert not plan(judged(root, rule("JX101", elsewhere))).changes


SAME = [("23.44元/平米", "23.44元/平方米"), ("90百分比", "90%"), ("维护100m2绿地", "维护100㎡绿地"), ("冀财预【2025】第5号", "冀财预〔2025〕5号"),
        ("补助280元,每月", "补助280元，每月"), ("[bookmark: _Toc12]甲", "甲"), ("]机关大楼", "机关大楼"), ("巡查12次(每月1次)", "巡查12次（每月1次）"),
        ("管护5千米", "管护5公里"), ("", "")]  # fmt: skip
DIFFERENT = [("90百分比", "91%"), ("购1,200个", "购1，200个"), ("维护100m2绿地", "维护100m3绿地"), ("三百人参加", "三人参加"), ("改善5万元", "改善5元"),
             ("２人", "３人"), ("≥90%", "90%"), ("1.5倍左右的", "1。5倍左右的"), ("5次", "五次")]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), SAME)
def test_same_facts(old: str, new: str) -> None:
    assert same_facts(old, new)


@pytest.mark.parametrize(("old", "new"), DIFFERENT)
def test_different_facts(old: str, new: str) -> None:
    assert not same_facts(old, new)


# Laws


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    old=st.sampled_from([*PURPOSE, "水", "6", "%", "年", "97", "：", "0", "≥", "2025", "万元"]),
    new=st.text(st.sampled_from("，,；。0169%≥元万人: #'\"\n|甲"), max_size=3),
)
@example(old="6", new="9")
@example(old="，", new=": ")
def test_a_fix_never_changes_a_locked_fact(old: str, new: str, whole: Path) -> None:
    """Whatever a rule wants: what is written reads again without faults and holds the same facts."""
    workspace = Workspace(whole)
    before = review_place(desk(), workspace, place_of(workspace))
    made = planned(whole, (old, new))
    kept = {path: path.read_bytes() for path in whole.rglob("*.yaml")}
    write(whole, made)
    after = review_place(desk(), workspace, place_of(workspace))
    for path, content in kept.items():
        path.write_bytes(content)
    assert not after.faults
    assert before.loaded is not None
    assert after.loaded is not None
    assert facts(after.loaded.department) == facts(before.loaded.department)


def facts(department: Any) -> list[Any]:
    """The locked facts, worked out in another way than the program does."""
    found: list[Any] = [
        department.organ.name.text,
        department.organ.code.text,
        department.year.text,
        department.stage.text,
    ]
    for one in department.projects:
        found += [one.name.text, one.code.text, [(fund.key, fund.money and fund.money[:3]) for fund in one.funds]]
        found += [(node.key, node.value.text) for node in one.plan]
        found += [digits(text.text) for text in (*one.costing, one.purpose, one.goal)]
        found += [
            (row.group, digits(row.name.text), digits(row.value.text), digits(row.basis.text)) for row in one.indicators
        ]
    return found


def digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    two_projects(folder)
    return folder


@given(
    st.text("甲乙丙", max_size=20),
    st.lists(st.tuples(st.integers(0, 19), st.integers(0, 3), st.text("丁戊", max_size=3)), max_size=4),
)
def test_splicing(text: str, wanted: list[tuple[int, int, str]]) -> None:
    """Parts between the edits stay, and the edits stand in their order."""
    source, edits, at_ = SourceText("甲", text), [], 0
    for start, length, new in sorted(wanted):
        if start >= at_ and start + length <= len(text):
            edits.append(Edit(Span(source, start, start + length), new, SAFE))
            at_ = start + length + 1
    expected, last = "", 0
    for edit in edits:
        expected += text[last : edit.span.start] + edit.text
        last = edit.span.end
    assert splice(text, edits[::-1]) == expected + text[last:]


# The rules as they are


SAFE_CASES = [one for one in cases() if one.kind == FIRES and next(r for r in RULES if r.code == one.code).fix == SAFE]


def corrected(root: Path) -> tuple[Report, Plan, Report]:
    """The review of a workspace, its plan written, and the review afterwards."""
    workspace = Workspace(root)
    real, place = open_desk(workspace, TODAY), place_of(workspace)
    before = review_place(real, workspace, place)
    made = plan(before)
    write(root, made)
    return before, made, review_place(real, workspace, place)


@pytest.mark.parametrize("case", SAFE_CASES, ids=lambda case: case.id)
def test_safe_corrections_do_what_they_say(case: Case, tmp_path: Path) -> None:
    """None is refused, what was corrected is told no more, nothing new is said, and a second run finds nothing."""
    write_case(case, tmp_path)
    before, made, after = corrected(tmp_path)
    assert not before.crashes
    assert not made.refused
    assert after.faults == before.faults
    told = {(one.rule.code, plain(one.hit.path)) for one in after.findings}
    assert not told & {(one.rule.code, plain(one.hit.path)) for one in made.corrected}
    assert told <= {(one.rule.code, plain(one.hit.path)) for one in before.findings}
    if not made.later:
        assert plan(after) == Plan()


def test_samples(workspace: Path) -> None:
    for folder in ("huailai-jiguan", "pingluo-jiguan"):
        root = workspace / folder
        shutil.copytree(workspace / "sources" / folder, root / "sources" / folder)
        before, made, after = corrected(root)
        assert {"JX402", "JX702"} <= {one.rule.code for one in made.corrected}
        assert not made.refused
        assert plan(after) == Plan()
        gone = {one.fingerprint for one in before.findings} - {one.fingerprint for one in after.findings}
        assert {one.fingerprint for one in made.corrected} <= gone
        assert before.loaded is not None
        assert after.loaded is not None
        assert names_and_money(before.loaded.department) == names_and_money(after.loaded.department)


def names_and_money(department: Any) -> list[Any]:
    return [(one.name.text, [fund.money and fund.money[:3] for fund in one.funds]) for one in department.projects]


def test_debris_units_and_commas(root: Path) -> None:
    """JX106, JX402 and JX702 in one file of Windows, one of them inside quotes."""
    path = project(
        root,
        ("描述: 检测合格的水样数", "描述: ']检测合格的水样数"),
        ("占检测水样总数的比例", "占检测水样总数的比例'"),
        ("指标值: ≥92%", "指标值: ≥92百分比"),
        (PURPOSE, PURPOSE.replace("，", ",")),
    )
    before = path.read_text(encoding="utf-8").replace("\n", "\r\n").encode()
    path.write_bytes(before)
    _, made, after = corrected(root)
    assert {"JX106", "JX402", "JX702"} <= {one.rule.code for one in made.corrected}
    expected = before.decode().replace("']检", "'检").replace("92百分比", "92%").replace("备,并", "备，并")
    assert path.read_bytes() == expected.encode()
    assert plan(after) == Plan()


# Showing


def test_unified() -> None:
    old = "".join(f"第{number}行\r\n" for number in range(1, 10))
    change = Change("sources/甲/2025/department.yaml", old, old.replace("第5行", "第五行"), ())
    assert unified(change).split("\n") == [
        "--- sources/甲/2025/department.yaml（原文）",
        "+++ sources/甲/2025/department.yaml（改后）",
        "@@ -3,5 +3,5 @@",
        " 第3行",
        " 第4行",
        "-第5行",
        "+第五行",
        " 第6行",
        " 第7行",
    ]


# Writing


def one_file(tmp_path: Path, data: bytes = b"\xef\xbb\xbf\xe7\x94\xb2\r\n") -> Rewrite:
    path = tmp_path / "甲.yaml"
    path.write_bytes(data)
    return Rewrite(path, "甲.yaml", data.decode("utf-8-sig"), "乙\r\n")


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_mark_and_ends_stay(tmp_path: Path) -> None:
    assert not rewrite([one_file(tmp_path)])
    assert (tmp_path / "甲.yaml").read_bytes() == b"\xef\xbb\xbf" + "乙\r\n".encode()
    assert left(tmp_path) == ["甲.yaml"]


@pytest.mark.skipif(os.name == "nt", reason="rights are different there")
def test_rights_stay(tmp_path: Path) -> None:
    one = one_file(tmp_path)
    one.path.chmod(0o640)
    assert not rewrite([one])
    assert stat.S_IMODE(one.path.stat().st_mode) == 0o640


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    one = one_file(tmp_path)
    (tmp_path / "乙.yaml").symlink_to(one.path)
    assert not rewrite([one._replace(path=tmp_path / "乙.yaml")])
    assert (tmp_path / "乙.yaml").is_symlink()
    assert one.path.read_bytes().endswith("乙\r\n".encode())


@pytest.mark.parametrize("now", [b"changed", b"\xff\xfe", None])
def test_a_file_changed_meanwhile_is_left_alone(tmp_path: Path, now: bytes | None) -> None:
    first, second = one_file(tmp_path), tmp_path / "丙.yaml"
    second.write_text("丙", encoding="utf-8")
    files = [first, Rewrite(second, "丙.yaml", "丙", "丁")]
    before = first.path.read_bytes()
    second.unlink() if now is None else second.write_bytes(now)
    faults = rewrite(files)
    assert [(one.code, one.file) for one in faults] == [("JX040", "丙.yaml")]
    assert first.path.read_bytes() == before
    assert now is None or second.read_bytes() == now
    assert not [name for name in left(tmp_path) if name.startswith(".")]


@pytest.mark.parametrize("error", [OSError(28, "full"), KeyboardInterrupt()])
@pytest.mark.parametrize("fails_at", [1, 2])
def test_all_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, fails_at: int) -> None:
    first, second = one_file(tmp_path), tmp_path / "丙.yaml"
    second.write_text("丙", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    calls = 0
    replace = Path.replace

    def broken(self: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls == fails_at:
            raise error
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", broken)
    files = [first, Rewrite(second, "丙.yaml", "丙", "丁")]
    if isinstance(error, OSError):
        faults = rewrite(files)
        assert "磁盘已满" in faults[0].message
    else:
        with pytest.raises(KeyboardInterrupt):
            rewrite(files)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_full_disk_while_staging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = one_file(tmp_path)
    before = one.path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(rewriting.os, "fsync", full)
    assert [fault.code for fault in rewrite([one])] == ["JX040"]
    assert one.path.read_bytes() == before
    assert left(tmp_path) == ["甲.yaml"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights do not bind here")
def test_no_right_to_write(tmp_path: Path) -> None:
    one = one_file(tmp_path)
    tmp_path.chmod(0o500)
    try:
        assert "没有写入权限" in rewrite([one])[0].message
    finally:
        tmp_path.chmod(0o700)


def test_temporary_files_are_never_read_as_sources(root: Path) -> None:
    folder = one_project(root).parent
    shutil.copy(one_project(root), folder / ".jixiao-1-0.tmp")
    assert len(place_of(Workspace(root)).projects) == 2
    assert not place_of(Workspace(root)).skipped
