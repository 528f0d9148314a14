"""Taking in a Word file, a text or a PDF: from the file to the texts of sources, with the account of every piece."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from jixiao.diagnostics import Diagnostic, SourceText, fault, has_errors
from jixiao.exchange.papers.assemble import Asked, Files, assemble
from jixiao.exchange.papers.ledger import Ledger
from jixiao.exchange.papers.opening import open_paper
from jixiao.exchange.papers.pieces import Note, Paper
from jixiao.exchange.papers.printedcopy import read_copy
from jixiao.exchange.papers.recognise import recognise
from jixiao.exchange.papers.words import Words, layout_texts, words_of
from jixiao.exchange.yamlout import Tree, emit, tree_of
from jixiao.model.decode import check_unique, decode_department, decode_project
from jixiao.model.form import Form
from jixiao.model.vocabulary import department_keys, project_keys
from jixiao.source.filenames import DEPARTMENT_FILE
from jixiao.source.yamltree import parse


class Entry(NamedTuple):
    """A piece of the input in the account: its place and text, and the fields it went into (`file: path`).

    Without fields it is a word of the form (`is_form`), or it was left over.
    """

    where: str
    text: str
    paths: tuple[str, ...]
    is_form: bool


class Taken(NamedTuple):
    """What became of an input.

    Attributes:
        name: the input's name.
        files: name within the folder of the year → text; empty with faults.
        trees: the same as trees.
        account: every piece of the input in order.
        notes: what people should know.
        faults: why nothing is written.
        unfinished: faults of the files as written: what has to be filled in or corrected there.
    """

    name: str
    files: dict[str, str]
    trees: dict[str, Tree]
    account: tuple[Entry, ...]
    notes: tuple[Note, ...]
    faults: list[Diagnostic]
    unfinished: list[Diagnostic]

    @property
    def left(self) -> list[Entry]:
        """The pieces that went nowhere."""
        return [one for one in self.account if not one.paths and not one.is_form]


def take_in(path: Path, form: Form, layout: Mapping[str, str], asked: Asked) -> Taken:
    """Read a file for a form; `layout` holds the texts of the layout's files by name."""
    paper, faults = open_paper(path)
    if paper is None:
        return Taken(path.name, {}, {}, (), (), faults, [])
    return take_paper(paper, words_of(form, layout_texts(layout)), asked)


def take_paper(paper: Paper, words: Words, asked: Asked) -> Taken:
    """The same for an input that was read."""
    if paper.copy is None:
        draft, ledger = recognise(paper, words)
    elif paper.copy["版式"] != words.form.name:
        hint = f"请改用 --layout {paper.copy['版式']}。"
        message = f"这个 PDF 是用版式 {paper.copy['版式']} 生成的，不是 {words.form.name}"
        return Taken(paper.name, {}, {}, (), (), [fault("JX061", message, file=paper.name, hint=hint)], [])
    else:
        paper, draft, ledger = read_copy(paper)
    files, faults = assemble(draft, words.form, asked, paper.name)
    account = tuple(_account(paper, ledger, files))
    notes = (*paper.notes, *draft.notes)
    if has_errors(faults):
        return Taken(paper.name, {}, {}, account, notes, faults, [])
    texts = {name: emit(tree, {"": f"由 {paper.name} 搬入，请对照原件核对。"}) for name, tree in files.trees.items()}
    faults = _altered(files, texts)
    if faults:
        return Taken(paper.name, {}, {}, account, notes, faults, [])
    return Taken(paper.name, texts, files.trees, account, notes, [], _unfinished(files, texts, words.form))


def _account(paper: Paper, ledger: Ledger, files: Files) -> list[Entry]:
    """What became of each piece; one that is said to be placed where nothing stands counts as left over."""
    there = {f"{file}: {path}" for file, tree in files.trees.items() for path in _paths(tree, "")}
    found = []
    for piece in paper.pieces():
        if piece.text:
            fates = ledger.placed.get(piece.number, ())
            said = [f"{files.projects[one.owner] if one.owner >= 0 else DEPARTMENT_FILE}: {one.path}" for one in fates]
            paths = tuple(dict.fromkeys(path for path in said if path in there))
            found.append(Entry(str(piece.where), piece.text, paths, piece.number in ledger.form))
    return found


def _paths(tree: object, path: str) -> Iterator[str]:
    """The paths at which something stands; a row is named by its 名称, as in findings."""
    if isinstance(tree, dict):
        yield path
        for key, value in tree.items():
            yield from _paths(value, f"{path}/{key}" if path else key)
    elif isinstance(tree, list):
        yield path
        for row in tree:
            yield from _paths(row, f"{path}/{row.get('名称', '')}" if isinstance(row, dict) else path)
    elif tree:
        yield path


def _altered(files: Files, texts: dict[str, str]) -> list[Diagnostic]:
    """A fault for a file that would not say what was read; there is none unless we are wrong."""
    return [
        fault("JX061", "写出的文件与读到的内容不一致，没有写入", file=name, hint="这是程序的错误，请把原文件发给我们。")
        for name, text in texts.items()
        if tree_of(text) != files.trees[name]
    ]


def _unfinished(files: Files, texts: dict[str, str], form: Form) -> list[Diagnostic]:
    """What the sources still lack, as `build` would tell it."""
    faults: list[Diagnostic] = []
    projects = []
    for name, text in texts.items():
        source = SourceText(name, text)
        keys = project_keys(form) if name in files.projects else department_keys()
        node, more = parse(source, keys)
        faults += more
        if node is None:
            continue
        if name in files.projects:
            project, more = decode_project(source, node, form, {})
            projects += [project] if project is not None else []
        else:
            _, _, more = decode_department(source, node, form)
        faults += more
    return [*faults, *check_unique(tuple(projects), files.trees[DEPARTMENT_FILE]["单位"]["名称"])]


def report_text(taken: Taken) -> str:
    """The account as text: what was left over first, then every piece with its fields."""
    left = taken.left
    lines = [f"搬入报告：{taken.name}", "", f"原文件共 {len(taken.account)} 段（格），未归位 {len(left)} 处。", ""]
    lines += [f"提醒：{note.text}{f'（{note.where}）' if note.where else ''}" for note in taken.notes]
    lines += [
        "",
        "一、未归位",
        "",
        *(f"{one.where}：{_shown(one.text)}" for one in left),
        *([] if left else ["没有。"]),
    ]
    lines += ["", "二、已归位", ""]
    for one in taken.account:
        if one.paths:
            lines.append(f"{one.where}：{_shown(one.text)}\n    → {'；'.join(one.paths)}")
    lines += ["", "三、表上的字（由版式自己印，不用搬）", ""]
    lines += [f"{one.where}：{_shown(one.text)}" for one in taken.account if one.is_form and not one.paths]
    return "\n".join(lines) + "\n"


def _shown(text: str) -> str:
    return text.replace("\n", " ⏎ ")
