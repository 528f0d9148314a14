"""Memory that was freed goes back to the system now and then, so that a run of thousands of documents stays as small as one.

The engine frees what a document took, but the C library keeps the pages between what stays, and takes new ones when the
next document is a little larger.
"""

import sys

#: After how many documents: the pages must be asked for again, and every sixteen documents that could be measured.
_EVERY = 64


def give_back(made: int) -> None:
    """Give free memory back where so many documents call for it and the C library is one that can (glibc)."""
    if made % _EVERY or sys.platform != "linux":
        return
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
