"""Our reader of font files against fontTools (what a good file says) and against broken files (which end in a value)."""

import random
import struct
from collections.abc import Callable
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao.typeset.charmap import CharacterMap
from jixiao.typeset.familyname import engine_family, engine_weight
from jixiao.typeset.fonts import FANDOL
from jixiao.typeset.sfnt import Font, FontFault, read_characters, read_fonts

FontMaker = Callable[..., Path]
FANDOL_FILES = sorted(Path(FANDOL).glob("*.otf"))
WHEEL_FILES = [pylopdf_fonts_zh_cn.serif_path(), pylopdf_fonts_zh_cn.sans_path()]


#: Every character that there is; surrogates are none.
PLANES = {chr(code) for code in range(0x110000)}
BASIC = {chr(code) for code in range(0x10000)}


def codes(found: CharacterMap | FontFault, among: set[str] = BASIC) -> set[int]:
    assert isinstance(found, CharacterMap), found
    return set(map(ord, among - found.lacks(among)))


def fonts(path: Path) -> tuple[Font, ...]:
    found = read_fonts(str(path))
    assert not isinstance(found, FontFault), found
    return found


def reason(path: Path) -> str:
    described, covered = read_fonts(str(path)), read_characters(str(path), 0)
    assert isinstance(described, FontFault)
    assert isinstance(covered, FontFault)
    assert described == covered
    return described.reason


@pytest.mark.parametrize("path", [*FANDOL_FILES, *WHEEL_FILES], ids=lambda path: path.stem)
def test_coverage_is_what_fonttools_reads(path: Path) -> None:
    with TTFont(path, lazy=True) as oracle:
        expected = {code for code, glyph in oracle.getBestCmap().items() if glyph != ".notdef"}
    assert codes(read_characters(str(path), 0), PLANES) == expected


def test_fandol_was_there() -> None:
    if not FANDOL_FILES:
        pytest.skip("Fandol is not installed on this machine")
    assert {"FandolFang-Regular", "FandolKai-Regular"} <= {path.stem for path in FANDOL_FILES}


@pytest.mark.parametrize("path", [*FANDOL_FILES, *WHEEL_FILES], ids=lambda path: path.stem)
def test_names_are_what_fonttools_reads(path: Path) -> None:
    with TTFont(path, lazy=True) as oracle:
        expected = {str(name) for name in oracle["name"].names if name.nameID in (1, 16)}
    (font,) = fonts(path)
    assert set(font.names) == expected
    assert font.number == 0
    assert not font.slanted
    assert not font.variable


def in_format(path: Path, kind: int, mapping: dict[int, str], *, platform: int = 3, encoding: int = 1) -> Path:
    font = TTFont(path)
    table = CmapSubtable.newSubtable(kind)
    table.platformID, table.platEncID, table.language, table.cmap = platform, encoding, 0, mapping
    font["cmap"].tables = [table]
    font.save(path)
    return path


@pytest.mark.parametrize("kind", [0, 4, 6, 12])
def test_each_format(make_font: FontMaker, kind: int) -> None:
    chars = "ABCxyz" if kind in (0, 6) else "ABCxyz预算資㎡"
    path = make_font("a.ttf", "Test", chars)
    mapping = {ord(char): f"u{ord(char):X}" for char in chars}
    in_format(path, kind, mapping)
    assert codes(read_characters(str(path), 0)) == set(mapping)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.integers(1, 0xFFFE).filter(lambda code: not 0xD800 <= code < 0xE000), min_size=1, max_size=60), st.randoms())
@pytest.mark.parametrize("kind", [4, 12])
def test_any_set_of_codes(make_font: FontMaker, kind: int, wanted: set[int], shuffle: random.Random) -> None:
    path = make_font("a.ttf", "Test", [chr(code) for code in wanted])
    names = [f"u{code:X}" for code in wanted]
    shuffle.shuffle(names)  # glyphs out of order: offsets into the glyph array instead of deltas
    in_format(path, kind, dict(zip(wanted, names, strict=True)))
    assert codes(read_characters(str(path), 0)) == wanted


def test_a_code_on_notdef_is_not_covered(make_font: FontMaker) -> None:
    for kind in (4, 6, 12):
        path = make_font(f"{kind}.ttf", "Test", "ABC")
        in_format(path, kind, {0x41: "u41", 0x42: ".notdef", 0x43: "u43"})
        assert codes(read_characters(str(path), 0)) == {0x41, 0x43}


def test_characters_beyond_the_basic_plane(make_font: FontMaker) -> None:
    path = make_font("a.ttf", "Test", "预𠅤𬭊")
    assert codes(read_characters(str(path), 0), PLANES) == {ord(char) for char in "预𠅤𬭊"}


def test_a_collection(make_font: FontMaker, tmp_path: Path) -> None:
    collection = TTCollection()
    collection.fonts = [TTFont(make_font("a.ttf", "First", "一")), TTFont(make_font("b.ttf", "Second", "二", weight=700))]
    path = tmp_path / "both.ttc"
    collection.save(path)
    assert [(font.number, font.name, font.weight) for font in fonts(path)] == [(0, "First", 400), (1, "Second", 700)]
    assert codes(read_characters(str(path), 1)) == {ord("二")}
    assert read_characters(str(path), 2) == FontFault("没有这么多字体")
    assert read_characters(str(path), -1) == FontFault("没有这么多字体")


def test_chinese_names(make_font: FontMaker) -> None:
    names = [
        (1, 3, 1, 0x409, "FZXiaoBiaoSong-B05S"), (1, 3, 1, 0x804, "方正小标宋简体"), (6, 3, 1, 0x409, "FZXBSJW--GB1-0"),
        (16, 3, 1, 0x804, "方正小标宋"),
    ]
    (font,) = fonts(make_font("a.ttf", "X", names=names))
    assert font.name == "FZXiaoBiaoSong-B05S"
    assert font.names == ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "方正小标宋")


def test_chinese_names_of_old_encodings(make_font: FontMaker) -> None:
    names = [(1, 1, 0, 0, "Old"), (6, 1, 0, 0, "Old"), (1, 1, 25, 33, "文鼎仿宋")]
    path = make_font("a.ttf", "X", names=names[:2])
    font = TTFont(path)
    font["name"].setName("文鼎仿宋".encode("gb2312"), 1, 1, 25, 33)
    font.save(path)
    assert fonts(path)[0].names == ("Old", "文鼎仿宋")


def test_weight_slant_and_axes(make_font: FontMaker) -> None:
    assert fonts(make_font("a.ttf", "Heavy", weight=900))[0].weight == 900
    assert fonts(make_font("b.ttf", "Slanted", italic=True))[0].slanted
    names = [(1, 3, 1, 0x409, "X"), (4, 3, 1, 0x409, "X Oblique"), (6, 3, 1, 0x409, "X")]
    assert fonts(make_font("c.ttf", "X", names=names))[0].slanted
    path = make_font("d.ttf", "Variable")
    builder = FontBuilder(font=TTFont(path))
    builder.setupFvar([("wght", 100, 400, 900, "Weight")], [])
    builder.save(path)
    assert fonts(path)[0].variable


# What the engine calls a face; test_fonts.py asks the engine itself.
FAMILIES = [
    ("Foo Semi Bold", "Foo"), ("Foo SemiBold", "Foo"), ("Foo Ex Bold", "Foo"), ("FooExBold", "FooExBold"), ("FooBold", "FooBold"),
    ("Foo_DemiBold Condensed", "Foo"), ("Foo-BoldItalic", "Foo"), ("Bold", "Bold"), (" .Foo Light ", "Foo"), ("汉仪 Bold", "汉仪"),
    ("Source Han Serif CN Heavy", "Source Han Serif"), ("FandolFang R", "FandolFang R"), ("FangSong_GB2312", "FangSong_GB2312"),
    ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05S"), ("Kaiti SC Black", "Kaiti SC"), ("Foo  Bold", "Foo "),
]  # fmt: skip


@pytest.mark.parametrize(("name", "family"), FAMILIES)
def test_engine_family(name: str, family: str) -> None:
    assert engine_family(name) == family


def test_engine_weight() -> None:
    font = Font(0, "FandolSong", ("FandolSong",), "FandolSong-Bold", 400, slanted=False, variable=False)
    assert engine_weight(font) == 700
    assert engine_weight(font._replace(postscript="SimSun")) == 400


# Broken files.


def sfnt(*tables: tuple[bytes, bytes]) -> bytes:
    """A file of the given tables behind a directory of true offsets."""
    head = struct.pack(">4s4H", b"\0\1\0\0", len(tables), 0, 0, 0)
    start = len(head) + 16 * len(tables)
    entries, body = b"", b""
    for tag, data in tables:
        entries += struct.pack(">4s3I", tag, 0, start + len(body), len(data))
        body += data
    return head + entries + body


NEEDED = [(tag, b"\0" * 64) for tag in (b"head", b"hhea", b"maxp", b"glyf")]
NAME_TABLE = struct.pack(">3H", 0, 2, 30) + struct.pack(">12H", 3, 1, 0x409, 1, 2, 0, 3, 1, 0x409, 6, 2, 0) + "X".encode("utf-16-be")


def with_cmap(subtable: bytes, pair: tuple[int, int] = (3, 1)) -> bytes:
    cmap = struct.pack(">4HI", 0, 1, *pair, 12) + subtable
    return sfnt(*NEEDED, (b"name", NAME_TABLE), (b"cmap", cmap))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "不是"),
        (b"\0\1\0\0", "不完整"),
        (b"%PDF-1.7 nothing of a font", "不是"),
        ("这是一个改了名字的文本文件".encode() * 100, "不是"),
        (b"wOFF" + bytes(100), "WOFF"),
        (b"wOF2" + bytes(100), "WOFF"),
        (sfnt(), "不是"),
        (sfnt((b"glyf", b"")), "缺少"),
        (sfnt(*NEEDED, (b"EBDT", b"")), "缺少"),
        (sfnt((b"EBDT", b""), (b"head", b"")), "点阵"),
        (b"ttcf\0\1\0\0" + struct.pack(">I", 0), "不是"),
        (b"ttcf\0\1\0\0" + struct.pack(">I", 0xFFFFFFFF), "不是"),
        (b"ttcf\0\1\0\0" + struct.pack(">I", 40), "不完整"),
        (b"ttcf\0\1\0\0" + struct.pack(">2I", 1, 0xFFFFFFF0), "不完整"),
        (b"\0\1\0\0\xff\xff" + bytes(100), "不完整"),
        (struct.pack(">4s4H4s3I", b"OTTO", 1, 0, 0, 0, b"CFF ", 0, 12, 0xFFFFFFFF), "不完整"),
    ],
)
def test_broken_files_are_named(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "坏.ttf"
    path.write_bytes(data)
    assert words in reason(path)


def test_a_collection_that_names_itself_again_and_again(tmp_path: Path) -> None:
    path = tmp_path / "loop.ttc"
    path.write_bytes(b"ttcf\0\1\0\0" + struct.pack(">I", 60) + struct.pack(">60I", *[0] * 60))
    assert isinstance(read_fonts(str(path)), FontFault)


@pytest.mark.parametrize(
    ("subtable", "words"),
    [
        (b"", "不完整"),
        (struct.pack(">2H", 0, 262) + bytes(100), "不完整"),
        (struct.pack(">2H", 2, 10), "少见"),
        (struct.pack(">7H", 4, 14, 0, 0xFFFE, 0, 0, 0), "不完整"),
        (struct.pack(">H", 4), "不完整"),
        (struct.pack(">2H", 6, 10), "不完整"),
        (struct.pack(">2H", 12, 0), "不完整"),
    ],
)
def test_broken_character_tables_are_named(tmp_path: Path, subtable: bytes, words: str) -> None:
    path = tmp_path / "a.ttf"
    path.write_bytes(with_cmap(subtable))
    assert fonts(path)[0].name == "X"
    fault = read_characters(str(path), 0)
    assert isinstance(fault, FontFault)
    assert words in fault.reason


def test_no_unicode_table(tmp_path: Path) -> None:
    path = tmp_path / "a.ttf"
    path.write_bytes(with_cmap(bytes(300), (1, 0)))
    assert "Unicode" in read_characters(str(path), 0).reason


def test_overlapping_ranges_are_no_more_work(tmp_path: Path) -> None:
    """Each of 100,000 groups claims all of Unicode: unpacked one by one that would be a hundred gigabytes of writing."""
    path = tmp_path / "a.ttf"
    groups = struct.pack(">3I", 0, 0x10FFFF, 1) * 100_000
    path.write_bytes(with_cmap(struct.pack(">2H3I", 12, 0, 0, 0, 100_000) + groups, (3, 10)))
    covered = codes(read_characters(str(path), 0), PLANES)
    assert len(covered) == 0x110000 - 0x800  # without the surrogates
    segments = 30_000
    body = (b"\xff\xff" * segments) + b"\0\0" + (b"\0\1" * segments) + (b"\0\0" * segments) + (b"\0\0" * segments)
    path.write_bytes(with_cmap(struct.pack(">7H", 4, 0, 0, segments * 2, 0, 0, 0) + body))
    assert len(codes(read_characters(str(path), 0))) == 0xFFFF - 0x800


def ends_in_a_value(path: Path) -> None:
    assert isinstance(read_fonts(str(path)), FontFault | tuple)
    found = read_characters(str(path), 0)
    assert isinstance(found, FontFault) or found.lacks({"\0", "预", "\uffff", "\U0010ffff"}) is not None


def test_any_truncation_and_any_damage_ends_in_a_value(make_font: FontMaker, tmp_path: Path) -> None:
    good = make_font("good.ttf", "Good", "预算绩效").read_bytes()
    path = tmp_path / "bad.ttf"
    chance = random.Random(9704)  # noqa: S311 (damage, not secrets)
    for length in range(0, len(good), 7):
        path.write_bytes(good[:length])
        ends_in_a_value(path)
    with TTFont(path.with_name("good.ttf")) as font:
        table = font.reader.tables["cmap"].offset
        length = font.reader.tables["cmap"].length
    for turn in range(800):
        data = bytearray(good)
        first, last = (0, len(data)) if turn % 2 else (table, table + length)
        for _ in range(chance.randint(1, 12)):
            data[chance.randrange(first, last)] = chance.randrange(256)
        path.write_bytes(data)
        ends_in_a_value(path)


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    assert reason(tmp_path / "无.ttf") == "没有这个文件"
    assert "打不开" in reason(tmp_path)
