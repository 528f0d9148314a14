"""The fixtures of `desk.py`."""

from tests.cli import desk as _desk

font_caches, make_desk, desk = _desk.font_caches, _desk.make_desk, _desk.desk
