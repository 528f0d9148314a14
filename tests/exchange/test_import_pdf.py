"""PDF files: ours exactly by their attachment, any by where things stand on the pages."""

import shutil
from pathlib import Path

import pikepdf
import pytest
from tests.exchange.taking import REPOSITORY, SAMPLES, check_account, said, squeeze, take, take_open
from tests.pdf.conftest import only_pdf
from tests.pdf.sources import Tree, build, load_year, write_year
from tests.pdf.test_long_tables import project

from jixiao.exchange.papers.pdffile import read_pdf


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("built")
    shutil.copytree(REPOSITORY / "sources", root / "sources")
    department = root / "sources/huailai-jiguan/2026/department.yaml"
    department.write_text(department.read_text(encoding="utf-8") + "编制日期: 2026-01-20\n", encoding="utf-8")
    code, messages = build(root)
    assert code == 0, messages
    return root


def wanted(built: Path, label: str) -> list[Tree]:
    department, projects = load_year(built / "sources" / label)
    return [said(tree, unsaid=("测算", "说明", "上年项目", "预算")) for tree in (department, *projects)]


@pytest.mark.parametrize("label", SAMPLES)
def test_our_own_files_come_back_exactly(label: str, built: Path) -> None:
    taken = take(only_pdf(built / "build" / label), SAMPLES[label], label[-4:])
    assert not taken.faults
    assert [said(tree, ()) for tree in taken.trees.values()] == wanted(built, label)
    assert taken.left == []
    check_account(taken, "".join(one.text for one in taken.account))


@pytest.mark.parametrize("label", SAMPLES)
def test_the_pages_alone_say_the_same(label: str, built: Path) -> None:
    path = only_pdf(built / "build" / label)
    taken = take_open(read_pdf(path.name, path.read_bytes(), attached=False), SAMPLES[label], label[-4:])
    assert not taken.faults
    assert taken.left == []
    got = [said(tree) for tree in taken.trees.values()]
    for one, want in zip(got, [said(tree) for tree in wanted(built, label)], strict=True):
        assert one.pop("编制日期", None) == want.pop("编制日期", None)
        assert one == want
    check_account(taken, "".join(one.text for one in taken.account))


@pytest.mark.parametrize("layout", ["hebei-2025", "ningxia-2024"])
@pytest.mark.parametrize("count", [60, 23])
def test_tables_over_pages_are_whole(layout: str, count: int, tmp_path: Path) -> None:
    department = {
        "版式": layout,
        "单位": {"名称": "测试县机关事务服务中心", "编码": "430001"},
        "年度": "2025",
        "阶段": "批复",
    }
    one = project(count, goals=4)
    write_year(tmp_path, "d/2025", department, [one])
    assert build(tmp_path)[0] == 0
    path = only_pdf(tmp_path / "build/d/2025")
    taken = take_open(read_pdf(path.name, path.read_bytes(), attached=False), layout, "2025")
    assert taken.left == []
    columns = ("名称", "描述", "指标值", "依据") if layout == "hebei-2025" else ("名称", "指标值")
    (tree,) = (tree for name, tree in taken.trees.items() if name.startswith("projects"))
    assert {
        group: [[squeeze(row[key]) for key in columns] for row in rows] for group, rows in tree["绩效指标"].items()
    } == {group: [[squeeze(row[key]) for key in columns] for row in rows] for group, rows in one["绩效指标"].items()}
    if layout == "hebei-2025":
        assert tree["绩效目标"] == one["绩效目标"]


def test_the_layout_is_the_one_it_was_made_with(built: Path) -> None:
    taken = take(only_pdf(built / "build/pingluo-jiguan/2024"), "hebei-2025", "2024")
    assert ["ningxia-2024" in one.message for one in taken.faults] == [True]
    assert taken.files == {}


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"schema_version": "9.0"}', b"[" * 100_000])
def test_an_attachment_that_is_not_ours_is_passed_over(content: bytes, built: Path, tmp_path: Path) -> None:
    with pikepdf.open(only_pdf(built / "build/pingluo-jiguan/2024")) as pdf:
        del pdf.attachments["targets.json"]
        pdf.attachments["targets.json"] = content
        pdf.save(tmp_path / "x.pdf")
    taken = take(tmp_path / "x.pdf", "ningxia-2024", "2024")
    assert len(taken.trees) == 9
    assert any("对照原件" in note.text for note in taken.notes)


def test_pages_of_pictures_are_told(built: Path, tmp_path: Path) -> None:
    with pikepdf.open(only_pdf(built / "build/pingluo-jiguan/2024")) as pdf:
        del pdf.attachments["targets.json"]
        image = pdf.make_stream(bytes(300), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
        image.Width, image.Height, image.BitsPerComponent, image.ColorSpace = 10, 10, 8, pikepdf.Name.DeviceRGB
        page = pdf.add_blank_page()
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
        page.Contents = pdf.make_stream(b"q 500 0 0 700 50 50 cm /Im0 Do Q")
        pdf.save(tmp_path / "x.pdf")
    taken = take(tmp_path / "x.pdf", "ningxia-2024", "2024")
    assert [str(note.where) for note in taken.notes if "图片" in note.text] == ["第 9 页"]
