"""The demonstration magazine in, pictures of it for the README out: `python themes/screenshots.py`.

Builds into a temporary folder with a fixed clock, so that the pictures change only when the theme or the articles do
(and with the fonts of the machine: Charis SIL and Noto are those of the pictures in the repository). Needs Playwright
with Chromium, and Pillow, which brings each picture down to a palette.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
NOW = "2025-05-14T12:00"
MAX_BYTES = 300_000


class Picture(NamedTuple):
    """A picture: its file's name, the page it shows, and the reader's window."""

    name: str
    url: str
    width: int = 1440
    height: int = 1100
    scheme: Literal["light", "dark"] = "light"


PICTURES = (
    Picture("front.png", "/"),
    Picture("listing.png", "/tag/trade/"),
    Picture("article.png", "/society/apples-of-the-tian-shan/"),
    Picture("article-phone.png", "/society/apples-of-the-tian-shan/", 360, 780, "dark"),
)


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port; gives the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def shrunk(data: bytes) -> bytes:
    """Bring a screenshot down to 64 colours, which ink on paper can do without loss to the eye."""
    small = io.BytesIO()
    image = Image.open(io.BytesIO(data)).convert("RGB")
    image.quantize(64, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def take(address: str) -> None:
    """Take all pictures of the site at an address."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=["--no-sandbox"]
        )
        for picture in PICTURES:
            page = browser.new_page(
                viewport={"width": picture.width, "height": picture.height},
                color_scheme=picture.scheme,
                reduced_motion="reduce",
            )
            page.goto(address + picture.url)
            data = shrunk(page.screenshot())
            page.close()
            if len(data) > MAX_BYTES:
                sys.exit(f"{picture.name} has {len(data):,} bytes, more than {MAX_BYTES:,}")
            (IMAGES / picture.name).write_bytes(data)
            print(f"{picture.name}: {len(data):,} bytes")
        browser.close()


def main() -> None:
    """Build the demonstration and take its pictures."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "generator", "build", "--site", str(ROOT), "--output", folder, "--now", NOW]
        subprocess.run([*command, "--quiet"], check=True, cwd=ROOT)
        with served(Path(folder)) as address:
            take(address)


if __name__ == "__main__":
    main()
