"""The text part of a document: 总体绩效目标, 分项绩效目标, 工作保障措施, by their titles and numbers."""

import re

from jixiao.exchange.papers.draft import Draft
from jixiao.exchange.papers.ledger import DEPARTMENT, Ledger
from jixiao.exchange.papers.lines import marked, one_line
from jixiao.exchange.papers.pieces import EXACT, Cell, Grid, Paragraph
from jixiao.exchange.papers.words import SECTIONS, Words, norm

_OVERALL, _SUBGOALS, _SAFEGUARDS = SECTIONS
#: Sentence ends that a title may carry although it is a title: the layout puts its own.
_END = "。"
_LEAD = re.compile(r"\s*([^:：\s]{2,12})\s*[:：]\s*")
_PART = re.compile(r"第[一二三四五六七八九十]+部分")


class Prose:
    """Reads paragraph after paragraph while one of the parts is open."""

    def __init__(self, words: Words, ledger: Ledger, draft: Draft) -> None:
        self.words, self.ledger, self.draft = words, ledger, draft
        self.section = ""
        self._field = ""
        self._kind = -1

    def close(self) -> None:
        """What follows belongs to no part."""
        self.section = ""

    def title(self, text: str) -> str:
        """The part that a paragraph is the title of."""
        return self.words.sections.get(norm(marked(text)[2]), "")

    def paragraph(self, piece: Paragraph, after: str) -> bool:
        """Read a paragraph, `after` being the next one; False where it belongs to no part."""
        section = self.title(piece.text)
        if section:
            self.section, self._field, self._kind = section, "", -1
            self.ledger.frame(piece)
            return True
        if _PART.match(piece.text):
            self.close()
        if not self.section:
            return False
        read = {_OVERALL: self._overall, _SUBGOALS: self._subgoal, _SAFEGUARDS: self._safeguard}[self.section]
        return read(piece, after)

    def table(self, grid: Grid) -> bool:
        """Take a table among the paragraphs as a pipe table; False where that would lose something."""
        if not self.section or grid.kind != EXACT or any(cell.rows > 1 or cell.columns > 1 for cell in grid.cells):
            return False
        rows = [[_piped(cell) for cell in row] for row in grid.rows()]
        lines = [f"| {' | '.join(row)} |" for row in rows]
        lines.insert(1, "|" + " --- |" * grid.width)
        target, path = self._target()
        if target is None:
            return False
        target += lines
        for cell in grid.cells:
            self.ledger.place(cell, DEPARTMENT, path)
        return True

    def _target(self) -> tuple[list[str] | None, str]:
        """The lines of the field that is open, and its path."""
        if self.section == _OVERALL:
            return self.draft.overall, _OVERALL
        rows = self.draft.subgoals if self.section == _SUBGOALS else self.draft.safeguards
        if not rows or not self._field:
            return None, ""
        return rows[-1].setdefault(self._field, []), f"{self.section}/{rows[-1]['名称'][0]}/{self._field}"

    def _add(self, piece: Paragraph, text: str) -> bool:
        target, path = self._target()
        if target is None:
            return False
        target.extend(text.split("\n"))
        self.ledger.place(piece, DEPARTMENT, path)
        return True

    def _overall(self, piece: Paragraph, _after: str) -> bool:
        return self._add(piece, piece.text)

    # -- sub-goals ----------------------------------------------------------------------------------------------------

    def _lead(self, text: str) -> tuple[str, str]:
        """The field whose label stands in front of a paragraph, and the text behind it."""
        found = _LEAD.match(text)
        key = self.words.leads.get(norm(found[1]), "") if found else ""
        return (key, text[found.end() :]) if found and key else ("", text)

    def _subgoal(self, piece: Paragraph, after: str) -> bool:
        key, rest = self._lead(piece.text)
        rows = self.draft.subgoals
        if key and rows:
            self._field = key
            rows[-1].setdefault(key, [])
            if not rest:
                self.ledger.frame(piece)
                return True
            return self._add(piece, rest)
        name = self._opens_subgoal(piece.text, after)
        if name:
            rows.append({"名称": [name]})
            self._field = ""
            self.ledger.place(piece, DEPARTMENT, f"{_SUBGOALS}/{name}/名称")
            return True
        return self._add(piece, piece.text)

    def _opens_subgoal(self, text: str, after: str) -> str:
        """The title of a sub-goal: it has the next number, and (as goals have numbers too) what a title has behind it."""
        expected = len(self.draft.subgoals) + 1
        labelled = bool(self._lead(after)[0])
        kind, number, rest = marked(text, expected if labelled else 0)
        if kind < 1 or not rest or number != expected or (self._kind >= 0 and kind != self._kind):
            return ""
        next_kind, next_number, _ = marked(after)
        if labelled or (next_kind, next_number) == (kind, number + 1) or not self._field or self.title(after):
            self._kind = kind
            return one_line(rest).removesuffix(_END)
        return ""

    # -- safeguards ---------------------------------------------------------------------------------------------------

    def _safeguard(self, piece: Paragraph, _after: str) -> bool:
        kind, number, rest = marked(piece.text)
        rows = self.draft.safeguards
        if kind < 1 or not rest or number != len(rows) + 1 or (self._kind >= 0 and kind != self._kind):
            return self._add(piece, piece.text)
        self._kind, self._field = kind, "内容"
        name, end, content = one_line(rest).partition(_END)
        rows.append({"名称": [name if end else one_line(rest)]} | ({"内容": [content]} if content else {}))
        path = f"{_SAFEGUARDS}/{name}"
        self.ledger.place(piece, DEPARTMENT, f"{path}/名称", *([f"{path}/内容"] if content else []))
        return True


def _piped(cell: Cell) -> str:
    return one_line(cell.text).replace("|", "\\|")
