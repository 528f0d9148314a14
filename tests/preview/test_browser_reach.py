"""The live page for every hand and eye: keyboard, screen reader, a phone's width, light and dark, an empty workspace."""

import pytest
from tests.preview.browsing import BEFORE, LABEL, PHONE, Browsing, Window, browser, browsing, idle, window

__all__ = ["browser", "browsing", "idle", "window"]
pytestmark = pytest.mark.slow
CELL, OLD, NEW = "绩效指标/数量指标/大楼设施维修维护率/指标值", "≥85%", "≥86.7%"
_HERE = "() => document.querySelector('#projects [aria-current]')?.dataset.file ?? ''"
_FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return "";
  return one.closest("#bar, #list, #stage, #panel, #dock, dialog")?.id ?? one.id;
}"""
#: Texts that are seen and whose contrast with what is behind them is less than 4.5 (WCAG AA).
_POOR = """() => {
  const rgba = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return m.length > 3 ? m : [...m, 1]; };
  const lum = ([r, g, b]) => [r, g, b].map((v) => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((s, v, i) => s + v * [.2126, .7152, .0722][i], 0);
  const back = (e) => {
    for (; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] > 0) return c; }
    return [255, 255, 255];
  };
  const bad = [];
  for (const e of document.querySelectorAll("body *")) {
    const said = e instanceof HTMLElement && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!said || !e.checkVisibility({ visibilityProperty: true }) || e.closest(".unseen, .skip, option, :disabled, .page")) continue;
    const [a, b] = [lum(rgba(getComputedStyle(e).color)), lum(back(e))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) bad.push(`${e.tagName}.${e.className} ${e.textContent.slice(0, 30)}`);
  }
  return bad;
}"""
#: What reaches out of the window sideways.
_WIDER = """() => {
  const wide = document.documentElement.clientWidth;
  return [...document.querySelectorAll("body, #bar, #bar > *, #list, #panel, #stage, #desk, #dock, #problems, #legend, #card")]
    .filter((e) => e.checkVisibility() && (e.getBoundingClientRect().right > wide + 1 || e.getBoundingClientRect().left < -1))
    .map((e) => e.id || e.className);
}"""


# -- keyboard ----------------------------------------------------------------------------------------------------------


def test_next_and_previous_project(window: Window) -> None:
    files = [one["file"] for one in window.program.snapshot()["projects"]]
    for file in files:
        window.press("j")
        window.until(f"(file) => ({_HERE})() === file", file)
    window.press("j")
    assert window.run(_HERE) == files[-1]
    window.press("K")
    window.until(f"(file) => ({_HERE})() === file", files[-2])
    for _ in range(4):
        window.press("k")
    window.until(f"() => ({_HERE})() === ''")
    window.page.keyboard.press("Control+j")
    assert window.run(_HERE) == "", "with Ctrl it is the browser's"


def test_next_and_previous_finding(window: Window) -> None:
    ids = [one.get_attribute("data-id") for one in window.find("#findings [data-id]").all()]
    current = "() => document.querySelector('#findings [aria-current]')?.dataset.id ?? ''"
    for wanted in ids[:3]:
        window.press("n")
        assert window.run(current) == wanted
    window.press("p")
    assert window.run(current) == ids[1]
    window.page.wait_for_selector(".place.chosen")
    window.wait_seen(".place.chosen")
    for _ in range(2):
        window.press("p")
    assert window.run(current) == ids[-1], "round to the last one"
    window.page.wait_for_selector(".page:last-child .place.chosen")
    window.press("Escape")
    assert window.run(current) == ""
    assert window.find(".place.chosen").count() == 0


def test_search(window: Window) -> None:
    window.press("/")
    assert window.run("() => document.activeElement.id") == "search"
    window.page.keyboard.type("充电")
    rows = window.find("#projects > li")
    assert [one.is_visible() for one in rows.all()] == [False, False, False, True]
    window.page.keyboard.type("jknpo?/")
    assert window.find("#search").input_value() == "充电jknpo?/", "keys are letters there"
    assert window.find("#no-projects").is_visible()
    assert window.find("#help-dialog").is_hidden()
    window.find("#search").fill("13073026P00089410001D")
    assert [one.is_visible() for one in rows.all()] == [False, True, False, False], "by the code too"
    window.press("Enter")
    window.until(f"() => ({_HERE})().includes('公车购置')")
    window.press("Escape")
    assert window.find("#search").input_value() == ""
    assert all(one.is_visible() for one in rows.all())
    window.press("Escape", "j")
    assert window.find("#search").input_value() == ""


def test_keys_for_help_overlay_and_theme(window: Window) -> None:
    window.press("?")
    assert window.find("#help-dialog").is_visible()
    assert window.find("#help-dialog").get_by_text("下一个、上一个项目").is_visible()
    window.press("j")
    assert window.find("#help-dialog").is_visible()
    window.press("Escape")
    assert window.find("#help-dialog").is_hidden()
    window.press("o")
    window.page.wait_for_selector(
        "body[data-overlay=on] .place[data-verdict], body[data-overlay=on] #legend:not([hidden])"
    )
    window.press("o")
    window.page.wait_for_selector("body[data-overlay=off]")
    window.press("t", "t")
    assert window.find("html").get_attribute("data-theme") == "dark"
    before = window.find(".page").first.bounding_box()
    window.press("+")
    after = window.find(".page").first.bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > before["width"]


def test_arrows_among_places(window: Window) -> None:
    window.to_project("01")
    label = "() => document.activeElement.getAttribute('aria-label')"
    window.place("资金/总额").focus()
    assert window.run(label) == "总额：690.00"
    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "Home"):
        window.press(key)
        seen.append(window.run(label))
    assert all(seen)
    assert len(set(seen[:2])) == 2
    assert seen[0] == seen[2]
    assert seen[3] != seen[4]
    window.place(CELL).focus()
    window.press("Enter")
    window.page.wait_for_selector("#card:not([hidden]) .where")
    assert window.clipboard() == window.said("#card .where")
    window.press("Escape")
    assert window.find("#card").is_hidden()
    assert window.run(label) == f"指标值：{OLD}"


def test_places_are_read_line_by_line(window: Window) -> None:
    """A table is gone through as it is read, not column by column."""
    window.to_project("01")
    window.place("绩效指标/数量指标/大楼设施维修维护率/名称").focus()
    seen = []
    for _ in range(3):
        window.press("ArrowRight")
        seen.append(window.run("() => document.activeElement.dataset.path.split('/').at(-1)"))
    assert seen == ["描述", "指标值", "依据"]


def test_focus_stays_where_it_was_after_a_build(window: Window) -> None:
    """Also in a row of the list, and in a finding, that are drawn anew by the build."""
    window.to_project("01")
    row = f'#projects [data-file="{window.program.shown(window.program.file("01"))}"] button'
    finding = '#findings [data-level="warning"] .go'
    values = ["≥86.7%", "≥86.8%", "≥86.9%"]
    for old, new, selector in zip([OLD, *values], values, (f'.place[data-path="{CELL}"]', row, finding), strict=False):
        window.find(selector).first.focus()
        serial = window.serial()
        window.program.edit("01", old, new)
        if selector == row:
            window.program.edit("01", "总额: 690.00", "总额: 691.00")
        window.labelled(f"指标值：{new}").wait_for(state="attached")
        window.later(serial)
        window.until("() => document.getElementById('state').dataset.kind === 'ok'")
        assert window.run("(wanted) => document.activeElement === document.querySelector(wanted)", selector), selector


# -- screen readers ----------------------------------------------------------------------------------------------------


def test_landmarks_and_names(window: Window) -> None:
    window.to_project("01")
    window.find("#overlay").click()
    window.page.wait_for_selector("#legend:not([hidden])")
    window.place(CELL).click()
    window.page.wait_for_selector("#card:not([hidden]) .where")
    for role in ("banner", "main", "complementary", "navigation"):
        assert window.page.get_by_role(role).count() >= 1, role  # type: ignore[arg-type]
    assert window.page.locator("main").count() == 1
    assert window.page.locator("h1").count() == 1
    assert window.find("html").get_attribute("lang") == "zh-CN"
    client = window.context.new_cdp_session(window.page)
    nodes = [one for one in client.send("Accessibility.getFullAXTree")["nodes"] if not one.get("ignored")]
    for role in ("button", "link", "tab", "searchbox", "combobox", "navigation", "complementary", "checkbox", "dialog"):
        names = [one.get("name", {}).get("value", "").strip() for one in nodes if one["role"]["value"] == role]
        assert all(names), (role, names)
        assert names or role == "dialog", role
    buttons = [one["name"]["value"] for one in nodes if one["role"]["value"] == "button"]
    assert f"指标值：{OLD}" in buttons, "places of pages are buttons"
    assert "第 7 页" in {one.get("name", {}).get("value") for one in nodes}, "pages are named"


def test_builds_are_said(window: Window) -> None:
    said = window.find("#announce")
    assert said.get_attribute("aria-live") == "polite"
    window.program.edit("01", OLD, NEW)
    window.until("() => document.getElementById('announce').textContent.includes('已更新')")
    assert "建议改" in said.inner_text()
    window.program.edit("01", f"指标值: {NEW}", '指标值: "没有写完')
    window.until("() => document.getElementById('announce').textContent.includes('写错')")


def test_tab_goes_through_list_page_and_panel(window: Window) -> None:
    window.to_project("01")
    window.run("() => { document.activeElement.blur(); document.getSelection().removeAllRanges(); }")
    window.page.mouse.click(5, 5)
    window.run("() => document.activeElement?.blur()")
    met: list[str] = []
    for _ in range(60):
        window.press("Tab")
        place = window.run(_FOCUS)
        if not met or met[-1] != place:
            met.append(place)
        assert window.run(
            "() => { const one = document.activeElement; const s = getComputedStyle(one);"
            " return one === document.body || one.matches(':focus-visible') && (s.outlineStyle !== 'none' || s.strokeWidth !== '1px'); }"
        ), "focus is to be seen"
        if place == "panel":
            break
    assert [one for one in met if one in {"bar", "list", "stage", "panel"}][-4:] == ["bar", "list", "stage", "panel"]


def test_skip_link_and_tabs(window: Window) -> None:
    window.find("#skip").focus()
    window.press("Enter")
    assert window.run("() => document.activeElement.id") == "desk"
    assert window.page.url.endswith(f"#{LABEL}")
    window.find("#tab-findings").focus()
    window.press("ArrowRight")
    assert window.run("() => document.activeElement.id") == "tab-changes"
    assert window.find("#changes-pane").is_visible()
    assert window.find("#findings-pane").is_hidden()


# -- narrow, light, dark -----------------------------------------------------------------------------------------------


def test_phone(browsing: Browsing) -> None:
    window = browsing.window(viewport=PHONE, has_touch=True, is_mobile=True)
    assert window.run(_WIDER) == []
    assert window.find("#list").is_hidden()
    assert window.find("#panel").is_hidden()
    window.find('[data-open="list"]').tap()
    assert window.find("#list").is_visible()
    assert window.run(_WIDER) == []
    window.page.locator("#projects > li", has_text="公车购置").locator("button").tap()
    assert window.find("#list").is_hidden(), "it makes way"
    window.until(f"() => ({_HERE})().includes('公车购置')")
    window.find('[data-open="panel"]').tap()
    assert window.find("#panel").is_visible()
    window.page.locator('#panel [data-close="panel"]').tap()
    assert window.find("#panel").is_hidden()
    window.find("#dock-next").tap()
    window.page.wait_for_selector(".place.chosen")
    window.wait_seen(".place.chosen")
    window.find(".page[data-loaded] .place.chosen").first.tap()
    window.page.wait_for_selector("#card:not([hidden]) .where")
    assert window.run(_WIDER) == []
    window.program.edit("02", "项目名称: ", "项目名称: [")
    window.page.wait_for_selector("#problems:not([hidden])")
    assert window.run(_WIDER) == []
    small = window.run(
        "() => [...document.querySelectorAll('#bar button, #bar a, #bar select, #dock button')].filter((e) => e.checkVisibility())"
        ".map((e) => [e.id || e.textContent, e.getBoundingClientRect().height]).filter(([, height]) => height < 40)"
    )
    assert small == [], "fingers need room"


def test_no_width_scrolls_sideways(window: Window) -> None:
    window.press("o")
    window.page.wait_for_selector("#legend:not([hidden])")
    for width in (1920, 1280, 1024, 768, 320):
        window.page.set_viewport_size({"width": width, "height": 800})
        window.until("() => document.getElementById('desk').scrollWidth <= document.getElementById('desk').clientWidth")
        assert window.run(_WIDER) == [], width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark(browsing: Browsing, scheme: str) -> None:
    window = browsing.window(color_scheme=scheme)
    assert window.find("html").get_attribute("data-theme") == scheme
    window.press("n")
    window.find("#findings summary").first.click()
    assert window.run(_POOR) == []
    window.find("#tab-changes").click()
    window.find("#overlay").click()
    window.page.wait_for_selector("#changes [data-id]")
    window.program.edit("01", "项目名称: ", "项目名称: [")
    window.page.wait_for_selector("#problems:not([hidden])")
    assert window.run(_POOR) == []
    assert window.run("() => getComputedStyle(document.querySelector('.page')).backgroundColor") == "rgb(255, 255, 255)"
    other = {"light": "dark", "dark": "light"}[scheme]
    window.page.emulate_media(color_scheme=other)  # type: ignore[arg-type]
    window.until("(wanted) => document.documentElement.dataset.theme === wanted", other)


def test_nothing_on_paper_but_pages(window: Window) -> None:
    window.to_project("01")
    window.find("#overlay").click()
    window.page.wait_for_selector(".place[data-verdict]")
    window.place(CELL).click()
    window.page.wait_for_selector("#card:not([hidden])")
    window.page.emulate_media(media="print")
    for selector in ("#bar", "#list", "#panel", "#legend", "#card", "#tip", "#note", "#progress", "#dock", ".edge"):
        assert not any(one.is_visible() for one in window.find(selector).all()), selector
    fills = window.run("() => [...document.querySelectorAll('.sheet .place')].map((one) => getComputedStyle(one).fill)")
    assert set(fills) == {"none"}


def test_window_on_a_workspace_that_grows(idle: Browsing) -> None:
    """Nothing to show yet; the first department appears by itself."""
    sources = idle.program.root / "sources"
    kept = idle.program.root / "kept"
    sources.rename(kept)
    sources.mkdir()
    idle.program.start()
    shown = Window(idle.context(), idle.program)
    idle.windows.append(shown)
    shown.page.goto(idle.program.address)
    shown.page.wait_for_selector("#nothing:not([hidden])")
    for one in kept.iterdir():
        one.rename(sources / one.name)
    shown.page.wait_for_selector("html[data-serial]", state="attached")
    shown.ready()
    assert shown.find(".page[data-loaded] .place").count() > 0


def test_label_that_is_unknown(browsing: Browsing) -> None:
    window = browsing.window("nobody/2030")
    assert window.page.url.split("#")[1] in {LABEL, BEFORE}
    assert window.find(".page[data-loaded]").count() > 0
