"""What is served: the page, its news, and the answers of the desk.

Nothing of a request is ever made into a path: documents are looked up by their labels, static files in a listing made at
the start, and a file for the editor is one that the desk names.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from jixiao.preview.desk import Desk, News
from jixiao.preview.editors import Editor
from jixiao.preview.feed import Feed
from jixiao.preview.guard import Guard, refusal

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

T = TypeVar("T")

_PAGE = Path(__file__).with_name("page")
#: What kinds of static files there are; the system's own table is not asked, because programs change it.
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".png": "image/png",
    ".ico": "image/x-icon",
}
_SVG = _TYPES[".svg"]
_JSON = "application/json"
_KEPT = {"cache-control": "private, max-age=31536000, immutable"}
_ASK_AGAIN = "no-cache"
#: Seconds between signs of life on a stream that has no news; milliseconds until a browser connects again.
_ALIVE, _RETRY = 15.0, 500
#: The largest body of a request, and the largest line, column or number of a glyph.
_BODY, _NUMBER = 64_000, 9_999_999

_WORDS = {
    404: "没有这个地址。",
    405: "这个地址不能这样用。",
    500: "预览出了意外，详情见运行 jixiao preview 的窗口。",
}
_NO_DOCUMENT = "没有这份文件，可能已经改名或删除。"
_ENDING = "预览正在结束。"


class Site:
    """The application. `root` is the workspace, outside of which the editor opens nothing."""

    def __init__(self, desk: Desk, feed: Feed, root: Path, editor: Editor | None = None) -> None:
        self._desk, self._feed, self._root, self._editor = desk, feed, root, editor
        self._static = _listing(_PAGE)
        self._awaited: set[asyncio.Future[Any]] = set()
        feed.count_for(desk.opened)

    def app(self, port: int) -> "ASGIApp":
        """The application as it is served at a port."""
        inner = Starlette(
            routes=[
                Route("/", self._index),
                Route("/static/{name:path}", self._file),
                Route("/events", self._events),
                Route("/api/documents", self._documents),
                Route("/api/snapshot", self._snapshot),
                Route("/api/changes", self._changes),
                Route("/page", self._sheet),
                Route("/glyphs", self._glyphs),
                Route("/pdf", self._pdf),
                Route("/api/locate", self._locate, methods=["POST"]),
                Route("/api/open", self._open, methods=["POST"]),
            ],
            exception_handlers={HTTPException: _told, ClientDisconnect: _silent, Exception: _unforeseen},
        )
        inner.router.redirect_slashes = False
        return Guard(inner, port)

    def close(self) -> None:
        """End the streams and give up waiting for the desk; on the server's thread."""
        self._feed.close()
        for waiting in self._awaited:
            if not waiting.done():
                waiting.set_exception(_refused(503, _ENDING))

    async def _answer(self, asked: "Future[T]") -> T:
        """What the desk answers on its own thread.

        Raises:
            HTTPException: the server or the session ends first.
        """
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[T] = loop.create_future()

        def done(future: "Future[T]") -> None:
            with suppress(RuntimeError):  # the server has ended meanwhile
                loop.call_soon_threadsafe(_settle, waiting, future)

        self._awaited.add(waiting)
        try:
            asked.add_done_callback(done)
            return await waiting
        finally:
            self._awaited.discard(waiting)

    async def _index(self, request: Request) -> Response:
        return self._static_file(request, "index.html")

    async def _file(self, request: Request) -> Response:
        return self._static_file(request, request.path_params["name"])

    def _static_file(self, request: Request, name: str) -> Response:
        path = self._static.get(name)
        try:
            content = path.read_bytes() if path else None
        except OSError:
            content = None
        if path is None or content is None:
            raise _refused(404, _WORDS[404])
        return _versioned(request, content, _TYPES[path.suffix])

    async def _events(self, request: Request) -> Response:
        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        return _Stream(self._feed, request.query_params.get("document", ""), self._desk.server)

    async def _documents(self, _request: Request) -> Response:
        return Response(self._desk.documents(), media_type=_JSON)

    async def _snapshot(self, request: Request) -> Response:
        return _json(await self._answer(self._desk.snapshot(_label(request))))

    async def _changes(self, request: Request) -> Response:
        against = request.query_params.get("against", "")
        return _json(await self._answer(self._desk.changes(_label(request), against)))

    async def _sheet(self, request: Request) -> Response:
        # Equal keys are equal pages, but each server numbers its glyphs anew: kept is only what names the server.
        kept = _KEPT if "server" in request.query_params else None
        self._same_server(request, required=False)
        found = await self._answer(self._desk.page(_label(request), request.query_params.get("key", "")))
        if found is None:
            raise _refused(404, "这一页已经有了新的。")
        return Response(found, headers=kept, media_type=_SVG)

    async def _glyphs(self, request: Request) -> Response:
        self._same_server(request, required=True)
        first, last = (_number(request.query_params.get(name, "")) for name in ("first", "last"))
        if first is None or last is None or first > last:
            raise _refused(400, "first、last 应是从小到大的整数。")
        return Response(self._desk.glyphs(first, last), headers=_KEPT, media_type=_SVG)

    def _same_server(self, request: Request, *, required: bool) -> None:
        """Glyphs are numbered anew by every server, and browsers keep what they have been sent."""
        if request.query_params.get("server", "" if required else self._desk.server) != self._desk.server:
            raise _refused(409, "预览已经重新启动，请刷新网页。")

    async def _pdf(self, request: Request) -> Response:
        path = self._desk.pdf(_label(request))
        # Whole and at once: it may be replaced at any moment.
        content = await asyncio.to_thread(_read, path) if path else None
        if path is None or content is None:
            raise _refused(404, "还没有生成 PDF。")
        kind = "attachment" if request.query_params.get("download") == "1" else "inline"
        disposition = f"{kind}; filename=\"document.pdf\"; filename*=UTF-8''{quote(path.name, safe='')}"
        return _versioned(request, content, "application/pdf", {"content-disposition": disposition})

    async def _locate(self, request: Request) -> Response:
        body = await _body(request)
        label, file, path = (_text(body, name) for name in ("document", "file", "path"))
        place = await self._answer(self._desk.locate(label, file, path, _whole(body, "block", 0)))
        if place is None:
            raise _refused(404, "填报文件里没有找到这一处，可能已经改动。")
        return JSONResponse({"file": place.file, "line": place.line, "column": place.column, "source": place.source})

    async def _open(self, request: Request) -> Response:
        if self._editor is None:
            raise _refused(409, "没有指定编辑器。运行时加上 --editor，例如 jixiao preview --editor code。")
        body = await _body(request)
        label, file = _text(body, "document"), _text(body, "file")
        line, column = _whole(body, "line", 1), _whole(body, "column", 1)
        place = await self._answer(self._desk.locate(label, file, "", 0))
        if place is None:
            raise _refused(404, "这份文件里没有这个填报文件。")
        if not await asyncio.to_thread(_is_inside, place.absolute, self._root):
            raise _refused(403, "这个文件不在工作文件夹里，不能打开。")
        said = await asyncio.to_thread(self._editor.open, place.absolute, line, column)
        return JSONResponse({"opened": not said, "message": said or f"已在编辑器（{self._editor.name}）中打开。"})


class _Stream(StreamingResponse):
    """News as server-sent events, for as long as somebody listens; leaves the feed at once when nobody does."""

    def __init__(self, feed: Feed, label: str, server: str) -> None:
        super().__init__((), media_type="text/event-stream")
        self._feed, self._label = feed, label
        self._hello = News(label, "hello", json.dumps({"server": server}).encode())

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        with self._feed.subscribe(self._label) as window:
            self.body_iterator = _frames(aiter(window), self._hello)
            await super().__call__(scope, receive, send)


async def _frames(news: AsyncIterator[News], hello: News) -> AsyncIterator[bytes]:
    yield b"retry: %d\n\n" % _RETRY + _frame(hello)
    while True:
        try:
            async with asyncio.timeout(_ALIVE):
                one = await anext(news)
        except TimeoutError:
            yield b":\n\n"
        except StopAsyncIteration:
            return
        else:
            yield _frame(one)


def _frame(news: News) -> bytes:
    # JSON has line ends between its words only, where the browser's own (LF) will do.
    data = b"".join(b"data: %s\n" % line for line in news.data.splitlines())
    return b"event: %s\n%s\n" % (news.kind.encode(), data)


def _settle(waiting: "asyncio.Future[T]", future: "Future[T]") -> None:
    if waiting.done():
        return
    try:
        waiting.set_result(future.result())
    except CancelledError:
        waiting.set_exception(_refused(503, _ENDING))
    except Exception as error:  # noqa: BLE001 - handed on to who waits
        waiting.set_exception(error)


def _refused(status: int, message: str) -> HTTPException:
    return HTTPException(status, message)


async def _told(request: Request, error: Exception) -> Response:
    """What a handler, or Starlette itself in English, refuses."""
    if not isinstance(error, HTTPException):
        return await _unforeseen(request, error)
    message = _WORDS.get(error.status_code, error.detail) if error.detail.isascii() else error.detail
    return refusal(error.status_code, message, error.headers)


async def _silent(_request: Request, _error: Exception) -> Response:
    """Nobody is there any more."""
    return Response(status_code=400)


async def _unforeseen(_request: Request, _error: Exception) -> Response:
    return refusal(500, _WORDS[500])


def _listing(folder: Path) -> dict[str, Path]:
    return {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.suffix in _TYPES and path.is_file()
    }


def _versioned(request: Request, content: bytes, kind: str, headers: dict[str, str] | None = None) -> Response:
    """A file that the browser keeps and asks about each time."""
    tag = f'"{sha256(content).hexdigest()[:20]}"'
    given = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    about = {"etag": tag, "cache-control": _ASK_AGAIN} | (headers or {})
    if given & {tag, "*"}:
        return Response(status_code=304, headers=about)
    return Response(content, headers=about, media_type=kind)


def _json(content: bytes | None) -> Response:
    if content is None:
        raise _refused(404, _NO_DOCUMENT)
    return Response(content, media_type=_JSON)


def _label(request: Request) -> str:
    return request.query_params.get("document", "")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(_NUMBER)) else None


async def _body(request: Request) -> dict[str, object]:
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > _BODY:
            raise _refused(413, "内容太长。")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _refused(400, "内容应是一个 JSON 对象。")
    return found


def _text(body: dict[str, object], name: str) -> str:
    found = body.get(name)
    if not isinstance(found, str):
        raise _refused(400, f"缺少 {name}，或者不是文字。")
    return found


def _whole(body: dict[str, object], name: str, otherwise: int) -> int:
    found = body.get(name, otherwise)
    if type(found) is not int or not otherwise <= found <= _NUMBER:
        raise _refused(400, f"{name} 应是不小于 {otherwise} 的整数。")
    return found


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _is_inside(path: Path, root: Path) -> bool:
    """Whether a file lies in a folder when all links are followed."""
    try:
        return path.is_absolute() and path.is_file() and path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False
