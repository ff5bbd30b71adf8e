"""Requests in, files of the output out: pages with the reload script, everything with an ETag, nothing to strangers."""

from __future__ import annotations

import mimetypes
import os
import re
from collections.abc import AsyncIterator
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.staticfiles import NotModifiedResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from generator.digest import digest_bytes
from generator.serve.files import find_file
from generator.serve.hosts import Hosts
from generator.serve.hub import Hub, Stream
from generator.serve.pages import BROKEN, BUILDING, EVENTS, SCRIPT, digest_page, plain_page, with_script

_FRESH = {"cache-control": "no-cache"}
_NEVER = {"cache-control": "no-store"}
_SMALL = 4 << 20  # bytes
_HTML = "text/html; charset=utf-8"
_MOMENT = re.compile("[0-9]{1,15}")
# What systems' own tables may lack, or know otherwise.
_TYPES = {
    ".html": _HTML, ".htm": _HTML, ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8", ".json": "application/json", ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8", ".svg": "image/svg+xml", ".webp": "image/webp", ".avif": "image/avif",
    ".ico": "image/x-icon", ".woff": "font/woff", ".woff2": "font/woff2", ".webmanifest": "application/manifest+json",
    ".wasm": "application/wasm", ".xsl": "text/xsl; charset=utf-8", ".pdf": "application/pdf",
}  # fmt: skip


def make_app(hub: Hub, hosts: Hosts) -> ASGIApp:
    """Make the application that shows what a hub has, to those who ask for it by one of our names."""
    script = files("generator").joinpath("serve", "browser", "reload.js").read_bytes()

    async def answer(request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return PlainTextResponse("only GET and HEAD", 405, {"allow": "GET, HEAD"})
        if request.url.path == EVENTS and request.method == "GET":
            return _events(request, hub)
        if request.url.path == SCRIPT:
            return Response(script, media_type=_TYPES[".js"], headers=_FRESH)
        if hub.is_building:
            page = plain_page("The first build is under way", "This page will show it.", BUILDING)
            return Response(page, 503, {**_NEVER, "retry-after": "1"}, _HTML)
        if hub.is_broken:
            return Response(plain_page("The site has errors", hub.faults, BROKEN), 500, _NEVER, _HTML)
        return _file(request, hub)

    app = Starlette()
    app.add_route("/{path:path}", answer, methods=None)
    return _Guard(app, hosts)


class _Guard:
    """Refuses who asks for another host, or from another site's page."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            host = headers.get("host")
            if len(headers.getlist("host")) != 1 or not self._hosts.allows(host):
                await PlainTextResponse("this host is not served here; see --host", 421)(scope, receive, send)
                return
            if not self._hosts.allows_origin(headers.get("origin"), host):
                await PlainTextResponse("other sites' pages may not ask", 403)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _events(request: Request, hub: Hub) -> Response:
    """Open the stream of events for a page."""
    path = request.query_params.get("page", "/")
    address = urlsplit(path).path if path.startswith("/") and not path.startswith("//") else "/"
    told_of = request.query_params.get
    since = request.headers.get("last-event-id") or told_of("since", "")
    stream = Stream(
        unquote(address), address.encode("utf-8", "replace"), told_of("digest", ""), told_of("whole", ""),
        int(since) if _MOMENT.fullmatch(since) else None,
    )  # fmt: skip

    async def told() -> AsyncIterator[bytes]:
        hub.join(stream)
        try:
            async for text in stream.messages():
                yield text
        finally:
            hub.leave(stream)

    return StreamingResponse(told(), headers=_NEVER, media_type="text/event-stream")


def _file(request: Request, hub: Hub) -> Response:
    """Answer with a file of the output, or with the page for what is not there."""
    address = request.scope["path"]
    raw = request.scope.get("raw_path") or address.encode()
    fresh = hub.fresh.get(address.removeprefix(hub.root))
    if fresh is not None:
        return Response(fresh, 200, _FRESH, _type_of(address))
    found = find_file(hub.output, hub.root, address, raw)
    if found.kind == "redirect":
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(quote(found.path) + query, 302, _FRESH)
    status = 200 if found.kind == "file" else 404
    if not found.place:
        return Response(plain_page("There is no such page", address, digest_page(b"")), 404, _FRESH, _HTML)
    try:
        if found.path.endswith((".html", ".htm")):
            return _page(request, Path(found.place).read_bytes(), status, hub.moment)
        stands = os.stat(found.place)
        response: Response = FileResponse(found.place, status, _FRESH, _type_of(found.path), stat_result=stands)
        if stands.st_size <= _SMALL and request.method == "GET" and "range" not in request.headers:
            # Read at once: a build may take the file away while it is being sent.
            response = Response(Path(found.place).read_bytes(), status, dict(response.headers))
            response.headers["content-length"] = str(len(response.body))
    except OSError:  # a build has just taken it away
        return PlainTextResponse("there is no such file any more", 404, _FRESH)
    return _unless_known(request, response)


def _page(request: Request, data: bytes, status: int, moment: int) -> Response:
    shown = with_script(data, digest_page(data), digest_bytes(data), moment)
    # Of all bytes: a page that names another picture than before, or is of a later build, is another page.
    etag = f'"{digest_bytes(shown)}"'
    return _unless_known(request, Response(shown, status, {**_FRESH, "etag": etag}, _HTML))


def _unless_known(request: Request, response: Response) -> Response:
    """Say only that nothing has changed to who has these very bytes."""
    etag = response.headers.get("etag", "").removeprefix("W/")
    asked = request.headers.get("if-none-match", "")
    if response.status_code == 200 and etag and etag in [tag.strip().removeprefix("W/") for tag in asked.split(",")]:
        return NotModifiedResponse(response.headers)
    return response


def _type_of(path: str) -> str:
    ending = Path(path).suffix.lower()
    return _TYPES.get(ending) or mimetypes.guess_type(path)[0] or "application/octet-stream"
