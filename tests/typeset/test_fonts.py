"""Which font serves which role: with Fandol, without it, from jixiao.toml, from the machine; and what no font has."""

import hashlib
import os
import pickle
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pylopdf_fonts_zh_cn
import pytest
import typst
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTCollection, TTFont

from jixiao.diagnostics import ERROR, WARNING
from jixiao.typeset import fontscan
from jixiao.typeset.charmap import CharacterMap
from jixiao.typeset.coverage import Coverage
from jixiao.typeset.fonts import (
    FANDOL,
    ROLES,
    FontSet,
    Places,
    choose,
    describe,
    digest,
    digests,
    missing,
    substitution,
    unknown_families,
)
from jixiao.typeset.sfnt import read_characters

FontMaker = Callable[..., Path]
SERIF, SANS = str(pylopdf_fonts_zh_cn.serif_path()), str(pylopdf_fonts_zh_cn.sans_path())
WHEEL = str(Path(SERIF).parent)
needs_fandol = pytest.mark.skipif(not Path(FANDOL).is_dir(), reason="Fandol is not installed on this machine")
#: A machine without any font but those of the wheel.
BARE = Places(fandol="/nowhere/fandol", system=())


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "build" / ".jixiao"


def chosen(mode: str, wanted: dict[str, object], root: Path, cache: Path, places: Places = BARE) -> FontSet:
    fonts, faults = choose(mode, wanted, root, cache, places)
    assert not faults, faults
    assert fonts is not None
    return fonts


def families(fonts: FontSet) -> dict[str, list[str]]:
    return {chain.role: [face.family for face in chain.faces] for chain in fonts.chains}


def engine_fonts(fonts: FontSet) -> list[typst.FontInfo]:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(fonts.folders)
    ).fonts()


EMBEDDED = {role: ["Noto Sans SC" if role == "黑体" else "Noto Serif SC"] for role in ROLES}


# auto


@needs_fandol
def test_auto_takes_fandol_and_falls_back_on_the_wheel(tmp_path: Path, cache: Path) -> None:
    fonts = chosen("auto", {}, tmp_path, cache, Places())
    assert families(fonts) == {
        "仿宋": ["FandolFang R", "Noto Serif SC"],
        "楷体": ["FandolKai", "Noto Serif SC"],
        "黑体": ["FandolHei", "Noto Sans SC"],
        "宋体": ["FandolSong", "Noto Serif SC"],
        "小标宋": ["FandolSong", "Noto Serif SC"],
    }
    assert [(chain.role, chain.weight, chain.faces[0].weight) for chain in fonts.chains][-2:] == [("宋体", 400, 400), ("小标宋", 700, 700)]
    assert [chain.role for chain in fonts.chains if chain.substitute] == ["小标宋"]
    assert fonts.folders == (FANDOL, WHEEL)
    assert fonts.chain("小标宋").faces[0].path.endswith("FandolSong-Bold.otf")
    assert unknown_families(fonts, engine_fonts(fonts)) == []
    assert substitution(fonts) == "仅供预览：本机没有合适的字体，小标宋以 FandolSong 粗体 代替。"


def test_a_machine_without_chinese_fonts_has_the_wheel(tmp_path: Path, cache: Path) -> None:
    fonts = chosen("auto", {}, tmp_path, cache)
    assert families(fonts) == EMBEDDED
    assert [chain.role for chain in fonts.chains if chain.substitute] == ["仿宋", "楷体", "小标宋"]
    assert {chain.reason for chain in fonts.chains} == {"随程序附带"}
    assert unknown_families(fonts, engine_fonts(fonts)) == []
    assert substitution(fonts) == "仅供预览：本机没有合适的字体，仿宋以 Noto Serif SC 代替，小标宋以 Noto Serif SC 代替。"
    assert "/nowhere/fandol/FandolFang-Regular.otf" in fonts.probes
    assert SERIF in fonts.probes


def test_auto_lists_no_folder(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fontscan, "scan", lambda *_: pytest.fail("a folder was listed"))
    chosen("auto", {}, tmp_path, cache)
    chosen("embedded", {"仿宋": ["FangSong"]}, tmp_path, cache)


def test_embedded_is_the_wheel_whatever_is_there(tmp_path: Path, cache: Path) -> None:
    fonts = chosen("embedded", {"仿宋": ["FandolFang R", "fonts/没有.ttf"], "印章": ["x"]}, tmp_path, cache, Places())
    assert families(fonts) == EMBEDDED
    assert fonts.folders == (WHEEL,)


def test_no_font_at_all(tmp_path: Path, cache: Path) -> None:
    fonts, faults = choose("auto", {}, tmp_path, cache, BARE._replace(serif="/nowhere/serif.otf", sans=SANS))
    assert fonts is None
    assert [fault.code for fault in faults] == ["JX044"] * 4
    assert "重新安装" in faults[0].hint


def test_unknown_mode(tmp_path: Path, cache: Path) -> None:
    fonts, faults = choose("all", {}, tmp_path, cache, BARE)
    assert fonts is None
    assert [(fault.code, fault.file) for fault in faults] == [("JX042", "jixiao.toml")]


def test_broken_fandol_is_named_and_passed_over(tmp_path: Path, cache: Path) -> None:
    folder = tmp_path / "fandol"
    folder.mkdir()
    (folder / "FandolFang-Regular.otf").write_bytes(Path(SERIF).read_bytes()[:100_000])
    fonts, faults = choose("auto", {}, tmp_path, cache, BARE._replace(fandol=str(folder)))
    assert [(fault.code, fault.severity) for fault in faults] == [("JX044", WARNING)]
    assert "FandolFang-Regular.otf" in faults[0].message
    assert "不完整" in faults[0].message
    assert families(fonts) == EMBEDDED


# characters


@needs_fandol
@pytest.mark.parametrize("role", ROLES)
def test_fallback_is_per_character(tmp_path: Path, cache: Path, role: str) -> None:
    fonts = chosen("auto", {}, tmp_path, cache, Places())
    first, second = fonts.chain(role).faces
    for char in "镕堃囍㎡犇骉":
        assert char not in first.glyphs
        assert char in second.glyphs
    assert missing(fonts, role, "朱镕基堃囍㎡犇骉，预算绩效≥90%") == ()


def test_what_no_font_has_in_order_and_once(tmp_path: Path, cache: Path) -> None:
    fonts = chosen("auto", {}, tmp_path, cache)
    assert missing(fonts, "仿宋", "☑是☒否☑") == ("☑", "☒")
    assert missing(fonts, "仿宋", "☑是☒否☑") == ("☑", "☒")
    assert missing(fonts, "黑体", "是\U0010fffe否\ufeff") == ("\U0010fffe", "\ufeff")
    assert missing(fonts, "宋体", "") == ()


def test_signs_without_a_shape_are_not_missing(tmp_path: Path, cache: Path) -> None:
    fonts = chosen("embedded", {}, tmp_path, cache)
    text = "预\t算\r\n绩 效\u00a0\u3000\u2009\u200b\u2060\ufe00\U000e0100"
    assert missing(fonts, "仿宋", text) == ()
    main = '#set document(title: "t")\n#set text(font: "Noto Serif SC", fallback: false, lang: "zh")\n#"' + "".join(
        f"\\u{{{ord(char):x}}}" for char in text
    )
    engine = typst.Compiler(
        root=str(tmp_path),
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(fonts.folders)),
    )
    engine.compile(input={"main.typ": (main + '"').encode()}, format="pdf", pdf_standards=["a-3a", "ua-1"])
    with pytest.raises(typst.TypstError, match="could not be displayed"):
        engine.compile(input={"main.typ": (main + '☑"').encode()}, format="pdf", pdf_standards=["a-3a", "ua-1"])


def test_coverage_is_a_value(make_font: FontMaker) -> None:
    one, other = (read_characters(str(make_font(f"{chars}.ttf", "A", chars)), 0) for chars in ("预算", "绩效"))
    assert isinstance(one, CharacterMap)
    assert isinstance(other, CharacterMap)
    assert "预" in one
    for again in (pickle.loads(pickle.dumps(one)), CharacterMap(one.table)):  # noqa: S301 (our own bytes)
        assert (again, hash(again), repr(again)) == (one, hash(one), repr(one))
        assert "预" in again
    assert one != other
    assert Coverage((one,)) == Coverage((CharacterMap(one.table),))
    assert hash(Coverage((one,))) == hash(Coverage((CharacterMap(one.table),)))
    assert Coverage((one,)) != Coverage((one, other))
    assert "预" in Coverage((one, other))
    assert "镕" not in Coverage((one, other))


# jixiao.toml


def test_a_file_of_the_workspace(tmp_path: Path, cache: Path, make_font: FontMaker) -> None:
    path = make_font("fonts/小标宋.ttf", "FZXiaoBiaoSong-B05S", "预算")
    fonts = chosen("auto", {"小标宋": ["fonts/小标宋.ttf"]}, tmp_path, cache)
    chain = fonts.chain("小标宋")
    assert [face.family for face in chain.faces] == ["FZXiaoBiaoSong-B05S", "Noto Serif SC"]
    assert (chain.reason, chain.substitute, chain.weight, chain.faces[0].path) == ("jixiao.toml 指定", False, 400, str(path))
    assert str(path) in fonts.probes
    assert missing(fonts, "小标宋", "预算绩效") == ()
    assert unknown_families(fonts, engine_fonts(fonts)) == []
    assert choose("auto", {"小标宋": "fonts\\小标宋.ttf"}, tmp_path, cache, BARE) == (fonts, [])


def test_the_weight_of_a_leading_file_is_asked_for(tmp_path: Path, cache: Path, make_font: FontMaker) -> None:
    make_font("fonts/heavy.ttf", "Title Heavy", weight=900)
    make_font("fonts/regular.ttf", "Title", weight=400)
    fonts = chosen("auto", {"小标宋": ["fonts/heavy.ttf"]}, tmp_path, cache)
    assert (fonts.chain("小标宋").weight, fonts.chain("小标宋").faces[0].family) == (900, "Title")
    assert unknown_families(fonts, engine_fonts(fonts)) == []


def test_the_face_of_a_collection_nearest_to_the_weight(tmp_path: Path, cache: Path, make_font: FontMaker) -> None:
    collection = TTCollection()
    collection.fonts = [TTFont(make_font(f"{weight}.ttf", "Songti", weight=weight)) for weight in (900, 400, 700)]
    (tmp_path / "fonts").mkdir()
    collection.save(tmp_path / "fonts" / "Songti.ttc")
    fonts = chosen("auto", {"宋体": ["fonts/Songti.ttc"], "小标宋": ["fonts/Songti.ttc"]}, tmp_path, cache)
    assert [fonts.chain(role).faces[0].index for role in ("宋体", "小标宋")] == [1, 2]
    assert unknown_families(fonts, engine_fonts(fonts)) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "没有这个文件"), (b"not a font", "不是 TTF"), (b"wOF2" + bytes(60), "WOFF"), (b"\0\1\0\0", "不完整")],
)
def test_a_file_that_cannot_serve(tmp_path: Path, cache: Path, content: bytes | None, words: str) -> None:
    if content is not None:
        (tmp_path / "a.ttf").write_bytes(content)
    fonts, faults = choose("auto", {"仿宋": ["a.ttf"]}, tmp_path, cache, BARE)
    assert [(fault.code, fault.severity, fault.file) for fault in faults] == [("JX044", ERROR, "jixiao.toml")]
    assert "“a.ttf”" in faults[0].message
    assert words in faults[0].message
    assert faults[0].hint
    assert families(fonts) == EMBEDDED
    assert str(tmp_path / "a.ttf") in fonts.probes


def test_a_folder_is_no_font(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "a.ttf").mkdir()
    _, faults = choose("auto", {"仿宋": ["a.ttf"]}, tmp_path, cache, BARE)
    assert [fault.code for fault in faults] == ["JX044"]


def test_a_font_whose_characters_cannot_be_read(tmp_path: Path, cache: Path, make_font: FontMaker) -> None:
    path = make_font("a.ttf", "Symbols")
    font = TTFont(path)
    font["cmap"].tables = [table for table in font["cmap"].tables if table.platformID == 1]
    font.save(path)
    _, faults = choose("auto", {"仿宋": ["a.ttf"]}, tmp_path, cache, BARE)
    assert [(fault.code, fault.severity) for fault in faults] == [("JX044", ERROR)]
    assert "Unicode" in faults[0].message


def test_unknown_roles(tmp_path: Path, cache: Path) -> None:
    fonts, faults = choose("auto", {"隶书": ["LiSu"]}, tmp_path, cache, BARE)
    assert [(fault.code, fault.severity) for fault in faults] == [("JX042", ERROR)]
    assert "小标宋" in faults[0].hint
    assert families(fonts) == EMBEDDED


def test_a_family_by_its_chinese_name(tmp_path: Path, cache: Path, make_font: FontMaker) -> None:
    names = [(1, 3, 1, 0x409, "FangSong"), (1, 3, 1, 0x804, "仿宋"), (6, 3, 1, 0x409, "FangSong")]
    path = make_font("system/simfang.ttf", "FangSong", names=names)
    places = BARE._replace(system=(str(path.parent), "/nowhere"))
    for name in ("仿宋", "FangSong", " fangsong "):
        fonts = chosen("auto", {"仿宋": [name]}, tmp_path, cache, places)
        assert fonts.chain("仿宋").faces[0][:4] == ("FangSong", 400, str(path), 0)
        assert unknown_families(fonts, engine_fonts(fonts)) == []
    assert {str(path), str(path.parent), "/nowhere"} <= set(fonts.probes)
    assert "substitute" not in describe(fonts)[0].note


def test_a_family_that_is_not_installed(tmp_path: Path, cache: Path, make_font: FontMaker) -> None:
    path = make_font("system/simfang.ttf", "FangSong_GB2312")
    fonts, faults = choose("auto", {"仿宋": ["FangSong_GB231"]}, tmp_path, cache, BARE._replace(system=(str(path.parent),)))
    assert [(fault.code, fault.severity, fault.file) for fault in faults] == [("JX044", ERROR, "jixiao.toml")]
    assert faults[0].hint == "已安装的相近字体：FangSong_GB2312"
    assert families(fonts) == EMBEDDED
    _, faults = choose("auto", {"仿宋": ["隶书"]}, tmp_path, cache, BARE)
    assert faults[0].hint.startswith("请先安装")


def test_naming_our_own_family_needs_no_scan(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fontscan, "scan", lambda *_: pytest.fail("a folder was listed"))
    fonts = chosen("auto", {"仿宋": ["noto sans sc"], "黑体": ["Noto Serif SC"]}, tmp_path, cache)
    assert families(fonts)["仿宋"] == ["Noto Sans SC", "Noto Serif SC"]
    assert [fonts.chain(role).substitute for role in ("仿宋", "黑体", "宋体")] == [True, True, False]


def test_a_chain_of_wishes(tmp_path: Path, cache: Path, make_font: FontMaker) -> None:
    make_font("fonts/latin.ttf", "Latin", "0123456789")
    make_font("fonts/han.ttf", "Han", "预")
    fonts = chosen("auto", {"宋体": ["fonts/latin.ttf", "fonts/han.ttf"]}, tmp_path, cache)
    assert families(fonts)["宋体"] == ["Latin", "Han", "Noto Serif SC"]
    assert missing(fonts, "宋体", "2025年预算") == ()
    assert sorted(fonts.folders) == sorted((str(tmp_path / "fonts"), WHEEL))


def test_folders_within_folders_are_given_once(tmp_path: Path, cache: Path, make_font: FontMaker) -> None:
    make_font("fonts/a.ttf", "A")
    make_font("fonts/more/b.ttf", "B")
    fonts = chosen("auto", {"宋体": ["fonts/more/b.ttf", "fonts/a.ttf"]}, tmp_path, cache)
    assert sorted(fonts.folders) == sorted((str(tmp_path / "fonts"), WHEEL))
    assert unknown_families(fonts, engine_fonts(fonts)) == []


# the machine


@pytest.fixture
def machine(make_font: FontMaker) -> Places:
    make_font("win/simfang.ttf", "FangSong")
    make_font("win/sub/STFANGSO.TTF", "STFangsong")
    make_font("win/simhei.ttf", "SimHei")
    make_font("win/FZXBSJW.TTF", "FZXiaoBiaoSong-B05S")
    make_font("user/kaiti.ttc", "X", names=[(1, 3, 1, 0x804, "楷体_GB2312"), (6, 3, 1, 0x409, "KaiTiGB")])
    bad = make_font("win/simsun.ttc", "SimSun")
    bad.write_bytes(bad.read_bytes()[:200])
    (bad.parent / "readme.txt").write_text("no font", encoding="utf-8")
    return BARE._replace(system=(str(bad.parent), str(bad.parent.parent / "user"), "/nowhere"))


def test_system_takes_the_platform_families_in_order(tmp_path: Path, cache: Path, machine: Places) -> None:
    fonts = chosen("system", {}, tmp_path, cache, machine)
    assert families(fonts) == {
        "仿宋": ["FangSong", "Noto Serif SC"],
        "楷体": ["楷体_GB2312", "Noto Serif SC"],
        "黑体": ["SimHei", "Noto Sans SC"],
        "宋体": ["Noto Serif SC"],
        "小标宋": ["FZXiaoBiaoSong-B05S", "Noto Serif SC"],
    }
    assert not any(chain.substitute for chain in fonts.chains)
    assert substitution(fonts) == ""
    assert fonts.chain("仿宋").reason == "系统字体目录"
    assert unknown_families(fonts, engine_fonts(fonts)) == []


@needs_fandol
def test_system_goes_on_to_fandol(tmp_path: Path, cache: Path, machine: Places) -> None:
    fonts = chosen("system", {}, tmp_path, cache, machine._replace(fandol=FANDOL))
    assert families(fonts)["仿宋"] == ["FangSong", "FandolFang R", "Noto Serif SC"]
    assert families(fonts)["宋体"] == ["FandolSong", "Noto Serif SC"]
    assert fonts.chain("小标宋").faces[1].weight == 700
    assert unknown_families(fonts, engine_fonts(fonts)) == []


def test_system_fonts_are_never_taken_by_accident(tmp_path: Path, cache: Path, machine: Places) -> None:
    for mode in ("auto", "embedded"):
        assert families(chosen(mode, {}, tmp_path, cache, machine)) == EMBEDDED


def test_a_scan_reads_each_file_once(tmp_path: Path, cache: Path, machine: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    first = chosen("system", {}, tmp_path, cache, machine)
    monkeypatch.setattr(fontscan, "read_fonts", lambda path: pytest.fail(f"{path} was read again"))
    assert chosen("system", {}, tmp_path, cache, machine) == first


def test_a_changed_font_is_read_again(tmp_path: Path, cache: Path, make_font: FontMaker) -> None:
    path = make_font("system/a.ttf", "FangSong", "预")
    places = BARE._replace(system=(str(path.parent),))
    assert "算" not in chosen("system", {}, tmp_path, cache, places).chain("仿宋").faces[0].glyphs
    make_font("system/a.ttf", "FangSong", "预算")
    os.utime(path, ns=(1, 1))
    assert "算" in chosen("system", {}, tmp_path, cache, places).chain("仿宋").faces[0].glyphs
    make_font("system/a.ttf", "Other", "预算")
    os.utime(path, ns=(2, 2))
    assert families(chosen("system", {}, tmp_path, cache, places)) == EMBEDDED


def test_links_in_a_circle(cache: Path, make_font: FontMaker) -> None:
    path = make_font("system/a.ttf", "FangSong")
    try:
        (path.parent / "again").symlink_to(path.parent, target_is_directory=True)
    except OSError:
        pytest.skip("this machine makes no links")
    found = fontscan.scan((str(path.parent), str(path.parent)), cache)
    assert [one.path for one in found] == [str(path)]


def test_upright_before_slanted_and_fixed_before_variable(cache: Path, make_font: FontMaker) -> None:
    make_font("system/a.ttf", "SimHei", italic=True)
    variable = make_font("system/b.ttf", "SimHei")
    builder = FontBuilder(font=TTFont(variable))
    builder.setupFvar([("wght", 100, 400, 900, "Weight")], [])
    builder.save(variable)
    wanted = make_font("system/c.ttf", "SimHei", weight=500)
    found = fontscan.scan((str(wanted.parent),), cache)
    assert fontscan.choose_face(found, 400).path == str(wanted)


def test_a_variable_font_serves_with_its_default_weight(tmp_path: Path, cache: Path, make_font: FontMaker) -> None:
    path = make_font("fonts/a.ttf", "Axes")
    builder = FontBuilder(font=TTFont(path))
    builder.setupFvar([("wght", 100, 400, 900, "Weight")], [])
    builder.setupGvar({})
    builder.save(path)
    fonts = chosen("auto", {"黑体": ["fonts/a.ttf"]}, tmp_path, cache)
    assert fonts.chain("黑体").faces[0].weight == 400
    assert unknown_families(fonts, engine_fonts(fonts)) == []


@pytest.mark.parametrize("platform", ["win32", "darwin", "linux"])
def test_platform_folders(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WINDIR", "D:\\Windows")
    monkeypatch.setenv("LOCALAPPDATA", "D:\\Local")
    folders = fontscan.platform_folders(platform)
    assert {"win32": "D:\\Windows\\Fonts", "darwin": "/Library/Fonts", "linux": "/usr/share/fonts"}[platform] in folders
    assert platform != "win32" or folders[1] == "D:\\Local\\Microsoft\\Windows\\Fonts"


# the engine


@pytest.fixture
def family_names() -> list[str]:
    """Names of every kind that the engine trims or leaves."""
    return [
        "Foo Semi Bold", "Foo SemiBold", "Foo Ex Bold", "FooExBold", "FooBold", "Foo_DemiBold Condensed", "Foo-BoldItalic", "Bold",
        " .Foo Light ", "汉仪 Bold", "Source Han Serif CN Heavy", "FandolFang R", "FangSong_GB2312", "FZXiaoBiaoSong-B05S",
        "Kaiti SC Black", "Foo  Bold", "Foo Extra-Light", "FZHei-B01S", "方正小标宋_GBK", "STSong Light", "Regular Bold",
    ]  # fmt: skip


def test_the_engine_names_families_as_we_forecast(tmp_path: Path, make_font: FontMaker, family_names: list[str]) -> None:
    for number, name in enumerate(family_names):
        make_font(f"all/{number}.ttf", name, names=[(1, 3, 1, 0x409, name), (6, 3, 1, 0x409, f"PS{number}")])
    make_font("all/90.ttf", "X", names=[(1, 1, 0, 0, "Mac"), (1, 3, 1, 0x409, "Win"), (6, 3, 1, 0x409, "PS")])
    make_font("all/91.ttf", "X", names=[(1, 3, 10, 0x409, "Ten"), (6, 3, 1, 0x409, "PS")])
    make_font("all/92.ttf", "X", names=[(1, 3, 1, 0x409, "No PostScript name")])
    make_font("all/93.ttf", "X", names=[(1, 3, 1, 0x804, "方正小标宋简体"), (6, 3, 1, 0x409, "PS")])
    folder = str(tmp_path / "all")
    ours = {one.path: one.family for one in fontscan.scan((folder,), tmp_path / "cache")}
    theirs = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]).fonts()
    assert ours == {one.path: one.family for one in theirs}
    assert len(ours) == len(family_names) + 2


class Found(NamedTuple):
    family: str
    style: str
    weight: int
    stretch: float
    path: str
    index: int  # type: ignore[assignment]


def test_a_family_that_the_engine_does_not_know(tmp_path: Path, cache: Path) -> None:
    fonts = chosen("embedded", {}, tmp_path, cache)
    (fault,) = unknown_families(fonts, [Found("Noto Serif SC", "normal", 400, 1, SERIF, 0)])
    assert (fault.code, fault.severity) == ("JX044", ERROR)
    assert "Noto Sans SC" in fault.message


def test_a_neighbour_that_takes_the_place(tmp_path: Path, cache: Path, make_font: FontMaker) -> None:
    """Two files of one family and weight: the engine takes the one it meets first, whichever the user meant."""
    make_font("fonts/a.ttf", "Body", "预")
    make_font("fonts/b.ttf", "Body", "算")
    results = []
    for name in ("fonts/a.ttf", "fonts/b.ttf"):
        fonts = chosen("auto", {"仿宋": [name]}, tmp_path, cache)
        results.append(unknown_families(fonts, engine_fonts(fonts)))
    (fault,) = [fault for faults in results for fault in faults]
    assert fault.code == "JX044"
    assert "重名" in fault.message


def test_a_neighbour_of_a_nearer_weight_takes_the_place(tmp_path: Path, cache: Path) -> None:
    fonts = chosen("embedded", {}, tmp_path, cache)
    found = [
        Found("Noto Serif SC", "normal", 400, 1, SERIF, 0),
        Found("Noto Sans SC", "normal", 400, 1, SANS, 0),
        Found("noto serif sc", "normal", 700, 1, "/fonts/bold.otf", 0),
    ]
    (fault,) = unknown_families(fonts, found)
    assert "/fonts/bold.otf" in fault.message


def test_a_copy_of_the_same_font_is_no_fault(tmp_path: Path, cache: Path, make_font: FontMaker) -> None:
    path = make_font("fonts/a.ttf", "Body")
    shutil.copy(path, path.with_name("b.ttf"))
    for name in ("fonts/a.ttf", "fonts/b.ttf"):
        fonts = chosen("auto", {"仿宋": [name]}, tmp_path, cache)
        assert unknown_families(fonts, engine_fonts(fonts)) == []


# what is said


def test_the_table(tmp_path: Path, cache: Path, make_font: FontMaker) -> None:
    make_font("fonts/黑.ttf", "MyHei")
    rows = describe(chosen("auto", {"黑体": ["fonts/黑.ttf"]}, tmp_path, cache))
    assert [row.role for row in rows] == list(ROLES)
    assert rows[2] == ("黑体", "MyHei", 400, str(tmp_path / "fonts" / "黑.ttf"), "jixiao.toml 指定", ("Noto Sans SC",), "")
    assert [row.note for row in rows] == [
        "没有仿宋，以 Noto Serif SC 代替，仅供预览",
        "没有楷体，以 Noto Serif SC 代替",
        "",
        "",
        "没有小标宋，以 Noto Serif SC 代替，仅供预览",
    ]


# caches


@pytest.mark.parametrize("damage", [b"", b"rubbish", "cut", "flip", "folder"])
def test_a_damaged_cache_is_made_anew(cache: Path, make_font: FontMaker, damage: bytes | str) -> None:
    path = str(make_font("a.ttf", "A"))
    first = digest(path, cache)
    file = cache / "sha256.cache"
    good = file.read_bytes()
    if damage == "folder":
        file.unlink()
        file.mkdir()
    elif damage == "cut":
        file.write_bytes(good[: len(good) // 2])
    elif damage == "flip":
        file.write_bytes(good[:-20] + bytes([good[-20] ^ 1]) + good[-19:])
    else:
        file.write_bytes(damage)
    assert digest(path, cache) == first
    if damage != "folder":
        assert file.read_bytes() == good
    assert [path.name for path in cache.iterdir()] == ["sha256.cache"]


def test_a_cache_that_cannot_be_written_is_not_missed(tmp_path: Path, make_font: FontMaker) -> None:
    path = make_font("a.ttf", "A")
    (tmp_path / "build").write_text("a file where the folder should be", encoding="utf-8")
    assert digest(str(path), tmp_path / "build" / ".jixiao") == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_choice_leaves_nothing_behind(tmp_path: Path, cache: Path) -> None:
    chosen("auto", {}, tmp_path, cache)
    assert not cache.exists()


def test_digests(tmp_path: Path, cache: Path, make_font: FontMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_font("a.ttf", "A")
    expected = hashlib.sha256(path.read_bytes()).hexdigest()
    results: list[str] = []
    threads = [threading.Thread(target=lambda: results.append(digest(str(path), cache))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 4
    monkeypatch.setattr(hashlib, "sha256", lambda *_: pytest.fail("hashed again"))
    assert digests([str(path), str(tmp_path / "none")], cache) == {str(path): expected, str(tmp_path / "none"): ""}
    monkeypatch.undo()
    path.write_bytes(b"changed")
    assert digest(str(path), cache) == hashlib.sha256(b"changed").hexdigest()


# start-up


def test_a_start_loads_no_font_library_and_no_engine(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from jixiao.typeset.fonts import choose;"
        f"choose('auto', {{}}, Path({str(tmp_path)!r}), Path({str(tmp_path / 'c')!r}));"
        "print([n for n in ('fontTools', 'typst', 'json', 'tomllib', 'hashlib', 'jixiao.typeset.fontscan') if n in sys.modules])"
    )
    path = os.pathsep.join(entry for entry in sys.path if entry)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": path})
    assert done.stdout.strip() == "[]"


def test_speed(tmp_path: Path, cache: Path) -> None:
    """Loose limits (a busy machine): a choice takes a fraction of a millisecond, the texts of ten pages a few."""
    start = time.perf_counter()
    fonts = chosen("auto", {}, tmp_path, cache, Places())
    took = time.perf_counter() - start
    runs = ["预算项目绩效目标表" + "".join(chr(0x4E00 + (run * 37 + at) % 600) for at in range(12)) for run in range(500)]
    start = time.perf_counter()
    assert not any(missing(fonts, "仿宋", run) for run in runs)
    checked = time.perf_counter() - start
    print(f"choice {took * 1e3:.2f} ms, 500 texts {checked * 1e3:.2f} ms")
    assert took < 0.05
    assert checked < 0.02
