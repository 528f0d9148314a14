"""The fixtures of `desk.py` (test folders are no packages, so it is loaded by its path)."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

_SPEC = spec_from_file_location("desk", Path(__file__).with_name("desk.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
_DESK = module_from_spec(_SPEC)
_SPEC.loader.exec_module(_DESK)

font_caches, make_desk, desk = _DESK.font_caches, _DESK.make_desk, _DESK.desk
