"""审核.yaml: what the reviewer accepts, and which projects of last year became which.

The unit's own 说明 are part of the sources (`document.Note`). Reading only: whether an entry has any effect is for the
checker and the comparison to say.
"""

import os
from collections.abc import Iterator
from pathlib import Path
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


class Correspondence(NamedTuple):
    """One 对应, at `span`: projects of last year (旧) and of this year (新) by code or name; either side may be empty."""

    span: Span
    old: tuple[Text, ...] = ()
    new: tuple[Text, ...] = ()


class Review(NamedTuple):
    """The review file of a department-year.

    Attributes:
        acceptances: its 采纳 in order; none where the file has errors, so that nothing half-read clears a finding.
        faults: of reading it.
        input: the file, where there is one that could be read.
        links: its 对应 in order; none where the file has errors.
    """

    acceptances: tuple[Acceptance, ...] = ()
    faults: tuple[Diagnostic, ...] = ()
    input: Input | None = None
    links: tuple[Correspondence, ...] = ()


#: Of a department-year without 审核.yaml.
NO_REVIEW = Review()


def load_review(workspace: Workspace, place: DepartmentYear) -> Review:
    """Read 审核.yaml beside department.yaml; a missing one accepts nothing."""
    if not os.path.lexists(place.review_file):  # a link that leads nowhere is told
        return NO_REVIEW
    return read_review(workspace, place.review_file)


def read_review(workspace: Workspace, path: Path) -> Review:
    """Read a review file of whatever name; it must lie in the workspace."""
    files = Files(workspace, review_keys())
    source, node = files.tree(path)
    found = Review()
    if source is not None and node is not None:
        found = _decoded(source, node)
        files.faults += found.faults
    faults = tuple(sorted(files.faults, key=lambda one: one.sort_key))
    read = next(iter(files.inputs), None)
    return Review((), faults, read) if has_errors(faults) else found._replace(faults=faults, input=read)


def decode_review(source: SourceText, node: Node) -> tuple[tuple[Acceptance, ...], list[Diagnostic]]:
    """The 采纳 of a review file, and the faults of its writing."""
    found = _decoded(source, node)
    return found.acceptances, list(found.faults)


def _decoded(source: SourceText, node: Node) -> Review:
    reader = reader_of(source, Hints(None))
    entries = reader.entries(node, kinds.REVIEW) or {}
    items = {
        kinds.REVIEW.by_key[key].attr: reader.items(entry.value, kinds.REVIEW.by_key[key])
        for key, entry in entries.items()
    }
    acceptances = tuple(_acceptances(reader, items.get("acceptances", ())))
    links = tuple(_correspondences(reader, items.get("links", ())))
    return Review(acceptances, tuple(reader.faults), links=links)


def _correspondences(reader: Reader, items: tuple[Node, ...]) -> Iterator[Correspondence]:
    for item in items:
        entries = reader.entries(item, kinds.CORRESPONDENCE)
        if entries is None:
            continue
        fields = ((kinds.CORRESPONDENCE.by_key[key], entry) for key, entry in entries.items())
        yield Correspondence(
            reader.span(item), **{field.attr: reader.lines(entry.value, field) for field, entry in fields}
        )


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
