"""The two maps: the enclaves of the Ferghana Valley and the shores of the Aral Sea, both schematic."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import geography as geo
from canvas import ACCENT, GREY, INK, MIST, PAPER, SAND, SERIF, SLATE, Drawing, Point, line_data, smooth_data
from coins import polar
from engraving import (
    clamp,
    contours,
    distance,
    fractal,
    hash_unit,
    hatch,
    inside,
    ramp,
    ridged,
    sample,
    simplify,
    swell_runs,
)

LABEL = 25  # units of 720: about 12 pixels on a screen of 360


@dataclass(frozen=True)
class Frame:
    """Where a piece of the earth lies in the drawing: its north-west corner and the units to a degree."""

    west: float
    north: float
    left: float
    top: float
    across: float
    down: float

    def point(self, place: geo.Place) -> Point:
        """Project one place."""
        return self.left + (place[0] - self.west) * self.across, self.top + (self.north - place[1]) * self.down

    def line(self, places: Sequence[geo.Place]) -> list[Point]:
        """Project a line of places."""
        return [self.point(place) for place in places]


def label(drawing: Drawing, x: float, y: float, content: str, size: float = LABEL, **attributes: object) -> None:
    """Write a name with a halo of paper, so that it reads over lines."""
    halo = {"stroke": PAPER, "stroke_width": 5, "stroke_linejoin": "round", "paint_order": "stroke"}
    drawing.text(x, y, content, size, **{**halo, **attributes})


def heading(drawing: Drawing, x: float, y: float, title: str, note: str) -> None:
    """Write a map's title and, below, what kind of map it is."""
    drawing.text(x, y, title, 36, font_family=SERIF, font_weight="bold")
    drawing.text(x, y + 34, note, LABEL - 1, fill=GREY)


# --- The Ferghana Valley ---

KYRGYZ_GROUND = "#f4f0e6"
TAJIK_GROUND = "#dfe5e4"
UZBEK_GROUND = "#f3e2da"


def enclaves() -> Drawing:
    """Draw the Ferghana Valley and the pieces of one state that lie inside another."""
    drawing = Drawing(
        720,
        800,
        "Enclaves of the Ferghana Valley (schematic)",
        "Sketch map. Inside Kyrgyzstan, along the valley's southern rim, lie the Uzbek enclaves of Sokh, "
        "Shohimardon, Chong-Kara and Jangy-Ayyl and the Tajik enclave of Vorukh. Inside Uzbekistan, in the "
        "north-west, lies the Tajik strip of Sarvan. Two were exchanged for other land: Barak, a Kyrgyz "
        "village near Osh, and Kayragach, Tajik, in the far west.",
    )
    drawing.background()
    heading(
        drawing,
        16,
        42,
        "Enclaves of the Ferghana Valley",
        "Schematic. Borders simplified, small places enlarged",
    )
    frame = Frame(69.40, 41.56, 16, 96, 172.0, 226.0)
    drawing.add("clipPath", '<rect x="16" y="96" width="688" height="462"/>', id="frame")
    drawing.open(clip_path="url(#frame)")
    _grounds(drawing, frame)
    _relief(drawing, frame)
    _rivers(drawing, frame)
    for border in (geo.UZBEK_TAJIK, [*geo.UZBEK_KYRGYZ_NORTH, *geo.UZBEK_KYRGYZ_SOUTH], geo.TAJIK_KYRGYZ):
        drawing.path(line_data(frame.line(border)), fill="none", stroke=INK, stroke_width=2.2, stroke_linejoin="round")
    drawing.close()
    _patches(drawing, frame)
    _valley_names(drawing, frame)
    drawing.add("rect", x=16, y=96, width=688, height=462, fill="none", stroke=INK, stroke_width=2)
    _valley_legend(drawing)
    return drawing


def _grounds(drawing: Drawing, frame: Frame) -> None:
    """Tint the three states."""
    corner = (69.3, 41.65)
    uzbek = [*geo.UZBEK_TAJIK, (69.3, 40.8), corner, *geo.UZBEK_KYRGYZ_NORTH, *geo.UZBEK_KYRGYZ_SOUTH]
    tajik = [*geo.UZBEK_TAJIK, (69.3, 40.8), (69.3, 39.9), *geo.TAJIK_KYRGYZ[::-1]]
    drawing.add("rect", x=16, y=96, width=688, height=462, fill=KYRGYZ_GROUND)
    drawing.path(line_data(frame.line(uzbek), closed=True), fill=UZBEK_GROUND)
    drawing.path(line_data(frame.line(tajik), closed=True), fill=TAJIK_GROUND)


def _relief(drawing: Drawing, frame: Frame) -> None:
    """Hatch the mountains round the valley, lit from the upper left."""

    def height(x: float, y: float) -> float:
        lon = frame.west + (x - frame.left) / frame.across
        lat = frame.north - (y - frame.top) / frame.down
        u, v = (lon - 71.35) / 1.95, (lat - 40.62 - 0.06 * (lon - 71.3)) / 0.62
        rim = math.sqrt(u * u * 0.8 + v * v)
        west_door = ramp(lon, 70.2, 69.3) * ramp(abs(lat - 40.3), 0.35, 0.1)
        return ramp(rim, 0.72, 1.65) * (1 - west_door) * (0.35 + 0.8 * ridged(lon * 1.9, lat * 2.6, 4, 6))

    grid = sample(height, 720, 564, 4)

    def tone(x: float, y: float) -> float:
        column, row = int(x / 4), int(y / 4)
        here = grid[row][column]
        slope = (grid[row][min(column + 1, 180)] - here) * 9 + (grid[min(row + 1, 141)][column] - here) * 9
        return clamp(0.10 * here - slope * 0.62) * 0.62

    lines = hatch(tone, (10, 90, 710, 562), 42, 5.0)
    drawing.path(lines, fill="#8f8676")


def _rivers(drawing: Drawing, frame: Frame) -> None:
    """Draw the two head streams and the Syr Darya."""
    for river, width in ((geo.NARYN, 2.6), (geo.KARA_DARYA, 2.2), (geo.SYR_DARYA, 3.4)):
        drawing.path(smooth_data(frame.line(river)), fill="none", stroke=SLATE, stroke_width=width, stroke_opacity=0.75)


def _patches(drawing: Drawing, frame: Frame) -> None:
    """Draw the enclaves in their owner's colour, the Tajik ones striped, the exchanged ones hollow."""
    for outline, colour in (
        (geo.SOKH, ACCENT),
        (geo.SHOHIMARDON, ACCENT),
        (geo.VORUKH, SLATE),
        (geo.SARVAN, SLATE),
    ):
        drawing.path(
            smooth_data(frame.line(outline), closed=True),
            fill=colour,
            stroke=PAPER,
            stroke_width=3,
            paint_order="stroke",
        )
        if colour == SLATE:
            drawing.path(_stripes(frame.line(outline)), fill=PAPER)
    for place in (geo.CHONG_KARA, geo.JANGY_AYYL):
        x, y = frame.point(place)
        drawing.add("circle", cx=x, cy=y, r=6.5, fill=ACCENT, stroke=PAPER, stroke_width=2)
    for place in (geo.KAYRAGACH, geo.BARAK):
        x, y = frame.point(place)
        drawing.add("circle", cx=x, cy=y, r=6.5, fill=PAPER, stroke=INK, stroke_width=2.6)


def _stripes(outline: Sequence[Point]) -> list[str]:
    """Rule a patch with slanting stripes that stay clear of its edge."""
    across, down = [x for x, _ in outline], [y for _, y in outline]
    box = (min(across), min(down), max(across), max(down))
    return hatch(lambda x, y: 0.34 if distance(outline, x, y) > 0.8 else 0.0, box, -45, 5.0)


def _valley_names(drawing: Drawing, frame: Frame) -> None:
    """Write the names of states, towns and enclaves."""
    for name, place, colour in (
        ("UZBEKISTAN", (71.42, 40.73), ACCENT),
        ("TAJIKISTAN", (70.00, 40.54), SLATE),
        ("KYRGYZSTAN", (72.72, 41.36), GREY),
        ("KYRGYZSTAN", (72.78, 39.66), GREY),
    ):
        x, y = frame.point(place)
        label(drawing, x, y, name, LABEL - 1, fill=colour, letter_spacing=3, text_anchor="middle")
    for name, place in geo.TOWNS:
        x, y = frame.point(place)
        drawing.add("rect", x=x - 4, y=y - 4, width=8, height=8, fill=INK, stroke=PAPER, stroke_width=1.5)
        label(drawing, x + 10, y + (-8 if name == "Ferghana" else 8), name, LABEL - 1)
    names: list[tuple[str, geo.Place, float, float, str]] = [
        ("Sokh", (71.20, 39.95), 10, 22, "start"),
        ("Shohimardon", (71.78, 39.94), 8, 16, "start"),
        ("Chong-Kara", geo.CHONG_KARA, 4, -20, "middle"),
        ("Jangy-Ayyl", geo.JANGY_AYYL, 14, 14, "start"),
        ("Vorukh", (70.60, 39.77), 0, 30, "middle"),
        ("Sarvan", (70.56, 41.00), -12, 4, "end"),
        ("Kayragach", geo.KAYRAGACH, 14, 22, "start"),
        ("Barak", geo.BARAK, -14, 4, "end"),
    ]
    for name, place, right, down, anchor in names:
        x, y = frame.point(place)
        label(drawing, x + right, y + down, name, LABEL, font_weight="bold", text_anchor=anchor)


def _valley_legend(drawing: Drawing) -> None:
    """Explain the patches."""
    rows = (
        (ACCENT, None, "Uzbekistan\u2019s, inside Kyrgyzstan"),
        (SLATE, None, "Tajikistan\u2019s, inside its neighbours"),
        (PAPER, INK, "Exchanged for other land: Barak in 2024;"),
    )
    for row, (fill, stroke, content) in enumerate(rows):
        y = 604 + 42 * row
        drawing.add("circle", cx=32, cy=y - 9, r=10, fill=fill, stroke=stroke, stroke_width=2.6 if stroke else None)
        if fill == SLATE:
            drawing.path(_stripes([polar(32, y - 9, 10, k / 24) for k in range(24)]), fill=PAPER)
        drawing.text(58, y, content, LABEL)
    drawing.text(58, 604 + 42 * 2 + 34, "Kayragach by the border treaty of 2025", LABEL)
    drawing.add("rect", x=28, y=761, width=8, height=8, fill=INK)
    drawing.text(58, 774, "Town", LABEL)
    length = 172.0 / 84.6 * 50
    drawing.path(
        line_data([(704 - length, 762), (704 - length, 772), (704, 772), (704, 762)]),
        fill="none",
        stroke=INK,
        stroke_width=2,
    )
    drawing.text(704 - length - 12, 774, "50 km", LABEL - 1, text_anchor="end")


# --- The Aral Sea ---


DEEP = "#2f4a57"
SALT = "#a3977d"


def aral() -> Drawing:
    """Draw the shores of the Aral Sea in 1960, 1990 and 2020."""
    drawing = Drawing(
        720,
        944,
        "The shores of the Aral Sea in 1960, 1990 and 2020 (schematic)",
        "Sketch map. In 1960 one sea fills the basin. By 1990 its eastern and southern shores have drawn in "
        "and a small northern sea has parted from the large one. By 2020 a narrow strip along the western "
        "cliffs, a bay and the dammed northern sea remain.",
    )
    drawing.background()
    frame = Frame(57.78, 46.98, 0, 24, 160.0, 227.0)
    shore = frame.line(geo.ARAL_1960)
    middle = [frame.line(piece) for piece in geo.ARAL_1990]
    remains = [frame.line(piece) for piece in geo.ARAL_2020]
    drawing.add("clipPath", '<rect width="720" height="884"/>', id="frame")
    drawing.open(clip_path="url(#frame)")
    drawing.path(smooth_data(shore, closed=True), fill=SAND, stroke=INK, stroke_width=1.6)
    _salt(drawing, shore)
    drawing.path([smooth_data(piece, closed=True) for piece in middle], fill=MIST, stroke=SLATE, stroke_width=1.6)
    drawing.path(_ripples(middle), fill=SLATE)
    islands = [smooth_data(frame.line(island), closed=True) for island in geo.ISLANDS_1990]
    drawing.path(islands, fill=SAND, stroke=SLATE, stroke_width=1.6)
    islands = [smooth_data(frame.line(island), closed=True) for island in geo.ISLANDS_1960]
    drawing.path(islands, fill=PAPER, stroke=INK, stroke_width=1.2)
    drawing.path([smooth_data(piece, closed=True) for piece in remains], fill=DEEP, stroke=INK, stroke_width=1.8)
    _water_lines(drawing, remains)
    _cliff(drawing, frame)
    _aral_rivers(drawing, frame)
    drawing.close()
    _aral_names(drawing, frame)
    _aral_legend(drawing)
    return drawing


def _salt(drawing: Drawing, shore: list[Point]) -> None:
    """Stipple the bed of the old sea."""
    dots: list[str] = []
    for row in range(-2, 90):
        for column in range(-2, 74):
            x = (column + 0.9 * hash_unit(column, row, 1)) * 10
            y = (row + 0.9 * hash_unit(column, row, 2)) * 10
            if inside(shore, x, y) and 0.5 + fractal(x / 90, y / 90, 2, 3) > 0.7 * hash_unit(column, row, 3):
                dots.append(f"M{x:.0f} {y:.0f}h.1")
    drawing.path(dots, fill="none", stroke=SALT, stroke_width=2.2, stroke_linecap="round")


def _ripples(pieces: list[list[Point]]) -> list[str]:
    """Rule the waters of 1990 with level lines, firmer near the shore."""
    lines: list[str] = []
    for row in range(4, 170):
        y = row * 5.0
        points = [(x * 4.0, y + 0.9 * math.sin(x * 0.16 + row * 0.9)) for x in range(181)]
        widths: list[float] = []
        for x, level in points:
            depth = max(distance(piece, x, level) for piece in pieces)
            widths.append(0.55 + 1.5 * ramp(depth, 26, 2) if depth > 1.2 else 0.0)
        lines += swell_runs(points, widths, 0.4)
    return lines


def _water_lines(drawing: Drawing, pieces: list[list[Point]]) -> None:
    """Draw lines that follow the shore inside the waters that remain, fainter outwards."""
    grid = sample(lambda x, y: max(distance(piece, x, y) for piece in pieces), 560, 560, 4)
    for step, (depth, opacity) in enumerate(((4.0, 0.75), (9.0, 0.5), (15.0, 0.35), (22.0, 0.22))):
        rings = [smooth_data(simplify(ring, 0.5)) for ring in contours(grid, 4, depth) if len(ring) > 8]
        drawing.path(rings, fill="none", stroke=PAPER, stroke_width=1.3 - 0.15 * step, stroke_opacity=opacity)


def _cliff(drawing: Drawing, frame: Frame) -> None:
    """Mark the edge of the Ustyurt plateau, west of the sea, with hachures."""
    first = geo.ARAL_1960.index((58.33, 43.95))
    last = geo.ARAL_1960.index((58.77, 45.93))
    edge = frame.line(geo.ARAL_1960[first : last + 1])
    ticks: list[str] = []
    count = 0
    for (x1, y1), (x2, y2) in pairwise(edge):
        length = math.hypot(x2 - x1, y2 - y1)
        for k in range(int(length / 7)):
            part = k * 7 / length
            x, y = x1 + (x2 - x1) * part - 4, y1 + (y2 - y1) * part
            reach = 9 + 9 * hash_unit(count, 0, 4)
            ticks.append(line_data([(x, y), (x - reach, y - reach * 0.22)]))
            count += 1
    drawing.path(ticks, fill="none", stroke=INK, stroke_width=1.3)


def _aral_rivers(drawing: Drawing, frame: Frame) -> None:
    """Draw the two rivers, the border and the dam."""
    for river in (geo.SYR_DARYA_MOUTH, geo.AMU_DARYA_MOUTH):
        drawing.path(smooth_data(frame.line(river)), fill="none", stroke=SLATE, stroke_width=3)
    drawing.path(
        line_data(frame.line(geo.KAZAKH_UZBEK)),
        fill="none",
        stroke=GREY,
        stroke_width=1.8,
        stroke_dasharray="10 5 2 5",
    )
    drawing.path(line_data(frame.line(geo.KOK_ARAL_DAM)), stroke=ACCENT, stroke_width=6, fill="none")


def _aral_names(drawing: Drawing, frame: Frame) -> None:
    """Write the names."""
    heading(drawing, 16, 44, "The Aral Sea", "Schematic shorelines")
    for name, place, right, down, anchor in (
        ("Aralsk", geo.ARALSK, -2, -14, "middle"),
        ("Moynaq", geo.MOYNAQ, -14, 16, "end"),
    ):
        x, y = frame.point(place)
        drawing.add("rect", x=x - 4, y=y - 4, width=8, height=8, fill=INK, stroke=PAPER, stroke_width=1.5)
        label(drawing, x + right, y + down, name, LABEL, text_anchor=anchor)
    x, y = frame.point((61.12, 45.93))
    label(drawing, x, y + 4, "Kok-Aral dam", LABEL, fill=ACCENT)
    drawing.path(line_data([frame.point((60.86, 46.09)), (x - 6, y - 4)]), fill="none", stroke=ACCENT, stroke_width=1.5)
    italic: list[tuple[str, geo.Place, str, str]] = [
        ("Syr Darya", (61.55, 45.56), SLATE, "start"),
        ("Amu Darya", (59.24, 43.28), SLATE, "start"),
        ("now the Aralkum desert", (60.00, 44.66), INK, "middle"),
    ]
    for name, place, colour, anchor in italic:
        x, y = frame.point(place)
        label(
            drawing,
            x,
            y,
            name,
            LABEL,
            fill=colour,
            font_style="italic",
            text_anchor=anchor,
            font_family=SERIF,
        )
    for name, place in (("KAZAKHSTAN", (61.70, 44.52)), ("UZBEKISTAN", (60.70, 43.33))):
        x, y = frame.point(place)
        label(drawing, x, y, name, LABEL - 1, fill=GREY, letter_spacing=1, text_anchor="middle")


def _aral_legend(drawing: Drawing) -> None:
    """Explain the three shores and the scale."""
    swatches: tuple[tuple[str, str, str], ...] = (
        ("1960", SAND, INK),
        ("1990", MIST, SLATE),
        ("2020", DEEP, INK),
    )
    drawing.path(line_data([(16, 884), (704, 884)]), fill="none", stroke=INK, stroke_width=1)
    for column, (year, fill, stroke) in enumerate(swatches):
        x, y = 16 + column * 142, 900
        drawing.add("rect", x=x, y=y, width=44, height=28, fill=fill, stroke=stroke, stroke_width=1.6)
        if year == "1990":
            rules = [line_data([(x + 1, y + k), (x + 43, y + k)]) for k in (5.5, 11.0, 16.5, 22.0)]
            drawing.path(rules, fill="none", stroke=SLATE, stroke_width=1)
        if year == "1960":
            dots = [f"M{x + 6 + 8 * (k % 5)} {y + 6 + 8 * (k // 5)}h.1" for k in range(15)]
            drawing.path(dots, fill="none", stroke=SALT, stroke_width=2.2, stroke_linecap="round")
        drawing.text(x + 54, y + 23, year, LABEL, font_weight="bold")
    length = 100 / 111.2 * 227
    ruler = [(704 - length, 918), (704 - length, 928), (704, 928), (704, 918)]
    drawing.path(line_data(ruler), fill="none", stroke=INK, stroke_width=2)
    drawing.text(704 - length / 2, 915, "100 km", LABEL - 1, text_anchor="middle")
