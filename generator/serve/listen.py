"""A host and a port in, a listening socket and the server on it out; and the end of a server, whoever still listens."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn
from starlette.types import ASGIApp

from generator.errors import Diagnostic, SiteError

_PORTS_TRIED = 100
_HIGHEST_PORT = 65535
_PATIENCE_SECONDS = 0.3


class Server(uvicorn.Server):
    """The library's server; signals are its owner's business."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def bind(host: str, port: int) -> tuple[socket.socket, str]:
    """Listen on a port; gives its address for a browser, too.

    Raises `SiteError` when the port is taken, naming the next free one, or the host is none of this machine's.
    """
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError):
        raise _fault(f'"{host}" is not the name of a host') from None
    try:
        bound = _listen(family, (place[0], int(place[1])))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise _fault(f"cannot listen on {host} port {port}: {error.strerror}") from None
        free = _next_free(family, str(place[0]), port)
        raise _fault(f"port {port} is in use", f"the next free one: --port {free}" if free else "") from None
    name = "localhost" if host in ("0.0.0.0", "::", "") else f"[{host}]" if ":" in host else host
    return bound, f"http://{name}:{bound.getsockname()[1]}/"


def make_server(app: ASGIApp) -> Server:
    """Make a server that says nothing of its own."""
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    config = uvicorn.Config(
        app, log_config=None, log_level="critical", access_log=False, lifespan="off", ws="none", loop="asyncio",
        http="h11", server_header=False,
    )  # fmt: skip
    return Server(config)


async def end_server(server: Server, serving: asyncio.Task[None]) -> None:
    """End a server: those who read get the end of what they read, those who do not are left."""
    server.should_exit = True
    await asyncio.wait({serving}, timeout=_PATIENCE_SECONDS)
    server.force_exit = True
    await asyncio.wait({serving}, timeout=_PATIENCE_SECONDS)
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving


def _listen(family: int, place: tuple[str | int, int]) -> socket.socket:
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(place)
        bound.listen(2048)
    except OSError:
        bound.close()
        raise
    return bound


def _next_free(family: int, host: str, port: int) -> int:
    """Find the next port that nobody listens on; 0 when none is near."""
    for candidate in range(port + 1, min(port + _PORTS_TRIED, _HIGHEST_PORT) + 1):
        with suppress(OSError):
            _listen(family, (host, candidate)).close()
            return candidate
    return 0


def _fault(message: str, hint: str = "") -> SiteError:
    return SiteError([Diagnostic("error", message, hint=hint)])
