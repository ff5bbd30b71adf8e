"""Apples, leaves and a bough, drawn as solids: lines follow the form and swell in the shade.

Two plates, as a printer would have them: ink for the shade, the accent for the blush.
"""

import math
from dataclasses import dataclass

from canvas import ACCENT, INK, PAPER, Drawing, Point, line_data, smooth_data
from engraving import clamp, fractal, hash_unit, noise, ramp, swell, swell_runs

LIGHT = (-0.52, 0.58, 0.63)
TILT = math.radians(27)
LIP = 0.90  # angle from the stem at which the hollow round it begins


@dataclass(frozen=True)
class Apple:
    """An apple hanging in the drawing: its middle, half its width, and its lean in degrees."""

    x: float
    y: float
    radius: float
    lean: float
    seed: int


@dataclass(frozen=True)
class Spot:
    """A point of an apple's skin as it is seen."""

    x: float
    y: float
    facing: float  # 1 towards the viewer, 0 at the edge, negative behind
    light: float
    hidden: bool


def profile(v: float) -> tuple[float, float]:
    """Give an apple's outline by angle from the stem: distance from the axis, height, radius about 1."""
    swelling = (1 - 0.84 * math.cos(v)) / 1.225
    across = swelling * math.sin(v)
    up = swelling * math.cos(v) * 0.98 + 0.60
    return across, up + 0.14 * ramp(v, 2.5, math.pi)


def spot(apple: Apple, u: float, v: float) -> Spot:
    """Place a point of the skin, by longitude and angle from the stem."""
    across, up = profile(v)
    further = profile(v + 0.01)
    run, fall = (further[0] - across) / 0.01, (further[1] - up) / 0.01
    length = math.hypot(run, fall) or 1.0
    normal = _turn(-fall / length * math.sin(u), run / length, -fall / length * math.cos(u))
    x, y, _ = _turn(across * math.sin(u), up, across * math.cos(u))
    lip_across, lip_up = profile(LIP)
    lip_y = lip_up * math.cos(TILT)
    in_mouth = (x / lip_across) ** 2 + ((y - lip_y) / (lip_across * math.sin(TILT))) ** 2 < 1
    lean = math.radians(apple.lean)
    return Spot(
        apple.x + apple.radius * (x * math.cos(lean) + y * math.sin(lean)),
        apple.y + apple.radius * (x * math.sin(lean) - y * math.cos(lean)),
        normal[2],
        sum(part * ray for part, ray in zip(normal, LIGHT, strict=True)),
        normal[2] <= 0 or (v < LIP and not in_mouth),
    )


def _turn(x: float, y: float, z: float) -> tuple[float, float, float]:
    """Tilt a point of the upright apple towards the viewer."""
    return x, y * math.cos(TILT) - z * math.sin(TILT), y * math.sin(TILT) + z * math.cos(TILT)


def draw_apple(drawing: Drawing, apple: Apple) -> None:
    """Draw an apple, hiding what is behind it."""
    outline = hull([(s.x, s.y) for s in _skin(apple, 72, 48)])
    drawing.path(line_data(outline, closed=True), fill=PAPER)
    count = int(math.tau * apple.radius / 5.8)
    ink: list[str] = []
    blush: list[str] = []
    for index in range(count * 2):
        u = math.pi * index / count
        row = [spot(apple, u, 0.10 + (math.pi - 0.16) * k / 59) for k in range(60)]
        widths = [_width(apple, u, k, s, count, index % 2 == 1) for k, s in enumerate(row)]
        (blush if index % 2 else ink).extend(swell_runs([(s.x, s.y) for s in row], widths, 0.7))
    drawing.path(blush, fill=ACCENT)
    drawing.path(ink, fill=INK)
    drawing.path(_hollow(apple), fill=INK)
    edge = [*outline, outline[0]]
    thick = [1.6 + 2.4 * ramp(x - apple.x + y - apple.y, -apple.radius, apple.radius) for x, y in edge]
    drawing.path(swell(edge, thick), fill=INK)


def _hollow(apple: Apple) -> list[str]:
    """Engrave the hollow round the stem with rings, and the near lip that hides part of it."""
    pieces: list[str] = []
    for ring in range(9):
        v = 0.18 + 0.085 * ring
        spots = [spot(apple, math.tau * k / 90 + math.pi, v) for k in range(91)]
        widths = [
            0.0 if s.hidden else clamp(0.95 - s.light * 0.95) * 0.030 * apple.radius * ramp(v, LIP + 0.1, 0.5)
            for s in spots
        ]
        pieces += swell_runs([(s.x, s.y) for s in spots], widths, 0.7)
    lip = [spot(apple, -1.5 + 3.0 * k / 40, LIP) for k in range(41)]
    pieces += swell_runs([(s.x, s.y) for s in lip], [0.4 + 1.8 * math.sin(math.pi * k / 40) for k in range(41)])
    return pieces


def _skin(apple: Apple, columns: int, rows: int) -> list[Spot]:
    """Sample the whole skin, for the outline."""
    return [spot(apple, math.tau * i / columns, math.pi * j / rows) for i in range(columns) for j in range(1, rows)]


def _width(apple: Apple, u: float, k: int, s: Spot, count: int, is_blush: bool) -> float:
    """Give the width of one meridian at one point: of the shade's line, or of the blush's between two."""
    if s.hidden:
        return 0.0
    v = 0.10 + (math.pi - 0.16) * k / 59
    spacing = math.tau * apple.radius / count * profile(v)[0] * (0.25 + 0.75 * s.facing)
    if is_blush:
        streak = 0.9 * fractal(u * 5, v * 0.55, 3, apple.seed) + 0.7 * noise(u * 15, v * 0.8, apple.seed + 9)
        cheek = math.cos(u - apple.seed)
        tone = clamp(0.50 + streak * 0.80 + cheek * 0.38) * ramp(v, 0.75, 1.5) * ramp(s.light, 1.02, 0.86)
        return tone * ramp(v, 3.0, 2.3) * spacing * 0.7
    if v < LIP:
        return 0.0
    ragged = 0.10 * (hash_unit(int(u * 1000), 0, apple.seed) - 0.5)
    shade = clamp(0.66 - s.light * 0.84 + ragged, 0.0, 0.80) - 0.30 * ramp(s.facing, 0.42, 0.05)
    return clamp(shade) * spacing


def hull(points: list[Point]) -> list[Point]:
    """Give the convex hull, clockwise on the page."""
    ordered = sorted(set(points))

    def half(run: list[Point]) -> list[Point]:
        line: list[Point] = []
        for x, y in run:
            while len(line) > 1 and (line[-1][0] - line[-2][0]) * (y - line[-2][1]) <= (line[-1][1] - line[-2][1]) * (
                x - line[-2][0]
            ):
                line.pop()
            line.append((x, y))
        return line[:-1]

    return half(ordered) + half(ordered[::-1])


def curve(start: Point, bend: Point, end: Point, count: int = 40) -> list[Point]:
    """Give points of a quadratic curve."""
    return [
        (
            (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * bend[0] + t * t * end[0],
            (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * bend[1] + t * t * end[1],
        )
        for t in (k / (count - 1) for k in range(count))
    ]


def offset(points: list[Point], amounts: list[float]) -> list[Point]:
    """Move each point of a line sideways, to its right by a positive amount."""
    moved: list[Point] = []
    for index, ((x, y), amount) in enumerate(zip(points, amounts, strict=True)):
        before, after = points[max(index - 1, 0)], points[min(index + 1, len(points) - 1)]
        across, down = after[0] - before[0], after[1] - before[1]
        length = math.hypot(across, down) or 1.0
        moved.append((x - down / length * amount, y + across / length * amount))
    return moved


def draw_leaf(drawing: Drawing, base: Point, bend: Point, tip: Point, breadth: float, dark: int = 1) -> None:
    """Draw a leaf along a curve, one half (`dark`: 1 right, -1 left) in shade, with its veins."""
    rib = curve(base, bend, tip)
    spread = [breadth * math.sin(math.pi * (k / 39) ** 0.8) ** 0.9 * (1 + 0.03 * (-1) ** k) for k in range(40)]
    right, left = offset(rib, spread), offset(rib, [-s for s in spread])
    drawing.path(line_data([*right, *left[::-1]], closed=True), fill=PAPER)
    shades: list[str] = []
    for row in range(1, int(breadth / 2.6)):
        part = row / (breadth / 2.6)
        for side, strength in ((dark, 0.66), (-dark, 0.20)):
            line = offset(rib, [side * s * part for s in spread])
            widths = [
                2.6 * strength * (0.75 + 0.5 * math.sin(k * 0.83 + part * 5.0)) * (spread[k] / breadth) ** 0.5
                for k in range(40)
            ]
            shades += swell_runs(line[2:-1], widths[2:-1], 0.7)
    drawing.path(shades, fill=INK)
    veins = [
        swell([rib[k], _between(rib[k + 3], edge[k + 3], 0.5), edge[min(k + 6, 38)]], [1.6, 1.2, 0.5])
        for k in range(5, 32, 5)
        for edge in (right, left)
    ]
    drawing.path(veins, fill=INK)
    drawing.path(swell(rib, [3.4 * (1 - k / 44) for k in range(40)]), fill=INK)
    for edge in (right, left):
        drawing.path(swell(edge, [1.8] * 40), fill=INK)


def _between(first: Point, second: Point, part: float) -> Point:
    """Give a point part of the way from one to another."""
    return first[0] + (second[0] - first[0]) * part, first[1] + (second[1] - first[1]) * part


def draw_bough(drawing: Drawing, points: list[Point], start: float, end: float, seed: int) -> None:
    """Draw a tapering bough, round and barked, lit from above."""
    count = len(points)
    half = [
        (start + (end - start) * k / (count - 1)) / 2 * (1 + 0.16 * noise(k * 0.35, 0.5, seed)) for k in range(count)
    ]
    upper, lower = offset(points, [-h for h in half]), offset(points, half)
    drawing.path(smooth_data([*upper, *lower[::-1]], closed=True), fill=PAPER, stroke=INK, stroke_width=2)
    bark: list[str] = []
    rows = max(3, int(start / 3.0))
    for row in range(rows):
        part = (row + 0.5) / rows * 2 - 1
        line = offset(points, [h * part for h in half])
        tone = ramp(part, -0.9, 0.8)
        widths = [
            3.0 * tone * clamp(0.9 + 0.9 * noise(k * 0.55, part * 3.0, seed + 3)) * half[k] / half[0]
            for k in range(count)
        ]
        bark += swell_runs(line, widths, 0.35)
    drawing.path(bark, fill=INK)
