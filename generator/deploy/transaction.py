"""The order of a deploy over any place: journal first, files group by group, removals, the record last.

Killed between any two steps, the place holds a record that names all files of ours, and every page that readers see
has what it refers to; the same deploy run again does the rest.
"""

from __future__ import annotations

from collections.abc import Callable

from generator.deploy.difference import Difference
from generator.deploy.order import put_in_order
from generator.deploy.place import Place, Told
from generator.deploy.published import encode_published

# Told how many of how many files are in place.
Counted = Callable[[int, int], None]


def carry_out(difference: Difference, place: Place, told: Told, counted: Counted) -> None:
    """Make the target what it must be; the place is held by whoever calls."""
    travelled = 0

    def count(path: str) -> None:
        nonlocal travelled
        travelled += 1
        told(path)
        counted(travelled, len(difference.parcels))

    before = difference.before
    known = {*before.files, *before.kept} if before else set()
    groups = put_in_order(difference.parcels, known | set(difference.replaced))
    place.gather([parcel for group in groups for parcel in group], count)
    place.begin(encode_published(difference.journal))
    place.remove(difference.blocking)
    for group in groups:
        place.put(group, count)
    place.remove([path for path in difference.removed if path not in difference.blocking])
    place.finish(encode_published(difference.after))
