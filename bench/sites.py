"""The generators that are compared: how each one's site is laid out in a folder, built from nothing, and built again.

The sites below `sites/` are given the same articles and rates. Their templates do the same work, and print the same
listings.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bench.corpus import RATES, Dialect, Item, write_article

_HERE = Path(__file__).parent
_COMPARED = _HERE / ".venv"
_ELEVENTY = _HERE / "node" / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"


@dataclass(frozen=True)
class Generator:
    """A generator: where its site has things, and the command that builds it.

    `made` are the folders and files that a build leaves: the output first, then what it remembers. `settings` is the
    file that says how many words an excerpt has. `renamed` are folders of the output that the others name otherwise.
    """

    name: str
    command: tuple[str, ...]
    version_command: tuple[str, ...]
    made: tuple[str, ...]
    settings: str
    content: str
    rates: str
    stylesheet: str
    template: str
    dialect: Dialect = "yaml"
    renamed: tuple[tuple[str, str], ...] = ()

    def command_at(self, clock: datetime) -> list[str]:
        """Give the command that builds the site in the current folder, its clock at a moment."""
        return [part.replace("CLOCK", _stamp(clock)) for part in self.command]

    def environment_at(self, clock: datetime) -> dict[str, str]:
        """Give the environment of that command."""
        return {**os.environ, "BENCH_CLOCK": _stamp(clock)}

    def version(self) -> str:
        """Ask a generator for its version; raises `FileNotFoundError` where it is not installed."""
        answer = subprocess.run(self.version_command, capture_output=True, text=True, check=True).stdout
        found = re.search(r"\d+(?:\.\d+)+", answer)
        return found.group() if found else answer.strip()


def broadsheet() -> Generator:
    """Broadsheet, from the environment that this runs in."""
    program = str(Path(sys.executable).parent / "broadsheet")
    return Generator(
        name="Broadsheet",
        command=(program, "build", "--now", "CLOCK", "--quiet"),
        version_command=(program, "--version"),
        made=("output", ".broadsheet"),
        settings="site.toml",
        content="content",
        rates="content/rates.toml",
        stylesheet="themes/bench/static/bench.css",
        template="themes/bench/templates/article.html",
    )


def hugo() -> Generator:
    """Hugo: the program itself, without the Python script that starts it."""
    found = sorted(_COMPARED.glob("lib/python*/site-packages/hugo/binaries/hugo"))
    program = str(found[0]) if found else "hugo"
    return Generator(
        name="Hugo",
        command=(program, "--clock", "CLOCK", "--quiet", "--noBuildLock"),
        version_command=(program, "version"),
        made=("public", "resources"),
        settings="hugo.toml",
        content="content",
        rates="data/rates.toml",
        stylesheet="static/bench.css",
        template="layouts/_default/single.html",
        renamed=(("tags/", "tag/"), ("authors/", "author/")),
    )


def eleventy() -> Generator:
    """Eleventy, on the system's node, or on the one that was installed beside Hugo."""
    return Generator(
        name="Eleventy",
        command=(node(), str(_ELEVENTY), "--quiet"),
        version_command=(node(), str(_ELEVENTY), "--version"),
        made=("output",),
        settings="eleventy.config.js",
        content="content/articles",
        rates="rates.json",
        stylesheet="static/bench.css",
        template="includes/article.njk",
    )


def node() -> str:
    """Find node."""
    return shutil.which("node") or str(_COMPARED / "bin" / "node")


def pelican() -> Generator:
    """Pelican, with as many processes as it takes: one."""
    program = str(_COMPARED / "bin" / "pelican")
    return Generator(
        name="Pelican",
        command=(program, "--settings", "pelicanconf.py", "--quiet"),
        version_command=(program, "--version"),
        made=("output", "__pycache__"),
        settings="pelicanconf.py",
        content="content",
        rates="rates.json",
        stylesheet="theme/static/bench.css",
        template="theme/templates/article.html",
        dialect="pelican",
    )


def lay_out(generator: Generator, folder: Path, articles: Iterable[Item], excerpt_words: int) -> None:
    """Write a generator's site into a folder that is not there yet."""
    shutil.copytree(_HERE / "sites" / generator.name.lower(), folder)
    settings = folder / generator.settings
    text, replaced = re.subn(r"(?i)\b(excerpt_?words = )500\b", rf"\g<1>{excerpt_words}", settings.read_text())
    if replaced != 1:
        raise ValueError(f"{settings} says {replaced} times how many words an excerpt has")
    settings.write_text(text)
    for item in articles:
        write_article(folder / generator.content, item, generator.dialect)
    write_rates(generator, folder, RATES)


def write_rates(generator: Generator, folder: Path, rates: Iterable[tuple[str, str, str]]) -> None:
    """Write the rates data file: each a currency, its value in dollars, its change in percent."""
    rows = [{"pair": f"{currency}/USD", "value": value, "change": change} for currency, value, change in rates]
    target = folder / generator.rates
    target.parent.mkdir(exist_ok=True)
    if target.suffix == ".json":
        target.write_text(json.dumps({"rates": rows}, indent=1))
        return
    tables = ("\n".join(f'{key} = "{value}"' for key, value in row.items()) for row in rows)
    target.write_text("".join(f"[[rates]]\n{table}\n\n" for table in tables))


def forget(generator: Generator, folder: Path) -> None:
    """Take away all that builds have left in a site's folder."""
    for name in generator.made:
        shutil.rmtree(folder / name, ignore_errors=True)


def _stamp(clock: datetime) -> str:
    return f"{clock:%Y-%m-%dT%H:%M:%SZ}"
