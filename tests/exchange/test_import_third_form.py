"""A form that the program has never seen: its layout folder alone says how to read it."""

import shutil
from pathlib import Path

import pytest
from tests.conftest import Run
from tests.exchange.taking import Tree
from tests.pdf.conftest import only_pdf
from tests.pdf.sources import load_year, write_year
from tests.pdf.test_third_layout import LAYOUT, NAME, PROJECT, SMALL

#: What its pages print of the two projects: amounts in 元 with two decimals, no 依据.
PRINTED = PROJECT | {
    "资金": {"总额": "987654.00", "财政拨款": "900,000.00", "上年结转资金": "87654.00"},
    "绩效指标": {
        group: [{key: text for key, text in row.items() if key != "依据"} for row in rows]
        for group, rows in PROJECT["绩效指标"].items()
    },
}


@pytest.mark.parametrize("by_pages", [False, True], ids=["attachment", "pages"])
def test_its_own_pdf_comes_back(by_pages: bool, tmp_path: Path, run: Run) -> None:
    shutil.copytree(LAYOUT, tmp_path / "layouts" / LAYOUT.name)
    department = {"版式": LAYOUT.name, "单位": {"名称": NAME, "编码": "219"}, "年度": "2026", "阶段": "批复"}
    write_year(tmp_path, "d/2026", department, [PROJECT, SMALL])
    assert run("build", cwd=tmp_path).returncode == 0
    path = only_pdf(tmp_path / "build/d/2026")
    if by_pages:
        import pikepdf

        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            del pdf.attachments["targets.json"]
            pdf.save(path)
    layout = ("--layout", LAYOUT.name) if by_pages else ()
    unit = ("--unit", NAME) if by_pages else ()  # its pages do not name the unit
    done = run("import", path, "--into", "sources/x/2026", *layout, *unit, "--report", "r.txt", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "都有了去处" in done.stderr, done.stderr
    _, (first, second) = load_year(tmp_path / "sources/x/2026")
    assert filled(first) == filled(PRINTED)
    assert filled(second)["资金"] == {"总额": "1000.00"}
    assert filled(second)["绩效目标"] == "甲\n乙"


def filled(tree: Tree) -> Tree:
    """A tree without blank fields, at any depth."""
    kept = {key: filled(one) if isinstance(one, dict) else one for key, one in tree.items()}
    return {key: one.rstrip("\n") if isinstance(one, str) else one for key, one in kept.items() if one}
