"""`jixiao export` and `jixiao import` as typed."""

from pathlib import Path

from openpyxl import load_workbook
from tests.conftest import Run

PLACE = "sources/pingluo-jiguan/2024"


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.glob("sources/**/*.yaml"))}


def change(path: Path, value: str) -> None:
    book = load_workbook(path)
    page = book["项目"]
    page.cell(2, next(cell.column for cell in page[1] if str(cell.value).startswith("资金：总额"))).value = value
    book.save(path)


def test_there_and_back(workspace: Path, run: Run) -> None:
    before = files(workspace)
    done = run("export", PLACE, "-o", "填报表.xlsx", cwd=workspace)
    assert done.returncode == 0, done.stderr
    first = (workspace / "填报表.xlsx").read_bytes()
    run("export", "pingluo-jiguan", "--year", "2024", cwd=workspace)
    assert (workspace / "填报表.xlsx").read_bytes() == first
    done = run("import", "填报表.xlsx", "--into", PLACE, cwd=workspace)
    assert (done.returncode, done.stdout) == (0, "")
    assert "没有要改的" in done.stderr
    assert files(workspace) == before


def test_the_change_is_shown_first(workspace: Path, run: Run) -> None:
    run("export", PLACE, cwd=workspace)
    change(workspace / "填报表.xlsx", "890")
    before = files(workspace)
    done = run("import", "填报表.xlsx", "--into", PLACE, "--dry-run", cwd=workspace)
    assert done.returncode == 0
    assert "-  总额: 886\n+  总额: 890\n" in done.stdout
    assert f"--- a/{PLACE}/projects/01-干部就餐补助费.yaml\n" in done.stdout
    assert "没有写入" in done.stderr
    assert files(workspace) == before
    done = run("import", "填报表.xlsx", "--into", PLACE, cwd=workspace)
    assert "-  总额: 886\n+  总额: 890\n" in done.stdout
    changed = {name for name, data in files(workspace).items() if data != before[name]}
    assert changed == {f"{PLACE}/projects/01-干部就餐补助费.yaml"}


def test_a_fault_writes_nothing(workspace: Path, run: Run) -> None:
    run("export", PLACE, cwd=workspace)
    change(workspace / "填报表.xlsx", "八百")
    before = files(workspace)
    done = run("import", "填报表.xlsx", "--into", PLACE, cwd=workspace)
    assert done.returncode == 3
    assert "“项目”第 2 行“资金：总额（万元）”" in done.stderr
    assert "没有写入任何文件" in done.stderr
    assert files(workspace) == before


def test_a_new_department_year(workspace: Path, run: Run) -> None:
    run("export", PLACE, cwd=workspace)
    done = run("import", "填报表.xlsx", "--into", "sources/xin/2024", cwd=workspace)
    assert done.returncode == 0, done.stderr
    assert "已新建 9 个文件" in done.stderr
    assert run("check", "xin", "--fail-on", "none", cwd=workspace).returncode == 0


def test_wrong_usage(workspace: Path, run: Run) -> None:
    assert run("export", PLACE, "-o", "甲.txt", cwd=workspace).returncode == 2
    assert run("export", "没有", cwd=workspace).returncode == 2
    assert run("export", "pingluo-jiguan", cwd=workspace).returncode == 2
    assert run("import", "甲.xyz", "--into", PLACE, cwd=workspace).returncode == 2
    assert run("import", "没有.xlsx", "--into", PLACE, cwd=workspace).returncode == 3
    assert run("import", "甲.xlsx", "--into", "sources/xin", cwd=workspace).returncode == 2
    assert run("import", "甲.xlsx", "--into", "../2024", cwd=workspace).returncode == 2
