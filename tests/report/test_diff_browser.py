"""The page of a comparison in a real browser: filters, jumps, anchors, print, phone, dark; driven by WebDriver itself."""

import base64
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from jixiao.report.diff_html import html

pytestmark = pytest.mark.slow

_OPEN = build_opener(ProxyHandler({})).open
_HOSTILE = "</td><script>document.title='坏'</script><img src=x onerror=\"document.title='坏'\">"


class Browser:
    """One session of a browser; every call is one request to its driver."""

    def __init__(self, port: int, arguments: list[str], program: str) -> None:
        self._base = f"http://127.0.0.1:{port}"
        options = {"args": arguments, "binary": program}
        always = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        made = self.call("POST", "/session", {"capabilities": {"alwaysMatch": always}})
        self._base += f"/session/{made['sessionId']}"

    def call(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = Request(self._base + path, data, {"Content-Type": "application/json"}, method=method)  # noqa: S310 - our own driver
        with _OPEN(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def open(self, page: Path, anchor: str = "") -> None:
        self.call("POST", "/url", {"url": "about:blank"})
        self.call("POST", "/url", {"url": page.as_uri() + (f"#{anchor}" if anchor else "")})

    def run(self, script: str, *arguments: Any) -> Any:
        return self.call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def tool(self, command: str, **parameters: Any) -> Any:
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def press(self, key: str, modifier: str = "") -> None:
        keys = [("keyDown", modifier)] * bool(modifier) + [("keyDown", key), ("keyUp", key)] + [("keyUp", modifier)] * bool(modifier)
        actions = [{"type": kind, "value": value} for kind, value in keys]
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def click(self, selector: str) -> None:
        found = self.call("POST", "/element", {"using": "css selector", "value": selector})
        self.call("POST", f"/element/{next(iter(found.values()))}/click", {})

    def rows(self) -> list[str]:
        """The anchors of the rows that can be seen."""
        found: list[str] = self.run("return [...document.querySelectorAll('tr[data-rule]')].filter(r => r.offsetParent).map(r => r.id)")
        return found

    def here(self) -> str:
        """The anchor of the row that is pointed at; it has the focus."""
        found: str = self.run(
            "const r = document.querySelector('tr[aria-current]');"
            "return r && document.activeElement === r && location.hash === '#' + r.id ? r.id : null"
        )
        return found

    def said(self, selector: str) -> str:
        found: str = self.run("return document.querySelector(arguments[0]).innerText", selector)
        return found

    def close(self) -> None:
        self.call("DELETE", "")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    driver = shutil.which("chromedriver")
    if program is None or driver is None:
        pytest.skip("no Chromium with chromedriver on PATH (Debian: apt-get install chromium chromium-driver)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    profile = tmp_path_factory.mktemp("profile")
    arguments = ["--headless=new", "--disable-gpu", "--window-size=1400,1000", f"--user-data-dir={profile}", "--disable-dev-shm-usage"]
    arguments += ["--no-sandbox"] * (getattr(os, "geteuid", lambda: 1)() == 0)
    process = subprocess.Popen([driver, f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield from _session(port, arguments, program)
    finally:
        process.terminate()
        process.wait(10)


def _session(port: int, arguments: list[str], program: str) -> Iterator[Browser]:
    for _ in range(100):
        try:
            _OPEN(f"http://127.0.0.1:{port}/status", timeout=5).close()
            break
        except URLError:
            time.sleep(0.1)
    made = Browser(port, arguments, program)
    yield made
    made.close()


@pytest.fixture(scope="module")
def page(comparing: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "对比.html"
    path.write_text(html([comparing.full()]), encoding="utf-8")
    return path


def prints(comparing: Any, *rules: str) -> list[str]:
    return [one.fingerprint for one in comparing.full().changes if one.rule in rules and not one.provisional]


def test_it_opens_without_a_complaint(browser: Browser, page: Path) -> None:
    browser.open(page)
    assert browser.run("return performance.getEntriesByType('resource').length") == 0
    logs = browser.call("POST", "/se/log", {"type": "browser"})
    assert [one["message"] for one in logs if "favicon" not in one["message"]] == []


def test_wording_is_folded_at_first(browser: Browser, page: Path, comparing: Any) -> None:
    browser.open(page)
    assert prints(comparing, "notation-only")[0] not in browser.rows()
    assert prints(comparing, "global-replace")[0] in browser.rows()
    assert "非实质性变动不逐条列示" in browser.said("main")
    browser.click("input[value=cosmetic]")
    assert prints(comparing, "notation-only")[0] in browser.rows()
    assert "非实质性变动不逐条列示" not in browser.said("main")


def test_filters(browser: Browser, page: Path, comparing: Any) -> None:
    browser.open(page)
    every = len(browser.rows())
    assert browser.said("#position") == f"共 {every} 处"
    browser.click("input[value=major]")
    assert browser.run("return [...document.querySelectorAll('tr[data-level=major]')].every(r => !r.offsetParent)")
    assert "水文站迁建" not in browser.said("main"), "a project without rows goes with them"
    browser.click("input[value=major]")
    browser.click("details.rules summary")
    browser.click("#no-rules")
    assert browser.rows() == []
    assert "没有要显示的变动" in browser.said("main")
    browser.click("input[value=unit-changed]")
    assert browser.rows() == prints(comparing, "unit-changed")
    browser.click("#everything")
    assert len(browser.rows()) == every + 1
    browser.click("input[name=accepted]")
    assert prints(comparing, "target-tightened")[0] not in browser.rows()


def test_next_and_previous(browser: Browser, page: Path) -> None:
    browser.open(page)
    rows = browser.rows()
    for row in [*rows, rows[0]]:
        browser.press("n")
        assert browser.here() == row
    assert browser.said("#position") == f"第 1 处，共 {len(rows)} 处"
    browser.press("p")
    assert browser.here() == rows[-1]
    browser.press("P")
    assert browser.here() == rows[-2]
    browser.click("#next")
    assert browser.here() == rows[-1]
    browser.click("#previous")
    assert browser.here() == rows[-2]
    browser.press("n", "\ue009")  # with Ctrl it is the browser's
    assert browser.here() == rows[-2]
    assert browser.run("const r = document.activeElement.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight")


def test_jumps_skip_what_is_hidden(browser: Browser, page: Path) -> None:
    browser.open(page)
    browser.click("input[value=notice]")
    browser.click("input[value=major]")
    rows = browser.rows()
    browser.press("n")
    browser.press("n")
    assert browser.here() == rows[1]
    browser.click(f"input[value={browser.run('return document.activeElement.dataset.level')}]")
    assert browser.run("return document.querySelector('tr[aria-current]')") is None


def test_an_anchor_opens_its_row(browser: Browser, page: Path, comparing: Any) -> None:
    folded = prints(comparing, "notation-only")[0]
    browser.open(page, folded)
    assert browser.here() == folded
    assert browser.run("return document.querySelector('input[value=cosmetic]').checked")
    other = prints(comparing, "unit-changed")[0]
    browser.run("location.hash = arguments[0]", f"#{other}")
    time.sleep(0.2)
    assert browser.here() == other
    browser.open(page, "nowhere%zz")
    assert browser.said("#position").startswith("共 ")
    assert not [one for one in browser.call("POST", "/se/log", {"type": "browser"}) if "favicon" not in one["message"]]


def test_texts_run_nothing(browser: Browser, comparing: Any, tmp_path: Path) -> None:
    path = tmp_path / "坏.html"
    path.write_text(html([comparing.wide(2, _HOSTILE)], [_HOSTILE]), encoding="utf-8")
    browser.open(path)
    assert "坏" not in browser.run("return document.title").replace("对比", "")
    assert browser.run("return document.images.length + document.scripts.length") == 1


def test_print_is_the_comparison_sheet(browser: Browser, comparing: Any, tmp_path: Path) -> None:
    import pypdfium2

    path = tmp_path / "多.html"
    path.write_text(html([comparing.wide(40)]), encoding="utf-8")
    browser.open(path)
    browser.press("n")
    data = base64.b64decode(browser.tool("Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"])
    document = pypdfium2.PdfDocument(data)
    texts = [one.get_textpage().get_text_range().replace("\r", "").replace("\n", "") for one in document]
    assert len(texts) > 3
    assert all(round(one.get_width()) == 842 and round(one.get_height()) == 595 for one in document)
    assert all("变动类型与说明" in text for text in texts[:-1])
    assert all(f"第 {number} 页 共 {len(texts)} 页" in text for number, text in enumerate(texts, 1))
    whole = "".join(texts)
    assert "（2024 年度—2025 年度）" in whole
    assert "单位：万元" in whole
    assert "非实质性变动不逐条列示：仅写法不同 40" in whole
    assert not [word for word in ("下一处", "筛选", "跳到") if word in whole]
    last = comparing.wide(40).changes[0].fingerprint
    assert last not in whole


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_read(browser: Browser, page: Path, scheme: str) -> None:
    """Contrast of every text against what is behind it is at least 4.5 (WCAG AA)."""
    browser.tool("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    browser.open(page)
    browser.click("#everything")
    browser.press("n")
    poor = browser.run(
        """
        const rgba = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return m.length > 3 ? m : [...m, 1]; };
        const lum = ([r, g, b]) => [r, g, b].map((v) => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
          .reduce((s, v, i) => s + v * [.2126, .7152, .0722][i], 0);
        const back = (e) => { for (; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] > 0) return c; } return [255, 255, 255]; };
        const bad = [];
        for (const e of document.querySelectorAll('body *')) {
          if (!e.offsetParent || ![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
          const [a, b] = [lum(rgba(getComputedStyle(e).color)), lum(back(e))].sort((x, y) => y - x);
          if ((a + .05) / (b + .05) < 4.5) bad.push(`${e.tagName}.${e.className} ${e.innerText}`);
        }
        return [bad, getComputedStyle(document.body).backgroundColor];
        """
    )
    browser.tool("Emulation.setEmulatedMedia", features=[])
    assert poor == [[], {"light": "rgb(255, 255, 255)", "dark": "rgb(22, 24, 27)"}[scheme]]


@pytest.mark.parametrize("width", [320, 390, 768, 1400])
def test_every_width(browser: Browser, page: Path, width: int) -> None:
    browser.tool("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
    browser.open(page)
    browser.press("n")
    seen = browser.run(
        "const r = document.activeElement.getBoundingClientRect();"
        "return [document.scrollingElement.scrollWidth, r.bottom > 0 && r.top < innerHeight,"
        " getComputedStyle(document.querySelector('td.old')).display]"
    )
    roles = [one["role"]["value"] for one in browser.tool("Accessibility.getFullAXTree")["nodes"] if not one.get("ignored")]
    browser.tool("Emulation.clearDeviceMetricsOverride")
    assert seen[0] <= width
    assert seen[1]
    assert seen[2] == ("block" if width <= 768 else "table-cell")
    assert {"table", "row", "cell", "columnheader", "main", "heading"} <= set(roles)


def test_everything_has_a_name(browser: Browser, page: Path) -> None:
    browser.open(page)
    nodes = [one for one in browser.tool("Accessibility.getFullAXTree")["nodes"] if not one.get("ignored")]
    for role in ("button", "checkbox", "link", "table", "search"):
        names = [one["name"]["value"] for one in nodes if one["role"]["value"] == role]
        assert names, role
        assert all(names), role


def test_two_departments(browser: Browser, comparing: Any, tmp_path: Path) -> None:
    path = tmp_path / "两个.html"
    path.write_text(html([comparing.full(), comparing.full()]), encoding="utf-8")
    browser.open(path)
    rows = browser.rows()
    assert len(rows) == len(set(rows))
    assert [one for one in rows if one.endswith("-2")] == [f"{one}-2" for one in rows if not one.endswith("-2")]
    for _ in range(len(rows) // 2 + 1):
        browser.press("n")
    assert browser.here() == rows[len(rows) // 2]
