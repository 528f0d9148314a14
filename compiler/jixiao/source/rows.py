"""Lists: rows that begin with `- `, with something else, or with nothing at all."""

from jixiao.source.dashes import fake_dash, is_fake, second_dash
from jixiao.source.documents import second_project
from jixiao.source.levels import Level, Placed
from jixiao.source.lines import Line
from jixiao.source.marks import FAKE_DASH, KeyMark, key_mark
from jixiao.source.pairs import Pairs
from jixiao.source.repair import Finding, numbers, ordinals
from jixiao.source.values import read_value
from jixiao.source.wrapped import Value


class Rows(Pairs):
    """The reader of rows; many rows with the same fault are told in one message."""

    def _entry(self, line: Line, mark: KeyMark, column: int) -> int:
        if second_project(self, line, mark.key, column):
            return len(self.lines)
        named = self._name_as_word(line, mark)
        if named:
            return named
        placed = self.levels.key(column, mark.key)
        level = placed.level
        if level is None:
            return line.number + 1
        if placed.fault in ("dash", "first"):
            self._missing_dash(line, mark, placed, level)
            self.edit(line.start, line.lead, " " * (level.column - 2) + "- ")
        else:
            if placed.fault and not line.unsure:
                self._moved(line, mark.key, placed, level.column)
            self.lead(line, level.column)
        return self._pair(line, line.lead, mark, level)

    # --- rows without a dash ---

    def _missing_dash(self, line: Line, mark: KeyMark, placed: Placed, level: Level) -> None:
        listing = self.levels.stack[-2]
        if placed.fault == "first":
            self._first_dash(line, mark, level, listing)
        elif "dash" in listing.told:
            listing.rows["dash"].append(line.number + 1)
        else:
            self._further_dash(line, mark, placed, listing)

    def _first_dash(self, line: Line, mark: KeyMark, level: Level, listing: Level) -> None:
        """The first row of a list has no dash: the message names the lines of all further rows."""
        word, sample = mark.key, ""
        if not self.levels.fits(level.name, word):
            word = self.levels.naming(level.name) or word
            sample = f"- {word}: {self.text[line.lead + mark.after : line.end]}".rstrip()
        place = (line.lead, line.lead + mark.length)
        message = f"“{listing.name}”下面的每一条要以“- ”开头"
        further = self._gather(listing, "dash", Finding("JX043", message, *place, "", corrected=not sample))

        def finish(one: Finding) -> Finding:
            more = f"；{ordinals(further)}，也请在“{word}”前面加“- ”" if further else ""
            advice = f"请在“{word}”前面加“- ”（减号和一个空格），这一条的其余各行与“{word}”对齐{more}。应写成：{sample}"
            return one._replace(advice=advice)

        self.late.append((listing.told["dash"], finish))

    def _further_dash(self, line: Line, mark: KeyMark, placed: Placed, listing: Level) -> None:
        key = mark.key
        finding = Finding(
            "JX043",
            f"“{key}”在这一条里已经有了，另起一条要以“- ”开头",
            line.lead,
            line.lead + mark.length,
            "",
            others=(("上一条从这里开始", placed.anchor, placed.anchor + mark.length),),
        )
        further = self._gather(listing, "dash", finding)

        def finish(one: Finding) -> Finding:
            advice = f"在“{key}”前面加“- ”（减号和一个空格），减号与上一条的减号对齐。{_alike(further)}应写成："
            return one._replace(advice=advice)

        self.late.append((listing.told["dash"], finish))

    def _gather(self, listing: Level, kind: str, finding: Finding) -> list[int]:
        """Note the first fault of a kind in a list; gives the (still empty) lines of those that follow it."""
        listing.told[kind] = len(self.findings)
        self.findings.append(finding)
        return listing.rows.setdefault(kind, [])

    def _rows_without_dash(self, line: Line, top: Level) -> int:
        top.blank = False
        column = max(line.column, top.column)
        listing = Level(top.key, column, line.column, listing=True)
        listing.first = line.lead
        naming = self.levels.naming(top.key)
        self.levels.push(listing)
        if naming:
            listing.loose = "bare"
            return self._named(line, line.lead, listing, naming)
        self.find("JX043", f"“{top.key}”下面的每一条要以“- ”开头", (line.lead, line.end), "应写成：")
        at = line.number
        while at < len(self.lines):
            one = self.lines[at]
            if one.content and (
                one.column < line.column
                or one.content[0] == "#"
                or self._dash_length(one)
                or key_mark(one.content, self.keys.all)
            ):
                break
            if one.content:
                self.lead(one, column)
                self.edit(one.lead, one.lead, "- ")
            at += 1
        return at

    def _bare_row(self, line: Line) -> Level | None:
        """The list whose rows are lines of text without any dash, if a line is one of them."""
        listing = next((one for one in reversed(self.levels.stack) if one.listing), None)
        return listing if listing is not None and listing.loose == "bare" and line.column in listing.columns else None

    def _named(self, line: Line, start: int, listing: Level, naming: str) -> int:
        """A row that is a text, where rows have `名称: …` lines: the text is its name."""
        row = self._open_named(line, start, listing, naming)
        return read_value(self, Value(line, start, row, naming))

    def _open_named(self, line: Line, start: int, listing: Level, naming: str) -> Level:
        """Tell of such a row (once for a list), put `- 名称: ` in front of it, and open it."""
        self.levels.pop_to(listing)
        dashed = self.text[line.lead : start].strip() == "-"
        if "name" in listing.told:
            listing.rows["name"].append(line.number + 1)
        else:
            message = f"“{listing.name}”下面的每一条要以“- {naming}: ”开头"
            finding = Finding("JX006" if dashed else "JX043", message, line.lead, line.end, "")
            further = self._gather(listing, "name", finding)
            advice = f"其余各栏另起一行，与“{naming}”对齐。"
            self.late.append(
                (listing.told["name"], lambda one: one._replace(advice=f"{advice}{_alike(further)}应写成："))
            )
        self.lead(line, listing.column)
        self.edit(line.lead, start, f"- {naming}: ")
        row = Level(listing.name, listing.column + 2, line.column + 2, listing=False, row=True)
        row.columns.update((line.column + 2, start - line.start, *([] if dashed else [line.column])))
        row.key = row.first_key = naming
        row.first = start
        row.seen[naming] = start
        listing.last = row
        return self.levels.push(row)

    def _name_as_word(self, line: Line, mark: KeyMark) -> int:
        """`加强党建:` with the fields of the row below it: its name, typed as a word; gives the next line, or 0."""
        top = self.levels.top
        if top is None or mark.key in self.keys.all or line.lead + mark.after < line.end:
            return 0
        listing = self._bare_row(line)
        name = top.key if listing is None and top.blank and line.column > top.typed else listing.name if listing else ""
        naming = self.levels.naming(name)
        following = next(self.after(line), None)
        if not naming or following is None or following.column <= line.column:
            return 0
        below = key_mark(following.content, self.keys.all)
        if below is None or not self.levels.fits(name, below.key):
            return 0
        if listing is None:
            top.blank = False
            listing = self.levels.push(Level(name, line.column, line.column, listing=True))
            listing.loose = "bare"
        row = self._open_named(line, line.lead, listing, naming)
        row.typed = following.column
        row.columns = {following.column}
        self.edit(line.lead + mark.length, line.end, "")
        return line.number + 1

    # --- rows with a dash, or with what stands for it ---

    def _dash_length(self, line: Line) -> int:
        """Length of the `- ` (or of what stands for it) at the beginning of a line; 0 if there is none."""
        content = line.content
        if content == "-" or content.startswith("- "):
            return len(content) - len(content[1:].lstrip(" "))
        match = FAKE_DASH.match(content)
        if match is None:
            return 0
        if match.end() == len(content):
            return match.end() if self._is_number_alone(line) else 0
        mark = key_mark(content[match.end() :], self.keys.all)
        if mark is not None and mark.key in self.keys.all and mark.fault != "missing":
            return match.end()
        return match.end() if self._takes_rows(line) else 0

    def _takes_rows(self, line: Line) -> bool:
        """Tell whether rows without a field name may stand at the column of a line."""
        top = self.levels.top
        if top is None:
            return False
        if top.blank and not top.listing:
            return top.key in self.keys.lists and line.column >= top.typed
        listing = next((one for one in reversed(self.levels.stack) if one.listing), None)
        if listing is None or line.column not in listing.columns:
            return False
        return listing is top or listing.loose != ""

    def _is_number_alone(self, line: Line) -> bool:
        """Tell whether a line holds nothing but the number of a row, whose fields follow."""
        following = next(self.after(line), None)
        if following is None or following.column <= line.column or not self._takes_rows(line):
            return False
        mark = key_mark(following.content, self.keys.all)
        return mark is not None and mark.key in self.keys.all

    def _row(self, line: Line, length: int) -> int:
        self._snap(line, dash=True)
        start = line.lead + length
        column = line.column + length
        fake = is_fake(line, length)
        start = second_dash(self, line, start)
        mark = self._key(line, start, line.end, value=True) if start < line.end else None
        if (
            mark is not None
            and mark.fault == "missing"
            and (mark.after == line.end - start or not self._rows_have_words())
        ):
            mark = None
        if mark is not None and self._begins_group(line, mark.key):
            return self._needless_dash(line, start, mark, f"“{mark.key}”前面不应有")
        stray = not self.levels.stack and self._has_margin_words(line)
        placed = Placed(None) if stray else self.levels.dash(line.column, mark.key if mark else "")
        level = placed.level
        if level is None:
            return self._needless_dash(line, start, mark)
        if mark is not None and self._goes_on(line, level, mark.key):
            return self._merge(line, start, mark, level)
        naming = (
            self.levels.naming(level.name) if mark is None and self.text[start : line.end][:1] not in "{[|>" else ""
        )
        if naming:
            level.loose = level.loose or ("sign" if fake else "")
            return self._named(line, start, level, naming)
        if fake:
            fake_dash(self, line, length)
            level.loose = level.loose or "sign"
        return self._placed_row(line, start, mark, placed, (fake, column))

    def _placed_row(self, line: Line, start: int, mark: KeyMark | None, placed: Placed, typed: tuple[bool, int]) -> int:
        """A row whose list is settled; `typed` tells whether its dash is none, and the column behind it."""
        level = placed.level
        assert level is not None  # noqa: S101 (the caller has asked)
        fake, column = typed
        if placed.fault and not line.unsure:
            self._moved(line, "- ", placed, level.column)
        if level.first < 0:
            level.first = line.lead
        self.lead(line, level.column)
        level.blank = start >= line.end
        if level.blank:
            return line.number + 1
        if mark is None:
            return read_value(self, Value(line, start, level, level.name))
        offset = 2 if fake else column - line.column
        row = Level(level.name, level.column + offset, line.column + offset, listing=False, row=True)
        row.columns.update((column, line.column + 2, start - line.start))
        level.last = row
        self.levels.push(row)
        return self._pair(line, start, mark, row)

    def _needless_dash(self, line: Line, start: int, mark: KeyMark | None, why: str = "") -> int:
        sign = line.content[: start - line.lead].strip()
        message = f"{why}“{sign}”" if why else f"这里不应有“{sign}”：上面没有可以逐条填写的内容"
        advice = f"请删去“{sign}”。" if mark else "如果是上一行内容的一部分，请接到上一行的末尾。"
        self.find(
            "JX009",
            message,
            (line.lead, line.lead + len(sign)),
            f"请删去行首的“{sign}”。应写成：" if why else advice,
            corrected=why != "",
        )
        if mark is None:
            self.edit(line.start, line.start, "#")
            return line.number + 1
        column = line.column
        line.lead, line.content = start, self.text[start : line.end]
        placed = self.levels.key(column, mark.key)
        level = placed.level
        if level is None:
            return line.number + 1
        self.edit(line.start, line.lead, " " * level.column)
        return self._pair(line, start, mark, level)

    def _begins_group(self, line: Line, key: str) -> bool:
        """Tell whether the word behind a dash opens a group at this column, where no rows can be."""
        levels = self.levels
        if not (self.keys.children and (key in self.keys.lists or key in self.keys.children)):
            return False
        if any(one.listing and levels.fits(one.name, key) for one in levels.stack):
            return False
        top = levels.top
        if top is not None and top.blank and levels.is_group(top.key) and levels.fits(top.key, key):
            return line.column > top.typed
        return any(
            not one.listing and line.column in one.columns and levels.fits(one.name, key) for one in levels.stack
        )

    # --- one row with a dash on every line ---

    def _goes_on(self, line: Line, listing: Level, key: str) -> bool:
        """Tell whether a row is no row: a single field that the row above it lacks."""
        above = listing.last
        if above is None or key in above.seen or not (self.levels.fits(listing.name, key) and above.first_key):
            return False
        following = next(self.after(line), None)
        return following is None or following.column <= line.column or self._dash_length(following) > 0

    def _merge(self, line: Line, start: int, mark: KeyMark, listing: Level) -> int:
        row = listing.last
        assert row is not None  # noqa: S101 (the caller has asked)
        first, here = self.number(row.first), line.number + 1
        if "merge" in listing.told:
            listing.rows["merge"] += first, here
        else:
            word, column = row.first_key, row.column
            rows = self._gather(listing, "merge", Finding("JX009", "", line.lead, line.end, "", corrected=False))
            rows += first, here
            self.late.append((listing.told["merge"], lambda one: _merged(one, rows, word, column)))
        self.levels.push(row)
        self.edit(line.start, start, " " * row.column)
        return self._pair(line, start, mark, row)


def _alike(further: list[int]) -> str:
    return f"{numbers(further)}同样。" if further else ""


def _merged(one: Finding, rows: list[int], word: str, column: int) -> Finding:
    """The finding about rows that belong together; `rows` holds pairs of lines: of the first field, of another one."""
    groups: dict[int, list[int]] = {}
    for first, here in zip(rows[::2], rows[1::2], strict=True):
        groups.setdefault(first, []).append(here)
    said = "；".join(f"{numbers(lines)}与第 {first} 行是同一条" for first, lines in groups.items())
    return one._replace(
        message=said,
        advice=f"请去掉{'这些行' if len(rows) > 2 else '这一行'}行首的“- ”，"  # noqa: PLR2004 (one pair)
        f"与“{word}”对齐，行首用 {column} 个空格。",
    )
