"""Results in, Markdown tables out: between the markers of docs/performance.md, or on the terminal.

Figures are medians; a ratio is that of two medians. A target stands beside the figure that it is for, missed or not.
`python -m bench.tables FILE` puts figures on the page that `--json` has kept.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from bench.cases import CASES, COLD
from bench.process import Cost
from bench.results import Comparison, Growth, Machine, Results, median_cost

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
_OURS, _THEIRS = "Broadsheet", "Hugo"

# At most these shares of what Hugo takes for a magazine of that size or more, with excerpts of 500 words and of 30: by
# case and measure. In a smaller one, what every build pays once is too much of it.
_TARGET_ARTICLES = 10_000
_TARGETS = {
    (COLD, "wall"): (0.7, 1.1),
    (COLD, "cpu"): (0.7, 1.1),
    (COLD, "memory"): (0.25, 0.4),
    ("nothing", "wall"): (0.03, 0.05),
    ("body", "wall"): (0.05, 0.08),
    ("headline", "wall"): (0.06, 0.1),
    ("article", "wall"): (0.12, 0.2),
    ("day", "wall"): (0.3, 0.4),
    ("rates", "wall"): (0.3, 0.4),
}
# Ten times the articles may take at most so many times as long, and a hundred thousand so many bytes.
_GROWTH_TARGET = 11.0
_MEMORY_TARGET = 1.2e9
_LARGE = 100_000
_LABELS = {COLD: "from nothing", **{case.key: case.label for case in CASES}}
_MEASURES = {"wall": "", "cpu": ", CPU", "memory": ", peak memory"}


def print_tables(results: Results) -> None:
    """Print all tables on the terminal."""
    print("\n".join(_page(results)))


def write_tables(results: Results) -> None:
    """Put all tables into docs/performance.md; raises `ValueError` where it has no markers for them."""
    _write("measured", _page(results))


def write_profile(count: int, rows: Sequence[tuple[str, float]], floor: float) -> None:
    """Put where the time goes there, too: parts of the work with their seconds, and what writing alone takes."""
    total = sum(seconds for _, seconds in rows)
    table = [*_head("", "CPU", "share"), *(_row(part, _seconds(took), f"{took / total:.0%}") for part, took in rows)]
    intro = f"{count:,} articles, {_seconds(total)} of CPU; to write the same files alone takes {_seconds(floor)}."
    _write("profile", [intro, "", *table])


def _write(name: str, lines: Iterable[str]) -> None:
    """Put lines between the markers of that name."""
    text = PAGE.read_text()
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, after = text[: text.index(begin) + len(begin)], text[text.index(end) :]
    PAGE.write_text("\n".join([before, "", *lines, "", after]))


def _page(results: Results) -> Iterator[str]:
    yield from _preface(results.command, results.machine)
    for comparison in results.comparisons:
        yield ""
        yield from _comparison(comparison)
    if results.growth:
        yield ""
        yield from _growth(results.growth)


def _preface(command: str, machine: Machine) -> Iterator[str]:
    versions = ", ".join(f"{name} {version}" for name, version in machine.versions.items())
    yield f"Measured on {machine.cores} cores ({machine.processor}), {machine.memory / 2**30:.0f} GiB of memory, with"
    yield f"{versions}. To measure again:"
    yield ""
    yield f"```text\n{command}\n```"


def _comparison(comparison: Comparison) -> Iterator[str]:
    words, pages = comparison.excerpt_words, comparison.article_pages + comparison.listing_pages
    rounds = len(comparison.costs[_OURS][COLD])
    yield f"### {_kind(words)}"
    yield ""
    yield f"{comparison.articles:,} articles, {pages:,} pages; {rounds} {'round' if rounds == 1 else 'rounds'}."
    yield ""
    medians = {
        name: {case: median_cost(costs) for case, costs in by_case.items()}
        for name, by_case in comparison.costs.items()
    }
    yield from _against_targets(medians[_OURS], medians[_THEIRS], words, comparison.articles >= _TARGET_ARTICLES)
    yield ""
    yield "All figures, as wall time, CPU time and peak memory:"
    yield ""
    yield from _all_figures(medians)


def _against_targets(ours: dict[str, Cost], theirs: dict[str, Cost], words: int, is_judged: bool) -> Iterator[str]:
    column = 0 if words == 500 else 1
    yield from _head("", _OURS, _THEIRS, "ratio", f"target at {_TARGET_ARTICLES:,}", "")
    for case, label in _LABELS.items():
        for measure, suffix in _MEASURES.items():
            target = _TARGETS.get((case, measure))
            if target is None and measure != "wall":
                continue
            our, their = getattr(ours[case], measure), getattr(theirs[case], measure)
            ratio = our / their
            shown = _bytes if measure == "memory" else _seconds
            verdict = "" if target is None or not is_judged else _verdict(ratio <= target[column])
            limit = "" if target is None else f"{target[column]:g}"
            yield _row(f"{label}{suffix}", shown(our), shown(their), _ratio(ratio), limit, verdict)


def _all_figures(medians: dict[str, dict[str, Cost]]) -> Iterator[str]:
    columns = [f"{name}: {measure}" for name in (_OURS, _THEIRS) for measure in ("wall", "CPU", "memory")]
    yield from _head("", *columns)
    for case, label in _LABELS.items():
        yield _row(label, *(part for name in (_OURS, _THEIRS) for part in _parts(medians[name][case])))
    others = [name for name in medians if name not in (_OURS, _THEIRS)]
    if others:
        base = medians[_THEIRS][COLD]
        yield ""
        yield "Others, from nothing, once, for scale:"
        yield ""
        yield from _head("", "wall", "CPU", "memory", f"wall, to {_THEIRS}'s")
        for name in others:
            cost = medians[name][COLD]
            yield _row(name, *_parts(cost), _ratio(cost.wall / base.wall))


def _growth(growth: list[Growth]) -> Iterator[str]:
    yield "### Growth"
    yield ""
    yield f"{_OURS} alone, {_kind(500).lower()}. A ratio is to the line above, at most {_GROWTH_TARGET:g};"
    yield f"peak memory is at most {_MEMORY_TARGET / 1e9:g} GB at {_LARGE:,} articles."
    yield ""
    yield from _head("articles", "from nothing", "ratio", "peak memory", "one body edited", "ratio", "")
    previous: tuple[Cost, Cost] | None = None
    for step in growth:
        cold, edit = median_cost(step.cold), median_cost(step.edit)
        shown, verdict = ("", ""), ""
        if previous is not None:
            ratios = cold.wall / previous[0].wall, edit.wall / previous[1].wall
            is_met = max(ratios) <= _GROWTH_TARGET and (step.articles < _LARGE or cold.memory <= _MEMORY_TARGET)
            shown, verdict = (_ratio(ratios[0]), _ratio(ratios[1])), _verdict(is_met)
        yield _row(
            f"{step.articles:,}", _seconds(cold.wall), shown[0], _bytes(cold.memory), _seconds(edit.wall), shown[1],
            verdict,
        )  # fmt: skip
        previous = cold, edit


def _verdict(is_met: bool) -> str:
    return "met" if is_met else "missed"


def _kind(words: int) -> str:
    return f"Excerpts of {words} words" if words > 100 else f"Summaries of {words} words"


def _parts(cost: Cost) -> tuple[str, str, str]:
    return _seconds(cost.wall), _seconds(cost.cpu), _bytes(cost.memory)


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.1f} s"


def _bytes(size: float) -> str:
    return f"{size / 2**20:,.0f} MiB"


def _ratio(ratio: float) -> str:
    return f"{ratio:.3f}" if ratio < 0.1 else f"{ratio:.2f}" if ratio < 10 else f"{ratio:.1f}"


def _head(*cells: str) -> Iterator[str]:
    yield _row(*cells)
    yield _row("---", *["---:"] * (len(cells) - 1))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    write_tables(msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Results))
