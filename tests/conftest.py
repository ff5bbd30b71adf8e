"""What tests share: an empty site to write into, and a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.magazine import Magazine

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def magazine(tmp_path: Path) -> Magazine:
    """An empty site in a folder of its own."""
    folder = tmp_path / "site"
    folder.mkdir()
    return Magazine(folder)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: the system's, else Playwright's own; one for all tests, since a process drives only one at a time."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()
