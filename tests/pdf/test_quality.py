"""What a PDF must be besides right: conforming, self-contained, accessible, reproducible, and silent about the rest."""

import hashlib
import json
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import typst
from tests.conftest import REPOSITORY, Run
from tests.pdf.conftest import HUAILAI, PINGLUO, only_pdf
from tests.pdf.oracle import Read, read
from tests.pdf.sources import build, write_year

SAMPLES = [HUAILAI, PINGLUO]
#: Two seconds after the epoch of the samples' own dates: never a date that a build would choose by itself.
EPOCH = "1700000002"


@pytest.fixture(params=SAMPLES)
def label(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def pdf(built: Path, label: str) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(only_pdf(built / "build" / label)) as opened:
        yield opened


def test_syntax(built: Path, label: str) -> None:
    if shutil.which("qpdf") is None:
        pytest.skip("qpdf is not installed")
    done = subprocess.run(
        ["qpdf", "--check", only_pdf(built / "build" / label)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def fonts_of(pdf: pikepdf.Pdf) -> list[Any]:
    return [font for page in pdf.pages for font in page.Resources.get("/Font", {}).values()]


def test_every_font_is_embedded_and_maps_to_text(pdf: pikepdf.Pdf) -> None:
    fonts = fonts_of(pdf)
    assert fonts
    for font in fonts:
        assert font.Subtype == "/Type0"
        assert "/ToUnicode" in font
        (inner,) = font.DescendantFonts
        assert {"/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys()), font.BaseFont


def test_only_fonts_of_the_manifest(pdf: pikepdf.Pdf, built: Path, label: str) -> None:
    manifest = json.loads((built / "build" / label / "manifest.json").read_bytes())
    allowed = {re.sub(r"[^A-Za-z]", "", Path(one["file"]).stem) for one in manifest["fonts"]}
    used = {
        re.sub(r"[^A-Za-z]", "", str(font.BaseFont).partition("+")[2]).removesuffix("IdentityH")
        for font in fonts_of(pdf)
    }
    assert all(any(name.startswith(one[:8]) for one in allowed) for name in used), used


def test_text_is_made_of_real_characters(built: Path, label: str) -> None:
    for page in read(only_pdf(built / "build" / label)).pages:
        assert [
            c.text for c in page if unicodedata.category(c.text) in {"Co", "Cn", "Cs", "Cc"} or c.text == "\ufffd"
        ] == []


def test_no_missing_glyph_is_drawn(pdf: pikepdf.Pdf) -> None:
    """Glyph 0 is the box that stands for a character no font has; with Identity-H a code is a glyph number."""
    for page in pdf.pages:
        for instruction in pikepdf.parse_content_stream(page):
            if str(instruction.operator) in {"Tj", "TJ"}:
                for one in instruction.operands[0] if str(instruction.operator) == "TJ" else instruction.operands:
                    codes = bytes(one) if isinstance(one, pikepdf.String) else b""
                    assert b"\0\0" not in [codes[at : at + 2] for at in range(0, len(codes), 2)]


def test_language_title_and_marks(pdf: pikepdf.Pdf, label: str) -> None:
    assert str(pdf.Root.Lang) == "zh-CN"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as xmp:
        title = xmp["dc:title"]
    names = {HUAILAI: ("怀来县机关事务服务中心", "2025年度"), PINGLUO: ("平罗县机关事务服务中心", "2024年度")}[label]
    assert all(part in title for part in names)


def test_conformance_is_declared(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as xmp:
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "A")
        assert xmp["pdfuaid:part"] == "1"


def test_every_content_is_tagged_or_an_artifact(pdf: pikepdf.Pdf) -> None:
    drawing = {"Tj", "TJ", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Do", "sh"}
    for page in pdf.pages:
        depth = 0
        for instruction in pikepdf.parse_content_stream(page):
            operator = str(instruction.operator)
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
            assert operator not in drawing or depth > 0
        assert depth == 0


def test_header_cells(built: Path, label: str) -> None:
    tables = read(only_pdf(built / "build" / label)).tables
    heads = [[cell.text for cell in table.cells if cell.header] for table in tables]
    if label == PINGLUO:
        assert heads == [["名称", "一级指标", "二级指标", "三级指标", "指标值"]] * 8
    else:
        assert heads[1::2] == [["一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据"]] * 4


# -- the attached copy -------------------------------------------------------------------------------------------------


def attached(path: Path) -> tuple[str, dict[str, Any], pikepdf.Object]:
    with pikepdf.open(path) as pdf:
        (spec,) = pdf.Root.AF
        assert len(pdf.attachments) == 1
        return str(spec.UF), json.loads(spec.EF.F.read_bytes()), spec.AFRelationship


def test_the_attached_copy_has_the_printed_values(built: Path) -> None:
    name, data, relationship = attached(only_pdf(built / "build" / PINGLUO))
    assert relationship == "/Data"
    assert Path(name).name == "targets.json"
    assert (data["版式"], data["年度"], data["单位"]) == (
        "ningxia-2024",
        "2024",
        {"名称": "平罗县机关事务服务中心", "编码": "068"},
    )
    first = data["项目"][0]
    assert first["项目名称"] == "干部就餐补助费"
    assert first["资金"] == {"总额": "886", "财政拨款": "886", "其他资金": ""}
    assert first["绩效指标"][3] == {
        "一级指标": "产出指标",
        "二级指标": "成本指标",
        "名称": "行政事业单位干部就餐补助标准",
        "指标值": "280 元/月",
    }
    assert [len(project["绩效指标"]) for project in data["项目"]] == [7] * 8


def test_the_attached_file_is_called_targets_json(built: Path, label: str) -> None:
    assert attached(only_pdf(built / "build" / label))[0] == "targets.json"


PRIVATE = "保密内容甲乙丙"


def test_nothing_that_the_form_does_not_print_gets_out(workspace: Path, run: Run) -> None:
    """测算, 说明, 审核.yaml, comments, unprinted fields, and another department's data stay inside."""
    folder = workspace / "sources" / PINGLUO
    file = next((folder / "projects").glob("01-*.yaml"))
    text = file.read_text(encoding="utf-8")
    assert "测算:" in text
    file.write_text(
        f"# {PRIVATE}注释\n"
        + text.replace("测算:", f"资金用途: {PRIVATE}用途\n项目类别: {PRIVATE}类别\n测算:").replace(
            "指标值: 2637 人",
            f"指标值: 2637 人  # {PRIVATE}行尾\n      依据: {PRIVATE}依据\n      备注: {PRIVATE}备注",
        )
        + f"说明:\n  - 规则: JX205\n    位置: 绩效指标\n    理由: {PRIVATE}理由很充分\n",
        encoding="utf-8",
    )
    (folder / "审核.yaml").write_text(
        f"采纳:\n  - 规则: JX205\n    理由: {PRIVATE}\n    经办: {PRIVATE}\n", encoding="utf-8"
    )
    done = run("build", cwd=workspace)
    assert done.returncode == 0, done.stderr
    path = only_pdf(workspace / "build" / PINGLUO)
    _, data, _ = attached(path)
    copy = json.dumps(data, ensure_ascii=False)
    bundle = b"".join(one.read_bytes() for one in sorted((path.parent / "typst").rglob("*")) if one.is_file()).decode()
    for place in (read(path).text, copy, bundle, (path.parent / "manifest.json").read_text(encoding="utf-8")):
        assert PRIVATE not in place
        assert "2637人 × 280" not in place
        assert "怀来" not in place
    assert "测算" not in copy
    assert "说明" not in copy


def test_public_edition_leaves_out_what_is_not_public(workspace: Path, run: Run) -> None:
    file = next((workspace / "sources" / PINGLUO / "projects").glob("04-*.yaml"))
    file.write_text(file.read_text(encoding="utf-8") + "公开: 否\n", encoding="utf-8")
    assert run("build", "pingluo-jiguan", "--public", cwd=workspace).returncode == 0
    path = only_pdf(workspace / "build" / PINGLUO)
    assert path.name.endswith("（公开版）.pdf")
    assert len(read(path).pages) == 7
    assert "公寓" not in read(path).text
    assert "公寓" not in json.dumps(attached(path)[1], ensure_ascii=False)


# -- dates and bytes ---------------------------------------------------------------------------------------------------


def dates(path: Path) -> set[str]:
    """Every date that the metadata states, as YYYY-MM-DD."""
    with pikepdf.open(path) as pdf:
        found = {str(pdf.docinfo[key])[2:10] for key in ("/CreationDate", "/ModDate") if key in pdf.docinfo}
        with pdf.open_metadata() as xmp:
            found |= {xmp[key][:10].replace("-", "") for key in ("xmp:CreateDate", "xmp:ModifyDate") if key in xmp}
    return {f"{one[:4]}-{one[4:6]}-{one[6:]}" for one in found}


def test_date_is_the_first_of_the_year(built: Path) -> None:
    assert dates(only_pdf(built / "build" / HUAILAI)) == {"2025-01-01"}
    assert dates(only_pdf(built / "build" / PINGLUO)) == {"2024-01-01"}


def test_date_is_the_typed_one(workspace: Path, run: Run) -> None:
    file = workspace / "sources" / HUAILAI / "department.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\n编制日期: 2025-03-05\n", encoding="utf-8")
    assert run("build", "huailai-jiguan", cwd=workspace).returncode == 0
    path = only_pdf(workspace / "build" / HUAILAI)
    assert dates(path) == {"2025-03-05"}
    assert "2025年3月5日" in read(path).page_text(1)


def digest(root: Path) -> dict[str, str]:
    """Every output but the machine's own notes, by path."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".jixiao" not in path.parts
    }


def test_same_bytes_from_everywhere(built: Path, tmp_path: Path, run: Run) -> None:
    """Again, from another folder, under another output folder, in another time zone and hash seed, all the bytes are equal."""
    first = digest(built / "build")
    other = tmp_path / "别处 带空格" / "深"
    shutil.copytree(REPOSITORY / "sources", other / "sources")
    done = run(
        "build",
        "--force",
        "-o",
        tmp_path / "输出",
        cwd=other / "sources",
        TZ="Asia/Shanghai",
        PYTHONHASHSEED="7",
        LC_ALL="C",
    )
    assert done.returncode == 0, done.stderr
    assert digest(tmp_path / "输出") == first


def test_same_bytes_whatever_else_is_built(workspace: Path, built: Path, run: Run) -> None:
    """Alone or beside others, forced or not, in one process or in several."""
    first = digest(built / "build" / PINGLUO)
    for arguments in (["pingluo-jiguan"], ["pingluo-jiguan", "--force"], ["--force", "--jobs", "2"]):
        assert run("build", *arguments, cwd=workspace).returncode == 0
        assert digest(workspace / "build" / PINGLUO) == first


def test_source_date_epoch(workspace: Path, run: Run) -> None:
    assert run("build", "pingluo-jiguan", cwd=workspace, SOURCE_DATE_EPOCH=EPOCH).returncode == 0
    path = only_pdf(workspace / "build" / PINGLUO)
    assert dates(path) >= {"2023-11-14"}
    assert dates(path) <= {"2023-11-14", "2024-01-01"}
    assert json.loads((path.parent / "manifest.json").read_bytes())["timestamp"] == "2023-11-14T22:13:22Z"
    assert "2023" not in read(path).text


# -- the bundle --------------------------------------------------------------------------------------------------------


def test_manifest_describes_what_lies_beside_it(built: Path, label: str) -> None:
    folder = built / "build" / label
    manifest = json.loads((folder / "manifest.json").read_bytes())
    (artifact,) = manifest["artifacts"]
    path = only_pdf(folder)
    assert artifact == {
        "path": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "pages": len(read(path).pages),
    }
    for source in manifest["sources"]:
        assert hashlib.sha256((built / source["path"]).read_bytes()).hexdigest() == source["sha256"]
    assert str(built) not in json.dumps(manifest)


def test_the_bundle_compiles_alone(built: Path, label: str, reader: Any, tmp_path: Path) -> None:
    """With nothing but its folder and the fonts that the manifest names it gives the same text at the same places."""
    folder = built / "build" / label
    manifest = json.loads((folder / "manifest.json").read_bytes())
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    for one in manifest["fonts"]:
        source = find_font(one["file"], one["sha256"])
        shutil.copy(source, fonts / one["file"])
    bundle = shutil.copytree(folder / "typst", tmp_path / "typst")
    (tmp_path / "alone.pdf").write_bytes(compile_alone(bundle, fonts))
    alone, ours = read(tmp_path / "alone.pdf"), reader(label)
    assert alone.text == ours.text
    assert alone.pages == ours.pages


def compile_alone(bundle: Path, fonts: Path) -> bytes:
    known = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts])
    return typst.Compiler(root=bundle, font_paths=known).compile(
        input=bundle / "main.typ", format="pdf", pdf_standards=["a-3a", "ua-1"]
    )


def find_font(name: str, sha256: str) -> Path:
    from jixiao.typeset.fonts import choose

    fonts, _ = choose("auto", {}, Path.cwd(), Path.cwd() / "build" / ".jixiao-none")
    assert fonts
    paths = {Path(face.path) for chain in fonts.chains for face in chain.faces}
    return next(p for p in paths if p.name == name and hashlib.sha256(p.read_bytes()).hexdigest() == sha256)


# -- drafts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["一上", "二上"])
def test_a_draft_says_so(stage: str, workspace: Path) -> None:
    for sample in SAMPLES:
        file = workspace / "sources" / sample / "department.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace("阶段: 批复", f"阶段: {stage}"), encoding="utf-8")
    assert build(workspace)[0] == 0
    for sample, page in ((HUAILAI, 1), (PINGLUO, 3)):
        path = only_pdf(workspace / "build" / sample)
        assert path.name.endswith(f"（{stage}稿）.pdf")
        assert f"（{stage}稿）" in read(path).page_text(page)


def test_final_editions_do_not_say_a_stage(huailai: Read, pingluo: Read) -> None:
    assert "稿）" not in huailai.text + pingluo.text
    assert "批复）" not in huailai.text + pingluo.text


def test_a_font_that_lacks_a_character_stops_the_build(workspace: Path, run: Run, built: Path) -> None:
    """The guard against empty boxes is proven with a character that no font has."""
    folder = workspace / "sources" / PINGLUO
    file = next((folder / "projects").glob("02-*.yaml"))
    file.write_text(
        file.read_text(encoding="utf-8").replace("业务工作经费", "业务\U0001f600工作经费"), encoding="utf-8"
    )
    done = run("build", PINGLUO, cwd=workspace)
    assert done.returncode == 4
    assert "U+1F600" in done.stderr
    assert f"sources/{PINGLUO}/projects/{file.name}:1:" in done.stderr
    assert not list((workspace / "build").rglob("*.pdf"))
    assert len(list((built / "build").rglob("*.pdf"))) == 4


def test_write_year_is_read_back(tmp_path: Path, run: Run) -> None:
    """The tests' own writer of sources does what the others rely on."""
    project = {
        "项目名称": "甲",
        "资金": {"总额": "1", "其他资金": ""},
        "绩效指标": {"数量指标": [{"名称": "乙", "指标值": "1"}]},
    }
    write_year(tmp_path, "d/2024", {"版式": "ningxia-2024", "单位": {"名称": "丙"}, "年度": "2024"}, [project])
    done = run("build", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
