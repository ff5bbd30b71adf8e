"""A picture file's bytes in, what its header says out; no pixel is decoded here.

Each file is read alone and once: what is found is kept by the content's digest. A fault is a value, for the plan to
tell where an article shows the picture.
"""

from __future__ import annotations

import io
import math
import re
import warnings
from typing import cast

from generator.model.picture import ENDINGS, MAX_PIXELS, Kind, PictureFile

_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
_SIZE = r"\s*(\d+(?:\.\d+)?)(?:px)?\s*"
_EXIF_ORIENTATION = 0x0112
_ON_ITS_SIDE = (5, 6, 7, 8)
SVG = "{http://www.w3.org/2000/svg}svg"


def is_picture(path: str) -> bool:
    """Tell whether a file is read as a picture, by the ending of its name."""
    return path.lower().endswith(ENDINGS)


def read_picture(path: str, data: bytes) -> PictureFile:
    """Read the header of a picture."""
    if path.lower().endswith(".svg"):
        return PictureFile("svg", fault="is empty (0 bytes)") if not data else _read_svg(data)
    if not data:
        return PictureFile("jpeg", fault="is empty (0 bytes)")
    return _read_raster(data)


def _read_raster(data: bytes) -> PictureFile:
    from PIL import Image, UnidentifiedImageError

    too_large = f"has more than {MAX_PIXELS // 1_000_000} million pixels"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of sizes that the library finds large: our own bound is below
        try:
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                width, height = image.size
                if width * height > MAX_PIXELS:
                    return PictureFile("jpeg", fault=too_large)
                # A telephone's JPEG may carry further frames, of depth say: it is a still picture.
                is_animated = image.format != "MPO" and getattr(image, "n_frames", 1) > 1
                kind = cast(Kind, {"MPO": "jpeg"}.get(image.format or "", (image.format or "").lower()))
                # A PNG's EXIF may stand at its end, and asking for it would decode all before.
                turned = 1 if kind == "png" and b"eXIf" not in data else image.getexif().get(_EXIF_ORIENTATION, 1)
        except Image.DecompressionBombError:
            return PictureFile("jpeg", fault=too_large)
        except UnidentifiedImageError:
            return PictureFile("jpeg", fault="is broken, or of another kind than its name says")
        except Exception as error:  # whatever a decoder says of bytes that are none of its format
            return PictureFile("jpeg", fault=f"is broken ({type(error).__name__})")
    if turned in _ON_ITS_SIDE:
        width, height = height, width
    return PictureFile(kind, width, height, turned if turned in range(1, 9) else 1, is_animated)


def _read_svg(data: bytes) -> PictureFile:
    from lxml import etree

    parser = etree.XMLPullParser(events=("start",), resolve_entities=False, no_network=True, load_dtd=False)
    root = None
    try:
        for start in range(0, len(data), 1024):
            parser.feed(data[start : start + 1024])
            if (found := next(iter(parser.read_events()), None)) is not None:
                root = found[1]
                break
    except etree.XMLSyntaxError as error:
        return PictureFile("svg", fault=f"is broken ({error.msg})")
    if root is None or root.tag != SVG:
        return PictureFile("svg", fault="is no SVG: its first element is not svg in SVG's namespace")
    width, height = _svg_size(root.get("width"), root.get("height"), root.get("viewBox"))
    return PictureFile("svg", width, height)


def _svg_size(width: str | None, height: str | None, box: str | None) -> tuple[int, int]:
    """Find the size in pixels: of the two attributes, or of the view box; 0 by 0 where there is none."""
    sizes = [re.fullmatch(_SIZE, width or ""), re.fullmatch(_SIZE, height or "")]
    found = [float(size[1]) for size in sizes if size]
    if len(found) < 2:
        try:
            found = [float(number) for number in re.split(r"[\s,]+", (box or "").strip())[2:]]
        except ValueError:
            found = []
    if len(found) != 2 or not all(math.isfinite(size) and 0.5 <= size < 100_000 for size in found):
        return 0, 0
    return round(found[0]), round(found[1])
