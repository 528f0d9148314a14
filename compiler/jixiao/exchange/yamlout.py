"""The writer of source files, which every way in shares.

`emit` writes a new file, `updated` puts facts into an existing one; `tree_of` reads either back.
"""

from jixiao.exchange.yamledit import updated
from jixiao.exchange.yamltext import Tree, emit, tree_of

__all__ = ["Tree", "emit", "tree_of", "updated"]
