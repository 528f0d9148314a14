"""The snapshot of a document: its fields by name, and what stays of it when sources are broken, empty or not there."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.preview.marked import DEPARTMENT, FILE, FOLDER, LABEL, PROJECT, SAMPLES, Marked, marked, sample, write

from jixiao.check.rule import ERROR
from jixiao.diagnostics import Diagnostic, fault
from jixiao.model.load import Loaded
from jixiao.preview.places import Index
from jixiao.preview.remarks import Explanations
from jixiao.preview.snapshot import (
    BROKEN,
    NEW,
    OK,
    DocumentView,
    FrontPage,
    PageView,
    PdfView,
    Shown,
    YearView,
    documents,
    snapshot,
)
from jixiao.source.workspace import DepartmentYear

OWN = "projects/01-饮水.yaml"
_PLACE = {"file": str, "path": str, "block": int}
_COUNTS = {"errors": int, "warnings": int, "infos": int}
_SPOT = {"file": str, "line": int, "column": int, "source": str}
_UNDERLINED = {"from": int, "to": int}
#: Names and types of all fields; a list has one element that stands for all.
SHAPE: dict[str, Any] = {
    "server": str, "label": str, "serial": int, "unit": str, "year": str, "stage": str, "title": str, "broken": bool,
    "faults": [{"code": str, "level": str, "message": str, "hint": str, **_SPOT, **_UNDERLINED,
                "related": [{"message": str, "file": str, "line": int, "column": int}]}],
    "pages": [{"key": str, "number": int, "file": str, "width": float, "height": float, "folio": int}],
    "projects": [{"file": str, "code": str, "name": str, "amount": str, "unit": str, "page": int, "pages": int, **_COUNTS}],
    "front": [{"name": str, "page": int}],
    "document": _COUNTS, "total": _COUNTS,
    "findings": [{"id": str, "code": str, "title": str, "level": str, "level_word": str, "certainty": str, "owner": str,
                  "message": str, "advice": str, "project": str, "path": str, **_SPOT, **_UNDERLINED, "places": [_PLACE],
                  "related": [{"message": str, **_SPOT, "places": [_PLACE]}],
                  "accepted": bool, "inherited": bool, "note": str}],
    "checked": bool,
    "rules": {"*": {"title": str, "explain": [str], "bad": str, "good": str}},
    "pdf": {"name": str, "pages": int, "milliseconds": int, "at": str},
    "years": [{"label": str, "year": str}], "previous": str, "glyphs": int,
}  # fmt: skip


def fits(value: Any, shape: Any, at: str = "") -> None:
    """That a value has exactly the fields of a shape, and their types."""
    if isinstance(shape, list):
        for one in value:
            fits(one, shape[0], f"{at}[]")
    elif isinstance(shape, dict) and "*" in shape:
        for key, one in value.items():
            fits(one, shape["*"], f"{at}.{key}")
    elif isinstance(shape, dict):
        if at == ".pdf" and value is None:
            return
        assert set(value) == set(shape), at
        for key, inner in shape.items():
            fits(value[key], inner, f"{at}.{key}")
    else:
        assert type(value) is shape, at


def pages_of(one: Marked, each: int = 1) -> tuple[PageView, ...]:
    """Two pages of front matter, then so many of each project."""
    files = [project.source.path for project in one.loaded.department.projects] if one.loaded.department else []
    names = ["", "", *(file for file in files for _ in range(each))]
    return tuple(PageView(f"k{number}", number, file, 595.28, 841.89) for number, file in enumerate(names, 1))


def shown(one: Marked, **more: Any) -> Shown:
    base = Shown("s1", one.place.label, 3, one.place, one.loaded, one.report, one.index, pages_of(one))
    return base._replace(**more)


def read(one: Shown, explanations: Explanations | None = None) -> dict[str, Any]:
    data = snapshot(one, explanations or Explanations())
    assert b"\n" not in data
    found = json.loads(data)
    fits(found, SHAPE)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("label", SAMPLES)
def test_the_samples(label: str) -> None:
    one = sample(label)
    found = read(shown(one, previous="a/2024", years=(YearView(label, label[-4:]),), glyphs=812))
    department = one.loaded.department
    assert department is not None
    assert (found["label"], found["serial"], found["server"]) == (label, 3, "s1")
    assert (found["year"], found["broken"], found["checked"], found["pdf"]) == (label[-4:], False, True, None)
    assert found["title"].startswith(f"{found['unit']}{found['year']}年度")
    assert [each["file"] for each in found["projects"]] == [each.source.path for each in department.projects]
    assert [each["page"] for each in found["projects"]] == [*range(3, 3 + len(department.projects))]
    assert len(found["findings"]) == len(one.report.findings)
    assert set(found["rules"]) == {each["code"] for each in (*found["findings"], *found["faults"])}
    for level in ("errors", "warnings", "infos"):
        rows = [found["document"], *found["projects"]]
        assert sum(row[level] for row in rows) == found["total"][level]


def test_amounts_are_as_printed() -> None:
    one = sample("huailai-jiguan/2025")
    for each in read(shown(one))["projects"]:
        assert each["amount"] == one.index.text(each["file"], "资金/总额")
        assert each["unit"] == "万元"
        assert each["code"] == one.index.text(each["file"], "项目编码")


def test_a_whole_document(tmp_path: Path) -> None:
    pdf = PdfView("某县水务局.pdf", 10, 33, "13:05:06")
    one = marked(write(tmp_path))
    found = read(shown(one, pdf=pdf, pages=pages_of(one, 2)))
    assert found["pdf"] == {"name": "某县水务局.pdf", "pages": 10, "milliseconds": 33, "at": "13:05:06"}
    assert (found["unit"], found["stage"]) == ("某县水务局", "批复")
    assert found["title"] == "某县水务局2025年度部门整体绩效目标"
    (project,) = found["projects"]
    assert (project["name"], project["amount"], project["page"], project["pages"]) == ("饮水工程", "60.00", 3, 2)


def test_parts_before_the_projects(tmp_path: Path) -> None:
    one = marked(write(tmp_path))
    assert read(shown(one))["front"] == [{"name": "封面", "page": 1}, {"name": "目录", "page": 2}]
    assert read(shown(one, pages=()))["front"] == []
    assert read(shown(one, pages=pages_of(one)[2:]))["front"] == []
    numbered = (*pages_of(one)[:2], PageView("k", 3, "", 595.0, 842.0, folio=1))
    assert read(shown(one, pages=numbered))["front"][2] == {"name": "部门整体绩效目标", "page": 3}
    said = read(shown(one, front=(FrontPage("部门整体绩效目标", 3),)))["front"]
    assert said == [{"name": "部门整体绩效目标", "page": 3}]


def test_a_project_that_is_not_printed(tmp_path: Path) -> None:
    text = PROJECT.replace("资金:", "公开: 否\n资金:")
    one = marked(write(tmp_path, {OWN: text}))
    (project,) = read(shown(one, pages=pages_of(one)[:2]))["projects"]
    assert (project["page"], project["pages"]) == (0, 0)


# Broken


def test_a_broken_project_stays_in_the_list_while_its_pages_stay(tmp_path: Path) -> None:
    second = PROJECT.replace("饮水工程", "排水工程").replace("0012", "0013")
    before = marked(write(tmp_path, **{"02": second}))
    write(tmp_path, {OWN: PROJECT.replace("总额: 60.00", "总额: 六十")})
    found = read(shown(marked(tmp_path, before=before), pages=pages_of(before)))
    assert (found["broken"], found["checked"], found["unit"]) == (True, True, "某县水务局")
    assert [(each["name"], each["amount"], each["page"]) for each in found["projects"]] == [
        ("饮水工程", "60.00", 3),
        ("排水工程", "60.00", 4),
    ]
    assert found["faults"][0]["file"] == FILE
    assert {each["project"] for each in found["findings"]} <= {"", "排水工程"}


def test_a_broken_department_is_known_by_its_pages(tmp_path: Path) -> None:
    before = marked(write(tmp_path))
    write(tmp_path, {"department.yaml": DEPARTMENT.replace("年度: 2025", "年度 2025")})
    found = read(shown(marked(tmp_path, before=before), pages=pages_of(before)))
    assert (found["broken"], found["checked"]) == (True, False)
    assert (found["unit"], found["year"]) == ("某县水务局", "2025")
    assert [(each["name"], each["code"]) for each in found["projects"]] == [("饮水工程", "13073025P000701100012")]
    assert found["findings"] == []
    assert found["faults"]


def test_a_document_that_never_had_a_page(tmp_path: Path) -> None:
    write(tmp_path, {"department.yaml": "版式 x", OWN: "资金"})
    found = read(shown(marked(tmp_path), pages=()))
    assert (found["unit"], found["year"], found["projects"], found["broken"]) == ("shuiwu", "2025", [], True)


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir(parents=True)
    one = marked(tmp_path)
    found = read(shown(one, pages=()))
    assert (found["broken"], found["checked"], found["projects"], found["findings"]) == (True, False, [], [])
    assert {each["code"] for each in found["faults"]} == {"JX041"}
    assert all(each["line"] == 0 for each in found["faults"])
    assert found["rules"]["JX041"]["title"]


def test_nothing_reviewed_yet(tmp_path: Path) -> None:
    one = marked(write(tmp_path))
    found = read(shown(one, report=None))
    assert (found["checked"], found["findings"], found["broken"]) == (False, [], False)
    assert found["total"] == {"errors": 0, "warnings": 0, "infos": 0}


def test_faults_of_the_build_are_told_too(tmp_path: Path) -> None:
    one = marked(write(tmp_path))
    found = read(shown(one, faults=(fault("JX035", "没有这个字", file=FILE),)))
    assert found["broken"]
    assert [each["code"] for each in found["faults"]] == ["JX035"]
    calm = read(shown(one, faults=(Diagnostic("JX045", "warning", "没有", file=FILE),)))
    assert not calm["broken"]


def test_a_broken_review_file_breaks_no_page(tmp_path: Path) -> None:
    one = marked(write(tmp_path, {"审核.yaml": "采纳 甲"}))
    found = read(shown(one))
    assert any(each["level"] == ERROR for each in found["faults"])
    assert (found["broken"], found["checked"]) == (False, True)


def test_a_file_name_that_is_no_text() -> None:
    place = DepartmentYear("a", "2025", Path("a"), (), ())
    loaded = Loaded(None, None, (fault("JX001", "读不出来", file="a\udcff.yaml"),), ())
    found = read(Shown("s", LABEL, 1, place, loaded, None, Index(())))
    assert found["faults"][0]["file"] == "a?.yaml"


def test_what_is_remembered_makes_no_difference(tmp_path: Path) -> None:
    explanations = Explanations()
    for text, department in (
        (PROJECT, DEPARTMENT),
        (PROJECT.replace("≥97%", "待定"), DEPARTMENT),
        (PROJECT.replace("≥97%", "待定"), DEPARTMENT.replace("用于供水", "饮水工程")),
        (PROJECT.replace("≥97%", "待定"), DEPARTMENT.replace("hebei-2025", "ningxia-2024")),
        ("# 甲\n" + PROJECT, DEPARTMENT),
    ):
        one = shown(marked(write(tmp_path, {OWN: text, "department.yaml": department})))
        assert read(one, explanations) == read(one)


# The list of documents


def test_documents() -> None:
    found = json.loads(
        documents(
            "s1",
            "绩效目标",
            [
                DocumentView("a/2025", "某县水务局", "a", "2025", OK, 10),
                DocumentView("b/2025", "", "b", "2025", BROKEN),
                DocumentView("c/2025", "", "c", "2025", NEW),
            ],
            editor=True,
        )
    )
    assert set(found) == {"server", "workspace", "editor", "documents"}
    assert (found["server"], found["workspace"], found["editor"]) == ("s1", "绩效目标", True)
    assert found["documents"][0] == {
        "label": "a/2025", "unit": "某县水务局", "folder": "a", "year": "2025", "state": "ok", "pages": 10
    }  # fmt: skip
    assert [one["state"] for one in found["documents"]] == ["ok", "broken", "new"]
