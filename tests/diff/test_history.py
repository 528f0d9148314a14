"""Department-years from git's objects: the same as from folders, whatever stands in a tree."""

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

from jixiao.model.load import Loaded, load
from jixiao.source.encoding import LIMIT
from jixiao.source.history import find_commit, is_ref, revision, surely_no_ref, tags
from jixiao.source.snapshot import snapshot
from jixiao.source.workspace import Workspace


def read(root: Path, name: str, label: str = "a/2024") -> Loaded:
    """Load one department-year of a revision."""
    found, faults = revision(root, name)
    assert found is not None, faults
    with snapshot(found, Workspace(root), lambda *_: True) as laid:
        (place,) = [one for one in laid.places if one.label == label]
        return load(laid.workspace, place)


def refusal(root: Path, name: str) -> tuple[str, str]:
    found, faults = revision(root, name)
    assert found is None
    (one,) = faults
    return one.message, one.hint


def errors(loaded: Loaded) -> list[tuple[str, str]]:
    return [(one.name, one.message) for one in loaded.faults if one.severity == "error"]


def test_a_revision_loads_like_its_folder(history: Any) -> None:
    history.git("checkout", "--quiet", "2025-一上")
    from jixiao.source.workspace import department_years

    workspace = Workspace(history.root)
    for place in department_years(workspace):
        now, then = load(workspace, place), read(history.root, "HEAD", place.label)
        assert then.department is not None
        assert [one.path for one in then.inputs] == [f"HEAD:{one.path}" for one in now.inputs]
        assert [one.sha256 for one in then.inputs] == [one.sha256 for one in now.inputs]
        assert repr(now.department and now.department.year.text) == repr(then.department.year.text)


def test_older_revisions_have_the_files_of_their_time(history: Any) -> None:
    then = read(history.root, "2024-批复")
    assert then.department is not None
    assert [one.name.text for one in then.department.projects] == ["食堂补助", "公车购置"]
    now = read(history.root, "HEAD")
    assert now.department is not None
    assert [one.source.path for one in now.department.projects] == ["HEAD:sources/a/2024/projects/03-食堂补助.yaml"]


def test_the_working_folder_plays_no_part_and_stays_as_it_is(history: Any) -> None:
    history.write("sources/a/2024/department.yaml", "坏")
    before = history.git("status", "--porcelain"), (history.root / ".git/index").read_bytes()
    assert read(history.root, "HEAD").department is not None
    assert before == (history.git("status", "--porcelain"), (history.root / ".git/index").read_bytes())


def test_nothing_is_left_behind(history: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    read(history.root, "HEAD")
    assert list(place.iterdir()) == []
    found, _ = revision(history.root, "HEAD")
    assert found is not None
    with pytest.raises(KeyboardInterrupt), snapshot(found, Workspace(history.root), lambda *_: True):
        raise KeyboardInterrupt
    assert list(place.iterdir()) == []


def test_only_what_is_wanted_is_laid_out(history: Any) -> None:
    found, _ = revision(history.root, "HEAD")
    assert found is not None
    with snapshot(found, Workspace(history.root), lambda folder, year: (folder, year) == ("a", "2025")) as laid:
        assert [one.label for one in laid.places] == ["a/2025"]


def test_equal_files_have_equal_prints(history: Any) -> None:
    def prints(name: str) -> dict[str, str]:
        found, _ = revision(history.root, name)
        assert found is not None
        with snapshot(found, Workspace(history.root), lambda *_: True) as laid:
            return laid.prints

    one, two, three = prints("2024-批复"), prints("2025-一上"), prints("HEAD")
    assert one["a/2024"] == two["a/2024"] != three["a/2024"]
    assert one["b/2024"] == three["b/2024"]


def test_names(history: Any) -> None:
    head = find_commit(history.root, "HEAD")
    assert len(head) == 40
    assert find_commit(history.root, head[:7]) == head
    assert find_commit(history.root, "2024-批复") != head
    assert [find_commit(history.root, one) for one in ("", "-h", "--all", "没有", "HEAD:sources", "HEAD~9", "a..b", "\0")] == [""] * 8
    assert is_ref(history.root, "main")
    assert not is_ref(history.root, head[:7])
    history.git("tag", "预算/2025-一上")
    assert set(tags(history.root, "一上")) == {"2025-一上", "预算/2025-一上"}
    history.git("tag", "--annotate", "--message", "注", "带注")
    assert find_commit(history.root, "带注") == head


def test_no_such_revision(history: Any, tmp_path: Path) -> None:
    assert refusal(history.root, "HEAD~9")[0] == "没有“HEAD~9”这个版本"
    outside = tmp_path / "外"
    outside.mkdir()
    assert "不在 git 仓库里" in refusal(outside, "HEAD")[0]


def test_a_revision_without_sources(repository: Any) -> None:
    repository.write("readme.txt", "x")
    repository.commit()
    assert refusal(repository.root, "HEAD")[0] == "版本“HEAD”里没有 sources 文件夹"


def test_no_git(history: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert "没有找到 git" in refusal(history.root, "HEAD")[0]


def test_a_shallow_clone_says_so(history: Any, tmp_path: Path) -> None:
    history.git("clone", "--quiet", "--depth=1", f"file://{history.root}", str(tmp_path / "浅"))
    message, hint = refusal(tmp_path / "浅", "HEAD~1")
    assert message == "没有“HEAD~1”这个版本"
    assert "--unshallow" in hint
    assert "fetch-depth" in hint
    assert read(tmp_path / "浅", "HEAD").department is not None


def test_a_partial_clone_is_not_filled_over_the_network(history: Any, tmp_path: Path) -> None:
    history.git("config", "uploadpack.allowFilter", "true")
    history.git("clone", "--quiet", "--no-checkout", "--filter=blob:none", f"file://{history.root}", str(tmp_path / "半"))
    message, hint = refusal(tmp_path / "半", "HEAD")
    assert message == "版本“HEAD”的文件在本机上不全"
    assert "git fetch" in hint


def test_a_repository_of_somebody_else(history: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    message, hint = refusal(history.root, "HEAD")
    assert "别的用户" in message
    assert "safe.directory" in hint


def test_a_workspace_inside_a_repository(making: Any, repository: Any) -> None:
    repository.write("绩效/sources/a/2024/department.yaml", making.department())
    repository.write("绩效/sources/a/2024/projects/01.yaml", making.project())
    repository.write("sources/b/2024/department.yaml", making.department())
    repository.commit()
    loaded = read(repository.root / "绩效", "HEAD")
    assert loaded.department is not None
    assert loaded.inputs[0].path == "HEAD:sources/a/2024/department.yaml"


def test_a_hook_does_not_lead_astray(history: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", "nowhere")
    monkeypatch.chdir(history.root / "sources")
    assert read(history.root, "HEAD").department is not None


def test_links_become_what_they_lead_to(history: Any) -> None:
    history.tree(
        [
            ("120000", "sources/a/2024/projects/04.yaml", b"../../2025/projects/01-\xe9\xa3\x9f\xe5\xa0\x82.yaml"),
            ("120000", "sources/c", b"b"),
            ("120000", "sources/a/2026", b"2025"),
            ("120000", "sources/a/2024/projects/notes.txt", b"/nowhere"),
        ]
    )
    loaded = read(history.root, "HEAD")
    assert [one[1] for one in errors(loaded)] == ["项目名称“食堂补助”与另一个项目相同"]  # the linked file was read
    assert read(history.root, "HEAD", "c/2024").department is not None
    assert [one[1] for one in errors(read(history.root, "HEAD", "a/2026"))] == ["年度写的是 2025，所在文件夹却是 2026"]


@pytest.mark.parametrize("target", ["/etc/passwd", "../../../../../../etc/passwd", "没有.yaml", ".", "05.yaml", "../projects"])
def test_links_that_lead_out_are_refused(history: Any, target: str) -> None:
    history.tree([("120000", "sources/a/2024/projects/05.yaml", target.encode())])
    loaded = read(history.root, "HEAD")
    assert errors(loaded) == [("HEAD:sources/a/2024/projects/05.yaml", "这个文件是链接，在这个版本里指不到文件，不予读取")]
    assert loaded.department is None


def test_nothing_is_written_as_a_link(history: Any) -> None:
    history.tree([("120000", "sources/a/2024/projects/05.yaml", b"/etc/passwd"), ("120000", "layouts/x/layout.yaml", b"/etc/passwd")])
    found, _ = revision(history.root, "HEAD")
    assert found is not None
    with snapshot(found, Workspace(history.root), lambda *_: True) as laid:
        assert not [one for one in laid.workspace.root.rglob("*") if one.is_symlink()]


def test_submodules(history: Any) -> None:
    history.tree([("160000", "sources/a/2023", b""), ("160000", "sources/d", b"")])
    (one,) = read(history.root, "HEAD", "a/2023").faults[:1]
    assert one.severity == "error"
    found, _ = revision(history.root, "HEAD")
    assert found is not None
    with snapshot(found, Workspace(history.root), lambda *_: True) as laid:
        assert [(one.file, "子模块" in one.message) for one in laid.faults] == [("HEAD:sources/d", True)]


def test_large_and_foreign_files(history: Any) -> None:
    history.tree(
        [
            ("100644", "sources/a/2024/projects/06.yaml", b"x" * (LIMIT + 1)),
            ("100644", "sources/a/2024/projects/07.yaml", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
            ("100644", "sources/a/2024/projects/08.yaml.txt", b"x"),
            ("100644", "sources/a/2024/data.bin", b"x" * (LIMIT + 1)),
        ]
    )
    loaded = read(history.root, "HEAD")
    assert [(name[-7:], message[:6]) for name, message in errors(loaded)] == [("06.yaml", "文件太大，超"), ("07.yaml", "这个文件由 ")]
    assert any(one.code == "JX019" and one.file.endswith("08.yaml.txt") for one in loaded.faults)


@pytest.mark.skipif(os.name == "nt", reason="names that Windows cannot hold")
def test_odd_names(making: Any, history: Any) -> None:
    text = making.project("奇名").encode()
    names = ["09 空 格.yaml", '10"引号".yaml', "11\n换行.yaml", "12\t.yaml", "13 -x.yaml", "14*?.yaml"]
    for at, name in enumerate(names):
        history.write(f"sources/a/2024/projects/{name}", text.replace("奇名".encode(), f"奇名{at}".encode()))
    history.commit()
    loaded = read(history.root, "HEAD")
    assert not errors(loaded)
    assert loaded.department is not None
    assert len(loaded.department.projects) == 1 + len(names)


def test_bytes_that_are_no_text_in_a_name(history: Any) -> None:
    blob = history.git("hash-object", "-w", "sources/a/2024/department.yaml").strip()
    line = f"100644 {blob}\tsources/a/2024/projects/".encode() + b"\xc4\xcf.yaml\0"
    subprocess.run(["git", "update-index", "-z", "--index-info"], cwd=history.root, env=history.environment, input=line, check=True)
    history.git("commit", "--quiet", "-m", "乱码")
    loaded = read(history.root, "HEAD")
    assert loaded.department is not None
    assert any("无法识别的字符" in one.message for one in loaded.faults)


def test_a_tree_made_to_climb_out(history: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def tree(lines: bytes) -> str:
        done = subprocess.run(["git", "mktree", "-z"], cwd=history.root, env=history.environment, input=lines, capture_output=True, check=False)
        if done.returncode:
            pytest.skip("this git makes no such tree")
        return done.stdout.decode().strip()

    blob = history.git("hash-object", "-w", "sources/a/2024/department.yaml").strip()
    inner = tree(f"100644 blob {blob}\tx.yaml\0".encode())
    for _ in range(4):
        inner = tree(f"040000 tree {inner}\t..\0".encode())
    top = tree(f"040000 tree {inner}\tsources\0".encode())
    commit = history.git("commit-tree", top, "-m", "x").strip()
    place = tmp_path / "1/2/3"
    place.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    found, _ = revision(history.root, commit)
    assert found is not None
    with snapshot(found, Workspace(history.root), lambda *_: True) as laid:
        assert [one.message for one in laid.faults] == ["这个文件名不能用在本机上，没有读取"]
        assert not list(tmp_path.rglob("x.yaml"))


def manifest(title: str) -> str:
    path = Path(__file__).resolve().parents[2] / "layouts/ningxia-2024/layout.yaml"
    return path.read_text(encoding="utf-8").replace("名称: 宁夏项目支出预算绩效目标表", f"名称: {title}")


def test_layouts_of_the_revision_win_over_those_of_the_folder(making: Any, history: Any) -> None:
    own = making.department().replace("ningxia-2024", "own")
    history.write("layouts/own/layout.yaml", manifest("旧"))
    history.write("layouts/other/layout.yaml", manifest("旧"))
    history.write("sources/a/2024/department.yaml", own)
    history.commit(tag="有")
    history.write("layouts/own/layout.yaml", manifest("新"))
    history.write("layouts/later/layout.yaml", manifest("新"))
    history.write("sources/a/2024/department.yaml", own.replace("own", "later"))
    loaded = read(history.root, "有")
    assert loaded.form is not None
    assert loaded.form.title == "旧"
    history.git("rm", "--quiet", "-r", "--cached", "layouts")
    history.git("add", "sources")
    history.git("commit", "--quiet", "-m", "无")
    loaded = read(history.root, "HEAD")  # the revision has none, the working folder has
    assert loaded.form is not None
    assert loaded.form.title == "新"


def test_many_files(making: Any, repository: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from jixiao.source import snapshot as module

    monkeypatch.setattr(module, "_PORTION", 1000)
    repository.write("sources/a/2024/department.yaml", making.department())
    for at in range(60):
        repository.write(f"sources/a/2024/projects/{at:02}.yaml", making.project(f"项目{at}"))
    repository.commit()
    loaded = read(repository.root, "HEAD")
    assert loaded.department is not None
    assert [one.name.text for one in loaded.department.projects] == [f"项目{at}" for at in range(60)]


def test_refs_are_told_without_running_git(history: Any, tmp_path: Path) -> None:
    assert surely_no_ref(history.root, "2031")
    for make in (("tag", "2031"), ("branch", "2032"), ("update-ref", "refs/remotes/2033/HEAD", "HEAD")):
        history.git(*make)
        assert not surely_no_ref(history.root, next(part for part in make if "203" in part).split("/")[-2:][0][-4:])
    history.git("pack-refs", "--all", "--prune")
    assert not surely_no_ref(history.root, "2031")
    assert not surely_no_ref(history.root, "2032")
    assert surely_no_ref(history.root, "2039")
    history.git("worktree", "add", "--quiet", str(tmp_path / "other"), "HEAD")
    assert not surely_no_ref(tmp_path / "other", "2039")  # a linked tree: git itself is asked
    alone = tmp_path / "alone"
    alone.mkdir()
    assert surely_no_ref(alone, "2031") == (not any((one / ".git").exists() for one in alone.parents))
