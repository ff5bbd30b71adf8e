"""Who may ask: the names that this server goes by in, whether a `Host` and an `Origin` are among them out.

A page of another site can point a name of its own at this machine; only names that are ours are answered.
"""

from __future__ import annotations

import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_ANYWHERE = ("0.0.0.0", "::", "")


class Hosts:
    """The hosts that a server bound to `host` answers for: this machine's loopback names and that host.

    One that is bound to every address answers for this machine's own name and for any address written as numbers.
    """

    def __init__(self, host: str) -> None:
        self._is_anywhere = host in _ANYWHERE
        own = (socket.gethostname(), f"{socket.gethostname()}.local") if self._is_anywhere else (host,)
        self._names = {name.lower() for name in (*_LOOPBACK, *own)}

    def allows(self, host: str | None) -> bool:
        """Tell whether a request's `Host` is one of ours, on whatever port."""
        try:
            name = urlsplit(f"//{host}").hostname if host else None
        except ValueError:
            return False
        if not name or any(character in (host or "") for character in "/@?#\\"):
            return False
        return name in self._names or (self._is_anywhere and _is_number(name))

    def allows_origin(self, origin: str | None, host: str | None) -> bool:
        """Tell whether a request's `Origin`, if it has one, is the very server that it asks."""
        return origin is None or (host is not None and origin.lower() == f"http://{host.lower()}")


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
