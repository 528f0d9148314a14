"""Reviewing in one process: milliseconds per project of a large document that is read already, as JSON lines.

python reviewing.py WORKSPACE REPEATS
"""

import gc
import json
import sys
from datetime import date
from pathlib import Path
from time import perf_counter

from jixiao.check.run import open_desk, report_on
from jixiao.model.load import load
from jixiao.source.workspace import department_years, open_workspace


def main() -> None:
    workspace, _ = open_workspace(Path(sys.argv[1]))
    (place,) = department_years(workspace)
    loaded = load(workspace, place)
    assert loaded.department is not None, loaded.faults[:3]
    desk = open_desk(workspace, date(2025, 1, 20))
    for _ in range(int(sys.argv[2])):
        gc.collect()
        started = perf_counter()
        report = report_on(desk, place.label, loaded)
        seconds = perf_counter() - started
        assert not report.crashes, report.crashes
        print(json.dumps({"ms": seconds * 1000 / len(loaded.department.projects), "findings": len(report.findings)}))


main()
