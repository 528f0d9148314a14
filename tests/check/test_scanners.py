"""What is found by plain scanning because an expression would cost more to compile: the same as the expression finds."""

import re
from functools import cache

from hypothesis import example, given
from hypothesis import strategies as st

from jixiao.check import listing, targets
from jixiao.check.families import language, measures, numbers, overall, structure
from jixiao.check.lexicon import lines
from jixiao.model.lexicon import units
from jixiao.model.quantity import folding, prose, words
from jixiao.model.quantity.value import _may_be_date

_SIGNS = "0123456789.,、，：:；;（）()≥≤<>=~～-—至到/ \t\n\u00a0\u200b%个人年月日号第千万①-*·"
_WORDS = (
    *[
        "负责",
        "负责人",
        "职",
        "实",
        "任",
        "提升至",
        "提升",
        "控制在",
        "在",
        "全部",
        "不",
        "使得",
        "使",
        "本年度",
        "年度",
        "确保",
        "合格率",
        "人数",
        "面积",
        "效率",
        "率",
        "及",
        "和",
        "与",
        "达到",
        "不低于",
    ],
    *[
        "年底",
        "12月",
        "2025",
        "2025年",
        "2025.1.2",
        "5万",
        "万元",
        "m",
        "m²",
        "km",
        "平方米",
        "%",
        "（%）",
        "每",
        "每人",
        "约",
        "应",
        "至少",
        "大于或等于",
        "xx",
        "XX",
        "**",
        "待定",
        "无",
        "N/A",
        "左右",
        "以上",
        "。",
    ],
)
texts = st.lists(
    st.one_of(st.sampled_from(_WORDS), st.sampled_from(_SIGNS), st.characters(codec="utf-8")), max_size=9
).map("".join)


@given(text=texts)
def test_charge_as_a_verb(text: str) -> None:
    told = re.compile(r"(?<![真职度实不])负责(?![人任制])")
    for start in range(len(text) + 1):
        for end in (len(text), max(len(text) - 1, 0)):
            assert overall._is_charged(text, start, end) is (told.search(text, start, end) is not None)


@given(text=texts, start=st.integers(0, 9))
def test_a_comparison_behind_a_figure(text: str, start: int) -> None:
    told = re.compile(r"\s*(?:[≤≥<>＜＞=＝]|大于|小于|等于|高于|低于|不超过|不低于|不高于|不少于)")
    assert overall._is_compared(text, start) is (told.match(text, start) is not None)


@cache
def spelling() -> re.Pattern[str]:
    ordered = "|".join(map(re.escape, sorted(numbers._spellings(), key=len, reverse=True)))
    return re.compile(rf"(?<=[\d\s万亿千百/／·*、每(（])(?:{ordered})(?![A-Za-z²³])")


@given(
    text=st.lists(
        st.one_of(texts, st.sampled_from(sorted(numbers._spellings())), st.sampled_from("1万/ ax²")), max_size=9
    ).map("".join)
)
@example(text="5mm²/m2x每kg")
def test_spelled_units(text: str) -> None:
    assert list(numbers._spelled_units(text)) == [(found.start(), found.group()) for found in spelling().finditer(text)]


@cache
def placeholder() -> re.Pattern[str]:
    said, unit, signs = (
        "|".join(map(re.escape, lines("placeholders"))),
        "|".join(map(re.escape, units())),
        "[xXｘＸ×*＊]",
    )
    before, behind = r"\s*[≥≤≧≦＞＜><=＝~～约]*\s*", r"(?:及?以上|及?以下|以内|左右)?\s*[。．.；;]?\s*"
    blanks = r"(?:[*＊xXｘＸ…_＿—–\-－/／\\.．·?？]+|[×○〇]{2,})"
    return re.compile(
        rf"\A{before}(?:(?:{said})(?:(?<![无略空])[（(][^（()）]*[）)])?|{blanks}\s*(?:{unit})?{behind})[。．.；;]?\s*\Z"
        r"|(?<![\d*＊])[*＊]{2,}|(?<![A-Za-z0-9])[xXｘＸ×]{2,}(?![A-Za-z0-9])|[_＿]{2,}"
        rf"|20{signs}{{2}}(?=年)|(?<=年){signs}+(?=月)|(?<=月){signs}+(?=日)",
        re.IGNORECASE,
    )


@given(
    text=st.tuples(
        st.sampled_from(["", " ", "≥", "约 ", "\u3000≤ "]),
        st.one_of(
            texts, st.sampled_from([*lines("placeholders"), "n/a", "tbd", "*", "xX", "2025年x月底", "○○", "--", "_"])
        ),
        st.one_of(texts, st.sampled_from(["", "（待核）", "平方米以上", "。 ", "万元"])),
    ).map("".join)
)
def test_placeholders(text: str) -> None:
    found, told = structure._placeholder(text), placeholder().search(text)
    assert (found and found.span()) == (told and told.span())


@given(char=st.characters())
@example(char="")
def test_chinese_characters(char: str) -> None:
    told = re.compile(r"[^\W\x00-\xff]|[，。；：、？！（）“”‘’《》【】]")
    assert language._is_chinese(char) is (told.match(char) is not None)


@given(line=texts)
def test_lines_that_begin_with_a_mark(line: str) -> None:
    for mark in (language._LIST_MARK, language._MARK):
        assert listing.may_begin(line) or mark.match(line) is None


@given(text=texts)
def test_fillers(text: str) -> None:
    told = re.compile(r"[*＊XxＸｘ×?？…·.。、/—\-_\s]+")
    bare = text.strip()
    assert targets.is_placeholder(text) is (bare in targets.words("times", "占位") or told.fullmatch(bare) is not None)


@given(name=texts)
def test_names_of_two_measures(name: str) -> None:
    heads = "|".join(word for group in ("个数名", "数量名", "面积名") for word in targets.words("measures", group))
    told = re.search(rf"(?:{heads})[及和与、]|(?<![效频功速])率[及和与、]", name)
    assert measures._is_pair(name) is (told is not None)


@given(text=st.one_of(texts, st.text()))
def test_blanks(text: str) -> None:
    told = re.sub(rf"[{folding.BLANKS}]+", "", text)
    assert folding.unblanked(text) == told
    assert not folding._has_no_blanks(text) or told == text


@given(text=texts)
def test_names_of_measures(text: str) -> None:
    name = re.sub(rf"[{folding.BLANKS}]+", "", re.sub(r"(?s).*[,;:。、!?“”\"《》\n\r]", "", text))
    if name.count("(") != name.count(")"):
        name = name.rpartition("(")[2].strip(")")
    name = re.sub(
        r"(?:控制在|保持在|维持在|稳定在|(?:提升|提高|增长|下降|降低|减少)[至到]|不|均|都|应|要|须|可|能|需|全部|为|是|在|达|到|至|[(=≥≤<>])+$",
        "",
        name,
    )
    name = re.sub(
        r"\A(?:确保|保证|保障|提高|提升|保持|实现|力争|争取|其中|做到|达到|使得?|将|并|且|和|及|对|用于|全年|本?年度|完成|开展)+",
        "",
        name,
    )
    assert prose._name(text) == ("" if name.endswith("的") else name)


@given(text=texts, stop=st.integers(0, 20))
@example(text="5万人 至 6", stop=1)
@example(text="5    万    ~    6", stop=1)
def test_second_number_of_a_range(text: str, stop: int) -> None:
    gap = r"[ \t\u00a0]{0,4}"
    told = re.compile(rf"{gap}(?:%|[\u3400-\u9fff]{{0,3}}){gap}{words.DASH}{gap}{words.DIGITS}", re.ASCII)
    found = told.match(text, stop)
    assert prose._second_end(text, stop) == (found.end() if found else 0)


@given(text=texts)
def test_beginning_of_a_value(text: str) -> None:
    folded = folding.fold(text)
    found, told = words.begin(folded), words.head().match(folded)
    assert (found is None) is (told is None)
    if found and told:
        keys = ("each", "op", "approx", "each2", "sign", "number")
        assert [found[key] or "" for key in keys] == [told[key] or "" for key in keys]
        assert found.end() == told.end()


@given(text=texts)
def test_only_what_may_be_a_date_is_read_as_one(text: str) -> None:
    folded = folding.fold(text)
    if folded and words.date().fullmatch(folded):
        assert _may_be_date(folded)
