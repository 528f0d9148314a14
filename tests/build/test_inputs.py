"""The one list of inputs: complete, of what was read, and told of documents with faults too."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from jixiao.build.document import check_fresh
from jixiao.build.inputs import MISSING, Inputs
from jixiao.build.options import Options, Result
from jixiao.build.state import state_file
from jixiao.build.warm import Warm
from jixiao.source.workspace import department_years, open_workspace

YEAR = "sources/a/2024"


def built(desk: Any) -> Result:
    workspace, _ = open_workspace(desk.root)
    (place,) = department_years(workspace)
    return Warm(workspace, lambda one: Options(one.root / "build")).build(place)


def inputs(desk: Any) -> Inputs:
    found = built(desk).inputs
    assert found is not None
    return found


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_everything_that_decides(desk: Any) -> None:
    desk.write(f"{YEAR}/projects/02.yaml.txt", "x")
    desk.write("profiles/mine.yaml", "名称: 我的\n层级: 县级\n")
    found = inputs(desk)
    root = desk.root
    assert found.files[str(root / YEAR / "department.yaml")] == digest(root / YEAR / "department.yaml")
    assert found.files[str(desk.first)] == digest(desk.first)
    assert found.files[str(root / "profiles/mine.yaml")] == digest(root / "profiles/mine.yaml")
    assert found.files[str(root / YEAR / "projects/02.yaml.txt")] == "skipped"
    assert found.files[str(root / YEAR / "审核.yaml")] == found.files[str(root / "jixiao.toml")] == MISSING
    names = {Path(one).name for one in found.files}
    assert {"layout.yaml", "document.typ.j2", "form.typ", "page.typ"} <= names
    assert any(one.endswith((".otf", ".ttf")) for one in names)
    assert set(found.probes) <= set(found.files)
    assert {str(root / one) for one in (YEAR, "layouts/common", "layouts/ningxia-2024", "profiles")} <= set(found.folders)


def test_cache_and_result_tell_the_same(desk: Any) -> None:
    found = inputs(desk)
    workspace, _ = open_workspace(desk.root)
    (place,) = department_years(workspace)
    options = Options(desk.root / "build")
    state = json.loads(state_file(options.output, place, public=False).read_bytes())
    assert state["inputs"] == found.files
    fresh = check_fresh(workspace, place, options)
    assert fresh is not None
    assert fresh.inputs == found


def test_manifest_names_the_sources_among_them(desk: Any) -> None:
    found = inputs(desk)
    manifest = json.loads((desk.root / "build/a/2024/manifest.json").read_bytes())
    assert all(found.files[str(desk.root / one["path"])] == one["sha256"] for one in manifest["sources"])


FAULTS = {
    "broken project": (f"{YEAR}/projects/01.yaml", ": [\n"),
    "no YAML at all": (f"{YEAR}/projects/01.yaml", "\x00"),
    "broken department": (f"{YEAR}/department.yaml", ": [\n"),
    "no such layout": (f"{YEAR}/department.yaml", "版式: mine\n单位:\n  名称: 甲\n年度: 2024\n"),
    "a character without a glyph": (f"{YEAR}/projects/02.yaml", "\U000f0000"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_documents_with_faults(desk: Any, name: str) -> None:
    path, text = FAULTS[name]
    desk.write(path, text)
    result = built(desk)
    assert (result.pdf, bool(result.faults)) == ("", True)
    assert result.inputs is not None
    assert {str(desk.root / path), str(desk.first), str(desk.root / YEAR / "department.yaml")} <= set(result.inputs.files)
    if name == "no such layout":
        assert str(desk.root / "layouts/mine") in result.inputs.folders


@pytest.mark.parametrize("layout", ["/", "..", "../..", ".", "a/../../x"])
def test_a_layout_s_name_leads_nowhere_else(desk: Any, layout: str) -> None:
    desk.change("ningxia-2024", f'"{layout}"', desk.root / YEAR / "department.yaml")
    found = inputs(desk)
    assert not any(Path(one).name in {"", "..", "x"} for one in found.folders)
    assert len(found.files) < 40


def test_no_fonts(desk: Any) -> None:
    desk.write("jixiao.toml", '[fonts]\n"仿宋" = "fonts/own.otf"\n')
    result = built(desk)
    assert {one.code for one in result.faults} == {"JX044"}
    assert result.inputs is not None
    assert result.inputs.files[str(desk.root / "fonts/own.otf")] == MISSING
