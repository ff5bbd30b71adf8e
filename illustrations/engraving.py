"""The engraver's tools: noise, swelling lines, contours and distances, all pure functions of numbers.

A swelling line is a line whose width carries the tone, as on an engraved plate: it is given as a polygon.
Everything is deterministic; no random state is kept.
"""

import math
from collections.abc import Callable, Sequence

from canvas import Point, line_data

Field = Callable[[float, float], float]
Grid = list[list[float]]


def clamp(value: float, low: float = 0.0, high: float = 1.0) -> float:
    """Keep a value inside its bounds."""
    return low if value < low else high if value > high else value


def ramp(value: float, start: float, end: float) -> float:
    """Rise smoothly from 0 at `start` to 1 at `end` (or fall, where `end` is the smaller)."""
    part = clamp((value - start) / (end - start))
    return part * part * (3 - 2 * part)


def hash_unit(x: int, y: int, seed: int) -> float:
    """Give a number in [0, 1) that looks random and depends on the lattice point and seed alone."""
    mixed = (x * 374761393 + y * 668265263 + seed * 974634521) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 13)) * 1274126177) & 0xFFFFFFFF
    return ((mixed ^ (mixed >> 16)) & 0xFFFFFF) / 0x1000000


def noise(x: float, y: float, seed: int = 0) -> float:
    """Give gradient noise, about -0.7 to 0.7, smooth, with features of size 1."""
    left, top = math.floor(x), math.floor(y)
    across, down = x - left, y - top
    ease_x = across * across * across * (across * (across * 6 - 15) + 10)
    ease_y = down * down * down * (down * (down * 6 - 15) + 10)
    corners = [_gradient(left + i, top + j, across - i, down - j, seed) for j in (0, 1) for i in (0, 1)]
    upper = corners[0] + (corners[1] - corners[0]) * ease_x
    lower = corners[2] + (corners[3] - corners[2]) * ease_x
    return upper + (lower - upper) * ease_y


def _gradient(x: int, y: int, across: float, down: float, seed: int) -> float:
    """Give one lattice point's share in the noise."""
    angle = hash_unit(x, y, seed) * math.tau
    return math.cos(angle) * across + math.sin(angle) * down


def fractal(x: float, y: float, octaves: int, seed: int = 0) -> float:
    """Sum noise over octaves, each of twice the frequency and half the strength."""
    total = 0.0
    for k in range(octaves):
        scale = float(1 << k)
        total += noise(x * scale, y * scale, seed + k) / scale
    return total


def ridged(x: float, y: float, octaves: int, seed: int = 0) -> float:
    """Give fractal noise folded into sharp crests, about 0 to 1: mountains."""
    total, strength, weight = 0.0, 0.5, 1.0
    for k in range(octaves):
        crest = (1 - abs(noise(x * 2**k, y * 2**k, seed + k)) * 1.6) ** 2
        total += crest * strength * weight
        weight = clamp(crest * 1.6)
        strength /= 2
    return total


def simplify(points: Sequence[Point], tolerance: float) -> list[Point]:
    """Drop the points that stray less than `tolerance` from the line without them (Douglas-Peucker)."""
    keep = [False] * len(points)
    keep[0] = keep[-1] = True
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        (x1, y1), (x2, y2) = points[first], points[last]
        across, down = x2 - x1, y2 - y1
        length = math.hypot(across, down)
        worst, where = tolerance, 0
        for index in range(first + 1, last):
            x, y = points[index]
            stray = math.hypot(x - x1, y - y1)
            if length > 1e-9:
                stray = abs(across * (y1 - y) - down * (x1 - x)) / length
            if stray > worst:
                worst, where = stray, index
        if where:
            keep[where] = True
            spans += [(first, where), (where, last)]
    return [point for point, kept in zip(points, keep, strict=True) if kept]


def swell(points: Sequence[Point], widths: Sequence[float], tolerance: float = 0.8) -> str:
    """Give path data of a line through the points, as wide at each as told, its ends as they come.

    Rounded to half a unit: finer steps are not seen, and would weigh as much again.
    """
    upper: list[Point] = []
    lower: list[Point] = []
    last = len(points) - 1
    for index, ((x, y), width) in enumerate(zip(points, widths, strict=True)):
        before, after = points[max(index - 1, 0)], points[min(index + 1, last)]
        across, down = after[0] - before[0], after[1] - before[1]
        half = width / 2 / (math.hypot(across, down) or 1.0)
        upper.append((x + down * half, y - across * half))
        lower.append((x - down * half, y + across * half))
    outline = simplify(upper, tolerance) + simplify(lower[::-1], tolerance)
    return line_data(outline, closed=True, grain=2)


def swell_runs(points: Sequence[Point], widths: Sequence[float], floor: float = 0.7) -> list[str]:
    """Give a swelling line broken wherever it would be thinner than `floor`."""
    pieces: list[str] = []
    start = 0
    for index in range(len(points) + 1):
        if index < len(points) and widths[index] >= floor:
            continue
        if index - start > 2:
            pieces.append(swell(points[start:index], widths[start:index]))
        start = index + 1
    return pieces


def hatch(tone: Field, box: tuple[float, float, float, float], angle: float, spacing: float) -> list[str]:
    """Engrave a tone (0 white to 1 black) with parallel swelling lines over a box (left, top, right, bottom).

    `angle` is in degrees from the horizontal; the cost is linear in the box's area over the spacing.
    """
    left, top, right, bottom = box
    centre_x, centre_y = (left + right) / 2, (top + bottom) / 2
    reach = math.hypot(right - left, bottom - top) / 2
    along = (math.cos(math.radians(angle)), math.sin(math.radians(angle)))
    step = spacing / 2
    count, samples = int(reach / spacing), int(reach / step)
    pieces: list[str] = []
    for row in range(-count, count + 1):
        points: list[Point] = []
        widths: list[float] = []
        for sample in range(-samples, samples + 1):
            x = centre_x + along[0] * sample * step - along[1] * row * spacing
            y = centre_y + along[1] * sample * step + along[0] * row * spacing
            inside = left <= x <= right and top <= y <= bottom
            points.append((x, y))
            widths.append(clamp(tone(x, y)) * spacing if inside else 0.0)
        pieces += swell_runs(points, widths)
    return pieces


def inside(polygon: Sequence[Point], x: float, y: float) -> bool:
    """Tell whether a point lies in a closed polygon (even-odd rule)."""
    found = False
    x1, y1 = polygon[-1]
    for x2, y2 in polygon:
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            found = not found
        x1, y1 = x2, y2
    return found


def distance(polygon: Sequence[Point], x: float, y: float) -> float:
    """Give the distance of a point from a closed polygon's outline, positive inside and negative outside."""
    nearest = math.inf
    x1, y1 = polygon[-1]
    for x2, y2 in polygon:
        across, down = x2 - x1, y2 - y1
        square = across * across + down * down
        part = clamp(((x - x1) * across + (y - y1) * down) / square) if square else 0.0
        nearest = min(nearest, (x1 + across * part - x) ** 2 + (y1 + down * part - y) ** 2)
        x1, y1 = x2, y2
    return math.sqrt(nearest) * (1 if inside(polygon, x, y) else -1)


def sample(field: Field, width: float, height: float, step: float) -> Grid:
    """Evaluate a field on a regular grid that covers a drawing, row by row."""
    rows, columns = math.ceil(height / step) + 1, math.ceil(width / step) + 1
    return [[field(column * step, row * step) for column in range(columns)] for row in range(rows)]


def contours(grid: Grid, step: float, level: float) -> list[list[Point]]:
    """Trace one level of a sampled field (marching squares); a closed line ends where it began."""
    joints: dict[tuple[int, int, int], list[tuple[int, int, int]]] = {}
    for row in range(len(grid) - 1):
        for column in range(len(grid[0]) - 1):
            for first, second in _crossings(grid, row, column, level):
                joints.setdefault(first, []).append(second)
                joints.setdefault(second, []).append(first)
    lines: list[list[Point]] = []
    ends = [edge for edge, others in joints.items() if len(others) == 1]
    for start in [*ends, *joints]:
        if start in joints:
            lines.append([_crossing_point(grid, edge, step, level) for edge in _chain(joints, start)])
    return lines


def _crossings(
    grid: Grid, row: int, column: int, level: float
) -> list[tuple[tuple[int, int, int], tuple[int, int, int]]]:
    """Pair the edges of one cell that a level crosses; an edge is (row, column, 0 across or 1 down)."""
    corners = (
        grid[row][column] > level,
        grid[row][column + 1] > level,
        grid[row + 1][column + 1] > level,
        grid[row + 1][column] > level,
    )
    edges = ((row, column, 0), (row, column + 1, 1), (row + 1, column, 0), (row, column, 1))
    crossed = [edges[side] for side in range(4) if corners[side] != corners[(side + 1) % 4]]
    if len(crossed) == 4:
        return [(crossed[0], crossed[3]), (crossed[1], crossed[2])]
    return [(crossed[0], crossed[1])] if crossed else []


def _chain(
    joints: dict[tuple[int, int, int], list[tuple[int, int, int]]], start: tuple[int, int, int]
) -> list[tuple[int, int, int]]:
    """Follow joined edges from one of them until they end or close, taking them out."""
    line = [start]
    edge = start
    while others := joints.get(edge, []):
        following = others.pop()
        joints[following].remove(edge)
        if not joints[edge]:
            del joints[edge]
        line.append(following)
        edge = following
    joints.pop(edge, None)
    return line


def _crossing_point(grid: Grid, edge: tuple[int, int, int], step: float, level: float) -> Point:
    """Place the crossing on an edge by linear interpolation."""
    row, column, down = edge
    first = grid[row][column]
    second = grid[row + 1][column] if down else grid[row][column + 1]
    part = (level - first) / (second - first)
    return (column * step, (row + part) * step) if down else ((column + part) * step, row * step)
