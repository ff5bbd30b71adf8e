"""A search index as what is found by it: its own bytes differ from one making to the next."""

from __future__ import annotations

import gzip
import json
from typing import Any

FOLDER = "pagefind/"
_MANIFEST = ".broadsheet-manifest"


def indexed(files: dict[str, bytes]) -> list[dict[str, Any]]:
    """Read what an output's index holds of each page, ordered by address."""
    fragments = [plain(data) for path, data in files.items() if path.startswith(f"{FOLDER}fragment/")]
    pages: list[dict[str, Any]] = [json.loads(data[data.index(b"{") :]) for data in fragments]
    return sorted(pages, key=lambda page: str(page["url"]))


def plain(data: bytes) -> bytes:
    """Decompress a file of an index, if it is compressed."""
    return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data


def by_what_is_searched(files: dict[str, bytes]) -> dict[str, bytes]:
    """Put what an index holds in the place of its files, and take those out of the manifest."""
    if not any(path.startswith(FOLDER) for path in files):
        return files
    kept = {path: data for path, data in files.items() if not path.startswith(FOLDER)}
    manifest = json.loads(files.get(_MANIFEST, b'{"files": {}}'))
    manifest["files"] = {path: owned for path, owned in manifest["files"].items() if not path.startswith(FOLDER)}
    names = sorted(path for path in files if path.startswith((f"{FOLDER}pagefind.js", f"{FOLDER}wasm.")))
    return {
        **kept,
        _MANIFEST: json.dumps(manifest).encode(),
        FOLDER: json.dumps([names, indexed(files)], sort_keys=True).encode(),
    }
