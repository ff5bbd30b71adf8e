"""Where the time of a build from nothing goes: the stack of one process is sampled every few milliseconds of CPU time.

A sample belongs to the innermost function on the stack that stands for a part of the work. The build runs with
`--jobs 1`, so that nothing hides in another process; what passing work to a pool costs is not in these figures.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from types import FrameType

from bench.cases import START
from bench.corpus import articles
from bench.sites import broadsheet, lay_out
from bench.tables import write_profile

# No kernel ticks faster than that; most tick more slowly, so samples are shares, not times.
_TICK_SECONDS = 0.001
# The parts by the function that does them: the end of its file's name, and its own.
_PARTS = {
    ("importlib._bootstrap>", "_find_and_load"): "imports, compiling templates",
    ("jinja2/environment.py", "compile"): "imports, compiling templates",
    ("load/frontmatter.py", "split_source"): "front matter: YAML",
    ("rules_core/block.py", "block"): "Markdown: blocks",
    ("load/markdown.py", "_inline_with_places"): "Markdown: lines of text",
    ("load/renderer.py", "render"): "Markdown: HTML",
    ("load/markdown.py", "parse_body"): "Markdown: the rest, plain text, excerpts",
    ("load/article.py", "load_source"): "records and digests of articles",
    ("plan/site.py", "plan_site"): "plan: every page and its digest",
    ("render/pages.py", "_render_card"): "cards",
    ("render/feeds.py", "render_rss"): "feeds",
    ("render/pages.py", "_context"): "pages: what templates see",
    ("render/pages.py", "_render"): "pages: templates",
    ("write/staging.py", "stage_file"): "writing the files",
    ("write/staging.py", "commit"): "renaming them into place",
    ("build/site.py", "_remember"): "the memory: states",
    ("store/packs.py", "put"): "the memory: packs",
    ("store/packs.py", "read"): "the memory: packs",
    ("build/sources.py", "read_sources"): "digests, comparing, passing work on",
    ("build/pages.py", "render_pages"): "digests, comparing, passing work on",
}
_REST = "all else"


def main() -> int:
    """Profile a build, and print each part's share."""
    parser = argparse.ArgumentParser(prog="python -m bench.where", description="Show where the time of a build goes.")
    parser.add_argument("--articles", type=int, default=2000, help="how many articles the magazine has (%(default)s)")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    parser.add_argument("--folder", default="/dev/shm", help="a folder on a memory file system (%(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="broadsheet-bench-", dir=options.folder) as folder:
        site = Path(folder) / "site"
        lay_out(broadsheet(), site, articles(options.articles), 500)
        started = time.process_time()
        samples = profile(["build", "--site", str(site), "--now", START.isoformat(), "--jobs", "1", "--quiet"])
        took = time.process_time() - started
        floor = write_again(site / "output", Path(folder) / "floor")
    share = took / sum(samples.values())
    rows = [(part, samples[part] * share) for part in dict.fromkeys((*_PARTS.values(), _REST))]
    if options.write:
        write_profile(options.articles, rows, floor)
    for part, seconds in rows:
        print(f"{seconds:8.2f} s  {seconds / took:6.1%}  {part}")
    print(f"{floor:8.2f} s          writing the same files alone")
    return 0


def write_again(output: Path, target: Path) -> float:
    """Write the files of an output once more, somewhere else, in the simplest way; gives the CPU time that it takes."""
    took = 0.0
    for file in output.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            started = time.process_time()
            copy = target / file.relative_to(output)
            os.makedirs(copy.parent, exist_ok=True)
            copy.write_bytes(data)
            took += time.process_time() - started
    return took


def profile(command: list[str]) -> Counter[str]:
    """Run `broadsheet` in this process; gives the number of samples by part of the work."""
    samples: Counter[str] = Counter()

    def take(_: int, frame: FrameType | None) -> None:
        samples[_part_of(frame)] += 1

    previous = signal.signal(signal.SIGPROF, take)
    signal.setitimer(signal.ITIMER_PROF, _TICK_SECONDS, _TICK_SECONDS)
    try:
        from generator.cli import broadsheet as run

        run.main(command, standalone_mode=False)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous)
    return samples


def _part_of(frame: FrameType | None) -> str:
    while frame is not None:
        code = frame.f_code
        for (file, function), part in _PARTS.items():
            if code.co_name == function and code.co_filename.endswith(file):
                return part
        frame = frame.f_back
    return _REST


if __name__ == "__main__":
    sys.exit(main())
