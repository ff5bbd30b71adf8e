"""A site of so many files that a process stands by and looks at them."""

from __future__ import annotations

from pathlib import Path

from generator.build import look
from tests.magazine import Magazine


def start_archive(folder: Path, text: str) -> Magazine:
    """Write three hundred articles of one text each, which gets the article's number behind it; nothing is built."""
    magazine = Magazine(folder).write("")
    magazine.configure("[listing]\npage_size = 2\nexcerpt_words = 3\n")
    for number in range(300):
        body = f"{text} {number}."
        magazine.article(f"news/a{number:04}.md", title=f"Headline {number}", date="2025-04-01", body=body)
    return magazine


def expect_to_pay(archive: Magazine) -> None:
    """Expect that the last build left a state of so many files that a look at them pays."""
    (state,) = (archive.folder / ".broadsheet/outputs").glob("*.state")
    assert state.stat().st_size > 2 * look._PAYS_BYTES
