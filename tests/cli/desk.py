"""A workspace to play with and a command line to run in it; shared by the folders `cli` and `build`."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import jixiao
from jixiao.cli import main

COMPILER = Path(jixiao.__file__).resolve().parents[1]

DEPARTMENT = """\
版式: ningxia-2024
单位:
  名称: 甲局
  编码: 068
年度: 2024
阶段: 批复
"""
PROJECT = """\
项目名称: 食堂补助
项目期: 1 年
资金:
  总额: 886
  财政拨款: 886
绩效目标: 保障就餐
绩效指标:
  数量指标:
    - 名称: 就餐人数
      指标值: 2637 人
  质量指标:
    - 名称: 合格率
      指标值: ≥95%
"""


class Run(NamedTuple):
    """What a command gave back."""

    code: int
    out: str
    err: str


class Desk:
    """A workspace folder with one small department `a/2024` and the means to change and build it."""

    def __init__(self, root: Path, capture: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.root, self._capture, self._patch = root, capture, patch

    def write(self, path: str, content: str | bytes) -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
        return target

    def department(self, folder: str = "a", text: str = DEPARTMENT, projects: tuple[str, ...] = (PROJECT,)) -> Path:
        """Write a department-year 2024 with its projects `01.yaml`, `02.yaml` …."""
        self.write(f"sources/{folder}/2024/department.yaml", text)
        for number, project in enumerate(projects, 1):
            self.write(f"sources/{folder}/2024/projects/{number:02}.yaml", project)
        return self.root / "sources" / folder / "2024"

    @property
    def first(self) -> Path:
        """The project file of the department that is there from the start."""
        return self.root / "sources/a/2024/projects/01.yaml"

    def change(self, old: str, new: str, path: Path | None = None) -> None:
        """Replace a text that stands once in a file."""
        path = path or self.first
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (old, text)
        path.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, *arguments: str, cwd: Path | None = None) -> Run:
        """Run a command in this process."""
        self._patch.chdir(cwd or self.root)
        self._capture.readouterr()
        try:
            code = main(arguments)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else -1
        out, err = self._capture.readouterr()
        return Run(code, out, err)

    def build(self, *arguments: str) -> Run:
        """Build and expect success."""
        run = self.run("build", *arguments)
        assert run.code == 0, run
        return run

    def python(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start Python on the package, in this workspace, in a process (and process group) of its own."""
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=self.root,
            env=self.environment(**environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )

    def process(self, *arguments: str, **environment: str) -> Run:
        """Run a command in a process of its own to its end."""
        with self.python("-m", "jixiao", *arguments, **environment) as child:
            out, err = child.communicate(timeout=60)
        return Run(child.returncode, out, err)

    @staticmethod
    def environment(**more: str) -> dict[str, str]:
        return os.environ | {"PYTHONPATH": str(COMPILER), "PYTHONDONTWRITEBYTECODE": "1"} | more

    def pdf(self, folder: str = "a", year: str = "2024") -> Path:
        """The only PDF of a department-year."""
        (found,) = (self.root / "build" / folder / year).glob("*.pdf")
        return found

    def outputs(self, folder: str = "build") -> dict[str, tuple[bytes, int]]:
        """Content and time of every output file (the caches of the machine aside)."""
        return {
            path.relative_to(self.root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in sorted((self.root / folder).rglob("*"))
            if path.is_file() and ".jixiao" not in path.parts
        }

    def leftovers(self) -> list[str]:
        """Temporary files that a build left behind."""
        return [path.name for path in self.root.rglob(".jixiao-*")]


@pytest.fixture(scope="session")
def font_caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with filled font caches: reading the fonts is most of the time of a first build."""
    root = tmp_path_factory.mktemp("caches")
    (root / "sources").mkdir()
    command = [sys.executable, "-c", _FILL_CACHES, str(root)]
    subprocess.run(command, cwd=root, env=Desk.environment(), check=True, capture_output=True, timeout=60)
    return root


_FILL_CACHES = """
import sys
from pathlib import Path
from jixiao.typeset.fonts import choose, digests
root = Path(sys.argv[1])
fonts, faults = choose("auto", {}, root, root)
digests({face.path for chain in fonts.chains for face in chain.faces}, root)
"""


@pytest.fixture
def make_desk(
    tmp_path: Path, font_caches: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Desk]]:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)

    def make(name: str) -> Desk:
        desk = Desk(tmp_path / name, capsys, monkeypatch)
        caches = desk.root / "build" / ".jixiao"
        caches.mkdir(parents=True)
        for cache in font_caches.glob("*.cache"):
            shutil.copy2(cache, caches)
        desk.department()
        return desk

    yield make
    monkeypatch.chdir(tmp_path.parent)


@pytest.fixture
def desk(make_desk: Callable[[str], Desk]) -> Desk:
    return make_desk("工作 文件夹")
