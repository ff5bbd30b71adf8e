"""The lead pictures: apples before the Tian Shan, the reciter's yurt, five coins."""

import math

from canvas import ACCENT, INK, PAPER, Drawing, Point
from coins import crescent, draw_coin, gul, polar, rays, star, waves
from engraving import noise, ramp, swell, swell_runs
from landscape import Picture, View, draw_picture, render
from orchard import Apple, curve, draw_apple, draw_bough, draw_leaf, spot
from yurt import draw_reciter, draw_yurt

WIDTH, HEIGHT = 1200, 750
HAZE = "#5d676d"
COIN = 142.0


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
    ((376, 260), (296, 222), (216, 254), 42, -1),
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

    return View(
        WIDTH,
        HEIGHT,
        horizon=590,
        eye=0.5,
        near=1.6,
        far=10,
        focal=1150,
        seed=5,
        mask=mask,
        snow=1.35,
        detail=0.42,
        octaves=5,
    )


def currencies() -> Drawing:
    """Draw five coins over the ruled ornament of a banknote."""
    drawing = Drawing(
        WIDTH,
        HEIGHT,
        "Five currencies",
        "Five coins, for the tenge, the Kyrgyz som, the somoni, the Uzbek sum and the manat. Their emblems "
        "are counted as on the five flags: suns of 32 and 40 rays, seven stars, twelve stars and a moon, "
        "five carpet medallions.",
    )
    drawing.background()
    ribbons = [
        *waves(-40, WIDTH + 40, 200, 130, 14, 5, 0.0),
        *waves(-40, WIDTH + 40, 550, 130, 14, 5, 0.5),
    ]
    drawing.path(ribbons, fill="none", stroke=HAZE, stroke_width=1)
    for place, code in enumerate(("KZT", "KGS", "TJS", "UZS", "TMT")):
        x, y = 162.0 + 219 * place, 368.0 + (-94 if place % 2 == 0 else 94)
        draw_coin(drawing, x, y, COIN, code, _emblem(code, x, y, COIN))
    return drawing


def _emblem(code: str, x: float, y: float, radius: float) -> list[str]:
    """Give a coin's emblem, counted as on the country's flag."""
    middle = radius * 0.64
    if code == "KZT":
        return rays(x, y, 32, radius * 0.49, radius * 0.82, 0.0)
    if code == "KGS":
        return rays(x, y, 40, radius * 0.49, radius * 0.82, 0.035)
    if code == "TJS":
        return [star(*polar(x, y, middle, k / 7), radius * 0.155, k / 7) for k in range(7)]
    if code == "UZS":
        moon = crescent(*polar(x, y, middle, 0.75), radius * 0.17)
        return [moon, *(star(*polar(x, y, middle, 0.855 + 0.79 * k / 11), radius * 0.10) for k in range(12))]
    return [piece for k in range(5) for piece in gul(*polar(x, y, middle, k / 5), radius * 0.185, k / 5)]


def reciter() -> Drawing:
    """Draw a reciter's yurt below the mountains, the voice going out from its crown in rings."""
    drawing = Drawing(
        WIDTH,
        HEIGHT,
        "The reciter's yurt",
        "A reciter sits before a felt yurt on a plain between mountains. From the crown of the yurt rings "
        "spread over the sky, each swelling seven or eight times, as a line of the epic has seven or eight "
        "syllables.",
    )
    drawing.background()
    picture = render(_valley())
    x, y = WIDTH / 2, 408.0
    ink: list[str] = []
    red: list[str] = []
    for ring in range(64):
        radius = 52 + 13.0 * ring
        (red if ring % 8 == 3 else ink).extend(_ring(picture, x, y, radius, ring))
    drawing.path(ink, fill=INK)
    drawing.path(red, fill=ACCENT)
    draw_picture(drawing, picture, "#33393e")
    draw_yurt(drawing, x, 642, 178)
    draw_reciter(drawing, x, 716, 118)
    return drawing


def _ring(picture: Picture, x: float, y: float, radius: float, ring: int) -> list[str]:
    """Draw one line of verse as a ring over the sky, with seven or eight swellings to its upper half."""
    syllables = 7 + ring % 2
    count = max(60, int(radius * 1.3))
    points: list[Point] = []
    widths: list[float] = []
    for k in range(count + 1):
        turn = math.pi * (1.3 - 1.6 * k / count)
        px, py = x + radius * math.cos(turn), y - radius * math.sin(turn)
        beat = 0.5 + 0.5 * math.cos((turn / math.pi) * syllables * math.tau + 0.5 * ring)
        loud = 0.25 + 0.75 * beat**1.6
        fade = 0.26 + 0.74 * ramp(radius, 640, 40)
        points.append((px, py))
        shown = -8 <= px <= WIDTH + 8 and py >= -8 and picture.is_sky(px, py + 3)
        widths.append(6.4 * loud * fade if shown else 0.0)
    return swell_runs(points, widths, 0.5)


def _valley() -> View:
    """Give the view of the plain between two massifs."""

    def mask(x: float, z: float) -> float:
        sides = ramp(abs(x - 0.1), 0.9, 3.0)
        return 0.03 + 2.0 * ramp(z, 3.4, 6.0) * (0.10 + 0.80 * sides)

    return View(
        WIDTH,
        HEIGHT,
        horizon=560,
        eye=0.5,
        near=1.6,
        far=10,
        focal=1150,
        seed=14,
        mask=mask,
        snow=1.2,
        detail=0.42,
        octaves=5,
    )
