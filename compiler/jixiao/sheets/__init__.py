"""审核表 and 对照表: what goes to a unit on paper or as a workbook, and what comes back from it.

It works on finished reports; it judges nothing, prints nothing and reads no sources.
"""
