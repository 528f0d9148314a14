"""Reports of the two samples, reviewed once, and what a sheet needs beside them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY
from tests.report.conftest import Desk
from tests.sheets.comparing import compared, sides

from jixiao.check.finding import Report
from jixiao.check.run import open_desk, review_place
from jixiao.diff.records import Comparison
from jixiao.sheets.review import Sheet, review_sheets
from jixiao.sheets.review_pdf import Press
from jixiao.source.workspace import department_years, open_workspace
from jixiao.typeset.engine import Engine
from jixiao.typeset.fonts import choose

DAY = date(2025, 1, 20)
SAMPLES = ("huailai-jiguan/2025", "pingluo-jiguan/2024")
Review = Callable[[Path], list[Report]]


def review(root: Path) -> list[Report]:
    """The reports of the samples of a workspace."""
    workspace, _ = open_workspace(root)
    desk = open_desk(workspace, DAY)
    return [review_place(desk, workspace, place) for place in department_years(workspace) if place.label in SAMPLES]


@pytest.fixture(scope="session")
def reports() -> list[Report]:
    return review(REPOSITORY)


@pytest.fixture(scope="session")
def sheets(reports: list[Report]) -> tuple[Sheet, ...]:
    return review_sheets(reports, DAY)


@pytest.fixture(scope="session")
def press(tmp_path_factory: pytest.TempPathFactory) -> Press:
    cache = tmp_path_factory.mktemp("cache")
    fonts, faults = choose("embedded", {}, REPOSITORY, cache)
    assert fonts is not None
    assert not faults
    return Press(None, fonts, Engine(fonts, cache / "empty"))


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture(scope="session")
def comparisons() -> tuple[Comparison, ...]:
    """The samples against their next years."""
    return compared(sides(REPOSITORY))
