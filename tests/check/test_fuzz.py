"""A minute of random damage (`fuzz.py` runs longer on demand)."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

_SPEC = spec_from_file_location("fuzz", Path(__file__).with_name("fuzz.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
_FUZZ = module_from_spec(_SPEC)
_SPEC.loader.exec_module(_FUZZ)


def test_a_few_rounds() -> None:
    assert _FUZZ.fuzz(20, 1, rounds=25) == 25


@pytest.mark.slow
def test_a_minute_of_damage() -> None:
    assert _FUZZ.fuzz(60, 20_000) > 100
