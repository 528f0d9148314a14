"""Which list or group a line belongs to, by its leading spaces and, where they mislead, by its words.

A `Level` is an open group (`名称: …` lines at one column) or an open list (`- ` at one column). A line that stands one
level too far left or right is moved to where its word fits, reported once, and the lines after it that stand at the
same wrong column follow it silently.
"""

from typing import NamedTuple

from jixiao.source.nodes import Keys

_NAMING = "名称"


class Level:
    """An open group or list.

    Attributes:
        column: where its lines stand in the corrected text.
        columns: where its lines stand as typed: the right one and the wrong ones already reported.
        name: the word above it (of a row: the word above its list); `""` at the top.
        key: the last word read in it; `blank` tells that nothing stands after it yet.
        first: offset and line of its first word, to point at.
        last: of a list, the row read last; `loose` tells how its rows began without `- `: `word` (`名称: …`),
            `sign` (`1.`) or `bare` (a text alone).
        told: findings about several rows of a list, as an index by kind; `rows` are the lines they name.
    """

    __slots__ = (
        "blank",
        "column",
        "columns",
        "first",
        "first_key",
        "key",
        "last",
        "listing",
        "loose",
        "name",
        "row",
        "rows",
        "seen",
        "told",
        "typed",
    )

    def __init__(self, name: str, column: int, typed: int, *, listing: bool, row: bool = False) -> None:
        """Open a level; `listing` for a list, `row` for the group of one `- `."""
        self.name = name
        self.column = column
        self.typed = typed
        self.columns = {typed}
        self.listing = listing
        self.row = row
        self.key = name
        self.first_key = ""
        self.first = -1
        self.blank = False
        self.seen: dict[str, int] = {}
        self.last: Level | None = None
        self.loose = ""
        self.told: dict[str, int] = {}
        self.rows: dict[str, list[int]] = {}


class Placed(NamedTuple):
    """The decision on one line.

    Attributes:
        level: where it belongs (on top of the stack now); None: a `- ` that belongs nowhere.
        fault: `""`, `dash` (a new row whose `- ` is missing), `first` (the same, the first row of its list) or `moved`
            (it stands at the wrong column).
        anchor: offset of the word to line up with, or -1.
        under: the word below which it must be moved, where there is nothing to line up with yet.
    """

    level: Level | None
    fault: str = ""
    anchor: int = -1
    under: str = ""


class Levels:
    """The stack of open levels, the outermost first."""

    def __init__(self, keys: Keys) -> None:
        """Start with nothing open."""
        self.keys = keys
        self.stack: list[Level] = []

    @property
    def top(self) -> Level | None:
        """The innermost open level."""
        return self.stack[-1] if self.stack else None

    def is_leaf(self, name: str) -> bool:
        """Tell whether a word is known to hold a plain text, no rows and no group."""
        keys = self.keys
        return (
            bool(keys.children)
            and name in keys.all
            and name not in keys.lists
            and name not in keys.children
            and name not in keys.free
        )

    def is_list(self, name: str) -> bool:
        """Tell whether a word may have rows below it."""
        return name in self.keys.lists or not self.keys.lists or name not in self.keys.all

    def fits(self, name: str, key: str) -> bool | None:
        """Tell whether a key belongs inside a group; None where the domain does not say."""
        if name in self.keys.free or key not in self.keys.all:
            return None
        allowed = self.keys.children.get(name)
        return None if allowed is None else key in allowed

    def naming(self, name: str) -> str:
        """The key by which a row of a list is called; empty where its rows have no such key."""
        return _NAMING if name in self.keys.lists and _NAMING in self.keys.children.get(name, ()) else ""

    def is_group(self, name: str) -> bool:
        """Tell whether a word is known to have `名称: 内容` lines below it, and no rows."""
        return name in self.keys.children and name not in self.keys.lists

    def candidates(self, *, dash: bool) -> list[int]:
        """Columns (as typed) at which a line may stand now, the innermost first."""
        found = [one.typed for one in reversed(self.stack) if one.listing == dash]
        top = self.top
        if top is not None and top.blank:
            found.insert(0, top.typed + 2)
        return found or [0]

    def push(self, level: Level) -> Level:
        """Open a level inside the innermost one."""
        self.stack.append(level)
        return level

    def pop_to(self, level: Level) -> Level:
        """Close everything inside a level."""
        while self.stack[-1] is not level:
            self.stack.pop()
        return level

    def key(self, column: int, key: str) -> Placed:
        """Place a line `key: …` that stands at a column."""
        top = self.top
        if top is None:
            return Placed(self.push(Level("", column, column, listing=False)))
        if top.blank and column > top.typed:
            return self._inside(top, column, key)
        match = next((one for one in reversed(self.stack) if not one.listing and column in one.columns), None)
        return self._lost(top, column, key) if match is None else self._matched(match, column, key)

    def _inside(self, top: Level, column: int, key: str) -> Placed:
        """A group begins below a word that had nothing after it, unless the key cannot belong there."""
        inner = top.key
        if self.is_leaf(inner) or self.fits(inner, key) is False:
            home = self._home(key)
            if home is not None:
                return self._move(home, column, key)
        if not top.listing and inner in self.keys.lists and inner in self.keys.children:
            return self._first_row(top, column)
        top.blank = False
        level = Level(
            inner, max(top.column + column - top.typed, top.column + 1), column, listing=False, row=top.listing
        )
        return Placed(self.push(level))

    def _first_row(self, top: Level, column: int) -> Placed:
        """A list whose first row begins without `- `: room for it in front of a word that stands far enough right."""
        top.blank = False
        shift = top.column - top.typed
        place = column - 2 if column - top.typed > 2 else max(column, top.typed + 2)  # noqa: PLR2004 (length of `- `)
        listing = self.push(Level(top.key, place + shift, place, listing=True))
        listing.loose = "word"
        listing.columns.update((column, place))
        row = Level(top.key, place + shift + 2, column, listing=False, row=True)
        row.columns.add(place + 2)
        listing.last = row
        return Placed(self.push(row), "first")

    def _home(self, key: str) -> Level | None:
        """The innermost open group that knows the key and has no such entry yet (or can begin a new row with it)."""
        for one in reversed(self.stack):
            if not one.listing and self.fits(one.name, key) and (key not in one.seen or one.row):
                return one
        return None

    def _matched(self, match: Level, column: int, key: str) -> Placed:
        if self.fits(match.name, key) is False:
            moved = self._elsewhere(match, column, key)
            if moved is not None:
                return moved
        self.pop_to(match)
        return self._row_or(match, column, key, Placed(match))

    def _row_or(self, level: Level, column: int, key: str, otherwise: Placed) -> Placed:
        """A new row where the first key of a row comes again, else what was meant."""
        if level.row and level.first_key == key and key in level.seen and len(self.stack) > 1:
            return self._new_row(level, column)
        return otherwise

    def _new_row(self, level: Level, column: int) -> Placed:
        self.pop_to(level)
        self.stack.pop()
        above = self.stack[-1]
        fresh = Level(level.name, above.column + 2, column, listing=False, row=True)
        fresh.columns.update(level.columns)
        above.last = fresh
        return Placed(self.push(fresh), "dash", level.seen[level.first_key])

    def _elsewhere(self, match: Level, column: int, key: str) -> Placed | None:
        """Another level for a key that does not belong where it stands; None leaves it there for the decoder."""
        index = self.stack.index(match)
        for one in reversed(self.stack[index + 1 :]):
            if not one.listing and self.fits(one.name, key):
                return self._move(one, column, key)
        if match is self.top and match.blank and self.fits(match.key, key):
            return self._first_row(match, column) if self.is_list(match.key) else self._below(match, column)
        for one in reversed(self.stack[:index]):
            if not one.listing and self.fits(one.name, key) and (key not in one.seen or one.row):
                return Placed(self.pop_to(one)) if column in one.columns else self._move(one, column, key)
        return None

    def _below(self, top: Level, column: int) -> Placed:
        top.blank = False
        level = Level(top.key, top.column + 2, column, listing=False)
        return Placed(self.push(level), "moved", -1, top.key)

    def _lost(self, top: Level, column: int, key: str) -> Placed:
        """A key at a column where nothing stands."""
        listing = next((one for one in reversed(self.stack) if one.listing and column in one.columns), None)
        if listing is not None:
            index = self.stack.index(listing) + 1
            if index < len(self.stack) and self.stack[index].row:
                return self._move(self.stack[index], column, key)
        if top.blank and not top.listing and self.fits(top.key, key):
            return self._below(top, column)
        groups = [one for one in self.stack if not one.listing]
        known = [one for one in groups if self.fits(one.name, key) and (key not in one.seen or one.row)]
        choice = known or [one for one in groups if self.fits(one.name, key) is not False] or groups
        if not choice:
            return Placed(self.push(Level(top.name, top.column + 2, column, listing=False, row=True)), "moved")
        return self._move(min(reversed(choice), key=lambda one: abs(one.typed - column)), column, key)

    def _move(self, level: Level, column: int, key: str) -> Placed:
        self.pop_to(level)
        level.columns.add(column)
        return self._row_or(level, column, key, Placed(level, "moved", level.first))

    def dash(self, column: int, key: str) -> Placed:
        """Place a line `- …` that stands at a column; `key` is the word after the dash, if there is one."""
        top = self.top
        if top is None:
            return Placed(self.push(Level("", column, column, listing=True)))
        if top.blank and column >= top.typed + top.listing:
            return self._list_inside(top, column, key)
        match = next((one for one in reversed(self.stack) if one.listing and column in one.columns), None)
        if match is not None:
            return Placed(self.pop_to(match))
        if top.blank and not top.listing and self.is_list(top.key) and not self.is_leaf(top.key):
            top.blank = False
            return Placed(self.push(Level(top.key, top.column + 2, column, listing=True)), "moved", -1, top.key)
        lists = [one for one in self.stack if one.listing]
        if not lists:
            return Placed(None)
        return self._move_dash(min(reversed(lists), key=lambda one: abs(one.typed - column)), column)

    def _list_inside(self, top: Level, column: int, key: str) -> Placed:
        inner = top.key
        if self.is_leaf(inner) and key and self.fits(top.name, key) and not top.row:
            return Placed(None)
        if self.is_leaf(inner) or (inner in self.keys.all and not self.is_list(inner)):
            for one in reversed(self.stack):
                if one.listing and (not key or self.fits(one.name, key) is not False):
                    return self._move_dash(one, column)
        top.blank = False
        typed = max(top.column + column - top.typed, top.column)
        return Placed(self.push(Level(inner, typed, column, listing=True)))

    def _move_dash(self, level: Level, column: int) -> Placed:
        self.pop_to(level)
        if column == level.typed:
            return Placed(level)
        level.columns.add(column)
        return Placed(level, "moved", level.first)
