"""Comparing in one process: seconds for two sides of many projects, and for the 对照表 of fifty, as JSON lines.

python comparing.py WORKSPACE OLD NEW REPEATS [PDF]

`large`: similar names and no codes, so that every pair of projects must be weighed.
"""

import json
import sys
from datetime import date
from pathlib import Path
from time import perf_counter

from jixiao.diff.compare import Options, compare, side
from jixiao.model.load import load
from jixiao.source.workspace import department_years, open_workspace


def main() -> None:
    workspace, _ = open_workspace(Path(sys.argv[1]))
    places = {place.year: place for place in department_years(workspace)}
    sides = [side(year, "", load(workspace, places[year])) for year in sys.argv[2:4]]
    found = None
    for _ in range(int(sys.argv[4])):
        started = perf_counter()
        found = compare(*sides, Options(date(2025, 1, 20)))
        print(json.dumps({"compare": perf_counter() - started, "changes": len(found.changes)}), flush=True)
    if len(sys.argv) > 5 and found is not None:
        sheet(workspace, found)


def sheet(workspace: object, found: object) -> None:
    from jixiao.sheets.comparison import comparison_sheet
    from jixiao.sheets.comparison_pdf import comparison_pdf
    from jixiao.sheets.review_pdf import Press
    from jixiao.typeset.engine import Engine
    from jixiao.typeset.fonts import choose

    cache = Path(sys.argv[5])
    started = perf_counter()
    fonts, _ = choose("embedded", {}, workspace.root, cache)
    data, faults = comparison_pdf([comparison_sheet(found)], Press(workspace, fonts, Engine(fonts, cache / "empty")))
    assert data, faults
    print(json.dumps({"pdf": perf_counter() - started, "bytes": len(data)}))


main()
