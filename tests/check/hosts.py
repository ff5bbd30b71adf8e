"""Hosts outside, for tests: real HTTP servers on this machine that count what they are asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reply:
    """What a host says: a status, headers, a text; with `head`, another status to HEAD."""

    status: int = 200
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    head: int = 0


@dataclass
class Host:
    """A server that says what `replies` hold for a path, 404 for others; `requests` are what it was asked."""

    replies: dict[str, Reply | list[Reply]] = field(default_factory=dict)
    requests: list[tuple[str, str]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    port: int = 0
    name: str = "127.0.0.1"

    def url(self, path: str) -> str:
        return f"http://{self.name}:{self.port}{path}"

    def asked(self, path: str) -> list[str]:
        """List the methods that a path was asked by."""
        return [method for method, asked in self.requests if asked == path]

    def reply(self, path: str) -> Reply:
        found = self.replies.get(path, Reply(404))
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found


@contextmanager
def serving(name: str = "127.0.0.1") -> Iterator[Host]:
    """Run a host."""
    host = Host(name=name)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host.requests.append((self.command, self.path))
            host.agents.add(self.headers.get("User-Agent", ""))
            reply = host.reply(self.path)
            data = reply.text.encode()
            self.send_response(reply.head if reply.head and self.command == "HEAD" else reply.status)
            for key, value in reply.headers.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(data)

        do_HEAD = do_GET

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer((name, 0), Handler)
    server.daemon_threads = True
    host.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
