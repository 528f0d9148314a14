"""One field of running text: how it was reworded, which promises in it moved, which year in it was left over."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from jixiao.diff.changes.draft import Draft, changed, draft, places, said, spans_of
from jixiao.diff.changes.leftover import leftover_sentences
from jixiao.diff.changes.sentences import moved_words, spaced
from jixiao.diff.prose import is_punctuation_only, prose_promises, text_ops
from jixiao.diff.records import LOOSENED, TIGHTENED, Location
from jixiao.model.document import Text

_RULES = {LOOSENED: "prose-target-loosened", TIGHTENED: "prose-target-tightened"}


class Wording(NamedTuple):
    """A field of both sides.

    Attributes:
        path: of the new side, of the old side where the field is gone.
        label: the key of the field: 绩效目标.
        old, new: its texts.
        years: 年度 of both sides.
        totals: 年度资金总额 of both sides, where there is one.
        cites: the paths of its edits, where these are not `path`.
        owner: what stands for a missing text: the name of its record.
    """

    path: str
    label: str
    old: Text | None
    new: Text | None
    years: tuple[int, int]
    totals: tuple[Decimal | None, Decimal | None] = (None, None)
    cites: tuple[str, ...] = ()
    owner: tuple[Text | None, Text | None] = (None, None)


def wording_changes(field: Wording) -> Iterator[Draft]:
    """Everything that can be said of a text."""
    old, new = said(field.old), said(field.new)
    yield from _leftover(field, old, new)
    if old == new:
        return
    promises = prose_promises(old, new, field.years, field.totals)
    for one in promises.moved:
        rule = _RULES[one.verdict.direction]
        words = moved_words(one.name, one.before, one.after, one.verdict)
        change = changed(rule, field.path, one.before, one.after, f"{field.label}里{words}", _where(field))
        change = change._replace(
            direction=one.verdict.direction,
            level2=field.label,
            name=one.name,
            parsed=one.verdict.parsed,
            delta=spaced(one.verdict.delta),
            basis=one.verdict.basis,
        )
        about = f"{field.path}/{one.name}"
        yield draft(change, cites=field.cites, about=about, known=one.verdict.parsed)
    yield _reworded(field, old, new, promises.came, promises.gone)


def _where(field: Wording) -> tuple[Location, ...]:
    return places(spans_of(field.old, field.owner[0]), spans_of(field.new, field.owner[1]))


def _reworded(field: Wording, old: str, new: str, came: tuple[str, ...], gone: tuple[str, ...]) -> Draft:
    if old and new and is_punctuation_only(old, new):
        change = changed("punctuation-only", field.path, old, new, f"{field.label}只改了标点或空格", _where(field))
    else:
        why = "；".join((_how(field.label, old, new), *_commitments("新写了", came), *_commitments("不再写", gone)))
        change = changed("objective-reworded", field.path, old or None, new or None, why, _where(field))
    return draft(change._replace(text_ops=text_ops(old, new)), cites=field.cites)


def _how(label: str, old: str, new: str) -> str:
    if not old:
        return f"原来没有写{label}，现在写了"
    return f"{label}的文字有修改" if new else f"{label}的文字删去了"


def _commitments(word: str, some: tuple[str, ...]) -> tuple[str, ...]:
    """Promises that only one of the texts makes."""
    return (word + "、".join(f"“{one}”" for one in some),) if some else ()


def _leftover(field: Wording, old: str, new: str) -> Iterator[Draft]:
    before, after = field.years
    found = leftover_sentences(old, new, before, after)
    if not found:
        return
    text = found[0] if len(found) == 1 else found
    why = f"{field.label}里还写着 {before} 年，没有改成 {after} 年：“{found[0]}”"
    yield draft(changed("stale-year", field.path, text, text, why, _where(field)), cites=field.cites)
