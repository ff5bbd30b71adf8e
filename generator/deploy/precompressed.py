"""Compressed files beside texts, for servers that send them as they are: made once for equal bytes, and kept.

`index.html` gets `index.html.br` and `index.html.gz`; not where the compressed file would be no smaller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from generator.build import Progress
from generator.deploy.attributes import compress, is_text
from generator.deploy.place import Parcel
from generator.digest import digest_bytes
from generator.store.pictures import PictureStore
from generator.write.manifest import OwnedFile

ENDINGS = {"br": ".br", "gzip": ".gz"}
_STORE = "compressed"
_INDEX = "index"
_LEAST_BYTES = 256


class Compressed:
    """The compressed files of a site's memory, or of a folder that goes again; `index` names their digests by key.

    The digest of one that is not worth having is empty.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._store = PictureStore(folder, _STORE)
        try:
            data = self._store.get(_INDEX) or b""
            self._index = msgspec.msgpack.decode(data, type=dict[str, str])
        except msgspec.MsgspecError:
            self._index = {}

    def beside(
        self, built: Mapping[str, tuple[OwnedFile, str]], encodings: Sequence[str], progress: Progress
    ) -> dict[str, tuple[OwnedFile, str]]:
        """Make the compressed files beside all texts; gives their paths, digests and places."""
        wanted = [
            (path, owned, location, encoding)
            for path, (owned, location) in built.items() if is_text(path)
            for encoding in encodings
        ]  # fmt: skip
        missing = {
            f"{owned.digest}{ENDINGS[encoding]}": (Parcel(path, owned.digest, location), encoding)
            for path, owned, location, encoding in wanted
            if not self._is_there(f"{owned.digest}{ENDINGS[encoding]}")
        }
        with ThreadPoolExecutor() as pool:
            for done, (key, digest) in enumerate(pool.map(self._make, missing.items()), 1):
                self._index[key] = digest
                progress("compress", done, len(missing))
        if missing:
            of_use = {owned.digest for owned, _ in built.values()}
            self._index = {key: digest for key, digest in self._index.items() if key.partition(".")[0] in of_use}
            self._store.put(_INDEX, msgspec.msgpack.encode(self._index))
            self._store.keep_only([*(f"{key}.bytes" for key in self._index), _INDEX])
        return {
            path + ENDINGS[encoding]: (OwnedFile(digest), self._place(key))
            for path, owned, _, encoding in wanted
            if (digest := self._index[key := f"{owned.digest}{ENDINGS[encoding]}"])
        }

    def _is_there(self, key: str) -> bool:
        digest = self._index.get(key)
        return digest is not None and (not digest or Path(self._place(key)).is_file())

    def _place(self, key: str) -> str:
        return str(self._folder / _STORE / f"{key}.bytes")

    def _make(self, wanted: tuple[str, tuple[Parcel, str]]) -> tuple[str, str]:
        key, (parcel, encoding) = wanted
        data = parcel.read()
        small = compress(data, encoding) if len(data) >= _LEAST_BYTES else data
        if len(small) >= len(data):
            return key, ""
        place = Path(self._place(key))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(small)
        return key, digest_bytes(small)
