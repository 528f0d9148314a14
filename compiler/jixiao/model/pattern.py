"""Regular expressions that cost nothing until a text may match.

Compiling an expression with Chinese characters takes as long as searching hundreds of short texts with it, the rules have
two hundred of them, and a document is caught by few. So each is compiled with the first text in which it may match.
"""

import re
import sys
from collections.abc import Callable, Iterator, Sequence

#: So many texts that cannot match are told apart one by one; then compiling is cheaper than going on.
_PATIENCE = 400
#: What a compiled expression does itself.
_METHODS = ("search", "match", "fullmatch", "finditer", "sub", "subn", "split")


class Pattern:
    """An expression like that of `re.compile`, compiled when it is needed.

    `needs`: characters or words, one of which stands in every match; a text without any of them is not searched. Empty
    where nothing can be promised. A law over all patterns proves the promises (tests/model/test_pattern.py).
    """

    def __init__(self, source: str, flags: re.RegexFlag = re.NOFLAG, needs: Sequence[str] = "") -> None:
        self.source = source
        self.flags = flags
        self.needs = needs
        self._left = _PATIENCE if needs else 0

    def _for(self, text: str) -> re.Pattern[str] | None:
        """The compiled expression; None where the text cannot match, so that it need not be compiled yet."""
        if self._left:
            self._left -= 1
            for one in self.needs:
                if one in text:
                    break
            else:
                return None
        compiled = re.compile(self.source, self.flags)
        # From now on its own methods stand in front of those below.
        vars(self).update({name: getattr(compiled, name) for name in _METHODS})
        return compiled

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        found = self._for(text)
        return found.search(text, start, end) if found else None

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """As `re.Pattern.match`."""
        found = self._for(text)
        return found.match(text, start, end) if found else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.fullmatch`."""
        found = self._for(text)
        return found.fullmatch(text) if found else None

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`."""
        found = self._for(text)
        return found.finditer(text, start, end) if found else iter(())

    def sub(self, new: str | Callable[[re.Match[str]], str], text: str) -> str:
        """As `re.Pattern.sub`."""
        found = self._for(text)
        return found.sub(new, text) if found else text

    def subn(self, new: str, text: str) -> tuple[str, int]:
        """As `re.Pattern.subn`."""
        found = self._for(text)
        return found.subn(new, text) if found else (text, 0)

    def split(self, text: str) -> list[str]:
        """As `re.Pattern.split`."""
        found = self._for(text)
        return found.split(text) if found else [text]
