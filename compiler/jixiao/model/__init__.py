"""The document model: what a department declares, decoded from nodes with every fault at its place.

Knows the vocabulary of the forms (field tables, quantities, names); refuses to know pages, engines and rules.
"""
