"""A diagnostic's position in, the text of its line out: what the caret is put under."""

from __future__ import annotations

from pathlib import Path

from generator.errors import Position


def source_line(site: Path, position: Position) -> str | None:
    """Find the text of a line for the caret; nothing where the file cannot be read any more."""
    from generator.load.theme_places import built_in_themes

    # A built-in theme's file is named from above its folder; nothing else there belongs to this site.
    bases = (site, built_in_themes().parent) if position.path.startswith("themes/") else (site,)
    for base in bases:
        try:
            data = (base / position.path).read_bytes()
        except (OSError, ValueError):
            continue
        text = data.decode("utf-8", "replace").removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return lines[position.line - 1] if position.line <= len(lines) else None
    return None
