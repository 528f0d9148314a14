"""The performance-target compiler: plain YAML in git to the official 部门整体绩效目标 PDF."""

__version__ = "0.1.0"
