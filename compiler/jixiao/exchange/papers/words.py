"""The words by which a form is recognised: those of its `layout.yaml`, and what its own files print.

Nothing here knows a province. A word is compared without spaces, width, a leading 其中： and a final colon.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from jixiao.model.fields import DEPARTMENT, LINE, PROJECT, PROSE, SUBGOAL
from jixiao.model.form import COLUMNS, Form
from jixiao.model.names import plain

NAME, CODE, FUNDS, PLAN, MANAGER, GOAL, TREE = (
    "项目名称",
    "项目编码",
    "资金",
    "支出计划",
    "主管部门",
    "绩效目标",
    "绩效指标",
)
TOTAL = "资金/总额"
LEVEL1, LEVEL2 = "一级", "二级"
SECTIONS = ("总体绩效目标", "分项绩效目标", "工作保障措施")
#: Words of the tree where a form has none of its own, as its table prints them.
_COLUMN_WORDS = {
    LEVEL1: ("一级指标",),
    LEVEL2: ("二级指标",),
    "名称": ("三级指标", "指标名称", "绩效指标名称"),
    "描述": ("绩效指标描述", "指标描述", "指标解释"),
    "指标值": ("指标值", "年度指标值", "目标值"),
    "依据": ("指标值确定依据", "指标值设定依据", "确定依据"),
    "权重": ("权重", "分值", "分值权重"),
    "备注": ("备注",),
    "方向": ("指标方向性",),
}
#: What may stand behind the word of 主管部门 when its code is in the same cell, and when it has a cell of its own.
_WITH_CODE, _CODE_ALONE = ("", "及代码", "及编码", "(单位)", "名称"), ("代码", "编码")
#: The usual names of such forms, for lines above them that no layout prints.
TITLE = re.compile(
    r"(?:本?部门|单位|[省市县区]级)?(?:部门|单位)?(?:预算)?项目(?:支出)?(?:预算)?(?:年度)?绩效目标(?:申报)?(?:批复)?表?|绩效目标(?:申报)?表"
)
_NOTE = re.compile(r"\([^()]*\)$")
_UNIT = re.compile(r"\((?:单位:)?(万元|元)\)")
_MARKS = re.compile(r"^[*★※]+|[*★※]+$")
_STRING, _CONTENT = re.compile(r'"((?:[^"\\\n]|\\.)*)"'), re.compile(r"\[([^\[\]\n#]*)")
_HAN = re.compile("[一-龥]")


def norm(text: str) -> str:
    """A word for comparison."""
    bare = _MARKS.sub("", plain(text))
    return bare.removeprefix("其中:").removeprefix("其中").rstrip(":：") or bare


class Words(NamedTuple):
    """The words of a form.

    Attributes:
        form: the form.
        labels: word → key path of a project (`资金/总额`, `支出计划/3月底`, `其他栏目/…`).
        columns: heading of the tree → key of an indicator, or 一级, 二级.
        groups: printed 二级 → 二级.
        levels: printed 一级.
        sections: title of a prose part → its key.
        leads: label within a sub-goal → its key.
        printed: whatever else the form prints, longest first.
        extra: title of a form as this layout calls it.
    """

    form: Form
    labels: dict[str, str]
    columns: dict[str, str]
    groups: dict[str, str]
    levels: frozenset[str]
    sections: dict[str, str]
    leads: dict[str, str]
    printed: tuple[str, ...]

    def label(self, text: str) -> str:
        """The key path that a cell names; empty where it is no label."""
        word = norm(text)
        return self.labels.get(word) or self.labels.get(_NOTE.sub("", word).rstrip(":"), "")

    def column(self, text: str) -> str:
        """The key of an indicator that a heading of the tree names."""
        word = norm(text)
        return self.columns.get(word) or self.columns.get(_NOTE.sub("", word), "")

    def group(self, text: str) -> tuple[str, bool]:
        """The 二级 that a cell names (the text itself where there is none), and whether its flag is the form's."""
        word = plain(text)
        if word in self.groups:
            return self.groups[word], True
        bare = _NOTE.sub("", word)
        return (self.groups[bare], False) if bare in self.groups else (" ".join(text.split()), True)


def unit_in(text: str) -> str:
    """万元 or 元 where a label says it in brackets."""
    found = _UNIT.search(plain(text))
    return found[1] if found else ""


def words_of(form: Form, files: Iterable[str]) -> Words:
    """The words of a form; `files` are the texts of its layout folder."""
    return Words(
        form,
        _labels(form),
        _columns(form),
        _groups(form),
        frozenset(plain(one) for level in form.levels for one in (level.name, level.name.removesuffix("指标"))),
        _titles(form),
        {
            norm(word): key
            for key in (GOAL, TREE)
            for word in _said(form, f"分项绩效目标.{key}", SUBGOAL.by_key[key].key)
        },
        _printed(form, files),
    )


def _said(form: Form, key: str, *more: str) -> tuple[str, ...]:
    """The form's word for a key, and others."""
    return (*((form.words[key],) if key in form.words else ()), *more)


def _titles(form: Form) -> dict[str, str]:
    return {norm(word): key for key in SECTIONS for word in _said(form, key, DEPARTMENT.by_key[key].key)}


def _labels(form: Form) -> dict[str, str]:
    found: dict[str, str] = {}

    def add(path: str, words: Iterable[str]) -> None:
        for word in words:
            found.setdefault(norm(word), path)
            found.setdefault(_NOTE.sub("", norm(word)), path)

    spoken = [
        key
        for key, field in PROJECT.by_key.items()
        if field.kind in {LINE, PROSE} or key in {PLAN, "开始日期", "结束日期"}
    ]
    for key in spoken:  # the form's own words come first: one may be another key of ours
        add(key, _said(form, key))
    for key in ("总额", *form.sources):
        add(f"{FUNDS}/{key}", _said(form, f"{FUNDS}.{key}", key))
    for node in form.nodes:
        add(f"{PLAN}/{node}", _said(form, f"{PLAN}.{node}", node))
    for key in form.extras:
        add(f"其他栏目/{key}", _said(form, key, key))
    for key in spoken:
        add(key, (key,))
    for word in _said(form, MANAGER, MANAGER):
        add(MANAGER, (word, *(word + tail for tail in _WITH_CODE)))
        add(f"{MANAGER}/编码", (word + tail for tail in _CODE_ALONE))
    add(FUNDS, _said(form, FUNDS, "项目资金", FUNDS))
    add(TREE, _said(form, TREE, TREE))
    return found


def _columns(form: Form) -> dict[str, str]:
    found = {norm(word): key for key in (LEVEL1, LEVEL2, *COLUMNS) for word in _said(form, key)}
    for key in (LEVEL1, LEVEL2, *form.columns):
        if key in form.words and key in form.columns:
            continue
        for word in _COLUMN_WORDS.get(key, (key,)):
            found.setdefault(norm(word), key)
    for key in (*form.columns, *(one for one in COLUMNS if one not in form.columns and one != "名称")):
        for word in _COLUMN_WORDS.get(key, (key,)):
            found.setdefault(norm(word), key)
    return found


def _groups(form: Form) -> dict[str, str]:
    found: dict[str, str] = {}
    for level in form.levels:
        for group in level.groups:
            said = form.words.get(group.name, group.name)
            names = (group.name, said, group.name.removesuffix("指标"))
            for name in names:
                found.setdefault(plain(name), group.name)
                found.setdefault(plain(name + group.flag), group.name)
        if len(level.groups) == 1:  # 满意度指标 stands for its only 二级 in many forms
            found.setdefault(plain(level.name), level.groups[0].name)
    return found


def _printed(form: Form, files: Iterable[str]) -> tuple[str, ...]:
    found = {plain(form.heading), plain(form.title), plain(form.unit)} | {plain(word) for word in form.words.values()}
    for text in files:
        code = re.sub(r"(?<![:\"])//.*", "", text)
        found |= {plain(word) for pattern in (_STRING, _CONTENT) for word in pattern.findall(code) if _HAN.search(word)}
    return tuple(sorted({word for word in found if len(word) > 1}, key=len, reverse=True))


def layout_texts(files: Mapping[str, str]) -> list[str]:
    """Of the files of a layout those that say what is printed."""
    return [text for name, text in files.items() if name.endswith((".typ", ".j2"))]
