"""Coins and the fine ruled ornament of banknotes (guilloche), built from circles, waves and roulettes."""

import math
from collections.abc import Sequence

from canvas import ACCENT, INK, PAPER, SERIF, Drawing, Point, line_data, smooth_data
from engraving import clamp, swell


def polar(x: float, y: float, radius: float, turn: float) -> Point:
    """Give a point by distance and angle, a full turn being 1, clockwise from the top."""
    return x + radius * math.sin(turn * math.tau), y - radius * math.cos(turn * math.tau)


def star(x: float, y: float, radius: float, turn: float = 0.0) -> str:
    """Give path data of a five-pointed star."""
    corners = [polar(x, y, radius * (1 if k % 2 == 0 else 0.40), turn + k / 10) for k in range(10)]
    return line_data(corners, closed=True)


def rays(x: float, y: float, count: int, inner: float, outer: float, bend: float) -> list[str]:
    """Give path data of a sun's rays, each a grain, leaning by `bend` of a turn at its tip."""
    grains: list[str] = []
    for index in range(count):
        turn = index / count
        spine = [polar(x, y, inner + (outer - inner) * k / 8, turn + bend * (k / 8) ** 2) for k in range(9)]
        room = math.tau * inner / count
        grains.append(swell(spine, [room * 0.86 * math.sin(math.pi * (0.16 + 0.84 * k / 8)) for k in range(9)], 0.1))
    return grains


def gul(x: float, y: float, radius: float, turn: float) -> list[str]:
    """Give path data of a carpet medallion: nested octagons and a cross."""
    rings = []
    for part in (1.0, 0.66):
        corners = [polar(x, y, radius * part, turn + (k + 0.5) / 8) for k in range(8)]
        rings.append(line_data(corners, closed=True))
    core = [polar(x, y, radius * (0.40 if k % 2 == 0 else 0.14), turn + k / 8) for k in range(8)]
    return [*rings, line_data(core, closed=True)]


def crescent(x: float, y: float, radius: float) -> str:
    """Give path data of a waxing moon."""
    outer = [polar(x, y, radius, 0.38 + 0.74 * k / 30) for k in range(31)]
    shift = radius * 0.36
    across, up = outer[-1][0] - x - shift, y - outer[-1][1]
    edge = math.atan2(across, up) / math.tau
    inner = [polar(x + shift, y, math.hypot(across, up), 1 + edge - (0.5 + 2 * edge) * k / 30) for k in range(31)]
    return line_data([*outer, *inner], closed=True)


def waves(
    left: float, right: float, middle: float, height: float, lines: int, cycles: float, phase: float
) -> list[str]:
    """Give path data of a banknote's ribbon: waves of one envelope, each a little later than the last."""
    data: list[str] = []
    for line in range(lines):
        shift = line / lines
        points = [
            (
                left + (right - left) * t,
                middle
                + height
                * (0.56 + 0.44 * math.cos(math.tau * (cycles * 0.5 * t + phase)))
                * math.sin(math.tau * (cycles * t + phase + shift)),
            )
            for t in (k / 72 for k in range(73))
        ]
        data.append(smooth_data(points))
    return data


def rosette(x: float, y: float, radius: float, lobes: int, depth: float, lines: int) -> list[str]:
    """Give path data of a rosette: wavy circles, each turned a little against the last."""
    data: list[str] = []
    for line in range(lines):
        shift = line / lines
        points = [
            polar(x, y, radius * (1 - depth + depth * math.cos(math.tau * (lobes * t + shift))), t)
            for t in (k / (lobes * 8) for k in range(lobes * 8))
        ]
        data.append(smooth_data(points, closed=True))
    return data


def draw_coin(drawing: Drawing, x: float, y: float, radius: float, code: str, emblem: Sequence[str]) -> None:
    """Draw a coin with its currency's code in the middle and its emblem round that."""
    shadow = [
        swell(
            [polar(x + 9 + 3.2 * k, y + 12 + 3.4 * k, radius, 0.10 + 0.48 * j / 40) for j in range(41)],
            [2.3 * math.sin(math.pi * j / 40) for j in range(41)],
        )
        for k in range(7)
    ]
    drawing.path(shadow, fill=INK)
    drawing.add("circle", cx=x + 5, cy=y + 7, r=radius, fill=INK)
    drawing.add("circle", cx=x, cy=y, r=radius, fill=PAPER, stroke=INK, stroke_width=3)
    reeds = [line_data([polar(x, y, radius - 4, k / 120), polar(x, y, radius - 13, k / 120)]) for k in range(120)]
    drawing.path(reeds, fill="none", stroke=INK, stroke_width=1.8)
    drawing.add("circle", cx=x, cy=y, r=radius - 17, fill=PAPER, stroke=INK, stroke_width=2.6)
    field = []
    rings = 17
    inner, outer = radius * 0.45, radius - 23
    for ring in range(rings):
        reach = inner + (outer - inner) * ring / (rings - 1)
        turns = [k / 90 for k in range(91)]
        widths = [3.5 * clamp(0.50 - 0.42 * math.cos(math.tau * 2 * (t + 0.125)) - 0.12 * ring / rings) for t in turns]
        field.append(swell([polar(x, y, reach, t) for t in turns], widths))
    drawing.path(field, fill=INK)
    drawing.path(emblem, fill=PAPER, stroke=PAPER, stroke_width=5, stroke_linejoin="round")
    drawing.path(emblem, fill=ACCENT, fill_rule="evenodd")
    drawing.add("circle", cx=x, cy=y, r=radius * 0.43, fill=PAPER, stroke=INK, stroke_width=2.4)
    drawing.add("circle", cx=x, cy=y, r=radius * 0.395, fill="none", stroke=INK, stroke_width=1)
    drawing.text(
        x,
        y + radius * 0.105,
        code,
        round(radius * 0.30),
        font_family=SERIF,
        font_weight="bold",
        text_anchor="middle",
    )
