"""Asks hosts outside for addresses, politely: an address in, what became of it out. The only code that goes there.

`robots.txt` is honoured; a host gets one request at a time, with a rest in between; HEAD comes first, and GET, of which
no more than the head is read, where a host does not take that.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from generator.store.state import Answer

if TYPE_CHECKING:
    from protego import Protego
    from urllib3 import BaseHTTPResponse, PoolManager

# What stands for us in a robots.txt.
AGENT = "broadsheet"
# Seconds between two requests to a host, and the most that its Crawl-delay or Retry-After can make of them.
REST = 1.0
LONGEST_REST = 30.0
CONNECT_SECONDS, READ_SECONDS = 10.0, 20.0
MOST_HOPS = 10
ROBOTS_BYTES = 512_000

_NO_HEAD = (403, 405, 501)
_REDIRECTS = (301, 302, 303, 307, 308)
_FOR_GOOD = (301, 308)
_BUSY = (429, 503)
_SAFE = "/%:=&?~#+!$,;'@()*[]"


class Pace:
    """Keeps requests to one host apart; `rest` is in seconds."""

    def __init__(self, rest: float, now: Callable[[], float], sleep: Callable[[float], object]) -> None:
        self.rest = rest
        self._now = now
        self._sleep = sleep
        self._free = now()

    def wait(self) -> None:
        """Wait until the host has rested."""
        if (left := self._free - self._now()) > 0:
            self._sleep(left)
        self._free = self._now() + self.rest

    def hold(self, seconds: float) -> None:
        """Let the host rest for so long from now on, at the least."""
        self._free = max(self._free, self._now() + seconds)


class _Host:
    """One host: its pace, and what its `robots.txt` says, once that was asked for."""

    def __init__(self, pace: Pace) -> None:
        self.lock = threading.Lock()
        self.pace = pace
        self.robots: Protego | None = None
        self.is_known = False
        self.is_closed = False
        self.fault = ""


class Visitor:
    """Asks for addresses, from any number of threads; `about` names who asks, for the hosts' own logs."""

    def __init__(self, about: str, now: Callable[[], float] = time.time) -> None:
        self.requests = 0
        self._now = now
        self._agent = f"{AGENT} (link check; +{about})"
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()
        self._pools: dict[str, PoolManager] = {}

    def ask(self, url: str) -> Answer:
        """Find out what becomes of someone who opens an address: redirects are followed, on other hosts, too."""
        asked = self._now()
        current, is_for_good = requestable(url), True
        for _ in range(MOST_HOPS):
            host = self._host(current)
            with host.lock:  # one request at a time
                if not self._may_ask(host, current):
                    return Answer(asked, is_forbidden=not host.fault, fault=host.fault)
                status, location, fault = self._request(host, current)
            moved = current if current != requestable(url) else ""
            if fault or status not in _REDIRECTS or not location:
                return Answer(asked, status, fault, moved, bool(moved) and is_for_good)
            is_for_good = is_for_good and status in _FOR_GOOD
            try:
                current = requestable(urljoin(current, location))
            except ValueError:
                return Answer(asked, fault=f'it leads on to "{location[:200]}", which is no address of a page')
        return Answer(asked, fault=f"it leads on more than {MOST_HOPS} times")

    def _host(self, url: str) -> _Host:
        parts = urlsplit(url)
        with self._lock:
            key = f"{parts.scheme}://{parts.netloc}"
            if key not in self._hosts:
                rest = 0.0 if _is_this_machine(parts.hostname or "") else REST
                self._hosts[key] = _Host(Pace(rest, time.monotonic, time.sleep))
            return self._hosts[key]

    def _may_ask(self, host: _Host, url: str) -> bool:
        """Tell whether a host lets programs ask for an address; its rules are read once."""
        if not host.is_known:
            self._read_robots(host, url)
        if host.fault or host.is_closed:
            return False
        return host.robots is None or bool(host.robots.can_fetch(url, AGENT))

    def _read_robots(self, host: _Host, url: str) -> None:
        """Read a host's `robots.txt`: where there is none all is open, where it fails nothing is (RFC 9309)."""
        from protego import Protego

        address = urljoin(url, "/robots.txt")
        for _ in range(MOST_HOPS):
            status, location, host.fault, text = self._fetch(host, address)
            if status not in _REDIRECTS or not location:
                break
            address = requestable(urljoin(address, location))
        host.is_known = True
        host.is_closed = status >= 500
        if 200 <= status < 300:
            host.robots = Protego.parse(text)
            delay = host.robots.crawl_delay(AGENT)
            host.pace.rest = min(max(host.pace.rest, float(delay or 0)), LONGEST_REST)
            host.pace.hold(host.pace.rest)

    def _fetch(self, host: _Host, url: str) -> tuple[int, str, str, str]:
        """Get a small text: status, where it leads on, what went wrong, the text."""
        host.pace.wait()
        response, fault = self._open("GET", url)
        if response is None:
            return 0, "", fault, ""
        try:
            text = response.read(ROBOTS_BYTES).decode("utf-8", "replace") if response.status == 200 else ""
            return response.status, response.headers.get("Location", ""), "", text
        except Exception as error:
            return 0, "", _reason(error), ""
        finally:
            response.close()

    def _request(self, host: _Host, url: str) -> tuple[int, str, str]:
        """Ask by HEAD, then, if the host takes none, by GET: status, where it leads on, what is wrong."""
        status, location, fault = self._once(host, "HEAD", url)
        return self._once(host, "GET", url) if status in _NO_HEAD else (status, location, fault)

    def _once(self, host: _Host, method: str, url: str) -> tuple[int, str, str]:
        for is_last in (False, True):
            host.pace.wait()
            response, fault = self._open(method, url)
            if response is None:
                return 0, "", fault
            status, headers = response.status, response.headers
            response.close()  # of a page no more than its head is wanted
            pause = headers.get("Retry-After", "")
            if is_last or status not in _BUSY or not pause.isdecimal() or int(pause) > LONGEST_REST:
                break
            host.pace.hold(float(pause))
        return status, headers.get("Location", ""), ""

    def _open(self, method: str, url: str) -> tuple[BaseHTTPResponse | None, str]:
        from urllib3.exceptions import HTTPError

        with self._lock:
            self.requests += 1
        try:
            return self._pool(url).request(
                method, url, headers={"User-Agent": self._agent, "Accept": "*/*"}, redirect=False, retries=False,
                preload_content=False, decode_content=False,
            ), ""  # fmt: skip
        except (HTTPError, OSError, ValueError) as error:
            return None, _reason(error)

    def _pool(self, url: str) -> PoolManager:
        """Give the connections to use: direct ones, or those of the proxy that the environment names."""
        from urllib.request import getproxies, proxy_bypass

        import urllib3

        parts = urlsplit(url)
        proxy = "" if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme, "")
        with self._lock:
            if proxy not in self._pools:
                timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
                options: dict[str, Any] = {"timeout": timeout, "maxsize": 2}
                self._pools[proxy] = urllib3.ProxyManager(proxy, **options) if proxy else urllib3.PoolManager(**options)
            return self._pools[proxy]


def requestable(url: str) -> str:
    """Write an address as a request can carry it: no anchor, the host in ASCII, the rest percent-encoded.

    Raises `ValueError` where it is none.
    """
    parts = urlsplit(f"https:{url}" if url.startswith("//") else url)
    host = parts.hostname or ""
    if not host or parts.scheme not in ("http", "https"):
        raise ValueError(url)
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    host = f"[{host}]" if ":" in host else host
    netloc = f"{host}:{parts.port}" if parts.port else host
    return urlunsplit((parts.scheme, netloc, quote(parts.path or "/", _SAFE), quote(parts.query, _SAFE), ""))


def _is_this_machine(host: str) -> bool:
    """Tell whether a host is the user's own machine, which needs no rest."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _reason(error: Exception) -> str:
    """Say in words why a host could not be reached."""
    from urllib3 import exceptions as of

    cause: BaseException = error
    while (deeper := getattr(cause, "reason", None)) and isinstance(deeper, BaseException):
        cause = deeper
    for kind, words in (
        (of.NameResolutionError, "there is no host of that name"),
        (of.NewConnectionError, "the host takes no connection"),
        (of.TimeoutError, "the host does not answer in time"),
        (of.SSLError, "its certificate does not hold"),
        (of.ProtocolError, "the host ends the connection without an answer"),
    ):
        if isinstance(cause, kind):
            return words
    return type(cause).__name__
