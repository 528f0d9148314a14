"""The wheel and the sdist carry everything that building needs, and the documents say what is so."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--sdist", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=110)
    return next(folder.glob("*.whl"))


@pytest.mark.slow
def test_wheel_carries_layouts_and_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "layouts").rglob("*"):
        if path.is_file():
            assert f"jixiao/layouts/{path.relative_to(ROOT / 'layouts').as_posix()}" in names
    assert "jixiao/model/data/units.txt" in names
    assert not [name for name in names if name.endswith((".otf", ".ttf", ".ttc", ".pdf"))]


@pytest.mark.slow
def test_sdist_builds_the_same_layouts(wheel: Path) -> None:
    sdist = next(wheel.parent.glob("*.tar.gz"))
    listing = subprocess.run(["tar", "tzf", str(sdist)], check=True, capture_output=True, text=True, timeout=30).stdout
    assert "/layouts/hebei-2025/layout.yaml" in listing
    assert "/sources/" in listing


@pytest.mark.slow
def test_installed_wheel_builds_without_network(wheel: Path, tmp_path: Path) -> None:
    """In a folder with nothing but sources/, from the installed files alone, with no way to a network."""
    site = tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site), str(wheel)]
    subprocess.run(install, check=True, capture_output=True, timeout=60)
    work = tmp_path / "work"
    shutil.copytree(ROOT / "sources", work / "sources")
    command = [sys.executable, "-m", "jixiao", "build"]
    if shutil.which("unshare") and subprocess.run(["unshare", "-n", "true"], check=False, capture_output=True).returncode == 0:
        command = ["unshare", "-n", *command]
    environment = {**os.environ, "PYTHONPATH": str(site)}
    done = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert len(list((work / "build").rglob("*.pdf"))) == 4


def test_field_manual_is_fresh() -> None:
    from jixiao.model.manual import field_manual

    assert (ROOT / "docs" / "字段.md").read_text(encoding="utf-8") == field_manual()


def test_readme_has_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for mark in ("samples", "tests"):
        block = re.search(rf"<!-- {mark} -->\n```sh\n(.+)\n```\n<!-- /{mark} -->", text)
        assert block, mark


def test_links_of_the_documents_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_changelog_names_the_version() -> None:
    from jixiao import __version__

    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
