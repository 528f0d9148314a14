"""The front end in one process: seconds per stage for a workspace with one large document, as JSON lines.

python frontend.py WORKSPACE REPEATS
"""

import gc
import json
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from time import perf_counter

from jixiao.build.bundle import bundle, missing_glyphs
from jixiao.build.shelf import Shelf
from jixiao.layout.view import build_view
from jixiao.model.load import load
from jixiao.source.workspace import department_years, open_workspace
from jixiao.typeset.fonts import choose


def main() -> None:
    workspace, _ = open_workspace(Path(sys.argv[1]))
    (place,) = department_years(workspace)
    with tempfile.TemporaryDirectory() as cache:
        fonts, _ = choose("embedded", {}, workspace.root, Path(cache))
    assert fonts is not None
    for _ in range(int(sys.argv[2])):
        gc.enable()
        gc.collect()
        gc.disable()  # as the build does while it reads
        marks = [perf_counter()]
        loaded = load(workspace, place)
        marks.append(perf_counter())
        assert loaded.department is not None, loaded.faults[:3]
        assert loaded.form is not None
        view = build_view(loaded.department, loaded.form, public=False)
        marks.append(perf_counter())
        layout, faults = Shelf(workspace).layout(loaded.form.name)
        assert layout is not None, faults
        files, faults = bundle(view, fonts, layout)
        marks.append(perf_counter())
        assert files is not None, faults
        assert not missing_glyphs(view, loaded.form, fonts)
        marks.append(perf_counter())
        stages = [later - earlier for earlier, later in pairwise(marks)]
        print(json.dumps(dict(zip(("load", "view", "bundle", "glyphs"), stages, strict=True))))


main()
