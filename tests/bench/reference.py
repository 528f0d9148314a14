"""The least a process can do to make a PDF with the engine's Python binding; benchmarks compare `jixiao build` with it.

    python reference.py MAIN.typ OUT.pdf STANDARDS TIMESTAMP FONT_FOLDER…

STANDARDS is `-` or a list parted by commas. The folder of MAIN.typ is the root, so an emitted bundle compiles too.
"""

import os
import sys

import typst


def main() -> None:
    source, output, standards, timestamp, *folders = sys.argv[1:]
    wanted = [] if standards == "-" else standards.split(",")
    root = os.path.dirname(source) or "."  # noqa: PTH120 - pathlib would cost more than the rest of this file
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    compiler = typst.Compiler(root=root, font_paths=fonts)
    compiler.compile(input=source, output=output, format="pdf", pdf_standards=wanted, timestamp=int(timestamp))


main()
