"""Builds the same magazine by several generators, and measures what each build costs; see docs/performance.md.

Every site is written to a memory file system. All are built once and compared; only then the timed rounds begin, in
turn, each build in a fresh process.
"""

from __future__ import annotations

import argparse
import os
import platform
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from bench.cases import CASES, COLD, Site, edit_body
from bench.compare import Unequal, compare_sites
from bench.corpus import articles
from bench.process import Cost, Failed, measure
from bench.results import Comparison, Growth, Machine, Results
from bench.sites import Generator, broadsheet, eleventy, forget, hugo, lay_out, node, pelican
from bench.tables import print_tables, write_tables

EXCERPTS = (500, 30)
# The kernel stamps files by a clock that ticks every few milliseconds: a person's edit and the build that follows are
# never in the same tick, nor is the end of one build and the start of the next.
_PAUSE_SECONDS = 0.1


def main() -> int:
    """Measure as the command line says, and print the tables."""
    options = _options()
    timed = (broadsheet(), hugo())
    others = (eleventy(), pelican()) if options.others else ()
    try:
        machine = _machine((*timed, *others))
        with tempfile.TemporaryDirectory(prefix="broadsheet-bench-", dir=options.folder) as folder:
            comparisons = [
                _compare(timed, others, options.articles, words, options.rounds, Path(folder)) for words in EXCERPTS
            ]
            growth = _grow(_sizes(options.articles, options.large), options.rounds, Path(folder))
    except FileNotFoundError as error:
        print(f"{error.filename} is not installed: run `make bench`, which installs what it needs", file=sys.stderr)
        return 1
    except (Failed, Unequal) as error:
        print(error, file=sys.stderr)
        return 1
    results = Results(_command(options), machine, comparisons, growth)
    if options.json:
        options.json.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=1) + b"\n")
    if options.write:
        write_tables(results)
    print_tables(results)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description="Measure Broadsheet against Hugo.")
    parser.add_argument("--articles", type=int, default=2000, help="how many articles the magazine has (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each case is timed (%(default)s)")
    parser.add_argument("--others", action="store_true", help="build by Eleventy and Pelican, too, once, from nothing")
    parser.add_argument("--large", action="store_true", help="measure growth up to ten times as many articles")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    parser.add_argument("--folder", default="/dev/shm", help="a folder on a memory file system (%(default)s)")
    options = parser.parse_args()
    if options.articles < 20 or options.rounds < 1:
        parser.error("--articles is at least 20, --rounds at least 1")
    return options


def _command(options: argparse.Namespace) -> str:
    chosen = [f"--articles {options.articles}", f"--rounds {options.rounds}"]
    chosen += [f"--{name}" for name in ("others", "large", "write") if getattr(options, name)]
    return f"make bench BENCH={shlex.quote(' '.join(chosen))}"


def _sizes(count: int, is_large: bool) -> list[int]:
    return [count // 10, count, *([count * 10] if is_large else [])]


def _compare(
    timed: Sequence[Generator], others: Sequence[Generator], count: int, words: int, rounds: int, folder: Path
) -> Comparison:
    """Compare generators by the same site: first their pages, then what each case costs them."""
    sites = [_start(generator, count, words, folder) for generator in (*timed, *others)]
    costs: dict[str, dict[str, list[Cost]]] = {}
    for site in sites:
        _say(f"{site.generator.name}: {count} articles, {words} words an excerpt")
        costs[site.generator.name] = {COLD: [_build(site)]}
    pages = compare_sites([(site.generator, site.folder) for site in sites])
    if pages.articles != count:
        raise Unequal(f"{pages.articles} pages for {count} articles")
    measured = sites[: len(timed)]
    for site in sites[len(timed) :]:
        forget(site.generator, site.folder)
    for site in measured:
        costs[site.generator.name] = {case: [] for case in (COLD, *(case.key for case in CASES))}
    for number in range(1, rounds + 1):
        _say(f"round {number} of {rounds}")
        turn = measured if number % 2 else measured[::-1]
        for site in turn:
            forget(site.generator, site.folder)
            costs[site.generator.name][COLD].append(_build(site))
        for case in CASES:
            for site in turn:
                case.edit(site, number)
                costs[site.generator.name][case.key].append(_build(site))
    for site in sites:
        _remove(site.folder)
    return Comparison(count, words, pages.articles, pages.listings, costs)


def _grow(counts: Sequence[int], rounds: int, folder: Path) -> list[Growth]:
    """Measure Broadsheet alone on corpora of some sizes, in turn: within minutes a shared machine is another one."""
    sites = [_start(broadsheet(), count, EXCERPTS[0], folder / str(count)) for count in counts]
    found = [Growth(count, [], []) for count in counts]
    for number in range(1, rounds + 1):
        for site, growth in zip(sites, found, strict=True):
            _say(f"{site.generator.name}: {site.articles} articles, round {number} of {rounds}")
            forget(site.generator, site.folder)
            growth.cold.append(_build(site))
            edit_body(site, number)
            growth.edit.append(_build(site))
    for site in sites:
        _remove(site.folder)
    return found


def _start(generator: Generator, count: int, words: int, folder: Path) -> Site:
    site = Site(generator, folder / generator.name.lower(), count)
    lay_out(generator, site.folder, articles(count), words)
    return site


def _build(site: Site) -> Cost:
    time.sleep(_PAUSE_SECONDS)
    return measure(site.generator.command_at(site.clock), site.folder, site.generator.environment_at(site.clock))


def _remove(folder: Path) -> None:
    """Remove a site, by a program that does it faster than we."""
    subprocess.run(["rm", "-rf", str(folder)], check=True)


def _machine(generators: Sequence[Generator]) -> Machine:
    versions = {generator.name: generator.version() for generator in generators}
    versions["Python"] = platform.python_version()
    if any(generator.command[0] == node() for generator in generators):
        answer = subprocess.run([node(), "--version"], capture_output=True, text=True, check=True).stdout
        versions["Node"] = answer.strip().removeprefix("v")
    cores = len(os.sched_getaffinity(0))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Machine(cores, _processor(), memory, versions)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
