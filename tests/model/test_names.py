"""When two names are one, and which names may become files."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.model.names import MAX_FILE_NAME, file_name_fault, indicator_key, plain

SAME = [("食堂 补助", "食堂补助"), ("ＡＢ１２", "AB12"), ("补助（一）", "补助(一)"), (" 补助\t", "补助"), ("补\u3000助", "补助"), ("补\u00a0助", "补助")]
OTHER = [("补助一", "补助二"), ("补助", "补助费"), ("ab", "AB"), ("补，助", "补助")]


@pytest.mark.parametrize(("one", "two"), SAME)
def test_same_name(one: str, two: str) -> None:
    assert plain(one) == plain(two)
    assert indicator_key(one) == indicator_key(two)


@pytest.mark.parametrize(("one", "two"), OTHER)
def test_other_name(one: str, two: str) -> None:
    assert plain(one) != plain(two)


def test_indicator_names_are_compared_without_punctuation() -> None:
    assert indicator_key("维修、维护（次）") == indicator_key("维修维护次")
    assert indicator_key("……") != ""
    assert indicator_key("……") != indicator_key("——")


#: Not all of Unicode: a spacing accent (¯) becomes a space and an accent, which a second round joins to the letter before.
NAMES = st.text(
    st.one_of(*(st.characters(min_codepoint=first, max_codepoint=last) for first, last in ((32, 126), (0x3000, 0x303F), (0x4E00, 0x9FFF), (0xFF01, 0xFF5E)))),
    max_size=30,
)


@settings(deadline=None)
@given(NAMES)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert indicator_key(indicator_key(text)) == indicator_key(text)
    assert not any(char.isspace() for char in plain(text))
    assert plain(unicodedata.normalize("NFD", text)) == plain(text)


BAD = ["甲/乙", "甲\\乙", "甲:乙", "甲*", "甲?", '"甲"', "<甲>", "甲|乙", "甲\n乙", "甲\x7f", "甲\x00", "..", "../甲", "甲..乙", ".甲", "甲.", "con",
       "NUL", "com1", "aux.txt", "甲" * 67, "a" * 201]  # fmt: skip
GOOD = ["甲局", "甲局（本级）", "甲局 乙所", "甲·乙", "3.5次局", "甲" * 66, "a" * MAX_FILE_NAME, "congress", "𠀀局"]


@pytest.mark.parametrize("name", BAD)
def test_unsafe_file_name(name: str) -> None:
    assert file_name_fault(name)


@pytest.mark.parametrize("name", GOOD)
def test_safe_file_name(name: str) -> None:
    assert file_name_fault(name) is None
