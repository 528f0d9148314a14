"""What pages show: the glyphs of an SVG page with their places, in whatever groups they are drawn."""

import re
import xml.etree.ElementTree as ET
from collections import Counter

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")

Matrix = tuple[float, float, float, float, float, float]
Glyphs = Counter[tuple[float, float, str]]


def _matrix(text: str) -> Matrix:
    found = [float(one) for one in _NUMBER.findall(text.partition("(")[2])]
    if text.startswith("matrix"):
        return (found[0], found[1], found[2], found[3], found[4], found[5])
    if text.startswith("translate"):
        return (1, 0, 0, 1, found[0], found[1] if len(found) > 1 else 0)
    if text.startswith("scale"):
        return (found[0], 0, 0, found[-1], 0, 0)
    raise ValueError(text)


def _times(a: Matrix, b: Matrix) -> Matrix:
    return (
        a[0] * b[0] + a[2] * b[1],
        a[1] * b[0] + a[3] * b[1],
        a[0] * b[2] + a[2] * b[3],
        a[1] * b[2] + a[3] * b[3],
        a[0] * b[4] + a[2] * b[5] + a[4],
        a[1] * b[4] + a[3] * b[5] + a[5],
    )


def glyphs(svg: str, outlines: dict[str, str] | None = None) -> Glyphs:
    """Every glyph drawn: where, to a hundredth of a point, and its outline."""
    root = ET.fromstring(svg)  # noqa: S314 - our own page
    known = outlines if outlines is not None else symbols(svg)
    found: Glyphs = Counter()

    def walk(element: ET.Element, matrix: Matrix) -> None:
        if element.tag == f"{_SVG}defs":
            return
        if element.get("transform"):
            matrix = _times(matrix, _matrix(element.get("transform", "")))
        if element.tag == f"{_SVG}use":
            at = _times(matrix, (1, 0, 0, 1, float(element.get("x", 0)), float(element.get("y", 0))))
            name = (element.get(_HREF) or element.get("href") or "").removeprefix("#")
            found[round(at[4], 2), round(at[5], 2), known[name]] += 1
        for child in element:
            walk(child, matrix)

    walk(root, (1, 0, 0, 1, 0, 0))
    return found


def symbols(svg: str) -> dict[str, str]:
    """Name → outline of all symbols in a text."""
    return dict(re.findall(r'<symbol id="(\w+)"[^>]*>(.*?)</symbol>', svg))


def places(svg: str) -> list[dict[str, str]]:
    """The attributes of all places of a page as served, in the order of painting."""
    root = ET.fromstring(svg)  # noqa: S314 - our own page
    return [dict(one.attrib) for one in root.iter(f"{_SVG}path") if one.get("class") == "place"]
