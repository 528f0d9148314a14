"""What a change is recognised by (diff.md §11): twelve digits of its rule, place and canonical values.

Files, order, commits and wording of messages play no part, so that an accepted change stays accepted until it changes.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from jixiao.model.names import plain
from jixiao.model.quantity.value import canon, parse_value

_BETWEEN = "\x1f"
_DIGITS = 12


class Identity(NamedTuple):
    """What a fingerprint is made of.

    Attributes:
        rule: the rule's name.
        core: core of the project's name, on the new side where there is one.
        unit: 实施单位 of the same side.
        about: 二级/三级 of an indicator, else the path of the field.
        before, after: canonical values.
        code: 项目编码; the whole name where there is none: only what would be told apart by nothing else uses it.
    """

    rule: str
    core: str
    unit: str
    about: str
    before: str
    after: str
    code: str = ""


def fingerprint(one: Identity, *more: str) -> str:
    """Twelve hex digits."""
    parts = (one.rule, one.core, one.unit, one.about, one.before, one.after, *more)
    return hashlib.sha256(_BETWEEN.join(parts).encode()).hexdigest()[:_DIGITS]


def fingerprints(identities: Sequence[Identity]) -> tuple[str, ...]:
    """A fingerprint for each, all different: where two collide, both take the code in, and then their number."""
    short = _distinct(identities, [()] * len(identities))
    coded = _distinct(identities, [(one.code,) if short[i] is None else () for i, one in enumerate(identities)])
    seen: Counter[Identity] = Counter()
    found = []
    for one, print_ in zip(identities, coded, strict=True):
        seen[one] += print_ is None
        found.append(print_ or fingerprint(one, one.code, str(seen[one])))
    return tuple(found)


def _distinct(identities: Sequence[Identity], more: Sequence[tuple[str, ...]]) -> list[str | None]:
    """The fingerprints that occur once; None for the others."""
    found = [fingerprint(one, *extra) for one, extra in zip(identities, more, strict=True)]
    counts = Counter(found)
    return [one if counts[one] == 1 else None for one in found]


def canonical_text(value: str | Iterable[str] | None) -> str:
    """A text without what nobody means; lists sorted and joined with |; nothing is empty."""
    if value is None:
        return ""
    if isinstance(value, str):
        return plain(value)
    return "|".join(sorted(plain(one) for one in value))


def canonical_money(amount: Decimal | None) -> str:
    """A plain decimal in 万元: 600.00 is 600."""
    if amount is None:
        return ""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def canonical_target(value: str | Iterable[str] | None) -> str:
    """Targets in the notation of the value grammar."""
    if value is None:
        return ""
    if isinstance(value, str):
        return canon(parse_value(value))
    return "|".join(sorted(canon(parse_value(one)) for one in value))
