"""The 填报表 both ways: export and import change nothing, whatever the sources say."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from tests.conftest import REPOSITORY
from tests.exchange.invented import Year, years
from tests.exchange.test_yamlout import said

from jixiao.exchange.sheetin import import_workbook
from jixiao.exchange.sheetout import export_workbook
from jixiao.exchange.yamlout import tree_of
from jixiao.source.workspace import Workspace, department_year

SAMPLES = sorted(path for path in (REPOSITORY / "sources").glob("*/*") if path.is_dir())


def exported(root: Path, place: str) -> Path:
    data, faults = export_workbook(Workspace(root), department_year(root / "sources" / place))
    assert data is not None, faults
    path = root / "填报表.xlsx"
    path.write_bytes(data)
    return path


def imported(root: Path, path: Path, place: str) -> dict[str, str]:
    """The files that an import changes, written as it would."""
    changes, faults, _ = import_workbook(Workspace(root), path, department_year(root / "sources" / place))
    assert not faults, faults
    for one in changes:
        one.path.parent.mkdir(parents=True, exist_ok=True)
        one.path.write_text(one.new, encoding="utf-8", newline="")
    return {one.shown: one.new for one in changes}


def facts(folder: Path) -> dict[str, Any]:
    return {
        path.relative_to(folder).as_posix(): said(tree_of(path.read_text(encoding="utf-8")))
        for path in sorted(folder.rglob("*.yaml"))
    }


@pytest.mark.parametrize("sample", SAMPLES, ids=[f"{one.parent.name}-{one.name}" for one in SAMPLES])
def test_samples_come_back_byte_for_byte(sample: Path, workspace: Path) -> None:
    place = f"{sample.parent.name}/{sample.name}"
    assert imported(workspace, exported(workspace, place), place) == {}


@pytest.mark.parametrize("sample", SAMPLES, ids=[f"{one.parent.name}-{one.name}" for one in SAMPLES])
def test_samples_into_an_empty_folder(sample: Path, workspace: Path) -> None:
    place = f"{sample.parent.name}/{sample.name}"
    first = exported(workspace, place).read_bytes()
    imported(workspace, workspace / "填报表.xlsx", f"xin/{sample.name}")
    assert facts(workspace / f"sources/xin/{sample.name}") == facts(sample)
    again = exported(workspace, f"xin/{sample.name}")
    assert again.read_bytes() == first  # a blank 二级指标 makes no row
    assert imported(workspace, again, f"xin/{sample.name}") == {}


def check_laws(year: Year) -> None:
    with TemporaryDirectory() as name:
        root = Path(name)
        if year.form.name == "shanghai-2026":
            shutil.copytree(REPOSITORY / "tests/data/layouts/shanghai-2026", root / "layouts/shanghai-2026")
        year.write(root / "sources/jiu/2025")
        book = exported(root, "jiu/2025")
        assert imported(root, book, "jiu/2025") == {}
        imported(root, book, "xin/2025")
        assert facts(root / "sources/xin/2025") == facts(root / "sources/jiu/2025")
        again = exported(root, "xin/2025")
        assert imported(root, again, "xin/2025") == {}
        assert imported(root, again, "jiu/2025") == {}


@settings(max_examples=25, deadline=None)
@given(years())
def test_nothing_is_lost(year: Year) -> None:
    check_laws(year)


@pytest.mark.slow
@pytest.mark.timeout(900)
@settings(max_examples=200, deadline=None)
@given(years())
def test_nothing_is_lost_of_two_hundred(year: Year) -> None:
    check_laws(year)
