"""Comparing two department-years by meaning: who continues whom, which promise became stricter, what came and went. Never pages."""
