"""The laws of a comparison (diff.md §15: 1–5, 7, 8, 12), on made-up sides and on the samples."""

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import REPOSITORY
from tests.diff.bench_of_pairs import compared, sample
from tests.diff.made_up import Record, Year, pairs, years

from jixiao.diagnostics import SourceText, Span
from jixiao.diff.prose import mirrored
from jixiao.diff.records import (
    ADD,
    DOCUMENT,
    LOOSENED,
    REMOVE,
    REORDER,
    SEVERITIES,
    TIGHTENED,
    Change,
    Comparison,
    Match,
    Side,
)
from jixiao.diff.tally import fails, tally
from jixiao.model.document import Text
from jixiao.model.review import Acceptance

SAMPLES = ("huailai-jiguan/2025", "huailai-jiguan/2026", "pingluo-jiguan/2024", "pingluo-jiguan/2025")
PAIRS = (SAMPLES[:2], SAMPLES[2:])
OPPOSITES = {
    "project-added": "project-dropped",
    "project-merged": "project-split",
    "budget-increased": "budget-decreased",
    "target-tightened": "target-loosened",
    "quantified": "dequantified",
    "indicator-added": "indicator-dropped",
    "section-added": "section-dropped",
    "prose-target-tightened": "prose-target-loosened",
}
OPPOSITES |= {other: one for one, other in OPPOSITES.items()}
TURNED = {TIGHTENED: LOOSENED, LOOSENED: TIGHTENED}
#: Rules that look one way only.
EXEMPT = {"mandatory-category-emptied", "budget-up-targets-loosened", "budget-up-targets-unchanged"}
law = settings(deadline=None, max_examples=50)


@pytest.fixture(scope="module", params=PAIRS, ids=lambda pair: pair[0])
def samples(request: pytest.FixtureRequest) -> tuple[Side, Side]:
    old, new = request.param
    return sample(old), sample(new)


# Law 1.


@pytest.mark.parametrize("label", SAMPLES)
def test_a_sample_does_not_differ_from_itself(label: str) -> None:
    nothing(compared(sample(label), sample(label)))


@law
@given(years())
def test_nothing_differs_from_itself(year: Year) -> None:
    nothing(compared(year.side(), year.side()))


def nothing(found: Comparison) -> None:
    assert found.edits == ()
    assert found.changes == ()
    assert found.old.digest == found.new.digest
    assert not any(fails(found, level) for level in SEVERITIES)
    assert len(tally(found).unchanged) == len(found.matches)


# Law 2.


def test_samples_mirror(samples: tuple[Side, Side]) -> None:
    mirror(*samples)


@law
@given(pairs())
def test_swapping_the_sides_mirrors(pair: tuple[Year, Year]) -> None:
    mirror(pair[0].side(), pair[1].side())


def mirror(old: Side, new: Side) -> None:
    there, back = compared(old, new), compared(new, old)
    assert Counter(parties(there)) == Counter((b, a, *rest) for a, b, *rest in parties(back))
    assert Counter(edited(there)) == Counter(turned_edit(*one) for one in edited(back))
    void = stale_places(there, swapped=False) | stale_places(back, swapped=True)
    one, other = records(there, void, swapped=False), records(back, void, swapped=True)
    assert Counter(one) == Counter(other), (Counter(one) - Counter(other), Counter(other) - Counter(one))


def parties(found: Comparison) -> Iterator[tuple[Any, ...]]:
    for one in found.matches:
        yield (*sides_of(one), one.how, one.score, one.confidence)


def sides_of(match: Match) -> tuple[tuple[str, ...], tuple[str, ...]]:
    old, new = (tuple(sorted(one.name.text for one in some)) for some in (match.old, match.new))
    return old, new


def edited(found: Comparison) -> Iterator[tuple[str, str, str]]:
    for one in found.edits:
        yield one.op, repr(one.before), repr(one.after)


def turned_edit(op: str, before: str, after: str) -> tuple[str, str, str]:
    return {ADD: REMOVE, REMOVE: ADD}.get(op, op), after, before


def place_of(found: Comparison, one: Change, *, swapped: bool) -> tuple[Any, ...]:
    """The match and the field, the same from both sides."""
    match = next((each for each in found.matches if each.id == one.match), None)
    old, new = sides_of(match) if match else ((DOCUMENT,), (DOCUMENT,))
    return (*((new, old) if swapped else (old, new)), one.path.partition("/")[0])


def stale_places(found: Comparison, *, swapped: bool) -> set[tuple[Any, ...]]:
    return {place_of(found, one, swapped=swapped) for one in found.changes if one.rule == "stale-year"}


def records(found: Comparison, void: set[tuple[Any, ...]], *, swapped: bool) -> list[Any]:
    """What the records say, seen from the first side."""
    kept = []
    for one in found.changes:
        place = place_of(found, one, swapped=swapped)
        if one.rule in EXEMPT or place in void:
            continue
        said = (one.rule, one.direction, one.before, one.after, one.parsed, one.text_ops)
        kept.append((place, one.basis, one.provisional, *(turned(*said) if swapped else said)))
    return kept


def turned(rule: str, direction: str, before: Any, after: Any, parsed: Any, ops: Any) -> tuple[Any, ...]:  # noqa: PLR0917
    return (
        OPPOSITES.get(rule, rule),
        TURNED.get(direction, direction),
        after,
        before,
        parsed and parsed[::-1],
        tuple(map(mirrored, ops)),
    )


# Laws 3, 4 and 5.


def dump(found: Comparison, *, order: bool = True) -> str:
    """Everything but lines, columns and names of files; without `order`, also without the order of indicators."""
    matches = [(one.id, *sides_of(one), one.how, str(one.score), one.confidence, one.runner_up) for one in found.matches]
    edits = [one for one in found.edits if order or one.op != REORDER]
    shown = [tuple(edit) if order else (edit.match, edit.op, edit.path, *map(sorted_rows, edit[4:6])) for edit in edits]
    changes = [
        (*one._replace(locations=(), edits=one.edits if order else ()), tuple(place.side for place in one.locations))
        for one in found.changes
        if order or one.rule != "indicator-reordered"
    ]
    if not order:
        shown.sort(key=repr)
    return repr((matches, shown, changes, found.old.digest, found.new.digest))


def sorted_rows(raw: Any) -> Any:
    if isinstance(raw, dict):
        return {key: sorted_rows(one) for key, one in raw.items()}
    return sorted(map(sorted_rows, raw), key=repr) if isinstance(raw, list) else raw


def shuffled(record: Any, chance: Random) -> Any:
    """The same record with its keys in another order; lists keep theirs."""
    if isinstance(record, dict):
        return {key: shuffled(record[key], chance) for key in chance.sample(list(record), len(record))}
    return [shuffled(one, chance) for one in record] if isinstance(record, list) else record


def stirred(project: Record, chance: Random) -> Record:
    """A project with the indicators of each group in another order."""
    groups = {group: chance.sample(rows, len(rows)) for group, rows in project["绩效指标"].items()}
    return {**project, "绩效指标": groups}


@law
@given(pairs(), st.integers(0, 9999))
def test_the_order_of_files_and_keys_means_nothing(pair: tuple[Year, Year], seed: int) -> None:
    again, chance = [], Random(seed)  # noqa: S311 - only an order
    for year in pair:
        order = chance.sample(year.projects, len(year.projects))
        made = tuple(shuffled(one, chance) for one in order)
        again.append(Year(shuffled(year.department, chance), made).side())
    assert dump(compared(pair[0].side(), pair[1].side())) == dump(compared(*again))


@law
@given(pairs(), st.integers(0, 9999))
def test_the_order_of_indicators_is_told_and_changes_nothing_else(pair: tuple[Year, Year], seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - only an order
    old, new = (year._replace(projects=tuple(stirred(one, chance) for one in year.projects)) for year in pair)
    assert dump(compared(pair[0].side(), pair[1].side()), order=False) == dump(
        compared(old.side(), new.side()), order=False
    )


def test_line_ends_and_byte_order_marks_mean_nothing(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "sources", tmp_path / "sources")
    for path in (tmp_path / "sources").rglob("*.yaml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    for old, new in PAIRS:
        plain, odd = (compared(*(sample(label, root) for label in (old, new))) for root in (REPOSITORY, tmp_path))
        assert dump(plain) == dump(odd)


@law
@given(pairs(), st.permutations(["甲", "乙", "丙", "丁"]))
def test_names_of_files_change_no_record(pair: tuple[Year, Year], names: list[str]) -> None:
    old, new = pair
    renamed = new.side(tuple(f"projects/{name}.yaml" for name in names[: len(new.projects)]))
    assert dump(compared(old.side(), new.side())) == dump(compared(old.side(), renamed))


def test_an_unrelated_project_changes_no_fingerprint(samples: tuple[Side, Side]) -> None:
    old, new = samples
    stranger = sample("pingluo-jiguan/2024" if "huailai" in old.label else "huailai-jiguan/2025").department.projects[1]
    more = new._replace(department=new.department._replace(projects=(*new.department.projects, stranger)))
    before = {one.fingerprint for one in compared(old, new).changes}
    after = {one.fingerprint for one in compared(old, more).changes}
    assert before < after
    assert len(after - before) == 1


# Laws 7 and 8.


def test_samples_are_accounted_for(samples: tuple[Side, Side]) -> None:
    found = compared(*samples)
    complete(found)
    adds_up(found)


@law
@given(pairs())
def test_every_edit_is_spoken_of_and_every_project_counted(pair: tuple[Year, Year]) -> None:
    found = compared(pair[0].side(), pair[1].side())
    complete(found)
    adds_up(found)


def complete(found: Comparison) -> None:
    cited = {id_ for one in found.changes for id_ in one.edits}
    assert cited <= {one.id for one in found.edits}
    left = [one for one in found.edits if one.id not in cited and one.path != "项目编码"]
    assert not left
    about_match = {"match-uncertain", "project-merged", "project-split"}
    assert not [one for one in found.changes if not one.edits and one.rule not in {"stale-year", *about_match}]


def adds_up(found: Comparison) -> None:
    counts = tally(found)
    some = counts.projects
    assert some.old == some.matched + some.uncertain + some.dropped + some.merged_from + some.split
    assert some.new == some.matched + some.uncertain + some.added + some.merged + some.split_into
    assert (some.old, some.new) == tuple(len(side.department.projects) for side in (found.old, found.new))
    counted = [one for one in found.changes if not one.provisional]
    assert sum(counts.by_level.values()) == sum(counts.by_rule.values()) == len(counted)
    assert counts.by_level == {level: sum(one.severity == level for one in counted) for level in SEVERITIES}
    for number, level in enumerate(SEVERITIES):
        assert fails(found, level) == any(counts.by_level[one] for one in SEVERITIES[: number + 1])
    assert not fails(found, "none")


# Law 12.

NOWHERE = Span(SourceText("审核.yaml", ""), 0, 0)


def said(text: str) -> Text:
    return Text(text, NOWHERE)


def accepting(change: Change) -> Acceptance:
    return Acceptance(
        NOWHERE, said(change.rule), None, said(change.fingerprint), said("检测口径扩大"), said("李某"), None, None, None
    )


def test_an_acceptance_changes_nothing_but_the_gate(samples: tuple[Side, Side]) -> None:
    plain = compared(*samples)
    for change in plain.changes:
        found = compared(*samples, acceptances=(accepting(change),))
        assert found.stale == ()
        assert [one._replace(acceptance=None) for one in found.changes] == list(plain.changes)
        assert [one.fingerprint for one in found.changes if one.acceptance] == [change.fingerprint]
        assert found._replace(changes=()) == plain._replace(changes=())
        assert tally(found)._replace(acknowledged=0) == tally(plain)
        assert tally(found).acknowledged == 1
    all_of_them = compared(*samples, acceptances=tuple(map(accepting, plain.changes)))
    assert not fails(all_of_them, "cosmetic")
    assert fails(plain, "cosmetic")


@law
@given(pairs(), st.data())
def test_a_changed_value_makes_an_acceptance_stale(pair: tuple[Year, Year], data: st.DataObject) -> None:
    found = compared(pair[0].side(), pair[1].side())
    targets = [one for one in found.changes if one.path.endswith("/指标值")]
    if not targets:
        return
    one = data.draw(st.sampled_from(targets))
    again = compared(found.old, with_value(found.new, one, "≥98.5%"), acceptances=(accepting(one),))
    assert [entry.rule and entry.rule.text for entry, _ in again.stale] == [one.rule]
    assert not any(each.acceptance for each in again.changes)


def with_value(side: Side, change: Change, value: str) -> Side:
    """The side with another target in the place of a change."""
    spans = {place.span for place in change.locations if place.side == "to"}
    projects = []
    for project in side.department.projects:
        rows = tuple(
            one._replace(value=Text(value, one.value.span)) if one.value is not None and one.value.span in spans else one
            for one in project.indicators
        )
        projects.append(project._replace(indicators=rows))
    return side._replace(department=side.department._replace(projects=tuple(projects)))
