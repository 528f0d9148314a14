"""`jixiao import FILE.docx|.doc|.txt|.pdf`: sources of a department-year from what people wrote before."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.cli.arguments import USAGE
from jixiao.cli.console import FOUND, OK, OUTPUT, UNREADABLE, out, report, say, write
from jixiao.diagnostics import ERROR
from jixiao.source.workspace import DepartmentYear, Workspace, layout_files, layout_folders

if TYPE_CHECKING:
    from jixiao.exchange.papers.pieces import Paper
    from jixiao.exchange.papers.takein import Taken
    from jixiao.exchange.papers.words import Words

#: Left-over pieces and notes that are printed; the report file has them all.
_SHOWN, _WIDTH = 40, 60


def import_paper(workspace: Workspace, path: Path, place: DepartmentYear, options: Namespace) -> int:
    """Take a file in as a new department-year; the exit code.

    `options`: layout, unit, stage, report (a file name), dry_run.
    """
    if not _is_free(workspace, place) or not _is_stage(options.stage):
        return USAGE
    from jixiao.exchange.papers.opening import open_paper

    paper, faults = open_paper(path)
    if paper is None:
        report(faults)
        say("没有写入任何文件。")
        return UNREADABLE
    words, code = _words(workspace, options.layout or (str(paper.copy["版式"]) if paper.copy else ""))
    return code if words is None else _take(workspace, options, paper, words, place.path)


def _is_free(workspace: Workspace, place: DepartmentYear) -> bool:
    """Whether there is nothing yet where the files go; said where there is."""
    if not place.department_file.exists() and not place.projects:
        return True
    say(
        f"{workspace.shown(place.path)} 里已经有填报文件，没有改动。搬入只建立新的文件，不改已有的："
        "请换一个文件夹，或者把原来的移走再搬。要改已有的内容，可以用填报表（jixiao export、jixiao import 填报表.xlsx）。"
    )
    return False


def _is_stage(stage: str | None) -> bool:
    from jixiao.model.fields import STAGES

    if not stage or stage in STAGES:
        return True
    say(f"--stage 不能写“{stage}”，可写：{'、'.join(STAGES)}。")
    return False


def _words(workspace: Workspace, name: str) -> "tuple[Words | None, int]":
    """The words of the layout, or None and the exit code, all said."""
    from jixiao.exchange.papers.words import layout_texts, words_of
    from jixiao.model.load import load_form

    folders = layout_folders(workspace)
    if name not in folders:
        said = f"没有“{name}”这个版式" if name else "请用 --layout 写明文件是哪种表样"
        say(f"{said}，可用的有：{'、'.join(folders)}。用 jixiao layouts 查看。")
        return None, USAGE
    form, faults = load_form(workspace, name, folders[name])
    report(faults)
    if form is None:
        return None, UNREADABLE
    files = {
        path: file.read_text(encoding="utf-8", errors="replace")
        for path, file in layout_files(workspace, name).items()
        if path.endswith((".typ", ".j2"))
    }
    return words_of(form, layout_texts(files)), OK


def _take(workspace: Workspace, options: Namespace, paper: "Paper", words: "Words", target: Path) -> int:
    from jixiao.exchange.papers.assemble import Asked
    from jixiao.exchange.papers.takein import report_text, take_paper

    asked = Asked(words.form.name, target.name, options.unit or "", options.stage or "")
    taken = take_paper(paper, words, asked)
    for note in taken.notes[:_SHOWN]:
        say(f"提醒：{note.text}{f'（{note.where}）' if note.where else ''}。")
    _tell_left(taken)
    if options.report and not options.dry_run:
        code = write(Path(options.report), report_text(taken).encode())
        if code != OK:
            return code
    report(taken.faults)
    if taken.faults:
        say("没有写入任何文件。")
        return UNREADABLE
    if options.dry_run:
        for name, text in taken.files.items():
            out(f"—— {workspace.shown(target / name)} ——\n{text}")
        say("以上没有写入，去掉 --dry-run 再运行一次就写入。")
        return OK
    return _write(workspace, taken, target)


def _tell_left(taken: "Taken") -> None:
    left = taken.left
    if not left:
        say(f"{taken.name}：{len(taken.account)} 段（格）都有了去处。")
        return
    say(f"{taken.name}：{len(taken.account)} 段（格）里有 {len(left)} 处未归位，没有搬：")
    for one in left[:_SHOWN]:
        text = " ".join(one.text.split())
        say(f"  {one.where}：{text[:_WIDTH]}{'……' if len(text) > _WIDTH else ''}")
    if len(left) > _SHOWN:
        say(f"  还有 {len(left) - _SHOWN} 处，用 --report 报告.txt 写出全部。")


def _write(workspace: Workspace, taken: "Taken", target: Path) -> int:
    from jixiao.build.output import Output, OutputError, put

    try:
        put([Output(target / name, text.encode(), durable=True) for name, text in taken.files.items()])
    except OutputError as error:
        say(f"不能写出 {error.path}：{error.reason}。{error.hint}")
        return OUTPUT
    shown = workspace.shown(target)
    out(f"{shown}  部门文件 1 个，项目文件 {len(taken.files) - 1} 个")
    wrong = [one for one in taken.unfinished if one.severity == ERROR]
    if taken.unfinished:
        report(taken.unfinished)
        say(f"搬入的文件里有 {len(taken.unfinished)} 处要看一看，照上面的提示在 {shown} 里改。")
    say(f"请对照原件核对，再用 jixiao check {target.parent.name} --year {target.name} 检查。")
    if "阶段" not in taken.trees["department.yaml"]:
        say(
            "原文件没有写明阶段，按“一上”处理；正式批复的请在 department.yaml 里写“阶段: 批复”（或者搬的时候加 --stage 批复）。"
        )
    return FOUND if wrong else OK
