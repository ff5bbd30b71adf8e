"""What is searched in, the files of the search index out: those that stand where it is the same, else made by Pagefind.

Pagefind reads pages from a folder; it gets one beside the output, that holds the text of the articles and nothing
else. Its files are staged like all others, and ours. It is asked for nothing, and not imported, while what is searched
stays the same.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from generator.build.memory import Memory
from generator.build.pages import Pages, settled, standing_digest
from generator.build.settings import Progress
from generator.build.software import SEARCH_HINT
from generator.digest import digest_bytes, digest_text
from generator.errors import Diagnostic, SiteError
from generator.model.plan import SearchIndex
from generator.plan.search import INDEX_FOLDER
from generator.render.search import LEFT_OUT, search_document
from generator.store.state import OutputEntry
from generator.write.manifest import OwnedFile
from generator.write.staging import Stage

# What of Pagefind's files a reader's browser asks for: the rest is for interfaces that no page here has.
_NEEDED = ("fragment/", "index/", "filter/", "pagefind.", "pagefind-entry.json", "pagefind-worker.js", "wasm.")
_TOLD = 200


class Indexed(NamedTuple):
    """How many articles were indexed, and one digest of all that the index holds."""

    articles: int
    searched: str


def index_search(
    index: SearchIndex,
    known: dict[str, OutputEntry],
    stage: Stage,
    memory: Memory,
    made: Pages,
    looked_at_ns: int,
    progress: Progress,
) -> Indexed:
    """Keep the index that stands if it is still that, else make it and stage its files.

    `known` are the entries of the last state, `made` takes those of the index. Raises `SiteError` when Pagefind fails.
    """
    before = {
        path: entry for path, entry in known.items() if path.startswith(INDEX_FOLDER) and path not in made.entries
    }
    standing = _standing(before, stage, looked_at_ns)
    searched = memory.output.searched if memory.output else ""
    if standing and all(entry.inputs == index.inputs for entry in standing.values()):
        _keep(standing, stage, made)
        return Indexed(0, searched)
    folder = stage.workplace("search")
    documents = _write_documents(index, folder / "pages", memory, progress)
    if standing and documents == searched:  # an edit of what no search finds: where a link leads, say
        _keep({path: replace(entry, inputs=index.inputs) for path, entry in standing.items()}, stage, made)
        return Indexed(0, searched)
    _run_pagefind(folder)
    for name, staged in _files(folder / "index"):
        path = INDEX_FOLDER + name
        digest = digest_bytes(staged.read_bytes())
        place = stage.reserve(path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        os.replace(staged, place)
        made.entries[path] = OutputEntry(index.inputs, digest, None)
        stage.take(path, place, OwnedFile(digest))
    return Indexed(len(index.entries), documents)


def _standing(before: dict[str, OutputEntry], stage: Stage, looked_at_ns: int) -> dict[str, OutputEntry]:
    """Give the entries of the index that stands, when it is whole; else nothing."""
    whole: dict[str, OutputEntry] = {}
    for path, entry in before.items():
        found = stage.look(path)
        if found is None or standing_digest(path, entry, found, stage) != entry.digest:
            return {}
        whole[path] = settled(entry, found, looked_at_ns)
    return whole


def _keep(standing: dict[str, OutputEntry], stage: Stage, made: Pages) -> None:
    """Leave the index as it stands."""
    for path, entry in standing.items():
        stage.keep(path, OwnedFile(entry.digest))
    made.entries.update(standing)


def _write_documents(index: SearchIndex, folder: Path, memory: Memory, progress: Progress) -> str:
    """Write the pages that Pagefind reads, one after another: their texts are never all in memory.

    Gives one digest of all of them, and of what makes an index of them.
    """
    folder.mkdir(parents=True)
    digests = [index.software]
    for number, entry in enumerate(index.entries, 1):
        target = folder / entry.path
        target.parent.mkdir(parents=True, exist_ok=True)
        document = search_document(entry, memory.packs.get(entry.body_digest))
        digests += [entry.path, digest_bytes(document)]
        target.write_bytes(document)
        if number % _TOLD == 0:
            progress("index", number, len(index.entries))
    return digest_text(*digests)


def _run_pagefind(folder: Path) -> None:
    """Let Pagefind make the index of a folder's pages."""
    from pagefind.service import get_executable

    program = get_executable()
    if program is None:
        raise SiteError([Diagnostic("error", "the search needs an extra that is not installed", hint=SEARCH_HINT)])
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
