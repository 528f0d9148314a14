"""A real browser on a real `jixiao preview`: the program as a child process, windows that hear every complaint."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import ProxyHandler, build_opener

import pytest
from tests.conftest import REPOSITORY

import jixiao

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

PATIENCE = 30.0
FOLDER, LABEL, BEFORE = "huailai-jiguan", "huailai-jiguan/2026", "huailai-jiguan/2025"
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
_ADDRESS = re.compile(r"预览地址：(http://127\.0\.0\.1:\d+/)")
_OPEN = build_opener(ProxyHandler({})).open
#: What the page's own policy stops, and promises that nobody caught, are said where the browser says its errors.
_LISTEN = """
addEventListener("securitypolicyviolation", (e) => console.error("policy", e.violatedDirective, e.blockedURI, e.sample));
window.printed = 0;
window.print = () => { window.printed += 1; };
"""
#: The places of the pages that are there, each with the outlines drawn inside it, line by line from left to right.
_DRAWN = """
() => [...document.querySelectorAll(".page[data-loaded] .sheet")].flatMap((sheet) => {
  const uses = [...sheet.querySelectorAll("use")].map((use) => {
    const box = use.getBoundingClientRect();
    const symbol = document.querySelector(use.getAttribute("href") ?? use.getAttribute("xlink:href"));
    return { x: box.x + box.width / 2, y: box.y + box.height / 2, wide: box.width, base: Math.round(use.getScreenCTM().f),
      outline: symbol ? symbol.innerHTML : "missing" };
  });
  return [...sheet.querySelectorAll(".place")].map((place) => {
    const box = place.getBoundingClientRect();
    const inside = uses.filter((one) => one.wide && one.x > box.left && one.x < box.right && one.y > box.top && one.y < box.bottom);
    return { label: place.getAttribute("aria-label"),
      outlines: inside.sort((a, b) => a.base - b.base || a.x - b.x).map((one) => one.outline) };
  });
})
"""


class Program:
    """`jixiao preview` in a workspace of its own with both years of a sample."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.address = ""
        self.lines: Queue[str] = Queue()
        self.child: subprocess.Popen[str] | None = None
        shutil.copytree(REPOSITORY / "sources" / FOLDER, root / "sources" / FOLDER)

    def start(self, *options: str) -> "Program":
        """Start it and wait until it says its address; the port stays the same."""
        path = str(Path(jixiao.__file__).resolve().parent.parent)
        variables = os.environ | {"PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"}
        self.lines = Queue()
        with (self.root / "errors.txt").open("a", encoding="utf-8") as errors:
            self.child = subprocess.Popen(
                [sys.executable, "-m", "jixiao", "preview", "--no-open", *options],
                cwd=self.root,
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
            )
        Thread(target=_drain, args=(self.child, self.lines), daemon=True).start()
        try:
            found = _ADDRESS.match(self.lines.get(timeout=PATIENCE))
        except Empty:
            found = None
        assert found, (self.root / "errors.txt").read_text(encoding="utf-8")
        self.address = found[1]
        return self

    def kill(self) -> None:
        """End it as a power cut does."""
        if self.child:
            self.child.kill()
            self.child.wait(PATIENCE)
            self.child = None

    def complaints(self) -> str:
        text = (self.root / "errors.txt").read_text(encoding="utf-8")
        return text if "Traceback" in text else ""

    def ask(self, address: str) -> Any:
        with _OPEN(self.address + address, timeout=PATIENCE) as answer:
            return json.load(answer)

    def snapshot(self, label: str = LABEL) -> Any:
        return self.ask(f"api/snapshot?document={label}")

    def file(self, start: str, label: str = LABEL) -> Path:
        """A project by the beginning of its file's name; `department` is the whole document's own file."""
        if start == "department":
            return self.root / "sources" / label / "department.yaml"
        (found,) = (self.root / "sources" / label / "projects").glob(f"{start}*")
        return found

    def shown(self, path: Path) -> str:
        """A file as people are told of it."""
        return path.relative_to(self.root).as_posix()

    def edit(self, start: str, old: str, new: str, label: str = LABEL) -> str:
        """Replace what stands first; gives back the text before."""
        path = self.file(start, label)
        before = path.read_text(encoding="utf-8")
        assert old in before, (old, before)
        write(path, before.replace(old, new, 1))
        return before


def write(path: Path, text: str) -> None:
    """Save as editors do: whole or not at all."""
    beside = path.with_name(f".{path.name}.tmp")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def _drain(child: "subprocess.Popen[str]", lines: "Queue[str]") -> None:
    assert child.stdout is not None
    with suppress(ValueError), child.stdout:
        for said in child.stdout:
            lines.put(said)
    lines.put("")  # its end: nobody waits for more


class Window:
    """A window of the browser; `complaints` are errors and warnings of its console."""

    def __init__(self, context: "BrowserContext", program: Program) -> None:
        self.program, self.context = program, context
        self.complaints: list[str] = []
        self.fetched: list[str] = []
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE * 1000)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"uncaught {error}"))
        self.page.on("request", self._note)

    def _hear(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type} {message.text} {message.location.get('url', '')}")

    def _note(self, request: Any) -> None:
        split = urlsplit(request.url)
        if split.path == "/page":
            self.fetched.append(parse_qs(split.query)["key"][0])

    # -- what is there ---------------------------------------------------------------------------------------------

    def open(self, label: str = LABEL) -> "Window":
        self.page.goto(f"{self.program.address}#{label}" if label else self.program.address)
        return self.ready()

    def ready(self) -> "Window":
        """Wait until the pages in and near view are on the screen."""
        self.page.wait_for_selector("html[data-serial]", state="attached")
        self.until(
            """() => {
              const frame = document.getElementById("desk").getBoundingClientRect();
              return [...document.querySelectorAll("#pages > .page")].every((one) => {
                const box = one.getBoundingClientRect();
                const near = box.bottom > frame.top - 1.4 * frame.height && box.top < frame.bottom + 1.4 * frame.height;
                return !near || one.dataset.loaded === one.dataset.key;
              });
            }"""
        )
        return self

    def until(self, script: str, argument: Any = None) -> None:
        self.page.wait_for_function(script, arg=argument)

    def run(self, script: str, argument: Any = None) -> Any:
        return self.page.evaluate(script, argument)

    def find(self, selector: str) -> "Locator":
        return self.page.locator(selector)

    def serial(self) -> int:
        return int(self.run("() => document.documentElement.dataset.serial"))

    def later(self, serial: int) -> None:
        """Wait for a state after this one, with everything that belongs to it."""
        self.until("(before) => Number(document.documentElement.dataset.serial) > before", serial)

    def place(self, path: str, file: str | None = None, block: int | None = None) -> "Locator":
        """A printed text by its path in the source."""
        selector = f'.place[data-path="{path}"]'
        selector += f'[data-file="{file}"]' if file else ""
        return self.find(selector + (f'[data-block="{block}"]' if block is not None else "")).first

    def labelled(self, label: str) -> "Locator":
        return self.find(f'.place[aria-label="{label}"]')

    def keys(self) -> list[str]:
        found: list[str] = self.run(
            "() => [...document.querySelectorAll('#pages > .page')].map((one) => one.dataset.key)"
        )
        return found

    def at(self) -> float:
        return float(self.run("() => document.getElementById('desk').scrollTop"))

    def said(self, selector: str) -> str:
        return self.find(selector).inner_text()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def to_project(self, start: str) -> None:
        """Go to a project by the list on the left, and wait for its page."""
        file = self.program.shown(self.program.file(start))
        self.find(f'#projects [data-file="{file}"] button').click()
        self.page.wait_for_selector(f'.page[data-file="{file}"][data-loaded] .place')
        self.ready()

    def seen(self, selector: str) -> bool:
        """Whether the first such thing lies within the desk."""
        return bool(
            self.run(
                """(selector) => {
                  const frame = document.getElementById("desk").getBoundingClientRect();
                  const box = document.querySelector(selector)?.getBoundingClientRect();
                  return !!box && box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1
                    && box.left >= frame.left - 1 && box.right <= frame.right + 1;
                }""",
                selector,
            )
        )

    def wait_seen(self, selector: str) -> None:
        self.until(
            """(selector) => {
              const frame = document.getElementById("desk").getBoundingClientRect();
              const box = document.querySelector(selector)?.getBoundingClientRect();
              return !!box && box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;
            }""",
            selector,
        )

    def drawn(self, label: str) -> str:
        """What the glyphs in a place say, by the outlines of the characters of all other places."""
        places = self.run(_DRAWN)
        known: dict[str, Counter[str]] = defaultdict(Counter)
        for one in places:
            text = one["label"].partition("：")[2].replace(" ", "")
            if one["label"] != label and len(one["outlines"]) == len(text):
                for outline, character in zip(one["outlines"], text, strict=True):
                    known[outline][character] += 1
        (wanted,) = [one for one in places if one["label"] == label]
        return "".join(known[one].most_common(1)[0][0] if known[one] else "?" for one in wanted["outlines"])

    def clipboard(self) -> str:
        return str(self.run("() => navigator.clipboard.readText()"))


class Browsing:
    """What a test has: a program that runs, and windows."""

    def __init__(self, browser: "Browser", program: Program) -> None:
        self.browser, self.program = browser, program
        self.windows: list[Window] = []
        self.contexts: list[BrowserContext] = []
        #: Words of complaints that this test brings about by itself.
        self.expected: tuple[str, ...] = ()

    def context(self, **options: Any) -> "BrowserContext":
        options = {"viewport": WIDE, "locale": "zh-CN", "reduced_motion": "reduce"} | options
        made = self.browser.new_context(**options)
        made.grant_permissions(["clipboard-read", "clipboard-write"])
        made.add_init_script(_LISTEN)
        self.contexts.append(made)
        return made

    def window(self, label: str = LABEL, context: "BrowserContext | None" = None, **options: Any) -> Window:
        window = Window(context or self.context(**options), self.program)
        self.windows.append(window)
        return window.open(label)

    def close(self) -> None:
        found = [one for window in self.windows for one in window.complaints]
        for context in self.contexts:
            context.close()
        self.program.kill()
        unexpected = [one for one in found if not any(word in one for word in self.expected)]
        assert unexpected == [], unexpected
        assert not (said := self.program.complaints()), said


def card(window: Window) -> str:
    window.page.wait_for_selector("#card:not([hidden]) .where")
    return window.said("#card .where")


def line(window: Window, start: str, address: str) -> str:
    """The text that an address points to: the rest of the line in the real file."""
    file, line, column = address.rsplit(":", 2)
    path = window.program.file(start)
    assert file == window.program.shown(path)
    return path.read_text(encoding="utf-8").splitlines()[int(line) - 1][int(column) - 1 :]


@contextmanager
def launched() -> "Iterator[Browser]":
    """The system's Chromium, driven by playwright; a test without them is skipped, but never in CI."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _cannot("no playwright (pip install playwright)")
    if program is None:
        _cannot("no Chromium on PATH (Debian: apt-get install chromium)")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


def _cannot(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    with launched() as made:
        yield made


@pytest.fixture
def idle(browser: "Browser", tmp_path: Path) -> "Iterator[Browsing]":
    """A workspace whose program does not run yet."""
    made = Browsing(browser, Program(tmp_path))
    yield made
    made.close()


@pytest.fixture
def browsing(idle: Browsing) -> Browsing:
    """A program that runs."""
    idle.program.start()
    return idle


@pytest.fixture
def window(browsing: Browsing) -> Window:
    """A wide window on the newer year."""
    return browsing.window()
