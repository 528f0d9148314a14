"""`jixiao new`: the first files of a department-year, asked for on a terminal or given by options."""

import re
import sys
from argparse import Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jixiao.cli.arguments import USAGE
from jixiao.cli.console import OUTPUT, UNREADABLE, is_terminal, out, report, say
from jixiao.source.workspace import SOURCES, Workspace, department_years, find_root, layout_folders, open_workspace

if TYPE_CHECKING:
    from jixiao.diagnostics import Diagnostic
    from jixiao.model.form import Form

#: From this month on people write next year's targets.
_SEASON = 7


class _Question(NamedTuple):
    """What is asked: the option that answers it, the words, what is wrong with an answer, whether it may stay open."""

    option: str
    words: str
    fault: Callable[[str], str]
    needed: bool = True


def new(options: Namespace) -> int:
    """Write the first files of a department-year; the exit code."""
    root = find_root(Path.cwd())
    workspace, faults = open_workspace(root) if root else (Workspace(Path.cwd()), [])
    forms, more = _forms(workspace)
    report([*faults, *more])
    if faults:
        return UNREADABLE
    answers = _answers(options, workspace, forms)
    if answers is None:
        return USAGE
    return _write(workspace, answers, forms[answers["layout"]])


def _forms(workspace: Workspace) -> "tuple[dict[str, Form], list[Diagnostic]]":
    from jixiao.model.load import load_form

    read = {name: load_form(workspace, name, folder) for name, folder in layout_folders(workspace).items()}
    faults = [fault for _, some in read.values() for fault in some]
    return {name: form for name, (form, _) in read.items() if form is not None}, faults


def _questions(forms: "dict[str, Form]") -> tuple[_Question, ...]:
    listed = "".join(f"\n  {number} {name}（{form.title}）" for number, (name, form) in enumerate(forms.items(), 1))
    fault = f"没有这种表样，可写：{'、'.join(forms)}"
    return (
        _Question("layout", f"用哪种表样：{listed}\n写序号或名称", lambda said: "" if said in forms else fault),
        _Question("name", "单位全称", _name_fault),
        _Question("year", "年度，四位数字", _year_fault),
        _Question("code", "预算单位编码（不知道就直接按回车，以后再填）", _text_fault, needed=False),
        _Question("region", "六位行政区划代码（不知道就直接按回车）", _region_fault, needed=False),
        _Question("folder", "部门文件夹的名称，建议用拼音", _folder_fault),
        _Question("project", "第一个项目的名称（不知道就直接按回车）", _text_fault, needed=False),
    )


def _answers(options: Namespace, workspace: Workspace, forms: "dict[str, Form]") -> dict[str, str] | None:
    """An answer to each question, None where wrong or missing; everything is said."""
    said = {one.option: (getattr(options, one.option) or "").strip() for one in _questions(forms)}
    for one in _questions(forms):
        trouble = one.fault(said[one.option]) if said[one.option] else ""
        if trouble:
            say(f"{'' if one.option == 'folder' else f'--{one.option} '}{said[one.option]}：{trouble}。")
            return None
    missing = [f"--{one}" for one in ("layout", "name", "year") if not said[one]]
    if not missing:
        return {**said, "folder": said["folder"] or _folder_of(said["name"])}
    if not (is_terminal(sys.stdin) and sys.stderr.isatty()):
        say(f"缺少 {'、'.join(missing)}。在终端窗口里运行 jixiao new 会逐项询问；在脚本里请把各项都写成选项。")
        return None
    return _asked(said, workspace, forms)


def _folder_of(name: str) -> str:
    """A folder name from a unit name, which may hold a full stop or a space."""
    return re.sub(r"[\s.]+", "", name)


def _asked(said: dict[str, str], workspace: Workspace, forms: "dict[str, Form]") -> dict[str, str] | None:
    say(f"新建一个部门的年度文件，写到 {workspace.sources}。方括号里是直接按回车时的答案，按 Ctrl+C 放弃。\n")
    for one in _questions(forms):
        if said[one.option]:
            continue
        numbered = dict(zip(map(str, range(1, len(forms) + 1)), forms, strict=True)) if one.option == "layout" else {}
        answer = _ask(one, _usual(one.option, said, workspace, forms), numbered)
        if answer is None:
            say("\n没有建立任何文件。")
            return None
        said[one.option] = answer
    return said


def _usual(option: str, said: dict[str, str], workspace: Workspace, forms: "dict[str, Form]") -> str:
    """The answer that most people would give."""
    if option == "year":
        today = date.today()  # noqa: DTZ011 - the clerk's own calendar day
        return str(today.year + (today.month >= _SEASON))
    if option == "folder":
        return _folder_of(said["name"])
    if option == "layout":
        return next(iter(forms)) if len(forms) == 1 else _last_layout(workspace, forms)
    return ""


def _last_layout(workspace: Workspace, forms: "dict[str, Form]") -> str:
    """The layout that the departments here have, if they have one."""
    from jixiao.cli.schemas import layouts_in_use

    used = set(layouts_in_use(workspace, department_years(workspace)).values()) & forms.keys()
    return used.pop() if len(used) == 1 else ""


def _ask(one: _Question, usual: str, numbered: dict[str, str]) -> str | None:
    """An answer without fault; None where the input ends. `numbered`: what a number stands for."""
    while True:
        sys.stderr.write(f"{one.words}{f' [{usual}]' if usual else ''}：")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            return None
        answer = numbered.get(line.strip(), line.strip()) or usual
        if not answer and not one.needed:
            return ""
        trouble = one.fault(answer) if answer else "这一项必须写"
        if not trouble:
            return answer
        say(f"  {trouble}。")


def _name_fault(said: str) -> str:
    from jixiao.model.names import file_name_fault

    trouble = file_name_fault(said) or _text_fault(said)
    return f"单位名称{trouble}" if trouble else ""


def _text_fault(said: str) -> str:
    return "" if said.isprintable() else "含有不能显示的字符"


def _year_fault(said: str) -> str:
    return "" if re.fullmatch(r"(?:19|20)[0-9]{2}", said) else "年度是四位数字，例如 2025"


def _region_fault(said: str) -> str:
    return "" if re.fullmatch(r"[0-9]{6}", said) else "行政区划代码是六位数字，例如 130730"


def _folder_fault(said: str) -> str:
    from jixiao.model.names import file_name_fault

    trouble = file_name_fault(said)
    return f"文件夹名称{trouble}" if trouble else ""


def _write(workspace: Workspace, said: dict[str, str], form: "Form") -> int:
    from jixiao.build.output import Output, OutputError, put
    from jixiao.cli.schemas import write_schemas
    from jixiao.exchange.editors import FOLDER
    from jixiao.exchange.skeleton import Start, skeleton

    start = Start(said["folder"], said["name"], said["code"], said["region"], said["year"], said["project"], FOLDER)
    files = skeleton(start, form)
    place = workspace.sources / start.folder / start.year
    if place.exists():
        say(
            f"{workspace.shown(place)} 已经有了，没有改动。要接着上一年度做，用 jixiao rollover；要重新建，请先把它移走。"
        )
        return USAGE
    try:
        put([Output(workspace.sources / path, text.encode(), durable=True) for path, text in files.items()])
    except OutputError as error:
        say(f"不能写出 {error.path}：{error.reason}。{error.hint}")
        return OUTPUT
    for path in files:
        out(f"已建立 {SOURCES}/{path}")
    code = write_schemas(workspace, quiet=True)
    say(
        f"\n接下来：\n  1. 用编辑器打开上面两个文件，把“待填”换成实际内容。\n"
        f"  2. jixiao check {start.folder}    看还有哪些没填、哪些要改\n"
        f"  3. jixiao build {start.folder}    生成 PDF"
    )
    return code
