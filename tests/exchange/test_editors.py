"""What an editor really shows: yaml-language-server driven over stdio with the schemas that `jixiao schema --write` writes."""

import json
import os
import queue
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

VERSION = "2.0.0"
_WAIT = 30
_INSTALL = 300

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture(scope="session")
def server() -> Path:
    """The start script of the language server, installed once into the user's cache; skipped where that cannot be."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("没有 node 和 npm，不能驱动 yaml-language-server")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "jixiao-tests" / f"yls-{VERSION}"
    script = cache / "node_modules/yaml-language-server/bin/yaml-language-server"
    if not script.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--prefix", str(cache), "--no-audit", "--no-fund", "--loglevel=error"]
        done = subprocess.run(
            [*command, f"yaml-language-server@{VERSION}"], capture_output=True, text=True, timeout=_INSTALL, check=False
        )
        if done.returncode or not script.is_file():
            pytest.skip(f"npm 装不上 yaml-language-server：{done.stderr.strip()[-200:]}")
    return script


class Editor:
    """A language client with just enough to open files and ask."""

    def __init__(self, script: Path, root: Path, settings: dict[str, Any]) -> None:
        self._child = subprocess.Popen(
            ["node", str(script), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._settings, self._number = settings, 0
        self._inbox: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._told: dict[str, list[dict[str, Any]]] = {}
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        capabilities = {
            "workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}},
            "textDocument": {"completion": {"completionItem": {"snippetSupport": True}}, "publishDiagnostics": {}},
        }
        folder = {"uri": root.as_uri(), "name": "w"}
        self.ask(
            "initialize",
            {
                "processId": os.getpid(), "rootUri": root.as_uri(), "workspaceFolders": [folder],
                "capabilities": capabilities, "locale": "zh-cn",
            },
        )  # fmt: skip
        self._tell("initialized", {})
        self._tell("workspace/didChangeConfiguration", {"settings": settings})

    def _send(self, message: dict[str, Any]) -> None:
        assert self._child.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._child.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._child.stdin.flush()

    def _tell(self, method: str, params: dict[str, Any]) -> None:
        self._send({"method": method, "params": params})

    def _read(self) -> None:
        out = self._child.stdout
        assert out is not None
        while True:
            length = 0
            while line := out.readline().strip():
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            if not length:
                self._inbox.put(None)
                return
            self._inbox.put(json.loads(out.read(length)))

    def _next(self) -> dict[str, Any]:
        """The next message; what the server asks is answered, what it tells of files is kept."""
        message = self._inbox.get(timeout=_WAIT)
        assert message is not None, "the language server ended"
        if "id" in message and "method" in message:
            wanted = (
                message.get("params", {}).get("items", []) if message["method"] == "workspace/configuration" else None
            )
            answer = None if wanted is None else [self._settings.get(one.get("section", "")) for one in wanted]
            self._send({"id": message["id"], "result": answer})
        if message.get("method") == "textDocument/publishDiagnostics":
            self._told[message["params"]["uri"]] = message["params"]["diagnostics"]
        return message

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == self._number and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def open(self, path: Path, text: str) -> list[dict[str, Any]]:
        """Open a file with this text; what the server underlines."""
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document})
        while path.as_uri() not in self._told:
            self._next()
        return self._told[path.as_uri()]

    def at(self, method: str, path: Path, line: int, column: int) -> Any:
        place = {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": column}}
        return self.ask(f"textDocument/{method}", place)

    def offered(self, path: Path, line: int, column: int) -> list[str]:
        return [one["label"] for one in self.at("completion", path, line, column)["items"]]

    def close(self) -> None:
        self.ask("shutdown", {})
        self._tell("exit", {})
        self._child.communicate(timeout=_WAIT)
        self._reader.join(_WAIT)


@pytest.fixture
def root(workspace: Path, run: Any) -> Path:
    """The samples and a department made by `new`, with the schemas and settings written."""
    made = run("new", "tushuguan", "--layout", "hebei-2025", "--name", "示例县图书馆", "--year", "2026", cwd=workspace)
    assert made.returncode == 0, made.stderr
    written = run("schema", "--write", cwd=workspace)
    assert written.returncode == 0, written.stderr
    return workspace


@pytest.fixture
def editor(server: Path, root: Path) -> Iterator[Editor]:
    settings = json.loads((root / ".vscode/settings.json").read_text(encoding="utf-8"))
    yaml = {
        "schemas": settings["yaml.schemas"], "validate": True, "hover": True, "completion": True,
        "schemaStore": {"enable": False},
    }  # fmt: skip
    made = Editor(server, root, {"yaml": yaml})
    yield made
    made.close()


PROJECT = """\
项目名称: 甲
公开:\x20
资金:
  总额: [1]
  财政拨款: 六十万
项目期:
  - 1
主管: 乙
绩效指标:
  数量指标:
    - 名称: 丙
      指标值: 3个
      方向:\x20
      \x20
  质量:
支出计划:
  3月底: 24%

"""


def test_samples_and_the_empty_form_are_clean(editor: Editor, root: Path) -> None:
    for path in sorted((root / "sources").rglob("*.yaml")):
        assert editor.open(path, path.read_text(encoding="utf-8")) == [], path


def test_what_is_wrong_is_underlined_in_chinese(editor: Editor, root: Path) -> None:
    path = root / "sources/huailai-jiguan/2025/projects/99-试.yaml"
    found = {one["range"]["start"]["line"]: one["message"] for one in editor.open(path, PROJECT)}
    assert set(found) == {3, 4, 6, 7, 14}
    assert "应是金额" in found[3]
    assert "应是金额" in found[4]
    assert "只写一项内容" in found[6]
    assert "主管" in found[7]
    assert "质量" in found[14]


def test_keys_and_choices_are_offered(editor: Editor, root: Path) -> None:
    path = root / "sources/huailai-jiguan/2025/projects/99-试.yaml"
    editor.open(path, PROJECT)
    assert editor.offered(path, 1, 4) == ["是", "否"]
    assert editor.offered(path, 12, 10) == ["越高越好", "越低越好", "无"]
    keys = editor.offered(path, 17, 0)
    assert {"项目编码", "资金用途", "绩效目标", "测算"} <= set(keys)
    assert not {"项目名称", "资金", "null"} & set(keys)
    assert {"描述", "依据", "权重"} <= set(editor.offered(path, 13, 6))
    department = root / "sources/huailai-jiguan/2025/department.yaml"
    editor.open(department, "版式: \n阶段: \n")
    assert editor.offered(department, 0, 4) == ["hebei-2025", "ningxia-2024"]
    assert editor.offered(department, 1, 4) == ["一上", "二上", "批复", "调整"]


def test_hover_says_what_to_write(editor: Editor, root: Path) -> None:
    path = root / "sources/huailai-jiguan/2025/projects/99-试.yaml"
    editor.open(path, PROJECT)
    said = editor.at("hover", path, 3, 3)["contents"]["value"]
    assert "总额" in said
    assert "万元" in said
    assert "预算数" in said
    assert "与预算批复的名称一致" in editor.at("hover", path, 0, 1)["contents"]["value"]
    assert "产出指标" in editor.at("hover", path, 9, 3)["contents"]["value"]


def test_modeline_is_enough(server: Path, root: Path) -> None:
    """Without the settings of the workspace the first line of the file says which schema it follows."""
    editor = Editor(server, root, {"yaml": {"validate": True, "completion": True, "schemaStore": {"enable": False}}})
    try:
        (path,) = (root / "sources/tushuguan/2026/projects").glob("*.yaml")
        text = path.read_text(encoding="utf-8")
        assert editor.open(path, text.replace("资金用途:", "资金用处:"))
    finally:
        editor.close()
