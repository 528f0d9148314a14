"""The live page in a real browser, on the real program: what people see when they type, break, mend, click and compare.

No test may bring about an error, a warning or a breach of the policy in the console: `browsing` sees to that.
"""

import json
import shutil
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.preview.browsing import BEFORE, LABEL, Browsing, Window, browser, browsing, card, idle, line, window, write

__all__ = ["browser", "browsing", "idle", "window"]
pytestmark = pytest.mark.slow
CELL, OLD, NEW = "绩效指标/数量指标/大楼设施维修维护率/指标值", "≥85%", "≥86.7%"
#: A cell of the project shown last.
LAST = "绩效指标/社会效益指标/公务用车充电需求满足率/指标值"
DIMMED = "() => Number(getComputedStyle(document.querySelector('.page[data-loaded] .sheet')).opacity) < 0.9"
BRIGHT = "() => Number(getComputedStyle(document.querySelector('.page[data-loaded] .sheet')).opacity) === 1"
HOSTILE = '</script><img src=x onerror="window.hit=1"> {{7*7}} {% raw %} \'引号" 𣲗𡐓 &amp; <b>粗</b>'
#: From right to left, and what turns the rest around: no form can be printed with it, so it is seen in a fault only.
TURNS = "שלום مرحبا \u202e"


# -- the page ----------------------------------------------------------------------------------------------------------


def test_page_appears(window: Window) -> None:
    shot = window.program.snapshot()
    assert window.said("#unit") == "怀来县机关事务服务中心"
    assert shot["title"] in window.page.title()
    assert window.said("#stage-word") == "二上"
    assert window.find("#state").get_attribute("data-kind") == "ok"
    assert window.find("#projects > li").count() == len(shot["projects"]) == 4
    assert window.find("#front > li").count() == len(shot["front"])
    assert window.keys() == [one["key"] for one in shot["pages"]]
    assert "690.00 万元" in window.said("#projects > li:first-child")
    assert "第 7 页" in window.said("#projects > li:first-child")


def test_pages_come_when_they_are_near(window: Window) -> None:
    last = window.find("#pages > .page").last
    assert window.find(".page[data-loaded]").count() < len(window.keys())
    assert last.get_attribute("data-loaded") is None
    assert last.locator("svg").count() == 0
    room = last.bounding_box()
    last.scroll_into_view_if_needed()
    window.page.wait_for_selector("#pages > .page:last-child[data-loaded] .place")
    after = last.bounding_box()
    assert room is not None
    assert after is not None
    assert (after["width"], after["height"]) == (room["width"], room["height"]), "nothing jumps"
    assert len(window.fetched) == len(set(window.fetched)), "no page is fetched twice"


def test_first_visit_shows_the_newest_year(browsing: Browsing) -> None:
    window = browsing.window("")
    assert window.page.url.endswith(f"#{LABEL}")


# -- typing ------------------------------------------------------------------------------------------------------------


def test_edit_changes_the_cell(window: Window) -> None:
    window.to_project("01")
    window.run("() => { document.getElementById('desk').scrollTop += 37; }")
    window.ready()
    place, at, keys = window.place(CELL), window.at(), window.keys()
    assert place.get_attribute("aria-label") == f"指标值：{OLD}"
    assert window.drawn(f"指标值：{OLD}") == OLD
    fetched = len(window.fetched)
    window.program.edit("01", OLD, NEW)
    window.labelled(f"指标值：{NEW}").wait_for(state="attached")
    window.until("() => document.getElementById('state').dataset.kind === 'ok'")
    window.ready()
    assert window.drawn(f"指标值：{NEW}") == NEW
    assert window.at() == at
    after = window.keys()
    changed = [new for old, new in zip(keys, after, strict=True) if old != new]
    assert len(changed) == 1
    assert window.fetched[fetched:] == changed


def test_edit_out_of_sight_fetches_nothing(window: Window) -> None:
    keys, fetched, serial = window.keys(), len(window.fetched), window.serial()
    window.program.edit("04", "≥95%", "≥92.6%")
    window.later(serial)
    window.until("(old) => document.querySelector('#pages > .page:last-child').dataset.key !== old", keys[-1])
    assert window.fetched[fetched:] == []
    window.to_project("04")
    assert window.place(LAST).get_attribute("aria-label") == "指标值：≥92.6%"
    assert window.drawn("指标值：≥92.6%") == "≥92.6%"


def test_longer_text_keeps_what_is_read_where_it_is(window: Window) -> None:
    """A page more before the one in view: the text under the eyes stays."""
    window.to_project("02")
    before, pages = window.place("项目名称", block=0).bounding_box(), len(window.keys())
    file = window.program.shown(window.program.file("02"))
    name = f'.place[data-path="项目名称"][data-file="{file}"]'
    before = window.find(name).bounding_box()
    text = window.program.file("department").read_text(encoding="utf-8")
    more = "".join(f"  - 名称: 措施{n}\n    内容: {'加强管理，按时完成。' * 30}\n" for n in range(6))
    write(window.program.file("department"), text.rstrip("\n") + "\n" + more)
    window.until("(count) => document.querySelectorAll('#pages > .page').length > count", pages)
    window.ready()
    after = window.find(name).bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 2


def test_broken_source_and_its_repair(window: Window) -> None:
    window.to_project("01")
    path = window.program.file("01")
    text = window.program.edit("01", f"指标值: {OLD}", '指标值: "没有写完')
    window.page.wait_for_selector("#problems:not([hidden])")
    (fault, *_) = [one for one in window.program.snapshot()["faults"] if one["level"] == "error"]
    said = window.said("#problems")
    assert fault["message"] in said
    assert f"{window.program.shown(path)}:{fault['line']}:{fault['column']}" in said
    assert "没有写完" in path.read_text(encoding="utf-8").splitlines()[fault["line"] - 1]
    assert "没有写完" in said
    assert window.find("body[data-broken]").count() == 1
    assert window.find("#state").get_attribute("data-kind") == "broken"
    assert window.labelled(f"指标值：{OLD}").count() == 1, "the last good pages are there"
    window.until(DIMMED)
    write(path, text)
    window.page.wait_for_selector("#problems", state="hidden")
    window.until(BRIGHT)
    assert window.find("body[data-broken]").count() == 0
    assert window.find("#state").get_attribute("data-kind") == "ok"


def test_broken_from_the_start(idle: Browsing) -> None:
    text = idle.program.edit("02", "项目名称: ", "项目名称: [")
    idle.program.start()
    window = idle.window()
    assert window.find("#problems").is_visible()
    assert window.keys() == []
    write(idle.program.file("02"), text)
    window.page.wait_for_selector(".page[data-loaded] .sheet")
    window.page.wait_for_selector("#problems", state="hidden")


def test_another_fault_takes_the_place_of_the_first(window: Window) -> None:
    window.program.edit("01", "资金用途: ", "资金用处: ")
    window.page.wait_for_selector("#problems li[data-code]")
    assert "资金用处" in window.said("#problems")
    window.program.edit("01", "资金用处: ", "资金用途: ")
    window.page.wait_for_selector("#problems", state="hidden")
    window.program.edit("02", "支出计划:", "支出计戈:")
    window.page.wait_for_selector("#problems li[data-code]")
    assert "支出计戈" in window.said("#problems")
    assert "资金用处" not in window.said("#problems")


def test_project_files_come_and_go(window: Window) -> None:
    pages = len(window.keys())
    new = window.program.file("04").with_name("05-新增项目.yaml")
    text = window.program.file("04").read_text(encoding="utf-8").replace("机关院区充电设施建设", "档案室改造")
    write(new, text.replace("4K\n", "4L\n"))
    window.until("() => document.querySelectorAll('#projects > li').length === 5")
    assert "档案室改造" in window.said("#projects > li:last-child")
    assert len(window.keys()) > pages
    new.unlink()
    window.until("() => document.querySelectorAll('#projects > li').length === 4")
    assert len(window.keys()) == pages


def test_folder_that_goes_and_comes_back(window: Window) -> None:
    folder = window.program.root / "sources" / LABEL
    shutil.move(folder, window.program.root / "kept")
    window.page.wait_for_selector("#problems:not([hidden])")
    assert "不见了" in window.said("#problems")
    assert window.find("#state").get_attribute("data-kind") == "broken"
    assert window.find(".page[data-loaded] .sheet").count() > 0
    shutil.move(window.program.root / "kept", folder)
    window.page.wait_for_selector("#problems", state="hidden")
    assert window.find("#state").get_attribute("data-kind") == "ok"
    keys = window.keys()
    window.program.edit("01", OLD, NEW)
    window.until(
        "(old) => [...document.querySelectorAll('#pages > .page')].some((one, at) => one.dataset.key !== old[at])", keys
    )
    window.to_project("01")
    window.labelled(f"指标值：{NEW}").wait_for(state="attached")


def test_two_windows_on_two_documents(browsing: Browsing) -> None:
    context = browsing.context()
    first, second = browsing.window(LABEL, context), browsing.window(LABEL, context)
    other = browsing.window(BEFORE, context)
    serial = other.serial()
    for one in (first, second):
        one.page.bring_to_front()
        one.to_project("01")
    browsing.program.edit("01", OLD, NEW)
    for one in (first, second):
        one.page.bring_to_front()
        one.labelled(f"指标值：{NEW}").wait_for(state="attached")
    other.page.bring_to_front()
    assert other.serial() == serial
    browsing.program.edit("01", "项目名称: ", "项目名称: 旧年", BEFORE)
    other.until("() => document.querySelector('#projects > li .name').textContent.startsWith('旧年')")
    assert "旧年" not in first.said("#projects")


def test_twenty_quick_saves(browsing: Browsing) -> None:
    """Whatever crosses on its way, all windows end with the last state."""
    browsing.expected = ("/page?",)  # a page asked for may be no more when the question arrives
    windows = [browsing.window(), browsing.window()]
    for one in windows:
        one.to_project("01")
    path = browsing.program.file("01")
    text = path.read_text(encoding="utf-8")
    for number in range(1, 21):
        write(path, text.replace(OLD, f"≥{number}.5%", 1))
    for one in windows:
        one.labelled("指标值：≥20.5%").wait_for(state="attached")
        one.ready()
        one.until("() => document.getElementById('state').dataset.kind === 'ok'")
        assert one.drawn("指标值：≥20.5%") == "≥20.5%"
        assert one.keys() == [page["key"] for page in browsing.program.snapshot()["pages"]]


# -- hostile texts -----------------------------------------------------------------------------------------------------


def test_texts_run_nothing(idle: Browsing) -> None:
    name = HOSTILE.replace('"', "”")
    idle.program.edit("01", "怀财字【2026】5号 机关大楼运行经费", json.dumps(name, ensure_ascii=False))
    idle.program.edit("01", OLD, json.dumps(HOSTILE, ensure_ascii=False))
    idle.program.start()
    window = idle.window()
    window.page.wait_for_selector("#download:not([hidden])")
    assert window.find("#problems").is_hidden(), "such a text can be printed"
    window.to_project("01")
    assert name in window.said("#projects > li:first-child")
    label = window.place("项目名称", idle.program.shown(idle.program.file("01"))).get_attribute("aria-label")
    assert label is not None
    assert label.startswith(f"项目名称：{name[:40]}")
    window.place(CELL).click()
    assert "<img src=x" in (window.said("#card .line"), card(window))[0]
    window.program.edit("02", "项目名称: ", f"{json.dumps(HOSTILE, ensure_ascii=False)}: {TURNS}\n项目名称: ")
    window.until("() => document.getElementById('problems').textContent.includes('שלום')")
    assert "<img src=x" in window.said("#problems")
    assert window.run("() => window.hit ?? 0") == 0
    assert window.run("() => document.images.length") == 0
    assert window.run("() => document.scripts.length") == 2


# -- paper, files, the connection --------------------------------------------------------------------------------------


def test_download_is_the_pdf(window: Window, tmp_path: Path) -> None:
    with window.page.expect_download() as started:
        window.find("#download").click()
    started.value.save_as(tmp_path / "got.pdf")
    (built,) = (window.program.root / "build" / LABEL).glob("*.pdf")
    assert (tmp_path / "got.pdf").read_bytes() == built.read_bytes()
    assert started.value.suggested_filename == built.name


def test_paper(window: Window) -> None:
    import pypdfium2

    pages = len(window.keys())
    window.press("n")
    window.find("#print").click()
    window.until("() => window.printed === 1")
    assert window.find(".page[data-loaded]").count() == pages
    document = pypdfium2.PdfDocument(window.page.pdf(prefer_css_page_size=True, print_background=True))
    assert len(document) == pages
    for page, sheet in zip(document, window.program.snapshot()["pages"], strict=True):
        assert abs(page.get_width() - sheet["width"]) < 1
        assert abs(page.get_height() - sheet["height"]) < 1
        assert page.get_textpage().get_text_range() == "", "the window's own words are not printed"
    document.close()


def test_killed_and_started_again(browsing: Browsing) -> None:
    browsing.expected = ("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONNECTION_RESET", "409")
    window = browsing.window()
    window.to_project("01")
    at, server, address = window.at(), window.find("html").get_attribute("data-server"), browsing.program.address
    browsing.program.kill()
    window.page.wait_for_selector('body[data-link="off"]')
    assert window.find("#state").get_attribute("data-kind") == "off"
    assert "连接" in window.said("#state")
    assert window.labelled(f"指标值：{OLD}").count() == 1, "what was there stays"
    browsing.program.edit("01", OLD, NEW)
    browsing.program.start()
    assert browsing.program.address == address
    window.page.wait_for_selector('body[data-link="on"]')
    window.labelled(f"指标值：{NEW}").wait_for(state="attached")
    window.ready()
    assert window.find("html").get_attribute("data-server") != server
    assert window.drawn(f"指标值：{NEW}") == NEW, "glyphs are numbered anew"
    assert abs(window.at() - at) < 2
    browsing.program.edit("01", NEW, "≥87%")
    window.labelled("指标值：≥87%").wait_for(state="attached")
    window.until("() => document.getElementById('state').dataset.kind === 'ok'")
    window.place(CELL).click()
    assert line(window, "01", card(window)) == "≥87%"


def test_reload_keeps_document_and_settings(browsing: Browsing) -> None:
    window = browsing.window(BEFORE)
    window.find("#theme").select_option("dark")
    window.find("#zoom-in").click()
    zoom = window.said("#zoom-word")
    window.find("#tab-changes").click()
    window.find("#toggle-list").click()
    window.run("() => { document.getElementById('desk').scrollTop = 1500; }")
    window.ready()
    at = window.at()
    window.page.goto(browsing.program.address)
    window.ready()
    assert window.page.url.endswith("#" + quote(BEFORE)), "the document"
    assert window.find("html").get_attribute("data-theme") == "dark"
    assert window.said("#zoom-word") == zoom
    assert window.find("#tab-changes").get_attribute("aria-selected") == "true"
    assert window.find("#list").is_hidden()
    assert abs(window.at() - at) < 3
