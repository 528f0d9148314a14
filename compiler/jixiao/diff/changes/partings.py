"""Records about matches themselves: projects that came, went, merged, split, or may be the same."""

from collections.abc import Iterator

from jixiao.diff.accounting import kind_of
from jixiao.diff.changes.draft import Draft, Duo, Party, changed, draft, places
from jixiao.diff.changes.money import signed
from jixiao.diff.records import Match

PROJECT = "项目"
#: Cites every edit of a match.
EVERYTHING = ""


def parting_changes(match: Match, duo: Duo, hint: Match | None) -> Iterator[Draft]:
    """What is to be said of a match as such; `hint` is the pair that may have taken over a dropped project."""
    kind = kind_of(match)
    if kind == "added":
        for_all = f"新增项目“{_names(duo.new)}”，预算 {duo.new.total:f} 万元"
        yield _record("project-added", duo, for_all, signed(duo.new.total))
    elif kind == "dropped":
        yield _dropped(duo, hint)
    elif kind == "merged":
        why = f"上年的“{_names(duo.old)}”合并为“{_names(duo.new)}”"
        yield _record("project-merged", duo, why, "")
    elif kind == "split":
        why = f"上年的“{_names(duo.old)}”拆分为“{_names(duo.new)}”"
        yield _record("project-split", duo, why, "")
    elif kind == "uncertain":
        yield _record("match-uncertain", duo, _doubt(match, duo), "")


def _dropped(duo: Duo, hint: Match | None) -> Draft:
    why = f"项目“{_names(duo.old)}”取消了，预算减少 {duo.old.total:f} 万元"
    if hint is not None:
        why += f"；名称与金额看，可能并入了“{hint.new[0].name.text}”，确是合并的请在该项目写“上年项目”"
    one = _record("project-dropped", duo, why, signed(-duo.old.total))
    return one._replace(change=one.change._replace(possible_merge_into=hint.id if hint else ""))


def _doubt(match: Match, duo: Duo) -> str:
    return (
        f"“{_names(duo.old)}”与“{_names(duo.new)}”可能是同一个项目（相似度 {match.score:.2f}）："
        f"是的，请在“{_names(duo.new)}”写“上年项目”；不是的，请在审核.yaml 的“对应”里分别确认"
    )


def _record(rule: str, duo: Duo, why: str, delta: str) -> Draft:
    was, now = (_said(party) for party in duo)
    where = places(*([one.name.span for one in party.projects] for party in duo))
    change = changed(rule, PROJECT, was, now, why, where)
    return draft(change._replace(delta=delta), cites=(EVERYTHING,))


def _said(party: Party) -> str | tuple[str, ...] | None:
    names = tuple(one.name.text for one in party.projects)
    return names[0] if len(names) == 1 else names or None


def _names(party: Party) -> str:
    return "”“".join(one.name.text for one in party.projects)
