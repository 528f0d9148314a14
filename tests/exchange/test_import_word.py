"""Word files: merged cells, numbering, changes, and whatever else people do to a form."""

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from tests.exchange.make_docx import Sheet, data_of, hebei, hebei_tables, ningxia, ningxia_table
from tests.exchange.taking import REPOSITORY, SAMPLES, Tree, check_account, said, take_data, text_of
from tests.pdf.sources import load_year

MAKERS = {"hebei-2025": hebei, "ningxia-2024": ningxia}


def sample(label: str) -> tuple[Tree, list[Tree]]:
    return load_year(REPOSITORY / "sources" / label)


@pytest.mark.parametrize("label", SAMPLES)
def test_a_word_file_of_the_sample_becomes_the_sample(label: str, tmp_path: Path) -> None:
    layout = SAMPLES[label]
    department, projects = sample(label)
    data = data_of(MAKERS[layout](department, projects))
    taken = take_data(data, "去年.docx", tmp_path, layout, label[-4:])
    assert not taken.faults
    assert [said(tree) for tree in taken.trees.values()] == [said(tree) for tree in (department, *projects)]
    check_account(taken, text_of(data))
    assert taken.left == []


# -- what people do ---------------------------------------------------------------------------------------------------


def changed(label: str, change: Any, tmp_path: Path) -> Any:
    """The sample's Word file after `change(document)`, taken in."""
    layout = SAMPLES[label]
    document = MAKERS[layout](*sample(label))
    change(document)
    return take_data(data_of(document), "去年.docx", tmp_path, layout, label[-4:])


def trees_of(label: str) -> list[Tree]:
    department, projects = sample(label)
    return [said(tree) for tree in (department, *projects)]


@pytest.mark.parametrize("heads", ["repeated", "none"])
@pytest.mark.parametrize("label", ["huailai-jiguan/2025", "pingluo-jiguan/2024"])
def test_a_table_cut_in_two_is_one(heads: str, label: str, tmp_path: Path) -> None:
    def change(document: Any) -> None:
        table = document.tables[1 if "huailai" in label else 0]._tbl
        rows = list(table.tr_lst)
        head = 0 if "huailai" in label else 7
        second = parse_xml(f"<w:tbl {nsdecls('w')}><w:tblPr/></w:tbl>")
        pieces = [parse_xml(_xml(rows[head]))] if heads == "repeated" else []
        for row in [*pieces, *rows[head + 3 :]]:
            second.append(row)
        table.addnext(second)
        table.addnext(parse_xml(f"<w:p {nsdecls('w')}/>"))

    taken = changed(label, change, tmp_path)
    assert not taken.faults
    assert [said(tree) for tree in taken.trees.values()] == trees_of(label)
    assert taken.left == []


def _w(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}"


def _xml(element: Any) -> str:
    from lxml import etree

    return etree.tostring(element).decode()


def test_a_row_cut_by_the_page_is_joined_and_told(tmp_path: Path) -> None:
    _, projects = sample("huailai-jiguan/2025")
    document = Document()
    document.add_paragraph("430001怀来县机关事务服务中心")
    hebei_tables(document, projects[0])
    rest = Sheet(document, 6)
    rest.row("", "", "", "", "（含）以上", "和台账")
    taken = take_data(data_of(document), "去年.docx", tmp_path, "hebei-2025", "2025")
    last = taken.trees["projects/01-机关大楼运行经费.yaml"]["绩效指标"]["服务对象满意度指标"][-1]
    assert (last["指标值"], last["依据"]) == ("≥90百分比（含）以上", "服务满意度和台账")
    assert sum("接在上一页" in note.text for note in taken.notes) == 2
    assert taken.left == []


def test_blank_cells_instead_of_merged_ones(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        for merge in list(document.element.body.iter(_w("vMerge"))):
            merge.getparent().remove(merge)

    assert [said(one) for one in changed("huailai-jiguan/2025", change, tmp_path).trees.values()] == trees_of(
        "huailai-jiguan/2025"
    )


def test_a_table_inside_a_layout_table(tmp_path: Path) -> None:
    department, projects = sample("pingluo-jiguan/2024")
    document = Document()
    document.add_paragraph(f"附件 2：{department['单位']['名称']}项目支出预算绩效目标表")
    document.add_paragraph("（2024年度）")
    outer = document.add_table(rows=1, cols=1)
    ningxia_table(document, projects[0])
    outer.cell(0, 0)._tc.insert(0, document.tables[1]._tbl)
    taken = take_data(data_of(document), "去年.docx", tmp_path, "ningxia-2024", "2024")
    assert [said(one) for one in taken.trees.values()][1:] == [said(projects[0])]
    assert taken.left == []


def test_changes_are_read_as_accepted_and_told(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        run = document.tables[0].cell(0, 5)._tc.find(".//" + _w("r"))
        paragraph = run.getparent()
        inserted = parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="甲"><w:r><w:t>（修订）</w:t></w:r></w:ins>')
        deleted = parse_xml(
            f'<w:del {nsdecls("w")} w:id="2" w:author="甲"><w:r><w:delText>旧名称</w:delText></w:r></w:del>'
        )
        paragraph.append(inserted)
        paragraph.append(deleted)

    taken = changed("huailai-jiguan/2025", change, tmp_path)
    names = [tree["项目名称"] for name, tree in taken.trees.items() if name.startswith("projects")]
    assert any(name.endswith("（修订）") for name in names)
    assert not any("旧名称" in name for name in names)
    (note,) = (note.text for note in taken.notes if "修订" in note.text)
    assert "“旧名称”" in note
    assert "全部接受" in note


def test_numbers_that_word_counts_itself(tmp_path: Path) -> None:
    department, _ = sample("huailai-jiguan/2025")
    numbering = f"""<w:numbering {nsdecls("w")}>
      <w:abstractNum w:abstractNumId="91"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>
      <w:abstractNum w:abstractNumId="92"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="japaneseCounting"/><w:lvlText w:val="（%1）"/></w:lvl></w:abstractNum>
      <w:num w:numId="91"><w:abstractNumId w:val="91"/></w:num><w:num w:numId="92"><w:abstractNumId w:val="92"/></w:num></w:numbering>"""
    marks = {r"[一二三]、": (91, 0), r"\d+\.": (91, 1), r"（[一二三四五六七八九十]+）": (92, 0)}

    def change(document: Any) -> None:
        part = document.part.numbering_part
        for one in parse_xml(numbering):
            place = part.element.find(_w("num")) if one.tag == _w("abstractNum") else None
            part.element.append(one) if place is None else place.addprevious(one)
        for paragraph in document.paragraphs:
            for pattern, (number, level) in marks.items():
                found = re.match(pattern, paragraph.text)
                if found and "绩效目标表" not in paragraph.text:
                    paragraph.runs[0].text = paragraph.text[found.end() :]
                    about = paragraph._p.get_or_add_pPr()
                    about.append(
                        parse_xml(
                            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
                        )
                    )

    taken = changed("huailai-jiguan/2025", change, tmp_path)
    assert said(taken.trees["department.yaml"]) == said(department)
    assert taken.left == []


def test_what_belongs_nowhere_is_listed(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        document.add_paragraph("联系人：王某，电话 0313-6200000")
        document.sections[0].header.paragraphs[0].text = "内部资料 注意保存"
        table = document.add_table(rows=1, cols=2)
        table.cell(0, 0).text, table.cell(0, 1).text = "附注", "本表一式三份"

        document.sections[0].footer.paragraphs[0].text = "- 3 -"
        document.add_paragraph("— 12 —")
        document.add_paragraph("886")

    taken = changed("pingluo-jiguan/2024", change, tmp_path)
    assert [one.text for one in taken.left] == [
        "联系人：王某，电话 0313-6200000",
        "附注",
        "本表一式三份",
        "886",
        "内部资料 注意保存",
    ]
    assert [one.where for one in taken.left][-1] == "页眉"
    assert [said(tree) for tree in taken.trees.values()] == trees_of("pingluo-jiguan/2024")


def test_content_controls_and_text_boxes(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        cell = document.tables[0].cell(0, 1)._tc
        paragraph = cell.find(_w("p"))
        control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent/></w:sdt>")
        cell.replace(paragraph, control)
        control.find(_w("sdtContent")).append(paragraph)
        box = f"<w:r {nsdecls('w')}><w:pict><w:txbxContent><w:p><w:r><w:t>盖章处</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
        document.paragraphs[-1]._p.append(parse_xml(box))

    taken = changed("huailai-jiguan/2025", change, tmp_path)
    assert [said(tree) for tree in taken.trees.values()] == trees_of("huailai-jiguan/2025")
    assert [one.text for one in taken.left] == ["盖章处"]


def test_amounts_in_another_unit_keep_it(tmp_path: Path) -> None:
    _, projects = sample("pingluo-jiguan/2024")
    one = projects[0] | {"资金": {"总额": "8860000", "财政拨款": "8860000", "其他资金": ""}}
    document = Document()
    document.add_paragraph("填报单位：平罗县机关事务服务中心")
    ningxia_table(document, one)
    for text in document.element.body.iter(_w("t")):
        text.text = text.text.replace("（万元）", "（元）")
    taken = take_data(data_of(document), "去年.docx", tmp_path, "ningxia-2024", "2024")
    assert taken.trees["projects/01-干部就餐补助费.yaml"]["资金"] == {
        "总额": "8860000元",
        "财政拨款": "8860000元",
        "其他资金": "",
    }
    assert not taken.unfinished


def test_a_level_that_the_form_has_not_is_kept_and_told(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        for text in document.tables[1]._tbl.iter(_w("t")):
            text.text = text.text.replace("社会效益指标", "经济效益指标")

    taken = changed("huailai-jiguan/2025", change, tmp_path)
    tree = taken.trees["projects/01-机关大楼运行经费.yaml"]
    assert tree["绩效指标"]["经济效益指标"][0]["指标值"] == "≥90百分比"
    assert [one.code for one in taken.unfinished] == ["JX033"]
    assert taken.left == []


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the memory from /proc")
def test_two_hundred_forms_are_quick(tmp_path: Path) -> None:
    department, projects = sample("huailai-jiguan/2025")
    many = [
        projects[number % 4] | {"项目名称": f"第{number}号项目", "项目编码": f"13073025P{number:012}"}
        for number in range(200)
    ]
    (tmp_path / "大.docx").write_bytes(data_of(hebei(department, many)))
    script = (
        "import sys\nfrom pathlib import Path\nfrom tests.exchange.taking import take\n"
        "taken = take(Path(sys.argv[1]), 'hebei-2025', '2025')\nassert len(taken.files) == 201 and not taken.left\n"
        # The high-water mark since exec; that of getrusage is at least the parent's, a test process of any size.
        "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1])"
    )
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "大.docx")], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert time.perf_counter() - start < 10
    assert int(done.stdout) * 1024 < 500 << 20
