"""What in last year's sources must be thought over for the new year, and in which words the mark says so.

The policy, as the documentation tells it: amounts, counts, codes and what names last year are marked; shares, qualitative
values, deadlines (moved on) and the schedule of payments are taken over without a word.
"""

from collections.abc import Callable
from typing import NamedTuple

from jixiao.exchange.rolling import roll
from jixiao.model.cores import document_number
from jixiao.model.pending import Place, mark
from jixiao.model.quantity.prose import figures
from jixiao.model.quantity.value import DATE, NUMBER, RANGE, parse_value

_UNIT = ("单位", "主管部门")
#: Keys whose text is a name or a code of its own, or a word of our format.
_KEPT = frozenset({
    "版式", "版面", "编码", "区划", "年度", "阶段", "编制日期", "项目编码", "实施单位", "公开", "权重", "方向", "范围",
    "开始日期", "结束日期",
})  # fmt: skip
_RATIO, _TIME = "ratio", "time"


class Years(NamedTuple):
    """From which year to which."""

    old: int
    new: int


def new_text(place: Place, typed: str, years: Years) -> str:
    """What is typed at a place in the new year."""
    return typed if _is_kept(place) else roll(typed, *years).text


def remark(place: Place, years: Years, end: str) -> str:
    """The mark for a place, or nothing; `end`: 结束日期 of the project, moved on where it is moved."""
    text, path = place.value.text, place.path
    if not text.strip():
        return ""
    if path.startswith("资金/") or path in {"预算/项目支出", "测算"}:
        return mark([roll(text, *years).text])
    own = _OWN.get(path)
    if own is not None:
        return own(text, years)
    if path == "结束日期":
        return mark(note="项目期已满，核实本年是否继续") if end and end < f"{years.new}" else ""
    return "" if _is_kept(place) else _of_content(place, years)


def _of_content(place: Place, years: Years) -> str:
    text, key = place.value.text, place.path.rpartition("/")[2]
    said = ""
    if key == "指标值" and place.path.startswith("绩效指标/"):
        said = _of_value(text, years)
    elif _is_goal(place.path, key):
        said = _of_figures(text)
    return said or _of_years(text, years)


def _is_kept(place: Place) -> bool:
    head, _, rest = place.path.partition("/")
    return (head in _UNIT and bool(rest)) or place.path.rpartition("/")[2] in _KEPT


def _is_goal(path: str, key: str) -> bool:
    """Whether a text says what is to be done with the money: its figures are this year's."""
    return path in {"绩效目标", "资金用途", "总体绩效目标"} or (
        path.startswith("分项绩效目标/") and key in {"绩效目标", "绩效指标"}
    )


def _of_name(text: str, years: Years) -> str:
    number = document_number(text)
    if number is not None and number.year <= years.old:
        return mark([number.text], "改为本年文号或删去文号")
    return _of_years(text, years)


def _of_code(text: str, _years: Years) -> str:
    return mark([text], "核对本年编码")


def _of_attribute(text: str, years: Years) -> str:
    """新增项目 is none in its second year."""
    return mark([text]) if "新增" in text else _of_years(text, years)


def _of_value(text: str, years: Years) -> str:
    """Counts and amounts go with the year's work; shares and the length of a service do not."""
    value = parse_value(text)
    if value.kind == DATE:
        return mark([text]) if value.date is not None and 0 < value.date.year < years.old else ""
    if value.kind not in {NUMBER, RANGE} or value.dimension in {_RATIO, _TIME}:
        return ""
    return mark([text])


def _of_figures(text: str) -> str:
    found = [one for one in figures(text) if one.value.kind != DATE]
    said = [text[one.start : one.end] for one in found if one.value.dimension not in {_RATIO, _TIME}]
    return mark(["".join(one.split("\n")).strip() for one in said]) if said else ""


def _of_years(text: str, years: Years) -> str:
    return mark(note=f"核对文中的 {years.old} 年") if roll(text, *years).doubtful else ""


#: What is asked of fields of their own kind.
_OWN: dict[str, Callable[[str, Years], str]] = {
    "项目编码": _of_code,
    "项目名称": _of_name,
    "项目属性": _of_attribute,
}
