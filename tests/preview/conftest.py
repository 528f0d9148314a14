"""The fixtures of `served.py`, for the tests that serve a page."""

from tests.preview import served as _served

page, served, quiet = _served.page, _served.served, _served.quiet
