"""What the engine is given: the layout's files, the rendered entry file, the font roles, the machine-readable copy."""

import json
from typing import TYPE_CHECKING, Any

from jixiao.diagnostics import Diagnostic, fault

if TYPE_CHECKING:
    from jixiao.build.shelf import Kept
    from jixiao.layout.view import View
    from jixiao.model.document import Text
    from jixiao.model.form import Form
    from jixiao.typeset.fonts import FontSet

#: Made for each document; everything else of a bundle is the layout's own.
GENERATED = frozenset({"main.typ", "setup.typ", "targets.json"})


def missing_glyphs(view: "View", form: "Form", fonts: "FontSet") -> list[Diagnostic]:
    """A fault for each character that no font of its role has, at its place in the source."""
    from jixiao.typeset.fonts import missing

    faults: list[Diagnostic] = []
    for face, role in form.faces.items():
        texts = view.texts[face]
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


def bundle(view: "View", fonts: "FontSet", layout: "Kept") -> tuple[dict[str, bytes] | None, list[Diagnostic]]:
    """Everything the engine is given: path → content."""
    main, faults = layout.templates.render({"department": view.department, "projects": view.projects})
    if main is None:
        return None, faults
    generated = {
        "main.typ": main.encode(),
        "setup.typ": (view.setup + fonts.setup()).encode(),
        "targets.json": _targets(view.printed),
    }
    return layout.files | generated, faults


def _targets(printed: dict[str, Any]) -> bytes:
    """The machine-readable copy: one line for the department, one for each project."""
    head = {key: value for key, value in printed.items() if key != "项目"}
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in printed["项目"])
    start = json.dumps(head, ensure_ascii=False).removesuffix("}")
    return f'{start},\n"项目": [\n{rows}\n]}}\n'.encode()
