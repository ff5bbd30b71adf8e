"""A headline, a section and a masthead in, a social card out: set by Pillow in a font that comes with the package.

Letters are shaped and ordered by libraries in Python, not by what a system may have, so that the same versions give the
same bytes everywhere. The fonts have Latin, Greek, Cyrillic and Arabic.
"""

from __future__ import annotations

import io
import re
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from generator.model.picture import SOCIAL_SIZE, SocialOrder

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont

_SERIF, _SANS = "DejaVuSerifCondensed-Bold.ttf", "DejaVuSansCondensed-Bold.ttf"
# Arabic stands in the sans alone.
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")
_MARGIN, _RULE = 72, 12
_SIZES = (88, 80, 72, 64, 56, 50, 44)
_LEADING = 1.22
_LABEL_SIZE = 34
_HEADLINE_TOP, _HEADLINE_HEIGHT = 150, 350
_SHADES = 24


def typeset_card(order: SocialOrder) -> bytes:
    """Set a card: a rule in the accent, the section, the headline as large as it fits, the masthead below."""
    from PIL import Image, ImageDraw

    width, height = SOCIAL_SIZE
    image = Image.new("RGB", SOCIAL_SIZE, order.background)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, _RULE - 1), order.accent)
    if order.section:
        _put(draw, order, order.section, 100, _label(), order.accent)
    lines, size = _set_headline(order.headline)
    for number, line in enumerate(lines):
        base = _HEADLINE_TOP + round(size * (number * _LEADING + 1))
        _put(draw, order, line, base, _font(_face(order.headline), size), order.text)
    if order.masthead:
        _put(draw, order, order.masthead, height - 64, _label(), order.text)
    # Of the letters' soft edges some shades are enough, at a third of the bytes.
    palette = Image.new("P", (1, 1))
    palette.putpalette(_shades(order))
    target = io.BytesIO()
    image.quantize(palette=palette, dither=Image.Dither.NONE).save(target, "PNG", compress_level=6)
    return target.getvalue()


def _shades(order: SocialOrder) -> list[int]:
    """List the colours between the background and the two that are set on it, each red, green, blue."""
    from PIL import ImageColor

    paper = ImageColor.getrgb(order.background)
    inks = [ImageColor.getrgb(order.text), ImageColor.getrgb(order.accent)]
    return [
        round(start + (end - start) * step / _SHADES)
        for ink in inks
        for step in range(_SHADES + 1)
        for start, end in zip(paper, ink, strict=True)
    ]


def shaped(text: str) -> str:
    """Put a line's characters in the order and the forms in which they are seen, from left to right."""
    if _ARABIC.search(text) is None:
        from bidi import get_display

        return str(get_display(text)) if any(ord(c) > 0x590 for c in text) else text
    from arabic_reshaper import reshape
    from bidi import get_display

    return str(get_display(reshape(text)))


def _put(
    draw: ImageDraw.ImageDraw, order: SocialOrder, text: str, base: int, font: ImageFont.FreeTypeFont, fill: str
) -> None:
    """Put a line at its base line, on the side from which its language is read."""
    side = SOCIAL_SIZE[0] - _MARGIN if order.is_right_to_left else _MARGIN
    line = _shortened(text, font)
    draw.text((side, base), shaped(line), font=font, fill=fill, anchor="rs" if order.is_right_to_left else "ls")


def _set_headline(headline: str) -> tuple[list[str], int]:
    """Break a headline into lines at the largest size at which it fits; at the smallest what is left over is cut."""
    face = _face(headline)
    lines: list[str] = []
    for size in _SIZES:
        font = _font(face, size)
        lines = _broken(headline, font)
        most = int(_HEADLINE_HEIGHT / (size * _LEADING) + 0.3)
        if len(lines) <= most and all(_width(line, font) <= _room() for line in lines):
            return lines, size
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1] + " …"]
    return lines, size


def _broken(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer, font) <= _room():
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _shortened(text: str, font: ImageFont.FreeTypeFont) -> str:
    """Cut a line that is too long for the card."""
    if _width(text, font) <= _room():
        return text
    text = text.removesuffix(" …")
    while text and _width(text + " …", font) > _room():
        text = text[:-1].rstrip()
    return text + " …"


def _width(text: str, font: ImageFont.FreeTypeFont) -> float:
    return font.getlength(shaped(text))


def _room() -> int:
    return SOCIAL_SIZE[0] - 2 * _MARGIN


def _face(text: str) -> str:
    return _SANS if _ARABIC.search(text) else _SERIF


def _label() -> ImageFont.FreeTypeFont:
    return _font(_SANS, _LABEL_SIZE)


@lru_cache(maxsize=32)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Open a font, with the layout that every system has."""
    from PIL import ImageFont

    data = (files("generator") / "render" / "fonts" / name).read_bytes()
    return ImageFont.truetype(io.BytesIO(data), size, layout_engine=ImageFont.Layout.BASIC)
