"""Draw the demonstration magazine's illustrations: `python illustrations/draw.py` rewrites them all.

With `--check` nothing is written; the exit status is 1 if a file on disk differs from what would be drawn.
The drawings need only the standard library, and equal sources give equal bytes. The views are made by Pillow; of
them the pixels are compared, since another version of its encoder gives other bytes.
"""

import argparse
import io
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import covers
import emblems
import maps
import views
from canvas import Drawing
from PIL import Image, ImageChops, ImageStat

ROOT = Path(__file__).resolve().parent.parent

DESKS: dict[str, Callable[[Drawing], None]] = {
    "politics": emblems.politics,
    "economy": emblems.economy,
    "society": emblems.society,
    "culture": emblems.culture,
    "technology": emblems.technology,
    "travel": emblems.travel,
    "data": emblems.data,
    "maps": emblems.maps,
}

ILLUSTRATIONS: dict[str, Callable[[], Drawing]] = {
    "content/politics/enclaves-of-the-ferghana-valley/map.svg": maps.enclaves,
    "content/economy/why-five-currencies/cover.svg": covers.currencies,
    "content/society/apples-of-the-tian-shan/cover.svg": covers.apples,
    "content/culture/manaschi/cover.svg": covers.reciter,
    "content/travel/aral-sea-shores/map.svg": maps.aral,
    **{
        f"content/authors/{desk}-desk.svg": partial(emblems.emblem, f"Emblem of the {desk.title()} Desk", figure)
        for desk, figure in DESKS.items()
    },
    "static/mark.svg": emblems.mark,
}

# What a JPEG may be off from what it shows, in shades of 255, on average over the picture.
TOLERANCE = 4.0


def differs(path: Path, text: str) -> bool:
    """Tell whether a file is missing or holds anything but the text."""
    return not path.is_file() or path.read_bytes() != text.encode()


def encoded(picture: Image.Image) -> bytes:
    """Write a view down."""
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=82, optimize=True, progressive=True)
    return target.getvalue()


def looks_different(path: Path, picture: Image.Image) -> bool:
    """Tell whether a file is missing or shows anything but the view."""
    if not path.is_file():
        return True
    with Image.open(path) as found:
        if found.size != picture.size:
            return True
        return max(ImageStat.Stat(ImageChops.difference(found.convert("RGB"), picture)).mean) > TOLERANCE


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw everything, or check it; give the exit status."""
    parser = argparse.ArgumentParser(description="Draw the demonstration magazine's illustrations.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file on disk differs")
    check = parser.parse_args(arguments).check
    stale: list[str] = []
    for name, draw in ILLUSTRATIONS.items():
        path, text = ROOT / name, draw().render()
        if not differs(path, text):
            continue
        stale.append(name)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    for name, view in views.PICTURES.items():
        path, picture = ROOT / name, view()
        if not looks_different(path, picture):
            continue
        stale.append(name)
        if not check:
            path.write_bytes(encoded(picture))
    for name in stale:
        print(f"{name} {'differs' if check else 'drawn'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
