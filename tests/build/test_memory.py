"""Freed memory goes back to the system, where it can, every few documents."""

import ctypes
import sys
from types import SimpleNamespace

import pytest

from jixiao.build.memory import give_back


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the C library is asked for."""
    found: list[int] = []
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace(malloc_trim=found.append))
    return found


def test_every_few_documents(asked: list[int]) -> None:
    for made in range(1, 201):
        give_back(made)
    assert asked == [0] * 3


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_elsewhere_nobody_is_asked(asked: list[int], monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    give_back(64)
    assert asked == []


def test_another_c_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace())
    give_back(64)


@pytest.mark.skipif(sys.platform != "linux", reason="the C library of Linux")
def test_the_real_one() -> None:
    give_back(64)
