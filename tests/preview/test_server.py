"""What is served: every route, its headers, its faults, and the stream of news."""

import asyncio
import socket
from concurrent.futures import Future
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest
from starlette.exceptions import HTTPException
from tests.preview.served import JSON, LABEL, PATIENCE, Browser, FakeDesk, serving

from jixiao.preview import server
from jixiao.preview.desk import Place
from jixiao.preview.feed import Feed

KEPT, NOT_STORED, ASKED = "private, max-age=31536000, immutable", "no-store", "no-cache"


@pytest.mark.parametrize(
    ("path", "kind", "cache"),
    [
        ("/", "text/html; charset=utf-8", ASKED),
        ("/static/app.js", "text/javascript; charset=utf-8", ASKED),
        ("/static/app.css", "text/css; charset=utf-8", ASKED),
        ("/static/icons/a.svg", "image/svg+xml; charset=utf-8", ASKED),
        ("/api/documents", "application/json", NOT_STORED),
        (f"/api/snapshot?document={LABEL}", "application/json", NOT_STORED),
        (f"/api/changes?document={LABEL}&against=jiguan/2024", "application/json", NOT_STORED),
        (f"/page?document={LABEL}&key=k1", "image/svg+xml; charset=utf-8", NOT_STORED),
        (f"/page?document={LABEL}&key=k1&server=s1", "image/svg+xml; charset=utf-8", KEPT),
        ("/glyphs?server=s1&first=3&last=20", "image/svg+xml; charset=utf-8", KEPT),
    ],
)
def test_what_there_is(served: Any, path: str, kind: str, cache: str) -> None:
    found = served.ask(path)
    assert (found.status, found.headers["content-type"], found.headers["cache-control"]) == (200, kind, cache)
    assert found.body
    head = served.ask(path, method="HEAD")
    assert (head.status, head.headers, head.body) == (200, found.headers, b"")


def test_answers_are_those_of_the_desk(served: Any) -> None:
    assert served.ask("/api/documents").json["server"] == "s1"
    assert served.ask(f"/api/snapshot?document={quote(LABEL, safe='')}").json == {"label": "x"}
    assert served.ask("/glyphs?server=s1&first=3&last=20").body == b"<svg><!-- 3 20 --></svg>"
    assert served.ask("/static/app.js").body.decode() == "<!-- app.js 页 -->"
    assert served.ask("/").body.decode() == "<!-- index.html 页 -->"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/api/documents/", 404),
        ("/static/", 404),
        ("/static/nothing.js", 404),
        ("/static/notes.txt", 404),
        ("/api/snapshot", 404),
        ("/api/snapshot?document=nobody/2025", 404),
        ("/api/changes?document=nobody/2025&against=x", 404),
        (f"/api/changes?document={LABEL}", 404),
        (f"/page?document={LABEL}&key=old", 404),
        ("/page?document=nobody/2025&key=k1", 404),
        (f"/page?document={LABEL}&key=k1&server=s0", 409),
        ("/glyphs?first=0&last=1", 409),
        ("/glyphs?server=s0&first=0&last=1", 409),
        ("/glyphs?server=s1", 400),
        ("/glyphs?server=s1&first=2&last=1", 400),
        ("/glyphs?server=s1&first=-1&last=1", 400),
        ("/glyphs?server=s1&first=0&last=1e3", 400),
        ("/glyphs?server=s1&first=0&last=%D9%A3", 400),
        ("/glyphs?server=s1&first=0&last=99999999999999999999", 400),
        ("/pdf?document=nobody/2025", 404),
        ("/api/locate", 405),
        ("/api/open", 405),
    ],
)
def test_faults_are_told_in_chinese(served: Any, path: str, status: int) -> None:
    found = served.ask(path)
    assert (found.status, found.headers["cache-control"]) == (status, NOT_STORED)
    assert found.message


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_only_what_is_meant(served: Any, method: str) -> None:
    for path in ("/", "/static/app.js", "/api/snapshot", "/events", "/pdf"):
        found = served.ask(path, JSON, method)
        assert (found.status, "GET" in found.headers["allow"]) == (405, True)
        assert found.message
    if method != "POST":
        assert served.ask("/api/open", JSON, method).headers["allow"] == "POST"


def test_an_unforeseen_fault(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with serving(tmp_path) as served:
        served.desk.held = []
        answers: list[Any] = []
        asked = Thread(target=lambda: answers.append(served.ask(f"/api/snapshot?document={LABEL}")))
        asked.start()
        served.desk.asked.get(timeout=PATIENCE)
        served.desk.held[0].set_exception(KeyError("secret"))
        asked.join(PATIENCE)
        assert answers[0].status == 500
        assert "secret" not in answers[0].message
    assert "KeyError: 'secret'" in caplog.text


@pytest.mark.usefixtures("quiet")
def test_the_session_gives_up(served: Any) -> None:
    served.desk.held = []
    answers: list[Any] = []
    asked = Thread(target=lambda: answers.append(served.ask(f"/api/snapshot?document={LABEL}")))
    asked.start()
    served.desk.asked.get(timeout=PATIENCE)
    served.desk.held[0].cancel()
    asked.join(PATIENCE)
    assert answers[0].status == 503
    assert answers[0].message


def test_static_files_are_asked_about(served: Any, page: Path) -> None:
    first = served.ask("/static/app.js")
    tag = first.headers["etag"]
    for given in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = served.ask("/static/app.js", {"If-None-Match": given})
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["cache-control"] == ASKED
    assert served.ask("/static/app.js", {"If-None-Match": '"other"'}).status == 200
    (page / "app.js").write_text("new", encoding="utf-8")
    changed = served.ask("/static/app.js", {"If-None-Match": tag})
    assert (changed.status, changed.body) == (200, b"new")
    (page / "app.js").unlink()
    assert served.ask("/static/app.js").status == 404
    (page / "late.js").write_text("", encoding="utf-8")
    assert served.ask("/static/late.js").status == 404, "the listing is made at the start"


def test_pdf(served: Any) -> None:
    path = served.root / "怀来县“甲”局 2025%年.pdf"
    path.write_bytes(b"%PDF-1")
    served.desk.pdfs[LABEL] = path
    shown = served.ask(f"/pdf?document={LABEL}")
    assert (shown.status, shown.body, shown.headers["content-type"]) == (200, b"%PDF-1", "application/pdf")
    name = f"filename*=UTF-8''{quote(path.name, safe='')}"
    assert shown.headers["content-disposition"] == f'inline; filename="document.pdf"; {name}'
    assert shown.headers["cache-control"] == ASKED
    assert served.ask(f"/pdf?document={LABEL}", {"If-None-Match": shown.headers["etag"]}).status == 304
    taken = served.ask(f"/pdf?document={LABEL}&download=1")
    assert taken.headers["content-disposition"].startswith("attachment; ")
    path.unlink()
    assert "还没有生成 PDF" in served.ask(f"/pdf?document={LABEL}").message


PLACE = {"document": LABEL, "file": "sources/a.yaml", "path": "资金/总额", "block": 2}


def test_locate(served: Any) -> None:
    served.desk.places[LABEL, "sources/a.yaml"] = Place("sources/a.yaml", 12, 5, "  总额: 5", Path("/a.yaml"))
    found = served.post("/api/locate", PLACE)
    assert found.json == {"file": "sources/a.yaml", "line": 12, "column": 5, "source": "  总额: 5"}
    assert served.desk.asked.get(timeout=PATIENCE) == ("locate", LABEL, "sources/a.yaml", "资金/总额", 2)
    served.post("/api/locate", {key: value for key, value in PLACE.items() if key != "block"})
    assert served.desk.asked.get(timeout=PATIENCE)[-1] == 0
    assert served.post("/api/locate", PLACE | {"file": "b.yaml"}).status == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[]", 400),
        (b'"x"', 400),
        (b"[" * 60_000, 400),
        (b'{"a":' * 10_000, 400),
        (b" " * 100_000, 413),
        ({}, 400),
        (PLACE | {"document": 5}, 400),
        (PLACE | {"file": None}, 400),
        (PLACE | {"path": ["x"]}, 400),
        (PLACE | {"block": -1}, 400),
        (PLACE | {"block": 1.5}, 400),
        (PLACE | {"block": "1"}, 400),
        (PLACE | {"block": True}, 400),
        (PLACE | {"block": 10**30}, 400),
        (PLACE | {"file": "\ud800"}, 404),
    ],
    ids=range(18),
)
@pytest.mark.usefixtures("quiet")
def test_bodies(served: Any, body: Any, status: int) -> None:
    found = served.post("/api/locate", body)
    assert found.status == status
    assert found.message


def test_no_editor(served: Any) -> None:
    assert served.post("/api/open", {}).status == 409
    assert served.desk.asked.empty()


def test_stream(served: Any) -> None:
    window = served.browser()
    assert window.head[0] == b"HTTP/1.1 200 OK"
    heads = {line.partition(b": ")[0].lower(): line.partition(b": ")[2] for line in window.head[1:]}
    assert heads[b"content-type"] == b"text/event-stream; charset=utf-8"
    assert heads[b"cache-control"] == b"no-store"
    assert heads[b"content-security-policy"].startswith(b"default-src 'none'")
    served.tell("busy", '{"label": "一"}')
    served.tell("pages", '{\n"serial":\r\n2}')
    assert window.event() == ("busy", {"label": "一"})
    assert window.event() == ("pages", {"serial": 2})


def test_a_stream_says_when_to_come_back(served: Any) -> None:
    window = Browser(served.port)
    assert window.part() == b"retry: 500"
    window.close()


def test_a_stream_shows_that_it_lives(served: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_ALIVE", 0.01)
    window = served.browser()
    assert [window.part() for _ in range(3)] == [b":"] * 3
    served.tell("busy")
    assert window.event().kind == "busy"


def test_two_windows(served: Any) -> None:
    first, second, other = served.browser(), served.browser(), served.browser("other/2025")
    counted = [served.desk.counted.get(timeout=PATIENCE) for _ in range(3)]
    assert counted == [(LABEL, 1), (LABEL, 2), ("other/2025", 1)]
    served.tell("busy")
    served.tell("documents", label="")
    assert [first.event().kind, first.event().kind] == ["busy", "documents"]
    assert [second.event().kind, second.event().kind] == ["busy", "documents"]
    assert other.event().kind == "documents"
    first.close()
    assert served.desk.counted.get(timeout=PATIENCE) == (LABEL, 1), "at once, without any news"
    served.tell("busy")
    assert second.event().kind == "busy"


def test_head_of_a_stream(served: Any) -> None:
    assert served.ask("/events", method="HEAD").headers["content-type"] == "text/event-stream; charset=utf-8"
    assert served.desk.counted.empty()


def test_a_slow_window_begins_anew(served: Any) -> None:
    slow, quick = served.browser(), served.browser()
    large = '{"x":"' + "x" * 2_000_000 + '"}'
    for number in range(20):  # more than the system keeps for who does not read, and more than we do
        served.tell("snapshot", large)
        assert quick.event().kind == "snapshot", number
    served.tell("documents", label="")
    assert quick.event().kind == "documents"
    kinds = []
    while "documents" not in kinds:
        kinds.append(slow.event().kind)
    assert "resync" in kinds
    assert len(kinds) < 20
    assert kinds[-1] == "documents"


@pytest.mark.usefixtures("quiet")
def test_connections_that_break(served: Any) -> None:
    """Nothing is said of them, and the server goes on."""
    host = f"Host: 127.0.0.1:{served.port}\r\n"
    posted = f"POST /api/locate HTTP/1.1\r\n{host}Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{{"
    beginnings = ["", "GET", f"GET /events?document={LABEL} HTTP/1.1\r\n{host}\r\n", posted, "nonsense\r\n\r\n"]
    for text in beginnings * 3:
        line = socket.create_connection(("127.0.0.1", served.port), PATIENCE)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # ends with a reset
        line.sendall(text.encode())
        line.close()
    window = served.browser()
    for _ in range(20):
        served.tell("busy")
        assert window.event().kind == "busy"
    assert served.ask("/").status == 200


@pytest.mark.usefixtures("quiet")
def test_the_desk_may_answer_when_nobody_waits(served: Any) -> None:
    served.desk.held = []
    with socket.create_connection(("127.0.0.1", served.port), PATIENCE) as line:
        line.sendall(f"GET /api/snapshot?document={LABEL} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n\r\n".encode())
        served.desk.asked.get(timeout=PATIENCE)
    (future,) = served.desk.held
    assert isinstance(future, Future)
    future.set_result(b"{}")
    assert served.ask("/").status == 200


def test_many_questions_at_once(served: Any) -> None:
    found: list[int] = []
    askers = [
        Thread(target=lambda: found.append(served.ask(f"/page?document={LABEL}&key=k1").status)) for _ in range(40)
    ]
    for one in askers:
        one.start()
    for one in askers:
        one.join(PATIENCE)
    assert found == [200] * 40


@pytest.mark.usefixtures("quiet")
def test_an_answer_that_comes_when_the_server_ends(tmp_path: Path) -> None:
    async def story() -> None:
        desk = FakeDesk()
        desk.held = []
        site = server.Site(desk, Feed(), tmp_path)
        asked = asyncio.ensure_future(site._answer(desk.snapshot(LABEL)))
        await asyncio.sleep(0)
        site.close()
        desk.held[0].set_result(b"{}")
        with pytest.raises(HTTPException) as ended:
            await asked
        assert ended.value.status_code == 503
        await asyncio.sleep(0)

    asyncio.run(story())
