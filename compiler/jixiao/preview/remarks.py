"""Findings and faults of a document as the page shows them: JSON-ready, in the order of the pages.

What a rule means is the same for all its findings and is told once (`Explanations`).
"""

from collections.abc import Iterable, Mapping
from json import dumps
from textwrap import dedent
from typing import NamedTuple

from jixiao.check.catalogue import RULES
from jixiao.check.finding import Finding
from jixiao.check.profile import Profile
from jixiao.check.rule import ERROR, INFO, WARNING, Rule
from jixiao.diagnostics import Diagnostic, Related, Span
from jixiao.preview.places import Index, Refs
from jixiao.report.basis import fault_pages, rule_page, section
from jixiao.report.explain import basis_lines
from jixiao.report.terminal import sharp
from jixiao.report.words import LEVEL_WORDS, LEVELS

Json = dict[str, object]
#: Where there is no place: the file as a whole.
_NOWHERE: Json = {"line": 0, "column": 0, "source": "", "from": 0, "to": 0}


def text_of(content: object) -> str:
    """Content as one line of JSON."""
    return dumps(content, ensure_ascii=False, separators=(",", ":"))


def as_json(content: object) -> bytes:
    """Content as it is sent; what cannot be written in UTF-8 (odd names of files) becomes `?`."""
    return text_of(content).encode("utf-8", "replace")


class Counts(NamedTuple):
    """How many findings that count there are of each level."""

    errors: int = 0
    warnings: int = 0
    infos: int = 0


class _Told(NamedTuple):
    """The findings of a file as they were told: what they were, what their places rest on, their JSON."""

    findings: tuple[Finding, ...]
    rests: tuple[object, ...]
    text: str


class Explanations:
    """What need not be worked out for every snapshot: the meaning of codes, and what is said of files that stay as they are.

    Lives as long as the process, whatever documents it shows.
    """

    def __init__(self) -> None:
        self._rules: dict[str, Rule] = {one.code: one for one in RULES}
        self._known: dict[tuple[str, str], Json] = {}
        self._told: dict[str, _Told] = {}

    def findings(self, findings: Iterable[Finding], index: Index, order: Mapping[str, int], *rests: object) -> str:
        """The JSON of findings: by file in the order of the pages (`order`: file → rank), then by line.

        `rests`: what else the pages were made of; where it is not what it was, nothing is taken from memory.
        """
        files: dict[str, list[Finding]] = {}
        for one in findings:
            files.setdefault(one.hit.span.source.path, []).append(one)
        ranked = sorted(files.items(), key=lambda one: (order.get(one[0], len(order)), one[0]))
        return f"[{','.join(self._of_file(file, found, index, rests) for file, found in ranked)}]"

    def _of_file(self, file: str, some: list[Finding], index: Index, rests: tuple[object, ...]) -> str:
        known, found = self._told.get(file), tuple(sorted(some, key=lambda one: one.hit.span.start))
        files = dict.fromkeys((file, *(each.span.source.path for one in found for each in one.hit.related)))
        rests = (*rests, *map(index.state, files))
        if known is None or known.findings != found or known.rests != rests:
            text = text_of([finding_json(one, index) for one in found])[1:-1]
            known = self._told[file] = _Told(found, rests, text)
        return known.text

    def rules(self, codes: Iterable[str], profile: Profile | None) -> dict[str, Json]:
        """Title, why and basis, a bad and a good example, by code; in the order of the codes."""
        return {code: self._of(code, profile) for code in sorted(codes)}

    def _of(self, code: str, profile: Profile | None) -> Json:
        key = code, profile.digest if profile else ""
        found = self._known.get(key)
        if found is None:
            rule = self._rules.get(code)
            found = self._known[key] = _of_rule(rule, profile) if rule else _of_fault(code)
        return found


def _of_rule(rule: Rule, profile: Profile | None) -> Json:
    page = rule_page(rule.code)
    basis = [f"依据：{text}" for text in basis_lines(rule, profile)]
    examples = {key: dedent(section(page, title)) for key, title in (("bad", "不好的写法"), ("good", "好的写法"))}
    return {"title": rule.title, "explain": [*_paragraphs(section(page, "为什么")), *basis], **examples}


def _of_fault(code: str) -> Json:
    page = fault_pages().get(code)
    explain = _paragraphs(page.text) if page else []
    return {"title": page.title if page else "", "explain": explain, "bad": "", "good": ""}


def _paragraphs(text: str) -> list[str]:
    """The lines of a page, each a paragraph, without the marks of a list."""
    return [line.strip().removeprefix("- ") for line in text.split("\n") if line.strip()]


def counts_of(findings: Iterable[Finding]) -> dict[str, Counts]:
    """By file, which is that of a project or department.yaml; `""`: of all together. Only what counts (no 采纳)."""
    numbers: dict[str, list[int]] = {"": [0, 0, 0]}
    for one in findings:
        if one.counts and one.level in LEVELS:
            level = LEVELS.index(one.level)
            numbers.setdefault(one.hit.span.source.path, [0, 0, 0])[level] += 1
            numbers[""][level] += 1
    return {file: Counts(*found) for file, found in numbers.items()}


def _rank(span: Span | None, order: Mapping[str, int], file: str = "") -> tuple[int, str, int]:
    name = span.source.path if span is not None else file
    return order.get(name, len(order)), name, span.start if span is not None else -1


def finding_json(one: Finding, index: Index) -> Json:
    """A finding with its places on the pages."""
    rule, hit = one.rule, one.hit
    return {
        "id": one.fingerprint,
        "code": rule.code,
        "title": rule.title,
        "level": one.level,
        "level_word": LEVEL_WORDS[one.level],
        "certainty": rule.certainty,
        "owner": one.owner,
        "message": hit.message,
        "advice": hit.advice,
        "project": one.project,
        "file": hit.span.source.path,
        "path": hit.path,
        **_spot(sharp(hit.span)),
        "places": refs_json(index.of_finding(one)),
        "related": [_related(each, index) for each in hit.related],
        "accepted": one.acceptance is not None,
        "inherited": one.inherited,
        "note": one.note,
    }


def _related(one: Related, index: Index) -> Json:
    spot = _spot(sharp(one.span))
    line, column, source = spot["line"], spot["column"], spot["source"]
    where = {"file": one.span.source.path, "line": line, "column": column, "source": source}
    return {"message": one.message, **where, "places": refs_json(index.of_span(one.span))}


def refs_json(refs: Refs) -> list[Json]:
    """Places on the pages."""
    return [{"file": file, "path": path, "block": block} for file, path, block in refs]


def _spot(span: Span) -> Json:
    """A place with its line, and which characters of the line it covers: at least one, even behind the last."""
    source, start, end = span
    line, column = source.position(start)
    text = source.line(line)
    first = min(column - 1, len(text))
    last = first + max(min(end - start, len(text) - first), 1)
    return {"line": line, "column": column, "source": text, "from": first, "to": last}


def faults_json(faults: Iterable[Diagnostic], order: Mapping[str, int]) -> list[Json]:
    """Reading faults, each once: errors first, then as the findings."""
    levels = {ERROR: 0, WARNING: 1, INFO: 2}
    # The same file may have been read twice, so that equal faults are of two texts.
    distinct = {(one.code, one.name, one.span and one.span.start, one.message): one for one in faults}.values()
    ranked = sorted(distinct, key=lambda one: (levels[one.severity], _rank(one.span, order, one.file)))
    return [_fault(one) for one in ranked]


def _fault(one: Diagnostic) -> Json:
    return {
        "code": one.code,
        "level": one.severity,
        "message": one.message,
        "hint": one.hint,
        "file": one.name,
        **(_spot(one.span) if one.span is not None else _NOWHERE),
        "related": [_mentioned(each) for each in one.related],
    }


def _mentioned(one: Related) -> Json:
    line, column = one.span.source.position(one.span.start)
    return {"message": one.message, "file": one.span.source.path, "line": line, "column": column}
