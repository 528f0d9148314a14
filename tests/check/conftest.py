"""The harnesses of these tests (test folders are no packages, so they are loaded by their paths)."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

for _name in ("bench_of_cases", "desk_of_two"):
    _spec = spec_from_file_location(_name, Path(__file__).with_name(f"{_name}.py"))
    assert _spec is not None
    assert _spec.loader is not None
    sys.modules[_name] = module_from_spec(_spec)
    _spec.loader.exec_module(sys.modules[_name])
