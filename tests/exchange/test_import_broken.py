"""Inputs that cannot be taken in: a clear message, exit code 3, nothing written."""

import contextlib
import io
import os
import stat
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from docx import Document
from tests.exchange.make_docx import Sheet, data_of, hebei, ningxia, ningxia_table
from tests.exchange.taking import REPOSITORY, SEEDS
from tests.pdf.sources import load_year

from jixiao.cli import main

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SEED = (SEEDS / "pingluo-2024.txt").read_text(encoding="utf-8")


def word() -> bytes:
    return data_of(ningxia(*load_year(REPOSITORY / "sources/pingluo-jiguan/2024")))


def with_part(name: str, content: bytes) -> bytes:
    """The Word file with one part replaced or added."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(word())) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        new.writestr(name, content)
    return stream.getvalue()


def bomb() -> bytes:
    return with_part("word/media/image1.png", bytes(64 << 20))


def laughing() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    body = f'<!DOCTYPE x [<!ENTITY a0 "哈哈哈哈">{entities}]>'
    return with_part(
        "word/document.xml",
        f'<?xml version="1.0"?>{body}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>&a9;</w:t></w:r></w:p></w:body></w:document>".encode(),
    )


def flipped() -> bytes:
    """One bit of the packed text is wrong."""
    data = bytearray(word())
    with zipfile.ZipFile(BytesIO(bytes(data))) as packed:
        about = packed.getinfo("word/document.xml")
    data[about.header_offset + 30 + len(about.filename) + about.compress_size // 2] ^= 0x10
    return bytes(data)


def pdf(draw: Callable[[pikepdf.Pdf], None], **options: object) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    draw(document)
    stream = BytesIO()
    document.save(stream, **options)
    return stream.getvalue()


def picture(document: pikepdf.Pdf) -> None:
    page = document.pages[0]
    image = document.make_stream(bytes(300), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
    image.Width, image.Height, image.BitsPerComponent, image.ColorSpace = 10, 10, 8, pikepdf.Name.DeviceRGB
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    page.Contents = document.make_stream(b"q 500 0 0 700 50 50 cm /Im0 Do Q")


def scanned() -> bytes:
    return pdf(picture)


def locked() -> bytes:
    return pdf(picture, encryption=pikepdf.Encryption(owner="甲", user="乙"))


def two_departments() -> bytes:
    other = SEED.replace("平罗县机关事务服务中心", "贺兰县机关事务服务中心")
    return f"{SEED}\n{other}".encode()


def no_name() -> bytes:
    document = Document()
    document.add_paragraph("填报单位：平罗县机关事务服务中心")
    project = load_year(REPOSITORY / "sources/pingluo-jiguan/2024")[1][0]
    ningxia_table(document, project | {"项目名称": ""})
    return data_of(document)


def no_form() -> bytes:
    document = Document()
    document.add_heading("关于开展绩效自评工作的通知", 1)
    document.add_paragraph("各单位：请按时报送。")
    sheet = Sheet(document, 2)
    sheet.row("单位", "报送时间")
    sheet.row("机关事务服务中心", "3月底前")
    return data_of(document)


def nameless() -> bytes:
    return SEED.replace("平罗县机关事务服务中心本级", "").replace("平罗县机关事务服务中心", "").encode()


BROKEN: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "加密的 docx": (
        "a.docx",
        lambda: OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500),
        "加了密码",
    ),
    "没下载完的 docx": ("a.docx", lambda: word()[:20_000], "不完整"),
    "压缩炸弹": ("a.docx", bomb, "太大"),
    "坏了一位的 docx": ("a.docx", flipped, "损坏"),
    "正文不是 XML": ("a.docx", lambda: with_part("word/document.xml", b"<w:document><w:body>"), "损坏"),
    "实体炸弹": ("a.docx", laughing, ""),
    "docx 其实是 PDF": ("a.docx", scanned, "内容却是PDF"),
    "docx 其实是 doc": ("a.docx", lambda: OLE + bytes(2000), "旧格式"),
    "docx 其实是 RTF": ("a.docx", lambda: b"{\\rtf1\\ansi hello}", "RTF"),
    "docx 其实是网页": ("a.docx", lambda: b"<html><body>x</body></html>", "网页"),
    "docx 其实是文本": ("a.docx", SEED.encode, "文本文件"),
    "pdf 其实是 docx": ("a.pdf", word, "内容却是Word"),
    "txt 其实是 docx": ("a.txt", word, "内容却是Word"),
    "空文件": ("a.docx", lambda: b"", "空的"),
    "只有空格的文本": ("a.txt", lambda: b" \n\n\t\n", "空的"),
    "不是文本": ("a.txt", lambda: bytes(range(256)) * 40, "不是文本"),
    "只有图片的 PDF": ("a.pdf", scanned, "只有图片"),
    "加密的 PDF": ("a.pdf", locked, "密码"),
    "截断的 PDF": ("a.pdf", lambda: b"%PDF-1.7\n1 0 obj\n<< /Type /Cata", "损坏"),
    "doc 不是 Word": ("a.doc", lambda: OLE + bytes(2000), "不是 Word"),
    "两个单位": ("a.txt", two_departments, "2 个单位"),
    "没有单位": ("a.txt", nameless, "--unit"),
    "没有表": ("a.docx", no_form, "没有找到项目绩效目标表"),
    "没有项目名称": ("a.docx", no_name, "没有项目名称"),
    "年度不对": ("a.txt", lambda: SEED.replace("2024 年度", "2023 年度").encode(), "2023"),
}


def bring(path: Path, root: Path, *more: str) -> tuple[int, str]:
    messages = io.StringIO()
    with contextlib.chdir(root), contextlib.redirect_stderr(messages), contextlib.redirect_stdout(messages):
        code = main(["import", str(path), "--into", "sources/x/2024", "--layout", "ningxia-2024", *more])
    return code, messages.getvalue()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "w/sources").mkdir(parents=True)
    return tmp_path / "w"


@pytest.mark.parametrize("case", BROKEN)
def test_broken_inputs_are_refused_whole(case: str, root: Path, tmp_path: Path) -> None:
    name, make, message = BROKEN[case]
    path = tmp_path / name
    path.write_bytes(make())
    code, said = bring(path, root)
    assert code == 3, said
    assert message in said
    assert "没有写入任何文件" in said
    assert "Traceback" not in said
    assert list((root / "sources").iterdir()) == []


def test_a_file_that_is_not_there(root: Path, tmp_path: Path) -> None:
    code, said = bring(tmp_path / "没有.docx", root)
    assert (code, "没有这个文件" in said) == (3, True)
    (tmp_path / "夹.docx").mkdir()
    code, said = bring(tmp_path / "夹.docx", root)
    assert (code, "文件夹" in said) == (3, True)


def old_word() -> bytes:
    return OLE + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(600)


def office(folder: Path, script: str) -> None:
    folder.mkdir()
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_an_old_file_without_an_office(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("jixiao.exchange.papers.oldword._PLACES", ())
    (tmp_path / "去年.doc").write_bytes(old_word())
    code, said = bring(tmp_path / "去年.doc", root)
    assert code == 3
    assert "LibreOffice" in said
    assert "另存为" in said


@pytest.mark.skipif(os.name == "nt", reason="a script stands in for the office")
def test_an_old_file_through_an_office(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "made.docx").write_bytes(word())
    (tmp_path / "去年.doc").write_bytes(old_word())
    office(
        tmp_path / "bin",
        f'while [ "$1" != --outdir ]; do shift; done; mkdir -p "$2"; cp "{tmp_path}/made.docx" "$2/paper.docx"',
    )
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    assert bring(tmp_path / "去年.doc", root)[0] == 0
    assert len(list((root / "sources/x/2024/projects").iterdir())) == 8


@pytest.mark.skipif(os.name == "nt", reason="a script stands in for the office")
def test_an_office_that_fails(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "去年.doc").write_bytes(old_word())
    office(tmp_path / "bin", "exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    code, said = bring(tmp_path / "去年.doc", root)
    assert code == 3
    assert "没有转换成功" in said


def test_two_names_of_one_unit(root: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(two_departments())
    code, said = bring(tmp_path / "a.txt", root, "--unit", "平罗县机关事务服务中心")
    assert code == 0, said
    assert len(list((root / "sources/x/2024/projects").iterdir())) == 16


def test_the_other_layout_finds_no_columns(root: Path, tmp_path: Path) -> None:
    """A form of another place: what it has in common is taken, the rest is listed, nothing is lost silently."""
    (tmp_path / "a.docx").write_bytes(data_of(hebei(*load_year(REPOSITORY / "sources/huailai-jiguan/2025"))))
    code, said = bring(tmp_path / "a.docx", root)
    assert code in {0, 1}
    assert "未归位" in said
