"""Mountains seen in perspective, as a picture of tones (0 white to 1 black) for the engraver to hatch.

The ground is ridged noise shaped by a mask; each column of the picture is marched from near to far, and what
rises above all before it is seen (floating horizon). Cost: columns times steps.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from canvas import Drawing, Point
from engraving import Field, clamp, fractal, hatch, ramp, ridged, swell

CELL = 4.0


@dataclass(frozen=True)
class View:
    """Where the viewer stands and how the ground is shaped; world units are a mountain's width."""

    width: int
    height: int
    horizon: float  # y of eye level
    eye: float  # height of the eye over the plain
    near: float
    far: float
    focal: float  # drawing units a world unit spans at distance 1
    seed: int
    mask: Field  # height of the ground by (world x, distance)
    detail: float = 0.5  # mountains to a world unit
    snow: float = 9.0  # height from which snow lies
    octaves: int = 6


@dataclass(frozen=True)
class Picture:
    """What is seen: tone, distance (infinite for sky) by row and column of CELL units, and crest lines."""

    tones: list[list[float]]
    depths: list[list[float]]

    def tone(self, x: float, y: float) -> float:
        """Give the tone at a point of the drawing, interpolated."""
        return _interpolate(self.tones, x / CELL, y / CELL)

    def is_sky(self, x: float, y: float) -> bool:
        """Tell whether nothing but sky is seen at a point."""
        row = int(clamp(y / CELL, 0, len(self.depths) - 1))
        column = int(clamp(x / CELL, 0, len(self.depths[0]) - 1))
        return math.isinf(self.depths[row][column])


def ground(view: View) -> Field:
    """Give the ground's height by (world x, distance)."""

    def height(x: float, z: float) -> float:
        mask = view.mask(x, z)
        if mask <= 0.001:
            return 0.0
        u, v = x * view.detail, z * view.detail
        bend = 0.22 * fractal(u * 1.3, v * 1.3, 2, view.seed + 40)
        return mask * ridged(u + bend, v - bend, view.octaves, view.seed)

    return height


def render(view: View) -> Picture:
    """Look at the ground."""
    columns, rows = int(view.width / CELL) + 1, int(view.height / CELL) + 1
    tones = [[0.0] * columns for _ in range(rows)]
    depths = [[math.inf] * columns for _ in range(rows)]
    height = ground(view)
    steps = 300
    for column in range(columns):
        bearing = (column * CELL - view.width / 2) / view.focal
        top = rows
        for step in range(steps):
            z = view.near * (view.far / view.near) ** (step / (steps - 1))
            x = bearing * z
            here = height(x, z)
            row = max(0, math.ceil((view.horizon - (here - view.eye) * view.focal / z) / CELL))
            if row < top:
                tone = _shade(view, height, x, z, here)
                for covered in range(row, top):
                    tones[covered][column] = tone
                    depths[covered][column] = z
                top = row
    return Picture(tones, depths)


def _shade(view: View, height: Callable[[float, float], float], x: float, z: float, here: float) -> float:
    """Give the tone of a piece of ground, lit from the upper left, paler with distance and under snow."""
    reach = 0.012 * (1 + z * 0.25)
    slope = (height(x + reach, z) - here) / reach
    rise = (height(x, z + reach) - here) / reach
    length = math.sqrt(slope * slope + rise * rise + 1)
    light = (slope * 0.80 + rise * 0.22 + 0.48) / length
    tone = clamp(0.60 - light * 0.74)
    tone *= 0.30 + 0.70 * ramp(math.hypot(slope, rise), 0.10, 0.75)
    if here > view.snow:
        tone = clamp(tone * 1.25 - 0.30 * ramp(here, view.snow, view.snow * 1.12))
    return tone


def draw_picture(drawing: Drawing, picture: Picture, colour: str, spacing: float = 8.0) -> None:
    """Engrave a picture: lines for the shade, others across them for the deep shade, and the crests."""
    box = (-12.0, 0.0, drawing.width + 12.0, drawing.height + 12.0)
    shade = hatch(lambda x, y: picture.tone(x, y) * 0.95, box, 28, spacing)
    deep = hatch(lambda x, y: picture.tone(x, y) - 0.42, box, -40, spacing)
    crests = [swell(line, [1.6] * len(line)) for line in skyline(picture)]
    drawing.path([*shade, *deep, *crests], fill=colour)


def _interpolate(grid: list[list[float]], x: float, y: float) -> float:
    """Give a grid's value between its points."""
    x, y = clamp(x, 0, len(grid[0]) - 1.001), clamp(y, 0, len(grid) - 1.001)
    column, row = int(x), int(y)
    across, down = x - column, y - row
    upper = grid[row][column] * (1 - across) + grid[row][column + 1] * across
    lower = grid[row + 1][column] * (1 - across) + grid[row + 1][column + 1] * across
    return upper * (1 - down) + lower * down


def skyline(picture: Picture, jump: float = 1.25) -> list[list[Point]]:
    """Trace where near ground stands against much farther ground or sky, as lines from left to right."""
    lines: list[list[Point]] = []
    open_lines: list[list[Point]] = []
    rows = len(picture.depths)
    for column in range(len(picture.depths[0])):
        edges = [row for row in range(1, rows) if picture.depths[row - 1][column] > picture.depths[row][column] * jump]
        carried: list[list[Point]] = []
        for line in open_lines:
            last = line[-1][1] / CELL
            nearest = min(edges, key=lambda row: abs(row - last), default=None)
            if nearest is not None and abs(nearest - last) <= 5:
                line.append((column * CELL, nearest * CELL))
                edges.remove(nearest)
                carried.append(line)
            else:
                lines.append(line)
        carried += [[(column * CELL, row * CELL)] for row in edges]
        open_lines = carried
    return [line for line in [*lines, *open_lines] if len(line) > 4]
