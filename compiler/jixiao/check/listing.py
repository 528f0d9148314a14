"""Marks of list entries and headings at the beginning of a line: 1. 2、 （三） 四、 ① - ."""

#: What such a mark may begin with, besides digits.
_SIGNS = frozenset("-*+·●（(一二三四五六七八九十第①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")


def may_begin(line: str) -> bool:
    """Whether a line may begin with a mark: a quick no for most lines, before an expression looks closely."""
    first = line.lstrip()[:1]
    return first in _SIGNS or first.isdecimal()
