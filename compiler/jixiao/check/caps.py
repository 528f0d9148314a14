"""Caps on unit prices (配备标准): which hold for a project, and what counts as bought."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from jixiao.check.facts import QUANTITY, Document, Item, Subject
from jixiao.check.lexicon import says, table
from jixiao.model.quantity import WAN
from jixiao.model.quantity.costing import Costing, parse_costing
from jixiao.model.quantity.records import NUMBER, times
from jixiao.model.quantity.value import parse_value


class Cap(NamedTuple):
    """A cap on the unit price of a category, in 万元; `counter` is empty where any unit will do."""

    category: str
    limit: Decimal
    counter: str
    words: tuple[str, ...]


def caps(document: Document) -> Iterator[Cap]:
    """The shipped table, then what the profile says of it or adds; a limit that is no number is passed over."""
    local = document.profile.table("价格上限") or {}
    shipped = table("price_caps")
    rows = {category: (words[1], tuple(words[2:])) for category, words in shipped.items()}
    rows |= {category: ("", (category,)) for category in local if category not in shipped}
    for category, (counter, words) in rows.items():
        limit = _limit(local.get(category) or shipped[category][0])
        if limit is not None:
            yield Cap(category, limit, counter, words)


def _limit(text: str) -> Decimal | None:
    """A limit in 万元; 5000元 may be said as such."""
    value = parse_value(text)
    return times(value.base_low, 1 / WAN) if value.is_money and value.base_low is not None else value.low


def is_about(subject: Subject, cap: Cap) -> bool:
    """Whether 项目类别 names the category, or, where nothing is declared, project and indicator do."""
    project = subject.project
    if project.category is not None and project.category.text:
        return cap.category == project.category.text.strip()
    bought = [one.name for one in subject.of(QUANTITY) if counts_for(one, cap)]
    if not bought or not any(word in name for name in (subject.name, *bought) for word in cap.words):
        return False
    texts = (subject.name, *bought, *(one.text for one in (project.purpose, project.goal) if one is not None))
    return not any(says("price_cap_exempt", text) for text in texts)


def counts_for(item: Item, cap: Cap) -> bool:
    """Whether an indicator counts things in the unit of the category."""
    unit = item.value.unit
    return is_count(item) and unit is not None and cap.counter in {"", unit.base}


def is_count(item: Item) -> bool:
    """Whether an indicator is a plain number of things."""
    value = item.value
    if value.kind != NUMBER or value.unit is None or value.low is None:
        return False
    return not value.unit.per and value.low >= 1 and not value.is_ratio and not value.is_money


def is_priced_below(subject: Subject, cap: Cap) -> bool:
    """Whether 测算 declares unit prices for this counter, none of them above the cap."""
    read = (parse_costing(text.text) for text in subject.project.costing)
    dimension = f"money/{cap.counter}"
    prices = [one.unit_price.value for one in read if isinstance(one, Costing)]
    ours = [one.base_low for one in prices if one.dimension == dimension and one.base_low is not None]
    return bool(ours) and max(ours) <= times(cap.limit, WAN)
