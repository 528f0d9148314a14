"""A repository with two years of history, for the tests of revisions and of git's own output."""

import os
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def load(name: str) -> ModuleType:
    spec = spec_from_file_location(f"diff_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def making() -> ModuleType:
    """The module `repository.py`: texts and the class."""
    return load("repository")


@pytest.fixture
def repository(making: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An empty repository at `tmp_path/工作`, with git's surroundings set for this process too."""
    made = making.Repository(tmp_path / "工作")
    for key in [key for key in os.environ if key.startswith("GIT_")]:
        monkeypatch.delenv(key)
    for key in ("HOME", "XDG_CONFIG_HOME", "GIT_CONFIG_NOSYSTEM"):
        monkeypatch.setenv(key, made.environment[key])
    monkeypatch.chdir(made.root)
    return made


@pytest.fixture
def history(making: ModuleType, repository: Any) -> Any:
    """Tag 2024-批复: a/2024 and b/2024; tag 2025-一上: a/2025 besides; then a renamed, a changed and a deleted file."""
    repository.write("sources/a/2024/department.yaml", making.department())
    repository.write("sources/a/2024/projects/01-食堂.yaml", making.project())
    repository.write("sources/a/2024/projects/02-车辆.yaml", making.project("公车购置", "60"))
    repository.write("sources/b/2024/department.yaml", making.department(name="乙局", code="070"))
    repository.write("sources/b/2024/projects/01.yaml", making.project("印刷费", "5"))
    repository.commit("2024", "2024-批复")
    repository.write("sources/a/2025/department.yaml", making.department("2025"))
    repository.write("sources/a/2025/projects/01-食堂.yaml", making.project(total="900", value="≥93%"))
    repository.commit("2025", "2025-一上")
    old = repository.root / "sources/a/2024/projects/01-食堂.yaml"
    old.rename(old.with_name("03-食堂补助.yaml"))
    (repository.root / "sources/a/2024/projects/02-车辆.yaml").unlink()
    repository.write("sources/a/2025/projects/01-食堂.yaml", making.project(total="900", value="≥95%"))
    repository.commit("改名", "2025-二上")
    return repository
