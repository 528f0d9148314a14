"""The command line: the only room that prints or exits.

Results go to stdout, progress and messages to stderr. Exit codes are those of design.md §6.
"""

import gc
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from jixiao.cli.arguments import COMMANDS, USAGE, read
from jixiao.cli.console import INTERRUPTED, OK, OUTPUT, UNREADABLE, open_here, out, report, say
from jixiao.source.workspace import (
    SOURCES,
    DepartmentYear,
    Workspace,
    department_years,
    find_root,
    layout_folders,
    open_workspace,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the return value is the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given[:1] == ["git-diff-driver"]:  # called by git, whose paths may look like options
        return _git_diff_driver(given[1:])
    if given and not given[0].startswith("-") and given[0] not in COMMANDS:
        return _no_such_command(given[0])
    options = read(given)
    run: Callable[[Namespace], int] = {
        "build": _build,
        "watch": _watch,
        "preview": _preview,
        "check": _check,
        "explain": _explain,
        "rules": _rules,
        "fonts": _fonts,
        "layouts": _layouts,
        "diff": _diff,
        "git": _git,
        "textconv": _textconv,
        "export": _export,
        "import": _import,
        "new": _new,
        "rollover": _rollover,
        "schema": _schema,
    }.get(options.command, _overview)
    gc.disable()  # most of a small build is importing, which makes no garbage
    try:
        return run(options)
    except KeyboardInterrupt:
        say("已中断。")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads any more
        return OK
    finally:
        gc.enable()


def run() -> NoReturn:
    """Run as a program: end at once, with everything written.

    Taking the interpreter and the engine's caches apart costs a tenth of a small build, for memory that the system takes
    back anyway. Files are closed and flushed by then, processes of a pool have ended.
    """
    code = main()
    if "multiprocessing" in sys.modules:  # only after a second Ctrl-C is there still a worker
        from multiprocessing import active_children

        for child in active_children():
            child.kill()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _no_such_command(name: str) -> int:
    from difflib import get_close_matches

    near = get_close_matches(name, COMMANDS, n=1)
    say(
        f"没有“{name}”这个命令{f'，是不是“{near[0]}”？' if near else '。'}\n可用的命令：{'、'.join(COMMANDS)}。用 jixiao --help 查看说明。"
    )
    return USAGE


def _overview(_options: Namespace) -> int:
    workspace, code = open_here()
    if workspace is None:
        say("\n用 jixiao --help 查看全部命令。")
        return code
    places = department_years(workspace)
    out(f"工作文件夹：{workspace.root}")
    if not places:
        out(f"还没有部门。用 jixiao new 新建，或者自己建立 {SOURCES}/部门/年度/department.yaml。")
        return OK
    out(f"共 {len({place.folder for place in places})} 个部门，{len(places)} 份年度文件：")
    for place in places:
        made = _made(workspace, place)
        out(f"  {place.label}  项目 {len(place.projects)} 个  {made}")
    out(
        "\n接下来可以：\n  jixiao build          生成全部 PDF\n  jixiao build 部门     只生成一个部门\n"
        "  jixiao fonts          查看字体\n  jixiao layouts        查看版式\n  jixiao build --help   查看生成 PDF 的各种选项"
    )
    return OK


def _made(workspace: Workspace, place: DepartmentYear) -> str:
    from jixiao.build.document import check_fresh
    from jixiao.cli.building import build_options

    fresh = check_fresh(workspace, place, build_options(workspace, None, Namespace()))
    if fresh is not None:
        return f"PDF 是最新的：{fresh.pdf}"
    return (
        "有改动，需要重新生成"
        if any((workspace.root / workspace.config.output / place.folder / place.year).glob("*.pdf"))
        else "还没有生成 PDF"
    )


def _build(options: Namespace) -> int:
    from jixiao.cli.building import build

    return build(options)


def _watch(options: Namespace) -> int:
    from jixiao.cli.watching import watch

    return watch(options)


def _preview(options: Namespace) -> int:
    from jixiao.cli.previewing import preview

    return preview(options)


def _check(options: Namespace) -> int:
    from jixiao.cli.checking import check

    return check(options)


def _explain(options: Namespace) -> int:
    from jixiao.cli.checking import explain

    return explain(options)


def _rules(options: Namespace) -> int:
    from jixiao.cli.checking import rules

    return rules(options)


def _git(options: Namespace) -> int:
    from jixiao.cli.gitting import run as run_git

    return run_git(options)


def _export(options: Namespace) -> int:
    from jixiao.cli.exchanging import export

    return export(options)


def _import(options: Namespace) -> int:
    from jixiao.cli.exchanging import bring_in

    return bring_in(options)


def _textconv(options: Namespace) -> int:
    from jixiao.cli.gitdiff import textconv

    return textconv(options)


def _new(options: Namespace) -> int:
    from jixiao.cli.starting import new

    return new(options)


def _rollover(options: Namespace) -> int:
    from jixiao.cli.rolling import rollover

    return rollover(options)


def _schema(options: Namespace) -> int:
    from jixiao.cli.schemas import schema

    return schema(options)


def _git_diff_driver(arguments: Sequence[str]) -> int:
    from jixiao.cli.gitdiff import driver

    return driver(arguments)


def _diff(options: Namespace) -> int:
    from jixiao.cli.diffing import diff

    return diff(options)


def _fonts(options: Namespace) -> int:
    from jixiao.build.state import machine_folder
    from jixiao.typeset.fontreport import describe
    from jixiao.typeset.fonts import choose

    root = find_root(Path.cwd())
    workspace, faults = open_workspace(root) if root else (Workspace(Path.cwd()), [])
    mode = options.fonts or workspace.config.font_mode
    # Outside a workspace there is no place for a cache: the choice is made without one.
    cache = machine_folder(workspace.root / workspace.config.output) if root else Path(os.devnull)
    fonts, more = choose(mode, workspace.config.fonts, workspace.root, cache)
    report([*faults, *more])
    if fonts is None:
        return OUTPUT
    for row in describe(fonts):
        out(f"{row.role}  {row.family}（粗细 {row.weight}）  {row.file}")
        out(f"      来源：{row.why}；缺字时用：{'、'.join(row.fallback) or '没有后备字体'}")
        if row.note:
            out(f"      注意：{row.note}")
    return UNREADABLE if faults else OK


def _layouts(_options: Namespace) -> int:
    from jixiao.model.load import load_form

    root = find_root(Path.cwd())
    workspace = open_workspace(root)[0] if root else None
    code = OK
    for name, folder in layout_folders(workspace).items():
        form, faults = load_form(workspace, name, folder)
        report(faults)
        if form is None:
            code = UNREADABLE
            continue
        own = "本工作文件夹" if workspace and (workspace.root / "layouts") in folder.parents else "随程序附带"
        years = f"{form.since}年起" if form.since else ""
        out(f"{name}  {form.title}  （{'，'.join(part for part in (form.place, years, own) if part)}）")
    return code
