"""Random edits, saved while a preview runs: what it serves in the end equals a clean build, byte for byte.

Who asks is a browser's equal: it asks only whether what it has is still what there is.
"""

from __future__ import annotations

import http.client
import random
from urllib.parse import quote

import pytest

from tests.incremental.clean import clean_run
from tests.incremental.edits import BREAKS, EDITS, start
from tests.magazine import Magazine
from tests.serve.preview import Answer, Preview, running, wait_for, without_script

_EDITS = [name for name in EDITS if name != "tamper"]  # the preview's files are nobody else's
_NUMBER = 100


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_served_after_a_hundred_edits_equals_a_clean_build(magazine: Magazine, seed: int) -> None:
    chance = random.Random(seed)
    start(magazine, 6)
    kept: dict[str, Answer] = {}
    with running(magazine, "--drafts") as preview:
        for number in range(_NUMBER):
            name = chance.choice(_EDITS)
            EDITS[name](magazine, chance.randrange(1000), chance.randrange(1000))
            if number % 20 == 7:
                break_for_a_while(magazine, preview, *BREAKS[chance.randrange(len(BREAKS))])
            if number % 10 == 9:
                compare(magazine, preview, kept, (seed, number, name))


def break_for_a_while(magazine: Magazine, preview: Preview, path: str, text: str) -> None:
    """Break the site, wait until that is noticed, and put things back."""
    file = magazine.folder / path
    before = file.read_bytes() if file.is_file() else None
    builds = len(preview.builds)
    magazine.put(path, text)
    preview.wait_for_builds(builds + 1)
    if before is None:
        file.unlink()
    else:
        magazine.put(path, before)


def compare(magazine: Magazine, preview: Preview, kept: dict[str, Answer], why: object) -> None:
    """Wait until the preview has caught up, and compare all that it serves with a clean build."""
    run, clean = clean_run(magazine, "--drafts")
    if run.status:
        return  # the edits have broken the site by themselves: there is nothing to compare with
    shown = magazine.folder / ".broadsheet/serve"
    wait_for(lambda: differing(preview, kept, clean) == [], f"{why}: served as built")
    found = {path.relative_to(shown).as_posix() for path in shown.rglob("*") if path.is_file()}
    searched = {path for path in clean if path.startswith("pagefind/")}  # a preview makes no index
    assert found - {".broadsheet-manifest"} == set(clean) - {".broadsheet-manifest"} - searched, why


def revisit(preview: Preview, kept: dict[str, Answer], address: str) -> Answer:
    """Ask for an address, and take what was kept of it where that has not changed."""
    before = kept.get(address)
    answer = preview.get(address, if_none_match=before.headers["etag"]) if before else preview.get(address)
    if before and answer.status == 304:
        return before
    if answer.status == 200 and "etag" in answer.headers:
        kept[address] = answer
    return answer


def differing(preview: Preview, kept: dict[str, Answer], clean: dict[str, bytes]) -> list[str]:
    """Name the files that are served otherwise than a clean build makes them."""
    found = []
    for path, data in clean.items():
        if any(part.startswith(".") and part != ".well-known" for part in path.split("/")):
            continue
        if path.startswith("pagefind/") or (path == "search/index.html" and "pagefind/pagefind.js" in clean):
            continue  # the preview's search page says that it has no index
        try:
            answer = revisit(preview, kept, "/" + quote(path))
        except http.client.HTTPException:  # a build has taken a large file away while it was being sent
            found.append(path)
            continue
        if answer.status != 200 or without_script(answer.data) != data:
            found.append(path)
    return found
