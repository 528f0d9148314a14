"""The rooms and their floors hold, and the tools that guard the code say so."""

import os
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGE = REPOSITORY / "compiler/jixiao"

pytestmark = pytest.mark.skipif(not PACKAGE.is_dir(), reason="runs on the repository, not on an installed package")


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    """Run Import Linter with the contracts of pyproject.toml on the package below `root`."""
    script = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    env = os.environ | {"PYTHONPATH": str(root / "compiler"), "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"}
    return subprocess.run([sys.executable, "-c", script], cwd=root, env=env, capture_output=True, encoding="utf-8", timeout=100, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package and pyproject.toml, to be broken."""
    root = tmp_path_factory.mktemp("rooms")
    shutil.copytree(PACKAGE, root / "compiler/jixiao", ignore=shutil.ignore_patterns("__pycache__", "layouts"))
    shutil.copy(REPOSITORY / "pyproject.toml", root)
    return root


def test_rooms_keep_their_floors() -> None:
    pytest.importorskip("importlinter")
    done = lint_imports(REPOSITORY)
    assert done.returncode == 0, done.stdout


BROKEN = [
    ("diagnostics.py", "import jixiao.cli", "floors"),
    ("source/workspace.py", "from jixiao.model import document", "floors"),
    ("markup.py", "import jixiao.source.workspace", "floors"),
    ("model/names.py", "import ruamel.yaml", "only source reads YAML"),
    ("build/options.py", "import jinja2", "only layout knows Jinja2 and Markdown"),
    ("report/terminal.py", "import typst", "only typeset knows the engine and its fonts"),
    ("cli/watching.py", "import watchdog", "only watch knows watchdog"),
    ("cli/previewing.py", "import uvicorn", "only preview knows the web server"),
    ("cli/importing.py", "import docx", "only exchange knows Word and PDF files"),
    ("newroom.py", "", "floors"),
]


@pytest.mark.parametrize(("file", "line", "contract"), BROKEN, ids=[f"{one[0]}: {one[1] or 'a room without a floor'}" for one in BROKEN])
def test_a_broken_rule_is_noticed(copy: Path, file: str, line: str, contract: str) -> None:
    pytest.importorskip("importlinter")
    path = copy / "compiler/jixiao" / file
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text((before or '"""A room."""\n') + f"\n{line}\n", encoding="utf-8")
    try:
        done = lint_imports(copy)
    finally:
        path.unlink() if before is None else path.write_text(before, encoding="utf-8")
    assert done.returncode != 0
    assert f"{contract} BROKEN" in done.stdout or contract in done.stdout.partition("Broken contracts")[2] or not line, done.stdout


def test_no_test_is_passed_over(pytestconfig: pytest.Config) -> None:
    """Tools leave out folders of some names: `build` is one by default, and a room of ours."""
    left_out = pytestconfig.getini("norecursedirs")
    folders = {path.parent.relative_to(REPOSITORY) for path in REPOSITORY.glob("tests/**/test_*.py")}
    assert len(folders) > 10
    assert not {str(one) for one in folders for part in one.parts for name in left_out if fnmatch(part, name)}


def test_ruff_reads_every_file() -> None:
    ruff = _ruff()
    done = subprocess.run([ruff, "check", "--show-files", "."], cwd=REPOSITORY, capture_output=True, encoding="utf-8", timeout=60, check=True)
    seen = {Path(line).relative_to(REPOSITORY) for line in done.stdout.splitlines()}
    ours = {path.relative_to(REPOSITORY) for folder in ("compiler", "tests") for path in (REPOSITORY / folder).rglob("*.py")}
    assert not ours - seen


def _ruff() -> str:
    ruff = shutil.which("ruff") or str(Path(sys.executable).with_name("ruff"))
    if not Path(ruff).exists():
        pytest.skip("ruff is not installed")
    return ruff


def test_ruff() -> None:
    ruff = _ruff()
    done = subprocess.run([ruff, "check", "--no-cache", "."], cwd=REPOSITORY, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_mypy() -> None:
    pytest.importorskip("mypy")
    done = subprocess.run([sys.executable, "-m", "mypy"], cwd=REPOSITORY, capture_output=True, encoding="utf-8", timeout=110, check=False)
    assert done.returncode == 0, done.stdout


def test_start_up_imports_little() -> None:
    """Importing the command line must not import any heavy library (design.md §3)."""
    script = "import sys, jixiao.cli; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    env = os.environ | {"PYTHONPATH": str(REPOSITORY / "compiler"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, encoding="utf-8", timeout=30, check=True)
    heavy = {"typst", "jinja2", "ruamel", "markdown_it", "rich", "dataclasses", "starlette", "uvicorn", "asyncio", "multiprocessing", "tomllib", "json"}
    assert not heavy & set(done.stdout.split())


@pytest.mark.parametrize("room", sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()) if PACKAGE.is_dir() else [])
def test_every_room_says_what_it_is(room: str) -> None:
    text = (PACKAGE / room / "__init__.py").read_text(encoding="utf-8")
    assert text.startswith('"""')


def test_messages_use_office_words() -> None:
    """No word of programmers in what users read."""
    import re

    for path in PACKAGE.rglob("*.py"):
        found = re.search(r"映射|标量|锚点|指针|缩进(?!，)", path.read_text(encoding="utf-8"))
        assert found is None, (path.name, found and found.group())
