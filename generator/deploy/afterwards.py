"""What is told to others when a deploy is done: search engines by IndexNow, a hub by WebSub, and the user's commands.

A search engine hears of the articles whose head or body changed; a change of their frame is none of its business.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request, urlopen

import msgspec

from generator.config import DeployTable
from generator.deploy.difference import Difference
from generator.deploy.order import is_feed
from generator.deploy.program import concealed
from generator.deploy.published import Published
from generator.errors import Diagnostic

_AT_ONCE = 10_000
_TIMEOUT_SECONDS = 30.0


def tell_others(
    site: Path, name: str, table: DeployTable, hub: str, base_url: str, done: Difference
) -> list[Diagnostic]:
    """Do all that the target wants done after a deploy; what fails of it is reported, and the rest still done."""
    found: list[Diagnostic] = []
    if table.indexnow:
        found += _tell_indexnow(table, base_url, changed_articles(done, base_url))
    if table.websub:
        found += _tell_hub(hub, [_url(base_url, path) for path in _sent(done) if is_feed(path)])
    urls = [_url(base_url, path) for path in sorted([*_sent(done), *done.gone])]
    for command in table.after:
        found += _run_command(site, name, command, urls)
    return found


def changed_articles(done: Difference, base_url: str) -> list[str]:
    """List the addresses of articles that are new, gone, or have another head or body."""
    before, after = done.before or Published(), done.after
    paths = sorted(path for path in {*before.files, *after.files} if _text_of(before, path) != _text_of(after, path))
    return [_url(base_url, path) for path in paths]


def _text_of(record: Published, path: str) -> tuple[str, str]:
    owned = record.files.get(path)
    return (owned.head, owned.body) if owned else ("", "")


def _sent(done: Difference) -> list[str]:
    return [*(parcel.path for parcel in done.parcels), *done.arrived]


def _url(base_url: str, path: str) -> str:
    folder = path.removesuffix("index.html") if path == "index.html" or path.endswith("/index.html") else path
    return base_url.rstrip("/") + "/" + quote(folder)


def _tell_indexnow(table: DeployTable, base_url: str, urls: list[str]) -> list[Diagnostic]:
    for start in range(0, len(urls), _AT_ONCE):
        body = {
            "host": urlsplit(base_url).netloc,
            "key": table.indexnow,
            "keyLocation": _url(base_url, f"{table.indexnow}.txt"),
            "urlList": urls[start : start + _AT_ONCE],
        }
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if fault := _post(table.indexnow_endpoint, msgspec.json.encode(body), headers):
            return [Diagnostic("warning", f"IndexNow was not told: {fault}")]
    return []


def _tell_hub(hub: str, feeds: list[str]) -> list[Diagnostic]:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for feed in feeds:
        body = urlencode({"hub.mode": "publish", "hub.url": feed}).encode()
        if fault := _post(hub, body, headers):
            return [Diagnostic("warning", f"the hub was not told: {fault}")]
    return []


def _post(url: str, data: bytes, headers: dict[str, str]) -> str:
    """Post to a service; gives what is wrong, empty when it took it."""
    try:
        with urlopen(Request(url, data, {"User-Agent": "Broadsheet", **headers}), timeout=_TIMEOUT_SECONDS):
            return ""
    except HTTPError as error:
        error.close()
        return f"it answers {error.code}"
    except (URLError, OSError, ValueError) as error:
        return concealed(str(getattr(error, "reason", error)))


def _run_command(site: Path, name: str, command: str, urls: list[str]) -> list[Diagnostic]:
    """Run a command in the site's folder, with the addresses that changed on its input, one a line."""
    done = subprocess.run(
        command, shell=True, cwd=site, env={**os.environ, "BROADSHEET_TARGET": name}, check=False,
        input="".join(url + "\n" for url in urls).encode(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if done.stdout:  # standard output is for our own words
        sys.stderr.write(done.stdout.decode("utf-8", "replace"))
    if done.returncode == 0:
        return []
    message = f'the site is published, but the command "{command}" ended with status {done.returncode}'
    return [Diagnostic("error", concealed(message))]
