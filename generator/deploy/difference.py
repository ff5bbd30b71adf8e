"""The plan of a deploy: what is built and what is published in, what is to be put and removed out.

By content digest, never by time. What stands at the target and is not ours is never removed; where it is in the way it
is adopted when its bytes are equal, else replaced and counted as if removed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from generator.deploy.order import stays
from generator.deploy.place import Parcel
from generator.deploy.published import Published
from generator.write.manifest import OwnedFile


class Difference(msgspec.Struct, frozen=True):
    """What a deploy has to do; all lists are sorted by path.

    `parcels` is what travels: the new, the changed and the replaced. `arrived` are files that a deploy which was cut
    short had put already. `gone` are files of ours that the output has no more: those in `kept` stay for one more
    deploy, those in `removed` go, among them what the deploy before had kept. `blocking` are those of them that must go
    first: a file where a folder must be now, or the other way round.
    """

    parcels: tuple[Parcel, ...] = ()
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    adopted: tuple[str, ...] = ()
    arrived: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    blocking: tuple[str, ...] = ()
    unchanged: int = 0
    before: Published | None = None
    after: Published = Published()

    @property
    def is_nothing(self) -> bool:
        """Tell whether the target is what it must be, its record included."""
        return not self.parcels and not self.removed and self.before == self.after

    @property
    def journal(self) -> Published:
        """The record as it stands while the deploy is under way: of before, and with all that is to come."""
        before = self.before or Published()
        coming = before.coming | {parcel.path: parcel.digest for parcel in self.parcels}
        return msgspec.structs.replace(before, coming=coming | dict.fromkeys(self.adopted, ""))

    def excess(self, cap: int) -> int:
        """Count what is lost at the target, if it is more than a cap or a tenth of the files, whichever is more."""
        files = len(self.before.files) if self.before else 0
        lost = len(self.gone) + len(self.replaced)
        return lost if lost > max(cap, files // 10) else 0


def find_difference(
    built: Mapping[str, tuple[OwnedFile, str]],
    before: Published | None,
    frame: Published,
    survey: Callable[[Sequence[Parcel]], dict[str, bool]],
) -> Difference:
    """Compare what is built with what is published.

    `built` gives each path its digests and the file that holds its bytes. `frame` is the record to come, without its
    files. `survey` looks at the target, and is asked only about paths whose state the record does not tell.
    """
    known = before or Published()
    is_same_rules = known.rules == frame.rules
    parcels = {path: Parcel(path, owned.digest, place) for path, (owned, place) in built.items()}
    clear = {
        path for path, parcel in parcels.items()
        if path in known.files and known.files[path].digest == parcel.digest and path not in known.coming
    }  # fmt: skip
    certain = {
        path for path in parcels
        if path not in clear and path in known.files and path not in known.coming
    }  # fmt: skip
    asked = [parcel for path, parcel in parcels.items() if path not in clear and path not in certain]
    standing = survey(asked) if asked else {}
    ours = known.owned
    sent: dict[str, list[str]] = {"new": [], "changed": [], "replaced": [], "adopted": [], "arrived": []}
    for path in sorted(parcels):
        if path in clear:
            if not is_same_rules:
                sent["changed"].append(path)
        elif path in certain or (path in standing and path in ours and not standing[path]):
            sent["changed"].append(path)
        elif path not in standing:
            sent["new"].append(path)
        elif standing[path] and (is_same_rules or path not in known.files):
            sent["arrived" if path in ours else "adopted"].append(path)
        else:
            sent["changed" if path in ours else "replaced"].append(path)
    travelling = sorted([*sent["new"], *sent["changed"], *sent["replaced"]])
    # A deploy that sends nothing does not count: what the one before has kept, it keeps, too.
    counts = bool(travelling or known.coming)
    gone = sorted(path for path in ours if path not in parcels and path not in known.kept)
    stale = sorted(path for path in known.kept if path not in parcels and path in ours) if counts else []
    blocking = _blocking([*gone, *stale], travelling)
    kept = {path: _digest(known, path) for path in gone if stays(path) and path not in blocking}
    if not counts:
        kept |= {path: digest for path, digest in known.kept.items() if path not in parcels}
    removed = sorted([*(path for path in gone if path not in kept), *stale])
    files = {path: owned for path, (owned, _) in sorted(built.items())}
    after = msgspec.structs.replace(frame, files=files, kept=dict(sorted(kept.items())))
    return Difference(
        parcels=tuple(parcels[path] for path in travelling),
        new=tuple(sent["new"]),
        changed=tuple(sent["changed"]),
        replaced=tuple(sent["replaced"]),
        adopted=tuple(sent["adopted"]),
        arrived=tuple(sent["arrived"]),
        gone=tuple(gone),
        removed=tuple(removed),
        blocking=tuple(blocking),
        unchanged=len(clear) if is_same_rules else 0,
        before=before,
        after=after,
    )


def _digest(known: Published, path: str) -> str:
    return known.files[path].digest if path in known.files else known.coming.get(path, "")


def _blocking(gone: Sequence[str], travelling: Sequence[str]) -> list[str]:
    """List files that stand where a folder must be, or in a folder where a file must be."""
    files = set(travelling)
    folders = {folder for path in travelling for folder in _folders(path)}
    return [path for path in gone if path in folders or any(folder in files for folder in _folders(path))]


def _folders(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:length]) for length in range(1, len(parts))]
