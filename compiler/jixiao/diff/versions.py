"""Two versions of a document as they were read → their comparison by the settings of a workspace, or why there is none.

The one way from sources to changes: the command line and the live page both come through here.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from jixiao.diagnostics import Diagnostic, has_errors
from jixiao.diff.compare import Options, compare, link_faults, side
from jixiao.diff.links import stated_links
from jixiao.diff.records import Comparison
from jixiao.model.load import Loaded
from jixiao.model.review import NO_REVIEW, Review
from jixiao.source.workspace import Config


class Version(NamedTuple):
    """A document as read, the label that it is shown by, and its commit, shortened (empty: the working folder)."""

    label: str
    loaded: Loaded
    rev: str = ""


class Terms(NamedTuple):
    """How to compare: the config of the workspace, the day, 采纳 and 对应 for the new side."""

    config: Config
    today: date
    review: Review = NO_REVIEW


class Compared(NamedTuple):
    """A comparison, None where the faults forbid it; and all faults met on the way."""

    comparison: Comparison | None
    faults: tuple[Diagnostic, ...]


def compare_versions(old: Version, new: Version, terms: Terms) -> Compared:
    """What changed from one version to the other; `[diff.severity]` is taken as it is (`taxonomy.setting_faults`)."""
    faults = (*old.loaded.faults, *new.loaded.faults, *terms.review.faults)
    if old.loaded.department is None or new.loaded.department is None or has_errors(faults):
        return Compared(None, faults)
    config, review = terms.config, terms.review
    amount = Decimal(config.amount) if config.amount else None
    options = Options(terms.today, config.severities, review.acceptances, stated_links(review.links), amount)
    before, after = (side(one.label, one.rev, one.loaded) for one in (old, new))
    links = link_faults(before, after, options)
    comparison = None if has_errors(links) else compare(before, after, options)
    return Compared(comparison, (*faults, *links))
