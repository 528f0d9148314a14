"""One module per family of changes: each looks at a pair of projects, or at both documents, and says what it means."""
