"""审核.yaml: reading what the reviewer accepts, with the care of all sources."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.diagnostics import ERROR, WARNING, SourceText
from jixiao.model.review import NO_REVIEW, Review, decode_review, load_review
from jixiao.model.vocabulary import review_keys
from jixiao.source.workspace import Workspace, department_years, open_workspace
from jixiao.source.yamltree import parse

GOOD = """采纳:
  - 规则: JX205
    位置: 机关大楼运行经费/绩效指标/成本指标/物业费/水电费
    理由: 物业费按合同总价结算，没有单价
    经办: 李某
    日期: 2025-01-06
    期限: 2025-12-31
    文号: 某财绩〔2025〕2号
  - 指纹: 0e468fc5cfe4
    理由: 按省里批复的口径填报
    经办: 王某
"""


def review(root: Path, text: str | bytes, name: str = "审核.yaml") -> Review:
    folder = root / "sources/a/2025"
    folder.mkdir(parents=True)
    data = text if isinstance(text, bytes) else text.encode()
    (folder / name).write_bytes(data)
    workspace = Workspace(root)
    return load_review(workspace, department_years(workspace)[0])


def test_entries(tmp_path: Path) -> None:
    found = review(tmp_path, GOOD)
    assert not found.faults
    one, two = found.acceptances
    values = [text.text if text else None for text in one[1:]]
    assert values == ["JX205", "机关大楼运行经费/绩效指标/成本指标/物业费/水电费", None, "物业费按合同总价结算，没有单价",
                      "李某", "2025-01-06", "2025-12-31", "某财绩〔2025〕2号"]  # fmt: skip
    assert two.fingerprint is not None
    assert two.fingerprint.text == "0e468fc5cfe4"
    assert two.rule is None
    source, start, end = one.span
    assert source.text[start:end].startswith("规则: JX205")
    assert source.text[start:end].endswith("2号")
    assert found.input is not None
    assert found.input.path == "sources/a/2025/审核.yaml"


LINKED = """对应:
  - 旧: [13073024P1, 渔港维护]
    新: 渔业综合发展
  - 旧:
    新:
      - 文物修缮
"""


def test_correspondences(tmp_path: Path) -> None:
    found = review(tmp_path, LINKED)
    assert not found.faults
    assert [([one.text for one in link.old], [one.text for one in link.new]) for link in found.links] == [
        (["13073024P1", "渔港维护"], ["渔业综合发展"]), ([], ["文物修缮"]),
    ]  # fmt: skip
    source, start, _ = found.links[1].span
    assert source.text[start:].startswith("旧:")
    assert found.acceptances == ()


def test_both_sides_of_a_correspondence_are_written(tmp_path: Path) -> None:
    found = review(tmp_path, GOOD + "对应:\n  - 新: 文物修缮\n")
    assert [(one.code, "缺少“旧”" in one.message) for one in found.faults] == [("JX024", True)]
    assert (found.acceptances, found.links) == ((), ())
    found = review(tmp_path / "b", "对应:\n  - 文物修缮\n")
    assert "- 旧: …" in found.faults[0].hint
    assert "新: …" in found.faults[0].hint


def test_no_file(tmp_path: Path) -> None:
    (tmp_path / "sources/a/2025").mkdir(parents=True)
    workspace = Workspace(tmp_path)
    assert load_review(workspace, department_years(workspace)[0]) == NO_REVIEW


@pytest.mark.parametrize("blank", ["采纳:\n", "采纳: []\n"])
def test_nothing_accepted(tmp_path: Path, blank: str) -> None:
    assert review(tmp_path, blank)[:2] == ((), ())


def test_windows_file(tmp_path: Path) -> None:
    found = review(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert not found.faults
    assert len(found.acceptances) == 2


BROKEN = {
    "not a date": (GOOD.replace("2025-12-31", "2025年底"), "JX028", "期限"),
    "no such day": (GOOD.replace("2025-12-31", "2025-02-30"), "JX028", "2025-02-30"),
    "unknown key": (GOOD.replace("经办: 李某", "经办人: 李某"), "JX021", "经办人"),
    "notes of the unit": ("说明:\n  - 规则: JX205\n    理由: 县财政要求这样填\n", "JX021", "说明"),
    "no dash": ("采纳:\n  规则: JX205\n  位置: 资金/总额\n  理由: 按批复填报的\n  经办: 李某\n", "JX043", "采纳"),
    "a text": ("采纳: 同意\n", "JX023", "采纳"),
    "rows of texts": ("采纳:\n  - JX205\n", "JX023", "采纳"),
    "several lines": (GOOD.replace("经办: 王某", "经办: |\n      王某\n      李某"), "JX016", "经办"),
    "not yaml": ("采纳:\n  - 规则: [JX205\n", "JX0", ""),
    "empty": ("", "JX005", "空"),
    "colon": (GOOD.replace("经办: 王某", "经办：王某"), "JX007", ""),
    "GBK": (GOOD.encode("gbk"), "JX003", "GBK"),
    "twice": (GOOD + "采纳:\n  - 规则: JX205\n", "JX014", "采纳"),
    "anchor": (GOOD.replace("经办: 李某", "经办: &a 李某"), "JX0", ""),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_accepts_nothing(case: str, tmp_path: Path) -> None:
    text, code, word = BROKEN[case]
    found = review(tmp_path, text)
    told = [one for one in found.faults if one.severity == ERROR]
    assert told, case
    assert any(one.code.startswith(code) and word in one.message + one.hint for one in told), told
    assert found.acceptances == ()


def test_hint_shows_what_an_entry_looks_like(tmp_path: Path) -> None:
    found = review(tmp_path, "采纳:\n  - JX205\n")
    assert "- 规则: …" in found.faults[0].hint
    assert "经办: …" in found.faults[0].hint


def test_unit_cannot_accept(workspace: Path) -> None:
    from jixiao.model.load import load

    path = min((workspace / "sources/huailai-jiguan/2025/projects").iterdir())
    path.write_text(path.read_text(encoding="utf-8") + "采纳:\n  - 规则: JX401\n", encoding="utf-8")
    opened, _ = open_workspace(workspace)
    place = next(one for one in department_years(opened) if one.folder == "huailai-jiguan")
    told = [one for one in load(opened, place).faults if one.code == "JX021"]
    assert len(told) == 1
    assert "审核.yaml" in told[0].hint


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_out_of_the_workspace(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(GOOD, encoding="utf-8")
    folder = tmp_path / "w/sources/a/2025"
    folder.mkdir(parents=True)
    (folder / "审核.yaml").symlink_to(outside)
    workspace = Workspace(tmp_path / "w")
    found = load_review(workspace, department_years(workspace)[0])
    assert [one.code for one in found.faults] == ["JX020"]
    assert found.acceptances == ()


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / "sources/a/2025"
    folder.mkdir(parents=True)
    (folder / "审核.yaml").symlink_to(folder / "没有.yaml")
    workspace = Workspace(tmp_path)
    assert [one.code for one in load_review(workspace, department_years(workspace)[0]).faults] == ["JX001"]


@pytest.mark.parametrize("name", ["审核.yml", "审核.yaml.txt", "审核.txt", "审核(1).yaml", "审核 - 副本.yaml"])
def test_a_misnamed_file_is_told(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "sources/a/2025"
    folder.mkdir(parents=True)
    (folder / name).write_text(GOOD, encoding="utf-8")
    skipped = department_years(Workspace(tmp_path))[0].skipped
    assert [("采纳没有读取" in one.reason, "“审核.yaml”" in one.hint) for one in skipped] == [(True, True)]


@pytest.mark.parametrize("name", ["审核.yaml", "审核意见.txt", "审核表.xlsx", "审核会议纪要.docx"])
def test_other_files_are_left_alone(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "sources/a/2025"
    folder.mkdir(parents=True)
    (folder / name).write_text(GOOD, encoding="utf-8")
    assert department_years(Workspace(tmp_path))[0].skipped == ()


@given(st.text(st.sampled_from("采纳规则理由经办位置指纹:：- \n'\"|[]{}#JX205甲"), max_size=60))
def test_any_text_is_read(text: str) -> None:
    source = SourceText("审核.yaml", text)
    node, faults = parse(source, review_keys())
    if node is not None:
        found, more = decode_review(source, node)
        assert all(one.span.source is source for one in found)
        faults += more
    assert all(one.severity in {ERROR, WARNING} for one in faults)
