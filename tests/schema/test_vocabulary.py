"""Structured data against Schema.org's vocabulary: the pages of the demonstration, and of a site with every corner.

The vocabulary is npm's `schema-dts`, which TypeScript's compiler holds each page's data against; `make node` installs
both. Of the demonstration's pages that have the same properties of the same types one is enough, but with
BROADSHEET_LONG=1.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.magazine import Magazine, run_command
from tests.pictures import jpeg
from tests.property.profiles import IS_LONG

ROOT = Path(__file__).parents[2]
NODE = ROOT / "tests/node"
COMPILER = NODE / "node_modules/typescript/lib/tsc.js"
OPTIONS = (
    "--noEmit", "--strict", "--skipLibCheck", "--target", "es2020", "--module", "es2020", "--moduleResolution",
    "bundler",
)  # fmt: skip
_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)

CORNERS = """
-- site.toml --
[site]
title = "Corners"
base_url = "https://corners.example/mag/"
description = "All of them."
[publisher]
name = "Corner Press"
logo = "/logo.png"
url = "https://press.example/"
same_as = ["https://social.example/@press"]
[archives]
periods = ["year", "month", "day"]
-- static/logo.png --
-- content/authors/ann.md --
---
title: Ann
role: Editor
image: {src: p.jpg, alt: Ann}
links: {Own: https://ann.example/}
---
She writes.
-- content/news/a.md --
---
title: A
date: 2025-05-01 09:30
updated: 2025-05-02
image: {src: p.jpg, alt: x, credit: Someone}
authors: [Ann, Corner Press, Nobody]
tags: [One, Two]
region: There
series: A series
canonical_url: https://elsewhere.example/a/
corrections:
  - {date: 2025-05-03, text: A number was wrong.}
---
Text.
-- content/news/b.md --
---
title: B
date: 2025-05-01
image: https://elsewhere.example/p.jpg
---
-- content/pages/about.md --
---
title: About
image: {src: ../news/p.jpg, alt: x}
---
Us.
-- content/pages/contact.md --
---
title: Contact
date: 2025-05-01
---
"""


def blocks_of(output: Path) -> dict[str, str]:
    """Read the structured data of every page, by its path."""
    found = {}
    for path in sorted(output.rglob("*.html")):
        blocks = _BLOCK.findall(path.read_text("utf-8"))
        assert len(blocks) <= 1, path
        if blocks:
            found[path.relative_to(output).as_posix()] = blocks[0]
    return found


def faults_in(blocks: dict[str, str]) -> list[str]:
    """Hold data against the vocabulary; gives what the compiler complains of, each with its page."""
    node = shutil.which("node")
    if not COMPILER.is_file() or node is None:
        subprocess.run(["bash", str(NODE / "install.sh")], check=True, timeout=300)
        node = shutil.which("node")
    assert node, "there is no Node.js: run `make node`"
    names = [*blocks]
    lines = ['import type { Graph } from "schema-dts";']
    lines += [f"export const page{number}: Graph = {blocks[name]};" for number, name in enumerate(names)]
    # The compiler looks for packages from the file's folder upwards.
    file = NODE / f"checked-{abs(hash(tuple(blocks.values()))):x}.ts"
    file.write_text("\n".join(lines), "utf-8")
    try:
        run = subprocess.run(
            [node, str(COMPILER), *OPTIONS, file.name],
            check=False, cwd=NODE, capture_output=True, text=True, encoding="utf-8",
        )  # fmt: skip
    finally:
        file.unlink()
    told = [line for line in run.stdout.splitlines() if "error TS" in line]
    assert bool(run.returncode) == bool(told), run.stdout + run.stderr
    return [f"{names[int(line.split('(')[1].split(',')[0]) - 2]}: {line}" for line in told]


def shape_of(data: Any) -> Any:
    """Reduce data to what the vocabulary says of it: properties, types, and what kind each value is of."""
    match data:
        case dict():
            return frozenset((name, value if name == "@type" else shape_of(value)) for name, value in data.items())
        case list():
            return frozenset(map(shape_of, data))
        case _:
            return type(data)


def test_the_check_finds_what_is_wrong() -> None:
    """That a clean bill means something."""
    start = '{"@context":"https://schema.org","@graph":['
    wrong = ['{"@type":"NewsArticle","headlines":"x"}', '{"@type":"Newsarticle"}', '{"@type":"Person","name":5}']
    faults = faults_in({f"{number}": f"{start}{one}]}}" for number, one in enumerate(wrong)})
    assert [fault.split(":")[0] for fault in faults] == ["0", "1", "2"]


def test_the_demonstration_is_in_the_vocabulary(tmp_path: Path) -> None:
    run = run_command("build", "--site", str(ROOT), "--now", "2025-05-14T12:00", "--output", str(tmp_path / "output"))
    assert run.status == 0, run.err
    blocks = blocks_of(tmp_path / "output")
    pages = {path.relative_to(tmp_path / "output").as_posix() for path in (tmp_path / "output").rglob("*.html")}
    redirects = {path for path in pages if 'http-equiv="refresh"' in (tmp_path / "output" / path).read_text("utf-8")}
    assert pages - set(blocks) - redirects == {"404.html", "kk/404.html", "ru/404.html"}
    assert len(blocks) > 100
    shapes = {shape_of(json.loads(block)): path for path, block in blocks.items()}
    assert len(shapes) > 10
    assert faults_in(blocks if IS_LONG else {path: blocks[path] for path in shapes.values()}) == []


@pytest.mark.parametrize("theme", ["broadsheet", "gazette"])
def test_every_corner_is_in_the_vocabulary(magazine: Magazine, theme: str) -> None:
    magazine.write(CORNERS.replace('title = "Corners"', f'title = "Corners"\ntheme = "{theme}"'))
    for path in ("static/logo.png", "content/news/p.jpg", "content/authors/p.jpg"):
        magazine.put(path, jpeg(160, 120))
    magazine.build()
    assert faults_in(blocks_of(magazine.output)) == []
