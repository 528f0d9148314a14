"""Next year's sources from this year's: the same texts with the year moved on, and marks where people must think again.

The files are edited where they stand, so that comments, order, quotes and line ends stay. What comes out is read again
before anybody gets it: it must decode, and carry the marks that were meant.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from jixiao.diagnostics import Diagnostic, SourceText, has_errors
from jixiao.exchange.carrying import Years, new_text, remark
from jixiao.exchange.rolling import roll, roll_dates
from jixiao.exchange.yamltext import plain
from jixiao.model.decode import check_unique, decode_department, decode_project
from jixiao.model.document import Department, Project
from jixiao.model.form import Form
from jixiao.model.load import Loaded
from jixiao.model.pending import Pending, Place, comments, is_settled, pending, places
from jixiao.model.vocabulary import department_keys, project_keys
from jixiao.source.workspace import DepartmentYear
from jixiao.source.yamltree import Entry, Keys, Mapping, Scalar, parse

_BOM = b"\xef\xbb\xbf"
#: Of this year only: explanations of findings, the date of the paper, what this project continued.
_DROPPED = ("编制日期", "说明", "上年项目")
_LINE_END = re.compile(r"\r\n|\n|\r")


class NewFile(NamedTuple):
    """A file of the new year.

    Attributes:
        old: the file it comes from, as shown to people.
        path: where it goes, relative to the folder of the year.
        before, text: the texts of both, without a byte order mark.
        data: the bytes of the new one, with a byte order mark where the old one has it.
        marks: what is left to people.
    """

    old: str
    path: str
    before: str
    text: str
    data: bytes
    marks: tuple[Pending, ...]


class Rollover(NamedTuple):
    """The new year of one department: its files, or the faults that stand against it."""

    files: tuple[NewFile, ...]
    faults: tuple[Diagnostic, ...] = ()
    trouble: str = ""


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def rollover(place: DepartmentYear, loaded: Loaded, new: int) -> Rollover:
    """The files of the year `new` from a department-year as read (see `model.load`); nothing is written."""
    department, form = loaded.department, loaded.form
    if department is None or form is None:
        return Rollover((), loaded.faults)
    years = Years(int(department.year.text), new)
    made = [_department_file(department, years)]
    made += [_project_file(one, form, years) for one in department.projects]
    texts = [one for one in made if one is not None]
    if len(texts) < len(made):
        return Rollover((), (), "有的文件整个写在一对花括号里，不能结转。请改成一行一项的写法。")
    paths = [place.department_file, *place.projects]
    files = []
    for (source, text), path in zip(texts, paths, strict=True):
        own = path.relative_to(place.path)
        name = (own.parent / (roll(own.stem, *years).text + own.suffix)).as_posix()
        keys = department_keys() if path == place.department_file else project_keys(form)
        marks = pending(SourceText(name, text), keys)
        files.append(NewFile(source.path, name, source.text, text, _bytes(path, text), marks))
    return Rollover(tuple(files), tuple(_faults(files, form)))


def _bytes(path: Path, text: str) -> bytes:
    with path.open("rb") as file:
        return (_BOM if file.read(len(_BOM)) == _BOM else b"") + text.encode()


def _faults(files: Sequence[NewFile], form: Form) -> Iterator[Diagnostic]:
    """What is wrong with the new files read as sources: two names that became one, or a fault of this program."""
    department: Department | None = None
    projects: list[Project] = []
    defaults: dict[str, Any] = {}
    for number, one in enumerate(files):
        source = SourceText(one.path, one.text)
        node, faults = parse(source, project_keys(form) if number else department_keys())
        yield from (fault for fault in faults if has_errors([fault]))
        if node is None:
            continue
        if number:
            project, faults = decode_project(source, node, form, defaults)
            projects += [project] if project is not None else []
        else:
            department, defaults, faults = decode_department(source, node, form)
        yield from (fault for fault in faults if has_errors([fault]))
    if department is not None and department.organ.name is not None:
        yield from check_unique(tuple(projects), department.organ.name.text)


def _department_file(department: Department, years: Years) -> tuple[SourceText, str] | None:
    root = _root(department.source, department_keys())
    if root is None:
        return None
    edits = [*_removed(department.source, root)]
    for entry in root.entries:
        if entry.key.text == "年度" and isinstance(entry.value, Scalar):
            edits.append(_replaced(department.source, entry.value, str(years.new)))
        if entry.key.text == "阶段" and isinstance(entry.value, Scalar) and entry.value.text:
            edits.append(_Edit(entry.value.start, entry.value.end, "一上"))
    return department.source, _written(department.source, root, years, edits)


def _project_file(project: Project, form: Form, years: Years) -> tuple[SourceText, str] | None:
    root = _root(project.source, project_keys(form))
    if root is None:
        return None
    edits = [*_removed(project.source, root), *_moved_dates(project.source, root, years)]
    if years.new == years.old + 1:
        edits.append(_link(project, root))
    return project.source, _written(project.source, root, years, edits)


def _root(source: SourceText, keys: Keys) -> Mapping | None:
    node, _ = parse(source, keys)
    return node if isinstance(node, Mapping) and not node.flow else None


def _removed(source: SourceText, root: Mapping) -> Iterator[_Edit]:
    """The lines of fields that belong to the old year."""
    for entry in root.entries:
        if entry.key.text in _DROPPED:
            yield _Edit(_line_start(source.text, entry.key.start), _behind(source.text, _end(entry)), "")


def _end(entry: Entry) -> int:
    return max(entry.key.end, entry.value.end)


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _behind(text: str, at: int) -> int:
    """Behind the line end that follows; the end of the text where there is none."""
    match = _LINE_END.search(text, at)
    return match.end() if match else len(text)


def _link(project: Project, root: Mapping) -> _Edit:
    """上年项目 behind 绩效指标: the code, or the name where there is no code."""
    text = project.source.text
    name = project.code.text if project.code is not None and project.code.text else project.name.text
    after = next((one for one in root.entries if one.key.text == "绩效指标"), root.entries[-1])
    at = _behind(text, _end(after))
    end = _newline(text)
    lead = "" if text[:at].endswith(("\n", "\r")) else end
    return _Edit(at, at, f"{lead}上年项目:{end}  - {plain(name, row=True)}{end}")


def _newline(text: str) -> str:
    match = _LINE_END.search(text)
    return match.group() if match else "\n"


def _moved_dates(source: SourceText, root: Mapping, years: Years) -> Iterator[_Edit]:
    found = {one.key.text: one.value for one in root.entries if isinstance(one.value, Scalar)}
    first, last = found.get("开始日期"), found.get("结束日期")
    moved = roll_dates(first.text if first else "", last.text if last else "", *years)
    for value, text in zip((first, last), moved, strict=True):
        if value is not None and value.text and value.text != text:
            yield _replaced(source, value, text)


def _replaced(source: SourceText, value: Scalar, text: str) -> _Edit:
    """A value with another text in the quotes it has."""
    quote = value.style if value.style in {"'", '"'} else ""
    typed = source.text[value.start : value.end]
    return _Edit(value.start, value.end, f"{quote}{text}{quote}" if quote or value.text == typed else text)


def _written(source: SourceText, root: Mapping, years: Years, edits: list[_Edit]) -> str:
    """The text with these edits, the year moved on in every other text, and the marks."""
    removed = [(one.start, one.end) for one in edits if not one.text]
    found = [one for one in places(root) if not any(start <= one.start < end for start, end in removed)]
    done = {one.start for one in edits}
    for one in found:
        if one.value.start in done or one.value.start == one.value.end:
            continue
        # The mark of a block stands behind its sign, on a line of its own.
        start = _visible_end(source.text, one.value.start) if one.value.style == "|" else one.value.start
        typed = source.text[start : one.value.end]
        text = new_text(one, typed, years)
        if text != typed:
            edits.append(_Edit(start, one.value.end, text))
    marks = _marks(source, root, found, years)
    return _spliced(source.text, [*edits, *_mark_edits(source, found, removed, marks)])


def _marks(source: SourceText, root: Mapping, found: Iterable[Place], years: Years) -> dict[int, str]:
    """Where lines end (in the old text) → the mark that stands there."""
    dates = {one.key.text: one.value.text for one in root.entries if isinstance(one.value, Scalar)}
    _, end = roll_dates(dates.get("开始日期", ""), dates.get("结束日期", ""), *years)
    by_line: dict[int, list[str]] = {}
    for one in found:
        said = remark(one, years, end)
        if said:
            at = one.value.start if one.value.style == "|" else one.end
            by_line.setdefault(_visible_end(source.text, at), []).append(said)
    return {at: said[0] if len(said) == 1 else _SEVERAL for at, said in by_line.items()}


#: For a line with several values to think over, which one comment cannot name apart.
_SEVERAL = "# 待填：这一行的内容都按本年核定"


def _visible_end(text: str, at: int) -> int:
    """Where the line ends on which `at` stands, without blanks behind it."""
    match = _LINE_END.search(text, at)
    line = text[at : match.start() if match else len(text)]
    return at + len(line.rstrip())


def _mark_edits(
    source: SourceText, found: Sequence[Place], removed: list[tuple[int, int]], marks: dict[int, str]
) -> Iterator[_Edit]:
    """The marks put in; older ones make room where a new one comes or nothing is left to say."""
    for match in comments(source, found):
        at = match.start()
        if any(start <= at < end for start, end in removed):
            continue
        end = _visible_end(source.text, at)
        owner = [one for one in found if _line_start(source.text, at) <= one.start < at]
        if end in marks or (owner and is_settled(match["note"].strip(), owner[-1].value.text)):
            front = len(source.text[:at].rstrip(" \t"))
            said = marks.pop(end, "")
            yield _Edit(front, end, f"  {said}" if said else "")
    for at, said in marks.items():
        yield _Edit(at, at, f"  {said}")


def _spliced(text: str, edits: Iterable[_Edit]) -> str:
    for one in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        text = text[: one.start] + one.text + text[one.end :]
    return text
