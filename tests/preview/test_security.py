"""Only our own page, in a browser on this machine, gets anything; nothing asked for ever becomes a path."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.preview.served import LABEL, serving

from jixiao.preview.desk import Place
from jixiao.preview.editors import Editor

GET = (
    "/",
    "/static/app.js",
    "/events",
    "/api/documents",
    f"/api/snapshot?document={LABEL}",
    "/page",
    "/glyphs",
    "/pdf",
    "/x",
)
POST = ("/api/locate", "/api/open")
FILE = "sources/a/2025/department.yaml"


class Opened(Editor):
    """An editor that only notes what it would open."""

    def open(self, file: Path, line: int, column: int) -> str:
        OPENED.append((file, line, column))
        return "" if line < 1000 else "编辑器没有启动：没有"


OPENED: list[tuple[Path, int, int]] = []


@pytest.fixture
def editing(tmp_path: Path, page: Path) -> Iterator[Any]:
    """A server with an editor, and a file of the document."""
    assert page.is_dir()
    OPENED.clear()
    file = tmp_path / "workspace" / FILE
    file.parent.mkdir(parents=True)
    file.write_text("单位: 甲\n", encoding="utf-8")
    with serving(tmp_path / "workspace", Opened("code", ("code", "{file}"))) as one:
        one.desk.places[LABEL, FILE] = Place(FILE, 1, 1, "单位: 甲", file)
        yield one


def refused(
    served: Any, headers: dict[str, str], *, paths: tuple[str, ...] = GET, posts: tuple[str, ...] = POST
) -> None:
    """No route answers, and the desk is asked nothing."""
    for path in paths:
        found = served.ask(path, headers)
        assert found.status == 403, path
        assert found.message
    for path in posts:
        assert served.post(path, {}, headers).status == 403, path
    assert served.desk.asked.empty()
    assert served.desk.counted.empty()


@pytest.mark.parametrize(
    "host",
    [
        "",
        "127.0.0.1",
        "localhost",
        "127.0.0.1:1",
        "localhost:80",
        "LOCALHOST:{port}",
        "localhost.:{port}",
        "127.0.0.1.:{port}",
        "evil.example:{port}",
        "127.0.0.1.nip.io:{port}",
        "localhost.evil.example:{port}",
        "evil.example",
        "0.0.0.0:{port}",
        "127.1:{port}",
        "127.0.0.2:{port}",
        "2130706433:{port}",
        "[::1]:{port}",
        "127.0.0.1:{port}@evil.example",
        "evil.example@127.0.0.1:{port}",
        "127.0.0.1:{port}:80",
        "127.0.0.1:0{port}",
        "127.0.0.1:{port},evil.example",
    ],
)
def test_foreign_host(served: Any, host: str) -> None:
    refused(served, {"Host": host.format(port=served.port)})


def test_our_hosts(served: Any) -> None:
    for name in ("127.0.0.1", "localhost"):
        assert served.ask("/", {"Host": f"{name}:{served.port}"}).status == 200


@pytest.mark.parametrize(
    "request_line",
    [
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: evil.example\r\nX: 1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        "GET / HTTP/1.0\r\nX-Forwarded-Host: 127.0.0.1:{port}\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: 127.0.0.1:{port}\r\n\r\n",
        "GET http://127.0.0.1:{port}/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    ],
)
def test_host_missing_or_twice(served: Any, request_line: str) -> None:
    found = served.raw(request_line.format(port=served.port).encode())
    assert found.split()[1] in {b"400", b"403"}
    assert "页".encode() not in found


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "http://evil.example",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "https://127.0.0.1:{port}",
        "http://localhost:{port}",  # ours, but not of the page that this one would be
        "http://127.0.0.1:{port}/",
        "HTTP://127.0.0.1:{port}",
        "http://127.0.0.1:{port}.evil.example",
        "http://evil.example http://127.0.0.1:{port}",
        "chrome-extension://aaaabbbb",
    ],
)
def test_foreign_origin(served: Any, origin: str) -> None:
    refused(served, {"Origin": origin.format(port=served.port)})


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "nonsense", "Same-Origin"])
def test_requests_of_other_sites(served: Any, site: str) -> None:
    refused(served, {"Sec-Fetch-Site": site})


def test_requests_by_nobody(served: Any) -> None:
    """`none`: typed into the address line; nobody types a POST."""
    for path in ("/", "/static/app.js", "/api/documents"):
        assert served.ask(path, {"Sec-Fetch-Site": "none"}).status == 200
    refused(served, {"Sec-Fetch-Site": "none"}, paths=())


def test_our_own_requests(editing: Any) -> None:
    ours = {"Origin": f"http://127.0.0.1:{editing.port}", "Sec-Fetch-Site": "same-origin"}
    assert editing.ask("/api/documents", ours).status == 200
    assert editing.post("/api/locate", {"document": LABEL, "file": FILE, "path": ""}, ours).status == 200
    local = {"Host": f"localhost:{editing.port}", "Origin": f"http://localhost:{editing.port}"}
    assert editing.post("/api/locate", {"document": LABEL, "file": FILE, "path": ""}, local).status == 200


@pytest.mark.parametrize(
    "kind",
    [
        None,
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/json",
        "application/jsonp",
    ],
)
def test_forms_cannot_post(editing: Any, kind: str | None) -> None:
    body = {"document": LABEL, "file": FILE, "path": "", "line": 1, "column": 1}
    for path in POST:
        found = editing.ask(path, {} if kind is None else {"Content-Type": kind}, "POST", body)
        assert found.status == 415
        assert found.message
    assert editing.desk.asked.empty()
    assert OPENED == []


def test_json_may_name_its_letters(editing: Any) -> None:
    body = {"document": LABEL, "file": FILE, "path": ""}
    assert editing.post("/api/locate", body, {"Content-Type": "Application/JSON; charset=utf-8"}).status == 200


CLIMBS = (
    "..",
    "../served.py",
    "../../pyproject.toml",
    "/etc/passwd",
    "//etc/passwd",
    "a/../../index.html",
    "./app.js",
    "app.js/",
    "icons/../app.js",
    "icons",
    "..\\guard.py",
    "..\\..\\pyproject.toml",
    "C:\\Windows\\win.ini",
    "\\\\server\\share",
    "app.js\0",
    "app.js%00",
    "index.html::$DATA",
    "APP.JS",
    ".app.js",
)


def forms(path: str) -> Iterator[str]:
    """A path as it may be written in a request line."""
    plain = path.replace("\0", "%00")
    yield plain
    yield "".join(f"%{ord(char):02x}" for char in path)
    yield plain.replace(".", "%2e")
    yield plain.replace("/", "%2f").replace("\\", "%5c")
    yield plain.replace(".", "%252e").replace("/", "%252F")
    yield plain.replace("../", "..%c0%af")


@pytest.mark.parametrize("path", CLIMBS)
@pytest.mark.usefixtures("quiet")
def test_static_files_are_a_listing(served: Any, path: str) -> None:
    (served.root.parent / "secret.js").write_text("secret", encoding="utf-8")
    for form in forms(path):
        request = f"GET /static/{form} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nConnection: close\r\n\r\n"
        assert served.raw(request.encode()).split()[1] in {b"404", b"400"}, form


@pytest.mark.parametrize(
    "form",
    ["/..", "/../", "/static/..", "/%2e%2e/%2e%2e/etc/passwd", "/..%5c..%5cx", "/static/%2e%2e/app.js", "//", "/./"],
)
def test_no_way_up(served: Any, form: str) -> None:
    request = f"GET {form} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nConnection: close\r\n\r\n"
    assert served.raw(request.encode()).split()[1] == b"404"


@pytest.mark.parametrize(
    "label", [*CLIMBS, "", "nobody/2025", LABEL + "/", LABEL + "\0", LABEL.upper(), "a" * 5000, "%", "\ud7ff"]
)
@pytest.mark.usefixtures("quiet")
def test_labels_are_looked_up(served: Any, label: str) -> None:
    from urllib.parse import quote

    written = quote(label, safe="")
    for path in (
        f"/api/snapshot?document={written}",
        f"/api/changes?document={written}&against={written}",
        f"/page?document={written}&key={written}",
        f"/pdf?document={written}",
        f"/pdf?document={written}&download=1",
    ):
        found = served.ask(path)
        assert found.status == 404
        assert label[:20] not in found.message or not label
    assert served.ask(f"/glyphs?server={written}&first=0&last=1").status == 409
    assert served.ask(f"/glyphs?server=s1&first={written}&last=1").status == 400
    assert served.post("/api/locate", {"document": label, "file": label, "path": label}).status == 404


@pytest.mark.parametrize("path", CLIMBS)
def test_the_editor_opens_what_the_desk_names(editing: Any, path: str) -> None:
    for document, file in ((LABEL, path), (path, FILE), (LABEL, FILE + "/" + path)):
        found = editing.post("/api/open", {"document": document, "file": file, "line": 1, "column": 1})
        assert found.status == 404
        assert found.message
    assert OPENED == []


def test_the_editor_opens(editing: Any) -> None:
    found = editing.post("/api/open", {"document": LABEL, "file": FILE, "line": 3, "column": 7})
    assert found.json == {"opened": True, "message": "已在编辑器（code）中打开。"}
    assert [(editing.root / FILE, 3, 7)] == OPENED
    found = editing.post("/api/open", {"document": LABEL, "file": FILE, "line": 1000, "column": 1})
    assert found.json == {"opened": False, "message": "编辑器没有启动：没有"}


@pytest.mark.parametrize("line", [0, -1, 1.0, "1", None, True, 10**12, [1]])
def test_the_editor_gets_numbers(editing: Any, line: Any) -> None:
    for name in ("line", "column"):
        body = {"document": LABEL, "file": FILE, "line": 1, "column": 1} | {name: line}
        assert editing.post("/api/open", body).status == 400
    assert OPENED == []


def test_nothing_outside_of_the_workspace(editing: Any, tmp_path: Path) -> None:
    """Even where the desk were wrong: a link that leads out, a folder, a relative path, what is not there."""
    outside = tmp_path / "outside.yaml"
    outside.write_text("secret", encoding="utf-8")
    places = {
        "out": outside,
        "up": editing.root / ".." / "outside.yaml",
        "folder": editing.root,
        "gone": editing.root / "gone.yaml",
    }
    places["relative"] = Path(os.path.relpath(editing.root / FILE))
    if hasattr(os, "symlink"):
        (editing.root / "link.yaml").symlink_to(outside)
        (editing.root / "folder").symlink_to(tmp_path)
        (editing.root / "loop").symlink_to(editing.root / "loop")
        places |= {
            "link": editing.root / "link.yaml",
            "below": editing.root / "folder/outside.yaml",
            "loop": editing.root / "loop",
        }
    for name, path in places.items():
        editing.desk.places[LABEL, name] = Place(name, 1, 1, "", path)
        found = editing.post("/api/open", {"document": LABEL, "file": name, "line": 1, "column": 1})
        assert found.status == 403, name
        assert found.message
    assert OPENED == []


def test_a_link_inside_is_fine(editing: Any) -> None:
    (editing.root / "link.yaml").symlink_to(editing.root / FILE)
    editing.desk.places[LABEL, "link.yaml"] = Place("link.yaml", 1, 1, "", editing.root / "link.yaml")
    found = editing.post("/api/open", {"document": LABEL, "file": "link.yaml", "line": 1, "column": 1})
    assert found.json["opened"] is True
    assert OPENED[0][0] == editing.root / "link.yaml"


def test_headers_on_every_answer(editing: Any) -> None:
    answers = [editing.ask(path) for path in GET if path != "/events"]
    answers += [
        editing.ask("/", {"Host": "evil.example"}),
        editing.ask("/", {"Origin": "null"}),
        editing.ask("/", method="DELETE"),
    ]
    answers += [
        editing.ask("/api/locate", {}, "POST", {}),
        editing.post("/api/locate", {}),
        editing.post("/api/open", {}),
    ]
    answers += [editing.ask("/static/app.js", {"If-None-Match": "*"}), editing.ask("/", method="HEAD")]
    answers += [editing.post("/api/open", {"document": LABEL, "file": FILE, "line": 1, "column": 1})]
    assert {one.status for one in answers} == {200, 304, 400, 403, 404, 405, 409, 415}
    for one in answers:
        policy = dict(part.strip().partition(" ")[::2] for part in one.headers["content-security-policy"].split(";"))
        assert policy == {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self' data:",
            "connect-src": "'self'",
            "frame-ancestors": "'none'",
            "base-uri": "'none'",
            "form-action": "'none'",
        }
        assert one.headers["x-content-type-options"] == "nosniff"
        assert one.headers["referrer-policy"] == "no-referrer"
        assert one.headers["cross-origin-opener-policy"] == "same-origin"
        assert one.headers["cross-origin-resource-policy"] == "same-origin"
        assert "cache-control" in one.headers
        assert not {"server", "access-control-allow-origin", "set-cookie", "location"} & set(one.headers)


def test_headers_on_an_unforeseen_fault(served: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served.desk, "documents", lambda: 1 // 0)
    found = served.ask("/api/documents")
    assert found.status == 500
    assert found.message
    assert found.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.usefixtures("quiet")
def test_no_web_sockets(served: Any) -> None:
    request = (
        f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nOrigin: http://evil.example\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    assert served.raw(request.encode()).startswith(b"HTTP/1.1 403 ")


def test_only_this_machine(served: Any) -> None:
    assert served.host._listener.getsockname()[0] == "127.0.0.1"
