"""The numbers that Word puts in front of paragraphs without writing them down."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.opc.part import Part

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HAN = "〇一二三四五六七八九"
_CHINESE = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "ideographDigital",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
    }
)
_CIRCLED = frozenset({"decimalEnclosedCircle", "decimalEnclosedCircleChinese"})
_LEVELS = 9


class Numbering:
    """Counts the numbered paragraphs of a document in order."""

    def __init__(self, part: "Part") -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._abstract: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, list[int]] = {}
        for relation in part.rels.values():
            if not relation.is_external and relation.reltype.endswith(("/numbering", "/styles")):
                self._read(relation.target_part)

    def _read(self, part: "Part") -> None:
        from docx.oxml import parse_xml

        root = parse_xml(part.blob)
        for abstract in root.iterchildren(_W + "abstractNum"):
            self._levels[_value(abstract, "abstractNumId")] = dict(map(_level, abstract.iterchildren(_W + "lvl")))
        for number in root.iterchildren(_W + "num"):
            key = _value(number, "numId")
            self._abstract[key] = _value(number.find(_W + "abstractNumId"), "val")
            for change in number.iterchildren(_W + "lvlOverride"):
                start = _value(change.find(_W + "startOverride"), "val")
                if start.isdecimal():
                    self._starts[key, int(_value(change, "ilvl") or 0)] = int(start)
        for style in root.iterchildren(_W + "style"):
            found = style.find(f"{_W}pPr/{_W}numPr")
            if found is not None:
                self._styles[_value(style, "styleId")] = _reference(found)

    def mark(self, paragraph: Any) -> str:  # noqa: ANN401 - an element of lxml
        """The number of a paragraph as it is shown; empty where it has none."""
        about = paragraph.find(_W + "pPr")
        if about is None:
            return ""
        found = about.find(_W + "numPr")
        number, level = (
            _reference(found)
            if found is not None
            else self._styles.get(_value(about.find(_W + "pStyle"), "val"), ("", 0))
        )
        levels = self._levels.get(self._abstract.get(number, ""), {})
        if number in {"", "0"} or level not in levels:
            return ""
        return self._show(number, level, levels)

    def _show(self, number: str, level: int, levels: dict[int, tuple[str, str, int]]) -> str:
        # Lists that share a definition count on together, unless a list starts anew.
        own = any(key == number for key, _ in self._starts)
        counts = self._counts.setdefault(number if own else self._abstract[number], [0] * _LEVELS)
        start = self._starts.get((number, level), levels[level][2])
        counts[level] = counts[level] + 1 if counts[level] else start
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        kind, text, _ = levels[level]
        if kind == "bullet":
            return "- "
        for at, (form, _, first) in levels.items():
            text = text.replace(f"%{at + 1}", _digits(counts[at] or first, form))
        return text if kind != "none" else ""


def _level(element: Any) -> tuple[int, tuple[str, str, int]]:  # noqa: ANN401
    start = _value(element.find(_W + "start"), "val")
    at = _value(element, "ilvl")
    kind = _value(element.find(_W + "numFmt"), "val") or "decimal"
    text = _value(element.find(_W + "lvlText"), "val")
    return (min(int(at), _LEVELS - 1) if at.isdecimal() else 0), (kind, text, int(start) if start.isdecimal() else 1)


def _reference(element: Any) -> tuple[str, int]:  # noqa: ANN401
    level = _value(element.find(_W + "ilvl"), "val")
    return _value(element.find(_W + "numId"), "val"), (min(int(level), _LEVELS - 1) if level.isdecimal() else 0)


def _value(element: Any, name: str) -> str:  # noqa: ANN401
    """An attribute of an element that may be missing."""
    return str(element.get(_W + name, "")) if element is not None else ""


def _digits(number: int, kind: str) -> str:
    if kind in _CHINESE:
        return _chinese(number)
    if kind in _CIRCLED and 1 <= number <= len("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"):
        return chr(ord("①") + number - 1)
    if kind in {"lowerLetter", "upperLetter"} and number >= 1:
        return chr(ord("a" if kind == "lowerLetter" else "A") + (number - 1) % 26)
    return str(number)


def _chinese(number: int) -> str:
    """一 … 九十九; larger numbers digit by digit."""
    if not 0 < number < 100:  # noqa: PLR2004 - two digits
        return "".join(_HAN[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _HAN[tens] + "十") + (_HAN[ones] if ones else "")
