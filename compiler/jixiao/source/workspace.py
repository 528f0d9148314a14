"""Where things are: the workspace, its departments and years, layout folders, `jixiao.toml`.

Looks at names and folders only; no file is read here but `jixiao.toml`. Kept free of heavy imports, since the build that
finds nothing to do goes through here too.
"""

import os
import re
from pathlib import Path
from typing import NamedTuple

from jixiao.diagnostics import Diagnostic, fault, reason_of
from jixiao.source.filenames import DEPARTMENT_FILE, REVIEW_FILE, why_skip, why_skip_top

SOURCES = "sources"
LAYOUTS = "layouts"
CONFIG = "jixiao.toml"
#: The folder of a workspace that holds rule profiles of its own.
PROFILES = "profiles"
_YEAR = re.compile(r"\d{4}", re.ASCII)
_DIGITS = re.compile(r"(\d+)")
#: Sections of the config and their keys; those of [fonts] are roles, which the font room knows.
_TABLES: dict[str, tuple[str, ...]] = {
    "build": ("fonts", "output"),
    "fonts": (),
    "check": ("profile",),
    "diff": ("severity", "amount"),
}
#: Levels of a change, and off.
_LEVELS = ("critical", "major", "notice", "cosmetic", "off")


class Config(NamedTuple):
    """`jixiao.toml`.

    Attributes:
        fonts: role → families or files, tried before all others.
        font_mode: embedded | auto | system.
        output: the output folder, relative to the workspace.
        profile: the rule profile of all departments; empty: that of each one's layout and place.
        severities: rule of the comparison of years → its level here; the rules are known to that room.
        amount: the change of a budget in 万元 from which it is 关注 whatever its share; empty: by its share alone.
    """

    fonts: dict[str, tuple[str, ...]] = {}  # noqa: RUF012 - a NamedTuple default is never mutated
    font_mode: str = "auto"
    output: str = "build"
    profile: str = ""
    severities: dict[str, str] = {}  # noqa: RUF012 - as above
    amount: str = ""


class Workspace(NamedTuple):
    """A folder with `sources/` (or `jixiao.toml`) and what its config says.

    `prefix` goes before the names shown to people: `HEAD~1:` where the folder holds the files of a git revision.
    """

    root: Path
    config: Config = Config()
    prefix: str = ""

    @property
    def sources(self) -> Path:
        """The folder of the departments."""
        return self.root / SOURCES

    def shown(self, path: Path) -> str:
        """A path as people see it: posix style, relative to the workspace where it lies inside."""
        whole, root = str(path), str(self.root)
        inside = whole.startswith(root + os.sep) if not root.endswith(os.sep) else whole.startswith(root)
        return (self.prefix + whole[len(root) :].lstrip(os.sep) if inside else whole).replace(os.sep, "/")


class Skipped(NamedTuple):
    """A file that is not read, and why, in Chinese."""

    path: Path
    reason: str
    hint: str


class DepartmentYear(NamedTuple):
    """One folder `sources/<folder>/<year>`: its files in document order, what was passed over, what cannot be looked into.

    A department folder that cannot be looked into is one with an empty year. `faults`: of files that are not there to be
    read (a git revision that could not be laid out whole).
    """

    folder: str
    year: str
    path: Path
    projects: tuple[Path, ...]
    skipped: tuple[Skipped, ...]
    unreadable: tuple[Path, ...] = ()
    faults: tuple[Diagnostic, ...] = ()

    @property
    def department_file(self) -> Path:
        """`department.yaml`, whether it exists or not."""
        return self.path / DEPARTMENT_FILE

    @property
    def review_file(self) -> Path:
        """`审核.yaml`, whether it exists or not."""
        return self.path / REVIEW_FILE

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that makes up the sources, department first."""
        return (self.department_file, *self.projects)

    @property
    def label(self) -> str:
        """`huailai-jiguan/2025`."""
        return f"{self.folder}/{self.year}".rstrip("/")


def find_root(start: Path) -> Path | None:
    """Walk up from `start` to the first folder that holds `sources/` or `jixiao.toml`."""
    for folder in (start, *start.parents):
        if (folder / SOURCES).is_dir() or (folder / CONFIG).is_file():
            return folder
    return None


def open_workspace(root: Path) -> tuple[Workspace, list[Diagnostic]]:
    """The workspace at `root` with its config; a faulty config is reported and its good parts are used."""
    path = root / CONFIG
    if not path.is_file():
        return Workspace(root), []
    import tomllib

    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        hint = "请用记事本打开它，点“文件”→“另存为”，“编码”选 UTF-8。"
        return Workspace(root), [fault("JX042", f"{CONFIG} 不是 UTF-8 编码", file=CONFIG, hint=hint)]
    except OSError as error:
        hint = "请确认您有读取它的权限。"
        return Workspace(root), [fault("JX042", f"{CONFIG} 读不出来：{reason_of(error)}", file=CONFIG, hint=hint)]
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        where = f"第 {place[1]} 行第 {place[2]} 列附近" if place else "某一处"
        return Workspace(root), [
            fault(
                "JX042",
                f"{CONFIG} {where}不合 TOML 写法",
                file=CONFIG,
                hint='文字和中文名称都要加双引号，例如 output = "build"、"仿宋" = "FangSong"。',
            )
        ]
    return _config(root, data)


def _config(root: Path, data: dict[str, object]) -> tuple[Workspace, list[Diagnostic]]:
    faults: list[Diagnostic] = []

    def table(name: str) -> dict[str, object]:
        value = data.get(name, {})
        if isinstance(value, dict):
            return value
        faults.append(
            fault(
                "JX042", f"{CONFIG} 里的 {name} 应当是一节", file=CONFIG, hint=f"写成 [{name}] 一行，下面逐行写各项。"
            )
        )
        return {}

    for name, known in _TABLES.items():
        odd = [key for key in table(name) if known and key not in known]
        faults += [
            fault("JX042", f"{CONFIG} 的 [{name}] 里没有 {key} 这一项", file=CONFIG, hint=f"可写：{'、'.join(known)}。")
            for key in odd
        ]
    sections = "、".join(f"[{name}]" for name in _TABLES)
    faults += [
        fault("JX042", f"{CONFIG} 里没有 [{name}] 这一节", file=CONFIG, hint=f"可写：{sections}。")
        for name in data
        if name not in _TABLES
    ]
    build = table("build")
    mode, output = build.get("fonts", "auto"), build.get("output", "build")
    if mode not in ("embedded", "auto", "system"):
        faults.append(
            fault(
                "JX042", f"{CONFIG} 的 [build] fonts 不能写“{mode}”", file=CONFIG, hint="可写 embedded、auto、system。"
            )
        )
        mode = "auto"
    if not isinstance(output, str) or not output:
        faults.append(
            fault("JX042", f"{CONFIG} 的 [build] output 应是文件夹名称", file=CONFIG, hint='例如 output = "build"。')
        )
        output = "build"
    fonts = {}
    for role, value in table("fonts").items():
        wanted = [value] if isinstance(value, str) else value
        if isinstance(wanted, list) and all(isinstance(one, str) for one in wanted):
            fonts[role] = tuple(wanted)
        else:
            faults.append(
                fault(
                    "JX042",
                    f"{CONFIG} 的 [fonts] {role} 应是字体名称或文件",
                    file=CONFIG,
                    hint='例如 "仿宋" = "FangSong"。',
                )
            )
    profile = table("check").get("profile", "")
    if not isinstance(profile, str):
        hint = '例如 profile = "pingluo-2024"。'
        faults.append(fault("JX042", f"{CONFIG} 的 [check] profile 应是规则配置的名称", file=CONFIG, hint=hint))
        profile = ""
    severities, amount, more = _diff(table("diff"))
    return Workspace(root, Config(fonts, str(mode), output, profile, severities, amount)), [*faults, *more]


def _diff(table: dict[str, object]) -> tuple[dict[str, str], str, list[Diagnostic]]:
    """The levels of [diff.severity] and [diff] amount, with the faults of what is not used."""
    faults: list[Diagnostic] = []
    said = table.get("severity", {})
    if not isinstance(said, dict):
        hint = "写成 [diff.severity] 一行，下面逐行写“规则 = 级别”。"
        faults.append(fault("JX042", f"{CONFIG} 里的 [diff] severity 应当是一节", file=CONFIG, hint=hint))
        said = {}
    hint = f'可写 {"、".join(_LEVELS)}，例如 indicator-added = "major"。'
    faults += [
        fault("JX042", f"{CONFIG} 的 [diff.severity] {rule} 不能写“{level}”", file=CONFIG, hint=hint)
        for rule, level in said.items()
        if level not in _LEVELS
    ]
    levels = {rule: str(level) for rule, level in said.items() if level in _LEVELS}
    amount = table.get("amount")
    if isinstance(amount, int | float) and not isinstance(amount, bool) and 0 < amount < float("inf"):
        return levels, str(amount), faults
    if amount is not None:
        hint = "例如 amount = 50，预算增减达到 50 万元的报为关注。"
        faults.append(fault("JX042", f"{CONFIG} 的 [diff] amount 应是以万元计的数", file=CONFIG, hint=hint))
    return levels, "", faults


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key that puts 2 before 10."""
    parts = _DIGITS.split(text)
    return tuple((1, int(part), "") if part.isdecimal() else (2, 0, part) for part in parts if part)


def department_years(workspace: Workspace) -> list[DepartmentYear]:
    """Every department-year of the workspace, departments in natural order, years ascending."""
    if not workspace.sources.is_dir():
        return []
    try:
        folders = [
            entry for entry in os.scandir(workspace.sources) if entry.is_dir() and not entry.name.startswith(".")
        ]
    except OSError:
        return [DepartmentYear(SOURCES, "", workspace.sources, (), (), (workspace.sources,))]
    folders.sort(key=lambda entry: natural(entry.name))
    return [one for folder in folders for one in years_of(Path(folder.path))]


def years_of(folder: Path) -> list[DepartmentYear]:
    """The years of one department folder, ascending."""
    try:
        years = [entry for entry in os.scandir(folder) if _YEAR.fullmatch(entry.name) and entry.is_dir()]
    except OSError:
        return [DepartmentYear(folder.name, "", folder, (), (), (folder,))]
    return [department_year(Path(entry.path)) for entry in sorted(years, key=lambda entry: entry.name)]


def profile_files(workspace: Workspace) -> list[Path]:
    """The rule profiles of the workspace itself."""
    folder = workspace.root / PROFILES
    return sorted(folder.glob("*.yaml")) if folder.is_dir() else []


def odd_folders(workspace: Workspace) -> list[Path]:
    """Folders that hold a department.yaml but are not read, since they are not called by a year of four digits."""
    found = {
        path.parent
        for pattern in ("*/department.y*ml", "*/*/department.y*ml")
        for path in workspace.sources.glob(pattern)
    }
    return sorted(path for path in found if not _is_read(path.relative_to(workspace.sources).parts))


def _is_read(parts: tuple[str, ...]) -> bool:
    """Whether `sources/<parts>` is a department-year by its name."""
    return (
        len(parts) == len(("department", "year")) and not parts[0].startswith(".") and bool(_YEAR.fullmatch(parts[1]))
    )


def department_year(path: Path) -> DepartmentYear:
    """List the files of one department-year folder."""
    projects: list[Path] = []
    skipped: list[Skipped] = []
    closed: list[Path] = []
    for file in _walk(path / "projects", closed):
        reason = why_skip(file.name)
        if reason is None:
            projects.append(file)
        elif reason[0]:
            skipped.append(Skipped(file, *reason))
    skipped += [Skipped(one, *reason) for one in _files(path, closed) if (reason := why_skip_top(path, one.name))]
    projects.sort(key=lambda file: [natural(part) for part in file.relative_to(path).parts])
    return DepartmentYear(path.parent.name, path.name, path, tuple(projects), tuple(skipped), tuple(closed))


def _walk(folder: Path, closed: list[Path]) -> list[Path]:
    """All files below a folder; folders that cannot be looked into are added to `closed`."""

    def note(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError | NotADirectoryError):
            closed.append(Path(error.filename))

    found = []
    for base, folders, names in os.walk(folder, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(base, name) for name in names]
    return found


def _files(folder: Path, closed: list[Path]) -> list[Path]:
    try:
        return [Path(entry.path) for entry in os.scandir(folder) if not entry.is_dir()]
    except FileNotFoundError:
        return []
    except OSError:
        closed.append(folder)
        return []


def select(
    workspace: Workspace, names: list[str], year: str | None, here: Path
) -> tuple[list[DepartmentYear], list[str]]:
    """The department-years that DEPT arguments and --year name, and the arguments that name nothing."""
    if not names:
        found = department_years(workspace)
        return [one for one in found if year in {None, one.year}], []
    chosen: dict[Path, DepartmentYear] = {}
    unknown = []
    for name in names:
        found = [one for one in _named(workspace, name, here) if year in {None, one.year}]
        if not found:
            unknown.append(name)
        chosen.update((one.path, one) for one in found)
    return list(chosen.values()), unknown


def _named(workspace: Workspace, name: str, here: Path) -> list[DepartmentYear]:
    places = [workspace.sources / name, here / name] if name not in {"", ".", ".."} else [here / name]
    for place in places:
        path = Path(os.path.normpath(place))
        if not path.is_dir() or workspace.sources not in path.parents:
            continue
        parts = path.relative_to(workspace.sources).parts
        if len(parts) == 1:
            return years_of(path)
        if _YEAR.fullmatch(parts[1]):
            return [department_year(workspace.sources / parts[0] / parts[1])]
    return []


class Fence:
    """Tells whether a link leads a path out of the workspace; remembers folders, since most files share one."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._inside: dict[str, bool] = {}

    def escapes(self, path: Path) -> bool:
        """Whether the file lies outside."""
        whole = os.fspath(path)
        if os.path.islink(whole):  # noqa: PTH114 - half the cost of a Path, for every file
            return not path.resolve().is_relative_to(self._root)
        folder = whole.rpartition(os.sep)[0]
        if folder not in self._inside:
            self._inside[folder] = path.parent.resolve().is_relative_to(self._root)
        return not self._inside[folder]


def shipped_layouts() -> Path:
    """The layouts that come with the program."""
    return Path(__file__).resolve().parent.parent / "layouts"


def layout_folders(workspace: Workspace | None) -> dict[str, Path]:
    """Layout name → folder; a layout of the workspace wins over the shipped one of the same name."""
    found: dict[str, Path] = {}
    bases = [shipped_layouts()] + ([workspace.root / "layouts"] if workspace else [])
    for base in bases:
        if base.is_dir():
            found.update(
                (entry.name, Path(entry.path))
                for entry in os.scandir(base)
                if (Path(entry.path) / "layout.yaml").is_file()
            )
    return dict(sorted(found.items()))


def layout_files(workspace: Workspace | None, name: str) -> dict[str, Path]:
    """Bundle path → file of everything a layout may use: its own folder and `common/`, workspace over shipped."""
    files: dict[str, Path] = {}
    bases = [shipped_layouts()] + ([workspace.root / "layouts"] if workspace else [])
    for part in ("common", name):
        for base in bases:
            own = {f"{part}/{path.relative_to(base / part).as_posix()}": path for path in _walk(base / part, [])}
            files.update({key: path for key, path in own.items() if not path.name.startswith(".")})
    return dict(sorted(files.items()))
