"""The rules, one module per kind of question. No module knows another."""
