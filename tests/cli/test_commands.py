"""The commands as people meet them: help, wrong usage, streams, colours, places."""

import os
import re
from pathlib import Path
from typing import Any

import pytest

import jixiao

COMMANDS = ([], ["build"], ["fonts"], ["layouts"])
#: Words that argparse says by itself.
ENGLISH = re.compile(
    r"\b(usage|options?|optional|positional|arguments?|show|this|help message|exit|required|error|invalid|choose|unrecognized|expected|default)\b(?!-)",
    re.IGNORECASE,
)
PDF = "甲局2024年度绩效目标.pdf"


def english(text: str) -> list[str]:
    """English words outside of option names and the placeholder of choices."""
    return ENGLISH.findall(re.sub(r"--?[a-z-]+|\{[^}]*\}|\[[^\]]*\]", "", text))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one[0] if one else "jixiao")
def test_help_is_chinese(desk: Any, command: list[str]) -> None:
    for option in ("--help", "-h"):
        run = desk.run(*command, option)
        assert (run.code, run.err) == (0, "")
        assert run.out.startswith("用法：")
        assert "显示这段说明" in run.out
        assert not english(run.out)


@pytest.mark.parametrize("command", COMMANDS)
def test_usage_is_said_once(desk: Any, command: list[str]) -> None:
    assert desk.run(*command, "--help").out.count("用法：") == 1


def test_wrong_usage_names_the_command(desk: Any) -> None:
    assert desk.run("build", "--jobs", "x").err.startswith("jixiao build：参数 --jobs")


def test_every_option_of_build_is_explained(desk: Any) -> None:
    text = desk.run("build", "--help").out
    for option in ("--year", "--public", "--fonts", "--force", "-o", "--jobs", "-v"):
        assert re.search(rf"^  {option}[^\n]*\n?[^\n]*[\u4e00-\u9fff]", text, re.MULTILINE), option


def test_version(desk: Any) -> None:
    run = desk.run("--version")
    assert run == (0, f"jixiao {jixiao.__version__}\n", "")


WRONG = [
    (["--nonsense"], "不认识的参数：--nonsense"),
    (["nonsense"], "没有“nonsense”这个命令"),
    (["build", "--nonsense"], "不认识的参数：--nonsense"),
    (["build", "--fonts", "all"], "不能写 'all'"),
    (["build", "--fonts"], "后面要写一个值"),
    (["build", "--jobs", "x"], "应是整数，不能写 'x'"),
    (["build", "--jobs", "-1"], ""),
    (["build", "--jobs=-1"], "不小于 0 的整数"),
    (["build", "--year"], "后面要写一个值"),
    (["build", "-o"], "后面要写一个值"),
    (["build", "--forc"], "不认识的参数：--forc"),
    (["build", "--force=yes"], "后面不能带值"),
    (["fonts", "x"], "不认识的参数：x"),
    (["layouts", "--fonts", "auto"], "不认识的参数"),
]


@pytest.mark.parametrize(("arguments", "says"), WRONG, ids=[" ".join(one[0]) for one in WRONG])
def test_wrong_usage(desk: Any, arguments: list[str], says: str) -> None:
    run = desk.run(*arguments)
    assert (run.code, run.out) == (2, "")
    assert says in run.err
    assert not english(run.err), run.err


def test_overview(desk: Any) -> None:
    run = desk.run()
    assert (run.code, run.err) == (0, "")
    assert f"工作文件夹：{desk.root}" in run.out
    assert "共 1 个部门，1 份年度文件：" in run.out
    assert "a/2024  项目 1 个  还没有生成 PDF" in run.out
    assert "jixiao build" in run.out
    desk.build()
    assert f"PDF 是最新的：build/a/2024/{PDF}" in desk.run().out
    desk.change("食堂补助", "食堂费用")
    assert "有改动，需要重新生成" in desk.run().out


def test_overview_of_an_empty_workspace(desk: Any) -> None:
    empty = desk.root / "空"
    (empty / "sources").mkdir(parents=True)
    run = desk.run(cwd=empty)
    assert (run.code, "还没有部门" in run.out) == (0, True)
    run = desk.run("build", cwd=empty)
    assert (run.code, "还没有部门文件" in run.err) == (2, True)


@pytest.mark.parametrize("command", [[], ["build"], ["build", "a"]])
def test_outside_a_workspace(desk: Any, tmp_path: Path, command: list[str]) -> None:
    outside = tmp_path / "外面"
    outside.mkdir()
    run = desk.run(*command, cwd=outside)
    assert (run.code, run.out) == (2, "")
    assert "这里不是工作文件夹" in run.err
    assert str(outside) in run.err


def test_fonts_and_layouts_need_no_workspace(desk: Any, tmp_path: Path) -> None:
    outside = tmp_path / "外面"
    outside.mkdir()
    fonts = desk.run("fonts", "--fonts", "embedded", cwd=outside)
    assert fonts.code == 0
    for role in ("仿宋", "楷体", "黑体", "宋体", "小标宋"):
        assert re.search(rf"^{role}  \S", fonts.out, re.MULTILINE)
    layouts = desk.run("layouts", cwd=outside)
    assert layouts == (0, layouts.out, "")
    assert "hebei-2025  河北省部门整体绩效目标文本  （河北，2025年起，随程序附带）" in layouts.out
    assert "ningxia-2024  宁夏项目支出预算绩效目标表" in layouts.out


def test_fonts_leaves_nothing_outside_a_workspace(desk: Any, tmp_path: Path) -> None:
    outside = tmp_path / "外面"
    outside.mkdir()
    desk.run("fonts", cwd=outside)
    assert list(outside.iterdir()) == []


def test_layout_of_the_workspace_wins(desk: Any) -> None:
    shipped = (Path(jixiao.__file__).parent / "layouts/ningxia-2024/layout.yaml").read_text(encoding="utf-8")
    desk.write("layouts/ningxia-2024/layout.yaml", shipped.replace("宁夏项目支出", "本县项目支出"))
    desk.write("layouts/broken/layout.yaml", "名称: 坏\n")
    run = desk.run("layouts")
    assert run.code == 3
    assert "ningxia-2024  本县项目支出预算绩效目标表  （宁夏，2024年起，本工作文件夹）" in run.out
    assert "hebei-2025" in run.out
    assert "layouts/broken/layout.yaml:1:1: 错误[JX024]" in run.err


def test_fonts_report_a_faulty_config(desk: Any) -> None:
    desk.write("jixiao.toml", "[fonts]\n'仿宋' = '没有这种字体'\n")
    run = desk.run("fonts")
    assert "没有这种字体" in run.err
    assert "仿宋" in run.out


@pytest.mark.parametrize(
    "name", ["a", "a/", "a/2024", "sources/a", "sources/a/", "./sources/a/2024/", "sources/../sources/a"]
)
def test_department_by_name_or_path(desk: Any, name: str) -> None:
    desk.department("b")
    run = desk.build(name)
    assert re.findall(r"^(\S+)  ", run.out, re.MULTILINE) == ["a/2024"]


def test_department_by_absolute_path(desk: Any) -> None:
    assert "a/2024" in desk.build(str(desk.root / "sources/a")).out


@pytest.mark.parametrize(
    ("here", "name"),
    [("sources", "a"), ("sources/a", "."), ("sources/a/2024", "."), ("sources/a/2024/projects", ".."), ("sources/a", "2024"),
     ("sources/b", "../a"), ("sources/b/2024/projects", "a")],
)  # fmt: skip
def test_department_from_a_subfolder(desk: Any, here: str, name: str) -> None:
    desk.department("b")
    run = desk.run("build", name, cwd=desk.root / here)
    assert (run.code, re.findall(r"^(\S+)  ", run.out, re.MULTILINE)) == (0, ["a/2024"])
    assert (desk.root / "build/a/2024" / PDF).is_file()


@pytest.mark.parametrize(
    "name", ["c", "a/2023", "b", "", "..", "../..", "/", "sources", "a/2024/projects/01.yaml/x", "甲局", "*"]
)
def test_unknown_department(desk: Any, name: str) -> None:
    run = desk.run("build", name)
    assert (run.code, run.out) == (2, "")
    assert f"没有找到部门“{name}”" in run.err
    assert "现有：a/2024" in run.err


def test_known_departments_are_not_built_beside_an_unknown_one(desk: Any) -> None:
    assert desk.run("build", "a", "c").code == 2
    assert not desk.outputs()


def test_year(desk: Any) -> None:
    desk.write(
        "sources/a/2025/department.yaml",
        desk.root.joinpath("sources/a/2024/department.yaml").read_text().replace("2024\n阶", "2025\n阶"),
    )
    desk.write("sources/a/2025/projects/01.yaml", desk.first.read_text())
    assert re.findall(r"^(\S+)  ", desk.build("--year", "2025").out, re.MULTILINE) == ["a/2025"]
    assert re.findall(r"^(\S+)  ", desk.build("a").out, re.MULTILINE) == ["a/2024", "a/2025"]
    run = desk.run("build", "--year", "2026")
    assert (run.code, "没有 2026 年度的部门文件" in run.err, "现有：a/2024、a/2025" in run.err) == (2, True, True)
    run = desk.run("build", "a", "--year", "2026")
    assert (run.code, "没有找到部门“a”的 2026 年度" in run.err) == (2, True)


def test_results_go_to_stdout_and_messages_to_stderr(desk: Any) -> None:
    desk.department("b")
    desk.change("总额: 886", "总额: 无", desk.root / "sources/b/2024/projects/01.yaml")
    run = desk.run("build")
    assert re.fullmatch(rf"a/2024  1 页  \d+\.\d\d 秒  build/a/2024/{PDF}\n", run.out)
    assert "b/2024" in run.err
    assert "错误[JX025]" in run.err


def test_no_colours_into_a_file(desk: Any) -> None:
    desk.change("总额: 886", "总额: 无")
    run = desk.process("build", FORCE_COLOR="1")
    assert "\x1b" not in run.out + run.err


def on_terminal(desk: Any, *arguments: str, **environment: str) -> tuple[int, str]:
    """Run with stderr on a terminal; its exit code and everything shown there."""
    pty = pytest.importorskip("pty")
    import subprocess
    import sys

    master, slave = pty.openpty()
    env = {
        key: value for key, value in desk.environment(**environment).items() if key != "NO_COLOR" or key in environment
    }
    with subprocess.Popen(
        [sys.executable, "-m", "jixiao", *arguments],
        cwd=desk.root,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=slave,
    ) as child:
        os.close(slave)
        shown = b""
        while True:
            try:
                piece = os.read(master, 4096)
            except OSError:  # the terminal has no writer any more
                break
            if not piece:
                break
            shown += piece
        child.wait(timeout=30)
    os.close(master)
    return child.returncode, shown.decode()


def test_colours_on_a_terminal_only_where_wanted(desk: Any) -> None:
    desk.change("总额: 886", "总额: 无")
    code, shown = on_terminal(desk, "build", TERM="xterm")
    assert (code, "\x1b[31;1m错误[JX025]\x1b[0m" in shown) == (3, True)
    assert "\x1b" not in on_terminal(desk, "build", TERM="xterm", NO_COLOR="1")[1]
    assert "\x1b" not in on_terminal(desk, "build", TERM="dumb")[1]


def test_progress_on_a_terminal(desk: Any) -> None:
    for name in ("b", "c"):
        desk.department(name)
    code, shown = on_terminal(desk, "build", TERM="xterm")
    assert (code, "3/3" in shown) == (0, True)
    assert shown.rindex("\x1b[K") > shown.rindex("3/3"), "the line is cleared"


def test_output_is_utf8_whatever_the_machine_says(desk: Any) -> None:
    run = desk.process("build", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert (run.code, "a/2024  1 页" in run.out) == (0, True)


def test_file_name_of_another_encoding(desk: Any) -> None:
    """What unpacking a ZIP from Windows leaves on Linux."""
    desk.first.rename(desk.first.with_name(os.fsdecode("项目.yaml".encode("gbk"))))
    run = desk.run("build")
    assert run.code in {0, 3}


def test_faulty_config_stops_every_command(desk: Any) -> None:
    desk.write("jixiao.toml", "[build\n")
    for command in ([], ["build"], ["fonts"]):
        run = desk.run(*command)
        assert run.code == 3, command
        assert "[JX042]" in run.err


def test_module_and_command_are_the_same(desk: Any) -> None:
    assert desk.process("--version").out == desk.run("--version").out
