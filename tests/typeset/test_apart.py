"""The engine in a process of its own draws as the engine does, and is replaced when it dies."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from jixiao.typeset.apart import Apart
from jixiao.typeset.engine import Engine
from jixiao.typeset.fonts import FontSet, choose

PAGE = {"main.typ": '#set text(font: "Noto Serif SC")\n绩效目标 100%'.encode()}
BROKEN = {"main.typ": b"#let x = (1\n"}


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> FontSet:
    found, faults = choose("embedded", {}, tmp_path_factory.mktemp("a"), tmp_path_factory.mktemp("b"))
    assert found is not None
    assert not faults
    return found


@pytest.fixture
def apart(fonts: FontSet, tmp_path: Path) -> Iterator[Apart]:
    one = Apart(fonts, tmp_path / "empty")
    yield one
    one.close()


def test_draws_as_the_engine_does(apart: Apart, fonts: FontSet, tmp_path: Path) -> None:
    here = Engine(fonts, tmp_path / "empty").draw(PAGE, 0, {})
    assert len(here.pages) == 1
    assert apart.draw(PAGE, 0, {}) == here
    assert apart.draw(PAGE, 0, {}) == here


def test_faults_come_back(apart: Apart) -> None:
    drawn = apart.draw(BROKEN, 0, {"main.typ": "版式/文件"})
    assert not drawn.pages
    assert [one.code for one in drawn.faults] == ["JX039"]
    assert drawn.faults[0].name.startswith("版式/文件:1")
    assert apart.draw(PAGE, 0, {}).pages


def test_one_that_was_killed_is_replaced(apart: Apart) -> None:
    before = apart.draw(PAGE, 0, {})
    assert apart._process is not None
    os.kill(apart._process.pid, signal.SIGKILL)
    assert apart.draw(PAGE, 0, {}) == before


def test_one_that_dies_again_is_told(apart: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jixiao.typeset.apart._START", "raise SystemExit(1)")
    drawn = apart.draw(PAGE, 0, {})
    assert not drawn.pages
    assert [one.code for one in drawn.faults] == ["JX040"]


def test_ends_when_it_is_closed(apart: Apart) -> None:
    apart.start()
    apart.draw(PAGE, 0, {})
    process = apart._process
    assert process is not None
    assert os.getpgid(process.pid) != os.getpgid(0), "Ctrl-C would reach it"
    apart.close()
    assert process.poll() is not None
