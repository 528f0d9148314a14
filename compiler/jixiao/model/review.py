"""审核.yaml: what the reviewer accepts. The unit's own 说明 are part of the sources (`document.Note`).

Reading only: whether an entry has any effect is for the checker to say.
"""

import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from jixiao.diagnostics import Diagnostic, SourceText, Span, has_errors
from jixiao.model import fields as kinds
from jixiao.model.document import Text
from jixiao.model.hints import Hints
from jixiao.model.load import Files, Input
from jixiao.model.values import Reader, reader_of
from jixiao.model.vocabulary import review_keys
from jixiao.source.workspace import DepartmentYear, Workspace
from jixiao.source.yamltree import Node


class Acceptance(NamedTuple):
    """One 采纳.

    Attributes:
        span: the whole entry.
        rule: 规则.
        place: 位置, a path of names; or
        fingerprint: 指纹.
        reason: 理由.
        handler: 经办.
        date: 日期.
        until: 期限, the last day on which it holds.
        document: 文号.
    """

    span: Span
    rule: Text | None = None
    place: Text | None = None
    fingerprint: Text | None = None
    reason: Text | None = None
    handler: Text | None = None
    date: Text | None = None
    until: Text | None = None
    document: Text | None = None


class Review(NamedTuple):
    """The review file of a department-year.

    Attributes:
        acceptances: its entries in order; none where the file has errors, so that nothing half-read clears a finding.
        faults: of reading it.
        input: the file, where there is one that could be read.
    """

    acceptances: tuple[Acceptance, ...] = ()
    faults: tuple[Diagnostic, ...] = ()
    input: Input | None = None


#: Of a department-year without 审核.yaml.
NO_REVIEW = Review()


def load_review(workspace: Workspace, place: DepartmentYear) -> Review:
    """Read 审核.yaml beside department.yaml; a missing one accepts nothing."""
    path = place.review_file
    if not os.path.lexists(path):  # a link that leads nowhere is told
        return NO_REVIEW
    files = Files(workspace, review_keys())
    source, node = files.tree(path)
    found: tuple[Acceptance, ...] = ()
    if source is not None and node is not None:
        found, faults = decode_review(source, node)
        files.faults += faults
    faults = sorted(files.faults, key=lambda one: one.sort_key)
    return Review(() if has_errors(faults) else found, tuple(faults), next(iter(files.inputs), None))


def decode_review(source: SourceText, node: Node) -> tuple[tuple[Acceptance, ...], list[Diagnostic]]:
    """The entries of a review file, and the faults of its writing."""
    reader = reader_of(source, Hints(None))
    entries = reader.entries(node, kinds.REVIEW) or {}
    found: list[Acceptance] = []
    for key, entry in entries.items():
        found += _acceptances(reader, reader.items(entry.value, kinds.REVIEW.by_key[key]))
    return tuple(found), reader.faults


def _acceptances(reader: Reader, items: tuple[Node, ...]) -> Iterator[Acceptance]:
    for item in items:
        entries = reader.entries(item, kinds.ACCEPTANCE)
        if entries is None:
            continue
        values: dict[str, Any] = {}
        for key, entry in entries.items():
            field = kinds.ACCEPTANCE.by_key[key]
            read = reader.date if field.kind == kinds.DATE else reader.text
            text = read(entry.value, field)
            values[field.attr] = text if text is not None and text.text else None
        yield Acceptance(reader.span(item), **values)
