"""What the engine is given: the layout's files, the rendered entry file, the font roles, the machine-readable copy."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jixiao.diagnostics import Diagnostic, fault
from jixiao.markup import array, dictionary, string

if TYPE_CHECKING:
    from jixiao.layout.view import View
    from jixiao.model.document import Text
    from jixiao.model.form import Form
    from jixiao.typeset.fonts import FontSet

#: Made for each document; everything else of a bundle is the layout's own.
GENERATED = frozenset({"main.typ", "setup.typ", "targets.json"})
#: Files of a layout folder that the engine has no use for.
_NOT_FOR_ENGINE = (".j2", ".yaml", ".md")


def missing_glyphs(view: "View", form: "Form", fonts: "FontSet") -> list[Diagnostic]:
    """A fault for each character that no font of its role has, at its place in the source."""
    from jixiao.typeset.fonts import missing

    faults: list[Diagnostic] = []
    for face, role in form.faces.items():
        texts = [run.text for run in view.runs if run.face == face]
        lost = frozenset(missing(fonts, role, "".join(text.text for text in texts).replace("\n", "")))
        if lost:
            tried = "、".join(one.family for chain in fonts.chains if chain.role == role for one in chain.faces)
            faults += [one for text in texts for one in _lost_in(text, lost, role, tried)]
    return list({(one.name, one.span): one for one in faults}.values())


def _lost_in(text: "Text", lost: frozenset[str], role: str, tried: str) -> list[Diagnostic]:
    from jixiao.model.document import locate

    hint = f"找过的{role}字体：{tried}。请换一个字，或在 jixiao.toml 的 [fonts] 里指定有这个字的字体。"
    return [
        fault("JX035", f"字体里没有“{char}”（U+{ord(char):04X}）这个字", locate(text, index), hint=hint)
        for index, char in enumerate(text.text)
        if char in lost
    ]


def bundle(
    form: "Form", view: "View", fonts: "FontSet", layout: dict[str, Path], shown: str
) -> tuple[dict[str, bytes] | None, list[Diagnostic]]:
    """Everything the engine is given: path → content.

    `layout` holds the layout's files by bundle path; `shown` is its folder as people know it.
    """
    from jixiao.layout.templates import render

    try:
        contents = {name: path.read_bytes() for name, path in layout.items()}
    except OSError as error:
        message = f"版式文件读不出来（{error.strerror}）"
        return None, [fault("JX038", message, file=str(error.filename), hint="请检查版式文件夹。")]
    texts, faults = _texts(contents, layout)
    if faults:
        return None, faults
    templates = {name: text for name, text in texts.items() if name.endswith(".j2")}
    context = {"department": view.department, "projects": view.projects}
    main, faults = render(templates, form.name, shown, context)
    if main is None:
        return None, faults
    files = {name: data for name, data in contents.items() if not name.endswith(_NOT_FOR_ENGINE)}
    files["main.typ"] = main.encode()
    files["setup.typ"] = (view.setup + _font_setup(fonts)).encode()
    files["targets.json"] = _targets(view.printed)
    return files, faults


def _texts(contents: dict[str, bytes], layout: dict[str, Path]) -> tuple[dict[str, str], list[Diagnostic]]:
    """The files as text: the engine takes nothing else, so a picture has no place in a layout folder."""
    texts: dict[str, str] = {}
    faults = []
    for name, data in contents.items():
        try:
            texts[name] = data.decode()
        except UnicodeDecodeError:
            hint = "文字文件请另存为 UTF-8 编码；图片等其他文件请移出版式文件夹。"
            faults.append(fault("JX038", "版式文件不是 UTF-8 编码的文字", file=str(layout[name]), hint=hint))
    return texts, faults


def _targets(printed: dict[str, Any]) -> bytes:
    """The machine-readable copy: one line for the department, one for each project."""
    head = {key: value for key, value in printed.items() if key != "项目"}
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in printed["项目"])
    start = json.dumps(head, ensure_ascii=False).removesuffix("}")
    return f'{start},\n"项目": [\n{rows}\n]}}\n'.encode()


def _font_setup(fonts: "FontSet") -> str:
    """The font roles as `setup.typ` gives them to layouts."""
    roles = (
        (chain.role, f"(font:{array(string(face.family) for face in chain.faces)},weight:{chain.weight})")
        for chain in fonts.chains
    )
    return f"#let 字体 = {dictionary(roles)}\n"
