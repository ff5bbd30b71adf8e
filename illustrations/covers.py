"""The lead pictures: apples before the Tian Shan, the reciter's yurt, five coins."""

import math

from canvas import INK, PAPER, Drawing, Point
from engraving import noise, ramp, swell
from landscape import View, draw_picture, render
from orchard import Apple, curve, draw_apple, draw_bough, draw_leaf, spot

WIDTH, HEIGHT = 1200, 750
HAZE = "#5d676d"


def apples() -> Drawing:
    """Draw wild apples on their bough, with the Tian Shan behind."""
    drawing = Drawing(
        WIDTH,
        HEIGHT,
        "Wild apples before the Tian Shan",
        "Three apples hang from a leafy bough; behind them stand snow mountains, engraved in fine lines.",
    )
    drawing.background()
    draw_picture(drawing, render(_tian_shan()), HAZE)
    bough = [(x, y + 7 * noise(x / 90, 0.5, 3)) for x, y in curve((372, 262), (780, 60), (1215, 150), 60)]
    fruit = [Apple(1046, 424, 126, -9, 11), Apple(574, 410, 108, 9, 4), Apple(800, 486, 168, 4, 2)]
    for apple, at in zip(fruit, (49, 17, 32), strict=True):
        _hang(drawing, apple, bough[at])
    for base, bend, tip, breadth, dark in _LEAVES:
        draw_leaf(drawing, base, bend, tip, breadth, dark)
    draw_bough(drawing, bough, 9, 40, 5)
    for base, bend, tip, breadth, dark in _NEAR_LEAVES:
        draw_leaf(drawing, base, bend, tip, breadth, dark)
    return drawing


_LEAVES: list[tuple[Point, Point, Point, float, int]] = [
    ((376, 260), (290, 262), (214, 330), 42, -1),
    ((446, 222), (380, 160), (284, 150), 40, -1),
    ((640, 152), (570, 76), (470, 62), 46, -1),
    ((905, 122), (850, 44), (744, 22), 46, -1),
    ((1080, 134), (1120, 44), (1196, 8), 46, 1),
]
_NEAR_LEAVES: list[tuple[Point, Point, Point, float, int]] = [
    ((690, 142), (668, 214), (690, 300), 38, -1),
    ((872, 124), (946, 186), (962, 284), 40, -1),
    ((1000, 128), (1098, 176), (1176, 268), 44, 1),
]


def _hang(drawing: Drawing, apple: Apple, from_: Point) -> None:
    """Draw an apple and the stem from its hollow to a point of the bough."""
    draw_apple(drawing, apple)
    foot = spot(apple, math.pi, 0.12)
    stem = curve(from_, (from_[0] - 16, from_[1] * 0.4 + foot.y * 0.6), (foot.x, foot.y), 30)
    drawing.path(swell(stem, [8 + 7 * ramp(k, 6, 0) for k in range(30)]), fill=INK)
    drawing.path(swell(stem[2:-3], [2.4] * 25), fill=PAPER)


def _tian_shan() -> View:
    """Give the view of the mountains."""

    def mask(x: float, z: float) -> float:
        peak = math.exp(-(((x + 1.5) / 1.9) ** 2))
        return 0.16 * ramp(z, 4.5, 2.0) + 2.3 * ramp(z, 3.6, 6.8) * (0.45 + 0.70 * peak)

    return View(WIDTH, HEIGHT, horizon=590, eye=0.5, near=1.6, far=10, focal=1150, seed=5, mask=mask, snow=1.35, detail=0.42, octaves=5)
