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
from contextlib import ExitStack, contextmanager
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
    """A picture: its file's name, the theme and the page that it shows, and the reader's window."""

    name: str
    theme: str
    url: str
    width: int = 1440
    height: int = 1100
    scheme: Literal["light", "dark"] = "light"


PICTURES = (
    Picture("front.png", "broadsheet", "/"),
    Picture("listing.png", "broadsheet", "/tag/trade/"),
    Picture("article.png", "broadsheet", "/society/apples-of-the-tian-shan/"),
    Picture("article-phone.png", "broadsheet", "/society/apples-of-the-tian-shan/", 360, 780, "dark"),
    Picture("gazette-front.png", "gazette", "/"),
    Picture("gazette-article.png", "gazette", "/society/apples-of-the-tian-shan/"),
    Picture("gazette-phone.png", "gazette", "/", 360, 780, "dark"),
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


def take(addresses: dict[str, str]) -> None:
    """Take all pictures of the magazine, which stands in each theme at an address."""
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
            page.goto(addresses[picture.theme] + picture.url)
            data = shrunk(page.screenshot())
            page.close()
            if len(data) > MAX_BYTES:
                sys.exit(f"{picture.name} has {len(data):,} bytes, more than {MAX_BYTES:,}")
            (IMAGES / picture.name).write_bytes(data)
            print(f"{picture.name}: {len(data):,} bytes")
        browser.close()


def build(theme: str, folder: Path) -> Path:
    """Build the demonstration in a theme, from a copy; gives the output."""
    for name in ("content", "static"):
        shutil.copytree(ROOT / name, folder / name)
    text = (ROOT / "site.toml").read_text("utf-8").replace('theme = "broadsheet"', f'theme = "{theme}"')
    (folder / "site.toml").write_text(text, "utf-8")
    command = [sys.executable, "-m", "generator", "build", "--site", str(folder), "--now", NOW, "--quiet"]
    subprocess.run(command, check=True, cwd=ROOT)
    return folder / "output"


def main() -> None:
    """Build the demonstration in both themes and take its pictures."""
    with ExitStack() as stack:
        addresses = {}
        for theme in sorted({picture.theme for picture in PICTURES}):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            addresses[theme] = stack.enter_context(served(build(theme, folder)))
        take(addresses)


if __name__ == "__main__":
    main()
