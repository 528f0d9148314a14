"""Names and contents of what a build writes."""

import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

YEAR = "sources/a/2024"
CLOSED = "项目名称: 保密会议\n公开: 否\n资金:\n  总额: 1\n绩效指标:\n  数量指标:\n    - 名称: 场次\n      指标值: 1 次\n"
NAME = "甲局2024年度绩效目标"


def names(desk: Any, folder: str = "build/a/2024") -> set[str]:
    return {path.name for path in (desk.root / folder).iterdir()}


@pytest.mark.parametrize(
    ("stage", "name"),
    [
        ("阶段: 一上", "（一上稿）"),
        ("阶段: 二上", "（二上稿）"),
        ("阶段: 批复", ""),
        ("阶段: 调整", ""),
        ("阶段:", "（一上稿）"),
        ("", "（一上稿）"),
    ],
)
def test_stage_in_the_file_name(desk: Any, stage: str, name: str) -> None:
    desk.change("阶段: 批复", stage, desk.root / YEAR / "department.yaml")
    desk.build()
    assert desk.pdf().name == f"{NAME}{name}.pdf"
    desk.build("--public")
    assert f"{NAME}{name}（公开版）.pdf" in names(desk)


def test_public_edition(desk: Any) -> None:
    desk.write(f"{YEAR}/projects/02.yaml", CLOSED)
    desk.build()
    whole = desk.outputs()
    run = desk.build("--public")
    assert "a/2024  1 页  " in run.out
    assert names(desk) == {f"{NAME}.pdf", f"{NAME}（公开版）.pdf", "manifest.json", "manifest-public.json", "typst", "typst-public"}
    folder = desk.root / "build/a/2024"
    assert "保密会议" in (folder / "typst/main.typ").read_text()
    for path in [*(folder / "typst-public").rglob("*"), folder / f"{NAME}（公开版）.pdf"]:
        if path.is_file():
            assert "保密会议".encode() not in path.read_bytes()
    assert {path: content for path, content in desk.outputs().items() if path in whole} == whole
    public = json.loads((folder / "manifest-public.json").read_bytes())
    assert public["artifacts"][0]["path"] == f"{NAME}（公开版）.pdf"
    assert "没有改动" in desk.build("--public").out
    assert "没有改动" in desk.build().out


def test_public_edition_with_nothing_in_it(desk: Any) -> None:
    desk.first.write_text(CLOSED)
    run = desk.run("build", "--public")
    assert "Traceback" not in run.err
    assert run.code in {0, 3}


def test_manifest(desk: Any) -> None:
    desk.build()
    folder = desk.root / "build/a/2024"
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    about = json.loads(text)
    assert set(about) == {"schema_version", "tool", "engine", "layout", "fonts", "sources", "artifacts", "timestamp"}
    assert about["schema_version"] == "1.0"
    assert re.fullmatch(r"jixiao \d+\.\d+\.\d+\S*", about["tool"])
    import typst

    assert about["engine"] == f"typst {typst.__version__}"
    assert about["layout"]["name"] == "ningxia-2024"
    assert [one["path"] for one in about["sources"]] == [f"{YEAR}/department.yaml", f"{YEAR}/projects/01.yaml"]
    for one in about["sources"]:
        assert one["sha256"] == hashlib.sha256((desk.root / one["path"]).read_bytes()).hexdigest()
    (artifact,) = about["artifacts"]
    assert artifact == {"path": f"{NAME}.pdf", "pages": 1, "sha256": hashlib.sha256(desk.pdf().read_bytes()).hexdigest()}
    assert {one["role"] for one in about["fonts"]} == {"仿宋", "楷体", "黑体", "宋体", "小标宋"}
    for one in about["fonts"]:
        assert set(one) == {"role", "family", "file", "sha256"}
        assert re.fullmatch("[0-9a-f]{64}", one["sha256"])
        assert "/" not in one["file"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", about["timestamp"])


def test_outputs_are_free_of_machine_paths(desk: Any) -> None:
    desk.build()
    places = [str(desk.root), str(Path.home()), os.path.realpath(Path(__file__).parents[2])]
    for path, (content, _) in desk.outputs().items():
        for place in places:
            assert place.encode() not in content, path


def test_layout_digest_follows_the_layout(desk: Any) -> None:
    def digest() -> str:
        desk.build("--force")
        return str(json.loads((desk.root / "build/a/2024/manifest.json").read_bytes())["layout"]["sha256"])

    first = digest()
    desk.change("食堂补助", "食堂费用")
    assert digest() == first
    import jixiao

    shipped = Path(jixiao.__file__).parent / "layouts/common/page.typ"
    desk.write("layouts/common/page.typ", shipped.read_bytes() + b"\n// ours\n")
    assert digest() != first


def test_bundle_compiles_alone(desk: Any) -> None:
    """`typst/` holds what the engine was given: the engine makes the same PDF of it."""
    import typst

    desk.build()
    folder = desk.root / "build/a/2024/typst"
    assert (folder / "targets.json").is_file()
    from jixiao.typeset.fonts import choose

    fonts, _ = choose("auto", {}, desk.root, desk.root / "build/.jixiao")
    assert fonts is not None
    loaded = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(fonts.folders))
    compiler = typst.Compiler(folder / "main.typ", root=folder, font_paths=loaded)
    pdf = compiler.compile(format="pdf", pdf_standards=["a-3a", "ua-1"], timestamp=1704067200)
    assert pdf == desk.pdf().read_bytes()


def test_files_of_an_earlier_bundle_are_removed(desk: Any) -> None:
    desk.write("layouts/common/extra.typ", "#let x = 1\n")
    desk.build()
    folder = desk.root / "build/a/2024/typst"
    assert (folder / "common/extra.typ").is_file()
    (desk.root / "layouts/common/extra.typ").unlink()
    desk.build()
    assert not (folder / "common/extra.typ").exists()


def test_output_folder_counts_from_here(desk: Any) -> None:
    here = desk.root / "sources/a"
    run = desk.run("build", "-o", "../../出文", cwd=here)
    assert run.code == 0
    assert (desk.root / f"出文/a/2024/{NAME}.pdf").is_file()
    assert f"出文/a/2024/{NAME}.pdf" in run.out
    assert "没有改动" in desk.run("build", "-o", str(desk.root / "出文")).out


def test_output_folder_of_the_config_counts_from_the_workspace(desk: Any) -> None:
    desk.write("jixiao.toml", '[build]\noutput = "成品"\n')
    assert desk.run("build", cwd=desk.root / "sources/a/2024").code == 0
    assert (desk.root / f"成品/a/2024/{NAME}.pdf").is_file()


def test_output_folder_outside(desk: Any, tmp_path: Path) -> None:
    run = desk.build("-o", str(tmp_path / "外面"))
    assert f"{tmp_path.as_posix()}/外面/a/2024/{NAME}.pdf" in run.out
    assert not list((desk.root / "build").glob("a"))


def test_targets_hold_printed_fields_only(desk: Any) -> None:
    desk.change("项目期: 1 年", "项目期: 1 年\n资金用途: 内部用途\n测算:\n  - 1人 × 2元\n说明:\n  - 规则: JX205\n    理由: 内部理由如此")
    desk.change("      指标值: 2637 人", "      指标值: 2637 人\n      依据: 内部依据\n      备注: 内部备注")
    desk.build()
    for path, (content, _) in desk.outputs().items():
        assert "内部".encode() not in content, path
    targets = json.loads((desk.root / "build/a/2024/typst/targets.json").read_bytes())
    assert targets["项目"][0]["项目名称"] == "食堂补助"
    assert targets["项目"][0]["资金"] == {"总额": "886", "财政拨款": "886", "其他资金": ""}


def test_verbose_names_what_is_not_printed(desk: Any) -> None:
    desk.change("项目期: 1 年", "项目期: 1 年\n资金用途: 用途")
    run = desk.build("--verbose")
    assert "本表不印的栏目：" in run.err
    assert "资金用途" in run.err
    assert "仿宋：" in run.err
