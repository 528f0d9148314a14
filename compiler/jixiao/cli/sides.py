"""What the two arguments of `diff` mean: which department-years are compared with which.

Reading an argument (`interpret`) and pairing (`pair`) know nothing of disk or git: they ask `Facts`, or get identities.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

from jixiao.cli.arguments import USAGE
from jixiao.diagnostics import Diagnostic

# What an argument may be: a department-year or project file, a year, a revision, a path in one, a whole workspace.
PLACE, YEAR, REVISION, REVISION_PATH, WORKSPACE = "place", "year", "revision", "revision-path", "workspace"
_NAMES = {
    PLACE: "文件夹或文件",
    YEAR: "年度",
    REVISION: "git 版本",
    REVISION_PATH: "git 版本里的路径",
    WORKSPACE: "文件夹",
}
_YEAR = re.compile(r"\d{4}", re.ASCII)
_STAGED = re.compile(r"(\d{4})@(一上|二上|批复|调整)", re.ASCII)
#: What begins a path that can be nothing else.
PATHS = ("./", "../", "/", "~/", ".\\", "..\\", "\\")


class Reading(NamedTuple):
    """One way to understand an argument.

    Attributes:
        kind: `PLACE`, `YEAR`, `REVISION`, `REVISION_PATH` or `WORKSPACE`.
        text: as typed.
        revision: the name that git knows, for the kinds of revisions.
        path: as typed, for places and paths in revisions.
        year: where the argument says it.
    """

    kind: str
    text: str
    revision: str = ""
    path: str = ""
    year: str = ""

    @property
    def is_one(self) -> bool:
        """Whether it names one department-year itself, so that no other is looked for."""
        return self.kind in {PLACE, REVISION_PATH}

    @property
    def is_bare(self) -> bool:
        """Whether it leaves open which years are meant: then they are those of the other side."""
        return self.kind in {REVISION, WORKSPACE} and not self.year


class Trouble(NamedTuple):
    """Why an argument cannot be used: a usage error, or (with `faults`) an input that cannot be read."""

    message: str
    faults: tuple[Diagnostic, ...] = ()
    code: int = USAGE


class Facts(Protocol):
    """What there is."""

    def path(self, text: str) -> str:
        """`PLACE` or `WORKSPACE`, as the path names a department-year (or a file of it) or a whole workspace; or empty."""

    def revision(self, text: str) -> bool:
        """Whether a commit is called so."""

    def tags(self, year: str, stage: str) -> Sequence[str]:
        """The tags that end in a year and a stage."""


def interpret(text: str, facts: Facts) -> Reading | Trouble:
    """The one way to understand an argument."""
    if text.startswith("year:"):
        return _year(text.removeprefix("year:"), text)
    if text.startswith("rev:"):
        return _revision(text.removeprefix("rev:"), text, facts, literal=True)
    if text.startswith(PATHS) or text in {".", "..", "~"} or re.match(r"[A-Za-z]:[/\\]", text):
        kind = facts.path(text)
        return Reading(kind, text, path=text) if kind else Trouble(_no_path(text))
    if _STAGED.match(text):
        return _revision(text, text, facts, literal=False)
    return _guess(text, facts)


def _guess(text: str, facts: Facts) -> Reading | Trouble:
    found = [Reading(kind, text, path=text) for kind in [facts.path(text)] if kind]
    if _YEAR.fullmatch(text):
        found.append(Reading(YEAR, text, year=text))
    name, colon, path = text.partition(":")
    if name and facts.revision(name if colon else text):
        found.append(Reading(REVISION_PATH if colon else REVISION, text, revision=name, path=path))
    if len(found) > 1:
        return Trouble(_ambiguous(text, found))
    if found:
        return found[0]
    if text.endswith((".yaml", "/")):
        return Trouble(_no_path(text))
    # Opening it tells what is wrong.
    return Reading(REVISION_PATH if colon else REVISION, text, revision=name, path=path)


def _year(year: str, text: str) -> Reading | Trouble:
    if not _YEAR.fullmatch(year):
        return Trouble(f"“{year}”不是年度，应是四位数字，例如 year:2024。")
    return Reading(YEAR, text, year=year)


def _revision(said: str, text: str, facts: Facts, *, literal: bool) -> Reading | Trouble:
    """A revision with or without a path; `literal`: the name is git's, however it looks."""
    name, colon, path = said.partition(":")
    year = ""
    staged = None if literal else _STAGED.fullmatch(name)
    if staged:
        year, stage = staged.groups()
        tag = _tag(year, stage, facts.tags(year, stage))
        if isinstance(tag, Trouble):
            return tag
        name = tag
    if not name:
        return Trouble(f"“{text}”里没有写 git 版本，例如 rev:HEAD~1。")
    return Reading(REVISION_PATH if colon else REVISION, text, name, path, "" if colon else year)


def _tag(year: str, stage: str, found: Sequence[str]) -> str | Trouble:
    """The tag of a stage: the one called exactly so, or the only one that ends so; git tells of one that is missing."""
    plain = f"{year}-{stage}"
    ending = re.compile(rf"(?:.*[^0-9])?{year}[-_/.]?{stage}", re.DOTALL)
    fitting = [one for one in found if ending.fullmatch(one)]
    if plain in fitting or not fitting:
        return plain
    if len(fitting) > 1:
        return Trouble(f"“{year}@{stage}”可以是几个标签：{'、'.join(fitting)}。请写明一个，例如 rev:{fitting[0]}。")
    return fitting[0]


def _no_path(text: str) -> str:
    return (
        f"“{text}”不是年度文件夹，也不是项目文件。可以写部门的年度文件夹（huailai-jiguan/2025）、"
        "项目文件、年度（2025）或 git 版本（HEAD~1）。"
    )


def _ambiguous(text: str, found: Sequence[Reading]) -> str:
    ways = {PLACE: f"./{text}", WORKSPACE: f"./{text}", YEAR: f"year:{text}"}
    listed = "，".join(f"指{_NAMES[one.kind]}请写 {ways.get(one.kind, f'rev:{text}')}" for one in found)
    return f"“{text}”有{'、'.join(_NAMES[one.kind] for one in found)}几种意思：{listed}。"


class Identity(NamedTuple):
    """By what the same department is known on the other side: 单位 code, else name, else folder."""

    code: str
    name: str
    folder: str
    year: str


_Key = Callable[[Identity], str]
_KEYS: tuple[_Key, ...] = (lambda one: one.code, lambda one: one.name, lambda one: one.folder)
Places = tuple[int | None, int | None]


def pair(old: Sequence[Identity], new: Sequence[Identity], *, by_year: bool) -> list[Places]:
    """Positions on both sides of what belongs together; None: there is no such department (or year) on that side.

    In the order of the new side; what is left of the old one comes last. Only a key that is unique on its side counts.
    """
    partner: dict[int, int] = {}
    for key in _KEYS:
        left = _unique(old, set(partner.values()), key, by_year=by_year)
        right = _unique(new, set(partner), key, by_year=by_year)
        partner.update((right[value], left[value]) for value in right.keys() & left.keys())
    rest: list[Places] = [(at, None) for at in range(len(old)) if at not in set(partner.values())]
    return [*((partner.get(at), at) for at in range(len(new))), *rest]


def _unique(side: Sequence[Identity], taken: set[int], key: _Key, *, by_year: bool) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], list[int]] = {}
    for at, one in enumerate(side):
        if at not in taken and key(one):
            found.setdefault((key(one), one.year if by_year else ""), []).append(at)
    return {value: places[0] for value, places in found.items() if len(places) == 1}


def kept(pairs: Sequence[Places], old: Reading, new: Reading) -> Iterator[Places]:
    """Without what nobody asked about: the other departments, where one side names a single one."""
    for left, right in pairs:
        if (left is None and old.is_one) or (right is None and new.is_one):
            continue
        yield left, right
