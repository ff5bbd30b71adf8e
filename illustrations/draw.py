"""Draw the demonstration magazine's illustrations: `python illustrations/draw.py` rewrites them all.

With `--check` nothing is written; the exit status is 1 if a file on disk differs from what would be drawn.
Only the standard library is used, and equal sources give equal bytes.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import covers
import emblems
import maps
from canvas import Drawing

ROOT = Path(__file__).resolve().parent.parent

DESKS: dict[str, Callable[[Drawing], None]] = {
    "politics": emblems.politics,
    "economy": emblems.economy,
    "society": emblems.society,
    "culture": emblems.culture,
    "technology": emblems.technology,
    "travel": emblems.travel,
    "data": emblems.data,
    "maps": emblems.maps,
}

ILLUSTRATIONS: dict[str, Callable[[], Drawing]] = {
    "content/politics/enclaves-of-the-ferghana-valley/map.svg": maps.enclaves,
    "content/economy/why-five-currencies/cover.svg": covers.currencies,
    "content/society/apples-of-the-tian-shan/cover.svg": covers.apples,
    "content/culture/manaschi/cover.svg": covers.reciter,
    "content/travel/aral-sea-shores/map.svg": maps.aral,
    **{
        f"content/authors/{desk}-desk.svg": partial(emblems.emblem, f"Emblem of the {desk.title()} Desk", figure)
        for desk, figure in DESKS.items()
    },
    "static/mark.svg": emblems.mark,
}


def differs(path: Path, text: str) -> bool:
    """Tell whether a file is missing or holds anything but the text."""
    return not path.is_file() or path.read_bytes() != text.encode()


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw everything, or check it; give the exit status."""
    parser = argparse.ArgumentParser(description="Draw the demonstration magazine's illustrations.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file on disk differs")
    check = parser.parse_args(arguments).check
    stale: list[str] = []
    for name, draw in ILLUSTRATIONS.items():
        path, text = ROOT / name, draw().render()
        if not differs(path, text):
            continue
        stale.append(name)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    for name in stale:
        print(f"{name} {'differs' if check else 'drawn'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
