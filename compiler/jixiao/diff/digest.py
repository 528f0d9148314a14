"""What a side says, as one number: SHA-256 of the model without places, order of files and records, 说明 and 上年项目."""

import hashlib
import json
from collections.abc import Iterable

from jixiao.model.document import Department, Money, Text

#: What is not part of what a document says.
_LEFT_OUT = frozenset({"notes", "previous", "source", "span"})
#: Fields whose records have no order of their own: keys of the sources, and records that are found by their names.
_UNORDERED = frozenset({"projects", "indicators", "funds", "plan", "extras", "subgoals", "safeguards"})


def digest_of(department: Department) -> str:
    """64 hex digits, equal for two models that say the same."""
    text = json.dumps(_plain(department), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    """Records as key → value without what is blank; texts as typed."""
    if isinstance(value, Text):
        return value.text
    if isinstance(value, Money):
        return f"{value.digits}{value.unit}"
    if isinstance(value, tuple):
        names = getattr(value, "_fields", None)
        return [_plain(one) for one in value] if names is None else _record(zip(names, value, strict=True))
    return value


def _record(fields: Iterable[tuple[str, object]]) -> dict[str, object]:
    found = {}
    for name, value in fields:
        read = None if name in _LEFT_OUT else _plain(value)
        if name in _UNORDERED and isinstance(read, list):
            read.sort(key=lambda one: json.dumps(one, ensure_ascii=False, sort_keys=True))
        if read not in (None, "", [], {}):
            found[name] = read
    return found
