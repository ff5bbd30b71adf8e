"""What is searched in, the files of the search index out: those that stand where it is the same, else made by Pagefind.

Pagefind reads pages from a folder; it gets one beside the output, that holds the text of the articles and nothing
else. Its files are staged like all others, and ours. It is asked for nothing, and not imported, while what is searched
stays the same.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from generator.build.memory import Memory
from generator.build.pages import Pages, settled, standing_digest
from generator.build.settings import Progress
from generator.config import SiteConfig
from generator.digest import digest_bytes
from generator.documents import Document
from generator.errors import Diagnostic, SiteError
from generator.model.plan import SearchIndex
from generator.plan.search import INDEX_FOLDER
from generator.render.search import LEFT_OUT, search_document
from generator.store.state import OutputEntry
from generator.write.manifest import OwnedFile
from generator.write.staging import Stage

# What of Pagefind's files a reader's browser asks for: the rest is for interfaces that no page here has.
_NEEDED = ("fragment/", "index/", "filter/", "pagefind.", "pagefind-entry.json", "pagefind-worker.js", "wasm.")
_MODULES = ("pagefind", "pagefind_bin_extended")
_HINT = "pip install broadsheet[search]"
_TOLD = 200


def missing_extra(config: SiteConfig, document: Document | None) -> Diagnostic | None:
    """Report a search that is wanted and cannot be made; nothing when it can."""
    if not config.search.enabled or all(find_spec(name) for name in _MODULES):
        return None
    position = document.position("search", "enabled", of_value=True) if document else None
    return Diagnostic("error", "the search needs an extra that is not installed", position, _HINT)


def index_search(
    index: SearchIndex,
    known: dict[str, OutputEntry],
    stage: Stage,
    memory: Memory,
    made: Pages,
    looked_at_ns: int,
    progress: Progress,
) -> int:
    """Keep the index that stands if it is still that, else make it and stage its files; gives the articles indexed.

    `known` are the entries of the last state, `made` takes those of the index. Raises `SiteError` when Pagefind fails.
    """
    before = {
        path: entry for path, entry in known.items() if path.startswith(INDEX_FOLDER) and path not in made.entries
    }
    if _keep(index, before, stage, made, looked_at_ns):
        return 0
    folder = stage.workplace("search")
    _write_documents(index, folder / "pages", memory, progress)
    _run_pagefind(folder)
    for name, staged in _files(folder / "index"):
        path = INDEX_FOLDER + name
        digest = digest_bytes(staged.read_bytes())
        place = stage.reserve(path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        os.replace(staged, place)
        made.entries[path] = OutputEntry(index.inputs, digest, None)
        stage.take(path, place, OwnedFile(digest))
    return len(index.entries)


def _keep(index: SearchIndex, before: dict[str, OutputEntry], stage: Stage, made: Pages, looked_at_ns: int) -> bool:
    """Leave the index as it stands, when it was made from the same, and whole."""
    if not before or any(entry.inputs != index.inputs for entry in before.values()):
        return False
    kept: dict[str, OutputEntry] = {}
    for path, entry in before.items():
        found = stage.look(path)
        if found is None or standing_digest(path, entry, found, stage) != entry.digest:
            return False
        kept[path] = settled(entry, found, looked_at_ns)
    for path, entry in kept.items():
        stage.keep(path, OwnedFile(entry.digest))
    made.entries.update(kept)
    return True


def _write_documents(index: SearchIndex, folder: Path, memory: Memory, progress: Progress) -> None:
    """Write the pages that Pagefind reads, one after another: their texts are never all in memory."""
    folder.mkdir(parents=True)
    for number, entry in enumerate(index.entries, 1):
        target = folder / entry.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(search_document(entry, memory.packs.get(entry.body_digest)))
        if number % _TOLD == 0:
            progress("index", number, len(index.entries))


def _run_pagefind(folder: Path) -> None:
    """Let Pagefind make the index of a folder's pages."""
    from pagefind.service import get_executable

    program = get_executable()
    if program is None:
        raise SiteError([Diagnostic("error", "the search needs an extra that is not installed", hint=_HINT)])
    command = [
        str(program), "--site", "pages", "--output-path", "index",
        "--exclude-selectors", ", ".join(LEFT_OUT), "--silent",
    ]  # fmt: skip
    try:
        run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, cwd=folder, check=False)
    except OSError as error:
        raise SiteError([_failure(error.strerror or str(error))]) from None
    if run.returncode or not (folder / "index" / "pagefind.js").is_file():
        said = (run.stdout + run.stderr).decode("utf-8", "replace").strip().splitlines()
        raise SiteError([_failure(said[-1] if said else f"Pagefind ended with {run.returncode}")])


def _failure(reason: str) -> Diagnostic:
    return Diagnostic("error", f"the search index cannot be made: {reason}")


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """List the files of an index that are to be published, by their names in it."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name.startswith(_NEEDED):
            yield name, path
