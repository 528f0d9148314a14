"""Diagnostics and results for people: text for a terminal. Returns text; printing is for the command line."""
