"""What the rules on 指标值 share (JX4xx): their word groups, names without brackets, the class of a measure, vague texts."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from jixiao.check.facts import Item
from jixiao.check.lexicon import lines
from jixiao.check.rule import Missing
from jixiao.diagnostics import Related
from jixiao.model.lexicon import measures
from jixiao.model.pattern import Pattern
from jixiao.model.quantity.value import BLANK, DATE, TEXT, Unit, Value

# Classes of measures, in the words of messages.
RATIO, MONEY, DAY, COUNTER = "百分比", "金额", "日期", "个数"
AREA, LENGTH, VOLUME, WEIGHT, ENERGY, TIME = "面积", "长度", "体积", "重量", "能耗", "时长"
_CLASSES = {
    "ratio": RATIO,
    "money": MONEY,
    "area": AREA,
    "亩": AREA,
    "length": LENGTH,
    "volume": VOLUME,
    "weight": WEIGHT,
    "energy": ENERGY,
    "time": TIME,
    "月": TIME,
    "工作日": TIME,
}
#: Divisors of time: 12次/年 is a count of a year.
PERIODS = frozenset({"年", "季度", "月", "周", "天", "小时", "分钟"})
_MULTIPLIER = Pattern(r"^(?:百万|千万|万|亿)", needs="万亿")
_TAIL = Pattern(r"[（(【\[]([^（）()【】\[\]]*)[）)】\]]\s*$", needs="）)】]")
_QUOTED = Pattern(r"《[^》]*》|“[^”]*”|「[^」]*」|『[^』]*』|\"[^\"]*\"", needs='《“「『"')
_BRACKETED = Pattern(r"（[^）]*）|\([^)]*\)|【[^】]*】", needs="（(【")
_YEAR = Pattern(r"(?:19|20)\d\d\s*年度?", re.ASCII, needs="年")
_DIGIT = Pattern(r"\d", re.ASCII)
#: What is done for all without exception: 应保尽保, 应助尽助; a standard by its level: 公路-Ⅰ级, 二等; more or less than others.
_SURE = Pattern(
    r"应[^\W\x00-\xff]尽[^\W\x00-\xff]|[ⅠⅡⅢⅣⅤⅥIVX一二三四五六甲乙丙丁A-E]+[级类等](?![^\W\x00-\xff]*管理)"
    r"|不(?:低于|高于|少于|超过|下降|降低|减少|反弹|增加|扩大|恶化)"
    r"|(?:高于|低于|超过|优于|快于|好于|达到|不低于)[^\W\x00-\xff]{0,8}(?:平均|上年|去年|同期|全[国省区市县])",
    needs=(
        "尽",
        *"级类等",
        *(f"不{word}" for word in "低高少超下降减反增扩恶"),
        "平均",
        "上年",
        "去年",
        "同期",
        *(f"全{word}" for word in "国省区市县"),
    ),
)
#: A number said in words: 一套, 每季度一次, 三家; not 一批人才, 一个新台阶.
_SPOKEN = Pattern(
    r"(?!一批|一个.)[一二两三四五六七八九十百千万半]+(?:个|次|家|项|名|人|期|场|处|所|座|栋|台|套|条|件|份|户|村|亩|公里|批|轮|倍|成|辆|架|艘|部|分之)",
    needs="一二两三四五六七八九十百千万半",
)
_FILLER = frozenset("*＊XxＸｘ×?？…·.。、/—-_")
HUNDRED = Decimal(100)


class Share(NamedTuple):
    """The bounds of a share in percent."""

    low: Decimal
    high: Decimal


@cache
def _groups(name: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in lines(name):
        key, _, words = row.partition(" = ")
        found.setdefault(key.strip(), []).extend(words.split())
    return {key: tuple(words) for key, words in found.items()}


@cache
def words(name: str, group: str) -> tuple[str, ...]:
    """The words of a group of data/lexicons/<name>.txt; rows `组 = 词 词 …` of one group add up."""
    return _groups(name)[group]


def has_any(name: str, group: str, text: str) -> bool:
    """Whether any word of a group stands in a text."""
    return any(word in text for word in words(name, group))


def ends_in(name: str, group: str, text: str) -> bool:
    """Whether a text (without white space at its end) ends in a word of a group."""
    return text.endswith(words(name, group))


def bare_name(name: str) -> str:
    """A name without the bracket at its end: 水质达标率（%） is 水质达标率."""
    return _TAIL.sub("", name).strip()


def bracket(name: str) -> str:
    """What stands in the bracket at the end of a name; empty without one."""
    match = _TAIL.search(name)
    return match.group(1).strip() if match else ""


def unquoted(text: str) -> str:
    """A text without quotations and titles of documents."""
    return _QUOTED.sub("", text)


def unbracketed(text: str) -> str:
    """A text without quotations, titles and what stands in brackets."""
    return _BRACKETED.sub("", _QUOTED.sub("", text))


def is_known(unit: str) -> bool:
    """Whether a canonical unit stands in the unit table (万平方米 counts as 平方米)."""
    return unit in measures() or _MULTIPLIER.sub("", unit) in measures()


def plain_unit(unit: str) -> str:
    """A canonical unit without its multiplier: 万平方米 is 平方米."""
    return unit if unit in measures() and not unit.startswith(("万", "亿")) else _MULTIPLIER.sub("", unit)


def class_of(value: Value) -> str:
    """What a value measures: `RATIO` … `COUNTER`; empty where that is not sure (text, no unit, an unknown unit, 倍, 分)."""
    if value.kind == DATE:
        return DAY
    return _class_of_unit(value.unit) if value.unit is not None and value.has_number else ""


def _class_of_unit(unit: Unit) -> str:
    if _MULTIPLIER.sub("", unit.text.partition("/")[0]) in words("measures", "两可"):
        return ""
    root = unit.dimension.partition("/")[0]
    if root in _CLASSES:
        return _CLASSES[root]
    return COUNTER if is_known(unit.base) and root not in words("measures", "非个数") else ""


def percent(value: Value) -> Share | None:
    """The bounds of a share in percent; None for anything else."""
    low, high = value.base_low, value.base_high
    if not value.is_ratio or low is None or high is None:
        return None
    return Share(low * HUNDRED, high * HUNDRED)


def unvalued(item: Item) -> Missing:
    """What a rule says of an indicator without 指标值 (the omission itself is JX104)."""
    return Missing(f"{item.level2}“{item.name}”的指标值")


def is_blank(item: Item) -> bool:
    """Whether there is no 指标值."""
    return item.value.kind == BLANK


def is_placeholder(text: str) -> bool:
    """Whether a text only holds the place of a value (JX104 speaks of it): 待定, XX, **."""
    bare = text.strip()
    return bare in words("times", "占位") or (bool(bare) and all(char in _FILLER or char.isspace() for char in bare))


def is_vague(item: Item) -> bool:
    """Whether 指标值 is a text that nobody can check at the end of the year: no number, no yes or no, no steps."""
    if item.value.kind != TEXT or item.indicator.scale or is_placeholder(item.value.raw):
        return False
    said = f"{item.value.raw} {said_beside(item)}"
    return not is_decidable(item.value.raw) and not has_any("times", "分级词", said)


def is_decidable(text: str) -> bool:
    """Whether one can tell of a text if it came true: it has a number, says yes or no, or names a standard or last year."""
    if _DIGIT.search(_YEAR.sub("", text)) or text.strip() in words("times", "是否值"):
        return True
    return says_amount(text) or has_any("times", "可判定", text)


def says_amount(text: str) -> bool:
    """Whether a text without digits says how much all the same: 一套, 应助尽助, 高于全县平均水平."""
    return _SPOKEN.search(text) is not None or _SURE.search(text) is not None


def said_beside(item: Item) -> str:
    """描述 and 备注, where they say more than the name."""
    one = item.indicator
    texts = (text.text for text in (one.description, one.remark) if text is not None)
    return " ".join(text for text in texts if text.strip() != item.name.strip())


def beside(item: Item) -> str:
    """Name, 描述 and 备注 in one text, for asking whether a word is said anywhere."""
    return f"{item.name} {said_beside(item)}"


def name_place(item: Item) -> Related:
    """指标名称 as the other side of the evidence."""
    return Related(f"指标名称“{item.name}”", item.indicator.name.span)


def value_place(item: Item) -> Related:
    """指标值 as the other side of the evidence."""
    return Related(f"指标值“{item.value.raw}”", item.span)


def places(items: Iterable[Item]) -> tuple[Related, ...]:
    """The values of further indicators as other places."""
    return tuple(Related(f"{one.name}：{one.value.raw}", one.span) for one in items)
