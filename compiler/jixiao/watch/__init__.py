"""Rebuild on change: what has changed on disk, which documents that concerns, one build after another.

Knows nothing of terminals and browsers: what becomes of a document goes to a callback. Only this room knows watchdog.
"""
