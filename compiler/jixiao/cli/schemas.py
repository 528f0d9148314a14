"""`jixiao schema`: what editors need to complete, explain and check the source files."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from jixiao.cli.arguments import USAGE
from jixiao.cli.console import OK, OUTPUT, UNREADABLE, out, report, say
from jixiao.model.form import Form
from jixiao.source.workspace import (
    DepartmentYear,
    Workspace,
    department_years,
    find_root,
    layout_folders,
    open_workspace,
)


def schema(options: Namespace) -> int:
    """Print one schema, or write all that the workspace needs; the exit code."""
    root = find_root(Path.cwd())
    workspace, faults = open_workspace(root) if root else (None, [])
    report(faults)
    if faults:
        return UNREADABLE
    if options.write:
        if workspace is None:
            say("这里不是工作文件夹，没有地方写。请进入放有 sources 文件夹的目录再运行。")
            return USAGE
        return write_schemas(workspace, options.layout)
    return _print(workspace, options.file, options.layout)


def _print(workspace: Workspace | None, file: str, layout: str | None) -> int:
    from jixiao.model.schema import schema as schema_of
    from jixiao.model.schema import schema_text

    names = list(layout_folders(workspace))
    used = set(layouts_in_use(workspace, department_years(workspace)).values()) if workspace else set()
    chosen = layout or (names[0] if file == "review" and names else used.pop() if len(used) == 1 else "")
    if chosen not in names:
        what = f"没有“{chosen}”这种表样" if chosen else "请用 --layout 写明是哪种表样"
        say(f"{what}，可写：{'、'.join(names)}。")
        return USAGE
    forms, code = _forms(workspace, [chosen])
    if chosen not in forms:
        return code
    out(schema_text(schema_of(file, forms[chosen], names)).rstrip("\n"))
    return OK


def _forms(workspace: Workspace | None, names: Sequence[str]) -> tuple[dict[str, Form], int]:
    from jixiao.model.load import load_form

    forms: dict[str, Form] = {}
    code = OK
    folders = layout_folders(workspace)
    for name in names:
        form, faults = load_form(workspace, name, folders[name])
        report(faults)
        if form is None:
            code = UNREADABLE
        else:
            forms[name] = form
    return forms, code


def write_schemas(workspace: Workspace, layout: str | None = None, *, quiet: bool = False) -> int:
    """Write the schemas of all forms (or of one) and the editor's settings; the exit code."""
    from jixiao.build.output import Output, OutputError, put
    from jixiao.exchange.editors import SETTINGS, Refused, associations, merged_settings, schema_files

    names = list(layout_folders(workspace))
    if layout is not None and layout not in names:
        say(f"没有“{layout}”这种表样，可写：{'、'.join(names)}。")
        return USAGE
    forms, code = _forms(workspace, names)
    files = {
        path: text
        for path, text in schema_files(forms).items()
        if layout is None or path.rpartition("/")[2].startswith((f"{layout}.", "review."))
    }
    used = {
        label: name for label, name in layouts_in_use(workspace, department_years(workspace)).items() if name in forms
    }
    path = workspace.root / SETTINGS
    old, readable = _text(path)
    settings = merged_settings(old, associations(used)) if readable else Refused("读不出来", "")
    if isinstance(settings, str) and settings != old:
        files[SETTINGS] = settings
    try:
        if files:
            put([Output(workspace.root / name, text.encode()) for name, text in files.items()])
    except OutputError as error:
        say(f"不能写出 {error.path}：{error.reason}。{error.hint}")
        return OUTPUT
    if not quiet:
        for name in files:
            out(f"已写入 {name}")
    if isinstance(settings, Refused):
        say(f"{SETTINGS} 没有改动：{settings.reason}。请自己加上：\n{settings.lines}")
        return OUTPUT if not quiet else code
    return code


def _text(path: Path) -> tuple[str | None, bool]:
    """The text of a file (None: there is none), and whether it can be read."""
    try:
        return path.read_text(encoding="utf-8"), True
    except FileNotFoundError:
        return None, True
    except (OSError, UnicodeDecodeError):
        return None, False


def layouts_in_use(workspace: Workspace, departments: Sequence[DepartmentYear]) -> dict[str, str]:
    """`department/year` → what its department.yaml says under 版式; left out where it says none."""
    from jixiao.model.decode import layout_of
    from jixiao.model.load import Files
    from jixiao.model.vocabulary import department_keys

    files = Files(workspace, department_keys())
    found = {}
    for place in departments:
        if place.department_file.is_file():
            layout = layout_of(files.tree(place.department_file)[1])
            if layout is not None:
                found[place.label] = layout.text
    return found
