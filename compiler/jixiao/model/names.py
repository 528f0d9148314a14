"""When two names are the same name: one definition for decoding, checking and comparing years."""

import re
import unicodedata


def plain(text: str) -> str:
    """A name without differences that nobody means: NFKC (full and half width) and white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def indicator_key(text: str) -> str:
    """A 三级指标 name for comparison: `plain` without punctuation; a name of nothing else keeps it."""
    folded = plain(text)
    if folded.isalnum():
        return folded
    bare = "".join(char for char in folded if unicodedata.category(char)[0] != "P")
    return bare or folded


_FORBIDDEN = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f]')
#: Names that Windows keeps for devices, whatever their ending.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
#: Bytes of UTF-8; Linux and macOS allow 255 a name, and the output adds year, stage and ending.
MAX_FILE_NAME = 200


def file_name_fault(name: str) -> str | None:
    """Say in Chinese why a name cannot become part of a file name, or None."""
    found = _FORBIDDEN.search(name)
    if found:
        return f"含有不能用在文件名里的字符“{found.group()}”"
    if ".." in name or name.startswith(".") or name.endswith("."):
        return "含有“..”，或以“.”开头、结尾"
    if _RESERVED.fullmatch(name.strip().lower()):
        return "是 Windows 保留的名称"
    if len(name.encode("utf-8")) > MAX_FILE_NAME:
        return f"太长（按 UTF-8 超过 {MAX_FILE_NAME} 字节）"
    return None
