"""A felt tent on the plain, round and lit from the left, and the reciter who sits before it."""

import math

from canvas import ACCENT, INK, PAPER, Drawing, Point, line_data, smooth_data
from engraving import clamp, ramp, swell, swell_runs

SQUASH = 0.11  # how round the rims look, seen from a little above


def draw_yurt(drawing: Drawing, x: float, y: float, radius: float) -> None:
    """Draw a yurt whose wall meets the ground at height `y`, hiding what is behind it."""
    wall, roof, crown = radius * 0.62, radius * 0.66, radius * 0.20
    eave, top = y - wall, y - wall - roof

    def rim(part: float, half: float, level: float) -> Point:
        """Give a point on the near half of a rim, `part` running from -1 at the left to 1 at the right."""
        turn = part * math.pi / 2
        return x + half * math.sin(turn), level + half * SQUASH * math.cos(turn)

    def roof_point(part: float, climb: float) -> Point:
        """Give a point of the roof, `climb` running from 0 at the eave to 1 at the crown."""
        half = crown + (radius * 1.03 - crown) * (1 - climb) ** 0.72
        return rim(part, half, eave - roof * climb)

    parts = [k / 30 for k in range(-30, 31)]
    foot = [rim(p, radius, y) for p in parts]
    roof_left = [roof_point(-1, k / 20) for k in range(21)]
    roof_right = [roof_point(1, k / 20) for k in range(20, -1, -1)]
    _shadow(drawing, x, y, radius)
    shape = [*foot[::-1], *roof_left, (x, top - crown * 0.35), *roof_right]
    drawing.path(line_data(shape, closed=True), fill=PAPER)

    shade: list[str] = []
    for index in range(-46, 47):
        part = index / 47
        tone = _tone(part)
        spacing = radius * math.pi / 94 * (0.25 + 0.75 * math.cos(part * math.pi / 2))
        felt = [rim(part, radius, eave + wall * k / 11) for k in range(12)]
        shade += swell_runs(felt, [clamp(tone + 0.16 * ramp(k, 5, 0)) * spacing for k in range(12)], 0.4)
        rise = [roof_point(part, k / 23) for k in range(24)]
        narrow = [1 - 0.74 * (k / 23) ** 1.2 for k in range(24)]
        shade += swell_runs(rise, [clamp(tone - 0.12) * spacing * n for n in narrow], 0.4)
    drawing.path(shade, fill=INK)

    _crown(drawing, x, top, crown)
    girths = [
        swell([roof_point(p + lean * (1 - k / 15), k / 15) for k in range(16)], [3.0] * 16)
        for p in (-0.62, -0.2, 0.24, 0.66)
        for lean in (-0.16, 0.16)
    ]
    drawing.path(girths, fill=INK)
    _band(drawing, [[rim(p, radius * 1.035, eave - 9 + 18 * d) for p in parts] for d in (0, 1)])
    rope = [rim(p, radius * 1.01, y - wall * 0.42) for p in parts]
    drawing.path([swell(rope, [3.2] * len(rope)), swell(foot, [4.0] * len(foot))], fill=INK)
    edges = [roof_left, roof_right, [rim(-1, radius, eave), foot[0]], [rim(1, radius, eave), foot[-1]]]
    drawing.path([swell(edge, [2.4] * len(edge)) for edge in edges], fill=INK)
    _door(drawing, x, y + radius * SQUASH, radius * 0.30, wall * 0.86)


def _shadow(drawing: Drawing, x: float, y: float, radius: float) -> None:
    """Lay the tent's shadow on the ground to its right."""
    lines: list[str] = []
    for row in range(9):
        level = y - radius * 0.10 + row * radius * 0.034
        reach = radius * (1.62 - 0.5 * abs(row - 2.5) / 6.5)
        line = [(x + reach * k / 24, level + 3.0 * math.sin(k / 5)) for k in range(25)]
        lines += swell_runs(line, [radius * 0.022 * ramp(k, 24.5, 13) * ramp(k, 0.0, 11.0) for k in range(25)], 0.4)
    drawing.path(lines, fill=INK)


def _tone(part: float) -> float:
    """Give the tone of upright felt, by its place from left to right."""
    turn = part * math.pi / 2
    light = math.sin(turn) * -0.66 + math.cos(turn) * 0.52
    return clamp(0.50 - light * 0.72, 0.0, 0.80) - 0.16 * ramp(part, 0.80, 1.0)


def _crown(drawing: Drawing, x: float, y: float, radius: float) -> None:
    """Draw the wooden ring at the roof's top, with the laths that arch over it."""
    depth = radius * 0.30
    ring = [(x + radius * math.cos(a), y + depth * math.sin(a)) for a in (math.tau * k / 48 for k in range(49))]
    drawing.path(line_data(ring, closed=True), fill=INK)
    for lean in (-0.28, 0.0, 0.28):
        for side in (-1, 1):
            arch = [
                (
                    x + radius * (0.96 * math.cos(a) + lean * side * math.sin(a) * 0.6),
                    y + depth * lean * side - radius * 0.80 * math.sin(a),
                )
                for a in (math.pi * k / 20 for k in range(21))
            ]
            drawing.path(swell(arch, [2.6] * 21), fill=INK)
    drawing.path(line_data(ring, closed=True), fill="none", stroke=INK, stroke_width=5)
    drawing.path(line_data(ring[1:24]), fill="none", stroke=PAPER, stroke_width=1.4)


def _band(drawing: Drawing, edges: list[list[Point]]) -> None:
    """Draw the woven band at the eave: accent, with a row of paper lozenges."""
    upper, lower = edges
    drawing.path(line_data([*upper, *lower[::-1]], closed=True), fill=ACCENT, stroke=INK, stroke_width=1.6)
    lozenges: list[str] = []
    for index in range(2, len(upper) - 3, 2):
        corners = (upper[index], upper[index + 1], lower[index], lower[index + 1])
        middle_y = sum(corner[1] for corner in corners) / 4
        left, right = upper[index][0] + 1.0, upper[index + 2][0] - 1.0
        middle = (left + right) / 2
        points = [(left, middle_y), (middle, middle_y - 5), (right, middle_y), (middle, middle_y + 5)]
        lozenges.append(line_data(points, closed=True))
    drawing.path(lozenges, fill=PAPER)


def _door(drawing: Drawing, x: float, y: float, half: float, height: float) -> None:
    """Draw the open door: a dark room, a carved frame, the felt rolled up above."""
    top = y - height
    drawing.add("rect", x=x - half, y=top, width=2 * half, height=height, fill=PAPER, stroke=INK, stroke_width=4)
    inner = half * 0.74
    drawing.add("rect", x=x - inner, y=top + half * 0.26, width=2 * inner, height=height - half * 0.26, fill=INK)
    drawing.add("rect", x=x - inner, y=y - 9, width=2 * inner, height=5, fill=ACCENT)
    roll = half * 0.24
    drawing.add(
        "rect",
        x=x - half * 1.12,
        y=top - roll,
        width=half * 2.24,
        height=roll * 2,
        rx=roll,
        fill=ACCENT,
        stroke=INK,
        stroke_width=2.4,
    )
    ties = [line_data([(x + half * t, top - roll), (x + half * t, top + roll)]) for t in (-0.6, 0.0, 0.6)]
    drawing.path(ties, fill="none", stroke=PAPER, stroke_width=2)


def draw_reciter(drawing: Drawing, x: float, y: float, size: float) -> None:
    """Draw a reciter seated cross-legged at (x, y), `size` tall, one hand raised, in a tall felt hat."""
    unit = size / 140

    def at(*points: Point) -> list[Point]:
        return [(x + across * unit, y + down * unit) for across, down in points]

    rug = at((-92, 8), (-76, -12), (76, -12), (92, 8))
    drawing.path(line_data(rug, closed=True), fill=ACCENT, stroke=INK, stroke_width=2.4, stroke_linejoin="round")
    legs = at(
        (-64, -3),
        (-58, -20),
        (-28, -32),
        (0, -28),
        (28, -32),
        (58, -20),
        (64, -3),
        (30, 1),
        (0, -4),
        (-30, 1),
    )
    arms = [
        smooth_data(at((-22, -80), (-46, -66), (-58, -96))),
        smooth_data(at((22, -80), (44, -56), (38, -30))),
    ]
    robe = at((-32, -22), (-33, -58), (-27, -82), (-10, -93), (10, -93), (27, -82), (33, -58), (32, -22), (0, -16))
    for colour, extra in ((PAPER, 6.0), (INK, 0.0)):
        edge = extra or None
        drawing.path(arms, fill="none", stroke=colour, stroke_width=15 * unit + extra, stroke_linecap="round")
        drawing.path(smooth_data(legs, closed=True), fill=colour, stroke=colour, stroke_width=edge)
        drawing.path(smooth_data(robe, closed=True), fill=colour, stroke=colour, stroke_width=edge)
    folds = [
        smooth_data(at((-20, -78), (-24, -52), (-21, -24))),
        smooth_data(at((20, -78), (24, -52), (21, -24))),
        smooth_data(at((-50, -18), (-20, -24), (6, -12))),
        smooth_data(at((50, -16), (24, -20), (8, -14))),
        line_data(at((0, -70), (0, -22))),
    ]
    drawing.path(folds, fill="none", stroke=PAPER, stroke_width=1.4, stroke_linecap="round")
    drawing.path(line_data(at((-11, -94), (0, -68), (11, -94)), closed=True), fill=PAPER)
    drawing.path(smooth_data(at((-32, -46), (0, -42), (32, -46))), fill="none", stroke=ACCENT, stroke_width=7 * unit)
    for hand_x, hand_y in at((-59, -101), (37, -26)):
        drawing.add("circle", cx=hand_x, cy=hand_y, r=6 * unit, fill=PAPER, stroke=INK, stroke_width=1.6)
    ((head_x, head_y),) = at((0, -102))
    drawing.add("circle", cx=head_x, cy=head_y, r=12.5 * unit, fill=PAPER, stroke=INK, stroke_width=2)
    hat = at((-16, -107), (-15, -124), (-7, -140), (0, -144), (7, -140), (15, -124), (16, -107), (0, -112))
    drawing.path(smooth_data(hat, closed=True), fill=PAPER, stroke=INK, stroke_width=2)
    drawing.path(smooth_data(at((0, -143), (1, -126), (0, -112))), fill="none", stroke=INK, stroke_width=1.4)
    brim = at((-19, -104), (-15, -114), (0, -111), (15, -114), (19, -104), (0, -107))
    drawing.path(smooth_data(brim, closed=True), fill=INK, stroke=PAPER, stroke_width=1.2)
