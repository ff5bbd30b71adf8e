"""Small pictures of every kind, made as they are needed, and a look at what a build made of them."""

from __future__ import annotations

import io
import re
from typing import Any

from PIL import Image

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="9" height="9"/></svg>\n'


def picture(width: int = 8, height: int = 6, mode: str = "RGB", colour: Any = None) -> Image.Image:
    """Make a picture whose left half is of a colour, and whose right half is black."""
    image = Image.new(mode, (width, height))
    if colour is None:
        colour = {"RGB": (200, 40, 40), "RGBA": (200, 40, 40, 128), "L": 180, "CMYK": (0, 200, 200, 20)}.get(mode, 1)
    image.paste(colour, (0, 0, width // 2, height))
    return image


def encoded(image: Image.Image, format_name: str = "PNG", **settings: Any) -> bytes:
    """Write a picture down in a format."""
    target = io.BytesIO()
    image.save(target, format_name, **settings)
    return target.getvalue()


def png(width: int = 8, height: int = 6, colour: Any = None) -> bytes:
    """Make a PNG."""
    return encoded(picture(width, height, colour=colour))


def jpeg(width: int = 8, height: int = 6, colour: Any = None, **settings: Any) -> bytes:
    """Make a JPEG."""
    return encoded(picture(width, height, colour=colour), "JPEG", **settings)


def opened(data: bytes) -> Image.Image:
    """Read a picture."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def undigested(addresses: list[str]) -> list[str]:
    """Take the digests out of addresses: `/assets/pictures/p-8.0123456789abcdef.png` becomes `…/p-8.png`."""
    return [re.sub(r"\.[0-9a-f]{16}(?=\.[a-z]+$)", "", address) for address in addresses]
