"""Sources from what people wrote before there were sources: Word files, text and PDF.

Every input first becomes paragraphs and grids in order (`pieces`), whatever it was; one recogniser then looks for the
layout's own words in them. Nothing of an input is dropped: each piece is placed, part of the form, or listed as 未归位.
"""
