"""What OLD and NEW mean: reading the arguments, pairing departments, opening both sides."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from jixiao.cli.arguments import USAGE
from jixiao.cli.console import UNREADABLE
from jixiao.cli.opening import Opened, opened
from jixiao.cli.sides import (
    PLACE,
    REVISION,
    REVISION_PATH,
    WORKSPACE,
    YEAR,
    Identity,
    Reading,
    Trouble,
    interpret,
    kept,
    pair,
)
from jixiao.model.load import load
from jixiao.source.workspace import Workspace


class Facts:
    """A world of names."""

    def __init__(self, paths: dict[str, str] | None = None, revisions: Sequence[str] = (), tags: Sequence[str] = ()) -> None:
        self._paths, self._revisions, self._tags = paths or {}, revisions, tags

    def path(self, text: str) -> str:
        return self._paths.get(text, "")

    def revision(self, text: str) -> bool:
        return text in self._revisions

    def tags(self, year: str, stage: str) -> Sequence[str]:
        return [one for one in self._tags if year and one.endswith(stage)]


WORLD = Facts(
    {"a/2025": PLACE, "./2024": PLACE, "./docs": WORKSPACE, "docs": WORKSPACE, "..": WORKSPACE, "a.yaml": PLACE, "/abs": PLACE},
    ["HEAD", "HEAD~1", "main", "docs", "origin/main"],
    ["2025-一上", "v2025-一上", "2025_二上", "12025-批复", "甲/2024-批复", "乙/2024-批复"],
)

READ = [
    ("2024", YEAR, "", "", "2024"),
    ("year:2024", YEAR, "", "", "2024"),
    ("a/2025", PLACE, "", "a/2025", ""),
    ("./2024", PLACE, "", "./2024", ""),
    ("/abs", PLACE, "", "/abs", ""),
    ("a.yaml", PLACE, "", "a.yaml", ""),
    ("..", WORKSPACE, "", "..", ""),
    ("HEAD", REVISION, "HEAD", "", ""),
    ("HEAD~1", REVISION, "HEAD~1", "", ""),
    ("rev:2024", REVISION, "2024", "", ""),
    ("rev:docs", REVISION, "docs", "", ""),
    ("rev:main:a/2024", REVISION_PATH, "main", "a/2024", ""),
    ("HEAD:sources/a/2024", REVISION_PATH, "HEAD", "sources/a/2024", ""),
    ("origin/main:a/2024/projects/01.yaml", REVISION_PATH, "origin/main", "a/2024/projects/01.yaml", ""),
    ("2025@一上", REVISION, "2025-一上", "", "2025"),
    ("2025@二上", REVISION, "2025_二上", "", "2025"),
    ("2025@批复", REVISION, "2025-批复", "", "2025"),  # 12025-批复 is another year; git tells that the tag is missing
    ("2025@一上:a/2025", REVISION_PATH, "2025-一上", "a/2025", ""),
    ("rev:2025@一上", REVISION, "2025@一上", "", ""),
    ("nope", REVISION, "nope", "", ""),
    ("nope:a/2024", REVISION_PATH, "nope", "a/2024", ""),
    ("20245", REVISION, "20245", "", ""),
    ("２０２４", REVISION, "２０２４", "", ""),
]


@pytest.mark.parametrize(("text", "kind", "revision", "path", "year"), READ, ids=[one[0] for one in READ])
def test_reading(text: str, kind: str, revision: str, path: str, year: str) -> None:
    assert interpret(text, WORLD) == Reading(kind, text, revision, path, year)


REFUSED = [
    ("docs", "./docs", "rev:docs"),
    ("./nope", "不是年度文件夹", ""),
    ("nope.yaml", "不是年度文件夹", ""),
    ("C:/nope", "不是年度文件夹", ""),
    ("year:24", "四位数字", ""),
    ("rev:", "没有写 git 版本", ""),
    ("rev::a", "没有写 git 版本", ""),
    ("2024@批复", "甲/2024-批复", "乙/2024-批复"),
]


@pytest.mark.parametrize(("text", "first", "second"), REFUSED, ids=[one[0] for one in REFUSED])
def test_usage_errors(text: str, first: str, second: str) -> None:
    trouble = interpret(text, WORLD)
    assert isinstance(trouble, Trouble)
    assert trouble.code == USAGE
    assert first in trouble.message
    assert second in trouble.message


def test_two_readings_are_named_with_their_ways_out() -> None:
    trouble = interpret("2024", Facts({"2024": PLACE}, ["2024"]))
    assert isinstance(trouble, Trouble)
    assert all(way in trouble.message for way in ("./2024", "year:2024", "rev:2024"))


def one(code: str, name: str, folder: str, year: str = "2024") -> Identity:
    return Identity(code, name, folder, year)


PAIRS = [
    ("code first", [one("1", "甲", "x"), one("2", "乙", "y")], [one("2", "甲", "x"), one("1", "乙", "y")], [(1, 0), (0, 1)]),
    ("name without code", [one("", "甲", "x")], [one("9", "甲", "y")], [(0, 0)]),
    ("folder at last", [one("1", "甲", "x")], [one("2", "乙", "x")], [(0, 0)]),
    ("nothing in common", [one("1", "甲", "x")], [one("2", "乙", "y")], [(None, 0), (0, None)]),
    ("a code twice is no code", [one("1", "甲", "x"), one("1", "乙", "y")], [one("1", "乙", "z")], [(1, 0), (0, None)]),
    ("empty sides", [], [], []),
    ("one side", [], [one("1", "甲", "x")], [(None, 0)]),
    ("order of the new side", [one("1", "甲", "a"), one("2", "乙", "b")], [one("2", "乙", "b"), one("3", "丙", "c"), one("1", "甲", "a")], [(1, 0), (None, 1), (0, 2)]),
]


@pytest.mark.parametrize(("old", "new", "expected"), [case[1:] for case in PAIRS], ids=[case[0] for case in PAIRS])
def test_pairing(old: list[Identity], new: list[Identity], expected: list[tuple[int | None, int | None]]) -> None:
    assert pair(old, new, by_year=False) == expected
    mirrored = pair(new, old, by_year=False)
    assert {(right, left) for left, right in mirrored} == set(expected)


def test_years_of_revisions_pair_by_themselves() -> None:
    old = [one("1", "甲", "a", "2024"), one("1", "甲", "a", "2025")]
    new = [one("1", "甲", "a", "2025"), one("1", "甲", "a", "2026")]
    assert pair(old, new, by_year=True) == [(1, 0), (None, 1), (0, None)]


def test_others_are_left_out_where_one_is_named() -> None:
    named, every = Reading(PLACE, "a/2024"), Reading(YEAR, "2025", year="2025")
    pairs = [(0, 0), (None, 1), (1, None)]
    assert list(kept(pairs, named, every)) == [(0, 0), (1, None)]
    assert list(kept(pairs, every, named)) == [(0, 0), (None, 1)]
    assert list(kept(pairs, every, every)) == pairs


def labels(root: Path, old: str, new: str, *departments: str, here: Path | None = None) -> list[tuple[str, str]]:
    with opened(old, new, Workspace(root), here or root, departments) as found:
        assert isinstance(found, Opened), found
        assert not found.faults
        return [(one.old.label if one.old else "", one.new.label if one.new else "") for one in found.pairs]


OPENED = [
    ("2024", "2025", [("a/2024", "a/2025"), ("b/2024", "")]),
    ("2025", "2024", [("a/2025", "a/2024"), ("", "b/2024")]),
    ("a/2024", "a/2025", [("a/2024", "a/2025")]),
    ("a/2024", "b/2024", [("a/2024", "b/2024")]),
    ("sources/a/2024", "2025", [("a/2024", "a/2025")]),
    ("b/2024", "2025", [("b/2024", "")]),
    ("b", "a/2024", [("b/2024", "a/2024")]),
    ("HEAD~1", "HEAD", [("HEAD~1:a/2024", "HEAD:a/2024"), ("HEAD~1:a/2025", "HEAD:a/2025"), ("HEAD~1:b/2024", "HEAD:b/2024")]),
    ("HEAD~2", "HEAD", [("HEAD~2:a/2024", "HEAD:a/2024"), ("", "HEAD:a/2025"), ("HEAD~2:b/2024", "HEAD:b/2024")]),
    ("HEAD~1", "2025", [("HEAD~1:a/2025", "a/2025")]),
    ("2024", "HEAD~2", [("a/2024", "HEAD~2:a/2024"), ("b/2024", "HEAD~2:b/2024")]),
    ("HEAD~2", "2025", [("", "a/2025")]),
    ("HEAD~1", "a/2024", [("HEAD~1:a/2024", "a/2024")]),
    ("HEAD~1:a/2024", "HEAD", [("HEAD~1:a/2024", "HEAD:a/2024")]),
    ("HEAD:sources/a/2024", "HEAD:a/2025", [("HEAD:a/2024", "HEAD:a/2025")]),
    ("HEAD:sources/a/2024/", "a/2025/", [("HEAD:a/2024", "a/2025")]),
    ("2025@一上", "2025@二上", [("2025-一上:a/2025", "2025-二上:a/2025")]),
    ("2024", "2025@一上", [("a/2024", "2025-一上:a/2025"), ("b/2024", "")]),
    ("HEAD~1", ".", [("HEAD~1:a/2024", "a/2024"), ("HEAD~1:a/2025", "a/2025"), ("HEAD~1:b/2024", "b/2024")]),
    ("2024-批复", "sources/", [("2024-批复:a/2024", "a/2024"), ("", "a/2025"), ("2024-批复:b/2024", "b/2024")]),
]


@pytest.mark.parametrize(("old", "new", "expected"), OPENED, ids=[f"{case[0]} {case[1]}" for case in OPENED])
def test_what_is_compared(history: Any, old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert labels(history.root, old, new) == expected


def test_every_item_can_be_loaded_while_open(history: Any) -> None:
    with opened("HEAD~1", "2025", Workspace(history.root), history.root) as found:
        assert isinstance(found, Opened)
        (both,) = found.pairs
        assert both.old is not None
        assert both.new is not None
        old, new = (load(item.workspace, item.place).department for item in (both.old, both.new))
        assert old is not None
        assert new is not None
        assert old.projects[0].source.path == "HEAD~1:sources/a/2025/projects/01-食堂.yaml"
        assert new.projects[0].source.path == "sources/a/2025/projects/01-食堂.yaml"
        assert both.old.rev == history.git("rev-parse", "HEAD~1")[:7]
        assert both.new.rev == ""


def test_departments_can_be_chosen(history: Any) -> None:
    assert labels(history.root, "HEAD~1", "HEAD", "b") == [("HEAD~1:b/2024", "HEAD:b/2024")]
    assert labels(history.root, "2024", "2025", "sources/a/") == [("a/2024", "a/2025")]
    with opened("2024", "2025", Workspace(history.root), history.root, ["丙"]) as found:
        assert isinstance(found, Trouble)
        assert "丙" in found.message


def test_unchanged_departments_are_known(history: Any) -> None:
    with opened("HEAD~1", "HEAD", Workspace(history.root), history.root) as found:
        assert isinstance(found, Opened)
        assert [one.unchanged for one in found.pairs] == [False, False, True]


def projects(root: Path, old: str, new: str) -> tuple[str, str]:
    with opened(old, new, Workspace(root), root) as found:
        assert isinstance(found, Opened), found
        (both,) = found.pairs
        assert both.old
        assert both.new
        return both.old.project, both.new.project


def test_project_files(history: Any) -> None:
    new = "sources/a/2025/projects/01-食堂.yaml"
    assert projects(history.root, "sources/a/2024/projects/03-食堂补助.yaml", new) == ("sources/a/2024/projects/03-食堂补助.yaml", new)
    assert projects(history.root, "HEAD~1:" + new, new) == ("HEAD~1:" + new, new)
    assert projects(history.root, "HEAD~1", new) == ("HEAD~1:" + new, new)
    assert projects(history.root, "HEAD~1", "sources/a/2024/projects/03-食堂补助.yaml") == ("", "sources/a/2024/projects/03-食堂补助.yaml")
    assert projects(history.root, "HEAD~1", "sources/a/2025/department.yaml") == ("", "")


def trouble(root: Path, old: str, new: str, workspace: Workspace | None = None) -> Trouble:
    with opened(old, new, workspace or Workspace(root), root) as found:
        assert isinstance(found, Trouble), found
        return found


def test_what_cannot_be_opened(history: Any) -> None:
    root = history.root
    assert trouble(root, "2023", "2024").message == "没有 2023 年度的部门文件。现有年度：2024、2025。"
    assert "几个年度" in trouble(root, "a", "2025").message
    assert "几个年度" in trouble(root, "HEAD:a", "2025").message
    for old in ("HEAD~7", "2023@一上", "HEAD:sources/c/2024", "HEAD:a/2024/projects/09.yaml", "nope"):
        found = trouble(root, old, "2025")
        assert found.code == UNREADABLE
        assert found.faults
        assert not found.message
    assert "git tag 2023-一上" in trouble(root, "2023@一上", "2025").faults[0].hint
    assert "不是年度、年度文件夹或项目文件" in trouble(root, "nope", "2025").faults[0].message


def test_a_name_with_two_readings(history: Any) -> None:
    history.git("branch", "2024")
    found = trouble(history.root, "2024", "2025")
    assert found.code == USAGE
    assert "year:2024" in found.message
    assert "rev:2024" in found.message
    assert labels(history.root, "year:2024", "2025") == [("a/2024", "a/2025"), ("b/2024", "")]
    assert labels(history.root, "rev:2024", "a/2025") == [("2024:a/2025", "a/2025")]
    inside = history.root / "sources/a"
    assert labels(history.root, "./2024", "./2025", here=inside) == [("a/2024", "a/2025")]


def test_the_beginning_of_a_hash_is_no_second_reading(history: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A year stays a year even where some commit happens to begin with its digits."""
    from jixiao.cli.opening import _Facts
    from jixiao.source import history as module

    monkeypatch.setattr(module, "find_commit", lambda *_: "0" * 40)
    facts = _Facts(Workspace(history.root), history.root)
    assert not facts.revision("2024")
    history.git("tag", "2024")
    assert facts.revision("2024")


def test_folders_outside_any_workspace(making: Any, tmp_path: Path) -> None:
    for year in ("2024", "2025"):
        (tmp_path / f"散/{year}/projects").mkdir(parents=True)
        (tmp_path / f"散/{year}/department.yaml").write_text(making.department(year), encoding="utf-8")
        (tmp_path / f"散/{year}/projects/01.yaml").write_text(making.project(), encoding="utf-8")
    with opened("散/2024", "./散/2025", None, tmp_path) as found:
        assert isinstance(found, Opened)
        (both,) = found.pairs
        assert both.old is not None
        loaded = load(both.old.workspace, both.old.place)
        assert loaded.department is not None
        assert loaded.inputs[0].path == "2024/department.yaml"
    with opened("2024", "HEAD", None, tmp_path) as found:
        assert isinstance(found, Trouble)
        assert "不是工作文件夹" in found.message


def test_two_workspaces(history: Any, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(history.root / "sources", tmp_path / "备份/sources")
    assert labels(history.root, "../备份", ".") == [("a/2024", "a/2024"), ("a/2025", "a/2025"), ("b/2024", "b/2024")]
    assert labels(history.root, "../备份/sources/a/2024", "a/2025") == [("a/2024", "a/2025")]


def test_a_workspace_below_the_top_of_its_repository(making: Any, repository: Any) -> None:
    repository.write("绩效/sources/a/2024/department.yaml", making.department())
    repository.write("绩效/sources/a/2024/projects/01.yaml", making.project())
    repository.commit()
    root = repository.root / "绩效"
    for text in ("HEAD:绩效/sources/a/2024", "HEAD:sources/a/2024", "HEAD:a/2024"):
        assert labels(root, text, "a/2024") == [("HEAD:a/2024", "a/2024")]
