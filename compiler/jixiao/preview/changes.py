"""What changed against another year, for the page that shows the new one: compared through the door that `jixiao diff` uses."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from jixiao.diff.records import (
    DOCUMENT,
    LOOSENED,
    REVERSED,
    SEVERITIES,
    TIGHTENED,
    TO,
    Change,
    Comparison,
    Match,
)
from jixiao.diff.taxonomy import LEVEL_WORDS, setting_faults, title
from jixiao.diff.versions import Compared, Terms, Version, compare_versions
from jixiao.model.fields import DEPARTMENT, PROJECT
from jixiao.preview.places import Index, PlaceRef, Refs
from jixiao.preview.remarks import Json, as_json, faults_json, refs_json
from jixiao.report.diff_view import unit_of, view
from jixiao.report.diff_words import delta_words, lines_of

ADDED, DROPPED, BUDGET, MOVED, REWORDED, CHANGED = "added", "dropped", "budget", "moved", "reworded", "changed"
#: Verdicts in the words of the office.
VERDICT_WORDS: Mapping[str, str] = {
    LOOSENED: "放宽",
    TIGHTENED: "收紧",
    REVERSED: "方向相反",
    ADDED: "新增",
    DROPPED: "删除",
    BUDGET: "金额变动",
    MOVED: "调整位置",
    REWORDED: "改写",
    CHANGED: "改动",
}
_VERDICTS: Mapping[str, tuple[str, ...]] = {
    LOOSENED: ("target-loosened", "prose-target-loosened", "dequantified", "budget-up-targets-loosened"),
    TIGHTENED: ("target-tightened", "prose-target-tightened", "quantified"),
    REVERSED: ("operator-reversed",),
    ADDED: ("project-added", "indicator-added", "section-added"),
    DROPPED: ("project-dropped", "indicator-dropped", "section-dropped", "mandatory-category-emptied"),
    BUDGET: (
        "budget-increased",
        "budget-decreased",
        "budget-up-targets-unchanged",
        "funding-mix-changed",
        "cost-tracks-budget",
    ),
    MOVED: ("indicator-recategorised", "indicator-reordered"),
    REWORDED: (
        "project-renamed",
        "indicator-renamed",
        "section-renamed",
        "docno-rolled",
        "code-year-rolled",
        "year-rolled",
        "notation-only",
        "punctuation-only",
        "qualitative-reworded",
        "objective-reworded",
        "global-replace",
    ),
    CHANGED: (
        "project-merged",
        "project-split",
        "match-uncertain",
        "unit-moved",
        "schedule-changed",
        "target-changed",
        "unit-changed",
        "stale-year",
        "scale-tracks-budget",
        "indicator-replaced",
        "field-changed",
    ),
}
#: Rules of a field of its own, which may have come or gone as a whole.
_FIELDS = frozenset({"objective-reworded", "field-changed"})
#: What a record points to that has nothing of its own to point to: the project's name, the year of the document.
_STAND_INS = frozenset({"项目名称", "年度"})
_PLAIN = frozenset({*PROJECT.by_key, *DEPARTMENT.by_key}) - {"绩效指标"}
#: Groups of cells of which only some may have changed.
_GROUPS = frozenset({"资金", "支出计划"})


def compared(new: Version, old: Version, terms: Terms) -> Compared:
    """Compare; remarks are not told again where there is a comparison."""
    faults = setting_faults(terms.config.severities)
    if faults:
        told = (*faults, *old.loaded.faults, *new.loaded.faults, *terms.review.faults)
        return Compared(None, told)
    found = compare_versions(old, new, terms)
    return found if found.comparison is None else found._replace(faults=())


def changes_json(new: Version, old: Version, terms: Terms, index: Index) -> bytes:
    """The changes of a document against another; `index`: what the pages of the new one print."""
    found = compared(new, old, terms)
    content: Json = {
        "label": new.label,
        "against": old.label,
        "unit": "",
        "old_year": old.label.rpartition("/")[2],
        "new_year": new.label.rpartition("/")[2],
        "summary": dict.fromkeys(SEVERITIES, 0),
        "faults": faults_json(found.faults, {}),
        "changes": [],
    }
    return as_json(content | _told(found.comparison, index) if found.comparison else content)


def _told(comparison: Comparison, index: Index) -> Json:
    seen = view(comparison)
    matches = {one.id: one for one in comparison.matches}
    document = comparison.new.department.source.path
    owners = {one.id: _owner(one) for one in matches.values()} | {DOCUMENT: ("", document)}
    ranked = sorted(seen.changes, key=lambda one: SEVERITIES.index(one.severity))
    return {
        "unit": unit_of(comparison),
        "old_year": str(comparison.old.year),
        "new_year": str(comparison.new.year),
        "summary": {level: seen.levels[level] for level in SEVERITIES},
        "changes": [_change(one, *owners[one.match], index) for one in ranked],
    }


def _owner(match: Match) -> tuple[str, str]:
    """Name and file of the project that remains; of one that is gone the name alone."""
    new = match.new[0] if match.new else None
    return (new.name.text, new.source.path) if new else (match.old[0].name.text, "")


def _change(one: Change, project: str, file: str, index: Index) -> Json:
    verdict = verdict_of(one)
    return {
        "id": one.fingerprint,
        "rule": one.rule,
        "title": title(one.rule),
        "severity": one.severity,
        "severity_word": LEVEL_WORDS[one.severity],
        "verdict": verdict,
        "verdict_word": VERDICT_WORDS[verdict],
        "project": project,
        "file": file,
        "path": one.path,
        "name": one.name,
        "before": "；".join(lines_of(one.before)),
        "after": "；".join(lines_of(one.after)),
        "delta": delta_words(one).removeprefix("（").removesuffix("）"),
        "why": one.why,
        "accepted": one.acceptance is not None,
        "places": refs_json(_places(one, file, index)),
    }


@cache
def _by_rule() -> Mapping[str, str]:
    return {rule: verdict for verdict, some in _VERDICTS.items() for rule in some}


def verdict_of(change: Change) -> str:
    """What became of a promise: by the direction where one is known, else by the rule."""
    if change.direction in {LOOSENED, TIGHTENED, REVERSED}:
        return change.direction
    if change.rule in _FIELDS and change.before is None:
        return ADDED
    if change.rule in _FIELDS and change.after is None:
        return DROPPED
    return _by_rule()[change.rule]


def _places(change: Change, file: str, index: Index) -> Refs:
    """Where the new side prints what changed: what the record points to there; nothing for what is gone."""
    spans = [one.span for one in change.locations if one.side == TO]
    if not spans:
        return ()
    if change.text_ops and (found := _reworded(change, file, index)):
        return found
    whole = spans[0].source.path == file and change.path not in _GROUPS
    refs = [*index.of(change.path if whole else "", spans[0])]
    refs += [ref for span in spans[1:] for ref in index.of_span(span)]
    if change.path.partition("/")[0] in _PLAIN:  # a field that no page prints is not its project's name
        refs = [one for one in refs if one.path not in _STAND_INS or one.path == change.path]
    return tuple(dict.fromkeys(refs))


def _reworded(change: Change, file: str, index: Index) -> Refs:
    """The paragraphs of a running text that were changed; none where that cannot be told."""
    blocks = index.blocks(file, change.path)
    text = "".join(new for op, _, new in change.text_ops if op != "delete")
    changed = list(_changed(change.text_ops))
    found, at = [], 0
    for one in blocks:
        start = text.find(one.text, at)
        if start < 0:
            return ()
        at = start + len(one.text)
        if any(first < at and start < last for first, last in changed):
            found.append(PlaceRef(one.file, one.path, one.block))
    return tuple(dict.fromkeys(found))


def _changed(ops: Iterable[tuple[str, str, str]]) -> Iterator[tuple[int, int]]:
    """The stretches of the new text that the old one does not have; where something was cut, the characters around it."""
    at = 0
    for op, _, new in ops:
        if op == "delete":
            yield max(at - 1, 0), at + 1
            continue
        if op != "equal":
            yield at, at + len(new)
        at += len(new)
