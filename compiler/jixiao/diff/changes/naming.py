"""What a project is called and whose it is: 项目名称 with its 文号 and years, 项目编码, 实施单位."""

import re
from collections.abc import Iterator

from jixiao.diff.changes.draft import Draft, Duo, changed, draft, places, said, spans_of
from jixiao.diff.records import SAME
from jixiao.model.cores import DocumentNumber, core, document_number, name_years
from jixiao.model.names import plain

_NAME, _CODE, _UNIT = "项目名称", "项目编码", "实施单位"
_BRACKETS = re.compile(r"[\[\]【】〔〕()]")
_LENGTH = 2


def naming_changes(duo: Duo) -> Iterator[Draft]:
    """What changed in name, code and unit of one project."""
    yield from _name(duo)
    yield from _code(duo)
    yield from _unit(duo)


def _name(duo: Duo) -> Iterator[Draft]:
    stale = _stale_years(duo)
    if stale:
        yield _of_name(duo, "stale-year", f"项目名称里的年份还是 {stale} 年，没有改成 {duo.new.year} 年")
    old, new = duo.old.one.name.text, duo.new.one.name.text
    if old == new:
        return
    told = bool(stale)
    if core(old) != core(new):
        told = True
        yield _of_name(duo, "project-renamed", f"项目由“{core(old)}”更名为“{core(new)}”")
    before, after = document_number(old), document_number(new)
    if before and after and _numbered(before) != _numbered(after):
        if not stale:
            yield _of_name(duo, "docno-rolled", f"名称前的文号由{before.text}改为{after.text}")
        return
    if not told:
        yield _rest_of_name(duo, before, after)


def _of_name(duo: Duo, rule: str, why: str, direction: str = "") -> Draft:
    old, new = duo.old.one.name, duo.new.one.name
    change = changed(rule, _NAME, old.text, new.text, why, places(old.span, new.span))
    return draft(change._replace(direction=direction) if direction else change)


def _numbered(number: DocumentNumber) -> str:
    """A 文号 whatever its brackets."""
    return _BRACKETS.sub("|", number.text)


def _rest_of_name(duo: Duo, before: DocumentNumber | None, after: DocumentNumber | None) -> Draft:
    """A name whose core is the same and whose 文号 did not move on."""
    old, new = duo.years
    was, now = name_years(duo.old.one.name.text), name_years(duo.new.one.name.text)
    if (before is None) != (after is None):
        return _of_name(duo, "field-changed", "名称前加写了文号" if before is None else "名称前的文号删去了")
    if was == now:
        return _of_name(duo, "notation-only", "项目名称只是写法不同", SAME)
    if old != new and was == tuple(year - new + old for year in now):
        return _of_name(duo, "year-rolled", f"项目名称里的年份由 {was[0]} 年顺延到 {now[0]} 年", SAME)
    return _of_name(duo, "field-changed", "项目名称里的年份改了")


def _stale_years(duo: Duo) -> int:
    """A year in the new name that is over by then; 0 where there is none."""
    old, new = duo.years
    if old == new:
        return 0
    name = duo.new.one.name.text
    number = document_number(name)
    years = (*name_years(name), *((number.year,) if number else ()))
    return min((year for year in years if year < new), default=0)


def _code(duo: Duo) -> Iterator[Draft]:
    """Only what can be said of a code: its year moved on, or it is written in another way."""
    old, new = duo.old.one.code, duo.new.one.code
    was, now = said(old), said(new)
    if was == now:
        return
    where = places(spans_of(old), spans_of(new))
    if plain(was) == plain(now):
        change = changed("notation-only", _CODE, was, now, "项目编码只是写法不同", where, SAME)
        yield draft(change)
    elif is_code_rolled(plain(was), plain(now), *duo.years):
        change = changed("code-year-rolled", _CODE, was, now, "项目编码只有年份的两位数变了", where)
        yield draft(change)


def is_code_rolled(old: str, new: str, before: int, after: int) -> bool:
    """Whether two codes differ in nothing but the two digits of the year."""
    was, now = f"{before % 100:02}", f"{after % 100:02}"
    if was == now or len(old) != len(new):
        return False
    return any(
        old[at : at + _LENGTH] == was and old[:at] + now + old[at + _LENGTH :] == new for at in range(len(old) - 1)
    )


def _unit(duo: Duo) -> Iterator[Draft]:
    old, new = duo.old.one.unit, duo.new.one.unit
    if said(old) == said(new):
        return
    was, now = said(old) or duo.old.unit, said(new) or duo.new.unit
    where = places(spans_of(old, duo.old.one.name), spans_of(new, duo.new.one.name))
    if plain(was) == plain(now):
        yield draft(changed("notation-only", _UNIT, was, now, "实施单位只是写法不同", where, SAME))
    else:
        yield draft(changed("unit-moved", _UNIT, was, now, f"实施单位由“{was}”改为“{now}”", where))
