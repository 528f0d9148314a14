"""Several departments in one run: order, faults of one of them, the pool.

Whatever may use the pool runs in a process of its own: a fork after a compile in this one would hang.
"""

import os
import re
import shutil
import signal
from queue import SimpleQueue
from typing import Any

import pytest

DEPARTMENT = "版式: ningxia-2024\n单位:\n  名称: 第{0}局\n年度: 2024\n阶段: 批复\n"
PROJECT = "项目名称: 项目{0}\n资金:\n  总额: {0}\n绩效指标:\n  数量指标:\n    - 名称: 次数\n      指标值: {0} 次\n"


@pytest.fixture
def crowd(desk: Any) -> Any:
    """A desk with the twelve departments d1 … d12 instead of `a`."""
    for path in sorted((desk.root / "sources/a").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    (desk.root / "sources/a").rmdir()
    for number in range(1, 13):
        desk.department(f"d{number}", DEPARTMENT.format(number), (PROJECT.format(number),))
    return desk


def labels(text: str) -> list[str]:
    return re.findall(r"^(d\d+/2024)  ", text, re.MULTILINE)


def contents(desk: Any, folder: str = "build") -> dict[str, bytes]:
    return {path.removeprefix(folder): content for path, (content, _) in desk.outputs(folder).items()}


ALL = [f"d{number}/2024" for number in range(1, 13)]


def test_pool_gives_the_same_bytes_in_the_same_order(crowd: Any) -> None:
    one = crowd.process("build", "--jobs", "1", "-o", "一个")
    two = crowd.process("build", "--jobs", "2", "-o", "两个")
    auto = crowd.process("build")
    assert two.code == auto.code == 0, (two.err, auto.err)
    assert labels(one.out) == labels(two.out) == labels(auto.out) == ALL
    assert contents(crowd, "一个") == contents(crowd, "两个") == contents(crowd)
    again = crowd.run("build")
    assert again.out.count("没有改动") == 12
    assert labels(again.out) == ALL


def test_pool_leaves_nothing(crowd: Any, tmp_path: Any) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    run = crowd.process("build", "--jobs", "2", TMPDIR=str(temporary))
    assert run.code == 0
    assert list(temporary.iterdir()) == []
    assert not crowd.leftovers()


def test_order_of_the_request(crowd: Any) -> None:
    assert labels(crowd.build("d3", "sources/d12", "d1", "d3").out) == ["d3/2024", "d12/2024", "d1/2024"]
    crowd.change("总额: 2", "总额: 22", crowd.root / "sources/d2/2024/projects/01.yaml")
    assert labels(crowd.build("d2", "d1").out) == ["d2/2024", "d1/2024"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_one_faulty_department_keeps_its_outputs(crowd: Any, jobs: str) -> None:
    crowd.build("--jobs", "1")
    before = crowd.outputs()
    for number in (2, 3, 4):
        crowd.change(f"总额: {number}", f"总额: {number}0", crowd.root / f"sources/d{number}/2024/projects/01.yaml")
    crowd.change("总额: 30", "总额: 三十", crowd.root / "sources/d3/2024/projects/01.yaml")
    run = crowd.process("build", "--jobs", jobs)
    assert run.code == 3
    assert labels(run.out) == [one for one in ALL if one != "d3/2024"]
    assert "sources/d3/2024/projects/01.yaml:3:7: 错误[JX025]" in run.err
    assert "d3/2024  没有生成：1 处错误，原来的 PDF 没有改动" in run.err
    after = crowd.outputs()
    changed = {path.split("/")[1] for path in after if after[path] != before[path]}
    assert changed == {"d2", "d4"}


def test_all_faults_of_all_files_in_one_run(crowd: Any) -> None:
    crowd.change("版式: ningxia-2024", "版式: ningxia-2024\n阶段二: x", crowd.root / "sources/d1/2024/department.yaml")
    crowd.write("sources/d1/2024/projects/02.yaml", "项目名称：x\n资金:\n\t总额: 1\n")
    crowd.change("总额: 1\n", "总额: 一\n", crowd.root / "sources/d1/2024/projects/01.yaml")
    crowd.change("总额: 12", "总额: ☑", crowd.root / "sources/d12/2024/projects/01.yaml")
    crowd.change("总额: 2", "总额: -", crowd.root / "sources/d2/2024/projects/01.yaml")
    run = crowd.run("build", "--jobs", "1")
    places = re.findall(r"^sources/(d\d+)/2024/(\S+?):(\d+):(\d+): 错误", run.err, re.MULTILINE)
    assert list(dict.fromkeys(place[0] for place in places)) == ["d1", "d2", "d12"]
    assert {(file, line) for folder, file, line, _ in places if folder == "d1"} >= {
        ("department.yaml", "2"), ("projects/01.yaml", "3"), ("projects/02.yaml", "1"), ("projects/02.yaml", "3"),
    }  # fmt: skip
    by_file: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for folder, file, line, column in places:
        by_file.setdefault((folder, file), []).append((int(line), int(column)))
    assert all(found == sorted(found) for found in by_file.values())
    assert [file for folder, file in by_file if folder == "d1"] == sorted(file for folder, file in by_file if folder == "d1")
    assert run.code == 3
    assert len(labels(run.out)) == 9


def test_input_fault_wins_over_output_fault(crowd: Any) -> None:
    crowd.write("build/d1", "in the way")
    crowd.change("总额: 2", "总额: 二", crowd.root / "sources/d2/2024/projects/01.yaml")
    run = crowd.run("build", "--jobs", "1")
    assert ("[JX040]" in run.err, "[JX025]" in run.err, run.code) == (True, True, 3)
    assert len(labels(run.out)) == 10


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_pdf_that_cannot_be_put_in_its_place(crowd: Any, jobs: str) -> None:
    """Whoever puts it there; the others are made, and the next build makes this one alone."""
    crowd.build("--jobs", "1")
    (pdf,) = (crowd.root / "build/d1/2024").glob("*.pdf")
    pdf.unlink()
    crowd.write(f"build/d1/2024/{pdf.name}/in the way", "")
    crowd.change("总额: 1", "总额: 3", crowd.root / "sources/d1/2024/projects/01.yaml")
    before = contents(crowd)
    run = crowd.run("build", "--force", "--jobs", jobs)
    assert (run.code, run.err.count("[JX040]"), "Traceback" in run.err) == (4, 1, False), run
    assert "build/d1/2024/" in run.err
    assert len(labels(run.out)) == 11
    assert not crowd.leftovers()
    assert contents(crowd) == before, "the manifest and the bundle are those of the PDF that was"
    shutil.rmtree(pdf)
    again = crowd.run("build", "--jobs", jobs)
    assert again.code == 0
    assert again.out.count("没有改动") == 11
    assert pdf.is_file()


#: A worker of the pool dies as the system kills processes that need too much memory.
_DYING = """
import os, signal, sys
import jixiao.build.many as many
from jixiao.cli import main
build = many.build_document
many.build_document = lambda press, place: os.kill(os.getpid(), signal.SIGKILL) if place.folder == "d5" else build(press, place)
sys.exit(main(["build", "--jobs", "2"]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the pool forks on Linux only")
def test_killed_worker_is_not_a_hang(crowd: Any) -> None:
    with crowd.python("-c", _DYING) as child:
        try:
            _, err = child.communicate(timeout=6)
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
    assert child.returncode == 4
    assert "Traceback" not in err


#: A bug in a worker.
_RAISING = _DYING.replace("os.kill(os.getpid(), signal.SIGKILL)", "1 / 0")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_bug_in_a_worker_is_not_a_hang(crowd: Any, jobs: str) -> None:
    with crowd.python("-c", _RAISING.replace('"2"', f'"{jobs}"')) as child:
        _, err = child.communicate(timeout=20)
    assert child.returncode not in {0, None}
    assert "ZeroDivisionError" in err  # a bug may show itself


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs process groups")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupt_of_many(crowd: Any, jobs: str) -> None:
    """Ctrl-C goes to the whole process group, as from a terminal."""
    from watchdog.events import FileSystemEvent, FileSystemEventHandler
    from watchdog.observers import Observer

    crowd.build("--jobs", "1")
    before = contents(crowd)
    seen: SimpleQueue[str] = SimpleQueue()

    class Listener(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            seen.put(str(event.src_path))

    observer = Observer()
    observer.schedule(Listener(), str(crowd.root / "build/d1"), recursive=True)
    observer.start()
    try:
        with crowd.python("-m", "jixiao", "build", "--force", "--jobs", jobs) as child:
            seen.get(timeout=30)
            os.killpg(child.pid, signal.SIGINT)
            _, err = child.communicate(timeout=30)
    finally:
        observer.stop()
        observer.join(timeout=10)
    assert child.returncode == 130
    assert "Traceback" not in err
    assert "已中断。" in err
    assert {path: content for path, content in contents(crowd).items() if "/.jixiao-" not in path} == before
    assert not [name for name in crowd.leftovers() if "state" not in name]


def test_pipe_that_nobody_reads(crowd: Any) -> None:
    crowd.build("--jobs", "1")
    with crowd.python("-m", "jixiao", "build") as child:
        child.stdout.close()
        assert "Traceback" not in child.stderr.read()
        assert child.wait(timeout=30) == 0
