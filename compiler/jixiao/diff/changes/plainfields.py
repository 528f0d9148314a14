"""Fields of which nothing is known but their text: 项目属性, 测算, 权重, 备注, 方向, 其他栏目."""

from collections.abc import Iterator, Sequence

from jixiao.diff.changes.draft import Draft, Duo, changed, draft, places, said, spans_of
from jixiao.diff.records import SAME, Location
from jixiao.model.document import Text
from jixiao.model.names import plain

#: Fields of one line, with the attributes of the project.
_LINES = (
    ("项目属性", "attribute"),
    ("项目类别", "category"),
    ("项目期", "period"),
    ("开始日期", "start"),
    ("结束日期", "end"),
    ("公开", "public"),
)
_MANAGER = (("名称", "name"), ("编码", "code"), ("区划", "region"))


def plain_changes(duo: Duo) -> Iterator[Draft]:
    """What changed in the fields of a project that no other family looks at."""
    old, new = duo.old.one, duo.new.one
    owners = old.name, new.name
    for key, attr in _LINES:
        yield from _line(key, getattr(old, attr), getattr(new, attr), duo.years, owners)
    for key, attr in _MANAGER:
        before, after = (getattr(one.department, attr, None) for one in (old, new))
        yield from _line(f"主管部门/{key}", before, after, duo.years, owners)
    where = places([one.span for one in old.costing], [one.span for one in new.costing])
    yield from list_change("测算", [one.text for one in old.costing], [one.text for one in new.costing], where)
    before_extras, after_extras = ({one.key: one.value for one in project.extras} for project in (old, new))
    for key in sorted({*before_extras, *after_extras}):
        yield from _line(f"其他栏目/{key}", before_extras.get(key), after_extras.get(key), duo.years, owners)


def _line(
    path: str, old: Text | None, new: Text | None, years: tuple[int, int], owners: tuple[Text, Text]
) -> Iterator[Draft]:
    where = places(spans_of(old, owners[0]), spans_of(new, owners[1]))
    return text_change(path, said(old), said(new), years, where)


def text_change(  # noqa: PLR0913, PLR0917 - the columns of a record
    path: str,
    old: str,
    new: str,
    years: tuple[int, int],
    where: tuple[Location, ...],
    cites: tuple[str, ...] = (),
) -> Iterator[Draft]:
    """The change of a text of one line, if there is any."""
    if old == new:
        return
    label = path.rpartition("/")[2]
    if plain(old) == plain(new):
        change = changed("notation-only", path, old, new, f"{label}只是写法不同", where, SAME)
    elif _is_rolled(plain(old), plain(new), *years):
        change = changed("year-rolled", path, old, new, f"{label}里的年份顺延到 {years[1]} 年", where, SAME)
    else:
        why = f"{label}由“{old or '空白'}”改为“{new or '空白'}”"
        change = changed("field-changed", path, old or None, new or None, why, where)
    yield draft(change, cites=cites)


def _is_rolled(old: str, new: str, before: int, after: int) -> bool:
    """Whether nothing but the year of the side moved on."""
    was, now = str(before), str(after)
    return was != now and old.replace(was, now) == new and new.replace(now, was) == old


def list_change(
    path: str,
    old: Sequence[str],
    new: Sequence[str],
    where: tuple[Location, ...],
    cites: tuple[str, ...] = (),
) -> Iterator[Draft]:
    """The change of several lines, if there is any."""
    if list(old) == list(new):
        return
    label = path.rpartition("/")[2]
    before, after = tuple(old) or None, tuple(new) or None
    if [plain(one) for one in old] == [plain(one) for one in new]:
        change = changed("notation-only", path, before, after, f"{label}只是写法不同", where, SAME)
    else:
        change = changed("field-changed", path, before, after, f"{label}有修改", where)
    yield draft(change, cites=cites)
