"""What a review comes to: findings with level, owner and fingerprint, and how every rule fared."""

import hashlib
from collections import Counter
from typing import NamedTuple

from jixiao.check.profile import Profile
from jixiao.check.rule import Hit, Rule
from jixiao.diagnostics import Diagnostic, Span
from jixiao.model.load import Loaded
from jixiao.model.names import plain
from jixiao.model.review import Acceptance

# The five outcomes of a rule at a place (rules.md §1.2).
PASS, FAIL, NOT_APPLICABLE, NOT_EVALUATED, CRASHED = "pass", "fail", "not-applicable", "not-evaluated", "crashed"
OUTCOMES = (PASS, FAIL, NOT_APPLICABLE, NOT_EVALUATED, CRASHED)


class Finding(NamedTuple):
    """One remark of the review.

    Attributes:
        rule: whose remark it is.
        hit: what it says and where.
        level: the level that counts here, after profile and stage.
        project: 项目名称; empty for the document as a whole.
        owner: whose move it is: 单位, 财政 or 系统.
        fingerprint: twelve digits of the content, the same wherever the text stands.
        note: 说明 of the unit; changes no level.
        acceptance: the 采纳 that clears it.
        inherited: it stands in the baseline (历史遗留).
    """

    rule: Rule
    hit: Hit
    level: str
    project: str
    owner: str
    fingerprint: str
    note: str = ""
    acceptance: Acceptance | None = None
    inherited: bool = False

    @property
    def counts(self) -> bool:
        """Whether it counts for `--fail-on` and `--strict`."""
        return self.acceptance is None and not self.inherited

    @property
    def span(self) -> Span:
        """Where it is."""
        return self.hit.span

    @property
    def remark_key(self) -> tuple[str, str]:
        """Findings with the same key are one remark on screen: those of one indicator."""
        parts = self.hit.path.split("/")
        whole = "/".join(parts[:-1]) if parts[0] == "绩效指标" and len(parts) > 3 else self.hit.path  # noqa: PLR2004 - 绩效指标/二级/名称/栏目
        return self.span.source.path, whole

    @property
    def sort_key(self) -> tuple[str, int, str]:
        """Order of reports: by file, place, code."""
        return self.span.source.path, self.span.start, self.rule.code


class Gap(NamedTuple):
    """A rule that could not be judged at a place, or crashed there: which, why, in which file."""

    code: str
    reason: str
    file: str


class Report(NamedTuple):
    """The review of one department-year.

    Attributes:
        label: `huailai-jiguan/2025`.
        unit: 单位.名称; year: 年度; stage: 阶段.
        profile: what it was judged by; None where the sources could not be read.
        findings: in order of file, place and code.
        outcomes: code → how often which outcome came up.
        gaps: what was not evaluated.
        crashes: rules that failed to work, with the error.
        faults: of reading, and of 说明, 采纳 and baseline.
        loaded: what was reviewed, with every file that was read (审核.yaml among them).
        whole: False where some file could not be read: then no rule judged the document as a whole.
    """

    label: str
    unit: str = ""
    year: str = ""
    stage: str = ""
    profile: Profile | None = None
    findings: tuple[Finding, ...] = ()
    outcomes: "dict[str, Counter[str]]" = {}  # noqa: RUF012 - a NamedTuple default is never mutated
    gaps: tuple[Gap, ...] = ()
    crashes: tuple[Gap, ...] = ()
    faults: tuple[Diagnostic, ...] = ()
    loaded: Loaded | None = None
    whole: bool = True


def fingerprint(rule: Rule, project: str, hit: Hit) -> str:
    """Twelve hex digits of code, project, place, content and rule version (rules.md §1.7).

    `project` is what identifies the project: its code, else unit and name. Line numbers play no part.
    """
    source, start, end = hit.span
    value = hit.value or source.text[start:end]
    parts = (rule.code, plain(project), plain(hit.path), plain(value), str(rule.version))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]
