"""`broadsheet clean`: the cache and our files of the output away, nothing else."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path

from generator.errors import Diagnostic, SiteError

CACHE = ".broadsheet"


def clean_site(site: Path) -> str:
    """Remove a site's cache and the files of its output that are ours; says in one line what went.

    Raises `SiteError` when the output is held by a build or refuses.
    """
    from generator.write.folder import locked
    from generator.write.staging import remove_owned

    cache, output = site / CACHE, site / "output"
    removed: list[str] = []
    try:
        had_cache = cache.is_dir() and not cache.is_symlink()
        with ExitStack() as held:  # both, before anything goes: a build that is under way needs both
            if had_output := output.is_dir():
                held.enter_context(locked(output, wait=False))
            if had_cache:
                held.enter_context(locked(cache, wait=False))
                shutil.rmtree(cache)
            if had_output:
                removed = remove_owned(output)
    except OSError as error:
        raise SiteError(
            [Diagnostic("error", f"the site cannot be cleaned: {error.strerror}: {error.filename}")]
        ) from None
    files = f"{len(removed)} file" + ("" if len(removed) == 1 else "s")
    return f"removed {files} of the output" + (" and the cache" if had_cache else "")
