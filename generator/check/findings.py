"""What a check finds: diagnostics, each by the rule that it goes by, and how a summary counts them.

A warning is a fault that readers meet; a note is advice, and never an error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from generator.errors import Diagnostic, Position, Severity

# By rule: what a summary calls one of its findings, and several.
RULES = {
    "lost-address": ("published address that leads nowhere now", "published addresses that lead nowhere now"),
    "unrecorded-change": ("text changed without a word of it", "texts changed without a word of it"),
    "other-settings": ("comparison that cannot be made", "comparisons that cannot be made"),
    "dead-anchor": ("link to a place that is not there", "links to places that are not there"),
    "no-alt": ("picture without alternative text", "pictures without alternative text"),
    "dead-outer-link": ("link out of the site that is dead", "links out of the site that are dead"),
    "moved-outer-link": ("link out of the site that leads on", "links out of the site that lead on"),
    "untested-outer-link": ("link out of the site that was not tested", "links out of the site that were not tested"),
    "long-headline": ("long headline", "long headlines"),
    "no-standfirst": ("article without a standfirst", "articles without a standfirst"),
    "no-credit": ("picture without a credit", "pictures without a credit"),
    "no-profile": ("author without a profile", "authors without a profile"),
    "lone-tag": ("tag used once", "tags used once"),
    "near-tags": ("tag much like another", "tags much like others"),
}


class Finding(msgspec.Struct, frozen=True):
    """One thing found, and by which of the `RULES`."""

    rule: str
    diagnostic: Diagnostic


def warning(rule: str, message: str, position: Position | None, hint: str = "") -> Finding:
    """Find a fault that readers meet."""
    return _finding("warning", rule, message, position, hint)


def note(rule: str, message: str, position: Position | None, hint: str = "") -> Finding:
    """Find what could be better."""
    return _finding("note", rule, message, position, hint)


def _finding(severity: Severity, rule: str, message: str, position: Position | None, hint: str) -> Finding:
    return Finding(rule, Diagnostic(severity, message, position, hint))


def count_by_rule(findings: Iterable[Finding]) -> dict[str, int]:
    """Count findings by rule, in the order of the rules."""
    counts = Counter(finding.rule for finding in findings)
    return {rule: counts[rule] for rule in RULES if counts[rule]}


def in_words(counts: dict[str, int]) -> list[str]:
    """Say what was found, a line for each rule."""
    width = max((len(str(count)) for count in counts.values()), default=0)
    return [f"  {count:>{width}} {RULES[rule][count != 1]}" for rule, count in counts.items()]
