"""The demonstration magazine in, Lighthouse's verdict out: `python themes/lighthouse.py`.

Builds into a temporary folder, serves it on this machine with gzip and the headers of its `_headers`, and measures
front page, a listing and an article with the mobile preset. Needs Chromium, and Node's `npx`, which brings Lighthouse.
Ends with status 1 where a page falls short.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LIGHTHOUSE = "lighthouse@12.2.3"
NOW = "2025-05-14T12:00"
PAGES = ("/", "/economy/", "/society/apples-of-the-tian-shan/")
LEAST = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
MOST = {"largest-contentful-paint": 1500.0, "cumulative-layout-shift": 0.02}
# The server speaks plain HTTP, which a browser told of HTTPS would refuse from then on.
LEFT_OUT = ("Strict-Transport-Security",)


def rules_of(folder: Path) -> list[tuple[str, dict[str, str]]]:
    """Read `_headers`: each pattern's start, and its headers."""
    rules: list[tuple[str, dict[str, str]]] = []
    for line in (folder / "_headers").read_text("utf-8").splitlines():
        if line.startswith(" "):
            name, _, value = line.strip().partition(": ")
            rules[-1][1][name] = value
        elif line:
            rules.append((line.removesuffix("*"), {}))
    return rules


class Host(SimpleHTTPRequestHandler):
    """Serves files compressed, with the headers of `_headers`, and says nothing."""

    def do_GET(self) -> None:
        """Answer with a file, else with the page for addresses that lead nowhere."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        found = path.is_file()
        path = path if found else Path(self.directory) / "404.html"
        data = gzip.compress(path.read_bytes())
        self.send_response(200 if found else 404)
        headers = {"Content-Type": self.guess_type(path), "Content-Encoding": "gzip", "Content-Length": str(len(data))}
        for start, own in rules_of(Path(self.directory)):
            headers |= own if self.path.startswith(start) else {}
        for name, value in headers.items():
            if name not in LEFT_OUT:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def measure(url: str, chromium: str) -> dict[str, Any]:
    """Run Lighthouse on one page; gives its report."""
    command = [
        "npx",
        "--yes",
        LIGHTHOUSE,
        url,
        "--quiet",
        "--output=json",
        "--chrome-flags=--headless=new --no-sandbox",
    ]
    run = subprocess.run(command, check=False, capture_output=True, env={**os.environ, "CHROME_PATH": chromium})
    if run.returncode:
        sys.exit(run.stderr.decode())
    report: dict[str, Any] = json.loads(run.stdout)
    return report


def shortfalls(report: dict[str, Any]) -> list[str]:
    """Print a report's figures; gives those that fall short."""
    scores = {name: round(report["categories"][name]["score"] * 100) for name in LEAST}
    times = {name: report["audits"][name]["numericValue"] for name in MOST}
    print(" ", ", ".join(f"{name} {value:g}" for name, value in {**scores, **times}.items()))
    return [name for name, score in scores.items() if score < LEAST[name]] + [
        name for name, value in times.items() if value >= MOST[name]
    ]


def main() -> int:
    """Build, serve and measure; gives the exit status."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None or shutil.which("npx") is None:
        sys.exit("Lighthouse needs Chromium and npx")
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "generator", "build", "--site", str(ROOT), "--output", folder, "--now", NOW]
        subprocess.run([*command, "--quiet"], check=True, cwd=ROOT)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        short = []
        for page in PAGES:
            print(page)
            short += [
                f"{page}: {name}"
                for name in shortfalls(measure(f"http://127.0.0.1:{server.server_port}{page}", chromium))
            ]
        server.shutdown()
    for one in short:
        print(f"falls short: {one}")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
