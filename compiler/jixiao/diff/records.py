"""What a comparison is made of: two sides, matches of projects, lossless edits, and changes as a reviewer reads them.

Edits are what changed, raw and complete (`apply(old, edits) == new`); changes are what it means. Every change cites the
edits it speaks of, its rule, its evidence and its places in both sources.
"""

from decimal import Decimal
from typing import NamedTuple

from jixiao.diagnostics import Span
from jixiao.model.document import Department, Project
from jixiao.model.form import Form
from jixiao.model.review import Acceptance

# Severities (重大 关注 一般 文字), from the top down; OFF switches a rule off.
CRITICAL, MAJOR, NOTICE, COSMETIC, OFF = "critical", "major", "notice", "cosmetic", "off"
SEVERITIES = (CRITICAL, MAJOR, NOTICE, COSMETIC)
# Directions (diff.md §8).
TIGHTENED, LOOSENED, REVERSED, SAME, UNKNOWN, NOT_APPLICABLE = (
    "tightened",
    "loosened",
    "reversed",
    "same",
    "unknown",
    "n/a",
)
# How a match was found, and how sure it is (diff.md §4).
LINK, CODE, NAME, SIMILARITY, NONE = "link", "code", "name", "similarity", "none"
CERTAIN, LIKELY, UNCERTAIN = "certain", "likely", "uncertain"
# Operations of edits.
SET, ADD, REMOVE, MOVE, REORDER = "set", "add", "remove", "move", "reorder"
# Sides, in locations.
FROM, TO = "from", "to"
#: The id of the match that document-level records belong to.
DOCUMENT = "document"

#: A raw value: text, a record or row as key → value in source order, a list of those, or nothing.
Raw = str | dict[str, "Raw"] | list["Raw"] | None


class Side(NamedTuple):
    """One side of a comparison.

    Attributes:
        label: as shown: `huailai-jiguan/2025`, `HEAD~1:huailai-jiguan/2025`.
        year: 年度.
        stage: 阶段 as the source says.
        rev: the commit, shortened; empty for the working folder.
        digest: SHA-256 of the normalised, order-free model.
        department: the model.
        form: its form.
    """

    label: str
    year: int
    stage: str
    rev: str
    digest: str
    department: Department
    form: Form


class Match(NamedTuple):
    """Which project(s) of the old side became which of the new side.

    Attributes:
        id: stable within a comparison: `m1`, `m2` … in the order of the new side, drops last.
        old, new: the projects; one side is empty for an added or dropped one; several for links n:1 and 1:n.
        how: `LINK`, `CODE`, `NAME`, `SIMILARITY` or `NONE`.
        score: 1 for steps 0–2, else the score of step 3; 0 where there is no partner.
        confidence: `CERTAIN`, `LIKELY` or `UNCERTAIN`.
        runner_up: the next best candidate and its score, where step 3 saw one.
    """

    id: str
    old: tuple[Project, ...]
    new: tuple[Project, ...]
    how: str
    score: Decimal
    confidence: str
    runner_up: tuple[str, Decimal] | None = None


class Edit(NamedTuple):
    """One difference as it stands, without judgement; `path` is made of names, never of numbers.

    Attributes:
        id: unique in a comparison: `m1.3`.
        match: id of the match, or `DOCUMENT`.
        op: `SET` (a text, or a list of texts), `ADD` and `REMOVE` (a whole row, a whole project), `MOVE` (a row to another
            二级指标: `before` and `after` name them), `REORDER` (names of rows by 二级指标, in the order of each side).
        path: of the old side, of the new side for `ADD`; empty for a whole project.
        before, after: raw, None for what is not there.
        behind: for `ADD`, `REMOVE` and `MOVE` of a row: the name of the row in front of it on the old and on the new side,
            empty for the first (and for a side that has no such row).
    """

    id: str
    match: str
    op: str
    path: str
    before: Raw
    after: Raw
    behind: tuple[str, str] = ("", "")


class Location(NamedTuple):
    """A place on one side (`FROM` or `TO`)."""

    side: str
    span: Span


class Change(NamedTuple):
    """One record of the comparison.

    Attributes:
        rule: the rule's name: `target-loosened`.
        severity: after configuration.
        direction: `TIGHTENED` … `NOT_APPLICABLE`.
        match: id of the match, or `DOCUMENT`.
        path: the place by names.
        before, after: raw texts, a list where several stand for one, or None.
        edits: ids of the edits it speaks of.
        fingerprint: twelve hex digits (diff.md §11).
        locations: the places on both sides.
        level2, name: of the indicator, where it is about one (`level2` is the field's name for prose targets).
        parsed: canonical values (`ge:97/100:ratio`) before and after.
        delta: what is between them, as a person writes it: `-8.00 万元`, `-4 个百分点`.
        percent: one decimal, or None.
        basis: lower-bound, upper-bound, interval, date, polarity, qualitative-scale, or empty.
        why: one Chinese sentence.
        provisional: about an uncertain pair: kept in JSON only.
        possible_merge_into: id of the match that may have taken a dropped project over.
        acceptance: the 采纳 that clears it.
        text_ops: for prose: (op, old, new) with op equal, delete, insert or replace.
    """

    rule: str
    severity: str
    direction: str
    match: str
    path: str
    before: str | tuple[str, ...] | None
    after: str | tuple[str, ...] | None
    edits: tuple[str, ...] = ()
    fingerprint: str = ""
    locations: tuple[Location, ...] = ()
    level2: str = ""
    name: str = ""
    parsed: tuple[str, str] | None = None
    delta: str = ""
    percent: Decimal | None = None
    basis: str = ""
    why: str = ""
    provisional: bool = False
    possible_merge_into: str = ""
    acceptance: Acceptance | None = None
    text_ops: tuple[tuple[str, str, str], ...] = ()


class Comparison(NamedTuple):
    """Everything about two sides; `stale` are 采纳 for changes that have no effect, with the reason."""

    old: Side
    new: Side
    matches: tuple[Match, ...]
    edits: tuple[Edit, ...]
    changes: tuple[Change, ...]
    stale: tuple[tuple[Acceptance, str], ...] = ()
    rules_digest: str = ""
