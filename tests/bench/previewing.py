"""A save, timed from the moment before it is written until the edited page stands in the browser, and an idle server.

Needs `playwright` and a Chromium on the path. Both clocks are of this machine: Python's and that of the page.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 120
#: Notes when another page is put in the place of the one that is edited.
_OBSERVE = """number => {
  const place = document.querySelector(`#pages [data-number="${number}"]`);
  window.shown = [];
  new MutationObserver(() => {
    const key = place.querySelector('svg.sheet')?.dataset.key;
    const last = window.shown.at(-1);
    if (key && last?.key !== key) window.shown.push({key, at: performance.timeOrigin + performance.now()});
  }).observe(place, {childList: true, subtree: true});
  window.shown.push({key: place.querySelector('svg.sheet').dataset.key, at: 0});
}"""


class Preview:
    """The running program, a window on its document, and the project file that is edited."""

    def __init__(self, process: "subprocess.Popen[str]", page: Any, file: Path) -> None:
        self.process, self._page, self._file = process, page, file
        self._text = file.read_text(encoding="utf-8")
        self._count = 0

    def save(self) -> float:
        """Change one figure of one target; seconds until its page is another in the window."""
        self._count += 1
        first = self._text.index("指标值:")
        end = self._text.index("\n", first)
        text = f"{self._text[:first]}指标值: ≥{60 + self._count % 39}%{self._text[end:]}"
        known = self._page.evaluate("window.shown.length")
        serial = self._serial()
        started = time.time()
        self._file.write_text(text, encoding="utf-8")
        self._until("window.shown.length > known", known)
        at = self._page.evaluate("known => window.shown[known].at", known)
        # The next save comes when this one is done with: the document built, its snapshot in the window.
        self._until("+document.documentElement.dataset.serial >= known + 2", serial)
        return float(at) / 1000 - started

    def _until(self, condition: str, known: int) -> None:
        """Wait in the page itself: what evaluates texts there is forbidden by its policy."""
        self._page.evaluate(
            f"known => new Promise(done => {{ const look = () => ({condition}) ? done() : setTimeout(look, 1); look(); }})",
            known,
        )

    def _serial(self) -> int:
        return int(self._page.evaluate("+document.documentElement.dataset.serial"))

    def idle(self, seconds: float) -> float:
        """The share of a core that the program takes while nothing happens, its helper included."""
        before = self._spent()
        time.sleep(seconds)
        return (self._spent() - before) / seconds

    def _spent(self) -> float:
        family = [self.process.pid, *_children(self.process.pid)]
        ticks = 0
        for pid in family:
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(one) for path in found for one in path.read_text(encoding="ascii").split()]


@contextmanager
def preview(root: Path, output: Path, env: Mapping[str, str], label: str) -> Iterator[Preview]:
    """Start the program on a workspace and open a window on one document, scrolled to its second project."""
    from playwright.sync_api import sync_playwright

    command = [sys.executable, "-u", "-m", "jixiao", "preview", "--no-open", "-o", str(output)]
    process = subprocess.Popen(
        command, cwd=root, env=dict(env), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    address = process.stdout.readline().partition("：")[2].split("\u3000")[0].strip()
    file = sorted(root.glob(f"sources/{label}/projects/*.yaml"))[1]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(f"{address}#{label}")
        row = page.locator(f'#projects [data-file$="{file.name}"]')
        row.wait_for()
        row.click()
        sheet = page.locator(f'#pages [data-file$="{file.name}"]:has(svg.sheet)').first
        sheet.wait_for()
        page.evaluate(_OBSERVE, sheet.get_attribute("data-number"))
        try:
            yield Preview(process, page, file)
        finally:
            browser.close()
            process.terminate()
            process.communicate()
