"""Values in brackets (`{总额: 886, 财政拨款: 886}`): where they end, and what in them would silently lose something."""

import re
from typing import NamedTuple

from jixiao.source.repair import Edit, Finding, quoted

_PAIRS = {"{": "}", "[": "]"}
_SPECIAL = ">|@`%&*!"
_DIGITS = re.compile(r"\d,\d")
_REFERENCE = re.compile(r"[&*][A-Za-z0-9_-]+(?:[ \t]|$)")
_TOKEN_END = re.compile(r"[,{}\[\]\n\r]")
#: Faults told of one bracketed value.
TOLD = 20
_ADVICE = "应写成："


class Flow(NamedTuple):
    """A bracketed value: the offset after it (-1: it is never closed), with its faults and their corrections."""

    end: int
    findings: list[Finding]
    edits: list[Edit]


class _Reader:
    """Walks once over a bracketed value."""

    def __init__(self, text: str, start: int, limit: int) -> None:
        self.text = text
        self.at = start
        self.limit = limit
        self.open: list[str] = []
        self.named: list[bool] = []
        self.fresh = True
        self.findings: list[Finding] = []
        self.edits: list[Edit] = []

    def run(self) -> Flow:
        text = self.text
        while self.at < self.limit:
            char = text[self.at]
            if char in "{[":
                self.open.append(_PAIRS[char])
                self.named.append(False)
                self.fresh = True
            elif char in "}]":
                if char != self.open[-1]:
                    return Flow(-1, self.findings, self.edits)
                self.open.pop()
                self.named.pop()
                self.fresh = False
                if not self.open:
                    return Flow(self.at + 1, self.findings, self.edits)
            else:
                self._inner(char)
            self.at += 1
        return Flow(-1, self.findings, self.edits)

    def _inner(self, char: str) -> None:
        if char in ",，":
            self._comma(char)
        elif char in ":：":
            self._colon(char)
        elif self.fresh and char in "\"'":
            self._skip_quoted()
        elif char == "#" and self.text[self.at - 1] in " \t\n\r":
            self._comment()
        elif self.fresh and char in _SPECIAL:
            self._special()
        elif char not in " \t\r\n":
            self.fresh = False

    def _fault(self, message: str, advice: str, edit: Edit | None) -> None:
        at = self.at
        if edit is not None:
            self.edits.append(edit)
        if len(self.findings) < TOLD:
            self.findings.append(
                Finding("JX017", message, at, at + 1, advice + (_ADVICE if edit else ""), edit is not None)
            )

    def _comma(self, char: str) -> None:
        at, text = self.at, self.text
        after = text[at + 1 : at + 2]
        if char == "，":
            key = re.match(r"[ \t]*[^\s:：,，{}\[\]]{1,20}[:：]", text[at + 1 : self.limit])
            split = key is not None or self.open[-1] == "]"
            self._fault(
                "花括号或方括号里的分隔要用英文逗号加一个空格，这里是全角逗号",
                "如果逗号是内容的一部分，请给这段内容加英文双引号；如果是分隔，"
                if split
                else "如果逗号是内容的一部分，请给这段内容加英文双引号，或者改为每行一个“名称: 内容”。",
                Edit(at, at + 1, ", " if after.strip() else ",") if split else None,
            )
            if not split:
                return
        elif _DIGITS.match(text, at - 1):
            self._fault(
                "花括号或方括号里的数字不能带逗号，逗号后面的部分会丢失", "请去掉数字里的逗号。", Edit(at, at + 1, "")
            )
            return
        elif after.strip() and after not in "}]":
            self._fault("花括号或方括号里，逗号后面要加一个空格", "", Edit(at, at + 1, ", "))
        self.fresh = True
        self.named[-1] = False

    def _colon(self, char: str) -> None:
        at = self.at
        after = self.text[at + 1 : at + 2]
        spaced = not after.strip() or after in ",}]"
        if self.named[-1] or self.open[-1] == "]":
            if spaced and char == ":" and self.named[-1]:
                self._fault(
                    "花括号里的一项有两个冒号", "请给冒号所在的内容加英文双引号，或者改为每行一个“名称: 内容”。", None
                )
            self.fresh = False
            return
        if char == "：":
            self._fault(
                "花括号里的冒号要用英文冒号加一个空格，这里是全角冒号", "", Edit(at, at + 1, ":" if spaced else ": ")
            )
        elif not spaced and self.text[at - 1] not in "\"'":
            self._fault("花括号里，冒号后面要加一个空格", "", Edit(at, at + 1, ": "))
        self.named[-1] = True
        self.fresh = True

    def _skip_quoted(self) -> None:
        close = close_quote(self.text, self.at, self.limit)
        if close < 0:
            self._fault("引号没有成对", "请在这段内容的末尾补上同样的英文引号。", None)
            self.at = self.limit
        else:
            self.at = close
        self.fresh = False

    def _comment(self) -> None:
        ends = [at for at in (self.text.find("\n", self.at), self.text.find("\r", self.at)) if at >= 0]
        self.at = min([*ends, self.limit]) - 1

    def _special(self) -> None:
        """A text that begins with a sign which means something else here: put it in quotes."""
        match = _TOKEN_END.search(self.text, self.at, self.limit)
        end = match.start() if match else self.limit
        token = self.text[self.at : end].rstrip()
        edit = Edit(self.at, self.at + len(token), quoted(token))
        if _REFERENCE.match(token):
            self.edits.append(edit)
            self.findings.append(
                Finding(
                    "JX012",
                    f"这里不能用“{token[0]}”记号",
                    self.at,
                    edit.end,
                    "请把被引用的内容直接写在这里。",
                    corrected=False,
                )
            )
        else:
            self._fault(f"以“{token[0]}”开头的内容要加引号", "", edit)
        self.at += len(token) - 1
        self.fresh = False


def read_flow(text: str, start: int, limit: int) -> Flow:
    """Read the bracketed value that begins at `start` and must end before `limit`."""
    return _Reader(text, start, limit).run()


def close_quote(text: str, start: int, limit: int) -> int:
    """The offset of the quote that closes the one at `start`, or -1 if there is none before `limit`."""
    quote = text[start]
    at = start + 1
    while at < limit:
        char = text[at]
        if char == quote:
            if quote == "'" and text[at + 1 : at + 2] == "'" and at + 1 < limit:
                at += 1
            else:
                return at
        elif char == "\\" and quote == '"':
            at += 1
        at += 1
    return -1
