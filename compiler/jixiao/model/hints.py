"""What to tell people whose key or shape is not the form's: the nearest right word and where it goes."""

from typing import NamedTuple

from jixiao.diagnostics import Diagnostic, Span, fault
from jixiao.model import fields as kinds
from jixiao.model.fields import RECORDS_OF_SOURCES, Field, Record


class Hints(NamedTuple):
    """The vocabulary that hints draw on.

    Attributes:
        words: a form's printed word → the key path it stands for (`预算数` → `资金/总额`).
        groups: 二级指标 of the form, in printed order.
    """

    words: dict[str, str] = {}  # noqa: RUF012 - a NamedTuple default is never mutated
    groups: tuple[str, ...] = ()

    def unknown_key(self, span: Span, key: str, table: Record) -> Diagnostic:
        """Fault for a key that this record does not have."""
        path = self.words.get(key)
        if path is not None:
            *above, right = path.split("/")
            where = f"，在“{above[-1]}:”下面" if above else ""
            return fault("JX022", f"“{key}”是表上印的字，不是栏目名称", span, hint=f"这一栏应写成“{right}:”{where}。")
        if key in self.groups:
            return fault(
                "JX021",
                f"“{key}”不应写在这里",
                span,
                hint="它应写在“绩效指标:”下面，比“绩效指标”多空两格，与其他二级指标对齐。",
            )
        home = _home(key, table)
        if home:
            return fault(
                "JX021",
                f"“{key}”不应写在{table.name}里",
                span,
                hint=f"它是{home}的栏目，请检查行首空格：多了或少了一级。",
            )
        return fault(
            "JX021", f"{table.name}里没有“{key}”这一栏", span, hint=_choices(key, tuple(table.by_key), table.name)
        )

    def meant(self, key: str) -> str:
        """The key that a form's word stands for, so that it is not called missing as well; empty for other words."""
        return self.words.get(key, "").rpartition("/")[2]

    def not_a_record(self, span: Span, text: str, table: Record) -> Diagnostic:
        """Fault for a text where `名称: 内容` lines are due."""
        first = table.fields[0].key
        if not text:
            return fault("JX024", f"{table.name}没有内容", span, hint=f"下面应写“{first}: …”等各行。")
        return fault(
            "JX023",
            f"{table.name}这里应写“{first}: …”等各行，现在是一段文字",
            span,
            hint="每行写成“名称: 内容”，冒号用半角，后面空一格。",
        )

    def example(self, field: Field) -> str:
        """A line that shows how the field is written."""
        if field.example:
            return f"例如 {field.key}: {field.example}"
        return f"请补上“{field.key}:”。{field.help}"

    def unknown_group(self, span: Span, key: str) -> Diagnostic:
        """Fault for a 二级指标 that the form does not have."""
        if key in kinds.INDICATOR.by_key:
            hint = "三级指标要写在二级指标（例如“数量指标:”）下面，每条前面加“- ”。"
            return fault("JX033", f"“{key}”不应直接写在“绩效指标”下面", span, hint=hint)
        if key in kinds.PROJECT.by_key:
            return fault("JX021", f"“{key}”不应写在“绩效指标”里", span, hint=f"它是项目的栏目，“{key}:”应顶格写。")
        spelled = key if key.endswith("指标") else key + "指标"
        near = f"请写成“{spelled}”。" if spelled in self.groups else _nearest(key, self.groups)
        hint = f"{near}本表的二级指标有：{'、'.join(self.groups)}。"
        return fault("JX033", f"这种表没有“{key}”这个二级指标", span, hint=hint)


def _home(key: str, table: Record) -> str:
    for other in RECORDS_OF_SOURCES:
        if key in other.by_key and other.name != table.name:
            return other.name
    return ""


#: How alike a mistyped key must be to be taken for another; half of the names of a form differ in one word only.
_ALIKE = 0.7


def _nearest(key: str, keys: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(key, keys, n=1, cutoff=_ALIKE)
    return f"是不是“{close[0]}”？" if close else ""


def _choices(key: str, keys: tuple[str, ...], name: str) -> str:
    if not keys:
        return f"这种表没有“{name}”，请删去这一行。"
    return _nearest(key, keys) or f"可用的栏目有：{'、'.join(keys)}。"
