"""What a deploy did, in words for a terminal and as data for programs; no secret is known here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.deploy.deployment import DeployReport

_LISTS = ("new", "changed", "replaced", "adopted", "gone")


def in_words(report: DeployReport) -> Iterator[str]:
    """Say what was done, or in a dry run what would be: then each file, too."""
    if report.releases:
        yield f"{report.target}: back from release {report.releases[0]} to {report.releases[1]}"
        return
    todo = report.difference
    if report.is_dry:
        yield from _files(report)
    if todo.is_nothing:
        yield f"{report.target}: nothing to do, {todo.unchanged} files unchanged"
        return
    sent = len(todo.parcels) if report.is_dry else len(report.sent)
    parts = [f"{sent} files to send" if report.is_dry else f"{sent} files sent"]
    for number, what in ((len(todo.replaced), "replaced"), (len(todo.adopted), "adopted")):
        parts += [f"{number} {what}"] if number else []
    parts.append(f"{todo.unchanged + len(todo.arrived)} unchanged")
    if todo.removed:
        parts.append(f"{len(todo.removed)} to remove" if report.is_dry else f"{len(todo.removed)} removed")
    if report.is_dry:
        yield f"{report.target}: " + ", ".join(parts)
    else:
        yield f"{report.target}: " + ", ".join(parts) + f" in {report.seconds:.2f} s"


def _files(report: DeployReport) -> Iterator[str]:
    todo = report.difference
    for what in ("new", "changed", "replaced", "adopted"):
        for path in getattr(todo, what):
            yield f"{what:<9} {path}" + (" (it is not ours)" if what == "replaced" else "")
    for path in sorted({*todo.gone, *todo.removed}):
        yield f"{'kept' if path in todo.after.kept else 'removed':<9} {path}"


def as_data(report: DeployReport | None) -> dict[str, Any]:
    """Give a report as data; of a deploy that failed, the same keys without anything in them."""
    report = report or DeployReport("")
    todo = report.difference
    return {
        "target": report.target or None,
        "dry_run": report.is_dry,
        "sent": len(report.sent),
        "unchanged": todo.unchanged + len(todo.arrived),
        "removed": 0 if report.is_dry else len(todo.removed),
        "seconds": report.seconds,
        "rolled_back": {"from": report.releases[0], "to": report.releases[1]} if report.releases else None,
        "files": {
            "sent": list(report.sent),
            **{name: list(getattr(todo, name)) for name in _LISTS},
            "removed": list(todo.removed),
            "kept": sorted(todo.after.kept),
        },
    }
