"""JSON Schema of the source files for editors, worked out from the field tables and a form.

An editor then completes keys and choices, shows what a field is for, and underlines a wrong key before anything is run.
The schema is as wide as the decoder: what decodes is never underlined. YAML editors type their scalars, so that `068` or
`600.00` reach a schema as numbers; wherever a text is meant, every scalar is welcome. Draft 7, which all editors know.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from jixiao.model import fields as kinds
from jixiao.model.fields import DEPARTMENT, PROJECT, REVIEW, Field, Record
from jixiao.model.form import Form

Schema = dict[str, Any]

#: The three files that people write.
FILES = ("department", "project", "review")
_DRAFT = "http://json-schema.org/draft-07/schema#"
_TITLES = {
    "department": "部门文件 department.yaml",
    "project": "项目文件 projects/*.yaml",
    "review": "审核文件 审核.yaml",
}
_ONE_TEXT = "这里只写一项内容，不能再往下分栏目或分条。"
_NO_CONTENT = "这里必须有内容。"
_AMOUNT = r"^ *([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)? ?(万元|元)? *$"
_SHARE = r"^ *[0-9]+(\.[0-9]+)? ?%? *$"
_DAY = r"^ *[0-9]{4}-[0-9]{2}-[0-9]{2} *$"
_YEAR = r"^ *(19|20)[0-9]{2} *$"
_MONEY_HELP = "只写数字，或者写明单位，例如 600.00、60万元、600000元；没有就空着。"


def schema(file: str, form: Form, layouts: Sequence[str] = ()) -> Schema:
    """The schema of one of `FILES` for a form; `layouts` are the names that 版式 may say."""
    table = {"department": DEPARTMENT, "project": PROJECT, "review": REVIEW}[file]
    made = _Maker(form, tuple(layouts) or (form.name,)).record(table)
    title = _TITLES[file] if file == "review" else f"{_TITLES[file]}（{form.title}）"
    return {"$schema": _DRAFT, "title": title, **made}


def schema_text(made: Schema) -> str:
    """A schema as the text of a file: the same for the same form, with a line end."""
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


class _Maker:
    """Makes the parts of a schema; knows the form that names groups, money and words."""

    def __init__(self, form: Form, layouts: tuple[str, ...]) -> None:
        self.form, self.layouts = form, layouts

    def record(self, table: Record) -> Schema:
        """A group of named fields."""
        return _group({one.key: self.field(one) for one in table.fields}, [one.key for one in table.duties])

    def field(self, field: Field) -> Schema:
        """One field with its name, help and examples."""
        return {**self._head(field), **self._body(field)}

    def _head(self, field: Field) -> Schema:
        duty = "必须填写。" if field.needed else "这一行必须有，内容可以空着。" if field.present else ""
        word = self.form.words.get(field.key, "").rstrip("：: ")
        printed = f"表上印作“{word}”。" if word else ""
        head: Schema = {"title": field.key, "description": f"{field.help}{duty}{printed}"}
        if field.example and not field.choices and field.kind in _WITH_EXAMPLES:
            head["examples"] = [_typed(field.example)]
        return head

    def _body(self, field: Field) -> Schema:
        if field is DEPARTMENT.by_key["版式"]:
            return _choice(self.layouts, needed=True)
        if field.kind in _SIMPLE:
            return _simple(field.kind, needed=field.needed)
        if field.kind == kinds.CHOICE:
            return _choice(field.choices, needed=field.needed)
        if field.kind == kinds.LINES:
            return _lines()
        return self._inside(field)

    def _inside(self, field: Field) -> Schema:
        """A field with fields below it."""
        if field.kind == kinds.FUNDS:
            return self._funds()
        if field.kind == kinds.PLAN:
            return self._plan()
        if field.kind == kinds.EXTRAS:
            return _nullable(_group({key: {"title": key, **_text()} for key in self.form.extras}))
        if field.record is None:
            raise ValueError(field)
        if field.kind == kinds.INDICATORS:
            return self._indicators(field.record)
        body = self.record(field.record)
        return (body if field.needed else _nullable(body)) if field.kind != kinds.RECORDS else _rows(body)

    def _funds(self) -> Schema:
        keys = ("总额", *self.form.sources)
        return _group({key: self._money(key) for key in keys}, ["总额"])

    def _money(self, key: str) -> Schema:
        word = self.form.words.get(f"资金.{key}", "").rstrip("：: ")
        printed = f"表上印作“{word}”。" if word else ""
        head = {"title": key, "description": f"单位：{self.form.unit}。{_MONEY_HELP}{printed}"}
        return {**head, **_simple(kinds.MONEY, needed=key == "总额")}

    def _plan(self) -> Schema:
        if not self.form.nodes:  # kept for another form
            return {"type": ["object", "null"], "additionalProperties": _text()}
        about = "到这时累计支出的百分数" if self.form.cumulative else "这一期支出的百分数"
        head = {"description": f"{about}，例如 25%；没有就空着。", "examples": ["25%"]}
        share = _scalar(("number",), _SHARE, "应是百分数，例如 24%。", needed=False)
        return _nullable(_group({node: {"title": node, **head, **share} for node in self.form.nodes}))

    def _indicators(self, table: Record) -> Schema:
        groups = {}
        for level in self.form.levels:
            for group in level.groups:
                flag = f"{group.flag}。" if group.flag else "表上标明必填。" if group.required else ""
                about = f"{level.name}下的二级指标。{flag}逐条写三级指标，每条前加“- ”。"
                groups[group.name] = {"title": group.name, "description": about, **_rows(self.record(table))}
        return _group(groups)


_WITH_EXAMPLES = frozenset({kinds.LINE, kinds.PROSE, kinds.MONEY, kinds.YEAR, kinds.DATE})


#: Kind → what types besides text a YAML editor may make of such a value, the shape of the text, and what to say.
_SHAPED: dict[str, tuple[tuple[str, ...], str, str]] = {
    kinds.MONEY: (("number",), _AMOUNT, "应是金额，例如 600.00 或 60万元。"),
    kinds.YEAR: (("integer",), _YEAR, "应是四位数字的年度，例如 2025。"),
    kinds.DATE: ((), _DAY, "应是日期，例如 2025-01-20。"),
}
_SIMPLE = frozenset({kinds.LINE, kinds.PROSE, *_SHAPED})


def _simple(kind: str, *, needed: bool) -> Schema:
    if kind in _SHAPED:
        return _scalar(*_SHAPED[kind], needed=needed)
    return _text(needed=needed)


# Said as “if it is something else, then it must be …”: a list of types would make editors offer null, true and false.


def _scalar(types: tuple[str, ...], pattern: str, message: str, *, needed: bool) -> Schema:
    """A scalar of these types or a text of a shape; nothing as well where the field may be blank."""
    free = [*types] if needed else [*types, "null"]
    then: Schema = {"type": "string", "pattern": pattern, "patternErrorMessage": message, "errorMessage": message}
    return {"if": {"not": {"type": free}}, "then": then} if free else then


def _text(*, needed: bool = False) -> Schema:
    made: Schema = {
        "if": {"type": ["object", "array"]},
        "then": {"type": "string", "errorMessage": _ONE_TEXT},
    }
    if needed:
        made["else"] = {"if": {"type": "null"}, "then": {"type": "string", "errorMessage": _NO_CONTENT}}
    return made


def _choice(words: Iterable[str], *, needed: bool) -> Schema:
    """One of some words; a word of digits is a number to an editor. Blank is allowed, but never offered."""
    offered: list[str | int] = [*words]
    message = f"可写：{'、'.join(map(str, offered))}。"
    offered += [int(word) for word in words if word.isdecimal()]
    listed: Schema = {"enum": offered, "errorMessage": message}
    return listed if needed else {"anyOf": [listed, _BLANK]}


_BLANK: Schema = {"not": {"type": ["string", "number", "boolean", "object", "array"]}}


def _typed(example: str) -> str | int:
    """An example as a YAML editor types it: 10 is a number, 068 is not."""
    return int(example) if example.isdecimal() and str(int(example)) == example else example


def _lines() -> Schema:
    """Rows of one text each; a single one may stand without its dash."""
    return {"anyOf": [{"type": "array", "items": _text()}, _text()]}


def _rows(body: Schema) -> Schema:
    return {"type": ["array", "null"], "items": _nullable(body)}


def _nullable(body: Schema) -> Schema:
    return {**body, "type": [body["type"], "null"]}


def _group(properties: dict[str, Schema], required: Sequence[str] = ()) -> Schema:
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**made, "required": list(required)} if required else made
