"""The two published texts, as they stand, become the hand-made samples."""

import re
from pathlib import Path

import pytest
from tests.conftest import Run
from tests.exchange.taking import REPOSITORY, SEEDS, check_account, said, take, take_data
from tests.pdf.oracle import read
from tests.pdf.sources import load_year

CASES = [
    ("huailai-2025.txt", "huailai-jiguan/2025", "hebei-2025"),
    ("pingluo-2024.txt", "pingluo-jiguan/2024", "ningxia-2024"),
]
BOOKMARK = re.compile(r"\[bookmark: [^\]]*\]")


@pytest.mark.parametrize(("seed", "sample", "layout"), CASES)
def test_the_text_becomes_the_sample(seed: str, sample: str, layout: str) -> None:
    taken = take(SEEDS / seed, layout, sample[-4:])
    assert not taken.faults
    assert not taken.unfinished
    department, projects = load_year(REPOSITORY / "sources" / sample)
    assert [said(tree) for tree in taken.trees.values()] == [said(tree) for tree in (department, *projects)]
    names = [path.name for path in sorted((REPOSITORY / "sources" / sample / "projects").iterdir())]
    assert [name.removeprefix("projects/") for name in taken.files][1:] == names


@pytest.mark.parametrize(("seed", "sample", "layout"), CASES)
def test_every_character_has_a_place(seed: str, sample: str, layout: str) -> None:
    taken = take(SEEDS / seed, layout, sample[-4:])
    check_account(taken, BOOKMARK.sub("", (SEEDS / seed).read_text(encoding="utf-8")))
    assert taken.left == []


def test_export_debris_is_told() -> None:
    taken = take(SEEDS / "huailai-2025.txt", "hebei-2025", "2025")
    assert [note.text for note in taken.notes if "书签" in note.text] == [
        "去掉了 7 处导出时留下的书签标记（[bookmark: …]），第一处在第 4 行"
    ]


@pytest.mark.parametrize("codec", ["gb18030", "utf-16", "utf-16-le", "utf-8-sig"])
@pytest.mark.parametrize(("seed", "sample", "layout"), CASES)
def test_other_encodings_and_line_ends(codec: str, seed: str, sample: str, layout: str, tmp_path: Path) -> None:
    text = (SEEDS / seed).read_text(encoding="utf-8")
    wanted = take(SEEDS / seed, layout, sample[-4:]).trees
    taken = take_data(text.replace("\n", "\r\n").encode(codec), seed, tmp_path, layout, sample[-4:])
    assert taken.trees == wanted


@pytest.mark.parametrize(("seed", "sample", "layout"), CASES)
def test_built_it_is_the_document_of_the_sample(seed: str, sample: str, layout: str, workspace: Path, run: Run) -> None:
    done = run(
        "import", SEEDS / seed, "--into", f"sources/taken/{sample[-4:]}", "--layout", layout, "--stage", "批复", cwd=workspace
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "都有了去处" in done.stderr
    assert run("build", cwd=workspace).returncode == 0
    (own,), (made,) = ((workspace / "build" / folder).glob("*.pdf") for folder in (f"taken/{sample[-4:]}", sample))
    assert read(own).text == read(made).text


def test_the_report_names_every_piece(workspace: Path, run: Run) -> None:
    done = run(
        "import", SEEDS / "pingluo-2024.txt", "--into", "sources/x/2024", "--layout", "ningxia-2024",
        "--report", "报告.txt", cwd=workspace,
    )  # fmt: skip
    assert done.returncode == 0
    report = (workspace / "报告.txt").read_text(encoding="utf-8")
    assert "原文件共 408 段（格），未归位 0 处" in report
    assert "projects/06-政府长聘人员经费（司勤人员）.yaml: 资金/总额" in report


def test_what_is_there_is_left_alone(workspace: Path, run: Run) -> None:
    before = {path: path.read_bytes() for path in (workspace / "sources").rglob("*.yaml")}
    for into in ("sources/pingluo-jiguan/2024", "sources/x", "../elsewhere/2024", "sources/x/24"):
        done = run("import", SEEDS / "pingluo-2024.txt", "--into", into, "--layout", "ningxia-2024", cwd=workspace)
        assert done.returncode == 2, (into, done.stderr)
    for wrong in (("--layout", "nix"), (), ("--layout", "ningxia-2024", "--stage", "三上")):
        done = run("import", SEEDS / "pingluo-2024.txt", "--into", "sources/x/2024", *wrong, cwd=workspace)
        assert done.returncode == 2, (wrong, done.stderr)
    done = run(
        "import", SEEDS / "pingluo-2024.txt", "--into", "sources/x/2024", "--layout", "ningxia-2024", "--dry-run",
        cwd=workspace,
    )  # fmt: skip
    assert done.returncode == 0
    assert "项目名称: 干部就餐补助费" in done.stdout
    assert {path: path.read_bytes() for path in (workspace / "sources").rglob("*.yaml")} == before
