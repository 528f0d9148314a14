"""What the live page says of a place on the pages, and where it leads: sources, findings, last year."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Run
from tests.preview.browsing import (
    BEFORE,
    FOLDER,
    LABEL,
    Browsing,
    Window,
    browser,
    browsing,
    card,
    idle,
    line,
    window,
    write,
)

__all__ = ["browser", "browsing", "idle", "window"]
pytestmark = pytest.mark.slow
CELL, OLD, NEW = "绩效指标/数量指标/大楼设施维修维护率/指标值", "≥85%", "≥86.7%"


# -- where things stand ------------------------------------------------------------------------------------------------


def test_click_on_a_cell(window: Window) -> None:
    window.to_project("01")
    window.place(CELL).click()
    where = card(window)
    assert line(window, "01", where) == OLD
    assert window.clipboard() == where
    assert "已复制" in window.said("#card .said")
    assert OLD in window.said("#card .line")
    box = window.find("#card").bounding_box()
    assert box is not None
    assert window.seen("#card")
    window.press("Escape")
    assert window.find("#card").is_hidden()


def test_click_after_lines_moved(window: Window) -> None:
    window.to_project("01")
    serial = window.serial()
    path = window.program.file("01")
    write(path, "# 加一行\n# 再加一行\n" + path.read_text(encoding="utf-8"))
    window.later(serial)
    window.place(CELL).click()
    assert line(window, "01", card(window)) == OLD


def test_click_on_a_paragraph(window: Window) -> None:
    window.find('#front [data-page="3"] button').click()
    window.ready()
    path = "分项绩效目标/加强党建引领，强化队伍建设/绩效目标"
    window.place(path).click()
    assert line(window, "department", card(window)).startswith("加强党对机关事务工作的集中统一领导")
    window.place("总体绩效目标", block=1).click()
    window.until("() => document.querySelector('#card .line')?.textContent.includes('加强党对机关事务工作')")
    assert line(window, "department", card(window)).startswith("加强党对机关事务工作")


def test_editor_is_called(idle: Browsing, tmp_path: Path) -> None:
    script, told = tmp_path / "编辑器 甲.py", tmp_path / "told.json"
    script.write_text(
        f"import json, os, sys\nopen({str(told) + '.part'!r}, 'w').write(json.dumps(sys.argv[1:]))\n"
        f"os.replace({str(told) + '.part'!r}, {str(told)!r})\n",
        encoding="utf-8",
    )
    idle.program.start("--editor", f"'{sys.executable}' '{script}' {{file}} {{line}} {{column}}")
    window = idle.window()
    window.to_project("01")
    window.place(CELL).click()
    where = card(window)
    window.until("() => document.querySelector('#card .said').textContent.includes('编辑器')")
    _wait(window, told)
    file, line, column = json.loads(told.read_text(encoding="utf-8"))
    assert Path(file) == idle.program.file("01")
    assert where.endswith(f":{line}:{column}")


def _wait(window: Window, path: Path) -> None:
    """Until a file is there; the browser's clock is the test's."""
    for _ in range(300):
        if path.exists():
            return
        window.page.wait_for_timeout(50)
    raise AssertionError(path)


# -- findings ----------------------------------------------------------------------------------------------------------


def test_click_on_a_finding(window: Window) -> None:
    finding = next(one for one in window.program.snapshot()["findings"] if one["path"] == "支出计划/3月底")
    item = window.find(f'#findings [data-id="{finding["id"]}"]')
    item.locator(".go").click()
    window.page.wait_for_selector(".place.chosen")
    window.wait_seen(".place.chosen")
    chosen = window.find(".place.chosen")
    assert chosen.count() == len(finding["places"]) == 1
    assert chosen.get_attribute("data-path") == finding["path"]
    assert chosen.get_attribute("data-file") == finding["file"]
    assert chosen.get_attribute("data-level") == finding["level"]
    assert item.get_attribute("aria-current") == "true"
    assert finding["message"] in window.find("#announce").inner_text()
    window.press("Escape")
    assert window.find(".place.chosen").count() == 0


def test_explanation_and_source_of_a_finding(window: Window) -> None:
    shot = window.program.snapshot()
    finding = shot["findings"][0]
    item = window.find(f'#findings [data-id="{finding["id"]}"]')
    said = item.inner_text()
    for word in (finding["title"], finding["message"], finding["advice"], finding["code"], finding["level_word"]):
        assert word in said
    item.locator("summary").click()
    assert shot["rules"][finding["code"]]["explain"][0] in item.inner_text()
    item.locator("button.where").click()
    where = f"{finding['file']}:{finding['line']}:{finding['column']}"
    window.page.wait_for_selector("#note:not([hidden])")
    assert window.clipboard() == where


def test_finding_of_what_is_not_printed(idle: Browsing) -> None:
    idle.program.edit("01", "资金用途", "项目期: 2024年1月至2023年12月\n资金用途")
    idle.program.start()
    window = idle.window()
    (finding,) = [one for one in idle.program.snapshot()["findings"] if not one["places"]]
    window.find(f'#findings [data-id="{finding["id"]}"] .go').click()
    window.until("() => document.getElementById('note').textContent.includes('不印在表上')")
    assert window.find(".place.chosen").count() == 0
    window.page.wait_for_selector(f'.page[data-file="{finding["file"]}"][data-loaded]')
    assert window.find(f'#projects [data-file="{finding["file"]}"]').get_attribute("aria-current") == "true"


def test_badges_count_as_check_does(window: Window, run: Run) -> None:
    found = json.loads(run("check", "--format", "json", FOLDER, "--year", "2026", cwd=window.program.root).stdout)
    for start in ("01", "02", "03", "04"):
        file = window.program.shown(window.program.file(start))
        mine = [one["severity"] for one in found["findings"] if one["file"] == file]
        row = window.find(f'#projects [data-file="{file}"]')
        for level in ("error", "warning", "info"):
            badge = row.locator(f".badge.level-{level}")
            text = badge.inner_text() if badge.count() else "0"
            assert int("".join(one for one in text if one.isdigit())) == mine.count(level), (start, level)
    assert window.said("#findings-count") == str(len(found["findings"]))
    assert window.find("#findings [data-id]").count() == len(found["findings"])


def test_finding_goes_when_it_is_mended(window: Window) -> None:
    finding = next(one for one in window.program.snapshot()["findings"] if "≥90百分比" in one["source"])
    window.find(f'#findings [data-id="{finding["id"]}"]').wait_for(state="attached")
    window.program.edit("01", "≥90百分比", "≥90%")
    window.find(f'#findings [data-id="{finding["id"]}"]').wait_for(state="detached")


def test_levels_can_be_hidden(window: Window) -> None:
    infos = window.find("#findings .finding.level-info")
    shown = infos.count()
    assert shown > 0
    window.find('#finding-levels [data-key="info"]').click()
    assert not any(one.is_visible() for one in infos.all())
    window.find("#only-project").check()
    window.to_project("04")
    window.until("() => [...document.querySelectorAll('#findings .group')].filter((g) => g.offsetParent).length === 1")
    assert "充电设施" in window.said("#findings")


# -- years -------------------------------------------------------------------------------------------------------------


def test_year_switch(window: Window) -> None:
    window.to_project("02")
    window.page.locator("#year a", has_text="2025").click()
    window.until("() => document.title.includes('2025')")
    window.ready()
    assert window.page.url.endswith(f"#{BEFORE}")
    assert window.page.locator("#year [aria-current]").inner_text() == "2025"
    assert window.find("#overlay").is_hidden(), "there is no year before"
    assert window.keys() == [one["key"] for one in window.program.snapshot(BEFORE)["pages"]]
    assert window.find('#projects [aria-current="true"] .name').inner_text().endswith("公车购置"), "the same project"
    window.page.locator("#year a", has_text="2026").click()
    window.until("() => document.title.includes('2026')")
    window.ready()


def _changes(window: Window) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = window.program.ask(f"api/changes?document={LABEL}&against={BEFORE}")["changes"]
    return found


def test_overlay_of_last_year(window: Window) -> None:
    window.to_project("01")
    window.find("#overlay").click()
    window.page.wait_for_selector(".place[data-verdict]")
    assert window.find("body").get_attribute("data-overlay") == "on"
    assert window.find("#overlay").get_attribute("aria-pressed") == "true"
    verdicts: dict[tuple[str, str, int], set[str]] = {}
    for change in _changes(window):
        for ref in change["places"]:
            verdicts.setdefault((ref["file"], ref["path"], ref["block"]), set()).add(change["verdict"])
    marked = window.run(
        "() => [...document.querySelectorAll('.place[data-verdict]')].map((one) =>"
        " [one.dataset.file, one.dataset.path, Number(one.dataset.block), one.dataset.verdict, getComputedStyle(one).fill])"
    )
    assert len(marked) > 5
    for file, path, block, verdict, fill in marked:
        assert verdict in verdicts.get((file, path, block), set()) | verdicts.get((file, path, 0), set())
        assert f"v-{verdict}" in fill
    file = window.program.shown(window.program.file("01"))
    assert (file, CELL, 0) in {(one[0], one[1], one[2]) for one in marked}
    assert "放宽" in window.said("#legend")
    window.find("#overlay").click()
    assert window.find(".place[data-verdict]").count() == 0
    assert window.find("#legend").is_hidden()


def test_panel_of_changes(window: Window) -> None:
    window.find("#tab-changes").click()
    window.page.wait_for_selector("#changes [data-id]")
    changes = _changes(window)
    assert window.find("#changes [data-id]").count() == len(changes)
    gone = next(one for one in changes if one["verdict"] == "dropped" and not one["file"])
    item = window.find(f'#changes [data-id="{gone["id"]}"]')
    assert gone["before"].splitlines()[0] in item.inner_text()
    item.locator(".go").click()
    window.until("() => document.getElementById('note').textContent === '本年没有这一项'")
    assert window.find(".place.chosen").count() == 0
    loose = next(one for one in changes if one["path"] == CELL)
    window.find(f'#changes [data-id="{loose["id"]}"] .go').click()
    window.page.wait_for_selector(".place.chosen")
    window.wait_seen(".place.chosen")
    assert CELL in {one.get_attribute("data-path") for one in window.find(".place.chosen").all()}


def test_overlay_follows_the_typing(window: Window) -> None:
    window.to_project("01")
    window.find("#overlay").click()
    window.page.wait_for_selector(f'.place[data-path="{CELL}"][data-verdict]')
    assert window.place(CELL).get_attribute("data-verdict") == "loosened"
    before = (window.program.root / "sources" / BEFORE / "projects").glob("01*")
    old = next(line for line in next(before).read_text(encoding="utf-8").splitlines() if "指标值" in line)
    window.program.edit("01", f"指标值: {OLD}", old.strip())
    window.until(
        "(path) => { const one = document.querySelector(`.place[data-path='${path}']`); return one && one.dataset.verdict !== 'loosened'; }",
        CELL,
    )


def test_last_year_that_is_edited_is_compared_anew(window: Window) -> None:
    """The document in view does not change, but what it is compared with does."""
    window.to_project("01")
    window.find("#overlay").click()
    window.page.wait_for_selector(f'.place[data-path="{CELL}"][data-verdict]')
    path = window.program.file("01", BEFORE)
    text = path.read_text(encoding="utf-8")
    assert "绩效指标" in text
    first = next(line for line in text.splitlines() if "指标值" in line)
    write(path, text.replace(first, first.split(":")[0] + f": {OLD}", 1))
    window.until(
        "(path) => document.querySelector(`.place[data-path='${path}']`)?.dataset.verdict !== 'loosened'", CELL
    )
