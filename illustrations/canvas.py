"""Write SVG: number formatting, path data and a small drawing that ends as text.

In: points in the drawing's own units. Out: one self-contained SVG document, equal points always giving
equal bytes. No scripts, no external references, no style attributes; only presentation attributes.
"""

from collections.abc import Iterable, Sequence
from html import escape

Point = tuple[float, float]

INK = "#16161a"
PAPER = "#fdfcf9"
ACCENT = "#8c1c13"
GREY = "#55545c"
HAIRLINE = "#d9d6cf"
SAND = "#efe8da"
SLATE = "#3f5966"
MIST = "#dfe5e6"
OCHRE = "#9a7b2f"

SERIF = "Charter, 'Bitstream Charter', 'Iowan Old Style', Cambria, Georgia, serif"
SANS = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


def number(value: float) -> str:
    """Format a coordinate with at most one decimal, without a trailing zero or a negative zero."""
    text = f"{value:.1f}"
    if text.endswith(".0"):
        text = text[:-2]
    return "0" if text == "-0" else text


def line_data(points: Sequence[Point], closed: bool = False, grain: int = 10) -> str:
    """Give path data of straight segments, in relative steps between points rounded to so many parts of a unit."""
    places = [(round(x * grain) / grain, round(y * grain) / grain) for x, y in points]
    left, top = places[0]
    parts = [f"M{number(left)} {number(top)}l"]
    steps: list[str] = []
    for x, y in places[1:]:
        first, second = number(x - left), number(y - top)
        left, top = x, y
        if grain < 10 and first == second == "0":
            continue
        gap = "" if not steps or first.startswith("-") else " "
        steps.append(f"{gap}{first}{second if second.startswith('-') else ' ' + second}")
    return "".join(parts + steps) + ("z" if closed else "")


def smooth_data(points: Sequence[Point], closed: bool = False) -> str:
    """Give path data of a curve through all the points (Catmull-Rom, as cubic Bezier segments)."""
    count = len(points)
    parts = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for index in range(count if closed else count - 1):
        start, end = points[index], points[(index + 1) % count]
        before = points[index - 1] if index or closed else start
        after = points[(index + 2) % count] if index + 2 < count or closed else end
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        parts.append("C" + " ".join(f"{number(x)} {number(y)}" for x, y in (first, second, end)))
    return "".join(parts) + ("z" if closed else "")


class Drawing:
    """An SVG document under construction, its elements in painting order."""

    def __init__(self, width: int, height: int, title: str, description: str = "") -> None:
        self.width = width
        self.height = height
        self.title = title
        self.description = description
        self.lines: list[str] = []
        self.depth = 1

    def add(self, tag: str, content: str | None = None, /, **attributes: object) -> None:
        """Append one element; `stroke_width=2` becomes `stroke-width="2"`; None leaves an attribute out."""
        opening = f"<{tag}{_attributes(attributes)}"
        closing = "/>" if content is None else f">{content}</{tag}>"
        self.lines.append(f"{'  ' * self.depth}{opening}{closing}")

    def open(self, tag: str = "g", **attributes: object) -> None:
        """Start a group, to be ended by `close`."""
        self.lines.append(f"{'  ' * self.depth}<{tag}{_attributes(attributes)}>")
        self.depth += 1

    def close(self, tag: str = "g") -> None:
        """End the group opened last."""
        self.depth -= 1
        self.lines.append(f"{'  ' * self.depth}</{tag}>")

    def path(self, data: str | Iterable[str], **attributes: object) -> None:
        """Append a path; several pieces of path data become one element, and no data none."""
        joined = data if isinstance(data, str) else "".join(data)
        if joined:
            self.add("path", d=joined, **attributes)

    def background(self, fill: str = PAPER) -> None:
        """Fill the whole drawing."""
        self.add("rect", width=self.width, height=self.height, fill=fill)

    def text(self, x: float, y: float, content: str, size: float, **attributes: object) -> None:
        """Append one line of text, sans-serif unless told otherwise."""
        attributes.setdefault("font_family", SANS)
        attributes.setdefault("fill", INK)
        self.add("text", escape(content, quote=False), x=number(x), y=number(y), font_size=size, **attributes)

    def render(self) -> str:
        """Give the finished document, ending in a line feed."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}" '
            f'viewBox="0 0 {self.width} {self.height}" role="img">'
        )
        names = [f"  <title>{escape(self.title, quote=False)}</title>"]
        if self.description:
            names.append(f"  <desc>{escape(self.description, quote=False)}</desc>")
        return "\n".join([head, *names, *self.lines, "</svg>"]) + "\n"


def _attributes(attributes: dict[str, object]) -> str:
    """Join attributes as they stand in a tag, underscores as hyphens, a final one dropped."""
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for name, value in attributes.items()
        if value is not None
    )


def _value(value: object) -> str:
    """Format one attribute's value, a fraction with at most two decimals."""
    return f"{round(value, 2):g}" if isinstance(value, float) else escape(str(value))
