"""How long a save takes to be seen: the preview's server and Hugo's, on the same articles, in a real browser.

From the moment at which a file begins to be written to that at which the open page, reloaded, has painted its text, by
the page's own clock: what drives the browser is slower than the browser. Needs Chromium; see docs/performance.md.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path

import msgspec
from playwright.sync_api import Browser, Error, Page, TimeoutError, sync_playwright

from bench.cases import Site, long_article
from bench.corpus import articles
from bench.process import tree_memory
from bench.sites import Generator, broadsheet, hugo, lay_out

_PATIENCE_SECONDS = 300.0
_PAUSE_SECONDS = 0.4
_SETTLE_SECONDS = 3.0
_HUNDREDTH = 100
_THOUSAND = 1000
# The moment of a page's first paint, in milliseconds from 1970; not before there was one.
_PAINTED = "performance.getEntriesByName('first-contentful-paint').map(p => performance.timeOrigin + p.startTime)[0]"
# A save that is not seen after so long was missed.
_SEEN_MILLISECONDS = 15_000


class Served(msgspec.Struct, frozen=True):
    """What saves cost on one server: seconds of each, memory in bytes after the first fifty and after the last.

    `missed` counts the saves of texts that no reload followed.
    """

    generator: str
    articles: int
    bodies: list[float]
    styles: list[float]
    memory_early: int
    memory_late: int
    missed: int


def main() -> int:
    """Measure as the command line says, and print one line a server."""
    parser = argparse.ArgumentParser(prog="python -m bench.serve", description="Measure saves in a preview.")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--saves", type=int, default=50)
    parser.add_argument("--styles", type=int, default=20, help="how many saves of the stylesheet")
    parser.add_argument("--long", type=int, default=0, help="so many more saves before memory is looked at again")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    parser.add_argument("--folder", default="/dev/shm", help="a folder on a memory file system (%(default)s)")
    parser.add_argument("--only", choices=("broadsheet", "hugo"), help="measure one of them")
    options = parser.parse_args()
    found = []
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for generator in (broadsheet(), hugo()):
            if options.only in (None, generator.name.lower()):
                with tempfile.TemporaryDirectory(prefix="broadsheet-bench-", dir=options.folder) as folder:
                    found.append(_measure(generator, Path(folder), browser, options))
                    print(_line(found[-1]), flush=True)
        browser.close()
    if options.json:
        options.json.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
    return 0


def _measure(generator: Generator, folder: Path, browser: Browser, options: argparse.Namespace) -> Served:
    site = Site(generator, folder / "site", options.articles)
    lay_out(generator, site.folder, articles(options.articles), 500)
    with _serving(generator, site.folder) as (port, pid):
        page = browser.new_page()
        _wait_until_served(page, f"http://127.0.0.1:{port}/")
        saves = [_save_body(site, page, port, number) for number in range(1, options.saves + 1)]
        bodies = [seconds for seconds in saves if seconds is not None]
        time.sleep(_SETTLE_SECONDS)
        early = tree_memory(pid)
        for number in range(options.saves + 1, options.saves + options.long + 1):
            _save_body(site, page, port, number)
        time.sleep(_SETTLE_SECONDS)
        late = tree_memory(pid)
        styles = [_save_style(site, page, number) for number in range(1, options.styles + 1)]
        page.close()
    return Served(generator.name, options.articles, bodies, styles, early, late, len(saves) - len(bodies))


def _save_body(site: Site, page: Page, port: int, number: int) -> float | None:
    """Save the body of a long article whose page is open; gives the seconds until the page shows it, if it does."""
    source = site.source(long_article(site, number))
    after = f"{source.read_text().rstrip()} This is edit {number}.\n"
    page.goto(f"http://127.0.0.1:{port}/{source.parent.name}/{source.stem}/")
    page.wait_for_load_state()
    time.sleep(_PAUSE_SECONDS)
    started = time.time()
    source.write_text(after)
    text = f"document.body && document.body.textContent.includes('This is edit {number}.')"
    try:
        painted = page.wait_for_function(f"({text}) && {_PAINTED}", timeout=_SEEN_MILLISECONDS).json_value()
    except TimeoutError:
        return None
    return float(painted) / _THOUSAND - started


def _save_style(site: Site, page: Page, number: int) -> float:
    """Save the stylesheet; gives the seconds until the open page wears it."""
    time.sleep(_PAUSE_SECONDS)
    stylesheet = site.folder / site.generator.stylesheet
    text = f"{stylesheet.read_text()}\nbody{{outline-width:{number}px;outline-style:solid}}\n"
    started = time.perf_counter()
    stylesheet.write_text(text)
    page.wait_for_function(f"getComputedStyle(document.body).outlineWidth === '{number}px'")
    return time.perf_counter() - started


@contextmanager
def _serving(generator: Generator, folder: Path) -> Iterator[tuple[int, int]]:
    """Run a generator's server; gives its port and the number of its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = generator.command[0]
    if generator.name == "Hugo":
        command = [program, "server", "--port", str(port), "--bind", "127.0.0.1", "--noBuildLock", "--quiet"]
    else:
        command = [program, "serve", "--port", str(port)]
    with open(folder / ".serve.log", "wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            yield port, process.pid
        finally:
            process.terminate()
            process.wait()


def _wait_until_served(page: Page, url: str) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with suppress(Error):  # nobody listens yet
            if page.request.get(url).status == HTTPStatus.OK:
                return
        time.sleep(0.2)
    raise TimeoutError(f"{url} is not served")


def _line(served: Served) -> str:
    def told(seconds: list[float]) -> str:
        if not seconds:
            return "not measured"
        ordered = sorted(seconds)
        late = ordered[min(len(ordered) - 1, len(ordered) * 95 // _HUNDREDTH)]
        return f"median {statistics.median(seconds):.3f} s, 95th percentile {late:.3f} s, of {len(seconds)}"

    growth = (served.memory_late / served.memory_early - 1) * _HUNDREDTH if served.memory_early else 0
    return (
        f"{served.generator}, {served.articles} articles: body {told(served.bodies)}, {served.missed} missed; "
        f"stylesheet {told(served.styles)}; "
        f"memory {served.memory_early >> 20} MiB, then {served.memory_late >> 20} MiB ({growth:+.0f} %)"
    )


if __name__ == "__main__":
    sys.exit(main())
