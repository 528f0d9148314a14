"""One build of the two samples for all tests of this folder, and a maker of small workspaces."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY, Run
from tests.pdf.oracle import Read, read
from tests.pdf.sources import Tree, load_year

HUAILAI, PINGLUO = "huailai-jiguan/2025", "pingluo-jiguan/2024"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Path:
    """A workspace in which both samples were built."""
    root = tmp_path_factory.mktemp("samples")
    shutil.copytree(REPOSITORY / "sources", root / "sources")
    done = run("build", cwd=root)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture(scope="session")
def reader(built: Path) -> Callable[[str], Read]:
    """The PDF of a department-year of the samples, read once."""
    known: dict[str, Read] = {}

    def get(label: str) -> Read:
        if label not in known:
            known[label] = read(only_pdf(built / "build" / label))
        return known[label]

    return get


@pytest.fixture(scope="session")
def huailai(reader: Callable[[str], Read]) -> Read:
    return reader(HUAILAI)


@pytest.fixture(scope="session")
def pingluo(reader: Callable[[str], Read]) -> Read:
    return reader(PINGLUO)


@pytest.fixture(scope="session")
def huailai_year(built: Path) -> tuple[Tree, list[Tree]]:
    return load_year(built / "sources" / HUAILAI)


@pytest.fixture(scope="session")
def pingluo_year(built: Path) -> tuple[Tree, list[Tree]]:
    return load_year(built / "sources" / PINGLUO)


def only_pdf(folder: Path) -> Path:
    (found,) = folder.glob("*.pdf")
    return found
