"""What was measured, as records: written and read as JSON, and summed up by medians."""

from __future__ import annotations

from statistics import median

import msgspec

from bench.process import Cost


class Machine(msgspec.Struct, frozen=True):
    """Where it was measured: cores, the processor's name, memory in bytes, and the versions of all programs."""

    cores: int
    processor: str
    memory: int
    versions: dict[str, str]


class Comparison(msgspec.Struct, frozen=True):
    """The same site built by several generators: `costs` by generator, then case, one for each round."""

    articles: int
    excerpt_words: int
    article_pages: int
    listing_pages: int
    costs: dict[str, dict[str, list[Cost]]]


class Growth(msgspec.Struct, frozen=True):
    """One generator on a corpus of some size: a build from nothing, and one after an edit of a body."""

    articles: int
    cold: list[Cost]
    edit: list[Cost]


class Results(msgspec.Struct, frozen=True):
    """All that one run measured; `command` says how to measure it again."""

    command: str
    machine: Machine
    comparisons: list[Comparison]
    growth: list[Growth]


def median_cost(costs: list[Cost]) -> Cost:
    """Take the median of each measure apart."""
    return Cost(
        wall=median(cost.wall for cost in costs),
        cpu=median(cost.cpu for cost in costs),
        memory=round(median(cost.memory for cost in costs)),
    )
