"""Views drawn in tones and saved as pictures of pixels: a canyon, a lake, a night on the steppe.

Each is drawn at twice its size and made smaller, so that edges are soft. Chance comes from a seed alone.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1600, 1066
SCALE = 2
Colour = tuple[int, int, int]


def _sky(top: Colour, middle: Colour, bottom: Colour) -> Image.Image:
    """Fill the picture with a gradient of three colours."""
    column = Image.new("RGB", (1, 3))
    column.putdata([top, middle, bottom])
    return column.resize((WIDTH * SCALE, HEIGHT * SCALE), Image.Resampling.BICUBIC)


def _ridge(chance: random.Random, left: float, right: float, rough: float, depth: int = 9) -> list[float]:
    """Break a line between two heights again and again at its middle, each time by less."""
    line = [left, right]
    for step in range(depth):
        spread = rough / 2 ** (step * 0.92)
        broken = [line[0]]
        for start, end in pairwise(line):
            broken += [(start + end) / 2 + chance.uniform(-spread, spread), end]
        line = broken
    return line


def _fill(image: Image.Image, line: Sequence[float], colour: Colour, bottom: float = 1.0) -> None:
    """Fill what lies below a line of heights (0 at the top, 1 at the bottom)."""
    width, height = image.size
    step = width / (len(line) - 1)
    points = [(index * step, y * height) for index, y in enumerate(line)]
    ImageDraw.Draw(image).polygon([(0, bottom * height), *points, (width, bottom * height)], fill=colour)


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _finished(image: Image.Image, chance: random.Random, grain: float = 0.05) -> Image.Image:
    """Make the drawing its size, with the grain of paper."""
    small = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    noise = Image.frombytes("L", (WIDTH // 2, HEIGHT // 2), chance.randbytes((WIDTH // 2) * (HEIGHT // 2)))
    paper = noise.filter(ImageFilter.GaussianBlur(1)).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    return Image.blend(small, Image.merge("RGB", [paper] * 3), grain)


def canyon() -> Image.Image:
    """Walls of layered red rock, the nearer the darker, and a green thread at the bottom."""
    chance = random.Random("canyon")
    image = _sky((120, 165, 205), (205, 218, 222), (240, 226, 200))
    _fill(image, _ridge(chance, 0.30, 0.29, 0.02), (214, 178, 140))
    for layer in range(7):
        share = layer / 6
        line = _ridge(chance, 0.34 + share * 0.30, 0.36 + share * 0.26, 0.10 + share * 0.06)
        # The rock's beds: each lower part of a wall a little darker, in steps.
        for bed in range(5):
            tone = _mixed((222, 160, 110), (112, 46, 30), min(1.0, share * 0.8 + bed * 0.07))
            _fill(image, [y + bed * 0.028 for y in line], tone)
    _fill(image, _ridge(chance, 0.93, 0.95, 0.015), (84, 110, 58))
    _fill(image, _ridge(chance, 0.965, 0.975, 0.006), (120, 160, 150), 0.99)
    _fill(image, _ridge(chance, 0.99, 0.985, 0.006), (66, 88, 46))
    return _finished(image, chance)


def lake() -> Image.Image:
    """A lake among bare hills under a high sky, with four white yurts on the near shore."""
    chance = random.Random("lake")
    image = _sky((86, 140, 196), (170, 205, 226), (226, 236, 236))
    for layer in range(4):
        share = layer / 3
        tone = _mixed((172, 190, 206), (96, 128, 100), share)
        _fill(image, _ridge(chance, 0.36 + share * 0.09, 0.33 + share * 0.12, 0.09 - share * 0.05), tone)
        if layer == 0:
            _fill(image, _ridge(chance, 0.34, 0.31, 0.085), (228, 234, 240), 0.42)
            _fill(image, _ridge(chance, 0.39, 0.37, 0.05), (150, 170, 178))
    _fill(image, [0.52, 0.52], (74, 126, 166))
    for _ in range(160):
        y = chance.uniform(0.525, 0.70)
        x = chance.uniform(0, 1)
        long = chance.uniform(0.02, 0.12)
        box = [x * image.width, y * image.height, (x + long) * image.width, y * image.height + 3]
        ImageDraw.Draw(image).rectangle(box, fill=_mixed((74, 126, 166), (190, 216, 230), chance.uniform(0.1, 0.5)))
    _fill(image, _ridge(chance, 0.70, 0.76, 0.02), (126, 158, 86))
    for x, y, size in ((0.22, 0.80, 0.05), (0.31, 0.78, 0.042), (0.58, 0.84, 0.062), (0.70, 0.81, 0.05)):
        _yurt(image, x, y, size)
    _fill(image, _ridge(chance, 0.94, 0.92, 0.02), (98, 132, 66))
    return _finished(image, chance)


def _yurt(image: Image.Image, x: float, y: float, size: float) -> None:
    draw = ImageDraw.Draw(image)
    unit = size * image.width
    left, top = x * image.width, y * image.height
    draw.rectangle([left, top, left + unit, top + unit * 0.42], fill=(240, 236, 226))
    draw.polygon(
        [(left - unit * 0.06, top), (left + unit * 0.36, top - unit * 0.36), (left + unit * 0.64, top - unit * 0.36),
         (left + unit * 1.06, top)],
        fill=(226, 220, 206),
    )  # fmt: skip
    draw.rectangle([left + unit * 0.42, top + unit * 0.06, left + unit * 0.58, top + unit * 0.42], fill=(140, 52, 40))


def train() -> Image.Image:
    """A lit train crosses a dark plain under stars."""
    chance = random.Random("train")
    image = _sky((10, 14, 34), (30, 38, 74), (116, 84, 92))
    _stars(image, chance, 700, 0.62)
    _fill(image, _ridge(chance, 0.70, 0.69, 0.012), (26, 26, 40))
    draw = ImageDraw.Draw(image)
    top, high = 0.742 * image.height, 0.028 * image.height
    for car in range(11):
        left = (0.08 + car * 0.078) * image.width
        draw.rectangle([left, top, left + 0.074 * image.width, top + high], fill=(12, 12, 20))
        for window in range(8):
            at = left + (0.006 + window * 0.0085) * image.width
            if chance.random() < 0.8:
                draw.rectangle(
                    [at, top + high * 0.28, at + 0.005 * image.width, top + high * 0.6], fill=(250, 206, 120)
                )
    draw.rectangle([0, top + high * 1.1, image.width, top + high * 1.2], fill=(70, 66, 78))
    _fill(image, _ridge(chance, 0.80, 0.82, 0.01), (16, 16, 26))
    return _finished(image, chance, 0.03)


def _stars(image: Image.Image, chance: random.Random, count: int, lowest: float) -> None:
    draw = ImageDraw.Draw(image)
    for _ in range(count):
        x, y = chance.uniform(0, image.width), chance.uniform(0, image.height * lowest)
        size = chance.choice((1, 1, 1, 2, 2, 3))
        tone = chance.randint(150, 255)
        draw.ellipse([x - size, y - size, x + size, y + size], fill=(tone, tone, min(255, tone + 20)))


PICTURES = {
    "content/travel/charyn-canyon.jpg": canyon,
    "content/travel/song-kol.jpg": lake,
    "content/travel/night-train.jpg": train,
}
