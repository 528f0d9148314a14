"""A real git repository with a small workspace in it; loaded by its path, since test folders are no packages."""

import os
import subprocess
from pathlib import Path
from typing import Any

DEPARTMENT = "版式: ningxia-2024\n单位:\n  名称: {name}\n  编码: {code}\n年度: {year}\n阶段: 一上\n"
PROJECT = """\
项目名称: {name}
资金:
  总额: {total}
  财政拨款: {total}
绩效目标: |
  保障就餐；确保安全。
绩效指标:
  质量指标:
    - 名称: 合格率
      指标值: {value}
  数量指标:
    - 名称: 就餐人数
      指标值: 2637 人
"""


def department(year: str = "2024", name: str = "甲局", code: str = "068") -> str:
    return DEPARTMENT.format(name=name, code=code, year=year)


def project(name: str = "食堂补助", total: str = "886", value: str = "≥97%") -> str:
    return PROJECT.format(name=name, total=total, value=value)


class Repository:
    """Files, commits and what git says of them; no setting of this machine plays a part."""

    def __init__(self, root: Path, **surroundings: str) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        home = root.parent / "home"
        home.mkdir(exist_ok=True)
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_DATE": "2025-01-06T00:00:00Z",
            "GIT_COMMITTER_DATE": "2025-01-06T00:00:00Z",
            **surroundings,
        }
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "user.name", "甲")
        self.git("config", "user.email", "a@example.org")

    def git(self, *arguments: str, check: bool = True, **surroundings: str) -> str:
        done = subprocess.run(
            ["git", "-c", "core.pager=cat", *arguments],
            cwd=self.root,
            env=self.environment | surroundings,
            capture_output=True,
            encoding="utf-8",
            errors="strict",
            check=False,
        )
        assert not check or done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done.stdout

    def write(self, path: str, content: str | bytes) -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
        return target

    def commit(self, message: str = "改动", tag: str = "") -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        if tag:
            self.git("tag", tag)
        return self.git("rev-parse", "HEAD").strip()

    def tree(self, entries: list[tuple[str, str, bytes]]) -> str:
        """Commit a tree made by hand: mode, path and content (or, for a module, nothing); links and odd names are possible."""
        for mode, path, content in entries:
            name = "1" * 40 if mode == "160000" else self._blob(content)
            self.git("update-index", "--add", "--cacheinfo", f"{mode},{name},{path}")
        self.git("commit", "--quiet", "--message", "手工")
        return self.git("rev-parse", "HEAD").strip()

    def _blob(self, content: bytes) -> str:
        done: Any = subprocess.run(
            ["git", "hash-object", "-w", "--stdin"], cwd=self.root, env=self.environment, input=content, capture_output=True, check=True
        )
        return str(done.stdout.decode().strip())
