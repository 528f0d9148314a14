"""`jixiao new`, `jixiao rollover` and `jixiao schema` as commands."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

NEW = ("new", "tushuguan", "--layout", "hebei-2025", "--name", "示例县图书馆", "--year", "2026")


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


# ---- new


def test_new_writes_and_says_what_is_next(desk: Any) -> None:
    run = desk.run(*NEW, "--code", "068", "--region", "130730", "--project", "图书购置费")
    assert run.code == 0
    assert run.out.split() == [
        "已建立", "sources/tushuguan/2026/department.yaml", "已建立", "sources/tushuguan/2026/projects/01-图书购置费.yaml",
    ]  # fmt: skip
    assert "jixiao check tushuguan" in run.err
    settings = json.loads((desk.root / ".vscode/settings.json").read_text(encoding="utf-8"))
    assert (
        "sources/tushuguan/2026/department.yaml"
        in settings["yaml.schemas"]["./.jixiao-schema/hebei-2025.department.json"]
    )
    assert "sources/a/2024/department.yaml" in settings["yaml.schemas"]["./.jixiao-schema/ningxia-2024.department.json"]
    assert desk.run("check", "tushuguan").code == 1
    assert desk.run("build", "tushuguan").code == 0


def test_new_in_an_empty_folder(desk: Any, tmp_path: Path) -> None:
    empty = tmp_path / "空"
    empty.mkdir()
    assert desk.run(*NEW, cwd=empty).code == 0
    assert (empty / "sources/tushuguan/2026/department.yaml").is_file()
    assert (empty / ".jixiao-schema/hebei-2025.project.json").is_file()


def test_new_without_a_folder_takes_the_name(desk: Any) -> None:
    assert desk.run("new", *NEW[2:]).code == 0
    assert (desk.root / "sources/示例县图书馆/2026/department.yaml").is_file()


def test_new_never_overwrites(desk: Any) -> None:
    (desk.root / "sources/tushuguan/2026").mkdir(parents=True)
    before = files(desk.root)
    run = desk.run(*NEW)
    assert run.code == 2
    assert "已经有了" in run.err
    assert files(desk.root) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"--layout": None}, "--layout"), ({"--name": None, "--year": None}, "--name、--year"), ({"--layout": "henan"}, "没有这种表样"),
        ({"--year": "26"}, "四位数字"), ({"--name": "甲/乙"}, "文件名"), ({"--region": "13"}, "六位数字"), ({"--name": ".."}, "单位名称"),
        ({"--project": "甲\n乙"}, "不能显示"), ({"--code": "1\x07"}, "不能显示"),
    ],
)  # fmt: skip
def test_new_with_wrong_or_missing_options(desk: Any, change: dict[str, str | None], said: str) -> None:
    given: dict[str, str | None] = dict(zip(NEW[2::2], NEW[3::2], strict=True)) | change
    words = [word for key, value in given.items() if value is not None for word in (key, value)]
    before = files(desk.root)
    run = desk.run("new", "tushuguan", *words)
    assert run.code == 2
    assert said in run.err
    assert run.out == ""
    assert files(desk.root) == before


@pytest.mark.parametrize("folder", ["../外面", "a/b", ".隐藏", "CON"])
def test_new_stays_in_its_workspace(desk: Any, folder: str) -> None:
    before = files(desk.root.parent)
    assert desk.run("new", folder, *NEW[2:]).code == 2
    assert files(desk.root.parent) == before


def test_new_without_a_terminal_does_not_wait(desk: Any) -> None:
    run = desk.process("new")
    assert run.code == 2
    assert "--layout、--name、--year" in run.err


@pytest.mark.skipif(sys.platform == "win32", reason="no pty there")
def test_new_asks_on_a_terminal(desk: Any) -> None:
    answers = ["henan", "1", "甲/乙", "示例县图书馆", "2026", "", "13", "130730", "tushuguan", "图书购置费"]
    said, code = on_terminal(desk, ["new"], answers)
    assert code == 0, said
    for words in ("用哪种表样", "没有这种表样", "文件名里的字符", "六位数字", "[示例县图书馆]"):
        assert words in said
    text = (desk.root / "sources/tushuguan/2026/department.yaml").read_text(encoding="utf-8")
    assert "名称: 示例县图书馆" in text
    assert "区划: 130730" in text
    assert (desk.root / "sources/tushuguan/2026/projects/01-图书购置费.yaml").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="no pty there")
def test_new_may_be_given_up(desk: Any) -> None:
    before = files(desk.root / "sources")
    said, code = on_terminal(desk, ["new"], ["1", "\x04"])
    assert code == 2
    assert "没有建立任何文件" in said
    assert files(desk.root / "sources") == before


def on_terminal(desk: Any, arguments: list[str], answers: list[str]) -> tuple[str, int]:
    """Run a command on a terminal of its own; each answer is typed when a question stands there."""
    import pty

    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover - the child becomes the command
        os.chdir(desk.root)
        os.execvpe(sys.executable, [sys.executable, "-m", "jixiao", *arguments], desk.environment())  # noqa: S606
    said = b""
    left = list(answers)
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            break
        if not part:
            break
        said += part
        if left and said.decode(errors="ignore").endswith("："):
            answer = left.pop(0)
            os.write(terminal, answer.encode() + (b"" if answer == "\x04" else b"\n"))
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    return said.decode(errors="replace"), os.waitstatus_to_exitcode(status)


# ---- rollover


def test_rollover_writes_the_new_year(desk: Any) -> None:
    before = files(desk.root / "sources/a/2024")
    run = desk.run("rollover", "2024", "2025")
    assert run.code == 0
    assert run.out == "a/2024 → sources/a/2025：文件 2 个，待填 3 处\n"
    assert "jixiao check a --year 2025" in run.err
    assert files(desk.root / "sources/a/2024") == before
    assert desk.run("diff", "2024", "2025", "--fail-on", "notice").code == 0
    check = desk.run("check", "a", "--year", "2025", "--format", "json")
    assert sum(one["code"] == "JX111" for one in json.loads(check.out)["findings"]) == 3
    assert desk.run("build", "a", "--year", "2025").code == 0


def test_rollover_dry_run_writes_nothing(desk: Any) -> None:
    before = files(desk.root)
    run = desk.run("rollover", "2024", "2025", "a", "--dry-run")
    assert run.code == 0
    assert "+++ sources/a/2025/department.yaml" in run.out
    assert "+年度: 2025" in run.out
    assert "+上年项目:" in run.out
    assert "没有写入" in run.err
    assert files(desk.root) == before


def test_rollover_never_overwrites(desk: Any) -> None:
    desk.department("b")
    (desk.root / "sources/a/2025").mkdir()
    run = desk.run("rollover", "2024", "2025")
    assert run.code == 2
    assert "sources/a/2025 已经有了，没有改动" in run.err
    assert list((desk.root / "sources/a/2025").iterdir()) == []
    assert (desk.root / "sources/b/2025/department.yaml").is_file()


def test_rollover_of_a_faulty_department_leaves_it(desk: Any) -> None:
    desk.department("b")
    desk.change("总额: 886", "总额: 八百")
    run = desk.run("rollover", "2024", "2025")
    assert run.code == 3
    assert "a/2024 没有结转" in run.err
    assert not (desk.root / "sources/a/2025").exists()
    assert (desk.root / "sources/b/2025/department.yaml").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [(("2025", "2024"), "应当在"), (("2024", "2024"), "应当在"), (("24", "25"), "不是年度"), (("2024", "2025", "x"), "没有找到部门"),
     (("2020", "2021"), "没有 2020"), (("2024",), "缺少参数")],
)  # fmt: skip
def test_rollover_used_wrongly(desk: Any, words: tuple[str, ...], said: str) -> None:
    run = desk.run("rollover", *words)
    assert run.code == 2
    assert said in run.err


def test_rollover_names_what_is_not_taken_along(desk: Any) -> None:
    desk.write("sources/a/2024/projects/副本01.yaml.txt", "x")
    run = desk.run("rollover", "2024", "2025")
    assert run.code == 0
    assert "副本01.yaml.txt" in run.err


# ---- schema


def test_schema_prints_json_only(desk: Any) -> None:
    run = desk.run("schema")  # the only department here says which form
    assert run.code == 0
    assert json.loads(run.out)["properties"]["绩效指标"]["properties"].keys() >= {"可持续影响指标"}
    assert run.err == ""
    assert "采纳" in json.loads(desk.run("schema", "review").out)["properties"]
    assert "版式" in json.loads(desk.run("schema", "department", "--layout", "hebei-2025").out)["properties"]


def test_schema_wants_to_know_the_form(desk: Any, tmp_path: Path) -> None:
    empty = tmp_path / "空"
    empty.mkdir()
    run = desk.run("schema", cwd=empty)
    assert run.code == 2
    assert "--layout" in run.err
    assert desk.run("schema", "--layout", "henan").code == 2
    assert desk.run("schema", "--write", cwd=empty).code == 2


def test_schema_writes_and_writes_the_same_again(desk: Any) -> None:
    assert desk.run("schema", "--write").code == 0
    before = files(desk.root)
    assert ".jixiao-schema/review.json" in before
    assert desk.run("schema", "--write").code == 0
    assert files(desk.root) == before


def test_schema_does_not_touch_settings_with_comments(desk: Any) -> None:
    settings = desk.write(".vscode/settings.json", '{\n  // 字号\n  "editor.fontSize": 15\n}\n')
    before = settings.read_bytes()
    run = desk.run("schema", "--write")
    assert run.code == 4
    assert "没有改动" in run.err
    assert "./.jixiao-schema/ningxia-2024.project.json" in run.err
    assert settings.read_bytes() == before
    assert (desk.root / ".jixiao-schema/ningxia-2024.project.json").is_file()


def test_the_overview_names_the_new_commands(desk: Any, tmp_path: Path) -> None:
    (tmp_path / "空/sources").mkdir(parents=True)
    assert "jixiao new" in desk.run(cwd=tmp_path / "空").out
