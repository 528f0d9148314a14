"""Bytes to text: what is accepted, and how everything else is told."""

import errno
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao.diagnostics import SourceText
from jixiao.source import encoding
from jixiao.source.encoding import LIMIT
from jixiao.source.invisible import INVISIBLE, name_of
from jixiao.source.yamltree import read

SHOWN = "sources/甲/2025/department.yaml"
TEXT = "项目名称: 干部就餐\n项目期: 1 年\n"


def file(folder: Path, content: bytes) -> Path:
    path = folder / "department.yaml"
    path.write_bytes(content)
    return path


def test_text_bytes_and_shown_name(tmp_path: Path) -> None:
    source, content, faults = read(file(tmp_path, TEXT.encode()), SHOWN)
    assert isinstance(source, SourceText)
    assert (source.path, source.text, content, faults) == (SHOWN, TEXT, TEXT.encode(), [])


def test_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    typed = TEXT.replace("\n", "\r\n")
    content = b"\xef\xbb\xbf" + typed.encode()
    source, kept, faults = read(file(tmp_path, content), SHOWN)
    assert source is not None
    assert (source.text, kept, faults) == (typed, content, [])
    assert source.position(typed.index("项目期")) == (2, 1)


def test_gbk_is_named_with_its_place_and_readable_line(tmp_path: Path) -> None:
    source, content, faults = read(file(tmp_path, ("a: 1\nb: 甲\n" + TEXT).encode("gbk")), SHOWN)
    assert source is None
    assert content
    (fault,) = faults
    assert fault.code == "JX003"
    assert "GBK" in fault.message
    assert "另存为" in fault.hint
    assert "UTF-8" in fault.hint
    assert fault.span is not None
    assert fault.span.source.position(fault.span.start) == (2, 4)
    assert fault.span.source.line(2) == "b: 甲"
    assert fault.name == SHOWN


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_named(tmp_path: Path, codec: str) -> None:
    _, _, faults = read(file(tmp_path, TEXT.encode(codec)), SHOWN)
    (fault,) = faults
    assert fault.code == "JX003"
    assert "UTF-" in fault.message
    assert "另存为" in fault.hint
    assert fault.span is not None
    assert fault.span.source.line(1) == "项目名称: 干部就餐"


def test_a_broken_byte_in_good_utf_8_is_not_called_gbk(tmp_path: Path) -> None:
    _, _, faults = read(file(tmp_path, "项目名称: 干部".encode() + b"\xff\n"), SHOWN)
    (fault,) = faults
    assert fault.code == "JX003"
    assert "0xFF" in fault.message
    assert fault.span is not None
    assert fault.span.source.position(fault.span.start) == (1, 9)


@pytest.mark.parametrize("size", [LIMIT, LIMIT + 1])
def test_size_limit(tmp_path: Path, size: int) -> None:
    source, content, faults = read(file(tmp_path, b"#" * size), SHOWN)
    if size <= LIMIT:
        assert source is not None
        assert (len(content), faults) == (LIMIT, [])
    else:
        assert (source, content, [fault.code for fault in faults]) == (None, b"", ["JX002"])
        assert "2 MB" in faults[0].message


def test_missing_folder_pipe_and_impossible_names(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "nothing", tmp_path / "pipe", tmp_path / "a\0b", tmp_path / ("x" * 300)):
        source, content, faults = read(path, SHOWN)
        assert (source, content, [fault.code for fault in faults]) == (None, b"", ["JX001"])
        assert faults[0].name == SHOWN


@pytest.mark.parametrize("problem", [PermissionError(errno.EACCES, "denied"), OSError(errno.EIO, "i/o")])
def test_faults_of_the_disk(tmp_path: Path, problem: OSError, monkeypatch: pytest.MonkeyPatch) -> None:
    path = file(tmp_path, TEXT.encode())

    def fail(*_: object, **__: object) -> None:
        raise problem

    monkeypatch.setattr(os, "open", fail)
    _, _, faults = read(path, SHOWN)
    assert [fault.code for fault in faults] == ["JX001"]


@pytest.mark.parametrize(
    "char",
    [
        "\x00",
        "\x0b",
        "\x1b",
        "\x7f",
        "\x85",
        "\xad",
        "\u200b",
        "\u200d",
        "\u200f",
        "\u2028",
        "\u2029",
        "\u202e",
        "\u2060",
        "\u2064",
        "\u2066",
        "\ufeff",
        "\ufffd",
        "\ufffe",
        "\ufdd0",
        "\ue000",
        "\uf8ff",
        "\U0001ffff",
        "\U000f0000",
        "\U0010ffff",
    ],
)
def test_invisible_characters_are_refused_at_their_place(tmp_path: Path, char: str) -> None:
    source, _, faults = read(file(tmp_path, f"项目期: 1\n项目名称: 𠮷干{char}部\n".encode()), SHOWN)
    assert source is not None
    (fault,) = faults
    assert fault.code == "JX004"
    assert f"U+{ord(char):04X}（" in fault.message
    assert fault.span is not None
    assert source.position(fault.span.start) == (2, 9)
    lost = char in "\ufffd\ue000\uf8ff\U000f0000\U0010ffff"
    assert ("重新输入这个字" in fault.hint) is lost
    assert ("项目名称: 𠮷干部" in fault.hint) is not lost


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (b"PK\x03\x04\x14\x00word/document.xml", "Word 文件"),
        (b"PK\x03\x04\x14\x00xl/workbook.xml", "Excel 文件"),
        (b"PK\x03\x04\x14\x00", "压缩文件"),
        (b"%PDF-1.7", "PDF 文件"),
        (b"{\\rtf1\\ansi abc}", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word 或 Excel 文件"),
    ],
)
def test_a_renamed_file_of_another_program_is_told_in_one_message(tmp_path: Path, start: bytes, said: str) -> None:
    source, content, faults = read(file(tmp_path, start + b"\x00\x01\x02" * 50), SHOWN)
    assert source is None
    assert content
    (fault,) = faults
    assert (fault.code, fault.name) == ("JX003", SHOWN)
    assert said in fault.message
    assert "复制到记事本" in fault.hint


def test_visible_characters_are_accepted(tmp_path: Path) -> None:
    text = "项目名称: 甲\t乙　丙\u00a0“丁” 𠮷 ㎡ é ① ≥ — … 〔2024〕 葛\U000e0100 😀\n"
    source, _, faults = read(file(tmp_path, text.encode()), SHOWN)
    assert source is not None
    assert (source.text, faults) == (text, [])


def test_a_binary_file_does_not_flood(tmp_path: Path) -> None:
    _, _, faults = read(file(tmp_path, b"\x01\n" * 10_000), SHOWN)
    assert len(faults) < 100
    assert "9950" in faults[-1].message


@given(st.text())
def test_the_quick_look_misses_nothing(text: str) -> None:
    assert not (encoding._is_visible(text) and INVISIBLE.search(text))


def test_every_refused_character_has_a_name() -> None:
    for code in range(0x110000):
        if INVISIBLE.match(chr(code)):
            assert name_of(code)
            assert not encoding._is_visible(chr(code))
        else:
            assert unicodedata.category(chr(code)) not in ("Co", "Cs") or code in (0x09, 0x0A, 0x0D)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.binary(max_size=200)
    | st.text(max_size=100).flatmap(
        lambda text: st.sampled_from(["gbk", "utf-16", "big5", "utf-8"]).map(
            lambda codec: text.encode(codec, "replace")
        )
    )
)
def test_reading_never_raises(tmp_path: Path, content: bytes) -> None:
    source, kept, faults = read(file(tmp_path, content), SHOWN)
    assert kept == content
    assert source is not None or faults
    for fault in faults:
        assert fault.span is None or 0 <= fault.span.start <= fault.span.end <= len(fault.span.source.text) + 1
