"""The lines to type, written out for a hint: what a record looks like, with what was found in a text that stands in its place.

Each function gives lines without a final line end; their leading spaces are those of the file.
"""

import re
from collections.abc import Iterable

from jixiao.model import fields as kinds
from jixiao.model.fields import Field, Record
from jixiao.model.form import Form
from jixiao.model.mending import amount_in, arabic
from jixiao.model.quantity import Amount, in_unit, parse_amount

_BLANK = "…"
#: Rows of a list that a hint writes out.
_ROWS = 3
_CODE = re.compile(r"\s*[（(【\[]?(?P<code>\d{3,})[)）】\]]?\s*")
_ITEM = re.compile(r"\s*(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[.．](?!\d)|[、)）])|[①-⑳]|[-•·●](?=\s))\s*")
_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")
_UNSAFE = re.compile(r"""^[-?:](?:\s|$)|^[!&*|>%@`"'#,\[\]{}]|: | #|:$""")
_VALUED = re.compile(r"[≥≤<>＜＞=≧≦]|\d")


def pair(key: str, value: str) -> str:
    """`key: value`, with quotes where the value needs them."""
    value = value.strip()
    if _UNSAFE.search(value):
        value = "'" + value.replace("'", "''") + "'"
    return f"{key}: {value}".rstrip()


def lines_of(field: Field, form: Form | None, text: str = "") -> list[str]:
    """The lines of a field that takes a record or several, filled from `text` as far as that is certain."""
    if field.kind == kinds.FUNDS:
        return [f"{field.key}:", *(f"  {line}" for line in _funds(text, form))]
    if field.kind == kinds.PLAN and form is not None:
        return [f"{field.key}:", *(f"  {line}" for line in _plan(text, form))]
    if field.kind == kinds.INDICATORS:
        group = next(iter(form.level2), "数量指标") if form else "数量指标"
        return [f"{field.key}:", f"  {group}:", *(f"    {line}" for line in row(kinds.INDICATOR, text, form))]
    if field.record is None:
        return [pair(field.key, text or field.example)]
    if field.kind == kinds.RECORDS:
        side = "    " if field.record is kinds.INDICATOR else "  "
        above = f"  {field.key}:" if field.record is kinds.INDICATOR else f"{field.key}:"
        return [above, *(side + line for line in _rows(field.record, text, form))]
    return [f"{field.key}:", *(f"  {line}" for line in record(field.record, text, form))]


def record(table: Record, text: str, form: Form | None) -> list[str]:
    """The lines of one record that stands below its key."""
    if table in (kinds.ORGAN, kinds.MANAGER):
        return _organ(text)
    if table.name == "资金":
        return _funds(text, form)
    if table.name == "支出计划" and form is not None:
        return _plan(text, form)
    return [pair(one.key, _BLANK) for one in table.fields[:2]]


def row(table: Record, text: str, form: Form | None) -> list[str]:
    """The lines of one record of a list, the first with its `- `."""
    if table is kinds.INDICATOR:
        lines = _indicator(text, form)
    elif table in (kinds.SUBGOAL, kinds.SAFEGUARD):
        title, content = _headed(text)
        lines = [pair("名称", title or _BLANK), pair(table.fields[1].key, content or _BLANK)]
    elif table is kinds.ACCEPTANCE:
        lines = [pair(key, _BLANK) for key in ("规则", "位置", "理由", "经办")]
    else:
        lines = [pair(one.key, _BLANK) for one in table.fields if one.needed or one.present]
    return [f"{'- ' if number == 0 else '  '}{line}" for number, line in enumerate(lines)]


def _rows(table: Record, text: str, form: Form | None) -> list[str]:
    parts = _parts(text) if table in (kinds.SUBGOAL, kinds.SAFEGUARD) else [text]
    lines = [line for part in parts[:_ROWS] for line in row(table, part, form)]
    return [*lines, "（其余各条照此写）"] if len(parts) > _ROWS else lines


def _parts(text: str) -> list[str]:
    """A text of several lines, cut in front of each typed number."""
    parts: list[str] = []
    for line in text.split("\n"):
        if parts and (not line.strip() or not _ITEM.match(line)):
            parts[-1] += line.strip()
        else:
            parts.append(line.strip())
    return parts


def _headed(text: str) -> tuple[str, str]:
    """The heading of a paragraph without its number, and the rest."""
    text = _ITEM.sub("", text.replace("\n", ""), count=1)
    found = re.match(r"(.{2,40}?)(?:[。：]|: ?)(.*)", text)
    return (found[1], found[2]) if found else (text.rstrip("。"), "")


def _organ(text: str) -> list[str]:
    name, code = text.strip(), ""
    for found in (_CODE.match(text), re.search(_CODE.pattern + "$", text)):
        if found and not code:
            code = found["code"]
            name = (text[: found.start()] + text[found.end() :]).strip()
    return [pair("名称", name or _BLANK), pair("编码", code or _BLANK)]


def _funds(text: str, form: Form | None) -> list[str]:
    sources = form.sources if form else ()
    unit = form.unit if form else "万元"
    if not text:
        return [pair(key, _BLANK) for key in ("总额", *sources)]
    found = {key: _amount_after(key, text, unit) for key in ("总额", *sources)}
    found["总额"] = found["总额"] or _amount(text, unit) or _BLANK
    return [pair(key, value) for key, value in found.items() if value]


def _amount_after(key: str, text: str, unit: str) -> str:
    found = re.search(rf"{re.escape(key)}\s*[:：为是]?\s*(\d[\d.,，]*\s*(?:万元|元)?)", text)
    return _amount(found[1].rstrip(",， "), unit) if found else ""


def _amount(text: str, unit: str) -> str:
    """A text as an amount in the unit of the form; empty where that is not certain."""
    amount = parse_amount(amount_in(text, unit), unit)
    return in_unit(amount, unit) if isinstance(amount, Amount) else ""


def _plan(text: str, form: Form) -> list[str]:
    found = _shares(arabic(text), form.nodes)
    return [pair(node, found.get(node, "" if found else _BLANK)) for node in form.nodes]


def _shares(text: str, nodes: Iterable[str]) -> dict[str, str]:
    """The percentages in a text by node: behind its month, or one each in order."""
    nodes = tuple(nodes)
    named = {}
    for node in nodes:
        digits = re.match(r"\d+", node)
        place = rf"(?<!\d){digits[0]}\s*月" if digits else re.escape(node)
        found = re.search(place + r"[^\d%％]{0,8}" + _SHARE.pattern, text)
        if found:
            named[node] = f"{found[1]}%"
    shares = _SHARE.findall(text)
    if named or len(shares) != len(nodes) or "月" in text:
        return named
    return {node: f"{share}%" for node, share in zip(nodes, shares, strict=True)}


def _indicator(text: str, form: Form | None) -> list[str]:
    parts = [part.strip() for part in re.split(r"[\t，；;|｜]|,(?!\d)", text) if part.strip()]
    value = parts.pop() if len(parts) > 1 and _VALUED.search(parts[-1]) else _BLANK
    columns = form.columns if form and not text else ("名称", "指标值")
    known = {"名称": "，".join(parts) or _BLANK, "指标值": value}
    return [pair(key, known.get(key, _BLANK)) for key in columns]
