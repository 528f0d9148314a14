"""The empty form of a new department-year: it decodes, says what to write, and the checker points at every place to fill."""

from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from jixiao.check.run import open_desk, review_place
from jixiao.exchange.editors import FOLDER, Refused, associations, merged_settings, schema_files
from jixiao.exchange.skeleton import Start, skeleton
from jixiao.model.form import Form
from jixiao.model.load import load, load_form
from jixiao.model.schema import schema
from jixiao.source.workspace import Workspace, department_years, layout_folders

LAYOUTS = tuple(layout_folders(None))
START = Start("tushuguan", "示例县图书馆", "", "", "2026", "图书购置费", FOLDER)


def form_of(name: str) -> Form:
    form, _ = load_form(None, name, layout_folders(None)[name])
    assert form is not None
    return form


def written(start: Start, layout: str, root: Path) -> Workspace:
    for path, text in skeleton(start, form_of(layout)).items():
        target = root / "sources" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return Workspace(root)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_place_to_fill_is_pointed_at(layout: str, tmp_path: Path) -> None:
    workspace = written(START, layout, tmp_path)
    (place,) = department_years(workspace)
    report = review_place(open_desk(workspace, date(2026, 1, 1)), workspace, place)
    assert report.whole
    assert not report.crashes
    assert report.faults == ()
    pointed = {
        (one.span.source.path, one.span.source.position(one.span.start)[0])
        for one in report.findings
        if one.rule.code == "JX111"
    }
    wanted = set()
    for path in place.files:
        lines = path.read_text(encoding="utf-8").split("\n")
        shown = workspace.shown(path)
        wanted |= {(shown, number) for number, line in enumerate(lines, 1) if "待填" in line and line.strip()[0] != "#"}
    assert pointed == wanted
    assert all(one.level == "error" for one in report.findings if one.rule.code == "JX111")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_else_of_weight_is_said(layout: str, tmp_path: Path) -> None:
    workspace = written(START, layout, tmp_path)
    report = review_place(open_desk(workspace, date(2026, 1, 1)), workspace, department_years(workspace)[0])
    assert {one.rule.code for one in report.findings if one.level == "error"} == {"JX111"}
    assert sum(one.level == "warning" for one in report.findings) <= 1


@pytest.mark.parametrize("layout", LAYOUTS)
def test_filled_in_it_is_silent(layout: str, tmp_path: Path) -> None:
    workspace = written(START, layout, tmp_path)
    (place,) = department_years(workspace)
    for path in place.files:
        text = path.read_text(encoding="utf-8")
        text = (
            text.replace("总额: 0  ", "总额: 60  ")
            .replace("编码:  #", "编码: 068  #")
            .replace("区划:  #", "区划: 130730  #")
        )
        text = text.replace("底:  #", "底: 100%  #")
        lines = [line if "# 待填" in line else line.replace("待填", "内容") for line in text.split("\n")]
        path.write_text("\n".join(lines), encoding="utf-8")
    report = review_place(open_desk(workspace, date(2026, 1, 1)), workspace, place)
    assert [one.span.source.path for one in report.findings if one.rule.code == "JX111"] == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_says_the_words_of_the_form(layout: str) -> None:
    form = form_of(layout)
    text = "\n".join(skeleton(START, form).values())
    for word in form.words.values():
        assert word.rstrip("：") in text or word == form.words.get("资金")
    for group, level in form.level2.items():
        assert f"{level}—{group}" in text
    assert form.title in text
    assert not [line for line in text.split("\n") if len(line) > 120]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_passes_its_own_schema_and_names_it(layout: str) -> None:
    form = form_of(layout)
    schemas = schema_files({layout: form})
    for path, text in skeleton(START, form).items():
        file = "department" if path.endswith("department.yaml") else "project"
        first = text.split("\n", 1)[0]
        depth = path.count("/") + 1
        assert first == f"# yaml-language-server: $schema={'../' * depth}{FOLDER}/{layout}.{file}.json"
        assert f"{FOLDER}/{layout}.{file}.json" in schemas
        assert not list(Draft7Validator(schema(file, form, LAYOUTS)).iter_errors(YAML(typ="safe").load(text)))


@pytest.mark.parametrize(
    ("name", "project"),
    [
        ("甲局", "# 一号"),
        ("'甲'局", "- 乙"),
        ("true", "2026"),
        ("甲局 #1", "[维修] {楼}"),
        ("068", ">90 达标"),
        ("甲局", "a/b"),
    ],
)
def test_odd_names_are_kept(name: str, project: str, tmp_path: Path) -> None:
    start = START._replace(name=name, project=project, code="007", region="130730")
    workspace = written(start, "ningxia-2024", tmp_path)
    loaded = load(workspace, department_years(workspace)[0])
    assert loaded.department is not None, loaded.faults
    assert loaded.department.organ.name is not None
    assert loaded.department.organ.name.text == name
    (one,) = loaded.department.projects
    assert one.name.text == project
    assert one.unit is not None
    assert one.unit.text == name


def test_settings_of_a_workspace() -> None:
    wanted = associations({"a/2025": "hebei-2025", "b/2025": "ningxia-2024", "a/2026": "hebei-2025"})
    assert wanted["./.jixiao-schema/hebei-2025.project.json"] == [
        "sources/a/2025/projects/**/*.yaml",
        "sources/a/2026/projects/**/*.yaml",
    ]
    text = merged_settings(None, wanted)
    assert isinstance(text, str)
    assert merged_settings(text, wanted) == text


def test_settings_keep_what_is_there() -> None:
    old = '{\n    "editor.fontSize": 15,\n    "yaml.schemas": {\n        "./.jixiao-schema/x.json": "x", "./own.json": "y"\n    }\n}\n'
    text = merged_settings(old, associations({"a/2025": "hebei-2025"}))
    assert isinstance(text, str)
    assert '    "editor.fontSize": 15' in text
    assert '"./own.json": "y"' in text
    assert "x.json" not in text


@pytest.mark.parametrize(
    "old", ['{\n  // 字号\n  "editor.fontSize": 15\n}', "{,}", "[]", '{"a": 1, "a": 2}', '{"yaml.schemas": []}']
)
def test_settings_that_would_lose_something_are_refused(old: str) -> None:
    refused = merged_settings(old, associations({"a/2025": "hebei-2025"}))
    assert isinstance(refused, Refused)
    assert "hebei-2025.project.json" in refused.lines
