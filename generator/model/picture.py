"""Pictures: what a file's header says of one, the files that are made of it, and how those files are asked for."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from generator.errors import Position

Kind = Literal["jpeg", "png", "webp", "avif", "gif", "svg"]

# What files are read as pictures, by their ending: what is in them is found out by itself.
ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".svg")
# The shapes beside a picture's own, as width and height.
SHAPES = {"16x9": (16, 9), "4x3": (4, 3), "1x1": (1, 1)}
SOCIAL_SIZE = (1200, 630)
MAX_PIXELS = 100_000_000

_FOCAL = r"(left|center|right|\d{1,3}(?:\.\d+)?%) +(top|center|bottom|\d{1,3}(?:\.\d+)?%)"
_PLACES = {"left": 0.0, "top": 0.0, "center": 0.5, "right": 1.0, "bottom": 1.0}


class PictureFile(msgspec.Struct, frozen=True, array_like=True):
    """What a file's header says: its kind, and its size in pixels as it is to be seen, 0 where an SVG has none.

    `orientation` is EXIF's, by which its pixels must be turned; `fault` says why it cannot be used.
    """

    kind: Kind
    width: int = 0
    height: int = 0
    orientation: int = 1
    is_animated: bool = False
    fault: str = ""

    @property
    def is_passed_on(self) -> bool:
        """Tell whether it is published as it is, in its one size."""
        return self.is_animated or self.kind == "svg"


class Rendition(msgspec.Struct, frozen=True, array_like=True):
    """One file made of a picture: its URL from the site root, its size in pixels, its format."""

    url: str
    width: int
    height: int
    format: str


class Renditions(msgspec.Struct, frozen=True, array_like=True):
    """A picture in one shape: by format, the best first and the original last, each from narrow to wide.

    `plain` is the one for readers who choose none: the original format in a middling width.
    """

    plain: Rendition
    formats: tuple[tuple[Rendition, ...], ...]

    @property
    def widest(self) -> Rendition:
        """The widest in the original format."""
        return self.formats[-1][-1]


class Picture(msgspec.Struct, frozen=True, array_like=True):
    """A picture as pages show it: whole, and in further shapes by name. `digest` covers all of its files."""

    whole: Renditions
    shapes: dict[str, Renditions]
    digest: str


class SocialCard(msgspec.Struct, frozen=True, array_like=True):
    """The picture that stands for a page where it is shared, and what there is to see on it."""

    rendition: Rendition
    alt: str


class PictureOrder(msgspec.Struct, frozen=True, tag="picture"):
    """What to make of a picture file: the `box` of its pixels (left, top, right, bottom), in a size and format.

    `digest` is the file's, `quality` of 0 means to pass it on; `path` and `position` are what errors name.
    """

    path: str
    location: str
    digest: str
    kind: Kind
    orientation: int
    box: tuple[int, int, int, int]
    width: int
    height: int
    format: str
    quality: int
    position: Position | None


class SocialOrder(msgspec.Struct, frozen=True, tag="social"):
    """A typeset social card: its words, the direction they are read in, and its colours as `#rrggbb`."""

    headline: str
    section: str
    masthead: str
    is_right_to_left: bool
    background: str
    text: str
    accent: str


def focal_point(focal: str) -> tuple[float, float] | None:
    """Read a place such as `50% 30%` or `left top` as fractions of width and height; the middle for no text."""
    if not focal.strip():
        return 0.5, 0.5
    found = re.fullmatch(_FOCAL, focal.strip())
    if found is None:
        return None
    x, y = (_PLACES[word] if word in _PLACES else float(word[:-1]) / 100 for word in found.groups())
    return (x, y) if x <= 1 and y <= 1 else None


def crop_box(width: int, height: int, shape: tuple[int, int], focal: tuple[float, float]) -> tuple[int, int, int, int]:
    """Find the largest box of a shape in a picture whose middle is as near to the focal point as the edges let it."""
    across, down = shape
    if width * down > height * across:
        wide = max(1, round(height * across / down))
        left = min(max(round(focal[0] * width - wide / 2), 0), width - wide)
        return left, 0, left + wide, height
    high = max(1, min(height, round(width * down / across)))
    top = min(max(round(focal[1] * height - high / 2), 0), height - high)
    return 0, top, width, top + high
