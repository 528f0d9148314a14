"""Patterns that are compiled late: they find what `re` finds, and their promises of what a match needs are true."""

import gc
import importlib
import pkgutil
import re
from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jixiao.check
import jixiao.model
from jixiao.check.families import measures, structure, wording
from jixiao.model import pattern as module
from jixiao.model.pattern import Pattern
from jixiao.model.quantity import prose, units, words

#: More strings than this are not written out.
_MANY = 5000
#: A part of an expression as the parser gives it: kind and content.
Node = tuple[object, object]
_EITHER = "ab12年（) 。"

texts = st.text(alphabet=_EITHER, max_size=12)


# ---- the promises


def everything() -> list[Pattern]:
    """Every pattern of the rooms that have some, those that are built from word lists too."""
    for room in (jixiao.model, jixiao.check):
        for found in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
            importlib.import_module(found.name)
    for build in (words.head, words.tail, words.second, words.budget, words.date, prose._pattern, prose._behind):
        build()
    for make in (measures._bad, structure._empty_value, wording._phrases, units._stops):
        make()
    structure._hint_pattern(("（必填项）", "请在此填写", "X"))
    # By name: the benches of other tests may have loaded a module twice.
    return [
        one for one in gc.get_objects() if type(one).__name__ == "Pattern" and type(one).__module__ == module.__name__
    ]


def parsed(one: Pattern) -> Sequence[Node]:
    """The expression as Python's own parser reads it."""
    return re._parser.parse(one.source, one.flags)


def strings(node: Node, flags: int) -> list[str] | None:
    """All texts that a part may match, where they can be written out."""
    kind, what = str(node[0]), node[1]
    if kind in {"MAX_REPEAT", "MIN_REPEAT"}:
        return repeated(what, flags)
    if kind == "BRANCH":
        parts = [sequence(one, flags) for one in what[1]]
        return None if None in parts else [text for part in parts for text in part or ()]
    if kind == "SUBPATTERN":
        return sequence(what[3], flags)
    if kind in {"LITERAL", "IN"}:
        return members([node] if kind == "LITERAL" else what, flags)
    return [""] if kind in {"AT", "ASSERT", "ASSERT_NOT"} else None


def repeated(what: tuple[int, int, Sequence[Node]], flags: int) -> list[str] | None:
    """A part as often as it may stand."""
    least, most, inner = what
    once = sequence(inner, flags)
    if once is None or most > 3 or len(once) ** most > _MANY:
        return None
    return ["".join(row) for count in range(least, most + 1) for row in product(once, repeat=count)]


def members(rows: Sequence[Node], flags: int) -> list[str] | None:
    """The characters of a set; None where they are too many."""
    found: list[str] = []
    for kind, what in rows:
        if str(kind) == "LITERAL":
            found.append(chr(what))
        elif str(kind) == "RANGE" and what[1] - what[0] < 100:
            found += map(chr, range(what[0], what[1] + 1))
        elif str(what) == "CATEGORY_DIGIT" and flags & re.ASCII:
            found += "0123456789"
        else:
            return None
    return [case for char in found for case in {char, char.lower(), char.upper()}] if flags & re.IGNORECASE else found


def sequence(nodes: Sequence[Node], flags: int) -> list[str] | None:
    """All texts that parts in a row may match."""
    found = [""]
    for node in nodes:
        more = strings(node, flags)
        if more is None or len(found) * len(more) > _MANY:
            return None
        found = [first + second for first in found for second in more]
    return found


def is_promised(nodes: Sequence[Node], needs: Sequence[str], flags: int) -> bool:
    """Whether every match of parts in a row holds one of the needed words."""
    run = [""]
    for node in nodes:
        more = strings(node, flags)
        if more is None or len(run) * len(more) > _MANY:
            if is_promised_by(node, needs, flags):
                return True
            run = [""]
            continue
        run = [first + second for first in run for second in more]
        if all(any(word in text for word in needs) for text in run):
            return True
    return False


def is_promised_by(node: Node, needs: Sequence[str], flags: int) -> bool:
    kind, what = str(node[0]), node[1]
    if kind == "SUBPATTERN":
        return is_promised(what[3], needs, flags)
    if kind == "BRANCH":
        return all(is_promised(one, needs, flags) for one in what[1])
    if kind in {"MAX_REPEAT", "MIN_REPEAT"}:
        return what[0] > 0 and is_promised(what[2], needs, flags)
    return False


def test_every_match_holds_what_its_pattern_needs() -> None:
    found = {(one.source, one.flags, tuple(one.needs)) for one in everything() if one.needs}
    assert len(found) > 50
    wrong = [
        (source, needs)
        for source, flags, needs in found
        if not is_promised(parsed(Pattern(source, flags)), needs, flags)
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("source", "needs", "kept"),
    [
        ("控制率?$", ("控制",), True),
        ("控制?", ("控制",), False),
        ("(?:年|个?月)底", "年月", True),
        ("(?:年|个?月|日)底", "年月", False),
        (r"\d+[.、]", ".、", True),
        (r"\d*[.、]?", ".、", False),
        (r"(?:a+b)+", "b", True),
        (r"(?:a+b)*", "b", False),
        (r"\d", "0123456789", False),
        ("[ab][cd]", ("ac", "ad", "bc", "bd"), True),
        ("[ab][cd]", ("ac", "ad", "bc"), False),
    ],
)
def test_the_proof_sees_false_promises(source: str, needs: Sequence[str], kept: bool) -> None:
    assert is_promised(parsed(Pattern(source)), needs, 0) is kept


# ---- the same answers as re


PATTERNS = [
    (r"(\d+)年?", re.NOFLAG, ""),
    (r"[（(]([^（()]*)\)", re.NOFLAG, "（("),
    (r"a|年", re.NOFLAG, "a年"),
    (r"(?<=1)年(?!。)", re.ASCII, ("年",)),
    (r"A1?", re.IGNORECASE, "Aa"),
    (r"\s*$", re.NOFLAG, ""),
]


def spans(found: Iterator[re.Match[str]]) -> list[tuple[object, ...]]:
    return [(one.span(), one.groups()) for one in found]


def span(found: re.Match[str] | None) -> tuple[object, ...] | None:
    return (found.span(), found.groups()) if found else None


bounds = st.tuples(st.integers(0, 13), st.integers(0, 13))


@pytest.mark.parametrize("asked", PATTERNS)
@given(first=texts, text=texts, part=bounds)
def test_answers_are_those_of_re(
    asked: tuple[str, re.RegexFlag, str], first: str, text: str, part: tuple[int, int]
) -> None:
    told = re.compile(*asked[:2])
    for before in ((), (first,)):  # not compiled yet, and perhaps compiled
        one = Pattern(*asked)
        for seen in before:
            one.search(seen)
        assert span(one.search(text, *part)) == span(told.search(text, *part))
        assert span(one.match(text, *part)) == span(told.match(text, *part))
        assert span(one.search(text)) == span(told.search(text))
        assert span(one.fullmatch(text)) == span(told.fullmatch(text))
        assert spans(one.finditer(text)) == spans(told.finditer(text))
        assert spans(one.finditer(text, *part)) == spans(told.finditer(text, *part))
        assert one.sub("-", text) == told.sub("-", text)
        assert one.subn("", text) == told.subn("", text)
        assert one.split(text) == told.split(text)


def test_nothing_is_compiled_for_texts_that_cannot_match() -> None:
    one = Pattern("[", needs="年")  # compiling it fails
    assert one.search("12月") is None
    assert one.sub("", "12月") == "12月"
    assert one.split("12月") == ["12月"]
    with pytest.raises(re.error):
        one.search("年")


def test_what_many_texts_ask_is_compiled() -> None:
    one = Pattern("年(?!月)", needs="年")
    assert all(one.search("12月") is None for _ in range(2000))
    assert one.search == re.compile("年(?!月)").search
