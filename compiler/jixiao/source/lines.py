"""A text cut into lines, each measured once: where it begins, its leading blanks, what follows them."""

from jixiao.source.marks import LEAD, ODD_CHAR


class Line:
    """One line: where it begins and ends, its leading blanks, and what follows them (trailing blanks removed).

    `unsure`: its column is a guess; `told`: a finding shows the whole line as it should be.
    """

    __slots__ = ("column", "content", "end", "lead", "number", "odd", "start", "told", "unsure")

    def __init__(self, number: int, text: str, start: int, end: int) -> None:
        """Measure a line; `number` counts from 0."""
        match = LEAD.match(text, start, end)
        self.number = number
        self.start = start
        self.lead = match.end() if match else start
        self.content = text[self.lead : end].rstrip()
        self.end = self.lead + len(self.content)
        odd = ODD_CHAR.search(text, start, self.lead)
        self.odd = odd.start() if odd else -1
        self.told = False
        self.unsure = odd is not None
        self.column = self.lead - start if odd is None else width(text[start : self.lead], 2)


def width(blanks: str, tab: int) -> int:
    """How many ordinary spaces leading blanks look like."""
    return sum(tab if char == "\t" else 2 if char == "\u3000" else 1 for char in blanks)


def split_lines(text: str) -> list[tuple[int, int]]:
    """Start and end (without the line end) of every line; LF, CRLF and CR end a line."""
    lines = []
    start = 0
    for part in text.replace("\r\n", "\n\n").replace("\r", "\n").split("\n") if "\r" in text else text.split("\n"):
        lines.append((start, start + len(part)))
        start += len(part) + 1
    return lines
