"""What an amount or a date that cannot be read was meant to be, for hints only.

A hint gives one answer where there can be only one. Where a comma may be a decimal point or a thousands separator, the
two amounts differ by a factor of a hundred, and only the author knows: then both are shown, or neither.
"""

import re
from itertools import pairwise

from jixiao.model.quantity import PLACEHOLDERS, Refusal, is_amount, is_day, narrow

_DIGIT = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_CHINESE = re.compile(
    r"(?=.*[^点万亿元整])[一二三四五六七八九十百千万亿零〇两壹贰叁肆伍陆柒捌玖拾佰仟点]+(?:元|万元)?整?"
)
_UNIT = re.compile(r"[(\[]?(万元|元|万)[)\]]?[整正]?")
_NUMBER = re.compile(r"[\d.,Oo ]*\d[\d.,Oo ]*", re.ASCII)
#: One comma with anything but three digits behind it: a decimal point or a thousands separator.
_COMMA = re.compile(r"(\d+),(\d+)")
_GROUP = 3


def arabic(text: str) -> str:
    """Chinese digits one by one (`二〇二五`) and numbers up to 99 (`二十一`) as Arabic ones."""
    return re.sub(r"[一二三四五六七八九]?十[一二三四五六七八九]?", _tens, text).translate(_DIGIT)


def _tens(match: re.Match[str]) -> str:
    tens, _, ones = match.group().partition("十")
    return (tens or "一").translate(_DIGIT) + (ones or "零").translate(_DIGIT)


def refuse_amount(text: str, unit: str) -> Refusal:
    """Say why a text is no amount and, where that is certain, what to type."""
    if text in PLACEHOLDERS:
        return Refusal(f"金额栏填了“{text}”", "没有金额请留空：冒号后面什么都不写。")
    if text.startswith(("-", "－", "−")):
        return Refusal(f"金额“{text}”是负数", "金额不能为负；调减请写调整后的金额。")
    straight = narrow(text)
    if straight != text and is_amount(straight):
        return Refusal(f"金额“{text}”用了全角数字或符号", f"请改成半角：{straight}")
    return _mended(text, straight, unit)


def _mended(text: str, straight: str, unit: str) -> Refusal:
    """An amount with signs that do not belong there, if it is one at all."""
    bare, own = _split(straight)
    if "," in bare or " " in bare:
        return _grouped(text, bare, own, unit)
    amount = bare.translate(str.maketrans("Oo", "00")) + own
    if not is_amount(amount):
        return _no_amount(text, unit)
    letter = next((char for char in bare if char in "Oo"), "")
    if letter:
        return Refusal(f"金额“{text}”里的“{letter}”是字母，不是数字 0", f"请改成：{amount}")
    if straight.startswith("¥") and not own and unit != "元":
        hint = f"请改成：{bare}\n这里的金额以{unit}计；如果是 {bare} 元，要写：{bare}元"
        return Refusal(f"金额“{text}”前面不写“{text[:1]}”", hint)
    return Refusal(f"金额“{text}”的写法不对", f"请改成：{amount}")


def amount_in(text: str, unit: str) -> str:
    """The amount that a text certainly means, as it should be typed; empty where there is a doubt."""
    if is_amount(text):
        return text
    found = re.fullmatch(r"请改成(?:半角)?：(\S.*)", refuse_amount(text, unit).hint)
    return found.group(1) if found else ""


def _split(text: str) -> tuple[str, str]:
    """The number of an amount without signs of money, and its unit; ("", "") where there is more than that."""
    text = re.sub(r"^(?:人民币|RMB|¥)\s*|[。;；]$", "", text)
    text = re.sub(r"(?<=\d)[。·](?=[\dOo])", ".", text)
    number = _NUMBER.match(text)
    if number is None:
        return "", ""
    rest = text[number.end() :].strip()
    unit = _UNIT.fullmatch(rest)
    if rest and unit is None:
        return "", ""
    own = unit.group(1) if unit else ""
    return number.group().strip(), "万元" if own == "万" else own


def _grouped(text: str, bare: str, own: str, unit: str) -> Refusal:
    """An amount whose commas or spaces stand where no thousands separator can stand."""
    message = f"金额“{text}”的逗号或空格位置不对"
    close = re.sub(r" *([.,]) *", r"\1", bare)
    if is_amount(close + own):
        return Refusal(message, f"请改成：{close}{own}")
    one = _COMMA.fullmatch(close)
    if one:
        point, thousands = f"{one[1]}.{one[2]}{own}", f"{_thousands(one[1] + one[2])}{own}"
        hint = f"逗号是不是小数点？是小数点请写“{point}”，是千分号请写“{thousands}”。两个数相差很大，请核对。"
        return Refusal(message, hint)
    spaced = close.split(" ")
    if len(spaced) > 1 and all(len(right.partition(".")[0]) == _GROUP for _, right in pairwise(spaced)):
        joined = "".join(spaced)
        if is_amount(joined + own):
            return Refusal(message, f"请改成：{joined}{own}")
    if re.fullmatch(r"[\d.,]+", close.replace(" ", "")) and close.count(".") <= 1:
        return Refusal(message, "请对照原件核对这个数，去掉逗号和空格再写；千分号应每三位一个。")
    return _no_amount(text, unit)


def _thousands(digits: str) -> str:
    return f"{int(digits):,}"


def _no_amount(text: str, unit: str) -> Refusal:
    hint = f"这里只写数字（单位：{unit}），例如 600.00；也可以写明单位，例如 60万元、600000元。"
    if _CHINESE.fullmatch(text):
        hint = "金额要用阿拉伯数字写。" + hint
    return Refusal(f"“{text}”不是金额", hint)


def refuse_date(text: str) -> Refusal:
    """Say why a text is no date and, where that is certain, what to type."""
    message = f"日期“{text}”的写法不对"
    straight = arabic(narrow(text))
    found = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", straight, re.ASCII) or re.fullmatch(
        r"(\d{4})\s*[-./年—–_、 ]\s*(\d{1,2})\s*[-./月—–_、 ]\s*(\d{1,2})\s*[日号]?", straight, re.ASCII
    )
    if found:
        year, month, day = (int(part) for part in found.groups())
        right = f"{year:04}-{month:02}-{day:02}"
        return Refusal(message, f"请改成：{right}" if is_day(year, month, day) else "没有这一天，请核对年、月、日。")
    month_only = re.fullmatch(r"\d{4}\s*[-./年—]\s*\d{1,2}\s*月?(?:份|底)?", straight, re.ASCII)
    if month_only:
        return Refusal(
            f"日期“{text}”没有写明是几日", "请补上日，写成“年-月-日”：年四位、月两位、日两位，中间用半角短横。"
        )
    return Refusal(message, "要写成“年-月-日”：年四位、月两位、日两位，中间用半角短横。")
