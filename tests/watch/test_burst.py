"""How long a change is waited for."""

import pytest

from jixiao.watch.burst import BOUND, GONE, NEW, OPEN, QUICK, QUIET, SAVED, TOUCHED, Burst, Change

STORIES: dict[str, tuple[list[tuple[str, str, str]], float, set[str]]] = {
    "saved in place": ([("a", OPEN, ""), ("a", OPEN, ""), ("a", SAVED, "")], QUICK, {"a"}),
    "saved, then its rights set": ([("a", SAVED, ""), ("a", TOUCHED, "")], QUICK, {"a"}),
    "a new file renamed over it": ([("t", NEW, ""), ("t", OPEN, ""), ("t", SAVED, ""), ("a", SAVED, "t")], QUICK, {"a"}),
    "an ignored file renamed over it": ([("a", SAVED, "")], QUICK, {"a"}),
    "a new file": ([("a", NEW, ""), ("a", SAVED, "")], QUIET, {"a"}),
    "deleted": ([("a", GONE, "")], QUIET, {"a"}),
    "renamed": ([("b", SAVED, "a")], QUIET, {"a", "b"}),
    "two saves": ([("a", SAVED, ""), ("b", SAVED, "")], QUIET, {"a", "b"}),
    "not closed yet": ([("a", OPEN, "")], BOUND, {"a"}),
    "one of two not closed yet": ([("a", OPEN, ""), ("b", SAVED, "")], BOUND, {"a", "b"}),
    "rights set while it is open": ([("a", OPEN, ""), ("a", TOUCHED, "")], BOUND, {"a"}),
}


@pytest.mark.parametrize("story", STORIES)
def test_pause(story: str) -> None:
    events, pause, paths = STORIES[story]
    burst = Burst()
    for path, kind, left in events:
        burst.add(Change(path, kind, 10.0, left))
    assert burst.due() == pytest.approx(10.0 + pause)
    assert burst.paths == paths


def test_nothing_waits_for_ever() -> None:
    burst = Burst()
    for number in range(200):
        burst.add(Change("a", SAVED, 10.0 + number / 100))
    assert burst.due() == pytest.approx(10.0 + BOUND)
    assert burst.is_full


def test_a_flood_means_everything() -> None:
    burst = Burst()
    for number in range(600):
        burst.add(Change(f"{number}", SAVED, 10.0))
    assert burst.paths is None
    lost = Burst()
    lost.add(Change("", TOUCHED, 10.0))
    assert lost
    assert lost.paths is None


def test_empty() -> None:
    assert not Burst()
