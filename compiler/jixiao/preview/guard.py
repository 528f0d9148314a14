"""Who is let in: only pages that this server has sent, in a browser on this machine.

The address is open to every program here and to every page that a browser here shows. A page of another origin may send
requests but must neither cause anything nor read an answer, and a foreign name that is made to lead to this machine (DNS
rebinding) must not make it one of ours.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
#: With every answer.
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_NOT_STORED = (b"cache-control", b"no-store")
_HTTP_PORT = 80


def refusal(status: int, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The answer to what cannot be answered."""
    return JSONResponse({"message": message}, status, headers)


class Guard:
    """Stands before the application that is served at `port`, and puts the headers on every answer."""

    def __init__(self, app: "ASGIApp", port: int) -> None:
        names = ("127.0.0.1", "localhost")
        self._app = app
        self._hosts = {f"{name}:{port}".encode() for name in names}
        if port == _HTTP_PORT:
            self._hosts |= {name.encode() for name in names}
        self._address = f"http://127.0.0.1:{port}/"

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            return

        async def send_guarded(message: "Message") -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _completed(message.get("headers", ()))
            await send(message)

        refused = self._refused(scope)
        await (refused or self._app)(scope, receive, send_guarded)

    def _refused(self, scope: "Scope") -> JSONResponse | None:
        hosts, origins, sites, types = (
            _values(scope, name) for name in (b"host", b"origin", b"sec-fetch-site", b"content-type")
        )
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return refusal(403, f"预览只能用这个地址打开：{self._address}")
        if any(origin != b"http://" + hosts[0] for origin in origins):
            return refusal(403, "这个请求来自别的网页，不予处理。")
        method = scope["method"]
        sites_allowed = {b"same-origin"} if method == "POST" else {b"same-origin", b"none"}
        if not sites_allowed.issuperset(sites):
            return refusal(403, f"这个请求来自别的网页，不予处理。请在浏览器的地址栏里输入 {self._address}")
        if method == "POST" and [_media_type(one) for one in types] != [b"application/json"]:
            return refusal(415, "内容应是 application/json。")
        return None


def _values(scope: "Scope", name: bytes) -> list[bytes]:
    return [value for key, value in scope["headers"] if key == name]


def _media_type(value: bytes) -> bytes:
    return value.partition(b";")[0].strip().lower()


def _completed(headers: "Iterable[tuple[bytes, bytes]]") -> list[tuple[bytes, bytes]]:
    given = list(headers)
    stored = any(name == _NOT_STORED[0] for name, _ in given)
    return [*given, *_HEADERS, *(() if stored else (_NOT_STORED,))]
