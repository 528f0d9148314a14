"""Pages taken apart and put together: places found by colour, outlines kept once, nothing of a text becomes markup."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.preview.drawn import places

from jixiao.layout.marks import Mark, colour, number_of
from jixiao.preview.sheet import Frame, Glyphs, finish, take_apart

ROOT = '<svg viewBox="0 0 595.28 841.89" width="595pt" height="842pt" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
SHAPE = 'transform="translate(1 2)" d="M 0 0v 5h 6v -5Z "'


def spot(number: int) -> str:
    return f'<path fill="{colour(number)}" fill-rule="nonzero" {SHAPE}/>'


def outline(name: str, shape: str = "M 0 0") -> str:
    return f'<symbol id="{name}" overflow="visible"><path d="{shape}"/></symbol>'


def page(body: str, *outlines: str) -> str:
    defs = f"<defs>{''.join(outlines)}</defs>" if outlines else ""
    return f"{ROOT}{body}{defs}</svg>"


def mark(text: str = "≥95%", path: str = "绩效指标/数量指标/期数/指标值", block: int = 0) -> Mark:
    return Mark("sources/a/2025/projects/1.yaml", path, block, text, None, "sources/a/2025/projects/1.yaml")


@given(st.integers(0, 2**31 - 1))
def test_number_and_colour(number: int) -> None:
    assert number_of(colour(number)[1:]) == number


def test_takes_apart_what_the_engine_writes() -> None:
    raw = take_apart(page(spot(4097) + '<use xlink:href="#gA" x="0" y="0"/>' + spot(7), outline("gA"), outline("gB")))
    assert (raw.width, raw.height) == (595.28, 841.89)
    assert raw.spots == ((4097, SHAPE), (7, SHAPE))
    assert list(raw.outlines) == ["gA", "gB"]
    assert raw.folio == 0


def test_page_number_is_read_from_its_own_colour() -> None:
    raw = take_apart(page(f'<path fill="#00010c7f" fill-rule="nonzero" {SHAPE}/>' + spot(5)))
    assert raw.folio == 268
    assert raw.spots == ((5, SHAPE),)


def test_page_without_outlines() -> None:
    assert take_apart(page("<g/>")).body == "<g/>"


def test_not_a_page() -> None:
    with pytest.raises(ValueError, match="html"):
        take_apart("<html>")


def test_outlines_are_kept_once_and_keep_their_numbers() -> None:
    kept = Glyphs()
    one = take_apart(page('<use xlink:href="#gA" x="1"/>', outline("gA", "M 1"), outline("gB", "M 2")))
    two = take_apart(
        page('<use xlink:href="#gC" x="1"/><use xlink:href="#gB"/>', outline("gB", "M 2"), outline("gC", "M 3"))
    )
    first, second = (finish(raw, Frame("k", 1), {}, kept) for raw in (one, two))
    assert '<use href="#g0" x="1"/>' in first
    assert '<use href="#g2" x="1"/><use href="#g1"/>' in second
    assert 'data-glyphs="2"' in first
    assert 'data-glyphs="3"' in second
    assert len(kept) == 3
    assert kept.symbols(1, 3) == (
        '<symbol id="g1" overflow="visible"><path d="M 2"/></symbol><symbol id="g2" overflow="visible"><path d="M 3"/></symbol>'
    )
    assert kept.symbols(-4, -1) == kept.symbols(3, 9) == ""


def test_tint_of_a_layout_stays() -> None:
    served = finish(take_apart(page(spot(99))), Frame("k", 1), {1: mark()}, Glyphs())
    assert spot(99) in served
    assert not places(served)


def test_place_says_where_it_comes_from() -> None:
    served = finish(take_apart(page(spot(1))), Frame("k", 3), {1: mark()}, Glyphs())
    (place,) = places(served)
    assert place["data-path"] == "绩效指标/数量指标/期数/指标值"
    assert place["data-file"] == "sources/a/2025/projects/1.yaml"
    assert place["aria-label"] == "指标值：≥95%"
    assert (place["role"], place["tabindex"], place["d"]) == ("button", "-1", "M 0 0v 5h 6v -5Z ")
    assert "fill" not in place
    assert 'aria-label="第 3 页"' in served


def test_long_and_empty_texts_are_called_shortly() -> None:
    marks = {1: mark("长" * 200), 2: mark("")}
    first, second = places(finish(take_apart(page(spot(1) + spot(2))), Frame("k", 1), marks, Glyphs()))
    assert first["aria-label"] == f"指标值：{'长' * 60}…"
    assert second["aria-label"] == "指标值：空"


@given(st.text())
def test_no_text_becomes_markup(text: str) -> None:
    served = finish(take_apart(page(spot(1))), Frame("k", 1), {1: mark(text[:50], f"x/{text}")}, Glyphs())
    root = ET.fromstring(served)  # noqa: S314 - what is tested
    assert [one.tag for one in root] == ["{http://www.w3.org/2000/svg}path"]
    if text.isprintable():
        assert root[0].get("data-path") == f"x/{text}"
