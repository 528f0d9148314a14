"""Fonts and the engine: layout files in, PDF bytes out.

The only room that knows Typst; refuses to know sources, forms and where a PDF is kept.
"""
