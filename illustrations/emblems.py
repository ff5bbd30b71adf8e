"""The desks' portraits, eight heraldic emblems in a milled ring, and the magazine's mark.

Each is read at 40 pixels as well as at 240: one bold figure in ink, one accent, no lettering.
"""

import math
from collections.abc import Callable

from canvas import ACCENT, INK, PAPER, Drawing, Point, line_data, smooth_data
from coins import polar
from engraving import ramp, swell
from orchard import offset

SIZE = 240
MIDDLE = SIZE / 2


def emblem(title: str, figure: Callable[[Drawing], None]) -> Drawing:
    """Draw one desk's emblem: the ring, and the figure within it."""
    drawing = Drawing(SIZE, SIZE, title)
    drawing.add("circle", cx=MIDDLE, cy=MIDDLE, r=118, fill=PAPER)
    drawing.add("circle", cx=MIDDLE, cy=MIDDLE, r=115, fill="none", stroke=INK, stroke_width=5)
    mill = [line_data([polar(MIDDLE, MIDDLE, 109, k / 72), polar(MIDDLE, MIDDLE, 102, k / 72)]) for k in range(72)]
    drawing.path(mill, fill="none", stroke=INK, stroke_width=2)
    drawing.add("circle", cx=MIDDLE, cy=MIDDLE, r=98, fill="none", stroke=INK, stroke_width=2)
    figure(drawing)
    return drawing


def disc(x: float, y: float, radius: float) -> str:
    """Give path data of a disc."""
    r = f"{radius:g}"
    return f"M{x - radius:g} {y:g}a{r} {r} 0 1 0 {2 * radius:g} 0a{r} {r} 0 1 0 {-2 * radius:g} 0z"


def politics(drawing: Drawing) -> None:
    """Draw an assembly: rows of seats round a speaker."""
    seats: list[str] = []
    marked: list[str] = []
    for row, (radius, count) in enumerate(((38.0, 7), (57.0, 10), (76.0, 13))):
        for k in range(count):
            x, y = polar(MIDDLE, 148, radius, -0.235 + 0.47 * k / (count - 1))
            (marked if k == count // 2 - 1 and row == 1 else seats).append(disc(x, y, 6.6))
    drawing.path(seats, fill=INK)
    drawing.path(marked, fill=ACCENT)
    drawing.path(disc(MIDDLE, 146, 11), fill=ACCENT)
    drawing.path("M62 168h116v8H62zM82 182h76v5H82z", fill=INK)


def economy(drawing: Drawing) -> None:
    """Draw scales in balance."""
    drawing.path("M117 62h6v108h-6z", fill=INK)
    drawing.path(swell([(58, 84), (90, 77), (120, 76), (150, 77), (182, 84)], [4, 8, 10, 8, 4]), fill=INK)
    drawing.path(disc(120, 60, 9), fill=ACCENT)
    for x in (60.0, 180.0):
        cords = [
            line_data([(x, 84), (x - 25, 132)]),
            line_data([(x, 84), (x + 25, 132)]),
            line_data([(x, 84), (x, 132)]),
        ]
        drawing.path(cords, fill="none", stroke=INK, stroke_width=2.4)
        drawing.path(f"M{x - 30:g} 132h60c-3 17 -15 24 -30 24s-27 -7 -30 -24z", fill=INK)
    coins = [disc(48, 124, 8), disc(66, 124, 8)]
    drawing.path(coins, fill=ACCENT, stroke=PAPER, stroke_width=2)
    drawing.path("M166 131c0-14 6-19 14-22c8 3 14 8 14 22z", fill=ACCENT)
    drawing.path("M92 184c6-12 18-16 28-16s22 4 28 16z", fill=INK)


def society(drawing: Drawing) -> None:
    """Draw the crown of a yurt from below: the hearth's ring, its crossing laths and the roof poles."""
    poles = [swell([polar(120, 120, 58, k / 28), polar(120, 120, 93, k / 28)], [5.0, 2.4]) for k in range(28)]
    drawing.path(poles, fill=INK)
    drawing.add("circle", cx=120, cy=120, r=55, fill=PAPER, stroke=INK, stroke_width=9)
    drawing.add("circle", cx=120, cy=120, r=55, fill="none", stroke=PAPER, stroke_width=1.6)
    laths: list[str] = []
    for turn in (0.125, 0.375):
        for shift in (-15, 0, 15):
            across = (math.cos(turn * math.tau), math.sin(turn * math.tau))
            ends = [
                polar(120 + across[0] * shift * s, 120 + across[1] * shift * s, 50, turn + half)
                for half, s in ((0, 0.9), (0.5, 0.9))
            ]
            middle = (120 + across[0] * shift * 1.7, 120 + across[1] * shift * 1.7)
            laths.append(smooth_data([ends[0], middle, ends[1]]))
    drawing.path(laths, fill="none", stroke=ACCENT, stroke_width=6, stroke_linecap="round")


def culture(drawing: Drawing) -> None:
    """Draw a dombra, the two-stringed lute, leaning."""
    drawing.open(transform="rotate(36 120 120)")
    drawing.path("M114 34h12v96h-12z", fill=INK)
    body = [
        (120, 216),
        (90, 206),
        (76, 177),
        (88, 146),
        (111, 116),
        (129, 116),
        (152, 146),
        (164, 177),
        (150, 206),
    ]
    drawing.path(smooth_data(body, closed=True), fill=INK)
    inner = [
        (120, 207),
        (97, 198),
        (85, 176),
        (95, 151),
        (114, 125),
        (126, 125),
        (145, 151),
        (155, 176),
        (143, 198),
    ]
    drawing.path(smooth_data(inner, closed=True), fill=PAPER)
    staves = [smooth_data([(120 + s * 5, 128), (120 + s * 46, 174), (120 + s * 14, 206)]) for s in (-0.55, 0.55)]
    drawing.path(staves, fill="none", stroke=INK, stroke_width=2)
    drawing.path(disc(120, 164, 10), fill=ACCENT)
    drawing.path("M102 187h36v6h-36z", fill=INK)
    frets = [f"M114 {y:g}h12" for y in (50.0, 61.0, 73.0, 86.0, 100.0)]
    drawing.path(frets, stroke=PAPER, stroke_width=2.4, fill="none")
    drawing.path("M117 126V189M123 126V189", stroke=INK, stroke_width=2, fill="none")
    drawing.path("M111 26h18v14h-18zM100 27h40v4h-40zM100 35h40v4h-40z", fill=INK)
    drawing.close()


def technology(drawing: Drawing) -> None:
    """Draw a meridian arc like that of Ulugh Beg's observatory: graduated, with a ray of the sun."""
    centre: Point = (168, 66)
    arc = [polar(*centre, 106, 0.5 + 0.25 * k / 40) for k in range(-2, 43)]
    drawing.path(swell(arc, [16.0] * 45), fill=INK)
    ticks = [
        line_data(
            [
                polar(*centre, 94, 0.5 + 0.25 * k / 30),
                polar(*centre, 94 - (14 if k % 5 == 0 else 8), 0.5 + 0.25 * k / 30),
            ]
        )
        for k in range(31)
    ]
    drawing.path(ticks, fill="none", stroke=INK, stroke_width=2.4)
    drawing.path(line_data([centre, polar(*centre, 92, 0.5)]), fill="none", stroke=INK, stroke_width=3)
    drawing.path(line_data([centre, polar(*centre, 92, 0.75)]), fill="none", stroke=INK, stroke_width=3)
    drawing.path(swell([polar(*centre, 0, 0.6), polar(*centre, 112, 0.617)], [2.5, 6.0]), fill=ACCENT)
    drawing.path(disc(*centre, 12), fill=ACCENT)
    rays = [
        swell([polar(*centre, 17, k / 12), polar(*centre, 25, k / 12)], [4.0, 1.6])
        for k in range(12)
        if k not in (6, 7, 8, 9)
    ]
    drawing.path(rays, fill=ACCENT)


def travel(drawing: Drawing) -> None:
    """Draw a road that winds to a pass below the sun."""
    drawing.add("clipPath", '<circle cx="120" cy="120" r="97"/>', id="field")
    drawing.open(clip_path="url(#field)")
    drawing.path(disc(138, 78, 17), fill=ACCENT)
    far = [
        (20, 128),
        (48, 106),
        (62, 114),
        (92, 66),
        (108, 88),
        (122, 106),
        (150, 74),
        (176, 108),
        (196, 98),
        (222, 130),
    ]
    drawing.path(
        line_data([*far, (222, 222), (20, 222)], closed=True),
        fill=PAPER,
        stroke=INK,
        stroke_width=4,
        stroke_linejoin="round",
    )
    shade = ["M92 66l16 22 14 18-10 26-8-14-6-26z", "M150 74l26 34-8 20-10-18z"]
    drawing.path(shade, fill=INK)
    near = [(14, 150), (60, 130), (104, 136), (128, 132), (170, 128), (228, 148)]
    drawing.path(smooth_data(near) + "L228 230L14 230z", fill=INK)
    left: list[Point] = []
    right: list[Point] = []
    for k in range(41):
        t = k / 40
        x = 120 + 34 * math.sin(t * 7.2 + 0.4) * (1 - t) ** 0.7 + 2
        y = 222 - 88 * t**0.72
        half = 15 * (1 - t) ** 1.5 + 1.4
        left.append((x - half, y))
        right.append((x + half, y))
    drawing.path(line_data([*left, *right[::-1]], closed=True), fill=PAPER)
    drawing.close()


def data(drawing: Drawing) -> None:
    """Draw columns, one of them marked, over a baseline."""
    heights = (34, 58, 48, 82, 104)
    for k, height in enumerate(heights):
        x, top = 56 + k * 27, 170 - height
        if k == 3:
            drawing.add("rect", x=x, y=top, width=20, height=height, fill=ACCENT)
        elif k % 2 == 0:
            drawing.add("rect", x=x, y=top, width=20, height=height, fill=INK)
        else:
            drawing.add(
                "rect",
                x=x + 1.5,
                y=top + 1.5,
                width=17,
                height=height - 1.5,
                fill=PAPER,
                stroke=INK,
                stroke_width=3,
            )
            drawing.path(
                [f"M{x + 2:g} {y:g}h16" for y in range(top + 7, 169, 6)],
                fill="none",
                stroke=INK,
                stroke_width=2,
            )
    drawing.path("M48 172h144v6H48z", fill=INK)


def maps(drawing: Drawing) -> None:
    """Draw a compass rose over a net of meridians."""
    net: list[str] = []
    for bend in (-52.0, -26.0, 0.0, 26.0, 52.0):
        net.append(smooth_data([(120 + bend * 0.62, 40), (120 + bend * 1.35, 120), (120 + bend * 0.62, 200)]))
        net.append(smooth_data([(40, 120 + bend * 0.9), (120, 120 + bend * 1.12), (200, 120 + bend * 0.9)]))
    drawing.path(net, fill="none", stroke=INK, stroke_width=1.4, stroke_opacity=0.45)
    for turn, reach, fill in ((0.125, 52, INK), (0.0, 88, INK)):
        for k in range(4):
            tip = polar(120, 120, reach, turn + k / 4)
            first, second = (
                polar(120, 120, reach * 0.19, turn + k / 4 - 0.125),
                polar(120, 120, reach * 0.19, turn + k / 4 + 0.125),
            )
            drawing.path(
                line_data([tip, first, (120, 120)], closed=True),
                fill=PAPER,
                stroke=INK,
                stroke_width=2,
                stroke_linejoin="round",
            )
            dark = ACCENT if turn == 0 and k == 0 else fill
            drawing.path(
                line_data([tip, second, (120, 120)], closed=True),
                fill=dark,
                stroke=dark,
                stroke_width=2,
                stroke_linejoin="round",
            )
    drawing.path(disc(120, 120, 5), fill=PAPER, stroke=INK, stroke_width=2)


def mark() -> Drawing:
    """Draw the magazine's mark: a tuft of feather grass, bent by the wind into an S."""
    drawing = Drawing(SIZE, SIZE, "The Steppe Review")
    drawing.path(disc(MIDDLE, MIDDLE, 118), fill=ACCENT)
    spine = s_curve()
    blades: list[str] = []
    for blade in range(-3, 4):
        count = 78 - 3 * abs(blade + 1)
        spread = [blade * (1.6 + 5.2 * ramp(k, 4, 46)) for k in range(count)]
        widths = [6.0 * ramp(k, -20, 14) * (0.18 + 0.82 * ramp(k, count - 1, 30)) for k in range(count)]
        blades.append(swell(offset(spine[:count], spread), widths, 0.1))
    drawing.path(blades, fill=PAPER)
    return drawing


def s_curve() -> list[Point]:
    """Give the points of an S, from its foot at the lower left to its head at the upper right."""
    radius = 38.0
    lower = [polar(120, 120 + radius, radius, 0.68 - 0.68 * k / 39) for k in range(40)]
    upper = [polar(120, 120 - radius, radius, 0.50 + 0.66 * k / 39) for k in range(40)]
    return [*lower[:-1], *upper]
