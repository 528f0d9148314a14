"""Bytes to a tree of texts with places: this room reads YAML and knows no form, no type and no terminal."""
