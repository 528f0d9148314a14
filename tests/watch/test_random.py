"""Any story: random steps, seen through the real watcher, end in the bytes of a cold build."""

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from jixiao.watch.loop import Built

Step = Callable[["Hands"], object]


class Hands:
    """Somebody at the keyboard, who never waits."""

    def __init__(self, desk: Any, project: str, seed: int) -> None:
        self.desk, self.project, self.dice, self.count = desk, project, Random(seed), 0  # noqa: S311 - a story that can be told again
        self.away = desk.root / "away"
        self.away.mkdir()

    @property
    def text(self) -> str:
        self.count += 1
        return self.project.replace("食堂补助", f"项目{self.count}号")

    def places(self) -> list[Path]:
        return [one for one in (self.desk.root / "sources").glob("[ab]*/2024") if one.is_dir()]

    def project_files(self) -> list[Path]:
        return sorted(one for place in self.places() for one in place.glob("projects/**/*.yaml"))

    def one(self, found: list[Path]) -> Path | None:
        return self.dice.choice(sorted(found)) if found else None

    def edit(self) -> None:
        if path := self.one(self.project_files()):
            path.write_text(self.text, encoding="utf-8")

    def save_by_renaming(self) -> None:
        if path := self.one(self.project_files()):
            beside = path.with_name(self.dice.choice([".tmp", "sedX", f"{path.name}.tmp"]))
            beside.write_text(self.text, encoding="utf-8")
            beside.replace(path)

    def break_it(self) -> None:
        if path := self.one(self.project_files()):
            path.write_text(self.text + ": [\n", encoding="utf-8")

    def add(self) -> None:
        if place := self.one(self.places()):
            folder = self.dice.choice(["projects", "projects/一类", "projects/二类/甲"])
            path = place / folder / f"{self.dice.randrange(9)}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.text, encoding="utf-8")

    def delete(self) -> None:
        if path := self.one(self.project_files()):
            path.unlink()

    def rename(self) -> None:
        if path := self.one(self.project_files()):
            path.rename(path.with_name(f"{self.dice.randrange(9)}.yaml"))

    def rename_department(self) -> None:
        if place := self.one(self.places()):
            target = place.parents[1] / self.dice.choice(["a", "a1", "b", "b1"])
            if not target.exists():
                place.parent.rename(target)

    def take_away(self) -> None:
        if (place := self.one(self.places())) and len(self.places()) > 1:
            place.parent.rename(self.away / f"{self.count}-{place.parent.name}")
            self.count += 1

    def restore(self) -> None:
        kept = sorted(self.away.iterdir())
        target = self.desk.root / "sources" / self.dice.choice(["a", "b", "b2"])
        if kept and not target.exists():
            kept[0].rename(target)

    def edit_department(self) -> None:
        if place := self.one(self.places()):
            file = place / "department.yaml"
            if file.exists():
                file.write_text(file.read_text(encoding="utf-8") + f"# {self.count}\n", encoding="utf-8")

    def leave_no_department(self) -> None:
        if place := self.one(self.places()):
            file, kept = place / "department.yaml", place / "department.txt~"
            (file.rename(kept) if file.exists() else kept.rename(file)) if file.exists() or kept.exists() else None


STEPS: tuple[tuple[Step, int], ...] = (
    (Hands.edit, 8),
    (Hands.save_by_renaming, 6),
    (Hands.break_it, 2),
    (Hands.add, 4),
    (Hands.delete, 3),
    (Hands.rename, 3),
    (Hands.rename_department, 2),
    (Hands.take_away, 1),
    (Hands.restore, 2),
    (Hands.edit_department, 2),
    (Hands.leave_no_department, 1),
)


def mend(hands: Hands) -> None:
    """Make every source good again, so that every document has an output to compare."""
    for place in hands.places():
        kept = place / "department.txt~"
        if kept.exists():
            kept.rename(place / "department.yaml")
        for path in place.glob("projects/**/*.yaml"):
            if ": [" in path.read_text(encoding="utf-8"):
                path.write_text(hands.text, encoding="utf-8")
        if not list(place.glob("projects/**/*.yaml")):
            (place / "projects").mkdir(exist_ok=True)
            (place / "projects/01.yaml").write_text(hands.text, encoding="utf-8")


def steps_end_as_a_cold_build(watcher: Any, count: int, seed: int, project: str) -> None:
    watcher.desk.department("b")
    watcher.start()
    hands = Hands(watcher.desk, project, seed)
    steps, weights = zip(*STEPS, strict=True)
    for number in range(count):
        hands.dice.choices(steps, weights)[0](hands)
        if hands.dice.random() < 0.1 or number == count - 1:
            watcher.calm()
    mend(hands)
    watcher.calm()
    labels = {f"{place.parent.name}/2024" for place in hands.places()}
    for folder in (watcher.desk.root / "build").iterdir():
        if folder.name not in {label.partition("/")[0] for label in labels} | {"z", ".jixiao"}:
            shutil.rmtree(folder)  # outputs of departments that are gone stay
    shutil.rmtree(watcher.desk.root / "away")
    assert set(watcher.loop.documents.labels) == labels | {"z/2024"}
    assert watcher.same_as_cold()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_steps(watcher: Any, seed: int, project: str) -> None:
    steps_end_as_a_cold_build(watcher, 40, seed, project)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", [11, 12])
def test_five_hundred_random_steps(watcher: Any, seed: int, project: str) -> None:
    steps_end_as_a_cold_build(watcher, 500, seed, project)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_memory_is_flat(watcher: Any, project: str) -> None:
    """Resident memory over 2,000 rebuilds: what it is after 200 is what it stays."""
    status = Path("/proc/self/statm")
    if not status.exists():
        pytest.skip("needs /proc")
    watcher.start()
    seen = []
    for number in range(2000):
        watcher.desk.first.write_text(project.replace("食堂补助", f"项目{number}号"), encoding="utf-8")
        watcher.until(lambda one: isinstance(one, Built) and bool(one.result.pdf))
        if number >= 200 and number % 100 == 0:
            seen.append(int(status.read_text(encoding="utf-8").split()[1]))
    assert max(seen) <= seen[0] * 1.05, seen
