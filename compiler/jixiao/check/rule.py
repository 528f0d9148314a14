"""What a rule is, and what it may answer.

A rule looks at one subject (a project, or the document as a whole) and yields what it found. Nothing yielded means that
it holds there. A rule never imports another, changes nothing and knows no level: levels belong to the profile.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from jixiao.diagnostics import ERROR, INFO, WARNING, Related, Span

if TYPE_CHECKING:
    from jixiao.check.facts import Document, Subject

__all__ = ["ERROR", "INFO", "OFF", "WARNING"]

#: A level that switches a rule off.
OFF = "off"
# How sure a rule is (rules.md §1.3).
CERTAIN, LIKELY, REMARK = "必错", "疑似", "提示"
# What the audits of 财预〔2015〕88号 look at.
COMPLETE, RELEVANT, FITTING, FEASIBLE = "完整性", "相关性", "适当性", "可行性"
DIMENSIONS = (COMPLETE, RELEVANT, FITTING, FEASIBLE)
# Whose move it is (rules.md §1.13).
UNIT, BUREAU, SYSTEM = "单位", "财政", "系统"
# Classes of fixes (rules.md §1.10).
SAFE, UNSAFE, DISPLAY, NO_FIX = "safe", "unsafe", "display", "none"
# What a rule looks at.
PROJECT, DOCUMENT = "project", "document"


class Edit(NamedTuple):
    """A correction of the source: the characters of `span` become `text`.

    Attributes:
        span: characters inside one value.
        text: what stands there instead.
        kind: `SAFE`, `UNSAFE` or `DISPLAY`.
    """

    span: Span
    text: str
    kind: str


class Hit(NamedTuple):
    """A place where a rule does not hold.

    Attributes:
        span: the characters at fault.
        path: the place by names, `绩效指标/数量指标/就餐人数/指标值`; empty for a document as a whole.
        message: what is there and why it does not do, one line of office Chinese.
        advice: what to do, one line (修改建议).
        related: the other places of the evidence.
        trace: the arithmetic as a person would write it.
        expected, actual: the two sides compared, where there are two.
        value: what of the content counts for the fingerprint; empty: the text of `span`.
        edits: the correction, where the rule knows one.
        level: a level below the rule's own for this hit (an unknown region is a warning at most).
        owner: whose move, where it is not the rule's.
    """

    span: Span
    path: str
    message: str
    advice: str = ""
    related: tuple[Related, ...] = ()
    trace: str = ""
    expected: str = ""
    actual: str = ""
    value: str = ""
    edits: tuple[Edit, ...] = ()
    level: str = ""
    owner: str = ""


class Missing(NamedTuple):
    """The rule cannot be judged here; `what` names the input that is missing, as a person would ask for it."""

    what: str


class NotApplicable(NamedTuple):
    """The form, or this project, has nothing that the rule speaks of; `why` in a few words."""

    why: str = ""


Answer = Hit | Missing | NotApplicable
ProjectCheck = Callable[["Subject", "Document"], Iterator[Answer]]
DocumentCheck = Callable[["Document"], Iterator[Answer]]


class Rule(NamedTuple):
    """One rule of the catalogue.

    Attributes:
        code: `JX203`; never reused.
        name: reads after “allow”: `costing-mismatch`.
        title: the same in Chinese.
        level: the level where no profile says otherwise: `ERROR`, `WARNING`, `INFO` or `OFF`.
        certainty: `CERTAIN`, `LIKELY` or `REMARK`.
        dimension: which audit it belongs to.
        basis: keys of data/basis.txt.
        fix: the class of its correction.
        check: the judgement; takes a subject and its document, or a document only.
        scope: `PROJECT` or `DOCUMENT`.
        owner: whose move a finding is.
        draft: at 一上 it is only a remark (completeness and totals, rules.md §1.14).
        preview: off unless named; not yet proven on real documents.
        version: part of the fingerprint; rises when the same text is judged by another measure.
    """

    code: str
    name: str
    title: str
    level: str
    certainty: str
    dimension: str
    basis: tuple[str, ...]
    fix: str
    check: ProjectCheck | DocumentCheck
    scope: str = PROJECT
    owner: str = UNIT
    draft: bool = False
    preview: bool = False
    version: int = 1


#: The basis key of a convention of this tool.
CONVENTION = "工具"


def may_be_error(rule: Rule) -> bool:
    """Only what is certainly wrong on a basis other than our own convention may block (rules.md §1.3)."""
    return rule.certainty == CERTAIN and any(key != CONVENTION for key in rule.basis)
