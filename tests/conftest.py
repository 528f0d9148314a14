"""What all tests share: a copy of the samples to work in, the command line as a child process, the switch for slow tests."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import jixiao

REPOSITORY = Path(__file__).resolve().parent.parent
# How long an example takes says nothing on a machine that does other things too.
settings.register_profile("jixiao", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("jixiao")
Run = Callable[..., subprocess.CompletedProcess[str]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="also run the tests marked slow (CI does)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--slow") and not os.environ.get("CI"):
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.skip(reason="slow: run with --slow"))


@pytest.fixture(scope="session")
def run() -> Run:
    """Run `jixiao ARGUMENTS…` as a process of its own: run("build", cwd=folder, SOURCE_DATE_EPOCH="0")."""

    def call(*arguments: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join(
            filter(None, [str(Path(jixiao.__file__).resolve().parent.parent), os.environ.get("PYTHONPATH")])
        )
        env = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
        env |= {"PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"} | variables
        command = [sys.executable, "-m", "jixiao", *map(str, arguments)]
        return subprocess.run(
            command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", timeout=100, check=False
        )

    return call


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace of its own with both samples."""
    shutil.copytree(REPOSITORY / "sources", tmp_path / "sources")
    return tmp_path
