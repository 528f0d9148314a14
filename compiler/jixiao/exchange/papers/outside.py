"""What stands outside fields: titles, the line above a form, cover, 目录, page numbers.

Some of it says what nothing else says (the unit, its code, the year); the rest is what the layout prints by itself.
"""

import re

from jixiao.exchange.papers.draft import Draft
from jixiao.exchange.papers.forms import split_office
from jixiao.exchange.papers.ledger import DEPARTMENT, Ledger
from jixiao.exchange.papers.lines import marked, one_line
from jixiao.exchange.papers.pieces import Cell, Paragraph, Where
from jixiao.exchange.papers.words import MANAGER, TITLE, Words, norm
from jixiao.model.names import plain

_YEAR = re.compile(r"\(?(20\d\d)(?:年度?)?\)?", re.ASCII)
_YEAR_BEHIND = re.compile(r"\((20\d\d)年度?\)$", re.ASCII)
_STAGE = re.compile(r"\((一上|二上|批复|调整)稿?\)")
_DATE = re.compile(r"(20\d\d)年(1[0-2]|0?[1-9])月(3[01]|[12]\d|0?[1-9])日", re.ASCII)
#: Page numbers: with their signs anywhere outside tables, bare ones only in headers and footers.
_FOLIO = re.compile(r"[-—–]+\d{1,4}[-—–]+|第\d+页(?:[,，/]?共\d+页)?")
_FOLIO_BARE = re.compile(rf"{_FOLIO.pattern}|\d{{1,4}}|\d+/\d+")
_UNIT = re.compile(r"(?:填报|编报|预算|申报|编制)?(?:单位|部门)(?:名称)?(?:\((?:盖章|公章|签章)\))?:(.+)")
_MONEY = re.compile(r"(?:金额)?单位:\(?(人民币)?(万元|元)\)?")
_ATTACHED = re.compile(r"附件[0-9一二三四五六七八九十]*[-0-9]*:?")
_ORGAN = "[一-龥（）()·〇]{4,60}"
_CODED = (
    re.compile(rf"[\[(（]?(\d[0-9A-Z]{{2,11}})[\])）]?[\s\-—]*({_ORGAN})"),
    re.compile(rf"({_ORGAN})[\s\-—]+(\d[0-9A-Z]{{2,11}})"),
)
_NUMBER = re.compile(r"^\d{1,3}[.、]")
_CONTENTS = re.compile(r"(?:[.．·…\s\t]{2,}|\t)\d{1,4}$")
_PART = r"第[一二三四五六七八九十]+部分"
#: How the names of units end; a title in other words than the form's could as well begin with a project.
_ORGAN_END = re.compile(
    "(?:局|中心|委|会|办|院|所|站|处|厅|部|校|学|园|队|馆|乡|镇|室|公司|政府|街道|社|团|台|库|法院|检察院)$"
)
#: Between two texts of one line.
_APART = re.compile(r"\t+|[ \u3000]{3,}|\u3000{2,}")
_NO_NAME = tuple("年月日号万元个人")
#: What a line can say, by the attribute of the draft that keeps it → the field it becomes.
_PATHS = {"units": "单位/名称", "codes": "单位/编码", "years": "年度", "stages": "阶段", "dates": "编制日期"}
_Facts = list[tuple[str, str]]
_PLACEHOLDERS = frozenset({"", "部门", "单位", "本部门", "本单位", "县级部门", "预算部门"})


class Outside:
    """Collects facts while reading; what is left is compared with everything known at the end."""

    def __init__(self, words: Words, ledger: Ledger, draft: Draft) -> None:
        self.words, self.ledger, self.draft = words, ledger, draft
        self._later: list[tuple[Paragraph | Cell, list[str], list[str]]] = []

    def take(self, piece: Paragraph | Cell) -> None:
        """Read what a piece outside of fields says; texts far apart on one line are looked at one by one."""
        whole = one_line(piece.text)
        parts = [one_line(one) for one in _APART.split(piece.text) if one.strip()]
        if self._facts(whole) is not None:
            parts = [whole]
        said = [(text, self._facts(text)) for text in parts]
        paths = [path for _, facts in said if facts for path in self._keep(facts, piece.where)]
        rest = [text for text, facts in said if facts is None]
        if rest:
            self._later.append((piece, rest, paths))
        else:
            self._settle(piece, paths)

    def _settle(self, piece: Paragraph | Cell, paths: list[str]) -> None:
        if paths:
            self.ledger.place(piece, DEPARTMENT, *paths)
        else:
            self.ledger.frame(piece)

    def _keep(self, facts: _Facts, where: Where) -> list[str]:
        """Note what a text says; the fields that it becomes."""
        for kind, value in facts:
            target: list[tuple[str, Where]] = getattr(self.draft, kind)
            target.append((value, where))
        return [_PATHS[kind] for kind, _ in facts if kind in _PATHS]

    def _facts(self, text: str) -> _Facts | None:
        """What a text says (nothing: it is the form's); None where that cannot be known yet."""
        for look in (self._mark, self._title, self._unit):
            facts = look(text)
            if facts is not None:
                return facts
        return None

    @staticmethod
    def _mark(text: str) -> _Facts | None:
        """Year, stage, date and the unit of money, each on a line of its own."""
        bare = plain(text)
        year, stage, date, money = (one.fullmatch(bare) for one in (_YEAR, _STAGE, _DATE, _MONEY))
        if year:
            return [("years", year[1])]
        if stage:
            return [("stages", stage[1])]
        if date:
            return [("dates", f"{date[1]}-{int(date[2]):02}-{int(date[3]):02}")]
        return [("heads", money[2])] if money else None

    def _title(self, text: str) -> _Facts | None:
        """怀来县…2025年度部门整体绩效目标: the unit and the year in front of the name of the document."""
        bare = _ATTACHED.sub("", plain(text), count=1) if plain(text).startswith("附件") else plain(text)
        behind = _YEAR_BEHIND.search(bare)
        bare = bare[: behind.start()] if behind else bare
        heading = next((one for one in self.words.printed if "目标" in one and bare.endswith(one)), "")
        found = TITLE.search(bare)
        if found and found.end() == len(bare) and len(found[0]) > len(heading):
            heading = found[0]
        if not heading:
            return None
        rest = bare.removesuffix(heading)
        before = re.search(r"(20\d\d)年(?:度|部门)?$", rest)
        year = before or behind
        name = (rest[: before.start()] if before else rest).removesuffix("部门")
        own = heading == plain(self.words.form.heading) or _ORGAN_END.search(name)
        if name not in _PLACEHOLDERS and not (own and re.fullmatch(_ORGAN, name)):
            return None
        facts = [("units", _as_typed(name, text))] if name not in _PLACEHOLDERS else []
        return [*facts, *([("years", year[1])] if year else [])]

    @staticmethod
    def _unit(text: str) -> _Facts | None:
        """430001怀来县…, 填报单位：…."""
        labelled = _UNIT.fullmatch(text.replace("：", ":").replace("（", "(").replace("）", ")"))
        if labelled:
            name, code = split_office(text[labelled.start(1) :].strip())
        else:
            before, behind = (one.fullmatch(text) for one in _CODED)
            name, code = (before[2], before[1]) if before else (behind[1], behind[2]) if behind else ("", "")
        if not name or name.startswith(_NO_NAME):
            return None
        return [("units", name), *([("codes", code)] if code else [])]

    # -- the end ------------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Tell the words of the form from what is left over, now that all names are known."""
        known = {plain(name) for name, _ in self.draft.units}
        known |= {plain(project.name) for project in self.draft.projects if project.name}
        known |= {
            plain(one.values[key])
            for one in self.draft.projects
            for key in (MANAGER, "实施单位")
            if one.values.get(key)
        }
        known |= {plain(goal["名称"][0]) for goal in (*self.draft.subgoals, *self.draft.safeguards)}
        known |= {plain(f"{year}年度") for year, _ in self.draft.years} | {plain(code) for code, _ in self.draft.codes}
        words = sorted({*known, *self.words.printed}, key=len, reverse=True)
        said = re.compile(rf"(?:{'|'.join(map(re.escape, words))}|{TITLE.pattern}|{_ATTACHED.pattern}|{_PART})+")
        for piece, rest, paths in self._later:
            whole = one_line(piece.text)
            folio = isinstance(piece, Paragraph) and (_FOLIO.fullmatch(plain(whole)) or piece.where.part)
            if folio and _FOLIO_BARE.fullmatch(plain(whole)):
                self.ledger.frame(piece)
            elif all(self._is_form(text, said, several=len(rest) > 1) for text in rest) or self._is_form(whole, said):
                self._settle(piece, paths)

    def _is_form(self, text: str, said: re.Pattern[str], *, several: bool = False) -> bool:
        if several and text.isdecimal():  # the page number of a 目录
            return True
        for one in (text, _CONTENTS.sub("", text)):
            bare = plain(one)
            rests = {plain(marked(one.strip())[2]), _NUMBER.sub("", bare)} - {""}
            if any(map(said.fullmatch, (bare, *rests))) or norm(one) in self.words.sections:
                return True
        return False


def _as_typed(name: str, text: str) -> str:
    """A name that was found without width and spaces, as the text has it."""
    found = re.search(
        r"\s*".join(re.escape(char) for char in name).replace(r"\(", "[(（]").replace(r"\)", "[)）]"), text
    )
    return found[0] if found else name
