"""git itself shows the changes of sources: textconv, the external driver, and switching both on and off."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import jixiao
from jixiao import __version__
from jixiao.cli import main
from jixiao.cli.gitting import LINE, settings
from jixiao.diff.textconv import convert

COMPILER = Path(jixiao.__file__).resolve().parents[1]
SAMPLES = sorted((COMPILER.parent / "sources").rglob("*.yaml"))


def run(*arguments: str) -> int:
    try:
        return main(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else -1


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """What git starts finds the package that is tested."""
    monkeypatch.setenv("PYTHONPATH", str(COMPILER))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")


@pytest.fixture
def enabled(history: Any) -> Any:
    """The history with `jixiao git enable` run in it."""
    history.environment |= {"PYTHONPATH": str(COMPILER), "PYTHONDONTWRITEBYTECODE": "1"}
    assert run("git", "enable") == 0
    return history


def state(repository: Any) -> tuple[bytes, bytes | None]:
    attributes = repository.root / ".gitattributes"
    return (repository.root / ".git/config").read_bytes(), attributes.read_bytes() if attributes.exists() else None


# ---- the canonical text


def text(source: str | bytes) -> str:
    done = convert(source if isinstance(source, bytes) else source.encode(), "x.yaml")
    assert done.text is not None, done.faults
    return done.text


def test_one_fact_a_line(making: Any) -> None:
    assert text(making.project()).splitlines() == [
        "项目名称: 食堂补助",
        "资金/总额: 886",
        "资金/财政拨款: 886",
        "绩效目标: 保障就餐；",
        "绩效目标:   确保安全。",
        "绩效指标/数量指标/就餐人数/指标值: 2637 人",
        "绩效指标/质量指标/合格率/指标值: ≥97%",
    ]


def test_department_and_review_files() -> None:
    department = "年度: 2024\n单位: {编码: 068, 名称: 甲局}\n版式: x\n项目默认:\n  项目期: 1 年\n分项绩效目标:\n  - 名称: 乙\n    绩效目标: |\n      一。二。\n\n      三\n  - 名称: 甲\n"
    assert text(department).splitlines() == [
        "版式: x",
        "单位/名称: 甲局",
        "单位/编码: 068",
        "年度: 2024",
        "项目默认/项目期: 1 年",
        "分项绩效目标/乙/绩效目标: 一。",
        "分项绩效目标/乙/绩效目标:   二。",
        "分项绩效目标/乙/绩效目标:",
        "分项绩效目标/乙/绩效目标: 三",
        "分项绩效目标/甲:",
    ]
    review = "采纳:\n  - 理由: 合同结算。\n    规则: JX205\n    经办: 李某\n"
    assert text(review).splitlines() == ["采纳/合同结算。/规则: JX205", "采纳/合同结算。/理由: 合同结算。", "采纳/合同结算。/经办: 李某"]


SAME = [
    ("key order", lambda s: "\n".join(["资金:", "  财政拨款: 886", "  总额: 886", *[line for line in s.split("\n") if "资金:" not in line and "886" not in line]])),
    ("line ends", lambda s: s.replace("\n", "\r\n")),
    ("byte order mark", lambda s: "\ufeff" + s),
    ("comments", lambda s: "# 注\n" + s.replace("  总额: 886\n", "  总额: 886  # 合计\n")),
    ("quotes", lambda s: s.replace("≥97%", "'≥97%'")),
    ("indicator order", lambda s: s[: s.index("  质量")] + s[s.index("  数量") :] + s[s.index("  质量") : s.index("  数量")]),
]


@pytest.mark.parametrize("change", [one[1] for one in SAME], ids=[one[0] for one in SAME])
def test_what_means_nothing_shows_nothing(making: Any, change: Callable[[str], str]) -> None:
    assert text(change(making.project())) == text(making.project())


DIFFERENT = [("≥97%", "≥ 97%"), ("≥97%", "不低于97%"), ("≥97%", "≥97.0%"), ("886", "886.00"), ("；", ";"), ("就餐；", "就餐；\n  ")]


@pytest.mark.parametrize(("old", "new"), DIFFERENT)
def test_notation_is_not_normalised(making: Any, old: str, new: str) -> None:
    assert text(making.project().replace(old, new)) != text(making.project())


@pytest.mark.parametrize("path", SAMPLES, ids=[path.name for path in SAMPLES])
def test_every_value_of_the_samples_is_there(path: Path) -> None:
    from jixiao.source.nodes import Mapping, Node, Scalar
    from jixiao.source.yamltree import Keys, SourceText, parse

    def scalars(node: Node) -> list[str]:
        if isinstance(node, Scalar):
            return [node.text]
        inner = [one.value for one in node.entries] if isinstance(node, Mapping) else list(node.items)
        return [one for item in inner for one in scalars(item)]

    node, _ = parse(SourceText("x", path.read_text(encoding="utf-8")), Keys(frozenset()))
    assert node is not None
    made = text(path.read_bytes())
    squeezed = made.replace(" ", "")
    for value in scalars(node):
        assert all(part.replace(" ", "") in squeezed for line in value.split("\n") for part in re.split("[。；;！？]", line))
    assert all(not line.endswith(" ") for line in made.splitlines())


BROKEN = ["项目名称：没有空格\n", "资金:\n\t总额: 1\n", "a: [1\n", "项目名称: 甲\n项目名称: 乙\n", "", "只有一句话", "- 甲\n- 乙\n", "未知: 1\n绩效指标: x\n  y: z\n"]


@pytest.mark.parametrize("source", [one.encode() for one in BROKEN] + ["项目名称: 甲".encode("gbk"), b"\xff\xfe\x00", b"PK\x03\x04\x00", b"\x00"])
def test_what_is_not_well_written_passes_through(source: bytes, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(source)
    assert run("textconv", str(path)) == 0
    assert capfdbinary.readouterr().out == source


def test_textconv_of_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("textconv", str(tmp_path / "x.yaml")) == 3
    assert "读不出" in capsys.readouterr().err


# ---- git through textconv


def lines(output: str) -> list[str]:
    """The changed lines of a diff."""
    return [line for line in output.splitlines() if line.startswith(("+", "-")) and line[:3] not in {"+++", "---"}]


CHANGED = ["-绩效指标/质量指标/合格率/指标值: ≥93%", "+绩效指标/质量指标/合格率/指标值: ≥95%"]


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_git_shows_facts(enabled: Any, locale: str) -> None:
    path = "sources/a/2025"
    for command in (["show", "HEAD"], ["log", "-p", "-1"], ["diff", "HEAD~1", "HEAD"], ["diff", "--cached", "HEAD~1"], ["diff", "HEAD~1"]):
        found = enabled.git(*command, "--", path, LC_ALL=locale)
        assert lines(found) == CHANGED, command
    assert "@@ 绩效指标/数量指标\n" in enabled.git("diff", "-U0", "HEAD~1", "--", path, LC_ALL=locale)


def test_git_log_through_the_whole_history(enabled: Any) -> None:
    found = enabled.git("log", "-p", "--format=%s")
    assert "+单位/名称: 甲局" in found
    assert "rename to sources/a/2024/projects/03-食堂补助.yaml" in found  # names as they are: core.quotepath
    assert "-资金/总额: 60" in found  # the deleted file
    assert "deleted file mode" in found


def test_the_working_folder_and_a_fresh_clone(enabled: Any, making: Any, tmp_path: Path) -> None:
    enabled.write("sources/a/2025/projects/01-食堂.yaml", making.project(total="901", value="≥95%"))
    assert lines(enabled.git("diff")) == ["-资金/总额: 900", "-资金/财政拨款: 900", "+资金/总额: 901", "+资金/财政拨款: 901"]
    enabled.commit()
    enabled.git("clone", "--quiet", str(enabled.root), str(tmp_path / "clone"))
    assert "+  总额: 901" in enabled.git("-C", str(tmp_path / "clone"), "show", "HEAD")  # nothing set there: plain lines


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_words_are_whole_characters_in_any_locale(enabled: Any, making: Any, locale: str) -> None:
    path = enabled.root / "sources/a/2025/projects/01-食堂.yaml"
    path.write_text(making.project(total="900.5", value="≥96%").replace("保障就餐", "保证用餐·供给"), encoding="utf-8")
    found = enabled.git("diff", "--word-diff", LC_ALL=locale)
    assert "指标值: [-≥95%-]{+≥96%+}" in found
    assert "总额: [-900-]{+900.5+}" in found
    assert "保[-障就-]{+证用+}餐{+·供给+}；" in found or "保[-障就餐-]{+证用餐·供给+}；" in found, found


def test_malformed_sources_are_shown_as_they_are(enabled: Any) -> None:
    enabled.write("sources/a/2025/projects/01-食堂.yaml", "项目名称：坏\n  资金: [")
    found = enabled.git("diff")
    assert "+项目名称：坏" in found
    assert "+  资金: [" in found
    assert "-项目名称: 食堂补助" in found


def test_a_tool_that_is_gone_does_not_break_git(enabled: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jixiao.cli.gitting._program", lambda: "no-such-program")
    for one in settings(driver=True):
        enabled.git("config", one.key, one.value)
    assert "+      指标值: ≥95%" in enabled.git("log", "-p", "-1")
    assert "+      指标值: ≥95%" in enabled.git("diff", "HEAD~1", "--", "sources/a/2025")


# ---- the external driver


@pytest.fixture
def driven(enabled: Any) -> Any:
    assert run("git", "enable", "--driver") == 0
    return enabled


def test_the_driver_shows_facts(driven: Any) -> None:
    path = "sources/a/2025"
    for found in (
        driven.git("diff", "HEAD~1", "HEAD", "--", path),
        driven.git("log", "-p", "-1", "--ext-diff", "--", path),
    ):
        assert "diff --git a/sources/a/2025/projects/01-食堂.yaml" in found
        assert "要求" in found, found
        assert " → ≥95%" in found
    assert lines(driven.git("log", "-p", "-1", "--", path)) == CHANGED  # by textconv


def test_the_driver_on_additions_deletions_and_renames(driven: Any) -> None:
    found = driven.git("diff", "2024-批复", "HEAD")
    assert "diff --git a/sources/a/2025/department.yaml b/sources/a/2025/department.yaml\nnew file mode 100644\n--- /dev/null\n" in found
    assert "similarity index 100%\nrename from sources/a/2024/projects/01-食堂.yaml\n" in found
    found = driven.git("diff", "--no-renames", "2024-批复", "HEAD")
    assert "deleted file mode 100644\n--- a/sources/a/2024/projects/02-车辆.yaml\n+++ /dev/null\n" in found
    assert "-资金/总额: 60" in found


def test_the_driver_on_the_working_folder(driven: Any, making: Any) -> None:
    path = driven.write("sources/a/2025/projects/01-食堂.yaml", making.project(total="901", value="≥95%"))
    assert " → 901" in driven.git("diff")
    driven.git("add", "--all")
    assert " → 901" in driven.git("diff", "--cached")
    driven.git("commit", "--quiet", "-m", "x")
    path.write_text("# 注\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert "只有不影响内容的改动" in driven.git("diff")
    path.unlink()
    assert "deleted file mode" in driven.git("diff")


def test_the_driver_on_a_change_of_mode(driven: Any) -> None:
    driven.git("update-index", "--chmod=+x", "sources/a/2025/department.yaml")
    found = driven.git("diff", "--cached")
    assert found.splitlines()[1:] == ["old mode 100644", "new mode 100755"]


def test_the_driver_on_malformed_sources(driven: Any) -> None:
    driven.write("sources/a/2025/projects/01-食堂.yaml", "项目名称: 坏\n项目名称: 又坏\n")
    found = driven.git("diff").splitlines()
    assert found[0].startswith("diff --git")
    assert found[1].startswith("# 这个文件写得不合要求")
    assert found[2].startswith("# 第 2 行：")
    assert "+项目名称: 又坏" in found
    assert "-      指标值: ≥95%" in found


def test_the_driver_on_a_conflict(driven: Any) -> None:
    driven.git("checkout", "--quiet", "-b", "other", "HEAD~1")
    (driven.root / "sources/a/2025/projects/01-食堂.yaml").write_text("项目名称: 丙\n", encoding="utf-8")
    driven.commit()
    driven.git("merge", "--quiet", "main", check=False)
    assert "尚未合并" in driven.git("diff") or "diff --cc" in driven.git("diff")


ARGUMENTS = [
    [],
    ["x"],
    ["x", "y"],
    ["x", "/dev/null", ".", ".", "/dev/null", ".", "."],
    ["-x", "/no/such/file", "0" * 40, "100644", "/no/such/file", "0" * 40, "100644"],
    ["x", "/no/such/file", "f" * 40, "100644", "/dev/null", ".", "."],
    ["x", "/", "0" * 40, "100644", "/", "0" * 40, "100644", "y", "similarity index 90%\nrename from x\nrename to y\n"],
    ["--help"],
]


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("arguments", ARGUMENTS, ids=[str(len(one)) + "".join(one[:1]) for one in ARGUMENTS])
def test_the_driver_always_exits_with_0(arguments: list[str]) -> None:
    assert run("git-diff-driver", *arguments) == 0


def test_blobs_are_read_by_their_name(history: Any, capfd: pytest.CaptureFixture[str]) -> None:
    names = [history.git("rev-parse", f"{one}:sources/a/2025/projects/01-食堂.yaml").strip() for one in ("HEAD~1", "HEAD")]
    assert run("git-diff-driver", "x.yaml", "/gone", names[0], "100644", "/gone", names[1], "100644") == 0
    assert lines(capfd.readouterr().out) == CHANGED


# ---- switching on and off


ATTRIBUTES = [None, b"*.pdf binary\n", b"*.pdf binary", b"*.pdf binary\r\n*.png binary\r\n", b"*.pdf binary\r\n*.png binary", b"\n\n", b"", f"{LINE}\n".encode(), f"a\n{LINE}\nb".encode()]


@pytest.mark.parametrize("attributes", ATTRIBUTES)
@pytest.mark.parametrize("driver", [False, True])
def test_disable_restores_everything(history: Any, attributes: bytes | None, driver: bool) -> None:
    if attributes is not None:
        history.write(".gitattributes", attributes)
    before = state(history)
    assert run("git", "enable", *(["--driver"] if driver else [])) == 0
    assert state(history) != before
    assert "diff: jixiao" in history.git("check-attr", "diff", "sources/a/2025/department.yaml")
    assert run("git", "enable") == 0  # again, and without the driver
    assert run("git", "disable") == 0
    assert state(history) == before
    assert run("git", "disable") == 0
    assert state(history) == before


def test_disable_restores_former_values(history: Any) -> None:
    history.git("config", "core.quotepath", "true")
    history.git("config", "diff.jixiao.textconv", "other")
    history.git("config", "--add", "diff.jixiao.wordRegex", "甲|b c")
    history.git("config", "--add", "diff.jixiao.wordRegex", "二\n行")
    before = history.git("config", "--local", "--list", "--null")
    assert run("git", "enable", "--driver") == 0
    assert run("git", "disable") == 0
    assert sorted(history.git("config", "--local", "--list", "--null").split("\0")) == sorted(before.split("\0"))


def test_disable_leaves_what_was_changed_since(enabled: Any, capsys: pytest.CaptureFixture[str]) -> None:
    enabled.git("config", "core.quotepath", "true")
    path = enabled.root / ".gitattributes"
    path.write_text(path.read_text(encoding="utf-8") + "*.pdf binary\n", encoding="utf-8")
    assert run("git", "disable") == 0
    assert "core.quotepath" in capsys.readouterr().err
    assert enabled.git("config", "core.quotepath") == "true\n"
    assert path.read_text(encoding="utf-8") == "*.pdf binary\n"
    assert "jixiao" not in (enabled.root / ".git/config").read_text(encoding="utf-8")


def test_what_is_set(enabled: Any) -> None:
    keys = {one.key for one in settings(driver=False)}
    assert keys == {"diff.jixiao.textconv", "diff.jixiao.xfuncname", "diff.jixiao.wordRegex", "core.quotepath"}
    assert __version__ in enabled.git("config", "diff.jixiao.textconv")
    assert enabled.git("config", "core.quotepath") == "false\n"
    assert enabled.git("config", "--get-regexp", "merge", check=False) == ""
    assert (enabled.root / ".gitattributes").read_text(encoding="utf-8") == "sources/**/*.yaml diff=jixiao\n"
    assert all(one.value.isprintable() for one in settings(driver=True))


def test_check_and_status(history: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    before = state(history)
    assert run("git", "enable", "--check") == 1
    assert state(history) == before
    assert run("git", "status") == 0
    assert "没有打开" in capsys.readouterr().out
    assert run("git", "enable") == 0
    assert run("git", "enable", "--check") == 0
    capsys.readouterr()
    assert run("git", "status") == 0
    shown = capsys.readouterr().out
    assert f"这个仓库：已打开（jixiao {__version__}）" in shown
    assert "本机所有仓库：没有打开" in shown
    monkeypatch.setattr("jixiao.__version__", "99")  # after an upgrade
    assert run("git", "enable", "--check") == 1
    assert run("git", "status") == 0
    assert "重新运行" in capsys.readouterr().out
    assert run("git", "enable") == 0
    assert "99" in history.git("config", "diff.jixiao.textconv")
    assert run("git", "disable") == 0
    assert state(history) == before


def test_another_rule_wins_over_the_line(enabled: Any, capsys: pytest.CaptureFixture[str]) -> None:
    enabled.write("sources/.gitattributes", "*.yaml diff=other\n")
    assert run("git", "status") == 0
    assert "没有起作用" in capsys.readouterr().out


def test_for_all_repositories(history: Any) -> None:
    before = state(history)
    home = Path(history.environment["HOME"]) / ".gitconfig"
    assert run("git", "enable", "--global") == 0
    assert "textconv" in home.read_text(encoding="utf-8")
    assert "textconv" not in (history.root / ".git/config").read_text(encoding="utf-8")
    assert run("git", "enable", "--global", "--check") == 0
    assert run("git", "disable", "--global") == 0
    assert home.read_text(encoding="utf-8") == ""
    assert state(history) == before


def test_where_there_is_nothing_to_switch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("git", "enable") == 2
    assert "不是工作文件夹" in capsys.readouterr().err
    (tmp_path / "sources").mkdir()
    assert run("git", "enable") == 2
    assert "git init" in capsys.readouterr().err
    assert run("git") == 2
    assert run("git", "enable", "--local", "--global") == 2
    monkeypatch.setenv("PATH", "")
    assert run("git", "status") == 2
    assert "没有找到 git" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that cannot be written")
def test_a_closed_repository(history: Any) -> None:
    (history.root / ".git").chmod(0o500)
    try:
        assert run("git", "enable") == 4
    finally:
        (history.root / ".git").chmod(0o700)


def test_a_locked_config(history: Any, capsys: pytest.CaptureFixture[str]) -> None:
    history.write(".git/config.lock", "")
    assert run("git", "enable") == 4
    assert "没有改成" in capsys.readouterr().err


def test_a_workspace_below_the_top_of_its_repository(making: Any, repository: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.environment |= {"PYTHONPATH": str(COMPILER)}
    repository.write("绩效/sources/a/2024/department.yaml", making.department())
    repository.commit()
    monkeypatch.chdir(repository.root / "绩效")
    assert run("git", "enable") == 0
    assert (repository.root / "绩效/.gitattributes").exists()
    repository.write("绩效/sources/a/2024/department.yaml", making.department(name="丙局"))
    assert lines(repository.git("diff")) == ["-单位/名称: 甲局", "+单位/名称: 丙局"]


def test_textconv_as_a_program_under_the_c_locale(making: Any, tmp_path: Path) -> None:
    path = tmp_path / "目标.yaml"
    path.write_text(making.project(), encoding="utf-8")
    surroundings = os.environ | {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([sys.executable, "-m", "jixiao", "textconv", str(path)], env=surroundings, capture_output=True, check=True)
    assert done.stdout.decode("utf-8") == text(path.read_bytes())
