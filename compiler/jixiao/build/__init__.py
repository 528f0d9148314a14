"""The pipeline for one document and for many: sources to artifacts, diagnostics and inputs.

Knows every room below and prints nothing; progress goes through a callback.
"""
